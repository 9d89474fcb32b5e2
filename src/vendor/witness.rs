//! Whether what a vendor lists agrees with the clock that its `Date` headers tell.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::domain::{At, Call, ClockOffset, Doubt, Feed, Phase, Queue, Snapshot};
use crate::vendor::skew::{FAR, applied};

/// How far two readings of one instant may lie apart at most: lists are cached, and read one after the other.
const SLACK: i64 = 120_000;
/// How far in the future a call may seem to have begun at most: two clocks are never the same.
const FUTURE: i64 = 30_000;

/// What an account's lists have said of its offset so far. The headers come from whoever stands in front of the
/// vendor, and one that is off by a day makes every age wrong by a day. A large offset is believed once the lists
/// have borne it out, and until then the vendor's times are read by our clock ([`super::Http::believe`]).
#[derive(Debug, Default)]
pub(super) struct Witness {
    /// When the last list was read, and its calls by conversation or id: of those that came up since the one before
    /// and have had no time yet, between which two.
    last: Option<(At, BTreeMap<String, Option<Came>>)>,
    /// The offset in question, in milliseconds; zero if it is a small one.
    of: i64,
    verdict: Option<Verdict>,
    /// Whether it was believed because calls had no times by our clock.
    absent: bool,
}

/// Between which two lists a call came up.
type Came = (At, At);

/// What was said of an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Verdict {
    against: bool,
    /// Whether the other way is impossible, and not just less likely.
    firm: bool,
}

/// The two clocks by which the vendor's times can be read.
#[derive(Clone, Copy)]
struct Clocks {
    /// By how much the one of the headers is ahead of ours, in milliseconds.
    ahead: i64,
    /// By how much the one was that the lists were read by: as much, or nothing.
    read: i64,
    now: At,
}

/// A call, and when it entered its queue and began if the vendor's clock is ours.
struct Seen<'a> {
    call: &'a Call,
    entered: Option<At>,
    began: Option<At>,
}

impl Witness {
    /// The offset that has been borne out, in milliseconds; zero if none has.
    pub(super) fn borne(&self) -> i64 {
        self.verdict.filter(|verdict| !verdict.against).map_or(0, |_| self.of)
    }

    /// Holds `millis`, by which the vendor's clock is thought to be ahead, against what was read at `now`;
    /// `contradicted` if durations that only the adapter knows speak against the clock that was read by. What lies in
    /// the future cannot be true. Durations need no clock, so they go next; without them, calls that appear between two
    /// lists began in between.
    pub(super) fn weigh(
        &mut self,
        snapshot: &Snapshot,
        contradicted: bool,
        millis: Option<i64>,
        now: At,
    ) -> Option<ClockOffset> {
        let ahead = millis.unwrap_or(0);
        let clocks = Clocks { ahead, read: applied(ahead, self.borne()), now };
        let calls = [&snapshot.calls, &snapshot.waiting].into_iter().flat_map(rows);
        let calls = calls.filter(|call| call.derived.is_none());
        let seen: Vec<Seen<'_>> = calls.map(|call| Seen::of(call, clocks.read)).collect();
        let far = ahead.unsigned_abs() > FAR;
        if !far || ahead.abs_diff(self.of) > FAR {
            (self.of, self.verdict, self.absent) = (if far { ahead } else { 0 }, None, false);
        }
        if far {
            let told = contradicted
                .then_some(clocks.read != 0)
                .or_else(|| by_future(&seen, clocks))
                .or_else(|| by_durations(&seen, rows(&snapshot.queues), clocks));
            match told {
                Some(against) => self.verdict = Some(Verdict { against, firm: true }),
                None if self.verdict.is_some_and(|verdict| verdict.firm) => {}
                None => self.guess(&seen, clocks),
            }
        }
        if matches!(snapshot.calls, Feed::Fresh { .. }) {
            let untimed = |seen: &Seen<'_>| self.came(seen.call, now).filter(|_| seen.began.is_none());
            self.last = Some((now, seen.iter().map(|seen| (name(seen.call), untimed(seen))).collect()));
        }
        let doubt = match self.verdict {
            None if far => Some(Doubt::Untold),
            // These lists were still read by the other clock.
            Some(_) if applied(ahead, self.borne()) != clocks.read => Some(Doubt::Untold),
            Some(Verdict { against: true, .. }) => Some(Doubt::Contradicted),
            None | Some(Verdict { against: false, .. }) => None,
        };
        millis.map(|millis| ClockOffset { millis, doubt })
    }

    /// What is likely where nothing is certain.
    fn guess(&mut self, seen: &[Seen<'_>], clocks: Clocks) {
        let timeless = seen.iter().filter(|seen| seen.began.is_none()).count() * 2 > seen.len();
        if timeless && clocks.ahead > 0 {
            // By our clock most have no time that can be true. If they have none by the other either, that proved nothing.
            self.verdict = (!self.absent).then_some(Verdict { against: false, firm: false });
            self.absent = true;
        } else if let Some(against) = self.by_news(seen, clocks) {
            self.verdict = Some(Verdict { against, firm: false });
        }
    }

    /// Whether calls that appeared since the last list contradict the headers: by our clock, and not by theirs, one of
    /// them began since then.
    fn by_news(&self, seen: &[Seen<'_>], clocks: Clocks) -> Option<bool> {
        let slack = clocks.within(4, FUTURE);
        let new: Vec<(At, Came)> =
            seen.iter().filter_map(|seen| seen.began.zip(self.came(seen.call, clocks.now))).collect();
        let fits =
            |began: i64, (from, to): Came| from.millis() - slack <= began && began <= to.millis() + slack;
        let ours = new.iter().any(|(began, came)| fits(began.millis(), *came));
        let theirs = new.iter().any(|(began, came)| fits(clocks.theirs(*began), *came));
        (ours != theirs).then_some(ours)
    }

    /// Between which two lists `call` came up, if that is known and not used up yet.
    fn came(&self, call: &Call, now: At) -> Option<Came> {
        let (last, known) = self.last.as_ref()?;
        known.get(&name(call)).copied().unwrap_or(Some((*last, now)))
    }
}

impl Clocks {
    /// `at` in milliseconds, by the clock of the headers.
    fn theirs(&self, at: At) -> i64 {
        at.millis().saturating_sub(self.ahead)
    }

    /// A part of what lies between the clocks, and `most` at most.
    fn within(&self, part: i64, most: i64) -> i64 {
        self.ahead.saturating_abs().min(most * part) / part
    }
}

impl<'a> Seen<'a> {
    /// `call`, whose times were read by a clock that was `read` milliseconds ahead of ours.
    fn of(call: &'a Call, read: i64) -> Self {
        let ours = |at: At| At::from_millis(at.millis().saturating_add(read));
        Self { call, entered: call.entered.map(ours), began: call.entered.or(call.started).map(ours) }
    }
}

/// Which clock makes most calls begin in the future, or has cost them their times for that: the later one of the two
/// is not the vendor's. A single strange row decides nothing.
fn by_future(seen: &[Seen<'_>], clocks: Clocks) -> Option<bool> {
    let latest = clocks.now.millis() + clocks.within(2, FUTURE);
    let (against, later) = (clocks.ahead < 0, if clocks.ahead < 0 { clocks.ahead } else { 0 });
    let lost = |seen: &&Seen<'_>| match seen.began {
        Some(began) => began.millis().saturating_sub(later) > latest,
        // Had it one, it lay in the past by the other clock.
        None => against && clocks.read == later,
    };
    (seen.iter().filter(lost).count() * 2 > seen.len()).then_some(against)
}

/// Which clock makes the caller who is listed first wait as long as their queue's longest wait, or less, for a queue
/// may count others; `None` if no queue tells one of its own.
fn by_durations(seen: &[Seen<'_>], queues: &[Queue], clocks: Clocks) -> Option<bool> {
    let earliest = |queue: &Queue| {
        let waits = seen
            .iter()
            .filter(|seen| seen.call.phase == Phase::Queued && seen.call.queue.as_ref() == Some(&queue.id));
        waits.filter_map(|seen| seen.entered).min()
    };
    let pairs = queues.iter().filter_map(|queue| earliest(queue).zip(queue.longest));
    // The same to the millisecond is the same reading twice, which proves nothing.
    let pairs = pairs.filter(|(ours, longest)| ours.millis() - clocks.read != longest.millis());
    let told: Vec<bool> = pairs.filter_map(|(ours, longest)| by_pair(ours, longest, clocks)).collect();
    let against = told.iter().filter(|against| **against).count();
    match (against * 2).cmp(&told.len()) {
        Ordering::Greater => Some(true),
        Ordering::Less => Some(false),
        Ordering::Equal => None,
    }
}

/// The same of one queue: `ours` is when its first caller entered by our clock, `longest` when its longest wait began.
fn by_pair(ours: At, longest: At, clocks: Clocks) -> Option<bool> {
    let slack = clocks.within(2, SLACK);
    // By the right clock this is nothing, or more.
    let late = ours.millis().saturating_sub(longest.millis());
    let (by_ours, by_theirs) = (late, late.saturating_sub(clocks.ahead));
    match (by_ours.saturating_abs() <= slack, by_theirs.saturating_abs() <= slack) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        (true, true) => None,
        (false, false) => match (by_ours < 0, by_theirs < 0) {
            (false, true) => Some(true),
            (true, false) => Some(false),
            (true, true) | (false, false) => None,
        },
    }
}

fn name(call: &Call) -> String {
    call.conversation.as_deref().unwrap_or(call.id.as_str()).to_owned()
}

fn rows<T>(feed: &Feed<T>) -> &[T] {
    match feed {
        Feed::Fresh { rows, .. } => rows,
        Feed::Failed(_) | Feed::NotOffered(_) | Feed::Skipped => &[],
    }
}

#[cfg(test)]
mod tests;
