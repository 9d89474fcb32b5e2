//! The event stream: a WebSocket that is read from where one likes, and must be acknowledged (8x8 §4.5).

mod reader;

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use tokio::time::{MissedTickBehavior, interval};

use super::ledger::Ledger;
use super::ring::{self, Frame};
use super::{Refusal, auth, ids, parts};
use crate::TICK;
use crate::http::{Ask, Hall, Reply, attend};
use crate::wire::Scissors;
use reader::Reader;

/// The events that have a topic of their own.
const EVENTS: [&str; 21] = [
    "InteractionCreated",
    "InteractionQueued",
    "InteractionUnqueued",
    "InteractionAssigned",
    "InteractionRejected",
    "InteractionAccepted",
    "InteractionCustomerAccepted",
    "LineHoldStatus",
    "InteractionRecordingStarted",
    "RecordingStatus",
    "InteractionTransferRequest",
    "InteractionChanged",
    "InteractionParticipantChange",
    "InteractionPostProcess",
    "InteractionEndPostProcess",
    "InteractionDeassigned",
    "InteractionDeleted",
    "InteractionRecordingReady",
    "AgentStatusChange",
    "AgentProvChange",
    "LineMuteStatus",
];

/// What a stream is about.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Topic {
    All,
    Event(String),
    Agent(String),
}

impl Topic {
    fn has(&self, frame: &Frame) -> bool {
        match self {
            Self::All => true,
            Self::Event(name) => frame.name == name,
            Self::Agent(id) => frame.agents.contains(id),
        }
    }
}

/// Keeps the ledger up with the world, whether anybody asks or not.
pub(super) async fn follow(hall: Arc<Hall>, ledger: Arc<Mutex<Ledger>>) {
    let mut tick = interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = hall.stopped() => return,
            _ = tick.tick() => {
                let skew = hall.trouble("stream").millis("skew");
                hall.with_site(|site| lock(&ledger).follow(site, skew));
            }
        }
    }
}

fn lock(ledger: &Mutex<Ledger>) -> std::sync::MutexGuard<'_, Ledger> {
    ledger.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes a handshake, and goes on as a stream if it is a good one.
pub(super) async fn connect(
    State((hall, ledger)): State<(Arc<Hall>, Arc<Mutex<Ledger>>)>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    request: Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &()).await;
    let mut reader = None;
    let name = |ask: &Ask| (hall.dialect.endpoint)(&ask.method, &ask.path);
    let answer = async |ask: &Ask| match open(&hall, &ledger, ask) {
        Ok(ready) => {
            reader = Some(ready);
            Reply::text(StatusCode::SWITCHING_PROTOCOLS.as_u16(), "")
        }
        Err(refusal) => refusal.reply(ask),
    };
    let response = attend(&hall, (scissors, Request::from_parts(parts, body)), name, answer).await;
    if response.status() != StatusCode::SWITCHING_PROTOCOLS {
        return response;
    }
    match (upgrade, reader) {
        (Ok(upgrade), Some(reader)) => upgrade.on_upgrade(|socket| reader.run(socket)),
        (Err(rejection), _) => rejection.into_response(),
        (Ok(_), None) => response,
    }
}

/// A reader for a handshake, at its place.
fn open(hall: &Arc<Hall>, ledger: &Arc<Mutex<Ledger>>, ask: &Ask) -> Result<Reader, Refusal> {
    let parts = parts(&ask.path);
    let (tenant, topic, durable) = match parts.as_slice() {
        ["ws", "v2", "reader", "persistent", tenant, space, topic] => (tenant, (*space, *topic), None),
        ["ws", "v2", "consumer", "persistent", tenant, space, topic, name] => {
            (tenant, (*space, *topic), Some(format!("{space}/{topic}/{name}")))
        }
        _ => return Err(Refusal::Nowhere),
    };
    if let Some(status) = ask.trouble.number("stream-refused") {
        return Err(Refusal::Bare(u16::try_from(status).unwrap_or(401)));
    }
    auth::may_listen(ask, tenant)?;
    let known = |id: &str| hall.with_site(|site| ids::find_agent(site, id).is_some());
    let topic = match topic {
        ("event-v1", "all") => Topic::All,
        ("event-v1", name) if EVENTS.contains(&name) => Topic::Event(name.to_owned()),
        ("agent-v1", id) if known(id) => Topic::Agent(id.to_owned()),
        _ => return Err(Refusal::Nowhere),
    };
    let limit = match ask.query("receiverQueueSize").map(str::parse) {
        None => 1_000,
        Some(Ok(limit)) if limit > 0 => limit,
        Some(_) => return Err(Refusal::Bare(400)),
    };
    let ledger_now = lock(ledger);
    let newest = ledger_now.ring.next() - 1;
    let from = match (ask.query("messageId").unwrap_or("latest"), durable.as_ref()) {
        (_, Some(name)) => ledger_now.ring.cursors.get(name).copied().unwrap_or(newest),
        ("latest", None) => newest,
        (_, None) if ask.trouble.has("stream-gap") => newest,
        ("earliest", None) => 0,
        (id, None) => ring::serial(id).ok_or(Refusal::Bare(400))?,
    };
    drop(ledger_now);
    let silent = ask.trouble.has("stream-silent");
    let ends = ask.trouble.has("stream-ends").then(|| ask.trouble.word("stream-ends") == "close");
    Ok(Reader::new((Arc::clone(hall), Arc::clone(ledger)), (topic, from, limit), durable)
        .troubled(silent, ends))
}
