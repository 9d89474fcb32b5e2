//! Questions before an order: what closes them, what answers them, and what keys mean just after them.

use std::time::Duration;

use callboard::domain::{
    Abilities, Accepted, Action, AgentState, Choice, Entries, Feed, Phase, Recording, Snapshot, Verb,
};
use callboard::messages::Fact;
use callboard::session::{Intent, Mode, View};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::script::{Script, account, agent, nothing, queue, talking};

fn one(number: &str) -> Script {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![talking("c1", number), talking("c2", "2222")]);
    script
}

/// Lets `millis` pass.
fn wait(script: &mut Script, millis: u64) {
    script.now = script.now + Duration::from_millis(millis);
}

fn hit(script: &mut Script, code: KeyCode) -> Vec<Intent> {
    script.session.key(KeyEvent::new(code, KeyModifiers::NONE), script.now)
}

fn asks(script: &Script) -> bool {
    matches!(script.session.mode, Mode::Confirm(_))
}

/// A question whose call has just ended.
fn withdrawn(keys: &str) -> Script {
    let mut script = one("1105");
    script.keys("j");
    script.keys("k");
    script.keys(keys);
    assert!(!matches!(script.session.mode, Mode::Browse), "{keys}");
    script.calls("one", vec![talking("c2", "2222")]);
    assert!(matches!(script.session.mode, Mode::Browse), "{keys}");
    script
}

#[test]
fn for_a_second_after_a_question_went_away_keys_mean_nothing() {
    for asked in ["X", "X0", "B", "R", "T55"] {
        for key in "05yjmXq/3⎋↵".chars() {
            let mut script = withdrawn(asked);
            wait(&mut script, 999);
            assert!(script.press(key).is_empty(), "{asked} {key}");
            assert!(matches!(script.session.mode, Mode::Browse), "{asked} {key}");
            assert_eq!((script.session.view(), script.session.selected().is_some()), (View::Calls, false));
            let notice = script.notice();
            assert!(notice.contains("the call has ended; nothing was sent"), "{notice}");
            assert!(notice.contains("do nothing"), "{notice}");
            wait(&mut script, 500);
            script.press('3');
            assert_eq!(
                script.session.view(),
                View::Queues,
                "{asked} {key}: afterwards keys mean what they mean"
            );
        }
    }
    let mut script = withdrawn("X");
    wait(&mut script, 1000);
    script.press('j');
    assert!(script.session.selected().is_some());
    let mut script = withdrawn("X");
    let ctrl_c = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
    assert!(script.session.key(ctrl_c, script.now).is_empty());
    assert!(matches!(script.session.mode, Mode::Quit), "the way out is always there");
}

#[test]
fn a_note_that_was_being_typed_is_no_row_of_orders() {
    let mut script = withdrawn("T");
    for char in "please call mX05yE back tomorrow".chars() {
        wait(&mut script, 150);
        assert!(script.press(char).is_empty(), "{char}");
        assert!(matches!(script.session.mode, Mode::Browse), "{char}");
    }
    wait(&mut script, 400);
    for (key, view) in [('3', View::Queues), ('4', View::Agents)] {
        script.press(key);
        assert_eq!(script.session.view(), view, "however fast, once there was a pause");
        wait(&mut script, 100);
    }
}

#[test]
fn digits_after_the_wrong_ones_jump_to_no_list() {
    let mut script = one("1105");
    script.keys("X");
    wait(&mut script, 500);
    script.press('5');
    assert!(script.notice().contains("not the digits"), "{}", script.notice());
    wait(&mut script, 200);
    assert!(script.press('5').is_empty());
    assert_eq!(script.session.view(), View::Calls);
    assert!(script.sent.is_empty());
}

#[test]
fn the_key_that_answered_means_nothing_more_while_it_is_held_and_others_do() {
    for (asked, answers, held) in [("B", "y", 'y'), ("B", "n", 'n'), ("B", "q", 'q'), ("X", "05", '5')] {
        let mut script = one("1105");
        script.keys(asked);
        script.keys(answers);
        for _ in 0..20 {
            wait(&mut script, 33);
            assert!(script.press(held).is_empty(), "{held}");
        }
        assert!(matches!(script.session.mode, Mode::Browse), "{held}");
        assert_eq!(script.session.view(), View::Calls, "{held}");
        script.press('j');
        script.press('/');
        assert!(matches!(script.session.mode, Mode::Filter), "what another key means does not wait");
    }
}

#[test]
fn escape_n_and_q_close_every_question_and_say_that_nothing_was_sent() {
    let keys = [(KeyCode::Esc, "Esc"), (KeyCode::Char('n'), "n"), (KeyCode::Char('q'), "q")];
    for asked in ["B", "X", "X0"] {
        for (code, name) in keys {
            for hurry in [0, 100, 2000] {
                let mut script = one("1105");
                script.keys(asked);
                wait(&mut script, hurry);
                assert!(hit(&mut script, code).is_empty(), "{asked} {name} {hurry}");
                assert!(matches!(script.session.mode, Mode::Browse), "{asked} {name} {hurry}");
                assert_eq!(script.notice(), "nothing was sent");
                assert!(script.sent.is_empty());
            }
        }
    }
}

#[test]
fn a_yes_counts_from_three_tenths_of_a_second_on_after_the_question_and_the_last_key() {
    for (millis, counts) in [(0, false), (150, false), (299, false), (300, true), (301, true)] {
        let mut script = one("1105");
        script.keys("B");
        wait(&mut script, millis);
        assert_eq!(script.press('y').len(), usize::from(counts), "{millis} ms after the question");
        let mut script = one("1105");
        script.keys("B");
        wait(&mut script, 5_000);
        script.press('x');
        wait(&mut script, millis);
        assert_eq!(script.press('y').len(), usize::from(counts), "{millis} ms after another key");
    }
}

#[test]
fn digits_count_from_three_tenths_of_a_second_on_and_a_held_one_once() {
    for (millis, counts) in [(0, false), (299, false), (300, true)] {
        let mut script = one("1105");
        script.keys("X");
        wait(&mut script, millis);
        script.press('0');
        wait(&mut script, 100);
        script.press('5');
        assert_eq!(script.sent.len(), usize::from(counts), "{millis} ms");
    }
    for (millis, counts) in [(33, false), (59, false), (60, true)] {
        let mut script = one("1177");
        script.keys("X7");
        wait(&mut script, millis);
        script.press('7');
        assert_eq!(script.sent.len(), usize::from(counts), "held for {millis} ms");
    }
    // Another digit typed fast is no held one.
    let mut script = one("1178");
    script.keys("X7");
    wait(&mut script, 20);
    script.press('8');
    assert_eq!(script.sent.len(), 1);
}

/// A list of thirty states to choose from, asked for.
fn choosing() -> Script {
    let mut script = Script::new(&["one"]);
    let states = (0..30).map(|place| Choice::new(&format!("s{place}"), &format!("State {place}"))).collect();
    let agents = Feed::fresh(vec![agent("a1", "Ada", AgentState::Ready)]);
    script.polled("one", Snapshot { agents, states, ..nothing() });
    script.keys("4S");
    script
}

fn at(script: &Script) -> Option<usize> {
    if let Mode::Choose(choose) = &script.session.mode { Some(choose.index) } else { None }
}

#[test]
fn every_key_of_a_list_of_choices_moves_as_it_says_and_stops_at_both_ends() {
    use KeyCode::{Char, Down, End, Home, PageDown, PageUp, Up};
    for (key, from, to) in [
        (Down, 0, 1),
        (Down, 29, 29),
        (Up, 1, 0),
        (Up, 0, 0),
        (Up, 29, 28),
        (Home, 17, 0),
        (End, 17, 29),
        (PageDown, 0, 10),
        (PageDown, 25, 29),
        (PageUp, 29, 19),
        (PageUp, 5, 0),
        (Char('j'), 3, 4),
        (Char('j'), 29, 29),
        (Char('k'), 3, 2),
        (Char('k'), 0, 0),
        (Char('x'), 3, 3),
    ] {
        let mut script = choosing();
        for _ in 0..from {
            assert!(hit(&mut script, Down).is_empty());
        }
        assert_eq!(at(&script), Some(from));
        assert!(hit(&mut script, key).is_empty());
        assert_eq!(at(&script), Some(to), "{key:?} from {from}");
        script.keys("↵");
        let Mode::Confirm(confirm) = &script.session.mode else { panic!("{:?}", script.session.mode) };
        assert_eq!(
            confirm.action.words(),
            format!("state State {to}"),
            "Enter takes what is under the cursor"
        );
    }
}

#[test]
fn a_choice_takes_no_hurried_enter_and_closes_without_an_order() {
    for (millis, taken) in [(0, false), (299, false), (300, true)] {
        let mut script = choosing();
        wait(&mut script, millis);
        script.press('↵');
        assert_eq!(asks(&script), taken, "{millis} ms");
    }
    for key in "⎋q".chars() {
        let mut script = choosing();
        script.keys("⎋");
        wait(&mut script, 1_000);
        script.keys("/ada↵S");
        assert!(at(&script).is_some());
        script.keys(&key.to_string());
        assert!(matches!(script.session.mode, Mode::Browse), "{key}");
        assert!(script.sent.is_empty());
        // Held down it neither takes the filter away nor asks whether to leave.
        wait(&mut script, 33);
        script.press(key);
        assert!(matches!(script.session.mode, Mode::Browse), "{key}");
        assert_eq!(script.session.table().input.value(), "ada", "{key}");
    }
}

#[test]
fn what_is_chosen_for_a_recording_is_what_is_sent() {
    for (keys, on) in [("R↵y", false), ("Rj↵y", true), ("Rjk↵y", false)] {
        let mut script = one("1105");
        script.keys(keys);
        assert_eq!(
            script.sent.iter().map(|order| order.action.clone()).collect::<Vec<_>>(),
            [Action::Record(on)]
        );
    }
    for (is, becomes) in [(Recording::On, false), (Recording::Off, true), (Recording::Paused, true)] {
        let mut script = Script::new(&["one"]);
        let mut call = talking("c1", "1105");
        call.recording = is;
        script.calls("one", vec![call]);
        script.keys("Ry");
        assert_eq!(script.sent[0].action, Action::Record(becomes), "{is:?}");
    }
}

#[test]
fn a_call_is_held_if_it_is_not_and_taken_back_if_it_is() {
    for (phase, on) in [(Phase::Talking, true), (Phase::Held, false)] {
        let mut script = Script::new(&["one"]);
        let mut call = talking("c1", "1105");
        call.phase = phase;
        script.calls("one", vec![call]);
        script.keys("Ly");
        assert_eq!(script.sent.first().map(|order| order.action.clone()), Some(Action::Hold(on)), "{on}");
    }
}

#[test]
fn what_has_changed_behind_a_frozen_picture_is_told_before_anything_is_asked() {
    let other = |change: &str| {
        let mut call = talking("c1", "1105");
        match change {
            "ended" => return vec![],
            "another" => call = talking("c1", "9999"),
            _ => call.agent = Some("a2".into()),
        }
        vec![call]
    };
    for (change, says) in [
        ("ended", "the call has ended"),
        ("another", "another call now has its place"),
        ("hands", "changed hands"),
    ] {
        for key in "mwBXRLPTDA".chars() {
            let mut script = one("1105");
            script.keys("gz");
            script.calls("one", other(change));
            script.keys(&key.to_string());
            if !script.notice().contains(says) {
                // Keys that are bound to nothing here say nothing; none may ask or send.
                assert!(!"mwBXRLPTD".contains(key), "{key} {change}: {}", script.notice());
            }
            assert!(matches!(script.session.mode, Mode::Browse), "{key} {change}: {:?}", script.session.mode);
            assert!(script.sent.is_empty(), "{key} {change}");
        }
    }
}

#[test]
fn the_queues_to_move_a_call_to_are_those_of_its_account_by_name() {
    let mut script = Script::able(&["one", "two"], Abilities::new().seen(&[Verb::Requeue]));
    let queues =
        |names: &[(&str, &str)]| Feed::fresh(names.iter().map(|(id, name)| queue(id, name)).collect());
    let snapshot = Snapshot {
        calls: Feed::fresh(vec![talking("c1", "1105")]),
        queues: queues(&[("q2", "Sales"), ("q1", "Billing")]),
        ..nothing()
    };
    script.polled("one", snapshot);
    script.polled("two", Snapshot { queues: queues(&[("q9", "Abroad")]), ..nothing() });
    script.keys("T");
    let Mode::Choose(choose) = &script.session.mode else { panic!("{:?}", script.session.mode) };
    let labels: Vec<&str> = choose.choices.iter().map(|choice| choice.label.as_str()).collect();
    assert_eq!(labels, ["Billing", "Sales"]);
    script.keys("j↵y");
    assert_eq!(script.sent[0].action, Action::Requeue { queue: "q2".into(), name: "Sales".into() });
}

#[test]
fn dispositions_come_from_the_calls_queue_and_take_a_note() {
    let mut script = Script::new(&["one"]);
    let mut sales = queue("q1", "Sales");
    sales.dispositions = vec![Choice::new("d1", "Sold"), Choice::new("d2", "Lost")];
    let mut call = talking("c1", "1105");
    call.queue = Some("q1".into());
    let snapshot = Snapshot { calls: Feed::fresh(vec![call]), queues: Feed::fresh(vec![sales]), ..nothing() };
    script.polled("one", snapshot);
    script.keys("Dj↵");
    assert!(matches!(script.session.mode, Mode::Form(_)), "the note");
    script.keys("too dear↵y");
    let wanted = Action::Dispose {
        codes: vec![Choice::new("d2", "Lost")],
        note: "too dear".into(),
        with: Entries::default(),
    };
    assert_eq!(script.sent[0].action, wanted);
    // Of a queue without dispositions there is nothing to choose, and it says so.
    let mut script = one("1105");
    script.keys("D");
    assert!(script.notice().contains("no list of dispositions"), "{}", script.notice());
}

#[test]
fn an_order_that_was_answered_leaves_the_last_line_to_what_became_of_it() {
    let mut script = one("1105");
    script.keys("By");
    let ticket = script.sent[0].ticket;
    script.fold(Fact::Acted { account: account("one"), ticket, result: Ok(Accepted::default()) });
    wait(&mut script, 33);
    script.press('y');
    assert_eq!(script.session.notice, None);
}
