//! One row of the list: fields that are null or absent, strings or numbers (fact sheet §2).

use chrono::{DateTime, NaiveDateTime};
use serde_json::{Map, Value};

use crate::domain::At;
use crate::vendor::{Reply, loose};

/// A row as it came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a>(pub &'a Map<String, Value>);

impl<'a> Row<'a> {
    /// What stands under `key`, in words.
    pub(super) fn word(self, key: &str) -> Option<String> {
        self.0.get(key).and_then(word)
    }

    /// An id under `key`. A number that is too long to be kept to the digit is none: it would be another's.
    pub(super) fn id(self, key: &str) -> Option<String> {
        self.0.get(key).and_then(loose::text_of)
    }

    /// The time under the first of `keys` that holds one.
    pub(super) fn time(self, keys: &[&str], reply: &Reply) -> Option<At> {
        keys.iter().find_map(|key| reply.past(millis(&self.word(key)?, key.ends_with("_utc"))?))
    }

    /// The time under `key` as it came, if nobody can tell which it is.
    pub(super) fn odd_time(self, key: &str) -> Option<String> {
        self.word(key).filter(|text| millis(text, key.ends_with("_utc")).is_none())
    }

    /// All fields.
    pub(super) fn fields(self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        self.0.iter()
    }
}

/// A single value in words; `None` if there are none, or if it is a list or an object.
pub(super) fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A timestamp in milliseconds since the Unix epoch. It carries its offset (fact sheet §5.12); without one it is
/// none, unless its field's name says that it is in UTC.
fn millis(text: &str, utc: bool) -> Option<i64> {
    let offset = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"))
        .ok()
        .map(|time| time.timestamp_millis());
    let bare = || NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok().filter(|_| utc);
    offset.or_else(|| bare().map(|time| time.and_utc().timestamp_millis()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::reply;
    use super::*;

    fn row(value: &Value) -> Row<'_> {
        Row(value.as_object().unwrap())
    }

    #[test]
    fn a_time_carries_its_offset_or_its_name_does() {
        let value = json!({
            "bridge": "2023-04-03T16:02:36-07:00", "plain": "2023-04-03T16:02:36-0700", "bare": "2023-04-03T23:02:36",
            "start_utc": "2023-04-03T23:02:36.000Z", "bare_utc": "2023-04-03T23:02:36", "soon": "soon", "null": null,
        });
        let (row, reply) = (row(&value), reply(200, ""));
        for key in ["bridge", "plain", "start_utc", "bare_utc"] {
            assert_eq!(row.time(&[key], &reply).map(At::millis), Some(1_680_562_956_000), "{key}");
            assert_eq!(row.odd_time(key), None);
        }
        for key in ["bare", "soon", "null", "absent"] {
            assert_eq!(row.time(&[key], &reply), None, "{key}");
        }
        assert_eq!(row.time(&["null", "bare", "bridge"], &reply).map(At::millis), Some(1_680_562_956_000));
        assert_eq!(row.odd_time("bare").as_deref(), Some("2023-04-03T23:02:36"));
        assert_eq!((row.odd_time("null"), row.odd_time("absent")), (None, None));
    }

    #[test]
    fn a_time_is_told_in_our_own_time() {
        let value = json!({"bridge": "2023-04-03T16:02:36-07:00"});
        let fast = Reply { skew: Some(90_000), ..reply(200, "") };
        assert_eq!(row(&value).time(&["bridge"], &fast).map(At::millis), Some(1_680_562_866_000));
    }

    #[test]
    fn words_and_ids_are_strings_or_numbers() {
        let long: Value = serde_json::from_str(r#"{"id": 202005081040440132050000019657}"#).unwrap();
        assert_eq!(row(&long).id("id"), None);
        let value = json!({"id": 25, "word": " x ", "flag": true, "list": [1], "null": null, "empty": ""});
        assert_eq!(row(&value).id("id").as_deref(), Some("25"));
        assert_eq!(["list", "null", "absent"].map(|key| row(&value).id(key)), [None, None, None]);
        assert_eq!((row(&value).word("id"), row(&value).word("word")), (Some("25".into()), Some("x".into())));
        assert_eq!(row(&value).word("flag").as_deref(), Some("true"));
        for key in ["list", "null", "empty", "absent"] {
            assert_eq!(row(&value).word(key), None, "{key}");
        }
    }
}
