//! Queue members as agents, one for each interface, and other phones while they are on a call (fact sheet §4).

use std::collections::BTreeMap;
use std::time::Duration;

use super::config::AsteriskConfig;
use super::facts::{Ended, Facts};
use super::legs::interface;
use super::sides::Sides;
use super::status::Member;
use crate::domain::{Agent, AgentId, AgentState, At, Call, Detail, Phase, Text};

/// The id of the state in which an agent takes calls.
pub(super) const READY: &str = "ready";
/// The id of the state of a pause without a reason; one with a reason follows a colon.
pub(super) const PAUSED: &str = "pause";

/// What agents are told from, beside their membership.
#[derive(Debug)]
pub(super) struct Around<'a> {
    /// When the members were listed.
    pub(super) at: At,
    /// The account's settings.
    pub(super) config: &'a AsteriskConfig,
    /// What events told.
    pub(super) facts: &'a Facts,
    /// The calls, if they came.
    pub(super) calls: &'a [Call],
    /// The states of phones.
    pub(super) devices: &'a BTreeMap<String, String>,
    /// Who is who.
    pub(super) sides: &'a Sides<'a>,
}

/// The agents of `members`, in the order of their interfaces.
pub(super) fn agents(members: &[Member], around: &Around<'_>) -> Vec<Agent> {
    let mut by_location: BTreeMap<&str, Vec<&Member>> = BTreeMap::new();
    for member in members {
        by_location.entry(&member.location).or_default().push(member);
    }
    let mut agents: Vec<Agent> = by_location.values().filter_map(|seats| agent(seats, around)).collect();
    agents.extend(others(members, around));
    agents
}

fn agent(seats: &[&Member], around: &Around<'_>) -> Option<Agent> {
    let first = *seats.first()?;
    let id = AgentId::from(first.location.as_str());
    let calls: Vec<&Call> = around.calls.iter().filter(|call| call.agent.as_ref() == Some(&id)).collect();
    let paused: Vec<&&Member> = seats.iter().filter(|seat| seat.paused == Some(true)).collect();
    let out = paused.len() == seats.len();
    let wrapup = wrapup(seats, around);
    let (state, since) = state(seats, &calls, (out, wrapup));
    let name = seats.iter().find_map(|seat| seat.name.as_deref()).unwrap_or(&first.location);
    let mut agent = Agent::new(id, Text::new(name), state);
    agent.extension = Text::some(extension(first.device.as_deref().unwrap_or(&first.location)));
    agent.reason = paused.iter().find_map(|seat| seat.reason.as_deref()).and_then(Text::some);
    agent.status = Some(match (out, &agent.reason) {
        (false, _) => READY.into(),
        (true, None) => PAUSED.into(),
        (true, Some(reason)) => format!("{PAUSED}:{reason}").into(),
    });
    agent.since = since;
    agent.handled = handled(seats);
    agent.details = details(seats, &paused, around);
    Some(agent)
}

/// What an agent does, and since when, as far as that is told.
fn state(seats: &[&Member], calls: &[&Call], (out, wrapup): (bool, Option<At>)) -> (AgentState, Option<At>) {
    let status = seats.iter().find_map(|seat| seat.status);
    let on = |phase: &Phase| calls.iter().find(|call| call.phase == *phase);
    let busy = |calls: &[&Call]| calls.iter().filter_map(|call| call.answered).max();
    let paused = || seats.iter().filter_map(|seat| seat.last_pause).max();
    match status {
        Some(2 | 3 | 7 | 8) if on(&Phase::Held).is_some() => (AgentState::Held, None),
        Some(2 | 3 | 7 | 8) => (AgentState::Talking, busy(calls)),
        Some(6) => (AgentState::Ringing, None),
        Some(5) => (AgentState::Unreachable, None),
        Some(1) if out => (AgentState::Paused, paused()),
        Some(1) => match wrapup {
            Some(since) => (AgentState::Wrapup, Some(since)),
            None => (AgentState::Ready, None),
        },
        Some(0) | None => (AgentState::Unknown(Text::new("unknown")), None),
        Some(4) => (AgentState::Unknown(Text::new("invalid phone")), None),
        Some(other) => (AgentState::Unknown(Text::from(format!("device state {other}"))), None),
    }
}

/// Since when the agent finishes the work on a call, if that is so. How long that takes is the member's own time,
/// or the queue's, which only the configuration knows.
fn wrapup(seats: &[&Member], around: &Around<'_>) -> Option<At> {
    let ended = seats.iter().find_map(|seat| around.facts.ended.get(&seat.location));
    let told = ended.map(|Ended { at, queue, .. }| (*at, queue.as_str()));
    let last = || {
        let seat = seats.iter().filter(|seat| seat.last_call.is_some()).max_by_key(|seat| seat.last_call)?;
        Some((seat.last_call?, seat.queue.as_str()))
    };
    let (at, queue) = told.or_else(last)?;
    let own = seats.iter().find(|seat| seat.queue == queue).and_then(|seat| seat.wrapup);
    let span = own.map(Duration::from_secs).or_else(|| around.config.wrapup.get(queue).map(|span| span.0))?;
    (around.at.since(at) < span).then_some(at)
}

/// Calls taken. Queues that share the time of the last call share the count as well, so that adding would count
/// each call several times (fact sheet §4).
fn handled(seats: &[&Member]) -> Option<u64> {
    let first = seats.first()?;
    let shared = first.last_call.is_some() && seats.iter().all(|seat| seat.last_call == first.last_call);
    if shared {
        return seats.iter().map(|seat| seat.taken).max()?;
    }
    seats.iter().map(|seat| seat.taken).sum()
}

fn details(seats: &[&Member], paused: &[&&Member], around: &Around<'_>) -> Vec<Detail> {
    let mut details = Vec::new();
    let mut tell = |label: &str, value: String| details.extend(Detail::some(label, &value));
    if let Some(first) = seats.first() {
        tell("interface", first.location.clone());
        tell("phone", first.device.clone().filter(|device| *device != first.location).unwrap_or_default());
        if first.status == Some(8) {
            tell("on hold", "held by the other side".to_owned());
        }
        if let Some(count) = around.facts.unanswered.get(&first.location) {
            tell("let ring", format!("{count} since the board listens"));
        }
        if let Some(Ended { talked: Some(talked), by, queue, .. }) = around.facts.ended.get(&first.location) {
            let by = by.as_deref().map(|by| format!(", ended by {by}")).unwrap_or_default();
            tell("last call", format!("{talked} s through {queue}{by}"));
        }
    }
    if !paused.is_empty() && paused.len() < seats.len() {
        let queues: Vec<&str> = paused.iter().map(|seat| seat.queue.as_str()).collect();
        tell("paused in", queues.join(", "));
    }
    for seat in seats {
        let penalty = seat.penalty.map(|penalty| format!(", penalty {penalty}")).unwrap_or_default();
        let taken =
            seat.taken.map(|taken| format!(", {taken} taken since start or reset")).unwrap_or_default();
        let kind = seat.membership.as_deref().unwrap_or("member");
        let in_call = if seat.in_call { ", on its call" } else { "" };
        tell("queue", format!("{}: {kind}{penalty}{taken}{in_call}", seat.queue));
    }
    details
}

/// Phones that are no members of a queue, while they are on a call and their state is told.
fn others(members: &[Member], around: &Around<'_>) -> Vec<Agent> {
    let is_member = |endpoint: &str| {
        members.iter().any(|member| {
            interface(&member.location) == endpoint
                || member.device.as_deref().map(interface) == Some(endpoint)
        })
    };
    let mut others = BTreeMap::new();
    for call in around.calls {
        let Some(id) = &call.agent else { continue };
        let endpoint = id.as_str();
        let Some(device) = around.devices.get(endpoint).filter(|_| !is_member(endpoint)) else { continue };
        if around.sides.is_trunk(endpoint) {
            continue;
        }
        let state = match device.as_str() {
            "RINGING" => AgentState::Ringing,
            "INUSE" | "BUSY" | "RINGINUSE" | "ONHOLD" if call.phase == Phase::Held => AgentState::Held,
            "INUSE" | "BUSY" | "RINGINUSE" | "ONHOLD" => AgentState::Talking,
            "UNAVAILABLE" => AgentState::Unreachable,
            other => AgentState::Unknown(Text::new(&other.to_lowercase())),
        };
        let name = call.agent_name.clone().unwrap_or_else(|| Text::new(endpoint));
        let mut agent = Agent::new(id.clone(), name, state);
        agent.extension = Text::some(extension(endpoint));
        agent.since = call.answered;
        agent.details = Detail::some("queue", "none: here while on a call").into_iter().collect();
        others.entry(endpoint.to_owned()).or_insert(agent);
    }
    others.into_values().collect()
}

/// The number of a phone: what follows its technology, `102` of `PJSIP/102`, `301` of `Local/301@robots/n`.
fn extension(endpoint: &str) -> &str {
    let number = interface(endpoint).split_once('/').map_or(endpoint, |(_, number)| number);
    number.split_once('@').map_or(number, |(number, _)| number)
}
