//! What can be asked of a vendor, with its arguments.

use super::{Agent, AgentKey, Call, CallKey, Choice, Party, QueueId, Text, Verb};

/// Something to be done to a call or by an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Put a supervisor's phone on the call.
    Listen {
        /// Who hears whom.
        mode: ListenMode,
        /// The supervisor's phone, as the configuration spells it.
        phone: Text,
    },
    /// Take a supervisor's phone off the call again.
    Leave {
        /// The phone that listens.
        phone: Text,
    },
    /// End the call for everybody.
    HangUp,
    /// Recording on (`true`) or off.
    Record(bool),
    /// Hold on (`true`) or off.
    Hold(bool),
    /// Park the call.
    Park,
    /// Send the call to a number.
    Transfer {
        /// As the operator typed it.
        to: Text,
    },
    /// Send the call to a queue.
    Requeue {
        /// The vendor's id of it.
        queue: QueueId,
        /// Its name.
        name: Text,
    },
    /// Close the call with one of its queue's dispositions.
    Dispose {
        /// The disposition.
        disposition: Choice,
        /// A note for the vendor's record; may be empty.
        note: Text,
    },
    /// Ring the agent, then dial for them.
    Place {
        /// The number, as the operator typed it.
        to: Text,
    },
    /// Put the agent in a state.
    SetState(Choice),
}

impl Action {
    /// The action without its arguments.
    pub fn verb(&self) -> Verb {
        match self {
            Self::Listen { mode: ListenMode::Monitor, .. } => Verb::Monitor,
            Self::Listen { mode: ListenMode::Whisper, .. } => Verb::Whisper,
            Self::Listen { mode: ListenMode::Barge, .. } => Verb::Barge,
            Self::Leave { .. } => Verb::Leave,
            Self::HangUp => Verb::HangUp,
            Self::Record(_) => Verb::Record,
            Self::Hold(_) => Verb::Hold,
            Self::Park => Verb::Park,
            Self::Transfer { .. } => Verb::Transfer,
            Self::Requeue { .. } => Verb::Requeue,
            Self::Dispose { .. } => Verb::Dispose,
            Self::Place { .. } => Verb::Place,
            Self::SetState(_) => Verb::SetState,
        }
    }

    /// What it does, in words that follow a name: `record off`, `requeue to Sales`.
    pub fn words(&self) -> String {
        match self {
            Self::Listen { .. } | Self::Leave { .. } | Self::HangUp | Self::Park => {
                self.verb().word().to_owned()
            }
            Self::Record(on) => format!("record {}", on_off(*on)),
            Self::Hold(on) => format!("hold {}", on_off(*on)),
            Self::Transfer { to } => format!("transfer to {to}"),
            Self::Requeue { name, .. } => format!("requeue to {name}"),
            Self::Dispose { disposition, .. } => format!("disposition {}", disposition.label),
            Self::Place { to } => format!("place call to {to}"),
            Self::SetState(state) => format!("state {}", state.label),
        }
    }
}

fn on_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

/// Who hears a supervisor who is on a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListenMode {
    /// Nobody.
    Monitor,
    /// The agent.
    Whisper,
    /// Everybody.
    Barge,
}

impl ListenMode {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Monitor => "monitor",
            Self::Whisper => "whisper",
            Self::Barge => "barge",
        }
    }
}

/// Who an order is for, and what the operator saw when the key went down. The board compares it with its
/// newest rows before anything is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A call.
    Call {
        /// Which.
        key: CallKey,
        /// Which appearance of that id: a vendor may give an id to another call later.
        sighting: u64,
        /// The row as it was seen.
        seen: Box<Call>,
    },
    /// An agent.
    Agent {
        /// Which.
        key: AgentKey,
        /// The row as it was seen.
        seen: Box<Agent>,
    },
}

impl Subject {
    /// The account that the order goes to.
    pub fn account(&self) -> &super::Account {
        match self {
            Self::Call { key, .. } => &key.account,
            Self::Agent { key, .. } => &key.account,
        }
    }

    /// The customer, if the subject is a call.
    pub fn caller(&self) -> Option<&Party> {
        match self {
            Self::Call { seen, .. } => Some(&seen.caller),
            Self::Agent { .. } => None,
        }
    }
}

/// A vendor's "yes" to an order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    /// What it said beside that, if an operator should read it.
    pub note: Option<Text>,
}
