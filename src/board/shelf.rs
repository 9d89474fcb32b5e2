//! One list of one account, and how fresh it is.

use std::sync::Arc;
use std::time::Duration;

use crate::domain::{At, Fault, Feed, Text, Unread};

/// One list of one account: its rows, kept in the order of their ids, and how fresh they are. A failed poll
/// changes the freshness and never the rows.
#[derive(Debug)]
pub struct Shelf<T> {
    rows: Arc<[Arc<T>]>,
    /// How fresh the rows are.
    pub freshness: Freshness,
}

impl<T> Clone for Shelf<T> {
    fn clone(&self) -> Self {
        Self { rows: Arc::clone(&self.rows), freshness: self.freshness.clone() }
    }
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { rows: Arc::new([]), freshness: Freshness::default() }
    }
}

/// How to find the id of what was read, and of the row that is made of it.
type Ids<U, T, I> = (fn(&U) -> &I, fn(&T) -> &I);

/// What is known about the freshness of a list.
#[derive(Clone, Debug, Default)]
pub struct Freshness {
    /// Why the vendor has no such list, if it has none.
    pub not_offered: Option<Text>,
    /// When the rows were true; `None` before the first good answer.
    pub good: Option<At>,
    /// What went wrong since, and when it began to.
    pub fault: Option<(Fault, At)>,
    /// What of the last good answer could not be read.
    pub unread: Arc<[Unread]>,
}

/// How a list stands at some instant: the four states of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Never answered yet, and nothing has failed.
    Awaited,
    /// True a moment ago.
    Fresh,
    /// True this long ago (`None`: never), and why nothing newer is known.
    Stale {
        /// How old the rows are.
        age: Option<Duration>,
        /// What keeps newer ones away, in a word or two.
        why: &'static str,
    },
    /// The vendor cannot say.
    NotOffered,
}

impl<T> Shelf<T> {
    /// The rows, in the order of their ids.
    pub fn rows(&self) -> &Arc<[Arc<T>]> {
        &self.rows
    }

    /// The row with that id.
    pub fn find<I: Ord + ?Sized>(&self, id: &I, of: impl Fn(&T) -> &I) -> Option<&Arc<T>> {
        let index = self.rows.binary_search_by(|row| of(row).cmp(id)).ok()?;
        self.rows.get(index)
    }

    /// Takes what a poll that ended at `at` found. `row` makes a row of what was read and what stood under
    /// the same id before. An id that is listed twice is kept once and counted as unread: an action on it
    /// could not tell the two apart.
    pub(super) fn take<U, I: Ord + ?Sized>(
        &mut self,
        feed: Feed<U>,
        at: At,
        (new_id, id): Ids<U, T, I>,
        mut row: impl FnMut(U, Option<&T>) -> T,
    ) {
        match feed {
            Feed::Skipped => {}
            Feed::NotOffered(why) => {
                *self = Self::default();
                self.freshness.not_offered = Some(why);
            }
            Feed::Failed(fault) => {
                self.freshness.not_offered = None;
                let since = self.freshness.fault.as_ref().map_or(at, |(_, since)| *since);
                self.freshness.fault = Some((fault, since));
            }
            Feed::Fresh { rows, mut unread } => {
                let mut fresh: Vec<Arc<T>> = rows
                    .into_iter()
                    .map(|new| {
                        let before = self.find(new_id(&new), id).map(|row| &**row);
                        Arc::new(row(new, before))
                    })
                    .collect();
                fresh.sort_by(|a, b| id(a).cmp(id(b)));
                let all = fresh.len();
                fresh.dedup_by(|a, b| id(a) == id(b));
                unread.extend(
                    (fresh.len()..all).map(|_| Unread::row(Text::new("the same id was listed twice"))),
                );
                self.rows = fresh.into();
                self.freshness =
                    Freshness { not_offered: None, good: Some(at), fault: None, unread: unread.into() };
            }
        }
    }

    /// Changes every row where it is, if nobody else looks at it yet, without touching their freshness.
    pub(super) fn each(&mut self, change: impl Fn(&mut T))
    where
        T: Clone,
    {
        for row in Arc::make_mut(&mut self.rows) {
            change(Arc::make_mut(row));
        }
    }

    /// Replaces the rows without touching their freshness.
    pub(super) fn replace(&mut self, rows: Vec<Arc<T>>) {
        self.rows = rows.into();
    }
}

/// `new`, unless `old` says the same but for the rounding of a vendor's whole seconds: an anchor that stays
/// put makes a clock that ticks evenly.
pub(super) fn steady(old: Option<At>, new: Option<At>) -> Option<At> {
    const ROUNDING: Duration = Duration::from_millis(2_500);
    match (old, new) {
        (Some(old), Some(new)) if old.since(new).max(new.since(old)) <= ROUNDING => Some(old),
        (_, new) => new,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(shelf: &mut Shelf<(u8, u32)>, feed: Feed<(u8, u32)>, at: i64) {
        shelf.take(feed, At::from_millis(at), (|new| &new.0, |row| &row.0), |new, before| {
            (new.0, new.1 + before.map_or(0, |before| before.1))
        });
    }

    fn values(shelf: &Shelf<(u8, u32)>) -> Vec<(u8, u32)> {
        shelf.rows().iter().map(|row| **row).collect()
    }

    #[test]
    fn a_failed_poll_keeps_the_rows_and_remembers_since_when() {
        let mut shelf = Shelf::default();
        take(&mut shelf, Feed::fresh(vec![(2, 1), (1, 1)]), 1_000);
        take(&mut shelf, Feed::Failed(Fault::Unreachable("a".into())), 2_000);
        take(&mut shelf, Feed::Failed(Fault::Unreachable("b".into())), 3_000);
        assert_eq!(values(&shelf), [(1, 1), (2, 1)]);
        assert_eq!(shelf.freshness.good, Some(At::from_millis(1_000)));
        assert_eq!(shelf.freshness.fault, Some((Fault::Unreachable("b".into()), At::from_millis(2_000))));
    }

    #[test]
    fn an_empty_list_means_none_and_a_skipped_one_means_nothing() {
        let mut shelf = Shelf::default();
        take(&mut shelf, Feed::fresh(vec![(1, 1)]), 1_000);
        take(&mut shelf, Feed::Skipped, 2_000);
        assert_eq!(values(&shelf), [(1, 1)]);
        take(&mut shelf, Feed::fresh(vec![]), 3_000);
        assert!(values(&shelf).is_empty());
    }

    #[test]
    fn of_a_list_that_is_not_offered_any_more_nothing_stays() {
        let mut shelf = Shelf::default();
        take(&mut shelf, Feed::fresh(vec![(1, 1)]), 1_000);
        take(&mut shelf, Feed::NotOffered("it is not licensed".into()), 2_000);
        assert!(values(&shelf).is_empty() && shelf.freshness.good.is_none());
    }

    #[test]
    fn a_row_meets_the_one_that_stood_under_its_id() {
        let mut shelf = Shelf::default();
        take(&mut shelf, Feed::fresh(vec![(1, 10)]), 1_000);
        take(&mut shelf, Feed::fresh(vec![(1, 5), (2, 7)]), 2_000);
        assert_eq!(values(&shelf), [(1, 15), (2, 7)]);
    }

    #[test]
    fn an_id_listed_twice_is_kept_once_and_counted() {
        let mut shelf = Shelf::default();
        take(&mut shelf, Feed::fresh(vec![(1, 1), (1, 2), (2, 3)]), 1_000);
        assert_eq!(values(&shelf).len(), 2);
        assert_eq!(shelf.freshness.unread.len(), 1);
    }

    #[test]
    fn whole_seconds_do_not_make_a_clock_jump() {
        let at = |millis| Some(At::from_millis(millis));
        assert_eq!(steady(at(10_000), at(10_999)), at(10_000));
        assert_eq!(steady(at(10_000), at(9_001)), at(10_000));
        // A vendor's clock and its ages may both be rounded, each by a second.
        assert_eq!(steady(at(10_000), at(12_000)), at(10_000));
        assert_eq!(steady(at(10_000), at(13_000)), at(13_000));
        assert_eq!(steady(None, at(5)), at(5));
        assert_eq!(steady(at(5), None), None);
    }
}
