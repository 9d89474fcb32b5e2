//! What can be done at an account, and why not.

use std::collections::BTreeMap;

use super::Text;

/// An action without its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// Listen in silence.
    Monitor,
    /// Speak to the agent alone.
    Whisper,
    /// Speak to everybody.
    Barge,
    /// End one's own listening.
    Leave,
    /// End the call for everybody.
    HangUp,
    /// Recording on or off.
    Record,
    /// Hold on or off.
    Hold,
    /// Park the call, or pick up a parked one.
    Park,
    /// Send the call to another number.
    Transfer,
    /// Send the call to a queue.
    Requeue,
    /// Close the call with a disposition.
    Dispose,
    /// Place a call for an agent.
    Place,
    /// Change an agent's state.
    SetState,
}

impl Verb {
    /// All of them, in the order people look for them.
    pub const ALL: [Self; 13] = [
        Self::Monitor,
        Self::Whisper,
        Self::Barge,
        Self::Leave,
        Self::HangUp,
        Self::Record,
        Self::Hold,
        Self::Park,
        Self::Transfer,
        Self::Requeue,
        Self::Dispose,
        Self::Place,
        Self::SetState,
    ];

    /// What it is called.
    pub fn word(self) -> &'static str {
        match self {
            Self::Monitor => "monitor",
            Self::Whisper => "whisper",
            Self::Barge => "barge",
            Self::Leave => "stop listening",
            Self::HangUp => "hang up",
            Self::Record => "record",
            Self::Hold => "hold",
            Self::Park => "park",
            Self::Transfer => "transfer",
            Self::Requeue => "requeue",
            Self::Dispose => "disposition",
            Self::Place => "place call",
            Self::SetState => "agent state",
        }
    }
}

/// Whether an account can do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ability {
    /// Yes, and the vendor's lists show its effect.
    Seen,
    /// Yes, but the vendor's lists do not show it: its "accepted" is the last word.
    Unseen,
    /// No, and why, in words an operator reads: a whole sentence without its full stop.
    No(Text),
}

/// What an account can do, verb by verb.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Abilities(BTreeMap<Verb, Ability>);

impl Abilities {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With `verbs`, whose effects the vendor's lists show.
    #[must_use]
    pub fn seen(mut self, verbs: &[Verb]) -> Self {
        self.0.extend(verbs.iter().map(|verb| (*verb, Ability::Seen)));
        self
    }

    /// With `verbs`, whose effects the vendor's lists do not show.
    #[must_use]
    pub fn unseen(mut self, verbs: &[Verb]) -> Self {
        self.0.extend(verbs.iter().map(|verb| (*verb, Ability::Unseen)));
        self
    }

    /// Without `verbs`, because of `why`.
    #[must_use]
    pub fn without(mut self, verbs: &[Verb], why: &str) -> Self {
        self.0.extend(verbs.iter().map(|verb| (*verb, Ability::No(Text::new(why)))));
        self
    }

    /// Whether `verb` can be done. A verb that an adapter does not mention is not offered.
    pub fn of(&self, verb: Verb) -> Ability {
        self.0.get(&verb).cloned().unwrap_or_else(|| Ability::No(Text::new("this vendor does not offer it")))
    }

    /// Whether `verb` can be done at all.
    pub fn offers(&self, verb: Verb) -> bool {
        !matches!(self.of(verb), Ability::No(_))
    }
}
