//! What the answer to a write means (fact sheet §3, §4).

use serde_json::Value;

use super::said::{Said, Sort, fault};
use super::ways::Way;
use crate::domain::Fault;
use crate::vendor::Reply;
use crate::vendor::commas::{Slips, mended};

/// Why a write was not done, or may not have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum No {
    /// As the fault says; the way itself is there.
    Fault(Fault),
    /// The token may not go this way, whatever the call.
    Barred(Fault),
    /// The way is not there on this account: what was answered.
    Closed(String),
    /// The call has ended, or the way is not there: what was answered.
    Unknown(String),
}

/// A yes, with the body as JSON, or a no.
pub(super) fn verdict(reply: Reply, way: Way) -> Result<Value, No> {
    let (status, said) = (reply.status, Said::by(&reply));
    let answered = || match &said.words {
        Some(words) => format!("HTTP {status}: {words}"),
        None => format!("HTTP {status}"),
    };
    match (status, said.sort) {
        (200..=299, _) => agreed(&reply, &said),
        (405 | 410 | 501, _) | (400, Sort::Unsaid) => Err(No::Closed(answered())),
        (404, Sort::Missing) if way == Way::Signal => Err(No::Fault(fault(reply))),
        (404, _) if way == Way::Signal => Err(No::Closed(answered())),
        (404, _) => Err(No::Unknown(answered())),
        (403, Sort::Barred) => Err(No::Barred(fault(reply))),
        _ => Err(No::Fault(fault(reply))),
    }
}

/// Any 2xx is a yes: the table says 202, the examples 200, and a signal gets 201 with nothing (fact sheet §4).
/// One that speaks of errors and shows no call, or that is no JSON even once the examples' slips are mended, is no
/// answer of this interface.
fn agreed(reply: &Reply, said: &Said) -> Result<Value, No> {
    let odd = |what: &str| Err(No::Fault(reply.unreadable(&format!("HTTP {} with {what}", reply.status))));
    let body = reply.body.trim_ascii();
    if reply.content_type.contains("html") || body.starts_with(b"<") {
        return odd("a web page");
    }
    let told = serde_json::from_slice(body)
        .or_else(|_| serde_json::from_slice(&mended(body, Slips::MissingOrTrailing)));
    let told: Value = match told {
        Err(_) if !body.is_empty() => return odd("something that is no JSON"),
        told => told.unwrap_or_default(),
    };
    let shows =
        ["current_calls", "current_call", "call"].iter().any(|key| told.get(key).is_some_and(is_some));
    let complains = told.get("error").is_some() || told.get("errors").is_some();
    match &said.words {
        Some(words) if complains && !shows => odd(&format!("\"{words}\"")),
        Some(_) | None => Ok(told),
    }
}

fn is_some(value: &Value) -> bool {
    !value.is_null() && value.as_array().is_none_or(|rows| !rows.is_empty())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::tests::{fixture, reply};
    use super::*;

    fn acted(status: u16, body: &str) -> Reply {
        Reply { acts: true, ..reply(status, body) }
    }

    fn update(status: u16, body: &str) -> Result<Value, No> {
        verdict(acted(status, body), Way::Update)
    }

    fn signal(status: u16, body: &str) -> Result<Value, No> {
        verdict(acted(status, body), Way::Signal)
    }

    #[test]
    fn any_2xx_is_a_yes() {
        for status in [200, 201, 202, 204] {
            assert!(update(status, fixture!("updated.json")).is_ok(), "{status}");
            assert!(signal(status, "").is_ok(), "{status}");
        }
        // The drafts' key, and the Signal API's answer of a call that is over.
        assert!(update(200, r#"{"current_call":{"transaction_id":"A"}}"#).is_ok());
        assert!(signal(200, r#"{"signals":[],"call":{"transaction_id":"A"}}"#).is_ok());
    }

    #[test]
    fn a_2xx_that_says_something_else_may_or_may_not_have_worked() {
        for body in [
            r#"{"error":"RecordNotFound"}"#,
            r#"{"errors":{"class":"X"}}"#,
            r#"{"errors":["X"],"current_calls":[]}"#,
            "<html>",
            "taken",
        ] {
            assert!(matches!(update(200, body), Err(No::Fault(Fault::Unanswered(_)))), "{body}");
        }
        // A page is one by its type or by its looks, be it empty.
        for (content_type, body) in [("text/html", ""), ("text/html", "{}"), ("application/json", "<p>busy")]
        {
            let page = Reply { content_type: content_type.into(), ..acted(200, body) };
            let told = verdict(page, Way::Update);
            assert!(
                matches!(&told, Err(No::Fault(Fault::Unanswered(why))) if why.contains("a web page")),
                "{told:?}"
            );
        }
    }

    #[test]
    fn an_update_of_an_unknown_call_is_told_from_one_that_is_not_there() {
        assert_eq!(
            update(404, r#"{"error":"RecordNotFound"}"#),
            Err(No::Unknown("HTTP 404: RecordNotFound".into()))
        );
        assert_eq!(update(404, "<html>"), Err(No::Unknown("HTTP 404".into())));
        assert_eq!(update(405, ""), Err(No::Closed("HTTP 405".into())));
        assert_eq!(update(400, ""), Err(No::Closed("HTTP 400".into())));
        let invalid = r#"{"errors":{"class":"InvalidInput","invalid_data":"no such field"}}"#;
        assert!(matches!(update(400, invalid), Err(No::Fault(Fault::Refused(_)))));
    }

    #[test]
    fn a_signal_names_the_call_that_it_does_not_know() {
        let missing = r#"{"errors":{"class":"RecordNotFound","invalid_data":"no call"}}"#;
        assert!(matches!(signal(404, missing), Err(No::Fault(Fault::Gone(_)))));
        assert_eq!(signal(404, ""), Err(No::Closed("HTTP 404".into())));
        assert_eq!(signal(405, ""), Err(No::Closed("HTTP 405".into())));
    }

    #[test]
    fn a_missing_right_is_one_of_the_account_or_of_the_call() {
        let class = |class: &str| update(403, &format!(r#"{{"errors":{{"class":"{class}"}}}}"#));
        assert!(matches!(class("UnauthorizedOperation"), Err(No::Barred(Fault::Forbidden(_)))));
        assert!(matches!(class("UnauthorizedAdvertiser"), Err(No::Fault(Fault::Forbidden(_)))));
        assert!(
            matches!(update(403, ""), Err(No::Fault(Fault::Refused(why))) if why.contains("either a right"))
        );
        let field = r#"{"errors":{"call_dispo":["is not a custom data field"]}}"#;
        assert!(matches!(update(403, field), Err(No::Fault(Fault::Refused(_)))));
        assert!(matches!(
            update(401, r#"{"error":"NotAuthorized"}"#),
            Err(No::Fault(Fault::Unauthorized(_)))
        ));
    }

    #[test]
    fn what_broke_down_may_have_been_done() {
        for status in [302, 408, 500, 502, 504] {
            assert!(matches!(update(status, ""), Err(No::Fault(Fault::Unanswered(_)))), "{status}");
        }
        let busy = Reply { retry_after: Some(Duration::from_secs(7)), ..acted(503, "") };
        assert!(matches!(verdict(busy, Way::Update), Err(No::Fault(Fault::RateLimited { .. }))));
        assert!(matches!(update(429, ""), Err(No::Fault(Fault::RateLimited { .. }))));
    }
}
