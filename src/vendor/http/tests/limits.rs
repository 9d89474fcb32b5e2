//! Budget, penalty and clock, over the wire.

use super::*;

#[tokio::test]
async fn a_penalty_keeps_everything_back_and_orders_too() {
    let (base, server) = serve(vec![answer("429 Too Many\r\nRetry-After: 7", "")]).await;
    let http = client(&base);
    http.send(Request::get("x", &*base)).await.unwrap();
    server.await.unwrap();
    for request in [Request::get("x", &*base), Request::post("x", &*base).urgent()] {
        let fault = http.send(request).await.unwrap_err();
        let Fault::RateLimited { after: Some(after) } = fault else { panic!("{fault:?}") };
        assert!(after > Duration::from_secs(5) && after <= Duration::from_secs(7), "{after:?}");
    }
    assert!(http.meter().silence(http.now()) > Duration::from_secs(5));
}

#[tokio::test]
async fn a_penalty_without_a_length_lasts_half_a_minute_and_a_plain_503_is_none() {
    for (head, least) in [("429 Too Many", 29), ("503 Busy\r\nRetry-After: 9", 8), ("503 Busy", 0)] {
        let (base, _server) = serve(vec![answer(head, "")]).await;
        let http = client(&base);
        http.send(Request::get("x", &*base)).await.unwrap();
        assert_eq!(
            http.meter().silence(http.now()).as_millis().div_ceil(1_000),
            least + u128::from(least > 0),
            "{head}"
        );
    }
}

#[tokio::test]
async fn a_spent_budget_keeps_reads_back_and_lets_orders_pass() {
    let (base, server) = serve(vec![answer("200 OK", ""); 10]).await;
    let http = client_with(&base, HttpOptions { per_minute: 10, ..options() });
    for _ in 0..8 {
        http.send(Request::get("x", &*base)).await.unwrap();
    }
    assert!(matches!(http.send(Request::get("x", &*base)).await, Err(Fault::RateLimited { after: Some(_) })));
    assert_eq!(http.budget(), Budget { left: 2, per_minute: 10 });
    for _ in 0..2 {
        http.send(Request::post("x", &*base).urgent()).await.unwrap();
    }
    assert!(matches!(http.send(Request::post("x", &*base).urgent()).await, Err(Fault::RateLimited { .. })));
    assert_eq!(http.budget().left, 0);
    assert_eq!((server.await.unwrap().len(), http.sent()), (10, 10));
}

#[tokio::test]
async fn the_vendors_clock_is_measured_unless_a_cache_answers() {
    let now = crate::clock::utc();
    let date = (now + chrono::TimeDelta::hours(3)).format("%a, %d %b %Y %H:%M:%S GMT");
    let until = (now + chrono::TimeDelta::hours(3) + chrono::TimeDelta::seconds(20))
        .format("%a, %d %b %Y %H:%M:%S GMT");
    let stale = answer(&format!("200 OK\r\nDate: {date}\r\nAge: 60"), "");
    let fresh = answer(&format!("503 Busy\r\nDate: {date}\r\nAge: 0\r\nRetry-After: {until}"), "");
    let (base, _server) = serve(vec![stale, fresh]).await;
    let http = client(&base);
    assert_eq!(http.send(Request::get("x", &*base)).await.unwrap().skew, None);
    let hours = 3 * 3_600_000;
    assert!(!http.believe(hours), "nothing is read by it yet");
    let reply = http.send(Request::get("x", &*base)).await.unwrap();
    let skew = reply.skew.unwrap();
    assert!((skew - hours).abs() < 1_500, "{skew}");
    assert!(http.believe(0) && !http.believe(0), "unless it is borne out, times are read by our clock");
    assert_eq!(http.skew(), Some(skew));
    assert_eq!(reply.instant(reply.vendor_now()), reply.at);
    assert_eq!(reply.retry_after, Some(Duration::from_secs(20)));
}

#[tokio::test]
async fn a_request_may_have_a_time_limit_of_its_own() {
    let (base, _server) =
        serve(vec![Act::SayAndStay(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n".to_vec())]).await;
    let fault = client(&base)
        .send(Request::get("wait for news", &*base).within(Duration::from_millis(50)))
        .await
        .unwrap_err();
    assert!(matches!(&fault, Fault::Slow(why) if why.contains("timed out after 50 ms")), "{fault}");
}

#[tokio::test]
async fn clones_share_one_budget_and_one_clock() {
    let date = crate::clock::utc().format("%a, %d %b %Y %H:%M:%S GMT");
    let (base, _server) = serve(vec![answer(&format!("200 OK\r\nDate: {date}"), "")]).await;
    let http = client(&base);
    http.clone().send(Request::get("x", &*base)).await.unwrap();
    assert_eq!((http.budget().left, http.sent()), (599, 1));
    assert!(http.skew().is_some());
}

#[tokio::test]
async fn nothing_acts_without_an_order_once_it_is_guarded() {
    let (base, server) = serve(vec![answer("200 OK", ""); 2]).await;
    let http = client(&base);
    http.guard();
    let act = || http.send(Request::post("hang up", &*base).acting());
    let refused = act().await.unwrap_err();
    assert!(matches!(&refused, Fault::Refused(why) if why.contains("failed to hang up")), "{refused:?}");
    let pass = http.pass();
    assert_eq!(act().await.unwrap().status, 200);
    assert!(matches!(act().await, Err(Fault::Refused(_))), "an order is one request");
    drop(pass);
    http.send(Request::get("x", &*base)).await.unwrap();
    assert!(server.await.unwrap()[1].starts_with("GET "), "what was refused did not arrive");
}

#[tokio::test]
async fn of_a_refusal_its_beginning_is_kept_and_of_data_all() {
    let body = "x".repeat(LONGEST_REFUSAL + 1);
    for (head, kept) in [("200 OK", LONGEST_REFUSAL + 1), ("409 Conflict", LONGEST_REFUSAL)] {
        let (base, _server) = serve(vec![answer(head, &body)]).await;
        let http = client_with(&base, HttpOptions { longest: 2 * LONGEST_REFUSAL, ..options() });
        assert_eq!(http.send(Request::get("x", &*base)).await.unwrap().body.len(), kept, "{head}");
    }
}

#[tokio::test]
async fn a_header_is_found_by_its_name() {
    let reply =
        get(vec![answer("200 OK\r\nX-Next: two\r\nx-next: three\r\nX-Other: four", "")]).await.unwrap();
    assert_eq!((reply.header("x-next"), reply.header("x-other")), (Some("two"), Some("four")));
    assert_eq!(reply.header("x-none"), None);
}

#[tokio::test]
async fn each_host_has_its_clock_and_the_account_the_one_that_is_furthest_off() {
    let http = client("http://127.0.0.1");
    let hear = |host: &str, ahead: i64| {
        let now = http.now();
        http.skews().entry(host.to_owned()).or_default().hear(now.millis() + ahead, now, now);
    };
    hear("a.example", 10_000);
    hear("b.example:81", -20_000);
    // A date is cut to its second, half of which is added.
    assert_eq!(http.skew(), Some(-19_500));
    assert_eq!(http.offset("https://me@A.example/x"), Some(10_500));
    assert_eq!((http.offset("http://b.example:81"), http.offset("http://b.example")), (Some(-19_500), None));
    hear("c.example", 90_000);
    assert_eq!((http.skew(), http.offset("http://c.example")), (Some(90_500), Some(0)));
    assert!(http.believe(90_000));
    assert_eq!(http.offset("http://c.example"), Some(90_500));
}

#[tokio::test]
async fn a_silence_until_a_date_is_told_by_the_clock_that_was_measured_before() {
    let date = |seconds| {
        let at = crate::clock::utc() + chrono::TimeDelta::seconds(seconds);
        at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
    };
    let first = answer(&format!("200 OK\r\nDate: {}", date(25)), "");
    let (base, _server) =
        serve(vec![first, answer(&format!("503 Busy\r\nRetry-After: {}", date(35)), "")]).await;
    let http = client(&base);
    http.send(Request::get("x", &*base)).await.unwrap();
    let after = http.send(Request::get("x", &*base)).await.unwrap().retry_after.unwrap();
    assert!(after > Duration::from_secs(5) && after < Duration::from_secs(12), "{after:?}");
}
