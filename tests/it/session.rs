//! What keys and newer boards do to a session.

use std::time::Duration;

use callboard::domain::{Abilities, AgentState, Choice, Feed, Only, Party, Permissions, Snapshot, Verb};
use callboard::messages::{Budget, Fact, Polled, Request};
use callboard::session::{Intent, Mode, Row, RowKey, View};

use crate::script::{START, Script, account, agent, nothing, queue, queued, talking};

fn under_cursor(script: &Script) -> Option<String> {
    match script.session.selected() {
        Some(Row::Call(_, _, row)) => Some(row.call.id.as_str().to_owned()),
        Some(Row::Queue(_, queue)) => Some(queue.id.as_str().to_owned()),
        Some(Row::Agent(_, agent, _)) => Some(agent.id.as_str().to_owned()),
        Some(Row::Account(line)) => Some(line.account.to_string()),
        Some(Row::Order(_)) | None => None,
    }
}

fn three(script: &mut Script) {
    script.calls("one", vec![talking("c1", "1111"), talking("c2", "2222"), talking("c3", "3333")]);
}

#[test]
fn the_cursor_stays_on_its_call_when_rows_come_above_it() {
    let mut script = Script::new(&["one"]);
    three(&mut script);
    script.keys("j");
    assert_eq!(under_cursor(&script).as_deref(), Some("c2"));
    script.calls("one", vec![queued("c0", "9999"), talking("c2", "2222"), queued("c9", "8888")]);
    assert_eq!(under_cursor(&script).as_deref(), Some("c2"));
    assert_eq!(script.session.table().index, 2);
}

#[test]
fn when_its_call_ends_the_cursor_is_on_nothing_until_someone_chooses() {
    let mut script = Script::new(&["one"]);
    three(&mut script);
    script.keys("j");
    script.calls("one", vec![talking("c1", "1111"), talking("c3", "3333")]);
    assert_eq!(under_cursor(&script), None);
    assert!(script.keys("m").is_empty());
    assert!(script.notice().contains("gone: choose again"), "{}", script.notice());
    script.keys("j");
    assert_eq!(under_cursor(&script).as_deref(), Some("c3"));
}

#[test]
fn the_cursor_follows_a_caller_to_the_agent() {
    let mut script = Script::new(&["one"]);
    let (mut waits, mut rings) = (queued("queue/9", "111"), talking("SIP1/9", "111"));
    (waits.conversation, rings.conversation) = (Some("9".into()), Some("9".into()));
    let other = talking("c1", "5555");
    let snapshot =
        |calls, waiting| Snapshot { calls: Feed::fresh(calls), waiting: Feed::fresh(waiting), ..nothing() };
    script.polled("one", snapshot(vec![other.clone()], vec![waits]));
    script.keys("g");
    assert_eq!(under_cursor(&script).as_deref(), Some("queue/9"));
    script.polled("one", snapshot(vec![other, rings], vec![]));
    assert_eq!(under_cursor(&script).as_deref(), Some("SIP1/9"));
}

#[test]
fn a_question_closes_by_itself_when_its_call_ends_or_changes_hands() {
    for (change, says) in [(None, "the call has ended; nothing was sent"), (Some("a2"), "changed hands")] {
        let mut script = Script::new(&["one"]);
        three(&mut script);
        script.keys("X");
        assert!(matches!(script.session.mode, Mode::Confirm(_)));
        let mut calls = vec![talking("c2", "2222")];
        calls.extend(change.map(|hands| {
            let mut call = talking("c1", "1111");
            call.agent = Some(hands.into());
            call
        }));
        script.calls("one", calls);
        assert!(matches!(script.session.mode, Mode::Browse));
        assert!(script.notice().contains(says), "{}", script.notice());
        script.keys("11y");
        assert!(script.sent.is_empty());
    }
}

#[test]
fn a_failed_poll_leaves_the_question_open() {
    let mut script = Script::new(&["one"]);
    three(&mut script);
    script.keys("B");
    script.fails("one", &callboard::domain::Fault::Unreachable("x".into()));
    assert!(matches!(script.session.mode, Mode::Confirm(_)));
}

#[test]
fn only_an_unhurried_y_is_a_yes() {
    let mut script = Script::new(&["one"]);
    three(&mut script);
    script.keys("B↵↵");
    assert!(matches!(script.session.mode, Mode::Confirm(_)), "Enter is no yes");
    script.keys("⎋B");
    for _ in 0..40 {
        script.now = script.now + Duration::from_millis(33);
        assert!(script.press('y').is_empty(), "a key held down is no yes");
    }
    assert_eq!(script.keys("y").len(), 1);
}

#[test]
fn a_call_ends_by_its_last_digits_alone() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![talking("c1", "+1 650 123 4567")]);
    script.keys("Xy↵");
    assert!(matches!(script.session.mode, Mode::Confirm(_)));
    script.keys("9");
    assert!(script.notice().contains("not the digits"));
    script.keys("X67");
    assert_eq!(script.sent.len(), 1);
    script.keys("X6");
    script.now = script.now + Duration::from_millis(33);
    script.press('6');
    assert!(matches!(script.session.mode, Mode::Confirm(_)), "a held digit counts once");
}

#[test]
fn a_call_without_a_number_ends_by_its_rows_number() {
    let mut script = Script::new(&["one"]);
    let mut call = talking("c1", "");
    call.caller = Party::default();
    script.calls("one", vec![call]);
    script.keys("X01");
    assert_eq!(script.sent.len(), 1);
}

#[test]
fn what_cannot_be_done_says_why_and_sends_nothing() {
    let mut script = Script::new(&["one"]);
    let abilities = Abilities::new()
        .without(&[Verb::Monitor], "Voicenter has no API for listening")
        .seen(&[Verb::HangUp]);
    script.fold(Fact::Polled(Box::new(Polled {
        account: account("one"),
        at: script.now,
        snapshot: Snapshot { calls: Feed::fresh(vec![talking("c1", "1111")]), ..nothing() },
        abilities,
        took: Duration::ZERO,
        skew: None,
        budget: Budget { left: 1, per_minute: 1 },
        next: script.now,
    })));
    script.keys("m");
    assert_eq!(script.notice(), "monitor: Voicenter has no API for listening");
    script.keys("P");
    assert_eq!(script.notice(), "park: this vendor does not offer it");
    assert!(script.sent.is_empty());
    let mut script = Script::able(&["one"], Abilities::new().seen(&[Verb::HangUp]));
    let agents = Feed::fresh(vec![agent("a1", "Ada", AgentState::Ready)]);
    let states = vec![Choice::new("break", "Break")];
    script.polled("one", Snapshot { agents, states, ..nothing() });
    script.keys("4");
    for key in ["S", "C"] {
        script.keys(key);
        assert!(script.notice().ends_with(": this vendor does not offer it"), "{key}: {}", script.notice());
        assert!(matches!(script.session.mode, Mode::Browse), "{key}");
    }
}

#[test]
fn listening_needs_an_agent_and_a_phone() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![queued("c1", "1111")]);
    script.keys("m");
    assert!(script.notice().contains("no agent is on this call"));
    script.session.operator.phone = None;
    script.calls("one", vec![talking("c1", "1111")]);
    script.keys("m");
    assert!(script.notice().contains("[operator.phones]"), "{}", script.notice());
    assert!(script.sent.is_empty());
}

#[test]
fn one_phone_listens_to_one_call() {
    let mut script = Script::new(&["one"]);
    three(&mut script);
    script.keys("m");
    let ticket = script.sent[0].ticket;
    script.fold(Fact::Acted {
        account: account("one"),
        ticket,
        result: Ok(callboard::domain::Accepted::default()),
    });
    script.keys("jm");
    assert!(script.notice().contains("listens to another call"), "{}", script.notice());
    script.keys("kw");
    assert!(script.notice().contains("you monitor this call"), "{}", script.notice());
    script.keys("3E");
    assert_eq!(script.sent.last().map(|order| order.action.verb()), Some(Verb::Leave));
}

#[test]
fn a_read_only_board_refuses_every_order() {
    let mut script = Script::new(&["one"]);
    three(&mut script);
    script.session.operator.permissions = Permissions::ReadOnly;
    for key in "mwBRLPTDXCS".chars() {
        script.keys(&key.to_string());
        assert!(script.notice().contains("read-only"), "{key}: {}", script.notice());
    }
    assert!(script.sent.is_empty());
}

#[test]
fn the_filter_is_live_and_a_mistake_keeps_the_last_good_one() {
    let mut script = Script::new(&["one"]);
    three(&mut script);
    script.keys("/222");
    assert_eq!(script.session.table().rows.len(), 1);
    script.keys(" s:>x");
    assert!(script.session.table().mistake.as_deref().is_some_and(|it| it.contains("s:>5m")));
    assert_eq!(script.session.table().rows.len(), 1);
    script.keys("⎋");
    assert_eq!(script.session.table().rows.len(), 3);
}

#[test]
fn letters_of_a_filter_are_no_orders_and_neither_is_pasted_text() {
    let mut script = Script::new(&["one"]);
    three(&mut script);
    assert!(script.keys("/mXRy").is_empty());
    script.keys("⎋");
    script.session.paste("mmX11Ry\nX22", script.now);
    assert!(script.sent.is_empty());
    assert!(matches!(script.session.mode, Mode::Browse));
}

#[test]
fn sorting_turns_round_and_unknown_stays_last() {
    let mut script = Script::new(&["one"]);
    let mut nameless = talking("c3", "");
    nameless.caller = Party::default();
    script.calls("one", vec![talking("c1", "2222"), talking("c2", "1111"), nameless]);
    let order = |script: &Script| -> Vec<String> {
        let ids = script.session.table().rows.iter().map(|row| {
            let RowKey::Call(key, _) = row.key() else { panic!("{row:?}") };
            key.id.as_str().to_owned()
        });
        ids.collect()
    };
    script.keys("s5");
    assert_eq!(order(&script), ["c2", "c1", "c3"]);
    script.keys("I");
    assert_eq!(order(&script), ["c1", "c2", "c3"]);
}

#[test]
fn enter_goes_into_a_queue_and_esc_comes_back_and_never_leaves() {
    let mut script = Script::new(&["one"]);
    let snapshot = Snapshot {
        calls: Feed::fresh(vec![queued("c1", "1111"), talking("c2", "2222")]),
        agents: Feed::fresh(vec![agent("a1", "Ada", AgentState::Talking)]),
        queues: Feed::fresh(vec![queue("q1", "Sales")]),
        ..nothing()
    };
    script.polled("one", snapshot);
    script.keys("3↵");
    assert_eq!(script.session.view(), View::Calls);
    assert_eq!(under_cursor(&script).as_deref(), Some("c1"));
    assert_eq!(script.session.table().rows.len(), 1);
    script.keys("↵");
    assert!(matches!(script.session.mode, Mode::Details(_)));
    script.keys("⎋⎋");
    assert_eq!(script.session.view(), View::Queues);
    script.keys("4↵");
    assert_eq!(under_cursor(&script).as_deref(), Some("c2"));
    assert!(script.keys("⎋⎋⎋⎋⎋").is_empty());
    assert_eq!(script.session.view(), View::Agents);
}

#[test]
fn a_frozen_picture_stands_still_while_orders_check_the_live_board() {
    let mut script = Script::new(&["one"]);
    three(&mut script);
    script.keys("z");
    script.calls("one", vec![talking("c2", "2222")]);
    assert_eq!(script.session.table().rows.len(), 3);
    assert!(script.keys("m").is_empty());
    assert!(script.notice().contains("the call has ended"), "{}", script.notice());
    script.keys("z");
    assert_eq!(script.session.table().rows.len(), 1);
    assert_eq!(script.session.frozen(), None);
}

#[test]
fn leaving_asks_first() {
    let mut script = Script::new(&["one"]);
    assert!(script.keys("q").is_empty());
    assert!(script.keys("n").is_empty());
    assert!(script.keys("qq").is_empty());
    assert_eq!(script.keys("qy"), [Intent::Quit]);
}

#[test]
fn an_agents_state_is_chosen_and_confirmed() {
    let mut script = Script::new(&["one"]);
    let snapshot = Snapshot {
        agents: Feed::fresh(vec![agent("a1", "Ada", AgentState::Ready)]),
        states: vec![Choice::new("1", "Login"), Choice::new("3", "Lunch")],
        listeners: None,
        ..nothing()
    };
    script.polled("one", snapshot);
    script.keys("4Sj↵");
    assert!(matches!(script.session.mode, Mode::Confirm(_)), "a choice is not yet an order");
    script.keys("y");
    assert_eq!(script.sent[0].action.words(), "state Lunch");
}

#[test]
fn a_number_is_asked_for_and_checked_before_a_call_is_placed() {
    let mut script = Script::new(&["one"]);
    script.polled(
        "one",
        Snapshot { agents: Feed::fresh(vec![agent("a1", "Ada", AgentState::Ready)]), ..nothing() },
    );
    script.keys("4Cab↵");
    let Mode::Form(form) = &script.session.mode else { panic!("{:?}", script.session.mode) };
    assert!(form.mistake.is_some());
    script.keys("⎋C+1 555-0123↵y");
    assert_eq!(script.sent[0].action.words(), "place call to +15550123");
}

#[test]
fn waits_tick_for_those_who_wait_and_stand_for_those_who_waited() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![queued("c1", "1111"), talking("c2", "2222")]);
    script.later(60);
    assert_eq!(script.row("one", "c1").wait(script.now), Some((Duration::from_mins(1), true)));
    assert_eq!(script.row("one", "c2").wait(script.now), Some((Duration::from_secs(14), false)));
    assert_eq!(script.row("one", "c2").age(script.now), (script.now.since(START), true));
}

#[test]
fn a_row_may_take_less_than_its_account_can_do() {
    let mut script = Script::new(&["one"]);
    let mut waits = queued("c1", "1111");
    waits.only = Some(Only::new(&[Verb::Record], "the caller still waits".into()));
    script.calls("one", vec![waits]);
    script.keys("X");
    assert_eq!(script.notice(), "hang up: the caller still waits");
    assert!(matches!(script.session.mode, Mode::Browse));
    script.keys("R");
    assert!(matches!(script.session.mode, Mode::Choose(_)));
}

#[test]
fn every_column_can_be_sorted_by_also_those_beyond_the_tenth() {
    use callboard::session::{Column, QueueColumn, columns};
    let mut script = Script::new(&["one"]);
    let mut queues = vec![queue("q1", "Sales"), queue("q2", "Support")];
    queues[0].group = Some("B".into());
    queues[1].group = Some("A".into());
    script.polled("one", Snapshot { queues: Feed::fresh(queues), ..nothing() });
    script.keys("3gsc");
    assert_eq!(script.session.table().sort.map(|sort| sort.column), Some(Column::Queue(QueueColumn::Group)));
    assert_eq!(under_cursor(&script).as_deref(), Some("q1"));
    assert_eq!(script.session.table().index, 1);
    for (key, column) in callboard::session::keyed(View::Queues).skip(1) {
        script.keys("s1");
        script.keys(&format!("s{key}"));
        assert_eq!(script.session.table().sort.map(|sort| sort.column), Some(column));
    }
    assert_eq!(callboard::session::keyed(View::Queues).count(), columns(View::Queues).len());
    assert!(script.sent.is_empty());
}

#[test]
fn how_a_list_is_looked_at_is_a_value_that_the_next_session_takes() {
    let mut script = Script::new(&["one"]);
    three(&mut script);
    script.keys("s3I3s4");
    // What is hidden is in the order of the columns, whichever went first.
    script.keys("1cjj k ⎋");
    let preferences = script.session.preferences();
    let mut next = Script::new(&["one"]);
    assert_ne!(next.session.preferences(), preferences);
    next.session.prefer(&preferences, next.now);
    assert_eq!(next.session.preferences(), preferences);
    let calls = next.session.table();
    assert_eq!(calls.sort, script.session.table().sort);
    assert_eq!(calls.hidden.len(), 2);
}

#[test]
fn what_says_which_row_it_is_cannot_be_hidden() {
    use callboard::session::{CallColumn, Column, columns};
    let mut script = Script::new(&["one"]);
    three(&mut script);
    let all = columns(View::Calls).len();
    script.keys(&format!("cg{}", " j".repeat(all)));
    let hidden = &script.session.table().hidden;
    assert_eq!(hidden.len(), all - 3);
    for column in [Column::Number, Column::Call(CallColumn::State), Column::Call(CallColumn::Caller)] {
        assert!(!hidden.contains(&column));
    }
    assert!(script.notice().contains("stays"), "{}", script.notice());
    script.keys(&format!("g{}", " j".repeat(all)));
    assert!(script.session.table().hidden.is_empty(), "a second time shows them again");
    script.keys("Gj");
    assert!(
        matches!(script.session.mode, Mode::Columns(place) if place == all - 1),
        "no further than the last"
    );
    script.keys("mXy⎋");
    assert!(script.sent.is_empty(), "no key of the dialog is an order");
}

#[test]
fn marks_are_for_copying_and_an_order_goes_to_the_row_under_the_cursor_alone() {
    let mut script = Script::new(&["one"]);
    let mut named = talking("c2", "2222");
    named.caller = Party::new(Some("Ada"), Some("2222"));
    script.calls("one", vec![talking("c1", "1111"), named, talking("c3", "3333")]);
    script.keys(" j j");
    assert_eq!(script.session.table().marks.len(), 2);
    assert_eq!(script.keys("y"), [Intent::Copy("1111\t\n2222\tAda".to_owned())]);
    for (keys, verb) in [("m", Verb::Monitor), ("Ry", Verb::Record), ("X33", Verb::HangUp)] {
        let before = script.sent.len();
        script.keys(keys);
        if verb == Verb::Record {
            // The vendor does not say whether it records, so that is chosen first.
            script.keys("↵y");
        }
        assert_eq!(script.sent.len(), before + 1, "{verb:?}");
        let order = script.sent.last().expect("an order");
        let callboard::domain::Subject::Call { key, .. } = &order.subject else { panic!("{order:?}") };
        assert_eq!((key.id.as_str(), order.action.verb()), ("c3", verb));
    }
    script.keys("u");
    assert!(script.session.table().marks.is_empty());
    assert_eq!(script.keys("y"), [Intent::Copy("3333".to_owned())]);
}

#[test]
fn without_a_row_under_the_cursor_marked_rows_get_no_order() {
    let mut script = Script::new(&["one"]);
    three(&mut script);
    script.keys(" j j");
    script.calls("one", vec![talking("c1", "1111"), talking("c2", "2222")]);
    assert_eq!(under_cursor(&script), None);
    script.keys("mX11RyB y");
    assert!(script.sent.is_empty());
}

#[test]
fn a_mark_stays_on_its_row_and_goes_with_it() {
    let mut script = Script::new(&["one"]);
    three(&mut script);
    script.keys("j ");
    script.calls("one", vec![queued("c0", "9999"), talking("c2", "2222")]);
    let marked = |script: &Script| {
        script.session.table().rows.iter().filter(|row| script.session.table().is_marked(row)).count()
    };
    assert_eq!(marked(&script), 1);
    script.keys("/9999↵");
    assert_eq!(
        (marked(&script), script.session.table().marks.len()),
        (0, 1),
        "a filter hides it and keeps it"
    );
    script.keys("⎋");
    script.calls("one", vec![queued("c0", "9999")]);
    assert!(script.session.table().marks.is_empty());
    for (keys, words) in [("g u", "nothing is marked any more"), ("u", "nothing was marked")] {
        script.keys(keys);
        assert_eq!((script.notice(), script.session.table().marks.len()), (words, 0));
    }
}

#[test]
fn a_command_does_what_its_key_does() {
    use callboard::session::{Appearance, CallColumn, Column};
    let mut script = Script::new(&["one", "two"]);
    three(&mut script);
    script.keys(":calls 222↵");
    assert_eq!(script.session.table().rows.len(), 1);
    script.keys(":filter↵:sort age↵");
    assert_eq!(script.session.table().rows.len(), 3);
    assert_eq!(script.session.table().sort.map(|sort| sort.column), Some(Column::Call(CallColumn::Age)));
    script.keys(":account sim.two↵");
    assert_eq!((script.session.view(), under_cursor(&script).as_deref()), (View::Accounts, Some("sim.two")));
    script.keys(":freeze↵");
    assert!(script.session.frozen().is_some());
    for (typed, look) in [
        (":theme light↵", Appearance::Light),
        (":theme dark↵", Appearance::Dark),
        (":ascii on↵", Appearance::Ascii),
        (":ascii off↵", Appearance::Unicode),
    ] {
        assert_eq!(script.keys(typed), [Intent::Appear(look)], "{typed}");
    }
    assert_eq!(script.keys(":refresh↵"), [Intent::Ask(Request::Refresh(None))]);
    script.keys(":col↵");
    assert!(matches!(script.session.mode, Mode::Columns(_)));
    script.keys("⎋:q↵");
    assert!(matches!(script.session.mode, Mode::Quit));
    assert_eq!(script.keys("y"), [Intent::Quit]);
    assert!(script.sent.is_empty());
}

#[test]
fn an_unknown_command_says_the_nearest_and_stays_to_be_mended() {
    let mut script = Script::new(&["one"]);
    let mistake = |script: &Script| {
        let Mode::Command(line) = &script.session.mode else { panic!("{:?}", script.session.mode) };
        line.mistake.clone().unwrap_or_default()
    };
    script.keys(":qeues↵");
    assert_eq!(mistake(&script), ":qeues is no command; the nearest is :queues");
    script.keys("⎋:sort wiat↵");
    assert_eq!(mistake(&script), "wiat is no column of this list; the nearest is wait");
    for word in ["number", "asa"] {
        script.keys(&format!("⎋:sort {word}↵"));
        assert!(mistake(&script).starts_with(&format!("{word} is no column of this list")), "{word}");
    }
    // What completes it, mends it.
    script.keys("⎋:sort ↵");
    assert!(mistake(&script).contains("such as"), "{}", mistake(&script));
    script.keys("⇥");
    assert_eq!(mistake(&script), "");
    script.keys("⎋:account↵");
    assert!(mistake(&script).contains("such as sim.one"), "{}", mistake(&script));
    script.keys("⎋:calls s:5m↵");
    assert!(mistake(&script).contains("s:>5m"), "{}", mistake(&script));
    script.keys("⎋");
    assert!(matches!(script.session.mode, Mode::Browse));
}

#[test]
fn tab_completes_and_cycles() {
    let mut script = Script::new(&["one"]);
    let queues = Feed::fresh(vec![queue("q1", "Support Desk"), queue("q2", "Support Desk")]);
    script.polled("one", Snapshot { queues, ..nothing() });
    let typed = |script: &Script| {
        let Mode::Command(line) = &script.session.mode else { panic!("{:?}", script.session.mode) };
        (line.input.value().to_owned(), script.session.completions(line))
    };
    script.keys(":a");
    assert_eq!(typed(&script).1, ["agents", "accounts", "account", "ascii"]);
    for wanted in ["agents", "accounts", "account", "ascii", "agents"] {
        script.keys("⇥");
        assert_eq!(typed(&script).0, wanted);
    }
    script.keys("⎋:cal⇥");
    assert_eq!(typed(&script).0, "calls ");
    let Mode::Command(line) = &script.session.mode else { panic!("{:?}", script.session.mode) };
    assert_eq!(script.session.command_named(line).map(|word| word.takes), Some("[filter]"));
    script.keys("q:su");
    assert_eq!(typed(&script).1, ["q:\"Support Desk\""], "two of one name are one to choose");
    script.keys("⇥");
    assert_eq!(typed(&script).0, "calls q:\"Support Desk\"");
    script.keys("↵");
    assert!(matches!(script.session.mode, Mode::Browse));
    script.keys("⎋:theme ⇥⇥");
    assert_eq!(typed(&script).0, "theme light");
}

#[test]
fn a_click_chooses_and_never_orders_or_answers() {
    use callboard::session::{CallColumn, Column, Spot};
    let mut script = Script::new(&["one"]);
    three(&mut script);
    script.session.click(Spot::Row(2), script.now);
    assert_eq!(under_cursor(&script).as_deref(), Some("c3"));
    script.session.click(Spot::Row(9), script.now);
    assert_eq!(under_cursor(&script).as_deref(), Some("c3"));
    script.session.click(Spot::Column(Column::Call(CallColumn::Age)), script.now);
    assert_eq!(script.session.table().sort.map(|sort| sort.column), Some(Column::Call(CallColumn::Age)));
    script.session.click(Spot::View(View::Queues), script.now);
    assert_eq!(script.session.view(), View::Queues);
    script.keys("1X");
    let asked = format!("{:?}", script.session.mode);
    for spot in [Spot::Row(0), Spot::View(View::Log), Spot::Column(Column::Call(CallColumn::Wait))] {
        script.session.click(spot, script.now);
        script.session.wheel(true);
    }
    assert_eq!((format!("{:?}", script.session.mode), script.session.view()), (asked, View::Calls));
    assert!(script.sent.is_empty());
}

#[test]
fn the_wheel_scrolls_and_takes_the_cursor_along_only_where_it_must() {
    use callboard::session::Page;
    let mut script = Script::new(&["one"]);
    script.calls("one", (0..30).map(|place| talking(&format!("c{place:02}"), "1111")).collect());
    script.session.fit(Page { rows: 10, shift: 0 });
    script.session.wheel(true);
    assert_eq!((script.session.table().top, script.session.table().index), (3, 3));
    script.session.wheel(false);
    assert_eq!((script.session.table().top, script.session.table().index), (0, 3));
}

#[test]
fn where_the_cursor_stays_on_its_place_an_order_waits_until_the_row_was_seen() {
    let mut script = Script::new(&["one"]);
    three(&mut script);
    script.keys("jF");
    assert!(script.notice().contains("stays on its place"), "{}", script.notice());
    script.calls("one", vec![queued("c0", "9999"), talking("c1", "1111"), talking("c2", "2222")]);
    assert_eq!((under_cursor(&script).as_deref(), script.session.table().index), (Some("c1"), 1));
    script.now = script.now + Duration::from_millis(100);
    assert!(script.press('m').is_empty());
    assert!(script.notice().contains("slid under the cursor"), "{}", script.notice());
    script.keys("m");
    let callboard::domain::Subject::Call { key, .. } = &script.sent[0].subject else { panic!("a call") };
    assert_eq!(key.id.as_str(), "c1", "what is under the cursor when the key goes down");
    script.keys("F");
    assert!(script.notice().contains("goes with its row"), "{}", script.notice());
    script.calls("one", vec![talking("c1", "1111")]);
    assert_eq!(under_cursor(&script).as_deref(), Some("c1"));
}

#[test]
fn from_a_queue_one_comes_to_its_agents_to_a_call_and_back_again() {
    let mut script = Script::new(&["one"]);
    let mut call = talking("c2", "2222");
    call.queue = Some("q1".into());
    let mut elsewhere = talking("c3", "3333");
    elsewhere.agent = Some("a3".into());
    let agents = vec![
        agent("a1", "Ada", AgentState::Talking),
        agent("a2", "Bo", AgentState::Ready),
        agent("a3", "Cy", AgentState::Talking),
    ];
    let snapshot = Snapshot {
        calls: Feed::fresh(vec![queued("c1", "1111"), call, elsewhere]),
        agents: Feed::fresh(agents),
        queues: Feed::fresh(vec![queue("q1", "Sales")]),
        ..nothing()
    };
    script.polled("one", snapshot);
    script.keys("3↵⇥");
    assert_eq!(script.session.view(), View::Agents);
    assert_eq!(script.session.table().rows.len(), 1, "the agents of its calls");
    script.keys("↵");
    assert_eq!((script.session.view(), under_cursor(&script).as_deref()), (View::Calls, Some("c2")));
    let way: Vec<&str> = script.session.trail().iter().map(|crumb| &*crumb.name).collect();
    assert_eq!(way, ["Sales", "Ada"]);
    script.keys("↵");
    assert!(matches!(script.session.mode, Mode::Details(_)));
    script.keys("⎋⎋");
    assert_eq!((script.session.view(), script.session.table().rows.len()), (View::Agents, 1));
    script.keys("⇥");
    assert_eq!((script.session.view(), script.session.table().rows.len()), (View::Waiting, 1));
    script.keys("⎋");
    assert_eq!(script.session.view(), View::Queues);
    script.keys("4");
    assert_eq!(script.session.table().rows.len(), 3, "a digit leaves the queue");
    script.keys("gj↵");
    assert!(matches!(script.session.mode, Mode::Details(_)), "who is on no call has none to go into");
}

#[test]
fn calls_are_found_by_direction_and_by_what_they_do() {
    use callboard::domain::Direction;
    let mut script = Script::new(&["one"]);
    let (mut one, mut two) = (talking("c1", "1111"), talking("c2", "2222"));
    (one.direction, two.direction) = (Direction::Inbound, Direction::Outbound);
    script.calls("one", vec![one, two, queued("c3", "3333")]);
    let ids = |script: &mut Script, filter: &str| {
        script.keys(&format!("/⎋/{filter}↵"));
        script.session.table().rows.len()
    };
    for (filter, found) in
        [("d:in", 1), ("d:out", 1), ("!d:in", 2), ("p:talk", 2), ("p:waiting", 1), ("d:in p:wait", 0)]
    {
        assert_eq!(ids(&mut script, filter), found, "{filter}");
    }
}

#[test]
fn a_cursor_that_nobody_touched_stays_at_the_top() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![queued("c1", "1111"), talking("c2", "2222")]);
    assert_eq!(under_cursor(&script).as_deref(), Some("c1"));
    script.calls("one", vec![talking("c1", "1111"), talking("c2", "2222"), queued("c3", "3333")]);
    assert_eq!((under_cursor(&script).as_deref(), script.session.table().top), (Some("c3"), 0));
    // What slid under it just now is not acted upon; a moment later it is what everyone sees.
    script.press('m');
    assert!(script.notice().contains("slid under the cursor"), "{}", script.notice());
    script.keys("gm");
    assert!(script.notice().contains("no agent is on this call"), "{}", script.notice());
}
