//! How a list is ordered, narrowed, gone through and scrolled.

use std::time::Duration;

use callboard::domain::{
    Accepted, Agent, AgentState, Call, ClockOffset, Direction, Feed, Party, Phase, Queue, Recording,
    Snapshot, Text,
};
use callboard::messages::{Budget, Fact, Polled};
use callboard::session::{AgentColumn, CallColumn, Column, Page, QueueColumn, Row, View, columns, keyed};

use crate::script::{START, Script, account, agent, nothing, queue, queued, talking};

/// What stands in the list, from the top.
fn ids(script: &Script) -> Vec<String> {
    let id = |row: &Row| match row {
        Row::Call(_, _, row) => row.call.id.as_str().to_owned(),
        Row::Queue(_, queue) => queue.id.as_str().to_owned(),
        Row::Agent(_, agent, _) => agent.id.as_str().to_owned(),
        Row::Account(line) => line.account.to_string(),
        Row::Order(filed) => filed.order.ticket.number.to_string(),
    };
    script.session.table().rows.iter().map(id).collect()
}

/// A list of a first row that has less in every column than the second, and of a third that has nothing.
fn floor() -> Script {
    let mut script = Script::new(&["a", "b", "c"]);
    script.polled("a", Snapshot { ..lists("1", 1) });
    script.now = START + Duration::from_secs(3);
    script.polled("b", Snapshot { ..lists("2", 2) });
    let mut bare = Call::new("3".into(), Phase::Talking);
    bare.recording = Recording::Unknown;
    let snapshot = Snapshot {
        calls: Feed::fresh(vec![bare]),
        agents: Feed::fresh(vec![Agent::new("3".into(), Text::new("zz"), AgentState::Unknown("zz".into()))]),
        queues: Feed::fresh(vec![Queue::new("3".into(), Text::new("zz"))]),
        ..nothing()
    };
    script.polled("c", snapshot);
    script.later(1);
    script
}

/// What account `id` tells: a call, an agent and a queue whose every figure is `size` and every name begins with it.
fn lists(id: &str, size: u32) -> Snapshot {
    let ago = |seconds: u64| Some(START - Duration::from_secs(seconds * u64::from(size)));
    let name = |word: &str| Some(Text::new(&format!("{size}{word}")));
    let many = u64::from(size) * 10;
    let mut call = Call::new(id.into(), if size == 1 { Phase::Held } else { Phase::Talking });
    call.caller = Party { name: name("caller"), number: name("00") };
    (call.dialled, call.agent_name, call.queue_name) = (name("dialled"), name("agent"), name("queue"));
    call.agent = Some(format!("x{id}").as_str().into());
    (call.started, call.entered) = (ago(100), ago(100));
    call.answered = Some(START - Duration::from_secs(100 * u64::from(size) - many));
    call.recording = if size == 1 { Recording::Off } else { Recording::On };
    call.direction = if size == 1 { Direction::Inbound } else { Direction::Outbound };
    let mut with = call.clone();
    (with.id, with.agent) = (format!("w{id}").as_str().into(), Some(id.into()));
    let mut person =
        agent(id, &format!("{size}person"), if size == 1 { AgentState::Held } else { AgentState::Talking });
    (person.extension, person.reason, person.group) = (name("ext"), name("reason"), name("team"));
    (person.since, person.handled) = (ago(50), Some(many));
    let mut desk = queue(id, &format!("{size}queue"));
    (desk.waiting, desk.ringing, desk.talking, desk.ready, desk.staffed) =
        (Some(size), Some(size), Some(size), Some(size), Some(9));
    (desk.longest, desk.state, desk.group) = (ago(30), name("state"), name("group"));
    let counts = &mut desk.counts;
    (counts.answered, counts.abandoned, counts.in_time) = (Some(many), Some(many - 5), Some(many - 5));
    counts.answer_wait = Some(many * u64::from(size) * 7);
    Snapshot {
        calls: Feed::fresh(vec![call, with]),
        agents: Feed::fresh(vec![person]),
        queues: Feed::fresh(vec![desk]),
        ..nothing()
    }
}

/// Of what stands in the list, the first and the second row of the floor.
fn both(script: &Script) -> Vec<String> {
    ids(script).into_iter().filter(|id| id == "1" || id == "2" || id == "sim.a" || id == "sim.b").collect()
}

/// Columns in which nothing is unknown.
const EVERY_ROW_HAS: [Column; 8] = [
    Column::Call(CallColumn::State),
    Column::Call(CallColumn::Age),
    Column::Call(CallColumn::Account),
    Column::Queue(QueueColumn::Queue),
    Column::Queue(QueueColumn::Account),
    Column::Agent(AgentColumn::Agent),
    Column::Agent(AgentColumn::State),
    Column::Agent(AgentColumn::Account),
];

#[test]
fn every_column_orders_its_list_by_what_stands_in_it_and_the_other_way_round() {
    for (view, digit) in [(View::Calls, '1'), (View::Queues, '3'), (View::Agents, '4')] {
        for (key, column) in keyed(view).skip(1) {
            let mut script = floor();
            script.keys(&format!("{digit}s{key}"));
            let sort = script.session.table().sort.expect("sorted");
            assert_eq!(
                (sort.column, sort.descending),
                (column, column.about().descending),
                "{view:?} {column:?}"
            );
            let mut wanted = vec!["1".to_owned(), "2".to_owned()];
            if sort.descending {
                wanted.reverse();
            }
            assert_eq!(both(&script), wanted, "{view:?} by {column:?}");
            // What is unknown stays last.
            let last = |script: &Script| ids(script).last().cloned();
            let unknown = (!EVERY_ROW_HAS.contains(&column)).then(|| "3".to_owned());
            assert!(unknown.is_none() || last(&script) == unknown, "{view:?} by {column:?}");
            script.keys(&format!("s{key}"));
            wanted.reverse();
            assert_eq!(both(&script), wanted, "{view:?} by {column:?}, turned round");
            assert!(unknown.is_none() || last(&script) == unknown, "{view:?} by {column:?}, turned round");
        }
    }
}

#[test]
fn the_column_beside_is_sorted_by_at_once_and_behind_the_last_comes_the_natural_order() {
    let mut script = floor();
    script.keys("1");
    let natural = ids(&script);
    for (key, column) in keyed(View::Calls).skip(1) {
        script.keys(">");
        let mut chosen = floor();
        chosen.keys(&format!("1s{key}"));
        assert_eq!(ids(&script), ids(&chosen), "{column:?}");
    }
    for (key, wanted) in [(">", None), ("<", columns(View::Calls).last().copied())] {
        script.keys(key);
        assert_eq!(script.session.table().sort.map(|sort| sort.column), wanted, "{key}");
        assert_eq!(ids(&script) == natural, wanted.is_none(), "{key}");
    }
}

#[test]
fn a_queue_that_counts_nobody_is_ordered_by_who_is_listed_in_it() {
    let mut script = Script::new(&["one"]);
    let calls = Feed::fresh(vec![queued("c1", "1111")]);
    let queues = Feed::fresh(vec![queue("q1", "Zed"), queue("q2", "Ann")]);
    script.polled("one", Snapshot { calls, queues, ..nothing() });
    script.keys("3");
    assert_eq!(ids(&script), ["q2", "q1"]);
    for way in ["down", "up"] {
        script.keys(":sort waiting↵");
        assert_eq!(ids(&script), ["q1", "q2"], "{way}");
    }
}

/// Polls of accounts that differ in every figure of their health.
fn accounts() -> Script {
    let mut script = Script::new(&["a", "b"]);
    for (name, size) in [("a", 1_u32), ("b", 2)] {
        script.now = START + Duration::from_secs(u64::from(size));
        let calls = (1..size).map(|number| talking(&format!("c{number}"), "1111")).collect();
        script.fold(Fact::Polled(Box::new(Polled {
            account: account(name),
            at: script.now,
            snapshot: Snapshot { calls: Feed::fresh(calls), ..nothing() },
            abilities: callboard::domain::Abilities::new(),
            took: Duration::from_millis(100 * u64::from(size)),
            skew: Some(ClockOffset::believed(i64::from(size) * 100)),
            budget: Budget { left: size, per_minute: 60 },
            next: START + Duration::from_secs(100 * u64::from(size)),
        })));
    }
    // Both are old by then, each by its own age.
    script.later(3_600);
    script
}

#[test]
fn accounts_are_ordered_by_their_health_too() {
    for (word, first) in [
        ("account", "sim.a"),
        ("health", "sim.a"),
        ("rows", "sim.b"),
        ("heard", "sim.a"),
        ("next", "sim.a"),
        ("latency", "sim.b"),
        ("budget", "sim.b"),
        ("skew", "sim.b"),
    ] {
        let mut script = accounts();
        script.keys(&format!("5:sort {word}↵"));
        assert_eq!(ids(&script).first().map(String::as_str), Some(first), "{word}");
        script.keys(&format!(":sort {word}↵"));
        assert_ne!(ids(&script).first().map(String::as_str), Some(first), "{word}, turned round");
    }
}

#[test]
fn orders_are_ordered_by_when_what_who_and_how_far_they_came() {
    let mut script = Script::new(&["a", "b"]);
    script.calls("a", vec![talking("c1", "1111")]);
    script.calls("b", vec![talking("c2", "2222")]);
    // The first is a barge at b, the second a hold at a; the newest stands first until somebody sorts.
    script.keys("gjBy");
    let ticket = script.sent[0].ticket;
    script.fold(Fact::Acted { account: account("b"), ticket, result: Ok(Accepted::default()) });
    script.session.operator.name = "ada".into();
    script.keys("gLy6");
    assert_eq!(ids(&script), ["2", "1"]);
    for (word, first) in [
        ("time", "2"),
        ("action", "1"),
        ("subject", "2"),
        ("account", "2"),
        ("operator", "2"),
        ("outcome", "1"),
    ] {
        script.keys(&format!(":sort {word}↵"));
        assert_eq!(ids(&script).first().map(String::as_str), Some(first), "{word}");
        script.keys(&format!(":sort {word}↵"));
        assert_ne!(ids(&script).first().map(String::as_str), Some(first), "{word}, turned round");
    }
}

#[test]
fn in_the_natural_order_those_who_wait_longest_come_first() {
    let mut script = Script::new(&["one"]);
    let at = |id: &str, phase: Phase, seconds: u64| {
        let mut call = Call::new(id.into(), phase);
        call.started = Some(START - Duration::from_secs(seconds));
        call
    };
    script.calls(
        "one",
        vec![
            at("wrap", Phase::Wrapup, 900),
            at("talk", Phase::Talking, 300),
            at("held", Phase::Held, 400),
            at("ring", Phase::Ringing, 20),
            at("short", Phase::Queued, 10),
            at("long", Phase::Queued, 60),
        ],
    );
    assert_eq!(ids(&script), ["long", "short", "ring", "held", "talk", "wrap"]);
}

/// Of a floor, what passes `filter` in the list of that `digit`.
fn passes(digit: char, filter: &str) -> Vec<String> {
    let mut script = floor();
    script.keys(&format!("{digit}/{filter}↵"));
    assert_eq!(script.session.table().mistake, None, "{filter}");
    let mut found: Vec<String> = ids(&script).into_iter().filter(|id| !id.starts_with('w')).collect();
    found.sort();
    found
}

#[test]
fn every_term_of_a_filter_passes_one_row_and_not_another_and_its_opposite_the_rest() {
    for (digit, filter, found) in [
        ('1', "1caller", &["1"][..]),
        ('1', "2CALLER", &["2"]),
        ('1', "1dialled", &["1"]),
        ('1', "1agent", &["1"]),
        ('1', "2queue", &["2"]),
        ('1', "held", &["1"]),
        ('1', "v:sim.a", &["1"]),
        ('1', "q:1", &["1"]),
        ('1', "q:queue", &["1", "2"]),
        ('1', "a:2agent", &["2"]),
        ('1', "d:in", &["1"]),
        ('1', "d:out", &["2"]),
        ('1', "p:held", &["1"]),
        ('1', "p:talk", &["2", "3"]),
        ('1', "s:>150", &["2"]),
        ('1', "s:<150", &["1", "3"]),
        ('1', "s:>1:30", &["1", "2"]),
        ('1', "p:talk a:2", &["2"]),
        ('3', "1queue", &["1"]),
        ('3', "2group", &["2"]),
        ('3', "1state", &["1"]),
        ('3', "v:sim.b", &["2"]),
        ('3', "q:2", &["2"]),
        ('3', "p:1state", &["1"]),
        ('3', "s:>50", &["2"]),
        ('3', "s:<50", &["1"]),
        ('4', "1person", &["1"]),
        ('4', "2ext", &["2"]),
        ('4', "1reason", &["1"]),
        ('4', "2team", &["2"]),
        ('4', "held", &["1"]),
        ('4', "v:sim.a", &["1"]),
        ('4', "a:2person", &["2"]),
        ('4', "p:talk", &["2"]),
        ('4', "s:>80", &["2"]),
        ('4', "s:<80", &["1"]),
        ('5', "sim.a", &["sim.a"]),
        ('5', "v:b", &["sim.b"]),
    ] {
        let of = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        assert_eq!(passes(digit, filter), of(found), "{filter} in list {digit}");
        if !filter.contains(' ') {
            let all = if digit == '5' { of(&["sim.a", "sim.b", "sim.c"]) } else { of(&["1", "2", "3"]) };
            let rest: Vec<String> = all.into_iter().filter(|id| !found.contains(&id.as_str())).collect();
            assert_eq!(passes(digit, &format!("!{filter}")), rest, "!{filter} in list {digit}");
        }
    }
    // What a list has nothing of passes nothing: no queue in the list of agents, no agent in that of queues.
    for (digit, filter) in
        [('4', "q:1"), ('3', "a:1"), ('3', "d:in"), ('4', "d:in"), ('5', "p:live"), ('5', "q:1")]
    {
        assert_eq!(passes(digit, filter), Vec::<String>::new(), "{filter} in list {digit}");
    }
}

#[test]
fn orders_are_found_by_what_by_whom_for_whom_and_how_far_they_came() {
    let mut script = Script::new(&["one"]);
    let mut named = talking("c1", "5550101");
    named.caller = Party::new(Some("Ada Quist"), Some("5550101"));
    script.calls("one", vec![named, talking("c2", "2222")]);
    script.keys("gByjLy6");
    for (filter, found) in [
        ("barge", &["1"][..]),
        ("hold", &["2"]),
        ("dana", &["2", "1"]),
        ("quist", &["1"]),
        ("555-0101", &["1"]),
        ("2222", &["2"]),
        ("sent", &["2", "1"]),
        ("p:sent", &["2", "1"]),
        ("p:seen", &[]),
        ("v:sim.one", &["2", "1"]),
        ("s:<1h", &["2", "1"]),
        ("s:>1h", &[]),
    ] {
        script.keys(&format!("/⎋/{filter}↵"));
        assert_eq!(ids(&script), found, "{filter}");
    }
}

#[test]
fn a_filter_by_time_follows_the_time() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![queued("c1", "1111")]);
    script.keys("/s:>30↵");
    assert!(ids(&script).is_empty());
    for (wait, found) in [(30_000, &[][..]), (30_001, &["c1"])] {
        script.session.tick(START + Duration::from_millis(wait));
        assert_eq!(ids(&script), found, "{wait} ms");
    }
}

#[test]
fn every_movement_goes_as_far_as_it_says_and_stops_at_both_ends() {
    use crossterm::event::{KeyCode as K, KeyEvent, KeyModifiers as M};
    for (code, with, from, to) in [
        (K::Down, M::NONE, 0, 1),
        (K::Down, M::NONE, 29, 29),
        (K::Up, M::NONE, 1, 0),
        (K::Up, M::NONE, 0, 0),
        (K::PageDown, M::NONE, 3, 13),
        (K::PageDown, M::NONE, 25, 29),
        (K::PageUp, M::NONE, 13, 3),
        (K::PageUp, M::NONE, 4, 0),
        (K::Char('d'), M::CONTROL, 3, 8),
        (K::Char('u'), M::CONTROL, 8, 3),
        (K::Char('u'), M::CONTROL, 2, 0),
        (K::Char('d'), M::CONTROL, 27, 29),
        (K::Home, M::NONE, 17, 0),
        (K::End, M::NONE, 17, 29),
        (K::Char('g'), M::NONE, 17, 0),
        (K::Char('G'), M::NONE, 17, 29),
    ] {
        let mut script = Script::new(&["one"]);
        script.calls("one", (0..30).map(|place| talking(&format!("c{place:02}"), "1111")).collect());
        script.session.fit(Page { rows: 10, shift: 0 });
        script.keys("g");
        script.keys(&"j".repeat(from));
        let _intents = script.session.key(KeyEvent::new(code, with), script.now);
        let table = script.session.table();
        assert_eq!(table.index, to, "{code:?} from {from}");
        assert!((table.top..table.top + 10).contains(&to), "{code:?} from {from}: it is on the screen");
        assert!(table.top <= 20, "{code:?} from {from}: no page has blank lines below the last row");
    }
}

#[test]
fn the_list_scrolls_only_as_far_as_keeps_the_cursor_on_the_screen() {
    let mut script = Script::new(&["one"]);
    script.calls("one", (0..30).map(|place| talking(&format!("c{place:02}"), "1111")).collect());
    script.session.fit(Page { rows: 10, shift: 0 });
    for (keys, index, top) in [
        ("gjjjjjjjjj", 9, 0),
        ("j", 10, 1),
        ("k", 9, 1),
        ("kkkkkkkk", 1, 1),
        ("k", 0, 0),
        ("G", 29, 20),
        ("k", 28, 20),
    ] {
        script.keys(keys);
        assert_eq!((script.session.table().index, script.session.table().top), (index, top), "{keys}");
    }
    // A smaller window keeps the row, a larger one shows no blank lines.
    script.session.fit(Page { rows: 4, shift: 0 });
    assert_eq!((script.session.table().index, script.session.table().top), (28, 25));
    script.session.fit(Page { rows: 20, shift: 0 });
    assert_eq!((script.session.table().index, script.session.table().top), (28, 10));
    // Of a window without rows a page is one.
    script.session.fit(Page { rows: 0, shift: 0 });
    let page_up = crossterm::event::KeyEvent::from(crossterm::event::KeyCode::PageUp);
    let _intents = script.session.key(page_up, script.now);
    assert_eq!(script.session.table().index, 27);
}

#[test]
fn from_a_lost_row_down_goes_to_what_slid_into_its_place_and_up_to_the_one_above() {
    for (key, wanted) in [("j", "c3"), ("k", "c1")] {
        let mut script = Script::new(&["one"]);
        script.calls("one", ["c1", "c2", "c3", "c4"].map(|id| talking(id, "1111")).to_vec());
        script.keys("gj");
        script.calls("one", ["c1", "c3", "c4"].map(|id| talking(id, "1111")).to_vec());
        script.keys(key);
        let Some(Row::Call(_, _, row)) = script.session.selected() else { panic!("a row") };
        assert_eq!(row.call.id.as_str(), wanted, "{key}");
    }
}

#[test]
fn a_list_that_does_not_fit_is_scrolled_sideways_no_further_than_its_last_column() {
    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![talking("c1", "1111")]);
    script.session.fit(Page { rows: 10, shift: 2 });
    for (code, shift) in [
        (KeyCode::Right, 1),
        (KeyCode::Right, 2),
        (KeyCode::Right, 2),
        (KeyCode::Left, 1),
        (KeyCode::Left, 0),
        (KeyCode::Left, 0),
    ] {
        let _intents = script.session.key(KeyEvent::new(code, KeyModifiers::NONE), script.now);
        assert_eq!(script.session.table().shift, shift);
    }
    script.session.fit(Page { rows: 10, shift: 0 });
    assert!(columns(View::Calls).len() > 2 && script.session.table().shift == 0);
}
