//! One interaction, and what each event does to it (8x8 §4.5). Pure.

mod birth;
mod legs;

use std::collections::BTreeMap;

use super::events::{CallState, Event, Facts, Media};
use crate::domain::Recording;

/// The most values that are kept of what is attached to an interaction.
const ATTACHED: usize = 60;

/// An interaction as its events have told it. Times are in milliseconds of the vendor's clock.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Live {
    /// Its kind; a call until told otherwise.
    pub(super) media: Media,
    /// Whether it was placed by us.
    pub(super) outbound: Option<bool>,
    /// The last state that was told.
    pub(super) state: Option<CallState>,
    /// Whether it waits in a queue.
    pub(super) queued: bool,
    /// When it was created, or first heard of.
    pub(super) began: Option<i64>,
    /// When the other side was first spoken to.
    pub(super) answered: Option<i64>,
    /// Whether the customer of an outgoing call has answered.
    pub(super) customer: bool,
    /// Our agents on it, in the order they came.
    pub(super) legs: Vec<Leg>,
    /// Everybody of ours who takes part, supervisors too.
    pub(super) participants: Vec<String>,
    /// Whether it is being recorded.
    pub(super) recording: Recording,
    /// Who rejected it last, and why.
    pub(super) rejected: Option<(String, i64)>,
    /// The customer's number as it was told first: a spelling that comes later would look like another customer.
    pub(super) number: Option<String>,
    /// The last event.
    pub(super) last: String,
    /// What is told beside that; the newest of each.
    pub(super) facts: Facts,
    /// What is attached.
    pub(super) attached: BTreeMap<String, String>,
}

/// An agent on an interaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Leg {
    /// Who.
    pub(super) agent: String,
    /// How far.
    pub(super) stage: Stage,
    /// Whether they have put it on hold.
    pub(super) held: bool,
    /// Whether they are muted.
    pub(super) muted: bool,
}

/// How far an agent is with an interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// It rings at them.
    Offered,
    /// They are on it.
    On,
    /// They finish the work on it.
    Wrapup,
}

/// What is left of an interaction after an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It goes on.
    Lives,
    /// It is over, or this leg of a conference is.
    Ends,
}

impl Live {
    /// Takes in one event.
    pub(super) fn fold(&mut self, event: &Event) -> Fate {
        self.note(event);
        match event.name.as_str() {
            "InteractionDeleted" => return Fate::Ends,
            "InteractionCreated" => self.queued = event.state == Some(CallState::Queued),
            "InteractionQueued" => self.queued = true,
            "InteractionUnqueued" | "InteractionQueueTimeout" => self.unqueued(),
            "InteractionAssigned" => self.assigned(event),
            "InteractionRejected" => self.reject(event),
            "InteractionAccepted" => self.accepted(event),
            "InteractionCustomerAccepted" => {
                self.customer = true;
                self.answered = self.answered.or(event.at);
            }
            "LineHoldStatus" => {
                self.on_leg(event, event.state == Some(CallState::Hold), |leg, on| leg.held = on);
            }
            "LineMuteStatus" => self.on_leg(event, false, |leg, on| leg.muted = on),
            "InteractionRecordingStarted" => {
                self.missed(event);
                self.recording = Recording::On;
            }
            "RecordingStatus" => self.record(event),
            "InteractionParticipantChange" => self.meet(event),
            "InteractionParticipantRemovedByHost" => self.expel(event),
            "InteractionPostProcess" => self.wrap_up(event),
            "InteractionEndPostProcess" | "InteractionDeassigned" => self.release(event),
            "InteractionRecordingReady" | "GuestChatEnd" | "MediaProxyAdded" | "MediaProxyRemoved" => {}
            _ => self.missed(event),
        }
        Fate::Lives
    }

    /// Keeps what any event may tell.
    fn note(&mut self, event: &Event) {
        self.last.clone_from(&event.name);
        self.media = event.media.unwrap_or(self.media);
        self.outbound = event.outbound.or(self.outbound);
        if event.state.is_some() {
            self.state.clone_from(&event.state);
        }
        if let Some(participants) = &event.participants {
            self.participants.clone_from(participants);
        }
        let (mine, told) = (&mut self.facts, &event.facts);
        for (mine, told) in [
            (&mut mine.queue, &told.queue),
            (&mut mine.priority, &told.priority),
            (&mut mine.transaction, &told.transaction),
            (&mut mine.recording_mode, &told.recording_mode),
            (&mut mine.channel, &told.channel),
            (&mut mine.phone, &told.phone),
            (&mut mine.campaign, &told.campaign),
        ] {
            if told.is_some() {
                mine.clone_from(told);
            }
        }
        mine.queued_at = told.queued_at.or(mine.queued_at);
        mine.direct = told.direct.or(mine.direct);
        mine.external = told.external.or(mine.external);
        mine.by_agent = told.by_agent.or(mine.by_agent);
        if self.recording == Recording::Unknown && is_no(told.recording_mode.as_deref()) {
            self.recording = Recording::Off;
        }
        for (key, value) in &event.attached {
            if self.attached.len() < ATTACHED || self.attached.contains_key(key) {
                self.attached.insert(key.clone(), value.clone());
            }
        }
        let number =
            || ["remotePhoneNum", "phoneNum"].iter().find_map(|key| self.attached.get(*key)).cloned();
        self.number = self.number.take().or_else(number);
    }

    /// Out of the queue and with nobody: what it came through is kept only where somebody has it.
    fn unqueued(&mut self) {
        self.queued = false;
        if self.legs.is_empty() {
            (self.facts.queue, self.facts.queued_at) = (None, None);
        }
    }

    fn assigned(&mut self, event: &Event) {
        self.queued = false;
        if let Some(leg) = self.leg(event, Stage::Offered) {
            leg.stage = Stage::Offered;
        }
    }

    fn reject(&mut self, event: &Event) {
        let agent = event.agent.clone();
        match &agent {
            Some(agent) => self.legs.retain(|leg| leg.agent != *agent),
            None => self.legs.retain(|leg| leg.stage != Stage::Offered),
        }
        self.rejected = Some((agent.unwrap_or_default(), event.facts.rejected.unwrap_or(0)));
        self.queued = self.legs.is_empty();
    }

    /// An incoming call is being talked on then, an outgoing one still rings at the customer.
    fn accepted(&mut self, event: &Event) {
        self.queued = false;
        if event.state == Some(CallState::Connected) || self.outbound != Some(true) {
            self.customer = true;
            self.answered = self.answered.or(event.at);
        }
        if let Some(leg) = self.leg(event, Stage::On) {
            leg.stage = Stage::On;
        }
    }

    /// Changes the leg that an event of a line is about. What was on a line before we listened is on it.
    fn on_leg(&mut self, event: &Event, otherwise: bool, change: fn(&mut Leg, bool)) {
        self.missed(event);
        let on = match event.facts.status.as_deref() {
            Some("true") => true,
            Some("false") => false,
            Some(_) | None => otherwise,
        };
        let alone = self.legs.len() == 1;
        let leg = match &event.agent {
            Some(agent) => self.legs.iter_mut().find(|leg| leg.agent == *agent),
            None => self.legs.iter_mut().next().filter(|_| alone),
        };
        if let Some(leg) = leg {
            change(leg, on);
        }
    }

    fn record(&mut self, event: &Event) {
        self.missed(event);
        match event.facts.status.as_deref() {
            Some("pause") => self.recording = Recording::Paused,
            Some("resume") => self.recording = Recording::On,
            Some(_) | None => {}
        }
    }

    /// A conference, or a supervisor who joins: only the list of those who take part changes.
    fn meet(&mut self, event: &Event) {
        if event.state == Some(CallState::Disconnected) {
            return;
        }
        if self.legs.is_empty() && !self.queued {
            let joined = event.participants.iter().flatten().chain(&event.agent).cloned();
            for agent in joined.collect::<Vec<_>>() {
                self.join(agent, Stage::On);
            }
            self.customer = true;
        }
    }

    fn expel(&mut self, event: &Event) {
        match (&event.participants, &event.agent) {
            (Some(left), _) => self.legs.retain(|leg| left.contains(&leg.agent)),
            (None, Some(agent)) => {
                self.legs.retain(|leg| leg.agent != *agent);
                self.participants.retain(|other| other != agent);
            }
            (None, None) => {}
        }
    }

    fn wrap_up(&mut self, event: &Event) {
        self.queued = false;
        if let Some(leg) = self.leg(event, Stage::Wrapup) {
            (leg.stage, leg.held) = (Stage::Wrapup, false);
        }
    }

    /// Who is not named was the only one.
    fn release(&mut self, event: &Event) {
        match &event.agent {
            Some(agent) => self.legs.retain(|leg| leg.agent != *agent),
            None => self.legs.retain(|leg| leg.stage != Stage::Wrapup),
        }
    }
}

fn is_no(mode: Option<&str>) -> bool {
    matches!(mode, Some("no" | "0"))
}

#[cfg(test)]
mod tests;
