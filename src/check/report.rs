//! The findings as text, in columns.

use std::fmt::Display;
use std::io::{self, Write};
use std::time::Duration;

use super::remedy::remedy;
use super::{Finding, Outcome};
use crate::domain::{
    Abilities, Ability, ClockOffset, Doubt, Fault, Feed, FeedKind, Limits, Part, Snapshot, Verb,
};
use crate::messages::{Budget, Polled};
use crate::vendors::Dialect;

/// What is said of an action where nobody knows whether it works.
const NOT_SIGNED_IN: &str = "not known: not signed in";
/// What is said of actions where only an order would tell whether it may be given.
const NOT_TRIED: &str = "not tried";
const UNTRIED: &str = "the vendor does not tell what this account may do, and a check gives no orders";
/// What is said of an action that leaves no trace.
const UNSEEN: &str = "the vendor's lists do not show its effect";
/// What to do about a row that is not what the vendor documents.
const REPORT: &str = "the rows are counted, not shown; please report the path above";

/// Writes what came out: `warnings` of the whole file, each finding, and how many failed.
pub fn write(out: &mut impl Write, warnings: &[String], findings: &[Finding]) -> io::Result<()> {
    for warning in warnings {
        writeln!(out, "warning: {warning}")?;
    }
    for finding in findings {
        account(out, finding)?;
    }
    let failed = findings.iter().filter(|finding| finding.failed()).count();
    let disabled = findings.iter().filter(|finding| matches!(finding.outcome, Outcome::Disabled)).count();
    let ok = findings.len() - failed - disabled;
    let disabled = if disabled == 0 { String::new() } else { format!(", {disabled} not enabled") };
    writeln!(out, "accounts: {ok} ok, {failed} failed{disabled}")
}

fn account(out: &mut impl Write, finding: &Finding) -> io::Result<()> {
    let label = finding.dialect.map_or(String::new(), |dialect| format!(" ({})", dialect.label));
    writeln!(out, "{}{label}", finding.account)?;
    if let Outcome::Misconfigured(why) = &finding.outcome {
        line(out, "configuration", "failed", "")?;
        for text in why.lines() {
            writeln!(out, "    {text}")?;
        }
        return writeln!(out);
    }
    if let Outcome::Disabled = finding.outcome {
        line(out, "configuration", "-", "enabled = false")?;
        return writeln!(out);
    }
    line(out, "configuration", "ok", format!("polled every {}", humantime::format_duration(finding.every)))?;
    for warning in &finding.warnings {
        line(out, "", "warning", warning)?;
    }
    if let Some(text) = &finding.setup {
        setup(out, text)?;
    }
    match (&finding.outcome, finding.dialect) {
        (Outcome::Answered(polled), Some(dialect)) => answered(out, polled, (dialect, &finding.limits))?,
        (Outcome::Crashed(why), _) => {
            line(out, "task", "failed", why)?;
            fix(out, "this is a mistake in callboard; please report it with the log")?;
        }
        (Outcome::Silent, _) => {
            line(out, "answer", "failed", "none came within the time limit")?;
            fix(out, "check the account's base URLs and `timeout`, and this host's network")?;
        }
        (Outcome::Answered(_) | Outcome::Disabled | Outcome::Misconfigured(_), _) => {}
    }
    writeln!(out)
}

fn answered(
    out: &mut impl Write,
    polled: &Polled,
    (dialect, limits): (&'static Dialect, &Limits),
) -> io::Result<()> {
    let Snapshot { calls, waiting, agents, queues, .. } = &polled.snapshot;
    let mut told = Told { dialect, faults: Vec::new(), remedies: Vec::new() };
    let signed_in = sign_in(out, &polled.snapshot, dialect)?;
    feed(out, FeedKind::Calls, calls, &mut told)?;
    feed(out, FeedKind::Waiting, waiting, &mut told)?;
    feed(out, FeedKind::Agents, agents, &mut told)?;
    feed(out, FeedKind::Queues, queues, &mut told)?;
    actions(out, &polled.abilities, signed_in)?;
    clock(out, polled.skew, limits)?;
    budget(out, polled.budget)
}

/// What can be done, and whether anybody has told so.
fn actions(out: &mut impl Write, abilities: &Abilities, signed_in: bool) -> io::Result<()> {
    let granted = abilities.is_granted();
    let offered = |out: &mut _, what: &str, more: &str| match (granted, more) {
        (true, more) => line(out, what, "ok", more),
        (false, "") => line(out, what, "-", NOT_TRIED),
        (false, more) => line(out, what, "-", format!("{NOT_TRIED}; {more}")),
    };
    let mut untried = false;
    for verb in Verb::ALL.into_iter().filter(|verb| *verb != Verb::Special) {
        match abilities.of(verb) {
            Ability::Seen | Ability::Unseen if !signed_in => line(out, verb.word(), "-", NOT_SIGNED_IN)?,
            Ability::No(why) => line(out, verb.word(), "-", why)?,
            ability @ (Ability::Seen | Ability::Unseen) => {
                untried |= !granted;
                offered(out, verb.word(), if ability == Ability::Seen { "" } else { UNSEEN })?;
            }
        }
    }
    for special in abilities.specials().iter().filter(|_| signed_in) {
        untried |= !granted;
        offered(out, Verb::Special.word(), &special.label)?;
    }
    if untried { fix(out, UNTRIED) } else { Ok(()) }
}

/// What the vendor's own side must be set to.
fn setup(out: &mut impl Write, setup: &str) -> io::Result<()> {
    line(out, "setup", "", "what this configuration needs at the vendor's side:")?;
    setup.lines().try_for_each(|text| writeln!(out, "{}", format!("    {text}").trim_end()))
}

/// The sign-in as the feeds tell it: one list that came proves it. Returns whether it is proven.
fn sign_in(out: &mut impl Write, snapshot: &Snapshot, dialect: &Dialect) -> io::Result<bool> {
    let Snapshot { calls, waiting, agents, queues, .. } = snapshot;
    let fresh = [fresh(calls), fresh(waiting), fresh(agents), fresh(queues)].contains(&true);
    let faults = [fault(calls), fault(waiting), fault(agents), fault(queues)].into_iter().flatten();
    let is_in = |fault: &Fault| matches!(fault, Fault::Forbidden(_) | Fault::Gone(_));
    let proven = fresh || faults.clone().any(is_in);
    match faults.clone().find(|fault| matches!(fault, Fault::Unauthorized(_))) {
        Some(fault) => {
            line(out, "sign-in", "failed", fault)?;
            fix(out, remedy(fault, dialect))?;
            return Ok(fresh);
        }
        None if proven => line(out, "sign-in", "ok", ""),
        None if faults.count() > 0 => line(out, "sign-in", "-", "not known: no list came"),
        None => line(out, "sign-in", "-", "not known: nothing was asked"),
    }?;
    Ok(proven)
}

fn fresh<T>(feed: &Feed<T>) -> bool {
    matches!(feed, Feed::Fresh { .. })
}

fn fault<T>(feed: &Feed<T>) -> Option<&Fault> {
    match feed {
        Feed::Failed(fault) => Some(fault),
        Feed::NotOffered(_) | Feed::Skipped | Feed::Fresh { .. } => None,
    }
}

/// What an account was told: what was just read is not read again.
struct Told {
    dialect: &'static Dialect,
    faults: Vec<Fault>,
    remedies: Vec<&'static str>,
}

fn feed<T>(out: &mut impl Write, kind: FeedKind, feed: &Feed<T>, told: &mut Told) -> io::Result<()> {
    match feed {
        Feed::NotOffered(why) => line(out, kind.word(), "-", format!("not offered: {why}")),
        Feed::Skipped if kind == FeedKind::Waiting => line(out, kind.word(), "ok", "listed among the calls"),
        Feed::Skipped => line(out, kind.word(), "-", "not asked yet"),
        Feed::Fresh { rows, unread } => match unread.first() {
            None => line(out, kind.word(), "ok", rows_text(rows.len())),
            Some(first) => {
                let messages = unread.iter().filter(|unread| unread.part == Part::Message).count();
                let counts = [
                    (unread.len() - messages, "unreadable"),
                    (
                        messages,
                        if messages == 1 {
                            "unreadable stream message"
                        } else {
                            "unreadable stream messages"
                        },
                    ),
                ];
                let counts = counts.iter().filter(|(count, _)| *count > 0);
                let counts: Vec<_> = counts.map(|(count, what)| format!("{count} {what}")).collect();
                let text = format!("{}, {}: {}", rows_text(rows.len()), counts.join(", "), first.why);
                line(out, kind.word(), "warning", text)?;
                // A path such as `[3].since` says that the answer is not what the vendor documents.
                let is_path = first.why.starts_with(['[', '.']);
                fix(out, if is_path { REPORT } else { "what could not be read is counted, not shown" })
            }
        },
        // Said once, at the sign-in.
        Feed::Failed(Fault::Unauthorized(_)) => line(out, kind.word(), "failed", "not signed in"),
        Feed::Failed(fault) if told.faults.contains(fault) => {
            line(out, kind.word(), "failed", "for the same reason")
        }
        Feed::Failed(fault) => {
            told.faults.push(fault.clone());
            line(out, kind.word(), "failed", fault)?;
            let remedy = remedy(fault, told.dialect);
            if told.remedies.contains(&remedy) {
                return Ok(());
            }
            told.remedies.push(remedy);
            fix(out, remedy)
        }
    }
}

fn rows_text(rows: usize) -> String {
    if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") }
}

fn clock(out: &mut impl Write, skew: Option<ClockOffset>, limits: &Limits) -> io::Result<()> {
    let Some(offset @ ClockOffset { millis, doubt }) = skew else {
        return line(out, "clock", "-", "not known: the vendor does not tell its time");
    };
    let size = Duration::from_millis(millis.unsigned_abs());
    let way = if millis < 0 { "behind" } else { "ahead of" };
    let text = format!("the vendor's is {:.1} s {way} ours", size.as_secs_f64());
    if let Some(doubt) = doubt {
        line(out, "clock", "warning", text)?;
        let why = match doubt {
            Doubt::Contradicted => {
                "the times of its calls contradict that, so they are read by this host's clock"
            }
            Doubt::Untold => {
                "until its calls bear that out their times are read by this host's clock, and doubted; \
                 see whose clock is wrong (timedatectl)"
            }
        };
        return fix(out, why);
    }
    if !limits.is_skewed(offset) {
        return line(out, "clock", "ok", text);
    }
    line(out, "clock", "warning", text)?;
    fix(out, "waiting times allow for it; set this host's clock (timedatectl) unless the vendor's is wrong")
}

fn budget(out: &mut impl Write, budget: Budget) -> io::Result<()> {
    let Budget { left, per_minute } = budget;
    let text = format!("{left} of {per_minute} requests left in this minute");
    if left > 0 {
        return line(out, "budget", "ok", text);
    }
    line(out, "budget", "warning", text)?;
    fix(out, "raise `every`, or `requests_per_minute` if the vendor allows more")
}

fn line(out: &mut impl Write, what: &str, status: &str, text: impl Display) -> io::Result<()> {
    let line = format!("  {what:<14} {status:<8} {text}");
    writeln!(out, "{}", line.trim_end())
}

fn fix(out: &mut impl Write, remedy: &str) -> io::Result<()> {
    line(out, "", "", format!("-> {remedy}"))
}

#[cfg(test)]
mod tests;
