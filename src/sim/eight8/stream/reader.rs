//! One open stream: frames out, acknowledgements in.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use serde_json::Value;
use tokio::time::{MissedTickBehavior, interval};

use super::super::ledger::Ledger;
use super::super::ring::{self, Frame};
use super::{Topic, lock};
use crate::TICK;
use crate::http::Hall;

/// What every stream says once that is no event.
const CONTROL: &str = r#"{"type":"isEndOfTopic","endOfTopic":false}"#;

/// A client's place in the stream.
pub(super) struct Reader {
    hall: Arc<Hall>,
    ledger: Arc<Mutex<Ledger>>,
    topic: Topic,
    /// The last event that was read.
    at: u64,
    /// How many events may be without an acknowledgement.
    limit: usize,
    unacknowledged: BTreeSet<u64>,
    /// The name under which a durable reader's place is kept.
    durable: Option<String>,
    silent: bool,
    /// Ends at once; in good order or not.
    ends: Option<bool>,
    greeted: bool,
}

impl Reader {
    pub(super) fn new(
        (hall, ledger): (Arc<Hall>, Arc<Mutex<Ledger>>),
        (topic, at, limit): (Topic, u64, usize),
        durable: Option<String>,
    ) -> Self {
        let unacknowledged = BTreeSet::new();
        let (silent, ends, greeted) = (false, None, false);
        Self { hall, ledger, topic, at, limit, unacknowledged, durable, silent, ends, greeted }
    }

    /// The same with what goes wrong with it.
    pub(super) fn troubled(mut self, silent: bool, ends: Option<bool>) -> Self {
        (self.silent, self.ends) = (silent, ends);
        self
    }

    /// Reads until either side has enough.
    pub(super) async fn run(mut self, mut socket: WebSocket) {
        let mut news = lock(&self.ledger).ring.watch();
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let trouble = self.hall.trouble("stream");
            let ends = trouble.has("stream-ends").then(|| trouble.word("stream-ends") == "close");
            if let Some(orderly) = self.ends.or(ends) {
                if orderly {
                    close(&mut socket).await;
                }
                return;
            }
            let silent = self.silent || trouble.has("stream-silent");
            if !silent && !self.deliver(&mut socket).await {
                return;
            }
            tokio::select! {
                () = self.hall.stopped() => return,
                news = news.changed() => if news.is_err() { return },
                _ = tick.tick() => {}
                message = socket.recv() => match message {
                    Some(Ok(Message::Text(text))) => self.acknowledge(&text),
                    Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                },
            }
        }
    }

    /// Sends what may be sent. Whether the client is still there.
    async fn deliver(&mut self, socket: &mut WebSocket) -> bool {
        while self.unacknowledged.len() < self.limit {
            let Some(frame) = self.next() else { return true };
            self.at = frame.serial;
            self.unacknowledged.insert(frame.serial);
            if socket.send(Message::text(frame.text())).await.is_err() {
                return false;
            }
            if !std::mem::replace(&mut self.greeted, true)
                && socket.send(Message::text(CONTROL)).await.is_err()
            {
                return false;
            }
        }
        true
    }

    fn next(&self) -> Option<Frame> {
        lock(&self.ledger).ring.after(self.at, |frame| self.topic.has(frame))
    }

    fn acknowledge(&mut self, text: &str) {
        let message: Value = serde_json::from_str(text).unwrap_or_default();
        let serial = message.get("messageId").and_then(Value::as_str).and_then(ring::serial);
        let Some(serial) = serial.filter(|serial| self.unacknowledged.remove(serial)) else { return };
        if let Some(name) = &self.durable {
            let mut ledger = lock(&self.ledger);
            let cursor = ledger.ring.cursors.entry(name.clone()).or_default();
            *cursor = serial.max(*cursor);
        }
    }
}

/// Says goodbye. A client that is gone already needs no goodbye.
async fn close(socket: &mut WebSocket) {
    let frame = CloseFrame { code: 1_011, reason: "stream ended".into() };
    socket.send(Message::Close(Some(frame))).await.unwrap_or_default();
}
