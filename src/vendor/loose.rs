//! Lenient readers for JSON fields: what a value means, whatever its type; `None` where it means nothing.
//!
//! Vendors' guides, specifications and live answers differ in the type of many a field, and an answer may hold a
//! null, an empty text, a negative span or the largest number there is in any of them. None of that is a reason to
//! lose the row: a field that means nothing is unknown, and only who needs it to tell one row from another gives the
//! row up.

pub mod field;
mod time;

use std::time::Duration;

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::{Number, Value};

pub use time::{LONGEST, believed, epoch, instant};

/// Up to here a floating-point number tells every whole number from the next (2^53).
const EXACT: f64 = 9_007_199_254_740_992.0;
/// No centre counts more of anything in a day; the largest signed and unsigned numbers stand for "unknown".
const MOST: u64 = 1_000_000_000;
/// No centre has more callers, agents or calls at once.
const MOST_AT_ONCE: u32 = 1_000_000;

/// A text without the blanks around it; a number as its digits, a flag as its word. None of an empty text and a
/// written-out `null`, which some gateways send; nor of a number too long to be kept to the digit: an id that lost
/// its end would be another's.
pub fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            let text = text.trim();
            (!text.is_empty() && text != "null").then(|| text.to_owned())
        }
        Value::Number(number) => digits(number),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A whole number, as a number or as digits in a text; `7.0` is one and `7.5` is not.
pub fn whole_of(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| exact(number.as_f64()?)),
        Value::String(text) => text.trim().parse().ok().or_else(|| exact(text.trim().parse().ok()?)),
        Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A count of a day or of an agent's shift: a whole number from 0 to a billion.
pub fn count_of(value: &Value) -> Option<u64> {
    whole_of(value).and_then(|whole| u64::try_from(whole).ok()).filter(|count| *count <= MOST)
}

/// A count as a figure of what there is at once; `None` for more than any centre has.
pub fn at_once(count: u64) -> Option<u32> {
    u32::try_from(count).ok().filter(|count| *count <= MOST_AT_ONCE)
}

/// A flag: `true`, `1`, `"Y"` and their like.
pub fn flag_of(value: &Value) -> Option<bool> {
    match text_of(value)?.to_ascii_lowercase().as_str() {
        "true" | "1" | "y" | "yes" | "on" => Some(true),
        "false" | "0" | "n" | "no" | "off" => Some(false),
        _ => None,
    }
}

/// A span in whole seconds, at most [`LONGEST`].
pub fn seconds_of(value: &Value) -> Option<Duration> {
    let seconds = u64::try_from(whole_of(value)?).ok()?;
    Some(Duration::from_secs(seconds)).filter(|span| *span <= LONGEST)
}

/// A finite number with or without a fraction.
pub fn number_of(value: &Value) -> Option<f64> {
    let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
    number.is_finite().then_some(number)
}

/// [`text_of`] a field.
pub fn word<'de, D: Deserializer<'de>>(source: D) -> Result<Option<String>, D::Error> {
    read(source, text_of)
}

/// [`whole_of`] a field.
pub fn whole<'de, D: Deserializer<'de>>(source: D) -> Result<Option<i64>, D::Error> {
    read(source, whole_of)
}

/// [`count_of`] a field.
pub fn count<'de, D: Deserializer<'de>>(source: D) -> Result<Option<u64>, D::Error> {
    read(source, count_of)
}

/// [`flag_of`] a field.
pub fn flag<'de, D: Deserializer<'de>>(source: D) -> Result<Option<bool>, D::Error> {
    read(source, flag_of)
}

/// [`seconds_of`] a field.
pub fn seconds<'de, D: Deserializer<'de>>(source: D) -> Result<Option<Duration>, D::Error> {
    read(source, seconds_of)
}

/// A list in a field; none of anything else.
pub fn list<'de, D: Deserializer<'de>>(source: D) -> Result<Option<Vec<Value>>, D::Error> {
    read(source, |value| value.as_array().cloned())
}

/// What `reader` makes of a field. Only what is not JSON at all is an error.
pub fn read<'de, T, E: Error, D: Deserializer<'de, Error = E>>(
    source: D,
    reader: impl Fn(&Value) -> Option<T>,
) -> Result<Option<T>, E> {
    Value::deserialize(source).map(|value| reader(&value))
}

fn digits(number: &Number) -> Option<String> {
    match number.as_f64().filter(|_| number.is_f64()) {
        None => Some(number.to_string()),
        Some(float) if float.abs() > EXACT => None,
        Some(float) => Some(exact(float).map_or_else(|| number.to_string(), |whole| whole.to_string())),
    }
}

/// `float` as a whole number, within what floats count exactly.
fn exact(float: f64) -> Option<i64> {
    let fits = float.fract() == 0.0 && float.abs() <= EXACT;
    #[expect(clippy::cast_possible_truncation, reason = "whole and in range")]
    fits.then_some(float as i64)
}

#[cfg(test)]
pub(crate) mod odd;
#[cfg(test)]
mod tests;
