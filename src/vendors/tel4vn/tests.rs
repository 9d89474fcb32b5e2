//! The documented examples and every quirk, from bytes to the board, and orders.

mod acting;
mod board;
mod ends;
mod listening;
mod merging;
mod odd;
mod people;
mod reading;
mod server;
mod signing;
mod waiting;

use serde_json::{Value, json};

use super::answer::list;
use super::desk::Found;
use super::*;
use crate::domain::{Agent, AgentId, At, Call, Detail, Feed, Queue, Unread};
use crate::vendor::Reply;

/// What must show up in no fault and no `Debug`.
const KEY: &str = "s3cr3t-k3y";
/// 2023-10-12 17:49:00 in Vietnam: 20 s after the documented caller began to wait (tel4vn §2.7).
const NOW: i64 = 1_697_107_740;

/// The files of `tests/fixtures/tel4vn`.
macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/tel4vn/", $name))
    };
}
use fixture;

/// An account at `url` with `more` in its section.
fn account_at(url: &str, more: &str) -> Tel4vn {
    let key = if more.contains("password") { String::new() } else { format!("api_key = '{KEY}'\n") };
    Tel4vn::new(toml::from_str(&format!("url = '{url}'\n{key}{more}")).unwrap()).unwrap()
}

fn account(more: &str) -> Tel4vn {
    account_at("https://pitel.example.com", more)
}

/// An answer read at `second` by our clock and the vendor's alike.
fn reply(second: i64, body: &str) -> Reply {
    Reply {
        label: "read the list",
        status: 200,
        content_type: "application/json".to_owned(),
        headers: Vec::new(),
        retry_after: None,
        body: body.as_bytes().to_vec(),
        at: At::from_millis(second * 1_000),
        skew: Some(0),
        acts: false,
    }
}

/// What one poll brings; what is not said is an empty list.
struct Lists<'a> {
    calls: &'a str,
    busy: &'a str,
    live: &'a str,
    members: &'a str,
    lines: &'a str,
    roster: &'a str,
}

const NONE: &str = r#"{"data":[],"total":0}"#;
const EMPTY: Lists<'static> =
    Lists { calls: NONE, busy: NONE, live: NONE, members: NONE, lines: NONE, roster: NONE };

/// What `lists` are as they come.
fn found(lists: &Lists<'_>) -> Found {
    let listed = |body: &str| list(reply(NOW, body), Offset::default());
    Found {
        calls: Some(listed(lists.calls)),
        busy: Some(listed(lists.busy).map(|listing| (Generation::V1, listing))),
        live: Some(listed(lists.live)),
        members: Some(listed(lists.members)),
        lines: Some(listed(lists.lines)),
        roster: Some(listed(lists.roster)),
    }
}

/// What `lists` tell `vendor`.
fn told(vendor: &mut Tel4vn, lists: &Lists<'_>) -> Snapshot {
    vendor.settle(found(lists), At::from_millis(NOW * 1_000))
}

/// What `lists` tell a new account.
fn polled(lists: &Lists<'_>) -> Snapshot {
    told(&mut account(""), lists)
}

/// A list of `rows`.
fn data(rows: &[Value]) -> String {
    json!({"data": rows, "total": rows.len()}).to_string()
}

/// A row of the list of calls, made `ago` seconds before [`NOW`].
fn leg(id: &str, ends: (&str, &str), direction: &str, state: &str, ago: i64) -> Value {
    let made = chrono::DateTime::from_timestamp(NOW - ago + 7 * 3_600, 0).unwrap().naive_utc();
    json!({"call_id": id, "context": "test.tel4vn.com", "created_time": made.format("%Y-%m-%d %H:%M:%S").to_string(),
        "source": ends.0, "destination": ends.1, "direction": direction, "ip": "1.2.3.4", "state": state})
}

/// A row of the older list of agents on calls.
fn busy(extension: &str, call: &str, state: &str, destination: &str, direction: &str) -> Value {
    json!({"agent_name": format!("Agent {extension}"), "username": format!("agent_{extension}"),
        "call_id": call, "call_state": state, "call_time": "2023-10-12 17:48:00", "destination": destination,
        "direction": direction, "extension": extension, "user_agent": "MicroSIP/3.20.6"})
}

/// A row of the list of those who wait.
fn member(call: &str, mobile: &str, agent: &str, status: &str, bridged: &str) -> Value {
    json!({"call_center_queue_uuid": "7a514f33-f5f0-426a-97e7-c6cbe372b7a3",
        "call_center_queue_name": "CALL_CENTER", "call_center_agent_uuid": "", "call_center_agent_name": agent,
        "mobile": mobile, "status": status, "joined_time": "2023-10-12T17:48:20+07:00",
        "abandoned_time": "1970-01-01T08:00:00+08:00", "bridged_time": bridged,
        "rejoined_time": "1970-01-01T08:00:00+08:00", "call_uuid": call})
}

const NEVER: &str = "1970-01-01T08:00:00+08:00";

fn rows<T>(feed: &Feed<T>) -> (&[T], &[Unread]) {
    match feed {
        Feed::Fresh { rows, unread } => (rows, unread),
        Feed::NotOffered(_) | Feed::Skipped | Feed::Failed(_) => panic!("the list is not fresh"),
    }
}

fn fault<T>(feed: &Feed<T>) -> &Fault {
    match feed {
        Feed::Failed(fault) => fault,
        Feed::NotOffered(_) | Feed::Skipped | Feed::Fresh { .. } => panic!("the list has not failed"),
    }
}

fn ids<T: AsRef<[Call]>>(calls: T) -> Vec<String> {
    calls.as_ref().iter().map(|call| call.id.as_str().to_owned()).collect()
}

fn call<'a>(snapshot: &'a Snapshot, id: &str) -> &'a Call {
    let (calls, waiting) = (rows(&snapshot.calls).0, rows(&snapshot.waiting).0);
    calls.iter().chain(waiting).find(|call| call.id.as_str() == id).unwrap()
}

fn agent<'a>(snapshot: &'a Snapshot, id: &str) -> &'a Agent {
    rows(&snapshot.agents).0.iter().find(|agent| agent.id.as_str() == id).unwrap()
}

fn queue<'a>(snapshot: &'a Snapshot, id: &str) -> &'a Queue {
    rows(&snapshot.queues).0.iter().find(|queue| queue.id.as_str() == id).unwrap()
}

fn why(unread: &[Unread]) -> Vec<&str> {
    unread.iter().map(|unread| &*unread.why).collect()
}

fn detail<'a>(details: &'a [Detail], label: &str) -> Option<&'a str> {
    details.iter().find(|detail| *detail.label == *label).map(|detail| &*detail.value)
}

/// How long before [`NOW`].
fn ago(at: Option<At>) -> Option<i64> {
    at.map(|at| NOW - at.millis() / 1_000)
}
