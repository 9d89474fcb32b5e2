//! A vendor's clock, measured against ours.

use std::time::Duration;

use crate::domain::At;

/// An offset beyond this many milliseconds moves ages so far that somebody must bear it out.
pub(super) const FAR: u64 = 30_000;

/// The offset that a vendor's times are read by if its clock seems to be `millis` ahead, where an offset of `borne` was
/// borne out: what is far from both zero and that counts for nothing, as if the clock were ours.
pub(super) fn applied(millis: i64, borne: i64) -> i64 {
    if millis.unsigned_abs() <= FAR || millis.abs_diff(borne) <= FAR { millis } else { 0 }
}

/// How fast two clocks may drift apart, in millionths.
const DRIFT: i64 = 20;

/// By how much a host's clock is ahead of our time line, learnt from its `Date` headers.
///
/// A `Date` is cut to whole seconds, so one answer tells the difference to a second at best. But each answer
/// gives an interval that certainly holds it, and answers come at different moments of the second: their
/// intersection soon is far narrower, and its middle does not jump about as single answers would.
#[derive(Clone, Copy, Debug, Default)]
pub struct Skew(Option<Interval>);

/// Where the difference lies, in microseconds, and since when we think so.
#[derive(Clone, Copy, Debug)]
struct Interval {
    low: i64,
    high: i64,
    at: At,
}

impl Skew {
    /// Takes in one answer: its `date` in milliseconds since the Unix epoch, and when its request left and its
    /// head arrived. The vendor stamped it in between.
    pub fn hear(&mut self, date: i64, sent: At, received: At) {
        let (second, sent_at, received_at) = (1_000, sent.millis(), received.millis());
        // Our own instants are cut to milliseconds: the head may have arrived almost one later.
        let low = date.saturating_sub(received_at).saturating_sub(1).saturating_mul(1_000);
        let high = date.saturating_add(second).saturating_sub(sent_at).saturating_mul(1_000);
        let heard = Interval { low, high, at: received };
        self.0 = Some(self.0.and_then(|kept| kept.later(received).narrowed(&heard)).unwrap_or(heard));
    }

    /// The best estimate so far, in milliseconds; `None` before the first answer with a date.
    pub fn millis(&self) -> Option<i64> {
        self.0.map(|kept| (kept.low.midpoint(kept.high) + 500).div_euclid(1_000))
    }

    /// How far the estimate may be off; `None` before the first answer with a date.
    pub fn error(&self) -> Option<Duration> {
        self.0.map(|kept| Duration::from_micros(kept.high.abs_diff(kept.low).div_ceil(2)))
    }
}

impl Interval {
    /// The interval as it is at `at`: wider, since both clocks went on at their own rates.
    fn later(self, at: At) -> Self {
        let millis = i64::try_from(at.since(self.at).as_millis()).unwrap_or(i64::MAX);
        let drift = millis.saturating_mul(DRIFT) / 1_000;
        Self { low: self.low.saturating_sub(drift), high: self.high.saturating_add(drift), at }
    }

    /// What both allow; `None` if that is nothing, because one of the clocks was set.
    fn narrowed(self, other: &Self) -> Option<Self> {
        let (low, high) = (self.low.max(other.low), self.high.min(other.high));
        (low < high).then_some(Self { low, high, at: self.at })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a host says whose clock is ahead by `skew` and stamps its answer `out` after our request left.
    fn answer(heard: &mut Skew, skew: i64, now: i64, out: i64, back: i64) {
        let stamped = now + out + skew;
        heard.hear(
            stamped - stamped.rem_euclid(1_000),
            At::from_millis(now),
            At::from_millis(now + out + back),
        );
    }

    #[test]
    fn one_answer_tells_half_a_second() {
        let mut heard = Skew::default();
        assert_eq!((heard.millis(), heard.error()), (None, None));
        answer(&mut heard, -7_200_000, 1_000_000_400, 40, 40);
        assert!((heard.millis().unwrap() + 7_200_000).abs() <= 541, "{heard:?}");
    }

    #[test]
    fn polls_with_jitter_soon_tell_far_less_than_a_second() {
        let (mut heard, mut now) = (Skew::default(), 1_000_000_000);
        for poll in 0..100 {
            answer(&mut heard, 1_234_567, now, 20, 30);
            now += 4_500 + (poll * 617) % 1_000;
        }
        assert!((heard.millis().unwrap() - 1_234_567).abs() < 60, "{heard:?}");
        assert!(heard.error().unwrap() < Duration::from_millis(60), "{heard:?}");
    }

    #[test]
    fn clocks_that_drift_apart_are_followed_without_a_jump() {
        for drift in [-15, 15] {
            let (mut heard, mut now) = (Skew::default(), 1_000_000_000);
            for poll in 0..20_000 {
                let ahead = (now - 1_000_000_000) * drift / 1_000_000;
                answer(&mut heard, ahead, now, 20, 30);
                if poll > 500 {
                    assert!(heard.error().unwrap() < Duration::from_millis(100), "{poll} {heard:?}");
                    assert!((heard.millis().unwrap() - ahead).abs() < 100, "{poll} {heard:?}");
                }
                now += 4_500 + (poll * 617) % 1_000;
            }
        }
    }

    #[test]
    fn a_clock_that_was_set_is_followed_at_once() {
        let mut heard = Skew::default();
        for poll in 0..20 {
            answer(&mut heard, 0, 1_000_000_000 + poll * 5_137, 20, 20);
        }
        answer(&mut heard, 90_000, 2_000_000_000, 20, 20);
        assert!((heard.millis().unwrap() - 90_000).abs() < 600, "{heard:?}");
    }

    #[test]
    fn what_arrived_within_a_millisecond_of_ours_is_inside_too() {
        let mut heard = Skew::default();
        // Stamped as it arrived, nine tenths of a millisecond after what our clock tells.
        heard.hear(20_000, At::from_millis(9_990), At::from_millis(10_000));
        let truth = 20_000_000 - 10_000_900;
        assert!(heard.0.is_some_and(|kept| kept.low <= truth && truth < kept.high), "{heard:?}");
    }

    #[test]
    fn what_only_touches_has_nothing_in_common() {
        let at = At::from_millis(0);
        let of = |low, high| Interval { low, high, at };
        let both = |one: Interval, other: Interval| one.narrowed(&other).map(|kept| (kept.low, kept.high));
        assert_eq!(both(of(0, 5), of(3, 9)), Some((3, 5)));
        assert_eq!(both(of(3, 9), of(0, 5)), Some((3, 5)));
        assert_eq!((both(of(0, 5), of(5, 9)), both(of(5, 9), of(0, 4))), (None, None));
    }

    #[test]
    fn an_offset_counts_if_it_is_small_or_near_what_was_borne_out() {
        let far = 30_000;
        for (millis, borne, counts) in [
            (far, 0, far),
            (-far, 0, -far),
            (far, -90_000, far),
            (-far, 90_000, -far),
            (far + 1, 0, 0),
            (-far - 1, 0, 0),
            (90_000, 90_000 - far, 90_000),
            (90_000, 90_000 + far, 90_000),
            (90_000, 90_000 - far - 1, 0),
            (90_000, 90_000 + far + 1, 0),
            (90_000, -90_000, 0),
        ] {
            assert_eq!(applied(millis, borne), counts, "{millis} {borne}");
        }
    }

    #[test]
    fn absurd_dates_do_no_harm() {
        for date in [i64::MIN, i64::MAX, 0] {
            let mut heard = Skew::default();
            heard.hear(date, At::from_millis(i64::MAX), At::from_millis(i64::MIN));
            heard.hear(date, At::from_millis(i64::MIN), At::from_millis(i64::MAX));
            assert!(heard.millis().is_some());
        }
    }

    proptest! {
        /// Whatever the difference, the latencies and the rates of the two clocks (within the drift allowed), the
        /// true difference stays inside the error, the error never grows but by the drift, and the estimate never
        /// leaves what was possible before.
        #[test]
        fn the_truth_stays_within_the_error(
            skew in -100_000_000..100_000_000_i64,
            drift in -15..15_i64,
            asks in prop::collection::vec((0..20_000_i64, 0..2_000_i64, 0..2_000_i64), 1..60),
        ) {
            let (mut heard, mut now) = (Skew::default(), 1_700_000_000_000_i64);
            let mut before: Option<(i64, i64, i64)> = None;
            for (gap, out, back) in asks {
                now += gap + out + back;
                let ahead = skew + (now - 1_700_000_000_000) * drift / 1_000_000;
                answer(&mut heard, ahead, now, out, back);
                let (estimate, error) = (heard.millis().unwrap(), heard.error().unwrap());
                let error = i64::try_from(error.as_millis()).unwrap();
                prop_assert!((estimate - ahead).abs() <= error + 3, "{estimate} {ahead} {error}");
                if let Some((old, old_error, then)) = before {
                    let drifted = (now + out + back - then) * DRIFT / 1_000_000 + 2;
                    prop_assert!(error <= old_error + drifted);
                    prop_assert!((estimate - old).abs() <= old_error + drifted);
                }
                before = Some((estimate, error, now + out + back));
            }
        }
    }
}
