//! A call on the board: what its vendor says now, and what this board has seen of it.

use std::time::Duration;

use super::shelf::steady;
use super::source::{Reading, Source};
use crate::domain::{AgentId, At, Call, Mask, Phase, Recording, Sighting, Text};

/// How many changes of a call are remembered.
const TRAIL: usize = 24;

/// A call, and what this board has seen of it.
#[derive(Clone, Debug)]
pub struct CallRow {
    /// As its vendor last told of it.
    pub call: Call,
    /// Which appearance of its id this is. An id that vanished and came back, or that suddenly names another
    /// caller, is another call.
    pub sighting: u64,
    /// Which hands it is in: another number whenever it came to another agent, or to none.
    pub hands: u64,
    /// The reading that it is of.
    reading: Reading,
    /// How it is known when its phase began.
    source: Source,
    /// The hands of the last step of its trail.
    walked: u64,
    /// What tells it from another call under its id.
    known: Known,
    /// When this board first saw it.
    pub first_seen: At,
    /// When its phase began, as far as is known.
    pub since: Option<At>,
    /// What it has done on this board, oldest first.
    pub trail: Vec<Step>,
    /// The agent's name, from the row or from the account's agents.
    pub agent: Option<Text>,
    /// The queue's name, from the row or from the account's queues.
    pub queue: Option<Text>,
    /// The others at whose phones the same call rings: they have no rows of their own.
    pub also: Vec<Also>,
    /// Whether another row tells of the same call.
    pub(super) double: bool,
    /// Whether its times were read by our clock for want of proof, and may be far off.
    pub(super) unsure: bool,
}

/// Another agent at whose phone a call rings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Also {
    /// Which, if the account lists them.
    pub agent: Option<AgentId>,
    /// What they are called.
    pub name: Option<Text>,
}

/// One change of a call that this board has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When, as far as is known.
    pub at: At,
    /// What it did from then on.
    pub phase: Phase,
    /// With whom.
    pub agent: Option<Text>,
    /// How it is known when.
    pub source: Source,
}

impl CallRow {
    /// The row for `call`, listed in `reading`, where `before` stood under the same id.
    pub(super) fn new(mut call: Call, before: Option<&Self>, reading: Reading, sightings: &mut u64) -> Self {
        let at = reading.at;
        let before = before.filter(|before| before.known.fits(&call));
        if let Some(before) = before {
            call.entered = steady(before.call.entered, call.entered);
            call.started = steady(before.call.started, call.started);
            call.answered = steady(before.call.answered, call.answered);
        }
        let told = begun(&call);
        let since = match before {
            Some(before) if before.call.phase == call.phase => before.since.or(told),
            // What rings for the second time, or after a wait, did not begin to when the call did.
            Some(before) => told.filter(|told| before.since.is_none_or(|since| since < *told)).or(Some(at)),
            None => told,
        };
        let source = if told.is_some() && since == told { Source::Told } else { reading.source };
        let mut next = || {
            *sightings += 1;
            *sightings
        };
        let (sighting, first_seen, trail) = match before {
            Some(before) => (before.sighting, before.first_seen, before.trail.clone()),
            None => (next(), at, beginnings(&call)),
        };
        let kept = before.filter(|before| in_same_hands(&before.call, &call));
        let hands = kept.map_or_else(next, |before| before.hands);
        let known = Known::of(&call, before.map(|before| &before.known));
        let (agent, queue) = (call.agent_name.clone(), call.queue_name.clone());
        Self {
            call,
            sighting,
            hands,
            reading,
            source,
            walked: before.map_or(0, |before| before.walked),
            known,
            first_seen,
            since,
            trail,
            agent,
            queue,
            also: Vec::new(),
            double: false,
            unsure: false,
        }
    }

    /// Gives the row the names that its account's other lists know, and notes what changed.
    pub(super) fn name(&mut self, agent: Option<Text>, queue: Option<Text>) {
        self.agent = self.call.agent_name.clone().or(agent);
        self.queue = self.call.queue_name.clone().or(queue);
        let (agent, phase) = (self.agent.clone(), self.call.phase.clone());
        let (at, source) = match self.trail.last_mut() {
            // A name that was not known before is no change of hands.
            Some(last) if last.phase == phase && (self.walked == self.hands || last.agent == agent) => {
                self.walked = self.hands;
                last.agent = agent;
                return;
            }
            // It does with another agent what it did: since when, no time of the phase tells.
            Some(last) if last.phase == phase => (self.reading.at, self.reading.source),
            Some(last) => (self.since.unwrap_or(self.first_seen).max(last.at), self.source),
            None => (self.since.unwrap_or(self.first_seen), self.source),
        };
        self.walked = self.hands;
        self.trail.push(Step { at, phase, agent, source });
        if self.trail.len() > TRAIL {
            self.trail.remove(0);
        }
    }

    /// Everyone whose phone it rings at or who has it, as far as they have names: `Ada Quist, Bo Lang`.
    pub fn agents(&self) -> Option<String> {
        let names = self.agent.iter().chain(self.also.iter().filter_map(|also| also.name.as_ref()));
        let names: Vec<&str> = names.map(|name| &**name).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// The row under `mask`, to look at: what its vendor tells next cannot be compared with it.
    #[must_use]
    pub fn masked(&self, mask: Mask) -> Self {
        let mut row = self.clone();
        let beside = |text: &Text| mask.beside(&self.call, text);
        row.call = mask.call(&self.call);
        row.known = Known::default();
        row.queue = self.queue.as_ref().map(beside);
        for step in &mut row.trail {
            if let Phase::Other(word) = &step.phase {
                step.phase = Phase::Other(beside(word));
            }
        }
        let agents = row.trail.iter_mut().map(|step| &mut step.agent);
        let names = agents.chain(row.also.iter_mut().map(|also| &mut also.name)).chain([&mut row.agent]);
        for name in names.flatten() {
            *name = mask.name(name);
        }
        row
    }

    /// What an order that is given for it remembers of it.
    pub fn sighting(&self) -> Sighting {
        Sighting { call: self.sighting, hands: self.hands }
    }

    /// Whether `call` can be this one, under the same id.
    pub(super) fn fits(&self, call: &Call) -> bool {
        self.known.fits(call)
    }

    /// Whether this still is the call that an operator saw as `sighting`: the same appearance, in the same hands.
    pub fn same(&self, sighting: Sighting) -> Result<(), String> {
        if self.sighting != sighting.call {
            return Err("another call now has its place".to_owned());
        }
        if self.hands != sighting.hands {
            let now = self.agent.as_deref().unwrap_or("nobody");
            return Err(format!("the call has changed hands: it is with {now} now"));
        }
        Ok(())
    }

    /// How long the customer has waited for an agent, and whether that still goes on; `None` if the vendor
    /// does not tell, or nobody waits.
    pub fn wait(&self, now: At) -> Option<(Duration, bool)> {
        if self.waits() {
            return Some((now.since(self.waits_since()?), true));
        }
        match self.call.phase {
            Phase::Queued | Phase::Ringing => None,
            Phase::Dialing
            | Phase::Talking
            | Phase::Held
            | Phase::Parked
            | Phase::Wrapup
            | Phase::Other(_) => Some((self.call.answered?.since(self.call.entered?), false)),
        }
    }

    /// For how long it has done what it does; at least so long where the vendor does not say since when.
    pub fn lasted(&self, now: At) -> Duration {
        now.since(self.since.unwrap_or(self.first_seen))
    }

    /// How long the call has lasted; `false` if it may be longer, because the vendor does not tell when it
    /// began.
    pub fn age(&self, now: At) -> (Duration, bool) {
        self.call
            .began()
            .map_or_else(|| (now.since(self.first_seen), false), |began| (now.since(began), true))
    }

    /// Whether the call is being recorded, as far as is known.
    pub fn recorded(&self) -> Option<bool> {
        match self.call.recording {
            Recording::On | Recording::Set(true) => Some(true),
            Recording::Paused | Recording::Off | Recording::Set(false) => Some(false),
            Recording::Unknown => None,
        }
    }
}

/// When the present phase began, by the vendor's own times.
fn begun(call: &Call) -> Option<At> {
    match call.phase {
        Phase::Queued => call.entered.or(call.started),
        // Whoever came through a queue was there before.
        Phase::Ringing | Phase::Dialing => call.started.filter(|_| call.entered.is_none()),
        Phase::Talking => call.answered,
        Phase::Held | Phase::Parked | Phase::Wrapup | Phase::Other(_) => None,
    }
}

/// What is known of a call before it did what it does now: that it waited, and that somebody took it.
fn beginnings(call: &Call) -> Vec<Step> {
    let step = |at, phase| Step { at, phase, agent: None, source: Source::Told };
    let waited = call.entered.filter(|_| call.phase != Phase::Queued);
    let talked = match call.phase {
        Phase::Held | Phase::Parked | Phase::Wrapup | Phase::Other(_) => call.answered,
        Phase::Queued | Phase::Ringing | Phase::Dialing | Phase::Talking => None,
    };
    let waited = waited.map(|at| step(at, Phase::Queued));
    waited.into_iter().chain(talked.map(|at| step(at, Phase::Talking))).collect()
}

/// Whether two rows of one call tell of one agent, or of none.
fn in_same_hands(before: &Call, now: &Call) -> bool {
    before.agent == now.agent && before.agent_name == now.agent_name
}

/// What tells a call from another one under the same id, as far as its vendor ever told it. Vendors re-use ids; they do
/// not change when a call began or who is on it. What is not known cannot contradict.
#[derive(Clone, Debug, Default)]
struct Known {
    number: Option<Text>,
    started: Option<At>,
    entered: Option<At>,
}

impl Known {
    /// What is known once `call` was read, of a call of which `before` was known.
    fn of(call: &Call, before: Option<&Self>) -> Self {
        let before = before.cloned().unwrap_or_default();
        Self {
            number: call.caller.number.clone().or(before.number),
            started: call.started.or(before.started),
            entered: call.entered.or(before.entered),
        }
    }

    /// Whether `call` can be the same one.
    fn fits(&self, call: &Call) -> bool {
        const SLIP: Duration = Duration::from_secs(10);
        let apart =
            |a: Option<At>, b: Option<At>| a.zip(b).is_some_and(|(a, b)| a.since(b).max(b.since(a)) > SLIP);
        let number = self.number.as_ref().zip(call.caller.number.as_ref());
        let differ = number.is_some_and(|(before, now)| before != now);
        !(differ || apart(self.started, call.started) || apart(self.entered, call.entered))
    }
}
