//! What a newer board and a key do to a session.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind};
use tui_input::backend::crossterm::EventHandler;

use super::cursor::Cause;
use super::keymap::{self, Command};
use super::{Banner, Intent, Mode, Notice, Operator, Page, Press, Session, Table, View, columns};
use crate::board::Board;
use crate::domain::At;
use crate::messages::Request;

/// Beyond anything that is read line by line, and few enough key presses from its end.
const LAST_LINE: u16 = 400;

impl Session {
    /// Session `id` of `operator`, looking at the calls of `board`.
    pub fn new(id: u32, operator: Operator, banner: Banner, board: Arc<Board>, now: At) -> Self {
        let mut session = Self {
            id,
            operator,
            banner,
            live: board,
            frozen: None,
            view: View::Calls,
            tables: Default::default(),
            mode: Mode::Browse,
            notice: None,
            details: true,
            trail: Vec::new(),
            page: Page { rows: 1, shift: 0 },
            last_key: now,
            alone: true,
            glued: false,
            rest: None,
            number: 0,
        };
        session.renew(now);
        session
    }

    /// Takes a newer board.
    pub fn see(&mut self, board: Arc<Board>, now: At) {
        self.live = board;
        self.withdraw(now);
        if self.frozen.is_none() {
            self.renew(now);
        }
    }

    /// Lets time pass: a list that is filtered by age changes with it.
    pub fn tick(&mut self, now: At) {
        if self.table().filter.ages() && self.frozen.is_none() {
            self.renew(now);
        }
    }

    /// Learns what of the list is on the screen, and scrolls so that the cursor is among it.
    pub fn fit(&mut self, page: Page) {
        self.page = page;
        let table = self.table_mut();
        table.fit(page.rows);
        table.shift = table.shift.min(page.shift);
    }

    /// Takes text that was pasted: it is text where text is typed, and nothing anywhere else.
    pub fn paste(&mut self, text: &str, now: At) {
        let line: String = text.chars().filter(|char| !char.is_control()).take(200).collect();
        let mut mode = std::mem::replace(&mut self.mode, Mode::Browse);
        match &mut mode {
            Mode::Filter => {
                let typed = format!("{}{line}", self.table().input.value());
                self.table_mut().input = tui_input::Input::new(typed);
                self.refilter(now);
            }
            Mode::Command(typed) => {
                typed.input = tui_input::Input::new(format!("{}{line}", typed.input.value()));
            }
            Mode::Form(form) => {
                if let Some(input) = form.input() {
                    *input = tui_input::Input::new(format!("{}{line}", input.value()));
                }
            }
            Mode::Browse
            | Mode::Help(_)
            | Mode::Details(_)
            | Mode::Source(_)
            | Mode::Sort
            | Mode::Columns(_)
            | Mode::Choose(_)
            | Mode::Confirm(_)
            | Mode::Quit => self.warn("pasted text does nothing here".to_owned(), now),
        }
        self.mode = mode;
    }

    /// Takes a key, and says what is to be done outside.
    #[must_use]
    pub fn key(&mut self, press: impl Into<Press>, now: At) -> Vec<Intent> {
        let press = press.into();
        let key = press.key;
        if key.kind == KeyEventKind::Release {
            return Vec::new();
        }
        if keymap::command(key) == Some(Command::Stop) {
            // Whatever is typed or asked: it is no letter and no answer.
            return vec![Intent::Stop];
        }
        self.alone = press.is_alone();
        self.glued = press.glued;
        let intents = match std::mem::replace(&mut self.mode, Mode::Browse) {
            Mode::Browse if self.rests(key, now) => Vec::new(),
            Mode::Browse => keymap::command(key).map_or_else(Vec::new, |command| self.command(command, now)),
            Mode::Filter => {
                self.filter_key(key, now);
                Vec::new()
            }
            Mode::Help(top) => self.reading_key(Mode::Help, top, key, now),
            Mode::Source(top) => self.reading_key(Mode::Source, top, key, now),
            Mode::Details(top) => self.reading_key(Mode::Details, top, key, now),
            Mode::Sort => {
                self.sort_key(key, now);
                Vec::new()
            }
            Mode::Command(line) => self.line_key(*line, key, now),
            Mode::Columns(place) => {
                self.columns_key(place, key, now);
                Vec::new()
            }
            Mode::Choose(choose) => self.choose_key(*choose, key, now),
            Mode::Form(form) => self.form_key(*form, key, now),
            Mode::Confirm(confirm) => self.confirm_key(*confirm, key, now),
            Mode::Quit => quit_key(key),
        };
        self.last_key = now;
        intents
    }

    /// Says something in the last line.
    pub fn say(&mut self, text: String, now: At) {
        self.notice = Some(Notice { text, at: now, warns: false });
    }

    /// Says in the last line that something did not work.
    pub fn warn(&mut self, text: String, now: At) {
        self.notice = Some(Notice { text, at: now, warns: true });
    }

    pub(super) fn table_mut(&mut self) -> &mut Table {
        let [calls, waiting, queues, agents, accounts, log] = &mut self.tables;
        match self.view {
            View::Calls => calls,
            View::Waiting => waiting,
            View::Queues => queues,
            View::Agents => agents,
            View::Accounts => accounts,
            View::Log => log,
        }
    }

    /// Makes the list anew because the operator filters or sorts it.
    pub(super) fn rebuild(&mut self, now: At) {
        self.make(Cause::Operator, now);
    }

    /// Makes the list anew because the floor has changed, or another list is looked at.
    pub(super) fn renew(&mut self, now: At) {
        self.make(Cause::Floor, now);
    }

    fn make(&mut self, cause: Cause, now: At) {
        let (board, view, page) = (Arc::clone(self.board()), self.view, self.page.rows);
        // What is read about one row is never about the next.
        let reading = matches!(self.mode, Mode::Details(_));
        let table = self.table_mut();
        let fixed = table.fixed;
        table.fixed &= !reading;
        table.rebuild(&board, view, cause, now);
        table.fixed = fixed;
        table.fit(page);
    }

    pub(super) fn command(&mut self, command: Command, now: At) -> Vec<Intent> {
        let page = self.page.rows;
        match command {
            Command::Move(step) => {
                self.table_mut().step(step, page);
                self.table_mut().fit(page);
            }
            Command::Look(view) => self.look(view, now),
            Command::NextView => self.beside(1, now),
            Command::PreviousView => self.beside(View::ALL.len() - 1, now),
            Command::Open => self.open(now),
            Command::Back => self.back(now),
            Command::Filter => self.mode = Mode::Filter,
            Command::Sort => self.mode = Mode::Sort,
            Command::Columns => self.mode = Mode::Columns(1),
            Command::ScrollLeft => self.table_mut().shift = self.table().shift.saturating_sub(1),
            Command::ScrollRight => self.scroll_right(now),
            Command::SortLeft => self.sort_beside(columns(self.view).len() - 1, now),
            Command::SortRight => self.sort_beside(1, now),
            Command::Invert => self.invert(now),
            Command::Freeze => self.freeze(now),
            Command::Follow => self.follow(now),
            Command::Source => self.mode = Mode::Source(0),
            Command::Details => self.details = !self.details,
            Command::Mark => self.mark(now),
            Command::Unmark => self.unmark(now),
            Command::Copy => return self.copy(now),
            Command::Refresh => {
                self.say("polling now, as far as the request budgets allow".to_owned(), now);
                return vec![Intent::Ask(Request::Refresh(None))];
            }
            Command::Redraw => return vec![Intent::Redraw],
            Command::Stop => return vec![Intent::Stop],
            Command::Line => self.mode = Mode::Command(Box::default()),
            Command::Help => self.mode = Mode::Help(0),
            Command::Quit => self.mode = Mode::Quit,
            Command::Act(verb) => return self.act(verb, now),
        }
        Vec::new()
    }

    pub(super) fn refilter(&mut self, now: At) {
        self.table_mut().read_filter();
        self.table_mut().touched = true;
        self.rebuild(now);
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "most keys mean nothing here")]
    fn filter_key(&mut self, key: KeyEvent, now: At) {
        match key.code {
            KeyCode::Enter => {}
            KeyCode::Esc => {
                self.table_mut().input = tui_input::Input::default();
                self.refilter(now);
            }
            KeyCode::Down | KeyCode::Up => {
                self.mode = Mode::Filter;
                let (step, page) = (
                    if key.code == KeyCode::Down { keymap::Step::Down } else { keymap::Step::Up },
                    self.page.rows,
                );
                self.table_mut().step(step, page);
                self.table_mut().fit(page);
            }
            _ => {
                self.mode = Mode::Filter;
                let changed = self.table_mut().input.handle_event(&crossterm::event::Event::Key(key));
                if changed.is_some_and(|changed| changed.value) {
                    self.refilter(now);
                }
            }
        }
    }

    /// A key while something long is read: moves in it, or ends the reading. Orders can be given from a
    /// call's details as from its row.
    fn reading_key(&mut self, mode: fn(u16) -> Mode, top: u16, key: KeyEvent, now: At) -> Vec<Intent> {
        let page = u16::try_from(self.page.rows).unwrap_or(u16::MAX).max(1);
        let top = match keymap::command(key) {
            Some(Command::Move(step)) => match step {
                keymap::Step::Down => top.saturating_add(1),
                keymap::Step::Up => top.saturating_sub(1),
                keymap::Step::PageDown => top.saturating_add(page),
                keymap::Step::PageUp => top.saturating_sub(page),
                keymap::Step::HalfDown => top.saturating_add(page / 2),
                keymap::Step::HalfUp => top.saturating_sub(page / 2),
                keymap::Step::Top => 0,
                keymap::Step::Bottom => LAST_LINE,
            },
            Some(Command::Back | Command::Open | Command::Quit | Command::Help | Command::Source) | None => {
                return Vec::new();
            }
            Some(command @ Command::Act(_)) if matches!(mode(0), Mode::Details(_)) => {
                self.mode = mode(top);
                let intents = self.command(command, now);
                return intents;
            }
            Some(command) => return self.command(command, now),
        };
        self.mode = mode(top);
        Vec::new()
    }
}

/// Only `y`, or Ctrl-C a second time, leaves.
fn quit_key(key: KeyEvent) -> Vec<Intent> {
    let again = keymap::command(key) == Some(Command::Quit) && key.code != KeyCode::Char('q');
    if again || keymap::is_letter(key, 'y') { vec![Intent::Quit] } else { Vec::new() }
}
