//! What has an end of its own: sequences, control strings and pastes.

use std::time::Duration;

use super::{
    BEL, Broken, Csi, ESC, Input, Inside, PASTE, PASTE_END, Params, Parser, State, TOGETHER, Trust, csi,
};

impl Parser {
    pub(super) fn csi(&mut self, mut params: Params, byte: u8) {
        match byte {
            0x20..=0x3f => {
                params.push(byte);
                self.state = State::Csi(params);
            }
            0x40..=0x7e => self.sequence(&params, byte),
            ESC => {
                // Broken off by another: what is left of it comes no more, or comes as letters.
                self.broken = Some(Broken::Sequence);
                self.state = State::Escape { asked: false };
            }
            // No sequence holds such a byte, and no key begins with it.
            _ => {}
        }
    }

    pub(super) fn sequence(&mut self, params: &Params, end: u8) {
        let alt = std::mem::take(&mut self.alt);
        let found = csi::read(params, end);
        if alt && !matches!(found, Csi::Key(_)) {
            self.lone_escape();
        }
        match found {
            Csi::Key(key) => {
                self.alt = alt;
                self.key(Some(key));
            }
            Csi::Mouse(mouse) => self.found.push(Input::Mouse(mouse)),
            Csi::OldestMouse => self.state = State::Mouse(Vec::new()),
            Csi::Console => self.state = State::Console,
            Csi::PasteBegin => self.state = State::Paste(Vec::new(), 0),
            Csi::PasteEnd if self.broken == Some(Broken::Paste) => self.broken = None,
            // Asked after an Esc, it is never in the middle of another answer: what began so were keys.
            Csi::Ready if std::mem::take(&mut self.asked) => {
                self.trust = Trust::Whole;
                if self.broken.take().is_some() {
                    self.found.push(Input::Cleared);
                }
            }
            Csi::PasteEnd | Csi::Ready | Csi::Answer => {}
        }
    }

    pub(super) fn string(&mut self, inside: Inside, byte: u8) {
        let inside = match (inside, byte) {
            (_, BEL) | (Inside::Control, 0x9c) => return self.end_string(),
            // ST in one byte. The same byte ends many a letter, so it is no proof that what broke off is over.
            (Inside::Between, 0x9c) => return,
            (_, ESC) => {
                self.state = State::StringEscape { asked: false };
                return;
            }
            (Inside::Letter(left @ 2..), 0x80..=0xbf) => Inside::Letter(left - 1),
            (_, 0xc2) => Inside::Control,
            (_, 0xc3..=0xdf) => Inside::Letter(1),
            (_, 0xe0..=0xef) => Inside::Letter(2),
            (_, 0xf0..=0xf4) => Inside::Letter(3),
            _ => Inside::Between,
        };
        self.state = State::String(inside);
    }

    pub(super) fn string_escape(&mut self, byte: u8, gap: Duration) {
        match byte {
            b'\\' => self.end_string(),
            ESC if gap < TOGETHER => self.state = State::StringEscape { asked: false },
            b'[' | b'O' | b'P' | b'X' | b']' | b'^' | b'_' => {
                self.broken = Some(Broken::String);
                self.escape(byte, gap);
            }
            _ => {
                self.broken = Some(Broken::String);
                self.lone_escape();
                self.ground(byte, gap);
            }
        }
    }

    pub(super) fn end_string(&mut self) {
        if self.broken == Some(Broken::String) {
            self.broken = None;
        }
    }

    pub(super) fn pasted(&mut self, mut text: Vec<u8>, mut matched: usize, byte: u8) {
        if PASTE_END.get(matched) == Some(&byte) {
            matched += 1;
        } else {
            // The end begins with the one Esc in it.
            text.extend_from_slice(PASTE_END.get(..matched).unwrap_or_default());
            matched = usize::from(byte == ESC);
            if matched == 0 {
                text.push(byte);
            }
        }
        text.truncate(PASTE);
        if matched < PASTE_END.len() {
            self.state = State::Paste(text, matched);
        } else {
            self.paste(&text);
        }
    }

    pub(super) fn paste(&mut self, text: &[u8]) {
        self.found.push(Input::Paste(String::from_utf8_lossy(text).into_owned()));
    }
}
