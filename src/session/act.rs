//! From the row under the cursor to an order: what is asked on the way, and why not.

use std::sync::Arc;
use std::time::Duration;

use super::dialog::weight;
use super::steps::NextStep;
use super::{Confirm, Hint, Intent, Mode, Row, Session, keymap};
use crate::board::Line;
use crate::domain::{Action, At, Subject, Verb, Weight};
use crate::messages::{Aim, OrderRequest, Request};

/// A key this soon after another row slid under the cursor was meant for the one before.
const SLID: Duration = Duration::from_millis(500);

impl Session {
    /// Begins what `verb` needs: an order at once, a question, or the reason why not in the last line.
    pub(super) fn act(&mut self, verb: Verb, now: At) -> Vec<Intent> {
        // Whoever acts on a row has chosen it.
        self.table_mut().touched = true;
        let slid = self.table().slid.is_some_and(|at| now.since(at) < SLID);
        let step = if slid {
            Err("another row slid under the cursor just now: look, and press again".to_owned())
        } else {
            self.next_step(verb, now)
        };
        match step {
            Ok(step) => self.take(step, now),
            Err(why) => {
                self.warn(format!("{}: {why}", verb.word()), now);
                Vec::new()
            }
        }
    }

    /// What can be done to the row under the cursor.
    pub fn hints(&self) -> Vec<Hint> {
        const CALL: [Verb; 9] = [
            Verb::Monitor,
            Verb::Whisper,
            Verb::Barge,
            Verb::Record,
            Verb::HangUp,
            Verb::Hold,
            Verb::Park,
            Verb::Transfer,
            Verb::Dispose,
        ];
        const AGENT: [Verb; 2] = [Verb::SetState, Verb::Place];
        let (verbs, line): (&[Verb], _) = match self.selected() {
            Some(Row::Call(line, ..)) => (&CALL, Some(line)),
            Some(Row::Agent(line, ..)) => (&AGENT, Some(line)),
            Some(Row::Queue(..) | Row::Account(_) | Row::Order(_)) | None => (&[], None),
        };
        // Most vendors have nothing of their own, and that is no news.
        let own = |line: &&Arc<Line>| line.abilities.as_ref().is_some_and(|all| !all.specials().is_empty());
        let special = line.filter(own).map(|_| &Verb::Special);
        verbs.iter().chain(special).map(|verb| self.hint(*verb)).collect()
    }

    fn hint(&self, verb: Verb) -> Hint {
        // The time only dates a question, and a hint asks none.
        let step = self.next_step(verb, At::from_millis(0));
        let key = keymap::shown(verb);
        match step {
            Ok(step) => Hint { key, words: step.words(verb), why_not: None },
            Err(why) => Hint { key, words: verb.word().to_owned(), why_not: Some(why) },
        }
    }

    pub(super) fn take(&mut self, step: NextStep, now: At) -> Vec<Intent> {
        match step {
            NextStep::Give(subject, action) => return self.propose(subject, action, now),
            NextStep::Ask(subject, action) => self.ask(subject, action, Weight::Noticed, now),
            NextStep::Choose(choose) => self.mode = Mode::Choose(choose),
            NextStep::Fill(form) => self.mode = Mode::Form(form),
        }
        Vec::new()
    }

    /// Gives the order at once if nobody can notice it, else asks.
    pub(super) fn propose(&mut self, subject: Subject, action: Action, now: At) -> Vec<Intent> {
        let line = self.live().line(subject.account());
        let ends = line.and_then(|line| line.abilities.as_ref()).is_some_and(|all| all.ends(action.verb()));
        let weight = if ends { Weight::Final } else { weight(&action) };
        if weight == Weight::Quiet {
            self.mode = Mode::Browse;
            if !self.alone {
                let words = action.words();
                self.warn(
                    format!("not counted: {words} came together with other input; press it again"),
                    now,
                );
                return Vec::new();
            }
            return vec![self.order(&subject, action, now)];
        }
        self.ask(subject, action, weight, now);
        Vec::new()
    }

    fn ask(&mut self, subject: Subject, action: Action, weight: Weight, now: At) {
        let code = (weight == Weight::Final).then(|| self.code(&subject));
        self.mode = Mode::Confirm(Box::new(Confirm {
            subject,
            action,
            weight,
            code,
            typed: String::new(),
            opened: now,
        }));
    }

    /// The order, on its way. Its subject is what was under the cursor when the first key went down.
    pub(super) fn order(&mut self, subject: &Subject, action: Action, now: At) -> Intent {
        self.number += 1;
        self.notice = None;
        let number = self.number;
        Intent::Ask(Request::Order(Box::new(OrderRequest { number, aim: Aim::at(subject), action, at: now })))
    }

    /// The two digits that end a call: the customer's last ones, or those of the row.
    fn code(&self, subject: &Subject) -> (String, &'static str) {
        let number = subject.caller().and_then(|caller| caller.number.as_ref());
        let digits: Vec<char> =
            number.iter().flat_map(|it| it.chars()).filter(char::is_ascii_digit).collect();
        match digits.as_slice() {
            [.., a, b] => (format!("{a}{b}"), "the caller's last digits"),
            _ => (format!("{:02}", (self.table().index + 1) % 100), "the row's number"),
        }
    }
}
