//! A value that is never printed.

use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

/// The name by which the reader of the configuration knows a secret, to look it up.
pub(super) const SECRET: &str = "callboard::Secret";

/// A password, key or token. `Debug` prints `***`; there is no `Display`.
///
/// In `config.toml` it is written `env:NAME`, `file:PATH`, `cmd:COMMAND`, or as the value itself. Read with
/// any other deserializer it is always the value itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Arc<str>);

impl Secret {
    /// The secret `value` itself, as a test or a gateway hands it over.
    pub fn literal(value: &str) -> Self {
        Self(value.into())
    }

    /// The value, for the one request that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(SECRET, SecretVisitor)
    }
}

struct SecretVisitor;

impl<'de> Visitor<'de> for SecretVisitor {
    type Value = Secret;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a secret in quotes: env:NAME, file:PATH or cmd:COMMAND")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Secret, E> {
        Ok(Secret::literal(value))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Secret, D::Error> {
        inner.deserialize_str(TextVisitor)
    }
}

/// As [`SecretVisitor`], without the way back to it.
struct TextVisitor;

impl Visitor<'_> for TextVisitor {
    type Value = Secret;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Visitor::expecting(&SecretVisitor, f)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Secret, E> {
        SecretVisitor.visit_str(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_printed() {
        let secret = Secret::literal("s3cr3t");
        assert_eq!(format!("{secret:?}"), "***");
        assert_eq!(secret.expose(), "s3cr3t");
    }

    #[test]
    fn outside_of_the_configuration_a_secret_is_the_value_itself() {
        let secret: Secret = serde_json::from_str("\"env:NAME\"").expect("text");
        assert_eq!(secret.expose(), "env:NAME");
    }
}
