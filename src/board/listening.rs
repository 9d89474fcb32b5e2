//! Supervisors' legs on calls: ours, and how far each has come.

use std::time::Duration;

use super::{Line, Stage};
use crate::domain::{Action, At, CallKey, ListenMode, Subject, Text};
use crate::event::Order;

/// How long a phone may take to turn up among the legs that a vendor lists.
const TURNS_UP: Duration = Duration::from_secs(20);

/// A supervisor's leg on a call, as far as this program knows: the vendor accepted it, and neither the call
/// nor the leg has ended since.
#[derive(Clone, Debug, PartialEq)]
pub struct Listening {
    /// The call.
    pub call: CallKey,
    /// Which appearance of its id.
    pub sighting: u64,
    /// Who hears whom.
    pub mode: ListenMode,
    /// The phone that listens.
    pub phone: Text,
    /// Who listens.
    pub operator: Text,
    /// Since when.
    pub since: At,
    /// Whether the vendor said yes; if not, no answer came and the leg may not exist.
    pub certain: bool,
    /// What the vendor's lists tell of it.
    pub heard: Heard,
}

/// What a vendor's lists tell of a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Nothing, or nothing yet.
    Nothing,
    /// The phone rings.
    Ringing,
    /// It was answered: somebody listens.
    Listening,
}

/// Takes in how far `order` has come: `stage`.
pub(super) fn follow(legs: &mut Vec<Listening>, order: &Order, stage: &Stage, now: At) {
    let certain = match stage {
        Stage::Accepted(_) | Stage::Done(_) => true,
        Stage::Unanswered(_) => false,
        Stage::Noted | Stage::Sent | Stage::Refused(_) | Stage::Seen | Stage::NotSeen => return,
    };
    let Subject::Call { key, sighting, .. } = &order.subject else { return };
    let on_it = |leg: &Listening, phone: &Text| leg.call == *key && leg.phone == *phone;
    match &order.action {
        Action::Listen { mode, phone, from } => {
            let before = legs.iter().position(|leg| on_it(leg, phone)).map(|place| legs.remove(place));
            let (since, heard) = match (from, before) {
                // Only the mode changed: the phone is where it was.
                (Some(_), Some(leg)) => (leg.since, leg.heard),
                (Some(_) | None, _) => (now, Heard::Nothing),
            };
            legs.push(Listening {
                call: key.clone(),
                sighting: *sighting,
                mode: *mode,
                phone: phone.clone(),
                operator: order.operator.clone(),
                since,
                certain,
                heard,
            });
        }
        Action::Leave { phone } if certain => legs.retain(|leg| !on_it(leg, phone)),
        Action::Leave { phone } => {
            for leg in legs.iter_mut().filter(|leg| on_it(leg, phone)) {
                leg.certain = false;
            }
        }
        Action::HangUp
        | Action::Record(_)
        | Action::Hold(_)
        | Action::Park { .. }
        | Action::Retrieve { .. }
        | Action::Transfer { .. }
        | Action::Requeue { .. }
        | Action::Dispose { .. }
        | Action::Place { .. }
        | Action::SetState(_)
        | Action::Special { .. } => {}
    }
}

/// Looks after the legs at `line`, which has just been polled: those on calls that are over are gone, and so
/// are those that the vendor, where it lists legs at all, lists no longer or not in time.
pub(super) fn observe(legs: &mut Vec<Listening>, line: &Line, now: At) {
    legs.retain_mut(|leg| {
        if leg.call.account != line.account {
            return true;
        }
        if line.call(&leg.call.id).is_none_or(|row| row.sighting != leg.sighting) {
            return false;
        }
        if line.listeners.is_none() {
            return true;
        }
        match line.listener(&leg.call.id, &leg.phone) {
            Some(listed) => {
                leg.certain = true;
                leg.heard = if listed.answered { Heard::Listening } else { Heard::Ringing };
                true
            }
            None => leg.heard == Heard::Nothing && now.since(leg.since) < TURNS_UP,
        }
    });
}
