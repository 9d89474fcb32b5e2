//! Every documented shape of an answer.

use super::*;
use crate::domain::At;

fn reply(status: u16, body: &str) -> Reply {
    Reply {
        label: "listen to the call",
        status,
        content_type: "application/json".into(),
        headers: Vec::new(),
        retry_after: None,
        body: body.as_bytes().to_vec(),
        at: At::from_millis(0),
        skew: None,
        acts: false,
    }
}

fn listed(status: u16, body: &str) -> Listed {
    list(reply(status, body), Offset::default())
}

fn told(status: u16, body: &str) -> Result<Said, Fault> {
    verdict(Reply { acts: true, ..reply(status, body) }, Some("101"))
}

fn refusal(status: u16, body: &str) -> String {
    match told(status, body) {
        Err(Fault::Refused(why)) => why.to_string(),
        other => panic!("{status} {body}: {other:?}"),
    }
}

#[test]
fn a_list_is_the_rows_of_its_data() {
    let all = listed(200, r#"{"data":[{},{}],"limit":25,"offset":0,"total":40}"#).unwrap();
    assert_eq!((all.rows.len(), all.total, all.limit), (2, Some(40), Some(25)));
    assert_eq!(listed(200, r#"{"data":null,"total":0}"#).unwrap().rows.len(), 0);
    // The call records' list without a limit says minus one (tel4vn §7).
    assert_eq!(listed(200, r#"{"data":[],"limit":-1,"offset":-1}"#).unwrap().limit, None);
}

#[test]
fn no_data_is_no_empty_list() {
    for body in [
        r#"{"data":null,"total":2}"#,
        r#"{"data":null}"#,
        "{}",
        r#"{"data":{}}"#,
        r#"{"data":"none"}"#,
        "[]",
        "",
        r#"{"data":[{},...]}"#,
    ] {
        assert!(matches!(listed(200, body), Err(Fault::Malformed(_))), "{body}");
    }
    let page = Reply { content_type: "text/html".into(), ..reply(200, "<html>") };
    let fault = list(page, Offset::default()).unwrap_err();
    assert!(fault.to_string().contains("an HTML page instead of JSON"), "{fault}");
}

#[test]
fn a_list_that_is_refused_says_why() {
    let fault = listed(200, r#"{"error":"Not Found"}"#).unwrap_err();
    assert_eq!(fault, Fault::Refused("failed to listen to the call: Not Found".into()));
    let fault = listed(404, r#"{"error":"Not Found"}"#).unwrap_err();
    assert_eq!(fault, Fault::Gone("failed to listen to the call: HTTP 404: Not Found".into()));
    assert!(matches!(listed(401, ""), Err(Fault::Unauthorized(_))));
    assert!(matches!(listed(403, "{}"), Err(Fault::Forbidden(_))));
    assert!(matches!(listed(405, "{}"), Err(Fault::Gone(_))));
    assert!(matches!(listed(429, ""), Err(Fault::RateLimited { .. })));
    assert!(matches!(listed(500, r#"{"error":"x"}"#), Err(Fault::ServerError(_))));
}

#[test]
fn success_is_a_yes_with_the_call_it_names() {
    let body = r#"{"status":"success","call_id":"01b7d166-b564-42ec-80a1-4ad343225934","ext":"101"}"#;
    let call = Some("01b7d166-b564-42ec-80a1-4ad343225934".to_owned());
    assert_eq!(told(200, body), Ok(Said { call }));
    assert_eq!(told(200, r#"{"data":{"status":"PAUSE"},"message":"success"}"#), Ok(Said::default()));
    assert_eq!(told(204, ""), Ok(Said::default()));
}

#[test]
fn the_body_decides_where_it_has_a_status() {
    for status in [200, 400, 404, 500] {
        let why = refusal(status, r#"{"status":"fail","error":"USER_NOT_REGISTERED"}"#);
        assert!(why.starts_with("phone 101 is not registered: start its softphone"), "{status}: {why}");
    }
    assert!(refusal(200, r#"{"status":"fail","error":"USER_BUSY"}"#).starts_with("phone 101 is busy: "));
    assert_eq!(
        refusal(200, r#"{"status":"fail"}"#),
        "failed to listen to the call: TEL4VN said no, and not why"
    );
    assert_eq!(
        refusal(200, r#"{"status":"fail","message":"Try later","error":"E_LATER"}"#),
        "failed to listen to the call: Try later (E_LATER)"
    );
    let gone = told(404, r#"{"status":"fail","error":"CALL_NOT_FOUND"}"#);
    assert_eq!(gone, Err(Fault::Gone("the call has ended (CALL_NOT_FOUND)".into())));
}

#[test]
fn without_a_status_http_decides() {
    assert_eq!(
        refusal(200, r#"{"error":"user_uuid or extension is missing"}"#),
        "failed to listen to the call: user_uuid or extension is missing"
    );
    assert_eq!(
        refusal(400, r#"{"error":[{"username":"String length must be greater than or equal to 1"}]}"#),
        "failed to listen to the call: username: String length must be greater than or equal to 1"
    );
    for body in ["", r#"{"error":"Not Found"}"#, r#"{"status":404}"#] {
        assert!(matches!(told(404, body), Err(Fault::Gone(_))), "{body}");
    }
    assert!(matches!(told(400, ""), Err(Fault::Refused(_))));
}

#[test]
fn a_missing_token_or_right_is_one_whatever_the_body_adds() {
    let fail = r#"{"status":"fail","error":"UNAUTHORIZED"}"#;
    assert!(matches!(told(401, fail), Err(Fault::Unauthorized(_))));
    assert!(matches!(told(403, fail), Err(Fault::Forbidden(why)) if why.contains("UNAUTHORIZED")));
    assert!(matches!(told(429, fail), Err(Fault::RateLimited { .. })));
}

#[test]
fn what_broke_down_or_cannot_be_read_may_have_happened() {
    for (status, body) in
        [(302, ""), (500, ""), (502, "{}"), (408, ""), (503, ""), (200, "<html>"), (200, "OK")]
    {
        assert!(matches!(told(status, body), Err(Fault::Unanswered(_))), "{status} {body}");
    }
    let busy = Reply { retry_after: Some(std::time::Duration::from_secs(7)), ..reply(503, "") };
    assert!(matches!(verdict(busy, None), Err(Fault::RateLimited { .. })));
}
