//! What identifies a row may cost it; nothing else may (8x8 §4.1: values are numbers, texts, lists or null).

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};

use super::super::agents::{Beside, Person, Roster, Spans};
use super::super::directory::Directory;
use super::super::fixtures::{fixture, listing, reply, unread};
use super::super::statuses::{Known, Labels};
use super::super::{events, queues, rtstats};
use crate::domain::{Feed, Queue};
use crate::vendor::Listing;
use crate::vendor::loose::odd::{self, Walk};

/// The first row of a list, with its metrics as fields of its own.
fn flat(list: &str) -> Value {
    let mut row = serde_json::from_str::<Vec<Map<String, Value>>>(list).unwrap().remove(0);
    for metric in row.remove("metrics").unwrap().as_array().unwrap() {
        row.insert(metric["key"].as_str().unwrap().to_owned(), metric["value"].clone());
    }
    Value::Object(row)
}

/// The answer that has the flat row `row`.
fn metrics(row: &Value) -> Listing {
    let Value::Object(row) = row.clone() else { panic!("a row") };
    let plain = |key: &str| !key.contains('.');
    let figures: Vec<_> = row
        .iter()
        .filter(|(key, _)| !plain(key))
        .map(|(key, value)| json!({"key": key, "value": value}))
        .collect();
    let mut whole: Map<String, Value> = row.into_iter().filter(|(key, _)| plain(key)).collect();
    whole.insert("metrics".into(), figures.into());
    listing(&json!([whole]).to_string())
}

fn older(row: &Value) -> Listing {
    Listing { rows: vec![row.clone()], reply: reply(200, "") }
}

fn agents() -> Walk {
    Walk {
        good: flat(fixture!("agents.json")),
        identity: &["id"],
        moves: &[
            ("name", &["agent"]),
            ("status.rt", &["agent", "code"]),
            ("statusCode.rt", &["agent"]),
            ("timeOnStatus.rt", &["agent"]),
            ("lastStatusChange.rt", &["agent"]),
            ("accepted.today", &["agent"]),
            ("activeInteractionsCount.rt", &["active", "agent"]),
            ("activeQueues.rt", &["queues", "agent"]),
            ("activeDirections.rt", &["directions"]),
            ("activeChannels.rt", &["channels", "agent"]),
            ("line1Status.rt", &["lines", "agent"]),
            ("line2Status.rt", &["lines", "agent"]),
            ("line1TimeOnStatus.rt", &["lines", "agent"]),
            ("line2TimeOnStatus.rt", &["lines", "agent"]),
            ("lastLogin.rt", &["agent"]),
            ("alerting.rt", &["agent"]),
            ("loggedInTime.rt", &["agent"]),
            ("offered.today", &["agent"]),
            ("rejected.today", &["agent"]),
            ("rejectTimeout.today", &["agent"]),
            ("transfersInitiated.today", &["agent"]),
        ],
    }
}

fn read(row: &Value) -> Person {
    let (directory, known, before) = (Directory::default(), Known::default(), Spans::new());
    let beside = Beside { directory: &directory, known: &known, labels: Labels(&[]), before: &before };
    whole(Roster::read(metrics(row), beside))
}

fn whole(roster: Roster) -> Person {
    assert_eq!(unread(&roster.feed()), [] as [&str; 0]);
    roster.people.into_iter().next().expect("the row stays")
}

/// The fields of agents that the board shows beside those of [`agents`], in the same way.
const SHOWN: &[(&str, &[&str])] = &[
    ("name", &["name"]),
    ("status.rt", &["state", "reason", "since", "status"]),
    ("statusCode.rt", &["reason"]),
    ("timeOnStatus.rt", &["since"]),
    ("lastStatusChange.rt", &["since"]),
    ("accepted.today", &["handled"]),
    ("activeInteractionsCount.rt", &["details"]),
    ("activeQueues.rt", &["details"]),
    ("activeChannels.rt", &["details"]),
    ("line1Status.rt", &["details"]),
    ("line2Status.rt", &["details"]),
    ("line1TimeOnStatus.rt", &["details"]),
    ("line2TimeOnStatus.rt", &["details"]),
    ("lastLogin.rt", &["details"]),
    ("alerting.rt", &["details"]),
    ("loggedInTime.rt", &["details"]),
    ("offered.today", &["details"]),
    ("rejected.today", &["details"]),
    ("rejectTimeout.today", &["details"]),
    ("transfersInitiated.today", &["details"]),
];

fn shown() -> Walk {
    Walk { moves: SHOWN, ..agents() }
}

fn older_agents() -> Walk {
    let mut answer: Value = serde_json::from_str(fixture!("rtstats-agents.json")).unwrap();
    Walk {
        good: answer["agent"][0].take(),
        identity: &["agent-id"],
        moves: &[
            ("agent-status", &["state", "reason", "since"]),
            ("agent-name", &["name"]),
            ("group-id", &["group"]),
            ("time-in-status", &["since"]),
            ("phone-line1-status", &["details"]),
            ("phone-line2-status", &["details"]),
            ("phone-line1-status-time", &["details"]),
            ("phone-line2-status-time", &["details"]),
        ],
    }
}

/// Which metric is which figure of a queue.
const FIGURES: &[(&str, &[&str])] = &[
    ("name", &["name"]),
    ("interactionsWaitInQueue.rt", &["waiting", "longest"]),
    ("interactionsLongestWaitInQueue.rt", &["longest"]),
    ("interactionsHandling.rt", &["talking"]),
    ("offering.rt", &["ringing"]),
    ("enabled.rt", &["staffed"]),
    ("availableIdle.rt", &["ready"]),
    ("slaTimeThreshold.today", &["target"]),
    ("entered.today", &["counts"]),
    ("accepted.today", &["counts"]),
    ("totalAbandoned.today", &["counts"]),
    ("shortAbandoned.today", &["counts"]),
    ("acceptedInSla.today", &["counts"]),
    ("slaPercentage.today", &["details"]),
    ("slaPercentageTarget.today", &["details"]),
    ("interactionsAvgWaitTime.today", &["details"]),
    ("interactionsLongestWaitInQueue.today", &["details"]),
    ("avgHandlingTime.today", &["details"]),
    ("avgWrapUpTime.today", &["details"]),
    ("diverted.today", &["details"]),
    ("interactionsWrapUp.rt", &["details"]),
    ("busy.rt", &["details"]),
    ("busyOther.rt", &["details"]),
    ("wrapUp.rt", &["details"]),
    ("onBreak.rt", &["details"]),
    ("workingOffline.rt", &["details"]),
];

fn figures() -> Walk {
    Walk { good: flat(fixture!("queues.json")), identity: &["id"], moves: FIGURES }
}

fn older_figures() -> Walk {
    let mut answer: Value = serde_json::from_str(fixture!("rtstats-queues.json")).unwrap();
    Walk {
        good: answer["queue"][0].take(),
        identity: &["queue-id"],
        moves: &[
            ("queue-name", &["name"]),
            ("queue-size", &["waiting", "longest"]),
            ("longest-wait-time", &["longest"]),
            ("number-in-offered", &["ringing"]),
            ("number-in-progress", &["talking"]),
            ("enabled-agent-count", &["staffed"]),
            ("agent-count-waitTransact", &["ready"]),
            ("day-queued", &["counts"]),
            ("day-accepted", &["counts"]),
            ("day-abandoned", &["counts"]),
            ("queue-type", &["details"]),
            ("media-type", &["details"]),
            ("day-sla-activity", &["details"]),
            ("sla-activity", &["details"]),
            ("sla-target", &["details"]),
            ("day-avg-wait-time", &["details"]),
            ("day-avg-duration", &["details"]),
            ("assigned-agent-count", &["details"]),
            ("agent-count-busy", &["details"]),
            ("agent-count-postProcess", &["details"]),
            ("agent-count-onBreak", &["details"]),
            ("agent-count-workOffline", &["details"]),
            ("agent-count-loggedOut", &["details"]),
        ],
    }
}

fn queue(feed: Feed<Queue>) -> Queue {
    assert_eq!(unread(&feed), [] as [&str; 0]);
    let Feed::Fresh { rows, .. } = feed else { panic!("no list") };
    rows.into_iter().next().expect("the row stays")
}

/// An event of the stream; its kind and its interaction identify it.
fn event() -> Walk {
    let mut payload: Value = serde_json::from_str(fixture!("event-queued.json")).unwrap();
    Walk {
        good: payload["Interaction"].take(),
        identity: &["event", "interactionGUID"],
        moves: &[
            ("agentId", &["agent"]),
            ("agentGUID", &["agent"]),
            ("direction", &["outbound"]),
            ("isOutboundCall", &["outbound"]),
            ("msgInfo", &["at"]),
            ("interactionEventTS", &["at"]),
            ("eventTS", &["at"]),
            ("callState", &["state"]),
            ("mediaType", &["media"]),
            ("resourceType", &["media"]),
            ("participatingAgents", &["participants"]),
            ("attachedData", &["attached"]),
            ("queueId", &["facts"]),
            ("queueTime", &["facts"]),
            ("priority", &["facts"]),
            ("transactionNum", &["facts"]),
            ("recordingMode", &["facts"]),
            ("inboundChannelid", &["facts"]),
            ("status", &["facts"]),
            ("rejectReason", &["facts"]),
            ("agentPhone", &["facts"]),
            ("outbundCampaignid", &["facts"]),
            ("outboundCampaignid", &["facts"]),
            ("isDirectAccess", &["facts"]),
            ("isExternal", &["facts"]),
            ("isAgentInitiated", &["facts"]),
            ("isAPICall", &["facts"]),
        ],
    }
}

fn told(row: &Value) -> events::Event {
    match events::read(&json!({"Interaction": row}), "acmecorp01", None) {
        Ok(events::Told::Interaction(event)) => *event,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_odd_field_of_every_list_is_unknown_and_costs_nothing_else() {
    agents().check_all(read);
    shown().check_all(|row| read(row).agent);
    older_agents().check_all(|row| whole(rtstats::roster(older(row), &BTreeMap::new())).agent);
    figures().check_all(|row| queue(queues::queues(metrics(row)).feed));
    older_figures().check_all(|row| queue(rtstats::queues(older(row)).feed));
    event().check_all(told);
}

#[test]
fn figures_that_are_no_list_are_unknown() {
    for metrics in [json!("none"), json!(7), json!(true), Value::Null] {
        let row = json!([{"id": "103", "name": "Appointments", "metrics": metrics}]);
        let queue = queue(queues::queues(listing(&row.to_string())).feed);
        assert_eq!((&*queue.name, queue.waiting), ("Appointments", None));
    }
}

proptest! {
    #[test]
    fn any_json_in_any_field_costs_nothing_else(index in any::<Index>(), value in odd::json()) {
        let (agents, figures, older, event) = (shown(), figures(), older_figures(), event());
        agents.check_one(index, &value, |row| read(row).agent);
        figures.check_one(index, &value, |row| queue(queues::queues(metrics(row)).feed));
        older.check_one(index, &value, |row| queue(rtstats::queues(self::older(row)).feed));
        event.check_one(index, &value, told);
    }
}
