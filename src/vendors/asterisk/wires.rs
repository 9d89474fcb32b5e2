//! How legs are wired: which hear each other, and which ring for which (fact sheet §3).
//!
//! A bridge connects its legs, and a pair of local legs connects what is at its two ends, so that those who hear each
//! other may be several bridges and pairs apart. In a bridge that only holds (parking, a pool's idle agents, a waiting
//! room) nobody hears anybody. A leg that is being called belongs to the one that it is called for, which its
//! application names: `Dial` by the phone, `Queue` by nothing but the id that both are linked by.

use std::collections::{BTreeMap, BTreeSet};

use super::conference::Conference;
use super::legs::{Leg, State};
use super::names;

/// The legs of one call.
#[derive(Clone, Debug)]
pub(super) struct Group<'a> {
    /// Oldest first.
    pub(super) legs: Vec<&'a Leg>,
    /// The legs in sets of those who hear each other.
    voices: BTreeMap<&'a str, usize>,
    /// What it says of the conference whose legs these are, one customer's and everybody's of one's own.
    pub(super) conference: Option<Conference>,
}

impl<'a> Group<'a> {
    /// The other legs that `leg` is connected with.
    pub(super) fn with(&self, leg: &Leg) -> impl Iterator<Item = &'a Leg> {
        let voice = self.voices.get(leg.id.as_str()).copied();
        let id = leg.id.clone();
        let others = self.legs.iter().copied().filter(move |other| other.id != id);
        others.filter(move |other| voice.is_some() && self.voices.get(other.id.as_str()).copied() == voice)
    }

    /// The other half of a pair.
    pub(super) fn twin(&self, leg: &Leg) -> Option<&'a Leg> {
        let (pair, _) = leg.half()?;
        let twin = |other: &&&'a Leg| other.id != leg.id && other.half().is_some_and(|(of, _)| of == pair);
        self.legs.iter().find(twin).copied()
    }

    /// Itself as a part of `conference`, without the legs `ids`.
    pub(super) fn without(&self, ids: &[String], conference: Conference) -> Self {
        let legs = self.legs.iter().copied().filter(|leg| !ids.contains(&leg.id)).collect();
        Self { legs, voices: self.voices.clone(), conference: Some(conference) }
    }

    /// The legs in the bridge of `leg`, itself included.
    pub(super) fn beside(&self, leg: &Leg) -> usize {
        let bridge = leg.bridge.as_deref();
        self.legs.iter().filter(|other| bridge.is_some() && other.bridge.as_deref() == bridge).count()
    }
}

/// Sorts `legs` into calls: oldest leg first, and the calls in the order of their oldest legs. In the bridges
/// `holding` nobody hears anybody.
pub(super) fn groups<'a>(legs: &[&'a Leg], holding: &BTreeSet<String>) -> Vec<Group<'a>> {
    let mut voices = Sets::new(legs.len());
    let mixing = |leg: &'a Leg| leg.bridge.as_deref().filter(|bridge| !holding.contains(*bridge));
    let bridges = voices.share(legs, mixing);
    voices.share(legs, |leg| leg.half().map(|(pair, _)| pair));
    voices.share(legs, Leg::room);
    let mut calls = voices.clone();
    // One that is called hears nobody yet; or it does already, and this leg was listed a moment before it joined.
    let alone = |leg: &Leg| leg.bridge.as_deref().is_none_or(|bridge| bridges.get(bridge) == Some(&1));
    for (place, leg) in numbered(legs).filter(|(_, leg)| leg.called() && leg.bridge.is_none()) {
        let asks = |(other, by): &(usize, &Leg)| {
            voices.root(*other) != voices.root(place) && alone(by) && asks(by) && by.linked == leg.linked
        };
        if let Some(other) = asker(leg, &numbered(legs).filter(asks).collect::<Vec<_>>()) {
            calls.join(place, other);
        }
    }
    calls.ordered(legs, &voices)
}

/// Whether `leg` may have another one called.
fn asks(leg: &Leg) -> bool {
    !leg.called() || leg.half().is_some()
}

/// For whom of `askers` `leg` is called: for the one whose application says so, else for the one that both are linked
/// by, else for the only one.
fn asker(leg: &Leg, askers: &[(usize, &Leg)]) -> Option<usize> {
    leg.linked.as_ref()?;
    let linked = |by: &Leg| leg.linked.as_deref() == Some(by.id.as_str());
    let named = askers.iter().filter(|(_, by)| names(by, leg)).max_by_key(|(_, by)| linked(by));
    let first = askers.iter().find(|(_, by)| linked(by) && !by.called());
    let mut free = askers.iter().filter(|(_, by)| !by.called());
    let only = free.next().filter(|_| free.next().is_none());
    named.or(first).or(only).map(|(place, _)| *place)
}

/// Whether the application of `by` says that it has `leg` called.
fn names(by: &Leg, leg: &Leg) -> bool {
    if leg.is_in("AppQueue") {
        return by.is_in("Queue");
    }
    by.dials().any(|dialled| names::reaches(dialled) == leg.endpoint())
}

fn numbered<'a, 'l>(legs: &'l [&'a Leg]) -> impl Iterator<Item = (usize, &'a Leg)> + use<'a, 'l> {
    legs.iter().enumerate().map(|(place, leg)| (place, *leg))
}

/// Sets of places that can be joined.
#[derive(Clone)]
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

    /// Joins those legs that have the same name, and counts them by it.
    fn share<'a>(
        &mut self,
        legs: &[&'a Leg],
        name: impl Fn(&'a Leg) -> Option<&'a str>,
    ) -> BTreeMap<&'a str, usize> {
        let (mut firsts, mut counts) = (BTreeMap::new(), BTreeMap::new());
        for (place, leg) in numbered(legs) {
            let Some(name) = name(leg) else { continue };
            self.join(*firsts.entry(name).or_insert(place), place);
            *counts.entry(name).or_insert(0) += 1;
        }
        counts
    }

    fn ordered<'a>(&self, legs: &[&'a Leg], voices: &Self) -> Vec<Group<'a>> {
        let mut groups: BTreeMap<usize, Group<'a>> = BTreeMap::new();
        for (place, leg) in numbered(legs) {
            let empty = || Group { legs: Vec::new(), voices: BTreeMap::new(), conference: None };
            let group = groups.entry(self.root(place)).or_insert_with(empty);
            group.legs.push(leg);
            group.voices.insert(&leg.id, voices.root(place));
        }
        let mut groups: Vec<Group<'a>> = groups.into_values().collect();
        for group in &mut groups {
            group.legs.sort_by_key(|leg| age(leg));
        }
        groups.sort_by_key(|group| group.legs.first().map(|leg| age(leg)));
        groups
    }
}

/// What legs are ordered by: those of one second by the number at the end of their ids.
pub(super) fn age(leg: &Leg) -> (Option<crate::domain::At>, Option<u64>, String) {
    let born = leg.id.rsplit_once('.').and_then(|(_, number)| number.parse().ok());
    (leg.since, born, leg.id.clone())
}

/// Whether `leg` rings or is about to.
pub(super) fn rings(leg: &Leg) -> bool {
    matches!(leg.state, State::Called(_))
}
