//! What the stream tells held against what agents and queues say (8x8 §4.5, the cold start). Pure.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tokio::time::Instant;

use super::agents::{Person, Roster};
use super::live::Live;
use super::table::{Row, Table};
use crate::domain::{AgentId, At, QueueId};

/// How long both may disagree: figures are up to five seconds old, and polls five seconds apart.
pub(super) const SLACK: Duration = Duration::from_secs(15);
/// How long a call may be contradicted before it is dropped.
const DOUBT: Duration = Duration::from_secs(30);

/// Since when what is contradicted by figures.
#[derive(Clone, Debug, Default)]
pub(super) struct Doubts {
    agents: BTreeMap<AgentId, At>,
    calls: BTreeMap<String, At>,
}

/// What agents and queues say, read at one instant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Figures<'a> {
    /// When.
    pub(super) at: At,
    /// The agents.
    pub(super) roster: &'a Roster,
    /// How many wait in each queue.
    pub(super) waiting: &'a BTreeMap<QueueId, u32>,
}

impl Doubts {
    /// Holds `table`, which was last brought up to date at `current`, against new figures.
    pub(super) fn weigh(&self, table: &Table, current: Instant, figures: Figures<'_>) -> Self {
        let on = engaged(table);
        let since = |before: Option<&At>| before.copied().unwrap_or(figures.at);
        let more = |person: &&Person| excess(person, &on) > 0;
        let agents = figures.roster.people.iter().filter(more).map(|person| {
            let id = &person.agent.id;
            (id.clone(), since(self.agents.get(id)))
        });
        let false_ones = table.rows().filter(|(_, row)| row.heard < current && contradicted(row, figures));
        let calls = false_ones.map(|(id, _)| (id.to_owned(), since(self.calls.get(id))));
        Self { agents: agents.collect(), calls: calls.collect() }
    }

    /// On how many interactions an agent has been for `slack` that the stream has not told of.
    pub(super) fn untold(&self, table: &Table, person: &Person, now: At, slack: Duration) -> u32 {
        let doubted = self.agents.get(&person.agent.id).is_some_and(|since| now.since(*since) >= slack);
        if doubted { excess(person, &engaged(table)) } else { 0 }
    }

    /// The calls whose end was missed.
    pub(super) fn dead(&self, now: At) -> BTreeSet<String> {
        let old = self.calls.iter().filter(|(_, since)| now.since(**since) >= DOUBT);
        old.map(|(id, _)| id.clone()).collect()
    }
}

/// On how many interactions each agent is by the stream, of all media.
fn engaged(table: &Table) -> BTreeMap<&str, u32> {
    let mut on = BTreeMap::new();
    for leg in table.rows().flat_map(|(_, row)| &row.live.legs) {
        *on.entry(leg.agent.as_str()).or_insert(0) += 1;
    }
    on
}

fn excess(person: &Person, on: &BTreeMap<&str, u32>) -> u32 {
    person.active.unwrap_or(0).saturating_sub(on.get(person.agent.id.as_str()).copied().unwrap_or(0))
}

/// Whether figures say that nobody is on it and nobody waits with it. A call that an agent dials without a queue
/// does not make them busy (8x8 §5.1), so that no figure can contradict it.
fn contradicted(row: &Row, figures: Figures<'_>) -> bool {
    let live: &Live = &row.live;
    if live.outbound == Some(true) && live.facts.queue.is_none() {
        return false;
    }
    if live.queued {
        let queue = live.facts.queue.as_deref().map(QueueId::from);
        return queue.and_then(|id| figures.waiting.get(&id)) == Some(&0);
    }
    let idle = |agent: &str| {
        figures.roster.find(&AgentId::from(agent)).is_some_and(|person| person.active == Some(0))
    };
    !live.legs.is_empty() && live.legs.iter().all(|leg| idle(&leg.agent))
}

#[cfg(test)]
mod tests;
