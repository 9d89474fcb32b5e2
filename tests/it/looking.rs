//! What keys, clicks and commands do to what is looked at.

use std::time::Duration;

use callboard::domain::{Accepted, Action, AgentState, Feed, Mapping, Mention, Snapshot};
use callboard::messages::{Fact, Order};
use callboard::session::{CallColumn, Column, Intent, Mode, Page, Row, Spot, View};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::script::{Script, account, agent, nothing, queue, queued, talking};

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
fn an_order_given_from_a_calls_details_leads_back_to_the_list() {
    for keys in ["↵m", "↵By"] {
        let mut script = three();
        script.keys(keys);
        assert_eq!(script.sent.len(), 1, "{keys}");
        assert!(matches!(script.session.mode, Mode::Browse), "{keys}: {:?}", script.session.mode);
    }
    // Where there is no order, they are read on.
    let mut script = three();
    script.session.operator.phone = None;
    script.keys("↵jm");
    assert!(script.sent.is_empty() && script.notice().contains("no phone"), "{}", script.notice());
    assert!(matches!(script.session.mode, Mode::Details(1)), "{:?}", script.session.mode);
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
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![talking("c1", "3333"), talking("c2", "2222")]);
    for (column, first) in [(Column::Call(CallColumn::Caller), "c2"), (Column::Number, "c1")] {
        script.session.click(Spot::Column(column), script.now);
        assert_eq!(script.session.table().sort.is_none(), column == Column::Number);
        script.keys("g");
        assert_eq!(selected(&script).as_deref(), Some(first), "{column:?}");
    }
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
        // The list's own order comes last, when there is another to be given up.
        let (own, columns): (Vec<_>, Vec<_>) = words.into_iter().partition(|word| *word == "natural");
        assert_eq!(own.len(), 1);
        for word in columns.into_iter().chain(own) {
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

#[test]
fn after_a_row_slid_under_the_cursor_an_order_waits_half_a_second() {
    for (millis, asks) in [(499, false), (500, true)] {
        let mut script = three();
        script.keys("gF");
        // Who waits comes first.
        let mut calls = vec![queued("c0", "9999")];
        calls.extend(["c1", "c2", "c3"].map(|id| talking(id, "1111")));
        script.calls("one", calls.clone());
        assert_eq!(selected(&script).as_deref(), Some("c0"));
        // That it is told once more makes nobody see it sooner.
        script.calls("one", calls);
        script.now = script.now + Duration::from_millis(millis);
        script.press('X');
        assert_eq!(matches!(script.session.mode, Mode::Confirm(_)), asks, "{millis} ms");
    }
}

#[test]
fn what_is_pasted_into_a_form_goes_where_the_cursor_is() {
    let mut script = three();
    script.keys("T55");
    script.session.paste("50\n123", script.now);
    script.keys("↵y");
    assert_eq!(script.sent[0].action.words(), "transfer to 5550123");
}

#[test]
fn what_slid_in_the_whole_list_delays_no_order_within_a_queue() {
    let mut script = three();
    script.keys("gF");
    let mut calls = vec![queued("c0", "9999")];
    calls.extend(["c1", "c2", "c3"].map(|id| talking(id, "1111")));
    let queues = Feed::fresh(vec![queue("q1", "Sales")]);
    script.polled("one", Snapshot { calls: Feed::fresh(calls), queues, ..nothing() });
    for key in "3↵X".chars() {
        script.press(key);
    }
    assert!(matches!(script.session.mode, Mode::Confirm(_)), "{}", script.notice());
}

#[test]
fn a_cursor_that_stays_on_its_place_is_on_the_last_row_of_a_shorter_list() {
    let mut script = three();
    script.keys("GF");
    script.calls("one", vec![talking("c1", "1111")]);
    assert_eq!(selected(&script).as_deref(), Some("c1"));
}

#[test]
fn what_was_hidden_and_came_back_is_lost_only_when_it_is_gone() {
    let mut script = three();
    script.keys("gj/c3↵");
    assert_eq!(script.session.table().lost(), Some("the filter hides what was under the cursor"));
    script.keys("⎋");
    assert_eq!((selected(&script).as_deref(), script.session.table().lost()), (Some("c2"), None));
    script.calls("one", vec![talking("c1", "1111")]);
    assert_eq!(script.session.table().lost(), Some("what was under the cursor is gone"));
    assert_eq!(script.session.table().index, 0, "where the list ends now");
}

#[test]
fn a_filter_in_which_nothing_was_typed_leaves_an_untouched_cursor_at_the_top() {
    let mut script = three();
    script.keys("/");
    let _intents = script.session.key(KeyEvent::new(KeyCode::Left, KeyModifiers::NONE), script.now);
    script.keys("↵");
    script.calls("one", vec![queued("c0", "9999"), talking("c1", "1111")]);
    assert_eq!(selected(&script).as_deref(), Some("c0"));
}

#[test]
fn a_long_list_is_scrolled_with_the_cursor_while_a_filter_is_typed() {
    let mut script = Script::new(&["one"]);
    script.calls("one", (0..30).map(|place| talking(&format!("c{place:02}"), "1111")).collect());
    script.session.fit(Page { rows: 10, shift: 0 });
    script.keys("g/");
    for _ in 0..12 {
        let _intents = script.session.key(KeyEvent::new(KeyCode::Down, KeyModifiers::NONE), script.now);
    }
    assert_eq!((script.session.table().index, script.session.table().top), (12, 3));
}

#[test]
fn the_command_line_closes_where_nothing_is_left_of_it() {
    let mut script = three();
    script.keys(":a");
    for open in [true, false] {
        let key = KeyEvent::new(KeyCode::Backspace, KeyModifiers::NONE);
        assert!(script.session.key(key, script.now).is_empty());
        assert_eq!(matches!(script.session.mode, Mode::Command(_)), open);
    }
}

#[test]
fn an_account_is_gone_to_by_name_although_a_filter_hides_it() {
    let mut script = Script::new(&["one", "two"]);
    script.keys("5/one↵1:account sim.two↵");
    let Some(Row::Account(line)) = script.session.selected() else { panic!("an account") };
    assert_eq!(line.account, account("two"));
    script.keys("/one↵:account sim.one↵");
    assert_eq!(script.session.table().input.value(), "one", "where it does not, it stays");
}

#[test]
fn what_is_copied_is_said() {
    let mut script = three();
    let intents = script.keys("gy");
    assert!(matches!(&intents[..], [Intent::Copy(text)] if text == "1111"), "{intents:?}");
    assert_eq!(script.notice(), "copied 1111");
    let mut script = Script::new(&["one"]);
    assert!(script.keys("y").is_empty());
    assert_eq!(script.notice(), "nothing is under the cursor");
}

#[test]
fn a_mark_goes_with_the_conversation_where_that_is_certain() {
    let call = |id: &str, conversation: &str| {
        let mut call = talking(id, "1111");
        call.conversation = Some(conversation.into());
        call
    };
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![call("c1", "v1"), call("c2", "v2")]);
    script.keys("g ");
    let marked = |script: &Script| {
        let table = script.session.table();
        let rows = table.rows.iter().filter(|row| table.is_marked(row));
        rows.map(|row| if let Row::Call(_, _, row) = row { row.call.id.as_str() } else { "" }.to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(marked(&script), ["c1"]);
    script.calls("one", vec![call("c2", "v2"), call("c9", "v1")]);
    assert_eq!(marked(&script), ["c9"]);
    script.calls("one", vec![call("c2", "v2"), call("c7", "v1"), call("c8", "v1")]);
    assert_eq!(marked(&script), Vec::<String>::new(), "which of the two it is, nobody knows");
}

#[test]
fn the_wheel_scrolls_what_is_read() {
    let mut script = three();
    script.keys("?");
    for (down, top) in [(true, 3), (true, 6), (false, 3), (false, 0), (false, 0)] {
        script.session.wheel(down);
        assert!(matches!(script.session.mode, Mode::Help(at) if at == top), "{:?}", script.session.mode);
    }
}

#[test]
fn what_is_pasted_into_a_filter_is_one_line_of_text() {
    let mut script = three();
    script.keys("/c");
    script.session.paste("1\n\u{1b}\tx", script.now);
    assert_eq!(script.session.table().input.value(), "c1x");
    assert!(script.session.table().rows.is_empty(), "it filters at once");
}

#[test]
fn every_list_has_its_word() {
    let mut script = three();
    script.keys("6");
    for view in View::ALL {
        assert_eq!(View::named(&view.word().to_uppercase()), Some(view));
        script.keys(&format!(":{}↵", view.word()));
        assert_eq!(script.session.view(), view);
    }
    assert_eq!(View::named("nowhere"), None);
}

/// Of two phones each rings where it belongs, and the end of listening is for the call under the cursor.
#[test]
fn of_two_phones_each_is_its_own_accounts() {
    let mut script = Script::new(&["one", "two", "three"]);
    script.session.operator.phones =
        vec![(account("two"), "+15550200".into()), (account("three"), "+15550300".into())];
    for name in ["one", "two", "three"] {
        script.calls(name, vec![talking("c1", "1111")]);
    }
    for key in ["gm", "jm", "jm"] {
        script.keys(key);
        let order = script.sent.last().expect("sent");
        let (account, ticket) = (order.subject.account().clone(), order.ticket);
        script.fold(Fact::Acted { account, ticket, result: Ok(Accepted::default()) });
    }
    let phone = |order: &Order| {
        let (Action::Listen { phone, .. } | Action::Leave { phone }) = &order.action else {
            panic!("{order:?}")
        };
        phone.to_string()
    };
    let phones: Vec<_> = script.sent.iter().map(phone).collect();
    assert_eq!(phones, ["+15550100", "+15550200", "+15550300"]);
    script.keys("gE");
    let last = script.sent.last().expect("sent");
    assert_eq!((last.subject.account(), phone(last)), (&account("one"), "+15550100".to_owned()));
    // Away from a call that is listened to it is the newest.
    script.keys("5E");
    let last = script.sent.last().expect("sent");
    assert_eq!((last.subject.account(), phone(last)), (&account("three"), "+15550300".to_owned()));
}

/// The same page must not tell of somebody else, or take a key for them.
#[test]
fn details_stay_with_the_row_that_they_were_opened_for() {
    for follow in ["", "F"] {
        let mut script = Script::new(&["one"]);
        script.calls("one", vec![talking("c1", "1111"), talking("c2", "2222")]);
        script.keys(follow);
        // Nobody has moved the cursor: opening the row is what chooses it.
        script.keys("↵");
        let opened = selected(&script).expect("a row");
        assert!(matches!(script.session.mode, Mode::Details(_)));
        script.later(5);
        script.calls("one", vec![queued("c0", "0000"), talking("c1", "1111"), talking("c2", "2222")]);
        assert_eq!(selected(&script).as_ref(), Some(&opened), "another row is on top now");
        script.later(5);
        script.calls(
            "one",
            vec![queued("c0", "0000"), talking(if opened == "c1" { "c2" } else { "c1" }, "3333")],
        );
        assert_eq!(selected(&script), None, "it has gone, and nothing takes its place");
        script.keys("m");
        assert!(script.sent.is_empty(), "{follow}");
    }
}
