//! One simulated call centre site: who works there, who waits, who talks. It knows no vendor's dialect.

mod act;
mod census;
mod course;
mod floor;
mod life;
mod names;
mod onward;
mod open;
mod rhythm;
mod shifts;
mod staff;

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use chrono_tz::Tz;
use fastrand::Rng;

pub(crate) use floor::Addition;
pub(crate) use life::{SERVICE_LEVEL, SHORT_ABANDON, WARM_UP};

pub(crate) use staff::{Agent, Break, Duty, Queue, Tally};

/// Milliseconds since the site opened its doors. The wall clock is added by [`Site::utc`] only.
pub(crate) type Ms = i64;

/// A call's number within its site, in order of arrival.
pub(crate) type CallId = u64;

/// An agent's place in [`Site::agents`]. Agents never come or go, they log in and out.
pub(crate) type AgentIx = usize;

/// A queue's place in [`Site::queues`].
pub(crate) type QueueIx = usize;

/// What distinguishes one vendor's floor from another's, without speaking its dialect.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Habits {
    /// The account's time zone; daily counters fall to zero at its midnight.
    pub(crate) zone: Tz,
    /// How many free phones a waiting call rings at once.
    pub(crate) ring_group: usize,
    /// Whether an agent may place a second call while the first is on hold.
    pub(crate) consults: bool,
    /// A telephone number nobody has.
    pub(crate) phone: fn(&mut Rng) -> String,
    /// The vendor's identifier of the call that began at an instant, from its number.
    pub(crate) key: fn(DateTime<Utc>, CallId) -> String,
}

/// How a call came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// Somebody called the centre.
    Inbound,
    /// An agent called somebody.
    Outbound,
    /// The vendor's interface was asked to connect an agent with somebody.
    Placed,
}

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Waiting,
    Ringing,
    Dialing,
    Talking,
    Held,
    Parked,
}

/// Whether a call is being recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recording {
    /// This call is not recorded at all.
    None,
    On,
    Muted,
}

/// What a supervisor does on a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Hears both, is heard by nobody.
    Monitor,
    /// Is heard by the agent only.
    Whisper,
    /// Is heard by everybody.
    Barge,
}

/// One of the two ends of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// Who called, or who is called.
    Party,
    Agent,
}

/// A supervisor's leg on a call.
#[derive(Clone, Debug)]
pub(crate) struct Listener {
    /// Unique within the site.
    pub(crate) id: u64,
    pub(crate) phone: String,
    pub(crate) mode: Mode,
    /// When the supervisor's phone is answered; ringing before.
    pub(crate) from: Ms,
}

/// A live call. All instants are [`Ms`].
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) id: CallId,
    /// The vendor's identifier, unique within the site.
    pub(crate) key: String,
    pub(crate) direction: Direction,
    pub(crate) stage: Stage,
    /// The other party's number: who called, or who is called.
    pub(crate) party: String,
    /// The other party's name; empty if unknown.
    pub(crate) party_name: String,
    /// The centre's own number: dialled by an inbound caller, shown to the other party of an outbound call.
    pub(crate) line: String,
    pub(crate) queue: Option<QueueIx>,
    /// Who has the call; nobody while it waits, rings or is parked, unless it is the agent who is parked.
    pub(crate) agent: Option<AgentIx>,
    /// Whose phones ring for it.
    pub(crate) ringing: Vec<AgentIx>,
    pub(crate) started: Ms,
    /// When it (last) began to wait in a queue.
    pub(crate) entered: Option<Ms>,
    pub(crate) dequeued: Option<Ms>,
    pub(crate) answered: Option<Ms>,
    /// When it entered its stage.
    pub(crate) since: Ms,
    pub(crate) recording: Recording,
    pub(crate) listeners: Vec<Listener>,
    pub(crate) disposition: Option<String>,
    pub(crate) tags: BTreeMap<String, String>,
    /// When it ended, for calls in [`Site::ended`].
    pub(crate) over: Option<Ms>,
    /// When it ends unless somebody acts on it before, however fast life is.
    until: Option<Ms>,
    /// Life time until its next turn; see [`life`].
    left: i64,
    /// Added by hand: it takes no turn of its own.
    pub(crate) pinned: bool,
}

impl Call {
    /// Whether two parties are connected (talking, or one of them on hold).
    pub(crate) fn connected(&self) -> bool {
        matches!(self.stage, Stage::Talking | Stage::Held)
    }
}

/// One account's floor.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) habits: Habits,
    pub(crate) agents: Vec<Agent>,
    pub(crate) queues: Vec<Queue>,
    /// Live calls, oldest first.
    pub(crate) calls: BTreeMap<CallId, Call>,
    /// Calls of the last minute, oldest first.
    pub(crate) ended: VecDeque<Call>,
    opened: DateTime<Utc>,
    now: Ms,
    rng: Rng,
    life: rhythm::Rhythm,
    next: u64,
    frozen: bool,
    hostile: bool,
    day: i32,
}

impl Site {
    /// The present.
    pub(crate) fn now(&self) -> Ms {
        self.now
    }

    /// An instant on the true wall clock, whatever clock the vendor claims to have.
    pub(crate) fn utc(&self, at: Ms) -> DateTime<Utc> {
        self.opened + TimeDelta::milliseconds(at)
    }

    /// Whole seconds since `at`, never negative.
    pub(crate) fn age(&self, at: Ms) -> i64 {
        (self.now - at).max(0) / 1_000
    }

    /// The live call with the vendor's identifier `key`.
    pub(crate) fn call(&self, key: &str) -> Option<&Call> {
        self.calls.values().find(|call| call.key == key)
    }

    /// The agent's calls, oldest first.
    pub(crate) fn calls_of(&self, agent: &Agent) -> impl Iterator<Item = &Call> {
        agent.calls.iter().filter_map(|id| self.calls.get(id))
    }

    /// The calls waiting in or ringing for a queue, longest wait first.
    pub(crate) fn waiting(&self, queue: QueueIx) -> impl Iterator<Item = &Call> {
        self.calls.values().filter(move |call| call.queue == Some(queue) && call.stage == Stage::Waiting)
    }

    /// Stops arrivals, answers and endings; clocks and orders go on.
    pub(crate) fn freeze(&mut self, frozen: bool) {
        self.frozen = frozen;
    }

    /// The name of a site's `ix`th queue, as it is told before there is a site.
    pub(crate) fn queue_name(ix: QueueIx) -> String {
        names::queue(ix)
    }

    fn today(&self) -> i32 {
        self.utc(self.now).with_timezone(&self.habits.zone).num_days_from_ce()
    }

    fn fresh_id(&mut self) -> u64 {
        self.next += 1;
        self.next
    }
}

#[cfg(test)]
mod tests;
