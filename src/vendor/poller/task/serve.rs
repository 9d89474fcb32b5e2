//! The loop of one adapter: wait, poll, and carry orders before both.

use std::convert::Infallible;
use std::pin::pin;
use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout};

use super::{Halt, Task};
use crate::domain::{Accepted, Fault, Snapshot, Text};
use crate::messages::{AccountCommand, Order, Polled};
use crate::vendor::caught::{caught, guarded};
use crate::vendor::http::span;
use crate::vendor::rhythm::{later, survey};
use crate::vendor::{Http, Vendor};

/// The least time from one poll to the one that an operator asks for.
const REFRESH: Duration = Duration::from_secs(1);

/// What ended a wait.
enum News {
    Due,
    Command(AccountCommand),
    Woken,
}

impl Task {
    /// Polls and carries orders until something ends it.
    pub(in crate::vendor::poller) async fn serve<V: Vendor>(
        &mut self,
        vendor: &mut V,
        http: &Http,
    ) -> Result<Infallible, Halt> {
        http.guard();
        self.due = self.earliest(http);
        loop {
            self.wait(vendor, http).await?;
            self.poll(vendor, http).await?;
        }
    }

    /// Waits for the next poll's turn. Orders that come meanwhile are carried out.
    async fn wait<V: Vendor>(&mut self, vendor: &mut V, http: &Http) -> Result<(), Halt> {
        let mut woken = false;
        loop {
            let news = tokio::select! {
                biased;
                () = self.context.facts.closed() => return Err(Halt::Closed),
                command = self.context.commands.recv() => News::Command(command.ok_or(Halt::Closed)?),
                () = sleep_until(self.due) => News::Due,
                woke = caught(async { vendor.wake().await }), if !woken => {
                    woke.map_err(Halt::Crashed)?;
                    News::Woken
                }
            };
            match news {
                News::Due => return Ok(()),
                News::Command(AccountCommand::Carry(order)) => {
                    self.carry(vendor, http, &order).await?;
                }
                News::Command(AccountCommand::Refresh) => {
                    vendor.refresh();
                    self.hasten(REFRESH.max(vendor.renewal()), http);
                }
                News::Woken => {
                    // Until the next poll nothing more can be learnt from it.
                    woken = true;
                    if let Some(gap) = self.rhythm.wake(http.pace(self.cost)) {
                        self.hasten(gap.max(vendor.renewal()), http);
                    }
                }
            }
        }
    }

    async fn poll<V: Vendor>(&mut self, vendor: &mut V, http: &Http) -> Result<(), Halt> {
        let (started, sent, limit) = (Instant::now(), http.sent(), self.context.cadence.poll_limit);
        self.started = Some(started);
        let mut asked_again = false;
        let end = {
            let mut polling = pin!(caught(timeout(limit, async { vendor.poll(http).await })));
            loop {
                let command = tokio::select! {
                    biased;
                    () = self.context.facts.closed() => return Err(Halt::Closed),
                    command = self.context.commands.recv() => command.ok_or(Halt::Closed)?,
                    found = &mut polling => break Ok(found.map_err(Halt::Crashed)?.unwrap_or_else(|_| {
                        let why = format!("no whole answer within {}", span(limit));
                        Snapshot::failed(&Fault::Slow(Text::new(&why)))
                    })),
                };
                match command {
                    AccountCommand::Carry(order) => break Err(order),
                    AccountCommand::Refresh => asked_again = true,
                }
            }
        };
        let snapshot = match end {
            Ok(snapshot) => snapshot,
            Err(order) => return self.carry(vendor, http, &order).await,
        };
        let ended = Instant::now();
        self.cost = u32::try_from(http.sent().saturating_sub(sent)).unwrap_or(u32::MAX);
        // The jitter takes nobody below what the vendor renews; a shorter cadence is the operator's own wish.
        let renewal = vendor.renewal().min(self.context.cadence.every);
        self.due = self.rhythm.next(&snapshot, started, ended).max(self.soonest(renewal));
        self.due = self.due.max(self.heeded(&snapshot, http));
        if asked_again {
            vendor.refresh();
            self.hasten(REFRESH.max(vendor.renewal()), http);
        }
        let abilities = guarded(|| vendor.abilities()).map_err(Halt::Crashed)?;
        let polled = self.polled(snapshot, abilities);
        let contradicted = guarded(|| vendor.contradicts()).map_err(Halt::Crashed)?;
        let skew = self.witness.weigh(&polled.snapshot, contradicted, http.skew(), polled.at);
        if http.believe(self.witness.borne()) {
            // These lists were read by the wrong clock.
            vendor.refresh();
            self.hasten(REFRESH, http);
        }
        self.report(Polled { took: ended - started, skew, budget: http.budget(), ..polled }).await
    }

    /// Carries out one order, unless it is too late or the vendor wants silence; then the next poll shall show
    /// what came of it, as soon as the vendor's lists may.
    async fn carry<V: Vendor>(&mut self, vendor: &mut V, http: &Http, order: &Order) -> Result<(), Halt> {
        let limit = self.context.cadence.order_limit;
        let (age, hush) =
            (self.clock().now().since(order.at), self.hushed.saturating_duration_since(Instant::now()));
        let mut crash = None;
        let result = if age > limit {
            let why = format!("the order waited for {} s and was not sent", age.as_secs());
            Err(Fault::Refused(Text::new(&why)))
        } else if !hush.is_zero() {
            Err(Fault::RateLimited { after: Some(hush) })
        } else {
            let result;
            (result, crash) = self.act(vendor, http, order).await?;
            result
        };
        if let Err(fault) = &result {
            self.heed(fault, http);
        }
        self.answer(order, result).await?;
        self.due = self.earliest(http).max(self.soonest(vendor.renewal()));
        crash.map_or(Ok(()), |why| Err(Halt::Crashed(why)))
    }

    /// Has the adapter act, and tells the floor at once when the request leaves that does. The order's result, and
    /// what the adapter said if it panicked.
    async fn act<V: Vendor>(
        &self,
        vendor: &mut V,
        http: &Http,
        order: &Order,
    ) -> Result<(Result<Accepted, Fault>, Option<Text>), Halt> {
        let limit = self.context.cadence.order_limit;
        let mut pass = http.pass();
        let mut acting = pin!(caught(timeout(limit, async { vendor.act(http, order).await })));
        let mut told = false;
        let end = loop {
            tokio::select! {
                biased;
                at = pass.left(), if !told => {
                    told = true;
                    self.departed(order, at).await?;
                }
                end = &mut acting => break end,
            }
        };
        let mut crash = None;
        let result = match end {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => {
                Err(Fault::Unanswered(Text::new(&format!("nothing was heard for {}", span(limit)))))
            }
            Err(why) => {
                crash = Some(why);
                Err(Fault::Unanswered(Text::new("the account crashed while it was on its way")))
            }
        };
        if !pass.is_used() {
            return Ok((result.map_err(unsent), crash));
        }
        if !told {
            let at = pass.left().await;
            self.departed(order, at).await?;
        }
        Ok((result, crash))
    }

    /// Until when `snapshot` and the client want silence.
    fn heeded(&mut self, snapshot: &Snapshot, http: &Http) -> Instant {
        let limited = survey(snapshot).1.into_iter().fold(false, |limited, fault| {
            self.heed(fault, http);
            limited || matches!(fault, Fault::RateLimited { .. })
        });
        // A poll that ran out of budget has to wait until a longer one fits, or it would stop halfway for ever.
        let count = if limited { self.cost.saturating_mul(2).max(1) } else { 0 };
        later(Instant::now(), http.quiet(count)).max(self.hushed)
    }

    /// Takes to heart a vendor's wish for silence, unless the client knows of it or it is our own budget.
    fn heed(&mut self, fault: &Fault, http: &Http) {
        if let Fault::RateLimited { after: Some(after) } = fault
            && http.quiet(1).is_zero()
        {
            self.hushed = later(Instant::now(), *after).max(self.hushed);
        }
    }

    /// The earliest instant at which a poll is not forbidden and not in vain.
    fn earliest(&self, http: &Http) -> Instant {
        later(Instant::now(), http.quiet(1)).max(self.hushed)
    }

    /// Polls sooner than planned, but not less than `gap` after the last poll began.
    fn hasten(&mut self, gap: Duration, http: &Http) {
        self.due = self.due.min(self.soonest(gap).max(self.earliest(http)));
    }

    /// When the last poll began `gap` ago.
    fn soonest(&self, gap: Duration) -> Instant {
        self.started.map_or_else(Instant::now, |started| later(started, gap))
    }
}

/// What became of an order whose acting request never left: nothing, whatever kept it.
fn unsent(fault: Fault) -> Fault {
    let why = |why: Text| why.adding("nothing was sent");
    match fault {
        Fault::Unreachable(text) | Fault::Unanswered(text) => Fault::Unreachable(why(text)),
        fault @ (Fault::Slow(_) | Fault::ServerError(_) | Fault::Malformed(_) | Fault::Redirected(_)) => {
            fault.map_text(why)
        }
        fault @ (Fault::Unauthorized(_)
        | Fault::Forbidden(_)
        | Fault::RateLimited { .. }
        | Fault::Refused(_)
        | Fault::Gone(_)) => fault,
    }
}
