//! What is asked stays in sight, however long the names are and however small the window is.

use std::fmt::Write as _;

use super::floor::{
    Floor, NOW, account, agent, ago, answered, buffer, call, look, now, picture, poll, press, snapshot,
    text_of,
};
use crate::board::{Heard, Listening, Origin};
use crate::domain::{Abilities, AgentState, CallKey, Choice, ListenMode, Phase, Queue, Snapshot, Text, Verb};
use crate::messages::{Fact, Polled, Run, Ticket};
use crate::session::Session;
use crate::view::{Background, Depth, Look, Signs};

/// Windows from the smallest to a wall.
const WINDOWS: [(u16, u16); 7] = [(60, 14), (64, 16), (70, 20), (80, 24), (100, 14), (120, 40), (200, 60)];

/// A floor with one call and one agent, all of whose names are as long as a vendor can make them.
fn long() -> Session {
    let name = |word: &str| {
        let mut name = String::new();
        for place in 0..40 {
            write!(name, "{word}{place} ").expect("a name");
        }
        name
    };
    let mut call =
        answered(call("c1", &Phase::Talking, (&name("Caller"), "+1 650 123 4567"), 90), 5, "Paco Vu");
    (call.agent_name, call.queue_name) = (Text::some(&name("Agent")), Text::some(&name("Queue")));
    let mut ada = agent(&name("Person"), AgentState::Ready, 60);
    ada.group = Text::some(&name("Team"));
    let states = vec![Choice::new("1", &name("State")), Choice::new("2", "Lunch")];
    let snapshot = Snapshot {
        states,
        ..snapshot(vec![call], vec![ada], vec![Queue::new("q".into(), name("Sales").into())])
    };
    Floor::of(&["ringcentral.main"]).polled("ringcentral.main", 1, snapshot).session()
}

/// What stands in the box, without its frame.
fn boxed(shown: &str) -> String {
    let inside = |line: &str| {
        let from = line.find('│')? + '│'.len_utf8();
        let to = line.rfind('│').filter(|to| *to > from)?;
        line.get(from..to).map(str::to_owned)
    };
    shown.lines().filter_map(inside).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_question_names_the_queue_as_the_list_does_and_counts_everyone_it_rings_at() {
    let mut call = answered(call("c1", &Phase::Ringing, ("Ada", "+1 650 123 4567"), 90), 5, "Paco Vu");
    (call.agent_name, call.queue) = (Some("Paco Vu".into()), Some("q".into()));
    call.queue_name = None;
    let mut again = call.clone();
    (again.id, again.agent, again.agent_name) = ("c2".into(), Some("b".into()), Some("Bo Lang".into()));
    (call.conversation, again.conversation) = (Some("one".into()), Some("one".into()));
    let queues = vec![Queue::new("q".into(), "Billing".into())];
    let polled = snapshot(vec![call, again], Vec::new(), queues);
    let mut session = Floor::of(&["ringcentral.main"]).polled("ringcentral.main", 1, polled).session();
    press(&mut session, "X");
    let shown = boxed(&picture(&mut session, 80, 24));
    for wanted in ["Billing · ringcentral.main", "ringing with Paco Vu and 1 more"] {
        assert!(shown.contains(wanted), "{wanted}: {shown}");
    }
}

#[test]
fn a_question_shows_number_agent_queue_account_and_what_to_type_at_every_width() {
    for (width, height) in WINDOWS {
        for (keys, wanted) in [
            (
                "X",
                &["+1 650 123 4567", "Agent0", "Queue0", "ringcentral.main", "talking", "67", "__", "Esc"][..],
            ),
            ("X6", &["6_"]),
            ("B", &["+1 650 123 4567", "Agent0", "Queue0", "ringcentral.main", "y    barge", "Esc"]),
            ("T", &["+1 650 123 4567", "Agent0", "Queue0", "number", "Enter", "Esc"]),
            ("4S", &["Person0", "Team0", "ringcentral.main", "ready", "State0", "Esc"]),
            ("4C", &["Person0", "Team0", "number", "Esc"]),
        ] {
            let mut session = long();
            press(&mut session, keys);
            let shown = picture(&mut session, width, height);
            let inside = boxed(&shown);
            for wanted in wanted {
                assert!(inside.contains(wanted), "{wanted} after {keys} at {width}x{height}:\n{shown}");
            }
            assert!(shown.contains("#1"), "the row's number after {keys} at {width}x{height}:\n{shown}");
        }
    }
}

#[test]
fn where_figures_come_from_says_how_to_leave_and_cuts_nothing() {
    for (width, height) in WINDOWS {
        let mut session = long();
        press(&mut session, "i");
        let shown = picture(&mut session, width, height);
        assert!(shown.lines().rev().take(2).any(|line| line.contains("Esc back")), "{shown}");
        if width >= 80 && height >= 24 {
            assert!(boxed(&shown).contains("never averages"), "{shown}");
        }
    }
}

#[test]
fn what_is_typed_is_seen_at_every_width_whatever_is_said_beside_it() {
    for (width, height) in WINDOWS {
        for keys in [
            "/s:5m q:Zanzibar",
            "/Zanzibar",
            ":calls Zanzibar",
            ":sort Zanzibar\n",
            "TZanzibar\n",
            "4C5 Zanzibar",
        ] {
            let mut session = long();
            press(&mut session, keys);
            let shown = picture(&mut session, width, height);
            assert!(shown.contains("Zanzibar"), "{keys} at {width}x{height}:\n{shown}");
        }
    }
}

#[test]
fn what_is_wrong_with_what_is_typed_is_told_whole() {
    for (keys, says) in [
        ("/s:5m", "s: takes > or < and a time, as in s:>5m, s:<30, s:>1:30"),
        (":sort wiaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaat\n", "is no column of this list; the nearest is wait"),
        (":account thereisnosuchaccountanywhere\n", "the nearest is ringcentral.main"),
    ] {
        let mut session = long();
        press(&mut session, keys);
        let shown = picture(&mut session, 80, 24);
        assert!(shown.contains(says), "{keys}:\n{shown}");
    }
}

#[test]
fn what_the_last_line_cuts_is_among_the_keys_in_full() {
    let mut session = long();
    let long = "hang up: the exchange would cut off three other people who are in the same conference, \
                and this board cannot tell which of them is the customer that you mean";
    session.warn(long.to_owned(), NOW);
    let shown = picture(&mut session, 80, 24);
    let last = shown.lines().last().expect("a last line");
    assert!(last.ends_with('?') && last.contains('…'), "{last}");
    press(&mut session, "?");
    let shown = picture(&mut session, 80, 24);
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words(&shown).contains(&words(long)), "{shown}");
}

#[test]
fn without_colours_an_alarm_underlines_words_and_no_frame() {
    use ratatui::style::Modifier;
    let mono = Look::new(Depth::Mono, Background::Dark, Signs::Unicode);
    let mut session = super::floor::normal().session();
    press(&mut session, "X");
    let picture = buffer(&mut session, &now(), &mono, (80, 24));
    let frame = ["┌", "┐", "└", "┘", "│"];
    let mut seen = 0;
    for cell in picture.content.iter().filter(|cell| frame.contains(&cell.symbol())) {
        seen += 1;
        assert!(!cell.modifier.contains(Modifier::UNDERLINED), "{:?}", cell.symbol());
    }
    assert!(seen > 10);
}

#[test]
fn in_ascii_nothing_else_is_drawn_and_names_keep_their_width() {
    let ascii = Look::new(Depth::Mono, Background::Dark, Signs::Ascii);
    for keys in ["", "?", "X", "/", "s", "3", "4", "5", "6", "i", "c", "\n"] {
        let mut session = super::floor::normal().session();
        press(&mut session, keys);
        let picture = buffer(&mut session, &now(), &ascii, (120, 40));
        assert!(picture.content.iter().all(|cell| cell.symbol().is_ascii()), "{keys}");
    }
    let row = |name: &str, look: &Look| {
        let call = answered(call("c1", &Phase::Talking, (name, "0800"), 90), 5, "Paco Vu");
        let floor = Floor::of(&["ringcentral.main"]).polled(
            "ringcentral.main",
            1,
            snapshot(vec![call], vec![], vec![]),
        );
        text_of(&buffer(&mut floor.session(), &now(), look, (120, 24)))
            .lines()
            .nth(5)
            .expect("a row")
            .to_owned()
    };
    assert_eq!(row("佐藤 Zoë", &ascii), row("???? Zo?", &ascii));
    assert_ne!(row("佐藤 Zoë", &look()), row("???? Zo?", &look()));
}

#[test]
fn a_consequence_that_does_not_fit_gives_way_to_what_is_asked() {
    let words = "One side is cut off at once, the other after ten seconds. ".repeat(3);
    let abilities = Abilities::new().seen(&Verb::ALL).bringing(Verb::HangUp, &words);
    let told = snapshot(vec![call("c1", &Phase::Talking, ("Ada Quist", "+15550111"), 320)], vec![], vec![]);
    let mut floor = Floor::of(&["8x8.main"]);
    let polled = Polled { abilities, ..poll("8x8.main", 1, told) };
    let _ = floor.tell(Fact::Polled(Box::new(polled)), ago(1));
    for (width, height) in WINDOWS {
        let mut session = floor.session();
        press(&mut session, "X");
        let shown = picture(&mut session, width, height);
        for wanted in ["type 11", "__", "Esc", "One side is cut off"] {
            assert!(boxed(&shown).contains(wanted), "{wanted} at {width}x{height}:\n{shown}");
        }
    }
}

#[test]
fn a_phone_that_may_still_listen_is_to_be_hung_up_before_it_rings_again() {
    let talks = |id: &str| answered(call(id, &Phase::Talking, ("Ada", "+1 650 123 4567"), 90), 5, "Paco Vu");
    let told = snapshot(vec![talks("c1"), talks("c2")], vec![], vec![]);
    let all = Abilities::new().unseen(&Verb::ALL);
    let abilities = all.without(&[Verb::Leave], "hang up your phone");
    let mut floor = Floor::of(&["tel4vn.hn"]);
    floor.tell(Fact::Polled(Box::new(Polled { abilities, ..poll("tel4vn.hn", 1, told) })), ago(1));
    let row = floor.board.call(&CallKey::new(&account("tel4vn.hn"), &"c1".into())).expect("a call");
    let leg = Listening {
        call: CallKey::new(&account("tel4vn.hn"), &row.call.id),
        sighting: row.sighting,
        origin: Origin::Order(Ticket { run: Run::default(), session: 1, number: 1 }),
        mode: ListenMode::Monitor,
        phone: "5550123".into(),
        operator: "ann".into(),
        since: ago(30),
        earlier: false,
        certain: true,
        heard: Heard::Nothing,
    };
    floor.board.orders.listening.push(leg);
    let mut session = floor.session();
    let shown = picture(&mut session, 120, 24);
    assert!(shown.contains("hang up ends") && !shown.contains("E ends"), "{shown}");
    press(&mut session, "jm");
    let shown = picture(&mut session, 80, 24);
    assert!(shown.contains("Hang up your phone 5550123 first; y rings it again."), "{shown}");
    assert!(shown.contains("nobody hears you"), "{shown}");
}
