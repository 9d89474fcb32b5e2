//! Who is the customer of a call, and who the agent: stated nowhere, and told from endpoints, queues and the way
//! the call went (fact sheet §3).

use std::collections::BTreeMap;

use super::config::AsteriskConfig;
use super::groups::rings;
use super::legs::{Leg, interface};
use super::status::Member;
use crate::domain::Direction;

/// What tells one's own phones from customers and trunks.
#[derive(Clone, Debug)]
pub(super) struct Sides<'a> {
    config: &'a AsteriskConfig,
    /// The queue members' interfaces by every endpoint that stands for them.
    members: BTreeMap<&'a str, &'a str>,
}

impl<'a> Sides<'a> {
    /// What the configuration and the members of queues tell.
    pub(super) fn new(config: &'a AsteriskConfig, members: impl Iterator<Item = &'a Member>) -> Self {
        let mut known = BTreeMap::new();
        for member in members {
            if let Some(device) = &member.device {
                known.entry(interface(device)).or_insert(member.location.as_str());
            }
            known.insert(interface(&member.location), member.location.as_str());
        }
        Self { config, members: known }
    }

    /// The queue member whose leg it is, by the member's interface.
    pub(super) fn member(&self, leg: &Leg) -> Option<&'a str> {
        self.members.get(leg.endpoint()).copied()
    }

    /// Whether `endpoint` is a customer or a trunk by the configuration.
    pub(super) fn is_trunk(&self, endpoint: &str) -> bool {
        self.config.outside.iter().any(|outside| outside == endpoint)
    }

    /// Whether the leg is a customer's or a trunk's (`true`) or one's own; `None` if nothing tells.
    pub(super) fn outside(&self, leg: &Leg) -> Option<bool> {
        let context = |contexts: &[String]| {
            leg.context.as_ref().is_some_and(|context| contexts.contains(context)).then_some(())
        };
        if self.is_trunk(leg.endpoint()) {
            return Some(true);
        }
        if leg.half().is_some() || self.member(leg).is_some() {
            return Some(false);
        }
        context(&self.config.outside_contexts)
            .map(|()| true)
            .or_else(|| context(&self.config.inside_contexts).map(|()| false))
            .or_else(|| (!self.config.outside.is_empty()).then_some(false))
    }

    /// Casts the legs of one call, oldest first; the dialplan's halves of local pairs play no part.
    pub(super) fn cast<'l>(&self, legs: &[&'l Leg]) -> Option<Cast<'l>> {
        let seen: Vec<&Leg> = legs.iter().copied().filter(|leg| !leg.hidden()).collect();
        // A pair of which only the dialplan's half is left is still a leg.
        let seen = if seen.is_empty() { legs.to_vec() } else { seen };
        let is = |leg: &&&Leg, side| self.outside(leg) == side;
        let trunks = || seen.iter().filter(|leg| is(leg, Some(true)));
        let own = seen.iter().any(|leg| self.outside(leg) == Some(false));
        let customer = trunks()
            .find(|leg| !leg.called())
            .or_else(|| trunks().next())
            .or_else(|| seen.iter().find(|leg| leg.queue().is_some()))
            .or_else(|| seen.iter().filter(|_| own).find(|leg| is(leg, None)))
            .or_else(|| seen.iter().find(|leg| !leg.called()))
            .or_else(|| seen.first())
            .copied()?;
        let others = || seen.iter().filter(|leg| leg.id != customer.id && !is(leg, Some(true)));
        let agent = others()
            .find(|leg| leg.is_in("AppQueue") && !rings(leg))
            .or_else(|| others().find(|leg| self.member(leg).is_some() && !rings(leg)))
            .or_else(|| others().find(|leg| is(leg, Some(false)) && !rings(leg)))
            .or_else(|| others().find(|leg| !rings(leg)))
            .copied();
        let ringing: Vec<&Leg> = others().filter(|leg| rings(leg)).copied().collect();
        let agent = agent.or_else(|| (ringing.len() == 1).then(|| ringing.first().copied()).flatten());
        let principal = if customer.called() {
            seen.iter().find(|leg| !leg.called()).copied().unwrap_or(customer)
        } else {
            customer
        };
        let lone = agent.is_none() && self.outside(customer) == Some(false) && customer.queue().is_none();
        let agent = if lone && ringing.is_empty() { Some(customer) } else { agent };
        Some(Cast { customer, agent, principal, ringing, seen, direction: Direction::Unknown }.directed(self))
    }
}

/// The legs of a call by the parts they play.
#[derive(Clone, Debug)]
pub(super) struct Cast<'a> {
    /// The customer's; on a call among one's own, the one who called.
    pub(super) customer: &'a Leg,
    /// The agent's. The same as the customer's where somebody of one's own is alone with the server.
    pub(super) agent: Option<&'a Leg>,
    /// The one that the call is named after: the one that stays when the other side changes.
    pub(super) principal: &'a Leg,
    /// Agents' legs that ring.
    pub(super) ringing: Vec<&'a Leg>,
    /// All that stand for somebody, oldest first.
    pub(super) seen: Vec<&'a Leg>,
    /// Which way the call was placed.
    pub(super) direction: Direction,
}

impl Cast<'_> {
    /// Whether one's own leg is alone with the server.
    pub(super) fn is_lone(&self) -> bool {
        self.agent.is_some_and(|agent| agent.id == self.customer.id)
    }

    fn directed(mut self, sides: &Sides<'_>) -> Self {
        let outside = sides.outside(self.customer);
        let own = self.agent.is_some_and(|agent| sides.outside(agent) == Some(false));
        let came = if self.customer.called() { Direction::Outbound } else { Direction::Inbound };
        self.direction = match outside {
            Some(true) => came,
            // Whom somebody of one's own is about to call is not known yet.
            Some(false) if self.is_lone() => Direction::Unknown,
            Some(false) if self.seen.iter().all(|leg| sides.outside(leg) == Some(false)) => {
                Direction::Internal
            }
            None if self.customer.queue().is_some() => Direction::Inbound,
            None if own => came,
            Some(false) | None => Direction::Unknown,
        };
        self
    }
}
