//! What earlier polls saw of a customer's leg, for times that the server stops telling (fact sheet §3, §4).

use std::collections::BTreeMap;

use super::facts::Facts;
use super::legs::Leg;
use super::status::Waiter;
use crate::domain::At;

/// The memory of all legs that are still there.
#[derive(Clone, Debug, Default)]
pub(super) struct Past(BTreeMap<String, Seen>);

/// What was seen of one leg.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Seen {
    /// When it entered the queue that it is in or came through.
    entered: Option<(String, At)>,
    /// The bridge in which it was answered first after that, and when.
    answered: Option<(String, Option<At>)>,
}

/// What the times of a call are told from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Talk<'a> {
    /// The customer's leg.
    pub(super) customer: &'a str,
    /// The queue that the call waits in or came through.
    pub(super) queue: Option<&'a str>,
    /// The leg that is in the queue, or came through it.
    pub(super) queued: Option<&'a Leg>,
    /// The bridge in which the customer talks.
    pub(super) bridge: Option<&'a str>,
}

/// The times of one call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Times {
    /// When it entered its queue; only while it waits, or talks with the first who answered.
    pub(super) entered: Option<At>,
    /// When the present talk began.
    pub(super) answered: Option<At>,
}

impl Past {
    /// Forgets the legs that are not in `legs` any more.
    pub(super) fn retain(&mut self, legs: &[Leg]) {
        self.0.retain(|id, _| legs.iter().any(|leg| leg.id == *id));
    }

    /// Takes in where the customer is at `at` and tells the call's times. `talks` knows when bridges began.
    pub(super) fn times(
        &mut self,
        talk: Talk<'_>,
        waiter: Option<&Waiter>,
        facts: &Facts,
        (talks, at): (&BTreeMap<String, At>, At),
    ) -> Times {
        let known = self.0.contains_key(talk.customer);
        let seen = self.0.entry(talk.customer.to_owned()).or_default();
        let queue = talk.queue;
        let leg = talk.queued.map_or(talk.customer, |leg| leg.id.as_str());
        let heard = facts.joined.get(leg).filter(|(name, _)| Some(name.as_str()) == queue);
        let told = waiter.and_then(|waiter| Some((waiter.queue.clone(), waiter.entered?)));
        if let Some((name, entered)) = told.or_else(|| heard.cloned()) {
            seen.entered = Some((name, entered));
        }
        if waiter.is_some() {
            seen.answered = None;
        }
        let Some(bridge) = talk.bridge.map(str::to_owned) else {
            return Times { entered: seen.entered_in(queue), answered: None };
        };
        let began = talks.get(&bridge).or_else(|| facts.talks.get(&bridge)).copied();
        let first = seen.answered.get_or_insert_with(|| {
            // Not in a bridge at the last poll and in one now: answered in between. One that was in it when it was
            // first seen may have been for hours.
            (bridge.clone(), began.or_else(|| known.then_some(at)))
        });
        if first.0 == bridge {
            first.1 = began.or(first.1);
            return Times { answered: first.1, entered: seen.entered_in(queue) };
        }
        // Somebody else has it by now: the wait was before the first.
        Times { answered: began, entered: None }
    }
}

impl Seen {
    fn entered_in(&self, queue: Option<&str>) -> Option<At> {
        self.entered.as_ref().filter(|(name, _)| Some(name.as_str()) == queue).map(|(_, at)| *at)
    }
}
