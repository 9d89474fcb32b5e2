//! Whether what a vendor lists agrees with the clock that its `Date` headers tell.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::domain::{At, Call, ClockOffset, Feed, Phase, Queue, Snapshot};

/// An offset beyond this many milliseconds moves ages so far that somebody must bear it out.
const FAR: u64 = 60_000;
/// How far two readings of one instant may lie apart: lists are cached, and read one after the other.
const SLACK: Duration = Duration::from_mins(2);

/// What an account's lists have said of its offset so far. The headers come from whoever stands in front of the
/// vendor, and one that is off by a day makes every age wrong by a day.
#[derive(Debug, Default)]
pub(super) struct Witness {
    /// The calls of the last list, by conversation or id, and when it was read.
    last: Option<(At, BTreeSet<String>)>,
    doubted: bool,
}

impl Witness {
    /// Holds `millis`, by which the vendor's clock is thought to be ahead, against what was read at `now`. Durations
    /// need no clock, so they go first; without them, calls that appear between two lists began in between.
    pub(super) fn weigh(&mut self, snapshot: &Snapshot, millis: Option<i64>, now: At) -> Option<ClockOffset> {
        let listed: Vec<&Call> = [&snapshot.calls, &snapshot.waiting].into_iter().flat_map(rows).collect();
        let told = by_durations(&listed, rows(&snapshot.queues)).or_else(|| self.by_news(&listed));
        self.doubted = told.unwrap_or(self.doubted);
        if matches!(snapshot.calls, Feed::Fresh { .. }) {
            self.last = Some((now, listed.into_iter().map(name).collect()));
        }
        let doubted = |millis: i64| self.doubted && millis.unsigned_abs() > FAR;
        millis.map(|millis| ClockOffset { millis, doubted: doubted(millis) })
    }

    /// Whether calls that appeared since the last list contradict the clock: all of them seem to have begun before it.
    fn by_news(&self, listed: &[&Call]) -> Option<bool> {
        let (at, known) = self.last.as_ref()?;
        let new = listed.iter().filter(|call| call.derived.is_none() && !known.contains(&name(call)));
        let began: Vec<At> = new.filter_map(|call| call.entered.or(call.started)).collect();
        (!began.is_empty()).then(|| began.iter().all(|began| *began + SLACK < *at))
    }
}

/// Whether a caller who is listed seems to wait longer than their queue's longest wait; `None` if no queue tells one
/// of its own.
fn by_durations(listed: &[&Call], queues: &[Queue]) -> Option<bool> {
    let earliest = |queue: &Queue| {
        let waits = listed
            .iter()
            .filter(|call| call.phase == Phase::Queued && call.queue.as_ref() == Some(&queue.id));
        waits.filter_map(|call| call.entered).min()
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

    fn ago(seconds: u64) -> At {
        NOW - Duration::from_secs(seconds)
    }

    fn waits(id: &str, entered: At) -> Call {
        Call { entered: Some(entered), queue: Some("q".into()), ..Call::new(id.into(), Phase::Queued) }
    }

    fn snapshot(calls: Vec<Call>, longest: Option<At>) -> Snapshot {
        let queue = Queue { longest, ..Queue::new("q".into(), "Q".into()) };
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
        witness.weigh(snapshot, Some(millis), NOW).unwrap().doubted
    }

    #[test]
    fn durations_of_the_vendors_own_decide() {
        let a_day = 86_400;
        let wrong = snapshot(vec![waits("a", ago(a_day + 94))], Some(ago(90)));
        let right = snapshot(vec![waits("a", ago(94))], Some(ago(90)));
        assert!(doubted(&mut Witness::default(), &wrong, A_DAY));
        assert!(!doubted(&mut Witness::default(), &right, A_DAY), "it is off, and so is its header");
        assert!(!doubted(&mut Witness::default(), &wrong, 1_500), "a small offset moves no age by a day");
        let mut witness = Witness::default();
        assert!(doubted(&mut witness, &wrong, A_DAY) && !doubted(&mut witness, &right, A_DAY));
        // A queue may count others than are listed, who have waited longer.
        let others = snapshot(vec![waits("a", ago(10))], Some(ago(900)));
        assert!(!doubted(&mut Witness::default(), &others, A_DAY));
    }

    #[test]
    fn without_durations_calls_that_appear_decide() {
        let list = |calls| snapshot(calls, None);
        let mut witness = Witness::default();
        assert!(
            !doubted(&mut witness, &list(vec![waits("a", ago(90_000))]), A_DAY),
            "it may have waited so long"
        );
        assert!(!doubted(&mut witness, &list(vec![waits("a", ago(90_000))]), A_DAY));
        let new = list(vec![waits("a", ago(90_000)), waits("b", ago(86_403))]);
        assert!(doubted(&mut witness, &new, A_DAY));
        assert!(doubted(&mut witness, &new, A_DAY), "until something speaks for it");
        assert!(!doubted(&mut witness, &list(vec![waits("c", ago(3))]), A_DAY));
        // One that moves to another list is the same caller.
        let moved = Call { conversation: Some("c".into()), ..waits("d", ago(86_403)) };
        assert!(!doubted(&mut witness, &list(vec![moved]), A_DAY));
        assert_eq!(witness.weigh(&list(Vec::new()), None, NOW), None);
    }
}
