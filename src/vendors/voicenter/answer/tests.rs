//! Every way to say yes and no that the vendor documents, and those that it does not (voicenter §4, §5, §9).

use super::*;
use crate::domain::At;

fn reply(status: u16, body: &str) -> Reply {
    Reply {
        label: "do it",
        status,
        content_type: "application/json".to_owned(),
        headers: Vec::new(),
        retry_after: None,
        body: body.as_bytes().to_vec(),
        at: At::from_millis(0),
        skew: None,
        acts: false,
    }
}

fn read(status: u16, body: &str) -> Result<usize, Fault> {
    list(reply(status, body), "QUEUES", None).map(|list| list.rows.len())
}

fn act(dialect: Dialect, status: u16, body: &str) -> Result<Accepted, Fault> {
    settled(Reply { acts: true, ..reply(status, body) }, dialect)
}

#[test]
fn err_is_a_number_or_a_text_and_its_list_may_be_missing() {
    for body in [
        r#"{"ERR":1,"DESC":"Authorization failed.","QUEUES":[]}"#,
        r#"{"ERR":"1","DESC":"Authorization failed"}"#,
        r#"{"ERR":1,"DESC":"Unauthorized","QUEUES":null}"#,
    ] {
        for status in [200, 400, 500] {
            assert!(matches!(read(status, body), Err(Fault::Unauthorized(_))), "{status} {body}");
        }
    }
    assert_eq!(read(200, r#"{"ERR":"0","DESC":"OK","QUEUES":[{}]}"#), Ok(1));
    assert_eq!(read(200, r#"{"QUEUES":[]}"#), Ok(0));
    assert!(matches!(read(200, r#"{"QUEUES":null}"#), Err(Fault::Malformed(_))));
}

#[test]
fn a_wrong_value_is_told_from_the_vendors_own_trouble_by_what_was_asked() {
    let internal = r#"{"ERR":2,"DESC":"Internal error."}"#;
    assert!(matches!(read(200, internal), Err(Fault::ServerError(_))));
    let filtered = list(reply(200, internal), "EXTENSIONS", Some(("extension", "SIPSIPX")));
    assert!(matches!(filtered, Err(Fault::Refused(why)) if why.contains("`extension` (SIPSIPX)")));
    let unknown = r#"{"ERR":2,"DESC":"Queue is not found in this account","QUEUES":[]}"#;
    let unknown = list(reply(200, unknown), "QUEUES", Some(("queue", "99")));
    assert!(matches!(unknown, Err(Fault::Refused(why)) if why.contains("not found in this account")));
    assert!(matches!(read(200, r#"{"ERR":77,"DESC":"?"}"#), Err(Fault::Refused(_))));
}

#[test]
fn an_answer_of_another_shape_is_no_empty_list() {
    for body in [
        "",
        "[]",
        "{}",
        r#"{"ERR":0}"#,
        r#"{"ERR":"none","QUEUES":[]}"#,
        r#"{"ERR":0,"QUEUES":{}}"#,
        "<html>",
        r#"{"ERR":0,"QUEUES":[}"#,
    ] {
        assert!(matches!(read(200, body), Err(Fault::Malformed(_))), "{body}");
    }
}

#[test]
fn the_status_counts_where_the_body_is_silent() {
    let listed = read(403, r#"{"ERR":1,"DESC":"Authorization failed."}"#);
    assert!(matches!(listed, Err(Fault::Forbidden(why)) if why.contains("CPanel")));
    assert!(matches!(read(401, ""), Err(Fault::Unauthorized(_))));
    assert!(matches!(read(404, "<html>"), Err(Fault::Gone(_))));
    assert!(matches!(read(502, "<html>"), Err(Fault::ServerError(_))));
    assert!(matches!(read(400, r#"{"ERR":0,"QUEUES":[]}"#), Err(Fault::Refused(_))));
}

#[test]
fn a_recording_answers_with_200_in_either_spelling() {
    let sample = r#"{"ErrorCode":"200","Message":"Success","ActionID":"14d3b31988b247be8ff5818d1cadc3d3"}"#;
    assert_eq!(act(Dialect::Recording, 200, sample), Ok(Accepted::default()));
    assert!(act(Dialect::Recording, 200, r#"{"ErrorCode":200,"Message":"Success"}"#).is_ok());
    for status in [200, 404, 500] {
        let gone = r#"{"ErrorCode":"404","Message":"UniqueIvrID not found","ActionID":""}"#;
        assert!(matches!(act(Dialect::Recording, status, gone), Err(Fault::Gone(_))));
        let wrong = r#"{"ErrorCode":0,"Message":"Parameters are not valid"}"#;
        let wrong = act(Dialect::Recording, status, wrong);
        assert!(matches!(wrong, Err(Fault::Refused(why)) if why.contains("Parameters are not valid")));
    }
}

#[test]
fn click2call_answers_with_0() {
    let act = |body| act(Dialect::Click2Call, 200, body);
    assert!(act(r#"{"ERRORCODE":0,"ERRORMESSAGE":"OK","CALLID":"2020"}"#).is_ok());
    assert!(act(r#"{"ERRORCODE":"0","ERRORMESSAGE":"OK"}"#).is_ok());
    let offline = act(r#"{"ERRORCODE":3,"ERRORMESSAGE":""}"#);
    assert!(matches!(offline, Err(Fault::Refused(why)) if why.contains("the extension is offline")));
    assert!(matches!(act(r#"{"ERRORCODE":2,"ERRORMESSAGE":"No active call"}"#), Err(Fault::Refused(_))));
    assert!(matches!(
        act(r#"{"ERRORCODE":1,"ERRORMESSAGE":"Authorization failed"}"#),
        Err(Fault::Forbidden(_))
    ));
}

#[test]
fn a_status_answers_with_1_twice() {
    let act = |body| act(Dialect::Status, 200, body);
    assert!(act(r#"{"Status":1,"StatusError":1,"StatusErroMessage":"OK"}"#).is_ok());
    assert!(act(r#"{"Status":"1"}"#).is_ok());
    let failed = act(r#"{"Status":1,"StatusError":4,"StatusErroMessage":"Error on update"}"#);
    assert!(matches!(failed, Err(Fault::Refused(why)) if why.contains("Error on update")));
    assert!(matches!(
        act(r#"{"Status":2,"StatusError":0,"StatusErroMessage":"Authorization Failed"}"#),
        Err(Fault::Forbidden(_))
    ));
}

#[test]
fn what_may_have_worked_is_unanswered_and_what_cannot_have_is_not() {
    for dialect in [Dialect::Recording, Dialect::Click2Call, Dialect::Status] {
        for (status, body) in [(200, "<xml>"), (200, ""), (200, "{}"), (302, ""), (408, ""), (500, "oops")] {
            assert!(matches!(act(dialect, status, body), Err(Fault::Unanswered(_))), "{status} {body}");
        }
        assert!(matches!(act(dialect, 403, ""), Err(Fault::Forbidden(_))));
        assert!(matches!(act(dialect, 401, ""), Err(Fault::Unauthorized(_))));
        assert!(matches!(act(dialect, 429, ""), Err(Fault::RateLimited { .. })));
        assert!(matches!(act(dialect, 404, "<html>"), Err(Fault::Refused(why)) if why.contains("address")));
    }
}
