//! One pair of eyes: what one operator looks at, and what their keys mean.
//!
//! Pure: [`Session::see`] takes a newer board, [`Session::key`] a key, both at a time they are told. What is
//! to be done outside comes back as [`Intent`]s. The terminal is a session; so can an SSH connection be.

mod act;
mod aim;
mod browse;
mod columns;
mod cursor;
mod dialog;
mod filter;
mod form;
mod keymap;
mod line;
mod listen;
mod marks;
mod mouse;
mod preferences;
mod press;
mod rest;
mod rows;
mod sort;
mod steps;
mod table;
mod update;

use std::sync::Arc;

pub use columns::{
    About, AccountColumn, AgentColumn, CallColumn, Column, Holds, OrderColumn, QueueColumn, columns, keyed,
};
pub use dialog::{Choose, Confirm, weight};
pub use filter::Filter;
pub use form::{Answer, Asked, Form, Purpose, Stop};
pub use keymap::{Binding, Command, Context, Step, bindings};
pub use line::{CommandLine, Word, words};
pub use mouse::Spot;
pub use preferences::{Habit, Preferences};
pub use press::Press;
pub use rows::{Row, RowKey, Who, told};
pub use table::{Sort, Table};

use crate::board::Board;
use crate::domain::{Account, AgentKey, At, Permissions, Principal, QueueKey, Text};
use crate::messages::Request;

/// One pair of eyes.
#[derive(Debug)]
pub struct Session {
    /// Which session it is, as in its tickets.
    pub id: u32,
    /// Who looks.
    pub operator: Operator,
    /// What the screen says at all times.
    pub banner: Banner,
    /// The newest board.
    live: Arc<Board>,
    /// The board that is looked at instead, and since when, while the picture is frozen.
    frozen: Option<(Arc<Board>, At)>,
    /// Which list is looked at.
    view: View,
    tables: [Table; View::ALL.len()],
    /// What the next key means.
    pub mode: Mode,
    /// The last thing said to the operator.
    pub notice: Option<Notice>,
    /// Whether the details pane is open, where there is room for it.
    pub details: bool,
    /// Where Esc goes back to, newest last.
    trail: Vec<Crumb>,
    /// What of the list is on the screen.
    page: Page,
    /// When the last key went down.
    last_key: At,
    /// Whether it came by itself, as a key must that gives an order without a question.
    alone: bool,
    /// Whether something came right behind the last key.
    glued: bool,
    /// Keys that rest, because a question has just gone away.
    rest: Option<rest::Rest>,
    number: u32,
}

/// What of a list is on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// So many rows.
    pub rows: usize,
    /// By so many columns it can be scrolled to the right.
    pub shift: usize,
}

/// What a list of calls is narrowed to after going into a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One queue's calls.
    Queue(QueueKey),
    /// One agent's calls.
    Agent(AgentKey),
}

/// A step of the way to what is looked at: the list one came from, and what one went into.
#[derive(Clone, Debug)]
pub struct Crumb {
    /// The list.
    pub view: View,
    /// The row's name.
    pub name: Text,
    /// What that list was narrowed to.
    scope: Option<Scope>,
}

/// Who looks, and which phones are theirs.
#[derive(Clone, Debug)]
pub struct Operator {
    /// Their name, as in the audit log.
    pub name: Text,
    /// What they may do. The floor has the last word: here it only explains.
    pub permissions: Permissions,
    /// The phone that rings when they listen, where no account says otherwise.
    pub phone: Option<Text>,
    /// The phone that rings when they listen, by account.
    pub phones: Vec<(Account, Text)>,
}

impl Operator {
    /// As the floor knows them.
    pub fn principal(&self) -> Principal {
        Principal { operator: self.name.clone(), permissions: self.permissions }
    }

    /// The phone that rings when they listen at `account`.
    pub fn phone(&self, account: &Account) -> Option<&Text> {
        let own = self.phones.iter().find(|(of, _)| of == account).map(|(_, phone)| phone);
        own.or(self.phone.as_ref())
    }
}

/// What the screen says at all times.
#[derive(Clone, Debug)]
pub struct Banner {
    /// What this floor is called.
    pub title: Text,
    /// Whether everything is simulated.
    pub demo: bool,
}

/// Which list is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Live calls, waiting callers among them.
    Calls,
    /// Waiting callers alone.
    Waiting,
    /// Queues.
    Queues,
    /// Agents.
    Agents,
    /// Accounts and their health.
    Accounts,
    /// Orders and what became of them.
    Log,
}

impl View {
    /// All of them, in the order of their digits.
    pub const ALL: [Self; 6] =
        [Self::Calls, Self::Waiting, Self::Queues, Self::Agents, Self::Accounts, Self::Log];

    /// The word for it that is typed and remembered.
    pub fn word(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Waiting => "waiting",
            Self::Queues => "queues",
            Self::Agents => "agents",
            Self::Accounts => "accounts",
            Self::Log => "log",
        }
    }

    /// The view that `word` means.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.word().eq_ignore_ascii_case(word))
    }

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Calls => "Calls",
            Self::Waiting => "Waiting",
            Self::Queues => "Queues",
            Self::Agents => "Agents",
            Self::Accounts => "Accounts",
            Self::Log => "Log",
        }
    }
}

/// What the next key means.
#[derive(Clone, Debug)]
pub enum Mode {
    /// Moving about.
    Browse,
    /// Typing the filter of the list.
    Filter,
    /// Reading the keys, scrolled down by so many lines.
    Help(u16),
    /// Reading everything about the row under the cursor, scrolled down by so many lines.
    Details(u16),
    /// Reading where the figures come from, scrolled down by so many lines.
    Source(u16),
    /// Choosing the column to sort by.
    Sort,
    /// Typing a command.
    Command(Box<CommandLine>),
    /// Choosing which columns are shown, the cursor on one of them.
    Columns(usize),
    /// Choosing from a list, on the way to an order.
    Choose(Box<Choose>),
    /// Filling in a form, on the way to an order.
    Form(Box<Form>),
    /// Asked whether an order shall be sent.
    Confirm(Box<Confirm>),
    /// Asked whether to leave.
    Quit,
}

/// Something said to the operator in the last line.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// What.
    pub text: String,
    /// When.
    pub at: At,
    /// Whether it says that something did not work.
    pub warns: bool,
}

/// Something to be done outside the session.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// Ask the floor for something.
    Ask(Request),
    /// Put the text into the terminal's clipboard.
    Copy(String),
    /// Look like this from now on.
    Appear(Appearance),
    /// Draw everything anew.
    Redraw,
    /// Stop, until the shell lets it go on.
    Stop,
    /// Leave.
    Quit,
}

/// What the terminal is asked to look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appearance {
    /// Colours for a dark background.
    Dark,
    /// Colours for a light background.
    Light,
    /// ASCII signs alone.
    Ascii,
    /// All signs.
    Unicode,
}

/// What can be done to the row under the cursor, for the action line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The key, as written for people.
    pub key: &'static str,
    /// What it would do now, such as `record off`.
    pub words: String,
    /// Why it cannot be done, if so.
    pub why_not: Option<String>,
}

impl Session {
    /// The board that is looked at: the newest, or the frozen one.
    pub fn board(&self) -> &Arc<Board> {
        self.frozen.as_ref().map_or(&self.live, |(board, _)| board)
    }

    /// The newest board, also while the picture is frozen.
    pub fn live(&self) -> &Arc<Board> {
        &self.live
    }

    /// Since when the picture is frozen.
    pub fn frozen(&self) -> Option<At> {
        self.frozen.as_ref().map(|(_, at)| *at)
    }

    /// Which list is looked at.
    pub fn view(&self) -> View {
        self.view
    }

    /// The list that is looked at.
    pub fn table(&self) -> &Table {
        let [calls, waiting, queues, agents, accounts, log] = &self.tables;
        match self.view {
            View::Calls => calls,
            View::Waiting => waiting,
            View::Queues => queues,
            View::Agents => agents,
            View::Accounts => accounts,
            View::Log => log,
        }
    }

    /// The row under the cursor; `None` if it has gone and nobody has chosen another.
    pub fn selected(&self) -> Option<&Row> {
        self.table().current()
    }

    /// The way to what is looked at, for the breadcrumb.
    pub fn trail(&self) -> &[Crumb] {
        &self.trail
    }
}
