//! Going about: from list to list, into a row and back, sorting, freezing.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};

use super::{Crumb, Intent, Mode, Row, Scope, Session, View, columns};
use crate::domain::{AgentKey, At, CallKey, QueueKey};

impl Session {
    /// Looks at `view` from its beginning.
    pub fn show(&mut self, view: View, now: At) {
        self.look(view, now);
    }

    pub(super) fn look(&mut self, view: View, now: At) {
        self.trail.clear();
        self.view = view;
        self.table_mut().scope = None;
        self.rebuild(now);
    }

    pub(super) fn neighbour(&self, steps: usize) -> View {
        let at = View::ALL.iter().position(|view| *view == self.view).unwrap_or(0);
        View::ALL.get((at + steps) % View::ALL.len()).copied().unwrap_or(View::Calls)
    }

    /// Goes into the row under the cursor: a queue's or an agent's calls, anything else in full.
    pub(super) fn open(&mut self, now: At) {
        let (scope, name) = match self.selected() {
            None => return,
            Some(Row::Queue(line, queue)) => {
                (Scope::Queue(QueueKey::new(&line.account, &queue.id)), queue.name.clone())
            }
            Some(Row::Agent(line, agent)) if line.on_call.contains_key(&agent.id) => {
                (Scope::Agent(AgentKey::new(&line.account, &agent.id)), agent.name.clone())
            }
            Some(Row::Call(..) | Row::Agent(..) | Row::Account(_) | Row::Order(_)) => {
                self.mode = Mode::Details(0);
                return;
            }
        };
        let [calls, ..] = &self.tables;
        self.trail.push(Crumb { view: self.view, name, scope: calls.scope.clone() });
        self.view = View::Calls;
        let calls = self.table_mut();
        calls.scope = Some(scope);
        calls.selected = None;
        self.rebuild(now);
    }

    /// One step back: the filter, then the row one went into, then the notice. Never leaves.
    pub(super) fn back(&mut self, now: At) {
        if !self.table().input.value().is_empty() {
            let table = self.table_mut();
            table.input = tui_input::Input::default();
            table.read_filter();
            self.rebuild(now);
        } else if let Some(crumb) = self.trail.pop() {
            self.table_mut().scope = crumb.scope;
            self.view = crumb.view;
            self.rebuild(now);
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
        self.rebuild(now);
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "most keys mean nothing here")]
    pub(super) fn sort_key(&mut self, key: KeyEvent, now: At) {
        let columns = columns(self.view);
        let column = match key.code {
            KeyCode::Char(digit) => digit.to_digit(10).and_then(|digit| usize::try_from(digit).ok()),
            _ => None,
        };
        match column.map(|digit| if digit == 0 { 10 } else { digit }).and_then(|place| columns.get(place - 1))
        {
            Some(super::Column::Number) => self.table_mut().sort = None,
            Some(column) => self.table_mut().sort_by(*column),
            None if key.code == KeyCode::Esc => return,
            None => {
                self.warn("sort takes the number of a column".to_owned(), now);
                return;
            }
        }
        self.rebuild(now);
    }

    pub(super) fn sort_beside(&mut self, steps: usize, now: At) {
        let columns = columns(self.view);
        let sorted = self.table().sort.map(|sort| sort.column);
        let at = columns.iter().position(|column| Some(*column) == sorted).unwrap_or(0);
        if let Some(column) = columns.get((at + steps) % columns.len()) {
            if *column == super::Column::Number {
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

    pub(super) fn copy(&mut self, now: At) -> Vec<Intent> {
        let text = match self.selected() {
            None => None,
            Some(Row::Call(_, _, row)) => row.call.caller.number.clone().or_else(|| Some(row.call.id.text())),
            Some(Row::Queue(_, queue)) => Some(queue.name.clone()),
            Some(Row::Agent(_, agent)) => agent.extension.clone().or_else(|| Some(agent.name.clone())),
            Some(Row::Account(line)) => Some(line.account.to_string().into()),
            Some(Row::Order(filed)) => match &filed.order.subject {
                crate::domain::Subject::Call { key: CallKey { id, .. }, .. } => Some(id.text()),
                crate::domain::Subject::Agent { key: AgentKey { id, .. }, .. } => Some(id.text()),
            },
        };
        let Some(text) = text else {
            self.warn("nothing is under the cursor".to_owned(), now);
            return Vec::new();
        };
        self.say(format!("copied {text}"), now);
        vec![Intent::Copy(text.to_string())]
    }
}
