//! Whether what a vendor lists agrees with the clock that its `Date` headers tell.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::domain::{At, Call, ClockOffset, Feed, Phase, Queue, Snapshot};
use crate::vendor::skew::FAR;

/// How far two readings of one instant may lie apart: lists are cached, and read one after the other.
const SLACK: Duration = Duration::from_mins(2);
/// How far in the future a call may seem to have begun: two clocks are never the same.
const FUTURE: Duration = Duration::from_secs(30);

/// What an account's lists have said of its offset so far. The headers come from whoever stands in front of the
/// vendor, and one that is off by a day makes every age wrong by a day. What was doubted is not applied to the next
/// lists ([`super::Http::doubt`]), so these are moved back before they are held against it again.
#[derive(Debug, Default)]
pub(super) struct Witness {
    /// The calls of the last list, by conversation or id, and when it was read.
    last: Option<(At, BTreeSet<String>)>,
    doubted: bool,
}

/// A call, and when it began by the clock of the headers.
struct Seen<'a> {
    call: &'a Call,
    entered: Option<At>,
    began: Option<At>,
}

impl Witness {
    /// Holds `millis`, by which the vendor's clock is thought to be ahead, against what was read at `now`, unless
    /// the adapter itself knows it `contradicted`. What lies in the future cannot be true. Durations need no clock,
    /// so they go next; without them, calls that appear between two lists began in between.
    pub(super) fn weigh(
        &mut self,
        snapshot: &Snapshot,
        contradicted: bool,
        millis: Option<i64>,
        now: At,
    ) -> Option<ClockOffset> {
        let ahead = millis.unwrap_or(0);
        let moved = if self.doubted { ahead } else { 0 };
        let calls = [&snapshot.calls, &snapshot.waiting].into_iter().flat_map(rows);
        let seen: Vec<Seen<'_>> = calls.map(|call| Seen::of(call, moved)).collect();
        let told = contradicted
            .then_some(true)
            .or_else(|| by_future(&seen, ahead, now))
            .or_else(|| by_durations(&seen, rows(&snapshot.queues)))
            .or_else(|| self.by_absence(&seen, ahead))
            .or_else(|| self.by_news(&seen));
        self.doubted = ahead.unsigned_abs() > FAR && told.unwrap_or(self.doubted);
        if matches!(snapshot.calls, Feed::Fresh { .. }) {
            self.last = Some((now, seen.iter().map(|seen| name(seen.call)).collect()));
        }
        millis.map(|millis| ClockOffset { millis, doubted: self.doubted })
    }

    /// Whether the clock that is doubted was right: by ours not one call has a time that can be true.
    fn by_absence(&self, seen: &[Seen<'_>], ahead: i64) -> Option<bool> {
        let none = !seen.is_empty() && seen.iter().all(|seen| seen.began.is_none());
        (self.doubted && ahead > 0 && none).then_some(false)
    }

    /// Whether calls that appeared since the last list contradict the clock: all of them seem to have begun before it.
    fn by_news(&self, seen: &[Seen<'_>]) -> Option<bool> {
        let (at, known) = self.last.as_ref()?;
        let new = seen.iter().filter(|seen| seen.call.derived.is_none() && !known.contains(&name(seen.call)));
        let began: Vec<At> = new.filter_map(|seen| seen.began).collect();
        (!began.is_empty()).then(|| began.iter().all(|began| *began + SLACK < *at))
    }
}

impl<'a> Seen<'a> {
    /// `call`, whose times were read by a clock that was `moved` milliseconds behind that of the headers.
    fn of(call: &'a Call, moved: i64) -> Self {
        let back = |at: At| At::from_millis(at.millis().saturating_sub(moved));
        Self { call, entered: call.entered.map(back), began: call.entered.or(call.started).map(back) }
    }
}

/// Whether the clock is so far behind that most calls have yet to begin, or have lost their times for that. A
/// single strange row decides nothing.
fn by_future(seen: &[Seen<'_>], ahead: i64, now: At) -> Option<bool> {
    let lost = |seen: &&Seen<'_>| seen.began.is_none_or(|began| now + FUTURE < began);
    (ahead < 0 && seen.iter().filter(lost).count() * 2 > seen.len()).then_some(true)
}

/// Whether a caller who is listed seems to wait longer than their queue's longest wait; `None` if no queue tells one
/// of its own.
fn by_durations(seen: &[Seen<'_>], queues: &[Queue]) -> Option<bool> {
    let earliest = |queue: &Queue| {
        let waits = seen
            .iter()
            .filter(|seen| seen.call.phase == Phase::Queued && seen.call.queue.as_ref() == Some(&queue.id));
        waits.filter_map(|seen| seen.entered).min()
    };
    // The same to the millisecond is the same reading twice, which proves nothing.
    let pairs = queues.iter().filter_map(|queue| earliest(queue).zip(queue.longest));
    let mut pairs = pairs.filter(|(listed, longest)| listed != longest).peekable();
    pairs.peek()?;
    Some(pairs.any(|(listed, longest)| listed + SLACK < longest))
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
mod tests {
    use super::*;

    const NOW: At = At::from_millis(1_700_000_000_000);
    const A_DAY: i64 = 86_400_000;

    fn ago(seconds: i64) -> At {
        At::from_millis(NOW.millis() - seconds * 1_000)
    }

    fn waits(id: &str, entered: impl Into<Option<At>>) -> Call {
        Call { entered: entered.into(), queue: Some("q".into()), ..Call::new(id.into(), Phase::Queued) }
    }

    fn snapshot(calls: Vec<Call>, longest: impl Into<Option<At>>) -> Snapshot {
        let queue = Queue { longest: longest.into(), ..Queue::new("q".into(), "Q".into()) };
        Snapshot {
            calls: Feed::fresh(calls),
            waiting: Feed::Skipped,
            agents: Feed::Skipped,
            queues: Feed::fresh(vec![queue]),
            states: Vec::new(),
            listeners: None,
        }
    }

    fn doubted(witness: &mut Witness, snapshot: &Snapshot, millis: i64) -> bool {
        witness.weigh(snapshot, false, Some(millis), NOW).unwrap().doubted
    }

    #[test]
    fn durations_of_the_vendors_own_decide() {
        let by_header = snapshot(vec![waits("a", ago(86_400 + 94))], ago(90));
        let agreed = snapshot(vec![waits("a", ago(94))], ago(90));
        assert!(doubted(&mut Witness::default(), &by_header, A_DAY));
        assert!(!doubted(&mut Witness::default(), &agreed, A_DAY), "it is off, and so is its header");
        assert!(!doubted(&mut Witness::default(), &by_header, 1_500), "a small offset moves no age by a day");
        // Who waits in another queue, or is through, is not held against this one's wait.
        let elsewhere = Call { queue: Some("other".into()), ..waits("a", ago(86_400 + 94)) };
        let through = Call { phase: Phase::Talking, ..waits("b", ago(86_400 + 94)) };
        for call in [elsewhere, through] {
            assert!(!doubted(&mut Witness::default(), &snapshot(vec![call], ago(90)), A_DAY));
        }
        // A queue may count others than are listed, who have waited longer.
        let others = snapshot(vec![waits("a", ago(10))], ago(900));
        assert!(!doubted(&mut Witness::default(), &others, A_DAY));
    }

    #[test]
    fn what_is_doubted_is_held_against_the_header_again() {
        let by_header = snapshot(vec![waits("a", ago(86_400 + 94))], ago(90));
        let by_ours = snapshot(vec![waits("a", ago(94))], ago(90));
        let mut witness = Witness::default();
        assert!(doubted(&mut witness, &by_header, A_DAY));
        assert!(doubted(&mut witness, &by_ours, A_DAY), "by our clock all is well");
        assert!(doubted(&mut witness, &snapshot(Vec::new(), None), A_DAY), "until something speaks for it");
        // By ours they come from tomorrow: the vendor's clock is as its header says.
        assert!(!doubted(&mut witness, &snapshot(vec![waits("b", ago(94 - 86_400))], ago(90)), A_DAY));
        assert!(doubted(&mut witness, &by_header, A_DAY));
        // One that has no time says nothing where another has one.
        let one = vec![waits("b", None), waits("a", ago(94))];
        assert!(doubted(&mut witness, &snapshot(one, None), A_DAY));
        assert!(!doubted(&mut witness, &snapshot(vec![waits("b", None)], ago(90)), A_DAY));
        assert!(doubted(&mut witness, &by_header, A_DAY));
        assert!(!doubted(&mut witness, &by_ours, 0), "the header was set right");
        assert!(!doubted(&mut witness, &by_ours, A_DAY), "and it is not yet known which is");
    }

    #[test]
    fn a_clock_by_which_most_calls_have_yet_to_begin_is_behind() {
        let list = |calls| snapshot(calls, None);
        for lost in [Some(ago(20 - 86_400)), None] {
            let by_header = list(vec![waits("a", lost), waits("b", lost), waits("c", ago(3_600))]);
            let mut witness = Witness::default();
            assert!(doubted(&mut witness, &by_header, -A_DAY), "{lost:?}");
            // By ours all three have times.
            let by_ours = list(vec![waits("a", ago(20)), waits("b", ago(30)), waits("c", ago(90_000))]);
            assert!(doubted(&mut witness, &by_ours, -A_DAY), "{lost:?}");
            assert!(!doubted(&mut Witness::default(), &by_header, A_DAY), "not behind");
        }
        let one = list(vec![waits("a", None), waits("b", ago(30)), waits("c", ago(40))]);
        assert!(!doubted(&mut Witness::default(), &one, -A_DAY), "one strange row");
        assert!(!doubted(&mut Witness::default(), &list(Vec::new()), -A_DAY), "nobody is there");
    }

    #[test]
    fn without_durations_calls_that_appear_decide() {
        let list = |calls| snapshot(calls, None);
        let old = || waits("a", ago(90_000));
        let mut witness = Witness::default();
        assert!(!doubted(&mut witness, &list(vec![old()]), A_DAY), "it may have waited so long");
        assert!(!doubted(&mut witness, &list(vec![old()]), A_DAY));
        assert!(doubted(&mut witness, &list(vec![old(), waits("b", ago(86_403))]), A_DAY));
        // By ours from here on.
        let moved = |id, conversation: &str, seconds| Call {
            conversation: Some(conversation.into()),
            ..waits(id, ago(seconds))
        };
        assert!(doubted(&mut witness, &list(vec![waits("c", ago(3))]), A_DAY));
        assert!(!doubted(&mut witness, &list(vec![waits("d", ago(3 - 86_400))]), A_DAY));
        // One that moves to another list is the same caller.
        assert!(!doubted(&mut witness, &list(vec![moved("e", "d", 86_403)]), A_DAY));
        assert_eq!(witness.weigh(&list(Vec::new()), false, None, NOW), None);
    }
}
