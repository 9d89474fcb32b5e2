//! The table of vendors. A vendor is one `mod` line and one row here; nothing else names it.

pub mod asterisk;
pub mod eight8;
pub mod invoca;
mod launch;
pub mod ringcentral;
pub mod tel4vn;
pub mod voicenter;

pub use launch::Launch;

use launch::open as open_as;

use crate::config::{Config, ConfigError, Problem, Section, keys_of, listed, nearest};
use crate::vendor::Vendor;

/// One row of the table: a dialect, and what an operator is told about it.
#[derive(Debug)]
pub struct Dialect {
    /// Its name in the configuration: the first word of `[ringcentral.sales]`.
    pub name: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// How many requests a minute an account may send, unless it says otherwise.
    pub requests_per_minute: u32,
    /// What to do when the sign-in is refused.
    pub sign_in: &'static str,
    /// What to do when a permission is missing.
    pub rights: &'static str,
    /// The keys of its own in an account's table.
    pub keys: fn() -> &'static [&'static str],
    open: fn(&'static Dialect, &Section) -> Result<Launch, ConfigError>,
}

impl Dialect {
    /// The row of the adapter `V`.
    pub const fn of<V: Vendor>(name: &'static str, label: &'static str, requests_per_minute: u32) -> Self {
        Self {
            name,
            label,
            requests_per_minute,
            sign_in: "check the account's credentials",
            rights: "give the account's user the right to do this",
            keys: keys_of::<V::Config>,
            open: open_as::<V>,
        }
    }

    /// A row without an adapter, for tests that start tasks of their own.
    #[cfg(test)]
    pub(crate) const fn bare(name: &'static str, label: &'static str) -> Self {
        Self {
            name,
            label,
            requests_per_minute: 60,
            sign_in: "check the account's credentials",
            rights: "give the account's user the right to do this",
            keys: || &[],
            open: |dialect, section| {
                Ok(Launch::new(dialect, section, Box::new(|_| tokio::spawn(std::future::ready(())))))
            },
        }
    }

    /// With what to do when the sign-in is refused, and when a permission is missing.
    #[must_use]
    pub const fn remedies(mut self, sign_in: &'static str, rights: &'static str) -> Self {
        (self.sign_in, self.rights) = (sign_in, rights);
        self
    }
}

/// Every vendor.
pub const DIALECTS: &[Dialect] = &[
    Dialect::of::<asterisk::Asterisk>("asterisk", "Asterisk", 600).remedies(
        "check `user` and `secret` against manager.conf, and that its permit line lets this host in",
        "give the user the missing class in manager.conf (write = ...), then: manager reload",
    ),
    Dialect::of::<invoca::Invoca>("invoca", "Invoca", 30).remedies(
        "check `token`: the bare API credential that Invoca shows under Integrations, Invoca APIs",
        "check `organization`, `organization_type` and the filters, and the rights of the token's creator",
    ),
    Dialect::of::<eight8::Eight8>("8x8", "8x8 Contact Center", 180).remedies(
        "check client_id and client_secret (Admin Console > API Keys), or stream_key if it is the event stream",
        "give the API key the products analytics realtime-api and Pulsar Event Stream in Admin Console",
    ),
    Dialect::of::<ringcentral::RingCentral>("ringcentral", "RingCentral RingCX", 120).remedies(
        "check client_id, client_secret and jwt, or username and password, or api_token",
        "give the account's user supervisor and reporting rights in RingCX Admin",
    ),
    Dialect::of::<tel4vn::Tel4vn>("tel4vn", "TEL4VN", 120).remedies(
        "check `api_key`, or `user` (with its domain) and `password`",
        "have TEL4VN give the key's user the rights to see live figures and to act on calls",
    ),
    Dialect::of::<voicenter::Voicenter>("voicenter", "Voicenter", 60).remedies(
        "check `code`, and that this host's public address is listed in CPanel under API Settings",
        "have this host's public address listed in CPanel under API Settings",
    ),
];

/// Reads one account's settings, looks its secrets up, and makes it ready to start.
pub fn open(section: &Section) -> Result<Launch, ConfigError> {
    open_among(DIALECTS, section)
}

/// As [`open`], for every account that is enabled: all mistakes at once, and at least one account.
pub fn open_all(config: &Config) -> Result<Vec<Launch>, ConfigError> {
    open_all_among(DIALECTS, config)
}

fn open_among(dialects: &'static [Dialect], section: &Section) -> Result<Launch, ConfigError> {
    let vendor = section.account.vendor();
    match dialects.iter().find(|dialect| dialect.name == vendor) {
        Some(dialect) => (dialect.open)(dialect, section),
        None => Err(unknown(dialects, section).into()),
    }
}

fn unknown(dialects: &[Dialect], section: &Section) -> Problem {
    let account = &section.account;
    let names: Vec<&str> = dialects.iter().map(|dialect| dialect.name).collect();
    let hint = match nearest(account.vendor(), names.iter().copied()) {
        Some(right) => format!("did you mean [{right}.{}]?", account.name()),
        None => format!("vendors are {}", listed(&names)),
    };
    section.problem(None, format!("unknown vendor `{}` in [{account}]; {hint}", account.vendor()))
}

fn open_all_among(dialects: &'static [Dialect], config: &Config) -> Result<Vec<Launch>, ConfigError> {
    let (mut launches, mut problems) = (Vec::new(), Vec::new());
    for section in config.sections.iter().filter(|section| section.common.enabled) {
        match open_among(dialects, section) {
            Ok(launch) => launches.push(launch),
            Err(ConfigError::Invalid(found)) => problems.extend(found),
            Err(other) => return Err(other),
        }
    }
    if !problems.is_empty() {
        return Err(ConfigError::Invalid(problems));
    }
    if launches.is_empty() {
        return Err(idle(dialects, config));
    }
    Ok(launches)
}

/// Why there is nothing to show.
fn idle(dialects: &[Dialect], config: &Config) -> ConfigError {
    let names: Vec<&str> = dialects.iter().map(|dialect| dialect.name).collect();
    let why = if config.sections.is_empty() {
        format!(
            "no account; add a table [VENDOR.NAME], as in [ringcentral.sales]; vendors are {}",
            listed(&names)
        )
    } else {
        "every account says `enabled = false`; there is nothing to show".to_owned()
    };
    ConfigError::Idle { path: config.path.clone().unwrap_or_default(), why }
}

#[cfg(test)]
mod tests;
