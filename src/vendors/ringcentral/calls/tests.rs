//! Calls from the documented examples and from every quirk.

use std::time::Duration;

use serde_json::json;

use super::super::agents::Roster;
use super::super::directory::Directory;
use super::super::fixtures::{NOW, fixture, fresh, joined, listing, listing_at, unread};
use super::*;

const FIRST: &str = "202005081040440132050000019657";

fn lone(calls: &str) -> Feed<Call> {
    feed(listing(calls), &nothing(&BTreeMap::new(), &BTreeMap::new())).0
}

fn nothing<'a>(queues: &'a BTreeMap<String, QueueId>, recordings: &'a BTreeMap<CallId, bool>) -> Known<'a> {
    Known { agents: BTreeMap::new(), queues, recordings, placed: Vec::new() }
}

fn ago(seconds: u64) -> At {
    NOW - Duration::from_secs(seconds)
}

fn call<'a>(calls: &'a [Call], id: &str) -> &'a Call {
    calls.iter().find(|call| call.id.as_str() == id).unwrap()
}

/// One call in state `word` with `names`, and an agent on it in state `state`.
fn one(word: &str, names: bool, state: &serde_json::Value) -> Call {
    let mut row = json!({"uii": "1", "callState": word, "enqueueTime": "2020-05-08T14:40:47.000+0000"});
    if names {
        row["agentFirstName"] = json!("Ada");
    }
    let mut agent = json!({"agentId": 7, "callUii": "1"});
    agent.as_object_mut().unwrap().extend(state.as_object().unwrap().clone());
    joined(&json!([row]).to_string(), &json!([agent]).to_string()).remove(0)
}

#[test]
fn the_documented_example_is_read_and_joined() {
    let calls = joined(fixture!("calls.json"), fixture!("agents.json"));
    let talking = call(&calls, FIRST);
    assert_eq!(talking.phase, Phase::Talking);
    assert_eq!(talking.direction, Direction::Inbound);
    assert_eq!(talking.caller, Party::new(Some("WIRELESS CALLER"), Some("6501234567")));
    assert_eq!(talking.dialled.as_deref(), Some("8661234567"));
    assert_eq!(talking.agent, Some("1369310".into()));
    assert_eq!(talking.agent_name.as_deref(), Some("Paco Vu"));
    assert_eq!(talking.queue, Some("72992".into()));
    assert_eq!(talking.queue_name.as_deref(), Some("Support Queue"));
    assert_eq!((talking.entered, talking.answered), (Some(ago(90)), Some(ago(75))));
    assert_eq!(talking.recording, Recording::Unknown);
    let waiting = call(&calls, "202005081042110132050000019661");
    assert_eq!((&waiting.phase, waiting.entered, waiting.answered), (&Phase::Queued, Some(ago(6)), None));
    assert_eq!(waiting.queue, Some("72992".into()), "by the queue's name");
}

#[test]
fn the_older_guides_example_talks_although_it_never_left_the_queue() {
    let calls = fresh(lone(fixture!("calls-older-guide.json")));
    assert_eq!((&calls[0].phase, calls[0].answered), (&Phase::Talking, None));
    let calls = joined(fixture!("calls-older-guide.json"), fixture!("agents.json"));
    assert_eq!(calls[0].answered, Some(ago(84)), "since when its agent has been talking");
}

#[test]
fn a_wrong_clock_or_another_zone_changes_no_waiting_time() {
    for skew in [-7_200_000, 0, 3_600_000] {
        let at = At::from_millis(NOW.millis() - skew);
        let list = listing_at(fixture!("calls.json"), at, skew);
        let calls = fresh(feed(list, &nothing(&BTreeMap::new(), &BTreeMap::new())).0);
        assert_eq!(at.since(call(&calls, FIRST).entered.unwrap()), Duration::from_secs(90), "{skew}");
    }
    let elsewhere = fixture!("calls.json").replace("14:40:47.000+0000", "07:40:47.000-0700");
    assert_eq!(call(&fresh(lone(&elsewhere)), FIRST).entered, Some(ago(90)));
}

#[test]
fn without_the_list_of_agents_the_rows_own_names_are_shown() {
    let calls = fresh(lone(fixture!("calls.json")));
    let talking = call(&calls, FIRST);
    assert_eq!(
        (&talking.phase, &talking.agent, talking.agent_name.as_deref()),
        (&Phase::Talking, &None, Some("Paco Vu"))
    );
}

#[test]
fn the_agents_state_decides() {
    assert_eq!(one("ACTIVE", true, &json!({"agentState": "TRANSITION"})).phase, Phase::Ringing);
    assert_eq!(one("QUEUED", false, &json!({"agentState": "TRANSITION"})).phase, Phase::Ringing);
    assert_eq!(one("NOVEL", true, &json!({"agentState": "ENGAGED"})).phase, Phase::Talking);
    assert_eq!(one("ACTIVE", false, &json!({"agentState": "ENGAGED"})).phase, Phase::Talking);
    let held = json!({"agentState": "ENGAGED", "onHoldDts": "2020-05-08T14:42:00.000+0000"});
    assert_eq!(one("ACTIVE", true, &held).phase, Phase::Held);
    let pending = json!({"agentState": "WORKING", "pendingDisposition": 1});
    assert_eq!(one("ACTIVE", true, &pending).phase, Phase::Wrapup);
    assert_eq!(
        one("NOVEL", true, &json!({"agentState": "AVAILABLE"})).phase,
        Phase::Other(Text::new("NOVEL"))
    );
}

#[test]
fn a_row_that_has_gone_further_than_its_agent_decides() {
    let requeued = one("QUEUED", false, &json!({"agentState": "ENGAGED"}));
    assert_eq!((&requeued.phase, &requeued.agent), (&Phase::Queued, &None));
    assert_eq!(one("COMPLETED", true, &json!({"agentState": "ENGAGED"})).phase, Phase::Wrapup);
}

#[test]
fn who_still_waits_can_only_be_hung_up_or_requeued() {
    let waits = one("QUEUED", false, &json!({"callUii": "2"}));
    assert_eq!((&waits.phase, &waits.agent), (&Phase::Queued, &None));
    for verb in [Verb::HangUp, Verb::Requeue] {
        assert_eq!(waits.may(verb), Ok(()));
    }
    for verb in [Verb::Record, Verb::Hold, Verb::Monitor, Verb::Whisper, Verb::Barge, Verb::Dispose] {
        assert_eq!(waits.may(verb), Err("no agent is on this call yet".to_owned()), "{verb:?}");
    }
    let let_go = one("QUEUED", false, &json!({"agentState": "ENGAGED"}));
    assert!(let_go.may(Verb::Hold).is_err(), "it waits again");
    for with_agent in [
        one("QUEUED", false, &json!({"agentState": "TRANSITION"})),
        one("ACTIVE", false, &json!({"agentState": "ENGAGED"})),
        one("ACTIVE", true, &json!({"callUii": "2"})),
    ] {
        assert_eq!(with_agent.only, None, "{:?}", with_agent.phase);
    }
}

#[test]
fn an_outgoing_calls_customer_is_who_was_called() {
    let row = json!([{"uii": "1", "ani": "8005550100", "dnis": "4155550110", "agentFirstName": "Ada"}]);
    let agent = json!([{"agentId": 7, "callUii": "1", "agentState": "ENGAGED", "campaignId": 5}]);
    let call = joined(&row.to_string(), &agent.to_string()).remove(0);
    assert_eq!(call.direction, Direction::Outbound);
    assert_eq!((call.caller, call.dialled), (Party::new(None, Some("4155550110")), None));
}

#[test]
fn a_call_that_we_placed_is_known_by_its_number() {
    let row = json!([{"uii": "1", "ani": "8005550100", "dnis": "4155550110", "agentFirstName": "Ada"}]);
    let (queues, recordings) = (BTreeMap::new(), BTreeMap::new());
    let known = Known { placed: vec!["+1 415 555 0110"], ..nothing(&queues, &recordings) };
    let calls = fresh(feed(listing(&row.to_string()), &known).0);
    assert_eq!(calls[0].direction, Direction::Outbound);
    let calls = fresh(feed(listing(&row.to_string()), &nothing(&queues, &recordings)).0);
    assert_eq!(calls[0].direction, Direction::Unknown);
}

#[test]
fn a_recording_shows_what_we_last_set() {
    let (queues, recordings) = (BTreeMap::new(), BTreeMap::from([(CallId::from(FIRST), false)]));
    let calls = fresh(feed(listing(fixture!("calls.json")), &nothing(&queues, &recordings)).0);
    assert_eq!(call(&calls, FIRST).recording, Recording::Set(false));
    assert_eq!(call(&calls, "202005081042110132050000019661").recording, Recording::Unknown);
}

#[test]
fn every_quirk_is_read_and_what_cannot_be_is_counted() {
    let list = lone(fixture!("calls-quirks.json"));
    let why = unread(&list);
    assert_eq!(why.len(), 4, "{why:?}");
    assert_eq!(why[0], "[4].uii: missing");
    assert!(why[1].starts_with("[5].uii: "), "{}", why[1]);
    assert!(why.iter().all(|why| !why.contains("soon") && !why.contains("1006")));
    let calls = fresh(list);
    let ids: Vec<_> = calls.iter().map(|call| call.id.as_str()).collect();
    assert_eq!(ids, ["1001", "1002", "1003", "1005", "1007"], "an archived call is over");
    assert_eq!((&calls[0].phase, calls[0].entered), (&Phase::Queued, Some(ago(90))));
    assert_eq!(calls[0].caller.number.as_deref(), Some("6501234567"));
    assert_eq!((&calls[1].phase, calls[1].entered), (&Phase::Queued, Some(ago(90))));
    assert_eq!(calls[2].phase, Phase::Other(Text::new("SURVEY_TRANSFER")));
    assert_eq!(calls[2].agent_name.as_deref(), Some("Ada"));
    // Since when is not told; that it waits is.
    for waits in [&calls[3], &calls[4]] {
        assert_eq!((&waits.phase, waits.entered), (&Phase::Queued, None));
    }
}

#[test]
fn a_missing_comma_costs_no_row() {
    let list = lone(fixture!("calls-missing-comma.json.txt"));
    assert_eq!(unread(&list), [] as [&str; 0]);
    let calls = fresh(list);
    assert_eq!(calls.iter().map(|call| call.id.as_str()).collect::<Vec<_>>(), ["1001", "1002", "1004"]);
}

#[test]
fn an_empty_list_is_empty() {
    let (list, alive) = feed(listing("[]"), &nothing(&BTreeMap::new(), &BTreeMap::new()));
    assert_eq!(list, Feed::fresh(vec![]));
    assert!(alive.is_empty());
}

#[test]
fn the_agent_who_speaks_is_the_calls_agent() {
    let agents = json!([
        {"agentId": 1, "callUii": "1", "agentState": "TRANSITION"},
        {"agentId": 2, "callUii": "1", "agentState": "ENGAGED"},
        {"agentId": 3, "callUii": "1", "agentState": "WORKING"},
    ]);
    let roster = Roster::read(listing(&agents.to_string()), &Directory::default());
    assert_eq!(roster.by_call()["1"].agent.id.as_str(), "2");
}
