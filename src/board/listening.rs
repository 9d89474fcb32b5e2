//! Supervisors' legs on calls: ours, how far each has come, and those that the vendor lists and nobody here asked for.
//! Among the latter are legs of our own from before a restart: their phones are known, so that they can be ended.

use std::time::Duration;

use super::own_phones::OwnPhones;
use super::{Filed, Line, Stage};
use crate::domain::{Action, At, Call, CallKey, ListenMode, Listener, Sighting, Subject, Text, Verb};
use crate::messages::{Order, Ticket};

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
    /// Where it came from.
    pub origin: Origin,
    /// Who hears whom, by the last order; vendors do not tell.
    pub mode: ListenMode,
    /// The phone that listens.
    pub phone: Text,
    /// Who listens.
    pub operator: Text,
    /// Since when; of one that was found and whose beginning the vendor does not tell, when that was.
    pub since: At,
    /// Whether it may have begun before [`Self::since`].
    pub earlier: bool,
    /// Whether the vendor said yes; if not, no answer came and the leg may not exist.
    pub certain: bool,
    /// What the vendor's lists tell of it.
    pub heard: Heard,
}

/// Where a supervisor's leg came from.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// An order of this run of the program.
    Order(Ticket),
    /// The vendor lists it, and nobody asked for it in this run.
    Found(Found),
}

/// A leg that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Whether it is on the phone of the board's own operator.
    pub own: bool,
    /// Its call as it was then.
    pub seen: Box<Call>,
    /// Who had the call then, by the name that the board showed.
    pub agent: Option<Text>,
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

impl Listening {
    /// The order that it came from; `None` if nobody asked for it in this run of the program.
    pub fn ticket(&self) -> Option<Ticket> {
        match self.origin {
            Origin::Order(ticket) => Some(ticket),
            Origin::Found(..) => None,
        }
    }

    /// How long it lasted until `now`, in words.
    pub(super) fn length(&self, now: At) -> Text {
        let span = now.since(self.since).as_secs();
        let least = if self.earlier { "at least " } else { "" };
        Text::from(format!("listened for {least}{}:{:02}", span / 60, span % 60))
    }

    /// The line for the audit log that one which was found on the board's own operator's phone has ended.
    pub(super) fn filed(self, ticket: Ticket, now: At) -> Option<Filed> {
        let stage = Stage::Over(self.length(now));
        let Origin::Found(Found { own: true, seen, agent }) = self.origin else { return None };
        let subject =
            Subject::Call { key: self.call, sighting: Sighting { call: self.sighting, hands: 0 }, seen };
        // How it listened was never told.
        let (operator, action) = (self.operator, Action::known_as("listen"));
        let order = Order { ticket, operator, subject, action, at: self.since };
        Some(Filed { order, agent, stage, at: now, sent: None, read: None, accepted: false })
    }

    /// The same leg, if it was there `before` in another mode.
    fn after(self, before: Option<Self>) -> Self {
        let Some(before) = before else { return self };
        let origin = before.ticket().map_or(self.origin, Origin::Order);
        let Self { since, earlier, heard, .. } = before;
        Self { origin, since, earlier, heard, ..self }
    }

    /// How it listens, in a word; of one that nobody here asked for, no more than that it does.
    pub fn how(&self) -> &'static str {
        if self.ticket().is_some() { self.mode.word() } else { "listens" }
    }
}

/// Phones that were taken off calls, and when: the vendor's next list may still have them.
#[derive(Clone, Debug, Default)]
pub(super) struct Left(Vec<(CallKey, Text, At)>);

impl Left {
    /// Notes what `order`, which the vendor accepted, took off a call.
    pub(super) fn note(&mut self, order: &Order, now: At) {
        if let (Subject::Call { key, .. }, Action::Leave { phone }) = (&order.subject, &order.action) {
            self.0.push((key.clone(), phone.clone(), now));
        }
    }

    /// Forgets what `line` lists no longer, or has listed for so long that it goes on.
    fn forget(&mut self, line: &Line, now: At) {
        self.0.retain(|(call, phone, at)| {
            let listed = || line.listener(&call.id, phone).is_some() && now.since(*at) < TURNS_UP;
            call.account != line.account || listed()
        });
    }

    fn has(&self, leg: &Listening) -> bool {
        self.0.iter().any(|(call, phone, _)| *call == leg.call && same_phone(phone, &leg.phone))
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
) -> Option<Listening> {
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
            // Where only the mode changes, the phone is where it was.
            let before = before.filter(|_| from.is_some());
            if from.is_none() && line.may(Verb::Leave).is_err() {
                // Its owner has hung it up, as the question said: the vendor would not tell.
                let gone = |leg: &Listening| leg.call.account == key.account && same_phone(&leg.phone, phone);
                legs.retain(|leg| !gone(leg));
            }
            let leg = Listening {
                call: key.clone(),
                sighting: sighting.call,
                origin: Origin::Order(order.ticket),
                mode: *mode,
                phone: phone.clone(),
                operator: order.operator.clone(),
                since: now,
                earlier: false,
                certain,
                heard: Heard::Nothing,
            };
            legs.push(leg.after(before));
        }
        Action::Leave { phone } if certain => {
            let place = legs.iter().position(|leg| on_it(leg, phone))?;
            let leg = legs.remove(place);
            return Some(leg).filter(|leg| leg.certain && leg.heard != Heard::Ringing);
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
/// them are taken up, as theirs whose `phones` they are on. Returns what has ended.
pub(super) fn observe(
    (legs, left): (&mut Vec<Listening>, &mut Left),
    line: &Line,
    phones: &OwnPhones,
    now: At,
) -> Vec<Listening> {
    left.forget(line, now);
    let mut over = Vec::new();
    legs.retain_mut(|leg| {
        let stays = goes_on(leg, line, now);
        // Of one that never turned up nobody knows that anybody listened.
        if !stays && leg.certain && (line.listeners.is_none() || leg.heard == Heard::Listening) {
            over.push(leg.clone());
        }
        stays
    });
    for listed in line.listeners.iter().flat_map(|listed| listed.iter()) {
        let found = found(listed, line, phones, now);
        let known =
            |leg: &Listening, new: &Listening| leg.call == new.call && same_phone(&leg.phone, &new.phone);
        let found = found.filter(|new| !left.has(new));
        legs.extend(found.filter(|new| !legs.iter().any(|leg| known(leg, new))));
    }
    over
}

/// The leg `listed` as one that nobody here asked for.
fn found(listed: &Listener, line: &Line, phones: &OwnPhones, now: At) -> Option<Listening> {
    let id = listed.call.as_ref()?;
    let row = line.call(id)?;
    let whose = phones.whose(&line.account, &listed.phone);
    let found = Found { own: whose.is_some(), seen: Box::new(row.call.clone()), agent: row.agent.clone() };
    Some(Listening {
        call: CallKey::new(&line.account, id),
        sighting: row.sighting,
        origin: Origin::Found(found),
        mode: ListenMode::Monitor,
        phone: listed.phone.clone(),
        operator: whose.cloned().unwrap_or_else(|| "somebody".into()),
        since: listed.since.unwrap_or(now).min(now),
        earlier: listed.since.is_none(),
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
