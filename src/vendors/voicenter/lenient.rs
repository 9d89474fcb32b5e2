//! Values that the vendor writes as numbers here and as texts there (voicenter §4, §5.1).

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// A whole number, written in any way. Null, an empty text and an absent field are `None`.
pub(super) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    if is_nothing(&value) {
        return Ok(None);
    }
    as_number(&value).map(Some).ok_or_else(|| D::Error::custom("not a whole number"))
}

/// A text, or a whole number as one. Null and an absent field are `None`.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    if value.is_null() {
        return Ok(None);
    }
    as_text(&value).map(Some).ok_or_else(|| D::Error::custom("not a text"))
}

/// `value` as a whole number, if it is one in any spelling.
pub(super) fn as_number(value: &Value) -> Option<i64> {
    match value {
        Value::Bool(yes) => Some(i64::from(*yes)),
        Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
        Value::String(text) => {
            let text = text.trim();
            text.parse().ok().or_else(|| whole(text.parse().ok()?))
        }
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// `value` as a text, if it is one or a whole number. A number too long to be kept to the digit is neither: an id
/// that lost its end would be another call's.
pub(super) fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Number(number) => (!number.is_f64()).then(|| number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// What stands under `key`, whose case differs between the vendor's pages.
pub(super) fn under<'a>(map: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    map.get(key)
        .or_else(|| map.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value))
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// `float` as a whole number, within what floats count exactly.
fn whole(float: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let fits = float.fract() == 0.0 && float.abs() <= EXACT;
    // Rust has no checked conversion; the way over text is exact.
    fits.then(|| format!("{float:.0}").parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_come_in_every_spelling() {
        for value in [json!(7), json!("7"), json!(" 7 "), json!(7.0), json!("7.0")] {
            assert_eq!(as_number(&value), Some(7), "{value}");
        }
        assert_eq!(as_number(&json!(true)), Some(1));
        for value in [json!("seven"), json!(7.5), json!([7]), json!({}), json!(1e300), json!("NaN")] {
            assert_eq!(as_number(&value), None, "{value}");
        }
        assert_eq!(number(json!(null)).unwrap(), None);
        assert_eq!(number(json!("")).unwrap(), None);
    }

    #[test]
    fn an_id_that_lost_digits_is_no_text() {
        assert_eq!(as_text(&json!(12_345_678)).as_deref(), Some("12345678"));
        let long: Value = serde_json::from_str("202010131430590714966").unwrap();
        assert_eq!(as_text(&long), None);
        assert_eq!(as_text(&json!({})), None);
    }

    #[test]
    fn keys_are_found_in_any_case() {
        let map = json!({"Err": 1, "DESC": "x"}).as_object().cloned().unwrap();
        assert_eq!(under(&map, "ERR"), Some(&json!(1)));
        assert_eq!(under(&map, "EXTENSIONS"), None);
    }
}
