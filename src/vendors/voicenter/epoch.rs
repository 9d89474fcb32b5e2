//! The setting `epoch`: which clock the vendor's time stamps follow (voicenter §3).

use std::fmt;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

/// The farthest zone from UTC, in minutes.
const FARTHEST: i64 = 14 * 60;

/// Which clock the vendor's time stamps follow (voicenter §3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Epoch {
    /// The one that the answers give away.
    #[default]
    Auto,
    /// So many minutes ahead of UTC.
    Minutes(i32),
}

impl<'de> Deserialize<'de> for Epoch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;
        impl Visitor<'_> for Words {
            type Value = Epoch;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("\"auto\", \"utc\", or minutes ahead of UTC such as \"+120\"")
            }

            fn visit_str<E: Error>(self, value: &str) -> Result<Epoch, E> {
                match value {
                    "auto" => Ok(Epoch::Auto),
                    "utc" => Ok(Epoch::Minutes(0)),
                    other => {
                        let minutes = other.parse().ok().and_then(minutes);
                        minutes.ok_or_else(|| E::invalid_value(Unexpected::Str(other), &self))
                    }
                }
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Epoch, E> {
                minutes(value).ok_or_else(|| E::invalid_value(Unexpected::Signed(value), &self))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Epoch, E> {
                self.visit_i64(i64::try_from(value).unwrap_or(i64::MAX))
            }
        }
        deserializer.deserialize_any(Words)
    }
}

fn minutes(value: i64) -> Option<Epoch> {
    let near = (-FARTHEST..=FARTHEST).contains(&value);
    i32::try_from(value).ok().filter(|_| near).map(Epoch::Minutes)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_clock_is_a_word_or_minutes() {
        let epoch = |value: &str| {
            let table = toml::from_str::<BTreeMap<String, Epoch>>(&format!("epoch = {value}"));
            table.map(|table| table["epoch"]).map_err(|error| error.to_string())
        };
        assert_eq!(epoch("\"auto\""), Ok(Epoch::Auto));
        assert_eq!(epoch("\"utc\""), Ok(Epoch::Minutes(0)));
        assert_eq!(epoch("\"+120\""), Ok(Epoch::Minutes(120)));
        assert_eq!(epoch("180"), Ok(Epoch::Minutes(180)));
        assert_eq!(epoch("\"-90\""), Ok(Epoch::Minutes(-90)));
        for wrong in ["\"Israel\"", "100000", "\"\"", "1.5"] {
            assert!(epoch(wrong).unwrap_err().contains("minutes ahead of UTC"), "{wrong}");
        }
    }
}
