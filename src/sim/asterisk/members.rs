//! Queue members: one for each queue and agent (asterisk §4), and what their phones do.

use std::collections::{BTreeMap, BTreeSet};

use super::super::world::{Agent, AgentIx, Break, Direction, Duty, Ms, QueueIx, Site, Stage};
use super::dialplan;
use super::legs::{Leg, State};
use super::look::{Look, configured};
use super::packet::Block;
use super::switch::Switch;

/// The state of a device, whatever the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Device {
    NotInUse,
    InUse,
    Unavailable,
    Ringing,
    RingInUse,
    OnHold,
}

impl Device {
    /// In a member's `Status`.
    pub(super) fn number(self) -> u8 {
        match self {
            Self::NotInUse => 1,
            Self::InUse => 2,
            Self::Unavailable => 5,
            Self::Ringing => 6,
            Self::RingInUse => 7,
            Self::OnHold => 8,
        }
    }

    /// In lists of devices.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::NotInUse => "NOT_INUSE",
            Self::InUse => "INUSE",
            Self::Unavailable => "UNAVAILABLE",
            Self::Ringing => "RINGING",
            Self::RingInUse => "RINGINUSE",
            Self::OnHold => "ONHOLD",
        }
    }

    /// In lists of extensions, which count otherwise.
    pub(super) fn hint(self) -> (u8, &'static str) {
        match self {
            Self::NotInUse => (0, "Idle"),
            Self::InUse => (1, "InUse"),
            Self::Unavailable => (4, "Unavailable"),
            Self::Ringing => (8, "Ringing"),
            Self::RingInUse => (9, "InUse&Ringing"),
            Self::OnHold => (16, "Hold"),
        }
    }
}

/// What a device does, from the legs of its endpoint.
pub(super) fn device(legs: &[Leg], endpoint: &str) -> Device {
    let mine = || legs.iter().filter(|leg| leg.endpoint() == endpoint);
    let (rings, used) =
        (mine().any(|leg| leg.state == State::Ringing), mine().any(|leg| leg.state != State::Ringing));
    match (rings, used) {
        (false, false) => Device::NotInUse,
        (false, true) => Device::InUse,
        (true, false) => Device::Ringing,
        (true, true) => Device::RingInUse,
    }
}

/// What an agent's phone does. The hold that can be seen is the one by the other side, which here is what
/// happens to calls that agents placed.
pub(super) fn agent_device(site: &Site, legs: &[Leg], agent: &Agent) -> Device {
    let held = |stage, direction| stage == Stage::Held && direction != Direction::Inbound;
    let mut calls = site.calls_of(agent);
    match device(legs, &dialplan::endpoint(agent)) {
        Device::NotInUse if agent.duty == Duty::Offline => Device::Unavailable,
        Device::InUse if agent.calls.len() == 1 && calls.all(|call| held(call.stage, call.direction)) => {
            Device::OnHold
        }
        state @ (Device::NotInUse
        | Device::InUse
        | Device::Unavailable
        | Device::Ringing
        | Device::RingInUse
        | Device::OnHold) => state,
    }
}

/// A member that is no agent: somebody added by hand.
#[derive(Clone, Debug)]
pub(super) struct Extra {
    pub(super) queue: QueueIx,
    pub(super) interface: String,
    pub(super) name: String,
    pub(super) penalty: u32,
    pub(super) paused: Option<String>,
    pub(super) since: Ms,
}

/// What is remembered of an agent.
#[derive(Clone, Copy, Debug, Default)]
struct Desk {
    last_call: Option<Ms>,
    last_pause: Option<Ms>,
    paused: bool,
    talks: bool,
}

/// What the server knows of members beyond the world.
#[derive(Debug, Default)]
pub(super) struct Roster {
    desks: Vec<Desk>,
    pub(super) extras: Vec<Extra>,
    /// Who was added to which queue by hand.
    pub(super) hired: BTreeSet<(AgentIx, QueueIx)>,
    pub(super) penalties: BTreeMap<(AgentIx, QueueIx), u32>,
}

impl Roster {
    /// Follows the world.
    pub(super) fn follow(&mut self, site: &Site) {
        let first = self.desks.is_empty();
        self.desks.resize(site.agents.len(), Desk::default());
        let now = site.now();
        for (desk, agent) in self.desks.iter_mut().zip(&site.agents) {
            let talks = site.calls_of(agent).any(super::super::world::Call::connected);
            let paused = matches!(agent.duty, Duty::Paused(_)) || !agent.closed.is_empty();
            if first {
                desk.last_call = (agent.handled > u32::from(talks)).then_some(agent.since.min(now - 40_000));
                desk.last_pause = paused.then_some(agent.since);
            } else {
                desk.last_call = if desk.talks && !talks { Some(now) } else { desk.last_call };
                desk.last_pause = if paused && !desk.paused { Some(now) } else { desk.last_pause };
            }
            (desk.paused, desk.talks) = (paused, talks);
        }
    }
}

/// One member as the blocks of it tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) queue: QueueIx,
    pub(super) name: String,
    pub(super) location: String,
    pub(super) dynamic: bool,
    penalty: u32,
    taken: u32,
    last_call: Option<Ms>,
    last_pause: Option<Ms>,
    login: Ms,
    in_call: bool,
    pub(super) status: Device,
    /// Why, if paused.
    pub(super) paused: Option<String>,
}

impl Member {
    /// The lines after the queue's. Events differ in three ways (asterisk §6).
    pub(super) fn fill(&self, block: &mut Block, (site, look): (&Site, Look), event: bool) {
        let (name, place) = if event { ("MemberName", "Interface") } else { ("Name", "Location") };
        block
            .raw(name, &look.raw(&self.name))
            .add(place, &self.location)
            .add("StateInterface", &self.location);
        block.add("Membership", if self.dynamic { "dynamic" } else { "static" });
        block.add("Penalty", self.penalty).add("CallsTaken", self.taken);
        block.add("LastCall", look.seconds(site, self.last_call));
        block.add("LastPause", look.seconds(site, self.last_pause));
        block.add("LoginTime", look.seconds(site, Some(self.login)));
        block.add("InCall", u8::from(self.in_call)).add("Status", self.status.number());
        block.add("Paused", u8::from(self.paused.is_some()));
        block.add("PausedReason", self.paused.as_deref().unwrap_or_default());
        if event {
            block.add("Ringinuse", 0);
        }
        block.add("Wrapuptime", 0);
    }

    /// Whether it counts as logged in, and whether a call may ring there.
    pub(super) fn presence(&self) -> (bool, bool) {
        (self.status != Device::Unavailable, self.status == Device::NotInUse && self.paused.is_none())
    }
}

/// Why an agent takes no calls of a queue, in the words that were given; empty if none were.
pub(super) fn away(agent: &Agent, queue: QueueIx) -> Option<String> {
    let closed = agent.closed.get(&queue).cloned();
    closed.or_else(|| match agent.duty {
        Duty::Paused(_) if !agent.note.is_empty() => Some(agent.note.clone()),
        Duty::Paused(kind) => Some(word(kind).to_owned()),
        Duty::Offline | Duty::Ready | Duty::Wrapup => None,
    })
}

/// The reasons agents give themselves. `Auto-Pause` is the server's own, and some give none.
const REASONS: [(Break, &str); 8] = [
    (Break::Lunch, "Lunch"),
    (Break::Desk, "Desk work"),
    (Break::Private, "Private"),
    (Break::Other, "Outbound"),
    (Break::Training, "Training"),
    (Break::Meeting, "Meeting"),
    (Break::Brief, ""),
    (Break::Missed, "Auto-Pause"),
];

fn word(kind: Break) -> &'static str {
    REASONS.iter().find(|(known, _)| *known == kind).map_or("", |(_, word)| word)
}

/// The break that a reason means.
pub(super) fn kind(reason: &str) -> Break {
    let known = REASONS.iter().find(|(_, word)| !word.is_empty() && word.eq_ignore_ascii_case(reason));
    known.map_or(if reason.is_empty() { Break::Brief } else { Break::Other }, |(kind, _)| *kind)
}

impl Switch {
    /// Every member of every queue.
    pub(super) fn members(&self, site: &Site, legs: &[Leg]) -> Vec<Member> {
        let mut all = Vec::new();
        for (agent, desk) in site.agents.iter().zip(&self.roster.desks) {
            let status = agent_device(site, legs, agent);
            for queue in &agent.queues {
                let dynamic = agent.ix % 4 == 3 || self.roster.hired.contains(&(agent.ix, *queue));
                // A dynamic member who logs out is no member.
                if dynamic && agent.duty == Duty::Offline {
                    continue;
                }
                let mut mine = site.calls_of(agent);
                let penalty = u32::try_from((agent.ix + queue) % 2).unwrap_or(0);
                all.push(Member {
                    queue: *queue,
                    name: configured(&agent.name()),
                    location: dialplan::location(agent),
                    dynamic,
                    penalty: *self.roster.penalties.get(&(agent.ix, *queue)).unwrap_or(&penalty),
                    taken: agent.handled.saturating_sub(u32::from(desk.talks)),
                    last_call: desk.last_call,
                    last_pause: desk.last_pause,
                    login: agent.logged_in,
                    in_call: mine.any(|call| call.queue == Some(*queue) && call.connected()),
                    status,
                    paused: away(agent, *queue),
                });
            }
        }
        all.extend(self.roster.extras.iter().map(|extra| Member {
            queue: extra.queue,
            name: extra.name.clone(),
            location: extra.interface.clone(),
            dynamic: true,
            penalty: extra.penalty,
            taken: 0,
            last_call: None,
            last_pause: extra.paused.is_some().then_some(extra.since),
            login: extra.since,
            in_call: false,
            status: device(legs, &extra.interface),
            paused: extra.paused.clone(),
        }));
        all
    }
}
