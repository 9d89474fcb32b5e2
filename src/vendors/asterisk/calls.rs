//! Legs as calls (fact sheet §3, §4).
//!
//! A pure model, from the lists of one moment to rows:
//!
//! 1. [`super::names`]: a leg's name tells its phone or trunk; helpers of the server's own and listeners are no calls.
//! 2. [`super::wires`]: bridges and pairs of local legs connect who hears whom; what is being called belongs to who
//!    called it. What is connected so is one call.
//! 3. [`super::cast`]: who is the customer, who the agent, who is rung. Pairs are wires, not people.
//! 4. [`super::phases`]: what the call does. The end of the customer's wire decides: a person, a queue, a parking lot,
//!    a program.
//! 5. Here: the row, the queue that it is in, its times, and how orders take hold of it. A conference is one row for
//!    each customer in it.
//! 6. [`super::roles`]: what each person does on these calls, for the list of agents.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::cast::{Cast, cast};
use super::details::{details, place};
use super::facts::Facts;
use super::legs::Leg;
use super::names;
use super::past::{Past, Talk, Times};
use super::phases::{Ending, ending, phase};
use super::roles::{Role, roles};
use super::side::Parked;
use super::sides::Sides;
use super::status::{Status, Waiter};
use super::tapes::{Tapes, together};
use super::verbs;
use super::wires::{Group, groups};
use crate::domain::{At, Call, CallId, Direction, Party, Phase, QueueId, Recording, Text};

/// Everything that calls are told from, beside their legs.
#[derive(Debug)]
pub(super) struct Known<'a> {
    /// When the legs were listed.
    pub(super) at: At,
    /// Queues and who waits, if that came.
    pub(super) status: Option<&'a Status>,
    /// The bridges in which nobody hears anybody.
    pub(super) holding: &'a BTreeSet<String>,
    /// Of these, those in which calls are parked.
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
    /// Legs of members whose phones are on a newer call.
    pub(super) left: &'a BTreeSet<String>,
}

/// What the legs that were placed from here dial, by their ids, and when they were placed.
pub(super) type Placed = BTreeMap<String, (Text, At)>;

/// What an order to a call takes hold of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Aim {
    /// The leg that is hung up: the one that the call is named after.
    pub(super) principal: String,
    /// The customer's leg; while the customer waits or is parked, the end of the wire that starts there.
    pub(super) customer: String,
    /// The agent's leg, by id and by name, if one is up.
    pub(super) agent: Option<(String, String)>,
    /// The bridge of that leg, else of the customer's.
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

/// A call, how to take hold of it, and what people do on it.
pub(super) type Row = (Call, Aim, Vec<Role>);

/// The calls that `legs` make. Neither supervisors' legs nor idle agents' are among them.
pub(super) fn rows(legs: &[&Leg], known: &Known<'_>, past: &mut Past, tapes: &Tapes) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut listed = BTreeSet::new();
    for group in groups(legs, known.holding) {
        listed.extend(group.legs.iter().map(|leg| leg.id.as_str()));
        for one in super::conference::split(&group, known.sides) {
            let Some(mut cast) = cast(&one, known.sides) else { continue };
            if one.conference.is_some() {
                cast.principal = cast.customer;
            }
            let mut row = row(&one, &cast, known, past, tapes);
            if let Some(conference) = &one.conference {
                super::conference::mark(&mut row, conference, &group, known.sides);
            }
            rows.push(row);
        }
    }
    // Whoever waits without a leg has just come, or has just left: the two lists are not one moment.
    let waiters = known.status.iter().flat_map(|status| &status.entries.read);
    for waiter in waiters.filter(|waiter| !listed.contains(waiter.id.as_str())) {
        let (mut call, aim, roles) = waiting(waiter);
        call.only = verbs::only(&call.phase);
        rows.push((call, aim, roles));
    }
    apart(&mut rows);
    rows
}

/// A conversation that several rows share is none: the cursor must not jump to another caller.
fn apart(rows: &mut [Row]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (call, ..) in rows.iter() {
        if let Some(conversation) = &call.conversation {
            *counts.entry(conversation.to_string()).or_insert(0) += 1;
        }
    }
    for (call, ..) in rows {
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
    call.legs = vec![waiter.id.as_str().into()];
    call.details = place(waiter).collect();
    let aim = Aim {
        principal: waiter.id.clone(),
        customer: waiter.id.clone(),
        queue: Some(waiter.queue.clone()),
        ..Aim::default()
    };
    (call, aim, Vec::new())
}

fn row(group: &Group<'_>, cast: &Cast<'_>, known: &Known<'_>, past: &mut Past, tapes: &Tapes) -> Row {
    let ending = ending(group, cast, known);
    let (phase, told) = phase(group, cast, &ending, known);
    let is_parked = matches!(ending, Ending::Parked { .. });
    let mut call = Call::new(CallId::from(cast.principal.id.as_str()), phase);
    call.derived = told;
    call.only = verbs::only(&call.phase);
    call.conversation = cast.principal.linked.as_deref().map(Into::into);
    call.direction = cast.direction;
    call.caller = caller(cast, group, &ending, known);
    if let (Direction::Unknown, Some(_)) = (cast.direction, known.placed.get(&cast.principal.id)) {
        call.direction = Direction::Outbound;
    }
    let queue = queue(group, cast, &ending, known);
    if !is_parked {
        let standing = cast.stand_in.map(|stand_in| stand_in.half);
        let agent = cast.agent.or(standing);
        let member = match agent {
            Some(agent) => stands_for(group, cast, agent, known.sides),
            None => beyond_a_trunk(cast, queue.as_deref(), known),
        };
        call.agent = member.or(agent.map(Leg::endpoint)).map(Into::into);
        call.agent_name = agent.and_then(|agent| agent.caller.name.clone()).filter(|_| member.is_none());
    }
    call.queue = queue.as_deref().map(QueueId::from);
    call.started = cast.principal.since;
    if !is_parked {
        let talk = talk(group, cast, &ending);
        let queued = in_queue(group, cast, &ending);
        let talk = Talk { customer: &cast.customer.id, queue: queue.as_deref(), queued, bridge: talk };
        let Times { entered, answered } =
            past.times(talk, ending.waiter(), known.facts, (known.talks, known.at));
        (call.entered, call.answered) = (entered, answered);
    }
    call.recording = together(group.legs.iter().map(|leg| tapes.of(leg, known.facts)));
    call.details = details(group, cast, &ending, known);
    call.legs = legs(cast);
    let roles = roles(&call, cast, queue.as_deref(), known.sides);
    let aim = aim(group, cast, &ending, (tapes, known));
    (call, aim, roles)
}

/// Those who are gone when it is over. Agents of a pool keep their legs from one call to the next.
fn legs(cast: &Cast<'_>) -> Vec<Arc<str>> {
    let people = cast.seen.iter().filter(|leg| leg.half().is_none() && leg.logged_in().is_none());
    people.map(|leg| leg.id.as_str().into()).collect()
}

/// The leg of the customer's wire that is in a queue or came through one: the newest.
fn in_queue<'a>(group: &Group<'a>, cast: &Cast<'a>, ending: &Ending<'a>) -> Option<&'a Leg> {
    if let Ending::Queue { leg, .. } = ending {
        return Some(leg);
    }
    let ours = [cast.customer].into_iter().chain(group.with(cast.customer));
    ours.filter(|leg| leg.queue().is_some()).max_by_key(|leg| super::wires::age(leg))
}

/// The queue in which the call waits, or whose call it still is. Once the agent whom the queue called has handed it
/// on, it is over for the queue, though a leg of it stays in the application (fact sheet §4: `InCall`).
fn queue(group: &Group<'_>, cast: &Cast<'_>, ending: &Ending<'_>, known: &Known<'_>) -> Option<String> {
    if let Some(waiter) = ending.waiter() {
        return Some(waiter.queue.clone());
    }
    if matches!(ending, Ending::Parked { .. }) {
        return None;
    }
    let leg = in_queue(group, cast, ending);
    let name = leg.and_then(Leg::queue).map(|name| known.status.map_or(name, |status| status.spelled(name)));
    if matches!(ending, Ending::Queue { .. }) {
        return name.map(str::to_owned);
    }
    let Some(status) = known.status else { return name.map(str::to_owned) };
    let rung = group.with(cast.customer).filter(|leg| leg.is_in("AppQueue"));
    let rung: Vec<&str> = rung.filter_map(|leg| known.sides.member(leg)).collect();
    let agent = cast.agent.and_then(|agent| known.sides.member(agent));
    let whose = |name: &str| {
        let mut theirs = rung.iter().copied().chain(agent.filter(|_| rung.is_empty()));
        theirs.any(|member| status.in_call(name, member) != Some(false))
    };
    match name {
        // Listed as waiting a moment ago, or with an agent whom nobody lists.
        Some(name) if leg.is_some_and(|leg| status.lists(&leg.id)) => Some(name.to_owned()),
        Some(name) if rung.is_empty() && agent.is_none() => Some(name.to_owned()),
        Some(name) => whose(name).then(|| name.to_owned()),
        // The server took the leg in the queue out of the wire: only the member's own list still tells.
        None => rung.iter().find_map(|member| status.calls_of(member)).map(str::to_owned),
    }
}

/// The bridge in which the customer talks: the one at the other person.
fn talk<'a>(group: &Group<'a>, cast: &Cast<'a>, ending: &Ending<'_>) -> Option<&'a str> {
    if !matches!(ending, Ending::Talk) {
        return None;
    }
    let heard = |leg: &&&Leg| group.with(cast.customer).any(|other| other.id == leg.id);
    let other = cast.agent.as_ref().filter(heard).or(cast.partners.first()).copied();
    let other = other.or(cast.stand_in.map(|stand_in| stand_in.half)).unwrap_or(cast.customer);
    other.bridge.as_deref().or(cast.customer.bridge.as_deref())
}

/// The customer, or whom somebody of one's own is about to reach.
fn caller(cast: &Cast<'_>, group: &Group<'_>, ending: &Ending<'_>, known: &Known<'_>) -> Party {
    if let Some(waiter) = ending.waiter().filter(|_| cast.customer.half().is_some()) {
        return waiter.caller.clone();
    }
    let leg = cast.customer;
    if !cast.is_lone() {
        return if leg.called() { called(leg, group) } else { leg.caller.clone() };
    }
    match known.placed.get(&leg.id) {
        Some((to, _)) => Party { name: None, number: Some(to.clone()) },
        None if cast.asks() => Party::new(None, dialled(leg).or(leg.extension.as_deref())),
        None => Party::default(),
    }
}

/// Who was called on `leg`. Where the dialplan left no number in the leg's own fields, the one that was dialled.
pub(super) fn called(leg: &Leg, group: &Group<'_>) -> Party {
    let of = |name: &Text| name.starts_with("CID:");
    let name = leg.caller.name.clone().filter(|name| !of(name));
    if leg.caller.number.as_deref().is_some_and(names::is_number) {
        return Party { name, number: leg.caller.number.clone() };
    }
    let by = group.legs.iter().filter(|by| by.id != leg.id && group.with(leg).all(|with| with.id != leg.id));
    let dialled = by.flat_map(|by| by.dials()).filter(|one| names::reaches(one) == leg.endpoint());
    let dialled = dialled.filter_map(names::number).find(|number| names::is_number(number));
    match dialled.or_else(|| names::far_number(&leg.channel)) {
        Some(number) => Party::new(None, Some(number)),
        None => Party { name, number: leg.caller.number.clone() },
    }
}

/// The number that `leg` is dialling.
fn dialled(leg: &Leg) -> Option<&str> {
    leg.dials().filter_map(names::number).find(|number| names::is_number(number))
}

fn aim(group: &Group<'_>, cast: &Cast<'_>, ending: &Ending<'_>, (tapes, known): (&Tapes, &Known<'_>)) -> Aim {
    let facts = known.facts;
    let recorded = |leg: &&&Leg| {
        !matches!(tapes.of(leg, facts), Recording::Off | Recording::Set(false) | Recording::Unknown)
    };
    // One that may be recorded is a better guess than one that never was.
    let once = |leg: &&&Leg| leg.tape.file().is_some();
    let tape = group.legs.iter().find(recorded).or_else(|| group.legs.iter().find(once));
    let end = match ending {
        Ending::Queue { leg, .. } | Ending::Parked { leg, .. } => leg,
        Ending::Talk | Ending::Ringing | Ending::Nowhere => cast.customer,
    };
    let agent = acted_on(group, cast, known.sides).filter(|_| matches!(ending, Ending::Talk));
    let name = |leg: &Leg| (leg.id.clone(), leg.channel.clone());
    Aim {
        principal: cast.principal.id.clone(),
        customer: end.id.clone(),
        agent: agent.map(name),
        bridge: agent.unwrap_or(end).bridge.clone(),
        queue: ending.waiter().map(|waiter| waiter.queue.clone()),
        tape: tape.map(|leg| leg.id.clone()),
        parked: matches!(ending, Ending::Parked { .. }),
        legs: group.legs.iter().map(|leg| name(leg)).collect(),
    }
}

/// The member whom the phone `agent` answers for: whose it is, or whose own number led to it from the queue, which
/// counts the call as theirs.
fn stands_for<'s>(group: &Group<'_>, cast: &Cast<'_>, agent: &Leg, sides: &Sides<'s>) -> Option<&'s str> {
    sides.member(agent).or_else(|| {
        let rung = group.with(cast.customer).filter(|leg| leg.is_in("AppQueue") && leg.half().is_some());
        let mut members = rung.filter_map(|leg| sides.member(leg));
        let first = members.next().filter(|_| sides.outside(agent) == Some(false))?;
        members.all(|other| other == first).then_some(first)
    })
}

/// The member at a phone outside whom the queue rang through a trunk.
fn beyond_a_trunk<'k>(cast: &Cast<'_>, queue: Option<&str>, known: &Known<'k>) -> Option<&'k str> {
    let trunk = |leg: &&&Leg| leg.is_in("AppQueue") && known.sides.outside(leg) == Some(true);
    let rung = cast.partners.iter().find(trunk)?;
    known.status?.beyond(queue?, rung.endpoint())
}

/// The leg that stands for the agent in orders: the half that the queue rang, by which the customer can be taken out
/// of the queue (fact sheet §3), unless somebody else is beyond it by now.
fn acted_on<'a>(group: &Group<'a>, cast: &Cast<'a>, sides: &Sides<'_>) -> Option<&'a Leg> {
    if let Some(stand_in) = cast.stand_in {
        return Some(stand_in.half).filter(|half| half.bridge.is_some() && !stand_in.away);
    }
    let agent = cast.agent.filter(|agent| agent.bridge.is_some() && !cast.is_lone())?;
    let member = stands_for(group, cast, agent, sides);
    let rung = group.with(cast.customer).filter(|leg| leg.is_in("AppQueue") && leg.bridge.is_some());
    let mut rung = rung.filter(|leg| member.is_some() && sides.member(leg) == member);
    Some(rung.next().unwrap_or(agent))
}
