//! What is typed to find something, and what is read at length.

use std::time::Duration;

use callboard::domain::{Choice, Codes, Feed, Party, Snapshot};
use callboard::session::{CallColumn, Column, Intent, Mode, Page, Row, View};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::script::{Script, abilities, nothing, queue, queued, talking};

fn key(script: &mut Script, code: KeyCode) {
    let intents = script.session.key(KeyEvent::new(code, KeyModifiers::NONE), script.now);
    assert!(intents.is_empty(), "{intents:?}");
}

fn ids(script: &Script) -> Vec<&str> {
    let rows = script.session.table().rows.iter();
    rows.map(|row| if let Row::Call(_, _, row) = row { row.call.id.as_str() } else { "" }).collect()
}

fn thirty() -> Script {
    let mut script = Script::new(&["one"]);
    script.calls("one", (0..30).map(|place| talking(&format!("c{place:02}"), "1111")).collect());
    script.session.fit(Page { rows: 10, shift: 0 });
    script
}

#[test]
fn what_is_read_moves_by_lines_and_pages_and_not_above_its_top() {
    for (code, from, to) in [
        (KeyCode::Down, 0, 1),
        (KeyCode::Up, 1, 0),
        (KeyCode::Up, 0, 0),
        (KeyCode::PageDown, 1, 11),
        (KeyCode::PageUp, 11, 1),
        (KeyCode::PageUp, 4, 0),
        (KeyCode::Home, 7, 0),
        (KeyCode::Char('d'), 1, 6),
        (KeyCode::Char('u'), 6, 1),
    ] {
        let mut script = thirty();
        script.keys("?");
        for _ in 0..from {
            key(&mut script, KeyCode::Down);
        }
        let with = if matches!(code, KeyCode::Char(_)) { KeyModifiers::CONTROL } else { KeyModifiers::NONE };
        let _intents = script.session.key(KeyEvent::new(code, with), script.now);
        assert!(matches!(script.session.mode, Mode::Help(top) if top == to), "{code:?} from {from}");
    }
}

#[test]
fn the_wheel_stops_at_both_ends_also_without_a_row_under_the_cursor() {
    let mut script = thirty();
    script.keys("gjj");
    for _ in 0..20 {
        script.session.wheel(true);
    }
    assert_eq!((script.session.table().top, script.session.table().index), (20, 20));
    let mut script = thirty();
    script.keys("gjj");
    script.calls("one", (3..30).map(|place| talking(&format!("c{place:02}"), "1111")).collect());
    assert!(script.session.selected().is_none());
    script.session.wheel(true);
    let table = script.session.table();
    assert_eq!((table.top, table.index), (3, 3));
    assert!(script.session.selected().is_none(), "no row is chosen by scrolling");
}

#[test]
fn a_frozen_picture_stands_still_under_a_filter_by_time_too() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![queued("c1", "1111")]);
    script.keys("/s:>30↵z");
    for frozen in [true, false] {
        script.now = script.now + Duration::from_secs(40);
        script.session.tick(script.now);
        assert_eq!(ids(&script).is_empty(), frozen);
        script.keys("z");
    }
}

#[test]
fn three_digits_find_a_number_however_it_is_written_and_two_do_not() {
    for (filter, found) in [("555", true), ("55", false), ("5-5", true), ("\"5 5 5\"", true)] {
        let mut script = Script::new(&["one"]);
        let mut call = talking("c1", "1");
        call.caller = Party::new(None, Some("+4 5-5.5 9"));
        script.calls("one", vec![call]);
        script.keys(&format!("/{filter}↵"));
        assert_eq!(!ids(&script).is_empty(), found, "{filter}");
    }
}

#[test]
fn a_term_that_cannot_be_read_says_why_and_a_time_of_day_is_text() {
    for (typed, says) in [
        ("q:", Some("type what q: shall find")),
        ("z:", Some("z: is not a term")),
        ("z:1", Some("z: is not a term")),
        ("14:", None),
        ("14:05", None),
    ] {
        let mut script = thirty();
        script.keys(&format!("/{typed}"));
        let mistake = script.session.table().mistake.as_deref();
        assert_eq!(mistake.is_some(), says.is_some(), "{typed}: {mistake:?}");
        assert!(says.is_none_or(|says| mistake.is_some_and(|it| it.contains(says))), "{typed}: {mistake:?}");
    }
}

#[test]
fn completions_go_both_ways_round_and_are_forty_at_most() {
    let mut script = Script::new(&["one"]);
    let queues = (0..50).map(|id| queue(&format!("q{id}"), &format!("Queue{id:02}"))).collect();
    script.polled("one", Snapshot { queues: Feed::fresh(queues), ..nothing() });
    script.keys(":calls q:");
    let Mode::Command(line) = &script.session.mode else { panic!("a command line") };
    assert_eq!(script.session.completions(line).len(), 40);
    script.keys("⎋:theme ");
    for wanted in ["theme light", "theme dark", "theme light"] {
        key(&mut script, KeyCode::BackTab);
        let Mode::Command(line) = &script.session.mode else { panic!("a command line") };
        assert_eq!(line.input.value(), wanted);
    }
}

#[test]
fn marked_rows_are_copied_in_the_order_of_the_list() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![talking("c1", "1111"), queued("c2", "2222"), talking("c3", "3333")]);
    assert_eq!(ids(&script), ["c2", "c1", "c3"]);
    for (keys, wanted) in [("G g ", vec!["2222", "3333"]), ("j ", vec!["2222", "1111", "3333"])] {
        script.keys(keys);
        let intents = script.keys("y");
        let [Intent::Copy(text)] = &intents[..] else { panic!("{intents:?}") };
        let numbers: Vec<_> = text.lines().filter_map(|line| line.split('\t').next()).collect();
        assert_eq!(numbers, wanted, "{keys}");
    }
}

#[test]
fn one_disposition_is_chosen_from_a_list_and_several_in_a_form() {
    for (most, form) in [(1, false), (2, true)] {
        let choices = vec![Choice::new("sale", "Sale"), Choice::new("none", "None")];
        let mut script = Script::able(&["one"], abilities().coded(Codes { choices, most, note: false }));
        script.calls("one", vec![talking("c1", "1111")]);
        script.keys("D");
        assert_eq!(matches!(script.session.mode, Mode::Form(_)), form, "{most}");
        assert_eq!(matches!(script.session.mode, Mode::Choose(_)), !form, "{most}");
    }
}

#[test]
fn what_is_preferred_is_seen_at_once() {
    let mut script = thirty();
    script.keys(":sort caller↵");
    let preferred = script.session.preferences();
    let sort = script.session.table().sort.expect("sorted");
    let mut other = thirty();
    let mut named = talking("c98", "0001");
    named.caller = Party::new(Some("Zoe"), None);
    let mut first = talking("c99", "0002");
    first.caller = Party::new(Some("Abe"), None);
    other.calls("one", vec![named, first]);
    other.session.prefer(&preferred, other.now);
    assert_eq!((sort.column, other.session.view()), (Column::Call(CallColumn::Caller), View::Calls));
    assert_eq!(ids(&other), ["c99", "c98"]);
}
