//! The one table of keys: what dispatches them is what the help shows.

mod layouts;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::View;
use crate::domain::{ListenMode, Verb};
use layouts::latin;

/// What an operator means by a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Move the cursor.
    Move(Step),
    /// Look at a list.
    Look(View),
    /// Look at the next list.
    NextView,
    /// Look at the previous list.
    PreviousView,
    /// Go into the row under the cursor.
    Open,
    /// One step back. Never leaves the program.
    Back,
    /// Type the filter.
    Filter,
    /// Choose the column to sort by.
    Sort,
    /// Sort by the column to the left.
    SortLeft,
    /// Sort by the column to the right.
    SortRight,
    /// Turn the order round.
    Invert,
    /// Choose which columns are shown.
    Columns,
    /// Scroll to the columns at the left.
    ScrollLeft,
    /// Scroll to the columns at the right.
    ScrollRight,
    /// Freeze the picture, or let it go on.
    Freeze,
    /// Let the cursor go with its row, or stay on its place.
    Follow,
    /// Tell where the figures come from.
    Source,
    /// Show or hide the details pane.
    Details,
    /// Mark the row under the cursor, or take its mark away.
    Mark,
    /// Take all marks away.
    Unmark,
    /// Copy the number or id under the cursor, or all that is marked.
    Copy,
    /// Poll now.
    Refresh,
    /// Draw everything anew.
    Redraw,
    /// Stop, until the shell lets it go on.
    Stop,
    /// Type a command.
    Line,
    /// Show the keys.
    Help,
    /// Leave.
    Quit,
    /// Do something to the row under the cursor.
    Act(Verb),
}

/// A movement of the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// One row down.
    Down,
    /// One row up.
    Up,
    /// A page down.
    PageDown,
    /// A page up.
    PageUp,
    /// Half a page down.
    HalfDown,
    /// Half a page up.
    HalfUp,
    /// To the first row.
    Top,
    /// To the last row.
    Bottom,
}

/// What a key is about, as the help groups them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// Moving about.
    Move,
    /// Choosing and looking.
    Look,
    /// Acting on a call.
    Call,
    /// Acting on an agent, or on the agent of a call.
    Agent,
    /// The program.
    Program,
}

impl Context {
    /// All of them, in the order of the help.
    pub const ALL: [Self; 5] = [Self::Call, Self::Agent, Self::Move, Self::Look, Self::Program];

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Move => "Move",
            Self::Look => "Look",
            Self::Call => "On a call",
            Self::Agent => "On an agent",
            Self::Program => "Program",
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// The keys, any of which will do.
    keys: &'static [(KeyCode, KeyModifiers)],
    /// How they are written for people, such as `j ↓`.
    pub shown: &'static str,
    /// What they are about.
    pub context: Context,
    /// What they do, in a few words.
    pub help: &'static str,
    /// What they mean.
    pub command: Command,
}

const PLAIN: KeyModifiers = KeyModifiers::NONE;
const CTRL: KeyModifiers = KeyModifiers::CONTROL;

const fn char(char: char) -> (KeyCode, KeyModifiers) {
    (KeyCode::Char(char), PLAIN)
}

const fn ctrl(char: char) -> (KeyCode, KeyModifiers) {
    (KeyCode::Char(char), CTRL)
}

const fn key(code: KeyCode) -> (KeyCode, KeyModifiers) {
    (code, PLAIN)
}

const fn bind(
    keys: &'static [(KeyCode, KeyModifiers)],
    shown: &'static str,
    context: Context,
    command: Command,
    help: &'static str,
) -> Binding {
    Binding { keys, shown, context, help, command }
}

use Command as C;
use Context as At;

/// The table. No key that people press by habit, and no letter that means "left", "up", "refresh", "half a
/// page" or "back" anywhere, changes a call; what a customer could notice takes a capital and asks.
const BINDINGS: &[Binding] = &[
    bind(&[char('j'), key(KeyCode::Down)], "j ↓", At::Move, C::Move(Step::Down), "down"),
    bind(&[char('k'), key(KeyCode::Up)], "k ↑", At::Move, C::Move(Step::Up), "up"),
    bind(&[key(KeyCode::PageDown)], "PgDn", At::Move, C::Move(Step::PageDown), "page down"),
    bind(&[key(KeyCode::PageUp)], "PgUp", At::Move, C::Move(Step::PageUp), "page up"),
    bind(&[ctrl('d')], "Ctrl-D", At::Move, C::Move(Step::HalfDown), "half a page down"),
    bind(&[ctrl('u')], "Ctrl-U", At::Move, C::Move(Step::HalfUp), "half a page up"),
    bind(&[char('g'), key(KeyCode::Home)], "g Home", At::Move, C::Move(Step::Top), "first row"),
    bind(&[char('G'), key(KeyCode::End)], "G End", At::Move, C::Move(Step::Bottom), "last row"),
    bind(&[char('1')], "1", At::Move, C::Look(View::Calls), "calls"),
    bind(&[char('2')], "2", At::Move, C::Look(View::Waiting), "waiting callers"),
    bind(&[char('3')], "3", At::Move, C::Look(View::Queues), "queues"),
    bind(&[char('4')], "4", At::Move, C::Look(View::Agents), "agents"),
    bind(&[char('5')], "5", At::Move, C::Look(View::Accounts), "accounts and their health"),
    bind(
        &[char('6'), char('@')],
        "6 @",
        At::Move,
        C::Look(View::Log),
        "what was ordered, and what became of it",
    ),
    bind(
        &[key(KeyCode::Tab)],
        "Tab",
        At::Move,
        C::NextView,
        "next list; inside a queue: its agents, who waits",
    ),
    bind(&[key(KeyCode::BackTab)], "Shift-Tab", At::Move, C::PreviousView, "previous list"),
    bind(
        &[key(KeyCode::Enter)],
        "Enter",
        At::Move,
        C::Open,
        "into the row: a queue's calls, an agent's, a call and its legs",
    ),
    bind(
        &[key(KeyCode::Esc), key(KeyCode::Backspace)],
        "Esc",
        At::Move,
        C::Back,
        "one step back; never leaves",
    ),
    bind(
        &[char('/')],
        "/",
        At::Look,
        C::Filter,
        "filter: text v:vendor q:queue a:agent d:in p:talking s:>5m, ! inverts",
    ),
    bind(&[char('s')], "s", At::Look, C::Sort, "sort by a column; remembered"),
    bind(&[char('<')], "<", At::Look, C::SortLeft, "sort by the column to the left"),
    bind(&[char('>')], ">", At::Look, C::SortRight, "sort by the column to the right"),
    bind(&[char('I')], "I", At::Look, C::Invert, "turn the order round"),
    bind(&[char('c')], "c", At::Look, C::Columns, "choose the columns; remembered"),
    bind(&[key(KeyCode::Left)], "←", At::Look, C::ScrollLeft, "columns further left"),
    bind(&[key(KeyCode::Right)], "→", At::Look, C::ScrollRight, "columns further right"),
    bind(
        &[char('z'), char('Z')],
        "z",
        At::Look,
        C::Freeze,
        "freeze the picture; orders still check the live board",
    ),
    bind(&[char('F')], "F", At::Look, C::Follow, "the cursor follows its row, or stays on its place"),
    bind(&[char('i')], "i", At::Look, C::Source, "where these figures come from, and how they are made"),
    bind(&[char('o')], "o", At::Look, C::Details, "details pane on or off"),
    bind(&[char(' ')], "Space", At::Look, C::Mark, "mark the row, for copying alone: orders ignore marks"),
    bind(&[char('u')], "u", At::Look, C::Unmark, "take all marks away"),
    bind(&[char('y')], "y", At::Look, C::Copy, "copy the number, or the id; of all marked rows"),
    bind(&[char('m')], "m", At::Call, C::Act(Verb::Monitor), "monitor: nobody hears you; again ends it"),
    bind(&[char('w')], "w", At::Call, C::Act(Verb::Whisper), "whisper: the agent hears you; again ends it"),
    bind(&[char('B')], "B", At::Call, C::Act(Verb::Barge), "barge: everybody hears you"),
    bind(&[char('E')], "E", At::Call, C::Act(Verb::Leave), "end your listening, wherever it is"),
    bind(&[char('R')], "R", At::Call, C::Act(Verb::Record), "recording on or off"),
    bind(&[char('L')], "L", At::Call, C::Act(Verb::Hold), "hold the line, or take it back"),
    bind(&[char('P')], "P", At::Call, C::Act(Verb::Park), "park; a parked call: pick it up with your phone"),
    bind(&[char('T')], "T", At::Call, C::Act(Verb::Transfer), "transfer, or move to a queue"),
    bind(&[char('D')], "D", At::Call, C::Act(Verb::Dispose), "say how it turned out: a disposition"),
    bind(&[char('X')], "X", At::Call, C::Act(Verb::HangUp), "hang up: everybody is disconnected"),
    bind(&[char('V')], "V", At::Call, C::Act(Verb::Special), "what only this vendor can do"),
    bind(&[char('C')], "C", At::Agent, C::Act(Verb::Place), "place a call for the agent"),
    bind(&[char('S')], "S", At::Agent, C::Act(Verb::SetState), "the agent's state"),
    bind(
        &[char('r'), ctrl('r'), key(KeyCode::F(5))],
        "r",
        At::Program,
        C::Refresh,
        "poll now, within the budget",
    ),
    bind(&[char(':')], ":", At::Program, C::Line, "type a command; Tab completes it"),
    bind(&[ctrl('l')], "Ctrl-L", At::Program, C::Redraw, "draw the screen anew"),
    bind(&[ctrl('z')], "Ctrl-Z", At::Program, C::Stop, "back to the shell; fg comes back"),
    bind(&[char('?'), key(KeyCode::F(1))], "?", At::Program, C::Help, "these keys"),
    bind(&[char('q'), ctrl('c')], "q", At::Program, C::Quit, "leave; asks first"),
];

/// The whole table.
pub fn bindings() -> &'static [Binding] {
    BINDINGS
}

/// What `key` means while moving about; `None` if nothing.
pub(super) fn command(key: KeyEvent) -> Option<Command> {
    find(key)
        .or_else(|| find(KeyEvent { code: KeyCode::Char(latin(key)?), ..key }))
        .map(|binding| binding.command)
}

/// How the key of `verb` is written.
pub(super) fn shown(verb: Verb) -> &'static str {
    let verb = if verb == Verb::Requeue { Verb::Transfer } else { verb };
    let verb = if verb == Verb::Retrieve { Verb::Park } else { verb };
    BINDINGS.iter().find(|binding| binding.command == C::Act(verb)).map_or("", |binding| binding.shown)
}

/// The verb of a mode of listening.
pub(super) fn listen_mode(verb: Verb) -> Option<ListenMode> {
    match verb {
        Verb::Monitor => Some(ListenMode::Monitor),
        Verb::Whisper => Some(ListenMode::Whisper),
        Verb::Barge => Some(ListenMode::Barge),
        Verb::Leave
        | Verb::HangUp
        | Verb::Record
        | Verb::Hold
        | Verb::Park
        | Verb::Retrieve
        | Verb::Special
        | Verb::Transfer
        | Verb::Requeue
        | Verb::Dispose
        | Verb::Place
        | Verb::SetState => None,
    }
}

/// Whether a dialog's letter was pressed, on whatever layout.
pub(super) fn is_letter(key: KeyEvent, letter: char) -> bool {
    let plain = !key.modifiers.intersects(CTRL | KeyModifiers::ALT);
    plain && (key.code == KeyCode::Char(letter) || latin(key) == Some(letter))
}

fn find(key: KeyEvent) -> Option<&'static Binding> {
    // Terminals report Shift with a capital letter or leave it out; the letter says it already.
    let modifiers = key.modifiers.difference(KeyModifiers::SHIFT);
    BINDINGS
        .iter()
        .find(|binding| binding.keys.iter().any(|(code, with)| *code == key.code && *with == modifiers))
}

#[cfg(test)]
mod tests;
