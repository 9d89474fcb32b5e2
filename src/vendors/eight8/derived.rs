//! Calls that nobody lists, told from what their agents do (8x8 §4.5, option C).

use std::collections::BTreeMap;

use super::agents::{Person, Roster};
use super::metrics::listed;
use crate::domain::{AgentId, AgentState, At, Call, CallId, Detail, Direction, Only, Phase, QueueId, Text};

/// Without a stream.
pub(super) const NO_STREAM: &str = "told from what the agent does: without `stream_key` 8x8 lists no calls, so caller and call id are unknown";
/// While the stream is replayed.
pub(super) const WARMING: &str =
    "told from what the agent does: the event stream is still being read from its beginning";
/// What the stream cannot tell of any more.
pub(super) const BEFORE: &str = "told from what the agent does: the event stream has not told of it; it began before the stream's oldest event";

/// Since when each agent has been on what they are on, so that another call is another row.
#[derive(Clone, Debug, Default)]
pub(super) struct Spells(BTreeMap<AgentId, Spell>);

#[derive(Clone, Debug)]
struct Spell {
    /// When the first sign of it was.
    began: Option<At>,
    state: AgentState,
    since: Option<At>,
}

impl Spells {
    /// Follows everybody from one reading to the next.
    pub(super) fn follow(&self, roster: &Roster) -> Self {
        let busy = roster.people.iter().filter(|person| person.active.is_some_and(|active| active > 0));
        Self(busy.map(|person| (person.agent.id.clone(), self.next(person))).collect())
    }

    /// A new spell begins with a new offer, or when the agent is back on a call that they were not on before.
    fn next(&self, person: &Person) -> Spell {
        let (state, since) = (person.agent.state.clone(), person.agent.since);
        let moved = |kept: &Spell| match (kept.since, since) {
            (Some(kept), Some(since)) => since > kept,
            (_, _) => false,
        };
        let goes_on = self.0.get(&person.agent.id).filter(|kept| match (&kept.state, &state) {
            (AgentState::Ringing, AgentState::Talking) => true,
            (_, AgentState::Ringing | AgentState::Talking) => !moved(kept),
            (_, _) => true,
        });
        Spell { began: goes_on.map_or(since, |kept| kept.began), state, since }
    }

    /// When what the agent is on began.
    pub(super) fn began(&self, agent: &AgentId) -> Option<At> {
        self.0.get(agent)?.began
    }
}

/// A row for each agent who is on more than is listed; `excess` says for whom and on how many.
pub(super) fn rows(
    roster: &Roster,
    spells: &Spells,
    why: &str,
    excess: impl Fn(&Person) -> u32,
) -> Vec<Call> {
    let row = |person: &Person| {
        let excess = excess(person);
        (excess > 0).then(|| call(person, spells.began(&person.agent.id), excess, why))
    };
    roster.people.iter().filter_map(row).collect()
}

/// How many an agent is on.
pub(super) fn all(person: &Person) -> u32 {
    person.active.unwrap_or(0)
}

fn call(person: &Person, began: Option<At>, excess: u32, why: &str) -> Call {
    let agent = &person.agent;
    let phase = phase(&agent.state);
    let mut call = Call::new(CallId::from(format!("agent/{}", agent.id.as_str())), phase.clone());
    call.direction = direction(person);
    call.agent = Some(agent.id.clone());
    if let [queue] = person.queues.as_slice() {
        call.queue = Some(QueueId::from(queue.id.as_str()));
        call.queue_name = Text::some(&queue.name);
    }
    call.started = began;
    call.answered = agent.since.filter(|_| phase == Phase::Talking);
    call.derived = Some(Text::new(why));
    call.only = Some(Only::new(
        &[],
        Text::new("its call id is not known: only what is done to its agent works, such as freeing a line"),
    ));
    let facts = [
        ("interactions", (excess > 1).then(|| excess.to_string())),
        ("through", Some(listed(&person.queues)).filter(|_| person.queues.len() > 1)),
        ("over", Some(listed(&person.channels))),
        ("ways", Some(listed(&person.directions)).filter(|_| person.directions.len() > 1)),
    ];
    call.details = facts.into_iter().filter_map(|(label, value)| Detail::plain(label, &value?)).collect();
    call.details.extend(person.lines.iter().cloned());
    call
}

fn phase(state: &AgentState) -> Phase {
    match state {
        AgentState::Ringing => Phase::Ringing,
        AgentState::Dialing => Phase::Dialing,
        AgentState::Talking => Phase::Talking,
        AgentState::Held => Phase::Held,
        AgentState::Wrapup => Phase::Wrapup,
        AgentState::Ready
        | AgentState::Paused
        | AgentState::NotReady
        | AgentState::Busy
        | AgentState::Offline
        | AgentState::Unreachable
        | AgentState::Unknown(_) => Phase::Other(Text::new(state.word())),
    }
}

/// The direction, where all go the same way (8x8 §4.3).
fn direction(person: &Person) -> Direction {
    match person.directions.as_slice() {
        [way] if way.id == "InboundDir" => Direction::Inbound,
        [way] if way.id == "OutboundDir" => Direction::Outbound,
        _ => Direction::Unknown,
    }
}

#[cfg(test)]
mod tests;
