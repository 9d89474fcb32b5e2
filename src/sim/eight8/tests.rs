//! What must hold between the floor and what the vendor tells of it.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::*;
use crate::Settings;
use crate::world::{Call, Direction, Mode, Ms, Stage};

fn open(settings: &Settings) -> Site {
    let noon: DateTime<Utc> = "2026-03-10T12:00:00Z".parse().expect("an instant");
    Site::open(settings, 7, DIALECT.habits, noon)
}

/// What a reader of the stream sees of the ledger.
#[derive(Default)]
struct Reader {
    read: u64,
}

impl Reader {
    /// Root, body and name of everything that is new.
    fn news(&mut self, ledger: &Ledger) -> Vec<Value> {
        let mut news = Vec::new();
        while let Some(frame) = ledger.ring.after(self.read, |_| true) {
            assert_eq!(frame.serial, self.read + 1, "nothing is lost");
            self.read = frame.serial;
            let text: Value = serde_json::from_str(&frame.text()).expect("JSON");
            let payload = STANDARD.decode(text["payload"].as_str().expect("a text")).expect("Base64");
            let payload: Value = serde_json::from_slice(&payload).expect("JSON");
            news.push(payload);
        }
        news
    }

    /// The names of the events of one call that are new.
    fn of_call(&mut self, ledger: &Ledger, key: &str) -> Vec<String> {
        let mine = |event: &Value| event["Interaction"]["interactionGUID"] == key;
        let name = |event: Value| event["Interaction"]["event"].as_str().map(str::to_owned);
        self.news(ledger).into_iter().filter(mine).filter_map(name).collect()
    }
}

/// What may follow an event of a call.
fn may_follow(before: &str, next: &str) -> bool {
    let on = [
        "LineHoldStatus",
        "RecordingStatus",
        "InteractionRecordingStarted",
        "InteractionCustomerAccepted",
        "InteractionPostProcess",
        "InteractionEndPostProcess",
    ];
    match before {
        "" => next == "InteractionCreated",
        "InteractionCreated" => ["InteractionQueued", "InteractionAssigned"].contains(&next),
        "InteractionQueued" | "InteractionRejected" => {
            ["InteractionAssigned", "InteractionUnqueued"].contains(&next)
        }
        "InteractionAssigned" => [
            "InteractionAccepted",
            "InteractionRejected",
            "InteractionRecordingStarted",
            "InteractionDeassigned",
        ]
        .contains(&next),
        "InteractionRecordingStarted" => next == "InteractionAccepted" || on.contains(&next),
        "InteractionAccepted" | "InteractionCustomerAccepted" | "LineHoldStatus" | "RecordingStatus" => {
            on.contains(&next)
        }
        "InteractionPostProcess" => next == "InteractionEndPostProcess",
        "InteractionEndPostProcess" => next == "InteractionDeassigned",
        "InteractionUnqueued" | "InteractionDeassigned" => next == "InteractionDeleted",
        _ => false,
    }
}

#[test]
fn the_stream_tells_every_call_in_order_and_forgets_none() {
    let mut site = open(&Settings { pace: 10.0, ..Settings::default() });
    let (mut ledger, mut reader) = (Ledger::default(), Reader::default());
    let mut calls: BTreeMap<String, (String, i64)> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for _ in 0..4 * 60 * 15 {
        site.advance(site.now() + 250);
        ledger.follow(&mut site, 0);
        for event in reader.news(&ledger) {
            let told = &event["Interaction"];
            let (Some(key), Some(name)) = (told["interactionGUID"].as_str(), told["event"].as_str()) else {
                continue;
            };
            seen.insert(name.to_owned());
            let (before, at) = calls.remove(key).unwrap_or_default();
            let over = name == "InteractionRecordingReady";
            let now = told["interactionEventTS"].as_i64().expect("seconds");
            assert!(may_follow(&before, name) || over, "{before} then {name}");
            assert!(at <= now, "{name} of {key} is earlier than {before}");
            if over {
                assert_eq!(before, "", "of a call that is over");
                continue;
            }
            if name != "InteractionDeleted" {
                calls.insert(key.to_owned(), (name.to_owned(), now));
            }
        }
        for call in site.calls.values() {
            let (last, _) = calls.remove(&call.key).unwrap_or_else(|| panic!("{call:?} is not told"));
            assert!(agrees(call, &last), "{last}: {call:?}");
            calls.insert(call.key.clone(), (last, 0));
        }
        let wrapped = calls.values().filter(|(last, _)| last == "InteractionPostProcess").count();
        assert_eq!(calls.len(), site.calls.len() + wrapped);
    }
    let rare = ["InteractionRejected", "InteractionUnqueued", "LineHoldStatus", "InteractionPostProcess"];
    assert!(rare.iter().all(|name| seen.contains(*name)), "{seen:?}");
}

/// Whether a call can be as it is after this event.
fn agrees(call: &Call, last: &str) -> bool {
    match call.stage {
        Stage::Waiting => ["InteractionQueued", "InteractionRejected"].contains(&last),
        Stage::Ringing => last == "InteractionAssigned",
        Stage::Dialing => last == "InteractionAccepted",
        Stage::Talking if call.direction != Direction::Inbound => {
            ["InteractionCustomerAccepted", "LineHoldStatus", "RecordingStatus"].contains(&last)
        }
        Stage::Talking => {
            ["InteractionAccepted", "InteractionRecordingStarted", "LineHoldStatus", "RecordingStatus"]
                .contains(&last)
        }
        Stage::Held => last == "LineHoldStatus" || last == "RecordingStatus",
        Stage::Parked => false,
    }
}

fn talking(site: &Site) -> (u64, String) {
    let lone = |call: &&Call| {
        call.stage == Stage::Talking
            && call.direction == Direction::Inbound
            && call.agent.is_some_and(|ix| site.agents[ix].calls.len() == 1)
    };
    let call = site.calls.values().find(lone).expect("somebody talks");
    (call.id, call.key.clone())
}

#[test]
fn a_call_that_is_sent_to_another_queue_leaves_its_agent_and_waits_again() {
    let mut site = open(&Settings::default());
    site.freeze(true);
    let (mut ledger, mut reader) = (Ledger::default(), Reader::default());
    ledger.follow(&mut site, 0);
    let (id, key) = talking(&site);
    reader.news(&ledger);
    let to = (site.calls[&id].queue.expect("a queue") + 1) % site.queues.len();
    site.advance(site.now() + 250);
    assert!(site.requeue(id, to));
    ledger.follow(&mut site, 0);
    let told = reader.of_call(&ledger, &key);
    assert_eq!(told, ["InteractionTransferRequest", "InteractionDeassigned", "InteractionQueued"]);
    site.end(id);
    ledger.follow(&mut site, 0);
    let told = reader.of_call(&ledger, &key);
    assert!(
        told.starts_with(&["InteractionUnqueued".to_owned(), "InteractionDeleted".to_owned()]),
        "{told:?}"
    );
}

#[test]
fn a_supervisor_who_joins_is_a_participant() {
    let mut site = open(&Settings::default());
    site.freeze(true);
    let (mut ledger, mut reader) = (Ledger::default(), Reader::default());
    ledger.follow(&mut site, 0);
    let (id, key) = talking(&site);
    reader.news(&ledger);
    assert!(site.listen(id, "12025550100", Mode::Monitor));
    site.advance(site.now() + 5_000);
    ledger.follow(&mut site, 0);
    let told = reader.news(&ledger);
    let joined = told.iter().find(|event| event["Interaction"]["interactionGUID"] == key).expect("an event");
    let agents = joined["Interaction"]["participatingAgents"].as_str().expect("a list");
    assert_eq!(joined["Interaction"]["event"], "InteractionParticipantChange");
    assert_eq!(agents.split([',', ';']).count(), 2, "{agents}");
    site.unlisten(id, |_| true);
    ledger.follow(&mut site, 0);
    assert_eq!(reader.of_call(&ledger, &key), ["InteractionParticipantChange"]);
}

#[test]
fn figures_stand_still_for_five_seconds() {
    let mut site = open(&Settings::default());
    site.freeze(true);
    let mut ledger = Ledger::default();
    let step: Ms = 5_000;
    site.advance(site.now() / step * step + step);
    let mut board = None;
    let mut waits = |site: &mut Site, ledger: &mut Ledger| {
        ledger.follow(site, 0);
        let board = Board::renew(&mut board, site, 0, ledger);
        let (id, _) = talking(site);
        let name = site.agents[site.calls[&id].agent.expect("an agent")].name();
        format!("{name} {board:?}")
    };
    let before = waits(&mut site, &mut ledger);
    site.advance(site.now() + 4_750);
    assert_eq!(waits(&mut site, &mut ledger), before);
    site.advance(site.now() + 250);
    assert_ne!(waits(&mut site, &mut ledger), before);
}

#[test]
fn intervals_count_from_their_beginning_and_days_from_midnight() {
    // Eight in the morning in New York: every interval but those of eight and twelve hours begins anew here.
    let mut site = open(&Settings { pace: 10.0, ..Settings::default() });
    let mut ledger = Ledger::default();
    ledger.follow(&mut site, 0);
    let count = |site: &Site, ledger: &Ledger, period: &str, name: &str| -> i64 {
        let of = |queue| ledger.tallies.within(site, tallies::Who::Queue(queue), period)[name];
        (0..site.queues.len()).map(of).sum()
    };
    let today = count(&site, &ledger, "today", "entered");
    let real: u32 = site.queues.iter().map(|queue| queue.today.presented).sum();
    assert_eq!((today, count(&site, &ledger, "int-15m", "entered")), (i64::from(real), 0));
    let ten_minutes = site.now() + 600_000;
    while site.now() < ten_minutes {
        site.advance(site.now() + 250);
        ledger.follow(&mut site, 0);
    }
    let (more, quarter) =
        (count(&site, &ledger, "today", "entered"), count(&site, &ledger, "int-15m", "entered"));
    assert!(quarter > 0 && quarter == more - today, "{quarter} of {more}");
    while site.now() < ten_minutes + 300_000 {
        site.advance(site.now() + 250);
        ledger.follow(&mut site, 0);
    }
    assert!(count(&site, &ledger, "int-15m", "entered") < 5);
    assert!(count(&site, &ledger, "int-30m", "entered") > quarter);
    let agent = ledger.tallies.within(&site, tallies::Who::Agent(0), "today");
    assert!(agent["loggedInTime"] > 0, "{agent:?}");
}

#[test]
fn every_part_of_a_path_leads_to_its_endpoint() {
    for (method, path, name) in [
        ("POST", "/oauth/v2/token", "token"),
        ("GET", "/eu/analytics/cc/v5/realtime-metrics/queues", "queues"),
        ("GET", "/analytics/cc/v5/realtime-metrics/queues/103/agents", "queueAgents"),
        ("GET", "/analytics/cc/v5/realtime-metrics/agents-in-queue-groups", "agentsInQueueGroups"),
        ("POST", "/api/v1/tenants/acmecorp01/calls", "place"),
        ("PUT", "/api/v1/tenants/acmecorp01/calls/int-1/agent/ag1/transaction-codes", "codes"),
        ("DELETE", "/api/v1/tenants/acmecorp01/calls/int-1", "end"),
        ("DELETE", "/api/v1/tenants/acmecorp01/calls/int-1/agent/ag1", "hangUp"),
        ("DELETE", "/api/v1/tenants/acmecorp01/agents/ag1/calls", "free"),
        ("DELETE", "/api/v1/tenants/acmecorp01/agents/ag1/calls/line/2", "freeLine"),
        ("PUT", "/api/v1/tenants/acmecorp01/agentstatus/agents/bulk", "setStatuses"),
        ("PUT", "/api/v1/tenants/acmecorp01/agentstatus/agents/ag1", "setStatus"),
        ("GET", "/api/v1/tenants/acmecorp01/agentstatus/agents", "statuses"),
        ("POST", "/api/v1/interaction/data/int-1", "setData"),
        ("GET", "/api/rtstats/stats/queues.json", "rtstats"),
        ("GET", "/ws/v2/reader/persistent/acmecorp01/event-v1/all", "stream"),
        ("POST", "/api/v1/tenants/acmecorp01/calls/int-1/monitor", "other"),
    ] {
        assert_eq!(endpoint(method, path), name, "{path}");
        assert!(DIALECT.endpoints.contains(&name));
    }
}
