//! The command line: one table of commands, what completes them, and what they do. None of them is an order.

mod complete;

use crossterm::event::{KeyCode, KeyEvent};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use super::keymap::Command;
use super::{Appearance, Column, Intent, Mode, RowKey, Session, View, columns};
use crate::domain::At;

/// What is typed after `:`.
#[derive(Clone, Debug, Default)]
pub struct CommandLine {
    /// The text, without the colon.
    pub input: Input,
    /// What is wrong with it, once it was tried.
    pub mistake: Option<String>,
    /// What had been typed before Tab completed it, and which completion stands there now.
    cycle: Option<(String, usize)>,
}

/// A command, as the help shows it.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// Its name.
    pub word: &'static str,
    /// What it takes, as in `[filter]`; empty if nothing.
    pub takes: &'static str,
    /// What it does, in a few words.
    pub help: &'static str,
    does: Does,
}

#[derive(Clone, Copy, Debug)]
enum Does {
    Look(View),
    Filter,
    Sort,
    Account,
    Theme,
    Ascii,
    Key(Command),
}

const fn word(word: &'static str, takes: &'static str, does: Does, help: &'static str) -> Word {
    Word { word, takes, help, does }
}

const WORDS: &[Word] = &[
    word("calls", "[filter]", Does::Look(View::Calls), "calls, narrowed to what passes"),
    word("waiting", "[filter]", Does::Look(View::Waiting), "waiting callers"),
    word("queues", "[filter]", Does::Look(View::Queues), "queues"),
    word("agents", "[filter]", Does::Look(View::Agents), "agents"),
    word("accounts", "[filter]", Does::Look(View::Accounts), "accounts and their health"),
    word("log", "[filter]", Does::Look(View::Log), "what was ordered, and what became of it"),
    word("account", "NAME", Does::Account, "go to an account"),
    word("filter", "[filter]", Does::Filter, "narrow this list; without one, clear it"),
    word("sort", "COLUMN", Does::Sort, "sort by a column, again turns round; or natural"),
    word("columns", "", Does::Key(Command::Columns), "choose the columns"),
    word("freeze", "", Does::Key(Command::Freeze), "freeze the picture, or let it go on"),
    word("refresh", "", Does::Key(Command::Refresh), "poll now, within the budget"),
    word("copy", "", Does::Key(Command::Copy), "copy the number, or the marked rows"),
    word("theme", "dark|light", Does::Theme, "the background that the colours are made for"),
    word("ascii", "on|off", Does::Ascii, "draw with ASCII characters only"),
    word("help", "", Does::Key(Command::Help), "the keys"),
    word("quit", "", Does::Key(Command::Quit), "leave; asks first"),
];

/// Every command, for the help.
pub fn words() -> &'static [Word] {
    WORDS
}

impl CommandLine {
    /// Which completion stands there now, if Tab put one there.
    pub fn chosen(&self) -> Option<usize> {
        self.cycle.as_ref().map(|(_, index)| *index)
    }

    /// What is to be completed: what had been typed before Tab.
    fn base(&self) -> &str {
        self.cycle.as_ref().map_or(self.input.value(), |(base, _)| base)
    }
}

impl Session {
    /// What the line that is typed could become: each the whole word that would stand at its end.
    pub fn completions(&self, line: &CommandLine) -> Vec<String> {
        complete::candidates(self, line.base())
    }

    /// The command that is typed, as soon as its name is complete.
    pub fn command_named(&self, line: &CommandLine) -> Option<&'static Word> {
        let name = line.input.value().split_whitespace().next()?;
        WORDS.iter().find(|word| word.word == name)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "every other key is typed")]
    pub(super) fn line_key(&mut self, mut line: CommandLine, key: KeyEvent, now: At) -> Vec<Intent> {
        match key.code {
            KeyCode::Esc => return Vec::new(),
            KeyCode::Backspace if line.input.value().is_empty() => return Vec::new(),
            KeyCode::Tab | KeyCode::BackTab => self.complete(&mut line, key.code == KeyCode::BackTab),
            KeyCode::Enter => match self.obey(line.input.value(), now) {
                Ok(intents) => return intents,
                Err(mistake) => {
                    // What went wrong is told where it was typed, to be mended there.
                    line.mistake = Some(mistake);
                    line.cycle = None;
                }
            },
            _ => {
                (line.mistake, line.cycle) = (None, None);
                let _changed = line.input.handle_event(&crossterm::event::Event::Key(key));
            }
        }
        self.mode = Mode::Command(Box::new(line));
        Vec::new()
    }

    /// Puts the next completion into the line, or the one before.
    fn complete(&self, line: &mut CommandLine, back: bool) {
        let base = line.base().to_owned();
        let candidates = complete::candidates(self, &base);
        let Some(last) = candidates.len().checked_sub(1) else { return };
        let index = match (line.chosen(), back) {
            (None, false) => 0,
            (None, true) => last,
            (Some(index), false) => (index + 1) % candidates.len(),
            (Some(index), true) => index.checked_sub(1).unwrap_or(last),
        };
        let Some(chosen) = candidates.get(index) else { return };
        line.input = Input::new(format!("{}{chosen}", complete::before(&base)));
        line.mistake = None;
        // What is complete with one key is not cycled through: the next Tab completes what comes behind it.
        line.cycle = (last > 0).then_some((base, index));
        if last == 0 && !complete::before(line.input.value()).contains(' ') {
            line.input = Input::new(format!("{} ", line.input.value()));
        }
    }

    /// Does what `typed` says. A name may be cut short where that leaves one command.
    fn obey(&mut self, typed: &str, now: At) -> Result<Vec<Intent>, String> {
        let typed = typed.trim();
        let (name, rest) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
        let rest = rest.trim();
        if name.is_empty() {
            return Ok(Vec::new());
        }
        let word = find(name)?;
        if word.takes.is_empty() && !rest.is_empty() {
            return Err(format!(":{} takes nothing more", word.word));
        }
        match word.does {
            Does::Look(view) => {
                self.look(view, now);
                if !rest.is_empty() {
                    self.narrow(rest, now)?;
                }
            }
            Does::Filter => self.narrow(rest, now)?,
            Does::Sort => self.sort_by_name(rest, now)?,
            Does::Account => self.go_to_account(rest, now)?,
            Does::Theme => match rest {
                "dark" => return Ok(vec![Intent::Appear(Appearance::Dark)]),
                "light" => return Ok(vec![Intent::Appear(Appearance::Light)]),
                _ => return Err(":theme takes dark or light".to_owned()),
            },
            Does::Ascii => match rest {
                "on" => return Ok(vec![Intent::Appear(Appearance::Ascii)]),
                "off" => return Ok(vec![Intent::Appear(Appearance::Unicode)]),
                _ => return Err(":ascii takes on or off".to_owned()),
            },
            Does::Key(command) => return Ok(self.command(command, now)),
        }
        Ok(Vec::new())
    }

    fn narrow(&mut self, text: &str, now: At) -> Result<(), String> {
        self.table_mut().input = Input::new(text.to_owned());
        self.refilter(now);
        self.table().mistake.clone().map_or(Ok(()), Err)
    }

    fn sort_by_name(&mut self, name: &str, now: At) -> Result<(), String> {
        if name == "natural" {
            self.table_mut().sort = None;
        } else {
            let column = Column::named(self.view(), name).filter(|it| *it != Column::Number);
            let words = columns(self.view()).iter().map(|column| column.about().word);
            let column = column.ok_or_else(|| unknown(name, "column of this list", words))?;
            self.table_mut().sort_by(column);
        }
        self.rebuild(now);
        Ok(())
    }

    fn go_to_account(&mut self, name: &str, now: At) -> Result<(), String> {
        let lines = &self.board().lines;
        let found = lines.iter().find(|line| line.account.to_string() == name || &*line.label == name);
        let Some(key) = found.map(|line| RowKey::Account(line.account.clone())) else {
            let names: Vec<String> = lines.iter().map(|line| line.account.to_string()).collect();
            return Err(unknown(name, "account", names.iter().map(String::as_str)));
        };
        self.look(View::Accounts, now);
        let place = |session: &Self| session.table().rows.iter().position(|row| row.is(&key));
        if place(self).is_none() {
            // The filter hides what was asked for by name.
            self.narrow("", now)?;
        }
        if let Some(place) = place(self) {
            self.table_mut().put(place);
            let page = self.page.rows;
            self.table_mut().fit(page);
        }
        Ok(())
    }
}

/// The command called `name`, or the only one that begins so.
fn find(name: &str) -> Result<&'static Word, String> {
    if name == "q" {
        // As fingers know it from other programs, though queues begins with it too.
        return find("quit");
    }
    let mut begin = WORDS.iter().filter(|word| word.word.starts_with(name));
    let exact = WORDS.iter().find(|word| word.word == name);
    match (exact, begin.next(), begin.next()) {
        (Some(word), ..) | (None, Some(word), None) => Ok(word),
        (None, Some(one), Some(other)) => Err(format!(":{name} could be :{} or :{}", one.word, other.word)),
        (None, None, _) => Err(unknown(&format!(":{name}"), "command", WORDS.iter().map(|word| word.word))),
    }
}

/// That there is no such thing, and which one may have been meant. Of what was typed stands as much as leaves that
/// in sight.
fn unknown<'a>(name: &str, what: &str, known: impl Iterator<Item = &'a str>) -> String {
    let name = &name.chars().take(16).collect::<String>();
    let plain = name.trim_start_matches(':').to_lowercase();
    let colon = if name.starts_with(':') { ":" } else { "" };
    let near = known.min_by_key(|known| strsim::damerau_levenshtein(&plain, &known.to_lowercase()));
    match near {
        Some(near) if plain.is_empty() => format!("type the name of a {what}, such as {colon}{near}"),
        Some(near) => format!("{name} is no {what}; the nearest is {colon}{near}"),
        None => format!("{name} is no {what}"),
    }
}
