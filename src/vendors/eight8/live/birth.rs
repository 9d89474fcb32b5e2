//! The first that is heard of an interaction.

use std::collections::BTreeMap;

use super::{Fate, Live};
use crate::domain::Recording;
use crate::vendors::eight8::events::{CallState, Event, Facts, Media};

impl Live {
    /// An interaction that `event` is the first to tell of, with what it tells. `None` if the event does not say that
    /// it lives: it is of a kind that nobody documented, or tells neither that somebody is on it nor that it waits.
    /// Such a row would be a call that nobody has.
    pub(in crate::vendors::eight8) fn born(event: &Event) -> Option<Self> {
        let dead = event.state == Some(CallState::Disconnected) && event.name != "InteractionPostProcess";
        let mut live = Self::new(event);
        if dead || !tells_of_life(&event.name) || live.fold(event) == Fate::Ends {
            return None;
        }
        let placed =
            live.queued || live.customer || !live.legs.is_empty() || event.name == "InteractionCreated";
        placed.then_some(live)
    }

    fn new(event: &Event) -> Self {
        Self {
            media: Media::Phone,
            outbound: None,
            state: None,
            queued: false,
            began: began(event),
            answered: None,
            customer: false,
            legs: Vec::new(),
            participants: Vec::new(),
            recording: Recording::Unknown,
            rejected: None,
            number: None,
            last: String::new(),
            facts: Facts::default(),
            attached: BTreeMap::new(),
        }
    }
}

/// Whether an event of this kind may be the first that is heard of an interaction: what was there before we listened
/// is on it.
fn tells_of_life(name: &str) -> bool {
    matches!(
        name,
        "InteractionCreated"
            | "InteractionQueued"
            | "InteractionAssigned"
            | "InteractionRejected"
            | "InteractionAccepted"
            | "InteractionCustomerAccepted"
            | "LineHoldStatus"
            | "LineMuteStatus"
            | "InteractionRecordingStarted"
            | "RecordingStatus"
            | "InteractionParticipantChange"
            | "InteractionPostProcess"
    )
}

/// When an interaction began: by its first event, or else by its id, which holds its creation (8x8 §3).
fn began(event: &Event) -> Option<i64> {
    const A_DAY: i64 = 86_400_000;
    if event.name == "InteractionCreated" {
        return event.at;
    }
    let id = event.id.split('-').nth(1).and_then(|hex| i64::from_str_radix(hex, 16).ok());
    match (id, event.at) {
        (Some(id), Some(at)) if (0..=A_DAY).contains(&at.saturating_sub(id)) => Some(id),
        (_, at) => at,
    }
}
