//! Why a request is refused, in the vendor's shapes (tel4vn §1, "Error shapes"). Their HTTP statuses are not
//! documented: a slip moves them.

use serde_json::{Value, json};

use super::super::http::{Ask, Reply};
use super::list;

/// The words of actions that fail.
pub(super) const NOT_REGISTERED: Refusal = Refusal::Fail(Some("USER_NOT_REGISTERED"));
pub(super) const BUSY: Refusal = Refusal::Fail(Some("USER_BUSY"));
pub(super) const NO_CALL: Refusal = Refusal::Fail(Some("CALL_NOT_FOUND"));

/// What a text that must not be empty is told.
pub(super) const EMPTY: &str = "String length must be greater than or equal to 1";

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Unauthorized,
    Forbidden,
    /// What is not there.
    NotFound(&'static str),
    Method,
    /// A field and its flaw.
    Invalid(&'static str, &'static str),
    /// A lookup or an agent's state that cannot be.
    Wrong(&'static str),
    /// An action that failed, perhaps without a reason.
    Fail(Option<&'static str>),
}

impl Refusal {
    pub(super) fn reply(&self, ask: &Ask) -> Reply {
        let two_hundred = ask.trouble.word("codes") == "200";
        let lenient = |status: u16| if two_hundred { 200 } else { status };
        match self {
            Self::Unauthorized => Reply::json(&error(ask, "token", "Unauthorized", false)).with_status(401),
            Self::Forbidden => Reply::json(&error(ask, "permission", "Forbidden", false)).with_status(403),
            Self::NotFound("Not Found") => failure(404),
            Self::NotFound(what) => Reply::json(&error(ask, "id", what, false)).with_status(lenient(404)),
            Self::Method => failure(405),
            Self::Invalid(field, flaw) => {
                Reply::json(&error(ask, field, flaw, true)).with_status(lenient(400))
            }
            Self::Wrong(why) => Reply::json(&error(ask, "request", why, false)).with_status(lenient(400)),
            Self::Fail(why) => fail(ask, *why),
        }
    }
}

/// `error` is a text in some answers and a list of objects with one key each in others.
fn error(ask: &Ask, field: &str, what: &str, listed: bool) -> Value {
    let listed = match ask.trouble.word("errors") {
        "string" => false,
        "array" => true,
        _ => listed,
    };
    if !listed {
        return json!({ "error": what });
    }
    let mut flaw = serde_json::Map::new();
    flaw.insert(field.to_owned(), json!(what));
    json!({ "error": [flaw] })
}

/// Good HTTP unless a slip says otherwise, but for a call that is not there.
fn fail(ask: &Ask, why: Option<&'static str>) -> Reply {
    let missing = why == Some("CALL_NOT_FOUND");
    let status = match (ask.trouble.word("codes"), missing) {
        ("200", _) | ("", false) => 200,
        (_, true) => 404,
        (_, false) => 400,
    };
    let mut body = json!({});
    if let Some(why) = why {
        body = error(ask, if missing { "call_id" } else { "ext" }, why, false);
    }
    body = list::with(body, [("status", json!("fail"))]);
    if ask.path.ends_with("/async") && why == Some("USER_NOT_REGISTERED") {
        let message = "User not registered extension with Softphone or IP Phone";
        body = list::with(body, [("message", json!(message))]);
    }
    Reply::json(&body).with_status(status)
}

/// A failure that has nothing to do with what was asked.
pub(super) fn failure(status: u16) -> Reply {
    let what = match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    };
    Reply::json(&json!({ "error": what })).with_status(status)
}
