//! Questions on the way to an order, and what counts as an answer.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent};

use super::{Intent, Mode, Session, keymap};
use crate::domain::{Action, At, Choice, ListenMode, Subject, Verb, Weight};

/// Keys this soon after a question, or after one another, were meant for something else or are held down.
pub(super) const GUARD: Duration = Duration::from_millis(300);
/// The same digit again this soon is a key held down.
const REPEAT: Duration = Duration::from_millis(60);

/// What is said of an answer with something right behind it: it may be none of the operator's.
const GLUED: &str = "that did not count: it came together with other input. Answer again in a moment";

/// How much is asked before `action` is sent, where the vendor makes nothing more of it ([`crate::domain::Abilities::ends`]).
pub fn weight(action: &Action) -> Weight {
    match action {
        Action::Listen { mode: ListenMode::Monitor | ListenMode::Whisper, .. } | Action::Leave { .. } => {
            Weight::Quiet
        }
        Action::Listen { mode: ListenMode::Barge, .. }
        | Action::Record(_)
        | Action::Hold(_)
        | Action::Park { .. }
        | Action::Retrieve { .. }
        | Action::Transfer { .. }
        | Action::Requeue { .. }
        | Action::Dispose { .. }
        | Action::Place { .. }
        | Action::SetState(_) => Weight::Noticed,
        Action::HangUp => Weight::Final,
        Action::Special { special, .. } => special.weight,
    }
}

/// A question whether an order shall be sent.
#[derive(Clone, Debug)]
pub struct Confirm {
    /// Who the order is for, as seen when the key went down.
    pub subject: Subject,
    /// What is to be done.
    pub action: Action,
    /// How much is asked.
    pub weight: Weight,
    /// What must be typed, for [`Weight::Final`]; what it is, in words.
    pub code: Option<(String, &'static str)>,
    /// What has been typed of it.
    pub typed: String,
    /// Since when it is asked.
    pub opened: At,
}

/// A choice from a list on the way to an order.
#[derive(Clone, Debug)]
pub struct Choose {
    /// Who the order will be for.
    pub subject: Subject,
    /// The agent of that call, as it was when the key went down, where the order may be for them instead.
    pub agent: Option<Subject>,
    /// What it is for.
    pub verb: Verb,
    /// What can be chosen.
    pub choices: Vec<Choice>,
    /// Which is under the cursor.
    pub index: usize,
    /// Since when it is asked.
    pub opened: At,
}

impl Session {
    /// A key while an order is asked about. Nothing but the one right answer is a yes, and not in a hurry.
    #[expect(clippy::wildcard_enum_match_arm, reason = "most keys mean nothing here")]
    pub(super) fn confirm_key(&mut self, mut confirm: Confirm, key: KeyEvent, now: At) -> Vec<Intent> {
        let hurried = now.since(confirm.opened) < GUARD || now.since(self.last_key) < GUARD;
        if key.code == KeyCode::Esc || keymap::is_letter(key, 'n') || keymap::is_letter(key, 'q') {
            self.answered(key, now);
            self.say("nothing was sent".to_owned(), now);
            return Vec::new();
        }
        let Some((code, _)) = &confirm.code else {
            let yes = keymap::is_letter(key, 'y');
            if yes && self.glued {
                self.warn(GLUED.to_owned(), now);
            } else if yes && !hurried {
                self.answered(key, now);
                return vec![self.order(&confirm.subject, confirm.action, now)];
            }
            self.mode = Mode::Confirm(Box::new(confirm));
            return Vec::new();
        };
        let typed = match key.code {
            KeyCode::Char(digit) if digit.is_ascii_digit() => digit,
            _ => {
                self.mode = Mode::Confirm(Box::new(confirm));
                return Vec::new();
            }
        };
        let held = confirm.typed.ends_with(typed) && now.since(self.last_key) < REPEAT;
        if held || (confirm.typed.is_empty() && hurried) {
            self.mode = Mode::Confirm(Box::new(confirm));
            return Vec::new();
        }
        confirm.typed.push(typed);
        if *code == confirm.typed && self.glued {
            confirm.typed.clear();
            self.warn(GLUED.to_owned(), now);
            self.mode = Mode::Confirm(Box::new(confirm));
            return Vec::new();
        }
        if *code == confirm.typed {
            self.answered(key, now);
            return vec![self.order(&confirm.subject, confirm.action, now)];
        }
        if code.starts_with(&confirm.typed) {
            self.mode = Mode::Confirm(Box::new(confirm));
        } else {
            self.answered(key, now);
            self.warn("those were not the digits: nothing was sent".to_owned(), now);
        }
        Vec::new()
    }

    /// A key while something is chosen. The choice is never an order by itself: it leads to the question.
    #[expect(clippy::wildcard_enum_match_arm, reason = "most keys mean nothing here")]
    pub(super) fn choose_key(&mut self, mut choose: Choose, key: KeyEvent, now: At) -> Vec<Intent> {
        let last = choose.choices.len().saturating_sub(1);
        match key.code {
            KeyCode::Esc => {
                self.answered(key, now);
                return Vec::new();
            }
            KeyCode::Down => choose.index = (choose.index + 1).min(last),
            KeyCode::Up => choose.index = choose.index.saturating_sub(1),
            KeyCode::Home => choose.index = 0,
            KeyCode::End => choose.index = last,
            KeyCode::PageDown => choose.index = (choose.index + 10).min(last),
            KeyCode::PageUp => choose.index = choose.index.saturating_sub(10),
            KeyCode::Enter if now.since(choose.opened) >= GUARD => {
                let Some(choice) = choose.choices.get(choose.index).cloned() else { return Vec::new() };
                let step = self.chosen((choose.subject, choose.agent, choose.verb), choice, now);
                return match step {
                    Ok(step) => self.take(step, now),
                    Err(why) => {
                        self.answered(key, now);
                        self.warn(format!("{}: {why}", choose.verb.word()), now);
                        Vec::new()
                    }
                };
            }
            _ if keymap::is_letter(key, 'j') => choose.index = (choose.index + 1).min(last),
            _ if keymap::is_letter(key, 'k') => choose.index = choose.index.saturating_sub(1),
            _ if keymap::is_letter(key, 'q') => {
                self.answered(key, now);
                return Vec::new();
            }
            _ => {}
        }
        self.mode = Mode::Choose(Box::new(choose));
        Vec::new()
    }

    /// Closes a question whose subject is no longer what it was when it was asked, or that can no longer be done.
    pub(super) fn withdraw(&mut self, now: At) {
        let still = match &self.mode {
            Mode::Confirm(confirm) => self.live().may(&confirm.subject, &confirm.action),
            Mode::Choose(choose) => self.live().still(&choose.subject),
            Mode::Form(form) => self.live().still(&form.subject),
            Mode::Browse
            | Mode::Filter
            | Mode::Help(_)
            | Mode::Details(_)
            | Mode::Source(_)
            | Mode::Sort
            | Mode::Columns(_)
            | Mode::Command(_)
            | Mode::Quit => {
                return;
            }
        };
        if let Err(why) = still {
            self.gone(format!("{why}; nothing was sent"), now);
        }
    }
}
