//! How the event stream stands, and what it has told: shared between its task and the polls.

use std::time::Duration;

use tokio::time::Instant;

use super::frames::Frame;
use super::table::Table;
use crate::domain::Fault;

/// When for so long no frame came, or none came faster than it was published, all of the past has been sent.
const STEADY: Duration = Duration::from_millis(1_500);
/// By how many milliseconds a frame must be newer than those before it, against the time that passed, to show that
/// the past is still being sent.
const AHEAD: i64 = 500;
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
    /// When it was last connected.
    opened: Instant,
    pace: Option<Pace>,
}

/// How far frames have come, against the time that passed: whatever the vendor's clock says, what is sent as it
/// happens comes no faster than it was published.
#[derive(Clone, Copy, Debug)]
struct Pace {
    began: Instant,
    /// The publication of the newest frame, less the time since the beginning, in milliseconds.
    furthest: i64,
    /// When that was.
    at: Instant,
}

impl Pace {
    fn new(published: i64, now: Instant) -> Self {
        Self { began: now, furthest: published, at: now }
    }

    /// Takes in one more frame.
    fn note(&mut self, published: i64, now: Instant) {
        let passed = now.saturating_duration_since(self.began).as_millis();
        let place = published.saturating_sub(i64::try_from(passed).unwrap_or(i64::MAX));
        if place > self.furthest.saturating_add(AHEAD) {
            (self.furthest, self.at) = (place, now);
        }
    }
}

/// How the stream stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Link {
    /// It is being connected for the first time.
    Opening,
    /// It sends what happened before.
    Replaying {
        /// When it was connected, in milliseconds of the vendor's clock, if that is known.
        since: Option<i64>,
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
            opened: now,
            pace: None,
        }
    }

    /// It was connected, at `since` by the vendor's clock, if that is known.
    pub(super) fn connected(&mut self, since: Option<i64>, now: Instant) {
        self.link = Link::Replaying { since };
        (self.opened, self.pace) = (now, None);
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
        let news = match (&self.link, published) {
            (Link::Replaying { since }, Some(published)) => {
                let since = *since;
                self.pace.get_or_insert_with(|| Pace::new(published, now)).note(published, now);
                since.is_some_and(|since| published + RECENT >= since)
            }
            (Link::Replaying { .. } | Link::Opening | Link::Live | Link::Down(_), _) => false,
        };
        let arrived = news && self.arrive(now);
        (id, arrived || (changed && self.link == Link::Live))
    }

    /// When it is up to date if nothing comes until then that speaks against it; `None` if it is, or is down.
    pub(super) fn settles(&self) -> Option<Instant> {
        let replays = matches!(self.link, Link::Replaying { .. });
        replays.then(|| self.pace.map_or(self.opened, |pace| pace.at) + STEADY)
    }

    /// Nothing has come that speaks against it: whether it is up to date now.
    pub(super) fn settle(&mut self, now: Instant) -> bool {
        self.settles().is_some_and(|at| at <= now) && self.arrive(now)
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
