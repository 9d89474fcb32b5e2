//! Which legs make one call: those that hear each other, then those that belong together (fact sheet §3).

use std::collections::{BTreeMap, BTreeSet};

use super::legs::{Leg, State};

/// The legs of one call, by their places in the list that they came in.
pub(super) type Group = Vec<usize>;

/// Sorts `legs` into calls. A leg in a bridge of `parking` is a call of its own: everybody who is parked is in one
/// bridge, and hears nobody. Oldest leg first, and the calls in the order of their oldest legs.
pub(super) fn groups(legs: &[&Leg], parking: &BTreeSet<String>) -> Vec<Group> {
    let mut sets = Sets::new(legs.len());
    let is_parked = |leg: &Leg| leg.bridge.as_ref().is_some_and(|bridge| parking.contains(bridge));
    let free: Vec<usize> =
        numbered(legs).filter(|(_, leg)| !is_parked(leg)).map(|(place, _)| place).collect();
    let at = |place: usize| legs.get(place).copied();
    let bridges = sets.share(&free, |place| at(place).and_then(|leg| leg.bridge.as_deref()));
    sets.share(&free, |place| at(place).and_then(Leg::half).map(|(pair, _)| pair));
    // A leg that is being called belongs to the one that it is called for. That one hears nobody yet; or it does
    // already, and this leg was listed a moment before it joined.
    let alone = |leg: &Leg| leg.bridge.as_deref().is_none_or(|bridge| bridges.get(bridge) == Some(&1));
    let asks = |place: &usize| at(*place).is_some_and(|leg| !leg.called() && alone(leg));
    for place in &free {
        let Some(leg) = at(*place).filter(|leg| leg.called() && leg.bridge.is_none()) else { continue };
        let Some(linked) = leg.linked.as_deref() else { continue };
        let others = || free.iter().filter(|other| *other != place);
        let first =
            others().find(|other| at(**other).is_some_and(|other| other.id == linked && alone(other)));
        let kin = |other: &&usize| {
            asks(other) && at(**other).is_some_and(|leg| leg.linked.as_deref() == Some(linked))
        };
        let mut kin = others().filter(kin);
        let only = kin.next().filter(|_| kin.next().is_none());
        if let Some(other) = first.or(only) {
            sets.join(*place, *other);
        }
    }
    sets.ordered(legs)
}

fn numbered<'a>(legs: &'a [&'a Leg]) -> impl Iterator<Item = (usize, &'a Leg)> {
    legs.iter().enumerate().map(|(place, leg)| (place, *leg))
}

/// Sets of places that can be joined.
struct Sets(Vec<usize>);

impl Sets {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    /// The place that stands for `place`'s set.
    fn root(&self, mut place: usize) -> usize {
        while let Some(next) = self.0.get(place).copied().filter(|next| *next != place) {
            place = next;
        }
        place
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if let Some(root) = self.0.get_mut(one.max(other)) {
            *root = one.min(other);
        }
    }

    /// Joins those of `places` that have the same name, and counts them by it.
    fn share<'a>(
        &mut self,
        places: &[usize],
        name: impl Fn(usize) -> Option<&'a str>,
    ) -> BTreeMap<&'a str, usize> {
        let (mut firsts, mut counts) = (BTreeMap::new(), BTreeMap::new());
        for place in places {
            let Some(name) = name(*place) else { continue };
            self.join(*firsts.entry(name).or_insert(*place), *place);
            *counts.entry(name).or_insert(0) += 1;
        }
        counts
    }

    fn ordered(&self, legs: &[&Leg]) -> Vec<Group> {
        let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
        for place in 0..legs.len() {
            groups.entry(self.root(place)).or_default().push(place);
        }
        let age = |place: &usize| legs.get(*place).map(|leg| (leg.since, born(&leg.id), leg.id.clone()));
        let mut groups: Vec<Group> = groups.into_values().collect();
        for group in &mut groups {
            group.sort_by_key(age);
        }
        groups.sort_by_key(|group| group.first().and_then(age));
        groups
    }
}

/// The number at the end of a leg's id, by which legs of one second can be ordered.
fn born(id: &str) -> Option<u64> {
    id.rsplit_once('.').and_then(|(_, number)| number.parse().ok())
}

/// Whether `leg` rings or is about to.
pub(super) fn rings(leg: &Leg) -> bool {
    matches!(leg.state, State::Called(_))
}
