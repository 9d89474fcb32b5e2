//! What can be asked of a vendor, with its arguments.

use std::sync::Arc;

use super::{Agent, AgentKey, Call, CallKey, Choice, Entries, Party, QueueId, Special, Text, Verb, Weight};

/// Something to be done to a call or by an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Put a supervisor's phone on the call.
    Listen {
        /// Who hears whom.
        mode: ListenMode,
        /// The supervisor's phone, as the configuration spells it.
        phone: Text,
        /// The mode it is in, if the phone is on the call already: then only the mode changes.
        from: Option<ListenMode>,
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
    Park {
        /// What the vendor asks beside that.
        with: Entries,
    },
    /// Ring a phone and give it the parked call.
    Retrieve {
        /// The phone, as the configuration spells it.
        phone: Text,
    },
    /// Send the call to a number.
    Transfer {
        /// As the operator typed it.
        to: Text,
        /// What the vendor asks beside that.
        with: Entries,
    },
    /// Send the call to a queue.
    Requeue {
        /// The vendor's id of it.
        queue: QueueId,
        /// Its name.
        name: Text,
    },
    /// Say how the call turned out.
    Dispose {
        /// The dispositions: one, or more where the vendor takes several.
        codes: Vec<Choice>,
        /// A note for the vendor's record; may be empty.
        note: Text,
        /// What the vendor asks beside that.
        with: Entries,
    },
    /// Ring the agent, then dial for them.
    Place {
        /// The number, as the operator typed it.
        to: Text,
        /// What the vendor asks beside that.
        with: Entries,
    },
    /// Put the agent in a state.
    SetState(Choice),
    /// What only this vendor can do.
    Special {
        /// Which.
        special: Arc<Special>,
        /// What it asks.
        with: Entries,
    },
}

impl Action {
    /// An action of which nothing is known but its words.
    pub fn known_as(words: &str) -> Self {
        Self::Special {
            special: Special::call("", words, Weight::Final, "").into(),
            with: Entries::default(),
        }
    }

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
            Self::Park { .. } => Verb::Park,
            Self::Retrieve { .. } => Verb::Retrieve,
            Self::Transfer { .. } => Verb::Transfer,
            Self::Requeue { .. } => Verb::Requeue,
            Self::Dispose { .. } => Verb::Dispose,
            Self::Place { .. } => Verb::Place,
            Self::SetState(_) => Verb::SetState,
            Self::Special { .. } => Verb::Special,
        }
    }

    /// What sort of action it is: of two of the same sort on one subject, the second waits for the first.
    pub fn kind(&self) -> (Verb, &str) {
        let own = if let Self::Special { special, .. } = self { &*special.id } else { "" };
        (self.verb(), own)
    }

    /// What it does, in words that follow a name: `record off`, `requeue to Sales`.
    pub fn words(&self) -> String {
        let detailed = |words: String, with: &Entries| {
            if with.is_empty() { words } else { format!("{words}: {}", with.words()) }
        };
        match self {
            Self::Listen { .. } | Self::Leave { .. } | Self::HangUp => self.verb().word().to_owned(),
            Self::Record(on) => format!("record {}", on_off(*on)),
            Self::Hold(on) => format!("hold {}", on_off(*on)),
            Self::Park { with } => detailed("park".to_owned(), with),
            Self::Retrieve { phone } => format!("retrieve to {phone}"),
            Self::Transfer { to, with } => detailed(format!("transfer to {to}"), with),
            Self::Requeue { name, .. } => format!("requeue to {name}"),
            Self::Dispose { codes, with, .. } => {
                let labels: Vec<&str> = codes.iter().map(|code| code.label.as_str()).collect();
                detailed(format!("disposition {}", labels.join(", ")), with)
            }
            Self::Place { to, with } => detailed(format!("place call to {to}"), with),
            Self::SetState(state) => format!("state {}", state.label),
            Self::Special { special, with } => detailed(special.label.to_string(), with),
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

/// Which appearance of a call's id an operator saw. A board numbers them; two numbers are never given twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sighting {
    /// The call: a vendor may give an id to another one later.
    pub call: u64,
    /// The hands that it was in: another agent, or none.
    pub hands: u64,
}

/// Who an order is for. Whether it still is what the operator saw, the sightings tell; the rows are for people, for the
/// vendor and for the audit log, and before anything is written or sent they are the newest that the board has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A call.
    Call {
        /// Which.
        key: CallKey,
        /// Which appearance of that id, in whose hands.
        sighting: Sighting,
        /// The row.
        seen: Box<Call>,
    },
    /// An agent.
    Agent {
        /// Which.
        key: AgentKey,
        /// Which appearance of that id: a line may change hands.
        sighting: u64,
        /// The row.
        seen: Box<Agent>,
        /// The calls that the agent was on, where the order was started from one of them (that one comes first)
        /// or ends or changes them. It is for these alone: it goes away when one of them ends or another comes.
        calls: Vec<SeenCall>,
    },
}

/// A call as an operator saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenCall {
    /// Which.
    pub key: CallKey,
    /// Which appearance of that id, in whose hands.
    pub sighting: Sighting,
    /// The row.
    pub seen: Box<Call>,
}

impl Subject {
    /// The account that the order goes to.
    pub fn account(&self) -> &super::Account {
        match self {
            Self::Call { key, .. } => &key.account,
            Self::Agent { key, .. } => &key.account,
        }
    }

    /// The calls that it is for.
    pub fn calls(&self) -> impl Iterator<Item = &CallKey> {
        let (call, calls) = match self {
            Self::Call { key, .. } => (Some(key), &[][..]),
            Self::Agent { calls, .. } => (None, calls.as_slice()),
        };
        call.into_iter().chain(calls.iter().map(|call| &call.key))
    }

    /// The customer, if it is about one call.
    pub fn caller(&self) -> Option<&Party> {
        match self {
            Self::Call { seen, .. } => Some(&seen.caller),
            Self::Agent { calls, .. } => match calls.as_slice() {
                [call] => Some(&call.seen.caller),
                _ => None,
            },
        }
    }
}

/// A vendor's "yes" to an order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    /// What it said beside that, if an operator should read it.
    pub note: Option<Text>,
}
