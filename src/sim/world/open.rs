//! Opening a site: people at their desks, and an hour gone by before anyone looks.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, Duration, Utc};
use fastrand::Rng;

use super::life::WARM_UP;
use super::rhythm::Rhythm;
use super::{Agent, Break, Call, CallId, Duty, Habits, Ms, Queue, Recording, Site, Stage, Tally, names};
use crate::Settings;

impl Site {
    /// A floor that has been open for an hour at `now`. The same settings, seed and instant give the same
    /// floor.
    pub(crate) fn open(settings: &Settings, seed: u64, habits: Habits, now: DateTime<Utc>) -> Self {
        let mut rng = Rng::with_seed(seed);
        let queues = queues(settings.queues, habits, &mut rng);
        let agents = agents(settings.agents, queues.len(), &mut rng);
        let mut site = Self {
            habits,
            agents,
            queues,
            calls: BTreeMap::new(),
            ended: VecDeque::new(),
            opened: now - Duration::milliseconds(WARM_UP),
            now: 0,
            rng,
            life: Rhythm::new(settings.calls, settings.pace),
            next: 0,
            frozen: false,
            hostile: false,
            day: 0,
        };
        site.day = site.today();
        site.warm_up();
        site.dress();
        site
    }

    /// Makes sure that a small floor shows something of everything at first sight.
    fn dress(&mut self) {
        let now = self.now;
        self.rest_one(|duty| matches!(duty, Duty::Paused(_)), Duty::Paused(Break::Lunch), now - 312_000);
        self.rest_one(|duty| duty == Duty::Wrapup, Duty::Wrapup, now - 9_000);
        if !self.calls.values().any(|call| call.stage == Stage::Held)
            && let Some(id) = self.lone_call()
        {
            self.hold(id, true);
        }
        if !self.calls.values().any(|call| call.recording == Recording::Muted)
            && let Some(call) = self.calls.values_mut().find(|call| call.recording == Recording::On)
        {
            call.recording = Recording::Muted;
        }
        self.fill_queues();
    }

    /// A call whose agent has no other.
    fn lone_call(&self) -> Option<CallId> {
        let lone = |call: &&Call| {
            let agent = call.agent.and_then(|ix| self.agents.get(ix));
            call.stage == Stage::Talking && agent.is_some_and(|agent| agent.calls.len() == 1)
        };
        self.calls.values().find(lone).map(|call| call.id)
    }

    /// Unless somebody without a call is in such a duty, puts somebody there, whose call ends if need be.
    fn rest_one(&mut self, such: impl Fn(Duty) -> bool, duty: Duty, since: Ms) {
        if self.agents.iter().any(|agent| agent.calls.is_empty() && such(agent.duty)) {
            return;
        }
        let free = self.agents.iter().find(|agent| agent.free()).map(|agent| agent.ix);
        let ix = free.or_else(|| {
            let id = self.lone_call()?;
            let ix = self.calls.get(&id)?.agent;
            self.end(id);
            ix
        });
        if let Some(agent) = ix.and_then(|ix| self.agents.get_mut(ix)) {
            agent.rest(duty, since, 60_000);
        }
    }
}

/// How long the callers have waited that are there in any case, in milliseconds.
const WAITS: [Ms; 3] = [134_000, 47_000, 12_000];

impl Site {
    /// Somebody waits, whatever chance says.
    fn fill_queues(&mut self) {
        let count = self.queues.len();
        let waiting = self.calls.values().filter(|call| call.stage == Stage::Waiting).count();
        for (n, wait) in WAITS.into_iter().enumerate().skip(waiting).filter(|_| count > 0) {
            let mut call = self.caller(n % count);
            call.started = self.now - wait;
            call.since = call.started;
            call.key = (self.habits.key)(self.utc(call.started), call.id);
            let (id, since) = (call.id, call.started);
            self.join(call);
            if let Some(call) = self.calls.get_mut(&id) {
                call.entered = Some(since);
            }
        }
    }
}

fn queues(count: u32, habits: Habits, rng: &mut Rng) -> Vec<Queue> {
    (0..count as usize)
        .map(|ix| Queue {
            ix,
            name: names::queue(ix),
            group: ix / 8,
            weight: rng.u32(..10),
            line: (habits.phone)(rng),
            today: Tally::default(),
        })
        .collect()
}

/// Every agent serves two or three queues, more if there are more queues than people.
fn agents(count: u32, queues: usize, rng: &mut Rng) -> Vec<Agent> {
    let count = count as usize;
    let serves = 2 + usize::from(queues > 4) + 2 * queues / count.max(1);
    (0..count).map(|ix| agent(ix, (serves.min(queues), queues), rng)).collect()
}

fn agent(ix: usize, (serves, queues): (usize, usize), rng: &mut Rng) -> Agent {
    let (first, last, login) = names::agent(ix);
    let step = 1 + queues / serves.max(1) / 2;
    let mut mine: Vec<usize> = (0..serves).map(|n| (ix + n * step) % queues.max(1)).collect();
    mine.sort_unstable();
    mine.dedup();
    Agent {
        ix,
        first: first.to_owned(),
        last: last.to_owned(),
        login: if ix < 48 { login.to_owned() } else { format!("{login}{ix}") },
        extension: format!("{}", 1_001 + ix),
        handle: handle(ix, rng),
        queues: mine,
        closed: BTreeMap::new(),
        duty: if rng.u8(..10) == 0 { Duty::Offline } else { Duty::Ready },
        note: String::new(),
        since: 0,
        logged_in: -rng.i64(0..7_200_000),
        calls: Vec::new(),
        wrapping: None,
        handled: 0,
        missed: 0,
        talked: 0,
        successes: 0,
        left: rng.i64(60_000..900_000),
    }
}

/// Four letters of chance, then the agent's number in base 36, so that no two are alike.
fn handle(ix: usize, rng: &mut Rng) -> String {
    let chance: String = (0..4).map(|_| rng.alphabetic()).collect();
    let mut rest = ix;
    let mut digits = [b'0'; 4];
    for digit in digits.iter_mut().rev() {
        *digit = *b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".get(rest % 36).unwrap_or(&b'0');
        rest /= 36;
    }
    chance + &digits.map(char::from).iter().collect::<String>()
}
