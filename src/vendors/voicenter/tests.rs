//! The documented examples and every quirk, from bytes to the board, and orders.

mod board;
mod odd;
mod orders;
mod quirks;
mod socket;

use serde_json::Value;

use super::answer::{List, list};
use super::poll::Found;
use super::*;
use crate::domain::{Agent, At, Call, Feed, Queue, Unread};
use crate::vendor::Reply;

/// The secret in all of these tests; it must show up in no fault and no `Debug`.
const CODE: &str = "s3cr3t-m4rk3r";
/// 01:25:08 by Israel's wall clock, 90 s after the documented call began (voicenter §7).
const CALLS_READ: i64 = 1_602_465_908 - 3 * 3_600;
/// 14:33:06 by Israel's wall clock: the present of the documented callers (voicenter §3).
const QUEUES_READ: i64 = 1_602_599_586 - 3 * 3_600;

const EXTENSIONS: &str = include_str!("../../../tests/fixtures/voicenter/extensions.json");
const QUEUES: &str = include_str!("../../../tests/fixtures/voicenter/queues.json");

fn voicenter(more: &str) -> Voicenter {
    Voicenter::new(toml::from_str(&format!("code = \"{CODE}\"\n{more}")).unwrap()).unwrap()
}

/// An answer read at `second` of UTC by our clock and the vendor's alike.
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

fn calls(body: &str) -> Result<List, Fault> {
    list(reply(CALLS_READ, body), "EXTENSIONS", None)
}

fn queues(body: &str) -> Result<List, Fault> {
    list(reply(QUEUES_READ, body), "QUEUES", None)
}

/// What the two lists tell a new adapter.
fn found(extensions: &str, queues: &str) -> Found {
    voicenter("").found(calls(extensions), self::queues(queues))
}

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

fn details(details: &[crate::domain::Detail]) -> Vec<(&str, &str)> {
    details.iter().map(|detail| (&*detail.label, &*detail.value)).collect()
}

fn seconds(at: Option<At>) -> Option<i64> {
    at.map(|at| at.millis() / 1_000)
}

fn json(body: &str) -> Value {
    serde_json::from_str(body).unwrap()
}
