//! People and extensions that take calls.

use std::sync::Arc;

use super::{AgentId, At, Detail, Text};

/// A person or an extension that takes calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// The vendor's id.
    pub id: AgentId,
    /// What they are called.
    pub name: Text,
    /// The number or line they answer.
    pub extension: Option<Text>,
    /// What they are doing.
    pub state: AgentState,
    /// The id of the state an operator can put them in (`Choice::id`) that they are in, where the vendor tells it.
    pub status: Option<Arc<str>>,
    /// Why, where the vendor says: the kind of pause, for instance.
    pub reason: Option<Text>,
    /// Since when they do it.
    pub since: Option<At>,
    /// Their team.
    pub group: Option<Text>,
    /// Calls they took since the vendor began to count.
    pub handled: Option<u64>,
    /// What else the vendor tells, for the details pane.
    pub details: Vec<Detail>,
}

impl Agent {
    /// An agent of whom nothing is known but name and state.
    pub fn new(id: AgentId, name: Text, state: AgentState) -> Self {
        Self {
            id,
            name,
            extension: None,
            state,
            status: None,
            reason: None,
            since: None,
            group: None,
            handled: None,
            details: Vec::new(),
        }
    }
}

/// What an agent is doing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AgentState {
    /// Could take a call now.
    Ready,
    /// A call rings at them.
    Ringing,
    /// Has placed a call that nobody has answered yet.
    Dialing,
    /// On a call that was answered.
    Talking,
    /// Has the customer on hold.
    Held,
    /// Finishes the work on a call that ended.
    Wrapup,
    /// Chose a break.
    Paused,
    /// Logged in and not available for another reason, such as calls they let ring.
    NotReady,
    /// Their phone takes no call, and they are on none that is listed: do not disturb, or off the hook.
    Busy,
    /// Not logged in.
    Offline,
    /// Logged in, but their phone cannot be reached.
    Unreachable,
    /// The vendor's own word, verbatim. Not the same as offline.
    Unknown(Text),
}

impl AgentState {
    /// The word for it.
    pub fn word(&self) -> &str {
        match self {
            Self::Ready => "ready",
            Self::Ringing => "ringing",
            Self::Dialing => "dialing",
            Self::Talking => "talking",
            Self::Held => "held",
            Self::Wrapup => "wrap-up",
            Self::Paused => "paused",
            Self::NotReady => "not ready",
            Self::Busy => "busy",
            Self::Offline => "offline",
            Self::Unreachable => "unreachable",
            Self::Unknown(word) => word,
        }
    }

    /// Whether the agent is busy with a call.
    pub fn on_call(&self) -> bool {
        match self {
            Self::Ringing | Self::Dialing | Self::Talking | Self::Held => true,
            Self::Ready
            | Self::Wrapup
            | Self::Paused
            | Self::NotReady
            | Self::Busy
            | Self::Offline
            | Self::Unreachable
            | Self::Unknown(_) => false,
        }
    }
}
