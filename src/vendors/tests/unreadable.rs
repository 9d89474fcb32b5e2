//! The contract of every adapter: an answer that is no list is never an empty centre.

use super::server::{ASTERISK, EIGHT8, INVOCA, RINGCX, TEL4VN, VOICENTER, polled};
use crate::domain::{Feed, Retry, Snapshot};
use crate::vendor::Vendor;
use crate::vendors::{asterisk, eight8, invoca, ringcentral, tel4vn, voicenter};

/// What no vendor's document has for a list.
fn bodies() -> Vec<Vec<u8>> {
    let texts = [
        // Not JSON.
        "",
        "<html>",
        "so sorry",
        r#"[{"uii":"1","agentId":"1","gateId":"1","id":"1"},]"#,
        r#"[{"uii":"1","agentId":"1","gateId":"1","id":"1"},{"uii":"2","#,
        r#"[{uii:"1",agentId:"1",gateId:"1",id:"1"}]"#,
        r#"{"data":[{"call_id":"1","extension":"1","call_uuid":"1"},],"total":1}"#,
        r#"{data:[{"call_id":"1","extension":"1","call_uuid":"1"}]}"#,
        r#"{"ERR":0,"EXTENSIONS":[{"username":"A"},],"QUEUES":[{"ID":1},]}"#,
        r#"{"current_calls":[{"transaction_id":"A" B}]}"#,
        // No list.
        "null",
        "7",
        r#""calls""#,
        "{}",
        r#"{"data":null,"total":2}"#,
        r#"{"data":null}"#,
        r#"{"data":{},"total":2}"#,
        r#"{"data":"none"}"#,
        r#"{"total":2}"#,
        r#"{"ERR":0,"DESC":"OK","EXTENSIONS":null,"QUEUES":null}"#,
        r#"{"ERR":0,"DESC":"OK"}"#,
        r#"{"ERR":0,"DESC":"OK","EXTENSIONS":{},"QUEUES":"none"}"#,
        r#"{"current_calls":null}"#,
        r#"{"current_calls":{}}"#,
        // Not one readable row.
        "[null]",
        "[1,[2],{}]",
        r#"{"data":[null,7,{}]}"#,
        r#"{"ERR":0,"EXTENSIONS":[{}],"QUEUES":["x"]}"#,
        r#"{"current_calls":[[],{}]}"#,
    ];
    let mut bodies: Vec<Vec<u8>> = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    let lists: [(&str, &str); 4] = [
        (r#"[{"uii":"1","agentId":"1","gateId":"1","id":"1","name":""#, r#""}]"#),
        (r#"{"data":[{"call_id":"1","extension":"1","call_uuid":"1","source":""#, r#""}]}"#),
        (r#"{"EXTENSIONS":[{"username":"A","name":""#, r#""}],"QUEUES":[]}"#),
        (r#"{"current_calls":[{"transaction_id":"A","city":""#, r#""}]}"#),
    ];
    for (head, tail) in lists {
        for odd in [b"\x07".as_slice(), b"\n", b"\xff\xfe", b"\xc3"] {
            bodies.push([head.as_bytes(), odd, tail.as_bytes()].concat());
        }
        let deep = "[".repeat(100_000);
        bodies.push(format!("{}0,\"x\":{deep}", head.trim_end_matches('"')).into_bytes());
    }
    bodies.extend(["[", "{\"a\":"].map(|level| level.repeat(100_000).into_bytes()));
    bodies
}

/// What is wrong with `feed`, if it is a list.
fn listed<T>(feed: &Feed<T>) -> bool {
    matches!(feed, Feed::Fresh { .. })
}

async fn never_an_empty_centre<V: Vendor>(keys: &str) {
    for body in bodies() {
        let told = String::from_utf8_lossy(&body).chars().take(80).collect::<String>();
        let Snapshot { calls, waiting, agents, queues, .. } = polled::<V>(keys, body).await;
        assert!(!listed(&calls) && !listed(&waiting) && !listed(&agents) && !listed(&queues), "{told}");
        let Feed::Failed(fault) = calls else { panic!("the calls have not failed: {told}") };
        // Not the minutes of a wrong sign-in: the next answer may be a good one.
        assert_ne!(fault.retry(), Retry::Slowly, "{told}: {fault}");
    }
}

#[tokio::test]
async fn ringcx_makes_no_centre_of_what_is_no_list() {
    never_an_empty_centre::<ringcentral::RingCentral>(RINGCX).await;
}

#[tokio::test]
async fn voicenter_makes_no_centre_of_what_is_no_list() {
    never_an_empty_centre::<voicenter::Voicenter>(VOICENTER).await;
}

#[tokio::test]
async fn eight8_makes_no_centre_of_what_is_no_list() {
    never_an_empty_centre::<eight8::Eight8>(EIGHT8).await;
}

#[tokio::test]
async fn invoca_makes_no_centre_of_what_is_no_list() {
    never_an_empty_centre::<invoca::Invoca>(INVOCA).await;
}

#[tokio::test]
async fn tel4vn_makes_no_centre_of_what_is_no_list() {
    never_an_empty_centre::<tel4vn::Tel4vn>(TEL4VN).await;
}

#[tokio::test]
async fn asterisk_makes_no_centre_of_what_is_no_list() {
    never_an_empty_centre::<asterisk::Asterisk>(ASTERISK).await;
}
