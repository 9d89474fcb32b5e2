//! The parking lot: who waits in which slot, and until when.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::super::world::{CallId, Ms, Site, Stage};
use super::dialplan;
use super::names;

pub(super) const NAME: &str = "default";
pub(super) const SLOTS: RangeInclusive<u32> = 701..=720;

/// Seconds until a parked call comes back, unless `Park` says otherwise.
const PATIENCE: Ms = 120_000;

/// One parked call.
#[derive(Clone, Debug)]
pub(super) struct Parked {
    pub(super) call: CallId,
    pub(super) since: Ms,
    /// How long; a call that was put there by hand comes back never.
    pub(super) span: Option<Ms>,
    /// The phone that parked it, and is rung when the time is over.
    pub(super) parker: String,
    /// The originated phone that took it, if no agent did.
    pub(super) taken: Option<u64>,
}

impl Parked {
    /// Seconds left.
    pub(super) fn left(&self, now: Ms) -> i64 {
        let age = now - self.since;
        self.span.map_or(PATIENCE - age % PATIENCE, |span| (span - age).max(0)) / 1_000
    }
}

/// Every slot that is taken.
#[derive(Debug, Default)]
pub(super) struct Lot(BTreeMap<u32, Parked>);

impl Lot {
    /// The calls that wait there, by slot.
    pub(super) fn waiting(&self) -> impl Iterator<Item = (u32, &Parked)> {
        self.0.iter().filter(|(_, parked)| parked.taken.is_none()).map(|(slot, parked)| (*slot, parked))
    }

    pub(super) fn of(&self, call: CallId) -> Option<(u32, &Parked)> {
        self.0.iter().find(|(_, parked)| parked.call == call).map(|(slot, parked)| (*slot, parked))
    }

    pub(super) fn at(&mut self, slot: u32) -> Option<&mut Parked> {
        self.0.get_mut(&slot)
    }

    /// Whether there is room.
    pub(super) fn room(&self) -> bool {
        SLOTS.into_iter().any(|slot| !self.0.contains_key(&slot))
    }

    /// Puts a call into the first free slot.
    pub(super) fn put(&mut self, parked: Parked) {
        if let Some(slot) = SLOTS.into_iter().find(|slot| !self.0.contains_key(slot)) {
            self.0.insert(slot, parked);
        }
    }

    /// The call that an originated phone took.
    pub(super) fn taken_by(&self, phone: u64) -> Option<CallId> {
        self.0.values().find(|parked| parked.taken == Some(phone)).map(|parked| parked.call)
    }

    /// The one bridge that all parked legs share, although they do not talk to each other.
    pub(super) fn bridge() -> String {
        names::bridge_id("parking")
    }

    /// Follows the world, and sends back whose time is over: to whoever parked them, or to their queue.
    pub(super) fn follow(&mut self, site: &mut Site) {
        self.0
            .retain(|_, parked| site.calls.get(&parked.call).is_some_and(|call| call.stage == Stage::Parked));
        let new: Vec<(CallId, Ms)> = site
            .calls
            .values()
            .filter(|call| call.stage == Stage::Parked && self.of(call.id).is_none())
            .map(|call| (call.id, call.since))
            .collect();
        for (call, since) in new {
            let parker = dialplan::CARRIER.to_owned();
            self.put(Parked { call, since, span: None, parker, taken: None });
        }
        let now = site.now();
        let due = |parked: &&Parked| {
            parked.taken.is_none() && parked.span.is_some_and(|span| now >= parked.since + span)
        };
        let due: Vec<(CallId, String)> =
            self.0.values().filter(due).map(|parked| (parked.call, parked.parker.clone())).collect();
        for (call, parker) in due {
            let agent = site.agents.iter().find(|agent| dialplan::desk_phone(agent) == parker);
            let agent = agent.map(|agent| agent.ix);
            let queue = site.calls.get(&call).and_then(|call| call.queue).unwrap_or(0);
            if !agent.is_some_and(|ix| site.offer(call, ix)) && !site.welcome(call, queue) {
                site.end(call);
            }
            self.0.retain(|_, parked| parked.call != call);
        }
    }
}
