//! The text format: lines `Key: value`, blocks ended by an empty line (asterisk §2).

use std::fmt::Display;

use super::legs::Leg;
use super::look::Look;
use super::request::Params;

const END: &[u8] = b"\r\n";

/// One block.
#[derive(Clone, Debug, Default)]
pub(super) struct Block(Vec<u8>);

impl Block {
    /// A block of an event.
    pub(super) fn event(name: &str) -> Self {
        let mut block = Self::default();
        block.add("Event", name);
        block
    }

    pub(super) fn add(&mut self, key: &str, value: impl Display) -> &mut Self {
        self.raw(key, value.to_string().as_bytes())
    }

    /// A line whose value may be any bytes.
    pub(super) fn raw(&mut self, key: &str, value: &[u8]) -> &mut Self {
        for part in [key.as_bytes(), b": ", value, END] {
            self.0.extend_from_slice(part);
        }
        self
    }

    /// The request's own mark, if it has one.
    pub(super) fn mark(&mut self, params: &Params) -> &mut Self {
        let id = params.get("ActionID");
        if !id.is_empty() {
            self.add("ActionID", id);
        }
        self
    }

    /// What a channel looks like, each line's key after `prefix`. `film` is its `MIXMONITOR_FILENAME`.
    pub(super) fn channel(&mut self, prefix: &str, leg: &Leg, film: &str, look: Look) -> &mut Self {
        let key = |name: &str| format!("{prefix}{name}");
        let number =
            |number: &str| if number.is_empty() { "<unknown>".to_owned() } else { number.to_owned() };
        self.add(&key("Channel"), &leg.channel)
            .add(&key("ChannelState"), leg.state.number())
            .add(&key("ChannelStateDesc"), leg.state.word())
            .add(&key("CallerIDNum"), number(&leg.own.number))
            .raw(&key("CallerIDName"), &look.escaped(&leg.own.name))
            .add(&key("ConnectedLineNum"), number(&leg.other.number))
            .raw(&key("ConnectedLineName"), &look.escaped(&leg.other.name))
            .add(&key("Language"), "en")
            .add(&key("AccountCode"), "")
            .add(&key("Context"), leg.context)
            .add(&key("Exten"), &leg.exten)
            .add(&key("Priority"), leg.priority)
            .add(&key("Uniqueid"), &leg.unique)
            .add(&key("Linkedid"), &leg.linked);
        if !look.bare {
            self.add(&key("ChanVariable"), format!("MIXMONITOR_FILENAME={film}"));
        }
        self
    }

    /// The finished block.
    pub(super) fn end(&mut self) -> Vec<u8> {
        let mut bytes = std::mem::take(&mut self.0);
        bytes.extend_from_slice(END);
        bytes
    }
}

/// The first block of an answer, without its end.
pub(super) fn head(response: &str, params: &Params) -> Block {
    let mut block = Block::default();
    block.add("Response", response).mark(params);
    block
}

/// A whole answer that says no more than this; nothing if `message` is empty.
pub(super) fn ack(params: &Params, message: &str) -> Vec<u8> {
    let mut block = head("Success", params);
    if !message.is_empty() {
        block.add("Message", message);
    }
    block.end()
}

/// A whole answer that refuses.
pub(super) fn error(params: &Params, message: &str) -> Vec<u8> {
    head("Error", params).add("Message", message).end()
}

/// An answer that is a list: a start, events, and an event that counts them.
pub(super) struct List<'a> {
    params: &'a Params,
    name: &'static str,
    bytes: Vec<u8>,
    count: usize,
}

impl<'a> List<'a> {
    /// `name` is the last event's, without its `Complete`.
    pub(super) fn start(params: &'a Params, name: &'static str, message: &str) -> Self {
        let mut head = head("Success", params);
        let bytes = head.add("EventList", "start").add("Message", message).end();
        Self { params, name, bytes, count: 0 }
    }

    /// Adds an event whose mark follows its name.
    pub(super) fn item(&mut self, name: &str, fill: impl FnOnce(&mut Block)) {
        let mut block = Block::event(name);
        block.mark(self.params);
        fill(&mut block);
        self.push(&mut block);
    }

    /// Adds an event whose mark comes last.
    pub(super) fn item_marked_last(&mut self, name: &str, fill: impl FnOnce(&mut Block)) {
        let mut block = Block::event(name);
        fill(&mut block);
        block.mark(self.params);
        self.push(&mut block);
    }

    fn push(&mut self, block: &mut Block) {
        self.bytes.append(&mut block.end());
        self.count += 1;
    }

    pub(super) fn complete(self) -> Vec<u8> {
        self.complete_with(|_, _| {})
    }

    /// Ends the list with further lines, which may depend on the number of items.
    pub(super) fn complete_with(mut self, fill: impl FnOnce(&mut Block, usize)) -> Vec<u8> {
        let mut block = Block::event(&format!("{}Complete", self.name));
        block.mark(self.params).add("EventList", "Complete").add("ListItems", self.count);
        fill(&mut block, self.count);
        self.bytes.append(&mut block.end());
        self.bytes
    }
}
