//! A vendor whose clock and headers may each be right, wrong, or wrong together.

use super::*;

const NOW: i64 = 1_700_000_000_000;
const A_DAY: i64 = 86_400_000;

/// A vendor whose clock is really `truth` milliseconds ahead, and `header` by its headers, and who reads it.
struct Vendor {
    truth: i64,
    header: i64,
    now: i64,
    witness: Witness,
}

impl Vendor {
    fn new(truth: i64, header: i64) -> Self {
        Self { truth, header, now: NOW, witness: Witness::default() }
    }

    fn ago(&self, seconds: i64) -> At {
        At::from_millis(self.now - seconds * 1_000)
    }

    /// When something happened really so many seconds ago, as an adapter reads it: the future is nothing to it.
    fn read(&self, seconds: i64) -> Option<At> {
        let read = applied(self.header, self.witness.borne());
        let at = self.now - seconds * 1_000 + self.truth - read;
        (at <= self.now + 60_000).then_some(At::from_millis(at))
    }

    fn waits(&self, id: &str, seconds: i64) -> Call {
        Call { entered: self.read(seconds), queue: Some("q".into()), ..Call::new(id.into(), Phase::Queued) }
    }

    fn told(&mut self, calls: Vec<Call>, longest: Option<At>) -> Option<Doubt> {
        let queue = Queue { longest, ..Queue::new("q".into(), "Q".into()) };
        let snapshot = Snapshot {
            calls: Feed::fresh(calls),
            waiting: Feed::Skipped,
            agents: Feed::Skipped,
            queues: Feed::fresh(vec![queue]),
            states: Vec::new(),
            listeners: None,
        };
        self.now += 5_000;
        let now = At::from_millis(self.now - 5_000);
        self.witness.weigh(&snapshot, false, Some(self.header), now).unwrap().doubt
    }

    /// One caller, whose queue counts how long they wait.
    fn counted(&mut self, seconds: i64) -> Option<Doubt> {
        let (call, longest) = (self.waits("a", seconds), self.ago(seconds - 3));
        self.told(vec![call], Some(longest))
    }
}

const OFFSETS: [i64; 6] = [A_DAY, -A_DAY, 90_000, -90_000, 40_000, -40_000];

#[test]
fn a_large_offset_is_doubted_until_something_speaks_for_it() {
    for header in OFFSETS {
        let mut vendor = Vendor::new(0, header);
        assert_eq!(vendor.told(vec![], None), Some(Doubt::Untold), "{header}");
        assert_eq!(vendor.witness.borne(), 0, "nothing moves by it");
        let old = vendor.waits("a", 200_000);
        assert_eq!(
            vendor.told(vec![old], None),
            Some(Doubt::Untold),
            "{header}: it may have begun at any time"
        );
    }
    assert_eq!(Vendor::new(0, 20_000).told(vec![], None), None, "a small one moves no age far");
}

#[test]
fn durations_of_the_vendors_own_decide_for_either_clock() {
    for offset in OFFSETS {
        assert_eq!(
            Vendor::new(0, offset).counted(94),
            Some(Doubt::Contradicted),
            "{offset}: the header is wrong"
        );
        let mut off = Vendor::new(offset, offset);
        let first = off.counted(94);
        assert!(matches!(first, None | Some(Doubt::Untold)), "{offset}: {first:?}");
        assert_eq!(off.counted(99), None, "{offset}: the vendor is off, and so is its header");
        assert_eq!(off.witness.borne(), offset);
        assert_eq!(off.counted(104), None, "and so it stays");
    }
}

#[test]
fn a_queue_that_counts_others_proves_nothing_of_an_hour() {
    // By either clock the listed one may have come after the one who waits longest.
    let mut vendor = Vendor::new(0, -90_000);
    let (call, longest) = (vendor.waits("a", 300), vendor.ago(900));
    assert_eq!(vendor.told(vec![call], Some(longest)), Some(Doubt::Untold));
    // The same reading twice proves nothing either.
    let call = vendor.waits("a", 305);
    let entered = call.entered;
    assert_eq!(vendor.told(vec![call], entered), Some(Doubt::Untold));
}

#[test]
fn without_durations_calls_that_appear_decide() {
    for offset in OFFSETS {
        for (truth, right) in [(0, Some(Doubt::Contradicted)), (offset, None)] {
            let mut vendor = Vendor::new(truth, offset);
            let mut doubt = None;
            // One was there before. Another comes up, and by our clock its time may lie in the future for a while.
            for second in (0..100).step_by(5) {
                let mut calls = vec![vendor.waits("a", 200_000 + second)];
                if second > 0 {
                    calls.extend([vendor.waits("b", second - 2), vendor.waits("c", second - 4)]);
                }
                doubt = vendor.told(calls, None);
            }
            assert_eq!(doubt, right, "{truth} {offset}");
        }
    }
}

#[test]
fn a_call_that_moves_is_not_new_and_what_was_derived_neither() {
    let mut vendor = Vendor::new(0, A_DAY);
    let moved = |id: &str, call: Call| Call { conversation: Some("one".into()), id: id.into(), ..call };
    let call = moved("a", vendor.waits("a", 3));
    vendor.told(vec![call], None);
    let call = moved("b", vendor.waits("b", 8));
    let derived = Call { derived: Some("from an agent".into()), ..vendor.waits("c", 1) };
    assert_eq!(vendor.told(vec![call, derived], None), Some(Doubt::Untold));
}

#[test]
fn the_future_is_firm_and_a_guess_does_not_undo_it() {
    // By their clock most have yet to begin.
    let mut vendor = Vendor::new(0, -90_000);
    let calls = |vendor: &Vendor| vec![vendor.waits("a", 5), vendor.waits("b", 9), vendor.waits("c", 4_000)];
    let some = calls(&vendor);
    assert_eq!(vendor.told(some, None), Some(Doubt::Contradicted));
    // One who was ninety seconds in a menu before they were listed looks new by that clock.
    let late = vendor.waits("d", 91);
    assert_eq!(vendor.told(vec![late], None), Some(Doubt::Contradicted));
    let one = vec![vendor.waits("e", 5), vendor.waits("f", 4_000), vendor.waits("g", 4_000)];
    let mut vendor = Vendor::new(0, -90_000);
    assert_eq!(vendor.told(one, None), Some(Doubt::Untold), "one strange row");
}

#[test]
fn calls_without_times_bear_a_clock_out_for_one_poll_only() {
    let timeless = || vec![Call::new("a".into(), Phase::Queued)];
    let mut vendor = Vendor::new(0, A_DAY);
    assert_eq!(vendor.told(timeless(), None), Some(Doubt::Untold), "this list was read by ours");
    assert_eq!(vendor.witness.borne(), A_DAY);
    assert_eq!(vendor.told(timeless(), None), Some(Doubt::Untold), "by that clock they have none either");
    assert_eq!(vendor.witness.borne(), 0);
    assert_eq!(vendor.told(timeless(), None), Some(Doubt::Untold));
    // By a clock that is behind, a time lies in the past: that there is none says something only of what it was read by.
    let mut vendor = Vendor::new(-A_DAY, -A_DAY);
    assert_eq!(vendor.told(timeless(), None), Some(Doubt::Untold));
    vendor.counted(94);
    assert_eq!((vendor.counted(99), vendor.witness.borne()), (None, -A_DAY));
    vendor.told(timeless(), None);
    assert_eq!(vendor.witness.borne(), 0, "read by that clock, they lost their times to it");
    let mut off = Vendor::new(A_DAY, A_DAY);
    let call = off.waits("a", 600);
    off.told(vec![call], None);
    for seconds in [605, 610] {
        let call = off.waits("a", seconds);
        assert_eq!(off.told(vec![call], None), None, "by ours it came from the future");
    }
}

#[test]
fn another_offset_is_another_question() {
    let mut vendor = Vendor::new(A_DAY, A_DAY);
    vendor.counted(94);
    assert_eq!(vendor.counted(99), None);
    vendor.header = -A_DAY;
    assert_eq!(vendor.told(vec![], None), Some(Doubt::Untold), "what was borne out was another one");
    vendor.header = 1_000;
    assert_eq!(vendor.told(vec![], None), None, "it was set right");
    assert_eq!(
        vendor.witness.weigh(
            &Snapshot::failed(&crate::domain::Fault::Gone("x".into())),
            false,
            None,
            At::from_millis(NOW)
        ),
        None
    );
}

#[test]
fn what_only_the_adapter_knows_speaks_against_the_clock_that_was_read_by() {
    let none = Snapshot::failed(&crate::domain::Fault::Gone("x".into()));
    let mut witness = Witness::default();
    let mut weigh =
        |contradicted| witness.weigh(&none, contradicted, Some(A_DAY), At::from_millis(NOW)).unwrap().doubt;
    assert_eq!(weigh(true), Some(Doubt::Untold), "by ours it was read, and that is not the vendor's");
    assert_eq!(weigh(false), None);
    assert_eq!(weigh(true), Some(Doubt::Untold), "by theirs it was, and that is not either");
    assert_eq!(weigh(false), Some(Doubt::Contradicted));
}

#[test]
fn of_a_queue_only_those_who_wait_in_it_are_held_against_its_longest_wait() {
    let long = 2 * A_DAY / 1_000;
    let others: [fn(Call) -> Call; 3] = [
        |call| Call { phase: Phase::Talking, ..call },
        |call| Call { queue: Some("other".into()), ..call },
        |call| Call { queue: None, ..call },
    ];
    for other in others {
        let mut vendor = Vendor::new(0, A_DAY);
        let calls = vec![other(vendor.waits("b", long)), vendor.waits("a", 94)];
        let longest = vendor.ago(91);
        assert_eq!(vendor.told(calls, Some(longest)), Some(Doubt::Contradicted));
    }
}

#[test]
fn a_call_that_never_waited_began_when_it_started() {
    let mut vendor = Vendor::new(0, -90_000);
    let talks = |(id, seconds): (&str, i64)| Call {
        started: vendor.read(seconds),
        ..Call::new(id.into(), Phase::Talking)
    };
    let calls = [("a", 5), ("b", 9), ("c", 4_000)].map(talks).to_vec();
    assert_eq!(vendor.told(calls, None), Some(Doubt::Contradicted));
}

#[test]
fn a_call_that_appears_began_between_two_lists_give_or_take_half_a_minute() {
    for (began, doubt) in [
        (-30_001, Doubt::Untold),
        (-30_000, Doubt::Contradicted),
        (0, Doubt::Contradicted),
        (5_000 + 30_000, Doubt::Contradicted),
    ] {
        let mut vendor = Vendor::new(0, A_DAY);
        vendor.told(vec![], None);
        let call =
            Call { entered: Some(At::from_millis(NOW + began)), ..Call::new("a".into(), Phase::Queued) };
        assert_eq!(vendor.told(vec![call], None), Some(doubt), "{began}");
        assert_eq!(vendor.witness.borne(), 0, "{began}");
    }
    // Later than that it is the future by ours.
    let mut vendor = Vendor::new(0, A_DAY);
    let call = Call { entered: Some(At::from_millis(NOW + 30_001)), ..Call::new("a".into(), Phase::Queued) };
    vendor.told(vec![call], None);
    assert_eq!(vendor.witness.borne(), A_DAY);
}

#[test]
fn a_longest_wait_speaks_for_the_clock_by_which_the_first_caller_fits_it() {
    let longest = At::from_millis(NOW);
    let fits = |ahead: i64, late: i64| {
        let clocks = Clocks { ahead, read: 0, now: longest };
        by_pair(At::from_millis(NOW + late), longest, clocks)
    };
    let (ours, theirs) = (Some(true), Some(false));
    for (late, told) in [
        (-120_001, None),
        (-120_000, ours),
        (0, ours),
        (120_001, ours),
        (A_DAY - 120_001, ours),
        (A_DAY - 120_000, theirs),
        (A_DAY + 120_000, theirs),
        (A_DAY + 120_001, None),
    ] {
        assert_eq!(fits(A_DAY, late), told, "{late}");
    }
    // Behind ours by a day: what is too early by ours is late by theirs.
    for (late, told) in
        [(-A_DAY, theirs), (-A_DAY - 120_001, None), (-120_001, theirs), (0, ours), (120_001, None)]
    {
        assert_eq!(fits(-A_DAY, late), told, "{late}");
    }
    // Of two clocks that are near, half of what lies between them decides.
    for (late, told) in [(44_999, ours), (45_000, None), (45_001, theirs)] {
        assert_eq!(fits(90_000, late), told, "{late}");
    }
}

#[test]
fn a_call_whose_time_comes_later_came_up_when_it_was_first_listed() {
    let mut vendor = Vendor::new(0, A_DAY);
    let list = |vendor: &Vendor, news: Option<Call>| {
        let old = ["a", "b", "c"].map(|id| vendor.waits(id, 200_000));
        old.into_iter().chain(news).collect::<Vec<_>>()
    };
    let calls = list(&vendor, None);
    vendor.told(calls, None);
    let calls = list(&vendor, Some(Call::new("d".into(), Phase::Queued)));
    assert_eq!(vendor.told(calls, None), Some(Doubt::Untold));
    let calls = list(&vendor, Some(vendor.waits("d", 7)));
    assert_eq!(vendor.told(calls, None), Some(Doubt::Contradicted));
}
