//! The whole floor in one row of figures.

use std::sync::Arc;

use super::Line;
use super::people::{People, foremost};
use crate::domain::{AgentState, At, Counts, Phase};

/// A sum over accounts, and over how many of them: what an account cannot say is left out, never a zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measured<T> {
    /// The sum over those who can say.
    pub value: T,
    /// How many can say.
    pub by: u16,
    /// How many there are.
    pub of: u16,
}

/// The floor's figures, recomputed from counts whenever an account was heard. Agents are counted once each,
/// and the agents of one person as the one that [`super::Board::foremost`] chooses: on a call if any of them is,
/// ready if one is ready and none on a call, and so on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Callers who wait.
    pub waiting: Measured<u32>,
    /// When the one who has waited longest entered.
    pub longest: Option<At>,
    /// Live calls with an agent.
    pub calls: Measured<u32>,
    /// Agents who could take a call.
    pub ready: Measured<u32>,
    /// Agents on a call, ringing or held ones included.
    pub talking: u32,
    /// Agents in after-call work.
    pub wrapup: u32,
    /// Agents on a break or otherwise not ready.
    pub paused: u32,
    /// Agents who are not logged in or whose phone cannot be reached.
    pub offline: u32,
    /// Agents in a state of the vendor's own.
    pub unknown: u32,
    /// Answered calls within their queue's target, and all that count for it: answered and abandoned.
    pub level: Measured<Level>,
}

/// The raw counts of a service level: the formula SL-3, answered in time of all offered and over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Level {
    /// Answered within the target.
    pub in_time: u64,
    /// Answered or abandoned.
    pub offered: u64,
}

impl Level {
    /// The counts of one queue, if it tells all that the formula needs.
    pub fn of(counts: &Counts) -> Option<Self> {
        let (in_time, abandoned) = (counts.in_time?, counts.abandoned?);
        let answered = counts.answered.or_else(|| Some(in_time + counts.late?))?;
        Some(Self { in_time, offered: answered + abandoned })
    }

    /// In per cent, rounded; `None` while nothing has been offered.
    pub fn percent(self) -> Option<u64> {
        (self.offered > 0).then(|| (self.in_time * 100 + self.offered / 2) / self.offered)
    }
}

impl Totals {
    /// The figures of `lines`, among whose agents are `people`.
    pub(super) fn of(lines: &[Arc<Line>], people: &People) -> Self {
        let mut totals = Self::default();
        for line in lines {
            totals.add_calls(line);
            totals.add_agents(line, people);
            totals.add_level(line);
        }
        for (_, agent) in people.persons().iter().filter_map(|person| foremost(lines, person)) {
            totals.add_state(&agent.state);
        }
        totals
    }

    fn add_calls(&mut self, line: &Line) {
        self.waiting.of += 1;
        self.calls.of += 1;
        let listed: Vec<_> = line
            .all_calls()
            .filter(|(_, row)| row.call.phase == Phase::Queued)
            .map(|(_, row)| row.call.entered)
            .collect();
        let entered = listed.iter().copied().flatten().min();
        let heads = line.queues.rows().iter().filter_map(|queue| queue.longest).min();
        self.longest = [self.longest, entered, heads].into_iter().flatten().min();
        // A queue that cannot say adds nothing: its callers are still among the listed rows, if anywhere.
        let told: Vec<u32> = line.queues.rows().iter().filter_map(|queue| queue.waiting).collect();
        let counted = (!told.is_empty()).then(|| told.iter().sum::<u32>());
        let rows = u32::try_from(listed.len()).unwrap_or(u32::MAX);
        if line.tells_waiting() {
            self.waiting.by += 1;
            self.waiting.value += counted.unwrap_or(0).max(rows);
        }
        if line.tells_calls() {
            self.calls.by += 1;
            let busy = line.calls.rows().iter().filter(|row| row.call.phase != Phase::Queued).count();
            self.calls.value += u32::try_from(busy).unwrap_or(u32::MAX);
        }
    }

    fn add_agents(&mut self, line: &Line, people: &People) {
        self.ready.of += 1;
        if line.tells_agents() {
            self.ready.by += 1;
        }
        for agent in line.agents.rows().iter() {
            if people.person(&line.account, &agent.id).is_none() {
                self.add_state(&agent.state);
            }
        }
    }

    fn add_state(&mut self, state: &AgentState) {
        let count = match state {
            AgentState::Ready => &mut self.ready.value,
            AgentState::Ringing | AgentState::Talking | AgentState::Held => &mut self.talking,
            AgentState::Wrapup => &mut self.wrapup,
            AgentState::Paused | AgentState::NotReady => &mut self.paused,
            AgentState::Offline | AgentState::Unreachable => &mut self.offline,
            AgentState::Unknown(_) => &mut self.unknown,
        };
        *count += 1;
    }

    fn add_level(&mut self, line: &Line) {
        self.level.of += 1;
        if line.tells_level() {
            self.level.by += 1;
        }
        for level in line.queues.rows().iter().filter_map(|queue| Level::of(&queue.counts)) {
            self.level.value.in_time += level.in_time;
            self.level.value.offered += level.offered;
        }
    }
}

impl Line {
    /// Whether the account is among those that say how many wait.
    pub fn tells_waiting(&self) -> bool {
        let counted = || self.queues.rows().iter().any(|queue| queue.waiting.is_some());
        self.waiting.freshness.good.is_some() || self.tells_calls() || counted()
    }

    /// Whether the account is among those that list calls.
    pub fn tells_calls(&self) -> bool {
        self.calls.freshness.good.is_some()
    }

    /// Whether the account is among those that list agents.
    pub fn tells_agents(&self) -> bool {
        self.agents.freshness.good.is_some()
    }

    /// Whether a queue of the account tells all that a service level takes.
    pub fn tells_level(&self) -> bool {
        self.queues.rows().iter().any(|queue| Level::of(&queue.counts).is_some())
    }
}
