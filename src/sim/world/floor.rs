//! Hands in the world from outside: calls put there for a test, and names that nobody should have.

use serde::Deserialize;

use super::{Agent, AgentIx, Call, CallId, Direction, Duty, Ms, Recording, Site, Stage, names};

/// A call to add. It stays as it is until somebody acts on it or ends it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Addition {
    pub(crate) site: String,
    pub(crate) state: Added,
    #[serde(default)]
    pub(crate) caller: Option<String>,
    #[serde(default)]
    pub(crate) caller_name: Option<String>,
    /// A queue's name; the first queue if missing.
    #[serde(default)]
    pub(crate) queue: Option<String>,
    /// An agent's extension, handle or name; anyone free if missing.
    #[serde(default)]
    pub(crate) agent: Option<String>,
    /// Seconds in this state.
    #[serde(default)]
    pub(crate) age: u32,
    #[serde(default)]
    pub(crate) recording: Taped,
}

/// The state of an added call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Added {
    Waiting,
    Ringing,
    Dialing,
    Talking,
    Held,
    Parked,
}

/// The recording of an added call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Taped {
    None,
    #[default]
    On,
    Muted,
}

impl Site {
    /// Puts a call on the floor. Fails with the reason if the queue or the agent does not exist, or is
    /// busy with calls added before.
    pub(crate) fn add(&mut self, wanted: &Addition) -> Result<CallId, String> {
        let queue = match &wanted.queue {
            None => 0,
            Some(name) => {
                let known = |queue: &&super::Queue| queue.name == *name;
                self.queues
                    .iter()
                    .find(known)
                    .map(|queue| queue.ix)
                    .ok_or(format!("no queue is called {name:?}"))?
            }
        };
        let outward = wanted.state == Added::Dialing;
        let direction = if outward { Direction::Outbound } else { Direction::Inbound };
        let since = self.now - Ms::from(wanted.age) * 1_000;
        let agent = match wanted.state {
            Added::Waiting | Added::Parked => None,
            Added::Ringing | Added::Dialing | Added::Talking | Added::Held => Some(self.seat(wanted)?),
        };
        let mut call = self.blank(direction, Stage::Waiting);
        call.pinned = true;
        call.party = wanted.caller.clone().unwrap_or(call.party);
        call.party_name = wanted.caller_name.clone().unwrap_or_default();
        if !outward {
            call.queue = Some(queue);
            call.line = self.queues.get(queue).map_or_else(String::new, |queue| queue.line.clone());
        }
        let id = call.id;
        self.settle(call, wanted, agent, since);
        Ok(id)
    }

    /// Brings an added call from the door to where it is wanted, along the usual way.
    fn settle(&mut self, call: Call, wanted: &Addition, agent: Option<AgentIx>, since: Ms) {
        let (id, outward) = (call.id, call.direction == Direction::Outbound);
        match (agent, outward) {
            (Some(ix), true) => self.dial(call, ix),
            (Some(ix), false) => {
                self.join(call);
                self.ring(id, &[ix], 0);
            }
            (None, _) => self.join(call),
        }
        let connected = matches!(wanted.state, Added::Talking | Added::Held);
        if connected {
            self.answer(id);
        }
        let Some(call) = self.calls.get_mut(&id) else { return };
        call.started = since;
        call.since = since;
        call.entered = call.entered.map(|_| since);
        if connected {
            call.answered = Some(since);
            call.dequeued = Some(since);
        }
        call.recording = match wanted.recording {
            Taped::None => Recording::None,
            Taped::On => Recording::On,
            Taped::Muted => Recording::Muted,
        };
        call.stage = match wanted.state {
            Added::Waiting => Stage::Waiting,
            Added::Ringing => Stage::Ringing,
            Added::Dialing => Stage::Dialing,
            Added::Talking => Stage::Talking,
            Added::Held => Stage::Held,
            Added::Parked => Stage::Parked,
        };
        if let Some(agent) = agent.and_then(|ix| self.agents.get_mut(ix)) {
            agent.since = since;
        }
    }

    /// Somebody whose phone can ring: the agent asked for, or anyone, preferably free. Calls that came by
    /// themselves end to make room; calls added before stay, and another one is possible while they are on
    /// hold.
    fn seat(&mut self, wanted: &Addition) -> Result<AgentIx, String> {
        let able =
            |agent: &&Agent| self.calls_of(agent).all(|call| !call.pinned || call.stage == Stage::Held);
        let bare = |agent: &&Agent| self.calls_of(agent).all(|call| !call.pinned);
        let ix = if let Some(name) = &wanted.agent {
            let agent = self.find_agent(name).ok_or(format!("no agent is called {name:?}"))?;
            able(&agent).then_some(agent.ix).ok_or(format!("{name} is on a call that was added before"))?
        } else {
            let free = self.agents.iter().find(|agent| agent.free());
            let idle = || self.agents.iter().find(|agent| agent.calls.is_empty());
            let busy = || self.agents.iter().find(bare);
            free.or_else(idle).or_else(busy).ok_or("every agent is on a call that was added before")?.ix
        };
        let calls: Vec<CallId> = self.agents.get(ix).map(|agent| agent.calls.clone()).unwrap_or_default();
        for id in calls {
            if self.calls.get(&id).is_some_and(|call| !call.pinned) {
                self.end(id);
            }
        }
        if self.agents.get(ix).is_some_and(|agent| agent.duty != Duty::Ready) {
            self.set_duty(ix, Duty::Ready);
        }
        Ok(ix)
    }

    /// The agent with this extension, handle or name.
    pub(crate) fn find_agent(&self, name: &str) -> Option<&Agent> {
        self.agents
            .iter()
            .find(|agent| agent.extension == name || agent.handle == name || agent.name() == name)
    }

    /// Gives some people, a queue and half of the callers names that a careless screen trips over, or takes
    /// them back.
    pub(crate) fn set_hostile(&mut self, hostile: bool) {
        if self.hostile == hostile {
            return;
        }
        self.hostile = hostile;
        for agent in self.agents.iter_mut().step_by(5) {
            let plain = names::agent(agent.ix);
            let name = names::HOSTILE.get(agent.ix / 5 % names::HOSTILE.len()).filter(|_| hostile);
            plain.1.clone_into(&mut agent.last);
            name.map_or(plain.0, |name| *name).clone_into(&mut agent.first);
        }
        for queue in self.queues.iter_mut().skip(1).step_by(4) {
            let name = names::HOSTILE.get(queue.ix % names::HOSTILE.len()).filter(|_| hostile);
            queue.name = name.map_or_else(|| names::queue(queue.ix), |name| (*name).to_owned());
        }
        for call in self.calls.values_mut().filter(|call| !call.pinned && call.id % 2 == 0) {
            call.party_name =
                if hostile { names::hostile(&mut self.rng) } else { names::caller(&mut self.rng) };
        }
    }
}
