//! An Invoca of one bare socket, which says what a script says; and polls over it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::clock::Clock;
use crate::vendor::{Http, HttpOptions};

/// An answer: its status and its body. Status 0 closes the connection without one.
pub(super) type Answer = (u16, &'static str);

/// What the server was asked, from the first line to the body.
pub(super) type Heard = Arc<Mutex<Vec<String>>>;

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
    heard.lock().unwrap().push(request.clone());
    let (status, body) = script(&request);
    if status == 0 {
        return;
    }
    let kind = if body.starts_with('<') { "text/html" } else { "application/json" };
    let length = body.len();
    let start = format!("HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n");
    let more = if status == 429 { "Retry-After: 7\r\n" } else { "" };
    let whole = format!("{start}{more}Connection: close\r\n\r\n{body}");
    // A client that was told enough may have left.
    stream.write_all(whole.as_bytes()).await.ok();
}

async fn hear(stream: &mut TcpStream) -> String {
    let (mut heard, mut buffer) = (String::new(), [0; 4096]);
    loop {
        let read = stream.read(&mut buffer).await.unwrap();
        heard.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
        if let Some((head, body)) = heard.split_once("\r\n\r\n") {
            let lower = head.to_lowercase();
            let length = lower.lines().find_map(|line| line.strip_prefix("content-length: "));
            if read == 0 || body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return heard;
            }
        }
    }
}

/// An account of that server, with `more` in its section.
pub(super) fn account(base: &str, more: &str) -> (Invoca, Http) {
    let invoca = invoca(&format!("url = '{base}/'\n{more}"));
    let options = HttpOptions { timeout: Duration::from_secs(10), longest: 1 << 20, per_minute: 600 };
    let http = Http::new(&Invoca::hosts(&invoca.config), options, Clock::start()).unwrap();
    (invoca, http)
}

/// The first lines of what was heard, without the protocol.
pub(super) fn lines(heard: &Heard) -> Vec<String> {
    let heard = heard.lock().unwrap();
    heard.iter().map(|request| request.split(" HTTP/").next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_poll_is_one_request_with_the_bare_token_in_a_header() {
    let (base, heard) = serve(|_| (200, fixture!("calls.json"))).await;
    let (mut invoca, http) = account(&base, "");
    assert_eq!(rows(&invoca.poll(&http).await.calls).0.len(), 2);
    let path = "/api/2022-08-01/calls_in_progress/current_calls.json";
    assert_eq!(lines(&heard), [format!("GET {path}?id=25&organization_type=Network")]);
    let heard = heard.lock().unwrap()[0].to_lowercase();
    assert!(heard.contains(&format!("\r\nauthorization: {TOKEN}\r\n")), "{heard}");
}

#[tokio::test]
async fn filters_and_version_stand_in_the_address() {
    let (base, heard) = serve(|_| (404, r#"{"error":"RecordNotFound"}"#)).await;
    let filters = "api_version = '2023-01-01'\ntransaction_id = 'A-1'\nexternal_unique_id = 'my 1'\n\
                   calling_phone_number = '+18005551234'\ndestination_phone_number = '800-555-1235'\n\
                   call_record_id = 'Z6E5'\n";
    let (mut invoca, http) = account(&base, filters);
    assert!(rows(&invoca.poll(&http).await.calls).0.is_empty());
    assert_eq!(
        lines(&heard),
        ["GET /api/2023-01-01/calls_in_progress/current_calls.json?id=25&organization_type=Network\
          &transaction_id=A-1&external_unique_id=my+1&calling_phone_number=%2B18005551234\
          &destination_phone_number=800-555-1235&call_record_id=Z6E5"]
    );
}

#[tokio::test]
async fn every_refusal_fails_both_lists_and_shows_no_token() {
    let echo = "no entry for s3cr3t-m4rk3r";
    for (status, body, short) in [
        (401, r#"{"error":"NotAuthorized"}"#, "sign-in refused"),
        (403, echo, "refused"),
        (403, r#"{"errors":{"class":"UnauthorizedOperation","invalid_data":"no"}}"#, "no permission"),
        (403, r#"{"errors":{"organization_type":["is not included in the list"]}}"#, "refused"),
        (400, echo, "refused"),
        (404, r#"{"error":"RecordNotFound"}"#, "gone"),
        (429, "", "rate limited"),
        (500, r#"{"errors":{"class":"InternalServiceError","invalid_data":"refer"}}"#, "server error"),
        (504, "<html>", "server error"),
        (302, "", "redirected"),
        (200, "<html>", "unreadable"),
        (200, r#"{"current_calls":[{"#, "unreadable"),
        (0, "", "unreachable"),
    ] {
        let (base, _heard) = serve(move |_| (status, body)).await;
        let (mut invoca, http) = account(&base, "");
        let snapshot = invoca.poll(&http).await;
        assert_eq!(fault(&snapshot.calls).short(), short, "{status} {body}");
        assert_eq!(fault(&snapshot.queues), fault(&snapshot.calls));
        assert!(matches!(snapshot.agents, Feed::NotOffered(_)));
        assert!(!format!("{snapshot:?}{invoca:?}{http:?}").contains("s3cr3t"), "{status} {body}");
    }
}

#[tokio::test]
async fn silence_is_kept_for_as_long_as_it_was_asked_for() {
    let (base, _heard) = serve(|_| (429, "")).await;
    let (mut invoca, http) = account(&base, "");
    let snapshot = invoca.poll(&http).await;
    assert_eq!(fault(&snapshot.calls), &Fault::RateLimited { after: Some(Duration::from_secs(7)) });
}
