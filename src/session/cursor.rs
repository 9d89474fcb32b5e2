//! The cursor of a list: on the row that it was put on, or on nothing.

use super::keymap::Step;
use super::{Row, RowKey, Scope, Table};
use crate::domain::At;

/// How many cursors of a list are remembered, of what it was narrowed to.
const REMEMBERED: usize = 32;

/// Why the rows of a list are made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// The floor has changed, or another list is looked at.
    Floor,
    /// The operator filters or sorts.
    Operator,
}

/// A cursor that waits for its list to be looked at again.
#[derive(Clone, Debug, Default)]
pub(super) struct Cursor {
    selected: Option<RowKey>,
    index: usize,
    top: usize,
    touched: bool,
    adrift: bool,
    home: Option<Home>,
}

/// Where the cursor and the first row on the screen stood.
#[derive(Clone, Copy, Debug)]
pub(super) struct Home {
    index: usize,
    top: usize,
}

impl Table {
    /// The row under the cursor; `None` if there is none, or if it has gone and nobody has chosen another.
    pub fn current(&self) -> Option<&Row> {
        let row = self.rows.get(self.index)?;
        self.selected.as_ref().filter(|key| row.is(key)).map(|_| row)
    }

    /// Why the cursor is on nothing, for the operator; `None` if it is on a row or there never was one.
    pub fn lost(&self) -> Option<&'static str> {
        let lost = self.current().is_none() && (self.selected.is_some() || self.adrift);
        lost.then_some(match (self.adrift, self.filter.is_empty()) {
            (true, false) => "the filter hides what was under the cursor",
            (true, true) => "the list is sorted anew and no row is chosen",
            (false, _) => "what was under the cursor is gone",
        })
    }

    /// The cursor stays on its row through any change. Where a vendor gives a call a new id on its way, it
    /// follows the conversation. Where the row has gone it stays on nothing: what slid into the place is
    /// another call. Only the floor moves a cursor that stays on its place, or at the top because nobody ever
    /// touched it; the operator's own change of the list never does.
    pub(super) fn find_again(&mut self, before: Option<&Row>, cause: Cause, now: At) {
        let found = self.selected.as_ref().and_then(|key| self.rows.iter().position(|row| row.is(key)));
        if cause == Cause::Operator {
            // They asked for other rows, and look at them.
            self.slid = None;
        }
        let to_place = self.fixed || !self.touched || self.selected.is_none();
        match (found, cause) {
            (_, Cause::Floor) if to_place && !self.adrift => self.stay_on_place(now),
            (Some(index), _) if self.touched || index == 0 => {
                self.index = index;
                self.adrift = false;
            }
            (Some(_), _) => self.drift(None),
            (None, Cause::Operator) if before.is_some() => self.drift(self.selected.clone()),
            (None, _) => self.follow_heir(before),
        }
        self.come_home();
    }

    /// Whatever row comes to the cursor's place is under it from now on.
    fn stay_on_place(&mut self, now: At) {
        let place = if self.touched { self.index } else { 0 };
        let index = place.min(self.rows.len().saturating_sub(1));
        let other = self
            .selected
            .as_ref()
            .map_or(self.touched, |key| self.rows.get(index).is_none_or(|row| !row.is(key)));
        if other {
            self.slid = Some(now);
        }
        self.place(index);
    }

    /// The cursor is on nothing until someone chooses or its row `selected` is in sight again; the list is shown
    /// from its top.
    fn drift(&mut self, selected: Option<RowKey>) {
        (self.selected, self.index, self.top, self.adrift) = (selected, 0, 0, true);
    }

    /// Puts the cursor on what became of its row under a new id, if that is certain.
    fn follow_heir(&mut self, before: Option<&Row>) {
        let mut heirs =
            self.rows.iter().enumerate().filter(|(_, row)| before.is_some_and(|old| inherits(old, row)));
        if let (Some((index, heir)), None) = (heirs.next(), heirs.next()) {
            self.selected = Some(heir.key());
            self.index = index;
        }
        self.index = self.index.min(self.rows.len().saturating_sub(1));
    }

    /// Remembers where the cursor stands before the first term of a filter hides anything.
    pub(super) fn remember_home(&mut self) {
        let here = Home { index: self.index, top: self.top };
        self.home.get_or_insert(here);
    }

    /// Once nothing is filtered any more, the row stands on its line of the screen again; where it has gone, the
    /// list does.
    fn come_home(&mut self) {
        if !self.filter.is_empty() {
            return;
        }
        let Some(Home { index, top }) = self.home.take() else { return };
        if self.current().is_some() {
            self.top = (self.index + top).saturating_sub(index);
        } else {
            self.index = index.min(self.rows.len().saturating_sub(1));
            self.top = top;
            self.adrift &= self.selected.is_none();
        }
    }

    /// Narrows the list to `scope`, with the cursor that it had there.
    pub(super) fn narrow(&mut self, scope: Option<Scope>) {
        if self.scope == scope {
            return;
        }
        let known = self.elsewhere.iter().position(|(of, _)| *of == scope);
        let there = known.map(|place| self.elsewhere.remove(place).1).unwrap_or_default();
        let Cursor { selected, index, top, touched, adrift, home } = there;
        let here = Cursor {
            selected: std::mem::replace(&mut self.selected, selected),
            index: std::mem::replace(&mut self.index, index),
            top: std::mem::replace(&mut self.top, top),
            touched: std::mem::replace(&mut self.touched, touched),
            adrift: std::mem::replace(&mut self.adrift, adrift),
            home: std::mem::replace(&mut self.home, home),
        };
        self.elsewhere.push((std::mem::replace(&mut self.scope, scope), here));
        if self.elsewhere.len() > REMEMBERED {
            self.elsewhere.remove(0);
        }
        self.slid = None;
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
        if to == self.index {
            return;
        }
        if self.current().is_some() {
            self.put(to);
        } else {
            self.index = to;
        }
    }

    /// Puts the cursor on nothing.
    pub(super) fn let_go(&mut self) {
        self.drift(None);
    }

    /// Puts the cursor on row `index`, as someone chose.
    pub(super) fn put(&mut self, index: usize) {
        self.touched = true;
        self.home = None;
        self.place(index);
    }

    fn place(&mut self, index: usize) {
        if let Some(row) = self.rows.get(index) {
            self.selected = Some(row.key());
            self.index = index;
            self.adrift = false;
        }
    }

    /// Scrolls as little as keeps the cursor among `page` rows.
    pub(super) fn fit(&mut self, page: usize) {
        let page = page.max(1);
        let lowest = self.rows.len().saturating_sub(page);
        self.top = self.top.min(self.index).max((self.index + 1).saturating_sub(page)).min(lowest);
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
