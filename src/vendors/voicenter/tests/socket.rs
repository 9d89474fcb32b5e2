//! The adapter over real sockets, against a server that says what a script says.

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use super::orders::{by_agent, on_call, polled};
use super::*;
use crate::clock::Clock;
use crate::domain::{Action, Choice, Phase, Recording, Subject};
use crate::vendor::HttpOptions;

const OK: &str = r#"{"ERRORCODE":0,"ERRORMESSAGE":"OK"}"#;

/// What a page answers: a status and a body, or nothing but a closed connection.
type Pages = Vec<(&'static str, Option<(u16, &'static str)>)>;

/// A vendor that answers each page with the first of `pages` in its path; what it hears comes out of the channel.
async fn serve(pages: Pages) -> (String, mpsc::Receiver<(String, Value)>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let (tell, heard) = mpsc::channel(64);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, pages.clone(), tell.clone()));
        }
    });
    (base, heard)
}

async fn answer(mut stream: TcpStream, pages: Pages, tell: mpsc::Sender<(String, Value)>) {
    let (line, body) = hear(&mut stream).await;
    let page = pages.iter().find(|(page, _)| line.contains(page)).and_then(|(_, answer)| *answer);
    tell.send((line, serde_json::from_str(&body).unwrap_or_default())).await.unwrap();
    if let Some((status, body)) = page {
        let head =
            format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        stream.write_all((head + body).as_bytes()).await.unwrap();
    }
}

/// The request line and the body.
async fn hear(stream: &mut TcpStream) -> (String, String) {
    let (mut text, mut buffer) = (String::new(), [0; 4096]);
    loop {
        let read = stream.read(&mut buffer).await.unwrap();
        text.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.to_ascii_lowercase();
        let length = length.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
        if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
            return (head.lines().next().unwrap().to_owned(), body.to_owned());
        }
    }
}

/// An account at `base` and its client. Its side lists are off unless `more` says otherwise.
fn account(base: &str, more: &str) -> (Voicenter, Http) {
    let urls = ["active_calls_url", "recording_url", "click2call_url", "status_url"];
    let urls = urls.map(|key| format!("{key} = \"{base}/api\"\n")).concat();
    let side = if more.contains("roster_url") { "" } else { "roster_url = \"\"\nstatuses_url = \"\"\n" };
    let vendor = voicenter(&format!("{urls}{side}{more}"));
    let options = HttpOptions { timeout: Duration::from_secs(20), longest: 1 << 20, per_minute: 600 };
    let http = Http::new(&Voicenter::hosts(&vendor.config), options, Clock::start()).unwrap();
    (vendor, http)
}

/// Everything that was heard so far, page by page.
fn pages(heard: &mut mpsc::Receiver<(String, Value)>) -> Vec<String> {
    let lines = std::iter::from_fn(|| heard.try_recv().ok());
    let mut pages: Vec<_> = lines
        .map(|(line, _)| line.split(['/', ' ', '?']).find(|word| word.len() > 6).unwrap().to_owned())
        .collect();
    pages.sort();
    pages
}

fn good() -> Pages {
    vec![
        ("GetExtensionsCalls", Some((200, EXTENSIONS))),
        ("GetQueuesCallers", Some((200, QUEUES))),
        ("MuteUnmuteCalls", Some((200, r#"{"ErrorCode":"200","Message":"Success"}"#))),
        ("click2call", Some((200, OK))),
        ("SetStatusFromAPI", Some((200, r#"{"Status":1,"StatusError":1,"StatusErroMessage":"OK"}"#))),
    ]
}

#[tokio::test]
async fn a_poll_posts_the_code_in_bodies() {
    let (base, mut heard) = serve(good()).await;
    let (mut vendor, http) = account(&base, "queue = 12345678");
    let snapshot = vendor.poll(&http).await;
    assert_eq!((rows(&snapshot.calls).0.len(), rows(&snapshot.waiting).0.len()), (2, 2));
    assert_eq!(vendor.notes.started.len(), 2);
    let mut requests = [heard.recv().await.unwrap(), heard.recv().await.unwrap()];
    requests.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(requests[0], ("POST /api/GetExtensionsCalls HTTP/1.1".into(), json!({"code": CODE})));
    assert_eq!(
        requests[1],
        ("POST /api/GetQueuesCallers HTTP/1.1".into(), json!({"code": CODE, "queue": "12345678"}))
    );
}

#[tokio::test]
async fn a_poll_gets_with_a_query() {
    let (base, mut heard) = serve(good()).await;
    let (mut vendor, http) = account(&base, "method = \"get\"\nextension = \"SIPSIP2\"");
    vendor.poll(&http).await;
    let mut requests = [heard.recv().await.unwrap().0, heard.recv().await.unwrap().0];
    requests.sort();
    assert_eq!(requests[0], format!("GET /api/GetExtensionsCalls?code={CODE}&extension=SIPSIP2 HTTP/1.1"));
    assert_eq!(requests[1], format!("GET /api/GetQueuesCallers?code={CODE} HTTP/1.1"));
}

#[tokio::test]
async fn side_lists_are_asked_once_and_fail_in_silence() {
    let (base, mut heard) = serve(good()).await;
    let more = format!("roster_url = \"{base}/side\"\nstatuses_url = \"{base}/side\"");
    let (mut vendor, http) = account(&base, &more);
    for _ in 0..2 {
        let snapshot = vendor.poll(&http).await;
        assert_eq!((rows(&snapshot.calls).0.len(), snapshot.states.len()), (2, 9));
    }
    let pages = pages(&mut heard);
    assert_eq!(pages.iter().filter(|page| *page == "GetExtensions").count(), 1);
    assert_eq!(pages.iter().filter(|page| *page == "GetStatusesList").count(), 1);
    assert_eq!(pages.len(), 6);
}

#[tokio::test]
async fn a_refused_address_fails_every_list_and_shows_no_code() {
    let shut = vec![("Get", Some((403, "no entry for code=s3cr3t-m4rk3r")))];
    let (base, _heard) = serve(shut).await;
    for method in ["post", "get"] {
        let (mut vendor, http) = account(&base, &format!("method = \"{method}\""));
        let snapshot = vendor.poll(&http).await;
        for fault in [fault(&snapshot.calls), fault(&snapshot.waiting)] {
            assert!(matches!(fault, Fault::Forbidden(why) if why.contains("CPanel")), "{fault}");
            assert!(fault.to_string().contains("code=***"), "{fault}");
        }
        assert!(!format!("{snapshot:?}{vendor:?}{http:?}").contains("s3cr3t"));
    }
}

#[tokio::test]
async fn every_order_is_sent_once() {
    let (base, mut heard) = serve(good()).await;
    let (mut vendor, http) = account(&base, "");
    let snapshot = vendor.poll(&http).await;
    let call = "SIPSIP2/2020101201cc7b38df";
    pages(&mut heard);
    let orders = [
        (on_call(&snapshot, call, Action::Record(false)), vec!["MuteUnmuteCalls"]),
        (on_call(&snapshot, call, Action::HangUp), vec!["GetExtensionsCalls", "click2call.aspx"]),
        (
            by_agent(
                &snapshot,
                "SIPSIP2",
                Action::Place { to: "0501234567".into(), with: crate::domain::Entries::default() },
            ),
            vec!["click2call.aspx"],
        ),
        (
            by_agent(&snapshot, "SIPSIP2", Action::SetState(Choice::new("3", "Lunch"))),
            vec!["SetStatusFromAPI"],
        ),
    ];
    for (order, expected) in orders {
        assert_eq!(vendor.act(&http, &order).await, Ok(Accepted::default()));
        assert_eq!(pages(&mut heard), expected);
    }
    let mut start = on_call(&snapshot, call, Action::Record(true));
    let Subject::Call { seen, .. } = &mut start.subject else { panic!("it is for a call") };
    seen.recording = Recording::Off;
    let note = vendor.act(&http, &start).await.unwrap().note;
    assert!(note.is_some_and(|note| note.contains("cannot start one")));
}

#[tokio::test]
async fn a_hang_up_is_not_sent_once_the_call_is_gone() {
    const EMPTY: &str = r#"{"ERR":0,"EXTENSIONS":[{"username":"SIPSIP2","calls":[]}]}"#;
    let (base, mut heard) =
        serve(vec![("GetExtensionsCalls", Some((200, EMPTY))), ("click2call", Some((200, OK)))]).await;
    let (vendor, http) = account(&base, "");
    let snapshot = found(EXTENSIONS, QUEUES).snapshot;
    let order = on_call(&snapshot, "SIPSIP2/2020101201cc7b38df", Action::HangUp);
    assert!(matches!(vendor.carry(&http, &order).await, Err(Fault::Gone(_))));
    let (line, body) = heard.recv().await.unwrap();
    assert_eq!(line, "POST /api/GetExtensionsCalls HTTP/1.1");
    assert_eq!(body, json!({"code": CODE, "extension": "SIPSIP2"}));
    assert_eq!(pages(&mut heard), Vec::<String>::new());
}

#[tokio::test]
async fn a_look_that_fails_did_nothing_and_an_order_that_fails_may_have() {
    let (before, snapshot) = polled("");
    let order = on_call(&snapshot, "SIPSIP2/2020101201cc7b38df", Action::HangUp);
    let (base, _heard) = serve(vec![("GetExtensionsCalls", None)]).await;
    let (vendor, http) = account(&base, "");
    let look = vendor.carry(&http, &order).await;
    assert!(matches!(&look, Err(Fault::Unreachable(why)) if why.contains("connection closed")), "{look:?}");
    let listed = ("GetExtensionsCalls", Some((200, EXTENSIONS)));
    for lost in [None, Some((500, "")), Some((200, "<CLICK2CALL>"))] {
        let (base, mut heard) = serve(vec![listed, ("click2call", lost)]).await;
        let (mut vendor, http) = account(&base, "");
        vendor.notes = before.notes.clone();
        let act = vendor.carry(&http, &order).await;
        assert!(matches!(act, Err(Fault::Unanswered(_))), "{act:?}");
        assert_eq!(pages(&mut heard), ["GetExtensionsCalls", "click2call.aspx"]);
    }
}

#[tokio::test]
async fn a_poll_that_is_dropped_halfway_leaves_no_trace() {
    let slow = vec![("GetExtensionsCalls", Some((200, EXTENSIONS))), ("GetQueuesCallers", None)];
    let (base, mut heard) = serve(slow).await;
    let (mut vendor, http) = account(&base, "");
    {
        let poll = vendor.poll(&http);
        tokio::pin!(poll);
        tokio::select! {
            biased;
            _ = &mut poll => panic!("it cannot be over"),
            first = heard.recv() => assert!(first.is_some()),
        }
    }
    assert!(vendor.notes.started.is_empty() && vendor.frame == Frame::new(Epoch::Auto));
    let snapshot = vendor.poll(&http).await;
    assert!(rows(&snapshot.calls).0.iter().any(|call| call.phase == Phase::Talking));
    assert!(matches!(fault(&snapshot.queues), Fault::Unreachable(_)));
}
