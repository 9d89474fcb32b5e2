//! The server's own words, as they were recorded, from bytes to the board; and the adapter over sockets.

mod acting;
mod aiming;
mod board;
mod events;
mod given;
mod hints;
mod kinds;
mod noise;
mod odd;
mod quirks;
mod reading;
mod server;
mod shapes;
mod tapes;

use self::given::{Given, given, recorded};
use super::answer::answered;
use super::ask::Ask;
use super::poll::Found;
use super::*;
use crate::domain::{Agent, At, Call, Detail, Feed, Queue, Unread};
use crate::vendor::Reply;

/// The files of `tests/fixtures/asterisk`.
macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/asterisk/", $name))
    };
}
use fixture;

/// When the lists were recorded: 2026-11-20 19:14:13 UTC.
const NOW: At = At::from_millis(1_795_202_053_000);
/// The secret in all of these tests; it must show up in no fault and no `Debug`.
const SECRET: &str = "s3cr3t-m4rk3r";
/// The session in all of these tests.
const COOKIE: &str = "mansession_id=\"1e240473\"";

/// The settings of the recorded server's account, at `url` and with `more` in its section.
fn config(url: &str, more: &str) -> AsteriskConfig {
    let least = format!("url = '{url}'\nuser = 'viewer'\nsecret = '{SECRET}'\n");
    toml::from_str(&format!("{least}{more}")).unwrap()
}

/// What places calls, transfers them and moves them to queues.
const CONTEXTS: &str = "outside = ['PJSIP/carrier']\ndial_context = 'from-agents'\ntransfer_context = 'agents'\n\
                        queue_context = 'queues'\nqueue_extensions = { sales = '7001', support = '7002' }\n";

fn asterisk(more: &str) -> Asterisk {
    Asterisk::new(config("http://127.0.0.1:1", more)).unwrap()
}

/// `body` as an answer that came at [`NOW`] from a server whose clock is right.
fn reply(body: impl AsRef<[u8]>) -> Reply {
    Reply {
        label: "read the list",
        status: 200,
        content_type: "text/plain".into(),
        headers: vec![("set-cookie".into(), format!("{COOKIE}; Version=1; Max-Age=60"))],
        retry_after: None,
        body: body.as_ref().to_vec(),
        at: NOW,
        skew: Some(0),
        acts: false,
    }
}

/// The answers to a poll, by their actions.
fn found(answers: &[(&'static str, &[u8])]) -> Found {
    let each = answers.iter().map(|(action, body)| {
        let class = Ask::new("", action).class();
        let answer = answered(reply(body), Some(COOKIE), class).map(|mut answer| {
            // An account that has a session keeps it: this one is over by now.
            answer.reply.headers.clear();
            answer
        });
        (*action, answer)
    });
    each.collect()
}

/// What the recorded server says to everything.
fn everything() -> Vec<(&'static str, &'static [u8])> {
    vec![
        ("QueueStatus", fixture!("queue-status.txt").as_bytes()),
        ("QueueSummary", fixture!("queue-summary.txt").as_bytes()),
        ("CoreShowChannels", fixture!("channels.txt").as_bytes()),
        ("BridgeList", fixture!("bridge-list.txt").as_bytes()),
        ("DeviceStateList", fixture!("device-states.txt").as_bytes()),
        ("ParkedCalls", b"Response: Success\r\nEventList: start\r\n\r\nEvent: ParkedCallsComplete\r\nEventList: Complete\r\nListItems: 0\r\n\r\n"),
        ("ExtensionStateList", b"Response: Success\r\nEventList: start\r\n\r\nEvent: ExtensionStateListComplete\r\nEventList: Complete\r\nListItems: 0\r\n\r\n"),
    ]
}

/// What `vendor` makes of `answers` at `now`, having heard `facts`.
fn polled(vendor: &mut Asterisk, answers: &[(&'static str, &[u8])], facts: &Facts) -> Snapshot {
    let found = found(answers);
    vendor.learn(&found, NOW);
    vendor.settle(found, facts.clone(), (&BTreeMap::new(), NOW))
}

/// What a new account makes of the recorded server.
fn first() -> Snapshot {
    polled(&mut asterisk(CONTEXTS), &everything(), &Facts::default())
}

/// Channels as the server lists them.
fn channels(legs: &[&str]) -> Vec<u8> {
    listed("CoreShowChannel", legs)
}

/// A list of `event`s, each with `lines`.
fn listed(event: &str, blocks: &[&str]) -> Vec<u8> {
    let rows: String =
        blocks.iter().flat_map(|block| ["Event: ", event, "\n", block.trim(), "\n\n"]).collect();
    let end = format!("Event: {event}Complete\nEventList: Complete\nListItems: {}\n\n", blocks.len());
    let text = format!("Response: Success\nEventList: start\n\n{rows}{end}");
    text.replace('\n', "\r\n").into_bytes()
}

/// One channel: its name, state, id, linked id, bridge and application, and further lines.
fn leg(channel: &str, state: u8, (id, linked): (&str, &str), bridge: &str, more: &str) -> String {
    format!(
        "Channel: {channel}\nChannelState: {state}\nUniqueid: {id}\nLinkedid: {linked}\nBridgeId: {bridge}\n\
         Duration: 00:00:10\n{more}"
    )
}

fn rows<T>(feed: &Feed<T>) -> (&[T], &[Unread]) {
    match feed {
        Feed::Fresh { rows, unread } => (rows, unread),
        Feed::Failed(fault) => panic!("failed: {fault}"),
        Feed::NotOffered(why) => panic!("not offered: {why}"),
        Feed::Skipped => panic!("skipped"),
    }
}

fn fault<T>(feed: &Feed<T>) -> &Fault {
    match feed {
        Feed::Failed(fault) => fault,
        Feed::NotOffered(_) | Feed::Skipped | Feed::Fresh { .. } => panic!("the list has not failed"),
    }
}

fn call<'a>(snapshot: &'a Snapshot, id: &str) -> &'a Call {
    rows(&snapshot.calls).0.iter().find(|call| call.id.as_str() == id).unwrap()
}

fn agent<'a>(snapshot: &'a Snapshot, id: &str) -> &'a Agent {
    rows(&snapshot.agents).0.iter().find(|agent| agent.id.as_str() == id).unwrap()
}

fn queue<'a>(snapshot: &'a Snapshot, id: &str) -> &'a Queue {
    rows(&snapshot.queues).0.iter().find(|queue| queue.id.as_str() == id).unwrap()
}

fn why(unread: &[Unread]) -> Vec<&str> {
    unread.iter().map(|unread| &*unread.why).collect()
}

/// The value of the detail `label`.
fn detail<'a>(details: &'a [Detail], label: &str) -> Option<&'a str> {
    details.iter().find(|detail| &*detail.label == label).map(|detail| &*detail.value)
}

/// How long before [`NOW`], in seconds.
fn ago(at: Option<At>) -> Option<i64> {
    at.map(|at| (NOW.millis() - at.millis()) / 1_000)
}

/// The agent of a call.
fn with(call: &Call) -> Option<&str> {
    call.agent.as_ref().map(crate::domain::AgentId::as_str)
}

/// The queue of a call.
fn through(call: &Call) -> Option<&str> {
    call.queue.as_ref().map(crate::domain::QueueId::as_str)
}
