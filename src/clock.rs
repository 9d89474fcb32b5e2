//! The one place that reads the wall clock. Everything else is told the time.

use chrono::{DateTime, Local, Utc};
use tokio::time::Instant;

use crate::domain::At;

/// Our time line: the wall clock read once, carried on by the monotonic clock, so that a correction of the
/// host's clock never changes an age on the board. Under tokio's paused time it stands still with it.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    origin: At,
    started: Instant,
}

impl Clock {
    /// A time line that starts now. Call it inside a tokio runtime if tests pause time.
    pub fn start() -> Self {
        Self { origin: At::from_millis(utc().timestamp_millis()), started: Instant::now() }
    }

    /// The present on this time line.
    pub fn now(&self) -> At {
        self.origin + self.started.elapsed()
    }
}

/// The host's wall clock, for time stamps that leave the program (audit log, `Date` headers).
#[expect(clippy::disallowed_methods, reason = "the one reading of the UTC clock")]
pub fn utc() -> DateTime<Utc> {
    Utc::now()
}

/// The host's wall clock in its own zone, for the clock in the header.
#[expect(clippy::disallowed_methods, reason = "the one reading of the local clock")]
pub fn local() -> DateTime<Local> {
    Local::now()
}
