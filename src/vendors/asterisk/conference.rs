//! A conference: one row for each customer in it (fact sheet §3). Everybody hears everybody, so that an order to a row
//! may end no more than that customer's part.

use super::calls::Row;
use super::legs::Leg;
use super::sides::Sides;
use super::verbs;
use super::wires::{Group, rings};
use crate::domain::{Detail, Phase, Text};

/// How many people on one call make it a conference, wherever they are.
const CROWD: usize = 3;

/// What a row of a conference says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Conference {
    /// Its number or name, where it has one.
    pub(super) name: Option<String>,
}

/// `group` as it is, or for a conference once for each of its customers, each time without the other ones.
pub(super) fn split<'a>(group: &Group<'a>, sides: &Sides<'_>) -> Vec<Group<'a>> {
    let people = |leg: &&Leg| leg.half().is_none() && !rings(leg);
    let together = |leg: &Leg| group.with(leg).filter(people).count() + 1;
    let crowd =
        group.legs.iter().copied().filter(people).filter(|leg| leg.confers() || together(leg) >= CROWD);
    let crowd: Vec<&Leg> = crowd.filter(|leg| together(leg) > 1).collect();
    let Some(first) = crowd.first() else { return vec![group.clone()] };
    let name = crowd.iter().filter(|leg| leg.confers()).find_map(|leg| leg.data.as_deref());
    let name = name.and_then(|data| data.split(',').next()).filter(|name| !name.is_empty());
    let conference = Conference { name: name.map(str::to_owned) };
    let customers: Vec<&Leg> =
        crowd.iter().copied().filter(|leg| sides.outside(leg) != Some(false)).collect();
    let heads = if customers.is_empty() { vec![*first] } else { customers };
    let others = |head: &Leg| -> Vec<String> {
        heads.iter().map(|leg| leg.id.clone()).filter(|id| *id != head.id).collect()
    };
    heads.iter().map(|head| group.without(&others(head), conference.clone())).collect()
}

/// Marks `row` as one of the conference that all of `group` is in.
pub(super) fn mark((call, aim, _): &mut Row, conference: &Conference, group: &Group<'_>, sides: &Sides<'_>) {
    let name = conference.name.as_deref().unwrap_or_default();
    let title = Text::from(format!("conference {name}").trim_end().to_owned());
    if call.queue.is_none() {
        call.queue_name = Some(title.clone());
    }
    let people = group.legs.iter().filter(|leg| leg.half().is_none());
    let others: Vec<String> =
        people.filter(|leg| leg.id != aim.principal).map(|leg| person(leg, sides)).collect();
    call.details.splice(0..0, Detail::plain("conference", &title));
    call.details.extend(Detail::free("with", &others.join(", ")));
    call.conversation = None;
    // The others stay where they are.
    call.legs = vec![aim.principal.as_str().into()];
    call.conference = Some(title);
    if call.phase == Phase::Talking || call.phase == Phase::Held {
        call.only = Some(verbs::conference());
    }
}

fn person(leg: &Leg, sides: &Sides<'_>) -> String {
    let name = leg.caller.name.as_deref().or(leg.caller.number.as_deref());
    name.map_or_else(|| sides.person(leg).to_owned(), str::to_owned)
}
