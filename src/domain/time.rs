//! Instants on our own time line.

use std::ops::{Add, Sub};
use std::time::Duration;

/// An instant on this program's own time line: milliseconds since the Unix epoch as our clock counts them.
///
/// A vendor's timestamps become `At` inside its adapter, where its clock, zone and unit quirks are known,
/// and nowhere later. Differences of two `At`s are therefore always true durations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At(i64);

impl At {
    /// The instant `millis` milliseconds after the Unix epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the Unix epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// How long ago `earlier` was; zero if it lies in the future, since no one has waited a negative time.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl Add<Duration> for At {
    type Output = Self;

    fn add(self, span: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl Sub<Duration> for At {
    type Output = Self;

    fn sub(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}

/// How far a vendor's clock is from ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockOffset {
    /// By how many milliseconds it is ahead.
    pub millis: i64,
    /// Why it is not believed, if so: then the vendor's times are read as if its clock were ours.
    pub doubt: Option<Doubt>,
}

/// Why an offset is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It is large, and nothing that the vendor lists has spoken for it or against it: its times may be as far off.
    Untold,
    /// What the vendor lists contradicts it.
    Contradicted,
}

impl ClockOffset {
    /// Whether it is not believed.
    pub fn is_doubted(self) -> bool {
        self.doubt.is_some()
    }

    /// An offset that is believed.
    pub fn believed(millis: i64) -> Self {
        Self { millis, doubt: None }
    }
}
