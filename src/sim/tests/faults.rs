//! Every fault, as a client meets it.

use std::time::Duration;

use super::*;

const LIST: &str = "/comet/API/GetExtensionsCalls?code=SIMCODE7F3A91C2D4E5B608";

impl Floor {
    fn list(&self) -> RequestBuilder {
        self.get("voicenter", LIST)
    }
}

#[tokio::test]
async fn latency_delays_an_answer() {
    let floor = floor().await;
    floor.fault("voicenter:latency=120ms").await;
    let started = tokio::time::Instant::now();
    assert_eq!(send(floor.list()).await.status(), 200);
    assert!(started.elapsed() >= Duration::from_millis(120));
}

#[tokio::test]
async fn a_hanging_server_answers_nobody_and_does_nothing_unless_told() {
    let floor = floor().await;
    let call = floor.add(json!({"site": "voicenter", "state": "talking"})).await;
    let mute = |state: &str| {
        let path = format!("/api/MuteUnmuteCalls?ivrid={}&state={state}", id(&call));
        floor.get("voicenter", &path).timeout(Duration::from_millis(100))
    };
    floor.fault("voicenter:hang").await;
    assert!(mute("1").send().await.expect_err("no answer").is_timeout());
    assert_eq!(floor.call("voicenter", id(&call)).await["recording"], "on");
    floor.fault("voicenter:hang,done").await;
    assert!(mute("1").send().await.expect_err("no answer").is_timeout());
    assert_eq!(floor.call("voicenter", id(&call)).await["recording"], "muted");
    let requests = floor.requests().await;
    assert_eq!(requests["counts"]["voicenter"]["mute"]["unanswered"], 2);
}

#[tokio::test]
async fn a_status_comes_with_its_retry_after_and_only_where_it_was_asked_for() {
    let floor = floor().await;
    floor.fault("voicenter/calls:rate=429,retry_after=7").await;
    let refused = send(floor.list()).await;
    assert_eq!((refused.status().as_u16(), refused.headers()["retry-after"].to_str().ok()), (429, Some("7")));
    let queues = LIST.replace("ExtensionsCalls", "QueuesCallers");
    assert_eq!(send(floor.get("voicenter", &queues)).await.status(), 200);
    floor.control("DELETE", "/faults", json!(null)).await;
    floor.fault("all:status=500,times=1").await;
    assert_eq!(send(floor.list()).await.status(), 500);
    assert_eq!(send(floor.list()).await.status(), 200);
}

#[tokio::test]
async fn a_truncated_answer_breaks_off_in_its_body() {
    let floor = floor().await;
    floor.fault("voicenter:truncated").await;
    let response = send(floor.list()).await;
    let promised = response.content_length().expect("a length");
    assert!(promised > 1_000 && response.bytes().await.is_err());
}

#[tokio::test]
async fn a_malformed_answer_arrives_whole_and_cannot_be_read() {
    let floor = floor().await;
    floor.fault("voicenter:malformed").await;
    let text = send(floor.list()).await.text().await.expect("a whole body");
    assert!(text.starts_with('{') && serde_json::from_str::<Value>(&text).is_err());
    floor.control("DELETE", "/faults", json!(null)).await;
    floor.fault("voicenter:html").await;
    let page = send(floor.list()).await;
    assert_eq!(page.headers()["content-type"], "text/html;charset=UTF-8");
}

#[tokio::test]
async fn a_reset_connection_gives_no_answer_and_the_next_one_works() {
    let floor = floor().await;
    floor.fault("voicenter:reset,times=1").await;
    let mut stream = tokio::net::TcpStream::connect(floor.url("voicenter", "").replace("http://", ""))
        .await
        .expect("a server");
    let request = format!("GET {LIST} HTTP/1.1\r\nHost: sim\r\n\r\n");
    tokio::io::AsyncWriteExt::write_all(&mut stream, request.as_bytes()).await.expect("sent");
    let mut bytes = Vec::new();
    let end = tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut bytes).await;
    assert_eq!(end.expect_err("a reset").kind(), std::io::ErrorKind::ConnectionReset);
    assert_eq!(send(floor.list()).await.status(), 200);
}

#[tokio::test]
async fn a_skewed_clock_shows_in_the_date_and_in_every_timestamp() {
    let floor = floor().await;
    let call = floor.add(json!({"site": "voicenter", "state": "talking"})).await;
    let date = |response: &Response| {
        let text = response.headers()["date"].to_str().expect("text").to_owned();
        chrono::DateTime::parse_from_rfc2822(&text).expect("a date").to_utc()
    };
    let straight = date(&send(floor.list()).await);
    assert!((straight - crate::clock::utc()).num_seconds().abs() <= 2);
    let started = floor.row(&call).await["callStarted"].as_i64().expect("seconds");
    floor.fault("all:skew=-90s").await;
    let off = (date(&send(floor.list()).await) - straight).num_seconds();
    assert!((-90..=-88).contains(&off), "{off}");
    assert_eq!(floor.row(&call).await["callStarted"].as_i64().expect("seconds") - started, -90);
    let token = floor.token().await;
    let list = json_of(floor.api(&token, "activeCalls/list")).await;
    let newest =
        rows(&list).iter().filter_map(|row| row["enqueueTime"].as_str()).max().expect("a time").to_owned();
    let newest =
        chrono::DateTime::parse_from_str(&newest, "%Y-%m-%dT%H:%M:%S%.3f%z").expect("a time").to_utc();
    assert!((crate::clock::utc() - newest).num_seconds() >= 90);
}

#[tokio::test]
async fn hostile_names_reach_the_wire() {
    let faults = vec!["voicenter:hostile".parse().expect("a fault")];
    let floor = floor_with(Settings { faults, ..Settings::default() }).await;
    let mut names = String::new();
    while !names.contains('\u{1b}') {
        names = floor
            .extensions()
            .await
            .as_array()
            .expect("rows")
            .iter()
            .map(|row| row["name"].to_string())
            .collect();
        names = names.replace("\\u001b", "\u{1b}");
    }
}

#[tokio::test]
async fn forbidden_is_each_vendors_own_403() {
    let floor = floor().await;
    floor.fault("all:forbidden").await;
    assert_eq!(send(floor.list()).await.status(), 403);
    let token = floor.token().await;
    let refused = send(floor.api(&token, "activeCalls/list")).await;
    assert_eq!(refused.status(), 403);
    assert_eq!(refused.json::<Value>().await.expect("JSON")["errorCode"], "access.denied.exception");
}

#[tokio::test]
async fn a_huge_answer_is_good_json_with_a_long_tail() {
    let floor = floor().await;
    floor.fault("voicenter:huge=3").await;
    let body = send(floor.list()).await.bytes().await.expect("a whole body");
    assert!(body.len() > 3_000_000, "{}", body.len());
    assert!(serde_json::from_slice::<Value>(&body).is_ok());
}
