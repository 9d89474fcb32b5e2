//! `callboard check`: every account, from its settings to its clock, with a remedy for what fails.

mod remedy;
mod report;

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;

pub use report::write;

use crate::clock::Clock;
use crate::config::{Config, ConfigError, Section, nearest};
use crate::domain::{Account, Feed, Limits, Snapshot, Text, Thresholds};
use crate::messages::{AccountCommand, Fact, Polled};
use crate::vendors::{Dialect, Launch, open};

/// How long an account may take for its first answers.
const PATIENCE: Duration = Duration::from_secs(30);

/// What came out about one account.
#[derive(Debug)]
pub struct Finding {
    /// Which.
    pub account: Account,
    /// Its vendor, if its settings are right.
    pub dialect: Option<&'static Dialect>,
    /// The time from one poll to the next.
    pub every: Duration,
    /// What works and is not wise about its settings.
    pub warnings: Vec<String>,
    /// What the vendor's own side must be set to, where there is something to set.
    pub setup: Option<String>,
    /// From when on something is said of its clock.
    pub limits: Limits,
    /// How far it came.
    pub outcome: Outcome,
}

/// How far an account came.
#[derive(Debug)]
pub enum Outcome {
    /// It is not enabled.
    Disabled,
    /// Its settings are wrong: what is wrong with them.
    Misconfigured(String),
    /// It was asked, and said this.
    Answered(Box<Polled>),
    /// Its task panicked.
    Crashed(Text),
    /// Nothing came within the time limit.
    Silent,
}

impl Finding {
    /// Whether anything failed.
    pub fn failed(&self) -> bool {
        match &self.outcome {
            Outcome::Disabled => false,
            Outcome::Misconfigured(_) | Outcome::Crashed(_) | Outcome::Silent => true,
            Outcome::Answered(polled) => any_failed(&polled.snapshot),
        }
    }
}

/// The accounts called `names` (`ringcentral.sales`, or `sales` for short), or all of them.
pub fn choose<'a>(config: &'a Config, names: &[String]) -> Result<Vec<&'a Section>, ConfigError> {
    let path = || config.path.clone().unwrap_or_default();
    let called =
        |section: &Section, name: &str| section.account.to_string() == name || section.account.name() == name;
    for name in names {
        if !config.sections.iter().any(|section| called(section, name)) {
            let all: Vec<String> =
                config.sections.iter().map(|section| section.account.to_string()).collect();
            let short = config.sections.iter().map(|section| section.account.name());
            let hint = nearest(name, all.iter().map(String::as_str).chain(short))
                .map(|right| format!("; did you mean `{right}`?"))
                .unwrap_or_default();
            let why = format!("no account called `{}`{hint}", Text::new(name));
            return Err(ConfigError::Idle { path: path(), why });
        }
    }
    if config.sections.is_empty() {
        let why = "no account to check; add a table [VENDOR.NAME], as in [ringcentral.sales]".to_owned();
        return Err(ConfigError::Idle { path: path(), why });
    }
    let chosen = |section: &&Section| names.is_empty() || names.iter().any(|name| called(section, name));
    Ok(config.sections.iter().filter(chosen).collect())
}

/// Checks all of `sections`, for which `thresholds` hold, side by side; the findings come in their order.
pub async fn run(sections: &[&Section], thresholds: &Thresholds, clock: Clock) -> Vec<Finding> {
    let mut tasks = JoinSet::new();
    for (index, section) in sections.iter().enumerate() {
        let section = (*section).clone();
        let limits = thresholds.account(&section.account).own;
        tasks.spawn(async move { (index, check(section, limits, clock).await) });
    }
    let mut findings = tasks.join_all().await;
    findings.sort_by_key(|(index, _)| *index);
    findings.into_iter().map(|(_, finding)| finding).collect()
}

async fn check(section: Section, limits: Limits, clock: Clock) -> Finding {
    let mut finding = Finding {
        account: section.account.clone(),
        dialect: None,
        every: section.common.every.0,
        warnings: Vec::new(),
        setup: None,
        limits,
        outcome: Outcome::Disabled,
    };
    if !section.common.enabled {
        return finding;
    }
    // A secret may come from a command that takes a while, and other accounts need not wait for it.
    match tokio::task::spawn_blocking(move || open(&section)).await {
        Ok(Ok(mut launch)) => {
            finding.dialect = Some(launch.dialect);
            finding.warnings = std::mem::take(&mut launch.warnings);
            finding.setup = launch.setup.take();
            finding.outcome = answer(launch, clock, PATIENCE).await;
        }
        Ok(Err(error)) => finding.outcome = Outcome::Misconfigured(error.to_string()),
        Err(error) => finding.outcome = Outcome::Crashed(error.to_string().into()),
    }
    finding
}

/// Starts the account's ordinary task, waits for what it says, and ends it.
async fn answer(launch: Launch, clock: Clock, patience: Duration) -> Outcome {
    let (mailbox, commands) = mpsc::channel(1);
    let (floor, mut facts) = mpsc::channel(16);
    let task = launch.start(clock, commands, floor);
    let outcome = match timeout(patience, polled(&mut facts)).await {
        Ok(Outcome::Answered(mut first)) if half_told(&first.snapshot) => {
            // Full means that a refresh waits already.
            mailbox.try_send(AccountCommand::Refresh).ok();
            if let Ok(Outcome::Answered(second)) = timeout(patience, polled(&mut facts)).await {
                first = Box::new(completed(*first, *second));
            }
            Outcome::Answered(first)
        }
        Ok(outcome) => outcome,
        Err(_) => Outcome::Silent,
    };
    task.abort();
    outcome
}

/// The end of the next poll.
async fn polled(facts: &mut mpsc::Receiver<Fact>) -> Outcome {
    while let Some(fact) = facts.recv().await {
        match fact {
            Fact::Polled(polled) => return Outcome::Answered(polled),
            Fact::Crashed { why, .. } => return Outcome::Crashed(why),
            Fact::Joined { .. } | Fact::Departed { .. } | Fact::Acted { .. } | Fact::Recorded { .. } => {}
        }
    }
    Outcome::Crashed("its task ended without an answer".into())
}

/// Whether a slow feed was left for the next poll, and nothing else keeps that from being worth while.
fn half_told(snapshot: &Snapshot) -> bool {
    snapshot.skips() && !any_failed(snapshot)
}

fn any_failed(snapshot: &Snapshot) -> bool {
    let Snapshot { calls, waiting, agents, queues, .. } = snapshot;
    [failed(calls), failed(waiting), failed(agents), failed(queues)].contains(&true)
}

fn failed<T>(feed: &Feed<T>) -> bool {
    matches!(feed, Feed::Failed(_))
}

/// `first`, with `second` where it had skipped a feed.
fn completed(first: Polled, second: Polled) -> Polled {
    fn either<T>(first: Feed<T>, second: Feed<T>) -> Feed<T> {
        if first.is_skipped() { second } else { first }
    }
    let (one, two) = (first.snapshot, second.snapshot);
    let snapshot = Snapshot {
        calls: either(one.calls, two.calls),
        waiting: either(one.waiting, two.waiting),
        agents: either(one.agents, two.agents),
        queues: either(one.queues, two.queues),
        listeners: one.listeners.or(two.listeners),
        states: if one.states.is_empty() { two.states } else { one.states },
    };
    Polled { snapshot, ..second }
}

#[cfg(test)]
mod tests;
