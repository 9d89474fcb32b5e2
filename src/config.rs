//! `config.toml` and what can be wrong with it.
//!
//! The file is read in two steps. [`load`] finds it and reads what every installation has: `[callboard]`,
//! `[operator]`, `[limits]`, `[[people]]` and one [`Section`] per account. The vendors then read their own keys from the sections,
//! which is when secrets are looked up. No value of the file is ever printed, by either step.

mod env;
mod error;
mod fail;
mod keys;
mod limits;
mod lookup;
mod nearest;
mod outline;
mod people;
mod read;
mod secret;
mod section;
mod settings;
mod source;
mod span;
mod tree;

use std::path::{Path, PathBuf};

pub use env::Env;
pub use error::{ConfigError, Problem};
pub use keys::keys_of;
pub use limits::{LIMIT_KEYS, QUEUE_LIMIT_KEYS, STEP_KEYS};
pub(crate) use nearest::{listed, nearest};
pub use people::PEOPLE_KEYS;
pub use secret::Secret;
pub use section::{COMMON_KEYS, Common, Section, Settings};
pub use settings::{BOARD_KEYS, BoardSettings, Colour, OPERATOR_KEYS, Operator, Theme};
pub use span::Span;

use crate::domain::{Account, Mapping, Text, Thresholds};
use source::Source;

/// Everything that the configuration says.
#[derive(Clone, Debug)]
pub struct Config {
    /// The file; `None` for the defaults.
    pub path: Option<PathBuf>,
    /// How the board looks and what it may do.
    pub board: BoardSettings,
    /// Who sits in front of it.
    pub operator: Operator,
    /// Where the log is written.
    pub log_file: PathBuf,
    /// Where the audit log is written.
    pub audit_file: PathBuf,
    /// Where it is remembered how the lists are looked at.
    pub view_file: PathBuf,
    /// The accounts, in the order of the file.
    pub sections: Vec<Section>,
    /// Who is one person at several accounts.
    pub people: Vec<Mapping>,
    /// From when on something is urgent or doubted.
    pub thresholds: Thresholds,
    /// What works and is not wise.
    pub warnings: Vec<String>,
}

impl Config {
    /// The phone that listens to calls of `account`: the first of `[operator.phones]`, the account's own,
    /// and `[operator]`.
    pub fn phone(&self, account: &Account) -> Option<Text> {
        let own = || {
            let section = self.sections.iter().find(|section| section.account == *account)?;
            section.common.phone.as_deref().and_then(Text::some)
        };
        self.operator.phones.get(account).cloned().or_else(own).or_else(|| self.operator.phone.clone())
    }
}

/// Finds and reads the configuration: `flag`, else `$CALLBOARD_CONFIG`, else `callboard/config.toml` below
/// `$XDG_CONFIG_HOME` or `~/.config`. A file that was named must be there.
pub fn load(flag: Option<&Path>, env: &Env) -> Result<Config, ConfigError> {
    let named = flag.map(Path::to_owned).or_else(|| env.get("CALLBOARD_CONFIG").map(PathBuf::from));
    let path = if let Some(path) = named {
        path
    } else {
        let usual = env.xdg("XDG_CONFIG_HOME", ".config", "config.toml");
        let usual = usual.unwrap_or_else(|| PathBuf::from("config.toml"));
        if !usual.exists() {
            return Err(ConfigError::Missing { usual });
        }
        usual
    };
    outline::config(Source::read(&path, env)?, Some(path))
}

/// Reads `text` as the file `path`, which nobody else can read. Relative paths start from its folder.
pub fn parse(text: &str, path: &Path, env: &Env) -> Result<Config, ConfigError> {
    outline::config(Source::new(path, text, env, false), Some(path.to_owned()))
}

/// What holds without a file: every setting at its default, and no account.
pub fn defaults(env: &Env) -> Result<Config, ConfigError> {
    outline::config(Source::new(Path::new(""), "", env, false), None)
}

#[cfg(test)]
mod tests;
