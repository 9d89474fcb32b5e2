//! How the event stream stands, and what it has told: shared between its task and the polls.

use std::time::Duration;

use tokio::time::Instant;

use super::frames::Frame;
use super::table::Table;
use crate::domain::Fault;

/// Without a frame for so long, what had been kept for us has all been sent.
pub(super) const LULL: Duration = Duration::from_secs(2);
/// A frame that was published so shortly before we connected is as good as news, in milliseconds: the date of the
/// handshake is cut to seconds.
const RECENT: i64 = 2_000;

/// What the stream has told, and how it stands.
#[derive(Debug)]
pub(super) struct StreamTold {
    /// Everything that was told.
    pub(super) table: Table,
    /// How it stands.
    pub(super) link: Link,
    /// The id of the last frame: where to go on.
    pub(super) last: Option<String>,
    /// When it first was up to date; `None` before it ever was.
    pub(super) warm: Option<Instant>,
    /// When it was last brought up to date.
    pub(super) current: Option<Instant>,
    /// How many events came altogether.
    pub(super) events: u64,
    pruned: Instant,
}

/// How the stream stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Link {
    /// It is being connected for the first time.
    Opening,
    /// It sends what happened before.
    Replaying {
        /// When it was connected, in milliseconds of the vendor's clock.
        since: i64,
    },
    /// It tells what happens now.
    Live,
    /// It is down, and why.
    Down(Fault),
}

impl StreamTold {
    /// Nothing is connected yet.
    pub(super) fn new(now: Instant) -> Self {
        Self {
            table: Table::default(),
            link: Link::Opening,
            last: None,
            warm: None,
            current: None,
            events: 0,
            pruned: now,
        }
    }

    /// It was connected at `since` by the vendor's clock.
    pub(super) fn connected(&mut self, since: i64) {
        self.link = Link::Replaying { since };
    }

    /// It is down.
    pub(super) fn fell(&mut self, fault: Fault) {
        self.link = Link::Down(fault);
    }

    /// Takes in one frame; the id to acknowledge, and whether anything changed that is shown.
    pub(super) fn take(&mut self, frame: Frame, now: Instant) -> (Option<String>, bool) {
        let Frame::Data { id, published, told } = frame else { return (None, false) };
        self.events += 1;
        let changed = self.table.take(told, now);
        if id.is_some() {
            self.last.clone_from(&id);
        }
        let news = match self.link {
            Link::Replaying { since } => published.is_some_and(|published| published + RECENT >= since),
            Link::Opening | Link::Live | Link::Down(_) => false,
        };
        let arrived = news && self.arrive(now);
        (id, arrived || (changed && self.link == Link::Live))
    }

    /// Nothing has come for a while: whether that brings it up to date.
    pub(super) fn lull(&mut self, now: Instant) -> bool {
        matches!(self.link, Link::Replaying { .. }) && self.arrive(now)
    }

    /// Drops what is too old to be true, now and then.
    pub(super) fn tidy(&mut self, now: Instant) {
        const EVERY: Duration = Duration::from_secs(30);
        if now.saturating_duration_since(self.pruned) >= EVERY {
            self.prune(now);
        }
    }

    fn prune(&mut self, now: Instant) {
        self.table.prune(now);
        self.pruned = now;
    }

    fn arrive(&mut self, now: Instant) -> bool {
        self.prune(now);
        self.link = Link::Live;
        self.warm = self.warm.or(Some(now));
        self.current = Some(now);
        true
    }
}

#[cfg(test)]
mod tests;
