//! How it is known when something happened: what a list that is read now and then can tell of it.

use crate::domain::At;

/// How something is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The vendor told when.
    Told,
    /// It happened between two readings of the list.
    Seen {
        /// When the earlier one ended.
        after: At,
    },
    /// It happened while the list could not be read, or before it first was; what else did in that time is not known.
    Gap {
        /// When it was last read before; `None` if never.
        after: Option<At>,
    },
}

/// What a reading of a list can tell of times.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    /// When it ended.
    pub(super) at: At,
    /// What is not told happened so.
    pub(super) source: Source,
}

impl Reading {
    /// When something was that the vendor may have `told` the time of, and how that is known.
    pub(super) fn dated(self, told: Option<At>) -> (At, Source) {
        let told = told.filter(|told| *told <= self.at);
        told.map_or((self.at, self.source), |at| (at, Source::Told))
    }
}
