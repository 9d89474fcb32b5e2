//! A list as it comes: in one answer, or page by page to its end. Told the pages; asks nobody.

use std::collections::HashSet;

use serde_json::Value;

use super::{Reply, loose};
use crate::domain::{Fault, Text};

/// A list as it came.
#[derive(Clone, Debug)]
pub struct Listing {
    /// Its rows, unread.
    pub rows: Vec<Value>,
    /// The answer that brought the last of them, without its body: when, and whose clock the times are in.
    pub reply: Reply,
}

/// A list's result.
pub type Listed = Result<Listing, Fault>;

/// The rows of a list that comes in pages.
#[derive(Debug)]
pub struct Pages {
    key: &'static str,
    most: usize,
    read: usize,
    seen: HashSet<String>,
    rows: Vec<Value>,
}

impl Listing {
    /// `rows`, and the `reply` that brought them.
    pub fn new(rows: Vec<Value>, reply: Reply) -> Self {
        Self { rows, reply: Reply { body: Vec::new(), ..reply } }
    }
}

impl Pages {
    /// A list of rows that `key` tells apart, which is read in `most` pages at the most: what is longer is a fault, never
    /// a silent cut.
    pub fn new(key: &'static str, most: usize) -> Self {
        Self { key, most, read: 0, seen: HashSet::new(), rows: Vec::new() }
    }

    /// Takes the rows of the page just read; those that came before are left out, since a row may move to the next page
    /// meanwhile. Whether any is new: if not, the server knows of no pages, or gives one twice.
    pub fn take(&mut self, page: Vec<Value>) -> bool {
        self.read += 1;
        let known = self.rows.len();
        for row in page {
            // A row without an id cannot be told from another and is counted by whoever reads it.
            if row.get(self.key).and_then(loose::text_of).is_none_or(|id| self.seen.insert(id)) {
                self.rows.push(row);
            }
        }
        self.rows.len() > known
    }

    /// How many pages were read, which is the number of the next one, counted from zero.
    pub fn read(&self) -> usize {
        self.read
    }

    /// Whether no further page is read.
    pub fn is_endless(&self) -> bool {
        self.read >= self.most
    }

    /// The fault of a list whose last page of `size` rows was not its end; `label` is the request's.
    pub fn endless(&self, label: &str, size: usize) -> Fault {
        let why = format!("failed to {label}: it goes on after {} pages of {size} rows", self.read);
        Fault::Malformed(Text::new(&why))
    }

    /// The rows of all pages.
    pub fn into_rows(self) -> Vec<Value> {
        self.rows
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_is_listed_once_and_one_without_an_id_as_often_as_it_comes() {
        let mut pages = Pages::new("id", 5);
        assert!(pages.take(vec![json!({"id": 1}), json!({"id": "2"}), json!({"id": null}), json!(7)]));
        assert!(pages.take(vec![json!({"id": "2"}), json!({"id": 3})]));
        assert!(!pages.take(vec![json!({"id": 3}), json!({"id": "1"})]), "a page for the second time");
        assert!(!pages.take(vec![]));
        assert!(pages.take(vec![json!({"id": null})]), "no id is not one id");
        assert_eq!((pages.read(), pages.into_rows().len()), (5, 6));
    }

    #[test]
    fn a_list_has_an_end() {
        let mut pages = Pages::new("id", 2);
        assert!(pages.take(vec![json!({"id": 1})]) && !pages.is_endless());
        assert!(pages.take(vec![json!({"id": 2})]) && pages.is_endless());
        let told = "failed to read the calls: it goes on after 2 pages of 1 rows";
        assert_eq!(pages.endless("read the calls", 1), Fault::Malformed(told.into()));
    }
}
