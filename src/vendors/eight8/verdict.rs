//! What the answer to an order means (8x8 §5.7, §6).

use serde_json::Value;

use super::enrich::{Extra, extra};
use super::faults::{explained, objects, words};
use crate::domain::{Accepted, Fault, Text};
use crate::vendor::Reply;
use crate::vendor::loose::{self, field};

/// What of a refusal says that there is nothing left to do.
const OVER: [&str; 4] =
    ["already terminated", "was not found", "has no phone interactions", "Failed to find any interaction"];

/// The vendor's yes or no.
pub(super) fn verdict(reply: Reply) -> Result<Reply, Fault> {
    let (label, status) = (reply.label, reply.status);
    let why = explained(&reply);
    let plain = {
        let why = why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        Text::from(format!("failed to {label}: HTTP {status}{why}"))
    };
    let told = |remedy: &str| plain.adding(remedy);
    let over = why.as_ref().is_some_and(|why| OVER.iter().any(|sign| why.contains(sign)));
    match status {
        200..=299 => accepted(reply),
        410 => Err(Fault::Gone(why.unwrap_or_else(|| "the call is over already".into()))),
        400..=499 if over => Err(Fault::Gone(why.unwrap_or_else(|| "it is over already".into()))),
        401 => Err(Fault::Unauthorized(told(
            "check `user` and `action_token`; creating a new token in Configuration Manager ends the old one",
        ))),
        403 => Err(Fault::Forbidden(told("check `tenant` and `action_token`"))),
        404 if why.is_none() => Err(Fault::Refused(told("check `calls_url` and `tenant`"))),
        404 => Err(Fault::Gone(plain)),
        _ => reply.ok_or_said(|_| why),
    }
}

/// A yes that says no inside: a status of its own in the body (8x8 §5.8, §5.9).
fn accepted(reply: Reply) -> Result<Reply, Fault> {
    let body = reply.body.trim_ascii();
    if body.starts_with(b"<") {
        return Err(reply.unreadable("a page instead of JSON; check `calls_url`"));
    }
    let told = objects(body).pop();
    if told.is_none() && !body.is_empty() {
        return Err(reply.unreadable("the answer is no JSON object"));
    }
    let told = told.unwrap_or_default();
    let changed = field::whole(&told, "change-status").is_none_or(|status| (200..300).contains(&status));
    let errs = field::text(&told, "status").as_deref() == Some("error");
    if changed && !errs {
        return Ok(reply);
    }
    let why = field::text(&told, "reason").map(Text::from).or_else(|| words(&told));
    Err(Fault::Refused(why.unwrap_or_else(|| "8x8 declined it".into())))
}

/// What an operator should know of a call that was placed.
pub(super) fn placed(reply: &Reply) -> Accepted {
    let told = objects(&reply.body).pop().unwrap_or_default();
    let reasons = told.get("reasons").and_then(Value::as_array).into_iter().flatten();
    let news: Vec<String> =
        reasons.filter_map(loose::text_of).filter(|reason| reason != "Call successfully initiated").collect();
    Accepted { note: Text::some(&news.join("; ")) }
}

/// A call's data, in words and for its row.
pub(super) fn data(reply: &Reply) -> Result<(Accepted, Extra), Fault> {
    let extra = extra(&reply.json()?);
    let words: Vec<String> =
        extra.details.iter().map(|detail| format!("{}: {}", detail.label, detail.value)).collect();
    let words = if words.is_empty() { "the call carries no variables".to_owned() } else { words.join(", ") };
    Ok((Accepted { note: Text::some(&words) }, extra))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::fixtures::{fixture, reply};
    use super::*;

    /// The answer to an acting request.
    fn acted(status: u16, body: &str) -> Reply {
        Reply { acts: true, ..reply(status, body) }
    }

    fn fault(status: u16, body: &str) -> Fault {
        verdict(acted(status, body)).unwrap_err()
    }

    #[test]
    fn every_documented_yes_is_one() {
        for body in [
            fixture!("ended.json"),
            fixture!("free-line.json"),
            fixture!("free-line-twice.json.txt"),
            fixture!("codes-set.json"),
            fixture!("status-set.json"),
            fixture!("variable-set.json"),
            "",
        ] {
            assert!(verdict(reply(200, body)).is_ok(), "{body}");
        }
    }

    #[test]
    fn what_is_over_already_is_gone() {
        let over = [
            (410, fixture!("error-terminated.json")),
            (410, ""),
            (400, r#"{"reasons":["Interaction [int-1] was not found."],"message":"Bad Request"}"#),
            (400, r#"{"reasons":["Interaction [int-1] for agent [ag1] was not found"]}"#),
            (400, r#"{"reasons":["Agent [ag1] has no phone interactions in progress."]}"#),
            (500, r#"{"reasons":["Interaction is already terminated int-1"]}"#),
            (404, r#"{"reasons":["Failed to find any interaction on line [2] for agent [ag1]."]}"#),
            (404, r#"{"status":"error","code":404,"message":"Interaction not found"}"#),
        ];
        for (status, body) in over {
            let gone = matches!(fault(status, body), Fault::Gone(_));
            assert_eq!(gone, status != 500, "{status} {body}");
        }
        assert_eq!(fault(410, ""), Fault::Gone("the call is over already".into()));
        let told = r#"{"reasons":["Interaction int-1 is unknown"]}"#;
        let words = "failed to read a fixture: HTTP 404: Interaction int-1 is unknown";
        assert_eq!(fault(404, told), Fault::Gone(words.into()));
    }

    #[test]
    fn a_refusal_is_told_in_the_vendors_words() {
        let busy = r#"{"reasons":["Agent=[ag1] not available to handle interaction, already on busy phone interaction"],"message":"Bad Request"}"#;
        assert_eq!(
            fault(400, busy),
            Fault::Refused(
                "failed to read a fixture: HTTP 400: Agent=[ag1] not available to handle interaction, already on \
                 busy phone interaction"
                    .into()
            )
        );
        assert!(matches!(fault(400, ""), Fault::Refused(_)));
        assert!(matches!(fault(401, ""), Fault::Unauthorized(why) if why.contains("`action_token`")));
        assert!(
            matches!(fault(403, fixture!("error-feature-off.xml")), Fault::Forbidden(why) if why.contains("Forbidden"))
        );
        assert!(matches!(fault(404, ""), Fault::Refused(why) if why.contains("`calls_url`")));
        assert!(matches!(fault(429, ""), Fault::RateLimited { .. }));
    }

    #[test]
    fn what_cannot_be_read_is_no_refusal_unless_it_was_only_read() {
        for (status, body) in [(302, ""), (200, "<html>"), (200, "OK?"), (200, "[1]")] {
            assert!(matches!(fault(status, body), Fault::Unanswered(_)), "{status} {body}");
            let read = verdict(reply(status, body));
            assert!(matches!(read, Err(Fault::Malformed(_) | Fault::Redirected(_))), "{status} {body}");
        }
        assert!(matches!(verdict(reply(500, "")), Err(Fault::ServerError(_))));
        assert!(fault(200, "<html>").to_string().contains("a page instead of JSON"));
    }

    #[test]
    fn a_yes_may_say_no_inside() {
        let told = r#"{"reason":"The status code list id is invalid.","change-status":400,"message":"no"}"#;
        assert_eq!(fault(200, told), Fault::Refused("The status code list id is invalid.".into()));
        let told =
            r#"{"status":"error","code":400,"message":"Invalid variable name: must start with underscore"}"#;
        assert!(matches!(fault(200, told), Fault::Refused(why) if why.contains("underscore")));
    }

    #[test]
    fn a_server_that_broke_down_may_have_done_it() {
        for status in [408, 500, 502, 503, 504] {
            assert!(matches!(fault(status, ""), Fault::Unanswered(_)), "{status}");
        }
        let busy = Reply { retry_after: Some(Duration::from_secs(7)), ..acted(503, "") };
        assert!(matches!(verdict(busy), Err(Fault::RateLimited { .. })));
    }

    #[test]
    fn a_forced_call_tells_that_the_agent_was_busy() {
        assert_eq!(placed(&reply(200, fixture!("placed.json"))), Accepted::default());
        let forced = r#"{"reasons":["Call successfully initiated","Agent is handling other interactions"],"message":"OK","id":"int-1"}"#;
        assert_eq!(placed(&reply(200, forced)).note.as_deref(), Some("Agent is handling other interactions"));
    }

    #[test]
    fn data_is_told_in_words() {
        let (accepted, extra) = data(&reply(200, fixture!("call-data.json"))).unwrap();
        assert_eq!(accepted.note.as_deref(), Some("Customer ID: CUST-123456"));
        assert_eq!(extra.number.as_deref(), Some("15515557212"));
    }
}
