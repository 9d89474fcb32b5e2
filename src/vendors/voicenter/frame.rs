//! The clock behind the vendor's "EPOCH" (voicenter §3): Israel's wall clock written as if it were UTC, on some
//! accounts perhaps another.

use chrono::{DateTime, MappedLocalTime, Offset, TimeZone};
use chrono_tz::Asia::Jerusalem;

use super::epoch::Epoch;
use crate::domain::At;
use crate::vendor::Reply;
use crate::vendor::loose::LONGEST;

const MINUTE: i64 = 60_000;
/// Zones differ by quarters of an hour.
const QUARTER: i64 = 15 * MINUTE;
/// How far two readings of one clock may lie apart: what the vendor counts in seconds and serves from a cache.
const SLACK: i64 = 5 * MINUTE;
/// A call that begins so far in the future was written by another clock.
const FUTURE: i64 = 30 * MINUTE;
/// No zone is farther from UTC.
const FARTHEST: i64 = 14 * 60 * MINUTE;
/// Smaller "epochs" are flags and slips: this was in 2001.
const OLDEST: i64 = 1_000_000_000;

/// When an answer was read: on our time line, and on the vendor's own clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Present {
    /// When its last byte was read.
    pub at: At,
    /// By how many milliseconds the vendor's clock is ahead, if it tells.
    pub skew: Option<i64>,
}

/// What a poll shows of the vendor's clock.
#[derive(Debug, Default)]
pub(super) struct Signs {
    /// `JoinTime` and `Duration` of everyone who waits, with the present of their answer.
    pub callers: Option<(Present, Vec<(i64, i64)>)>,
    /// The newest `callStarted`, with the present of its answer.
    pub newest: Option<(Present, i64)>,
}

/// How the vendor's time stamps become instants. A value: what a poll learns is a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    told: Epoch,
    learnt: Option<Basis>,
}

/// What the time stamps count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Basis {
    /// Israel's wall clock, which changes twice a year.
    Israel,
    /// UTC and so many milliseconds.
    Ahead(i64),
    /// Our own time line and so many milliseconds: the vendor's answers carry no date to know its UTC by.
    Ours(i64),
}

impl Present {
    /// When `reply` was read.
    pub(super) fn of(reply: &Reply) -> Self {
        Self { at: reply.at, skew: reply.skew }
    }

    /// The vendor's own present in milliseconds; ours if it does not tell.
    fn vendor(self) -> i64 {
        self.at.millis().saturating_add(self.skew.unwrap_or(0))
    }
}

impl Signs {
    /// Whether those who wait show that the vendor's clock is not what its `Date` headers say: no zone is so far off.
    pub(super) fn contradict(&self) -> bool {
        let dated = self.callers.as_ref().filter(|(present, _)| present.skew.is_some());
        let ahead = dated.and_then(|(present, callers)| ahead(*present, callers));
        ahead.is_some_and(|ahead| ahead.saturating_abs() > FARTHEST + QUARTER)
    }
}

impl Frame {
    /// What the configuration says, and nothing learnt yet.
    pub(super) fn new(told: Epoch) -> Self {
        Self { told, learnt: None }
    }

    /// This frame after a poll that showed `signs`: those who wait tell the vendor's clock to the second; without
    /// them a call from the future gives Israel's away, or another if it is from Israel's future too. What was
    /// learnt stays while nothing speaks against it.
    pub(super) fn after(self, signs: &Signs) -> Self {
        let by_callers = signs.callers.as_ref().and_then(|(present, callers)| by_callers(*present, callers));
        let learnt = by_callers.or_else(|| {
            let Some((present, newest)) = signs.newest.filter(|(_, newest)| *newest >= OLDEST) else {
                return self.learnt;
            };
            let beyond = |basis, most| {
                let at = instant(basis, present, newest);
                at.is_some_and(|at| at.millis().saturating_sub(present.at.millis()) > most)
            };
            let nor_israel = beyond(Basis::Israel, SLACK);
            let most = if nor_israel { SLACK } else { FUTURE };
            let kept = self.learnt.filter(|basis| !beyond(*basis, most));
            kept.or_else(|| {
                let from_future = beyond(Basis::Ahead(0), FUTURE);
                let israel = from_future.then_some(Basis::Israel);
                // A start that no zone explains tells nothing of the others.
                if nor_israel { by_newest(present, newest).or(self.learnt).or(israel) } else { israel }
            })
        });
        Self { learnt, ..self }
    }

    /// The instant of `epoch`, a time stamp of something that had happened when its answer was read at
    /// `present`; `None` for zero, which is "never", and for the future: it was written by an unknown clock.
    pub(super) fn past(self, present: Present, epoch: i64) -> Option<At> {
        let at = self.instant(present, epoch)?;
        let ahead = at.millis().saturating_sub(present.at.millis());
        (ahead <= SLACK && present.at.since(at) <= LONGEST).then_some(at)
    }

    /// The instant of `epoch`, be it in the future; `None` for zero. To compare, not to show.
    pub(super) fn instant(self, present: Present, epoch: i64) -> Option<At> {
        let basis = match self.told {
            Epoch::Minutes(minutes) => Basis::Ahead(i64::from(minutes) * MINUTE),
            // Until something tells, the word "EPOCH" is taken at its face value.
            Epoch::Auto => self.learnt.unwrap_or(Basis::Ahead(0)),
        };
        if epoch >= OLDEST { instant(basis, present, epoch) } else { None }
    }
}

fn instant(basis: Basis, present: Present, epoch: i64) -> Option<At> {
    let stamp = epoch.checked_mul(1_000)?;
    let ahead = match basis {
        Basis::Israel => {
            stamp.checked_sub(israel(present, epoch)?)?.checked_add(present.skew.unwrap_or(0))?
        }
        Basis::Ahead(offset) => offset.checked_add(present.skew.unwrap_or(0))?,
        Basis::Ours(ahead) => ahead,
    };
    Some(At::from_millis(stamp.checked_sub(ahead)?))
}

/// The true UTC milliseconds at which Israel's wall clock showed `epoch`. An hour that the clock showed twice is
/// read as the later one that is not in the future; one that it skipped, by the present offset.
fn israel(present: Present, epoch: i64) -> Option<i64> {
    let wall = DateTime::from_timestamp(epoch, 0)?.naive_utc();
    Some(match Jerusalem.from_local_datetime(&wall) {
        MappedLocalTime::Single(time) => time.timestamp_millis(),
        MappedLocalTime::Ambiguous(first, second) => {
            let second = second.timestamp_millis();
            if second > present.vendor().saturating_add(SLACK) { first.timestamp_millis() } else { second }
        }
        MappedLocalTime::None => epoch.checked_mul(1_000)?.checked_sub(israel_offset(present)?)?,
    })
}

/// By how many milliseconds Israel's wall clock is ahead of UTC at `present`.
fn israel_offset(present: Present) -> Option<i64> {
    let now = DateTime::from_timestamp_millis(present.vendor())?.with_timezone(&Jerusalem);
    Some(i64::from(now.offset().fix().local_minus_utc()) * 1_000)
}

/// By how many milliseconds the time stamps of those who wait are ahead of the vendor's own present.
fn ahead(present: Present, callers: &[(i64, i64)]) -> Option<i64> {
    let callers = callers.iter().filter(|(joined, _)| *joined >= OLDEST);
    let ahead = callers.filter_map(|(joined, waited)| {
        joined.checked_add(*waited)?.checked_mul(1_000)?.checked_sub(present.vendor())
    });
    let mut ahead: Vec<i64> = ahead.collect();
    ahead.sort_unstable();
    // Most of them decide: one strange row shall not move all clocks.
    ahead.get(ahead.len().checked_sub(1)? / 2).copied()
}

/// The basis that those who wait give away: when they came and how long ago that is make the vendor's present.
fn by_callers(present: Present, callers: &[(i64, i64)]) -> Option<Basis> {
    let ahead = ahead(present, callers)?;
    let callers = || callers.iter().copied().filter(|(joined, _)| *joined >= OLDEST);
    if present.skew.is_none() {
        return Some(Basis::Ours(ahead));
    }
    let in_israel = callers().filter(|(joined, waited)| {
        let joined = instant(Basis::Israel, present, *joined);
        joined.is_some_and(|joined| {
            let waited = waited.saturating_mul(1_000);
            let passed = present.at.millis().saturating_sub(joined.millis());
            passed.saturating_sub(waited).abs() <= SLACK
        })
    });
    if in_israel.count() * 2 >= callers().count() {
        return Some(Basis::Israel);
    }
    if ahead.saturating_abs() > FARTHEST {
        return None;
    }
    let rounded = (ahead + QUARTER / 2).div_euclid(QUARTER) * QUARTER;
    ((ahead - rounded).abs() <= SLACK).then_some(Basis::Ahead(rounded))
}

/// The fixed offset that the newest call gives away if it began a short while ago: the least by which it is not
/// in the future. An offset too small is found out by the next call, one too large never: so a clock that is a
/// little ahead shall not cost a quarter of an hour.
fn by_newest(present: Present, newest: i64) -> Option<Basis> {
    let ahead = newest.checked_mul(1_000)?.checked_sub(present.vendor())?;
    let least = ahead.checked_sub(MINUTE)?;
    let rounded = least.checked_add(QUARTER - 1)?.div_euclid(QUARTER) * QUARTER;
    (rounded <= FARTHEST).then_some(Basis::Ahead(rounded))
}

#[cfg(test)]
mod tests;
