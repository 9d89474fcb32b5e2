//! Orders from outside, to a call or an agent. Each answers whether it had an effect.

use super::{
    AgentIx, Call, CallId, Direction, Duty, Listener, Mode, Ms, QueueIx, Recording, Side, Site, Stage,
};

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

    /// Sends a connected or waiting inbound call to wait in a queue, from now.
    pub(crate) fn requeue(&mut self, id: CallId, to: QueueIx) -> bool {
        let (now, left) = (self.now, self.rng.i64(60_000..240_000));
        let Some(call) = self.calls.get_mut(&id).filter(|call| call.direction == Direction::Inbound) else {
            return false;
        };
        let Some(queue) = self.queues.get_mut(to) else { return false };
        queue.today.presented += 1;
        let talked = call.answered.take().map(|at| now - at);
        let leaving: Vec<AgentIx> =
            call.agent.take().into_iter().chain(std::mem::take(&mut call.ringing)).collect();
        let old = call.queue.replace(to);
        (call.entered, call.dequeued) = (Some(now), None);
        call.listeners.clear();
        call.enter(Stage::Waiting, now, left);
        for ix in leaving {
            self.release(ix, id, talked);
        }
        if let Some(queue) = old.and_then(|ix| self.queues.get_mut(ix)) {
            queue.today.deflected += 1;
            queue.today.talk_time += talked.unwrap_or(0);
        }
        true
    }

    /// Cuts one end of a connected call; the other waits alone, for `span` at most.
    pub(crate) fn leave_alone(&mut self, id: CallId, stays: Side, span: Ms) -> bool {
        let now = self.now;
        let Some(call) = self.calls.get_mut(&id).filter(|call| call.connected()) else { return false };
        call.listeners.clear();
        call.enter(Stage::Parked, now, 0);
        call.until = Some(now + span);
        // Nothing else ends it: it was acted upon, and waits for the next act.
        call.pinned = true;
        let talked = call.answered.map(|at| now - at);
        if let Some(ix) = call.agent.take_if(|_| stays == Side::Party) {
            self.release(ix, id, talked);
        }
        true
    }

    /// Ends the calls that have waited long enough for somebody to act on them.
    pub(super) fn expire(&mut self) {
        let due = |call: &&Call| call.until.is_some_and(|at| at <= self.now);
        let due: Vec<CallId> = self.calls.values().filter(due).map(|call| call.id).collect();
        for id in due {
            self.end(id);
        }
    }

    /// Sends the other party on to an agent's phone, which rings; whoever had the call is rid of it. From
    /// then on the party is a caller who is in no queue. `false` if that agent has a call.
    pub(crate) fn redirect(&mut self, id: CallId, to: AgentIx) -> bool {
        let (now, left) = (self.now, self.rng.i64(3_000..14_000));
        if self.agents.get(to).is_none_or(|agent| !agent.calls.is_empty()) {
            return false;
        }
        let Some(call) = self.calls.get_mut(&id) else { return false };
        let talked = call.answered.take().map(|at| now - at);
        let leaving: Vec<AgentIx> =
            call.agent.take().into_iter().chain(std::mem::take(&mut call.ringing)).collect();
        let old = call.queue.take();
        call.direction = Direction::Inbound;
        call.listeners.clear();
        call.pinned = false;
        for ix in leaving {
            self.release(ix, id, talked);
        }
        if let Some(queue) = old.and_then(|ix| self.queues.get_mut(ix)) {
            queue.today.deflected += u32::from(talked.is_none());
            queue.today.talk_time += talked.unwrap_or(0);
        }
        self.ring(id, &[to], left);
        true
    }

    /// Puts the agent of a call through to somebody else; the other party is dropped. The call that follows.
    pub(crate) fn call_on(&mut self, id: CallId, party: &str, name: &str) -> Option<CallId> {
        let agent = self.calls.get(&id)?.agent?;
        self.end(id);
        let mut call = self.blank(Direction::Outbound, Stage::Dialing);
        (call.party, call.party_name) = (party.to_owned(), name.to_owned());
        call.left = self.rng.i64(3_000..9_000);
        let next = call.id;
        self.dial(call, agent);
        Some(next)
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

    /// An agent's own wish; on a call it takes effect after it.
    pub(crate) fn set_duty(&mut self, ix: AgentIx, duty: Duty) -> bool {
        let now = self.now;
        let left = self.rng.i64(300_000..1_200_000);
        self.agents.get_mut(ix).is_some_and(|agent| {
            if agent.duty == Duty::Offline && duty != Duty::Offline {
                agent.log_in(now);
            }
            if agent.duty != duty {
                let since = if agent.calls.is_empty() { now } else { agent.since };
                agent.rest(duty, since, left);
            }
            true
        })
    }
}
