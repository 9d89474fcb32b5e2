//! The course of a call as the stream tells it (8x8 §4.5): from what was told to how the call stands now.

use serde_json::{Value, json};

use super::super::world::{AgentIx, Direction, Ms, QueueIx, Recording, Stage};
use super::ledger::Record;
use super::payload::{self, Happening, Scene};
use super::tallies::{Tallies, Who};

/// Abandoning sooner than this counts as short (8x8 §4.2).
const SHORT_ABANDON: Ms = 5_000;

/// How far the stream has told a call.
#[derive(Debug, Default)]
pub(super) struct Told {
    created: bool,
    /// When the wait began that was told last.
    entered: Option<Ms>,
    queue: Option<QueueIx>,
    assigned: Option<AgentIx>,
    offered: Ms,
    accepted: bool,
    answered: bool,
    /// Since when it is on hold.
    held: Option<Ms>,
    tape: Option<bool>,
    listeners: usize,
    codes: usize,
    ended: Ms,
    /// The instant of the last event; the next one is no earlier.
    at: Ms,
}

/// Writes one call's events.
pub(super) struct Pen<'a> {
    pub(super) scene: Scene<'a>,
    pub(super) record: &'a mut Record,
    pub(super) tallies: &'a mut Tallies,
    pub(super) out: &'a mut Vec<Happening>,
}

impl Pen<'_> {
    fn put(&mut self, at: Ms, name: &'static str, more: Value) {
        let told = &mut self.record.told;
        told.at = told.at.max(at);
        let (at, agent) = (told.at, told.assigned);
        self.out.push(self.scene.happening((at, name), agent, more));
    }

    fn inbound(&self) -> bool {
        self.scene.call.direction == Direction::Inbound
    }

    /// Tells all that happened to a call up to now, or to its end.
    pub(super) fn live(&mut self) {
        let call = self.scene.call;
        if !self.record.told.created {
            self.record.told.created = true;
            let state = if self.inbound() { "CS_QUEUED" } else { "CS_IDLE" };
            let more = self.scene.created(state, self.record);
            self.put(call.started, "InteractionCreated", more);
        }
        self.waits();
        self.offers();
        self.answers();
        self.tape();
        self.holds();
        self.participants();
        if self.record.codes.len() != self.record.told.codes {
            self.record.told.codes = self.record.codes.len();
            let more = json!({ "attachedData": self.scene.attached(self.record, Vec::new()) });
            self.put(self.scene.site.now(), "InteractionChanged", more);
        }
    }

    /// The call joins a queue, or is sent to another.
    fn waits(&mut self) {
        let call = self.scene.call;
        let Some(entered) = call.entered.filter(|at| self.record.told.entered != Some(*at)) else { return };
        if self.record.told.entered.replace(entered).is_some() {
            if self.record.told.accepted {
                self.put(entered, "InteractionTransferRequest", json!({}));
                self.put(entered, "InteractionDeassigned", json!({ "callState": "CS_DISCONNECTED" }));
            }
            let told = &mut self.record.told;
            (told.assigned, told.accepted, told.answered, told.held) = (None, false, false, None);
        }
        self.record.told.queue = call.queue;
        let more = self.scene.queued(self.record);
        self.put(entered, "InteractionQueued", more);
    }

    /// The call is offered to an agent, or to nobody any more.
    fn offers(&mut self) {
        let call = self.scene.call;
        let target = call.agent.or(call.ringing.first().copied());
        let told = &self.record.told;
        let lost = told.assigned.is_some() && told.assigned != target && !told.accepted;
        if lost && call.over.is_none() {
            // There is no other way out of an offer than time and an order.
            let reason = if self.record.ended_by.take().is_some() { 2 } else { 1 };
            self.put(
                call.since,
                "InteractionRejected",
                json!({ "callState": "CS_QUEUED", "rejectReason": reason }),
            );
            self.record.told.assigned = None;
        }
        let Some(ix) = target.filter(|_| self.record.told.assigned.is_none()) else { return };
        let at =
            if call.stage == Stage::Ringing { call.since } else { call.dequeued.unwrap_or(call.started) };
        self.record.told.assigned = Some(ix);
        self.record.told.offered = at;
        let more = self.scene.assigned(ix, self.record);
        self.put(at, "InteractionAssigned", more);
        if let Some(queue) = self.queue() {
            self.tallies.add(Who::Queue(queue), "offers", 1);
        }
    }

    fn queue(&self) -> Option<QueueIx> {
        self.scene.call.queue.or(self.record.queue)
    }

    /// The agent takes the call; going out, the other party does some time later.
    fn answers(&mut self) {
        let Some(ix) = self.record.told.assigned.filter(|_| self.scene.call.agent.is_some()) else { return };
        let agents = json!({ "participatingAgents": self.scene.id_of(ix) });
        let with = |state: &str, extra: Value| {
            payload::merge(json!({ "callState": state }), [agents.clone(), extra])
        };
        if !self.inbound() && !self.record.told.accepted {
            self.tape();
            self.record.told.accepted = true;
            self.put(self.scene.call.started, "InteractionAccepted", with("CS_INPROGRESS", json!({})));
        }
        let Some(answered) = self.scene.call.answered.filter(|_| !self.record.told.answered) else { return };
        self.record.told.answered = true;
        if self.inbound() {
            self.record.told.accepted = true;
            self.put(answered, "InteractionAccepted", with("CS_CONNECTED", json!({})));
            self.note_answer(ix, answered);
        } else {
            let data = self.scene.attached(self.record, Vec::new());
            let more = with("CS_CONNECTED", json!({ "attachedData": data }));
            self.put(answered, "InteractionCustomerAccepted", more);
        }
    }

    fn note_answer(&mut self, ix: AgentIx, answered: Ms) {
        let offering = (answered - self.record.told.offered).max(0);
        let waited = answered - self.record.told.entered.unwrap_or(answered);
        self.tallies.add(Who::Agent(ix), "offeringSpan", offering);
        self.tallies.peak(Who::Agent(ix), "longestOffering", offering);
        if let Some(queue) = self.queue() {
            self.tallies.add(Who::Queue(queue), "offeringSpan", offering);
            self.tallies.peak(Who::Queue(queue), "longestOfferingTimeInQueue", offering);
            self.tallies.peak(Who::Queue(queue), "interactionsLongestWaitInQueue", waited);
        }
    }

    /// Recording begins, pauses, goes on.
    fn tape(&mut self) {
        let at = self.scene.call.answered.filter(|_| self.inbound()).unwrap_or(self.scene.call.started);
        let early =
            self.inbound() && self.scene.call.answered.is_none() || self.record.told.assigned.is_none();
        let wanted = match self.scene.call.recording {
            Recording::None => None,
            Recording::On => Some(true),
            Recording::Muted => Some(false),
        };
        if early || self.record.told.tape == wanted {
            return;
        }
        if self.record.told.tape.is_none() {
            self.record.told.tape = Some(true);
            self.put(at, "InteractionRecordingStarted", json!({ "recordingMode": "yes" }));
        }
        if let Some(on) = wanted.filter(|on| self.record.told.tape != Some(*on)) {
            self.record.told.tape = Some(on);
            let status = if on { "resume" } else { "pause" };
            let api = self.scene.flag(false);
            let more = json!({ "recordingMode": "yes", "status": status, "isAPICall": api });
            self.put(self.scene.site.now(), "RecordingStatus", more);
        }
    }

    fn holds(&mut self) {
        let held = (self.scene.call.stage == Stage::Held).then_some(self.scene.call.since);
        let since = self.record.told.held;
        if held.is_some() == since.is_some() || self.scene.call.over.is_some() {
            return;
        }
        self.record.told.held = held;
        let state = if held.is_some() { "CS_HOLD" } else { "CS_CONNECTED" };
        let more = json!({ "callState": state, "status": self.scene.flag(held.is_some()) });
        self.put(self.scene.call.since, "LineHoldStatus", more);
        if let Some(ix) = self.record.told.assigned {
            let span = since.map_or(0, |since| self.scene.call.since - since);
            self.tallies.add(Who::Agent(ix), "hold", i64::from(held.is_some()));
            self.tallies.add(Who::Agent(ix), "onHoldTime", span);
            self.tallies.peak(Who::Agent(ix), "longestHold", span);
        }
    }

    /// A supervisor joins or leaves.
    fn participants(&mut self) {
        let now = self.scene.call.listeners.iter().filter(|leg| leg.from <= self.scene.site.now()).count();
        if now != self.record.told.listeners && self.scene.call.over.is_none() {
            self.record.told.listeners = now;
            let agents = self.scene.participants(self.record.told.assigned, now);
            let more = json!({ "callState": "CS_CONNECTED", "participatingAgents": agents });
            self.put(self.scene.site.now(), "InteractionParticipantChange", more);
        }
    }

    /// The call is over for the other party; who talked with it wraps it up.
    pub(super) fn end(&mut self) {
        let over = self.scene.call.over.unwrap_or(self.scene.site.now());
        self.record.told.ended = over;
        let waited = over - self.scene.call.entered.unwrap_or(over);
        match (self.scene.call.answered, self.queue()) {
            (None, Some(queue)) if self.inbound() => {
                self.tallies.peak(Who::Queue(queue), "interactionsLongestWaitInQueue", waited);
                self.tallies.add(Who::Queue(queue), "shortAbandoned", i64::from(waited < SHORT_ABANDON));
                if self.record.told.assigned.is_none() {
                    self.put(over, "InteractionUnqueued", json!({ "callState": "CS_IDLE" }));
                }
            }
            (Some(_), Some(_)) => {
                self.put(over, "InteractionPostProcess", json!({ "callState": "CS_DISCONNECTED" }));
            }
            (None | Some(_), _) => {}
        }
    }

    /// Nobody has to do with the call any more.
    pub(super) fn close(&mut self) {
        let now = self.scene.site.now();
        let state = json!({ "callState": "CS_DISCONNECTED" });
        if let Some(ix) = self.record.told.assigned {
            let wrapped = (now - self.record.told.ended).max(0);
            if self.record.told.accepted {
                self.put(now, "InteractionEndPostProcess", state.clone());
                self.tallies.add(Who::Agent(ix), "wrapUpSpan", wrapped);
                self.tallies.add(Who::Agent(ix), "wraps", 1);
                if let Some(queue) = self.queue() {
                    self.tallies.add(Who::Queue(queue), "wrapUpSpan", wrapped);
                    self.tallies.add(Who::Queue(queue), "wraps", 1);
                }
            }
            self.put(now, "InteractionDeassigned", state);
        }
        let more = self.scene.deleted(self.record, self.record.told.ended);
        self.put(now, "InteractionDeleted", more);
        if self.record.told.tape.is_some() {
            self.put(now, "InteractionRecordingReady", json!({}));
        }
    }
}
