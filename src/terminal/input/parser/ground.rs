//! Characters and Esc: what begins with nothing before it.

use std::time::Duration;

use crossterm::event::KeyCode;

use super::{BEL, Behind, Broken, ESC, Inside, Params, Parser, State, TOGETHER, Trust, keys};

impl Parser {
    /// A byte that nothing came before.
    pub(super) fn ground(&mut self, byte: u8, gap: Duration) {
        self.quiet = gap;
        self.alt = false;
        let behind = std::mem::take(&mut self.behind);
        if self.rest(behind, byte) {
            return;
        }
        match byte {
            ESC => {
                // The answer to whether there is more comes first, also where somebody in between took Esc for the key.
                self.behind = behind;
                self.state = State::Escape { asked: false };
            }
            0x80..=0x9b | 0x9d..=0x9f => self.c1(byte),
            _ => self.text(byte),
        }
    }

    /// Whether `byte` belongs to what broke off, or to an answer whose Esc was taken for the key.
    pub(super) fn rest(&mut self, behind: Behind, byte: u8) -> bool {
        match (behind, byte) {
            (Behind::Esc, b'[') => self.state = State::Csi(Params::default()),
            (Behind::Esc, b']' | b'^' | b'_') => self.state = State::String(Inside::Between),
            (Behind::Esc, b'P') => {
                self.text(byte);
                self.behind = Behind::Dcs;
            }
            (Behind::Dcs | Behind::DcsDigits, b'0'..=b'9') => {
                self.text(byte);
                self.behind = Behind::DcsDigits;
            }
            (Behind::Dcs, b'!' | b'<'..=b'?')
            | (Behind::DcsDigits, b'!' | b'$' | b'+' | b';' | b'{' | b'|') => {
                self.state = State::String(Inside::Between);
            }
            (Behind::Esc, b'\\') => {}
            _ => return self.end(byte),
        }
        true
    }

    /// Whether `byte` is the end of what broke off, or stands before it.
    pub(super) fn end(&mut self, byte: u8) -> bool {
        match (self.broken, byte) {
            (Some(Broken::String), BEL) => self.broken = None,
            (Some(Broken::Sequence), 0x20..=0x7e) => {
                self.uncounted();
                if byte >= 0x40 {
                    self.broken = None;
                    self.trust = Trust::Torn;
                }
            }
            _ => return false,
        }
        true
    }

    /// A character, or the first byte of one.
    pub(super) fn text(&mut self, byte: u8) {
        match byte {
            0..0x80 => self.char(char::from(byte)),
            0xc2..=0xdf => self.state = State::Utf8(vec![byte], 2),
            0xe0..=0xef => self.state = State::Utf8(vec![byte], 3),
            0xf0..=0xf4 => self.state = State::Utf8(vec![byte], 4),
            // No character and no control begins so.
            0x80..=0xc1 | 0xf5.. => {}
        }
    }

    pub(super) fn utf8(&mut self, mut bytes: Vec<u8>, length: usize, byte: u8, gap: Duration) {
        if !matches!(byte, 0x80..=0xbf) {
            return self.ground(byte, gap);
        }
        bytes.push(byte);
        if bytes.len() < length {
            self.state = State::Utf8(bytes, length);
            return;
        }
        let char = std::str::from_utf8(&bytes).ok().and_then(|text| text.chars().next());
        match (char, bytes.last()) {
            (Some('\u{80}'..='\u{9f}'), Some(control)) => self.c1(*control),
            (Some(char), _) => self.char(char),
            (None, _) => {}
        }
    }

    pub(super) fn char(&mut self, char: char) {
        self.key(keys::char(char));
    }

    /// A control of the upper half, which is Esc and a letter in one byte.
    pub(super) fn c1(&mut self, byte: u8) {
        match byte {
            0x8f => self.state = State::Ss3,
            0x90 | 0x98 | 0x9d..=0x9f => self.state = State::String(Inside::Between),
            0x9b => self.state = State::Csi(Params::default()),
            0x9c => self.end_string(),
            _ => {}
        }
    }

    /// What follows an Esc. No answer goes on with a letter that stands for itself, so then it was Alt or the key.
    pub(super) fn escape(&mut self, byte: u8, gap: Duration) {
        match byte {
            b'[' => self.state = State::Csi(Params::default()),
            b'O' => self.state = State::Ss3,
            b'P' | b'X' | b']' | b'^' | b'_' => {
                self.before();
                self.state = State::String(Inside::Between);
            }
            b'\\' => {
                self.before();
                self.end_string();
            }
            ESC => {
                self.before();
                self.alt = gap < TOGETHER;
                if !self.alt {
                    self.lone_escape();
                }
                self.quiet = gap;
                self.state = State::Escape { asked: false };
            }
            _ if gap < TOGETHER => {
                self.before();
                self.alt = true;
                self.text(byte);
            }
            _ => {
                self.lone_escape();
                // The terminal has not said that nothing follows it.
                self.trust = Trust::Torn;
                self.ground(byte, gap);
            }
        }
    }

    /// The Esc before this one was the key.
    pub(super) fn before(&mut self) {
        if std::mem::take(&mut self.alt) {
            self.key(Some(KeyCode::Esc.into()));
        }
    }

    pub(super) fn lone_escape(&mut self) {
        self.before();
        self.key(Some(KeyCode::Esc.into()));
        self.behind = Behind::Esc;
    }
}
