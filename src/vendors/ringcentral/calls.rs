//! `activeCalls/list`: the calls, joined to the agents who are on them (ringcentral §4.2).

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::agents::{Live, full_name};
use super::stamp;
use super::states::{self, normal};
use crate::domain::DetailClass::{Free, Number, Plain};
use crate::domain::{
    AgentState, At, Call, CallId, Detail, Direction, Feed, Only, Party, Phase, QueueId, Recording, Text, Verb,
};
use crate::vendor::{Listing, loose};
use crate::vendor::{Reply, readable, rows};

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Wire {
    #[serde(deserialize_with = "loose::word")]
    uii: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    ani: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    dnis: Option<String>,
    #[serde(rename = "dnisE164", deserialize_with = "loose::word")]
    dnis_e164: Option<String>,
    #[serde(deserialize_with = "stamp::stamp")]
    enqueue_time: Option<i64>,
    #[serde(deserialize_with = "stamp::stamp")]
    dequeue_time: Option<i64>,
    #[serde(deserialize_with = "loose::word")]
    call_state: Option<String>,
    #[serde(deserialize_with = "loose::flag")]
    archive: Option<bool>,
    #[serde(deserialize_with = "loose::word")]
    agent_first_name: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    agent_last_name: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    destination_name: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    external_id: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    cnam: Option<String>,
}

/// What the other lists, and our own doings, know about calls.
#[derive(Debug)]
pub(super) struct Known<'a> {
    /// The agents on each call.
    pub(super) agents: BTreeMap<&'a str, &'a Live>,
    /// The ids of queues by their names, where one name means one queue.
    pub(super) queues: &'a BTreeMap<String, QueueId>,
    /// What the recording of a call was last set to.
    pub(super) recordings: &'a BTreeMap<CallId, bool>,
    /// The numbers that we placed calls to a moment ago.
    pub(super) placed: Vec<&'a str>,
}

/// Reads `listing`. Also returns the ids of all calls that are still alive.
///
/// An archived row is a call that is over and that nothing can be done to any more: it is left out.
pub(super) fn feed(listing: Listing, known: &Known<'_>) -> (Feed<Call>, BTreeSet<CallId>) {
    let Listing { rows: raw, reply } = listing;
    let (found, unread) = rows(raw, |wire: Wire| {
        if wire.archive == Some(true) {
            return Ok(None);
        }
        read(&wire, &reply, known).map(Some)
    });
    let (found, unread) = match readable(found, unread) {
        Ok(list) => list,
        Err(fault) => return (Feed::Failed(fault), BTreeSet::new()),
    };
    let rows: Vec<Call> = found.into_iter().flatten().collect();
    let alive = rows.iter().map(|call| call.id.clone()).collect();
    (Feed::Fresh { rows, unread }, alive)
}

fn read(wire: &Wire, reply: &Reply, known: &Known<'_>) -> Result<Call, String> {
    let uii = wire.uii.as_deref().ok_or(".uii: missing")?;
    let live = known.agents.get(uii).copied();
    let name = full_name(wire.agent_first_name.as_deref(), wire.agent_last_name.as_deref());
    let told = states::call(wire.call_state.as_deref(), name.is_some() || live.is_some());
    let mut call = Call::new(uii.into(), phase(told, name.is_some(), live));
    let live = live.filter(|_| call.phase != Phase::Queued);
    call.direction = direction(wire, live, known);
    let number = wire.dnis.as_deref().or(wire.dnis_e164.as_deref());
    if call.direction == Direction::Outbound {
        call.caller = Party::new(wire.cnam.as_deref(), number);
    } else {
        call.caller = Party::new(wire.cnam.as_deref(), wire.ani.as_deref());
        call.dialled = number.and_then(Text::some);
    }
    call.agent = live.map(|live| live.agent.id.clone());
    call.agent_name = name;
    call.queue_name = wire.destination_name.as_deref().and_then(Text::some);
    let named = call.queue_name.as_deref().and_then(|name| known.queues.get(name));
    call.queue = live.and_then(|live| live.queue.clone()).or_else(|| named.cloned());
    call.entered = wire.enqueue_time.and_then(|time| reply.past(time));
    call.answered = answered(wire, &call, live, reply);
    let set = known.recordings.get(&call.id);
    call.recording = set.map_or(Recording::Unknown, |on| Recording::Set(*on));
    call.only = only(&call);
    call.details = details(wire, call.direction, live);
    Ok(call)
}

/// Who still waits has no agent to be recorded, held or listened to with (ringcentral §5).
fn only(call: &Call) -> Option<Only> {
    let waits = call.phase == Phase::Queued && call.agent.is_none() && call.agent_name.is_none();
    waits.then(|| {
        Only::new(&[Verb::HangUp, Verb::Requeue, Verb::Leave], Text::new("no agent is on this call yet"))
    })
}

/// The agent's own state decides where there is one: it knows of ringing, hold and wrap-up, of which the row
/// says nothing (ringcentral §4.2, §4.3). Only where the row has gone further, since the two lists are never of
/// the same moment, the row does: it has let its agent go, or is over.
fn phase(told: Phase, named: bool, live: Option<&Live>) -> Phase {
    let Some(live) = live else { return told };
    let decided = match live.agent.state {
        AgentState::Held => Phase::Held,
        AgentState::Ringing => Phase::Ringing,
        AgentState::Dialing => Phase::Dialing,
        AgentState::Talking => Phase::Talking,
        AgentState::Wrapup => Phase::Wrapup,
        // A state that no one on a call is in.
        AgentState::Ready
        | AgentState::Paused
        | AgentState::NotReady
        | AgentState::Busy
        | AgentState::Offline
        | AgentState::Unreachable
        | AgentState::Unknown(_) => return told,
    };
    let let_go = told == Phase::Queued && !named && decided != Phase::Ringing;
    if let_go || told == Phase::Wrapup { told } else { decided }
}

fn direction(wire: &Wire, live: Option<&Live>, known: &Known<'_>) -> Direction {
    let source = live.and_then(|live| live.source.as_deref()).map(normal).unwrap_or_default();
    let outbound = ["OUTBOUND", "MANUAL", "VPD", "CAMPAIGN"].iter().any(|word| source.contains(word));
    let dnis = wire.dnis_e164.as_deref().or(wire.dnis.as_deref());
    let placed = || dnis.is_some_and(|dnis| known.placed.iter().any(|to| same_number(to, dnis)));
    if live.is_some_and(|live| live.campaign) || outbound {
        Direction::Outbound
    } else if live.is_some_and(|live| live.queue.is_some())
        || source.contains("ACD")
        || source.contains("INBOUND")
        || wire.enqueue_time.is_some()
    {
        Direction::Inbound
    } else if placed() {
        Direction::Outbound
    } else {
        Direction::Unknown
    }
}

/// When the agent answered: when the call left the queue, or, where the row does not say, as in the documented
/// sample, since when the agent on it has been talking.
fn answered(wire: &Wire, call: &Call, live: Option<&Live>, reply: &Reply) -> Option<At> {
    let assigned = call.agent_name.is_some() || live.is_some();
    match &call.phase {
        Phase::Queued | Phase::Ringing | Phase::Dialing | Phase::Parked => return None,
        Phase::Talking | Phase::Held | Phase::Wrapup | Phase::Other(_) if !assigned => return None,
        Phase::Talking | Phase::Held | Phase::Wrapup | Phase::Other(_) => {}
    }
    let talking = live.filter(|live| live.agent.state == AgentState::Talking);
    let since =
        talking.and_then(|live| live.agent.since).map(|since| call.entered.map_or(since, |e| e.max(since)));
    wire.dequeue_time.and_then(|time| reply.past(time)).or(since)
}

fn details(wire: &Wire, direction: Direction, live: Option<&Live>) -> Vec<Detail> {
    [
        (Plain, "state", wire.call_state.as_deref()),
        (Number, "dialled", wire.dnis_e164.as_deref()),
        (Number, "number shown", wire.ani.as_deref().filter(|_| direction == Direction::Outbound)),
        (Free, "external id", wire.external_id.as_deref()),
        (Plain, "source", live.and_then(|live| live.source_name.as_deref().or(live.source.as_deref()))),
    ]
    .into_iter()
    .filter_map(|(class, label, value)| Detail::of(class, label, value?))
    .collect()
}

/// Whether two spellings mean one number: country codes and trunk prefixes come and go (ringcentral §3).
fn same_number(a: &str, b: &str) -> bool {
    let tail =
        |number: &str| -> Vec<u8> { number.bytes().rev().filter(u8::is_ascii_digit).take(9).collect() };
    let (a, b) = (tail(a), tail(b));
    !a.is_empty() && a == b
}

#[cfg(test)]
mod tests;
