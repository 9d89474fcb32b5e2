//! How the floor lives: arrivals, distribution, patience, breaks; step by step, on chance from one seed.
//!
//! Two time lines meet here. Instants are true milliseconds, so ages on the wire are always right. The spans
//! until something happens are *life* time, which passes `pace` times faster.

use super::{AgentIx, Break, Call, CallId, Direction, Duty, Ms, Recording, Site, Stage, names};

/// How far the world moves at a time.
pub(super) const STEP: Ms = 250;
/// How long a site has been open when it is first seen.
pub(crate) const WARM_UP: Ms = 3_600_000;
/// A coarser step is enough while nobody looks.
const WARM_STEP: Ms = 1_000;
/// Calls are remembered this long after their end.
const MEMORY: Ms = 60_000;
/// Callers waiting longer than this for an answer count against the service level.
pub(crate) const SERVICE_LEVEL: Ms = 30_000;
/// Abandoning sooner than this counts as short.
pub(crate) const SHORT_ABANDON: Ms = 10_000;

impl Site {
    /// Lives on to `to`, in even steps, so that the same seed lives the same life.
    pub(crate) fn advance(&mut self, to: Ms) {
        while self.now + STEP <= to {
            self.step(STEP);
        }
    }

    pub(super) fn warm_up(&mut self) {
        while self.now < WARM_UP {
            self.step(WARM_STEP);
        }
    }

    fn step(&mut self, span: Ms) {
        self.now += span;
        self.midnight();
        let gone = self.now - MEMORY;
        while self.ended.front().is_some_and(|call| call.over.unwrap_or(0) < gone) {
            self.ended.pop_front();
        }
        self.expire();
        if self.frozen {
            return;
        }
        let life = self.life.life(span);
        self.arrive(life);
        self.distribute();
        self.turn(life);
        self.shift(life);
    }

    fn midnight(&mut self) {
        let today = self.today();
        if today != self.day {
            self.day = today;
            for queue in &mut self.queues {
                queue.today = super::Tally::default();
            }
        }
    }

    fn arrive(&mut self, life: i64) {
        let mut due = self.life.pass(life);
        while due > 0.0 {
            if self.rng.f64() < due {
                if self.rng.u8(..5) == 0 {
                    self.call_out();
                } else if let Some(queue) = self.pick_queue() {
                    let call = self.caller(queue);
                    self.join(call);
                }
            }
            due -= 1.0;
        }
    }

    /// The first queues are the busier ones.
    fn pick_queue(&mut self) -> Option<usize> {
        let count = self.queues.len();
        (count > 0).then(|| self.rng.usize(..count).min(self.rng.usize(..count)))
    }

    /// Somebody who calls a queue, at its door.
    pub(super) fn caller(&mut self, queue: usize) -> Call {
        let mut call = self.blank(Direction::Inbound, Stage::Waiting);
        call.queue = Some(queue);
        call.line = self.queues.get(queue).map_or_else(String::new, |queue| queue.line.clone());
        call.left = self.rng.i64(25_000..240_000);
        call
    }

    fn call_out(&mut self) {
        let Some(ix) = self.agents.iter().position(super::Agent::free) else { return };
        let mut call = self.blank(Direction::Outbound, Stage::Dialing);
        call.line = self.queues.first().map_or_else(String::new, |queue| queue.line.clone());
        call.left = self.rng.i64(4_000..20_000);
        self.dial(call, ix);
    }

    /// A call of which only the other party is known.
    pub(super) fn blank(&mut self, direction: Direction, stage: Stage) -> Call {
        let id = self.fresh_id();
        let name = if self.hostile && self.rng.bool() {
            names::hostile(&mut self.rng)
        } else {
            names::caller(&mut self.rng)
        };
        Call {
            id,
            key: (self.habits.key)(self.utc(self.now), id),
            direction,
            stage,
            party: (self.habits.phone)(&mut self.rng),
            party_name: name,
            line: String::new(),
            queue: None,
            agent: None,
            ringing: Vec::new(),
            started: self.now,
            entered: None,
            dequeued: None,
            answered: None,
            since: self.now,
            recording: Recording::None,
            listeners: Vec::new(),
            disposition: None,
            tags: std::collections::BTreeMap::new(),
            over: None,
            until: None,
            left: 0,
            pinned: false,
        }
    }

    /// Rings free agents for those who wait, longest wait first and longest idle agent first.
    fn distribute(&mut self) {
        let mut free: Vec<(Ms, AgentIx)> =
            self.agents.iter().filter(|agent| agent.free()).map(|agent| (agent.since, agent.ix)).collect();
        free.sort_unstable();
        let waits = |call: &&Call| call.stage == Stage::Waiting && !call.pinned;
        let waiting: Vec<(CallId, Option<usize>)> =
            self.calls.values().filter(waits).map(|call| (call.id, call.queue)).collect();
        for (id, queue) in waiting {
            if free.is_empty() {
                return;
            }
            let serves = |ix: AgentIx| {
                queue.is_some_and(|queue| self.agents.get(ix).is_some_and(|agent| agent.serves(queue)))
            };
            let ring: Vec<AgentIx> = free
                .iter()
                .map(|(_, ix)| *ix)
                .filter(|ix| serves(*ix))
                .take(self.habits.ring_group)
                .collect();
            free.retain(|(_, ix)| !ring.contains(ix));
            let left = self.rng.i64(3_000..14_000);
            self.ring(id, &ring, left);
        }
    }

    /// Lets every call whose span is over take its next turn.
    fn turn(&mut self, life: i64) {
        let mut due = Vec::new();
        for call in self.calls.values_mut().filter(|call| !call.pinned) {
            call.left -= life;
            if call.left <= 0 {
                due.push((call.id, call.stage));
            }
        }
        for (id, stage) in due {
            match stage {
                Stage::Ringing if self.rng.u8(..100) < 93 => self.answer(id),
                Stage::Ringing => self.miss(id),
                Stage::Dialing if self.rng.u8(..5) == 0 => self.end(id),
                Stage::Dialing => self.answer(id),
                Stage::Talking if self.rng.u8(..100) < 18 => self.put_on_hold(id),
                Stage::Waiting | Stage::Parked | Stage::Talking => self.end(id),
                Stage::Held => self.hold(id, false) || self.wait_longer(id),
            };
        }
    }

    /// Puts a call on hold; now and then to ask somebody else meanwhile. A phone has no third line for that.
    fn put_on_hold(&mut self, id: CallId) -> bool {
        let held = self.hold(id, true);
        let agent = self.calls.get(&id).and_then(|call| call.agent);
        if self.habits.consults
            && let Some(ix) = agent
            && self.rng.u8(..3) == 0
            && self.agents.get(ix).is_some_and(|agent| agent.calls.len() == 1)
        {
            let mut call = self.blank(Direction::Outbound, Stage::Dialing);
            call.left = self.rng.i64(3_000..9_000);
            self.dial(call, ix);
        }
        held
    }

    /// The agent is busy with another call.
    fn wait_longer(&mut self, id: CallId) -> bool {
        self.calls.get_mut(&id).is_some_and(|call| {
            call.left = 8_000;
            true
        })
    }

    /// Agents without a call finish their wrap-up, go on a break, come back, log out, log in.
    fn shift(&mut self, life: i64) {
        let away =
            self.agents.iter().filter(|agent| matches!(agent.duty, Duty::Offline | Duty::Paused(_))).count();
        let mut chairs = (self.agents.len() / 5).saturating_sub(away);
        let now = self.now;
        for agent in self.agents.iter_mut().filter(|agent| agent.calls.is_empty()) {
            agent.left -= life;
            if agent.left > 0 {
                continue;
            }
            match agent.duty {
                Duty::Offline => {
                    agent.log_in(now);
                    agent.rest(Duty::Ready, now, self.rng.i64(300_000..2_400_000));
                }
                Duty::Wrapup | Duty::Paused(_) => {
                    agent.rest(Duty::Ready, now, self.rng.i64(300_000..2_400_000));
                }
                Duty::Ready if chairs == 0 => agent.left = self.rng.i64(30_000..120_000),
                Duty::Ready => {
                    chairs -= 1;
                    let duty = pause(self.rng.u8(..16));
                    agent.rest(duty, now, self.rng.i64(90_000..720_000));
                }
            }
        }
    }
}

fn pause(chance: u8) -> Duty {
    match chance {
        0..3 => Duty::Offline,
        3..7 => Duty::Paused(Break::Lunch),
        7..9 => Duty::Paused(Break::Desk),
        9..11 => Duty::Paused(Break::Private),
        11 => Duty::Paused(Break::Other),
        12 => Duty::Paused(Break::Training),
        13..15 => Duty::Paused(Break::Meeting),
        _ => Duty::Paused(Break::Brief),
    }
}
