//! What a mouse does, where one is used: it looks and chooses. No click gives an order or answers a question.

use super::{Column, Mode, Session, View};
use crate::domain::At;

/// How many rows or lines a notch of the wheel scrolls by.
const NOTCH: usize = 3;

/// Something on the screen that can be clicked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// The name of a list.
    View(View),
    /// The head of a column.
    Column(Column),
    /// A row of the list.
    Row(usize),
}

impl Session {
    /// Takes a click. While anything is asked or typed it means nothing.
    pub fn click(&mut self, spot: Spot, now: At) {
        if !matches!(self.mode, Mode::Browse) {
            return;
        }
        match spot {
            Spot::View(view) => self.look(view, now),
            Spot::Column(Column::Number) => {
                self.table_mut().sort = None;
                self.rebuild(now);
            }
            Spot::Column(column) => {
                self.table_mut().sort_by(column);
                self.rebuild(now);
            }
            Spot::Row(index) => self.table_mut().put(index),
        }
    }

    /// Takes a notch of the wheel.
    pub fn wheel(&mut self, down: bool) {
        let page = self.page.rows;
        match &mut self.mode {
            Mode::Browse => self.table_mut().scroll(down, NOTCH, page),
            Mode::Help(top) | Mode::Details(top) | Mode::Source(top) => {
                *top = if down { top.saturating_add(3) } else { top.saturating_sub(3) };
            }
            Mode::Filter
            | Mode::Sort
            | Mode::Command(_)
            | Mode::Columns(_)
            | Mode::Choose(_)
            | Mode::Form(_)
            | Mode::Confirm(_)
            | Mode::Quit => {}
        }
    }
}
