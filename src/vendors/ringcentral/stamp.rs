//! Timestamps, in every spelling that the vendor's material shows.

use chrono::{DateTime, NaiveDateTime};
use serde::Deserialize;
use serde::de::{Deserializer, Error};
use serde_json::Value;

/// What is smaller is in seconds: as milliseconds it would lie in the spring of 1973.
const FIRST_MILLIS: i64 = 100_000_000_000;

/// A timestamp in milliseconds since the Unix epoch of the vendor's clock; `None` if null or empty.
///
/// The wire form is `2020-05-08T14:40:47.000+0000`, an offset without a colon (ringcentral §3). RFC 3339, a
/// missing offset (UTC), epoch milliseconds or seconds, and the specification's time object are read as well.
pub(super) fn stamp<'de, D: Deserializer<'de>>(source: D) -> Result<Option<i64>, D::Error> {
    match Value::deserialize(source)? {
        Value::Null => Ok(None),
        Value::String(text) if text.trim().is_empty() => Ok(None),
        Value::String(text) => spelled(text.trim()).map(Some).ok_or_else(|| D::Error::custom("not a time")),
        Value::Number(number) => {
            number.as_i64().map(|number| Some(scaled(number))).ok_or_else(|| D::Error::custom("not a time"))
        }
        Value::Object(time) => time
            .get("millis")
            .and_then(Value::as_i64)
            .map(Some)
            .ok_or_else(|| D::Error::custom("an object that is not a time")),
        Value::Bool(_) | Value::Array(_) => Err(D::Error::custom("not a time")),
    }
}

fn spelled(text: &str) -> Option<i64> {
    let zoned = ["%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%d %H:%M:%S%.f%z", "%Y-%m-%d %H:%M:%S%.f %z"];
    let bare = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"];
    DateTime::parse_from_rfc3339(text)
        .ok()
        .or_else(|| zoned.iter().find_map(|form| DateTime::parse_from_str(text, form).ok()))
        .map(|time| time.timestamp_millis())
        .or_else(|| {
            let time = bare.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
            time.map(|time| time.and_utc().timestamp_millis())
        })
        .or_else(|| text.parse().ok().map(scaled))
}

fn scaled(number: i64) -> i64 {
    if (0..FIRST_MILLIS).contains(&number) { number.saturating_mul(1_000) } else { number }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_spelling_of_one_instant_is_the_same() {
        for value in [
            json!("2020-05-08T14:40:47.000+0000"),
            json!("2020-05-08T10:40:47.000-0400"),
            json!("2020-05-08T16:40:47.000+02:00"),
            json!("2020-05-08T14:40:47+0000"),
            json!("2020-05-08T14:40:47.000Z"),
            json!("2020-05-08T14:40:47Z"),
            json!("2020-05-08T14:40:47"),
            json!("2020-05-08 14:40:47 +0000"),
            json!(1_588_948_847_000_i64),
            json!("1588948847000"),
            json!(1_588_948_847),
            json!({"millis": 1_588_948_847_000_i64, "zone": {}}),
        ] {
            assert_eq!(stamp(value.clone()).unwrap(), Some(1_588_948_847_000), "{value}");
        }
        assert_eq!(stamp(json!("2020-05-08T14:40:47.250+0000")).unwrap(), Some(1_588_948_847_250));
    }

    #[test]
    fn null_is_no_time_and_nonsense_is_an_error() {
        assert_eq!(stamp(Value::Null).unwrap(), None);
        assert_eq!(stamp(json!("")).unwrap(), None);
        for value in [json!("soon"), json!("<TIMESTAMP>"), json!({}), json!([]), json!(true)] {
            assert!(stamp(value).is_err());
        }
    }
}
