//! Why a request is refused, in the words of the interface's own pages or of the platform's (invoca §1).

use serde_json::{Value, json};

use super::super::http::{Ask, Reply};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    NotAuthorized,
    /// The platform's class.
    Forbidden(&'static str),
    /// A field, and what is wrong with it.
    Field(&'static str, &'static str),
    /// What is wrong with the data of a signal.
    Input(&'static str),
    NotFound,
    Version,
    Method,
    /// A route that is no more, and the status that says so.
    Removed(u16),
}

impl Refusal {
    pub(super) fn reply(&self, ask: &Ask) -> Reply {
        let platform = ask.trouble.word("errors") == "platform" || ask.endpoint == "signal";
        match self {
            Self::NotAuthorized if platform => {
                class(401, "UnauthorizedOperation", "The API token is missing or not valid")
            }
            Self::NotAuthorized => body(401, &json!({ "error": "NotAuthorized" })),
            Self::Forbidden(name) => class(403, name, "You are not authorized for this organization"),
            Self::Field(field, why) => {
                let mut errors = serde_json::Map::new();
                errors.insert((*field).to_owned(), json!([why]));
                body(403, &json!({ "errors": errors }))
            }
            Self::Input(why) => class(403, "InvalidInput", why),
            Self::NotFound if platform => class(404, "RecordNotFound", "Couldn't find the call"),
            Self::NotFound => body(404, &json!({ "error": "RecordNotFound" })),
            Self::Version => class(400, "InvalidInput", "This version of the route does not exist"),
            Self::Method => Reply::text(405, "Method Not Allowed"),
            // A route that is gone is nobody's who could word it.
            Self::Removed(status) => Reply::page().with_status(*status),
        }
    }
}

fn class(status: u16, class: &str, data: &str) -> Reply {
    body(status, &json!({ "errors": { "class": class, "invalid_data": data } }))
}

fn body(status: u16, value: &Value) -> Reply {
    Reply::json(value).with_status(status)
}

/// A failure that has nothing to do with what was asked.
pub(super) fn failure(status: u16) -> Reply {
    match status {
        401 => body(401, &json!({ "error": "NotAuthorized" })),
        404 => body(404, &json!({ "error": "RecordNotFound" })),
        _ => class(status, "InternalServiceError", "refer to error handle 1228118400"),
    }
}
