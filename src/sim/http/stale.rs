//! Answers that lag: a vendor that renews its figures seldom, or serves them from a cache.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

use super::{Ask, Reply};

/// The last fresh answer of each request that lags.
#[derive(Debug, Default)]
pub(crate) struct Stale(BTreeMap<String, (Instant, Reply)>);

impl Stale {
    /// A fresh answer, or an earlier one to the same request that is younger than `lag`.
    pub(crate) fn answer(
        &mut self,
        lag: Option<Duration>,
        ask: &Ask,
        fresh: impl FnOnce() -> Reply,
    ) -> Reply {
        let what = format!("{} {:?} {:?}", ask.endpoint, ask.query, ask.body);
        let kept = self.0.remove(&what).filter(|(at, _)| lag.is_some_and(|lag| at.elapsed() < lag));
        let (at, reply) = kept.unwrap_or_else(|| (Instant::now(), fresh()));
        if lag.is_some() {
            self.0.insert(what, (at, reply.clone()));
        }
        reply
    }
}
