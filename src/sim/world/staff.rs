//! The people and the queues of a site.

use std::collections::BTreeMap;

use super::{AgentIx, CallId, Ms, QueueIx};

/// Why an agent takes no calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Break {
    Lunch,
    Desk,
    Private,
    Other,
    Training,
    Meeting,
    Brief,
    /// Set by the switch after a call rang unanswered.
    Missed,
}

/// What an agent is up to apart from calls. On a call it is what comes after the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Duty {
    Offline,
    Ready,
    Wrapup,
    Paused(Break),
}

/// Somebody who takes calls.
#[derive(Clone, Debug)]
pub(crate) struct Agent {
    pub(crate) ix: AgentIx,
    pub(crate) first: String,
    pub(crate) last: String,
    /// ASCII, for user names and mail addresses.
    pub(crate) login: String,
    /// Digits.
    pub(crate) extension: String,
    /// Eight letters and digits, unique and case-sensitive.
    pub(crate) handle: String,
    pub(crate) queues: Vec<QueueIx>,
    /// Queues whose calls this agent does not take for now, and why.
    pub(crate) closed: BTreeMap<QueueIx, String>,
    pub(crate) duty: Duty,
    /// Why the agent is away, in the words of whoever said so; empty if nobody did.
    pub(crate) note: String,
    /// Since when: the last change of duty or of calls.
    pub(crate) since: Ms,
    pub(crate) logged_in: Ms,
    /// Calls that ring at or belong to this agent, oldest first.
    pub(crate) calls: Vec<CallId>,
    /// The call that ended last, while it is being wrapped up.
    pub(crate) wrapping: Option<CallId>,
    pub(crate) handled: u32,
    pub(crate) missed: u32,
    /// Milliseconds on calls since login.
    pub(crate) talked: Ms,
    pub(crate) successes: u32,
    /// Life time until the next change of duty.
    pub(super) left: i64,
}

impl Agent {
    /// First and last name.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.first, self.last)
    }

    /// Whether calls of a queue may come here, at some time.
    pub(crate) fn serves(&self, queue: QueueIx) -> bool {
        self.queues.contains(&queue) && !self.closed.contains_key(&queue)
    }

    /// Whether somebody is there and on no call, whatever they are up to otherwise.
    pub(crate) fn idle(&self) -> bool {
        self.duty != Duty::Offline && self.calls.is_empty()
    }

    /// Whether a call may ring here now.
    pub(crate) fn free(&self) -> bool {
        self.duty == Duty::Ready && self.calls.is_empty()
    }
}

/// Where callers wait.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    pub(crate) ix: QueueIx,
    pub(crate) name: String,
    /// A site's queues come in groups of up to eight.
    pub(crate) group: usize,
    pub(crate) weight: u32,
    /// The number callers dial.
    pub(crate) line: String,
    pub(crate) today: Tally,
}

/// Raw counts since the account's midnight; durations in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) presented: u32,
    pub(crate) accepted: u32,
    pub(crate) abandoned: u32,
    /// Abandoned before the short-abandon threshold.
    pub(crate) short_abandoned: u32,
    /// Sent on to another queue.
    pub(crate) deflected: u32,
    /// Answered within the service level's threshold.
    pub(crate) in_time: u32,
    pub(crate) late: u32,
    pub(crate) short_calls: u32,
    pub(crate) long_calls: u32,
    pub(crate) successes: u32,
    pub(crate) answer_time: Ms,
    pub(crate) talk_time: Ms,
    pub(crate) abandon_time: Ms,
}
