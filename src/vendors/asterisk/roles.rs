//! What people do on calls: of the agent whom a row names, and of everybody else of one's own who is on it.

use std::collections::{BTreeMap, BTreeSet};

use super::cast::Cast;
use super::facts::Facts;
use super::legs::Leg;
use super::sides::Sides;
use super::wires::{age, rings};
use crate::domain::{AgentId, At, Call, Phase, Text};

/// One person on one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Role {
    /// The member's interface, else the phone.
    pub(super) who: String,
    /// The phone, or the pair that stands for it.
    pub(super) phone: String,
    /// What the server calls them.
    pub(super) name: Option<Text>,
    /// What they do.
    pub(super) does: Doing,
    /// Since when, where that is known.
    pub(super) since: Option<At>,
}

/// What somebody does on a call.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Doing {
    /// Talks.
    Talks,
    /// Has the other side on hold.
    Holds,
    /// Calls somebody who has not answered.
    Dials,
    /// Is rung.
    Rings,
    /// Is alone with the server: what that does, in words.
    Alone(Text),
}

/// What everybody of one's own does on `call`.
pub(super) fn roles(call: &Call, cast: &Cast<'_>, queue: Option<&str>, sides: &Sides<'_>) -> Vec<Role> {
    let agent = cast.agent.or(cast.stand_in.map(|stand_in| stand_in.half));
    let people = cast.seen.iter().copied().filter(|leg| sides.outside(leg) != Some(true));
    let people = people.filter(|leg| leg.half().is_none());
    let standing = cast.stand_in.map(|stand_in| stand_in.half);
    let role = |leg: &Leg| {
        let is_agent = agent.is_some_and(|agent| agent.id == leg.id);
        // A customer of whom nothing is known is no phone of one's own.
        let known = is_agent || sides.outside(leg) == Some(false);
        let does = does(leg, call, is_agent, queue).filter(|_| known)?;
        let named = call.agent.as_ref().filter(|_| is_agent).map(AgentId::as_str);
        Some(Role {
            who: named.unwrap_or(sides.person(leg)).to_owned(),
            phone: leg.endpoint().to_owned(),
            name: leg.caller.name.clone(),
            since: call.answered.filter(|_| does == Doing::Talks),
            does,
        })
    };
    people.chain(standing).filter_map(role).collect()
}

/// A supervisor who listens to somebody else's call.
pub(super) fn listens(leg: &Leg, sides: &Sides<'_>) -> Role {
    Role {
        who: sides.person(leg).to_owned(),
        phone: leg.endpoint().to_owned(),
        name: leg.caller.name.clone(),
        does: if rings(leg) { Doing::Rings } else { Doing::Alone("listens to a call".into()) },
        since: None,
    }
}

/// Legs of queue members whose phones are on a newer call: nobody speaks on two lines at once, so that whoever is on
/// the older one is on hold. Where events come, they told of it, or there is none.
pub(super) fn left(
    legs: &[&Leg],
    holding: &BTreeSet<String>,
    facts: &Facts,
    sides: &Sides<'_>,
) -> BTreeSet<String> {
    let mut lines: BTreeMap<&str, Vec<&Leg>> = BTreeMap::new();
    for leg in legs.iter().copied().filter(|leg| leg.half().is_none() && !rings(leg)) {
        let talks = leg.bridge.as_ref().is_some_and(|bridge| !holding.contains(bridge));
        if talks && sides.member(leg).is_some() {
            lines.entry(leg.endpoint()).or_default().push(leg);
        }
    }
    let heard =
        |newest: &Leg| facts.calls && facts.since.zip(newest.since).is_some_and(|(from, born)| from < born);
    let mut left = BTreeSet::new();
    for mut lines in lines.into_values() {
        lines.sort_by_key(|leg| age(leg));
        let Some((newest, older)) = lines.split_last() else { continue };
        if !heard(newest) && !lines.iter().any(|leg| facts.holds(leg)) {
            left.extend(older.iter().filter(|leg| leg.bridge != newest.bridge).map(|leg| leg.id.clone()));
        }
    }
    left
}

fn does(leg: &Leg, call: &Call, is_agent: bool, queue: Option<&str>) -> Option<Doing> {
    if rings(leg) {
        return Some(Doing::Rings);
    }
    match &call.phase {
        Phase::Held if is_agent => Some(Doing::Holds),
        Phase::Talking | Phase::Held => Some(Doing::Talks),
        Phase::Dialing => Some(Doing::Dials),
        // Whoever is not rung has the others called.
        Phase::Ringing if queue.is_none() => Some(Doing::Dials),
        Phase::Ringing | Phase::Queued => {
            let where_to = queue
                .map_or_else(|| "waits in a queue".to_owned(), |queue| format!("waits in queue {queue}"));
            Some(Doing::Alone(Text::from(where_to)))
        }
        Phase::Other(word) => Some(Doing::Alone(word.clone())),
        Phase::Parked | Phase::Wrapup => None,
    }
}
