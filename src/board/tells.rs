//! How much of a figure an account tells: what it cannot say is left out of a sum, and what it says in part makes
//! the sum a least.

use super::{Freshness, Level, Line};

/// How much of a figure an account tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tells {
    /// Nothing: it has no such list, or has not answered yet.
    Nothing,
    /// Some of it: rows could not be read, or one of several lists is missing.
    Part,
    /// All of it, as of its last good answer.
    All,
}

impl Tells {
    /// How much a list tells of what it lists.
    fn of(list: &Freshness) -> Self {
        match (list.good, list.unread.is_empty()) {
            (None, _) => Self::Nothing,
            (Some(_), false) => Self::Part,
            (Some(_), true) => Self::All,
        }
    }
}

impl Line {
    /// How much the account tells of who waits: by its lists of callers, else by what its queues count.
    pub fn tells_waiting(&self) -> Tells {
        let (calls, waiting) = (&self.calls.freshness, &self.waiting.freshness);
        let apart = waiting.good.is_some() || waiting.fault.is_some();
        let listed = match (Tells::of(waiting), Tells::of(calls)) {
            _ if waiting.not_offered.is_some() => Tells::Nothing,
            (_, calls) if !apart => calls,
            (Tells::All, Tells::All) => Tells::All,
            (Tells::Nothing, _) => Tells::Nothing,
            (Tells::Part | Tells::All, _) => Tells::Part,
        };
        match listed {
            Tells::Nothing => self.counts_waiting(),
            // A queue that cannot be read may count somebody who is not listed.
            Tells::All if !self.queues.freshness.unread.is_empty() => Tells::Part,
            Tells::Part | Tells::All => listed,
        }
    }

    fn counts_waiting(&self) -> Tells {
        let queues = self.queues.rows();
        let counted = queues.iter().filter(|queue| queue.waiting.is_some()).count();
        match counted {
            0 => Tells::Nothing,
            counted if counted == queues.len() => Tells::of(&self.queues.freshness),
            _ => Tells::Part,
        }
    }

    /// How much the account tells of its live calls.
    pub fn tells_calls(&self) -> Tells {
        Tells::of(&self.calls.freshness)
    }

    /// How much the account tells of its agents.
    pub fn tells_agents(&self) -> Tells {
        Tells::of(&self.agents.freshness)
    }

    /// How much the account tells of what a service level takes: it is part of no sum if none of its queues does.
    pub fn tells_level(&self) -> Tells {
        let told = self.queues.rows().iter().any(|queue| Level::of(&queue.counts).is_some());
        if told { Tells::of(&self.queues.freshness) } else { Tells::Nothing }
    }
}
