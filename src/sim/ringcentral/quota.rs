//! Requests per minute, counted over the last sixty seconds (ringcentral §7).

use std::collections::VecDeque;

use tokio::time::{Duration, Instant};

use super::Refusal;

const WINDOW: Duration = Duration::from_mins(1);

/// When the requests of the last minute came.
#[derive(Debug, Default)]
pub(super) struct Quota(VecDeque<Instant>);

impl Quota {
    /// Counts one request. Refuses it, uncounted, when `limit` were counted within the last minute.
    pub(super) fn spend(&mut self, limit: u32) -> Result<(), Refusal> {
        let now = Instant::now();
        while self.0.front().is_some_and(|at| now.duration_since(*at) >= WINDOW) {
            self.0.pop_front();
        }
        if self.0.len() >= limit as usize {
            let oldest = self.0.front().map_or(Duration::ZERO, |at| now.duration_since(*at));
            // Rounded up: whoever waits that long is let in.
            let seconds = WINDOW.saturating_sub(oldest).as_millis().div_ceil(1_000);
            return Err(Refusal::Limited(limit, u64::try_from(seconds).unwrap_or(60)));
        }
        self.0.push_back(now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn room_comes_back_a_minute_after_it_was_used() {
        let mut quota = Quota::default();
        assert!(quota.spend(2).is_ok());
        tokio::time::advance(Duration::from_secs(20)).await;
        assert!(quota.spend(2).is_ok());
        assert_eq!(quota.spend(2), Err(Refusal::Limited(2, 40)));
        tokio::time::advance(Duration::from_secs(40)).await;
        assert!(quota.spend(2).is_ok());
        assert_eq!(quota.spend(2), Err(Refusal::Limited(2, 20)));
    }
}
