//! `callboard snapshot`: the board after one poll of every account, for scripts and for terminals that are none.

mod csv;
mod json;
mod text;

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

pub use csv::csv;
pub use json::json;
pub use text::{WIDTH, text};

use crate::board::{Board, Standing};
use crate::clock::Clock;
use crate::domain::{Account, At, FeedKind, Mapping, Text, Thresholds};
use crate::messages::{AccountCommand, Fact};
use crate::vendors::Launch;

/// How long all accounts together may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Polls every account once, side by side, and again where a list was left for the next poll; then ends their
/// tasks. What has not come within 30 s is missing from the board, and the board says so.
/// The operators' `phones` are no agents.
pub async fn take(
    launches: Vec<Launch>,
    (people, phones, thresholds): (Vec<Mapping>, Vec<(Account, Text)>, &Thresholds),
    clock: Clock,
) -> Board {
    let accounts: Vec<_> =
        launches.iter().map(|launch| (launch.account.clone(), launch.cadence.every)).collect();
    let mut board = Board::new(&accounts).knowing(people).judging(thresholds).without(phones, None);
    let (floor, mut facts) = mpsc::channel(64);
    let (mut mailboxes, mut tasks) = (Vec::new(), Vec::new());
    for launch in launches {
        let (mailbox, commands) = mpsc::channel(1);
        mailboxes.push((launch.account.clone(), mailbox, Wanted::First));
        tasks.push(launch.start(clock, commands, floor.clone()));
    }
    drop(floor);
    let deadline = Instant::now() + PATIENCE;
    while mailboxes.iter().any(|(_, _, wanted)| *wanted != Wanted::Nothing) {
        let Ok(Some(fact)) = timeout_at(deadline, facts.recv()).await else { break };
        if let Some((account, half)) = heard(&fact)
            && let Some((_, mailbox, wanted)) = mailboxes.iter_mut().find(|(of, _, _)| *of == account)
        {
            let again = *wanted == Wanted::First && half;
            *wanted = if again { Wanted::Second } else { Wanted::Nothing };
            // A full mailbox has such a command already.
            drop(again.then(|| mailbox.try_send(AccountCommand::Refresh)));
        }
        // Orders are the only source of effects, and nobody gives any.
        drop(board.learn(fact, clock.now()));
    }
    tasks.iter().for_each(tokio::task::JoinHandle::abort);
    board
}

/// What is still wanted of an account.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    First,
    Second,
    Nothing,
}

/// Whose poll ended, and whether it left a list for the next one.
fn heard(fact: &Fact) -> Option<(Account, bool)> {
    match fact {
        Fact::Polled(polled) => Some((polled.account.clone(), polled.snapshot.skips())),
        Fact::Crashed { account, .. } => Some((account.clone(), false)),
        Fact::Joined { .. } | Fact::Departed { .. } | Fact::Acted { .. } | Fact::Recorded { .. } => None,
    }
}

/// Whether every list that is offered is fresh: what the exit status says.
pub fn healthy(board: &Board, now: At) -> bool {
    board.lines.iter().all(|line| {
        FeedKind::ALL.iter().all(|kind| match line.standing(*kind, now) {
            Standing::Fresh | Standing::NotOffered => true,
            // A list that is part of another one is never told by itself.
            Standing::Awaited => line.health.heard.is_some(),
            Standing::Stale { .. } => false,
        })
    })
}
