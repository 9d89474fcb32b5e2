//! When the stream counts as up to date, and what it remembers.

use serde_json::json;

use super::super::events::read;
use super::super::table::SILENT;
use super::*;
use crate::domain::Text;

const SINCE: i64 = 1_669_235_900_000;

fn queued(id: &str, at: i64) -> Frame {
    let payload = json!({"Interaction": {"event": "InteractionQueued", "interactionGUID": id,
        "callState": "CS_QUEUED", "msgInfo": {"timestamp": at}}});
    Frame::Data { id: Some(format!("m{at}")), published: Some(at), told: read(&payload, "t", Some(at)) }
}

fn opened(now: Instant) -> StreamTold {
    let mut told = StreamTold::new(now);
    told.connected(Some(SINCE), now);
    told
}

#[test]
fn it_is_up_to_date_with_the_first_news() {
    let now = Instant::now();
    let mut told = opened(now);
    assert_eq!(
        told.take(queued("int-1", SINCE - 60_000), now),
        (Some(format!("m{}", SINCE - 60_000)), false)
    );
    assert_eq!(told.link, Link::Replaying { since: Some(SINCE) });
    assert!(told.take(queued("int-2", SINCE - 1_000), now).1, "the date of the handshake is cut to seconds");
    assert_eq!((told.link.clone(), told.warm, told.events), (Link::Live, Some(now), 2));
    assert!(told.take(queued("int-3", SINCE + 1_000), now).1);
    assert_eq!(told.last, Some(format!("m{}", SINCE + 1_000)));
}

#[test]
fn or_when_nothing_comes() {
    let now = Instant::now();
    let mut told = opened(now);
    let settled = now + STEADY;
    assert_eq!(told.settles(), Some(settled));
    assert!(!told.settle(settled - Duration::from_millis(1)), "not yet");
    assert!(told.settle(settled) && told.link == Link::Live);
    assert!(!told.settle(settled) && told.settles().is_none(), "once");
    told.fell(Fault::Unreachable(Text::new("down")));
    assert!(!told.settle(settled), "what is down is not up to date");
    told.connected(Some(SINCE), settled);
    assert_eq!(
        (told.link.clone(), told.settles()),
        (Link::Replaying { since: Some(SINCE) }, Some(settled + STEADY))
    );
    assert_eq!(told.warm, Some(settled), "it was once");
}

#[test]
fn or_when_frames_come_no_faster_than_they_were_published_whatever_the_clocks_say() {
    let now = Instant::now();
    let mut told = StreamTold::new(now);
    told.connected(None, now);
    let millis = Duration::from_millis;
    // An hour of the past in two seconds.
    for n in 0..20_i64 {
        let when = now + millis(100 * n.unsigned_abs());
        told.take(queued("int-1", SINCE - 3_600_000 + n * 180_000), when);
        assert_eq!(told.settles(), Some(when + STEADY), "{n}");
    }
    // Then what happens now, from a vendor whose clock is an hour behind.
    let began = now + millis(1_900);
    for n in 1..7_i64 {
        let passed = n * 250;
        told.take(queued("int-2", SINCE - 180_000 + passed), began + millis(passed.unsigned_abs()));
        assert_eq!(told.settles(), Some(began + STEADY), "{n}");
    }
    assert!(told.settle(began + STEADY));
    assert_eq!(told.link, Link::Live);
}

#[test]
fn control_frames_change_nothing() {
    let now = Instant::now();
    let mut told = opened(now);
    assert_eq!(told.take(Frame::Control, now), (None, false));
    assert_eq!((told.events, told.last), (0, None));
}

#[test]
fn what_was_untouched_for_hours_is_dropped_by_either_clock() {
    let now = Instant::now();
    let hours = i64::try_from(SILENT.as_millis()).unwrap();
    let ids = |told: &StreamTold| told.table.rows().map(|(id, _)| id.to_owned()).collect::<Vec<_>>();
    let mut told = opened(now);
    told.take(queued("int-old", SINCE - hours - 1), now);
    told.take(queued("int-young", SINCE - hours + 1), now);
    told.take(queued("int-new", SINCE), now);
    assert_eq!(ids(&told), ["int-new", "int-young"]);
    told.tidy(now + SILENT);
    assert_eq!(ids(&told).len(), 2);
    told.tidy(now + SILENT + Duration::from_mins(1));
    assert!(ids(&told).is_empty());
}

#[test]
fn what_cannot_be_read_is_remembered_for_a_while_and_in_bounds() {
    let now = Instant::now();
    let mut told = opened(now);
    for _ in 0..50 {
        told.take(Frame::Data { id: None, published: None, told: Err("payload: not JSON".into()) }, now);
    }
    assert_eq!(told.table.unread().count(), 20);
    told.tidy(now + Duration::from_mins(11));
    assert_eq!(told.table.unread().count(), 0);
}

#[test]
fn the_table_has_bounds() {
    let now = Instant::now();
    let mut told = opened(now);
    for n in 0..5_010 {
        told.take(
            queued(&format!("int-{n:05}"), SINCE - 60_000 + n),
            now + Duration::from_millis(n.unsigned_abs()),
        );
    }
    assert_eq!(told.table.rows().count(), 5_000);
    assert!(told.table.find("int-00000").is_none() && told.table.find("int-05009").is_some());
}

#[test]
fn a_frame_that_cannot_be_read_is_marked_until_one_that_can_comes() {
    let (now, bad) = (Instant::now(), || Frame::Data { id: None, published: None, told: Err("oops".into()) });
    let mut told = opened(now);
    told.take(bad(), now);
    told.take(bad(), now);
    assert_eq!(told.table.unread().count(), 2);
    told.take(queued("int-1", SINCE), now);
    assert_eq!((told.table.unread().count(), told.table.rows().count()), (0, 1));
}
