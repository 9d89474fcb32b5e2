//! One account's table: the keys that every vendor shares, and the vendor's own.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::limits::LIMITS;
use super::read::{Read, read};
use super::source::Source;
use super::tree::{Entry, Node, Tree};
use super::{ConfigError, Problem, Secret, Span};
use crate::domain::Account;

/// The shortest time between two polls, and the shortest patience with an answer.
const SHORTEST: Duration = Duration::from_secs(1);
/// The longest of both: what is older has nothing to do on a live board.
const LONGEST: Duration = Duration::from_hours(1);

/// The keys that every account has.
pub const COMMON_KEYS: &[&str] =
    &["enabled", "every", "timeout", "requests_per_minute", "phone", "ca_file", "pinned_certificate"];

/// What is read elsewhere than among a vendor's own keys.
const SHARED_KEYS: &[&str] =
    &["enabled", "every", "timeout", "requests_per_minute", "phone", "ca_file", "pinned_certificate", LIMITS];

/// The values of [`COMMON_KEYS`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Common {
    /// Whether the account is used at all.
    pub enabled: bool,
    /// The time from one poll to the next.
    pub every: Span,
    /// How long an answer may take.
    pub timeout: Span,
    /// Requests that may be sent in a minute; the vendor's own figure if absent.
    pub requests_per_minute: Option<u32>,
    /// The phone that listens to this account's calls.
    pub phone: Option<String>,
    /// Authorities that are trusted beside the system's, in PEM. Resolved: it no longer depends on the folder.
    pub ca_file: Option<PathBuf>,
    /// The only certificate that a server of the account may have, in PEM. Resolved likewise.
    pub pinned_certificate: Option<PathBuf>,
}

impl Default for Common {
    fn default() -> Self {
        Self {
            enabled: true,
            every: Span(Duration::from_secs(5)),
            timeout: Span(Duration::from_secs(10)),
            requests_per_minute: None,
            phone: None,
            ca_file: None,
            pinned_certificate: None,
        }
    }
}

/// One account's table, `[VENDOR.NAME]`. Its `Debug` shows no value.
#[derive(Clone)]
pub struct Section {
    /// Whose it is.
    pub account: Account,
    /// What every account has.
    pub common: Common,
    source: Arc<Source>,
    places: BTreeMap<String, usize>,
    own: Node,
}

/// A vendor's own settings, and what came up as they were read.
#[derive(Debug)]
pub struct Settings<C> {
    /// The settings.
    pub config: C,
    /// What works and is not wise, such as a secret that others can read.
    pub warnings: Vec<String>,
    /// The secrets among them.
    pub secrets: Vec<Secret>,
}

impl Section {
    /// The section of `account`, whose table begins at `header` and holds `entries`.
    pub(super) fn new(
        account: Account,
        source: &Arc<Source>,
        header: usize,
        entries: &[Entry],
    ) -> Result<Self, Vec<Problem>> {
        let places = entries.iter().map(|entry| (entry.key.clone(), entry.at)).collect();
        let (common, own) = entries
            .iter()
            .filter(|entry| entry.key != LIMITS)
            .cloned()
            .partition(|entry| COMMON_KEYS.contains(&entry.key.as_str()));
        let common = Node { at: header, value: Tree::Table(common) };
        let mut common = read::<Common>(source, &account.to_string(), &[], &common)?.value;
        for path in [&mut common.ca_file, &mut common.pinned_certificate].into_iter().flatten() {
            *path = source.resolve(&path.to_string_lossy());
        }
        let own = Node { at: header, value: Tree::Table(own) };
        let section = Self { account, common, source: Arc::clone(source), places, own };
        let mut problems = section.out_of_range();
        problems.extend(section.trusts_twice());
        if problems.is_empty() { Ok(section) } else { Err(problems) }
    }

    /// The byte at which its header begins.
    pub(super) fn header(&self) -> usize {
        self.own.at
    }

    fn out_of_range(&self) -> Vec<Problem> {
        let Common { every, timeout, requests_per_minute, .. } = &self.common;
        let spans = [("every", every), ("timeout", timeout)]
            .into_iter()
            .filter(|(_, span)| span.0 < SHORTEST || span.0 > LONGEST)
            .map(|(key, _)| (key, "goes from \"1s\" to \"1h\""));
        let none = (*requests_per_minute == Some(0))
            .then_some(("requests_per_minute", "is at least 1; `enabled = false` stops an account"));
        spans
            .chain(none)
            .map(|(key, text)| self.problem(Some(key), format!("`{key}` in [{}] {text}", self.account)))
            .collect()
    }

    fn trusts_twice(&self) -> Option<Problem> {
        let twice = self.common.ca_file.is_some() && self.common.pinned_certificate.is_some();
        let text = "`ca_file` and `pinned_certificate` exclude one another: keep `ca_file` if an authority of \
                    yours signs the server's certificate, `pinned_certificate` if nobody else's word shall count, \
                    and delete the other";
        twice.then(|| self.problem(Some("pinned_certificate"), format!("[{}]: {text}", self.account)))
    }

    /// The vendor's keys as its own settings, with its secrets looked up.
    pub fn read<C: DeserializeOwned>(&self) -> Result<Settings<C>, ConfigError> {
        read(&self.source, &self.account.to_string(), SHARED_KEYS, &self.own)
            .map(|Read { value, warnings, secrets }| Settings { config: value, warnings, secrets })
            .map_err(ConfigError::Invalid)
    }

    /// The mistake `text` at `key`, or at the table's header. `text` must hold no value.
    pub fn problem(&self, key: Option<&str>, text: impl Into<String>) -> Problem {
        match key.and_then(|key| self.places.get_key_value(key)) {
            Some((key, place)) => self.source.problem(*place, text, Some(format!("{key} = ***"))),
            None => self.source.problem(self.own.at, text, Some(format!("[{}]", self.account))),
        }
    }

    /// The mistake that a vendor found in `settings`, at the first key that `why` names in backticks.
    pub fn refused<C>(&self, settings: &Settings<C>, why: &str) -> Problem {
        let why =
            settings.secrets.iter().fold(why.to_owned(), |why, secret| why.replace(secret.expose(), "***"));
        let key = why.split('`').skip(1).step_by(2).find(|key| self.places.contains_key(*key));
        self.problem(key, format!("[{}]: {why}", self.account))
    }

    /// The key of this table at which the text `value` stands, if any.
    pub fn key_of(&self, value: &str) -> Option<&str> {
        let Tree::Table(entries) = &self.own.value else { return None };
        let holds = |entry: &&Entry| matches!(&entry.node.value, Tree::Text(text) if text == value);
        entries.iter().find(holds).map(|entry| entry.key.as_str())
    }
}

impl fmt::Debug for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Section")
            .field("account", &self.account)
            .field("common", &self.common)
            .field("keys", &self.places.keys())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shared_is_what_every_account_has_and_its_limits() {
        assert_eq!(SHARED_KEYS, [COMMON_KEYS, &[LIMITS]].concat());
    }
}
