//! What is marked: calls that are held or ring for too long, clocks that are off, parts that cannot be read.

use super::floor::{Floor, NOW, agent, ago, answered, call, look, normal, picture, poll, snapshot, text_of};
use crate::domain::{AgentState, Call, ClockOffset, Direction, Doubt, Feed, Phase, Snapshot, Text, Unread};
use crate::messages::{Fact, Polled};
use crate::view::Signs;

/// The row of the one call that `phase` began so many seconds ago, at a width.
fn row(phase: &Phase, seconds: u64, width: u16) -> String {
    let known = call("c1", &Phase::Talking, ("Ada Quist", "+1 415 555 0110"), 600);
    let before = answered(Call { direction: Direction::Outbound, ..known }, 10, "Paco Vu");
    let now = Call { phase: phase.clone(), ..before.clone() };
    let mut session = Floor::of(&["ringcentral.main"])
        .polled("ringcentral.main", seconds + 1, snapshot(vec![before], vec![], vec![]))
        .polled("ringcentral.main", seconds, snapshot(vec![now], vec![], vec![]))
        .session();
    let shown = picture(&mut session, width, 24);
    shown.lines().find(|line| line.contains("Ada Quist")).expect("the call").to_owned()
}

#[test]
fn a_call_that_is_held_or_rings_for_too_long_is_marked_in_the_list_of_calls() {
    for (phase, seconds, says) in [
        (Phase::Held, 59, "held "),
        (Phase::Held, 60, "held !"),
        (Phase::Held, 180, "held ‼"),
        (Phase::Ringing, 19, "ringing "),
        (Phase::Ringing, 20, "ringing !"),
        (Phase::Ringing, 40, "ringing ‼"),
        (Phase::Talking, 500, "talking "),
    ] {
        let shown = row(&phase, seconds, 80);
        assert!(shown.contains(says), "{seconds}: {shown}");
        assert!(says.ends_with(['!', '‼']) || !shown.contains(['!', '‼']), "{seconds}: {shown}");
    }
    assert!(row(&Phase::Held, 65, 200).contains("held 1:05 !"), "with its time where there is room");
}

#[test]
fn a_call_that_waited_before_it_rings_did_not_ring_all_the_time() {
    let waits = call("c1", &Phase::Queued, ("Ada Quist", ""), 100);
    let rings = Call { phase: Phase::Ringing, ..waits.clone() };
    let mut session = Floor::of(&["ringcentral.main"])
        .polled("ringcentral.main", 6, snapshot(vec![waits], vec![], vec![]))
        .polled("ringcentral.main", 5, snapshot(vec![rings], vec![], vec![]))
        .session();
    let shown = picture(&mut session, 120, 24);
    let shown = shown.lines().find(|line| line.contains("Ada Quist")).expect("the call");
    assert!(shown.contains("ringing  ") && shown.contains(" 1:40 !"), "{shown}");
}

/// The first line of a normal floor but for a clock.
fn first_line(offset: ClockOffset, width: u16) -> String {
    let mut floor = Floor::of(&["voicenter.tlv", "ringcentral.main"]).polled(
        "ringcentral.main",
        1,
        snapshot(vec![], vec![], vec![]),
    );
    let polled = Polled { skew: Some(offset), ..poll("voicenter.tlv", 1, snapshot(vec![], vec![], vec![])) };
    drop(floor.tell(Fact::Polled(Box::new(polled)), ago(1)));
    picture(&mut floor.session(), width, 24).lines().next().expect("a line").to_owned()
}

#[test]
fn a_clock_that_is_off_stands_in_the_first_line_at_every_width() {
    for width in [60, 80, 120, 200] {
        let shown = first_line(ClockOffset::believed(-4_200), width);
        assert!(shown.contains("! voicenter.tlv clock -4.2 s"), "{width}: {shown}");
        assert!(!first_line(ClockOffset::believed(1_900), width).contains("clock"), "{width}");
        let shown = first_line(ClockOffset { millis: 86_400_000, doubt: Some(Doubt::Contradicted) }, width);
        assert!(shown.contains("! voicenter.tlv clock +1d 00h ?!"), "{width}: {shown}");
    }
}

#[test]
fn a_wait_by_a_clock_that_is_doubted_is_doubtful() {
    let mut floor = Floor::of(&["voicenter.tlv"]);
    let calls = snapshot(vec![call("c1", &Phase::Queued, ("Ada", ""), 90)], vec![], vec![]);
    let doubted = ClockOffset { millis: 86_400_000, doubt: Some(Doubt::Contradicted) };
    drop(floor.tell(
        Fact::Polled(Box::new(Polled { skew: Some(doubted), ..poll("voicenter.tlv", 0, calls) })),
        NOW,
    ));
    assert!(floor.board.longest(NOW).is_some_and(|longest| longest.doubtful));
    assert!(picture(&mut floor.session(), 120, 24).contains("longest 1:30 ?!"));
}

#[test]
fn what_cannot_be_read_is_marked_in_ascii_too() {
    let odd = Snapshot {
        calls: Feed::Fresh { rows: vec![], unread: vec![Unread::row(Text::new("[0]: not an object"))] },
        ..snapshot(vec![], vec![agent("Ada", AgentState::Ready, 5)], vec![])
    };
    let mut session = Floor::of(&["ringcentral.main"]).polled("ringcentral.main", 0, odd).session();
    let ascii = look().with(Signs::Ascii);
    let shown = text_of(&super::floor::buffer(&mut session, &super::floor::now(), &ascii, (80, 24)));
    assert!(shown.contains("Waiting >=0") && shown.contains("Ready 1 "), "{shown}");
    assert!(shown.contains("! ringcentral.main 1 entry unread"), "{shown}");
    assert!(shown.contains("no account can say whether there are calls"), "{shown}");
}

#[test]
fn a_message_of_a_stream_is_no_row_and_is_marked_in_words_of_its_own() {
    let odd = |unread| Snapshot {
        calls: Feed::Fresh { rows: vec![], unread },
        ..snapshot(vec![], vec![agent("Ada", AgentState::Ready, 5)], vec![])
    };
    let message = || Unread::message("event stream: .payload: not base64");
    let shown = |unread, keys: &str| {
        let mut session = Floor::of(&["8x8.eu"]).polled("8x8.eu", 0, odd(unread)).session();
        super::floor::press(&mut session, keys);
        picture(&mut session, 120, 30)
    };
    let calls = shown(vec![message()], "");
    assert!(calls.contains("! 8x8.eu 1 stream message unread"), "{calls}");
    assert!(calls.contains("1 stream message could not be read"), "{calls}");
    assert!(calls.contains("Calls ≥0"), "{calls}");
    let accounts = shown(vec![message(), message()], "5");
    assert!(accounts.contains("2 stream messages unread: the details tell why"), "{accounts}");
    assert!(!accounts.contains("1 -"), "no row is missing: {accounts}");
    let both = shown(vec![message(), Unread::row("[0].id: missing")], "5");
    assert!(both.contains("1 entry and 1 stream message unread") && both.contains("1 -1"), "{both}");
}

#[test]
fn the_dead_and_the_doubtful_are_told_together() {
    let mut floor = normal();
    let skewed = Polled {
        skew: Some(ClockOffset::believed(75_000)),
        ..poll("voicenter.tlv", 0, snapshot(vec![], vec![], vec![]))
    };
    drop(floor.tell(Fact::Polled(Box::new(skewed)), NOW));
    let first =
        |width| picture(&mut floor.session(), width, 24).lines().next().unwrap_or_default().to_owned();
    let (wide, narrow) = (first(120), first(90));
    assert!(wide.contains("‼ 8x8.eu old") && wide.contains("! voicenter.tlv clock +1:15"), "{wide}");
    assert!(narrow.contains("‼ 8x8.eu old") && narrow.contains("+1 more"), "{narrow}");
}
