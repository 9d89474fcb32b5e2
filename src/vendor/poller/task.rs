//! What an account knows of itself, how it tells the floor, and what it does between two adapters.

mod redacted;
mod serve;

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::Context;
use crate::clock::Clock;
use crate::domain::{Abilities, Accepted, At, Fault, Snapshot, Text};
use crate::messages::{AccountCommand, Budget, Fact, Order, Polled};
use crate::vendor::Redactor;
use crate::vendor::rhythm::{Rhythm, later, survey};
use crate::vendor::witness::Witness;

/// Why an adapter's time is over.
#[derive(Debug)]
pub(super) enum Halt {
    /// The program ends.
    Closed,
    /// It could not be made.
    Unfit(Text),
    /// It panicked.
    Crashed(Text),
}

/// One account's task, whatever its adapter.
#[derive(Debug)]
pub(super) struct Task {
    context: Context,
    rhythm: Rhythm,
    joined: bool,
    /// When the next poll begins.
    due: Instant,
    /// When the last poll began.
    started: Option<Instant>,
    /// Until when a vendor that says so in the body of its answers wants silence; the client knows of the others.
    hushed: Instant,
    /// How many requests the last poll sent.
    cost: u32,
    /// Whether its lists bear its clock out.
    witness: Witness,
    /// The last poll's fault, so that the log tells of changes only.
    trouble: Option<&'static str>,
}

impl Task {
    pub(super) fn new(context: Context) -> Self {
        let (rhythm, now) = (Rhythm::new(context.cadence), Instant::now());
        Self {
            context,
            rhythm,
            joined: false,
            due: now,
            started: None,
            hushed: now,
            cost: 0,
            witness: Witness::default(),
            trouble: None,
        }
    }

    pub(super) fn clock(&self) -> Clock {
        self.context.clock
    }

    pub(super) fn secrets(&self) -> Redactor {
        self.context.secrets.clone()
    }

    /// Says once that the account is there.
    pub(super) async fn join(&mut self, abilities: Abilities) -> Result<(), Halt> {
        if std::mem::replace(&mut self.joined, true) {
            return Ok(());
        }
        let (account, every) = (self.context.account.clone(), self.context.cadence.every);
        self.tell(Fact::Joined { account, abilities, every }).await
    }

    /// Tells that the account cannot be started, and waits before it is tried again.
    pub(super) async fn unfit(&mut self, why: Text) -> Result<(), Halt> {
        self.join(Abilities::new()).await?;
        let reason = Text::new(&format!("{} could not be started: {why}", self.context.account));
        self.due = later(Instant::now(), self.context.cadence.ceiling);
        let snapshot = Snapshot::failed(&Fault::Refused(why));
        self.report(self.polled(snapshot, Abilities::new())).await?;
        self.rest(self.due, &reason).await
    }

    /// Tells that the adapter panicked, and waits before the next one is made.
    pub(super) async fn crashed(&mut self, why: Text) -> Result<(), Halt> {
        self.join(Abilities::new()).await?;
        let (account, why) = (self.context.account.clone(), self.context.secrets.text(&why));
        tracing::warn!(%account, %why, "crashed");
        let reason = Text::new(&format!("{account} is restarting after a crash"));
        let again = later(Instant::now(), self.rhythm.delay());
        self.tell(Fact::Crashed { account, why, again: self.at(again) }).await?;
        self.rest(again, &reason).await
    }

    /// Does nothing until `until`; an order that comes meanwhile is refused, for it must not be carried out late.
    async fn rest(&mut self, until: Instant, why: &Text) -> Result<(), Halt> {
        loop {
            let command = tokio::select! {
                biased;
                () = self.context.facts.closed() => return Err(Halt::Closed),
                command = self.context.commands.recv() => command.ok_or(Halt::Closed)?,
                () = sleep_until(until) => return Ok(()),
            };
            match command {
                AccountCommand::Carry(order) => self.answer(&order, Err(Fault::Refused(why.clone()))).await?,
                AccountCommand::Refresh => {}
            }
        }
    }

    /// The end of a poll that took no time and sent nothing.
    fn polled(&self, snapshot: Snapshot, abilities: Abilities) -> Polled {
        let per_minute = self.context.http.per_minute;
        Polled {
            account: self.context.account.clone(),
            at: self.clock().now(),
            snapshot,
            abilities,
            took: Duration::ZERO,
            skew: None,
            budget: Budget { left: per_minute, per_minute },
            next: self.at(self.due),
        }
    }

    async fn report(&mut self, polled: Polled) -> Result<(), Halt> {
        let trouble = survey(&polled.snapshot).1.first().map(|fault| fault.short());
        let account = &polled.account;
        match trouble {
            Some(fault) if self.trouble != trouble => tracing::warn!(%account, fault, "poll failed"),
            Some(_) | None => tracing::debug!(%account, fault = trouble, took = ?polled.took, "polled"),
        }
        self.trouble = trouble;
        self.tell(Fact::Polled(Box::new(polled))).await
    }

    /// Says that the request of `order` that acts left at `at`.
    async fn departed(&self, order: &Order, at: At) -> Result<(), Halt> {
        let (account, ticket) = (self.context.account.clone(), order.ticket);
        self.tell(Fact::Departed { account, ticket, at }).await
    }

    async fn answer(&self, order: &Order, result: Result<Accepted, Fault>) -> Result<(), Halt> {
        let (account, ticket) = (self.context.account.clone(), order.ticket);
        match &result {
            Ok(_) => tracing::debug!(%account, ?ticket, "accepted"),
            Err(fault) => tracing::warn!(%account, ?ticket, fault = fault.short(), "order failed"),
        }
        self.tell(Fact::Acted { account, ticket, result }).await
    }

    /// The account's only way to the floor: no secret passes.
    async fn tell(&self, fact: Fact) -> Result<(), Halt> {
        let fact = redacted::fact(fact, &self.context.secrets);
        self.context.facts.send(fact).await.or(Err(Halt::Closed))
    }

    fn at(&self, instant: Instant) -> At {
        self.clock().now() + instant.saturating_duration_since(Instant::now())
    }
}
