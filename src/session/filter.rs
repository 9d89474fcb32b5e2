//! The live text filter of a list.

use std::time::Duration;

use super::Row;
use crate::board::CallRow;
use crate::domain::At;

/// What passes: every term of it must. `!` before a term inverts it; `"…"` holds blanks together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter(Vec<Term>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    inverse: bool,
    what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Anywhere(String),
    Vendor(String),
    Queue(String),
    Agent(String),
    Direction(String),
    Phase(String),
    Longer(Duration),
    Shorter(Duration),
}

impl Filter {
    /// Reads what an operator typed: `text`, `v:vendor`, `q:queue`, `a:agent`, `d:in`, `p:talking`, `s:>5m`, `s:<30`, each with
    /// `!` before it to mean the opposite. A term that cannot be read hides nothing, and what is wrong with the first
    /// such term says what to type instead.
    pub fn parse(typed: &str) -> (Self, Option<String>) {
        let read = words(typed).into_iter().filter(|word| !word.is_empty()).map(|word| term(&word));
        let (terms, mistakes): (Vec<_>, Vec<_>) = read.partition(Result::is_ok);
        let mistake = mistakes.into_iter().find_map(Result::err);
        (Self(terms.into_iter().filter_map(Result::ok).collect()), mistake)
    }

    /// Whether nothing is filtered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether what passes changes with time alone.
    pub fn ages(&self) -> bool {
        self.0.iter().any(|term| matches!(term.what, What::Longer(_) | What::Shorter(_)))
    }

    /// Whether `row` passes at `now`.
    pub fn passes(&self, row: &Row, now: At) -> bool {
        self.0.iter().all(|term| term.what.holds(row, now) != term.inverse)
    }
}

impl What {
    fn holds(&self, row: &Row, now: At) -> bool {
        match self {
            Self::Anywhere(text) => texts(row).iter().any(|field| contains(field, text)),
            Self::Vendor(text) => row.account().is_some_and(|account| contains(&account.to_string(), text)),
            Self::Queue(text) => match row {
                Row::Call(_, _, row) => row.queue.as_deref().is_some_and(|queue| contains(queue, text)),
                Row::Queue(_, queue) => contains(&queue.name, text),
                Row::Agent(..) | Row::Account(_) | Row::Order(_) => false,
            },
            Self::Agent(text) => match row {
                Row::Call(_, _, row) => row.agent.as_deref().is_some_and(|agent| contains(agent, text)),
                Row::Agent(_, agent, who) => contains(&who.name, text) || contains(&agent.name, text),
                Row::Queue(..) | Row::Account(_) | Row::Order(_) => false,
            },
            Self::Direction(text) => match row {
                Row::Call(_, _, row) => {
                    row.call.direction.word().is_some_and(|word| word.starts_with(text.as_str()))
                }
                Row::Queue(..) | Row::Agent(..) | Row::Account(_) | Row::Order(_) => false,
            },
            Self::Phase(text) => match row {
                Row::Call(_, _, row) => contains(row.call.phase.word(), text),
                Row::Agent(_, agent, _) => contains(agent.state.word(), text),
                Row::Queue(_, queue) => queue.state.as_deref().is_some_and(|state| contains(state, text)),
                Row::Order(filed) => contains(filed.stage.word(), text),
                Row::Account(_) => false,
            },
            Self::Longer(limit) => lasted(row, now).is_some_and(|lasted| lasted > *limit),
            Self::Shorter(limit) => lasted(row, now).is_some_and(|lasted| lasted < *limit),
        }
    }
}

/// How long a row has waited or been in its state: what `s:` compares.
fn lasted(row: &Row, now: At) -> Option<Duration> {
    match row {
        Row::Call(_, _, row) => match row.wait(now) {
            Some((wait, true)) => Some(wait),
            Some((_, false)) | None => Some(row.age(now).0),
        },
        Row::Queue(line, queue) => line.waits.queue(&queue.id).head().map(|at| now.since(at)),
        Row::Agent(_, agent, _) => agent.since.map(|at| now.since(at)),
        Row::Account(line) => line.health.heard.map(|at| now.since(at)),
        Row::Order(filed) => Some(now.since(filed.at)),
    }
}

/// Every text of a row that can be found by typing it.
fn texts(row: &Row) -> Vec<String> {
    let mut texts: Vec<String> = row.account().map(ToString::to_string).into_iter().collect();
    let mut add = |text: Option<&str>| texts.extend(text.map(ToOwned::to_owned));
    match row {
        Row::Call(_, _, row) => {
            let CallRow { call, agent, queue, .. } = &**row;
            add(call.caller.name.as_deref());
            add(call.caller.number.as_deref());
            add(call.dialled.as_deref());
            add(agent.as_deref());
            add(queue.as_deref());
            add(Some(call.phase.word()));
            add(Some(&call.id.text()));
        }
        Row::Queue(_, queue) => {
            add(Some(&queue.name));
            add(queue.group.as_deref());
            add(queue.state.as_deref());
        }
        Row::Agent(_, agent, who) => {
            add(Some(&who.name));
            add(Some(&agent.name));
            add(agent.extension.as_deref());
            add(agent.group.as_deref());
            add(agent.reason.as_deref());
            add(Some(agent.state.word()));
        }
        Row::Account(_) => {}
        Row::Order(filed) => {
            let order = &filed.order;
            add(Some(&order.action.words()));
            add(Some(&order.operator));
            add(Some(filed.stage.word()));
            add(order.subject.caller().and_then(|caller| caller.name.as_deref()));
            add(order.subject.caller().and_then(|caller| caller.number.as_deref()));
        }
    }
    texts
}

/// Whether `field` holds `text`, which is in lower case already. Digits find a number however it is written.
fn contains(field: &str, text: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    field.to_lowercase().contains(text)
        || text.len() >= 3
            && text.chars().all(|char| char.is_ascii_digit() || "+-() ".contains(char))
            && digits(field).contains(&digits(text))
}

fn words(typed: &str) -> Vec<String> {
    let (mut words, mut quoted) = (vec![String::new()], false);
    for char in typed.chars() {
        match char {
            '"' => quoted = !quoted,
            blank if blank.is_whitespace() && !quoted => words.push(String::new()),
            other => {
                if let Some(word) = words.last_mut() {
                    word.push(other);
                }
            }
        }
    }
    words
}

fn term(word: &str) -> Result<Term, String> {
    let (inverse, word) = word.strip_prefix('!').map_or((false, word), |rest| (true, rest));
    if word.is_empty() {
        return Err("type what ! shall leave out".to_owned());
    }
    let what = match word.split_once(':') {
        Some((key, "")) if matches!(key, "v" | "q" | "a" | "d" | "p" | "s") => {
            return Err(format!("type what {key}: shall find"));
        }
        Some(("v", text)) => What::Vendor(text.to_lowercase()),
        Some(("q", text)) => What::Queue(text.to_lowercase()),
        Some(("a", text)) => What::Agent(text.to_lowercase()),
        Some(("d", text)) => What::Direction(text.to_lowercase()),
        Some(("p", text)) => What::Phase(text.to_lowercase()),
        Some(("s", limit)) => limit_of(limit)?,
        Some((key, _)) if key.len() == 1 && key.chars().all(|char| char.is_ascii_alphabetic()) => {
            return Err(format!("{key}: is not a term; there are v: q: a: d: p: s:"));
        }
        Some(_) | None => What::Anywhere(word.to_lowercase()),
    };
    Ok(Term { inverse, what })
}

fn limit_of(limit: &str) -> Result<What, String> {
    let remedy = || "s: takes > or < and a time, as in s:>5m, s:<30, s:>1:30".to_owned();
    let (make, span): (fn(Duration) -> What, _) = match (limit.strip_prefix('>'), limit.strip_prefix('<')) {
        (Some(span), _) => (What::Longer, span),
        (None, Some(span)) => (What::Shorter, span),
        (None, None) => return Err(remedy()),
    };
    span_of(span).map(make).ok_or_else(remedy)
}

/// `90`, `90s`, `5m`, `1h`, `1h30m` or `1:30`.
fn span_of(text: &str) -> Option<Duration> {
    if let Some((minutes, seconds)) = text.split_once(':') {
        let (minutes, seconds): (u64, u64) = (minutes.parse().ok()?, seconds.parse().ok()?);
        return minutes.checked_mul(60)?.checked_add(seconds).map(Duration::from_secs);
    }
    text.parse().ok().map(Duration::from_secs).or_else(|| humantime::parse_duration(text).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(text: &str) -> Duration {
        let What::Longer(limit) = &Filter::parse(text).0.0[0].what else { panic!("{text}") };
        *limit
    }

    #[test]
    fn spans_are_read_as_people_write_them() {
        for (text, seconds) in [("s:>90", 90), ("s:>5m", 300), ("s:>1:30", 90), ("s:>1h30m", 5400)] {
            assert_eq!(limit(text), Duration::from_secs(seconds), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_what_can() {
        for (text, says) in [
            ("s:5m", "s:>5m"),
            ("s:>soon", "s:>5m"),
            ("q:", "type what q:"),
            ("!", "leave out"),
            ("z:1", "v: q: a: d: p: s:"),
        ] {
            let (filter, error) = Filter::parse(text);
            let error = error.expect(text);
            assert!(filter.is_empty(), "{text} hides nothing");
            assert!(error.contains(says), "{text}: {error}");
        }
    }

    #[test]
    fn quotes_hold_blanks_together_and_times_of_day_are_text() {
        assert_eq!(Filter::parse(r#"q:"Support Queue" !ada"#).0.0.len(), 2);
        assert_eq!(Filter::parse("14:05").1, None);
        assert!(Filter::parse("   ").0.is_empty());
    }

    #[test]
    fn digits_find_a_number_however_it_is_written() {
        assert!(contains("+1 650 123 4567", "6501234"));
        assert!(contains("0501234567", "050-123"));
        assert!(!contains("Ada 12", "123"));
    }
}
