//! Answers of the fact sheet become the right rows, and orders the right requests.

mod acting;
mod odd;
mod quirks;
mod reading;
mod server;

use super::answer::list;
use super::{Config, Invoca};
use crate::domain::{
    Account, Action, At, Call, CallKey, Choice, Detail, Entries, Fault, Feed, Phase, Queue, Sighting,
    Snapshot, Subject, Text,
};
use crate::messages::{Order, Run, Ticket};
use crate::vendor::{Reply, Vendor as _};

/// The files of `tests/fixtures/invoca`.
macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/invoca/", $name))
    };
}
pub(super) use fixture;

/// What must never be printed.
const TOKEN: &str = "s3cr3t-m4rk3r";
/// The older call of the fixtures.
const OLDER: &str = "ABCD1234-ABCD1234";
/// A section with dispositions and fields.
const WRITING: &str = "fields = ['lead_type', 'channel']\n\
                       dispositions = { field = 'call_disposition', values = ['SALE', 'NO_SALE'] }\n";

/// An answer that came just now from a vendor whose clock is right.
pub(super) fn reply(status: u16, body: &str) -> Reply {
    Reply {
        label: "read the calls",
        status,
        content_type: "application/json".to_owned(),
        headers: Vec::new(),
        retry_after: None,
        body: body.as_bytes().to_vec(),
        at: At::from_millis(1_680_563_200_000),
        skew: None,
        acts: false,
    }
}

/// The settings of an account with `more` in its section.
fn config(more: &str) -> Config {
    let least = format!("token = '{TOKEN}'\norganization = 25\norganization_type = 'Network'\n");
    toml::from_str(&(least + more)).unwrap()
}

fn invoca(more: &str) -> Invoca {
    Invoca::new(config(more)).unwrap()
}

/// What an account with `more` in its section makes of `body`.
fn found(more: &str, body: &str) -> Snapshot {
    let mut invoca = invoca(more);
    let filtered = !invoca.config.filters().is_empty();
    invoca.take(list(reply(200, body), filtered))
}

fn rows<T>(feed: &Feed<T>) -> (&[T], Vec<&str>) {
    match feed {
        Feed::Fresh { rows, unread } => (rows, unread.iter().map(|unread| &*unread.why).collect()),
        Feed::Failed(fault) => panic!("failed: {fault}"),
        Feed::NotOffered(why) => panic!("not offered: {why}"),
        Feed::Skipped => panic!("skipped"),
    }
}

fn fault<T>(feed: &Feed<T>) -> &Fault {
    match feed {
        Feed::Failed(fault) => fault,
        Feed::Fresh { .. } | Feed::NotOffered(_) | Feed::Skipped => panic!("it did not fail"),
    }
}

fn call<'a>(snapshot: &'a Snapshot, id: &str) -> &'a Call {
    rows(&snapshot.calls).0.iter().find(|call| call.id.as_str() == id).unwrap()
}

fn queue<'a>(snapshot: &'a Snapshot, id: &str) -> &'a Queue {
    rows(&snapshot.queues).0.iter().find(|queue| queue.id.as_str() == id).unwrap()
}

fn told(details: &[Detail]) -> Vec<(&str, &str)> {
    details.iter().map(|detail| (&*detail.label, &*detail.value)).collect()
}

/// What a call's details say under `label`.
fn detail<'a>(call: &'a Call, label: &str) -> Option<&'a str> {
    call.details.iter().find(|detail| &*detail.label == label).map(|detail| &*detail.value)
}

fn seconds(at: Option<At>) -> Option<i64> {
    at.map(|at| at.millis() / 1_000)
}

/// An order for the call `id`.
fn order(id: &str, action: Action) -> Order {
    let seen = Call::new(id.into(), Phase::Talking);
    let key = CallKey::new(&Account::new("invoca", "marketing"), &seen.id);
    let subject = Subject::Call { key, sighting: Sighting { call: 1, hands: 1 }, seen: Box::new(seen) };
    let ticket = Ticket { run: Run::default(), session: 1, number: 1 };
    Order { ticket, operator: Text::new("ada"), subject, action, at: At::from_millis(0) }
}

fn disposed(value: &str) -> Action {
    Action::Dispose { codes: vec![Choice::new(value, value)], note: Text::new(""), with: Entries::default() }
}

/// The special `id` of `invoca`, with `values` for its fields in their order.
fn special(invoca: &Invoca, id: &str, values: &[&str]) -> Action {
    let abilities = invoca.abilities();
    let special = abilities.specials().iter().find(|special| special.id == id).unwrap();
    assert_eq!(special.fields.len(), values.len());
    let answers = special.fields.iter().zip(values);
    let with = answers.fold(Entries::default(), |with, (field, value)| with.with(field, value, value));
    Action::Special { special: special.clone(), with }
}
