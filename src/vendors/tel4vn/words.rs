//! What the vendor says in its answers beside data: yes, no and why (tel4vn §1, "Error shapes").

use serde_json::{Map, Value};

use crate::domain::Text;

/// The longest explanation that is quoted, in characters.
const QUOTED: usize = 160;

/// What a body says of its own success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// `"status":"success"`.
    Yes,
    /// Any other status.
    No,
    /// No status at all.
    Silent,
}

/// A body's word. A status that is a number is the one of HTTP once more, and not the vendor's word.
pub(super) fn word(body: &Map<String, Value>) -> Word {
    match body.get("status").and_then(Value::as_str) {
        Some(status) if status.eq_ignore_ascii_case("success") => Word::Yes,
        Some(_) => Word::No,
        None => Word::Silent,
    }
}

/// The vendor's own name of the mistake, such as `USER_BUSY`.
pub(super) fn code(body: &Map<String, Value>) -> Option<&str> {
    let code = body.get("error")?.as_str()?.trim();
    let shouted = |char: char| char.is_ascii_uppercase() || char.is_ascii_digit() || char == '_';
    (code.len() > 2 && code.chars().all(shouted)).then_some(code)
}

/// Whether the body tells of a mistake.
pub(super) fn complains(body: &Map<String, Value>) -> bool {
    body.get("error").is_some_and(|error| match error {
        Value::Null => false,
        Value::Bool(wrong) => *wrong,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Number(_) | Value::Object(_) => true,
    })
}

/// Why, in the vendor's words: an error is a text, a list of objects with one key each, or a message beside it.
pub(super) fn why(body: &Map<String, Value>) -> Option<Text> {
    let error = body.get("error").map(told).unwrap_or_default();
    let message = body.get("message").and_then(Value::as_str).unwrap_or_default().trim();
    let text = match (message, error.as_str()) {
        ("", error) => error.to_owned(),
        (message, "") => message.to_owned(),
        (message, error) => format!("{message} ({error})"),
    };
    Text::quoted(&text, QUOTED)
}

fn told(error: &Value) -> String {
    match error {
        Value::Null | Value::Bool(_) => String::new(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        Value::Array(list) => list.iter().map(told).collect::<Vec<_>>().join("; "),
        Value::Object(pairs) => {
            pairs.iter().map(|(key, value)| format!("{key}: {}", told(value))).collect::<Vec<_>>().join("; ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> Map<String, Value> {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn every_documented_shape_is_told() {
        for (text, told) in [
            (r#"{"status":"fail","error":"USER_NOT_REGISTERED"}"#, Some("USER_NOT_REGISTERED")),
            (
                r#"{"status":"fail","message":"User not registered extension with Softphone or IP Phone","error":"USER_NOT_REGISTERED"}"#,
                Some("User not registered extension with Softphone or IP Phone (USER_NOT_REGISTERED)"),
            ),
            (r#"{"error":"Extension not found"}"#, Some("Extension not found")),
            (
                r#"{"error":[{"username":"String length must be greater than or equal to 1"}]}"#,
                Some("username: String length must be greater than or equal to 1"),
            ),
            (r#"{"error":[{"a":"x"},{"b":"y"}]}"#, Some("a: x; b: y")),
            (r#"{"status":"fail"}"#, None),
        ] {
            assert_eq!(why(&body(text)).as_deref(), told, "{text}");
        }
    }

    #[test]
    fn the_word_is_the_status_and_nothing_else() {
        assert_eq!(word(&body(r#"{"status":"success"}"#)), Word::Yes);
        assert_eq!(word(&body(r#"{"status":"fail"}"#)), Word::No);
        assert_eq!(word(&body(r#"{"status":404}"#)), Word::Silent);
        assert_eq!(word(&body(r#"{"message":"success"}"#)), Word::Silent);
    }

    #[test]
    fn a_code_is_in_capitals() {
        assert_eq!(code(&body(r#"{"error":"USER_BUSY"}"#)), Some("USER_BUSY"));
        assert_eq!(code(&body(r#"{"error":"user is already logged in"}"#)), None);
        assert_eq!(code(&body(r#"{"error":["USER_BUSY"]}"#)), None);
    }

    #[test]
    fn an_empty_error_is_none() {
        for text in ["{}", r#"{"error":""}"#, r#"{"error":null}"#, r#"{"error":[]}"#, r#"{"error":false}"#] {
            assert!(!complains(&body(text)), "{text}");
        }
        assert!(complains(&body(r#"{"error":"Not Found"}"#)));
    }
}
