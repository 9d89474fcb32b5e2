//! What things are called: a leg keeps its channel name and its `Uniqueid` for as long as it lives.

use std::collections::BTreeMap;

use super::super::world::{AgentIx, CallId, Ms, Site};

/// Which leg of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// The outside party of an inbound call.
    Caller(CallId),
    /// Whom an agent calls.
    Called(CallId),
    Agent(CallId, AgentIx),
    /// The dialplan's side of an agent who is reached through a Local channel.
    Half(CallId, AgentIx),
    /// A phone that `Originate` called, by its number in the list of those.
    Phone(u64),
}

impl Part {
    pub(super) fn call(self) -> Option<CallId> {
        match self {
            Self::Caller(id) | Self::Called(id) | Self::Agent(id, _) | Self::Half(id, _) => Some(id),
            Self::Phone(_) => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) channel: String,
    pub(super) unique: String,
    pub(super) born: Ms,
}

#[derive(Debug, Default)]
pub(super) struct Names {
    known: BTreeMap<Part, Name>,
    unique: u64,
    channel: u32,
    local: u32,
}

impl Names {
    /// How many legs there have been.
    pub(super) fn count(&self) -> u32 {
        self.channel + 2 * self.local
    }

    pub(super) fn get(&self, part: Part) -> Option<&Name> {
        self.known.get(&part)
    }

    /// The part's name; a new one of an endpoint that it was born at an instant, if it has none.
    pub(super) fn of(&mut self, site: &Site, part: Part, (base, born): (&str, Ms)) -> Name {
        if let Some(name) = self.known.get(&part) {
            return name.clone();
        }
        let name = self.make(site, base, born);
        self.known.insert(part, name.clone());
        name
    }

    /// A name that nothing has yet.
    pub(super) fn make(&mut self, site: &Site, base: &str, born: Ms) -> Name {
        self.unique += 1;
        let unique = format!("{}.{}", site.utc(born).timestamp(), 2 * self.unique - 1);
        let channel = if base.starts_with("Local/") {
            self.local += 1;
            format!("{base}-{:08x};1", self.local)
        } else {
            self.channel += 1;
            format!("{base}-{:08x}", self.channel)
        };
        Name { channel, unique, born }
    }

    /// Gives a part a name that was somebody else's, or is known for another reason.
    pub(super) fn give(&mut self, part: Part, name: Name) {
        self.known.insert(part, name);
    }

    /// Forgets a name, so that the part gets a new one.
    pub(super) fn forget(&mut self, part: Part) {
        self.known.remove(&part);
    }

    pub(super) fn keep(&mut self, lives: impl Fn(Part) -> bool) {
        self.known.retain(|part, _| lives(*part));
    }
}

/// A number made of a text, the same each time. Lists come in its order, as in that of a hash table.
pub(super) fn mix(text: &str) -> u64 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

/// An identifier of a bridge, the same for the same text.
pub(super) fn bridge_id(text: &str) -> String {
    let (high, low) = (mix(text), mix(&format!("{text}/")));
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xfff,
        0x8000 | low >> 48 & 0x3fff,
        low & 0xffff_ffff_ffff
    )
}
