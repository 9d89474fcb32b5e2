//! Whether a call is recorded, as exactly as it can be known (fact sheet §5).
//!
//! The variable that names the file is empty if there never was a recording, and stays when it is stopped. Only
//! events tell of the end, so what began before anybody listened is unknown unless it never began.

use std::collections::BTreeMap;

use super::facts::Facts;
use super::legs::{Leg, Variable};
use crate::domain::{At, Recording};

/// How far the second in which a leg was born may be off.
const SLIP: std::time::Duration = std::time::Duration::from_secs(2);

/// What the account remembers of recordings between its polls.
#[derive(Clone, Debug, Default)]
pub(super) struct Tapes {
    /// Legs that had no recording while events came, by the beginning of those.
    blank: BTreeMap<String, At>,
    /// What was set from here and accepted, by the leg.
    set: BTreeMap<String, bool>,
    /// The server's id of the recording that was started from here, by the leg.
    own: BTreeMap<String, String>,
}

impl Tapes {
    /// Takes in the newest list; what is over is forgotten.
    pub(super) fn learn(&mut self, legs: &[Leg], facts: &Facts) {
        let listed = |id: &String| legs.iter().any(|leg| leg.id == *id);
        self.blank.retain(|id, _| listed(id));
        self.set.retain(|id, _| listed(id));
        self.own.retain(|id, _| listed(id));
        if let Some(since) = facts.since.filter(|_| facts.calls) {
            for leg in legs.iter().filter(|leg| leg.tape == Variable::Empty) {
                self.blank.insert(leg.id.clone(), since);
            }
        }
    }

    /// What was accepted: recording on, with the server's id of it, or off; `None` if nobody knows any more.
    pub(super) fn set(&mut self, leg: &str, on: Option<bool>, id: Option<&str>) {
        match on {
            Some(on) => self.set.insert(leg.to_owned(), on),
            None => self.set.remove(leg),
        };
        match id {
            Some(id) => self.own.insert(leg.to_owned(), id.to_owned()),
            None => self.own.remove(leg),
        };
    }

    /// The server's id of the recording that was started from here.
    pub(super) fn own(&self, leg: &str) -> Option<&str> {
        self.own.get(leg).map(String::as_str)
    }

    /// Whether `leg` is recorded.
    pub(super) fn of(&self, leg: &Leg, facts: &Facts) -> Recording {
        let set = || self.set.get(&leg.id).map_or(Recording::Unknown, |on| Recording::Set(*on));
        let heard = facts.tapes.get(&leg.id).copied();
        if leg.tape == Variable::Empty && heard.is_none_or(|tape| tape.started == 0) {
            return if self.set.get(&leg.id) == Some(&true) { set() } else { Recording::Off };
        }
        let Some(since) = facts.since.filter(|_| facts.calls) else { return set() };
        let whole =
            leg.since.is_some_and(|born| born >= since + SLIP) || self.blank.get(&leg.id) == Some(&since);
        match heard {
            Some(tape) if whole && tape.started <= tape.stopped => Recording::Off,
            Some(tape) if tape.muted == Some(true) => Recording::Paused,
            Some(tape)
                if whole || tape.started > tape.stopped || tape.muted.is_some() && tape.stopped == 0 =>
            {
                Recording::On
            }
            None if whole && leg.tape == Variable::Untold => Recording::Off,
            // It was there before anybody listened.
            Some(_) | None => set(),
        }
    }
}

/// The recording of a call, of those of its legs: one that runs is enough.
pub(super) fn together(legs: impl Iterator<Item = Recording>) -> Recording {
    let rank = |recording: &Recording| match recording {
        Recording::On => 0,
        Recording::Set(true) => 1,
        Recording::Paused => 2,
        Recording::Unknown => 3,
        Recording::Set(false) => 4,
        Recording::Off => 5,
    };
    legs.min_by_key(rank).unwrap_or(Recording::Unknown)
}
