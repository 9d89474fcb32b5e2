//! What else is known of a call, for the details pane: its place in the queue, its slot, its legs.

use super::calls::{Known, called};
use super::cast::Cast;
use super::phases::Ending;
use super::status::Waiter;
use super::wires::{Group, rings};
use crate::domain::DetailClass::{Free, Name, Number, Plain};
use crate::domain::{Detail, Phase};

/// Where a caller stands in the queue.
pub(super) fn place(waiter: &Waiter) -> impl Iterator<Item = Detail> + use<> {
    let number = |label, number: Option<String>| Detail::plain(label, &number?);
    let position = number("position", waiter.position.map(|position| position.to_string()));
    position.into_iter().chain(number("priority", waiter.priority.map(|priority| priority.to_string())))
}

/// What else is known of the call, and its legs.
pub(super) fn details(
    group: &Group<'_>,
    cast: &Cast<'_>,
    ending: &Ending<'_>,
    known: &Known<'_>,
) -> Vec<Detail> {
    let mut details: Vec<Detail> = ending.waiter().into_iter().flat_map(place).collect();
    let mut tell = |class, label: &str, value: Option<&str>| {
        details.extend(value.and_then(|value| Detail::of(class, label, value)));
    };
    if ending.waiter().is_some() {
        tell(Plain, "if moved", Some("the wait starts again, and this queue counts the caller as abandoned"));
    }
    if let Ending::Parked { parked: Some(parked), .. } = ending {
        tell(Plain, "slot", parked.slot.as_deref());
        tell(Plain, "lot", parked.lot.as_deref());
        tell(Free, "comes back to", parked.parker.as_deref());
    }
    let customer = cast.customer;
    if known.facts.holds(customer) {
        tell(Plain, "on hold", Some("the other side holds the agent"));
    }
    if matches!(ending, Ending::Talk) && (known.facts.since.is_none() || !known.facts.calls) {
        tell(Plain, "hold", Some("not known: it is told by events alone, and none come"));
    }
    for other in cast.partners.iter().filter(|leg| known.sides.outside(leg) == Some(true)) {
        let party = called(other, group);
        let class = if party.number.is_some() { Number } else { Name };
        tell(class, "talks with", party.number.or(party.name).as_deref());
    }
    let alone = matches!(super::phases::phase(group, cast, ending, known).0, Phase::Other(_));
    tell(Plain, "application", customer.application.as_deref().filter(|_| alone));
    tell(Number, "extension", customer.extension.as_deref());
    tell(Plain, "context", customer.context.as_deref());
    tell(Free, "account code", customer.account.as_deref());
    for leg in group.legs.iter().copied() {
        tell(Free, "recording file", leg.tape.file());
        if known.facts.tapes.get(&leg.id).is_some_and(|tape| tape.started > tape.stopped + 1) {
            tell(Plain, "recordings", Some("several on one leg; \"recording off\" stops the newest"));
        }
    }
    for leg in group.legs.iter().copied().filter(|leg| leg.half().is_none_or(|(_, half)| half != '2')) {
        let doing = [leg.application.as_deref(), leg.data.as_deref()];
        let doing: Vec<&str> = doing.into_iter().flatten().collect();
        let ringing = if rings(leg) { "rings: " } else { "" };
        tell(
            Free,
            "leg",
            Some(&format!("{ringing}{} {} {}", leg.channel, leg.state.word(), doing.join(" "))),
        );
    }
    details
}
