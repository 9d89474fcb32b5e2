//! A service level, in raw counts.

use crate::domain::Counts;

/// The raw counts of a service level: the formula SL-3, answered in time of all offered and over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Level {
    /// Answered within the target.
    pub in_time: u64,
    /// Answered or abandoned.
    pub offered: u64,
}

impl Level {
    /// The counts of one queue, if it tells all that the formula needs.
    pub fn of(counts: &Counts) -> Option<Self> {
        let (in_time, abandoned) = (counts.in_time?, counts.abandoned?);
        let answered = counts.answered.or_else(|| Some(in_time + counts.late?))?;
        Some(Self { in_time, offered: answered + abandoned })
    }

    /// In per cent, rounded; `None` while nothing has been offered.
    pub fn percent(self) -> Option<u64> {
        (self.offered > 0).then(|| (self.in_time * 100 + self.offered / 2) / self.offered)
    }
}
