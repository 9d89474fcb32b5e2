//! What a command line could become.

use super::{Does, WORDS};
use crate::session::{Column, Session, columns};

/// Beyond this, a list of candidates helps nobody.
const MOST: usize = 40;

/// The words for what calls and agents do.
const PHASES: [&str; 9] =
    ["waiting", "ringing", "dialing", "talking", "held", "parked", "wrap-up", "ready", "paused"];

/// The part of `typed` that a completion keeps: everything before its last word.
pub(super) fn before(typed: &str) -> String {
    let last = last(typed);
    typed.strip_suffix(last).unwrap_or_default().to_owned()
}

fn last(typed: &str) -> &str {
    // A quote that is open holds the words behind it together.
    let quoted = typed.matches('"').count() % 2 == 1;
    let start = if quoted {
        let quote = typed.rfind('"').unwrap_or(0);
        typed.get(..quote).and_then(|before| before.rfind(char::is_whitespace))
    } else {
        typed.rfind(char::is_whitespace)
    };
    start.and_then(|blank| typed.get(blank..)).map_or(typed, str::trim_start)
}

/// The words that could stand where the last word of `typed` does.
pub(super) fn candidates(session: &Session, typed: &str) -> Vec<String> {
    let typed = typed.trim_start();
    let Some((name, _)) = typed.split_once(char::is_whitespace) else {
        let words = WORDS.iter().map(|word| word.word);
        return words.filter(|word| word.starts_with(typed)).map(ToOwned::to_owned).collect();
    };
    let Ok(word) = super::find(name) else { return Vec::new() };
    let last = last(typed);
    let mut values = match word.does {
        Does::Look(_) | Does::Filter => terms(session, last),
        Does::Sort => sorts(session),
        Does::Account => session.board().lines.iter().map(|line| line.account.to_string()).collect(),
        Does::Theme => vec!["dark".to_owned(), "light".to_owned()],
        Does::Ascii => vec!["on".to_owned(), "off".to_owned()],
        Does::Key(_) => Vec::new(),
    };
    let begins = last.to_lowercase();
    values.retain(|value| value.to_lowercase().replace('"', "").starts_with(&begins.replace('"', "")));
    values.truncate(MOST);
    values
}

fn sorts(session: &Session) -> Vec<String> {
    let named = columns(session.view()).iter().filter(|column| **column != Column::Number);
    std::iter::once("natural").chain(named.map(|column| column.about().word)).map(ToOwned::to_owned).collect()
}

/// The terms of a filter; behind the colon of one, the names that it can be given.
fn terms(session: &Session, last: &str) -> Vec<String> {
    let bare = last.strip_prefix('!').unwrap_or(last);
    let sign = if bare.len() < last.len() { "!" } else { "" };
    let lines = || session.board().lines.iter();
    let names: Vec<String> = match bare.split_once(':') {
        Some(("v", _)) => lines().map(|line| line.account.to_string()).collect(),
        Some(("q", _)) => {
            lines().flat_map(|line| line.queues.rows().iter().map(|queue| queue.name.to_string())).collect()
        }
        Some(("a", _)) => {
            lines().flat_map(|line| line.agents.rows().iter().map(|agent| agent.name.to_string())).collect()
        }
        Some(("d", _)) => ["inbound", "outbound", "internal"].map(ToOwned::to_owned).to_vec(),
        Some(("p", _)) => PHASES.map(ToOwned::to_owned).to_vec(),
        Some(_) | None => {
            return ["v:", "q:", "a:", "d:", "p:", "s:>"].map(|term| format!("{sign}{term}")).to_vec();
        }
    };
    let key = bare.split(':').next().unwrap_or_default();
    let quoted = |name: &String| if name.contains(' ') { format!("\"{name}\"") } else { name.clone() };
    let mut values: Vec<String> = names.iter().map(|name| format!("{sign}{key}:{}", quoted(name))).collect();
    values.sort();
    values.dedup();
    values
}
