//! When a list that comes in pages has come to its end.

use serde_json::Value;

use crate::vendor::Pages;

/// The most pages that one list is read in.
pub(super) const MOST: usize = 25;

/// What to do after a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Ask for the page of this number, counted from zero.
    Ask(usize),
    /// That was the last one.
    Done,
    /// There are more pages than anyone has calls.
    TooMany,
}

/// Takes the rows of the page just read of a list that comes without a total (ringcentral §4.2), asked for `size` at a
/// time, and says what to do next.
pub(super) fn next(pages: &mut Pages, page: Vec<Value>, size: usize) -> Next {
    let (length, second) = (page.len(), pages.read() == 1);
    let news = pages.take(page);
    let more = match length {
        0 => false,
        length if length < size => news && may_be_capped(length),
        // Nothing new on the second page: the server counts pages from one, or ignores the number. The third page
        // tells which.
        _ => news || second,
    };
    match (more, pages.is_endless()) {
        (false, _) => Next::Done,
        (true, false) => Next::Ask(pages.read()),
        (true, true) => Next::TooMany,
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

    /// A list that is asked for `size` rows at a time.
    struct Read(Pages, usize);

    impl Read {
        fn new(size: usize) -> Self {
            Self(Pages::new("uii", MOST), size)
        }

        fn take(&mut self, page: Vec<Value>) -> Next {
            next(&mut self.0, page, self.1)
        }

        fn into_rows(self) -> Vec<Value> {
            self.0.into_rows()
        }
    }

    fn rows(ids: std::ops::Range<u32>) -> Vec<Value> {
        ids.map(|id| json!({"uii": id.to_string()})).collect()
    }

    fn ids(pages: Read) -> Vec<String> {
        pages.into_rows().iter().map(|row| row["uii"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn a_short_page_is_the_last() {
        let mut pages = Read::new(3);
        assert_eq!(pages.take(rows(0..3)), Next::Ask(1));
        assert_eq!(pages.take(rows(3..6)), Next::Ask(2));
        assert_eq!(pages.take(rows(6..7)), Next::Done);
        assert_eq!(ids(pages), ["0", "1", "2", "3", "4", "5", "6"]);
    }

    #[test]
    fn an_empty_page_ends_a_list_that_fills_its_pages() {
        let mut pages = Read::new(2);
        assert_eq!(pages.take(rows(0..2)), Next::Ask(1));
        assert_eq!(pages.take(vec![]), Next::Done);
        assert_eq!(pages.into_rows().len(), 2);
        assert_eq!(Read::new(2).take(vec![]), Next::Done);
    }

    #[test]
    fn a_server_that_ignores_the_page_ends_without_doubles() {
        let mut pages = Read::new(2);
        assert_eq!(pages.take(rows(0..2)), Next::Ask(1));
        assert_eq!(pages.take(rows(0..2)), Next::Ask(2));
        assert_eq!(pages.take(rows(0..2)), Next::Done);
        assert_eq!(ids(pages), ["0", "1"]);
    }

    #[test]
    fn a_server_that_counts_from_one_is_read_to_the_end() {
        let mut pages = Read::new(2);
        assert_eq!(pages.take(rows(0..2)), Next::Ask(1));
        assert_eq!(pages.take(rows(0..2)), Next::Ask(2));
        assert_eq!(pages.take(rows(2..4)), Next::Ask(3));
        assert_eq!(pages.take(rows(4..5)), Next::Done);
        assert_eq!(ids(pages), ["0", "1", "2", "3", "4"]);
    }

    #[test]
    fn a_server_with_a_smaller_most_is_read_to_the_end() {
        let mut pages = Read::new(200);
        assert_eq!(pages.take(rows(0..50)), Next::Ask(1));
        assert_eq!(pages.take(rows(50..100)), Next::Ask(2));
        assert_eq!(pages.take(rows(100..103)), Next::Done);
        assert_eq!(pages.into_rows().len(), 103);
    }

    #[test]
    fn a_call_that_moves_to_the_next_page_is_listed_once() {
        let mut pages = Read::new(3);
        assert_eq!(pages.take(rows(0..3)), Next::Ask(1));
        assert_eq!(pages.take(rows(2..4)), Next::Done);
        assert_eq!(ids(pages), ["0", "1", "2", "3"]);
    }

    #[test]
    fn an_endless_list_is_a_fault() {
        let mut pages = Read::new(1);
        for page in 1..MOST {
            let row = u32::try_from(page).unwrap();
            assert_eq!(pages.take(rows(row..row + 1)), Next::Ask(page));
        }
        assert_eq!(pages.take(rows(99..100)), Next::TooMany);
    }

    #[test]
    fn rows_without_an_id_are_kept_for_the_count() {
        let mut pages = Read::new(5);
        assert_eq!(pages.take(vec![json!({"uii": null}), json!({}), json!(7)]), Next::Done);
        assert_eq!(pages.into_rows().len(), 3);
        let mut pages = Read::new(5);
        assert_eq!(pages.take(vec![json!({"uii": null}), json!({"uii": null})]), Next::Done);
        assert_eq!(pages.into_rows().len(), 2, "no id is not one id");
    }

    #[test]
    fn only_a_round_number_of_rows_may_be_a_servers_own_most() {
        for (most, next) in
            [(25, Next::Ask(1)), (75, Next::Ask(1)), (10, Next::Ask(1)), (12, Next::Done), (5, Next::Done)]
        {
            assert_eq!(Read::new(200).take(rows(0..most)), next, "{most}");
        }
    }
}
