//! Lists that an installation may not have: each is asked until it turns out not to be there (tel4vn §1: the
//! generations coexist, and not everywhere all of them).

use std::time::Duration;

use crate::domain::{At, Fault, Text};
use crate::vendor::{Optional, Patience};

/// A list that is not there is not asked for again for so long; one that did come is never taken for one that is not.
const PATIENCE: Patience =
    Patience { misses: None, first: Duration::from_mins(5), most: Duration::from_mins(5) };
/// How old a list may be that explains others while it cannot be had itself.
const STALE: Duration = Duration::from_secs(20);

/// A list that may not be there.
#[derive(Debug)]
pub(super) struct Feed<T> {
    list: Optional,
    /// What it told last, and when.
    last: Option<(At, T)>,
}

impl<T> Default for Feed<T> {
    fn default() -> Self {
        Self { list: Optional::default(), last: None }
    }
}

/// How a list came out of a poll.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It came.
    Fresh,
    /// This installation does not have it, and why that is thought.
    Absent(Text),
    /// It could not be had.
    Failed(Fault),
}

impl<T> Feed<T> {
    /// Whether to ask for it at `now`.
    pub(super) fn due(&self, now: At) -> bool {
        self.list.due(now)
    }

    /// What it told last, however old.
    pub(super) fn last(&self) -> Option<&T> {
        self.last.as_ref().map(|(_, told)| told)
    }

    /// What it told, if that is not too old to explain other lists at `now`.
    pub(super) fn known(&self, now: At) -> Option<&T> {
        self.last.as_ref().filter(|(at, _)| now.since(*at) <= STALE).map(|(_, told)| told)
    }

    /// Takes in what came; `None` was not asked for. A list that never came is absent if it is not there, or if
    /// `barred` may not see it, while the `others` work; one that did come has failed.
    pub(super) fn take(
        &mut self,
        came: Option<Result<T, Fault>>,
        others: bool,
        barred: bool,
        now: At,
    ) -> Outcome {
        let fault = match came {
            None => {
                let why = self.list.absent().cloned();
                return Outcome::Absent(why.unwrap_or_else(|| "it was not asked for".into()));
            }
            Some(Ok(told)) => {
                self.list.came();
                self.last = Some((now, told));
                return Outcome::Fresh;
            }
            Some(Err(fault)) => fault,
        };
        let missing = barred || matches!(fault, Fault::Gone(_));
        if let Fault::Gone(why) | Fault::Forbidden(why) = &fault
            && missing
            && others
        {
            self.list.missed(why, PATIENCE, now);
        } else {
            self.list.failed();
        }
        self.list.absent().cloned().map_or(Outcome::Failed(fault), Outcome::Absent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> At {
        At::from_millis(0) + Duration::from_secs(seconds)
    }

    fn gone() -> Result<u8, Fault> {
        Err(Fault::Gone("HTTP 404".into()))
    }

    #[test]
    fn what_was_never_there_is_absent_for_a_while() {
        let mut feed = Feed::default();
        assert!(
            matches!(feed.take(Some(gone()), true, false, at(0)), Outcome::Absent(why) if *why == *"HTTP 404")
        );
        assert!(!feed.due(at(299)) && feed.due(at(300)));
        assert!(matches!(feed.take(None, true, false, at(5)), Outcome::Absent(why) if *why == *"HTTP 404"));
        assert!(matches!(feed.take(Some(Ok(7)), true, false, at(300)), Outcome::Fresh));
        assert!(feed.due(at(301)));
    }

    #[test]
    fn what_came_before_has_failed_and_explains_others_for_a_moment() {
        let mut feed = Feed::default();
        feed.take(Some(Ok(7)), true, false, at(0));
        assert!(matches!(feed.take(Some(gone()), true, false, at(5)), Outcome::Failed(Fault::Gone(_))));
        assert_eq!((feed.known(at(20)), feed.known(at(21))), (Some(&7), None));
    }

    #[test]
    fn where_nothing_works_nothing_is_absent() {
        let mut feed = Feed::default();
        assert!(matches!(feed.take(Some(gone()), false, false, at(0)), Outcome::Failed(_)));
        assert!(feed.due(at(1)));
    }

    #[test]
    fn a_missing_right_is_absence_only_where_the_list_can_be_done_without() {
        let denied = || Some(Err::<u8, _>(Fault::Forbidden("HTTP 403".into())));
        assert!(matches!(Feed::default().take(denied(), true, true, at(0)), Outcome::Absent(_)));
        assert!(matches!(Feed::default().take(denied(), true, false, at(0)), Outcome::Failed(_)));
    }
}
