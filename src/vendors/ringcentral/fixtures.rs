//! The documented examples, as answers.

use std::collections::BTreeMap;

use super::agents::Roster;
use super::calls::{self, Known};
use super::directory::{Directory, Job};
use super::lists::rows_of;
use crate::domain::{At, Call, Feed, QueueId};
use crate::vendor::{Listing, Reply};

/// The files of `tests/fixtures/ringcentral`.
macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/ringcentral/", $name))
    };
}
pub(super) use fixture;

/// When the fixtures were read, on our time line: 90 s after the first call of `calls.json` entered its queue.
pub(super) const NOW: At = At::from_millis(1_588_948_937_000);

/// `body` as an answer that came at `at` from a vendor whose clock is `skew` milliseconds ahead.
pub(super) fn listing_at(body: &str, at: At, skew: i64) -> Listing {
    let reply = Reply {
        label: "read a fixture",
        status: 200,
        content_type: "application/json".into(),
        headers: Vec::new(),
        retry_after: None,
        body: body.into(),
        at,
        skew: Some(skew),
        acts: false,
    };
    Listing { rows: rows_of(&reply).unwrap(), reply }
}

/// `body` as an answer that came at [`NOW`] from a vendor whose clock is right.
pub(super) fn listing(body: &str) -> Listing {
    listing_at(body, NOW, 0)
}

/// The whole directory of the fixtures.
pub(super) fn directory() -> Directory {
    let mut directory = Directory::default();
    let (group, name) = ("52653".to_owned(), Some("Support Queues".to_owned()));
    let people = Job::Agents { group: "1950".into(), name: Some("Support Agents".into()) };
    let dispositions = Job::Dispositions { group: group.clone(), queue: QueueId::from("72992") };
    let answers = [
        (Job::QueueGroups, fixture!("gate-groups-bare.json")),
        (Job::Queues { group, name }, fixture!("gates.json")),
        (people, fixture!("group-agents.json")),
        (Job::AuxStates, fixture!("aux-states.json")),
        (dispositions, fixture!("dispositions.json")),
    ];
    directory.take(answers.map(|(job, body)| (job, Ok(listing(body)))).into(), NOW);
    directory
}

/// The calls of `calls`, joined to the agents of `agents`.
pub(super) fn joined(calls: &str, agents: &str) -> Vec<Call> {
    let roster = Roster::read(listing(agents), &directory());
    let known = Known {
        agents: roster.by_call(),
        queues: &BTreeMap::from([("Support Queue".to_owned(), QueueId::from("72992"))]),
        recordings: &BTreeMap::new(),
        placed: Vec::new(),
    };
    fresh(calls::feed(listing(calls), &known).0)
}

/// The rows of a list that came.
pub(super) fn fresh<T>(feed: Feed<T>) -> Vec<T> {
    match feed {
        Feed::Fresh { rows, .. } => rows,
        Feed::Failed(fault) => panic!("failed: {fault}"),
        Feed::NotOffered(why) => panic!("not offered: {why}"),
        Feed::Skipped => panic!("skipped"),
    }
}

/// What was wrong with the rows that could not be read.
pub(super) fn unread<T>(feed: &Feed<T>) -> Vec<&str> {
    match feed {
        Feed::Fresh { unread, .. } => unread.iter().map(|unread| &*unread.why).collect(),
        Feed::Failed(_) | Feed::NotOffered(_) | Feed::Skipped => panic!("no list"),
    }
}
