//! What changed since the last look, told as events (asterisk §6).

use std::collections::BTreeMap;

use super::super::world::{Call, CallId, QueueIx, Site};
use super::legs::{Leg, State};
use super::lists;
use super::look::{Look, configured};
use super::members::Member;
use super::names::Part;
use super::queues;
use super::sessions::Class;
use super::story::{Change, Seen};
use super::switch::Switch;

/// What was seen last.
#[derive(Debug, Default)]
pub(super) struct Memory {
    calls: BTreeMap<CallId, Seen>,
    members: Vec<Member>,
    /// Something has been seen: changes from now on are events.
    primed: bool,
}

impl Switch {
    /// Compares the world, whose legs these are, with what was seen last.
    pub(super) fn tell(&mut self, site: &Site, look: Look, legs: Vec<Leg>) {
        let positions = queues::positions(self, site);
        let see = |call: &Call| Seen::of(self, call, positions.get(&call.id).copied().unwrap_or(0));
        let calls: BTreeMap<CallId, Seen> = site.calls.values().map(|call| (call.id, see(call))).collect();
        let members = self.members(site, &legs);
        let old = std::mem::replace(&mut self.legs, legs);
        let before = std::mem::take(&mut self.memory);
        if before.primed {
            let (now, new) = ((site, look), self.legs.clone());
            self.tell_legs(now, &old, &new);
            let ended = before.calls.keys().filter(|id| !calls.contains_key(id));
            for id in ended.chain(calls.keys()) {
                let (before, after) = (before.calls.get(id), calls.get(id));
                if before != after {
                    self.tell_call(now, &Change { id: *id, before, after, old: &old, new: &new });
                }
            }
            self.tell_members(now, &before.members, &members);
        }
        self.enders.retain(|id, _| calls.contains_key(id));
        self.memory = Memory { calls, members, primed: true };
    }

    fn tell_legs(&mut self, now: (&Site, Look), old: &[Leg], new: &[Leg]) {
        let (was, is) = (by_name(old), by_name(new));
        for leg in old {
            let after = is.get(leg.unique.as_str());
            let bridge = leg.bridge.as_deref();
            if bridge.is_some() && bridge != after.and_then(|leg| leg.bridge.as_deref()) {
                self.tell_bridge(now, "BridgeLeave", leg);
            }
            if after.is_none() {
                let cause = [("Cause", "16".to_owned()), ("Cause-txt", "Normal Clearing".to_owned())];
                self.tell_leg(now, "Hangup", leg, &cause);
                self.vars.retain(|(owner, _), _| *owner != leg.unique);
            }
        }
        for leg in new {
            let before = was.get(leg.unique.as_str());
            if before.is_none() {
                let mut born = leg.clone();
                (born.state, born.exten) = (State::Down, "s".to_owned());
                self.tell_leg(now, "Newchannel", &born, &[]);
            }
            if before.map_or(State::Down, |leg| leg.state) != leg.state {
                self.tell_leg(now, "Newstate", leg, &[]);
            }
            let bridge = leg.bridge.as_deref();
            if bridge.is_some() && bridge != before.and_then(|leg| leg.bridge.as_deref()) {
                self.tell_bridge(now, "BridgeEnter", leg);
            }
        }
    }

    /// An event of the class call about one leg.
    pub(super) fn tell_leg(&mut self, now: (&Site, Look), name: &str, leg: &Leg, more: &[(&str, String)]) {
        let film = self.tapes.film(&leg.unique);
        self.events.push(now, Class::Call, name, |block| {
            block.channel("", leg, film, now.1);
            for (key, value) in more {
                block.add(key, value);
            }
        });
    }

    fn tell_bridge(&mut self, now: (&Site, Look), name: &str, leg: &Leg) {
        let film = self.tapes.film(&leg.unique);
        let id = leg.bridge.as_deref().unwrap_or_default();
        let within = self.legs.iter().filter(|other| other.bridge.as_deref() == Some(id)).count();
        self.events.push(now, Class::Call, name, |block| {
            lists::bridge_lines(block, id, within);
            block.channel("", leg, film, now.1);
        });
    }

    /// An event of the class agent about a caller, and perhaps the agent's leg.
    pub(super) fn tell_caller(
        &mut self,
        (site, look): (&Site, Look),
        name: &str,
        (legs, id, agent): (&[Leg], CallId, Option<Part>),
        more: &[(&str, String)],
    ) {
        let find = |part: Part| legs.iter().find(|leg| leg.part == part);
        let (caller, agent) = (find(Part::Caller(id)), agent.and_then(find));
        let tapes = &self.tapes;
        self.events.push((site, look), Class::Agent, name, |block| {
            if let Some(leg) = caller {
                block.channel("", leg, tapes.film(&leg.unique), look);
            }
            if let Some(leg) = agent {
                block.channel("Dest", leg, tapes.film(&leg.unique), look);
            }
            for (key, value) in more {
                block.add(key, value);
            }
        });
    }

    fn tell_members(&mut self, now: (&Site, Look), old: &[Member], new: &[Member]) {
        let (was, is) = (by_place(old), by_place(new));
        for member in new {
            let name = match was.get(&member.place()) {
                None => "QueueMemberAdded",
                Some(before) if before.paused != member.paused => "QueueMemberPause",
                Some(before) if *before != member => "QueueMemberStatus",
                Some(_) => continue,
            };
            self.tell_member(now, name, member);
        }
        for member in old.iter().filter(|member| !is.contains_key(&member.place())) {
            self.tell_member(now, "QueueMemberRemoved", member);
        }
    }

    fn tell_member(&mut self, now: (&Site, Look), name: &str, member: &Member) {
        let queue = now.0.queues.get(member.queue).map_or_else(String::new, |queue| configured(&queue.name));
        self.events.push(now, Class::Agent, name, |block| {
            block.add("Queue", queue);
            member.fill(block, now, true);
        });
    }
}

fn by_place(members: &[Member]) -> BTreeMap<(QueueIx, &str), &Member> {
    members.iter().map(|member| (member.place(), member)).collect()
}

fn by_name(legs: &[Leg]) -> BTreeMap<&str, &Leg> {
    legs.iter().map(|leg| (leg.unique.as_str(), leg)).collect()
}
