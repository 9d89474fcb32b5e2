//! Contradictions that last, and those that do not.

use serde_json::{Value, json};

use super::super::events::read;
use super::super::fixtures::{NOW, seconds};
use super::*;
use crate::domain::Text;
use crate::domain::{Agent, AgentState};

fn event(id: &str, more: &Value) -> Value {
    let mut fields = json!({"event": "InteractionRecordingStarted", "interactionGUID": id});
    fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({ "Interaction": fields })
}

fn table(events: &[Value], heard: Instant) -> Table {
    let mut table = Table::default();
    for event in events {
        table.take(read(event, "t", None), heard);
    }
    table
}

fn on_call(id: &str, agent: &str) -> Value {
    event(id, &json!({"agentId": agent, "callState": "CS_CONNECTED", "direction": "in"}))
}

fn roster(active: &[(&str, u32)]) -> Roster {
    let person = |(id, active): &(&str, u32)| Person {
        agent: Agent::new(AgentId::from(*id), Text::new(id), AgentState::Talking),
        active: Some(*active),
        queues: Vec::new(),
        directions: Vec::new(),
        channels: Vec::new(),
        code: None,
        lines: Vec::new(),
    };
    Roster::of(NOW, active.iter().map(person).collect(), Vec::new())
}

/// The doubts after figures at each of `at` seconds.
fn doubts(table: &Table, current: Instant, roster: &Roster, waiting: &[(&str, u32)], at: &[u64]) -> Doubts {
    let waiting = waiting.iter().map(|(id, count)| (QueueId::from(*id), *count)).collect();
    at.iter().fold(Doubts::default(), |doubts, at| {
        let figures = Figures { at: NOW + seconds(*at), roster, waiting: &waiting };
        doubts.weigh(table, current, figures)
    })
}

#[test]
fn who_is_on_more_than_was_told_is_so_after_a_while() {
    let now = Instant::now();
    let (table, roster) = (table(&[on_call("int-1", "ag1")], now), roster(&[("ag1", 2), ("ag2", 0)]));
    let fresh = doubts(&table, now, &roster, &[], &[0, 5, 10]);
    assert_eq!(fresh.untold(&table, &roster.people[0], NOW + seconds(10), SLACK), 0, "figures lag");
    let old = doubts(&table, now, &roster, &[], &[0, 5, 10, 15]);
    assert_eq!(old.untold(&table, &roster.people[0], NOW + seconds(15), SLACK), 1);
    assert_eq!(old.untold(&table, &roster.people[1], NOW + seconds(15), SLACK), 0);
    assert_eq!(
        fresh.untold(&table, &roster.people[0], NOW, Duration::ZERO),
        1,
        "at first it is told at once"
    );
    let agreed = doubts(&table, now, &self::roster(&[("ag1", 1)]), &[], &[0, 15]);
    assert_eq!(agreed.untold(&table, &roster.people[0], NOW + seconds(15), SLACK), 0);
}

#[test]
fn a_call_from_before_a_gap_is_dropped_once_everybody_denies_it() {
    let (before, after) = (Instant::now(), Instant::now() + seconds(1));
    let waits = event("int-2", &json!({"callState": "CS_QUEUED", "queueId": 103}));
    let dialled = event("int-3", &json!({"agentId": "ag1", "callState": "CS_CONNECTED", "direction": "out"}));
    let table = table(&[on_call("int-1", "ag1"), waits, dialled, on_call("int-4", "ag2")], before);
    let roster = roster(&[("ag1", 0), ("ag2", 1)]);
    let dead = |current, waiting, at: u64| {
        doubts(&table, current, &roster, waiting, &[0, 10, 20, 30]).dead(NOW + seconds(at))
    };
    let gone = ["int-1", "int-2"].map(str::to_owned).into();
    assert_eq!(dead(after, &[("103", 0)], 30), gone);
    assert!(dead(after, &[("103", 0)], 29).is_empty(), "figures lag");
    assert!(dead(before, &[("103", 0)], 30).is_empty(), "what was told since is true");
    assert_eq!(dead(after, &[("103", 1)], 30), ["int-1".to_owned()].into());
    assert_eq!(dead(after, &[], 30), ["int-1".to_owned()].into(), "a queue that does not say denies nothing");
}

#[test]
fn a_call_with_two_agents_of_whom_one_is_idle_is_not_contradicted() {
    let before = Instant::now();
    let table = table(&[on_call("int-1", "ag1"), on_call("int-1", "ag2")], before);
    let dead = |active: &[(&str, u32)]| {
        doubts(&table, before + Duration::from_secs(1), &roster(active), &[], &[0, 30])
            .dead(NOW + seconds(30))
    };
    assert!(dead(&[("ag1", 0), ("ag2", 1)]).is_empty());
    assert!(dead(&[("ag1", 0)]).is_empty(), "of the other nothing is known");
    assert_eq!(dead(&[("ag1", 0), ("ag2", 0)]), ["int-1".to_owned()].into());
}

#[test]
fn who_came_through_a_queue_and_talks_does_not_wait_in_it() {
    let before = Instant::now();
    let fields = json!({"agentId": "ag1", "callState": "CS_CONNECTED", "direction": "in", "queueId": 103});
    let table = table(&[event("int-1", &fields)], before);
    let dead = |active| {
        doubts(&table, before + Duration::from_secs(1), &roster(&[("ag1", active)]), &[("103", 0)], &[0, 30])
            .dead(NOW + seconds(30))
    };
    assert!(dead(1).is_empty(), "nobody waits, and the agent is on it");
    assert_eq!(dead(0), ["int-1".to_owned()].into());
}
