//! Readers for fields that come as a word, a number, a flag, null, or not at all.
//!
//! Vendors' guides, specifications and live answers differ in the type of many a field, so each is read by what it
//! means. What has no such meaning is an error, never a guess.

use std::fmt;

use serde::de::{Deserializer, Error, Unexpected, Visitor};

/// A JSON scalar.
enum Scalar {
    Nothing,
    Word(String),
    Whole(i64),
    Flag(bool),
}

struct ScalarVisitor(&'static str);

impl Visitor<'_> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_unit<E: Error>(self) -> Result<Scalar, E> {
        Ok(Scalar::Nothing)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Scalar, E> {
        Ok(Scalar::Flag(flag))
    }

    fn visit_i64<E: Error>(self, whole: i64) -> Result<Scalar, E> {
        Ok(Scalar::Whole(whole))
    }

    fn visit_u64<E: Error>(self, whole: u64) -> Result<Scalar, E> {
        let read = i64::try_from(whole).ok().map(Scalar::Whole);
        read.ok_or_else(|| E::invalid_value(Unexpected::Unsigned(whole), &self))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Scalar, E> {
        // A call id of thirty digits that came as a number has already lost some: it would name another call.
        // Up to 2^53 every whole number is exact.
        if number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0 {
            #[expect(clippy::cast_possible_truncation, reason = "whole and in range")]
            return Ok(Scalar::Whole(number as i64));
        }
        Err(E::invalid_value(Unexpected::Float(number), &self))
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Scalar, E> {
        match word.trim() {
            // Some gateways write a missing value out.
            "" | "null" => Ok(Scalar::Nothing),
            word => Ok(Scalar::Word(word.to_owned())),
        }
    }
}

/// A word; a number is read as its digits. Null and the empty word are `None`.
pub fn word<'de, D: Deserializer<'de>>(source: D) -> Result<Option<String>, D::Error> {
    Ok(match source.deserialize_any(ScalarVisitor("a word"))? {
        Scalar::Nothing => None,
        Scalar::Word(word) => Some(word),
        Scalar::Whole(whole) => Some(whole.to_string()),
        Scalar::Flag(flag) => Some(flag.to_string()),
    })
}

/// A whole number, or digits in quotes. Null and the empty word are `None`.
pub fn whole<'de, D: Deserializer<'de>>(source: D) -> Result<Option<i64>, D::Error> {
    const EXPECTED: &str = "a whole number";
    match source.deserialize_any(ScalarVisitor(EXPECTED))? {
        Scalar::Nothing => Ok(None),
        Scalar::Whole(whole) => Ok(Some(whole)),
        Scalar::Flag(flag) => Ok(Some(i64::from(flag))),
        Scalar::Word(word) => {
            let read = word.parse().ok();
            read.map(Some).ok_or_else(|| D::Error::invalid_value(Unexpected::Str(&word), &EXPECTED))
        }
    }
}

/// A count: a whole number that is not negative.
pub fn count<'de, D: Deserializer<'de>>(source: D) -> Result<Option<u64>, D::Error> {
    whole(source)?
        .map(|whole| {
            let read = u64::try_from(whole).ok();
            read.ok_or_else(|| D::Error::invalid_value(Unexpected::Signed(whole), &"a count"))
        })
        .transpose()
}

/// A flag: `true`, `1`, `"Y"` and their like. Null and the empty word are `None`.
pub fn flag<'de, D: Deserializer<'de>>(source: D) -> Result<Option<bool>, D::Error> {
    const EXPECTED: &str = "a flag";
    match source.deserialize_any(ScalarVisitor(EXPECTED))? {
        Scalar::Nothing => Ok(None),
        Scalar::Flag(flag) => Ok(Some(flag)),
        Scalar::Whole(whole) => Ok(Some(whole != 0)),
        Scalar::Word(word) => match word.to_ascii_lowercase().as_str() {
            "true" | "1" | "y" | "yes" | "on" => Ok(Some(true)),
            "false" | "0" | "n" | "no" | "off" => Ok(Some(false)),
            _ => Err(D::Error::invalid_value(Unexpected::Str(&word), &EXPECTED)),
        },
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Row {
        #[serde(deserialize_with = "word")]
        word: Option<String>,
        #[serde(deserialize_with = "count")]
        count: Option<u64>,
        #[serde(deserialize_with = "flag")]
        flag: Option<bool>,
    }

    fn row(value: serde_json::Value) -> Result<Row, String> {
        serde_json::from_value(value).map_err(|error| error.to_string())
    }

    #[test]
    fn a_string_a_number_null_and_nothing_are_all_read() {
        let full = Row { word: Some("72992".into()), count: Some(14), flag: Some(true) };
        assert_eq!(row(json!({"word": "72992", "count": 14, "flag": true})).unwrap(), full);
        assert_eq!(row(json!({"word": 72992, "count": "14", "flag": 1})).unwrap(), full);
        assert_eq!(row(json!({"word": 72992.0, "count": 14.0, "flag": "Y"})).unwrap(), full);
        assert_eq!(row(json!({"word": null, "count": null, "flag": null})).unwrap(), Row::default());
        assert_eq!(row(json!({"word": " ", "count": "", "flag": "null"})).unwrap(), Row::default());
        assert_eq!(row(json!({})).unwrap(), Row::default());
    }

    #[test]
    fn what_means_nothing_is_an_error() {
        assert!(row(json!({"word": {}})).is_err());
        assert!(row(json!({"count": -1})).is_err());
        assert!(row(json!({"count": 1.5})).is_err());
        assert!(row(json!({"count": "many"})).is_err());
        assert!(row(json!({"flag": "perhaps"})).is_err());
    }

    #[test]
    fn an_id_that_lost_digits_is_not_an_id() {
        let answer: serde_json::Value =
            serde_json::from_str(r#"{"word": 202005081040440132050000019657}"#).unwrap();
        assert!(row(answer).is_err());
    }
}
