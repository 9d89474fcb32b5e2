//! The live thing and its state.

use std::borrow::Cow;
use std::sync::Arc;

use super::{AgentId, At, CallId, QueueId, Text, Verb};

/// One live call as a vendor lists it. A caller who waits in a queue is a call in phase [`Phase::Queued`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The vendor's id.
    pub id: CallId,
    /// What several rows of one conversation share where a vendor gives a call a new id on its way, for
    /// instance when a waiting caller reaches an extension. The cursor follows it.
    pub conversation: Option<Arc<str>>,
    /// What it is doing.
    pub phase: Phase,
    /// Which way it was placed.
    pub direction: Direction,
    /// The customer: who called, or who was called on an outgoing call.
    pub caller: Party,
    /// The number the customer dialled.
    pub dialled: Option<Text>,
    /// Who handles it.
    pub agent: Option<AgentId>,
    /// That agent's name, where the vendor's row carries one.
    pub agent_name: Option<Text>,
    /// Where it waits or came through.
    pub queue: Option<QueueId>,
    /// That queue's name, where the vendor's row carries one.
    pub queue_name: Option<Text>,
    /// When the call began.
    pub started: Option<At>,
    /// When it entered the queue.
    pub entered: Option<At>,
    /// When an agent answered.
    pub answered: Option<At>,
    /// Whether it is being recorded.
    pub recording: Recording,
    /// Those who are on it, by the vendor's ids of their legs, where it lists legs: until none of them is on a call,
    /// it is not over for all whom hanging up disconnects.
    pub legs: Vec<Arc<str>>,
    /// The conference, if the row is one customer's part of one: the others in it have rows of their own.
    pub conference: Option<Text>,
    /// What can be done to it, where that is less than its account can do.
    pub only: Option<Only>,
    /// How the row was made, where the vendor does not list the call itself but something it can be told from.
    pub derived: Option<Text>,
    /// What else the vendor tells, for the details pane, in the order to show it.
    pub details: Vec<Detail>,
}

/// The few actions that a row takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Only {
    /// Which.
    pub verbs: Cow<'static, [Verb]>,
    /// Why no others, in words an operator reads.
    pub why: Text,
}

impl Only {
    /// Only `verbs`, because of `why`.
    pub fn new(verbs: &'static [Verb], why: Text) -> Self {
        Self { verbs: Cow::Borrowed(verbs), why }
    }
}

impl Call {
    /// A call of which nothing is known but its id and what it is doing.
    pub fn new(id: CallId, phase: Phase) -> Self {
        Self {
            id,
            conversation: None,
            phase,
            direction: Direction::Unknown,
            caller: Party::default(),
            dialled: None,
            agent: None,
            agent_name: None,
            queue: None,
            queue_name: None,
            started: None,
            entered: None,
            answered: None,
            recording: Recording::Unknown,
            legs: Vec::new(),
            conference: None,
            only: None,
            derived: None,
            details: Vec::new(),
        }
    }

    /// Whether the row takes `verb`, or why not.
    pub fn may(&self, verb: Verb) -> Result<(), String> {
        match &self.only {
            Some(only) if !only.verbs.contains(&verb) => Err(only.why.to_string()),
            Some(_) | None => Ok(()),
        }
    }

    /// The earliest instant known of it.
    pub fn began(&self) -> Option<At> {
        [self.started, self.entered, self.answered].into_iter().flatten().min()
    }
}

/// What a call is doing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Waits in a queue.
    Queued,
    /// Rings at an agent.
    Ringing,
    /// Placed by an agent and not answered yet.
    Dialing,
    /// Two people speak.
    Talking,
    /// Answered, then put on hold.
    Held,
    /// Parked, to be picked up by anyone.
    Parked,
    /// Over for the customer; the agent finishes the work on it.
    Wrapup,
    /// The vendor's own word, verbatim.
    Other(Text),
}

impl Phase {
    /// The word for it.
    pub fn word(&self) -> &str {
        match self {
            Self::Queued => "waiting",
            Self::Ringing => "ringing",
            Self::Dialing => "dialing",
            Self::Talking => "talking",
            Self::Held => "held",
            Self::Parked => "parked",
            Self::Wrapup => "wrap-up",
            Self::Other(word) => word,
        }
    }
}

/// Which way a call was placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// A customer called.
    Inbound,
    /// An agent called.
    Outbound,
    /// Both ends are our own.
    Internal,
    /// The vendor does not say.
    Unknown,
}

impl Direction {
    /// The word for it; `None` if unknown.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Inbound => Some("inbound"),
            Self::Outbound => Some("outbound"),
            Self::Internal => Some("internal"),
            Self::Unknown => None,
        }
    }
}

/// Whether a call is being recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Recording {
    /// Being recorded.
    On,
    /// A recording exists and is paused.
    Paused,
    /// Not recorded.
    Off,
    /// The vendor does not say.
    Unknown,
    /// The vendor does not say; we last set it on (`true`) or off, and it was accepted.
    Set(bool),
}

/// A name and a number; either may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Party {
    /// What they are called.
    pub name: Option<Text>,
    /// Where they can be called.
    pub number: Option<Text>,
}

impl Party {
    /// Cleans both; what is empty then is missing.
    pub fn new(name: Option<&str>, number: Option<&str>) -> Self {
        Self { name: name.and_then(Text::some), number: number.and_then(Text::some) }
    }
}

/// One more fact about a row: what it is, and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// What it may give away of a person.
    pub class: DetailClass,
    /// In the operator's words, or the vendor's name for it.
    pub label: Text,
    /// As the vendor wrote it.
    pub value: Text,
}

impl Detail {
    /// The detail, or `None` if there is no value to show.
    pub fn of(class: DetailClass, label: &str, value: &str) -> Option<Self> {
        Some(Self { class, label: Text::new(label), value: Text::some(value)? })
    }

    /// One of [`DetailClass::Plain`].
    pub fn plain(label: &str, value: &str) -> Option<Self> {
        Self::of(DetailClass::Plain, label, value)
    }

    /// One of [`DetailClass::Name`].
    pub fn name(label: &str, value: &str) -> Option<Self> {
        Self::of(DetailClass::Name, label, value)
    }

    /// One of [`DetailClass::Number`].
    pub fn number(label: &str, value: &str) -> Option<Self> {
        Self::of(DetailClass::Number, label, value)
    }

    /// One of [`DetailClass::Free`].
    pub fn free(label: &str, value: &str) -> Option<Self> {
        Self::of(DetailClass::Free, label, value)
    }
}

/// What a detail may give away of a person. Whoever makes one says so: an adapter knows what its vendor's field
/// holds, and nobody after it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DetailClass {
    /// Nothing: an id, a state, a figure, a name of the business's own.
    Plain,
    /// What somebody is called.
    Name,
    /// Where somebody can be reached.
    Number,
    /// Anything: what people typed, what other systems attached, what is put together of names and numbers.
    Free,
}
