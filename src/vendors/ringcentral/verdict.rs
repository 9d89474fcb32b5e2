//! What the answer to an action means (ringcentral §5, §6).

use serde_json::Value;

use super::faults::{answered, explained, misled};
use crate::domain::{Accepted, Fault, Text};
use crate::vendor::Reply;

/// The longest quotation of a strange answer, in characters.
const QUOTED: usize = 80;

/// The platform's word. 200 comes with `true` or `false`, 201 with nothing.
pub(super) fn verdict(reply: Reply) -> Result<Accepted, Fault> {
    let reply = answered(reply)?;
    let text = reply.text();
    let word = text.trim().trim_matches('"').trim();
    if word.starts_with('<') {
        return Err(misled(&reply));
    }
    let refusal = || Fault::Refused(Text::new("the platform refused it"));
    match word.to_ascii_lowercase().as_str() {
        "" | "true" => Ok(Accepted::default()),
        "false" => Err(refusal()),
        _ => match serde_json::from_str::<Value>(word) {
            Ok(Value::Object(told)) => match explained(&reply) {
                Some(why) => Err(Fault::Refused(why)),
                None if told.values().any(|value| *value == Value::Bool(false)) => Err(refusal()),
                None => Ok(Accepted::default()),
            },
            Ok(Value::Null) => Ok(Accepted::default()),
            Ok(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) | Err(_) => {
                let word: String = word.chars().take(QUOTED).collect();
                Err(reply.unreadable(&format!("it says \"{word}\", neither true nor false")))
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::fixtures::fixture;
    use super::*;
    use crate::domain::At;

    fn reply(status: u16, body: &str) -> Reply {
        Reply {
            label: "hang up",
            status,
            content_type: "text/plain".into(),
            headers: Vec::new(),
            retry_after: None,
            body: body.as_bytes().to_vec(),
            at: At::from_millis(0),
            skew: None,
            acts: true,
        }
    }

    #[test]
    fn true_or_nothing_is_a_yes() {
        for (status, body) in [
            (200, "true"),
            (200, "true\n"),
            (200, "\"true\""),
            (200, "TRUE"),
            (201, ""),
            (200, ""),
            (204, ""),
            (200, r#"{"status":true}"#),
        ] {
            assert_eq!(verdict(reply(status, body)), Ok(Accepted::default()), "{status} {body}");
        }
    }

    #[test]
    fn false_is_a_refusal() {
        for body in ["false", "False", "\"false\"", r#"{"status":false}"#, r#"{"id":7,"status":false}"#] {
            let fault = verdict(reply(200, body)).unwrap_err();
            assert_eq!(fault, Fault::Refused(Text::new("the platform refused it")), "{body}");
        }
        let told = verdict(reply(200, fixture!("denied.json")));
        assert!(matches!(told, Err(Fault::Refused(_))));
    }

    #[test]
    fn a_server_that_broke_down_may_have_done_it() {
        for status in [408, 500, 502, 503, 504] {
            assert!(matches!(verdict(reply(status, "")), Err(Fault::Unanswered(_))), "{status}");
        }
        assert!(verdict(reply(200, "<html>")).unwrap_err().to_string().contains("leads to a web page"));
        let busy = Reply { retry_after: Some(Duration::from_secs(7)), ..reply(503, "") };
        assert!(matches!(verdict(busy), Err(Fault::RateLimited { .. })));
        for (status, body) in [(200, "<html>"), (302, ""), (200, "\u{1}\u{fffd}")] {
            assert!(matches!(verdict(reply(status, body)), Err(Fault::Unanswered(_))), "{status} {body}");
        }
    }

    #[test]
    fn every_other_status_is_a_no() {
        assert!(matches!(verdict(reply(400, "")), Err(Fault::Refused(_))));
        assert!(matches!(verdict(reply(401, "Jwt is expired")), Err(Fault::Unauthorized(_))));
        assert!(matches!(verdict(reply(403, "")), Err(Fault::Forbidden(_))));
        assert!(matches!(verdict(reply(404, "")), Err(Fault::Gone(_))));
        assert!(matches!(verdict(reply(429, "")), Err(Fault::RateLimited { .. })));
    }

    #[test]
    fn what_else_it_says_is_shown_and_is_no_yes() {
        let Fault::Unanswered(why) = verdict(reply(200, "queued")).unwrap_err() else { panic!("a doubt") };
        assert!(why.contains("\"queued\""), "{why}");
        let Fault::Unanswered(why) = verdict(reply(200, &"q".repeat(500))).unwrap_err() else {
            panic!("a doubt")
        };
        assert!(why.contains(&format!("\"{}\"", "q".repeat(QUOTED))), "{why}");
    }
}
