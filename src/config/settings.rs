//! What is not an account: `[callboard]` and `[operator]`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::ValueEnum;
use serde::Deserialize;

use crate::domain::{Account, Text};

/// When to use colours, and how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
#[value(rename_all = "lowercase")]
pub enum Colour {
    /// As the terminal and `NO_COLOR` say.
    #[default]
    Auto,
    /// As many as the terminal seems to have, even under `NO_COLOR`.
    Always,
    /// None: bold and reverse only.
    Never,
    /// The sixteen of every terminal.
    #[serde(rename = "16")]
    #[value(name = "16")]
    Ansi16,
    /// The 256 of most terminals.
    #[serde(rename = "256")]
    #[value(name = "256")]
    Ansi256,
    /// All of them.
    TrueColor,
}

/// Which background the colours are made for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the terminal says.
    #[default]
    Auto,
    /// Light text on dark.
    Dark,
    /// Dark text on light.
    Light,
}

/// `[callboard]`: how the board looks and what it may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardSettings {
    /// What stands in the header.
    pub title: Text,
    /// When to use colours.
    pub colour: Colour,
    /// Which background they are made for.
    pub theme: Theme,
    /// Whether to draw with ASCII characters only.
    pub ascii: bool,
    /// Whether the mouse is used.
    pub mouse: bool,
    /// Whether every action is refused.
    pub read_only: bool,
}

/// `[operator]`: who sits in front of the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// Who the audit log names.
    pub name: Text,
    /// The phone that listens to calls, unless an account has another one.
    pub phone: Option<Text>,
    /// `[operator.phones]`: the phone that listens at an account.
    pub phones: BTreeMap<Account, Text>,
}

/// The keys of `[callboard]`.
pub const BOARD_KEYS: &[&str] =
    &["title", "colour", "theme", "ascii", "mouse", "read_only", "log_file", "audit_file"];

/// The keys of `[operator]`, beside the table of phones.
pub const OPERATOR_KEYS: &[&str] = &["name", "phone"];

/// `[callboard]` as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct WireBoard {
    /// See [`BoardSettings::title`].
    pub(super) title: Option<String>,
    /// See [`BoardSettings::colour`].
    pub(super) colour: Colour,
    /// See [`BoardSettings::theme`].
    pub(super) theme: Theme,
    /// See [`BoardSettings::ascii`].
    pub(super) ascii: bool,
    /// See [`BoardSettings::mouse`].
    pub(super) mouse: bool,
    /// See [`BoardSettings::read_only`].
    pub(super) read_only: bool,
    /// Where the log is written.
    pub(super) log_file: Option<PathBuf>,
    /// Where the audit log is written.
    pub(super) audit_file: Option<PathBuf>,
}

/// `[operator]` as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct WireOperator {
    /// See [`Operator::name`].
    pub(super) name: Option<String>,
    /// See [`Operator::phone`].
    pub(super) phone: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{COMMON_KEYS, Common, keys_of};

    #[test]
    fn the_lists_of_keys_are_those_that_are_read() {
        assert_eq!(keys_of::<WireBoard>(), BOARD_KEYS);
        assert_eq!(keys_of::<WireOperator>(), OPERATOR_KEYS);
        assert_eq!(keys_of::<Common>(), COMMON_KEYS);
    }
}
