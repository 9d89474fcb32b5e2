//! An agent's two telephone lines: a call keeps its line for as long as it lasts (8x8 §3).

use super::super::world::{Agent, Call, CallId, Ms, Site, Stage};

/// One line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) call: Option<CallId>,
    /// When the call came, or the last one left.
    pub(super) since: Ms,
}

/// The lines of one agent. Calls added by hand may need a third, which no list shows.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines(Vec<Line>);

impl Lines {
    /// Gives up the lines of calls that have left the agent, and seats the ones that have come.
    pub(super) fn follow(&mut self, agent: &Agent, now: Ms) {
        self.0.resize(self.0.len().max(2), Line { call: None, since: agent.logged_in });
        for line in &mut self.0 {
            if line.call.is_some_and(|id| !agent.calls.contains(&id)) {
                *line = Line { call: None, since: now };
            }
        }
        for id in &agent.calls {
            if self.0.iter().all(|line| line.call != Some(*id)) {
                let line = Line { call: Some(*id), since: now };
                match self.0.iter_mut().find(|line| line.call.is_none()) {
                    Some(free) => *free = line,
                    None => self.0.push(line),
                }
            }
        }
    }

    /// Line 1 or 2.
    pub(super) fn line(&self, number: usize) -> Option<Line> {
        self.0.iter().take(2).nth(number.checked_sub(1)?).copied()
    }

    /// A line's call.
    pub(super) fn call<'a>(&self, site: &'a Site, number: usize) -> Option<&'a Call> {
        self.line(number)?.call.and_then(|id| site.calls.get(&id))
    }

    /// Since when a line is as it is.
    pub(super) fn since(&self, site: &Site, number: usize) -> Ms {
        let idle = self.line(number).map_or(0, |line| line.since);
        self.call(site, number).map_or(idle, |call| call.since)
    }
}

/// What a line with such a call is called in the metrics. The vendor documents no value.
pub(super) fn word(call: Option<&Call>) -> &'static str {
    match call.map(|call| call.stage) {
        None => "Idle",
        Some(Stage::Held) => "OnHold",
        Some(Stage::Ringing) => "Offering",
        Some(Stage::Waiting | Stage::Dialing | Stage::Talking | Stage::Parked) => "Busy",
    }
}

/// The same as a number of the old statistics (8x8 §4.8).
pub(super) fn old_number(call: Option<&Call>) -> i64 {
    match call.map(|call| call.stage) {
        None => 0,
        Some(Stage::Held) => 1,
        Some(Stage::Ringing) => 3,
        Some(Stage::Waiting | Stage::Dialing | Stage::Talking | Stage::Parked) => 5,
    }
}
