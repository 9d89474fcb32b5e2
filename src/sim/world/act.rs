//! Orders from outside, to a call or an agent. Each answers whether it had an effect.

use super::{AgentIx, Call, CallId, Direction, Duty, Listener, Mode, Recording, Site, Stage};

impl Site {
    /// Puts a connected call on hold, or takes it back unless its agent talks to somebody else.
    pub(crate) fn hold(&mut self, id: CallId, on: bool) -> bool {
        let (now, left) = (self.now, self.rng.i64(12_000..70_000));
        let Some(call) = self.calls.get(&id).filter(|call| call.connected()) else { return false };
        let agent = call.agent.and_then(|ix| self.agents.get(ix));
        let engaged = |call: &Call| call.id != id && matches!(call.stage, Stage::Talking | Stage::Dialing);
        if !on && agent.is_some_and(|agent| self.calls_of(agent).any(engaged)) {
            return false;
        }
        let stage = if on { Stage::Held } else { Stage::Talking };
        if let Some(call) = self.calls.get_mut(&id).filter(|call| call.stage != stage) {
            call.enter(stage, now, left);
        }
        true
    }

    /// Mutes or resumes the recording of a call that is recorded.
    pub(crate) fn record(&mut self, id: CallId, recording: Recording) -> bool {
        self.calls.get_mut(&id).is_some_and(|call| {
            call.recording = recording;
            true
        })
    }

    /// Rings a supervisor's phone to join a connected call; it is picked up one to three seconds later.
    pub(crate) fn listen(&mut self, id: CallId, phone: &str, mode: Mode) -> bool {
        let (leg, from) = (self.fresh_id(), self.now + self.rng.i64(1_000..3_000));
        self.calls.get_mut(&id).filter(|call| call.connected()).is_some_and(|call| {
            call.listeners.push(Listener { id: leg, phone: phone.to_owned(), mode, from });
            true
        })
    }

    /// Drops the supervisors' legs that `leaves` picks.
    pub(crate) fn unlisten(&mut self, id: CallId, leaves: impl Fn(&Listener) -> bool) -> bool {
        self.calls.get_mut(&id).is_some_and(|call| {
            let before = call.listeners.len();
            call.listeners.retain(|leg| !leaves(leg));
            call.listeners.len() < before
        })
    }

    /// Changes what a supervisor who is on a call does there.
    pub(crate) fn turn_to(&mut self, id: CallId, leg: u64, mode: Mode) -> bool {
        let call = self.calls.get_mut(&id);
        let leg = call.and_then(|call| call.listeners.iter_mut().find(|other| other.id == leg));
        leg.is_some_and(|leg| {
            leg.mode = mode;
            true
        })
    }

    /// Notes how a live call, or one whose agent still wraps it up, turned out; the latter frees the agent.
    pub(crate) fn dispose(&mut self, id: CallId, disposition: &str) -> bool {
        if let Some(call) = self.calls.get_mut(&id).filter(|call| call.connected()) {
            call.disposition = Some(disposition.to_owned());
            return true;
        }
        let now = self.now;
        let Some(agent) = self.agents.iter_mut().find(|agent| agent.wrapping == Some(id)) else {
            return false;
        };
        agent.rest(Duty::Ready, now, 600_000);
        if let Some(call) = self.ended.iter_mut().find(|call| call.id == id) {
            call.disposition = Some(disposition.to_owned());
        }
        true
    }

    /// Rings a free agent's phone to connect it with `party`, showing `line` there. `None` if the agent is
    /// not free.
    pub(crate) fn place(&mut self, ix: AgentIx, party: &str, line: &str) -> Option<CallId> {
        self.agents.get(ix).filter(|agent| agent.free())?;
        Some(self.connect(ix, party, line))
    }

    /// As [`Site::place`], for an agent who is logged in but not free: a break or a wrap-up is no obstacle, and
    /// the one call there may be, if it is connected, goes on hold. `None` if that cannot be.
    pub(crate) fn place_beside(&mut self, ix: AgentIx, party: &str, line: &str) -> Option<CallId> {
        let agent = self.agents.get(ix).filter(|agent| agent.duty != Duty::Offline)?;
        let other = agent.calls.clone();
        if other.len() > 1 || !other.iter().all(|id| self.hold(*id, true)) {
            return None;
        }
        Some(self.connect(ix, party, line))
    }

    fn connect(&mut self, ix: AgentIx, party: &str, line: &str) -> CallId {
        let mut call = self.blank(Direction::Placed, Stage::Dialing);
        (call.party, call.party_name, call.line) = (party.to_owned(), String::new(), line.to_owned());
        call.left = self.rng.i64(6_000..15_000);
        let id = call.id;
        self.dial(call, ix);
        id
    }

    /// As [`Site::place`], for an agent who is away from the queues, too.
    pub(crate) fn summon(&mut self, ix: AgentIx, party: &str, line: &str) -> Option<CallId> {
        self.agents.get(ix).filter(|agent| agent.idle())?;
        Some(self.connect(ix, party, line))
    }

    /// One phone stops ringing; the call waits on if it was the last.
    pub(crate) fn decline(&mut self, id: CallId, ix: AgentIx) -> bool {
        let (now, left) = (self.now, self.rng.i64(30_000..120_000));
        let Some(call) = self.calls.get_mut(&id).filter(|call| call.ringing.contains(&ix)) else {
            return false;
        };
        call.ringing.retain(|other| *other != ix);
        if call.ringing.is_empty() {
            call.enter(Stage::Waiting, now, left);
        }
        self.release(ix, id, None);
        true
    }
}
