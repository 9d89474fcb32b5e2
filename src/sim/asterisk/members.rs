//! Queue members: one for each queue and agent (asterisk §4).

use std::collections::{BTreeMap, BTreeSet};

use super::super::world::{Agent, AgentIx, Break, Call, Duty, Ms, QueueIx, Site};
use super::devices::{Device, Devices};
use super::dialplan;
use super::legs::Leg;
use super::look::{Look, configured};
use super::packet::Block;
use super::switch::Switch;

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
            let talks = site.calls_of(agent).any(Call::connected);
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

    /// What no other member is.
    pub(super) fn place(&self) -> (QueueIx, &str) {
        (self.queue, &self.location)
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
        let (mut all, phones) = (Vec::new(), Devices::of(legs));
        for (agent, desk) in site.agents.iter().zip(&self.roster.desks) {
            let status = phones.agent(site, agent);
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
            status: phones.get(&extra.interface),
            paused: extra.paused.clone(),
        }));
        all
    }
}
