//! Which seats in queues are one person's. A queue knows interfaces: who is in one queue as `Local/101@from-queue/n` and
//! in another as `PJSIP/101` is two members. They are one person where the exchange says that their state is that of one
//! extension, by its hint, or of one device, and their names do not differ. Where only a number is the same they stay
//! two: the dialplan behind `Local/101@robots/n` may be anybody's.

use std::collections::{BTreeMap, BTreeSet};

use super::hints::{Hints, Place};
use super::names;
use super::status::Member;

/// What the state of a member is told by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Source<'a> {
    /// An extension.
    Extension(Place<'a>),
    /// A device.
    Device(&'a str),
}

/// Gives all `members` the ids of their persons: the first of a person's interfaces.
pub(super) fn assign(members: &mut [Member], hints: &Hints) {
    let mut people: BTreeMap<Source<'_>, Vec<&Member>> = BTreeMap::new();
    for member in members.iter() {
        if let Some(source) = source(member, hints) {
            people.entry(source).or_default().push(member);
        }
    }
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    for seats in people.into_values() {
        let names: BTreeSet<Option<&str>> = seats.iter().map(|seat| named(seat)).collect();
        let several = names.iter().flatten().count() > 1;
        for name in names {
            // Who has no name may be the only one who has.
            let same = |seat: &&&Member| !several || named(seat).is_some() && named(seat) == name;
            let Some(first) = seats.iter().filter(same).map(|seat| &seat.interface).min() else { continue };
            ids.extend(seats.iter().filter(same).map(|seat| (seat.interface.clone(), first.clone())));
        }
    }
    for member in members {
        if let Some(id) = ids.get(&member.interface) {
            member.agent.clone_from(id);
        }
    }
}

fn source<'a>(member: &'a Member, hints: &'a Hints) -> Option<Source<'a>> {
    let state = member.device.as_deref().unwrap_or(&member.interface);
    let device = || names::is_phone(state) && !names::is_local(state) || state.starts_with("Agent:");
    let extension = hints.place(member).map(Source::Extension);
    extension.or_else(|| device().then_some(Source::Device(names::interface(state))))
}

/// The name, where somebody gave one: without it the server shows the interface.
fn named(member: &Member) -> Option<&str> {
    member.name.as_deref().filter(|name| *name != member.interface)
}
