//! What one poll found.

use std::sync::Arc;

use super::{Agent, At, Call, CallId, Fault, Queue, Text};

/// What one poll of an account found, feed by feed: one endpoint may fail while another works.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Live calls; waiting callers too, where the vendor lists them among its calls.
    pub calls: Feed<Call>,
    /// Waiting callers, where the vendor lists them apart from its calls.
    pub waiting: Feed<Call>,
    /// Agents.
    pub agents: Feed<Agent>,
    /// Queues.
    pub queues: Feed<Queue>,
    /// The states an operator can put an agent of this account in. Empty keeps what was known.
    pub states: Vec<Choice>,
    /// Supervisors' legs on calls; `None` where the vendor does not list them, or they were not asked.
    pub listeners: Option<Vec<Listener>>,
}

impl Snapshot {
    /// Whether some list was left for another poll.
    pub fn skips(&self) -> bool {
        let Self { calls, waiting, agents, queues, .. } = self;
        calls.is_skipped() || waiting.is_skipped() || agents.is_skipped() || queues.is_skipped()
    }

    /// A snapshot in which every feed failed for the same reason.
    pub fn failed(fault: &Fault) -> Self {
        Self {
            calls: Feed::Failed(fault.clone()),
            waiting: Feed::Skipped,
            agents: Feed::Failed(fault.clone()),
            queues: Feed::Failed(fault.clone()),
            states: Vec::new(),
            listeners: None,
        }
    }
}

/// A supervisor's leg, as the vendor lists it; ours or somebody else's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listener {
    /// The call; `None` if the vendor does not tell whose it is.
    pub call: Option<CallId>,
    /// The phone.
    pub phone: Text,
    /// Whether it was answered; ringing before.
    pub answered: bool,
    /// When it began, where the vendor tells.
    pub since: Option<At>,
}

/// One list of a snapshot. Not offered, not asked, empty and failed are four different things.
#[derive(Clone, Debug, PartialEq)]
pub enum Feed<T> {
    /// This vendor, or this account's rights, have no such list; why, in words an operator reads.
    NotOffered(Text),
    /// Not asked this time: what was known stays as it is, and as old as it is.
    Skipped,
    /// The whole list. Empty means none.
    Fresh {
        /// Every row that could be read.
        rows: Vec<T>,
        /// Everything that could not.
        unread: Vec<Unread>,
    },
    /// It could not be had: what was known stays and grows old.
    Failed(Fault),
}

impl<T> Feed<T> {
    /// A list in which every row could be read.
    pub fn fresh(rows: Vec<T>) -> Self {
        Self::Fresh { rows, unread: Vec::new() }
    }

    /// Whether it was not asked this time.
    pub fn is_skipped(&self) -> bool {
        matches!(self, Self::Skipped)
    }
}

/// Which list of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedKind {
    /// Live calls.
    Calls,
    /// Waiting callers listed apart.
    Waiting,
    /// Agents.
    Agents,
    /// Queues.
    Queues,
}

impl FeedKind {
    /// All of them, in the order of the board.
    pub const ALL: [Self; 4] = [Self::Calls, Self::Waiting, Self::Agents, Self::Queues];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Waiting => "waiting",
            Self::Agents => "agents",
            Self::Queues => "queues",
        }
    }
}

/// A part of a list that could not be read: where it stood and what was wrong with it, without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// What it was.
    pub part: Part,
    /// The path to the fault, such as `[3].callStarted: invalid type: map, expected an integer`.
    pub why: Text,
}

/// What a list is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// An entry of an answer.
    Row,
    /// A message of a stream. It may have been about any row, or none.
    Message,
}

impl Unread {
    /// A row that could not be read.
    pub fn row(why: impl Into<Text>) -> Self {
        Self { part: Part::Row, why: why.into() }
    }

    /// A message that could not be read.
    pub fn message(why: impl Into<Text>) -> Self {
        Self { part: Part::Message, why: why.into() }
    }
}

/// Something that can be chosen from a vendor's list: its id for the vendor, its label for people.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Choice {
    /// What is sent.
    pub id: Arc<str>,
    /// What is shown.
    pub label: Text,
}

impl Choice {
    /// The choice `id`, shown as `label`.
    pub fn new(id: &str, label: &str) -> Self {
        Self { id: id.into(), label: Text::new(label) }
    }
}
