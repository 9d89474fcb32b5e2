//! A RingCentral and a RingCX of one bare socket, which say what a script says.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::super::fixtures::fixture;
use super::super::{RingCentral, RingCentralConfig};
use crate::clock::Clock;
use crate::vendor::{Http, HttpOptions, Vendor};

/// An answer: its status, its type, its body. Status 0 closes the connection without one.
pub(super) type Answer = (u16, &'static str, String);

/// What the server was asked, from the first line to the body.
pub(super) type Heard = Arc<Mutex<Vec<String>>>;

/// A JSON answer.
pub(super) fn json(body: &str) -> Answer {
    (200, "application/json", body.to_owned())
}

/// A plain answer.
pub(super) fn plain(status: u16, body: &str) -> Answer {
    (status, "text/plain;charset=UTF-8", body.to_owned())
}

/// What a healthy platform says to `request`.
pub(super) fn healthy(request: &str) -> Answer {
    let path = request.split(' ').nth(1).unwrap();
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let account = "/voice/api/v1/admin/accounts/12440011";
    match path.strip_prefix(account).unwrap_or(path) {
        "/restapi/oauth/token" => json(fixture!("grant.json")),
        "/api/auth/login/rc/accesstoken" | "/api/auth/token/refresh" | "/api/auth/login/admin" => {
            json(fixture!("exchange.json"))
        }
        "/voice/api/v1/admin/accounts" => json(fixture!("accounts.json")),
        "/activeCalls/list" if query.contains("page=0") => json(fixture!("calls.json")),
        "/activeCalls/list" => json("[]"),
        "/realTimeData/agent" => json(fixture!("agents.json")),
        "/realTimeData/inbound" => json(fixture!("inbound.json")),
        "/gateGroups/withChildren" => json(fixture!("gate-groups.json")),
        "/agentGroups" => json(fixture!("agent-groups.json")),
        "/agentGroups/1950/agents" => json(fixture!("group-agents.json")),
        "/gateGroups/52653/gates/72992/dispositions" => json(fixture!("dispositions.json")),
        path if path.starts_with("/activeCalls/") && request.starts_with("POST ") => plain(200, "true"),
        _ => plain(404, "The resource you have requested does not exist"),
    }
}

/// Serves `script` for ever; returns the base URL and what is heard.
pub(super) async fn serve(script: impl Fn(&str) -> Answer + Send + Sync + 'static) -> (String, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let heard = Heard::default();
    let (script, ears) = (Arc::new(script), Arc::clone(&heard));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, Arc::clone(&script), Arc::clone(&ears)));
        }
    });
    (base, heard)
}

async fn answer(mut stream: TcpStream, script: Arc<impl Fn(&str) -> Answer>, heard: Heard) {
    let request = hear(&mut stream).await;
    let (status, content_type, body) = {
        heard.lock().unwrap().push(request.clone());
        script(&request)
    };
    if status == 0 {
        return;
    }
    let status_line = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    // A client that was told enough may have left.
    stream.write_all((status_line + &body).as_bytes()).await.ok();
}

async fn hear(stream: &mut TcpStream) -> String {
    let (mut heard, mut buffer) = (String::new(), [0; 4096]);
    loop {
        let read = stream.read(&mut buffer).await.unwrap();
        heard.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
        if let Some((head, body)) = heard.split_once("\r\n\r\n") {
            let length = head.to_lowercase().lines().find_map(|line| {
                line.strip_prefix("content-length: ").and_then(|length| length.parse::<usize>().ok())
            });
            if read == 0 || body.len() >= length.unwrap_or(0) {
                return heard;
            }
        }
    }
}

/// An account of that server, with `keys` in its section.
pub(super) fn account(base: &str, keys: &str) -> (RingCentral, Http) {
    let urls = format!("platform_url = '{base}'\nringcx_url = '{base}'\n");
    let config: RingCentralConfig = toml::from_str(&(urls + keys)).unwrap();
    let options = HttpOptions { timeout: Duration::from_secs(10), longest: 1_000_000, per_minute: 600 };
    let http = Http::new(&RingCentral::hosts(&config), options, Clock::start()).unwrap();
    (RingCentral::new(config).unwrap(), http)
}

/// The first lines of what was heard, without the protocol.
pub(super) fn lines(heard: &Heard) -> Vec<String> {
    let heard = heard.lock().unwrap();
    heard.iter().map(|request| request.split(" HTTP/").next().unwrap().to_owned()).collect()
}

/// How many of the requests heard go to a path that ends in `path`.
pub(super) fn count(heard: &Heard, path: &str) -> usize {
    let path_of = |line: &str| line.split(' ').nth(1).unwrap().split('?').next().unwrap().to_owned();
    lines(heard).iter().filter(|line| path_of(line).ends_with(path)).count()
}
