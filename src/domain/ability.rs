//! What can be done at an account, and why not.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Choice, Field, Special, Text};

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
    /// Park the call.
    Park,
    /// Pick up a parked call.
    Retrieve,
    /// Send the call to another number.
    Transfer,
    /// Send the call to a queue.
    Requeue,
    /// Say how the call turned out.
    Dispose,
    /// Place a call for an agent.
    Place,
    /// Change an agent's state.
    SetState,
    /// What only this vendor can do.
    Special,
}

impl Verb {
    /// All of them, in the order people look for them.
    pub const ALL: [Self; 15] = [
        Self::Monitor,
        Self::Whisper,
        Self::Barge,
        Self::Leave,
        Self::HangUp,
        Self::Record,
        Self::Hold,
        Self::Park,
        Self::Retrieve,
        Self::Transfer,
        Self::Requeue,
        Self::Dispose,
        Self::Place,
        Self::SetState,
        Self::Special,
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
            Self::Retrieve => "retrieve",
            Self::Transfer => "transfer",
            Self::Requeue => "requeue",
            Self::Dispose => "disposition",
            Self::Place => "place call",
            Self::SetState => "agent state",
            Self::Special => "more",
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

/// The dispositions that every call of an account can be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Codes {
    /// Which.
    pub choices: Vec<Choice>,
    /// How many at once.
    pub most: usize,
    /// Whether the vendor takes a note with them.
    pub note: bool,
}

/// What an account can do, verb by verb, and what it asks for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Abilities {
    verbs: BTreeMap<Verb, Ability>,
    fields: BTreeMap<Verb, Vec<Field>>,
    consequences: BTreeMap<Verb, Text>,
    specials: Vec<Arc<Special>>,
    codes: Option<Codes>,
    switches: bool,
    granted: bool,
    ends: BTreeSet<Verb>,
}

impl Abilities {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With `verbs`, whose effects the vendor's lists show.
    #[must_use]
    pub fn seen(mut self, verbs: &[Verb]) -> Self {
        self.verbs.extend(verbs.iter().map(|verb| (*verb, Ability::Seen)));
        self
    }

    /// With `verbs`, whose effects the vendor's lists do not show.
    #[must_use]
    pub fn unseen(mut self, verbs: &[Verb]) -> Self {
        self.verbs.extend(verbs.iter().map(|verb| (*verb, Ability::Unseen)));
        self
    }

    /// Without `verbs`, because of `why`.
    #[must_use]
    pub fn without(mut self, verbs: &[Verb], why: &str) -> Self {
        self.verbs.extend(verbs.iter().map(|verb| (*verb, Ability::No(Text::new(why)))));
        self
    }

    /// With what must be asked before `verb`, beside what it always needs. Only [`Verb::Park`],
    /// [`Verb::Transfer`], [`Verb::Dispose`] and [`Verb::Place`] carry answers.
    #[must_use]
    pub fn asking(mut self, verb: Verb, fields: Vec<Field>) -> Self {
        self.fields.insert(verb, fields);
        self
    }

    /// With what happens after `verb` at this vendor, as a sentence, where that is not what it is elsewhere.
    #[must_use]
    pub fn bringing(mut self, verb: Verb, consequence: &str) -> Self {
        self.consequences.insert(verb, Text::new(consequence));
        self
    }

    /// With what only this vendor can do. Whether it is possible at all is [`Verb::Special`]'s ability.
    #[must_use]
    pub fn with(mut self, specials: Vec<Special>) -> Self {
        self.specials = specials.into_iter().map(Arc::new).collect();
        if self.specials.is_empty() { self } else { self.seen(&[Verb::Special]) }
    }

    /// With dispositions that do not depend on the call's queue.
    #[must_use]
    pub fn coded(mut self, codes: Codes) -> Self {
        self.codes = Some(codes);
        self
    }

    /// With a listening mode that can be changed while the phone is on the call.
    #[must_use]
    pub fn switching(mut self) -> Self {
        self.switches = true;
        self
    }

    /// With rights that the vendor itself told: what is offered may be done. Elsewhere only trying would tell.
    #[must_use]
    pub fn granted(mut self) -> Self {
        self.granted = true;
        self
    }

    /// With each reason why something cannot be done in other words.
    #[must_use]
    pub fn map_reasons(mut self, change: impl Fn(Text) -> Text) -> Self {
        for ability in self.verbs.values_mut() {
            if let Ability::No(why) = ability {
                *why = change(std::mem::replace(why, Text::new("")));
            }
        }
        self
    }

    /// With `verbs`, which end a call for somebody at this vendor, though not elsewhere.
    #[must_use]
    pub fn ending(mut self, verbs: &[Verb]) -> Self {
        self.ends.extend(verbs);
        self
    }

    /// Whether `verb` ends a call for somebody at this vendor.
    pub fn ends(&self, verb: Verb) -> bool {
        self.ends.contains(&verb)
    }

    /// Whether `verb` can be done. A verb that an adapter does not mention is not offered.
    pub fn of(&self, verb: Verb) -> Ability {
        let why = if verb == Verb::Special {
            "this vendor has no actions of its own"
        } else {
            "this vendor does not offer it"
        };
        self.verbs.get(&verb).cloned().unwrap_or_else(|| Ability::No(Text::new(why)))
    }

    /// Whether `verb` can be done at all.
    pub fn offers(&self, verb: Verb) -> bool {
        !matches!(self.of(verb), Ability::No(_))
    }

    /// What is asked before `verb`.
    pub fn fields(&self, verb: Verb) -> &[Field] {
        self.fields.get(&verb).map_or(&[], Vec::as_slice)
    }

    /// What happens after `verb` at this vendor, where that is not what it is elsewhere.
    pub fn consequence(&self, verb: Verb) -> Option<&Text> {
        self.consequences.get(&verb)
    }

    /// What only this vendor can do.
    pub fn specials(&self) -> &[Arc<Special>] {
        &self.specials
    }

    /// The dispositions of every call.
    pub fn codes(&self) -> Option<&Codes> {
        self.codes.as_ref()
    }

    /// Whether the vendor told that what is offered may be done.
    pub fn is_granted(&self) -> bool {
        self.granted
    }

    /// Whether the listening mode can be changed while the phone is on the call.
    pub fn switches(&self) -> bool {
        self.switches
    }
}
