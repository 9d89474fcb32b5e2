//! Orders on their way, what became of them, and the legs they left behind.
//!
//! An order's life: noted (its line is being written to the audit log) → handed to its account's task, which may
//! look first → sent (its acting request left) → accepted, refused or unanswered → seen or not seen. It is handed
//! over at most once, and only in the instant after two things were true: its audit line is on the disk, and its
//! subject is still what the operator saw.

use std::collections::VecDeque;
use std::sync::Arc;

use super::changes::Change;
use super::expect::{expected, told};
use super::own_phones::OwnPhones;
use super::watch::deadline;
use super::{Filed, Line, Listening, Stage, listening};
use crate::domain::{Ability, Accepted, Account, Action, At, CallKey, Fault, Shows, Subject, Text};
use crate::messages::{Order, Run, Ticket};

/// How many orders are remembered.
const REMEMBERED: usize = 200;

/// Something the board wants done.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Write the order's line to the audit log, flush it, and say so by `Fact::Recorded`.
    Record(Arc<Filed>),
    /// Hand the order to its account's task.
    Send(Box<Order>),
    /// Write a later step to the audit log.
    Log(Arc<Filed>),
    /// Ask the account's task to poll now.
    Refresh(Account),
    /// Count what has happened to a call.
    Happened(Box<Change>),
}

/// Orders and listening legs.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    pub(super) run: Run,
    filed: VecDeque<Arc<Filed>>,
    /// Orders of earlier runs, as the audit log has them, newest last. Nothing more becomes of them.
    past: Arc<[Arc<Filed>]>,
    /// How many listenings have ended that nobody here asked for.
    found: u32,
    left: listening::Left,
    /// Listening legs, oldest first.
    pub listening: Vec<Listening>,
}

impl Orders {
    /// With the orders of earlier runs, newest last.
    pub(super) fn after(self, past: Vec<Filed>) -> Self {
        Self { past: past.into_iter().map(Arc::new).collect(), ..self }
    }

    /// The orders of this run that are remembered, newest last.
    pub fn filed(&self) -> impl DoubleEndedIterator<Item = &Arc<Filed>> + ExactSizeIterator {
        self.filed.iter()
    }

    /// Those of earlier runs, newest last.
    pub fn past(&self) -> impl DoubleEndedIterator<Item = &Arc<Filed>> + ExactSizeIterator {
        self.past.iter()
    }

    /// The order with that receipt; of two, the one that was given first.
    pub fn find(&self, ticket: Ticket) -> Option<&Arc<Filed>> {
        self.filed.iter().find(|filed| filed.order.ticket == ticket)
    }

    /// The legs on a call.
    pub fn listening_on(&self, call: &CallKey) -> impl Iterator<Item = &Listening> {
        self.listening.iter().filter(move |leg| leg.call == *call)
    }

    pub(super) fn ordered(
        &mut self,
        (mut order, agent): (Order, Option<Text>),
        verdict: Result<Subject, String>,
        now: At,
    ) -> Vec<Effect> {
        let live = self.filed.iter().filter(|filed| !self.is_over(filed)).count();
        let verdict = if self.find(order.ticket).is_some() {
            Err("an order with this receipt was given before".to_owned())
        } else if live >= REMEMBERED {
            Err("too many orders are on their way".to_owned())
        } else if self.under_way(&order) {
            Err("the same order is already on its way".to_owned())
        } else {
            verdict
        };
        let stage = match verdict {
            Ok(own) => {
                order.subject = own;
                Stage::Noted
            }
            Err(why) => Stage::Refused(Text::from(why)),
        };
        let refused = stage.ended();
        let filed = Arc::new(Filed { order, agent, stage, at: now, sent: None, read: None, accepted: false });
        self.keep(Arc::clone(&filed));
        vec![if refused { Effect::Log(filed) } else { Effect::Record(filed) }]
    }

    pub(super) fn recorded(
        &mut self,
        ticket: Ticket,
        result: Result<(), Text>,
        verdict: Result<Subject, String>,
        now: At,
    ) -> Vec<Effect> {
        let noted = |filed: &&mut Arc<Filed>| filed.order.ticket == ticket && filed.stage == Stage::Noted;
        let Some(filed) = self.filed.iter_mut().find(noted) else { return Vec::new() };
        let unwritten = |why: Text| format!("not sent: the audit log cannot be written ({why})");
        let verdict =
            result.map_err(unwritten).and_then(|()| verdict.map_err(|why| format!("not sent: {why}")));
        match verdict {
            Ok(own) => {
                Arc::make_mut(filed).order.subject = own;
                let order = Box::new(filed.order.clone());
                // No line of the audit log: nothing was sent yet.
                self.step(ticket, Stage::Handed, now);
                vec![Effect::Send(order)]
            }
            Err(why) => self.step(ticket, Stage::Refused(Text::from(why)), now).into_iter().collect(),
        }
    }

    /// The order's acting request left at `at`.
    pub(super) fn departed(&mut self, account: &Account, ticket: Ticket, at: At) -> Vec<Effect> {
        let is_waited_for =
            |filed: &&Arc<Filed>| filed.stage == Stage::Handed && filed.order.subject.account() == account;
        match self.find(ticket).filter(is_waited_for) {
            Some(_) => self.step(ticket, Stage::Sent, at).into_iter().collect(),
            None => Vec::new(),
        }
    }

    pub(super) fn acted(
        &mut self,
        line: &Line,
        ticket: Ticket,
        result: Result<Accepted, Fault>,
        now: At,
    ) -> Vec<Effect> {
        // A task that was given up for lost may still come back with the truth.
        let open = |filed: &&Arc<Filed>| {
            matches!(filed.stage, Stage::Handed | Stage::Sent | Stage::Unanswered(_))
                && *filed.order.subject.account() == line.account
        };
        let Some(filed) = self.find(ticket).filter(open).cloned() else {
            return Vec::new();
        };
        let verb = filed.order.action.verb();
        let shown = line.abilities.as_ref().is_some_and(|abilities| abilities.of(verb) == Ability::Seen);
        // Of an action of its own, the adapter says apart what the lists show.
        let own =
            matches!(&filed.order.action, Action::Special { special, .. } if special.shows == Shows::Nothing);
        let shown = shown && !own;
        let stage = match result {
            Ok(accepted) if shown => Stage::Accepted(accepted.note),
            Ok(accepted) => Stage::Done(accepted.note),
            Err(Fault::Unanswered(why)) if filed.stage == Stage::Handed => {
                Stage::Refused(why.adding("nothing was sent"))
            }
            Err(Fault::Unanswered(why)) => Stage::Unanswered(why),
            Err(fault) => Stage::Refused(Text::from(fault.to_string())),
        };
        if matches!(stage, Stage::Accepted(_) | Stage::Done(_)) {
            self.left.note(&filed.order, now);
        }
        let over = listening::follow(&mut self.listening, (line, &filed.order), &stage, now);
        let step = self.step(ticket, stage, now);
        step.into_iter().chain(over.and_then(|over| self.over(over, now))).collect()
    }

    /// Looks in `line`, which was just read from `began` on, for the effects of its orders, and drops the legs on
    /// calls that are over.
    pub(super) fn observe(&mut self, line: &Line, phones: &OwnPhones, (began, now): (At, At)) -> Vec<Effect> {
        let over = listening::observe((&mut self.listening, &mut self.left), line, phones, now);
        let mut watched = Vec::new();
        for filed in self.filed.iter_mut().filter(|filed| *filed.order.subject.account() == line.account) {
            let waits = matches!(filed.stage, Stage::Accepted(_) | Stage::Unanswered(_));
            let Some(sent) = filed.sent.filter(|sent| waits && told(&filed.order, line, *sent)) else {
                continue;
            };
            if expected(&filed.order, line) {
                watched.push(filed.order.ticket);
            } else if filed.read.is_none() {
                Arc::make_mut(filed).read = Some(began.max(sent));
            }
        }
        let seen: Vec<_> =
            watched.into_iter().filter_map(|ticket| self.step(ticket, Stage::Seen, now)).collect();
        seen.into_iter().chain(over.into_iter().filter_map(|over| self.over(over, now))).collect()
    }

    /// Notes that a listening has ended, and how long it was. One that was found is no step of an order, and gets a line
    /// of its own if it was this board's operator's.
    fn over(&mut self, leg: Listening, now: At) -> Option<Effect> {
        if let Some(ticket) = leg.ticket() {
            return self.step(ticket, Stage::Over(leg.length(now)), now);
        }
        let ticket = Ticket { run: self.run, session: 0, number: self.found + 1 };
        let filed = Arc::new(leg.filed(ticket, now)?);
        self.found += 1;
        self.keep(Arc::clone(&filed));
        Some(Effect::Log(filed))
    }

    /// Remembers `filed`. One that is on its way is never forgotten for it: its end must find it.
    fn keep(&mut self, filed: Arc<Filed>) {
        while self.filed.len() >= REMEMBERED
            && let Some(oldest) = self.filed.iter().position(|filed| self.is_over(filed))
        {
            self.filed.remove(oldest);
        }
        if self.filed.len() < REMEMBERED {
            self.filed.push_back(filed);
        }
    }

    /// When [`Self::expire`] has something to do.
    pub(super) fn due(&self) -> Option<At> {
        self.filed.iter().filter_map(|filed| deadline(filed)).min()
    }

    /// Ends the watch for effects that did not show, and the wait for tasks that are gone.
    pub(super) fn expire(&mut self, now: At) -> Vec<Effect> {
        let over: Vec<_> = self
            .filed
            .iter()
            .filter(|filed| deadline(filed).is_some_and(|deadline| deadline <= now))
            .map(|filed| (filed.order.ticket, matches!(filed.stage, Stage::Handed | Stage::Sent)))
            .collect();
        over.into_iter()
            .filter_map(|(ticket, lost)| {
                let lost = lost.then(|| Stage::Unanswered(Text::new("the account's task did not come back")));
                self.step(ticket, lost.unwrap_or(Stage::NotSeen), now)
            })
            .collect()
    }

    /// Whether nothing more becomes of an order, nor of a listening that it began.
    fn is_over(&self, filed: &Filed) -> bool {
        let began = |leg: &Listening| leg.ticket() == Some(filed.order.ticket);
        filed.stage.ended() && !self.listening.iter().any(began)
    }

    /// Whether the same was ordered before, and no answer has come yet.
    fn under_way(&self, order: &Order) -> bool {
        let subject = &order.subject;
        let same = |other: &Subject| match (subject, other) {
            (Subject::Agent { key: a, .. }, Subject::Agent { key: b, .. }) => a == b,
            (Subject::Call { .. } | Subject::Agent { .. }, _) => {
                other.calls().any(|other| subject.calls().any(|call| call == other))
            }
        };
        self.filed.iter().any(|filed| {
            matches!(filed.stage, Stage::Noted | Stage::Handed | Stage::Sent)
                && same(&filed.order.subject)
                && filed.order.action.kind() == order.action.kind()
        })
    }

    fn step(&mut self, ticket: Ticket, stage: Stage, now: At) -> Option<Effect> {
        let filed = self.filed.iter_mut().find(|filed| filed.order.ticket == ticket)?;
        let sent = if stage == Stage::Sent { Some(now) } else { filed.sent };
        let accepted = filed.accepted || matches!(stage, Stage::Accepted(_) | Stage::Done(_));
        *filed = Arc::new(Filed { stage, at: now, sent, accepted, ..Filed::clone(filed) });
        Some(Effect::Log(Arc::clone(filed)))
    }
}
