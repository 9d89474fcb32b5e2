//! Rows from what agents do.

use std::time::Duration;

use super::super::fixtures::{NOW, seconds};
use super::super::metrics::Tally;
use super::*;
use crate::domain::Agent;

fn person(state: AgentState, since: At, active: u32) -> Person {
    let mut agent = Agent::new("ag1".into(), Text::new("Jane Li"), state);
    agent.since = Some(since);
    Person {
        agent,
        active: Some(active),
        queues: Vec::new(),
        directions: Vec::new(),
        channels: Vec::new(),
        code: None,
        lines: Vec::new(),
    }
}

fn roster(person: Person) -> Roster {
    Roster::of(NOW, vec![person], Vec::new())
}

fn row(person: Person, spells: &Spells) -> Call {
    rows(&roster(person), spells, NO_STREAM, all).remove(0)
}

/// When the row of each of `states` began, one after the other: what the agent does, since when, on how many.
fn began(states: &[(AgentState, u64, u32)]) -> Vec<Option<At>> {
    let mut spells = Spells::default();
    let mut began = Vec::new();
    for (state, since, active) in states {
        let roster = roster(person(state.clone(), NOW + seconds(*since), *active));
        spells = spells.follow(&roster);
        began.extend(rows(&roster, &spells, NO_STREAM, all).iter().map(|call| call.started));
    }
    began
}

#[test]
fn an_agent_on_something_is_a_row_with_what_is_known() {
    let queue = Tally { id: "103".into(), name: "Appointments".into(), count: 1 };
    let direction = Tally { id: "OutboundDir".into(), name: "OutboundDir".into(), count: 1 };
    let busy = Person {
        queues: vec![queue.clone()],
        directions: vec![direction],
        ..person(AgentState::Talking, NOW, 1)
    };
    let call = row(busy.clone(), &Spells::default().follow(&roster(busy)));
    assert_eq!(
        (call.id.as_str(), &call.phase, call.direction),
        ("agent/ag1", &Phase::Talking, Direction::Outbound)
    );
    assert_eq!((call.queue, call.queue_name.as_deref()), (Some("103".into()), Some("Appointments")));
    assert_eq!((call.started, call.answered), (Some(NOW), Some(NOW)));
    assert_eq!((call.derived, call.caller.number), (Some(NO_STREAM.into()), None));
    let other = Tally { id: "104".into(), name: "Tickets".into(), count: 2 };
    let many =
        row(Person { queues: vec![queue, other], ..person(AgentState::Wrapup, NOW, 3) }, &Spells::default());
    assert_eq!((&many.phase, many.queue, many.direction), (&Phase::Wrapup, None, Direction::Unknown));
    let details: Vec<_> =
        many.details.iter().map(|detail| format!("{} {}", detail.label, detail.value)).collect();
    assert_eq!(details, ["interactions 3", "through Appointments, Tickets (2)"]);
}

#[test]
fn who_is_on_nothing_or_does_not_say_is_no_row() {
    let idle = roster(person(AgentState::Ready, NOW, 0));
    assert!(rows(&idle, &Spells::default(), NO_STREAM, all).is_empty());
    let silent = roster(Person { active: None, ..person(AgentState::Talking, NOW, 0) });
    assert!(rows(&silent, &Spells::default(), NO_STREAM, all).is_empty());
}

#[test]
fn one_call_keeps_its_beginning_and_the_next_has_another() {
    use AgentState::{Ready, Ringing, Talking, Wrapup};
    let at = |seconds: u64| Some(NOW + Duration::from_secs(seconds));
    let one = [(Ringing, 0, 1), (Talking, 20, 1), (Talking, 20, 1), (Wrapup, 300, 1)];
    assert_eq!(began(&one), [at(0); 4]);
    let two = [(Talking, 0, 1), (Wrapup, 60, 1), (Talking, 70, 1)];
    assert_eq!(began(&two), [at(0), at(0), at(70)]);
    let apart = [(Talking, 0, 1), (Ready, 60, 0), (Ringing, 90, 1)];
    assert_eq!(began(&apart), [at(0), at(90)]);
    let unseen_end = [(Talking, 0, 1), (Talking, 60, 1)];
    assert_eq!(began(&unseen_end), [at(0), at(60)]);
}
