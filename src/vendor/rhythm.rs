//! When an account is polled next.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use tokio::time::Instant;

use super::poller::Cadence;
use crate::domain::{Fault, Feed, Retry, Snapshot};

/// By how much of itself a wait is shortened or lengthened at most, so that accounts do not march in step.
const JITTER: f64 = 0.1;
/// The least time from one poll to the one that a [`super::Vendor::wake`] asks for.
const WAKE: Duration = Duration::from_millis(250);
/// The longest wait that is ever planned.
const A_DAY: Duration = Duration::from_hours(24);

/// The cadence of one account, and how far its failures have stretched it.
#[derive(Debug)]
pub(super) struct Rhythm {
    cadence: Cadence,
    delays: ExponentialBackoff,
    mood: Mood,
}

/// How the last poll went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    /// Something was heard.
    Well,
    /// Nothing was, and asking again may help.
    Failing,
    /// Asking again soon may hurt.
    Barred,
}

impl Rhythm {
    /// The rhythm of an account that has not failed yet.
    pub(super) fn new(cadence: Cadence) -> Self {
        Self { cadence, delays: delays(&cadence), mood: Mood::Well }
    }

    /// When to poll after a poll that found `snapshot`, as far as its faults say so; a silence that was asked for
    /// comes on top of it.
    pub(super) fn next(&mut self, snapshot: &Snapshot, started: Instant, ended: Instant) -> Instant {
        let ordinary = later(started, jittered(self.cadence.every)).max(ended);
        let (fresh, faults) = survey(snapshot);
        let retries: Vec<_> = faults.into_iter().map(Fault::retry).collect();
        if fresh || retries.iter().all(|retry| *retry == Retry::Normally) {
            self.mood = Mood::Well;
            self.delays = delays(&self.cadence);
            return ordinary;
        }
        self.mood = Mood::Failing;
        let backoff = if retries.contains(&Retry::Backoff) { later(ended, self.delay()) } else { ordinary };
        if retries.contains(&Retry::Slowly) {
            self.mood = Mood::Barred;
            return later(ended, self.cadence.ceiling).max(backoff);
        }
        backoff
    }

    /// The wait after one more failure: at least the cadence, at most the ceiling.
    pub(super) fn delay(&mut self) -> Duration {
        let most = self.most();
        jittered(self.delays.next().unwrap_or(most)).min(most)
    }

    /// How far a poll that `wake` asks for must be from the last one, if each costs so much of the budget that it
    /// can be repeated every `pace`; `None` if it has to wait for its turn.
    pub(super) fn wake(&self, pace: Duration) -> Option<Duration> {
        match self.mood {
            Mood::Well => Some(WAKE.max(pace)),
            Mood::Failing => Some(self.cadence.every.max(pace)),
            Mood::Barred => None,
        }
    }

    fn most(&self) -> Duration {
        self.cadence.ceiling.max(self.cadence.every)
    }
}

fn delays(cadence: &Cadence) -> ExponentialBackoff {
    ExponentialBuilder::new()
        .with_min_delay(cadence.every)
        .with_max_delay(cadence.ceiling.max(cadence.every))
        .with_factor(2.0)
        .without_max_times()
        .build()
}

/// `span`, give or take a tenth of it.
pub fn jittered(span: Duration) -> Duration {
    span.min(A_DAY).mul_f64(1.0 - JITTER + 2.0 * JITTER * fastrand::f64())
}

/// `span` after `from`; an absurd span counts as a day.
pub(super) fn later(from: Instant, span: Duration) -> Instant {
    from + span.min(A_DAY)
}

/// Whether any list is fresh, and the faults of those that failed.
pub(super) fn survey(snapshot: &Snapshot) -> (bool, Vec<&Fault>) {
    let Snapshot { calls, waiting, agents, queues, states: _, listeners: _ } = snapshot;
    let feeds = [look(calls), look(waiting), look(agents), look(queues)];
    (feeds.iter().any(|(fresh, _)| *fresh), feeds.into_iter().filter_map(|(_, fault)| fault).collect())
}

fn look<T>(feed: &Feed<T>) -> (bool, Option<&Fault>) {
    match feed {
        Feed::Fresh { .. } => (true, None),
        Feed::Failed(fault) => (false, Some(fault)),
        Feed::NotOffered(_) | Feed::Skipped => (false, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn rhythm(every: Duration, ceiling: Duration) -> Rhythm {
        Rhythm::new(Cadence { every, ceiling, poll_limit: every, order_limit: every })
    }

    #[tokio::test(start_paused = true)]
    async fn news_keeps_apart_what_the_budget_and_the_last_fault_keep_apart() {
        let after = |fault: Option<Fault>| {
            let mut rhythm = rhythm(5 * SECOND, 60 * SECOND);
            let mut snapshot = Snapshot::failed(&fault.clone().unwrap_or(Fault::Gone("x".into())));
            if fault.is_none() {
                snapshot.agents = Feed::fresh(Vec::new());
            }
            // Whatever went before, the last poll decides.
            for before in [Fault::Unreachable("down".into()), Fault::Unauthorized("no".into())] {
                rhythm.next(&Snapshot::failed(&before), Instant::now(), Instant::now());
            }
            rhythm.next(&snapshot, Instant::now(), Instant::now());
            [Duration::ZERO, SECOND, 20 * SECOND].map(|pace| rhythm.wake(pace))
        };
        assert_eq!(after(None), [WAKE, SECOND, 20 * SECOND].map(Some));
        assert_eq!(after(Some(Fault::Forbidden("no".into()))), after(None), "time does not heal that");
        let unreachable = Fault::Unreachable("down".into());
        assert_eq!(after(Some(unreachable)), [5 * SECOND, 5 * SECOND, 20 * SECOND].map(Some));
        assert_eq!(after(Some(Fault::Unauthorized("no".into()))), [None; 3]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_ceiling_below_the_cadence_brings_no_poll_sooner() {
        let (mut rhythm, now) = (rhythm(60 * SECOND, SECOND), Instant::now());
        for fault in [Fault::Unreachable("down".into()), Fault::Unauthorized("no".into())] {
            for _ in 0..9 {
                let next = rhythm.next(&Snapshot::failed(&fault), now, now);
                assert!(next >= now + 54 * SECOND && next <= now + 66 * SECOND);
            }
        }
    }

    #[test]
    fn a_wait_is_a_day_at_most_give_or_take_a_tenth() {
        let waits: Vec<_> = (0..99).map(|_| jittered(Duration::MAX)).collect();
        assert!(waits.iter().all(|wait| *wait >= A_DAY * 9 / 10 && *wait <= A_DAY * 11 / 10), "{waits:?}");
    }

    #[test]
    fn every_list_is_looked_at() {
        let fault = Fault::Gone("x".into());
        let none = || Snapshot {
            calls: Feed::Skipped,
            waiting: Feed::Skipped,
            agents: Feed::Skipped,
            queues: Feed::NotOffered("x".into()),
            ..Snapshot::failed(&fault)
        };
        assert_eq!(survey(&none()), (false, vec![]));
        let failed = [
            Snapshot { calls: Feed::Failed(fault.clone()), ..none() },
            Snapshot { waiting: Feed::Failed(fault.clone()), ..none() },
            Snapshot { agents: Feed::Failed(fault.clone()), ..none() },
            Snapshot { queues: Feed::Failed(fault.clone()), ..none() },
        ];
        assert!(failed.iter().all(|snapshot| survey(snapshot) == (false, vec![&fault])));
        let fresh = [
            Snapshot { calls: Feed::fresh(Vec::new()), ..none() },
            Snapshot { waiting: Feed::fresh(Vec::new()), ..none() },
            Snapshot { agents: Feed::fresh(Vec::new()), ..none() },
            Snapshot { queues: Feed::fresh(Vec::new()), ..none() },
        ];
        assert!(fresh.iter().all(|snapshot| survey(snapshot) == (true, vec![])));
    }
}
