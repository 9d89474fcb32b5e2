//! What the stream remembers: the last events, their ids, and where its durable readers stand.

use std::collections::{BTreeMap, VecDeque};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use tokio::sync::watch;

/// How many events are kept.
const KEPT: usize = 5_000;
/// The first part of every id.
const BOOK: u64 = 251_043;

/// An event that was published.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) serial: u64,
    /// What topics and readers know it by.
    pub(super) name: &'static str,
    /// The agents it is about.
    pub(super) agents: Vec<String>,
    payload: String,
    published: String,
}

impl Frame {
    /// The text that goes over the wire (8x8 §10.7).
    pub(super) fn text(&self) -> String {
        json!({
            "messageId": id(self.serial),
            "payload": STANDARD.encode(&self.payload),
            "properties": {},
            "publishTime": self.published,
            "redeliveryCount": 0,
        })
        .to_string()
    }
}

/// The events, oldest first.
#[derive(Debug)]
pub(super) struct Ring {
    frames: VecDeque<Frame>,
    /// The serial of the newest event.
    newest: watch::Sender<u64>,
    /// The last event that each durable reader acknowledged.
    pub(super) cursors: BTreeMap<String, u64>,
}

impl Default for Ring {
    fn default() -> Self {
        Self { frames: VecDeque::new(), newest: watch::Sender::new(0), cursors: BTreeMap::new() }
    }
}

impl Ring {
    /// The serial that the next event will have.
    pub(super) fn next(&self) -> u64 {
        self.newest.borrow().saturating_add(1)
    }

    pub(super) fn push(
        &mut self,
        name: &'static str,
        agents: Vec<String>,
        payload: &Value,
        at: DateTime<Utc>,
    ) {
        let published = at.to_rfc3339_opts(SecondsFormat::Millis, true);
        let serial = self.next();
        self.frames.push_back(Frame { serial, name, agents, payload: payload.to_string(), published });
        if self.frames.len() > KEPT {
            self.frames.pop_front();
        }
        self.newest.send_replace(serial);
    }

    /// Learns of new events.
    pub(super) fn watch(&self) -> watch::Receiver<u64> {
        self.newest.subscribe()
    }

    /// The first event after `serial` that fits.
    pub(super) fn after(&self, serial: u64, fits: impl Fn(&Frame) -> bool) -> Option<Frame> {
        self.frames.iter().find(|frame| frame.serial > serial && fits(frame)).cloned()
    }
}

/// An event's id: two numbers in the way of Protocol Buffers, in Base64.
pub(super) fn id(serial: u64) -> String {
    let mut bytes = Vec::new();
    for (tag, number) in [(0x08, BOOK), (0x10, serial)] {
        bytes.push(tag);
        let mut rest = number;
        while rest > 0x7f {
            bytes.push(0x80 | low(rest));
            rest >>= 7;
        }
        bytes.push(low(rest));
    }
    STANDARD.encode(bytes)
}

/// The lowest seven bits.
fn low(number: u64) -> u8 {
    u8::try_from(number & 0x7f).unwrap_or(0)
}

/// The serial of an id.
pub(super) fn serial(id: &str) -> Option<u64> {
    let bytes = STANDARD.decode(id).ok()?;
    let (mut numbers, mut bytes) = (Vec::new(), bytes.into_iter());
    while let Some(_tag) = bytes.next() {
        let (mut number, mut shift) = (0_u64, 0_u32);
        loop {
            let byte = bytes.next()?;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            if byte & 0x80 == 0 {
                break;
            }
        }
        numbers.push(number);
    }
    match numbers.as_slice() {
        [BOOK, serial] => Some(*serial),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_back_and_a_strange_one_is_not() {
        for number in [1, 127, 128, 300, 70_000] {
            assert_eq!(serial(&id(number)), Some(number));
        }
        // The documented sample is of another book.
        for strange in ["CAEQAQ==", "", "x", "latest"] {
            assert_eq!(serial(strange), None);
        }
    }

    #[test]
    fn some_ids_hold_letters_that_an_address_must_escape() {
        let ids: String = (1..200).map(id).collect();
        assert!(ids.contains('+') && ids.contains('/') && ids.contains('='));
    }
}
