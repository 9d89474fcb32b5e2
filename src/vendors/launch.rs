//! An account that is ready to start.

use std::fmt;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::Dialect;
use crate::clock::Clock;
use crate::config::{Common, ConfigError, Secret, Section};
use crate::domain::Account;
use crate::messages::{AccountCommand, Fact};
use crate::vendor::{Cadence, Context, HttpOptions, Redactor, Trust, Vendor, encrypted, run};

/// The longest wait after repeated failures.
const CEILING: Duration = Duration::from_mins(2);
/// A poll signs in, lists and lists again: so many answers it may wait for, one after the other.
const ANSWERS_PER_POLL: u32 = 4;
/// An order may have to sign in first.
const ANSWERS_PER_ORDER: u32 = 3;
/// The longest answer that is read: far above any list of a call centre, far below this host's memory.
const LONGEST_ANSWER: usize = 16 * 1024 * 1024;

type Start = Box<dyn FnOnce(Context) -> JoinHandle<()> + Send>;

/// An account that was read and found good, and has not spoken to anyone yet.
pub struct Launch {
    /// Whose task it will be.
    pub account: Account,
    /// Its vendor.
    pub dialect: &'static Dialect,
    /// How often it polls.
    pub cadence: Cadence,
    /// Its client's limits.
    pub http: HttpOptions,
    /// Which servers its client believes.
    pub trust: Trust,
    /// What it must never show.
    pub secrets: Redactor,
    /// What works and is not wise about its settings.
    pub warnings: Vec<String>,
    /// What the vendor's own side must be set to for it, where there is something to set.
    pub setup: Option<String>,
    start: Start,
}

impl Launch {
    /// The account of `section`, which `start` starts.
    pub(crate) fn new(dialect: &'static Dialect, section: &Section, start: Start) -> Self {
        let common = &section.common;
        let (every, timeout) = (common.every.0, common.timeout.0);
        Self {
            account: section.account.clone(),
            dialect,
            cadence: Cadence {
                every,
                ceiling: CEILING.max(every),
                poll_limit: timeout * ANSWERS_PER_POLL,
                order_limit: timeout * ANSWERS_PER_ORDER,
            },
            http: HttpOptions {
                timeout,
                longest: LONGEST_ANSWER,
                per_minute: common.requests_per_minute.unwrap_or(dialect.requests_per_minute),
            },
            trust: Trust::System,
            secrets: Redactor::default(),
            warnings: Vec::new(),
            setup: None,
            start,
        }
    }

    /// Starts the account's task, which ends when nobody can send it `commands` any more.
    pub fn start(
        self,
        clock: Clock,
        commands: mpsc::Receiver<AccountCommand>,
        facts: mpsc::Sender<Fact>,
    ) -> JoinHandle<()> {
        let Self { account, cadence, http, trust, secrets, start, .. } = self;
        start(Context { account, cadence, http, trust, secrets, clock, commands, facts })
    }
}

impl fmt::Debug for Launch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Launch").field("account", &self.account).finish_non_exhaustive()
    }
}

/// Reads `section` as the settings of the adapter `V`, and has them judged by it once.
pub(super) fn open<V: Vendor>(dialect: &'static Dialect, section: &Section) -> Result<Launch, ConfigError> {
    let settings = section.read::<V::Config>()?;
    V::new(settings.config.clone()).map_err(|why| section.refused(&settings, &why))?;
    let mut warnings = settings.warnings;
    for host in V::hosts(&settings.config) {
        let key = section.key_of(host);
        let shown = key.unwrap_or("a base URL");
        match encrypted(host) {
            Some(true) => {}
            Some(false) => warnings.push(format!(
                "`{shown}` in [{}] is not https: whoever is on the way can read the account's secrets",
                section.account
            )),
            None => {
                let text = format!(
                    "`{shown}` in [{}] is no base URL: expected https://HOST/PATH, without a user or a query",
                    section.account
                );
                return Err(section.problem(key, text).into());
            }
        }
    }
    let trust = trust(section)?;
    let secrets = Redactor::of(settings.secrets.iter().map(Secret::expose));
    let config = settings.config;
    let setup = V::setup(&config);
    let start: Start = Box::new(move |context| tokio::spawn(run::<V>(config, context)));
    Ok(Launch { trust, secrets, warnings, setup, ..Launch::new(dialect, section, start) })
}

/// Which servers the account's client shall believe.
fn trust(section: &Section) -> Result<Trust, ConfigError> {
    let Common { ca_file, pinned_certificate, .. } = &section.common;
    let (key, trust) = match (ca_file, pinned_certificate) {
        (Some(path), _) => ("ca_file", Trust::authorities(path)),
        (None, Some(path)) => ("pinned_certificate", Trust::pinned(path)),
        (None, None) => return Ok(Trust::System),
    };
    trust.map_err(|why| section.problem(Some(key), format!("`{key}` in [{}]: {why}", section.account)).into())
}
