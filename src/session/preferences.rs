//! How an operator likes their lists: what outlives the session.

use super::{Column, Session, Sort, Table, View, columns};
use crate::domain::At;

/// How every list is ordered, and which of its columns are hidden.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences(pub Vec<(View, Habit)>);

/// How one list is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Habit {
    /// How it is ordered; `None` is the natural order.
    pub sort: Option<Sort>,
    /// Which columns are left out.
    pub hidden: Vec<Column>,
}

impl Session {
    /// How the lists are looked at now.
    pub fn preferences(&self) -> Preferences {
        let habit = |table: &Table| Habit { sort: table.sort, hidden: table.hidden.clone() };
        Preferences(View::ALL.into_iter().zip(self.tables.iter().map(habit)).collect())
    }

    /// Looks at the lists as `preferences` say, as far as they have these columns.
    pub fn prefer(&mut self, preferences: &Preferences, now: At) {
        for (view, table) in View::ALL.into_iter().zip(&mut self.tables) {
            let Some((_, habit)) = preferences.0.iter().find(|(of, _)| *of == view) else { continue };
            let known = |column: &Column| columns(view).contains(column);
            table.sort = habit.sort.filter(|sort| known(&sort.column) && sort.column != Column::Number);
            let hidden = columns(view).iter().filter(|it| habit.hidden.contains(it) && !it.about().stays);
            table.hidden = hidden.copied().collect();
        }
        self.rebuild(now);
    }

    /// Shows or hides the column at `place` of the list that is looked at.
    pub(super) fn toggle_column(&mut self, place: usize, now: At) {
        let view = self.view;
        let Some(column) = columns(view).get(place).copied() else { return };
        if column.about().stays {
            self.warn("this column says which row it is: it stays".to_owned(), now);
            return;
        }
        let table = self.table_mut();
        if table.hidden.contains(&column) {
            table.hidden.retain(|hidden| *hidden != column);
        } else {
            table.hidden.push(column);
            let order = |column: &Column| columns(view).iter().position(|it| it == column);
            table.hidden.sort_by_key(order);
        }
    }
}
