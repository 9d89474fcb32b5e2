//! The documented agents, and the ways in which figures differ from them.

use serde_json::{Value, json};

use super::super::fixtures::{NOW, fixture, listing, listing_at, seconds};
use super::*;

const JANE: &str = "ag0VYyLh0YTsymdbtYIaaaa";

fn roster_at(body: &str, at: At, before: &Spans) -> Roster {
    let (directory, known) = (Directory::default(), Known::default());
    let beside = Beside { directory: &directory, known: &known, labels: Labels(&[]), before };
    Roster::read(listing_at(body, at, 0), beside)
}

fn roster(body: &str) -> Roster {
    roster_at(body, NOW, &Spans::new())
}

/// An agent whose status has gone on for so many milliseconds, with `more` figures.
fn figures(status: &str, millis: i64, more: &[(&str, Value)]) -> String {
    let mut metrics = vec![
        json!({"key": "status.rt", "value": status}),
        json!({"key": "timeOnStatus.rt", "value": millis}),
    ];
    metrics.extend(more.iter().map(|(key, value)| json!({"key": key, "value": value})));
    json!([{"id": JANE, "name": "Jane Li", "metrics": metrics}]).to_string()
}

fn detail<'a>(agent: &'a Agent, label: &str) -> Option<&'a str> {
    agent.details.iter().find(|detail| &*detail.label == label).map(|detail| &*detail.value)
}

#[test]
fn the_documented_agents_are_read() {
    let roster = roster(fixture!("agents.json"));
    let jane = &roster.people[0];
    assert_eq!((jane.agent.id.as_str(), &*jane.agent.name), (JANE, "Jane Li"));
    assert_eq!(jane.agent.state, AgentState::Talking);
    assert_eq!(jane.agent.since, Some(At::from_millis(NOW.millis() - 84_512)));
    assert_eq!((jane.active, jane.code), (Some(1), None));
    assert_eq!(detail(&jane.agent, "line 1"), Some("Busy for 1m 24s"));
    assert_eq!(
        (detail(&jane.agent, "through"), detail(&jane.agent, "interactions")),
        (Some("Appointments"), Some("1"))
    );
    assert_eq!(jane.agent.extension, None, "the metrics have none");
    let james = &roster.people[1];
    assert_eq!((&james.agent.state, james.code), (&AgentState::Offline, Some(1)));
    assert_eq!(james.agent.status.as_deref(), Some("1"));
    assert_eq!(detail(&james.agent, "line 1"), None, "null is nothing");
}

#[test]
fn a_state_that_has_reasons_is_no_choice_by_its_word_alone() {
    let config: super::super::Config = toml::from_str(
        "statuses = [{ list = 801, code = 1722, short = 'Meet', state = 'work_offline', label = 'Meeting' }]",
    )
    .unwrap();
    let (directory, known, before) = (Directory::default(), Known::default(), Spans::new());
    let beside =
        Beside { directory: &directory, known: &known, labels: Labels(&config.statuses), before: &before };
    let body = figures("WorkingOffline", 0, &[("statusCode.rt", json!("Meet"))]);
    let agent = &Roster::read(listing(&body), beside).people[0].agent;
    assert_eq!((agent.status.as_ref(), agent.reason.as_deref()), (None, Some("Meeting")));
    let body = figures("Available", 0, &[]);
    let agent = &Roster::read(listing(&body), beside).people[0].agent;
    assert_eq!((agent.status.as_deref(), agent.reason.as_deref()), (Some("4"), None));
}

#[test]
fn the_exact_instant_is_taken_where_it_agrees_with_the_duration() {
    let since = |exact: &str| {
        let body = figures("OnBreak", 60_000, &[("lastStatusChange.rt", json!(exact))]);
        roster(&body).people[0].agent.since.map(At::millis)
    };
    // The figures were made four seconds before they arrived.
    assert_eq!(since("2022-11-23T20:38:20.250Z"), Some(1_669_235_900_250));
    assert_eq!(since("2022-11-23T20:00:00.000Z"), Some(NOW.millis() - 60_000));
    assert_eq!(since("oops"), Some(NOW.millis() - 60_000));
}

#[test]
fn a_duration_that_lags_moves_no_clock_and_a_new_one_does() {
    let first = roster(&figures("OnBreak", 60_000, &[]));
    let began = NOW - seconds(60);
    assert_eq!(first.people[0].agent.since, Some(began));
    let lagging = roster_at(&figures("OnBreak", 61_000, &[]), NOW + seconds(5), &first.spans());
    assert_eq!(lagging.people[0].agent.since, Some(began));
    let earlier = roster_at(&figures("OnBreak", 69_000, &[]), NOW + seconds(5), &first.spans());
    assert_eq!(earlier.people[0].agent.since, Some(NOW - seconds(64)), "the earliest is the best");
    let again = roster_at(&figures("OnBreak", 1_000, &[]), NOW + seconds(30), &first.spans());
    assert_eq!(again.people[0].agent.since, Some(NOW + seconds(29)));
    let other = roster_at(&figures("Available", 61_000, &[]), NOW + seconds(5), &first.spans());
    assert_eq!(other.people[0].agent.since, Some(NOW - seconds(56)));
}

#[test]
fn figures_that_are_null_are_unknown_and_not_zero() {
    let more = [("activeInteractionsCount.rt", Value::Null), ("accepted.today", Value::Null)];
    let roster = roster(&figures("Available", 0, &more));
    assert_eq!((roster.people[0].active, roster.people[0].agent.handled), (None, None));
}
