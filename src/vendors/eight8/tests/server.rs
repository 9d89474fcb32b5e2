//! An 8x8 of one bare socket, which says what a script says.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::fixture;

/// An answer. Status 0 closes the connection without one.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    status: u16,
    headers: String,
    body: String,
    /// How long it takes.
    after: Duration,
}

impl Answer {
    /// The same, `after` a while.
    pub(super) fn slow(self, after: Duration) -> Self {
        Self { after, ..self }
    }
}

/// What the server was asked, from the first line to the body.
pub(super) type Heard = Arc<Mutex<Vec<String>>>;

/// A JSON answer.
pub(super) fn json(body: &str) -> Answer {
    told(200, body)
}

/// An answer of another status.
pub(super) fn told(status: u16, body: &str) -> Answer {
    of(status, "Content-Type: application/json\r\n".to_owned(), body)
}

fn of(status: u16, headers: String, body: &str) -> Answer {
    Answer { status, headers, body: body.to_owned(), after: Duration::ZERO }
}

/// A page of a list of `total`.
pub(super) fn page(body: &str, total: u32) -> Answer {
    let headers =
        format!("Content-Type: application/json\r\nX-Page-Size: 1000\r\nX-Total-Pages: {total}\r\n");
    of(200, headers, body)
}

/// The tenant that has no agent status interface.
pub(super) fn feature_off() -> Answer {
    let headers = "Content-Type: application/xml\r\n".to_owned();
    of(403, headers, fixture!("error-feature-off.xml"))
}

/// What a healthy vendor says to `request`.
pub(super) fn healthy(request: &str) -> Answer {
    let target = request.split(' ').nth(1).unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let call = path.strip_prefix("/api/v1/tenants/acmecorp01/calls/");
    match path.strip_prefix("/analytics/cc/v5/realtime-metrics").unwrap_or(path) {
        "/oauth/v2/token" => json(fixture!("token.json")),
        "/queues" => page(fixture!("queues.json"), 1),
        "/agents" if query.contains("summary=true") => page(fixture!("summary.json"), 1),
        "/agents" => page(fixture!("agents.json"), 1),
        "/agents-in-queue-groups" => json(fixture!("agents-in-queue-groups.json")),
        "/api/v1/tenants/acmecorp01/calls" => json(fixture!("placed.json")),
        "/api/v1/tenants/acmecorp01/agentstatus/agents" => json(fixture!("agent-status.json")),
        path if path.contains("/agentstatus/agents/") => json(fixture!("status-set.json")),
        path if path.contains("/interaction/data/") && request.starts_with("GET") => {
            json(fixture!("call-data.json"))
        }
        path if path.contains("/interaction/data/") => json(fixture!("variable-set.json")),
        path if path.ends_with("/transaction-codes") => json(fixture!("codes-set.json")),
        path if path.contains("/calls/line/") => json(fixture!("free-line-twice.json.txt")),
        path if path.contains("/agents/") && path.ends_with("/calls") => json(fixture!("lines-freed.json")),
        _ if call.is_some_and(|call| call.contains("/agent/")) => json(fixture!("leg-ended.json")),
        _ if call.is_some() => json(fixture!("ended.json")),
        _ => told(404, ""),
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
    let Answer { status, headers, body, after } = {
        heard.lock().unwrap().push(request.clone());
        script(&request)
    };
    tokio::time::sleep(after).await;
    if status == 0 {
        return;
    }
    let status_line = format!(
        "HTTP/1.1 {status} X\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n",
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

/// The first lines of what was heard, without the protocol.
pub(super) fn lines(heard: &Heard) -> Vec<String> {
    let heard = heard.lock().unwrap();
    heard.iter().map(|request| request.split(" HTTP/").next().unwrap().to_owned()).collect()
}

/// How many of the requests heard begin with `start`.
pub(super) fn count(heard: &Heard, start: &str) -> usize {
    lines(heard).iter().filter(|line| line.starts_with(start)).count()
}

/// The body of the last request that was heard.
pub(super) fn last_body(heard: &Heard) -> serde_json::Value {
    let heard = heard.lock().unwrap();
    let (_, body) = heard.last().unwrap().split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap_or_default()
}
