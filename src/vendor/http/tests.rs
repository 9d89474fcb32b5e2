//! The client against a bare socket that says what a script says.

mod limits;
mod secrets;
mod trust;

use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::*;

/// `{"calls":[1,2,3]}`.
const GZIPPED: [u8; 37] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 74, 78, 204, 201, 41, 86, 178, 138, 54, 212, 49, 210, 49, 142,
    173, 5, 0, 122, 209, 6, 164, 17, 0, 0, 0,
];

/// What the other end does once it has read a request.
#[derive(Clone)]
enum Act {
    Say(Vec<u8>),
    SayAndStay(Vec<u8>),
    Reset,
}

fn answer(head: &str, body: &str) -> Act {
    Act::Say(
        format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
            .into(),
    )
}

/// Accepts one connection for each act, in order; returns the base URL and what it was sent.
async fn serve(acts: Vec<Act>) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        let (mut heard, mut kept) = (Vec::new(), Vec::new());
        for act in acts {
            let (mut stream, _) = listener.accept().await.unwrap();
            heard.push(hear(&mut stream).await);
            match act {
                Act::Say(bytes) => stream.write_all(&bytes).await.unwrap(),
                Act::SayAndStay(bytes) => {
                    stream.write_all(&bytes).await.unwrap();
                    kept.push(stream);
                }
                Act::Reset => stream.set_zero_linger().unwrap(),
            }
        }
        if kept.is_empty() { heard } else { std::future::pending().await }
    });
    (base, task)
}

async fn hear(stream: &mut (impl AsyncRead + Unpin)) -> String {
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

fn options() -> HttpOptions {
    HttpOptions { timeout: Duration::from_secs(10), longest: 10_000, per_minute: 600 }
}

fn client(base: &str) -> Http {
    client_with(base, options())
}

fn client_with(base: &str, options: HttpOptions) -> Http {
    Http::new(&[base], options, Clock::start()).unwrap()
}

async fn get(acts: Vec<Act>) -> Result<Reply, Fault> {
    let (base, _server) = serve(acts).await;
    client(&base).send(Request::get("read the call list", base)).await
}

#[tokio::test]
async fn every_status_has_its_fault() {
    let cases = [
        ("200 OK", "fine", "fine"),
        ("204 No Content", "fine", "fine"),
        (
            "401 Unauthorized",
            "sign-in refused",
            "sign-in was refused: failed to read the call list: HTTP 401: so sorry",
        ),
        (
            "403 Forbidden",
            "no permission",
            "permission is missing: failed to read the call list: HTTP 403: so sorry",
        ),
        ("404 Not Found", "gone", "failed to read the call list: HTTP 404: so sorry"),
        ("410 Gone", "gone", "failed to read the call list: HTTP 410: so sorry"),
        ("409 Conflict", "refused", "failed to read the call list: HTTP 409: so sorry"),
        ("429 Too Many", "rate limited", "too many requests"),
        ("429 Too Many\r\nRetry-After: 7", "rate limited", "too many requests; asked for 7 s of silence"),
        ("503 Busy", "server error", "failed to read the call list: HTTP 503: so sorry"),
        ("503 Busy\r\nRetry-After: 7", "rate limited", "too many requests; asked for 7 s of silence"),
        ("500 Oops", "server error", "failed to read the call list: HTTP 500: so sorry"),
        (
            "304 Not Modified",
            "redirected",
            "the answer could not be read: failed to read the call list: HTTP 304 is a redirect, which is not \
             followed; check the base URL",
        ),
    ];
    for (head, short, told) in cases {
        let body =
            if head.starts_with("204") || head.starts_with("304") { "" } else { "so\r\n  sorry\u{1b}" };
        let reply = get(vec![answer(head, body)]).await.unwrap();
        let ended = match reply.ok() {
            Ok(_) => ("fine", "fine".to_owned()),
            Err(fault) => (fault.short(), fault.to_string()),
        };
        assert_eq!(ended, (short, told.to_owned()), "{head}");
    }
}

#[tokio::test]
async fn a_page_is_not_quoted_and_a_long_line_is_cut() {
    let page = answer("500 Oops\r\nContent-Type: text/HTML; charset=utf-8", "<html>Ada</html>");
    let fault = get(vec![page]).await.unwrap().ok().unwrap_err();
    assert_eq!(fault.to_string(), "failed to read the call list: HTTP 500: an HTML page");
    for (kind, body) in [("text/html", "Ada"), ("text/plain", " \n<html>Ada")] {
        let page = answer(&format!("500 Oops\r\nContent-Type: {kind}"), body);
        let fault = get(vec![page]).await.unwrap().ok().unwrap_err();
        assert!(fault.to_string().ends_with("HTTP 500: an HTML page"), "{fault}");
    }
    let long = answer("500 Oops\r\nContent-Type: text/plain", &"é".repeat(5_000));
    let fault = get(vec![long]).await.unwrap().ok().unwrap_err();
    assert_eq!(fault.to_string(), format!("failed to read the call list: HTTP 500: {}…", "é".repeat(120)));
}

#[tokio::test]
async fn a_byte_order_mark_is_no_part_of_an_answer() {
    for (body, read) in
        [("\u{feff}[1]", "[1]"), ("[1]", "[1]"), ("\u{feff}", ""), ("[\"\u{feff}\"]", "[\"\u{feff}\"]")]
    {
        for status in ["200 OK", "409 Conflict"] {
            let reply = get(vec![answer(status, body)]).await.unwrap();
            assert_eq!(reply.text(), read, "{status}");
        }
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (elsewhere, other) = serve(vec![answer("200 OK", "caught")]).await;
    let fault = get(vec![answer(&format!("302 Found\r\nLocation: {elsewhere}"), "")])
        .await
        .unwrap()
        .ok()
        .unwrap_err();
    assert!(matches!(fault, Fault::Redirected(_)), "{fault:?}");
    assert!(!other.is_finished());
}

#[tokio::test]
async fn a_cut_answer_is_unreachable_and_for_an_order_unanswered() {
    let cut = Act::Say(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"calls\":".to_vec());
    for (act, told) in [(cut, " mid-answer"), (Act::Reset, " mid-answer"), (Act::Say(Vec::new()), "")] {
        let told = format!("connection closed{told}");
        let (base, _server) = serve(vec![act.clone(), act]).await;
        let http = client(&base);
        let read = http.send(Request::get("read the call list", &*base)).await.unwrap_err();
        assert!(matches!(&read, Fault::Unreachable(why) if why.contains(&told)), "{read:?}");
        let order = http.send(Request::post("hang up", &*base).acting()).await.unwrap_err();
        assert!(matches!(order, Fault::Unanswered(_)), "{order:?}");
    }
}

#[tokio::test]
async fn an_order_that_reached_nobody_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let fault = client(&base).send(Request::post("hang up", &*base).acting()).await.unwrap_err();
    let host = base.trim_start_matches("http://");
    assert_eq!(fault, Fault::Unreachable(format!("failed to hang up: {host}: connection refused").into()));
}

#[tokio::test]
async fn the_time_limit_covers_the_body() {
    let slow = Act::SayAndStay(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".to_vec());
    let (base, _server) = serve(vec![slow.clone(), slow]).await;
    let http = client_with(&base, HttpOptions { timeout: Duration::from_millis(200), ..options() });
    let fault = http.send(Request::get("read the call list", &*base)).await.unwrap_err();
    assert!(matches!(&fault, Fault::Slow(why) if why.contains("timed out after 200 ms")), "{fault:?}");
    let fault = http.send(Request::get("hang up", &*base).acting()).await.unwrap_err();
    assert!(matches!(fault, Fault::Unanswered(_)), "{fault:?}");
}

#[tokio::test]
async fn too_long_an_answer_is_not_read_to_its_end() {
    let endless = Act::SayAndStay([b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b'x'; 10_001]].concat());
    let fault = get(vec![endless]).await.unwrap_err();
    assert!(matches!(&fault, Fault::Malformed(why) if why.contains("longer than 10000 bytes")), "{fault:?}");
    assert_eq!(get(vec![answer("200 OK", &"x".repeat(10_000))]).await.unwrap().body.len(), 10_000);
}

#[tokio::test]
async fn an_acting_request_without_a_usable_answer_is_unanswered_and_a_look_for_an_order_has_failed() {
    let endless = Act::SayAndStay([b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b'x'; 10_001]].concat());
    let head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\n";
    let packed = Act::Say([&head[..], b"not gzip!"].concat());
    let cut = Act::Say(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".to_vec());
    for (act, kind) in [(endless, "unreadable"), (packed, "unreadable"), (cut, "unreachable")] {
        let (base, _server) = serve(vec![act.clone(), act]).await;
        let http = client(&base);
        let acting = http.send(Request::post("hang up", &*base).acting()).await.unwrap_err();
        assert!(matches!(acting, Fault::Unanswered(_)), "{acting:?}");
        let look = http.send(Request::get("check the call", &*base).urgent()).await.unwrap_err();
        assert_eq!(look.short(), kind, "{look:?}");
    }
}

#[tokio::test]
async fn only_a_no_that_was_understood_says_that_an_order_did_nothing() {
    for (head, kind) in [
        ("302 Found\r\nLocation: http://127.0.0.1:1/", "unanswered"),
        ("400 Bad Request", "refused"),
        ("401 Unauthorized", "sign-in refused"),
        ("403 Forbidden", "no permission"),
        ("404 Not Found", "gone"),
        ("408 Request Timeout", "unanswered"),
        ("429 Too Many", "rate limited"),
        ("500 Oops", "unanswered"),
        ("503 Busy", "unanswered"),
        ("503 Busy\r\nRetry-After: 7", "rate limited"),
        ("600 What", "unanswered"),
    ] {
        let (base, server) = serve(vec![answer(head, "")]).await;
        let reply = client(&base).send(Request::post("hang up", &*base).acting()).await.unwrap();
        assert_eq!(reply.ok().unwrap_err().short(), kind, "{head}");
        assert_eq!(server.await.unwrap().len(), 1, "{head}");
    }
    let (base, _server) = serve(vec![answer("200 OK", "<html>")]).await;
    let reply = client(&base).send(Request::post("hang up", &*base).acting()).await.unwrap();
    assert_eq!(reply.json::<Value>().unwrap_err().short(), "unanswered");
}

#[tokio::test]
async fn a_packed_answer_is_unpacked() {
    let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Type: Application/JSON; x=y\r\nContent-Length: 37";
    let reply = get(vec![Act::Say([format!("{head}\r\n\r\n").as_bytes(), &GZIPPED].concat())]).await.unwrap();
    assert_eq!(reply.json::<Value>().unwrap(), json!({"calls": [1, 2, 3]}));
    assert_eq!(reply.content_type, "application/json");
}

#[tokio::test]
async fn a_damaged_packing_is_not_an_outage() {
    let mut damaged = GZIPPED;
    damaged[12] ^= 0xff;
    let head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 37\r\n\r\n";
    let fault = get(vec![Act::Say([&head[..], &damaged].concat())]).await.unwrap_err();
    assert!(matches!(&fault, Fault::Malformed(why) if why.contains("its body is damaged")), "{fault:?}");
}

#[tokio::test]
async fn what_goes_over_the_wire_is_encoded_and_named() {
    let (base, server) = serve(vec![answer("200 OK", ""); 5]).await;
    let http = client(&base);
    let query = Request::get("x", format!("{base}/a?fixed=1")).query("to", "+49 30").query("user", "ada@b&c");
    http.send(query.basic("ada", "pw").header("X-Key", "k")).await.unwrap();
    http.send(Request::post("x", &*base)).await.unwrap();
    let form = vec![("to".to_owned(), "+49@é".to_owned())];
    http.send(Request::put("x", &*base).bearer("t").form(form)).await.unwrap();
    http.send(Request::delete("x", &*base)).await.unwrap();
    http.send(Request::post("x", &*base).json(json!({"to": "+49"}))).await.unwrap();
    let heard = server.await.unwrap();
    let [query, post, form, delete, json] = &heard[..] else { panic!("{heard:?}") };
    assert!(query.starts_with("GET /a?fixed=1&to=%2B49+30&user=ada%40b%26c HTTP/1.1\r\n"), "{query}");
    assert!(query.contains("authorization: Basic YWRhOnB3\r\n") && query.contains("x-key: k\r\n"), "{query}");
    assert!(query.contains(concat!("user-agent: callboard/", env!("CARGO_PKG_VERSION"), "\r\n")), "{query}");
    assert!(post.to_lowercase().contains("content-length: 0\r\n"), "{post}");
    assert!(form.starts_with("PUT / ") && form.ends_with("\r\n\r\nto=%2B49%40%C3%A9"), "{form}");
    assert!(form.contains("content-type: application/x-www-form-urlencoded\r\n"), "{form}");
    assert!(form.contains("authorization: Bearer t\r\n"), "{form}");
    assert!(delete.starts_with("DELETE / ") && !delete.to_lowercase().contains("content-length"), "{delete}");
    assert!(json.contains("content-type: application/json\r\n"), "{json}");
    assert!(json.ends_with("\r\n\r\n{\"to\":\"+49\"}"), "{json}");
}

#[tokio::test]
async fn a_port_that_never_speaks_is_no_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let options = HttpOptions { timeout: Duration::from_millis(400), ..options() };
    let http = client_with("http://127.0.0.1", options);
    let fault = http.send(Request::post("x", url).acting()).await.unwrap_err();
    assert!(
        matches!(&fault, Fault::Unreachable(why) if why.ends_with(": no connection within 200 ms")),
        "{fault:?}"
    );
}

#[tokio::test]
async fn a_port_that_speaks_no_tls_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        stream
    });
    let fault = client("http://127.0.0.1").send(Request::post("x", url).urgent()).await.unwrap_err();
    drop(server.await.unwrap());
    assert!(matches!(&fault, Fault::Unreachable(why) if why.contains("does not speak TLS")), "{fault:?}");
}

/// Runs a test of this file again in a process whose proxy variables point at a closed port, since a test may
/// not set variables of its own process.
#[test]
fn a_proxy_variable_does_not_capture_loopback() {
    let test = "vendor::http::tests::a_packed_answer_is_unpacked";
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test])
        .envs(
            ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"].map(|name| (name, "http://127.0.0.1:1")),
        )
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .env("SSL_CERT_FILE", "/nonexistent")
        .env("SSL_CERT_DIR", "/nonexistent")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}
