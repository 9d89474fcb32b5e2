//! Fields of answers whose type the documents do not agree on: texts, numbers and flags in any spelling.

use serde_json::Value;

/// `value` as a text, if it is a scalar with something to read.
pub(super) fn text_of(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        // A number too long to be kept to the digit would be somebody else's.
        Value::Number(number) => whole_number(value).map_or_else(|| number.to_string(), |n| n.to_string()),
        Value::Bool(flag) => flag.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty() && text != "null").then_some(text)
}

/// What stands under `key`, as a text.
pub(super) fn text(object: &Value, key: &str) -> Option<String> {
    object.get(key).and_then(text_of)
}

/// What stands under `key`, as a whole number.
pub(super) fn whole(object: &Value, key: &str) -> Option<i64> {
    object.get(key).and_then(whole_number)
}

/// What stands under `key`, as a flag: the vendor writes `true` and `"true"` (8x8 §4.5).
pub(super) fn flag(object: &Value, key: &str) -> Option<bool> {
    match text_of(object.get(key)?)?.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Some(true),
        "false" | "no" | "0" => Some(false),
        _ => None,
    }
}

/// `value` as a whole number; a fraction is cut off.
pub(super) fn whole_number(value: &Value) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let cut = |float: f64| {
        // Rust has no checked conversion; the way over text is exact.
        (float.abs() <= EXACT).then(|| format!("{:.0}", float.trunc()).parse().ok()).flatten()
    };
    match value {
        Value::Number(number) => number.as_i64().or_else(|| cut(number.as_f64()?)),
        Value::String(text) => text.trim().parse().ok().or_else(|| cut(text.trim().parse().ok()?)),
        Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// An ISO 8601 instant, in milliseconds since the Unix epoch.
pub(super) fn instant(text: &str) -> Option<i64> {
    chrono::DateTime::parse_from_rfc3339(text.trim()).ok().map(|time| time.timestamp_millis())
}

/// A number of seconds or of milliseconds since the Unix epoch, in milliseconds: what is smaller would lie in the
/// spring of 1973.
pub(super) fn epoch(number: i64) -> Option<i64> {
    const FIRST_MILLIS: i64 = 100_000_000_000;
    match number {
        ..=0 => None,
        1..FIRST_MILLIS => number.checked_mul(1_000),
        FIRST_MILLIS.. => Some(number),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_spelling_is_read() {
        let object =
            json!({"a": "12", "b": 12, "c": 12.9, "d": "true", "e": false, "f": null, "g": " ", "h": {}});
        assert_eq!([whole(&object, "a"), whole(&object, "b"), whole(&object, "c")], [Some(12); 3]);
        assert_eq!(
            [flag(&object, "d"), flag(&object, "e"), flag(&object, "b")],
            [Some(true), Some(false), None]
        );
        assert_eq!(
            [text(&object, "b").as_deref(), text(&object, "d").as_deref()],
            [Some("12"), Some("true")]
        );
        for key in ["f", "g", "h", "i"] {
            assert_eq!((text(&object, key), whole(&object, key)), (None, None), "{key}");
        }
    }
}
