//! Bytes to inputs: the state machine of ECMA-48 from a keyboard's side, with time in it.
//!
//! What terminals answer to a question (attributes, names, modes, colours, the place of the cursor) arrives late and
//! in pieces on a slow line, and looks like keys to whoever forgets where it began. So nothing that began is ever
//! forgotten: a control string or sequence that breaks off for more than [`PATIENCE`] leaves the input *broken*, and
//! until its end arrives, or Esc says that there is none, no key counts.

mod ground;
mod long;

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::csi::{self, Csi, Params};
use super::{Input, keys};
use crate::domain::At;
use crate::session::Press;

/// How long the rest of what began is waited for. Answers in pieces up to a second apart are no keys.
pub(super) const PATIENCE: Duration = Duration::from_millis(1200);
/// How soon after Esc a letter makes Alt with it, and how soon nothing makes it worth asking the terminal.
pub(super) const TOGETHER: Duration = Duration::from_millis(30);
/// How much of a paste is kept, in bytes.
const PASTE: usize = 16 * 1024;
const PASTE_END: &[u8] = b"\x1b[201~";

const BEL: u8 = 0x07;
const ESC: u8 = 0x1b;

#[derive(Debug, Default)]
enum State {
    #[default]
    Ground,
    /// The first bytes of a character of so many.
    Utf8(Vec<u8>, usize),
    /// Esc; whether the terminal was asked.
    Escape { asked: bool },
    /// `ESC [`.
    Csi(Params),
    /// `ESC O`.
    Ss3,
    /// `ESC [ [`, with which function keys of the Linux console begin.
    Console,
    /// `ESC [ M`, and so many bytes of a mouse report in the oldest way.
    Mouse(Vec<u8>),
    /// A control string (DCS, OSC, APC, PM, SOS), and where it is in a character.
    String(Inside),
    /// Esc inside of a control string; whether the terminal was asked.
    StringEscape { asked: bool },
    /// A paste, and how many bytes of its end have come.
    Paste(Vec<u8>, usize),
}

/// So many bytes of a character are to come, or the second of one that may be a control.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Inside {
    #[default]
    Between,
    Control,
    Letter(u8),
}

/// What broke off, which says what its end looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Broken {
    String,
    Sequence,
    Paste,
}

/// What came directly after an Esc that was taken for the key, in case it was the beginning of a very late answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Behind {
    #[default]
    Nothing,
    Esc,
    /// `P`, with which a DCS goes on.
    Dcs,
    /// `P` and digits.
    DcsDigits,
}

/// Whether what comes can be taken for what somebody typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Trust {
    #[default]
    Whole,
    /// A sequence was ended by a byte that came apart from its beginning: that byte may have been somebody's key, and
    /// what comes next, until it is quiet for [`PATIENCE`], the rest of an answer.
    Torn,
}

/// Tells bytes apart. Pure: it is told when they came, and when time passed without any.
#[derive(Debug, Default)]
pub(super) struct Parser {
    state: State,
    /// Whether an Esc stands directly before what is under way: Alt, if that is a key.
    alt: bool,
    broken: Option<Broken>,
    behind: Behind,
    /// When the last byte came.
    last: Option<At>,
    /// Whether the terminal was asked and has not answered.
    asked: bool,
    trust: Trust,
    /// How long it was quiet before what is under way began.
    quiet: Duration,
    /// Whether more bytes came together with this one.
    more: bool,
    found: Vec<Input>,
}

impl Parser {
    /// Takes `bytes`, which came together at `now`.
    pub(super) fn feed(&mut self, bytes: &[u8], now: At) -> Vec<Input> {
        let mut gap = self.last.map_or(Duration::MAX, |last| now.since(last));
        if gap >= PATIENCE {
            self.more = !bytes.is_empty();
            self.give_up();
            self.trust = Trust::Whole;
        }
        for (place, byte) in bytes.iter().enumerate() {
            self.more = place + 1 < bytes.len();
            self.take(*byte, gap);
            gap = Duration::ZERO;
            self.last = Some(now);
        }
        std::mem::take(&mut self.found)
    }

    /// Lets time pass without a byte.
    pub(super) fn pass(&mut self, now: At) -> Vec<Input> {
        let silence = self.last.map_or(Duration::ZERO, |last| now.since(last));
        self.more = false;
        if silence >= TOGETHER
            && let State::Escape { asked } | State::StringEscape { asked } = &mut self.state
            && !std::mem::replace(asked, true)
        {
            self.asked = true;
            self.found.push(Input::Unsure);
        }
        if silence >= PATIENCE {
            self.give_up();
        }
        std::mem::take(&mut self.found)
    }

    /// When [`Self::pass`] has something to do, if nothing comes before.
    pub(super) fn due(&self) -> Option<At> {
        let after = match self.state {
            State::Ground => return None,
            State::Escape { asked: false } | State::StringEscape { asked: false } => TOGETHER,
            State::Escape { .. }
            | State::StringEscape { .. }
            | State::Utf8(..)
            | State::Csi(_)
            | State::Ss3
            | State::Console
            | State::Mouse(_)
            | State::String(_)
            | State::Paste(..) => PATIENCE,
        };
        self.last.map(|last| last + after)
    }

    /// Nothing has come for too long to wait for the rest of what began.
    fn give_up(&mut self) {
        match std::mem::take(&mut self.state) {
            State::Ground => return,
            State::Utf8(..) => {}
            State::Escape { .. } => self.lone_escape(),
            State::StringEscape { .. } => {
                self.broken = Some(Broken::String);
                self.lone_escape();
            }
            State::Csi(_) | State::Ss3 | State::Console => self.broken = Some(Broken::Sequence),
            State::Mouse(_) | State::String(_) => self.broken = Some(Broken::String),
            State::Paste(text, _) => {
                self.paste(&text);
                self.broken = Some(Broken::Paste);
            }
        }
        self.alt = false;
    }

    fn take(&mut self, byte: u8, gap: Duration) {
        let within = matches!(self.state, State::Csi(_) | State::Ss3 | State::Console | State::Mouse(_));
        if within && gap >= TOGETHER {
            self.trust = Trust::Torn;
        }
        match std::mem::take(&mut self.state) {
            State::Ground => self.ground(byte, gap),
            State::Utf8(bytes, length) => self.utf8(bytes, length, byte, gap),
            State::Escape { .. } => self.escape(byte, gap),
            State::Csi(params) => self.csi(params, byte),
            State::Ss3 | State::Console if byte == ESC => self.state = State::Escape { asked: false },
            State::Ss3 => self.key(keys::ss3(byte)),
            State::Console => self.key(keys::console(byte)),
            State::Mouse(mut bytes) => {
                bytes.push(byte);
                if bytes.len() < 3 {
                    self.state = State::Mouse(bytes);
                } else {
                    self.found.extend(csi::oldest_mouse(&bytes).map(Input::Mouse));
                }
            }
            State::String(last) => self.string(last, byte),
            State::StringEscape { .. } => self.string_escape(byte, gap),
            State::Paste(text, matched) => self.pasted(text, matched, byte),
        }
    }

    /// A key, unless it may be the rest of what broke off.
    fn key(&mut self, key: Option<KeyEvent>) {
        self.behind = Behind::Nothing;
        let Some(mut key) = key else { return };
        if std::mem::take(&mut self.alt) {
            key.modifiers |= KeyModifiers::ALT;
        }
        if self.broken.is_none() {
            self.found.push(Input::Key(Press {
                key,
                quiet: self.quiet,
                glued: self.more || self.trust == Trust::Torn,
            }));
        } else if key.code == KeyCode::Esc {
            self.broken = None;
            self.found.push(Input::Cleared);
        } else {
            self.uncounted();
        }
    }

    fn uncounted(&mut self) {
        if self.found.last() != Some(&Input::Uncounted) {
            self.found.push(Input::Uncounted);
        }
    }
}

#[cfg(test)]
mod tests;
