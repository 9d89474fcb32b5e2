//! After a question: the keys that were meant for it mean nothing else.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent};

use super::dialog::GUARD;
use super::keymap::{self, Command};
use super::{Mode, Session};
use crate::domain::At;

/// For so long after a question went away keys were still meant for it.
const REST: Duration = Duration::from_secs(1);

/// Keys that rest because a question has just gone away.
#[derive(Clone, Debug)]
pub(super) struct Rest {
    until: At,
    what: Resting,
}

#[derive(Clone, Debug)]
enum Resting {
    /// Every key, and says so: the question went away for this reason while somebody was answering it. What was
    /// being `typed` goes on until there is a pause.
    All { why: String, typed: bool },
    /// The key that answered, for it may be held down; of digits, all.
    Same(KeyCode),
}

impl Session {
    /// The question went away by itself.
    pub(super) fn gone(&mut self, why: String, now: At) {
        let typed = matches!(self.mode, Mode::Form(_));
        self.mode = Mode::Browse;
        self.rest = Some(Rest { until: now + REST, what: Resting::All { why: why.clone(), typed } });
        self.warn(why, now);
    }

    /// The question was answered with `key`.
    pub(super) fn answered(&mut self, key: KeyEvent, now: At) {
        self.mode = Mode::Browse;
        self.rest = Some(Rest { until: now + REST, what: Resting::Same(key.code) });
    }

    /// Whether `key` was meant for a question that has just gone away: then it means nothing.
    pub(super) fn rests(&mut self, key: KeyEvent, now: At) -> bool {
        let Some(rest) = &self.rest else { return false };
        let in_one_go =
            matches!(rest.what, Resting::All { typed: true, .. }) && now.since(self.last_key) < GUARD;
        if now >= rest.until && !in_one_go {
            self.rest = None;
            return false;
        }
        match &rest.what {
            Resting::Same(code) => *code == key.code || is_digit(*code) && is_digit(key.code),
            Resting::All { .. }
                if keymap::command(key) == Some(Command::Quit) && !keymap::is_letter(key, 'q') =>
            {
                false
            }
            Resting::All { why, .. } => {
                let words = format!("{why}; keys typed just after it do nothing");
                self.warn(words, now);
                true
            }
        }
    }
}

fn is_digit(code: KeyCode) -> bool {
    matches!(code, KeyCode::Char(char) if char.is_ascii_digit())
}
