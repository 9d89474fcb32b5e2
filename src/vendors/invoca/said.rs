//! What the vendor says about a refusal, in any of its dialects (fact sheet §1).

use serde_json::{Map, Value};

use crate::domain::{Fault, Text};
use crate::vendor::Reply;

/// The longest explanation that is quoted, in characters.
const QUOTED: usize = 100;

/// What a refusal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// No such record.
    Missing,
    /// The token may not do this at all.
    Barred,
    /// The token may not do this here.
    BarredHere,
    /// What was sent is not right.
    Wrong,
    /// It does not say.
    Unsaid,
}

/// What the vendor says about a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// What it is about.
    pub sort: Sort,
    /// In the vendor's words, if it has any.
    pub words: Option<String>,
}

impl Said {
    /// What the body of `reply` says.
    pub(super) fn by(reply: &Reply) -> Self {
        serde_json::from_slice(&reply.body)
            .map_or(Self { sort: Sort::Unsaid, words: None }, |told| Self::of(&told))
    }

    /// What `told` says: `error`, then `errors` with a class, then the first field's message.
    pub(super) fn of(told: &Value) -> Self {
        let word = |key: &str| told.get(key).and_then(plain);
        if let Some(class) = word("error") {
            return Self::classed(Some(class), word("error_description").or_else(|| word("message")));
        }
        match told.get("errors") {
            Some(Value::Object(errors)) => Self::in_errors(errors),
            Some(Value::Array(errors)) => {
                errors.first().map_or_else(|| Self::classed(None, None), Self::in_list)
            }
            Some(other) => Self::classed(None, plain(other)),
            None => Self::classed(None, word("message")),
        }
    }

    fn in_errors(errors: &Map<String, Value>) -> Self {
        let word = |key: &str| errors.get(key).and_then(plain);
        let (class, data) = (word("class"), word("invalid_data"));
        if class.is_some() || data.is_some() {
            return Self::classed(class, data);
        }
        let first = errors.iter().find_map(|(field, messages)| {
            let message = messages.as_array().map_or(Some(messages), |list| list.first());
            Some(format!("{field} {}", plain(message?)?))
        });
        Self { sort: first.as_ref().map_or(Sort::Unsaid, |_| Sort::Wrong), words: first.map(|it| cut(&it)) }
    }

    /// What one entry of a list of errors says.
    pub(super) fn in_list(error: &Value) -> Self {
        if error.is_object() { Self::of(error) } else { Self::classed(None, plain(error)) }
    }

    fn classed(class: Option<String>, words: Option<String>) -> Self {
        let sort = class.as_deref().map_or(Sort::Unsaid, sort);
        let words = match (words, class) {
            (Some(words), Some(class)) => Some(format!("{} ({})", cut(&words), cut(&class))),
            (Some(one), None) | (None, Some(one)) => Some(cut(&one)),
            (None, None) => None,
        };
        Self { sort, words }
    }
}

/// What a class of errors is about (fact sheet §1).
fn sort(class: &str) -> Sort {
    match class {
        "RecordNotFound" => Sort::Missing,
        "NotAuthorized" | "UnauthorizedOperation" => Sort::Barred,
        "UnauthorizedAdvertiser" => Sort::BarredHere,
        "InvalidInput" | "RecordInvalid" => Sort::Wrong,
        _ => Sort::Unsaid,
    }
}

/// The fault that `reply`, whose status is not 2xx, means. A 403 is a missing right or wrong input (fact sheet §1).
pub(super) fn fault(reply: Reply) -> Fault {
    let Said { sort, words } = Said::by(&reply);
    let fault = match reply.ok_or_said(|_| words.map(Text::from)) {
        Ok(reply) => reply.unreadable(&format!("HTTP {}", reply.status)),
        Err(fault) => fault,
    };
    let Fault::Forbidden(why) = fault else { return fault };
    match sort {
        Sort::Barred | Sort::BarredHere => Fault::Forbidden(why),
        // Not "forbidden": that would say too much.
        Sort::Unsaid => Fault::Refused(why.adding("either a right is missing or what was sent is not right")),
        Sort::Missing => Fault::Gone(why),
        Sort::Wrong => Fault::Refused(why),
    }
}

/// A value as words; `None` if there are none.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => Some(value.to_string()),
    }
}

fn cut(text: &str) -> String {
    Text::quoted(text, QUOTED).map(|text| text.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::reply;
    use super::*;

    fn told(status: u16, body: &str) -> Fault {
        fault(reply(status, body))
    }

    #[test]
    fn every_dialect_is_read() {
        let said = |body: Value| Said::of(&body);
        let expected = |sort, words: &str| Said { sort, words: Some(words.to_owned()) };
        assert_eq!(said(json!({"error": "NotAuthorized"})), expected(Sort::Barred, "NotAuthorized"));
        assert_eq!(said(json!({"error": "RecordNotFound"})), expected(Sort::Missing, "RecordNotFound"));
        assert_eq!(
            said(json!({"errors": {"class": "RecordNotFound", "invalid_data": "no such call"}})),
            expected(Sort::Missing, "no such call (RecordNotFound)")
        );
        assert_eq!(
            said(json!({"errors": {"external_unique_id": ["can't be blank", "is short"]}})),
            expected(Sort::Wrong, "external_unique_id can't be blank")
        );
        assert_eq!(
            said(
                json!({"errors": {"class": "InternalServiceError", "invalid_data": "refer to error handle 1228118400"}})
            ),
            expected(Sort::Unsaid, "refer to error handle 1228118400 (InternalServiceError)")
        );
        assert_eq!(
            said(json!({"errors": [{"error": "A::B", "error_description": "c"}]})),
            expected(Sort::Unsaid, "c (A::B)")
        );
        assert_eq!(said(json!({"errors": ["bad"]})), expected(Sort::Unsaid, "bad"));
        assert_eq!(said(json!({"errors": "bad"})), expected(Sort::Unsaid, "bad"));
        for nothing in [json!({}), json!([]), json!({"errors": {}}), json!({"errors": []}), json!(7)] {
            assert_eq!(said(nothing), Said { sort: Sort::Unsaid, words: None });
        }
    }

    #[test]
    fn a_403_is_what_it_says_it_is_and_both_where_it_does_not_say() {
        let class =
            |class: &str| told(403, &format!(r#"{{"errors":{{"class":"{class}","invalid_data":"x"}}}}"#));
        for barred in ["UnauthorizedOperation", "UnauthorizedAdvertiser"] {
            let fault = class(barred);
            assert!(matches!(&fault, Fault::Forbidden(why) if !why.contains("either")), "{fault}");
        }
        for wrong in ["InvalidInput", "RecordInvalid"] {
            assert!(matches!(class(wrong), Fault::Refused(_)), "{wrong}");
        }
        assert!(matches!(class("RecordNotFound"), Fault::Gone(_)));
        assert_eq!(
            told(403, r#"{"errors":{"id":["can't be blank"]}}"#).to_string(),
            "failed to read the calls: HTTP 403: id can't be blank"
        );
        for unsaid in ["", "no", r#"{"errors":{}}"#] {
            let fault = told(403, unsaid);
            let both = |why: &str| why.contains("either a right is missing or what was sent is not right");
            assert!(matches!(&fault, Fault::Refused(why) if both(why)), "{fault}");
        }
    }

    #[test]
    fn other_statuses_are_told_in_the_vendors_words() {
        assert_eq!(
            told(401, r#"{"error":"NotAuthorized"}"#),
            Fault::Unauthorized("failed to read the calls: HTTP 401: NotAuthorized".into())
        );
        assert!(matches!(told(404, r#"{"error":"RecordNotFound"}"#), Fault::Gone(_)));
        assert!(matches!(told(400, ""), Fault::Refused(_)));
        let handle =
            r#"{"errors":{"class":"InternalServiceError","invalid_data":"refer to error handle 1"}}"#;
        assert!(matches!(told(500, handle), Fault::ServerError(why) if why.contains("error handle 1")));
        assert!(matches!(told(429, ""), Fault::RateLimited { .. }));
        assert!(matches!(told(302, ""), Fault::Redirected(_)));
    }

    #[test]
    fn a_long_explanation_is_cut() {
        let fault = told(400, &json!({"error": "x".repeat(5_000)}).to_string());
        assert!(fault.to_string().chars().count() < 160, "{fault}");
    }
}
