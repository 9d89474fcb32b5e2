//! Lists that change rarely and come in pages: one page a poll, the whole of it every few minutes (tel4vn §2.3,
//! §2.6).

use std::time::Duration;

use serde_json::Value;

use super::answer::Listed;
use crate::domain::{At, Fault, Unread};
use crate::vendor::readable;

/// How many rows are asked for at once.
pub(super) const PAGE: u64 = 100;
/// How often the whole list is read.
const EVERY: Duration = Duration::from_mins(5);
/// How soon it is asked again that failed.
const AGAIN: Duration = Duration::from_mins(1);
/// No list is read further than this many rows.
const MOST: u64 = 20_000;

/// A list in pages.
#[derive(Debug)]
pub(super) struct Pages<T> {
    gathered: Vec<T>,
    odd: Vec<Unread>,
    offset: u64,
    next: Option<At>,
    /// Every row, once the list was read to its end, and those that could not be read.
    pub(super) whole: Option<(Vec<T>, Vec<Unread>)>,
    /// What went wrong since.
    pub(super) fault: Option<Fault>,
    /// Whether this installation has no such list.
    pub(super) absent: bool,
}

impl<T> Default for Pages<T> {
    fn default() -> Self {
        let (gathered, odd) = (Vec::new(), Vec::new());
        Self { gathered, odd, offset: 0, next: None, whole: None, fault: None, absent: false }
    }
}

impl<T: Clone + PartialEq> Pages<T> {
    /// Where the page begins that is to be asked for at `now`.
    pub(super) fn due(&self, now: At) -> Option<u64> {
        self.next.is_none_or(|next| next <= now).then_some(self.offset)
    }

    /// Every row that is known.
    pub(super) fn rows(&self) -> &[T] {
        self.whole.as_ref().map_or(self.gathered.as_slice(), |(rows, _)| rows)
    }

    /// Takes in the page that was asked for. It is paged by the rows that came: the documented step is the limit, and
    /// a server that gives fewer than it says would be skipped over.
    pub(super) fn take(
        &mut self,
        listed: Listed,
        read: impl Fn(Vec<Value>) -> (Vec<T>, Vec<Unread>),
        now: At,
    ) {
        let page = match listed {
            Ok(page) => page,
            Err(Fault::Gone(_)) if self.whole.is_none() => {
                *self = Self { next: Some(now + EVERY), absent: true, ..Self::default() };
                return;
            }
            Err(fault) => {
                // A right does not come back by asking, and a list that fails is not worth every poll.
                let wait = if matches!(fault, Fault::Forbidden(_)) { EVERY } else { AGAIN };
                (self.next, self.fault) = (Some(now + wait), Some(fault));
                return;
            }
        };
        let (came, total, limit) = (page.rows.len(), page.total, page.limit);
        let (rows, odd) = read(page.rows);
        if self.gathered.is_empty()
            && rows.is_empty()
            && let Err(fault) = readable(Vec::<()>::new(), odd.clone())
        {
            (self.next, self.fault) = (Some(now + AGAIN), Some(fault));
            return;
        }
        let came = u64::try_from(came).unwrap_or(u64::MAX);
        let end = self.offset.saturating_add(came);
        let last = total.map_or(came < limit.unwrap_or(PAGE), |total| end >= total);
        // A server that does not know of pages gives the first one for ever.
        let again = self.offset > 0 && rows.iter().all(|row| self.gathered.contains(row));
        if !again {
            self.gathered.extend(rows);
            self.odd.extend(odd);
        }
        (self.fault, self.absent, self.next, self.offset) = (None, false, Some(now), end);
        if came == 0 || last || again || end >= MOST {
            self.whole = Some((std::mem::take(&mut self.gathered), std::mem::take(&mut self.odd)));
            (self.next, self.offset) = (Some(now + EVERY), 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::answer::{Listing, list};
    use super::super::config::Offset;
    use super::*;
    use crate::domain::Text;
    use crate::vendor::{Reply, rows};

    fn at(seconds: u64) -> At {
        At::from_millis(0) + Duration::from_secs(seconds)
    }

    fn page(body: &Value) -> Listing {
        let reply = Reply {
            label: "read the roster",
            status: 200,
            content_type: String::new(),
            headers: Vec::new(),
            retry_after: None,
            body: body.to_string().into_bytes(),
            at: at(0),
            skew: None,
            acts: false,
        };
        list(reply, Offset::default()).unwrap()
    }

    fn read(list: Vec<Value>) -> (Vec<u64>, Vec<Unread>) {
        rows(list, |row: u64| Ok(row))
    }

    #[test]
    fn a_list_is_read_page_by_page_to_its_total_and_then_left_alone() {
        let mut pages = Pages::default();
        assert_eq!(pages.due(at(0)), Some(0));
        pages.take(Ok(page(&json!({"data": [1, 2], "limit": 2, "offset": 0, "total": 3}))), read, at(0));
        assert_eq!((pages.due(at(5)), pages.whole.is_none()), (Some(2), true));
        pages.take(Ok(page(&json!({"data": [3, "x"], "limit": 2, "offset": 2, "total": 3}))), read, at(5));
        assert_eq!((pages.due(at(304)), pages.due(at(305))), (None, Some(0)));
        let (rows, odd) = pages.whole.clone().unwrap();
        assert_eq!((rows, odd.len()), (vec![1, 2, 3], 1));
    }

    #[test]
    fn a_total_that_is_missing_or_wrong_ends_it_all_the_same() {
        let mut short = Pages::default();
        short.take(Ok(page(&json!({"data": [1], "limit": 2}))), read, at(0));
        assert_eq!(short.rows(), [1]);
        assert!(short.whole.is_some());
        let mut beyond = Pages::default();
        beyond.take(Ok(page(&json!({"data": [1], "limit": 25, "total": 40}))), read, at(0));
        assert_eq!(beyond.due(at(1)), Some(1));
        beyond.take(Ok(page(&json!({"data": [], "limit": 25, "total": 40}))), read, at(1));
        assert_eq!(beyond.whole.as_ref().unwrap().0, [1]);
        let mut empty = Pages::<u64>::default();
        empty.take(Ok(page(&json!({"data": [], "limit": 25, "total": 40}))), read, at(0));
        assert!(empty.whole.is_some());
        let mut same = Pages::default();
        for second in 0..2 {
            same.take(Ok(page(&json!({"data": [1, 2], "limit": 2, "total": 40}))), read, at(second));
        }
        assert_eq!(same.whole.as_ref().unwrap().0, [1, 2]);
    }

    #[test]
    fn what_failed_is_asked_again_and_keeps_what_was_known() {
        let mut pages = Pages::default();
        pages.take(Ok(page(&json!({"data": [1], "total": 1}))), read, at(0));
        let fault = Fault::Unreachable(Text::new("gone fishing"));
        pages.take(Err(fault.clone()), read, at(300));
        assert_eq!((pages.rows(), &pages.fault), ([1].as_slice(), &Some(fault)));
        assert_eq!((pages.due(at(359)), pages.due(at(360))), (None, Some(0)));
        pages.take(Err(Fault::Forbidden(Text::new("no"))), read, at(300));
        assert_eq!(pages.due(at(599)), None);
        pages.take(Ok(page(&json!({"data": [2], "total": 1}))), read, at(600));
        assert_eq!((pages.rows(), &pages.fault), ([2].as_slice(), &None));
    }

    #[test]
    fn a_list_that_was_never_there_is_absent_and_one_that_was_is_not() {
        let mut pages = Pages::<u64>::default();
        pages.take(Err(Fault::Gone(Text::new("404"))), read, at(0));
        assert_eq!((pages.absent, pages.due(at(1)), pages.due(at(300))), (true, None, Some(0)));
        pages.take(Ok(page(&json!({"data": [], "total": 0}))), read, at(300));
        pages.take(Err(Fault::Gone(Text::new("404"))), read, at(600));
        assert!(!pages.absent && pages.fault.is_some());
    }
}
