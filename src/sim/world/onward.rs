//! Calls that go on: to a queue, to somebody else, to a parking place and back.

use super::{Agent, AgentIx, Call, CallId, Direction, Ms, QueueIx, Side, Site, Stage};

impl Site {
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

    /// As [`Site::requeue`], and whom an agent had called counts as a caller from here on.
    pub(crate) fn welcome(&mut self, id: CallId, to: QueueIx) -> bool {
        if to >= self.queues.len() {
            return false;
        }
        if let Some(call) = self.calls.get_mut(&id) {
            call.direction = Direction::Inbound;
        }
        self.requeue(id, to)
    }

    /// Takes a call from whoever has it and rings one agent for it, who must be there and without a call.
    pub(crate) fn offer(&mut self, id: CallId, ix: AgentIx) -> bool {
        let Some(agent) = self.agents.get(ix).filter(|agent| agent.idle()) else { return false };
        let home = self.calls.get(&id).and_then(|call| call.queue).or(agent.queues.first().copied());
        let left = self.rng.i64(3_000..14_000);
        let waits = home.is_some_and(|queue| self.welcome(id, queue));
        if waits {
            self.ring(id, &[ix], left);
        }
        waits
    }

    /// Parks a call that waits or is connected; whoever had it, or was rung for it, is free again.
    pub(crate) fn park(&mut self, id: CallId) -> bool {
        let (now, left) = (self.now, self.rng.i64(60_000..240_000));
        let unfit = [Stage::Dialing, Stage::Parked];
        let Some(call) = self.calls.get_mut(&id).filter(|call| !unfit.contains(&call.stage)) else {
            return false;
        };
        let talked = call.answered.map(|at| now - at);
        let leaving: Vec<AgentIx> =
            call.agent.take().into_iter().chain(std::mem::take(&mut call.ringing)).collect();
        call.listeners.clear();
        call.enter(Stage::Parked, now, left);
        for ix in leaving {
            self.release(ix, id, talked);
        }
        true
    }

    /// Connects a parked call with an agent who is there and without a call.
    pub(crate) fn retrieve(&mut self, id: CallId, ix: AgentIx) -> bool {
        let (now, left) = (self.now, self.rng.i64(45_000..330_000));
        let idle = self.agents.get(ix).is_some_and(Agent::idle);
        let parked = |call: &&mut Call| idle && call.stage == Stage::Parked;
        let Some(call) = self.calls.get_mut(&id).filter(parked) else { return false };
        call.agent = Some(ix);
        call.answered.get_or_insert(now);
        call.dequeued = call.dequeued.or(call.entered.map(|_| now));
        call.enter(Stage::Talking, now, left);
        self.take(ix, id);
        true
    }
}
