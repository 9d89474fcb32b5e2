//! How the vendor says no (ringcentral §2.5, §6).

use serde_json::{Value, json};

use super::super::http::{Ask, Reply};
use crate::clock;

/// Why a request is not answered as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// 401 in plain text, as the gateway says it.
    Token(&'static str),
    Forbidden,
    NotFound,
    Method,
    /// 400: the attribute, what is wrong with it, its value.
    Invalid(&'static str, &'static str, String),
    /// 429: the limit, and seconds until there is room again.
    Limited(u32, u64),
}

impl Refusal {
    /// A required parameter that was not sent.
    pub(super) fn missing(name: &'static str) -> Self {
        Self::Invalid(name, "is required", String::new())
    }

    pub(super) fn reply(self, ask: &Ask) -> Reply {
        let errors = |status, code: &str, message: &str, flaws: Value| {
            let uri = format!("{} - {}", ask.path, ask.method);
            let at = ask.claim(clock::utc()).timestamp_millis();
            Reply::json(&json!({
                "errorCode": code, "generalMessage": message, "details": "", "requestUri": uri,
                "timestamp": at, "validationErrors": flaws,
            }))
            .with_status(status)
        };
        match self {
            Self::Token(why) => Reply::text(401, why),
            Self::Forbidden => {
                let message = "You do not have permission to access this resource";
                errors(403, "access.denied.exception", message, json!([]))
            }
            Self::NotFound => {
                let message = "The resource you have requested does not exist";
                errors(404, "resource.not.found.exception", message, json!([]))
            }
            Self::Method => {
                errors(405, "method.not.allowed.exception", "Request method is not supported", json!([]))
            }
            Self::Invalid(name, message, value) => {
                let flaws = json!([{ "attributeName": name, "message": message, "value": value }]);
                errors(400, "invalid.request.exception", "The supplied data is not valid", flaws)
            }
            Self::Limited(limit, seconds) => failure(429)
                .with("retry-after", seconds.to_string())
                .with("x-rate-limit-limit", limit.to_string())
                .with("x-rate-limit-remaining", "0")
                .with("x-rate-limit-window", "60"),
        }
    }
}

/// A failure that has nothing to do with what was asked.
pub(super) fn failure(status: u16) -> Reply {
    let body = match status {
        429 => json!({
            "message": "Request rate exceeded",
            "errors": [{ "errorCode": "CMN-301", "message": "Request rate exceeded" }],
        }),
        404 => json!({ "generalMessage": "The resource you have requested does not exist" }),
        _ => json!({ "generalMessage": "An Internal Server Error occurred while processing this request" }),
    };
    Reply::json(&body).with_status(status)
}
