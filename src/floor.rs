//! The one task that owns the board: it folds facts into it, takes the requests of those who look, publishes it, and
//! carries out what it wants.

mod door;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};

pub use door::{Busy, Door, Seat};

use crate::board::{Board, Effect, Filed};
use crate::clock::{self, Clock};
use crate::domain::{Account, Fault, Text};
use crate::messages::{AccountCommand, Asked, Fact};
use crate::store::audit::{Entry, Log};

/// How many facts, and how many requests, are taken before the board is published again, while more are waiting.
const BATCH: usize = 64;
/// How many facts may wait for the floor: who tells them waits beyond that.
const FACTS: usize = 256;
/// How many requests may wait for the floor: beyond that they are refused, operators never wait.
const REQUESTS: usize = 64;
/// How many commands may wait for an account.
const COMMANDS: usize = 8;
/// How many lines may wait for the audit log's disk.
const UNWRITTEN: usize = 256;

/// The floor before it runs.
#[derive(Debug)]
pub struct Floor {
    board: Board,
    clock: Clock,
    facts: mpsc::Receiver<Fact>,
    requests: mpsc::Receiver<Asked>,
    accounts: BTreeMap<Account, mpsc::Sender<AccountCommand>>,
    audit: mpsc::Sender<Line>,
    published: watch::Sender<Arc<Board>>,
    /// For the tasks of the accounts and the audit log's writer.
    teller: mpsc::Sender<Fact>,
}

/// A line for the audit log, and whether an order waits for it.
#[derive(Debug)]
struct Line {
    filed: Arc<Filed>,
    awaited: bool,
}

impl Floor {
    /// A floor that starts from `board`, and the way in. Every step of every order goes to `log`, written by a thread
    /// of its own, since a disk can be slow.
    pub fn new(board: Board, clock: Clock, log: Log) -> (Self, Door) {
        let board = board.during(log.run());
        let (published, seen) = watch::channel(Arc::new(board.clone()));
        let (teller, facts) = mpsc::channel(FACTS);
        let (asker, requests) = mpsc::channel(REQUESTS);
        let (audit, lines) = mpsc::channel(UNWRITTEN);
        let heard = teller.clone();
        std::thread::spawn(move || write_lines(&log, lines, &heard));
        let accounts = BTreeMap::new();
        let floor = Self { board, clock, facts, requests, accounts, audit, published, teller };
        (floor, Door::new(asker, seen))
    }

    /// What the task of `account` hears commands by, and where it tells what happens.
    pub fn connect(&mut self, account: Account) -> (mpsc::Receiver<AccountCommand>, mpsc::Sender<Fact>) {
        let (mailbox, commands) = mpsc::channel(COMMANDS);
        self.accounts.insert(account, mailbox);
        (commands, self.teller.clone())
    }

    /// Runs until no door and no seat is left. Dropping its mailboxes then ends the accounts' tasks.
    pub async fn run(mut self) {
        let (mut facts, mut requests) = (Vec::with_capacity(BATCH), Vec::with_capacity(BATCH));
        loop {
            let due = self.board.due().map_or(Duration::from_hours(1), |due| due.since(self.clock.now()));
            tokio::select! {
                _ = self.facts.recv_many(&mut facts, BATCH) => {}
                asked = self.requests.recv_many(&mut requests, BATCH) => {
                    if asked == 0 {
                        return;
                    }
                }
                () = tokio::time::sleep(due) => {
                    let effects = self.board.expire(self.clock.now());
                    self.carry_out(effects);
                }
            }
            for fact in facts.drain(..) {
                self.learn(fact);
            }
            for asked in requests.drain(..) {
                let effects = self.board.ask(asked, self.clock.now());
                self.carry_out(effects);
            }
            self.publish();
        }
    }

    fn learn(&mut self, fact: Fact) {
        let effects = self.board.learn(fact, self.clock.now());
        self.carry_out(effects);
    }

    /// Shows the board to everyone who looks, if it has changed.
    fn publish(&mut self) {
        if self.board.take_change() {
            self.published.send_replace(Arc::new(self.board.clone()));
        }
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Record(filed) => {
                    let ticket = filed.order.ticket;
                    if self.audit.try_send(Line { filed, awaited: true }).is_err() {
                        let result = Err(Text::new("its writer is behind"));
                        self.learn(Fact::Recorded { ticket, result });
                    }
                }
                Effect::Log(filed) => {
                    if self.audit.try_send(Line { filed, awaited: false }).is_err() {
                        tracing::error!("an audit line was lost: its writer is behind");
                    }
                }
                Effect::Send(order) => {
                    let (account, ticket) = (order.subject.account().clone(), order.ticket);
                    let mailbox = self.accounts.get(&account);
                    if mailbox.is_none_or(|mailbox| mailbox.try_send(AccountCommand::Carry(order)).is_err()) {
                        let result = Err(Fault::Refused(Text::new("not sent: the account's task is busy")));
                        self.learn(Fact::Acted { account, ticket, result });
                    }
                }
                // Nobody counts yet.
                Effect::Happened(_) => {}
                Effect::Refresh(account) => {
                    if let Some(mailbox) = self.accounts.get(&account) {
                        // A full one is heard soon, and a poll comes with it.
                        drop(mailbox.try_send(AccountCommand::Refresh));
                    }
                }
            }
        }
    }
}

/// Writes lines until the floor is gone; reports those that an order waits for.
fn write_lines(log: &Log, mut lines: mpsc::Receiver<Line>, heard: &mpsc::Sender<Fact>) {
    while let Some(Line { filed, awaited }) = lines.blocking_recv() {
        let written = log.write(&Entry::of(&filed, clock::utc()));
        if let Err(error) = &written {
            tracing::error!(path = %log.path().display(), %error, "failed to write the audit log");
        }
        let result = written.map_err(|error| Text::from(error.to_string()));
        if awaited && heard.blocking_send(Fact::Recorded { ticket: filed.order.ticket, result }).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests;
