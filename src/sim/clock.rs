//! The one place that reads the wall clock.

use chrono::{DateTime, Utc};

/// The host's wall clock.
#[expect(clippy::disallowed_methods, reason = "the one reading of the UTC clock")]
pub(crate) fn utc() -> DateTime<Utc> {
    Utc::now()
}
