//! Instants of a vendor's clock, in milliseconds since its Unix epoch.

use std::ops::Range;
use std::time::Duration;

use chrono::DateTime;

/// Nothing that is live has lasted longer: what says so is no span but a slip, such as an epoch in its place.
pub const LONGEST: Duration = Duration::from_hours(24 * 3_650);

/// The years from 2000 to 2100. What lies outside is a default value (the years 1, 1900 and 1970) or a slip.
const BELIEVED: Range<i64> = 946_684_800_000..4_102_444_800_000;
/// What is smaller is in seconds: as milliseconds it would lie in the spring of 1973.
const FIRST_MILLIS: i64 = 100_000_000_000;

/// An ISO 8601 instant with its zone (RFC 3339).
pub fn instant(text: &str) -> Option<i64> {
    DateTime::parse_from_rfc3339(text.trim()).ok().and_then(|time| believed(time.timestamp_millis()))
}

/// A number of seconds or of milliseconds since the Unix epoch.
pub fn epoch(number: i64) -> Option<i64> {
    believed(if number < FIRST_MILLIS { number.checked_mul(1_000)? } else { number })
}

/// `millis`, if anything can have happened then.
pub fn believed(millis: i64) -> Option<i64> {
    BELIEVED.contains(&millis).then_some(millis)
}
