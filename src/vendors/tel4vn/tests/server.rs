//! A TEL4VN of one bare socket, which says what a script says.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::{Tel4vn, account_at, fixture};
use crate::clock::Clock;
use crate::vendor::{Http, HttpOptions, Vendor};

/// An answer: its status and its body. Status 0 closes the connection without one.
pub(super) type Answer = (u16, String);

/// What the server was asked, from the first line to the body.
pub(super) type Heard = Arc<Mutex<Vec<String>>>;

/// An answer with status 200.
pub(super) fn ok(body: &str) -> Answer {
    (200, body.to_owned())
}

/// What stands between the method and the protocol.
pub(super) fn path(request: &str) -> &str {
    request.split(' ').nth(1).unwrap()
}

/// What a healthy installation of both generations says to `request`.
pub(super) fn healthy(request: &str) -> Answer {
    match path(request).split('?').next().unwrap() {
        "/v3/auth/token" => ok(fixture!("token-v3.json")),
        "/v1/auth/token" => ok(fixture!("token-v1.json")),
        "/v3/auth" => ok(fixture!("auth-v3.json")),
        "/v1/auth" => ok(fixture!("auth-v1.json")),
        "/v1/call" => ok(fixture!("calls.json")),
        "/v1/monitor/agent" => ok(fixture!("monitor-v1.json")),
        "/v3/monitor" => ok(fixture!("monitor-v3.json")),
        "/v3/agent/live" => ok(fixture!("live.json")),
        "/v3/monitor/callcenter/queue" => ok(fixture!("waiting.json")),
        "/v1/callcenter/queue" => ok(fixture!("queues.json")),
        "/v3/extension" => ok(fixture!("roster.json")),
        "/v3/agent/pause" | "/v3/agent/resume" | "/v3/agent/login" => ok(fixture!("pause.json")),
        "/v1/click2call/async" => ok(r#"{"status":"success","call_id":"c2c"}"#),
        path if path.ends_with("/loggedin") => ok(r#"{"extension":"107","is_logged_in":true}"#),
        path if path.starts_with("/v1/call/") => ok(r#"{"status":"success","call_id":"c","ext":"107"}"#),
        _ => (404, r#"{"error":"Not Found"}"#.to_owned()),
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
    let (status, body) = {
        heard.lock().unwrap().push(request.clone());
        script(&request)
    };
    if status == 0 {
        return;
    }
    let kind = if body.starts_with('<') { "text/html" } else { "application/json" };
    let status_line = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
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

/// An account of that server, with `more` in its section.
pub(super) fn account(base: &str, more: &str) -> (Tel4vn, Http) {
    let vendor = account_at(base, more);
    let options = HttpOptions { timeout: Duration::from_secs(20), longest: 1 << 20, per_minute: 6_000 };
    let http = Http::new(&Tel4vn::hosts(&vendor.config), options, Clock::start()).unwrap();
    (vendor, http)
}

/// The first lines of what was heard, without the protocol.
pub(super) fn lines(heard: &Heard) -> Vec<String> {
    let heard = heard.lock().unwrap();
    heard.iter().map(|request| request.split(" HTTP/").next().unwrap().to_owned()).collect()
}

/// Everything heard so far, which is forgotten.
pub(super) fn drained(heard: &Heard) -> Vec<String> {
    let drained = lines(heard);
    heard.lock().unwrap().clear();
    drained
}

/// How many of the requests heard begin so.
pub(super) fn count(heard: &Heard, first: &str) -> usize {
    lines(heard).iter().filter(|line| line.starts_with(first)).count()
}

/// How many of the requests heard are this one.
pub(super) fn exactly(heard: &Heard, line: &str) -> usize {
    lines(heard).iter().filter(|heard| *heard == line).count()
}

/// The body of the last request heard that begins so.
pub(super) fn body(heard: &Heard, first: &str) -> serde_json::Value {
    let heard = heard.lock().unwrap();
    let request = heard.iter().rfind(|request| request.starts_with(first)).unwrap();
    serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap()
}
