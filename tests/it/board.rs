//! What the board makes of events.

use std::sync::Arc;
use std::time::Duration;

use callboard::board::{Stage, Standing};
use callboard::domain::{
    Accepted, Action, AgentState, Choice, Fault, Feed, FeedKind, ListenMode, Phase, Recording, Snapshot, Text,
};
use callboard::messages::{Asked, Fact, Ticket};

use crate::script::{START, Script, account, agent, nothing, queue, queued, talking};

fn unreachable() -> Fault {
    Fault::Unreachable(Text::new("connection refused"))
}

#[test]
fn a_failed_poll_keeps_the_calls_and_says_how_old_they_are() {
    let mut script = Script::new(&["one", "two"]);
    script.calls("one", vec![talking("c1", "111")]);
    script.calls("two", vec![talking("c1", "222")]);
    script.later(7);
    script.fails("one", &unreachable());
    assert_eq!(script.row("one", "c1").call.caller.number.as_deref(), Some("111"));
    let standing = script.board.standing(&account("one"), FeedKind::Calls, script.now);
    assert_eq!(standing, Standing::Stale { age: Some(Duration::from_secs(7)), why: "unreachable" });
    assert_eq!(script.board.standing(&account("two"), FeedKind::Calls, script.now), Standing::Fresh);
}

#[test]
fn one_list_grows_old_while_another_is_fresh() {
    let mut script = Script::new(&["one"]);
    let agents = Feed::fresh(vec![agent("a1", "Ada", AgentState::Ready)]);
    script.polled("one", Snapshot { agents, calls: Feed::Failed(unreachable()), ..nothing() });
    let standing = |kind| script.board.standing(&account("one"), kind, script.now);
    assert_eq!(standing(FeedKind::Agents), Standing::Fresh);
    assert_eq!(standing(FeedKind::Calls), Standing::Stale { age: None, why: "unreachable" });
    assert_eq!(standing(FeedKind::Queues), Standing::Awaited);
}

#[test]
fn an_account_that_falls_silent_grows_old_without_a_word() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![talking("c1", "111")]);
    script.later(15);
    assert_eq!(script.board.standing(&account("one"), FeedKind::Calls, script.now), Standing::Fresh);
    script.later(1);
    let standing = script.board.standing(&account("one"), FeedKind::Calls, script.now);
    assert_eq!(standing, Standing::Stale { age: Some(Duration::from_secs(16)), why: "silent" });
}

#[test]
fn a_crash_is_shown_and_the_next_poll_ends_it() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![talking("c1", "111")]);
    let again = script.now + Duration::from_secs(2);
    script.fold(Fact::Crashed { account: account("one"), why: "index out of bounds".into(), again });
    let standing = |script: &Script| script.board.standing(&account("one"), FeedKind::Calls, script.now);
    assert!(matches!(standing(&script), Standing::Stale { why: "crashed", .. }));
    script.calls("one", vec![]);
    assert_eq!(standing(&script), Standing::Fresh);
}

#[test]
fn totals_leave_out_who_cannot_say_and_say_so() {
    let mut script = Script::new(&["one", "two", "three"]);
    let mut sales = queue("q1", "Sales");
    (sales.counts.in_time, sales.counts.answered, sales.counts.abandoned) = (Some(60), Some(80), Some(20));
    let mut support = queue("q2", "Support");
    (support.counts.in_time, support.counts.answered, support.counts.abandoned) =
        (Some(19), Some(20), Some(0));
    script.polled("one", Snapshot { queues: Feed::fresh(vec![sales]), ..nothing() });
    script.polled(
        "two",
        Snapshot {
            queues: Feed::fresh(vec![support]),
            calls: Feed::fresh(vec![queued("c", "1")]),
            ..nothing()
        },
    );
    script.polled("three", Snapshot { queues: Feed::fresh(vec![queue("q3", "Bare")]), ..nothing() });
    let totals = script.board.totals;
    // 79 of 120 calls in time: recomputed from counts, not the mean of 60 % and 95 %.
    assert_eq!((totals.level.value.percent(), totals.level.by, totals.level.of), (Some(66), 2, 3));
    assert_eq!((totals.waiting.value.all(), totals.waiting.by, totals.waiting.of), (1, 1, 3));
    assert_eq!(script.board.longest(script.now).map(|longest| longest.since), Some(START));
}

#[test]
fn a_caller_who_reaches_an_agent_is_shown_once() {
    let mut script = Script::new(&["one"]);
    let (mut waits, mut rings) = (queued("queue/9", "111"), talking("SIP1/9", "111"));
    (waits.conversation, rings.conversation) = (Some("9".into()), Some("9".into()));
    rings.phase = Phase::Ringing;
    let snapshot = Snapshot {
        calls: Feed::fresh(vec![rings]),
        waiting: Feed::fresh(vec![waits, queued("queue/10", "222")]),
        agents: Feed::fresh(vec![agent("a1", "Ada", AgentState::Ringing)]),
        queues: Feed::fresh(vec![queue("q1", "Sales")]),
        states: Vec::new(),
        listeners: None,
    };
    script.polled("one", snapshot);
    let line = script.board.line(&account("one")).expect("line");
    let rows: Vec<_> = line.all_calls().map(|(_, row)| row.call.id.as_str()).collect();
    assert_eq!(rows, ["SIP1/9", "queue/10"]);
    assert_eq!(script.row("one", "SIP1/9").agent.as_deref(), Some("Ada"));
    assert_eq!(script.row("one", "queue/10").queue.as_deref(), Some("Sales"));
}

#[test]
fn an_id_that_comes_back_with_another_caller_is_another_call() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![talking("c1", "111")]);
    let first = script.row("one", "c1").sighting;
    script.calls("one", vec![talking("c1", "111")]);
    assert_eq!(script.row("one", "c1").sighting, first);
    script.calls("one", vec![talking("c1", "222")]);
    let second = script.row("one", "c1").sighting;
    assert_ne!(second, first);
    script.calls("one", vec![]);
    script.calls("one", vec![talking("c1", "222")]);
    assert_ne!(script.row("one", "c1").sighting, second);
}

#[test]
fn a_call_remembers_what_it_did() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![talking("c1", "111")]);
    script.later(60);
    let mut held = talking("c1", "111");
    held.phase = Phase::Held;
    script.calls("one", vec![held]);
    let steps: Vec<_> = script
        .row("one", "c1")
        .trail
        .iter()
        .map(|it| (it.at.since(START).as_secs(), it.phase.word()))
        .collect();
    assert_eq!(steps, [(0, "waiting"), (14, "talking"), (60, "held")]);
}

#[test]
fn an_order_is_accepted_and_then_seen() {
    let mut script = Script::new(&["one"]);
    let mut call = talking("c1", "111");
    call.recording = Recording::On;
    script.calls("one", vec![call.clone()]);
    script.keys("Ry");
    assert_eq!(script.sent.len(), 1);
    assert_eq!(script.sent[0].action, Action::Record(false));
    let ticket = script.sent[0].ticket;
    let stage = |script: &Script| script.board.orders.find(ticket).expect("filed").stage.clone();
    assert_eq!(stage(&script), Stage::Sent);
    script.fold(Fact::Acted { account: account("one"), ticket, result: Ok(Accepted::default()) });
    assert_eq!(stage(&script), Stage::Accepted(None));
    script.later(1);
    script.calls("one", vec![call.clone()]);
    assert_eq!(stage(&script), Stage::Accepted(None));
    call.recording = Recording::Paused;
    script.later(1);
    script.calls("one", vec![call]);
    assert_eq!(stage(&script), Stage::Seen);
}

#[test]
fn an_effect_that_does_not_show_in_time_is_not_seen_and_one_without_answer_may_be() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![talking("c1", "1155"), talking("c2", "2266")]);
    script.keys("X55");
    script.keys("jX66");
    let [first, second] = [script.sent[0].ticket, script.sent[1].ticket];
    let stage =
        |script: &Script, ticket: Ticket| script.board.orders.find(ticket).expect("filed").stage.clone();
    script.fold(Fact::Acted { account: account("one"), ticket: first, result: Ok(Accepted::default()) });
    let silence = Err(Fault::Unanswered(Text::new("timed out")));
    script.fold(Fact::Acted { account: account("one"), ticket: second, result: silence });
    script.later(1);
    script.calls("one", vec![talking("c1", "1155")]);
    assert_eq!(stage(&script, second), Stage::Seen);
    script.later(20);
    assert_eq!(stage(&script, first), Stage::NotSeen);
}

#[test]
fn the_twenty_seconds_begin_with_the_reading_that_can_show_the_effect() {
    let mut script = Script::new(&["one"]);
    let calls = || vec![talking("c1", "1155")];
    script.calls("one", calls());
    script.keys("X55");
    let ticket = script.sent[0].ticket;
    script.fold(Fact::Acted { account: account("one"), ticket, result: Ok(Accepted::default()) });
    let stage = |script: &Script| script.board.orders.find(ticket).expect("filed").stage.clone();
    // Neither a list that fails nor another one can show it.
    script.later(10);
    script.fails("one", &Fault::Unreachable("down".into()));
    script.polled("one", Snapshot { agents: Feed::fresh(Vec::new()), ..nothing() });
    script.later(20);
    assert_eq!(stage(&script), Stage::Accepted(None));
    // It counts from when the vendor was asked, not from its answer.
    let began = script.now;
    script.later(6);
    script.read("one", Snapshot { calls: Feed::fresh(calls()), ..nothing() }, Duration::from_secs(6));
    assert_eq!(script.board.due(), Some(began + Duration::from_secs(20)));
    script.later(13);
    script.calls("one", calls());
    assert_eq!(stage(&script), Stage::Accepted(None), "a later reading does not begin it anew");
    script.later(1);
    assert_eq!(stage(&script), Stage::NotSeen);
}

#[test]
fn a_vendor_that_is_never_read_again_is_waited_for_five_minutes() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![talking("c1", "1155")]);
    script.keys("X55");
    let ticket = script.sent[0].ticket;
    script.fold(Fact::Acted { account: account("one"), ticket, result: Ok(Accepted::default()) });
    let stage = |script: &Script| script.board.orders.find(ticket).expect("filed").stage.clone();
    script.later(299);
    assert_eq!(stage(&script), Stage::Accepted(None));
    script.later(1);
    assert_eq!(stage(&script), Stage::NotSeen);
}

/// What became of an order of state Login for Ada, who talks and was on `before`, once her status is `after`.
fn ordered_to_log_in(before: Option<&str>, after: Option<&str>, reason: Option<&str>) -> Stage {
    let mut script = Script::new(&["one"]);
    let ada = |status: Option<&str>, reason: Option<&str>| {
        let mut ada = agent("a1", "Ada", AgentState::Talking);
        (ada.status, ada.reason) = (status.map(Into::into), reason.map(Text::new));
        Snapshot {
            agents: Feed::fresh(vec![ada]),
            states: vec![Choice::new("1", "Login"), Choice::new("3", "Lunch")],
            listeners: None,
            ..nothing()
        }
    };
    script.polled("one", ada(before, Some("Lunch")));
    script.keys("4S↵y");
    let ticket = script.sent[0].ticket;
    assert_eq!(script.sent[0].action.words(), "state Login");
    script.fold(Fact::Acted { account: account("one"), ticket, result: Ok(Accepted::default()) });
    script.later(1);
    script.polled("one", ada(after, reason));
    script.later(20);
    script.board.orders.find(ticket).expect("filed").stage.clone()
}

#[test]
fn an_agents_new_state_is_seen_by_its_id_even_on_a_call() {
    assert_eq!(ordered_to_log_in(Some("3"), Some("1"), None), Stage::Seen);
    // Already in it, so nothing else changes.
    assert_eq!(ordered_to_log_in(Some("1"), Some("1"), Some("Lunch")), Stage::Seen);
    assert_eq!(
        ordered_to_log_in(Some("3"), Some("3"), None),
        Stage::NotSeen,
        "another change is not this one"
    );
}

#[test]
fn an_agents_new_state_is_seen_by_words_where_no_id_is_told() {
    assert_eq!(ordered_to_log_in(None, None, None), Stage::Seen);
    assert_eq!(ordered_to_log_in(None, None, Some("Login")), Stage::Seen);
    assert_eq!(ordered_to_log_in(None, None, Some("Lunch")), Stage::NotSeen);
}

#[test]
fn a_task_that_never_answers_leaves_the_order_unanswered() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![talking("c1", "1155")]);
    script.keys("X55");
    let ticket = script.sent[0].ticket;
    script.later(59);
    assert_eq!(script.board.orders.find(ticket).expect("filed").stage, Stage::Sent);
    script.later(1);
    assert!(matches!(script.board.orders.find(ticket).expect("filed").stage, Stage::Unanswered(_)));
}

#[test]
fn nothing_is_sent_when_the_audit_log_cannot_be_written() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![talking("c1", "111")]);
    let intents = script.session.key(
        crossterm::event::KeyEvent::new(
            crossterm::event::KeyCode::Char('m'),
            crossterm::event::KeyModifiers::NONE,
        ),
        script.now,
    );
    let [callboard::session::Intent::Ask(request)] = intents.as_slice() else { panic!("{intents:?}") };
    let principal = Arc::new(script.session.operator.principal());
    let asked = Asked { session: 1, principal, request: request.clone() };
    let recorded = script.board.ask(asked, script.now);
    let [callboard::board::Effect::Record(noted)] = &recorded[..] else { panic!("{recorded:?}") };
    let ticket = noted.order.ticket;
    script.fold(Fact::Recorded { ticket, result: Err(Text::new("disk full")) });
    assert!(script.sent.is_empty());
    let Stage::Refused(why) = &script.board.orders.find(ticket).expect("filed").stage else { panic!() };
    assert_eq!(&**why, "not sent: the audit log cannot be written (disk full)");
}

#[test]
fn a_listening_leg_lives_as_long_as_its_call() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![talking("c1", "111")]);
    script.keys("m");
    let ticket = script.sent[0].ticket;
    script.fold(Fact::Acted { account: account("one"), ticket, result: Ok(Accepted::default()) });
    let legs: Vec<_> = script.board.orders.listening.iter().map(|leg| (leg.mode, leg.certain)).collect();
    assert_eq!(legs, [(ListenMode::Monitor, true)]);
    script.later(5);
    script.fails("one", &unreachable());
    assert_eq!(script.board.orders.listening.len(), 1);
    script.calls("one", vec![]);
    assert!(script.board.orders.listening.is_empty());
}

#[test]
fn a_second_press_ends_the_listening_and_an_unanswered_one_is_uncertain() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![talking("c1", "111")]);
    script.keys("w");
    let ticket = script.sent[0].ticket;
    let result = Err(Fault::Unanswered(Text::new("timed out")));
    script.fold(Fact::Acted { account: account("one"), ticket, result });
    assert!(!script.board.orders.listening[0].certain);
    script.keys("w");
    assert_eq!(script.sent[1].action, Action::Leave { phone: "+15550100".into() });
    script.fold(Fact::Acted {
        account: account("one"),
        ticket: script.sent[1].ticket,
        result: Ok(Accepted::default()),
    });
    assert!(script.board.orders.listening.is_empty());
}

#[test]
fn a_late_answer_to_an_ended_order_changes_nothing() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![talking("c1", "111")]);
    script.keys("m");
    let ticket = script.sent[0].ticket;
    let refused = Err(Fault::Refused(Text::new("no")));
    script.fold(Fact::Acted { account: account("one"), ticket, result: refused });
    script.fold(Fact::Acted { account: account("one"), ticket, result: Ok(Accepted::default()) });
    assert!(matches!(script.board.orders.find(ticket).expect("filed").stage, Stage::Refused(_)));
    assert!(script.board.orders.listening.is_empty());
}

#[test]
fn a_call_that_is_only_wrapped_up_any_more_was_hung_up() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![talking("c1", "1111")]);
    script.keys("X11");
    let ticket = script.sent.last().expect("sent").ticket;
    let accepted = Fact::Acted { account: account("one"), ticket, result: Ok(Accepted { note: None }) };
    script.fold(accepted);
    script.later(1);
    let mut over = talking("c1", "1111");
    over.phase = Phase::Wrapup;
    script.calls("one", vec![over]);
    assert_eq!(script.board.orders.find(ticket).map(|filed| filed.stage.word()), Some("seen"));
}
