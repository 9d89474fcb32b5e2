//! Signing in, over real sockets.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::server::{Answer, account, body, count, drained, exactly, healthy, lines, ok, path, serve};
use super::*;
use crate::vendor::Http;

async fn polled(vendor: &mut Tel4vn, http: &Http) -> Snapshot {
    vendor.poll(http).await
}

fn refused(status: u16) -> Answer {
    (status, format!(r#"{{"error":"no such key: {KEY}"}}"#))
}

#[tokio::test]
async fn a_key_is_exchanged_once_and_its_token_signs_everything() {
    let (base, heard) = serve(healthy).await;
    let (mut vendor, http) = account(&base, "");
    for _ in 0..2 {
        let snapshot = polled(&mut vendor, &http).await;
        assert_eq!(rows(&snapshot.calls).0.len(), 2);
    }
    assert_eq!(lines(&heard)[0], "POST /v3/auth/token");
    assert_eq!(body(&heard, "POST /v3/auth/token"), json!({"api_key": KEY}));
    assert_eq!((count(&heard, "POST"), exactly(&heard, "GET /v1/call")), (1, 2));
    let signed =
        heard.lock().unwrap().iter().filter(|it| it.contains("authorization: Bearer t0k3n-v3")).count();
    assert_eq!(signed, lines(&heard).len() - 1);
}

#[tokio::test]
async fn where_the_newer_place_is_missing_or_refuses_the_older_one_is_asked() {
    for answer in [(404, String::new()), (405, String::new()), refused(400), refused(401), ok("<html>")] {
        let (base, heard) = serve(move |request| match path(request) {
            "/v3/auth/token" => answer.clone(),
            _ => healthy(request),
        })
        .await;
        let (mut vendor, http) = account(&base, "");
        assert_eq!(rows(&polled(&mut vendor, &http).await.calls).0.len(), 2);
        assert_eq!(&lines(&heard)[..2], ["POST /v3/auth/token", "POST /v1/auth/token"]);
        // The sample's token ended in 2021, so it is used for a moment; then the place that worked comes first.
        vendor.login.drop_token();
        drained(&heard);
        polled(&mut vendor, &http).await;
        assert_eq!(lines(&heard)[0], "POST /v1/auth/token");
        assert_eq!(count(&heard, "POST"), 1);
    }
}

#[tokio::test]
async fn a_place_of_ones_own_is_the_only_one_and_the_middle_generation_is_read() {
    let (base, heard) = serve(|request| match path(request) {
        "/v2/auth/token" => ok(fixture!("token-v2.json")),
        path if path.contains("auth") => (500, String::new()),
        _ => healthy(request),
    })
    .await;
    let (mut vendor, http) = account(&base, "token_path = '/v2/auth/token'");
    assert_eq!(rows(&polled(&mut vendor, &http).await.calls).0.len(), 2);
    assert_eq!(count(&heard, "POST"), 1);
    assert!(heard.lock().unwrap()[1].contains("authorization: Bearer t0k3n-v2"));
}

#[tokio::test]
async fn a_key_that_nobody_takes_is_a_refused_sign_in() {
    for status in [200, 400, 401, 403] {
        let (base, heard) = serve(move |_| refused(status)).await;
        let (mut vendor, http) = account(&base, "");
        let snapshot = polled(&mut vendor, &http).await;
        for fault in [fault(&snapshot.calls), fault(&snapshot.waiting)] {
            assert!(matches!(fault, Fault::Unauthorized(_)), "{status}: {fault}");
            assert!(fault.to_string().contains("no such key: "), "{fault}");
        }
        assert_eq!(lines(&heard), ["POST /v3/auth/token", "POST /v1/auth/token"]);
        assert!(!format!("{vendor:?}{http:?}").contains("s3cr3t"));
    }
}

#[tokio::test]
async fn what_is_no_sign_in_says_which_settings_to_check() {
    for answer in [(404, String::new()), ok("{}"), ok("<html>"), ok(r#"{"data":{"token":""}}"#)] {
        let (base, _heard) = serve(move |_| answer.clone()).await;
        let (mut vendor, http) = account(&base, "");
        let snapshot = polled(&mut vendor, &http).await;
        assert!(matches!(fault(&snapshot.calls), Fault::Malformed(_)), "{:?}", fault(&snapshot.calls));
    }
    let (base, _heard) = serve(|_| (404, String::new())).await;
    let (mut vendor, http) = account(&base, "");
    let text = fault(&polled(&mut vendor, &http).await.calls).to_string();
    assert!(text.contains("check `url` and `token_path`"), "{text}");
}

#[tokio::test]
async fn a_server_that_is_down_is_not_asked_twice() {
    for status in [0, 500, 429] {
        let (base, heard) = serve(move |_| (status, String::new())).await;
        let (mut vendor, http) = account(&base, "");
        let snapshot = polled(&mut vendor, &http).await;
        let expected = matches!(
            fault(&snapshot.calls),
            Fault::Unreachable(_) | Fault::ServerError(_) | Fault::RateLimited { .. }
        );
        assert!(expected, "{status}: {:?}", fault(&snapshot.calls));
        assert_eq!(lines(&heard), ["POST /v3/auth/token"], "{status}");
    }
}

#[tokio::test]
async fn the_newer_log_in_brings_a_token_at_once() {
    let (base, heard) = serve(healthy).await;
    let (mut vendor, http) = account(&base, "user = 'foo@test.tel4vn.com'\npassword = 's3cr3t-p4ss'");
    assert_eq!(rows(&polled(&mut vendor, &http).await.calls).0.len(), 2);
    assert_eq!(count(&heard, "POST"), 1);
    let sent = json!({"username": "foo@test.tel4vn.com", "password": "s3cr3t-p4ss"});
    assert_eq!(body(&heard, "POST /v3/auth"), sent);
    assert!(heard.lock().unwrap()[1].contains("authorization: Bearer t0k3n-l0gin"));
    // From then on the key that came with it is exchanged.
    vendor.login.drop_token();
    drained(&heard);
    polled(&mut vendor, &http).await;
    assert_eq!(body(&heard, "POST /v3/auth/token"), json!({"api_key": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeee"}));
    let debug = format!("{vendor:?}");
    assert!(!debug.contains("s3cr3t") && !debug.contains("aaaaaaaa-bbbb") && !debug.contains("t0k3n"));
}

#[tokio::test]
async fn the_older_log_in_brings_a_key_that_is_exchanged() {
    let (base, heard) = serve(|request| match path(request) {
        "/v3/auth" => (404, String::new()),
        _ => healthy(request),
    })
    .await;
    let (mut vendor, http) = account(&base, "user = 'foo@test.tel4vn.com'\npassword = 'p4ss'");
    assert_eq!(rows(&polled(&mut vendor, &http).await.calls).0.len(), 2);
    assert_eq!(&lines(&heard)[..3], ["POST /v3/auth", "POST /v1/auth", "POST /v3/auth/token"]);
    assert_eq!(body(&heard, "POST /v3/auth/token"), json!({"api_key": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeee"}));
}

#[tokio::test]
async fn a_refused_password_is_tried_once_and_a_disabled_user_is_told() {
    let (base, heard) = serve(|_| (401, r#"{"error":"wrong password s3cr3t-p4ss"}"#.to_owned())).await;
    let (mut vendor, http) = account(&base, "user = 'foo'\npassword = 's3cr3t-p4ss'");
    let text = fault(&polled(&mut vendor, &http).await.calls).to_string();
    assert_eq!(text, "sign-in was refused: failed to log in: wrong password ***");
    assert_eq!(lines(&heard), ["POST /v3/auth"]);
    let (base, _heard) = serve(|_| ok(&fixture!("auth-v1.json").replace("\"true\"", "\"false\""))).await;
    let (mut vendor, http) = account(&base, "user = 'foo'\npassword = 'p4ss'");
    let text = fault(&polled(&mut vendor, &http).await.calls).to_string();
    assert!(text.contains("the user is disabled"), "{text}");
}

#[tokio::test]
async fn a_key_that_was_taken_back_is_fetched_anew() {
    let (logins, exchanges) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let (base, heard) = serve(move |request| match path(request) {
        "/v3/auth" => {
            let key = format!("key-{}", logins.fetch_add(1, Ordering::SeqCst) + 1);
            ok(&fixture!("auth-v1.json").replace("aaaaaaaa-bbbb-cccc-dddd-eeeeeeee", &key))
        }
        "/v3/auth/token" | "/v1/auth/token"
            if request.contains("key-1") && exchanges.fetch_add(1, Ordering::SeqCst) > 0 =>
        {
            (401, String::new())
        }
        _ => healthy(request),
    })
    .await;
    let (mut vendor, http) = account(&base, "user = 'foo'\npassword = 'p4ss'");
    polled(&mut vendor, &http).await;
    assert_eq!(&drained(&heard)[..2], ["POST /v3/auth", "POST /v3/auth/token"]);
    vendor.login.drop_token();
    let snapshot = polled(&mut vendor, &http).await;
    assert_eq!(rows(&snapshot.calls).0.len(), 2);
    let tried = ["POST /v3/auth/token", "POST /v1/auth/token", "POST /v3/auth", "POST /v3/auth/token"];
    assert_eq!(&lines(&heard)[..4], tried);
    assert_eq!(body(&heard, "POST /v3/auth/token"), json!({"api_key": "key-2"}));
}

/// Says 401 to the token `dead` and is healthy else; each exchange brings the next token.
fn reviving(dead: &'static [&'static str]) -> impl Fn(&str) -> Answer + Send + Sync {
    let tokens = AtomicUsize::new(0);
    move |request| {
        if path(request) == "/v3/auth/token" {
            let number = tokens.fetch_add(1, Ordering::SeqCst) + 1;
            return ok(&fixture!("token-v3.json").replace("t0k3n-v3", &format!("t0k3n-{number}")));
        }
        let is_dead =
            dead.iter().any(|token| request.contains(&format!("authorization: Bearer {token}\r\n")));
        if is_dead { (401, String::new()) } else { healthy(request) }
    }
}

#[tokio::test]
async fn a_token_that_dies_early_is_renewed_once_and_the_lists_are_read_again() {
    let (base, heard) = serve(reviving(&["t0k3n-1"])).await;
    let (mut vendor, http) = account(&base, "");
    let snapshot = polled(&mut vendor, &http).await;
    assert_eq!((rows(&snapshot.calls).0.len(), rows(&snapshot.waiting).0.len()), (2, 1));
    assert_eq!((count(&heard, "POST /v3/auth/token"), exactly(&heard, "GET /v1/call")), (2, 2));
    drained(&heard);
    polled(&mut vendor, &http).await;
    assert_eq!(count(&heard, "POST"), 0);
}

#[tokio::test]
async fn a_token_that_is_never_taken_is_not_fetched_for_every_poll() {
    let (base, heard) = serve(reviving(&["t0k3n-1", "t0k3n-2", "t0k3n-3"])).await;
    let (mut vendor, http) = account(&base, "");
    for _ in 0..3 {
        let snapshot = polled(&mut vendor, &http).await;
        assert!(matches!(fault(&snapshot.calls), Fault::Unauthorized(_)));
    }
    assert_eq!(count(&heard, "POST /v3/auth/token"), 2);
}

/// Each generation takes its own token only.
fn apart(request: &str) -> Answer {
    let (path, ours) =
        (path(request), |token| request.contains(&format!("authorization: Bearer {token}\r\n")));
    let taken = match path {
        path if path.contains("/auth") => true,
        path if path.starts_with("/v1/") => ours(
            "eyJhbGciOiJSU0EtT0FFUC0yNTYiLCJlbmMiOiJBMjU2R0NNIiwiaWF0IjoxNjEzNjMyNzc4fQ.dGhpcyBpcyB0ZXN0IGRhdGE=",
        ),
        _ => ours("t0k3n-v3"),
    };
    if taken { healthy(request) } else { (401, String::new()) }
}

#[tokio::test]
async fn generations_that_take_their_own_tokens_only_get_them() {
    let (base, heard) = serve(apart).await;
    let (mut vendor, http) = account(&base, "");
    let snapshot = polled(&mut vendor, &http).await;
    assert_eq!((rows(&snapshot.calls).0.len(), rows(&snapshot.waiting).0.len()), (2, 1));
    assert_eq!((count(&heard, "POST /v3/auth/token"), count(&heard, "POST /v1/auth/token")), (2, 1));
    drained(&heard);
    let snapshot = polled(&mut vendor, &http).await;
    assert_eq!((rows(&snapshot.calls).0.len(), rows(&snapshot.queues).0.len()), (2, 1));
    assert_eq!(count(&heard, "POST"), 0);
    assert!(!format!("{vendor:?}").contains("eyJhbGci"));
    // The place that the configuration names is the only one.
    let (mut vendor, http) = account(&base, "token_path = '/v3/auth/token'");
    let snapshot = polled(&mut vendor, &http).await;
    let text = fault(&snapshot.calls).to_string();
    assert!(text.starts_with("permission is missing") && text.contains("`token_path`"), "{text}");
    assert_eq!(rows(&snapshot.waiting).0.len(), 1);
}

#[tokio::test]
async fn a_list_that_takes_no_token_at_all_is_a_missing_right() {
    let (base, heard) = serve(|request| match path(request) {
        path if path.starts_with("/v1/call") => (401, String::new()),
        _ => healthy(request),
    })
    .await;
    let (mut vendor, http) = account(&base, "");
    for _ in 0..2 {
        let snapshot = polled(&mut vendor, &http).await;
        assert!(matches!(fault(&snapshot.calls), Fault::Forbidden(_)));
        assert_eq!(rows(&snapshot.waiting).0.len(), 1);
    }
    assert_eq!((count(&heard, "POST /v3/auth/token"), count(&heard, "POST /v1/auth/token")), (2, 1));
}

#[tokio::test]
async fn a_token_is_renewed_in_time_and_used_while_that_fails() {
    let fail = std::sync::Arc::new(AtomicUsize::new(0));
    let failing = std::sync::Arc::clone(&fail);
    let (base, heard) = serve(move |request| match path(request) {
        "/v3/auth/token" if failing.load(Ordering::SeqCst) > 0 => (500, String::new()),
        "/v3/auth/token" => ok(r#"{"expired_in":-1,"token":"short"}"#),
        _ => healthy(request),
    })
    .await;
    let (mut vendor, http) = account(&base, "");
    // A life that is over as it arrives lasts for a moment, and another poll does not renew it.
    for _ in 0..2 {
        assert_eq!(rows(&polled(&mut vendor, &http).await.calls).0.len(), 2);
    }
    assert_eq!(count(&heard, "POST"), 1);
    // Due and not yet over: the renewal fails, and the token still works.
    fail.store(1, Ordering::SeqCst);
    vendor.login.age(http.now());
    drained(&heard);
    assert_eq!(rows(&polled(&mut vendor, &http).await.calls).0.len(), 2);
    assert_eq!(count(&heard, "POST"), 1);
}
