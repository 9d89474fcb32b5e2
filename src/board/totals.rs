//! The whole floor in one row of figures.

use std::sync::Arc;

use super::people::{People, foremost};
use super::{Callers, Level, Line, Tells};
use crate::domain::{AgentState, At, Phase};

/// A sum over accounts, and over how many of them: what an account cannot say is left out, never a zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measured<T> {
    /// The sum over those who can say.
    pub value: T,
    /// How many can say.
    pub by: u16,
    /// How many there are.
    pub of: u16,
    /// Whether it may be more: someone who can say did not say everything.
    pub least: bool,
}

impl<T> Measured<T> {
    fn told(&mut self, tells: Tells) {
        self.of += 1;
        self.by += u16::from(tells != Tells::Nothing);
        self.least |= tells == Tells::Part;
    }
}

/// The floor's figures, recomputed from counts whenever an account was heard. Agents are counted once each,
/// and the agents of one person as the one that [`super::Board::foremost`] chooses: on a call if any of them is,
/// ready if one is ready and none on a call, and so on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Callers who wait: everyone of [`super::Waits`].
    pub waiting: Measured<Callers>,
    /// Of when the oldest count is that somebody unlisted is told from.
    pub unlisted_at: Option<At>,
    /// Live calls with an agent, those that ring included.
    pub calls: Measured<u32>,
    /// Agents who could take a call.
    pub ready: Measured<u32>,
    /// Agents on a call that was answered, also while they hold it.
    pub talking: u32,
    /// Agents at whose phone a call rings.
    pub ringing: u32,
    /// Agents whose call has not been answered yet.
    pub dialing: u32,
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
        self.waiting.told(line.tells_waiting());
        let Callers { listed, unlisted } = line.waits.callers();
        self.waiting.value.listed += listed;
        self.waiting.value.unlisted += unlisted;
        if unlisted > 0 {
            self.unlisted_at = [self.unlisted_at, line.queues.freshness.good].into_iter().flatten().min();
        }
        self.calls.told(line.tells_calls());
        let busy = line.all_calls().filter(|(_, row)| row.call.phase != Phase::Queued).count();
        self.calls.value += u32::try_from(busy).unwrap_or(u32::MAX);
    }

    fn add_agents(&mut self, line: &Line, people: &People) {
        self.ready.told(line.tells_agents());
        for agent in line.agents.rows().iter() {
            if people.person(&line.account, &agent.id).is_none() {
                self.add_state(&agent.state);
            }
        }
    }

    fn add_state(&mut self, state: &AgentState) {
        let count = match state {
            AgentState::Ready => &mut self.ready.value,
            AgentState::Talking | AgentState::Held => &mut self.talking,
            AgentState::Ringing => &mut self.ringing,
            AgentState::Dialing => &mut self.dialing,
            AgentState::Wrapup => &mut self.wrapup,
            AgentState::Paused | AgentState::NotReady | AgentState::Busy => &mut self.paused,
            AgentState::Offline | AgentState::Unreachable => &mut self.offline,
            AgentState::Unknown(_) => &mut self.unknown,
        };
        *count += 1;
    }

    fn add_level(&mut self, line: &Line) {
        self.level.told(line.tells_level());
        for level in line.queues.rows().iter().filter_map(|queue| Level::of(&queue.counts)) {
            self.level.value.in_time += level.in_time;
            self.level.value.offered += level.offered;
        }
    }
}
