//! An agent on the board: what the vendor says now, and whether the line is still the same one's.

use std::ops::Deref;

use super::shelf::steady;
use crate::domain::Agent;

/// An agent, and which appearance of the id it is.
#[derive(Clone, Debug)]
pub struct AgentRow {
    agent: Agent,
    /// Which appearance of its id this is: an id that vanished and came back, or has another name, may be another
    /// person's.
    pub sighting: u64,
}

impl AgentRow {
    /// The row for `agent`, where `before` stood under the same id.
    pub(super) fn new(mut agent: Agent, before: Option<&Self>, sightings: &mut u64) -> Self {
        if let Some(before) = before.filter(|row| row.state == agent.state && row.reason == agent.reason) {
            agent.since = steady(before.since, agent.since);
        }
        let sighting = before.filter(|before| before.name == agent.name).map(|before| before.sighting);
        let sighting = sighting.unwrap_or_else(|| {
            *sightings += 1;
            *sightings
        });
        Self { agent, sighting }
    }
}

impl Deref for AgentRow {
    type Target = Agent;

    fn deref(&self) -> &Agent {
        &self.agent
    }
}
