//! The parts that the legs of a call play: who is the customer, who the agent, who is rung (fact sheet §3).
//!
//! Pairs of local legs are wires and play no part, with one exception: where no phone is beyond a pair that a queue
//! rang, the pair stands in for its member, who is the dialplan itself, whose phone is away on another call, or who is
//! at a phone outside.

use super::legs::{Leg, State};
use super::names;
use super::sides::Sides;
use super::wires::{Group, rings};
use crate::domain::Direction;

/// The legs of a call by the parts they play.
#[derive(Clone, Debug)]
pub(super) struct Cast<'a> {
    /// The customer's; on a call among one's own, the one who called.
    pub(super) customer: &'a Leg,
    /// The agent's. The same as the customer's where somebody of one's own is alone with the server.
    pub(super) agent: Option<&'a Leg>,
    /// What stands for the agent where no phone does.
    pub(super) stand_in: Option<StandIn<'a>>,
    /// The one that the call is named after: the one that stays when the other side changes.
    pub(super) principal: &'a Leg,
    /// Legs that ring, the customer's aside.
    pub(super) ringing: Vec<&'a Leg>,
    /// All that stand for somebody, oldest first.
    pub(super) seen: Vec<&'a Leg>,
    /// Those whom the customer hears.
    pub(super) partners: Vec<&'a Leg>,
    /// Which way the call was placed.
    pub(super) direction: Direction,
}

/// A pair without a phone beyond it.
#[derive(Clone, Copy, Debug)]
pub(super) struct StandIn<'a> {
    /// The half that the queue or the phone at the other end rang.
    pub(super) half: &'a Leg,
    /// Whether the phone beyond it has gone to another call, from which it will come back.
    pub(super) away: bool,
}

/// Casts the legs of one call; `None` if there are none.
pub(super) fn cast<'a>(group: &Group<'a>, sides: &Sides<'_>) -> Option<Cast<'a>> {
    let people: Vec<&Leg> = group.legs.iter().copied().filter(|leg| leg.half().is_none()).collect();
    // A call that the server itself placed may have nobody at its near end yet, but a pair.
    let bare = people.is_empty();
    let seen = if bare { group.legs.clone() } else { people };
    let is = |leg: &&&Leg, side| sides.outside(leg) == side;
    let trunks = || seen.iter().filter(|leg| is(leg, Some(true)));
    let own = seen.iter().any(|leg| sides.outside(leg) == Some(false));
    let customer = trunks()
        .find(|leg| !leg.called())
        .or_else(|| trunks().next())
        .or_else(|| seen.iter().find(|leg| leg.queue().is_some()))
        .or_else(|| seen.iter().filter(|_| own).find(|leg| is(leg, None)))
        .or_else(|| seen.iter().find(|leg| !leg.called()))
        .or_else(|| seen.first())
        .copied()?;
    let partners: Vec<&Leg> =
        group.with(customer).filter(|leg| leg.half().is_none() && !rings(leg)).collect();
    let heard = |leg: &&&Leg| partners.iter().any(|partner| partner.id == leg.id);
    let others = || seen.iter().filter(|leg| !bare && leg.id != customer.id && !is(leg, Some(true)));
    let up = || others().filter(|leg| !rings(leg));
    let agent = up()
        .filter(heard)
        .find(|leg| leg.is_in("AppQueue"))
        .or_else(|| up().filter(heard).find(|leg| sides.member(leg).is_some()))
        .or_else(|| up().filter(heard).find(|leg| is(leg, Some(false))))
        .or_else(|| up().find(heard))
        .or_else(|| up().find(|leg| sides.member(leg).is_some()))
        .or_else(|| up().next())
        .copied();
    let ringing: Vec<&Leg> = others().filter(|leg| rings(leg)).copied().collect();
    let agent = agent.or_else(|| (ringing.len() == 1).then(|| ringing.first().copied()).flatten());
    let principal = if customer.called() {
        seen.iter().find(|leg| !leg.called()).copied().unwrap_or(customer)
    } else {
        customer
    };
    let lone = agent.is_none() && sides.outside(customer) == Some(false) && !waits(group, customer) && !bare;
    let agent = if lone && ringing.is_empty() { Some(customer) } else { agent };
    let stand_in = if agent.is_none() { stand_in(group, customer, sides) } else { None };
    let mut cast =
        Cast { customer, agent, stand_in, principal, ringing, seen, partners, direction: Direction::Unknown };
    cast.direction = cast.directed(sides, bare);
    Some(cast)
}

/// Whether `leg`, or the end of the pairs that it is connected with, is in a queue.
fn waits(group: &Group<'_>, leg: &Leg) -> bool {
    leg.queue().is_some() || group.with(leg).any(|other| other.queue().is_some())
}

/// The pair that stands for the agent of the customer's call.
fn stand_in<'a>(group: &Group<'a>, customer: &Leg, sides: &Sides<'_>) -> Option<StandIn<'a>> {
    let rung = group.with(customer).filter(|leg| leg.is_in("AppQueue") && !rings(leg));
    let pairs = rung.filter_map(|half| Some((half, group.twin(half)?)));
    let stands = pairs.filter(|(_, twin)| twin.queue().is_none()).filter_map(|(half, twin)| {
        let beyond = match (&twin.bridge, group.beside(twin)) {
            // The dialplan answered by itself.
            (None, _) => !twin.is_in("Dial"),
            (Some(_), 1) => true,
            // A phone outside is the member's if it is the one that the member's number is.
            (Some(_), _) => same_number(twin, half, sides),
        };
        let away = twin.bridge.is_some() && group.beside(twin) == 1;
        beyond.then_some(StandIn { half, away })
    });
    let ringing = || {
        let rung = group.legs.iter().copied().filter(|leg| leg.is_in("AppQueue") && rings(leg));
        let mut only = rung.filter(|leg| leg.half().is_some());
        only.next().filter(|_| only.next().is_none()).map(|half| StandIn { half, away: false })
    };
    stands.last().or_else(ringing)
}

/// Whether the number that `twin` has called is the one that `half`'s member stands for.
fn same_number(twin: &Leg, half: &Leg, sides: &Sides<'_>) -> bool {
    let Some(member) = sides.member(half) else { return false };
    twin.dials().any(|dialled| names::number(dialled) == names::number(member))
}

impl Cast<'_> {
    /// Whether one's own leg is alone with the server.
    pub(super) fn is_lone(&self) -> bool {
        self.agent.is_some_and(|agent| agent.id == self.customer.id)
    }

    /// Whether somebody who called is still asking.
    pub(super) fn asks(&self) -> bool {
        self.customer.state == State::Asking
    }

    fn directed(&self, sides: &Sides<'_>, bare: bool) -> Direction {
        let outside = sides.outside(self.customer);
        let own = self.agent.is_some_and(|agent| sides.outside(agent) == Some(false));
        let came = if self.customer.called() { Direction::Outbound } else { Direction::Inbound };
        match outside {
            Some(true) => came,
            _ if bare && self.customer.queue().is_some() => Direction::Inbound,
            // Whom somebody of one's own is about to call is not known yet.
            Some(false) if self.is_lone() || bare => Direction::Unknown,
            Some(false) if self.seen.iter().all(|leg| sides.outside(leg) == Some(false)) => {
                Direction::Internal
            }
            None if self.customer.queue().is_some() => Direction::Inbound,
            None if own => came,
            Some(false) | None => Direction::Unknown,
        }
    }
}
