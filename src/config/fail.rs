//! A serde error that says what was expected, and never what was found.

use std::fmt;

use serde::de::{Error, Expected, Unexpected};

use super::Problem;
use super::nearest::suggestion;
use super::source::Source;
use crate::domain::Text;

/// What a failure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// The value of a key.
    Value,
    /// A key that is not there.
    Missing,
    /// A key that should not be there; the text is complete.
    Unknown,
}

/// Why a value could not be read. Its text holds names and expectations, never a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fail {
    /// What it is about.
    pub(super) about: About,
    /// What is wrong.
    pub(super) text: String,
    /// The byte where it is; the nearest value that knows fills it in.
    pub(super) place: Option<usize>,
    /// The key it concerns.
    pub(super) key: Option<String>,
    /// Written by a type of ours or of a library around the value, so that it may quote it.
    pub(super) foreign: bool,
}

impl Fail {
    /// The failure `text`, which holds no value.
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self { about: About::Value, text: text.into(), place: None, key: None, foreign: false }
    }

    /// With its place, unless a nearer one is known.
    pub(super) fn at(mut self, place: usize, key: Option<&str>) -> Self {
        self.place.get_or_insert(place);
        if self.key.is_none() {
            self.key = key.map(str::to_owned);
        }
        self
    }

    /// The same in `[table]` of `source`, as a person reads it.
    pub(super) fn problem(self, source: &Source, table: &str) -> Problem {
        let place = self.place.unwrap_or(0);
        let key = self.key.map(|key| Text::new(&key));
        match (self.about, key) {
            (About::Missing, Some(key)) => {
                source.problem(place, format!("`{key}` is missing in [{table}]"), Some(format!("[{table}]")))
            }
            (About::Unknown, Some(key)) => source.problem(place, self.text, Some(format!("{key} = ***"))),
            (About::Value, Some(key)) => {
                let text = format!("`{key}` in [{table}]: {}", self.text);
                source.problem(place, text, Some(format!("{key} = ***")))
            }
            (_, None) => source.problem(place, format!("[{table}]: {}", self.text), None),
        }
    }

    /// Without what may be one of `values`, or quoted from them. Two characters are not taken for a secret.
    pub(super) fn without(mut self, values: &[String]) -> Self {
        if std::mem::take(&mut self.foreign) {
            self.text = unquoted(&self.text);
            if values.iter().any(|value| value.chars().count() > 2 && self.text.contains(value)) {
                "the value is not right".clone_into(&mut self.text);
            }
        }
        self
    }
}

/// `text` with `…` for whatever it quotes: quotes of a library's message may hold a part of the value.
pub(super) fn unquoted(text: &str) -> String {
    let (mut clean, mut open) = (String::new(), None);
    for char in text.chars() {
        match open {
            Some(quote) if char == quote => open = None,
            Some(_) => {}
            None if matches!(char, '"' | '`' | '\'') => {
                open = Some(char);
                clean.push('…');
            }
            None => clean.push(char),
        }
    }
    clean
}

impl fmt::Display for Fail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Fail {}

impl Error for Fail {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { foreign: true, ..Self::new(message.to_string()) }
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {}, found {}", wanted(expected), kind(found)))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {}", wanted(expected)))
    }

    fn invalid_length(found: usize, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {}, found {found} entries", wanted(expected)))
    }

    fn unknown_variant(found: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!("no such choice{}", suggestion(found, expected)))
    }

    fn unknown_field(found: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!("unknown key `{found}`{}", suggestion(found, expected)))
    }

    fn missing_field(key: &'static str) -> Self {
        Self { about: About::Missing, key: Some(key.to_owned()), ..Self::new("is missing") }
    }

    fn duplicate_field(key: &'static str) -> Self {
        Self { key: Some(key.to_owned()), ..Self::new("given twice, under two of its names") }
    }
}

/// What was expected, in the words of the file rather than of the language.
fn wanted(expected: &dyn Expected) -> String {
    let words = expected.to_string();
    match words.as_str() {
        "u8" | "u16" | "u32" | "u64" | "usize" => {
            "a whole number that is not negative and not too large".into()
        }
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number".into(),
        "f32" | "f64" => "a number".into(),
        "a boolean" => "true or false".into(),
        "a string" | "str" => "text in quotes".into(),
        "a sequence" => "a list".into(),
        "a map" => "a table".into(),
        text if text.starts_with("struct ") => "a table".into(),
        text if text.starts_with("enum ") || text.starts_with("variant ") => "one of its choices".into(),
        text => text.into(),
    }
}

fn kind(found: Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Bool(_) => "true or false",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => "a number",
        Unexpected::Char(_) | Unexpected::Str(_) => "text",
        Unexpected::Seq | Unexpected::TupleVariant => "a list",
        Unexpected::Map | Unexpected::StructVariant => "a table",
        Unexpected::Unit | Unexpected::Option | Unexpected::UnitVariant => "nothing",
        Unexpected::NewtypeStruct
        | Unexpected::Enum
        | Unexpected::NewtypeVariant
        | Unexpected::Bytes(_)
        | Unexpected::Other(_) => "something else",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_quotes_the_value_loses_it() {
        assert_eq!(
            Fail::custom("unknown unit \"s3cr3t\", try 'x'").without(&[]).text,
            "unknown unit …, try …"
        );
        assert_eq!(
            Fail::custom("s3cr3t is odd").without(&["s3cr3t".to_owned()]).text,
            "the value is not right"
        );
        assert_eq!(Fail::custom("an open \"s3cr3t").without(&[]).text, "an open …");
    }

    #[test]
    fn a_wrong_type_is_described_without_its_value() {
        let fail = Fail::invalid_type(Unexpected::Str("s3cr3t"), &"u32");
        assert_eq!(fail.text, "expected a whole number that is not negative and not too large, found text");
    }
}
