//! What keys, clicks and commands do to what is looked at.

use callboard::domain::{AgentState, Feed, Mapping, Mention, Snapshot};
use callboard::session::{Column, Mode, Page, Row, Spot};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::script::{Script, account, agent, nothing, talking};

fn selected(script: &Script) -> Option<String> {
    match script.session.selected() {
        Some(Row::Call(_, _, row)) => Some(row.call.id.as_str().to_owned()),
        Some(Row::Agent(_, agent, _)) => Some(agent.id.as_str().to_owned()),
        Some(Row::Queue(..) | Row::Account(_) | Row::Order(_)) | None => None,
    }
}

fn three() -> Script {
    let mut script = Script::new(&["one"]);
    script.calls("one", ["c1", "c2", "c3"].map(|id| talking(id, "1111")).to_vec());
    script
}

#[test]
fn esc_ends_a_frozen_picture_and_begins_none() {
    let mut script = three();
    script.keys("z");
    assert!(script.session.frozen().is_some());
    script.keys("⎋");
    assert_eq!(script.session.frozen(), None);
    script.keys("⎋");
    assert_eq!(script.session.frozen(), None);
}

#[test]
fn arrows_move_the_cursor_while_a_filter_is_typed() {
    let mut script = three();
    script.keys("g/c");
    for (code, wanted) in [(KeyCode::Down, "c2"), (KeyCode::Down, "c3"), (KeyCode::Up, "c2")] {
        let intents = script.session.key(KeyEvent::new(code, KeyModifiers::NONE), script.now);
        assert!(intents.is_empty());
        assert_eq!(selected(&script).as_deref(), Some(wanted), "{code:?}");
        assert!(matches!(script.session.mode, Mode::Filter));
    }
    assert_eq!(script.session.table().input.value(), "c");
}

#[test]
fn a_click_on_the_number_of_the_rows_ends_the_sorting() {
    let mut script = three();
    script.session.click(Spot::Column(Column::Age), script.now);
    assert!(script.session.table().sort.is_some());
    script.session.click(Spot::Column(Column::Number), script.now);
    assert_eq!(script.session.table().sort, None);
}

#[test]
fn every_completion_of_sort_sorts() {
    for list in ["1", "2", "3", "4", "5", "6"] {
        let mut script = three();
        script.keys(&format!("{list}:sort "));
        let Mode::Command(line) = &script.session.mode else { panic!("a command line") };
        let words = script.session.completions(line);
        assert!(words.len() > 2, "{words:?}");
        script.keys("⎋");
        for word in words {
            script.keys(&format!(":sort {word}↵"));
            assert!(matches!(script.session.mode, Mode::Browse), "{word} in list {list}");
            assert_eq!(script.session.table().sort.is_none(), word == "natural", "{word} in list {list}");
        }
    }
}

#[test]
fn a_person_is_found_by_their_own_name_and_by_their_agents() {
    let mut script = Script::new(&["one"]);
    let ada = Mapping { name: "Ada Quist".into(), agents: vec![Mention::new(&account("one"), "m1")] };
    script.board = script.board.knowing(vec![ada]);
    let agents = vec![agent("m1", "extern 7", AgentState::Ready), agent("m2", "Bo", AgentState::Ready)];
    script.polled("one", Snapshot { agents: Feed::fresh(agents), ..nothing() });
    for (filter, found) in [("a:quist", 1), ("a:extern", 1), ("a:bo", 1), ("a:zz", 0), ("extern", 1)] {
        script.keys(&format!("4/⎋/{filter}↵"));
        assert_eq!(script.session.table().rows.len(), found, "{filter}");
    }
}

#[test]
fn what_an_agent_is_on_is_looked_at_again_behind_a_frozen_picture() {
    let mut script = Script::able(
        &["one"],
        crate::script::abilities().with(vec![
            callboard::domain::Special::agent("all", "free all", callboard::domain::Weight::Final, "x")
                .reaching(callboard::domain::Reach::Every),
        ]),
    );
    let told = |id: &str| Snapshot {
        calls: Feed::fresh(vec![talking(id, "1111")]),
        agents: Feed::fresh(vec![agent("a1", "Ada", AgentState::Talking)]),
        ..nothing()
    };
    script.polled("one", told("c1"));
    script.keys("4gz");
    script.polled("one", told("c2"));
    script.keys("V");
    assert!(script.notice().contains("the call has ended"), "{}", script.notice());
    assert!(matches!(script.session.mode, Mode::Browse));
}

/// A list that grows shorter shows no blank lines below its last row.
#[test]
fn a_list_that_grows_shorter_is_scrolled_back() {
    let mut script = Script::new(&["one"]);
    let calls = |count: usize| (0..count).map(|place| talking(&format!("c{place:02}"), "1111")).collect();
    script.calls("one", calls(30));
    script.session.fit(Page { rows: 10, shift: 0 });
    script.keys("G");
    script.calls("one", calls(15));
    assert_eq!(script.session.table().top, 5);
}
