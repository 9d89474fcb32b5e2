//! From calls to legs (asterisk §3, "Making calls of legs").

use std::collections::BTreeSet;

use super::super::world::{Agent, AgentIx, Call, CallId, Direction, Ms, Site, Stage};
use super::dialplan::{self, CARRIER};
use super::legs::{Leg, State, Who};
use super::look::{Look, configured};
use super::lot::{self, Lot};
use super::names::{self, Name, Part};
use super::switch::Switch;

/// How long the phone rings of an agent for whom a call is placed, before it dials.
pub(super) const PICK_UP: Ms = 2_000;

/// A call that does not run the usual way.
#[derive(Clone, Debug)]
pub(super) enum Route {
    /// Its caller was sent to an agent's extension, and waits in no queue.
    Dial,
    /// Its agent took it from this slot.
    Taken(u32),
    /// It was placed by `Originate`, with this caller id and extension.
    Placed(Who, String),
}

/// The bridge of two legs that talk.
#[derive(Clone, Debug)]
pub(super) struct Bridge {
    pub(super) id: String,
    pub(super) since: Ms,
}

/// Whom a caller's leg shows as its other end.
#[derive(Clone, Debug, Default)]
pub(super) struct Facing {
    who: Who,
    /// They have talked; a rung phone that nobody answered is forgotten, unless the server is stale.
    talked: bool,
}

impl Switch {
    /// The legs of every call, as the world has it now.
    pub(super) fn call_legs(&mut self, site: &Site, look: Look) -> Vec<Leg> {
        let lives = |id: &CallId| site.calls.contains_key(id);
        self.routes.retain(|id, _| lives(id));
        self.facing.retain(|id, _| lives(id));
        self.priorities.retain(|id, _| lives(id));
        let mut legs = Vec::new();
        for call in site.calls.values() {
            let (bridge, first) = (self.bridge(call), legs.len());
            if call.direction == Direction::Inbound {
                self.inbound((site, look), call, &mut legs);
            } else {
                self.outbound(site, call, &mut legs);
            }
            for leg in legs.iter_mut().skip(first).filter(|leg| !matches!(leg.part, Part::Half(..))) {
                leg.bridge.clone_from(&bridge);
            }
        }
        let parts: BTreeSet<Part> = legs.iter().map(|leg| leg.part).collect();
        self.names.keep(|part| parts.contains(&part));
        self.bridges.retain(|id, _| site.calls.contains_key(id));
        for leg in &mut legs {
            if let Some(name) = self.vars.get(&(leg.unique.clone(), "CALLERID(name)".to_owned())) {
                leg.own.name.clone_from(name);
            }
        }
        legs
    }

    /// The bridge that a call's legs are in.
    fn bridge(&mut self, call: &Call) -> Option<String> {
        let taken = self.lot.of(call.id).is_some_and(|(_, parked)| parked.taken.is_some());
        if call.stage == Stage::Parked && !taken {
            self.bridges.remove(&call.id);
            return Some(Lot::bridge());
        }
        if !call.connected() && !taken {
            self.bridges.remove(&call.id);
            return None;
        }
        let late = taken || matches!(self.routes.get(&call.id), Some(Route::Taken(_)));
        let since = if late { call.since } else { call.answered.unwrap_or(call.since) };
        let new = || Bridge { id: names::bridge_id(&format!("{} {since}", call.key)), since };
        Some(self.bridges.entry(call.id).or_insert_with(new).id.clone())
    }

    fn inbound(&mut self, (site, look): (&Site, Look), call: &Call, legs: &mut Vec<Leg>) {
        let Some(queue) = call.queue.and_then(|ix| site.queues.get(ix)) else { return };
        if call.stage == Stage::Waiting {
            self.routes.remove(&call.id);
        }
        let sent = matches!(self.routes.get(&call.id), Some(Route::Dial));
        let agents: Vec<&Agent> =
            call.agent.iter().chain(&call.ringing).filter_map(|ix| site.agents.get(*ix)).collect();
        let exten = dialplan::queue_exten(queue.ix);
        let part = Part::Caller(call.id);
        let name = self.named(site, part, (CARRIER, call.started), &call.key);
        let mut caller = Leg::rung(part, name, &call.key);
        caller.state = State::Up;
        caller.own = Who::party(call);
        caller.other = self.face(call, agents.first().copied(), look);
        (caller.app, caller.data) = ("Queue", format!("{},t", configured(&queue.name)));
        // The dialplan of every other queue records from the start, which takes one more step.
        (caller.context, caller.exten, caller.priority) =
            ("queues", exten.clone(), if queue.ix % 2 == 0 { 3 } else { 2 });
        caller.dialled.clone_from(&exten);
        if let (true, Some(agent)) = (sent, agents.first()) {
            (caller.app, caller.data) = ("Dial", format!("{},20", dialplan::desk_phone(agent)));
            (caller.context, caller.exten, caller.priority) = ("agents", agent.extension.clone(), 1);
        }
        legs.push(caller);
        for agent in agents {
            let mut leg = self.agent_leg(site, call, agent, sent);
            leg.exten = if sent { String::new() } else { exten.clone() };
            if let Some(Route::Taken(slot)) = self.routes.get(&call.id) {
                (leg.app, leg.data) = ("ParkedCall", format!("{},{slot}", lot::NAME));
                leg.exten = slot.to_string();
            }
            let half = (leg.channel.ends_with(";1")).then(|| self.half(site, call, agent, &leg));
            legs.push(leg);
            legs.extend(half);
        }
    }

    /// Whom the caller's leg names as connected.
    fn face(&mut self, call: &Call, agent: Option<&Agent>, look: Look) -> Who {
        let facing = self.facing.entry(call.id).or_default();
        if let Some(agent) = agent {
            facing.who = Who::agent(agent);
            facing.talked |= call.connected();
            return facing.who.clone();
        }
        if facing.talked || look.stale { facing.who.clone() } else { Who::default() }
    }

    /// The leg of an agent who is rung for a caller, or talks to one.
    fn agent_leg(&mut self, site: &Site, call: &Call, agent: &Agent, sent: bool) -> Leg {
        let part = Part::Agent(call.id, agent.ix);
        let rings = call.ringing.contains(&agent.ix);
        // The phone may have rung before for the same caller: that was another leg.
        if rings && self.names.get(part).is_some_and(|name| name.born != call.since) {
            self.names.forget(part);
        }
        let endpoint = if sent { dialplan::desk_phone(agent) } else { dialplan::endpoint(agent) };
        let name = self.names.of(site, part, (&endpoint, born(call, agent.ix)));
        let mut leg = Leg::rung(part, name, &call.key);
        leg.own = Who::new(&agent.extension, configured(&agent.name()));
        leg.other = Who::party(call);
        leg.app = if sent { "AppDial" } else { "AppQueue" };
        leg.state = if rings { State::Ringing } else { State::Up };
        if leg.channel.ends_with(";1") {
            leg.own = Who::new(call.queue.map(dialplan::queue_exten).unwrap_or_default(), "");
            leg.context = "robots";
            leg.state = if rings { State::Down } else { State::Up };
        }
        leg
    }

    /// The other half of a Local channel.
    fn half(&mut self, site: &Site, call: &Call, agent: &Agent, first: &Leg) -> Leg {
        let part = Part::Half(call.id, agent.ix);
        if self.names.get(part).is_some_and(|name| name.born != first.born) {
            self.names.forget(part);
        }
        if self.names.get(part).is_none() {
            // A name of its own, but the channel of its first half.
            let channel = format!("{};2", first.channel.trim_end_matches(";1"));
            let name = self.names.make(site, CARRIER, first.born);
            self.names.give(part, Name { channel, ..name });
        }
        let name = self.names.of(site, part, (CARRIER, first.born));
        let mut leg = Leg::rung(part, name, &call.key);
        let up = first.state == State::Up;
        leg.state = if up { State::Up } else { State::Ring };
        (leg.own, leg.other) = (first.other.clone(), first.own.clone());
        (leg.context, leg.exten, leg.priority) = ("robots", agent.extension.clone(), if up { 3 } else { 1 });
        (leg.app, leg.data) = ("Wait", if up { "22" } else { "3" }.to_owned());
        leg
    }

    fn outbound(&mut self, site: &Site, call: &Call, legs: &mut Vec<Leg>) {
        let agent = call.agent.and_then(|ix| site.agents.get(ix));
        let (placed, exten) = match self.routes.get(&call.id) {
            Some(Route::Placed(own, exten)) => (Some(own.clone()), exten.clone()),
            Some(Route::Dial | Route::Taken(_)) | None => (None, format!("9{}", call.party)),
        };
        let dialling = call.stage == Stage::Dialing;
        let rung = dialling && call.direction == Direction::Placed && site.now() < call.started + PICK_UP;
        if let Some(agent) = agent {
            let part = Part::Agent(call.id, agent.ix);
            let name = self.named(site, part, (&dialplan::desk_phone(agent), call.started), &call.key);
            let mut leg = Leg::rung(part, name, &call.key);
            leg.own = placed.clone().unwrap_or_else(|| Who::new(&agent.extension, configured(&agent.name())));
            leg.other = Who::new(&exten, placed.map(|own| own.name).unwrap_or_default());
            if rung {
                (leg.app, leg.exten) = ("AppDial2", "s".to_owned());
            } else {
                let out = dialling && call.direction == Direction::Outbound;
                leg.state = if out { State::Ring } else { State::Up };
                (leg.app, leg.data) = ("Dial", format!("PJSIP/{}@carrier,40", call.party));
                leg.exten.clone_from(&exten);
                leg.dialled.clone_from(&exten);
            }
            legs.push(leg);
        }
        if rung {
            return;
        }
        let part = Part::Called(call.id);
        let since = call.started + if call.direction == Direction::Placed { PICK_UP } else { 0 };
        let name = self.names.of(site, part, (CARRIER, since.min(site.now())));
        let mut leg = Leg::rung(part, name, &call.key);
        leg.state = if dialling { State::Ringing } else { State::Up };
        leg.own = Who::new(exten, "");
        leg.other = agent.map(Who::agent).unwrap_or_default();
        leg.context = "from-carrier";
        legs.push(leg);
    }

    /// The name of the leg that gave the call its key.
    fn named(&mut self, site: &Site, part: Part, (base, born): (&str, Ms), key: &str) -> Name {
        if self.names.get(part).is_none() {
            let name = self.names.make(site, base, born);
            self.names.give(part, Name { unique: key.to_owned(), ..name });
        }
        self.names.of(site, part, (base, born))
    }
}

/// When an agent's phone began to ring. For a call that was answered before anyone looked, some seconds before
/// that.
fn born(call: &Call, ix: AgentIx) -> Ms {
    if call.ringing.contains(&ix) {
        return call.since;
    }
    let rang = 2_000 + i64::try_from(call.id % 6).unwrap_or(0) * 1_000;
    let answered = call.answered.unwrap_or(call.since);
    (answered - rang).max(call.entered.unwrap_or(call.started))
}
