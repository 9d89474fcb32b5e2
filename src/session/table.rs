//! One list as it is looked at: filter, order, cursor.

use std::collections::BTreeSet;

use tui_input::Input;

use super::keymap::Step;
use super::{Column, Filter, Row, RowKey, Scope, View, marks, order, rows};
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
    /// Makes the rows anew from `board` and finds the cursor's row again.
    pub(super) fn rebuild(&mut self, board: &Board, view: View, now: At) {
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
        order::order(&mut rows, self.sort, now);
        let before = self.current().cloned();
        self.rows = rows;
        self.find_again(before.as_ref(), now);
    }

    /// The row under the cursor; `None` if there is none, or if it has gone and nobody has chosen another.
    pub fn current(&self) -> Option<&Row> {
        let row = self.rows.get(self.index)?;
        self.selected.as_ref().filter(|key| row.is(key)).map(|_| row)
    }

    /// Whether `row` is marked.
    pub fn is_marked(&self, row: &Row) -> bool {
        self.marks.iter().any(|mark| row.is(mark))
    }

    /// The cursor stays on its row through any change. Where a vendor gives a call a new id on its way, it
    /// follows the conversation. Where the row has gone it stays on nothing: what slid into the place is
    /// another call.
    fn find_again(&mut self, before: Option<&Row>, now: At) {
        let Some(key) = &self.selected else {
            self.index = 0;
            self.selected = self.rows.first().map(Row::key);
            return;
        };
        if self.fixed || !self.touched {
            let place = if self.touched { self.index } else { 0 };
            let index = place.min(self.rows.len().saturating_sub(1));
            if self.rows.get(index).is_none_or(|row| !row.is(key)) {
                self.slid = Some(now);
            }
            self.place(index);
            return;
        }
        if let Some(index) = self.rows.iter().position(|row| row.is(key)) {
            self.index = index;
            return;
        }
        let mut heirs =
            self.rows.iter().enumerate().filter(|(_, row)| before.is_some_and(|old| inherits(old, row)));
        if let (Some((index, heir)), None) = (heirs.next(), heirs.next()) {
            self.selected = Some(heir.key());
            self.index = index;
        }
        self.index = self.index.min(self.rows.len().saturating_sub(1));
    }

    /// Moves the cursor; `page` rows are on the screen.
    pub(super) fn step(&mut self, step: Step, page: usize) {
        let last = self.rows.len().saturating_sub(1);
        let gone = self.current().is_none();
        let (at, page) = (self.index, page.max(1));
        let to = match step {
            // What slid into a lost row's place is the next one down.
            Step::Down if gone => at,
            Step::Down => at + 1,
            Step::Up => at.saturating_sub(1),
            Step::PageDown => at + page,
            Step::PageUp => at.saturating_sub(page),
            Step::HalfDown => at + page.div_ceil(2),
            Step::HalfUp => at.saturating_sub(page.div_ceil(2)),
            Step::Top => 0,
            Step::Bottom => last,
        };
        self.put(to.min(last));
    }

    /// Scrolls by `rows`; the cursor moves only where it would leave the `page`.
    pub(super) fn scroll(&mut self, down: bool, rows: usize, page: usize) {
        let lowest = self.rows.len().saturating_sub(page);
        self.top = if down { (self.top + rows).min(lowest) } else { self.top.saturating_sub(rows) };
        let last = (self.top + page.max(1) - 1).min(self.rows.len().saturating_sub(1));
        let to = self.index.max(self.top).min(last);
        if to != self.index {
            self.put(to);
        }
    }

    /// Puts the cursor on row `index`, as someone chose.
    pub(super) fn put(&mut self, index: usize) {
        self.touched = true;
        self.place(index);
    }

    fn place(&mut self, index: usize) {
        if let Some(row) = self.rows.get(index) {
            self.selected = Some(row.key());
            self.index = index;
        }
    }

    /// Puts the cursor on the first row if its own row does not pass the filter.
    pub(super) fn settle(&mut self) {
        if self.current().is_none() {
            self.place(0);
        }
    }

    /// Scrolls as little as keeps the cursor among `page` rows.
    pub(super) fn fit(&mut self, page: usize) {
        let page = page.max(1);
        let lowest = self.rows.len().saturating_sub(page);
        self.top = self.top.min(self.index).max((self.index + 1).saturating_sub(page)).min(lowest);
    }

    /// Reads the filter that is typed; what cannot be read of it hides nothing.
    pub(super) fn read_filter(&mut self) {
        (self.filter, self.mistake) = Filter::parse(self.input.value());
    }

    /// Sorts by `column`; by the one it is sorted by already, the other way round. What people look for at
    /// the top comes first: the longest time, the largest count, the letter A.
    pub(super) fn sort_by(&mut self, column: Column) {
        self.sort = Some(match self.sort {
            Some(sort) if sort.column == column => Sort { column, descending: !sort.descending },
            Some(_) | None => Sort { column, descending: column.is_figure() },
        });
    }
}

/// Whether `row` is what became of `old` under a new id.
pub(super) fn inherits(old: &Row, row: &Row) -> bool {
    match (old, row) {
        (Row::Call(a, _, old), Row::Call(b, _, new)) => {
            a.account == b.account
                && old.call.conversation.is_some()
                && old.call.conversation == new.call.conversation
        }
        _ => false,
    }
}
