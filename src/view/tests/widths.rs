//! Columns hold what stands in them.

use std::time::Duration;

use super::busy::busy;
use super::floor::{Floor, NOW, agent, answered, call, failed, picture, press, queue, snapshot};
use crate::domain::{AgentState, Phase, Text};
use crate::session::{Column, View, keyed};

/// The line of the picture that holds `text`.
fn line(shown: &str, text: &str) -> String {
    shown.lines().find(|line| line.contains(text)).unwrap_or_else(|| panic!("{text}:\n{shown}")).to_owned()
}

#[test]
fn a_rows_number_has_its_place_however_many_rows_there_are() {
    for (rows, last) in
        [(99, " 99 talking"), (100, "100 talking"), (1_000, "1000 talking"), (12_345, "12345 talking")]
    {
        let calls =
            (0..rows).map(|place| call(&format!("c{place:05}"), &Phase::Talking, ("Ada", "0800"), 90));
        let floor = Floor::of(&["8x8.eu"]).polled("8x8.eu", 1, snapshot(calls.collect(), vec![], vec![]));
        let mut session = floor.session();
        let _ = picture(&mut session, 120, 40);
        press(&mut session, "G");
        let shown = picture(&mut session, 120, 40);
        assert!(line(&shown, "▌").contains(last), "{shown}");
        let told = line(&shown, &format!(" #{rows} "));
        assert!(told.contains(" c"), "a blank stands between number and id: {told}");
    }
}

#[test]
fn a_time_beyond_belief_is_told_in_words_and_doubted() {
    let since = NOW - Duration::from_hours(24 * 4_000);
    let mut ada = agent("Ada Quist", AgentState::Paused, 60);
    ada.since = Some(since);
    let mut waits = queue("Zeta", Some(2), None);
    waits.longest = Some(since);
    let mut talks = call("c1", &Phase::Talking, ("Bruno Lang", ""), 60);
    talks.started = Some(since);
    let told = snapshot(vec![talks], vec![ada], vec![waits]);
    let mut session = Floor::of(&["8x8.eu"]).polled("8x8.eu", 1, told).session();
    for (keys, name) in [("1", "Bruno Lang"), ("3", "Zeta"), ("4", "Ada Quist")] {
        press(&mut session, keys);
        let shown = picture(&mut session, 120, 24);
        let row = line(&shown, name);
        assert!(row.contains("> 99 d"), "{row}");
        assert!(row.contains("?!"), "{row}");
    }
}

#[test]
fn the_longest_times_that_are_told_stand_whole_in_every_list() {
    for (seconds, clock) in [(86_399, "23h 59m"), (86_400 * 100 - 1, "99d 23h"), (35_999, "9:59:59")] {
        let since = NOW - Duration::from_secs(seconds);
        let mut ada = agent("Ada Quist", AgentState::Paused, 60);
        ada.since = Some(since);
        let mut zeta = queue("Zeta", Some(2), None);
        zeta.longest = Some(since);
        let mut waits = call("c1", &Phase::Queued, ("Bruno Lang", ""), 60);
        (waits.started, waits.entered) = (Some(since), Some(since));
        let told = snapshot(vec![waits], vec![ada], vec![zeta]);
        let mut session = Floor::of(&["8x8.eu"]).polled("8x8.eu", 1, told).session();
        for (keys, name) in [("1", "Bruno Lang"), ("3", "Zeta"), ("4", "Ada Quist")] {
            press(&mut session, keys);
            for width in [80, 120] {
                let shown = picture(&mut session, width, 24);
                assert!(line(&shown, name).contains(clock), "{clock} at {width}:\n{shown}");
            }
        }
    }
}

#[test]
fn no_name_is_cut_beside_cells_that_nobody_uses() {
    let name = "Second level support for the northern region and overseas";
    let mut talks = answered(call("c1", &Phase::Talking, ("Bruno Lang", ""), 60), 5, "Paco Vu");
    talks.queue_name = Some(Text::new(name));
    let told = snapshot(vec![talks], vec![], vec![queue(name, Some(0), None)]);
    let mut session = Floor::of(&["8x8.eu"]).polled("8x8.eu", 1, told).session();
    press(&mut session, "3");
    for (width, seen) in [(120, 17), (160, 26), (200, 40)] {
        let shown = picture(&mut session, width, 24);
        assert!(line(&shown, "▌").contains(name.get(..seen - 1).expect("ASCII")), "{width}:\n{shown}");
    }
    assert!(picture(&mut session, 260, 24).contains(name));
    // The names of a floor with everything on it, in a window of two hundred columns.
    let shown = picture(&mut busy(90).session(), 200, 60);
    assert!(
        !shown.contains("Customer care, second …") && shown.contains("Customer care, second level"),
        "{shown}"
    );
}

#[test]
fn every_column_that_a_key_sorts_by_has_its_whole_name_beside_the_key_somewhere() {
    let mut session = busy(90).session();
    for (list, view) in "123456".chars().zip(View::ALL) {
        press(&mut session, &format!("{list}s"));
        for width in [80, 100, 120, 160, 200, 260] {
            let shown = picture(&mut session, width, 24);
            for (key, column) in keyed(view).filter(|(_, column)| *column != Column::Number) {
                let name = column.about().title;
                let whole = |gap: &str| {
                    let keyed = format!("{key}{gap}{name}");
                    let ends = |rest: &str| rest.is_empty() || rest.starts_with(' ');
                    shown.lines().any(|line| line.split(&keyed).skip(1).any(ends))
                };
                assert!(whole("") || whole(" "), "{key} {name} at {width}:\n{shown}");
            }
        }
        press(&mut session, "\u{1b}");
    }
}

#[test]
fn two_figures_of_the_whole_floor_never_touch() {
    let told = snapshot(vec![], vec![agent("Ada", AgentState::Ready, 5)], vec![]);
    let floor = Floor::of(&["8x8.eu", "asterisk.lab"]).polled("8x8.eu", 40, told.clone());
    let mut session = floor.polled("asterisk.lab", 40, told).polled("8x8.eu", 2, failed()).session();
    for width in 60..220 {
        let shown = picture(&mut session, width, 24);
        let figures = shown.lines().nth(1).expect("figures");
        assert!(!figures.contains("n/mincl") && !figures.contains("n/mold"), "{figures}");
        let before = figures.split("incl").next().unwrap_or_default();
        assert!(before.ends_with("  "), "{figures}");
    }
}
