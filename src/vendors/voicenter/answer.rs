//! What comes back: the four ways in which this vendor says yes and no (voicenter §4, §5).

use serde_json::{Map, Value};

use super::frame::Present;
use super::keys::under;
use crate::domain::{Accepted, Fault, Text};
use crate::vendor::{Reply, loose};

/// A list, row by row as it came, and when.
#[derive(Clone, Debug)]
pub(super) struct List {
    /// When it was read.
    pub present: Present,
    /// Its rows.
    pub rows: Vec<Value>,
}

/// How an acting endpoint answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// `ErrorCode`, `Message` (voicenter §5.1).
    Recording,
    /// `ERRORCODE`, `ERRORMESSAGE` (voicenter §5.2, §5.3).
    Click2Call,
    /// `Status`, `StatusError`, `StatusErroMessage`, as the vendor spells it (voicenter §5.4).
    Status,
}

/// The list under `key` of `reply`; `filter` is the setting that narrows it, and its value.
pub(super) fn list(reply: Reply, key: &str, filter: Option<(&str, &str)>) -> Result<List, Fault> {
    let (label, present) = (reply.label, Present::of(&reply));
    let told = reply.json::<Map<String, Value>>();
    // A refusal may come with any status; the status is only the fallback (voicenter §4).
    if !matches!(reply.status, 401 | 403)
        && let Ok(told) = &told
        && let Some(fault) = refusal(label, told, filter)
    {
        return Err(fault);
    }
    accepted_status(reply)?;
    let told = told?;
    let odd = |what: &str| Fault::Malformed(Text::new(&format!("failed to {label}: {what}")));
    if under(&told, "ERR").is_some_and(|err| loose::whole_of(err) != Some(0)) {
        return Err(odd("ERR: not a number"));
    }
    match under(&told, key) {
        Some(Value::Array(rows)) => Ok(List { present, rows: rows.clone() }),
        // Null is not "nobody": an empty list is.
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => {
            Err(odd(&format!("{key}: not a list")))
        }
        None => Err(odd(&format!("no {key} in the answer"))),
    }
}

/// The fault that a list's `ERR` and `DESC` tell of (voicenter §4).
fn refusal(label: &str, told: &Map<String, Value>, filter: Option<(&str, &str)>) -> Option<Fault> {
    let err = under(told, "ERR").and_then(loose::whole_of).filter(|err| *err != 0)?;
    let desc = under(told, "DESC").and_then(loose::text_of).unwrap_or_default();
    let says = |word: &str| desc.to_ascii_lowercase().contains(word);
    let text =
        |more: &str| Text::new(&format!("failed to {label}: voicenter said \"{desc}\" (ERR {err}){more}"));
    Some(if says("authori") {
        Fault::Unauthorized(text("; check `code`"))
    } else if let Some((setting, value)) = filter {
        Fault::Refused(text(&format!("; check `{setting}` ({value})")))
    } else if says("internal error") {
        // A wrong value or the vendor's own trouble (voicenter §4): we send no value that could be wrong.
        Fault::ServerError(text(""))
    } else {
        Fault::Refused(text(""))
    })
}

/// The answer to an order.
pub(super) fn settled(reply: Reply, dialect: Dialect) -> Result<Accepted, Fault> {
    let label = reply.label;
    let told = reply.json::<Map<String, Value>>().ok().and_then(|told| verdict(label, &told, dialect));
    if let Some(verdict) = told {
        return verdict;
    }
    let unread = reply.unreadable("the answer could not be read");
    match accepted_status(reply) {
        // The page is not there. That says nothing about the call.
        Err(fault) => Err(fault.misplaced("check the address")),
        Ok(()) => Err(unread),
    }
}

/// Yes or no, if `told` says either.
fn verdict(label: &str, told: &Map<String, Value>, dialect: Dialect) -> Option<Result<Accepted, Fault>> {
    let number = |key: &str| under(told, key).and_then(loose::whole_of);
    let (code, message, yes) = match dialect {
        Dialect::Recording => (number("ErrorCode")?, "Message", 200),
        Dialect::Click2Call => (number("ERRORCODE")?, "ERRORMESSAGE", 0),
        Dialect::Status => (number("Status")?, "StatusErroMessage", 1),
    };
    let failed = dialect == Dialect::Status && number("StatusError").is_some_and(|error| error != 1);
    if code == yes && !failed {
        return Some(Ok(Accepted::default()));
    }
    let message = under(told, message).or_else(|| under(told, "StatusErrorMessage")).and_then(loose::text_of);
    let message = message.unwrap_or_default();
    let meaning = meaning(dialect, code).map_or_else(String::new, |meaning| format!(", {meaning}"));
    let text = Text::new(&format!("failed to {label}: voicenter said \"{message}\" (code {code}{meaning})"));
    let says = |word: &str| message.to_ascii_lowercase().contains(word);
    Some(Err(if says("authori") {
        Fault::Forbidden(text)
    } else if dialect == Dialect::Recording && says("not found") {
        Fault::Gone(text)
    } else {
        Fault::Refused(text)
    }))
}

/// What a code means where its message may not say so.
fn meaning(dialect: Dialect, code: i64) -> Option<&'static str> {
    match (dialect, code) {
        (Dialect::Click2Call, 1) => Some("a parameter is wrong"),
        (Dialect::Click2Call, 2) => Some("an error of the application"),
        (Dialect::Click2Call, 3) => Some("the extension is offline"),
        (Dialect::Click2Call, 4) => Some("the extension or the number is blocked for click2call"),
        (Dialect::Status, 2) => Some("the code or the user is wrong"),
        (Dialect::Status, 3) => Some("the extension is wrong"),
        (Dialect::Status, 4) => Some("the status is not supported"),
        _ => None,
    }
}

/// Whether the HTTP status is a good one. The vendor answers 403 to addresses that are not on its list
/// (voicenter §1).
fn accepted_status(reply: Reply) -> Result<(), Fault> {
    match reply.ok() {
        Ok(_) => Ok(()),
        Err(fault @ Fault::Forbidden(_)) => {
            Err(fault.adding("is this host's address listed in Voicenter's CPanel, under API Settings?"))
        }
        Err(fault) => Err(fault),
    }
}

#[cfg(test)]
mod tests;
