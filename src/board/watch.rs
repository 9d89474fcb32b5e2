//! How long an order is waited for.

use std::time::Duration;

use super::{Filed, Stage};
use crate::domain::At;

/// How long the vendor's lists are watched for an order's effect, from when the first of them was asked for that can
/// show it: a vendor that renews its lists every few seconds shows nothing before.
const WATCH: Duration = Duration::from_secs(20);
/// How long that first reading is waited for: a vendor that cannot be read shows nothing at all.
const UNREAD: Duration = Duration::from_mins(5);
/// How long an account's task may keep an order before it counts as unanswered. Longer than any order's
/// own time limit: this only ends the wait for a task that is gone.
const LOST: Duration = Duration::from_mins(1);

/// When the waiting for what comes after `filed`'s stage ends, if something is to come.
pub(super) fn deadline(filed: &Filed) -> Option<At> {
    match filed.stage {
        Stage::Handed | Stage::Sent => Some(filed.at + LOST),
        Stage::Accepted(_) | Stage::Unanswered(_) => Some(match (filed.read, filed.sent) {
            (Some(read), _) => read + WATCH,
            (None, Some(_)) => filed.at + UNREAD,
            (None, None) => filed.at + WATCH,
        }),
        Stage::Noted
        | Stage::Done(_)
        | Stage::Refused(_)
        | Stage::Seen
        | Stage::NotSeen
        | Stage::Lost
        | Stage::Over(_) => None,
    }
}
