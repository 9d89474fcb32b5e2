//! What a call does: told from what is at the end of the customer's wire (fact sheet §3).

use super::calls::Known;
use super::cast::Cast;
use super::legs::Leg;
use super::side::Parked;
use super::status::Waiter;
use super::wires::{Group, rings};
use super::words;
use crate::domain::{Direction, Phase, Text};

/// What is at the end of the wire that begins at the customer.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ending<'a> {
    /// Somebody, or the dialplan in a member's place.
    Talk,
    /// A queue, in which this leg waits, and what the queue says of it.
    Queue { leg: &'a Leg, waiter: Option<&'a Waiter> },
    /// A parking lot, in which this leg is.
    Parked { leg: &'a Leg, parked: Option<&'a Parked> },
    /// A phone that rings.
    Ringing,
    /// The server alone.
    Nowhere,
}

impl<'a> Ending<'a> {
    /// What the queue says, if the call waits in one.
    pub(super) fn waiter(&self) -> Option<&'a Waiter> {
        match self {
            Self::Queue { waiter, .. } => *waiter,
            Self::Talk | Self::Parked { .. } | Self::Ringing | Self::Nowhere => None,
        }
    }
}

/// Follows the customer's wire to its end.
pub(super) fn ending<'a>(group: &Group<'a>, cast: &Cast<'a>, known: &Known<'a>) -> Ending<'a> {
    let wire = || [cast.customer].into_iter().chain(group.with(cast.customer));
    if cast.partners.is_empty() {
        let record = |leg: &Leg| known.parked.iter().find(|parked| parked.id == leg.id);
        let lot = |leg: &&Leg| leg.bridge.as_ref().is_some_and(|bridge| known.parking.contains(bridge));
        if let Some(leg) = wire().find(|leg| lot(leg) || record(leg).is_some()) {
            return Ending::Parked { leg, parked: record(leg) };
        }
    }
    let up = cast.stand_in.is_some_and(|stand_in| !rings(stand_in.half));
    // In a conference there are others, who have rows of their own.
    if !cast.partners.is_empty() || up || group.conference.is_some() {
        return Ending::Talk;
    }
    let entries = || known.status.into_iter().flat_map(|status| &status.entries.read);
    let waits = |leg: &Leg| entries().find(|waiter| waiter.id == leg.id);
    let free = |leg: &&Leg| leg.bridge.is_none() && (leg.queue().is_some() || waits(leg).is_some());
    let queued = if cast.customer.called() {
        // Whom the server called back and put into a queue waits there, once the queue says so.
        wire().find(|leg| leg.bridge.is_none() && waits(leg).is_some() && !rings(cast.customer))
    } else {
        // One of the group is enough: a queue may be rung before it answers, when the wire is not whole yet.
        wire().chain(group.legs.iter().copied()).find(free)
    };
    if let Some(leg) = queued {
        return Ending::Queue { leg, waiter: waits(leg) };
    }
    // The two legs of a call are not listed in one moment: whoever is up on it is about to join.
    let joins = cast.agent.is_some_and(|agent| !cast.is_lone() && !rings(agent));
    let just = cast.customer.bridge.as_ref().is_some_and(|bridge| !known.holding.contains(bridge));
    if just && (joins || cast.customer.queue().is_some()) {
        return Ending::Talk;
    }
    let rung = !cast.ringing.is_empty() || cast.agent.is_some_and(|agent| !cast.is_lone() && agent.called());
    if rung || cast.stand_in.is_some() || rings(cast.customer) {
        return Ending::Ringing;
    }
    Ending::Nowhere
}

/// What the call does, and by what that is told where no list says it.
pub(super) fn phase(
    group: &Group<'_>,
    cast: &Cast<'_>,
    ending: &Ending<'_>,
    known: &Known<'_>,
) -> (Phase, Option<Text>) {
    let rung = !cast.ringing.is_empty()
        || cast.stand_in.is_some_and(|stand_in| rings(stand_in.half))
        || cast.agent.is_some_and(|agent| !cast.is_lone() && agent.called() && agent.bridge.is_none());
    let called_out = cast.principal.id != cast.customer.id || cast.direction == Direction::Outbound;
    let phase = match ending {
        Ending::Parked { .. } => Phase::Parked,
        Ending::Talk => return held(group, cast, known),
        Ending::Queue { .. } if rung => Phase::Ringing,
        Ending::Queue { .. } => Phase::Queued,
        Ending::Ringing if cast.customer.called() && called_out => Phase::Dialing,
        Ending::Ringing => Phase::Ringing,
        Ending::Nowhere if cast.is_lone() && cast.asks() => Phase::Dialing,
        Ending::Nowhere => Phase::Other(doing(group, cast.customer)),
    };
    (phase, None)
}

/// Whether the customer of a talk is on hold: by an event of a leg that is still in the bridge that it was in then,
/// because the agent's phone has left its end of the wire for another call, or because it is on a newer call.
fn held(group: &Group<'_>, cast: &Cast<'_>, known: &Known<'_>) -> (Phase, Option<Text>) {
    let away = cast.stand_in.is_some_and(|stand_in| stand_in.away);
    let by_event = || group.with(cast.customer).any(|leg| known.facts.holds(leg));
    if away || by_event() {
        return (Phase::Held, None);
    }
    let left = cast.partners.len() == 1 && cast.agent.is_some_and(|agent| known.left.contains(&agent.id));
    if left {
        return (Phase::Held, Some("the agent's phone, which is on a newer call".into()));
    }
    (Phase::Talking, None)
}

/// What the server does with a leg that talks with nobody, in words. A leg that dialled a part of the dialplan through
/// a pair is where that part is.
pub(super) fn doing(group: &Group<'_>, leg: &Leg) -> Text {
    let beyond = group.with(leg).filter(|other| other.half().is_some() && other.bridge.is_none());
    let beyond = beyond.filter(|other| !other.called() && !other.is_in("Dial")).last();
    let at = beyond.filter(|_| leg.is_in("Dial")).unwrap_or(leg);
    at.application.as_deref().map_or_else(|| Text::new(at.state.word()), words::alone)
}
