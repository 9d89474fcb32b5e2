//! What identifies a row may cost it; nothing else may (ringcentral §3: every field has been seen absent or strange).

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

use super::super::agents::Roster;
use super::super::directory::Directory;
use super::super::fixtures::{directory, fixture, joined, listing, unread};
use super::super::{entries, queues};
use crate::domain::{Agent, Call, Feed, Queue};
use crate::vendor::loose::odd::{self, Walk};

fn first(list: &str) -> Value {
    serde_json::from_str::<Vec<Value>>(list).unwrap().remove(0)
}

fn only<T: Clone>(feed: Feed<T>, id: impl Fn(&T) -> bool) -> T {
    assert_eq!(unread(&feed), [] as [&str; 0]);
    let Feed::Fresh { rows, .. } = feed else { panic!("no list") };
    rows.into_iter().find(|row| id(row)).expect("the row stays")
}

fn agents() -> Walk {
    Walk {
        good: first(fixture!("agents.json")),
        identity: &["agentId"],
        moves: &[
            ("firstName", &["name"]),
            ("lastName", &["name"]),
            ("username", &["details"]),
            ("agentType", &["details"]),
            ("agentGroupName", &["group"]),
            ("agentPhone", &["extension", "details"]),
            ("profileName", &["details"]),
            ("agentState", &["state", "reason", "since"]),
            ("stateTime", &["since"]),
            ("loginTime", &["details"]),
            ("pendingDisposition", &["state", "reason", "since"]),
            ("isOffhook", &["details"]),
            ("isGhostLogin", &["details"]),
            ("onHoldDts", &["state", "since"]),
            ("callsHandled", &["handled"]),
            ("rna", &["details"]),
            ("totalTalkTime", &["details"]),
            ("successDispositions", &["details"]),
        ],
    }
}

fn agent(row: &Value) -> Agent {
    let roster = Roster::read(listing(&Value::from(vec![row.clone()]).to_string()), &directory());
    only(roster.feed(&Directory::default()), |agent| agent.id.as_str() == "1369310")
}

fn calls() -> Walk {
    Walk {
        good: first(fixture!("calls.json")),
        identity: &["uii", "archive"],
        moves: &[
            ("ani", &["caller"]),
            ("dnis", &["dialled"]),
            ("dnisE164", &["details"]),
            ("enqueueTime", &["entered"]),
            ("dequeueTime", &["answered"]),
            ("callState", &["phase", "details", "answered", "agent", "direction", "queue", "only"]),
            ("agentFirstName", &["agent_name"]),
            ("agentLastName", &["agent_name"]),
            ("destinationName", &["queue_name"]),
            ("externalId", &["details"]),
            ("cnam", &["caller"]),
        ],
    }
}

fn call(row: &Value) -> Call {
    joined(&Value::from(vec![row.clone()]).to_string(), fixture!("agents.json")).remove(0)
}

fn inbound() -> Walk {
    Walk {
        good: first(fixture!("inbound.json")),
        identity: &["gateId"],
        moves: &[
            ("gateName", &["name"]),
            ("groupName", &["group"]),
            ("state", &["state"]),
            ("schedule", &["details"]),
            ("scheduleOverride", &["details"]),
            ("active", &["talking"]),
            ("inQueue", &["waiting", "longest"]),
            ("routing", &["ringing"]),
            ("longestInQueue", &["longest"]),
            ("staffed", &["staffed"]),
            ("available", &["ready"]),
            ("presented", &["counts"]),
            ("accepted", &["counts"]),
            ("abandoned", &["counts"]),
            ("deflected", &["details"]),
            ("shortAbandon", &["counts"]),
            ("shortCall", &["details"]),
            ("longCall", &["details"]),
            ("slaPass", &["counts"]),
            ("slaFail", &["counts"]),
            ("totalAnswerTime", &["counts"]),
            ("totalTalkTime", &["counts"]),
            ("successDispositions", &["details"]),
        ],
    }
}

fn queue(row: &Value) -> Queue {
    let feed = queues::feed(listing(&Value::from(vec![row.clone()]).to_string()), &Directory::default());
    only(feed, |queue| queue.id.as_str() == "72992")
}

fn gates() -> Walk {
    Walk {
        good: first(fixture!("gates.json")),
        identity: &["gateId"],
        moves: &[
            ("gateName", &["name"]),
            ("gateDesc", &["details"]),
            ("gatePriority", &["details"]),
            ("isActive", &["active"]),
            ("slaTime", &["target"]),
            ("wrapTime", &["details"]),
            ("recordingSettings", &["details"]),
        ],
    }
}

fn gate(row: &Value) -> entries::Gate {
    let (mut gates, unread) = entries::gates("52653", Some("Support Queues"), vec![row.clone()]);
    assert_eq!((gates.len(), unread.len()), (1, 0));
    gates.remove(0)
}

#[test]
fn every_odd_field_of_every_list_is_unknown_and_costs_nothing_else() {
    agents().check_all(agent);
    calls().check_all(call);
    inbound().check_all(queue);
    gates().check_all(gate);
}

#[test]
fn an_odd_figure_is_unknown() {
    let row = |key: &str, value: Value| {
        let mut row = first(fixture!("inbound.json"));
        row[key] = value;
        queue(&row)
    };
    for value in [(-1).into(), "".into(), Value::Null, 12.5.into(), u32::MAX.into()] {
        let longest = row("longestInQueue", value);
        assert_eq!((longest.waiting, longest.longest), (Some(1), None));
    }
    assert_eq!(row("inQueue", 1e9.into()).waiting, None);
}

#[test]
fn a_group_whose_queues_are_no_list_is_asked_for_them() {
    let groups = entries::groups(vec![serde_json::json!({"gateGroupId": 7, "gates": "none"})], "gateGroupId");
    assert_eq!((groups.len(), groups[0].gates.is_none()), (1, true));
}

proptest! {
    #[test]
    fn any_json_in_any_field_costs_nothing_else(index in any::<Index>(), value in odd::json()) {
        let (agents, calls, inbound, gates) = (agents(), calls(), inbound(), gates());
        agents.check_one(index, &value, agent);
        calls.check_one(index, &value, call);
        inbound.check_one(index, &value, queue);
        gates.check_one(index, &value, gate);
    }
}
