//! The course of a call, whether life or an order moves it: calls and the agents they name always agree.

use super::life::{SERVICE_LEVEL, SHORT_ABANDON};
use super::{Agent, AgentIx, Break, Call, CallId, Duty, Ms, Recording, Site, Stage, Tally};

/// Calls shorter or longer than these count as short or long.
const SHORT_CALL: Ms = 20_000;
const LONG_CALL: Ms = 600_000;

impl Agent {
    /// Enters a duty at `since` for `left` of life time.
    pub(super) fn rest(&mut self, duty: Duty, since: Ms, left: i64) {
        if duty != Duty::Wrapup {
            self.wrapping = None;
        }
        self.duty = duty;
        self.note.clear();
        self.since = since;
        self.left = left;
    }

    pub(super) fn log_in(&mut self, now: Ms) {
        self.logged_in = now;
        (self.handled, self.missed, self.successes, self.talked) = (0, 0, 0, 0);
    }
}

impl Site {
    /// A caller joins the call's queue.
    pub(super) fn join(&mut self, mut call: Call) {
        call.entered = Some(self.now);
        if let Some(queue) = call.queue.and_then(|ix| self.queues.get_mut(ix)) {
            queue.today.presented += 1;
        }
        self.calls.insert(call.id, call);
    }

    /// An agent dials out.
    pub(super) fn dial(&mut self, mut call: Call, ix: AgentIx) {
        call.agent = Some(ix);
        self.take(ix, call.id);
        self.calls.insert(call.id, call);
    }

    /// A waiting call rings at `agents`.
    pub(super) fn ring(&mut self, id: CallId, agents: &[AgentIx], left: i64) {
        let now = self.now;
        let Some(call) = self.calls.get_mut(&id).filter(|_| !agents.is_empty()) else { return };
        call.ringing = agents.to_vec();
        call.enter(Stage::Ringing, now, left);
        for ix in agents {
            self.take(*ix, id);
        }
    }

    /// Whoever is rung, or dialled, answers.
    pub(super) fn answer(&mut self, id: CallId) -> bool {
        let (now, left, chance) = (self.now, self.rng.i64(45_000..330_000), self.rng.u8(..100));
        let Some(call) = self.calls.get_mut(&id) else { return false };
        let Some(ix) = call.agent.or_else(|| call.ringing.first().copied()) else { return false };
        let others = std::mem::take(&mut call.ringing);
        call.agent = Some(ix);
        call.answered = Some(now);
        call.dequeued = call.entered.map(|_| now);
        call.recording = match (call.recording, chance) {
            (Recording::Muted, _) | (_, 0..8) => Recording::Muted,
            (Recording::None, 8..16) => Recording::None,
            (Recording::None | Recording::On, _) => Recording::On,
        };
        call.enter(Stage::Talking, now, left);
        let (queue, waited) = (call.queue, now - call.entered.unwrap_or(now));
        for other in others.into_iter().filter(|other| *other != ix) {
            self.release(other, id, None);
        }
        if let Some(queue) = queue.and_then(|ix| self.queues.get_mut(ix)) {
            let today = &mut queue.today;
            today.accepted += 1;
            today.answer_time += waited;
            if waited <= SERVICE_LEVEL { today.in_time += 1 } else { today.late += 1 }
        }
        if let Some(agent) = self.agents.get_mut(ix) {
            agent.handled += 1;
            agent.since = now;
        }
        true
    }

    /// Nobody picks up: back to the queue, and the switch puts the first agent on a short pause.
    pub(super) fn miss(&mut self, id: CallId) -> bool {
        let (now, left) = (self.now, self.rng.i64(20_000..120_000));
        let Some(call) = self.calls.get_mut(&id) else { return false };
        let rung = std::mem::take(&mut call.ringing);
        call.enter(Stage::Waiting, now, left);
        for (n, ix) in rung.into_iter().enumerate() {
            self.release(ix, id, None);
            if n == 0
                && let Some(agent) = self.agents.get_mut(ix)
            {
                agent.missed += 1;
                agent.rest(Duty::Paused(Break::Missed), now, 25_000);
            }
        }
        true
    }

    /// Ends a call for everyone on it. An agent who talked wraps up.
    pub(crate) fn end(&mut self, id: CallId) -> bool {
        let Some(mut call) = self.calls.remove(&id) else { return false };
        let now = self.now;
        let talked = call.answered.map(|at| now - at);
        for ix in call.agent.into_iter().chain(std::mem::take(&mut call.ringing)) {
            self.release(ix, id, talked);
        }
        let success = talked.is_some() && self.rng.u8(..2) == 0;
        if let Some(agent) = call.agent.and_then(|ix| self.agents.get_mut(ix)) {
            agent.successes += u32::from(success);
        }
        if let Some(queue) = call.queue.and_then(|ix| self.queues.get_mut(ix)) {
            queue.today.close(talked, now - call.entered.unwrap_or(now), success);
        }
        call.over = Some(now);
        call.listeners.clear();
        self.ended.push_back(call);
        true
    }

    /// A call comes to an agent.
    pub(super) fn take(&mut self, ix: AgentIx, id: CallId) {
        let now = self.now;
        if let Some(agent) = self.agents.get_mut(ix) {
            if agent.duty == Duty::Wrapup {
                agent.duty = Duty::Ready;
            }
            agent.wrapping = None;
            agent.calls.push(id);
            agent.since = now;
        }
    }

    /// A call leaves an agent, who wraps it up if it was talked on.
    pub(super) fn release(&mut self, ix: AgentIx, id: CallId, talked: Option<Ms>) {
        let (now, left) = (self.now, self.rng.i64(8_000..50_000));
        let Some(agent) = self.agents.get_mut(ix) else { return };
        agent.calls.retain(|other| *other != id);
        agent.talked += talked.unwrap_or(0);
        agent.since = now;
        if agent.calls.is_empty() && talked.is_some() && agent.duty == Duty::Ready {
            agent.rest(Duty::Wrapup, now, left);
            agent.wrapping = Some(id);
        }
    }
}

impl Call {
    pub(super) fn enter(&mut self, stage: Stage, now: Ms, left: i64) {
        self.stage = stage;
        self.since = now;
        self.left = left;
        self.until = None;
    }
}

impl Tally {
    fn close(&mut self, talked: Option<Ms>, waited: Ms, success: bool) {
        let Some(talked) = talked else {
            self.abandoned += 1;
            self.abandon_time += waited;
            self.short_abandoned += u32::from(waited < SHORT_ABANDON);
            return;
        };
        self.talk_time += talked;
        self.short_calls += u32::from(talked < SHORT_CALL);
        self.long_calls += u32::from(talked > LONG_CALL);
        self.successes += u32::from(success);
    }
}
