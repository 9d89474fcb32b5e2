//! When queues and agents are asked for: no sooner than their figures are renewed, counted from the start of the last
//! reading (8x8 §4.1, §4.8).

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// The turn of the lists that are read beside the stream.
#[derive(Debug, Default)]
pub(super) struct Renewed {
    /// When they were asked for last.
    begun: Option<Instant>,
    /// Whether a poll went without them, or was dropped while it waited for them.
    owed: bool,
}

impl Renewed {
    /// Whether figures that are renewed `every` so often are new by now.
    pub(super) fn is_due(&self, every: Duration) -> bool {
        self.begun.is_none_or(|begun| begun.elapsed() >= every)
    }

    /// They are asked for now. Until the answers are in, they are owed: an order drops the poll.
    pub(super) fn begin(&mut self) {
        *self = Self { begun: Some(Instant::now()), owed: true };
    }

    /// A poll goes without them.
    pub(super) fn put_off(&mut self) {
        self.owed = true;
    }

    /// The answers are in.
    pub(super) fn end(&mut self) {
        self.owed = false;
    }

    /// Resolves when lists that are owed are due.
    pub(super) async fn comes(&self, every: Duration) {
        match self.begun.filter(|_| self.owed) {
            Some(begun) => sleep_until(begun + every).await,
            None => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY: Duration = Duration::from_secs(5);

    async fn waits(renewed: &Renewed) -> Option<Duration> {
        let began = Instant::now();
        tokio::time::timeout(Duration::from_mins(1), renewed.comes(EVERY))
            .await
            .ok()
            .map(|()| began.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn it_comes_when_it_is_owed_and_counts_from_the_start() {
        let mut renewed = Renewed::default();
        assert!(renewed.is_due(EVERY));
        renewed.begin();
        tokio::time::sleep(Duration::from_secs(2)).await;
        renewed.end();
        assert_eq!(waits(&renewed).await, None, "nobody went without");
        renewed.begin();
        tokio::time::sleep(Duration::from_secs(2)).await;
        renewed.end();
        renewed.put_off();
        assert!(!renewed.is_due(EVERY));
        assert_eq!(waits(&renewed).await, Some(Duration::from_secs(3)));
        assert!(renewed.is_due(EVERY));
        // A poll that was dropped has brought nothing, and spent its requests.
        renewed.begin();
        assert!(!renewed.is_due(EVERY));
        assert_eq!(waits(&renewed).await, Some(EVERY));
    }
}
