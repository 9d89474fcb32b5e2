//! The contract of every adapter: whatever it is answered, it does not crash, and shows nobody without an identity.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use super::server::{EIGHT8, INVOCA, RINGCX, TEL4VN, VOICENTER, polled};
use crate::domain::{Feed, Snapshot};
use crate::vendor::Vendor;
use crate::vendor::loose::odd;
use crate::vendors::{eight8, invoca, ringcentral, tel4vn, voicenter};

/// Keys of the vendors' rows: those that identify them and those that much depends on.
const KEYS: &[&str] = &[
    "uii",
    "callState",
    "enqueueTime",
    "dequeueTime",
    "agentId",
    "agentState",
    "gateId",
    "longestInQueue",
    "inQueue",
    "destinationName",
    "ID",
    "Name",
    "Callers",
    "CallID",
    "JoinTime",
    "Duration",
    "name",
    "username",
    "extensionID",
    "userID",
    "onlineUserID",
    "onlineUserStatus",
    "calls",
    "callStarted",
    "callAnswered",
    "callstatus",
    "direction",
    "ivrid",
    "recording",
    "transaction_id",
    "call_status",
    "call_start_time_utc",
    "call_id",
    "created_time",
    "destination",
    "source",
    "state",
    "extension",
    "agent_name",
    "call_state",
    "call_uuid",
    "call_center_queue_uuid",
    "joined_time",
    "bridged_time",
    "status",
    "queue_name",
    "id",
    "metrics",
    "key",
    "value",
    "agentStatus",
];

fn value() -> impl Strategy<Value = Value> {
    let good =
        ["1", "101", "QUEUED", "ACTIVE", "Talking", "Ringing", "bridged", "CS_EXECUTE", "Waiting", "inbound"];
    prop_oneof![select(good.to_vec()).prop_map(Value::from), (0..9_i64).prop_map(Value::from), odd::json(),]
}

fn row() -> impl Strategy<Value = Value> {
    let flat = prop::collection::vec((select(KEYS.to_vec()), value()), 0..16);
    let flat = flat.prop_map(|pairs| {
        Value::Object(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>())
    });
    // Some rows hold lists of others.
    let nested = (flat, select(vec!["calls", "Callers", "metrics"]), prop::collection::vec(value(), 0..2));
    nested.prop_map(|(mut row, key, inner)| {
        let copies: Vec<Value> = inner.into_iter().chain([row.clone()]).collect();
        if let Some(fields) = row.as_object_mut().filter(|fields| fields.len() % 2 == 0) {
            fields.insert(key.to_owned(), Value::from(copies));
        }
        row
    })
}

/// Any bytes, any JSON, or rows in any vendor's envelope.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let rows = prop::collection::vec(prop_oneof![4 => row(), 1 => odd::json()], 0..5);
    let list = (rows, 0..6_usize).prop_map(|(rows, envelope)| {
        let whole = match envelope {
            0 => json!({"data": rows, "total": rows.len()}),
            1 => json!({"ERR": 0, "DESC": "OK", "EXTENSIONS": rows, "QUEUES": rows}),
            2 => json!({"current_calls": rows}),
            3 => json!({"calls_in_progress": rows}),
            4 | 5 => json!(rows),
            _ => Value::Null,
        };
        whole.to_string().into_bytes()
    });
    prop_oneof![
        1 => prop::collection::vec(any::<u8>(), 0..300),
        1 => odd::json().prop_map(|value| value.to_string().into_bytes()),
        6 => list,
    ]
}

/// Whether every row of `snapshot` is somebody or something.
fn identified(snapshot: &Snapshot) -> bool {
    fn all<T>(feed: &Feed<T>, id: impl Fn(&T) -> &str) -> bool {
        match feed {
            Feed::Fresh { rows, .. } => rows.iter().all(|row| !id(row).trim().is_empty()),
            Feed::Failed(_) | Feed::NotOffered(_) | Feed::Skipped => true,
        }
    }
    all(&snapshot.calls, |call| call.id.as_str())
        && all(&snapshot.waiting, |call| call.id.as_str())
        && all(&snapshot.agents, |agent| agent.id.as_str())
        && all(&snapshot.queues, |queue| queue.id.as_str())
}

fn shows_nobody_without_an_identity<V: Vendor>(keys: &str) {
    // Each case is a poll over a socket.
    let usual = ProptestConfig::default();
    let config = ProptestConfig { cases: usual.cases / 8, ..usual };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    proptest!(config, |(body in body())| {
        let snapshot = runtime.block_on(polled::<V>(keys, body.clone()));
        prop_assert!(identified(&snapshot), "{}: {snapshot:?}", String::from_utf8_lossy(&body));
    });
}

#[test]
fn ringcx_shows_nobody_without_an_identity() {
    shows_nobody_without_an_identity::<ringcentral::RingCentral>(RINGCX);
}

#[test]
fn voicenter_shows_nobody_without_an_identity() {
    shows_nobody_without_an_identity::<voicenter::Voicenter>(VOICENTER);
}

#[test]
fn eight8_shows_nobody_without_an_identity() {
    shows_nobody_without_an_identity::<eight8::Eight8>(EIGHT8);
}

#[test]
fn invoca_shows_nobody_without_an_identity() {
    shows_nobody_without_an_identity::<invoca::Invoca>(INVOCA);
}

#[test]
fn tel4vn_shows_nobody_without_an_identity() {
    shows_nobody_without_an_identity::<tel4vn::Tel4vn>(TEL4VN);
}
