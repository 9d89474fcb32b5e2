//! Queue members as agents, one for each person, and other phones while they are on a call (fact sheet §4).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::config::AsteriskConfig;
use super::facts::{Ended, Facts};
use super::hints::Hints;
use super::names;
use super::roles::{Doing, Role};
use super::sides::{Sides, extension};
use super::status::Member;
use crate::domain::DetailClass::{Free, Plain};
use crate::domain::{Agent, AgentId, AgentState, At, Detail, Text};

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
    /// What people do on calls, if those came.
    pub(super) roles: &'a [Role],
    /// The phones at which agents of a pool are logged in, by the members' interfaces.
    pub(super) logins: &'a BTreeMap<String, String>,
    /// The states of phones.
    pub(super) devices: &'a BTreeMap<String, String>,
    /// The devices of extensions.
    pub(super) hints: &'a Hints,
    /// Who is who.
    pub(super) sides: &'a Sides<'a>,
}

/// The agents of `members`, in the order of their interfaces.
pub(super) fn agents(members: &[Member], around: &Around<'_>) -> Vec<Agent> {
    let mut people: BTreeMap<&str, Vec<&Member>> = BTreeMap::new();
    for member in members {
        people.entry(&member.agent).or_default().push(member);
    }
    let mut agents: Vec<Agent> = people.values().filter_map(|seats| agent(seats, around)).collect();
    agents.extend(others(members, around));
    agents
}

fn agent(seats: &[&Member], around: &Around<'_>) -> Option<Agent> {
    let first = *seats.first()?;
    let roles = around.roles.iter().filter(|role| role.who == first.agent);
    let role = roles.min_by_key(|role| &role.does);
    let paused: Vec<&&Member> = seats.iter().filter(|seat| seat.paused == Some(true)).collect();
    let out = paused.len() == seats.len();
    let (state, since, why) = match role {
        Some(role) => on_call(role),
        None => by_phone(seats, out, around),
    };
    let name = seats.iter().find_map(|seat| seat.name.as_deref()).unwrap_or(&first.agent);
    let mut agent = Agent::new(AgentId::from(first.agent.as_str()), Text::new(name), state);
    agent.extension = extension(first, around.hints).and_then(Text::some);
    let pause = paused.iter().find_map(|seat| seat.reason.as_deref()).and_then(Text::some);
    agent.status = Some(match (out, &pause) {
        (false, _) => READY.into(),
        (true, None) => PAUSED.into(),
        (true, Some(reason)) => format!("{PAUSED}:{reason}").into(),
    });
    agent.reason = why.or(pause);
    agent.since = since;
    agent.handled = handled(seats);
    agent.details = details(seats, &paused, around);
    Some(agent)
}

/// What somebody does who is on a call, since when, and why where the state alone does not tell.
fn on_call(role: &Role) -> (AgentState, Option<At>, Option<Text>) {
    match &role.does {
        Doing::Talks => (AgentState::Talking, role.since, None),
        Doing::Holds => (AgentState::Held, None, None),
        Doing::Dials => (AgentState::Dialing, None, None),
        Doing::Rings => (AgentState::Ringing, None, None),
        Doing::Alone(word) => (AgentState::Busy, None, Some(word.clone())),
    }
}

/// What an agent does of whom no call is listed, by the state of their phone. That is the state of the device, which
/// may be busy without a call: on do-not-disturb, or off the hook.
fn by_phone(seats: &[&Member], out: bool, around: &Around<'_>) -> (AgentState, Option<At>, Option<Text>) {
    let status = seats.iter().find_map(|seat| seat.status);
    let paused = || seats.iter().filter_map(|seat| seat.last_pause).max();
    let (state, since, why) = match status {
        // The two lists are not one moment: the queue knows of the call, too.
        Some(2 | 3 | 7 | 8) if seats.iter().any(|seat| seat.in_call == Some(true)) => {
            (AgentState::Talking, None, None)
        }
        Some(2 | 3 | 8) if disturbs_not(seats, around) => (AgentState::Busy, None, Some("do not disturb")),
        Some(2 | 3 | 8) if is_set(seats, around) => {
            (AgentState::Busy, None, Some("the extension was set to busy"))
        }
        Some(2) => (AgentState::Busy, None, Some("in use, on no call that is listed")),
        Some(3) => (AgentState::Busy, None, Some("the phone is busy")),
        Some(8) => (AgentState::Busy, None, Some("held by the other side")),
        Some(6 | 7) => (AgentState::Ringing, None, None),
        Some(5) => (AgentState::Unreachable, None, None),
        Some(1) if out => (AgentState::Paused, paused(), None),
        Some(1) => match wrapup(seats, around) {
            Some(since) => (AgentState::Wrapup, Some(since), None),
            None => (AgentState::Ready, None, None),
        },
        Some(0) | None => (AgentState::Unknown("unknown".into()), None, None),
        Some(4) => (AgentState::Unknown("invalid phone".into()), None, None),
        Some(other) => (AgentState::Unknown(Text::from(format!("device state {other}"))), None, None),
    };
    (state, since, why.map(Text::from))
}

/// Whether the agent's extension is on do-not-disturb, as the common dialplans keep that: in a state of its own.
fn disturbs_not(seats: &[&Member], around: &Around<'_>) -> bool {
    let number = seats.first().and_then(|seat| extension(seat, around.hints));
    let common = number.map(|number| [format!("Custom:DND{number}"), format!("Custom:DEVDND{number}")]);
    let own = states(seats, around).filter(|state| state.contains("DND"));
    common.iter().flatten().chain(own).any(|state| is_on(state, around))
}

/// Whether one of the states is on of which the extension's hint is made beside its phones.
fn is_set(seats: &[&Member], around: &Around<'_>) -> bool {
    states(seats, around).any(|state| is_on(state, around))
}

/// The states that people or the dialplan set, of which the hints of `seats` are made.
fn states<'a>(seats: &'a [&Member], around: &'a Around<'_>) -> impl Iterator<Item = &'a String> {
    seats.iter().filter_map(|seat| around.hints.of(seat)).flat_map(|hint| &hint.set)
}

fn is_on(state: &str, around: &Around<'_>) -> bool {
    let set = around.devices.get(state).map(String::as_str);
    !matches!(set, None | Some("NOT_INUSE" | "UNKNOWN" | "INVALID" | "UNAVAILABLE"))
}

/// Since when the agent finishes the work on a call, if that is so. How long that takes is the member's own time,
/// or the queue's, which only the configuration knows.
fn wrapup(seats: &[&Member], around: &Around<'_>) -> Option<At> {
    let ended = seats.iter().find_map(|seat| around.facts.ended.get(&seat.interface));
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
    let mut tell = |class, label: &str, value: String| details.extend(Detail::of(class, label, &value));
    if let Some(first) = seats.first() {
        tell(Free, "interface", distinct(seats.iter().map(|seat| seat.interface.as_str())));
        let states =
            seats.iter().filter_map(|seat| seat.device.as_deref().filter(|device| *device != seat.interface));
        tell(Free, "state of", distinct(states));
        tell(Free, "logged in at", around.logins.get(&first.agent).cloned().unwrap_or_default());
        if disturbs_not(seats, around) {
            tell(Plain, "do not disturb", "on".to_owned());
        }
        if first.status == Some(8) {
            tell(Plain, "on hold", "held by the other side".to_owned());
        }
        let interfaces: BTreeSet<&str> = seats.iter().map(|seat| seat.interface.as_str()).collect();
        let unanswered = interfaces.iter().filter_map(|one| around.facts.unanswered.get(*one)).sum::<u32>();
        if unanswered > 0 {
            tell(Plain, "let ring", format!("{unanswered} since the board listens"));
        }
        let ended =
            interfaces.iter().filter_map(|one| around.facts.ended.get(*one)).max_by_key(|ended| ended.at);
        if let Some(Ended { talked: Some(talked), by, queue, .. }) = ended {
            let by = by.as_deref().map(|by| format!(", ended by {by}")).unwrap_or_default();
            tell(Plain, "last call", format!("{talked} s through {queue}{by}"));
        }
    }
    if !paused.is_empty() && paused.len() < seats.len() {
        let queues: Vec<&str> = paused.iter().map(|seat| seat.queue.as_str()).collect();
        tell(Plain, "paused in", queues.join(", "));
    }
    for seat in seats {
        let penalty = seat.penalty.map(|penalty| format!(", penalty {penalty}")).unwrap_or_default();
        let taken =
            seat.taken.map(|taken| format!(", {taken} taken since start or reset")).unwrap_or_default();
        let kind = seat.membership.as_deref().unwrap_or("member");
        let in_call = if seat.in_call == Some(true) { ", on its call" } else { "" };
        tell(Plain, "queue", format!("{}: {kind}{penalty}{taken}{in_call}", seat.queue));
    }
    details
}

/// All of `words`, each once.
fn distinct<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ")
}

/// Phones that are no members of a queue, while they are on a call and their state is told.
fn others(members: &[Member], around: &Around<'_>) -> Vec<Agent> {
    let mut others: BTreeMap<&str, &Role> = BTreeMap::new();
    for role in around.roles {
        let calls = !matches!(role.does, Doing::Alone(_));
        let is_member = members.iter().any(|member| member.agent == role.who);
        let known = around.devices.contains_key(&role.phone) && !around.sides.is_trunk(&role.phone);
        if calls && known && !is_member {
            let one = others.entry(&role.who).or_insert(role);
            *one = if role.does < one.does { role } else { one };
        }
    }
    others.into_values().map(other).collect()
}

fn other(role: &Role) -> Agent {
    let (state, since, _) = on_call(role);
    let name = role.name.clone().unwrap_or_else(|| Text::new(&role.phone));
    let mut agent = Agent::new(AgentId::from(role.who.as_str()), name, state);
    agent.extension = names::number(&role.phone).and_then(Text::some);
    agent.since = since;
    agent.details = Detail::plain("queue", "none: here while on a call").into_iter().collect();
    agent
}
