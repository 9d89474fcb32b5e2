//! What really happens at a vendor: the calls that its ids and rows stand for.

use std::collections::BTreeMap;
use std::time::Duration;

use callboard::domain::{
    Agent, AgentId, AgentState, At, Call, CallId, Choice, Detail, Only, Party, Phase, Queue, QueueId,
    Recording, Text, Verb,
};
use fastrand::Rng;

/// A real call. No two share a customer.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Truth {
    person: u32,
    numbered: bool,
    agent: Option<u8>,
    phase: Phase,
    began: At,
    narrow: bool,
}

/// The calls of one account, under the vendor's few ids, which are used again and again.
#[derive(Debug, Default)]
pub(super) struct Centre {
    calls: BTreeMap<u8, Truth>,
    /// The last that each id stood for.
    last: BTreeMap<u8, Truth>,
}

impl Centre {
    /// Something happens: calls begin under free or re-used ids, end, change hands or phase, or an agent hangs up
    /// and has the next one at once.
    pub(super) fn change(&mut self, rng: &mut Rng, now: At, people: &mut u32) {
        for _ in 0..rng.u8(1..4) {
            let id = rng.u8(..5);
            match rng.u8(..8) {
                0 => {
                    self.calls.remove(&id);
                }
                1 => {
                    if let Some(call) = self.calls.get_mut(&id) {
                        call.agent = Some(rng.u8(..3));
                    }
                }
                2 => {
                    if let Some(call) = self.calls.get_mut(&id) {
                        call.phase = match rng.u8(..4) {
                            0 => Phase::Wrapup,
                            1 => Phase::Parked,
                            2 => Phase::Held,
                            _ => Phase::Talking,
                        };
                    }
                }
                3 => {
                    let agent = self.calls.remove(&id).and_then(|call| call.agent);
                    let free = (0..5).find(|id| !self.calls.contains_key(id)).unwrap_or(id);
                    self.begin(rng, free, agent, (now, people));
                }
                _ => {
                    let agent = rng.bool().then(|| rng.u8(..3));
                    self.begin(rng, id, agent, (now, people));
                }
            }
        }
    }

    /// A vendor that re-uses an id at once tells who calls, or when it began: else nobody could tell them apart.
    fn begin(&mut self, rng: &mut Rng, id: u8, agent: Option<u8>, (now, people): (At, &mut u32)) {
        *people += 1;
        let last = self.last.get(&id);
        let apart = last.is_none_or(|last| now.since(last.began) > Duration::from_secs(11));
        let numbered = rng.u8(..3) > 0;
        let told_apart = apart || numbered && last.is_none_or(|last| last.numbered);
        if !told_apart {
            return;
        }
        let phase = if agent.is_some() { Phase::Talking } else { Phase::Queued };
        let narrow = rng.u8(..10) == 0;
        let truth = Truth { person: *people, numbered, agent, phase, began: now, narrow };
        self.last.insert(id, truth.clone());
        self.calls.insert(id, truth);
    }

    /// The rows that the vendor lists.
    pub(super) fn rows(&self, rng: &mut Rng) -> Vec<Call> {
        let mut rows: Vec<Call> = self.calls.iter().map(|(id, truth)| row(*id, truth)).collect();
        rng.shuffle(&mut rows);
        rows
    }
}

fn row(id: u8, truth: &Truth) -> Call {
    let mut call = Call::new(CallId::from(format!("c{id}")), truth.phase.clone());
    let number = format!("+1555{:06}", truth.person);
    call.caller = Party::new(None, truth.numbered.then_some(&number));
    call.agent = truth.agent.map(|agent| AgentId::from(format!("a{agent}")));
    call.queue = Some(QueueId::from("q"));
    call.entered = Some(truth.began);
    call.recording = if truth.person.is_multiple_of(3) { Recording::Unknown } else { Recording::On };
    call.only = truth
        .narrow
        .then(|| Only::new(&[Verb::HangUp, Verb::Special], Text::new("little can be done to it")));
    // The board compares no details: this is for the test alone.
    call.details = vec![Detail::plain("person", &truth.person.to_string()).expect("a number")];
    call
}

/// Whose call a row really is.
pub(super) fn person(call: &Call) -> u32 {
    call.details[0].value.parse().expect("every row tells")
}

/// Three agents, of whom two are called the same.
pub(super) fn agents() -> Vec<Agent> {
    let agent = |(id, name): (u8, &str)| {
        Agent::new(AgentId::from(format!("a{id}")), Text::new(name), AgentState::Ready)
    };
    [(0, "Ada"), (1, "Ada"), (2, "Eli")].map(agent).to_vec()
}

/// The one queue.
pub(super) fn queue() -> Queue {
    let mut queue = Queue::new(QueueId::from("q"), Text::new("Sales"));
    queue.dispositions = vec![Choice::new("sold", "sold")];
    queue
}
