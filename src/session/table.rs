//! One list as it is looked at: filter, order, cursor.

use std::collections::BTreeSet;

use tui_input::Input;

use super::cursor::{Cause, Cursor, Home};
use super::{Column, Filter, Row, RowKey, Scope, View, marks, rows, sort};
use crate::board::Board;
use crate::domain::At;

/// One list as it is looked at.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// What is typed as its filter.
    pub input: Input,
    /// The filter in force: what can be read of it.
    pub filter: Filter,
    /// What is wrong with what is typed, if it cannot be read.
    pub mistake: Option<String>,
    /// How it is ordered; `None` is the natural order.
    pub sort: Option<Sort>,
    /// Which columns are left out, in the order of the columns.
    pub hidden: Vec<Column>,
    /// Whether the cursor stays on its place, and not with its row.
    pub fixed: bool,
    /// When another row slid under a cursor that stays on its place.
    pub(super) slid: Option<At>,
    /// Whether anyone has ever put the cursor anywhere. Until then it stays at the top: a wall that nobody touches
    /// shows who waits, and does not follow a call down the list.
    pub(super) touched: bool,
    /// Which rows are marked, on the screen or not.
    pub marks: BTreeSet<RowKey>,
    /// By how many columns it is scrolled to the right.
    pub shift: usize,
    /// Of which queue or agent only the calls are shown.
    pub scope: Option<Scope>,
    /// What passes scope and filter, in order.
    pub rows: Vec<Row>,
    /// How many rows there are before the filter.
    pub all: usize,
    /// The row the cursor was put on: an identity, never a position. It may have gone since.
    pub selected: Option<RowKey>,
    /// Where that row stands in `rows`, or stood when it went.
    pub index: usize,
    /// The first row on the screen.
    pub top: usize,
    /// Whether the operator's own change of the list took the cursor's row out of sight: then only a choice puts
    /// the cursor on another.
    pub(super) adrift: bool,
    /// Where the cursor stood before the list was filtered.
    pub(super) home: Option<Home>,
    /// The cursors of what else this list was narrowed to.
    pub(super) elsewhere: Vec<(Option<Scope>, Cursor)>,
}

/// How a list is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By which column.
    pub column: Column,
    /// Largest first.
    pub descending: bool,
}

impl Table {
    /// Makes the rows anew from `board` and finds the cursor's row again; `cause` is why they are made anew.
    pub(super) fn rebuild(&mut self, board: &Board, view: View, cause: Cause, now: At) {
        let mut rows = rows::rows(board, view, self.scope.as_ref());
        self.all = rows.len();
        if !self.marks.is_empty() {
            let everything = self.scope.as_ref().map(|_| rows::rows(board, view, None));
            let everything = everything.as_deref().unwrap_or(&rows);
            self.marks = marks::kept(&self.marks, &self.rows, everything);
        }
        if !self.filter.is_empty() {
            rows.retain(|row| self.filter.passes(row, now));
        }
        sort::sort(&mut rows, self.sort, now);
        let before = self.current().cloned();
        self.rows = rows;
        self.find_again(before.as_ref(), cause, now);
    }

    /// Whether `row` is marked.
    pub fn is_marked(&self, row: &Row) -> bool {
        self.marks.iter().any(|mark| row.is(mark))
    }

    /// Reads the filter that is typed; what cannot be read of it hides nothing.
    pub(super) fn read_filter(&mut self) {
        (self.filter, self.mistake) = Filter::parse(self.input.value());
        if !self.filter.is_empty() {
            self.remember_home();
        }
    }

    /// Sorts by `column`; by the one it is sorted by already, the other way round. What people look for at
    /// the top comes first: the longest time, the largest count, the letter A.
    pub(super) fn sort_by(&mut self, column: Column) {
        self.sort = Some(match self.sort {
            Some(sort) if sort.column == column => Sort { column, descending: !sort.descending },
            Some(_) | None => Sort { column, descending: column.about().descending },
        });
    }
}
