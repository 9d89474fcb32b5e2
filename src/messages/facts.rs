//! What has happened: what accounts' tasks and the audit log's writer tell the floor.

use std::time::Duration;

use super::Ticket;
use crate::domain::{Abilities, Accepted, Account, At, ClockOffset, Fault, Snapshot, Text};

/// A fact that reached the floor.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// An account's task began.
    Joined {
        /// Which.
        account: Account,
        /// What it can do.
        abilities: Abilities,
        /// The ordinary time between two polls.
        every: Duration,
    },
    /// A poll ended, well or badly: the snapshot says so feed by feed.
    Polled(Box<Polled>),
    /// The request of an order that acts has left this computer.
    Departed {
        /// Whose.
        account: Account,
        /// Which order.
        ticket: Ticket,
        /// When.
        at: At,
    },
    /// A vendor answered an order, or did not.
    Acted {
        /// Whose.
        account: Account,
        /// Which order.
        ticket: Ticket,
        /// Its answer.
        result: Result<Accepted, Fault>,
    },
    /// An account's task panicked; it begins again at `again`.
    Crashed {
        /// Which.
        account: Account,
        /// What it said.
        why: Text,
        /// When it begins again.
        again: At,
    },
    /// The audit log wrote an order's line and flushed it to disk, or could not.
    Recorded {
        /// Which order.
        ticket: Ticket,
        /// Why it could not, if so.
        result: Result<(), Text>,
    },
}

/// The end of one poll.
#[derive(Clone, Debug, PartialEq)]
pub struct Polled {
    /// Whose.
    pub account: Account,
    /// When its answers were in.
    pub at: At,
    /// What it found.
    pub snapshot: Snapshot,
    /// What the account can do; it may have learnt that something is not there.
    pub abilities: Abilities,
    /// How long it took.
    pub took: Duration,
    /// How far the vendor's clock is from ours, where known.
    pub skew: Option<ClockOffset>,
    /// Requests left in this minute, and a minute's allowance.
    pub budget: Budget,
    /// When it polls next.
    pub next: At,
}

impl Polled {
    /// When its first question left.
    pub fn began(&self) -> At {
        self.at - self.took
    }
}

/// How much of an account's request budget is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Requests that may still be sent in this minute.
    pub left: u32,
    /// Requests that may be sent in a minute.
    pub per_minute: u32,
}
