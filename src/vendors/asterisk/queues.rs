//! Queues and their figures (fact sheet §4).

use std::collections::BTreeMap;
use std::time::Duration;

use super::facts::Facts;
use super::side::Summary;
use super::status::{Member, Params, Status};
use crate::domain::{Call, Counts, Detail, Phase, Queue, QueueId, Text};

/// The queues of `status`.
pub(super) fn queues(
    status: &Status,
    summaries: &BTreeMap<String, Summary>,
    calls: Option<&[Call]>,
    facts: &Facts,
) -> Vec<Queue> {
    status.queues.read.iter().map(|params| queue(params, status, summaries, (calls, facts))).collect()
}

fn queue(
    params: &Params,
    status: &Status,
    summaries: &BTreeMap<String, Summary>,
    (calls, facts): (Option<&[Call]>, &Facts),
) -> Queue {
    let id = QueueId::from(params.name.as_str());
    let mut queue = Queue::new(id.clone(), Text::new(&params.name));
    let summary = summaries.get(&params.name);
    let entered = status.entries.read.iter().filter(|waiter| waiter.queue == params.name);
    queue.waiting = params.calls;
    queue.longest = entered.filter_map(|waiter| waiter.entered).min().or(summary.and_then(|of| of.longest));
    let seats: Vec<&Member> =
        status.members.read.iter().filter(|member| member.queue == params.name).collect();
    let counted = |seats: usize| u32::try_from(seats).ok().filter(|_| status.members.unread.is_empty());
    let staffed = seats.iter().filter(|seat| !matches!(seat.status, Some(4 | 5))).count();
    let ready = seats.iter().filter(|seat| seat.status == Some(1) && seat.paused == Some(false)).count();
    queue.staffed = summary.and_then(|of| of.staffed).or_else(|| counted(staffed));
    queue.ready = summary.and_then(|of| of.ready).or_else(|| counted(ready));
    if let Some(calls) = calls {
        let in_phase = |phases: &[Phase]| {
            let ours = calls.iter().filter(|call| call.queue.as_ref() == Some(&id));
            u32::try_from(ours.filter(|call| phases.contains(&call.phase)).count()).ok()
        };
        queue.ringing = in_phase(&[Phase::Ringing]);
        queue.talking = in_phase(&[Phase::Talking, Phase::Held]);
    }
    queue.target = params.target.map(Duration::from_secs);
    queue.counts = counts(params, &seats, calls.unwrap_or_default());
    queue.details = details(params, facts);
    queue
}

/// The counts. `Completed` counts calls that are over, so that those which agents are on were answered, too: the members'
/// `InCall` tells them (fact sheet §4). How many were in time is told of those that are over alone, as a percentage; of
/// the others it is known where their waits are. Transferred calls are over for the queue.
fn counts(params: &Params, seats: &[&Member], calls: &[Call]) -> Counts {
    let live = seats.iter().try_fold(0_u64, |live, seat| Some(live + u64::from(seat.in_call?)));
    let in_time = params.completed.zip(params.level).filter(|_| params.target.is_some());
    let in_time = in_time.and_then(|(completed, level)| exactly(completed, level));
    let in_time = in_time
        .zip(live)
        .zip(params.target)
        .and_then(|((over, live), target)| Some(over + live_in_time(&params.name, live, target, calls)?));
    let answered = params.completed.zip(live).map(|(over, live)| over + live);
    Counts {
        answered,
        abandoned: params.abandoned,
        in_time,
        late: answered.zip(in_time).and_then(|(answered, in_time)| answered.checked_sub(in_time)),
        ..Counts::default()
    }
}

/// How far the wait of a call may be off that the board has seen being answered.
const SLIP: u64 = 1;

/// How many of the `live` calls of `queue` were answered within `target` seconds; `None` unless that is certain of each.
fn live_in_time(queue: &str, live: u64, target: u64, calls: &[Call]) -> Option<u64> {
    let ours = calls.iter().filter(|call| call.queue.as_ref().is_some_and(|id| id.as_str() == queue));
    let ours: Vec<&Call> = ours.filter(|call| matches!(call.phase, Phase::Talking | Phase::Held)).collect();
    if u64::try_from(ours.len()).ok()? != live {
        return None;
    }
    ours.into_iter().try_fold(0, |count, call| {
        let wait = call.answered?.since(call.entered?).as_secs();
        (wait.abs_diff(target) > SLIP).then_some(count + u64::from(wait <= target))
    })
}

/// The only count of `all` that is `percent` of them, rounded to a tenth.
fn exactly(all: u64, percent: f64) -> Option<u64> {
    if all == 0 {
        return Some(0);
    }
    // The largest numbers that matter here are far below what a float holds exactly.
    let total = u32::try_from(all).ok().map(f64::from)?;
    let middle = total * percent / 100.0;
    let near = |count: f64| (count * 100.0 / total - percent).abs() <= 0.050_1;
    let candidates = [middle.floor() - 1.0, middle.floor(), middle.floor() + 1.0, middle.floor() + 2.0];
    let mut fitting = candidates.into_iter().filter(|count| (0.0..=total).contains(count) && near(*count));
    let (only, more) = (fitting.next()?, fitting.next());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, and from 0 to `all`")]
    more.is_none().then_some(only as u64)
}

fn details(params: &Params, facts: &Facts) -> Vec<Detail> {
    let mut details = Vec::new();
    let mut tell = |label: &str, value: Option<String>| {
        details.extend(value.and_then(|value| Detail::plain(label, &value)));
    };
    let seconds = |value: Option<u64>| value.map(|value| format!("{value} s"));
    let percent = |value: Option<f64>| value.map(|value| format!("{value:.1} %"));
    tell("counted", Some("since the server's start or the queue's reset, not since midnight".to_owned()));
    tell("recent average wait (moving)", seconds(params.hold_time));
    tell("recent average talk (moving)", seconds(params.talk_time));
    tell("calls that are over", params.completed.map(|completed| completed.to_string()));
    tell("of them in time", percent(params.level.filter(|_| params.target.is_some())));
    tell(
        "in time of those and given up",
        percent(params.level_with_abandoned.filter(|_| params.target.is_some())),
    );
    if let Some(given_up) = facts.given_up.get(&params.name) {
        let waited = given_up.waited.map(|waited| format!(", the last after {waited} s")).unwrap_or_default();
        tell("gave up since the board listens", Some(format!("{}{waited}", given_up.count)));
    }
    tell("strategy", params.strategy.clone());
    tell("weight", params.weight.map(|weight| weight.to_string()));
    tell("most callers", params.most.filter(|most| *most > 0).map(|most| most.to_string()));
    details
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_of_few_calls_comes_from_one_count() {
        // support and sales of the fact sheet.
        assert_eq!((exactly(11, 63.6), exactly(18, 66.7)), (Some(7), Some(12)));
        assert_eq!((exactly(0, 0.0), exactly(5, 0.0), exactly(5, 100.0)), (Some(0), Some(0), Some(5)));
        for all in 1..1_000_u64 {
            for count in 0..=all {
                #[expect(clippy::cast_precision_loss, reason = "small")]
                let percent = (count as f64 * 1_000.0 / all as f64).round() / 10.0;
                assert_eq!(exactly(all, percent), Some(count), "{count} of {all}");
            }
        }
    }

    #[test]
    fn live_calls_are_in_time_where_their_waits_are_known() {
        let call = |wait: Option<u64>| {
            let mut call = Call::new("1".into(), Phase::Talking);
            let answered = crate::domain::At::from_millis(1_000_000);
            (call.queue, call.answered) = (Some("sales".into()), Some(answered));
            call.entered = wait.map(|wait| answered - Duration::from_secs(wait));
            call
        };
        let known = [call(Some(5)), call(Some(40))];
        assert_eq!(live_in_time("sales", 2, 20, &known), Some(1));
        assert_eq!(live_in_time("sales", 0, 20, &[]), Some(0));
        // One more than is listed, one whose wait nobody saw, one that could be either.
        assert_eq!(live_in_time("sales", 3, 20, &known), None);
        assert_eq!(live_in_time("sales", 1, 20, &[call(None)]), None);
        assert_eq!(live_in_time("sales", 1, 20, &[call(Some(20))]), None);
    }

    #[test]
    fn a_percentage_of_many_calls_may_come_from_several() {
        assert_eq!(exactly(5_000, 63.6), None);
        assert_eq!((exactly(11, 50.0), exactly(11, 120.0), exactly(u64::MAX, 50.0)), (None, None, None));
    }
}
