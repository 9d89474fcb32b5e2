//! Reading a list page by page to its end. Told the pages; asks nobody.

use std::collections::HashSet;

use serde_json::Value;

/// The most pages that one list is read in. What is longer is a fault, never a silent cut.
const MOST: u32 = 25;

/// What to do after a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Ask for the page of this number, counted from zero.
    Ask(u32),
    /// That was the last one.
    Done,
    /// There are more pages than anyone has calls.
    TooMany,
}

/// A list that comes in pages without a total (ringcentral §4.2).
#[derive(Debug)]
pub(super) struct Pages {
    key: &'static str,
    size: usize,
    asked: u32,
    seen: HashSet<String>,
    rows: Vec<Value>,
}

impl Pages {
    /// A list of rows that `key` tells apart, asked for `size` at a time.
    pub(super) fn new(key: &'static str, size: u32) -> Self {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        Self { key, size, asked: 0, seen: HashSet::new(), rows: Vec::new() }
    }

    /// Takes the rows of the page just read, those that are new, and says what to do next.
    pub(super) fn take(&mut self, page: Vec<Value>) -> Next {
        let (length, known) = (page.len(), self.rows.len());
        for row in page {
            // A row without an id cannot be told from another and is counted by whoever reads it.
            let new = match row.get(self.key).filter(|id| !id.is_null()) {
                Some(id) => self.seen.insert(id.to_string()),
                None => true,
            };
            if new {
                self.rows.push(row);
            }
        }
        let page = self.asked;
        self.asked += 1;
        let news = self.rows.len() > known;
        let more = match length {
            0 => false,
            length if length < self.size => news && may_be_capped(length),
            // Nothing new on the second page: the server counts pages from one, or ignores the number. The
            // third page tells which.
            _ => news || page == 1,
        };
        match (more, self.asked >= MOST) {
            (false, _) => Next::Done,
            (true, false) => Next::Ask(self.asked),
            (true, true) => Next::TooMany,
        }
    }

    /// The rows of all pages.
    pub(super) fn into_rows(self) -> Vec<Value> {
        self.rows
    }
}

/// Whether a page of `length` rows, shorter than was asked for, may be a server's own most rather than the
/// end: the most is not documented (ringcentral §12), and it would be a round number.
fn may_be_capped(length: usize) -> bool {
    length >= 10 && (length.is_multiple_of(10) || length.is_multiple_of(25))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rows(ids: std::ops::Range<u32>) -> Vec<Value> {
        ids.map(|id| json!({"uii": id.to_string()})).collect()
    }

    fn ids(pages: Pages) -> Vec<String> {
        pages.into_rows().iter().map(|row| row["uii"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn a_short_page_is_the_last() {
        let mut pages = Pages::new("uii", 3);
        assert_eq!(pages.take(rows(0..3)), Next::Ask(1));
        assert_eq!(pages.take(rows(3..6)), Next::Ask(2));
        assert_eq!(pages.take(rows(6..7)), Next::Done);
        assert_eq!(ids(pages), ["0", "1", "2", "3", "4", "5", "6"]);
    }

    #[test]
    fn an_empty_page_ends_a_list_that_fills_its_pages() {
        let mut pages = Pages::new("uii", 2);
        assert_eq!(pages.take(rows(0..2)), Next::Ask(1));
        assert_eq!(pages.take(vec![]), Next::Done);
        assert_eq!(pages.into_rows().len(), 2);
        assert_eq!(Pages::new("uii", 2).take(vec![]), Next::Done);
    }

    #[test]
    fn a_server_that_ignores_the_page_ends_without_doubles() {
        let mut pages = Pages::new("uii", 2);
        assert_eq!(pages.take(rows(0..2)), Next::Ask(1));
        assert_eq!(pages.take(rows(0..2)), Next::Ask(2));
        assert_eq!(pages.take(rows(0..2)), Next::Done);
        assert_eq!(ids(pages), ["0", "1"]);
    }

    #[test]
    fn a_server_that_counts_from_one_is_read_to_the_end() {
        let mut pages = Pages::new("uii", 2);
        assert_eq!(pages.take(rows(0..2)), Next::Ask(1));
        assert_eq!(pages.take(rows(0..2)), Next::Ask(2));
        assert_eq!(pages.take(rows(2..4)), Next::Ask(3));
        assert_eq!(pages.take(rows(4..5)), Next::Done);
        assert_eq!(ids(pages), ["0", "1", "2", "3", "4"]);
    }

    #[test]
    fn a_server_with_a_smaller_most_is_read_to_the_end() {
        let mut pages = Pages::new("uii", 200);
        assert_eq!(pages.take(rows(0..50)), Next::Ask(1));
        assert_eq!(pages.take(rows(50..100)), Next::Ask(2));
        assert_eq!(pages.take(rows(100..103)), Next::Done);
        assert_eq!(pages.into_rows().len(), 103);
    }

    #[test]
    fn a_call_that_moves_to_the_next_page_is_listed_once() {
        let mut pages = Pages::new("uii", 3);
        assert_eq!(pages.take(rows(0..3)), Next::Ask(1));
        assert_eq!(pages.take(rows(2..4)), Next::Done);
        assert_eq!(ids(pages), ["0", "1", "2", "3"]);
    }

    #[test]
    fn an_endless_list_is_a_fault() {
        let mut pages = Pages::new("uii", 1);
        for page in 1..MOST {
            assert_eq!(pages.take(rows(page..page + 1)), Next::Ask(page));
        }
        assert_eq!(pages.take(rows(99..100)), Next::TooMany);
    }

    #[test]
    fn rows_without_an_id_are_kept_for_the_count() {
        let mut pages = Pages::new("uii", 5);
        assert_eq!(pages.take(vec![json!({"uii": null}), json!({}), json!(7)]), Next::Done);
        assert_eq!(pages.into_rows().len(), 3);
        let mut pages = Pages::new("uii", 5);
        assert_eq!(pages.take(vec![json!({"uii": null}), json!({"uii": null})]), Next::Done);
        assert_eq!(pages.into_rows().len(), 2, "no id is not one id");
    }

    #[test]
    fn only_a_round_number_of_rows_may_be_a_servers_own_most() {
        for (most, next) in
            [(25, Next::Ask(1)), (75, Next::Ask(1)), (10, Next::Ask(1)), (12, Next::Done), (5, Next::Done)]
        {
            assert_eq!(Pages::new("uii", 200).take(rows(0..most)), next, "{most}");
        }
    }
}
