//! What can be done to a call, by what it is doing.

use crate::domain::{Only, Phase, Text, Verb};

/// While the caller waits, or a phone rings for them.
const WAITS: &[Verb] = &[Verb::HangUp, Verb::Record, Verb::Transfer, Verb::Requeue, Verb::Special];
/// In a conference, where a leg has no one at its other end.
const CONFERS: &[Verb] =
    &[Verb::Monitor, Verb::Whisper, Verb::Barge, Verb::Leave, Verb::HangUp, Verb::Record, Verb::Special];
/// While it is parked.
const PARKED: &[Verb] =
    &[Verb::HangUp, Verb::Record, Verb::Retrieve, Verb::Transfer, Verb::Requeue, Verb::Special];
/// While whom it is for has not answered.
const DIALS: &[Verb] = &[Verb::HangUp, Verb::Special];
/// Where the user may see queues and no calls.
const BARE: &[Verb] = &[Verb::Special];

/// The few actions that a call in `phase` takes; `None` if it takes all. Only a call with an agent is parked: there
/// must be somebody to whom it comes back.
pub(super) fn only(phase: &Phase) -> Option<Only> {
    let only = |verbs, why: &str| Some(Only::new(verbs, Text::new(why)));
    match phase {
        Phase::Queued => only(WAITS, "the caller still waits, and no agent is on the call"),
        Phase::Ringing => only(WAITS, "the phone still rings, and no agent is on the call"),
        Phase::Dialing => only(DIALS, "nobody has answered yet"),
        Phase::Parked => only(PARKED, "the call is parked, and no agent is on it"),
        Phase::Other(_) => only(WAITS, "nobody talks on this call"),
        Phase::Talking | Phase::Held | Phase::Wrapup => None,
    }
}

/// What a customer's row of a conference takes.
pub(super) fn conference() -> Only {
    Only::new(CONFERS, Text::new("this is a conference: one of several cannot be sent elsewhere"))
}

/// As [`only`], for a caller of whom only the queue tells.
pub(super) fn bare() -> Only {
    Only::new(BARE, Text::new("the manager user may see who waits, and no calls"))
}
