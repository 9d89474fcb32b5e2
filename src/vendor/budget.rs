//! The request budget of an account, and the silence that a vendor asked for.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use super::request::Urgency;
use crate::domain::At;
use crate::messages::Budget;

/// The width of the sliding window.
const MINUTE: Duration = Duration::from_mins(1);

/// Counts an account's requests in a sliding minute, and remembers which hosts want to be left alone.
///
/// Reads leave a reserve to orders: an operator who wants to end a call must not hear that the board has
/// just used up the minute.
#[derive(Debug)]
pub struct Meter {
    per_minute: u32,
    total: u64,
    sent: VecDeque<At>,
    shut: BTreeMap<String, At>,
}

impl Meter {
    /// A meter that lets `per_minute` requests pass in any minute.
    pub fn new(per_minute: u32) -> Self {
        Self { per_minute, total: 0, sent: VecDeque::new(), shut: BTreeMap::new() }
    }

    /// Counts one request to `host`, or says how long it has to wait. One that has to wait is not counted.
    pub fn take(&mut self, host: &str, urgency: Urgency, now: At) -> Result<(), Duration> {
        while self.sent.front().is_some_and(|sent| now.since(*sent) >= MINUTE) {
            self.sent.pop_front();
        }
        self.shut.retain(|_, until| *until > now);
        let wait = match self.shut.get(host) {
            Some(until) => until.since(now),
            None => self.wait(urgency, 1, now),
        };
        if wait.is_zero() {
            self.sent.push_back(now);
            self.total += 1;
            Ok(())
        } else {
            Err(wait)
        }
    }

    /// Keeps everything, orders too, from `host` until `until`: a vendor that is asked again in its penalty
    /// time begins to count anew.
    pub fn shut(&mut self, host: &str, until: At) {
        let kept = self.shut.entry(host.to_owned()).or_insert(until);
        *kept = until.max(*kept);
    }

    /// For how much longer some host wants to be left alone; zero if none does.
    pub fn silence(&self, now: At) -> Duration {
        self.shut.values().map(|until| until.since(now)).max().unwrap_or_default()
    }

    /// How long until `count` requests can be sent one after the other; zero if they can be sent now. More than
    /// ever fit into a minute count as those that fit.
    pub fn wait(&self, urgency: Urgency, count: u32, now: At) -> Duration {
        let most = usize::try_from(self.allowed(urgency)).unwrap_or(usize::MAX);
        if count == 0 {
            return Duration::ZERO;
        }
        if most == 0 {
            return MINUTE;
        }
        let count = usize::try_from(count).unwrap_or(usize::MAX).min(most);
        let recent = self.recent(now);
        let Some(surplus) = (recent + count).checked_sub(most).and_then(|surplus| surplus.checked_sub(1))
        else {
            return Duration::ZERO;
        };
        let oldest = self.sent.len() - recent;
        self.sent.get(oldest + surplus).map_or(Duration::ZERO, |sent| (*sent + MINUTE).since(now))
    }

    /// How long one of several equal rounds of `count` reads should take, so that they can go on for ever.
    pub fn pace(&self, count: u32) -> Duration {
        MINUTE * count / self.allowed(Urgency::Read).max(1)
    }

    /// What is left for orders; reads may use less.
    pub fn budget(&self, now: At) -> Budget {
        let used = u32::try_from(self.recent(now)).unwrap_or(u32::MAX);
        Budget { left: self.per_minute.saturating_sub(used), per_minute: self.per_minute }
    }

    /// How many requests have passed altogether.
    pub fn total(&self) -> u64 {
        self.total
    }

    fn recent(&self, now: At) -> usize {
        self.sent.iter().rev().take_while(|sent| now.since(**sent) < MINUTE).count()
    }

    fn allowed(&self, urgency: Urgency) -> u32 {
        let reserve = match (urgency, self.per_minute) {
            (Urgency::Order, _) | (Urgency::Read, 0..=4) => 0,
            (Urgency::Read, 5..=9) => 1,
            (Urgency::Read, per_minute) => (per_minute / 10).max(2),
        };
        self.per_minute - reserve
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(millis: u64) -> At {
        At::from_millis(1_000_000) + Duration::from_millis(millis)
    }

    #[test]
    fn what_was_sent_more_than_a_minute_ago_is_forgotten() {
        let mut meter = Meter::new(6_000);
        for second in 0..1_000 {
            assert_eq!(meter.take("h", Urgency::Read, at(second * 1_000)), Ok(()));
        }
        assert_eq!((meter.sent.len(), meter.total()), (60, 1_000));
    }

    #[test]
    fn reads_leave_a_reserve_that_orders_may_use() {
        for (per_minute, reads) in [(1, 1), (4, 4), (5, 4), (9, 8), (10, 8), (20, 18), (60, 54), (600, 540)] {
            let mut meter = Meter::new(per_minute);
            let passed = |meter: &mut Meter, urgency| {
                (0..1_000).take_while(|_| meter.take("h", urgency, at(0)).is_ok()).count()
            };
            assert_eq!(passed(&mut meter, Urgency::Read), reads, "{per_minute}");
            let orders = usize::try_from(per_minute).unwrap() - reads;
            assert_eq!(passed(&mut meter, Urgency::Order), orders, "{per_minute}");
            assert_eq!(meter.budget(at(0)), Budget { left: 0, per_minute });
            assert_eq!(meter.budget(at(60_000)).left, per_minute);
        }
    }

    #[test]
    fn a_read_over_budget_hears_when_one_frees() {
        let mut meter = Meter::new(10);
        for second in 0..8 {
            assert_eq!(meter.take("h", Urgency::Read, at(second * 1_000)), Ok(()));
        }
        assert_eq!(meter.take("h", Urgency::Read, at(10_000)), Err(Duration::from_secs(50)));
        assert_eq!(meter.wait(Urgency::Read, 3, at(10_000)), Duration::from_secs(52));
        assert_eq!(meter.wait(Urgency::Order, 2, at(10_000)), Duration::ZERO);
        assert_eq!(meter.wait(Urgency::Read, u32::MAX, at(10_000)), Duration::from_secs(57));
        assert_eq!(meter.take("h", Urgency::Read, at(60_000)), Ok(()));
        assert_eq!(meter.take("h", Urgency::Read, at(60_000)), Err(Duration::from_secs(1)));
        assert_eq!((meter.total(), meter.pace(2)), (9, Duration::from_secs(15)));
    }

    #[test]
    fn a_budget_of_nothing_lets_nothing_pass() {
        assert_eq!(Meter::new(0).take("h", Urgency::Order, at(0)), Err(MINUTE));
    }

    #[test]
    fn a_penalty_is_one_hosts_and_covers_orders_and_is_never_shortened() {
        let mut meter = Meter::new(10);
        meter.shut("a", at(7_000));
        meter.shut("a", at(3_000));
        assert_eq!(meter.take("a", Urgency::Order, at(1)), Err(Duration::from_millis(6_999)));
        assert_eq!(meter.take("b", Urgency::Read, at(1)), Ok(()));
        assert_eq!(meter.silence(at(1)), Duration::from_millis(6_999));
        assert_eq!(meter.take("a", Urgency::Read, at(7_000)), Ok(()));
        assert_eq!(meter.silence(at(7_000)), Duration::ZERO);
    }

    #[test]
    fn a_longer_penalty_takes_over_and_each_host_has_its_own() {
        let mut meter = Meter::new(10);
        meter.shut("a", at(3_000));
        meter.shut("a", at(7_000));
        meter.shut("b", at(5_000));
        assert_eq!(meter.take("a", Urgency::Order, at(0)), Err(Duration::from_secs(7)));
        assert_eq!(meter.take("b", Urgency::Order, at(0)), Err(Duration::from_secs(5)));
        assert_eq!(meter.silence(at(0)), Duration::from_secs(7), "the longest");
        assert_eq!(meter.take("b", Urgency::Order, at(5_000)), Ok(()));
        assert_eq!(meter.silence(at(5_000)), Duration::from_secs(2));
    }

    #[test]
    fn a_host_whose_penalty_is_over_has_a_budget_again_and_no_more() {
        let mut meter = Meter::new(3);
        meter.shut("a", at(1_000));
        for _ in 0..3 {
            assert_eq!(meter.take("a", Urgency::Order, at(2_000)), Ok(()));
        }
        assert_eq!(meter.take("a", Urgency::Order, at(2_000)), Err(MINUTE));
    }

    proptest! {
        #[test]
        fn no_minute_ever_holds_more_than_its_share(
            per_minute in 1..40_u32,
            asks in prop::collection::vec((0..8_000_u64, any::<bool>()), 1..200),
        ) {
            let (mut meter, mut now, mut sent) = (Meter::new(per_minute), 0, Vec::new());
            for (gap, urgent) in asks {
                now += gap;
                let urgency = if urgent { Urgency::Order } else { Urgency::Read };
                match meter.take("h", urgency, at(now)) {
                    Ok(()) => sent.push(now),
                    Err(wait) => {
                        // The wait is the truth: a moment before its end is too early, its end is not.
                        let end = at(now) + wait;
                        prop_assert!(meter.wait(urgency, 1, end).is_zero());
                        prop_assert!(!meter.wait(urgency, 1, end - Duration::from_millis(1)).is_zero());
                    }
                }
                let recent = sent.iter().filter(|sent| now - **sent < 60_000).count();
                prop_assert!(recent <= usize::try_from(per_minute).unwrap());
            }
        }
    }
}
