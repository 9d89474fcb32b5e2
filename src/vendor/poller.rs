//! One account's task: it polls, and an order goes before everything.

mod task;

use std::time::Duration;

use tokio::sync::mpsc;

use super::{Http, HttpOptions, Redactor, Trust, Vendor};
use crate::clock::Clock;
use crate::domain::{Abilities, Account, Text};
use crate::messages::{AccountCommand, Fact};
use crate::vendor::caught::guarded;
use task::{Halt, Task};

/// How often an account is polled.
#[derive(Clone, Copy, Debug)]
pub struct Cadence {
    /// The ordinary time from the start of one poll to the start of the next.
    pub every: Duration,
    /// The longest wait after repeated failures.
    pub ceiling: Duration,
    /// The longest a whole poll may take before it counts as failed.
    pub poll_limit: Duration,
    /// The longest an order may take before it counts as unanswered.
    pub order_limit: Duration,
}

/// What a task needs beside its adapter.
#[derive(Debug)]
pub struct Context {
    /// Whose task it is.
    pub account: Account,
    /// How often.
    pub cadence: Cadence,
    /// The client's limits.
    pub http: HttpOptions,
    /// Which servers it believes.
    pub trust: Trust,
    /// What it must never show.
    pub secrets: Redactor,
    /// The time line.
    pub clock: Clock,
    /// Orders and refreshes; closed when the task shall end.
    pub commands: mpsc::Receiver<AccountCommand>,
    /// Where facts go.
    pub facts: mpsc::Sender<Fact>,
}

/// Runs one account until its commands end or the floor is gone.
///
/// An adapter that panics is thrown away and built anew after a while; the client stays, with what it knows of
/// budget, penalty and clock. Whatever happens, each order is answered exactly once and never repeated.
pub async fn run<V: Vendor>(config: V::Config, context: Context) {
    let (options, trust) = (context.http.clone(), context.trust.clone());
    let mut task = Task::new(context);
    let mut client = None;
    loop {
        let halt = match lifetime::<V>(&config, (&options, &trust), &mut task, &mut client).await {
            Ok(never) => match never {},
            Err(halt) => halt,
        };
        let resumed = match halt {
            Halt::Closed => return,
            Halt::Unfit(why) => task.unfit(why).await,
            Halt::Crashed(why) => task.crashed(why).await,
        };
        if resumed.is_err() {
            return;
        }
    }
}

/// One adapter from its making to its end.
async fn lifetime<V: Vendor>(
    config: &V::Config,
    (options, trust): (&HttpOptions, &Trust),
    task: &mut Task,
    client: &mut Option<Http>,
) -> Result<std::convert::Infallible, Halt> {
    let (clock, secrets) = (task.clock(), task.secrets());
    let made = guarded(|| -> Result<(V, Abilities, Http), Text> {
        let vendor = V::new(config.clone())?;
        let abilities = vendor.abilities();
        let http = match client.take() {
            Some(http) => http,
            None => Http::trusting(&V::hosts(config), options.clone(), trust, clock)
                .map_err(|error| Text::new(&error.to_string()))?
                .hiding(secrets),
        };
        Ok((vendor, abilities, http))
    });
    let (mut vendor, abilities, http) = made.map_err(Halt::Crashed)?.map_err(Halt::Unfit)?;
    let http = client.insert(http);
    task.join(abilities).await?;
    task.serve(&mut vendor, http).await
}

#[cfg(test)]
mod tests;
