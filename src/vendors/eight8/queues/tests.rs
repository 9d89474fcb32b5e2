//! The documented queues.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::fixtures::{NOW, fixture, fresh, listing};
use super::*;

fn read(body: &str) -> Vec<Queue> {
    fresh(queues(listing(body)).feed)
}

fn figures(metrics: &[(&str, Value)]) -> Queue {
    let metrics: Vec<_> = metrics.iter().map(|(key, value)| json!({"key": key, "value": value})).collect();
    read(&json!([{"id": "103", "name": "Appointments", "metrics": metrics}]).to_string()).remove(0)
}

#[test]
fn the_documented_queues_are_read() {
    let queues = read(fixture!("queues.json"));
    let busy = &queues[0];
    assert_eq!((busy.id.as_str(), &*busy.name), ("103", "Appointments"));
    assert_eq!((busy.waiting, busy.talking, busy.staffed, busy.ready), (Some(1), Some(1), Some(3), Some(1)));
    assert_eq!(busy.longest, Some(At::from_millis(NOW.millis() - 29_951)));
    assert_eq!(busy.target, Some(Duration::from_secs(30)));
    assert_eq!((busy.counts.offered, busy.counts.answered), (Some(7), Some(5)));
    assert_eq!((busy.counts.abandoned, busy.ringing), (None, None), "not in this sample");
    assert_eq!(busy.counts.answer_wait, None, "an average of everybody is not that of the answered");
    let detail =
        |label: &str| busy.details.iter().find(|detail| &*detail.label == label).unwrap().value.clone();
    assert_eq!((&*detail("service level today"), &*detail("its target")), ("83 %", "80 %"));
    assert_eq!(&*detail("average wait today"), "29s");
    let idle = &queues[1];
    assert_eq!((idle.waiting, idle.longest), (Some(0), None));
    assert!(idle.details.iter().all(|detail| &*detail.label != "service level today"), "null is nothing");
}

#[test]
fn abandons_are_all_of_them_and_late_is_what_is_left() {
    let queue = figures(&[
        ("entered.today", json!(20)),
        ("accepted.today", json!("12")),
        ("acceptedInSla.today", json!(9)),
        ("totalAbandoned.today", json!(5)),
        ("shortAbandoned.today", json!(2)),
        ("offering.rt", json!(1)),
    ]);
    let counts = queue.counts;
    assert_eq!((counts.offered, counts.answered), (Some(20), Some(12)));
    assert_eq!((counts.abandoned, counts.short_abandoned), (Some(5), Some(2)));
    assert_eq!((counts.in_time, counts.late, queue.ringing), (Some(9), Some(3), Some(1)));
    let odd = figures(&[("accepted.today", json!(1)), ("acceptedInSla.today", json!(2))]);
    assert_eq!((odd.counts.in_time, odd.counts.late), (Some(2), None));
}

#[test]
fn a_figure_that_is_missing_is_unknown() {
    let queue =
        figures(&[("interactionsLongestWaitInQueue.rt", json!(5_000)), ("slaTimeThreshold.today", json!(0))]);
    assert_eq!((queue.waiting, queue.longest, queue.target), (None, None, None));
    assert_eq!(queue.counts, Counts::default());
}

#[test]
fn how_many_wait_is_known_by_queue() {
    let waiting = queues(listing(fixture!("queues.json"))).waiting;
    assert_eq!(waiting, BTreeMap::from([("103".into(), 1), ("107".into(), 0)]));
}

#[test]
fn everything_that_is_read_is_asked_for() {
    for (_, key, _) in DETAILS {
        assert!(METRICS.contains(key), "{key}");
    }
}
