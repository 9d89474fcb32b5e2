//! Supervisors' legs on calls: ours, how far each has come, and those that the vendor lists and nobody here asked for.
//! Among the latter are legs of our own from before a restart: their phones are known, so that they can be ended.

use std::time::Duration;

use super::{Line, Stage};
use crate::domain::{Action, At, CallKey, ListenMode, Listener, Subject, Text, Verb};
use crate::event::{Order, Ticket};

/// How long a phone may take to turn up among the legs that a vendor lists.
const TURNS_UP: Duration = Duration::from_secs(20);

/// A supervisor's leg on a call, as far as this program knows: the vendor accepted it or lists it, and neither the
/// call nor the leg has ended since.
#[derive(Clone, Debug, PartialEq)]
pub struct Listening {
    /// The call.
    pub call: CallKey,
    /// Which appearance of its id.
    pub sighting: u64,
    /// The order that it came from; `None` if nobody asked for it in this run of the program.
    pub ticket: Option<Ticket>,
    /// Who hears whom, by the last order; vendors do not tell.
    pub mode: ListenMode,
    /// The phone that listens.
    pub phone: Text,
    /// Who listens.
    pub operator: Text,
    /// Since when.
    pub since: At,
    /// Whether the vendor said yes; if not, no answer came and the leg may not exist.
    pub certain: bool,
    /// What the vendor's lists tell of it.
    pub heard: Heard,
}

/// What a vendor's lists tell of a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Nothing, or nothing yet.
    Nothing,
    /// The phone rings.
    Ringing,
    /// It was answered: somebody listens.
    Listening,
}

/// The end of a listening that was ordered here: by which order, and how long it lasted.
pub(super) type Over = (Ticket, Duration);

impl Listening {
    /// How it listens, in a word; of one that nobody here asked for, no more than that it does.
    pub fn how(&self) -> &'static str {
        if self.ticket.is_some() { self.mode.word() } else { "listens" }
    }

    fn over(&self, now: At) -> Option<Over> {
        Some((self.ticket?, now.since(self.since)))
    }
}

/// Whether two spellings mean one phone: `200` and `PJSIP/200`.
pub fn same_phone(one: &str, other: &str) -> bool {
    one == other || number(one) == Some(other) || number(other) == Some(one)
}

/// What follows the technology in a phone's name.
fn number(phone: &str) -> Option<&str> {
    phone.split_once('/').map(|(_, number)| number)
}

/// Takes in how far `order` has come at `line`: `stage`. Returns the listening that it ended.
pub(super) fn follow(
    legs: &mut Vec<Listening>,
    (line, order): (&Line, &Order),
    stage: &Stage,
    now: At,
) -> Option<Over> {
    let certain = match stage {
        Stage::Accepted(_) | Stage::Done(_) => true,
        Stage::Unanswered(_) => false,
        Stage::Noted
        | Stage::Handed
        | Stage::Sent
        | Stage::Refused(_)
        | Stage::Seen
        | Stage::NotSeen
        | Stage::Lost
        | Stage::Over(_) => return None,
    };
    let Subject::Call { key, sighting, .. } = &order.subject else { return None };
    let on_it = |leg: &Listening, phone: &Text| leg.call == *key && same_phone(&leg.phone, phone);
    match &order.action {
        Action::Listen { mode, phone, from } => {
            let before = legs.iter().position(|leg| on_it(leg, phone)).map(|place| legs.remove(place));
            let (since, heard, ticket) = match (from, before) {
                // Only the mode changed: the phone is where it was.
                (Some(_), Some(leg)) => (leg.since, leg.heard, leg.ticket.unwrap_or(order.ticket)),
                (Some(_) | None, _) => (now, Heard::Nothing, order.ticket),
            };
            if from.is_none() && line.may(Verb::Leave).is_err() {
                // Its owner has hung it up, as the question said: the vendor would not tell.
                let gone = |leg: &Listening| leg.call.account == key.account && same_phone(&leg.phone, phone);
                legs.retain(|leg| !gone(leg));
            }
            legs.push(Listening {
                call: key.clone(),
                sighting: *sighting,
                ticket: Some(ticket),
                mode: *mode,
                phone: phone.clone(),
                operator: order.operator.clone(),
                since,
                certain,
                heard,
            });
        }
        Action::Leave { phone } if certain => {
            let place = legs.iter().position(|leg| on_it(leg, phone))?;
            let leg = legs.remove(place);
            return leg.over(now).filter(|_| leg.certain);
        }
        Action::Leave { phone } => {
            for leg in legs.iter_mut().filter(|leg| on_it(leg, phone)) {
                leg.certain = false;
            }
        }
        Action::HangUp
        | Action::Record(_)
        | Action::Hold(_)
        | Action::Park { .. }
        | Action::Retrieve { .. }
        | Action::Transfer { .. }
        | Action::Requeue { .. }
        | Action::Dispose { .. }
        | Action::Place { .. }
        | Action::SetState(_)
        | Action::Special { .. } => {}
    }
    None
}

/// Looks after the legs at `line`, which has just been polled: those on calls that are over are gone, and so
/// are those that the vendor, where it lists legs at all, lists no longer or not in time. Those that it lists beyond
/// them are taken up. Returns what has ended.
pub(super) fn observe(legs: &mut Vec<Listening>, line: &Line, now: At) -> Vec<Over> {
    let mut over = Vec::new();
    legs.retain_mut(|leg| {
        let stays = goes_on(leg, line, now);
        // Of one that never turned up nobody knows that anybody listened.
        let listened = leg.certain && (line.listeners.is_none() || leg.heard == Heard::Listening);
        over.extend(leg.over(now).filter(|_| !stays && listened));
        stays
    });
    for listed in line.listeners.iter().flat_map(|listed| listed.iter()) {
        let adopted = adopted(listed, line, now);
        let known =
            |leg: &Listening, new: &Listening| leg.call == new.call && same_phone(&leg.phone, &new.phone);
        legs.extend(adopted.filter(|new| !legs.iter().any(|leg| known(leg, new))));
    }
    over
}

/// The leg `listed` as one that nobody here asked for.
fn adopted(listed: &Listener, line: &Line, now: At) -> Option<Listening> {
    let id = listed.call.as_ref()?;
    let row = line.call(id)?;
    Some(Listening {
        call: CallKey::new(&line.account, id),
        sighting: row.sighting,
        ticket: None,
        mode: ListenMode::Monitor,
        phone: listed.phone.clone(),
        operator: "somebody".into(),
        since: now,
        certain: true,
        heard: if listed.answered { Heard::Listening } else { Heard::Ringing },
    })
}

/// Whether `leg` is still there by what `line` tells.
fn goes_on(leg: &mut Listening, line: &Line, now: At) -> bool {
    if leg.call.account != line.account {
        return true;
    }
    if line.call(&leg.call.id).is_none_or(|row| row.sighting != leg.sighting) {
        return false;
    }
    if line.listeners.is_none() {
        return true;
    }
    match line.listener(&leg.call.id, &leg.phone) {
        Some(listed) => {
            leg.certain = true;
            leg.heard = if listed.answered { Heard::Listening } else { Heard::Ringing };
            true
        }
        None => leg.heard == Heard::Nothing && now.since(leg.since) < TURNS_UP,
    }
}
