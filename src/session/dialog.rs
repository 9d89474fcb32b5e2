//! Questions on the way to an order, and what counts as an answer.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use super::{Intent, Mode, Session, act, keymap};
use crate::board::Board;
use crate::domain::{Action, At, Choice, Subject, Text, Verb};

/// Keys this soon after a question, or after one another, were meant for something else or are held down.
const GUARD: Duration = Duration::from_millis(300);
/// The same digit again this soon is a key held down.
const REPEAT: Duration = Duration::from_millis(60);

/// How much is asked before an order is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// The customer cannot notice: sent at once.
    Quiet,
    /// The customer or the agent may notice: asked, and only `y` is a yes.
    Noticed,
    /// Ends or takes a call: two digits must be typed.
    Final,
}

impl Class {
    /// The class of a verb.
    pub fn of(verb: Verb) -> Self {
        match verb {
            Verb::Monitor | Verb::Whisper | Verb::Leave => Self::Quiet,
            Verb::Barge
            | Verb::Record
            | Verb::Hold
            | Verb::Park
            | Verb::Retrieve
            | Verb::Special
            | Verb::Transfer
            | Verb::Requeue
            | Verb::Dispose
            | Verb::Place
            | Verb::SetState => Self::Noticed,
            Verb::HangUp => Self::Final,
        }
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
    pub class: Class,
    /// What must be typed, for [`Class::Final`]; what it is, in words.
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
    /// What it is for.
    pub verb: Verb,
    /// What can be chosen.
    pub choices: Vec<Choice>,
    /// Which is under the cursor.
    pub index: usize,
    /// Since when it is asked.
    pub opened: At,
}

/// A line to be typed on the way to an order.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// Who the order will be for.
    pub subject: Subject,
    /// What is typed.
    pub purpose: Purpose,
    /// What has been typed.
    pub input: Input,
    /// What is wrong with it.
    pub mistake: Option<String>,
    /// Since when it is asked.
    pub opened: At,
}

/// What a prompt asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The number to call for an agent.
    PlaceTo,
    /// The number to send a call to.
    TransferTo,
    /// A note to a disposition.
    Note(Choice),
}

impl Session {
    /// A key while an order is asked about. Nothing but the one right answer is a yes, and not in a hurry.
    #[expect(clippy::wildcard_enum_match_arm, reason = "most keys mean nothing here")]
    pub(super) fn confirm_key(&mut self, mut confirm: Confirm, key: KeyEvent, now: At) -> Vec<Intent> {
        let hurried = now.since(confirm.opened) < GUARD || now.since(self.last_key) < GUARD;
        if key.code == KeyCode::Esc || keymap::is_letter(key, 'n') || keymap::is_letter(key, 'q') {
            self.mode = Mode::Browse;
            self.say("nothing was sent".to_owned(), now);
            return Vec::new();
        }
        let Some((code, _)) = &confirm.code else {
            if keymap::is_letter(key, 'y') && !hurried {
                self.mode = Mode::Browse;
                return vec![self.order(confirm.subject, confirm.action, now)];
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
        if *code == confirm.typed {
            self.mode = Mode::Browse;
            return vec![self.order(confirm.subject, confirm.action, now)];
        }
        if code.starts_with(&confirm.typed) {
            self.mode = Mode::Confirm(Box::new(confirm));
        } else {
            self.mode = Mode::Browse;
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
                self.mode = Mode::Browse;
                return Vec::new();
            }
            KeyCode::Down => choose.index = (choose.index + 1).min(last),
            KeyCode::Up => choose.index = choose.index.saturating_sub(1),
            KeyCode::Home => choose.index = 0,
            KeyCode::End => choose.index = last,
            KeyCode::PageDown => choose.index = (choose.index + 10).min(last),
            KeyCode::PageUp => choose.index = choose.index.saturating_sub(10),
            KeyCode::Enter if now.since(choose.opened) >= GUARD => {
                let choice = choose.choices.get(choose.index).cloned();
                let action = choice.clone().and_then(|choice| act::chosen(choose.verb, choice));
                return match (choose.verb, choice, action) {
                    (Verb::Dispose, Some(choice), _) => {
                        let (purpose, input) = (Purpose::Note(choice), Input::default());
                        let prompt =
                            Prompt { subject: choose.subject, purpose, input, mistake: None, opened: now };
                        self.mode = Mode::Prompt(Box::new(prompt));
                        Vec::new()
                    }
                    (_, _, Some(action)) => self.propose(choose.subject, action, now),
                    (_, _, None) => Vec::new(),
                };
            }
            _ if keymap::is_letter(key, 'j') => choose.index = (choose.index + 1).min(last),
            _ if keymap::is_letter(key, 'k') => choose.index = choose.index.saturating_sub(1),
            _ if keymap::is_letter(key, 'q') => {
                self.mode = Mode::Browse;
                return Vec::new();
            }
            _ => {}
        }
        self.mode = Mode::Choose(Box::new(choose));
        Vec::new()
    }

    /// A key while a number or a note is typed. Enter leads to the question, never to the vendor.
    #[expect(clippy::wildcard_enum_match_arm, reason = "most keys mean nothing here")]
    pub(super) fn prompt_key(&mut self, mut prompt: Prompt, key: KeyEvent, now: At) -> Vec<Intent> {
        match key.code {
            KeyCode::Esc => {
                self.mode = Mode::Browse;
                return Vec::new();
            }
            KeyCode::Enter => match prompted(&prompt.purpose, prompt.input.value()) {
                Ok(action) => return self.propose(prompt.subject, action, now),
                Err(mistake) => prompt.mistake = Some(mistake),
            },
            _ => {
                prompt.mistake = None;
                let _changed = prompt.input.handle_event(&crossterm::event::Event::Key(key));
            }
        }
        self.mode = Mode::Prompt(Box::new(prompt));
        Vec::new()
    }

    /// Closes a question whose subject is no longer what it was when it was asked.
    pub(super) fn withdraw(&mut self, now: At) {
        let subject = match &self.mode {
            Mode::Confirm(confirm) => &confirm.subject,
            Mode::Choose(choose) => &choose.subject,
            Mode::Prompt(prompt) => &prompt.subject,
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
        if let Err(why) = still(self.live(), subject) {
            self.mode = Mode::Browse;
            self.warn(format!("{why}; nothing was sent"), now);
        }
    }
}

/// Whether `subject` still is on `board` as it was seen.
fn still(board: &Board, subject: &Subject) -> Result<(), String> {
    match subject {
        Subject::Call { key, sighting, seen } => {
            board.call(key).ok_or_else(|| "the call ended".to_owned())?.same(*sighting, seen)
        }
        Subject::Agent { key, .. } => {
            board.agent(key).map(|_| ()).ok_or_else(|| "the agent is gone".to_owned())
        }
    }
}

/// The action that what was typed makes.
fn prompted(purpose: &Purpose, typed: &str) -> Result<Action, String> {
    let number = || {
        let digits = typed.chars().filter(char::is_ascii_digit).count();
        let strange = typed.chars().find(|char| !char.is_ascii_digit() && !"+-(). #*".contains(*char));
        match strange {
            Some(char) => Err(format!("a number has no {char:?}")),
            None if digits < 2 => Err("type the number".to_owned()),
            None => Ok(Text::new(&typed.replace(['-', '(', ')', '.', ' '], ""))),
        }
    };
    match purpose {
        Purpose::PlaceTo => Ok(Action::Place { to: number()?, with: crate::domain::Entries::default() }),
        Purpose::TransferTo => {
            Ok(Action::Transfer { to: number()?, with: crate::domain::Entries::default() })
        }
        Purpose::Note(disposition) => {
            Ok(Action::Dispose { codes: vec![disposition.clone()], note: Text::new(typed) })
        }
    }
}
