//! Which legs make one call, and which agents and queue callers belong to them (tel4vn §2.1, §2.2, §6).

use std::time::Duration;

use super::book::Book;
use super::legs::{Leg, is_number, same};
use super::people::Busy;
use super::queues::{Member, Stand};
use super::states::{Doing, Heard};
use crate::domain::Direction;

/// How much earlier than its caller joined the queue an agent's leg may seem to have been made.
const SLIP: Duration = Duration::from_secs(5);
/// How far apart the legs of one call may begin (tel4vn §2.1).
const TWINS: Duration = Duration::from_secs(2);

/// One call: its legs, the one that is acted on first, and who else has to do with it.
#[derive(Clone, Debug)]
pub(super) struct Group<'a> {
    /// Its legs; never empty.
    pub(super) legs: Vec<&'a Leg>,
    /// The agents on it, as far as the list of agents on calls knows.
    pub(super) agents: Vec<&'a Busy>,
    /// The queue's caller whose call it is.
    pub(super) member: Option<&'a Member>,
}

impl Group<'_> {
    /// Whether the caller has reached somebody: until then a queue's caller waits, whatever rings for them.
    pub(super) fn reached(&self) -> bool {
        let answered = self.agents.iter().any(|agent| agent.heard == Some(Heard::Answered));
        answered || self.legs.iter().any(|leg| matches!(leg.doing, Doing::Talking | Doing::Parked))
    }

    /// Whether the queue says that `agent` is who serves this caller: their own leg may be listed nowhere.
    fn names(&self, agent: &Busy, book: &Book<'_>) -> bool {
        let name = self.member.and_then(|member| member.agent.as_deref());
        name.and_then(|name| book.agent(name)) == Some(agent.extension.as_str())
    }
}

/// The calls that `legs` make.
pub(super) fn groups<'a>(
    legs: &'a [Leg],
    busy: &'a [Busy],
    members: &'a [Member],
    book: &Book<'_>,
) -> Vec<Group<'a>> {
    let on = attached(legs, busy);
    let mut sets: Vec<usize> = (0..legs.len()).collect();
    for (index, leg) in legs.iter().enumerate() {
        for (other, twin) in legs.iter().enumerate().skip(index + 1) {
            if twins(leg, twin, members) {
                unite(&mut sets, index, other);
            }
        }
    }
    let mut owners: Vec<Option<&Member>> = vec![None; legs.len()];
    for member in members.iter().filter(|member| member.stand != Stand::Left) {
        let own = legs_of(member, legs, &on, members, book);
        if let Some(first) = own.first() {
            for leg in &own {
                unite(&mut sets, *first, *leg);
            }
            if let Some(owner) = owners.get_mut(*first) {
                *owner = owner.or(Some(member));
            }
        }
    }
    let mut found: Vec<(usize, Group<'a>)> = Vec::new();
    for (index, leg) in legs.iter().enumerate() {
        let root = root(&sets, index);
        let agents = on.get(index).into_iter().flatten().copied();
        let member = owners.get(index).copied().flatten();
        if let Some((_, group)) = found.iter_mut().find(|(of, _)| *of == root) {
            group.legs.push(leg);
            group.agents.extend(agents);
            group.member = group.member.or(member);
        } else {
            found.push((root, Group { legs: vec![leg], agents: agents.collect(), member }));
        }
    }
    let mut groups: Vec<_> = found.into_iter().map(|(_, group)| ordered(group)).collect();
    for agent in busy.iter().filter(|agent| agent.heard.is_some()) {
        let placed = groups.iter().any(|group| group.agents.contains(&agent));
        if let Some(group) = groups.iter_mut().find(|group| !placed && group.names(agent, book)) {
            group.agents.push(agent);
        }
    }
    groups
}

/// The agents on each leg: by the call's id, else by extension, else by the customer's number, where that leaves
/// no choice (tel4vn §2.2, §6).
fn attached<'a>(legs: &[Leg], busy: &'a [Busy]) -> Vec<Vec<&'a Busy>> {
    let mut on: Vec<Vec<&Busy>> = vec![Vec::new(); legs.len()];
    for agent in busy.iter().filter(|agent| agent.heard.is_some()) {
        let by_id = legs.iter().position(|leg| Some(&leg.id) == agent.call.as_ref());
        if let Some(list) = by_id.or_else(|| by_number(legs, agent)).and_then(|leg| on.get_mut(leg)) {
            list.push(agent);
        }
    }
    on
}

fn by_number(legs: &[Leg], agent: &Busy) -> Option<usize> {
    let party = agent.party();
    let fits = |leg: &&(usize, &Leg)| {
        let known = |way: Direction| way != Direction::Unknown;
        !(known(leg.1.direction) && known(agent.direction)) || leg.1.direction == agent.direction
    };
    let all: Vec<(usize, &Leg)> = legs.iter().enumerate().collect();
    let own: Vec<_> = all.iter().filter(fits).filter(|(_, leg)| leg.touches(&agent.extension)).collect();
    let meets = |leg: &Leg| party.is_some_and(|party| leg.touches(party));
    let both: Vec<_> = own.iter().filter(|(_, leg)| meets(leg)).collect();
    match (both.as_slice(), own.as_slice()) {
        // Two legs of one call: either will do.
        ([(index, _), ..], _) | ([], [(index, _)]) => Some(*index),
        ([], []) => {
            let mut met = all.iter().filter(fits).filter(|(_, leg)| meets(leg));
            let (first, second) = (met.next(), met.next());
            first.filter(|_| second.is_none()).map(|(index, _)| *index)
        }
        ([], _) => None,
    }
}

/// Whether two rows are the two legs of one call: the same numbers, made at the same time. Two callers whom a queue
/// lists apart are two, and those who hide their number are not known to be one.
fn twins(a: &Leg, b: &Leg, members: &[Member]) -> bool {
    let queued = |leg: &Leg| members.iter().any(|member| member.call == leg.id);
    let close = a.started.at.zip(b.started.at).is_some_and(|(a, b)| a.since(b).max(b.since(a)) <= TWINS);
    close
        && is_number(&a.source)
        && same(&a.source, &b.source)
        && same(&a.destination, &b.destination)
        && !(queued(a) && queued(b))
}

/// The legs of a queue's caller: their own channel, and those that ring or have reached an agent for them. Their
/// ids differ from the caller's (tel4vn §6), so these are found by number and agent, and by being made after the caller
/// had come.
fn legs_of(
    member: &Member,
    legs: &[Leg],
    on: &[Vec<&Busy>],
    members: &[Member],
    book: &Book<'_>,
) -> Vec<usize> {
    let agent = member.agent.as_deref().and_then(|name| book.agent(name));
    let rivals = |other: &&Member| other.stand != Stand::Left && same(&other.mobile, &member.mobile);
    let alone = members.iter().filter(rivals).count() == 1;
    let owned = |leg: &Leg| members.iter().any(|other| other.call == leg.id);
    let serves = |index: usize, leg: &Leg| {
        let of = |extension: &str| {
            same(&leg.destination, extension)
                || on.get(index).into_iter().flatten().any(|busy| busy.extension == extension)
        };
        match agent {
            Some(extension) => of(extension),
            None => alone && leg.direction != Direction::Outbound && book.is_extension(&leg.destination),
        }
    };
    let later = |leg: &Leg| {
        let times = leg.started.at.zip(member.joined);
        times.is_none_or(|(made, joined)| joined.since(made) <= SLIP)
    };
    let fits = |(index, leg): &(usize, &Leg)| {
        leg.id == member.call
            || (is_number(&member.mobile)
                && same(&leg.source, &member.mobile)
                && !owned(leg)
                && later(leg)
                && serves(*index, leg))
    };
    legs.iter().enumerate().filter(fits).map(|(index, _)| index).collect()
}

/// With the leg first that is acted on: the calling party's, which runs the dialplan while the called party's
/// exchanges media with it (tel4vn §2.1, §4).
fn ordered(mut group: Group<'_>) -> Group<'_> {
    let own = group.member.map(|member| member.call.as_str());
    group.legs.sort_by_key(|leg| {
        let called = match leg.doing {
            Doing::Ending => 2,
            Doing::Talking | Doing::Ringing => 1,
            Doing::Parked
            | Doing::Moving
            | Doing::Active
            | Doing::Connecting
            | Doing::Starting
            | Doing::Other(_) => 0,
        };
        (Some(leg.id.as_str()) != own, called, leg.started.at, leg.id.clone())
    });
    group
}

fn root(sets: &[usize], mut index: usize) -> usize {
    while let Some(up) = sets.get(index).copied().filter(|up| *up != index) {
        index = up;
    }
    index
}

fn unite(sets: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(sets, a), root(sets, b));
    if let Some(set) = sets.get_mut(a.max(b)) {
        *set = a.min(b);
    }
}
