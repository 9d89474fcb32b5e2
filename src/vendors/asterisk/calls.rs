//! Legs as calls (fact sheet §3, §4).

use std::collections::{BTreeMap, BTreeSet};

use super::facts::Facts;
use super::groups::{groups, rings};
use super::legs::{Leg, State};
use super::past::{Past, Times};
use super::side::Parked;
use super::sides::{Cast, Sides};
use super::status::{Status, Waiter};
use super::tapes::{Tapes, together};
use super::verbs;
use crate::domain::{At, Call, CallId, Detail, Direction, Party, Phase, QueueId, Recording, Text};

/// Everything that calls are told from, beside their legs.
#[derive(Debug)]
pub(super) struct Known<'a> {
    /// When the legs were listed.
    pub(super) at: At,
    /// Queues and who waits, if that came.
    pub(super) status: Option<&'a Status>,
    /// The bridges in which calls are parked.
    pub(super) parking: &'a BTreeSet<String>,
    /// The parked legs, where the user may list them.
    pub(super) parked: &'a [Parked],
    /// When bridges began, where that is told.
    pub(super) talks: &'a BTreeMap<String, At>,
    /// What events told.
    pub(super) facts: &'a Facts,
    /// Who is who.
    pub(super) sides: &'a Sides<'a>,
    /// What the legs that were placed from here dial.
    pub(super) placed: &'a Placed,
}

/// What the legs that were placed from here dial, by their ids, and when they were placed.
pub(super) type Placed = BTreeMap<String, (Text, At)>;

/// What an order to a call takes hold of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Aim {
    /// The leg that is hung up: the one that the call is named after.
    pub(super) principal: String,
    /// The customer's leg.
    pub(super) customer: String,
    /// The agent's leg, by id and by name, if one is up.
    pub(super) agent: Option<(String, String)>,
    /// The bridge in which they talk.
    pub(super) bridge: Option<String>,
    /// The queue in which the customer waits.
    pub(super) queue: Option<String>,
    /// The leg whose recording is the call's.
    pub(super) tape: Option<String>,
    /// Whether it is parked.
    pub(super) parked: bool,
    /// All legs, by id and by name.
    pub(super) legs: Vec<(String, String)>,
}

/// A call, and how to take hold of it.
pub(super) type Row = (Call, Aim);

/// The calls that `legs` make. Supervisors' legs are not among them.
pub(super) fn rows(legs: &[&Leg], known: &Known<'_>, past: &mut Past, tapes: &Tapes) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut listed = BTreeSet::new();
    for group in groups(legs, known.parking) {
        let group: Vec<&Leg> = group.into_iter().filter_map(|place| legs.get(place).copied()).collect();
        let Some(cast) = known.sides.cast(&group) else { continue };
        listed.extend(group.iter().map(|leg| leg.id.as_str()));
        rows.push(row(&group, &cast, known, past, tapes));
    }
    // Whoever waits without a leg has just come, or has just left: the two lists are not one moment.
    let waiters = known.status.iter().flat_map(|status| &status.entries.read);
    for waiter in waiters.filter(|waiter| !listed.contains(waiter.id.as_str())) {
        let (mut call, aim) = waiting(waiter);
        call.only = verbs::only(&call.phase);
        rows.push((call, aim));
    }
    apart(&mut rows);
    rows
}

/// A conversation that several rows share is none: the cursor must not jump to another caller.
fn apart(rows: &mut [Row]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (call, _) in rows.iter() {
        if let Some(conversation) = &call.conversation {
            *counts.entry(conversation.to_string()).or_insert(0) += 1;
        }
    }
    for (call, _) in rows {
        call.conversation = call.conversation.take().filter(|shared| counts.get(&**shared) == Some(&1));
    }
}

/// A caller who waits, where only the queue tells of them.
pub(super) fn waiting(waiter: &Waiter) -> Row {
    let mut call = Call::new(CallId::from(waiter.id.as_str()), Phase::Queued);
    call.direction = Direction::Inbound;
    call.caller = waiter.caller.clone();
    call.queue = Some(QueueId::from(waiter.queue.as_str()));
    call.entered = waiter.entered;
    call.only = Some(verbs::bare());
    call.details = place(waiter).collect();
    let aim = Aim {
        principal: waiter.id.clone(),
        customer: waiter.id.clone(),
        queue: Some(waiter.queue.clone()),
        ..Aim::default()
    };
    (call, aim)
}

/// Where a caller stands in the queue.
fn place(waiter: &Waiter) -> impl Iterator<Item = Detail> {
    let number = |label, number: Option<String>| Detail::some(label, &number?);
    let position = number("position", waiter.position.map(|position| position.to_string()));
    position.into_iter().chain(number("priority", waiter.priority.map(|priority| priority.to_string())))
}

fn row(group: &[&Leg], cast: &Cast<'_>, known: &Known<'_>, past: &mut Past, tapes: &Tapes) -> Row {
    let customer = cast.customer;
    let parked = known.parked.iter().find(|parked| parked.id == customer.id);
    let is_parked =
        parked.is_some() || customer.bridge.as_ref().is_some_and(|bridge| known.parking.contains(bridge));
    let waiters = known.status.iter().flat_map(|status| &status.entries.read);
    let waiter = waiters
        .into_iter()
        .find(|waiter| waiter.id == customer.id && customer.bridge.is_none() && !is_parked);
    let phase = phase(group, cast, is_parked, (waiter.is_some(), known.facts));
    let mut call = Call::new(CallId::from(cast.principal.id.as_str()), phase);
    call.only = verbs::only(&call.phase);
    call.conversation = cast.principal.linked.as_deref().map(Into::into);
    call.direction = cast.direction;
    call.caller = caller(cast, known.placed);
    if let (Direction::Unknown, Some(_)) = (cast.direction, known.placed.get(&cast.principal.id)) {
        call.direction = Direction::Outbound;
    }
    if let Some(agent) = cast.agent.filter(|_| !is_parked) {
        let member = known.sides.member(agent);
        call.agent = Some(member.unwrap_or(agent.endpoint()).into());
        call.agent_name = agent.caller.name.clone().filter(|_| member.is_none());
    }
    let queue = waiter.map(|waiter| waiter.queue.as_str()).or_else(|| customer.queue());
    call.queue = queue.map(QueueId::from);
    call.started = cast.principal.since;
    if is_parked {
        call.entered = None;
    } else {
        let Times { entered, answered } = past.times(customer, waiter, known.facts, (known.talks, known.at));
        (call.entered, call.answered) = (entered, answered);
    }
    call.recording = together(group.iter().map(|leg| tapes.of(leg, known.facts)));
    call.details = details(cast, waiter, parked, known);
    let mut aim = aim(group, cast, tapes, known.facts);
    aim.queue = waiter.map(|waiter| waiter.queue.clone());
    aim.parked = is_parked;
    (call, aim)
}

/// What the call does.
fn phase(group: &[&Leg], cast: &Cast<'_>, is_parked: bool, (waits, facts): (bool, &Facts)) -> Phase {
    let customer = cast.customer;
    if is_parked {
        return Phase::Parked;
    }
    if let Some(bridge) = customer.bridge.as_deref() {
        let together = group.iter().filter(|leg| leg.bridge.as_deref() == Some(bridge)).count();
        if together < 2 && customer.is_in("ConfBridge") {
            return other(customer);
        }
        let holds = |leg: &&&Leg| leg.id != customer.id && facts.holds.contains_key(&leg.id);
        return if group.iter().any(|leg| holds(&leg)) { Phase::Held } else { Phase::Talking };
    }
    if customer.called() {
        return if cast.is_lone() || cast.principal.id == customer.id {
            Phase::Ringing
        } else {
            Phase::Dialing
        };
    }
    let rung = !cast.ringing.is_empty() || cast.agent.is_some_and(|agent| !cast.is_lone() && agent.called());
    if rung {
        return Phase::Ringing;
    }
    if waits || customer.queue().is_some() {
        return Phase::Queued;
    }
    if cast.is_lone() && customer.state == State::Asking { Phase::Dialing } else { other(customer) }
}

/// What the server does with a leg that talks with nobody, in the server's own word.
fn other(leg: &Leg) -> Phase {
    Phase::Other(Text::new(leg.application.as_deref().unwrap_or_else(|| leg.state.word())))
}

/// The customer, or whom somebody of one's own is about to reach.
fn caller(cast: &Cast<'_>, placed: &Placed) -> Party {
    if !cast.is_lone() {
        return cast.customer.caller.clone();
    }
    let leg = cast.customer;
    match placed.get(&leg.id) {
        Some((to, _)) => Party { name: None, number: Some(to.clone()) },
        None if leg.state == State::Asking => Party::new(None, leg.extension.as_deref()),
        None => Party::default(),
    }
}

fn aim(group: &[&Leg], cast: &Cast<'_>, tapes: &Tapes, facts: &Facts) -> Aim {
    let recorded = |leg: &&&Leg| {
        !matches!(tapes.of(leg, facts), Recording::Off | Recording::Set(false) | Recording::Unknown)
    };
    // One that may be recorded is a better guess than one that never was.
    let once = |leg: &&&Leg| leg.tape.file().is_some();
    let tape = group.iter().find(recorded).or_else(|| group.iter().find(once));
    let up = cast.agent.filter(|agent| agent.bridge.is_some() && !cast.is_lone());
    let name = |leg: &Leg| (leg.id.clone(), leg.channel.clone());
    Aim {
        principal: cast.principal.id.clone(),
        customer: cast.customer.id.clone(),
        agent: up.map(name),
        bridge: cast.customer.bridge.clone(),
        queue: None,
        tape: tape.map(|leg| leg.id.clone()),
        parked: false,
        legs: group.iter().map(|leg| name(leg)).collect(),
    }
}

/// What else is known of the call, and its legs.
fn details(
    cast: &Cast<'_>,
    waiter: Option<&Waiter>,
    parked: Option<&Parked>,
    known: &Known<'_>,
) -> Vec<Detail> {
    let mut details: Vec<Detail> = waiter.into_iter().flat_map(place).collect();
    let mut tell = |label: &str, value: Option<&str>| {
        details.extend(value.and_then(|value| Detail::some(label, value)));
    };
    if waiter.is_some() {
        tell("if moved", Some("the wait starts again, and this queue counts the caller as abandoned"));
    }
    if let Some(parked) = parked {
        tell("slot", parked.slot.as_deref());
        tell("lot", parked.lot.as_deref());
        tell("comes back to", parked.parker.as_deref());
    }
    let customer = cast.customer;
    if known.facts.holds.contains_key(&customer.id) {
        tell("on hold", Some("the other side holds the agent"));
    }
    if customer.bridge.is_some() && (known.facts.since.is_none() || !known.facts.calls) {
        tell("hold", Some("not known: it is told by events alone, and none come"));
    }
    tell("extension", customer.extension.as_deref());
    tell("context", customer.context.as_deref());
    tell("account code", customer.account.as_deref());
    for leg in cast.seen.iter().copied() {
        tell("recording file", leg.tape.file());
        if known.facts.tapes.get(&leg.id).is_some_and(|tape| tape.started > tape.stopped + 1) {
            tell("recordings", Some("several on one leg; \"recording off\" stops the newest"));
        }
    }
    for leg in cast.seen.iter().copied() {
        let doing = [leg.application.as_deref(), leg.data.as_deref()];
        let doing: Vec<&str> = doing.into_iter().flatten().collect();
        let ringing = if rings(leg) { "rings: " } else { "" };
        tell("leg", Some(&format!("{ringing}{} {} {}", leg.channel, leg.state.word(), doing.join(" "))));
    }
    details
}
