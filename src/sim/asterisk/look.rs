//! How things look in an answer: whose clock, which bytes, what the owner has not configured.

use chrono::{DateTime, TimeDelta, Utc};

use super::super::http::Ask;
use super::super::world::{Ms, Site};

/// How letters beyond ASCII are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bytes {
    Utf8,
    Latin1,
}

/// What the faults in force do to every answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    bytes: Bytes,
    /// Without `ChanVariable`.
    pub(super) bare: bool,
    /// With the agent whose phone rang last, on a caller who waits.
    pub(super) stale: bool,
    pub(super) untimed: bool,
    skew: TimeDelta,
}

impl Look {
    pub(super) fn of(ask: &Ask) -> Self {
        let has = |slip| ask.trouble.has(slip);
        Self {
            bytes: if has("latin1") { Bytes::Latin1 } else { Bytes::Utf8 },
            bare: has("bare"),
            stale: has("stale"),
            untimed: has("untimed"),
            skew: TimeDelta::milliseconds(ask.trouble.millis("skew")),
        }
    }

    /// An instant on the clock that the server claims to have.
    pub(super) fn utc(&self, site: &Site, at: Ms) -> DateTime<Utc> {
        site.utc(at) + self.skew
    }

    /// The same in Unix seconds; 0 for never.
    pub(super) fn seconds(&self, site: &Site, at: Option<Ms>) -> i64 {
        at.map_or(0, |at| self.utc(site, at).timestamp())
    }

    /// A name as the caller sent it, up to where a C string ends.
    pub(super) fn raw(&self, name: &str) -> Vec<u8> {
        let name = name.split('\0').next().unwrap_or_default();
        if self.bytes == Bytes::Utf8 {
            return name.as_bytes().to_vec();
        }
        name.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
    }

    /// A name as blocks made of a channel show it: with C escapes, `<unknown>` if there is none (asterisk §2).
    pub(super) fn escaped(&self, name: &str) -> Vec<u8> {
        if name.is_empty() {
            return b"<unknown>".to_vec();
        }
        let mut out = Vec::new();
        for byte in self.raw(name) {
            let escape = match byte {
                0x07 => b'a',
                0x08 => b'b',
                0x0c => b'f',
                b'\n' => b'n',
                b'\r' => b'r',
                b'\t' => b't',
                0x0b => b'v',
                b'\\' | b'\'' | b'"' | b'?' => byte,
                _ => {
                    out.push(byte);
                    continue;
                }
            };
            out.extend([b'\\', escape]);
        }
        out
    }

    /// A name in JSON, where bytes that are not UTF-8 make it empty.
    pub(super) fn json(&self, name: &str) -> String {
        String::from_utf8(self.raw(name)).unwrap_or_default()
    }
}

/// A word that the owner wrote into a configuration file, which holds no line breaks.
pub(super) fn configured(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '\r' | '\n' | '\0')).collect()
}
