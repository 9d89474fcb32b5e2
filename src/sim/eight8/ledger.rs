//! What the vendor knows beyond the world: lines, notes on calls, and every event that a change of the world is.

use std::collections::{BTreeMap, VecDeque};

use serde_json::Value;

use super::super::world::{
    Agent, AgentIx, Call, CallId, Direction, Duty, Ms, QueueIx, Recording, Site, Stage,
};
use super::course;
use super::lines::Lines;
use super::payload::{self, Happening, Scene};
use super::ring::Ring;
use super::status::{self, Reason, State};
use super::tallies::Tallies;

/// How many ended calls are known to have been.
const REMEMBERED: usize = 1_000;

/// A variable of a call's custom data, as it is told (8x8 §10.8).
pub(super) type Variables = BTreeMap<String, Value>;

/// The vendor's notes on one call.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// The queue in whose name the call was placed.
    pub(super) queue: Option<QueueIx>,
    /// Transaction codes: list and item.
    pub(super) codes: Vec<(i64, i64)>,
    pub(super) variables: Variables,
    /// Who ended it, if an order did.
    pub(super) ended_by: Option<&'static str>,
    /// Whether the wrap-up ends with the call.
    pub(super) no_wrap_up: bool,
    /// The call as it was when it ended, while its agent still wraps it up.
    pub(super) over: Option<Call>,
    /// What the stream has told of it.
    pub(super) told: course::Told,
}

/// The vendor's notes on one agent.
#[derive(Debug, Default)]
struct Seat {
    lines: Lines,
    seen: bool,
    told: Option<(State, Option<Reason>)>,
}

/// Everything that the surfaces share.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) records: BTreeMap<CallId, Record>,
    pub(super) ring: Ring,
    pub(super) tallies: Tallies,
    seats: Vec<Seat>,
    gone: VecDeque<String>,
    looked: Option<Ms>,
}

impl Ledger {
    /// Notes what has changed since the last look, and publishes it.
    pub(super) fn follow(&mut self, site: &mut Site, skew: Ms) {
        self.tidy(site);
        let site: &Site = site;
        self.seat(site);
        let mut out = Vec::new();
        self.calls(site, skew, &mut out);
        self.agents(site, skew, &mut out);
        out.sort_by_key(|happening| happening.at);
        for happening in out {
            payload::publish(&mut self.ring, site, skew, happening);
        }
        let states: Vec<State> = site.agents.iter().map(|agent| self.state(site, agent)).collect();
        self.tallies.follow(site, &states);
        self.looked = Some(site.now());
    }

    /// The world's ways that are not this vendor's: a call out is recorded from the start, and only calls of a
    /// queue are wrapped up.
    fn tidy(&mut self, site: &mut Site) {
        for call in site.calls.values_mut() {
            let outward = call.direction != Direction::Inbound && call.stage == Stage::Dialing;
            if outward && !call.pinned && call.recording == Recording::None {
                call.recording = Recording::On;
            }
        }
        let direct = |agent: &Agent| {
            let call = agent.wrapping.and_then(|id| site.ended.iter().find(|call| call.id == id));
            call.filter(|call| !self.is_queued(call) || self.cut_short(call.id)).map(|_| agent.ix)
        };
        let direct: Vec<AgentIx> = site.agents.iter().filter_map(direct).collect();
        for ix in direct {
            site.set_duty(ix, Duty::Ready);
        }
    }

    fn cut_short(&self, id: CallId) -> bool {
        self.records.get(&id).is_some_and(|record| record.no_wrap_up)
    }

    fn seat(&mut self, site: &Site) {
        let first = self.looked.is_none();
        self.seats.resize_with(site.agents.len(), Seat::default);
        for (seat, agent) in self.seats.iter_mut().zip(&site.agents) {
            seat.lines.follow(agent, site.now());
            seat.seen |= agent.duty != Duty::Offline || first && agent.handled > 0;
        }
    }

    fn calls(&mut self, site: &Site, skew: Ms, out: &mut Vec<Happening>) {
        let (looked, tallies) = (self.looked.unwrap_or(site.now()), &mut self.tallies);
        let wrapped = |call: &Call| {
            let agent = call.agent.and_then(|ix| site.agents.get(ix));
            agent.is_some_and(|agent| agent.wrapping == Some(call.id))
        };
        for call in &site.ended {
            let untold = match self.records.get(&call.id) {
                Some(record) => record.over.is_none(),
                None => call.over > Some(looked) || wrapped(call),
            };
            if untold {
                let record = self.records.entry(call.id).or_default();
                let mut pen =
                    course::Pen { scene: Scene { site, skew, call }, record, tallies: &mut *tallies, out };
                pen.live();
                pen.end();
                record.over = Some(call.clone());
            }
        }
        for call in site.calls.values() {
            let record = self.records.entry(call.id).or_default();
            course::Pen { scene: Scene { site, skew, call }, record, tallies: &mut *tallies, out }.live();
        }
        let over: Vec<CallId> = self
            .records
            .iter()
            .filter(|(_, record)| record.over.as_ref().is_some_and(|call| !wrapped(call)))
            .map(|(id, _)| *id)
            .collect();
        for id in over {
            let Some(mut record) = self.records.remove(&id) else { continue };
            let Some(call) = record.over.take() else { continue };
            course::Pen {
                scene: Scene { site, skew, call: &call },
                record: &mut record,
                tallies: &mut *tallies,
                out,
            }
            .close();
            self.gone.push_back(call.key);
            if self.gone.len() > REMEMBERED {
                self.gone.pop_front();
            }
        }
    }

    fn agents(&mut self, site: &Site, skew: Ms, out: &mut Vec<Happening>) {
        for agent in &site.agents {
            let now = (self.state(site, agent), status::reason_of(agent));
            let Some(seat) = self.seats.get_mut(agent.ix) else { continue };
            if seat.told != Some(now) {
                // How things were when the first reader could have come is no change.
                let first = seat.told.replace(now).is_none();
                if !first {
                    out.push(payload::agent_status((site, skew), agent, now));
                }
            }
        }
    }

    /// Whether a call is one of a queue: it came through it, or was placed in its name.
    pub(super) fn is_queued(&self, call: &Call) -> bool {
        self.queue_of(call).is_some()
    }

    pub(super) fn queue_of(&self, call: &Call) -> Option<QueueIx> {
        call.queue.or_else(|| self.records.get(&call.id)?.queue)
    }

    /// The queue of the call that an agent wraps up.
    pub(super) fn wrapped_queue(&self, agent: &Agent) -> Option<QueueIx> {
        let record = self.records.get(&agent.wrapping?)?;
        record.over.as_ref().and_then(|call| call.queue).or(record.queue)
    }

    /// The queue for which an agent works, if for any: by a call, or after one.
    pub(super) fn queue_of_work(&self, site: &Site, agent: &Agent) -> Option<QueueIx> {
        site.calls_of(agent).find_map(|call| self.queue_of(call)).or_else(|| self.wrapped_queue(agent))
    }

    pub(super) fn state(&self, site: &Site, agent: &Agent) -> State {
        let state = status::state(site, agent, &|call| self.is_queued(call));
        let seen = self.seats.get(agent.ix).is_none_or(|seat| seat.seen);
        if state == State::LoggedOut && !seen { State::Unseen } else { state }
    }

    pub(super) fn lines(&self, agent: &Agent) -> Option<&Lines> {
        self.seats.get(agent.ix).map(|seat| &seat.lines)
    }

    /// Whether a call has been, and has ended.
    pub(super) fn is_over(&self, key: &str) -> bool {
        let over = |record: &Record| record.over.as_ref().is_some_and(|call| call.key == key);
        self.gone.iter().any(|gone| gone == key) || self.records.values().any(over)
    }

    /// A call that is up, or being wrapped up, with its agent.
    pub(super) fn find<'a>(&'a self, site: &'a Site, key: &str) -> Option<(&'a Call, Option<AgentIx>)> {
        let live = site.call(key).map(|call| (call, call.agent.or(call.ringing.first().copied())));
        let over =
            || self.records.values().filter_map(|record| record.over.as_ref()).find(|call| call.key == key);
        live.or_else(|| over().map(|call| (call, call.agent)))
    }
}
