//! The documented examples, as answers.

use std::time::Duration;

use super::desk::rows_of;
use crate::domain::{At, Feed};
use crate::vendor::{Listing, Reply};

/// The files of `tests/fixtures/8x8`.
macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/8x8/", $name))
    };
}
pub(super) use fixture;

/// When the fixtures were read, on our time line: 114 s after the call of the events was assigned.
pub(super) const NOW: At = At::from_millis(1_669_235_964_000);

/// A plain answer that came at [`NOW`] from a vendor whose clock is right.
pub(super) fn reply(status: u16, body: &str) -> Reply {
    Reply {
        label: "read a fixture",
        status,
        content_type: "application/json".into(),
        headers: Vec::new(),
        retry_after: None,
        body: body.as_bytes().to_vec(),
        at: NOW,
        skew: Some(0),
        acts: false,
    }
}

/// `body` as a list that came at [`NOW`].
pub(super) fn listing(body: &str) -> Listing {
    listing_at(body, NOW, 0)
}

/// `body` as a list that came at `at` from a vendor whose clock is `skew` milliseconds ahead.
pub(super) fn listing_at(body: &str, at: At, skew: i64) -> Listing {
    let reply = Reply { at, skew: Some(skew), ..reply(200, body) };
    Listing { rows: rows_of(&reply).unwrap(), reply }
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

/// So many seconds.
pub(super) const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}
