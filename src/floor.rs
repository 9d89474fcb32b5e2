//! The one task that owns the board: it folds events into it, publishes it, and carries out what it wants.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};

use crate::board::{Board, Effect, Filed};
use crate::clock::{self, Clock};
use crate::domain::{Account, Fault, Text};
use crate::messages::{AccountCommand, Event};
use crate::store::audit::{Entry, Log};

/// How many events are folded before the board is published again, while more are waiting.
const BATCH: usize = 64;
/// How many lines may wait for the audit log's disk.
const UNWRITTEN: usize = 256;

/// The floor before it runs.
#[derive(Debug)]
pub struct Floor {
    board: Board,
    clock: Clock,
    events: mpsc::Receiver<Event>,
    desks: BTreeMap<Account, mpsc::Sender<AccountCommand>>,
    audit: mpsc::Sender<Line>,
    published: watch::Sender<Arc<Board>>,
}

/// A line for the audit log, and whether an order waits for it.
#[derive(Debug)]
struct Line {
    filed: Arc<Filed>,
    awaited: bool,
}

impl Floor {
    /// A floor that starts from `board` and hears `events`, whose sender is `heard`. Every step of every
    /// order goes to `log`, written by a thread of its own, since a disk can be slow. What it publishes is in
    /// the receiver.
    pub fn new(
        board: Board,
        clock: Clock,
        (heard, events): (&mpsc::Sender<Event>, mpsc::Receiver<Event>),
        desks: BTreeMap<Account, mpsc::Sender<AccountCommand>>,
        log: Log,
    ) -> (Self, watch::Receiver<Arc<Board>>) {
        let (published, seen) = watch::channel(Arc::new(board.clone()));
        let (audit, lines) = mpsc::channel(UNWRITTEN);
        // The thread holds no strong sender: the floor ends when everyone else has dropped theirs.
        let heard = heard.downgrade();
        std::thread::spawn(move || write_lines(&log, lines, &heard));
        (Self { board, clock, events, desks, audit, published }, seen)
    }

    /// Runs until nobody can send events any more. Dropping its desks then ends the accounts' tasks.
    pub async fn run(mut self) {
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            let due = self.board.due().map_or(Duration::from_hours(1), |due| due.since(self.clock.now()));
            let heard = tokio::select! {
                heard = self.events.recv_many(&mut batch, BATCH) => heard,
                () = tokio::time::sleep(due) => {
                    let effects = self.board.expire(self.clock.now());
                    self.carry_out(effects);
                    self.publish();
                    continue;
                }
            };
            if heard == 0 {
                return;
            }
            for event in batch.drain(..) {
                let effects = self.board.apply(event, self.clock.now());
                self.carry_out(effects);
            }
            self.publish();
        }
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
                        let effects = self.board.apply(Event::Recorded { ticket, result }, self.clock.now());
                        self.carry_out(effects);
                    }
                }
                Effect::Log(filed) => {
                    if self.audit.try_send(Line { filed, awaited: false }).is_err() {
                        tracing::error!("an audit line was lost: its writer is behind");
                    }
                }
                Effect::Send(order) => {
                    let (account, ticket) = (order.subject.account().clone(), order.ticket);
                    let desk = self.desks.get(&account);
                    if desk.is_none_or(|desk| desk.try_send(AccountCommand::Carry(order)).is_err()) {
                        let result = Err(Fault::Refused(Text::new("not sent: the account's task is busy")));
                        let acted = Event::Acted { account, ticket, result };
                        let effects = self.board.apply(acted, self.clock.now());
                        self.carry_out(effects);
                    }
                }
                Effect::Refresh(account) => {
                    if let Some(desk) = self.desks.get(&account) {
                        // A full desk polls soon anyway.
                        drop(desk.try_send(AccountCommand::Refresh));
                    }
                }
            }
        }
    }
}

/// Writes lines until the floor is gone; reports those that an order waits for.
fn write_lines(log: &Log, mut lines: mpsc::Receiver<Line>, heard: &mpsc::WeakSender<Event>) {
    while let Some(Line { filed, awaited }) = lines.blocking_recv() {
        let entry = Entry { run: log.run().to_owned(), ..Entry::of(&filed, clock::utc()) };
        let written = log.write(&entry);
        if let Err(error) = &written {
            tracing::error!(path = %log.path().display(), %error, "failed to write the audit log");
        }
        if let (true, Some(heard)) = (awaited, heard.upgrade()) {
            let result = written.map_err(|error| Text::from(error.to_string()));
            let recorded = Event::Recorded { ticket: filed.order.ticket, result };
            if heard.blocking_send(recorded).is_err() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests;
