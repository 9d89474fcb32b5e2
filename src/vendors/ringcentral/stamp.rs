//! Timestamps, in every spelling that the vendor's material shows.

use chrono::{DateTime, NaiveDateTime};
use serde::de::Deserializer;
use serde_json::Value;

use crate::vendor::loose;

/// A timestamp in milliseconds since the Unix epoch of the vendor's clock; `None` if it is none.
///
/// The wire form is `2020-05-08T14:40:47.000+0000`, an offset without a colon (ringcentral §3). RFC 3339, a
/// missing offset (UTC), epoch milliseconds or seconds, and the specification's time object are read as well.
pub(super) fn stamp<'de, D: Deserializer<'de>>(source: D) -> Result<Option<i64>, D::Error> {
    loose::read(source, read)
}

fn read(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => spelled(text.trim()),
        Value::Number(_) => loose::whole_of(value).and_then(loose::epoch),
        Value::Object(time) => loose::whole_of(time.get("millis")?).and_then(loose::believed),
        Value::Null | Value::Bool(_) | Value::Array(_) => None,
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
        .and_then(loose::believed)
        .or_else(|| text.parse().ok().and_then(loose::epoch))
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
    fn what_is_no_time_is_none() {
        for value in [
            json!(null),
            json!(""),
            json!("soon"),
            json!("<TIMESTAMP>"),
            json!({}),
            json!([]),
            json!(true),
            json!(0),
            json!(-1),
            json!(i64::MAX),
            json!("0001-01-01T00:00:00.000+0000"),
            json!({"millis": "never"}),
        ] {
            assert_eq!(stamp(value.clone()).unwrap(), None, "{value}");
        }
    }
}
