//! The list of calls as it comes: whole, empty, partial, or not at all (fact sheet §2).

use serde_json::{Map, Value};

use super::said::{Said, Sort, fault};
use crate::domain::{Fault, Text, Unread};
use crate::vendor::Reply;
use crate::vendor::commas::{Slips, mended};

/// How many gaps are told one by one.
const MOST_GAPS: usize = 20;

/// The list as it came.
#[derive(Clone, Debug)]
pub(super) struct List {
    /// The answer without its body: whose clock the times are in.
    pub reply: Reply,
    /// Its rows, unread.
    pub rows: Vec<Value>,
    /// What the vendor says is missing from it; empty if it is whole.
    pub gaps: Vec<Unread>,
}

/// The list in `reply`. With a filter, "not found" is a list of none (fact sheet §2).
pub(super) fn list(reply: Reply, filtered: bool) -> Result<List, Fault> {
    if filtered && reply.status == 404 && Said::by(&reply).sort == Sort::Missing {
        return Ok(List { reply: Reply { body: Vec::new(), ..reply }, rows: Vec::new(), gaps: Vec::new() });
    }
    if !(200..300).contains(&reply.status) {
        return Err(fault(reply));
    }
    let told = read(&reply)?;
    let gaps = gaps(&told);
    let label = reply.label;
    let Some(rows) = rows(told) else {
        let words = gaps.first().map(|gap| format!("; Invoca says: {}", gap.why)).unwrap_or_default();
        let why = format!("failed to {label}: no list of current_calls in the answer{words}");
        return Err(Fault::Malformed(Text::new(&why)));
    };
    if let Some(gap) = gaps.first().filter(|_| rows.is_empty()) {
        // Nothing came and something is missing: that is no quiet minute.
        return Err(Fault::Unreachable(Text::new(&format!("failed to {label}: {}", gap.why))));
    }
    Ok(List { reply: Reply { body: Vec::new(), ..reply }, rows, gaps })
}

/// The body as an object. Of keys that stand there twice the last counts (fact sheet §5.3).
fn read(reply: &Reply) -> Result<Map<String, Value>, Fault> {
    // The examples' slips are mended (fact sheet §5.2, §5.4); the fault tells of the answer as it came.
    let mended = || mended(&reply.body, Slips::MissingOrTrailing);
    reply.json().or_else(|fault| serde_json::from_slice(&mended()).or(Err(fault)))
}

/// The rows, under any of the names they have had.
fn rows(mut told: Map<String, Value>) -> Option<Vec<Value>> {
    ["current_calls", "calls_in_progress"].into_iter().find_map(|key| match told.remove(key) {
        Some(Value::Array(rows)) => Some(rows),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_))
        | None => None,
    })
}

/// What an answer says is missing from it: some regions could not be reached (fact sheet §2).
fn gaps(told: &Map<String, Value>) -> Vec<Unread> {
    let unread = |words: String| Unread::row(Text::new(&format!("the list is not whole: {words}")));
    if let Some(Value::Array(errors)) =
        told.get("errors").filter(|errors| **errors != Value::Array(Vec::new()))
    {
        let unnamed = || "an error without words".to_owned();
        let words = errors.iter().map(|error| Said::in_list(error).words.unwrap_or_else(unnamed));
        return words.take(MOST_GAPS).map(unread).collect();
    }
    let says = told.contains_key("error") || told.contains_key("errors");
    let words = if says { Said::of(&Value::Object(told.clone())).words } else { None };
    let partial =
        told.get("partial_data").is_some_and(|flag| !matches!(flag, Value::Null | Value::Bool(false)));
    let words = words.or_else(|| partial.then(|| "Invoca does not say what is missing".to_owned()));
    words.map(unread).into_iter().collect()
}
