//! Going about: from list to list, into a row and back, sorting, freezing.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};

use super::keymap::{self, Command, Step};
use super::{Column, Crumb, Mode, Row, Scope, Session, View, columns, keyed};
use crate::domain::{AgentKey, At, QueueKey};

impl Session {
    /// Looks at `view` from its beginning.
    pub fn show(&mut self, view: View, now: At) {
        self.look(view, now);
    }

    /// Takes the cursor off the list: what is printed has none.
    pub fn let_go(&mut self) {
        self.table_mut().let_go();
    }

    pub(super) fn look(&mut self, view: View, now: At) {
        self.trail.clear();
        self.enter(view, None, now);
    }

    /// Looks at the list so many steps further; inside a queue, at the next of its own lists.
    pub(super) fn beside(&mut self, steps: usize, now: At) {
        const OF_A_QUEUE: [View; 3] = [View::Calls, View::Agents, View::Waiting];
        let next = |views: &[View]| {
            let at = views.iter().position(|view| *view == self.view).unwrap_or(0);
            views.get((at + steps) % views.len()).copied().unwrap_or(View::Calls)
        };
        match &self.table().scope {
            Some(scope @ Scope::Queue(_)) => {
                let (view, scope) = (next(&OF_A_QUEUE), scope.clone());
                self.enter(view, Some(scope), now);
            }
            Some(Scope::Agent(_)) | None => self.look(next(&View::ALL), now),
        }
    }

    /// Looks at what of `view` is within `scope`.
    fn enter(&mut self, view: View, scope: Option<Scope>, now: At) {
        self.view = view;
        self.table_mut().narrow(scope);
        self.renew(now);
    }

    pub(super) fn follow(&mut self, now: At) {
        let table = self.table_mut();
        table.fixed = !table.fixed;
        let words = if table.fixed {
            "the cursor stays on its place now, whatever row comes there"
        } else {
            "the cursor goes with its row again"
        };
        self.say(words.to_owned(), now);
    }

    /// Goes into the row under the cursor: a queue's or an agent's calls, anything else in full.
    pub(super) fn open(&mut self, now: At) {
        let (scope, name) = match self.selected() {
            None => return,
            Some(Row::Queue(line, queue)) => {
                (Scope::Queue(QueueKey::new(&line.account, &queue.id)), queue.name.clone())
            }
            Some(Row::Agent(line, agent, who)) if line.on_call.contains_key(&agent.id) => {
                (Scope::Agent(AgentKey::new(&line.account, &agent.id)), who.name.clone())
            }
            Some(Row::Call(..) | Row::Agent(..) | Row::Account(_) | Row::Order(_)) => {
                // Whoever reads about a row has chosen it.
                self.table_mut().touched = true;
                self.mode = Mode::Details(0);
                return;
            }
        };
        self.trail.push(Crumb { view: self.view, name, scope: self.table().scope.clone() });
        self.enter(View::Calls, Some(scope), now);
    }

    /// One step back: the filter, then the row one went into, then the notice. Never leaves.
    pub(super) fn back(&mut self, now: At) {
        if !self.table().input.value().is_empty() {
            self.table_mut().input = tui_input::Input::default();
            self.refilter(now);
        } else if let Some(crumb) = self.trail.pop() {
            self.enter(crumb.view, crumb.scope, now);
        } else if self.frozen.is_some() {
            self.freeze(now);
        } else {
            self.notice = None;
        }
    }

    pub(super) fn freeze(&mut self, now: At) {
        self.frozen = match self.frozen.take() {
            Some(_) => None,
            None => Some((Arc::clone(&self.live), now)),
        };
        self.renew(now);
    }

    pub(super) fn sort_key(&mut self, key: KeyEvent, now: At) {
        let chosen = keyed(self.view).find(|(letter, _)| keymap::is_letter(key, *letter));
        match chosen {
            Some((_, Column::Number)) => self.table_mut().sort = None,
            Some((_, column)) => self.table_mut().sort_by(column),
            None if key.code == KeyCode::Esc => return,
            None => {
                self.warn("sort takes the sign that stands before a column".to_owned(), now);
                return;
            }
        }
        self.rebuild(now);
    }

    /// A key while columns are chosen: a habit, never an order.
    pub(super) fn columns_key(&mut self, place: usize, key: KeyEvent, now: At) {
        let last = columns(self.view).len().saturating_sub(1);
        let to = match keymap::command(key) {
            Some(Command::Move(Step::Down | Step::PageDown | Step::HalfDown)) => (place + 1).min(last),
            Some(Command::Move(Step::Up | Step::PageUp | Step::HalfUp)) => place.saturating_sub(1),
            Some(Command::Move(Step::Top)) => 0,
            Some(Command::Move(Step::Bottom)) => last,
            Some(Command::Back | Command::Open | Command::Columns | Command::Quit) => return,
            _ => {
                if key.code == KeyCode::Char(' ') {
                    self.toggle_column(place, now);
                }
                place
            }
        };
        self.mode = Mode::Columns(to);
    }

    pub(super) fn scroll_right(&mut self, now: At) {
        let most = self.page.shift;
        if most == 0 {
            self.say("every column is on the screen".to_owned(), now);
        }
        let table = self.table_mut();
        table.shift = (table.shift + 1).min(most);
    }

    pub(super) fn sort_beside(&mut self, steps: usize, now: At) {
        let columns = columns(self.view);
        let sorted = self.table().sort.map(|sort| sort.column);
        let at = columns.iter().position(|column| Some(*column) == sorted).unwrap_or(0);
        if let Some(column) = columns.get((at + steps) % columns.len()) {
            if *column == Column::Number {
                self.table_mut().sort = None;
            } else {
                self.table_mut().sort_by(*column);
            }
            self.rebuild(now);
        }
    }

    pub(super) fn invert(&mut self, now: At) {
        match &mut self.table_mut().sort {
            Some(sort) => sort.descending = !sort.descending,
            None => {
                return self
                    .warn("the natural order has no other way round: s sorts by a column".to_owned(), now);
            }
        }
        self.rebuild(now);
    }
}
