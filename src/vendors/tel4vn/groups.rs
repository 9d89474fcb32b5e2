//! Which legs make one call, and which agents and queue callers belong to them (tel4vn §2.1, §2.2, §6).

use std::time::Duration;

use super::book::Book;
use super::legs::{Leg, is_number, same};
use super::people::Busy;
use super::queues::{Member, Stand};
use super::states::{Doing, Heard};
use crate::domain::{At, Direction};

/// How far from the order in which they happened the legs of a queue's caller may seem to have been made.
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
    /// That caller's own channel among the legs, if it is listed.
    pub(super) channel: Option<&'a Leg>,
}

impl Group<'_> {
    /// Whether the caller has reached somebody: until then a queue's caller waits, whatever rings for them, and
    /// whatever their own channel, which hears the queue's music, seems to do.
    pub(super) fn reached(&self) -> bool {
        let answered = self.agents.iter().any(|agent| agent.heard == Some(Heard::Answered));
        let talks = |leg: &&Leg| leg.doing == Doing::Talking && Some(leg) != self.channel.as_ref();
        answered || self.legs.iter().any(talks)
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
    let mut owners: Vec<Option<(&Member, Option<&Leg>)>> = vec![None; legs.len()];
    for member in members.iter().filter(|member| member.stand != Stand::Left) {
        let queue = Callers { members, book };
        let channel = queue.channel(member, legs, &sets);
        let serving = queue.serving(member, legs, &on);
        let own: Vec<usize> = channel.into_iter().chain(serving).collect();
        if let Some(first) = own.first() {
            for leg in &own {
                unite(&mut sets, *first, *leg);
            }
            if let Some(owner) = owners.get_mut(*first) {
                *owner = owner.or(Some((member, channel.and_then(|channel| legs.get(channel)))));
            }
        }
    }
    let mut found: Vec<(usize, Group<'a>)> = Vec::new();
    for (index, leg) in legs.iter().enumerate() {
        let root = root(&sets, index);
        let agents = on.get(index).into_iter().flatten().copied();
        let (member, channel) = owners.get(index).copied().flatten().unzip();
        let channel = channel.flatten();
        if let Some((_, group)) = found.iter_mut().find(|(of, _)| *of == root) {
            group.legs.push(leg);
            group.agents.extend(agents);
            if group.member.is_none() {
                (group.member, group.channel) = (member, channel);
            }
        } else {
            found.push((root, Group { legs: vec![leg], agents: agents.collect(), member, channel }));
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

/// Who is in queues, to find their legs by.
#[derive(Clone, Copy)]
struct Callers<'a> {
    members: &'a [Member],
    book: &'a Book<'a>,
}

impl Callers<'_> {
    /// Whether nobody else in the queues has the number of `member`.
    fn alone(self, member: &Member) -> bool {
        let rival = |other: &&Member| other.stand != Stand::Left && same(&other.mobile, &member.mobile);
        is_number(&member.mobile) && self.members.iter().filter(rival).count() == 1
    }

    /// Whether `leg` may be one of `member`'s by its numbers: it is nobody else's channel.
    fn may(self, leg: &Leg, member: &Member) -> bool {
        leg.direction != Direction::Outbound
            && is_number(&member.mobile)
            && same(&leg.source, &member.mobile)
            && !self.members.iter().any(|other| other.call == leg.id)
    }

    /// The caller's own channel: by its id, else, for the queue may know an id that no leg has (tel4vn §6), the only
    /// call from their number to something that is no agent's extension, made before they joined.
    fn channel(self, member: &Member, legs: &[Leg], sets: &[usize]) -> Option<usize> {
        if let Some(index) = legs.iter().position(|leg| leg.id == member.call) {
            return Some(index);
        }
        let before = |leg: &Leg| {
            let times = leg.started.at.zip(member.joined);
            times.is_none_or(|(made, joined)| made.since(joined) <= SLIP)
        };
        let fits =
            |leg: &Leg| self.may(leg, member) && before(leg) && !self.book.is_extension(&leg.destination);
        let found: Vec<_> = legs.iter().enumerate().filter(|(_, leg)| fits(leg)).collect();
        let (first, _) = *found.iter().min_by_key(|(_, leg)| rank(leg))?;
        let one = found.iter().all(|(index, _)| root(sets, *index) == root(sets, first));
        (one && self.alone(member)).then_some(first)
    }

    /// The legs that ring or have reached an agent for the caller. Their ids differ from the caller's (tel4vn §6), so
    /// these are found by number and agent, and by being made after the caller had come.
    fn serving(self, member: &Member, legs: &[Leg], on: &[Vec<&Busy>]) -> Vec<usize> {
        let agent = member.agent.as_deref().and_then(|name| self.book.agent(name));
        let serves = |index: usize, leg: &Leg| {
            let of = |extension: &str| {
                same(&leg.destination, extension)
                    || on.get(index).into_iter().flatten().any(|busy| busy.extension == extension)
            };
            match agent {
                Some(extension) => of(extension),
                None => self.alone(member) && self.book.is_extension(&leg.destination),
            }
        };
        let later = |leg: &Leg| {
            let times = leg.started.at.zip(member.joined);
            times.is_none_or(|(made, joined)| joined.since(made) <= SLIP)
        };
        let fits = |(index, leg): &(usize, &Leg)| self.may(leg, member) && later(leg) && serves(*index, leg);
        legs.iter().enumerate().filter(fits).map(|(index, _)| index).collect()
    }
}

/// With the leg first that is acted on: the calling party's, which runs the dialplan while the called party's
/// exchanges media with it (tel4vn §2.1, §4).
fn ordered(mut group: Group<'_>) -> Group<'_> {
    let own = group.channel.map(|leg| leg.id.as_str());
    group.legs.sort_by_key(|leg| (Some(leg.id.as_str()) != own, rank(leg)));
    group
}

/// Smaller for a calling party's leg than for a called one's.
fn rank(leg: &Leg) -> (u8, Option<At>, String) {
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
    (called, leg.started.at, leg.id.clone())
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
