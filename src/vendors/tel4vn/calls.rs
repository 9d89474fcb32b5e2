//! Calls, as the lists tell of them together (tel4vn §2.1, §2.2, §2.7).

use std::collections::BTreeMap;

use super::book::Book;
use super::config::Offset;
use super::groups::{Group, groups};
use super::legs::{Leg, same};
use super::people::Busy;
use super::queues::{Member, Stand};
use super::states::{Doing, Heard, phase};
use crate::domain::DetailClass::{Free, Number, Plain};
use crate::domain::{AgentId, Call, CallId, Detail, Direction, Only, Party, Phase, QueueId, Text, Verb};

/// What can be done for a party who waits.
const MOVABLE: &[Verb] = &[Verb::Transfer];
const WAITS: &str = "the caller still waits for an agent: only a transfer (T) is possible";
const UNLISTED: &str = "the caller still waits for an agent, and TEL4VN does not list the call itself";
const PARKED: &str = "the call is parked: transfer (T) the waiting party within its ten seconds";
const ENDING: &str = "the call is ending";

/// What the lists tell of calls.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    /// Calls that have an agent, or no queue.
    pub(super) calls: Vec<Call>,
    /// Callers who wait in queues.
    pub(super) waiting: Vec<Call>,
    /// How many callers of each queue talk with somebody.
    pub(super) talking: BTreeMap<String, u32>,
    /// The ends of the leg by which each call is acted on, to know it again.
    pub(super) ends: BTreeMap<CallId, Ends>,
}

/// The two ends of a leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ends {
    /// Who called.
    pub(super) source: String,
    /// What was dialled.
    pub(super) destination: String,
}

impl Ends {
    /// Those of `leg`.
    pub(super) fn of(leg: &Leg) -> Self {
        Self { source: leg.source.clone(), destination: leg.destination.clone() }
    }
}

/// Sorts `legs` into calls and callers. A queue's caller whom nobody has answered is one caller who waits, whatever
/// rings for them; one who has been answered is one call.
pub(super) fn sorted(
    legs: &[Leg],
    busy: &[Busy],
    members: &[Member],
    book: &Book<'_>,
    offset: Offset,
) -> Sorted {
    let mut sorted = Sorted::default();
    let (mut rung, mut done) = (BTreeMap::new(), Vec::new());
    for group in groups(legs, busy, members, book) {
        let Some(leg) = group.legs.first() else { continue };
        let id = CallId::from(leg.id.as_str());
        sorted.ends.insert(id.clone(), Ends::of(leg));
        match group.member {
            Some(member) if member.stand == Stand::Waits && !group.reached() => {
                rung.insert(member.call.clone(), group);
            }
            Some(member) => {
                done.push(member.call.clone());
                if let Some(queue) = &member.queue {
                    *sorted.talking.entry(queue.clone()).or_default() += 1;
                }
                sorted.calls.push(call(id, &group, book, offset));
            }
            None => sorted.calls.push(call(id, &group, book, offset)),
        }
    }
    let waits = |member: &&Member| member.stand == Stand::Waits && !done.contains(&member.call);
    sorted.waiting =
        members.iter().filter(waits).map(|member| caller(member, rung.get(&member.call), book)).collect();
    sorted
}

fn call(id: CallId, group: &Group<'_>, book: &Book<'_>, offset: Offset) -> Call {
    let (leg, member) = (group.legs.first().copied(), group.member);
    let ends = leg.map_or(("", ""), |leg| (leg.source.as_str(), leg.destination.as_str()));
    let direction = match leg {
        Some(leg) if same(&leg.source, &leg.destination) => Direction::Internal,
        Some(leg) => leg.direction,
        None => Direction::Unknown,
    };
    let agent = agent(group, direction, book);
    let customer = customer(group, direction, agent.as_deref());
    let own = |number: &str| {
        agent.as_deref().is_some_and(|agent| same(agent, number))
            || customer.as_deref().is_some_and(|customer| same(customer, number))
    };
    let hotline = group.agents.iter().flat_map(|agent| &agent.numbers).find(|number| !own(number));
    let dialled = Some(ends.1).filter(|number| direction == Direction::Inbound && !own(number));
    let line = group.legs.iter().find_map(|leg| book.line(&leg.destination));
    let doings: Vec<Doing> = group.legs.iter().map(|leg| leg.doing.clone()).collect();
    let heard: Vec<Heard> = group.agents.iter().filter_map(|agent| agent.heard.clone()).collect();
    let phase = phase(&doings, &heard, direction);
    Call {
        conversation: Some(member.map_or(id.as_str(), |member| member.call.as_str()).into()),
        direction,
        caller: Party::new(None, customer.as_deref()),
        dialled: dialled.and_then(Text::some).or_else(|| {
            hotline.filter(|_| direction == Direction::Inbound).and_then(|hotline| Text::some(hotline))
        }),
        agent: agent.as_deref().map(AgentId::from),
        queue: member
            .and_then(|member| member.queue.as_deref())
            .or(line.map(|line| line.id.as_str()))
            .map(QueueId::from),
        queue_name: member
            .and_then(|member| member.queue_name.clone())
            .or_else(|| line.map(|line| line.name.clone())),
        started: group.legs.iter().filter_map(|leg| leg.started.at).min(),
        entered: member.and_then(|member| member.joined),
        answered: member.and_then(|member| member.bridged),
        only: only(&phase),
        details: details(group, hotline.filter(|_| direction != Direction::Inbound), offset),
        ..Call::new(id, phase)
    }
}

/// What a call takes in a phase in which it does not take everything.
fn only(phase: &Phase) -> Option<Only> {
    match phase {
        Phase::Parked => Some(Only::new(MOVABLE, PARKED.into())),
        Phase::Other(word) if **word == *"ending" => Some(Only::new(&[], ENDING.into())),
        Phase::Queued
        | Phase::Ringing
        | Phase::Dialing
        | Phase::Talking
        | Phase::Held
        | Phase::Wrapup
        | Phase::Other(_) => None,
    }
}

/// The extension of the agent: the one that the agents' list joins to the call, else the one that the queue names,
/// else the end that is ours by the direction (tel4vn §5).
fn agent(group: &Group<'_>, direction: Direction, book: &Book<'_>) -> Option<String> {
    let leg = group.legs.first()?;
    let talks = |agent: &&&Busy| agent.heard == Some(Heard::Answered);
    // Of two colleagues who talk, the one who called is the agent, and the other one the party.
    let calls = |agent: &&&Busy| same(&agent.extension, &leg.source);
    let listed = group.agents.iter().find(calls).filter(|_| direction == Direction::Internal);
    let listed = listed.or_else(|| group.agents.iter().find(talks)).or_else(|| group.agents.first());
    if let Some(agent) = listed {
        return Some(agent.extension.clone());
    }
    let named = group.member.and_then(|member| member.agent.as_deref()).and_then(|name| book.agent(name));
    if let Some(named) = named {
        return Some(named.to_owned());
    }
    if group.legs.iter().any(|leg| leg.doing == Doing::Parked) {
        // Whoever was on it has been cut off.
        return None;
    }
    let ours = |number: &str| book.is_extension(number).then(|| number.trim().to_owned());
    match direction {
        Direction::Outbound | Direction::Internal => {
            Some(leg.source.trim().to_owned()).filter(|source| book.may_be_extension(source))
        }
        Direction::Inbound => group.legs.iter().find_map(|leg| ours(&leg.destination)),
        Direction::Unknown => match (ours(&leg.source), ours(&leg.destination)) {
            (Some(one), None) | (None, Some(one)) => Some(one),
            (None, None) | (Some(_), Some(_)) => None,
        },
    }
}

/// The customer's number: the queue's, else the end that is not the agent's, else the one that is the customer's by
/// the direction, else the one that the agents' list names.
fn customer(group: &Group<'_>, direction: Direction, agent: Option<&str>) -> Option<String> {
    let leg = group.legs.first()?;
    let queued = group.member.map(|member| member.mobile.as_str()).filter(|mobile| !mobile.is_empty());
    let end = match (agent.filter(|agent| leg.touches(agent)), direction) {
        (Some(agent), _) => leg.other_end(agent),
        (None, Direction::Inbound | Direction::Unknown) => &leg.source,
        (None, Direction::Outbound | Direction::Internal) => &leg.destination,
    };
    let ours = |number: &&str| number.is_empty() || agent.is_some_and(|agent| same(agent, number));
    let told = || group.agents.iter().find_map(|agent| agent.party());
    queued.or(Some(end).filter(|end| !ours(end))).or_else(told).map(str::to_owned)
}

fn details(group: &Group<'_>, hotline: Option<&String>, offset: Offset) -> Vec<Detail> {
    let Some(leg) = group.legs.first() else { return Vec::new() };
    let states: Vec<&str> = group.legs.iter().map(|leg| leg.state.as_str()).collect();
    let odd = Some(leg.way.as_str()).filter(|_| leg.direction == Direction::Unknown).unwrap_or_default();
    let phone = group.agents.iter().find_map(|agent| agent.user_agent.clone()).unwrap_or_default();
    let ahead = || format!("{} lies in the future by utc_offset {offset}: check that setting", leg.created);
    let created = match (leg.started.ahead, leg.started.at) {
        (true, _) => ahead(),
        (false, None) => leg.created.clone(),
        (false, Some(_)) => String::new(),
    };
    let legs: Vec<&str> = group.legs.iter().map(|leg| leg.id.as_str()).collect();
    let told = [
        (Plain, "channel", states.join(", ")),
        (Plain, "created", created),
        (Plain, "direction", odd.to_owned()),
        (Number, "hotline", hotline.cloned().unwrap_or_default()),
        (Plain, "softphone", phone),
        (Number, "address", leg.ip.clone()),
        (Plain, "domain", leg.context.clone()),
        (Plain, "call id", legs.join(", ")),
    ];
    told.iter().filter_map(|(class, label, value)| Detail::of(*class, label, value)).collect()
}

/// A caller who waits, and what rings for them.
fn caller(member: &Member, rung: Option<&Group<'_>>, book: &Book<'_>) -> Call {
    let channel = rung.and_then(|group| group.channel);
    let (verbs, why) = if channel.is_some() { (MOVABLE, WAITS) } else { (&[] as &[Verb], UNLISTED) };
    let rings: Vec<&str> = rung.iter().flat_map(|group| &group.agents).map(|agent| name(agent)).collect();
    let offered = member.agent.as_deref().unwrap_or_default();
    let rings = if rings.is_empty() { offered.to_owned() } else { rings.join(", ") };
    let line = member.queue.is_none().then_some(rung).flatten();
    let line = line.and_then(|group| group.legs.iter().find_map(|leg| book.line(&leg.destination)));
    let queue = member.queue.as_deref().or(line.map(|line| line.id.as_str()));
    let told = [
        (Plain, "status", member.status.as_str()),
        (Free, "rings at", rings.as_str()),
        (Plain, "came back", if member.rejoined { "yes" } else { "" }),
        (Plain, "call id", member.call.as_str()),
    ];
    Call {
        conversation: Some(member.call.as_str().into()),
        direction: Direction::Inbound,
        caller: Party::new(None, Some(&member.mobile)),
        queue: queue.map(QueueId::from),
        queue_name: member.queue_name.clone(),
        entered: member.joined,
        only: Some(Only::new(verbs, why.into())),
        details: told.iter().filter_map(|(class, label, value)| Detail::of(*class, label, value)).collect(),
        // What is done for them is done to their channel.
        ..Call::new(CallId::from(channel.map_or(member.call.as_str(), |leg| &leg.id)), Phase::Queued)
    }
}

fn name(agent: &Busy) -> &str {
    agent.name.as_deref().unwrap_or(&agent.extension)
}
