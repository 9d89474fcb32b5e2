//! The cursor is on the row that it was put on, or on nothing: no filter, order, column, window, list or newer
//! board puts it on another.

use callboard::domain::{Agent, AgentState, Call, Feed, Phase, Queue, Snapshot};
use callboard::session::{CallColumn, Column, Page, RowKey, Spot, View};
use fastrand::Rng;

use crate::script::{Script, agent, nothing, queue, queued, talking};

/// How many random histories are tried, of about sixty steps each.
const HISTORIES: u64 = 2_000;
const STEPS: usize = 60;

fn hundred() -> Script {
    let mut script = Script::new(&["one"]);
    script.calls(
        "one",
        (0..100).map(|place| talking(&format!("c{place:03}"), &(9_000 - place).to_string())).collect(),
    );
    script.session.fit(Page { rows: 20, shift: 0 });
    script
}

/// The cursor's row, the line of the screen that it is on, and the first row of the screen.
fn stand(script: &Script) -> (Option<RowKey>, usize, usize) {
    let table = script.session.table();
    (script.session.selected().map(callboard::session::Row::key), table.index, table.top)
}

#[test]
fn leaving_a_filter_puts_the_cursor_back_on_its_row_and_scroll() {
    for filter in ["/zz⎋", "/zz↵⎋", "/c05⎋", "/c0↵⎋", "/!c002⎋", "/zz↵:filter↵", "/zz↵/⎋", "/s:>9h↵⎋"]
    {
        for way in ["jj", "jjjjjjjjjjjjjjjjjjjjjjjjj", "Gkkkkk", "Gkkkkkkkkkkkkkkkkkkkkkkkk"] {
            let mut script = hundred();
            script.keys(way);
            let before = stand(&script);
            assert!(before.0.is_some());
            script.keys(filter);
            assert_eq!(script.session.table().rows.len(), 100, "{filter}");
            assert_eq!(stand(&script), before, "{way} {filter}");
        }
    }
}

#[test]
fn what_a_filter_hides_gets_no_order_and_neither_does_what_it_shows() {
    let mut script = hundred();
    script.keys("jj/c05↵");
    assert_eq!(stand(&script).0, None);
    assert!(script.keys("m").is_empty() && script.sent.is_empty());
    assert!(script.notice().contains("the filter hides"), "{}", script.notice());
    script.keys("jm");
    let callboard::domain::Subject::Call { key, .. } = &script.sent[0].subject else { panic!("a call") };
    assert_eq!(key.id.as_str(), "c050", "the first of those that pass, once it was chosen");
    script.keys("⎋");
    assert_eq!(
        script.session.table().rows[script.session.table().index].key(),
        stand(&script).0.expect("a row")
    );
    assert!(format!("{:?}", stand(&script).0).contains("c050"), "who moved stays where they moved to");
}

#[test]
fn a_row_that_ends_behind_a_filter_leaves_the_cursor_on_nothing_where_it_was() {
    let mut script = hundred();
    script.keys("Gkkkkkkkkkkkkkkkkkkkkkkkk");
    let (_, index, top) = stand(&script);
    script.keys("/zz↵");
    let rest = (0..100)
        .filter(|place| *place != index)
        .map(|place| talking(&format!("c{place:03}"), &(9_000 - place).to_string()));
    script.calls("one", rest.collect());
    script.keys("⎋");
    assert_eq!(stand(&script), (None, index, top));
}

#[test]
fn a_list_that_ends_before_the_lost_rows_place_has_the_cursor_at_its_end() {
    let mut script = hundred();
    script.keys("G/zz↵");
    script.calls("one", vec![talking("c000", "9000"), talking("c001", "8999")]);
    script.keys("⎋");
    assert_eq!((stand(&script).0, stand(&script).1), (None, 1));
}

#[test]
fn an_id_that_another_call_gets_is_another_row() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![talking("c1", "1111"), talking("c2", "2222")]);
    script.keys("j ");
    script.calls("one", vec![talking("c1", "1111"), talking("c2", "9999")]);
    assert_eq!(stand(&script).0, None);
    assert!(script.session.table().marks.is_empty(), "a mark is on a call, not on an id");
}

#[test]
fn sorting_a_list_that_nobody_touched_shows_its_top_and_chooses_nothing() {
    let mut script = hundred();
    script.keys("s5");
    assert_eq!(stand(&script), (None, 0, 0));
    assert!(format!("{:?}", script.session.table().rows[0].key()).contains("c099"));
    script.later(5);
    assert_eq!(stand(&script), (None, 0, 0));
    assert!(script.keys("m").is_empty());
    script.keys("j");
    assert_eq!(stand(&script).1, 0);
    assert!(stand(&script).0.is_some());
}

#[test]
fn a_cursor_that_stays_on_its_place_is_moved_by_the_floor_alone() {
    let mut script = hundred();
    script.keys("jjF");
    let before = stand(&script).0;
    script.keys("s5");
    assert_eq!((stand(&script).0, stand(&script).1), (before.clone(), 97));
    script.keys("/zz↵");
    assert_eq!(stand(&script).0, None);
    script.later(5);
    assert_eq!(stand(&script).0, None);
    script.keys("⎋");
    assert_eq!(stand(&script).0, before);
}

#[test]
fn a_queues_calls_have_a_cursor_of_their_own() {
    let mut script = Script::new(&["one"]);
    let calls = |id: &str| {
        let mut call = talking(id, "1111");
        call.queue = Some("q1".into());
        call
    };
    let snapshot = Snapshot {
        calls: Feed::fresh(vec![talking("c0", "1"), calls("c1"), calls("c2"), calls("c3")]),
        agents: Feed::fresh(vec![agent("a1", "Ada", AgentState::Talking)]),
        queues: Feed::fresh(vec![queue("q1", "Sales")]),
        ..nothing()
    };
    script.polled("one", snapshot);
    script.keys("g");
    let outside = stand(&script);
    script.keys("3g↵");
    assert_eq!(script.session.table().rows.len(), 3);
    script.keys("jj");
    let inside = stand(&script);
    script.keys("⇥⇥⇥");
    assert_eq!(stand(&script), inside, "round its own lists");
    script.keys("⎋↵");
    assert_eq!(stand(&script), inside, "out and in again");
    script.keys("1");
    assert_eq!(stand(&script), outside);
}

/// Keys that choose no row.
const KEYS: [&str; 26] = [
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "s2",
    "s3",
    "s4",
    "s5",
    "s1",
    "I",
    "<",
    ">",
    "c j j ⎋",
    "z",
    "/",
    "h",
    "l",
    "⎋",
    ":sort age↵",
    ":filter↵",
    ":calls q:1↵",
    "\t",
    "v",
    "↵",
];
const FILTERS: [&str; 7] = ["zz", "c1", "p:wait", "!q:1", "s:<20", "1", "\"Queue 2\""];

/// A random history: what happens, and whether that may move the cursor.
struct History {
    rng: Rng,
    script: Script,
    calls: Vec<Call>,
    people: u64,
}

impl History {
    fn new(seed: u64) -> Self {
        let mut history =
            Self { rng: Rng::with_seed(seed), script: Script::new(&["one"]), calls: Vec::new(), people: 0 };
        for _ in 0..30 {
            history.begins();
        }
        history.poll();
        // Somebody is there: a wall that nobody touches shows the top of its list.
        for list in "123456".chars() {
            history.script.keys(&format!("{list}g"));
        }
        history.script.keys("1");
        history
    }

    fn begins(&mut self) {
        self.people += 1;
        let (id, number) = (format!("c{}", self.rng.u8(..60)), format!("{:05}", self.people));
        let mut call = if self.rng.bool() { queued(&id, &number) } else { talking(&id, &number) };
        call.queue = Some(format!("q{}", self.rng.u8(..3)).as_str().into());
        call.entered = Some(self.script.now);
        self.calls.retain(|other| other.id != call.id);
        self.calls.push(call);
    }

    fn poll(&mut self) {
        let agents: Vec<Agent> =
            (1..9).map(|id| agent(&format!("a{id}"), &format!("Agent {id}"), AgentState::Ready)).collect();
        let queues: Vec<Queue> = (0..3).map(|id| queue(&format!("q{id}"), &format!("Queue {id}"))).collect();
        let snapshot = Snapshot {
            calls: Feed::fresh(self.calls.clone()),
            agents: Feed::fresh(agents),
            queues: Feed::fresh(queues),
            ..nothing()
        };
        self.script.polled("one", snapshot);
    }

    /// The floor goes on: calls begin, end, are answered; ids are used again.
    fn floor(&mut self) {
        for _ in 0..self.rng.u8(1..6) {
            match self.rng.u8(..3) {
                0 => self.begins(),
                1 if !self.calls.is_empty() => {
                    self.calls.swap_remove(self.rng.usize(..self.calls.len()));
                }
                _ => {
                    if let Some(call) = self.rng.choice(self.calls.iter_mut()) {
                        call.phase = Phase::Talking;
                    }
                }
            }
        }
        self.poll();
    }

    /// One step that is no choice of a row, and what it was.
    fn step(&mut self) -> String {
        match self.rng.u8(..10) {
            0..2 => {
                self.floor();
                "floor".to_owned()
            }
            2 => {
                let rows = self.rng.usize(..40);
                self.script.session.fit(Page { rows, shift: 3 });
                format!("{rows} rows")
            }
            3 => {
                self.script.later(self.rng.u64(..40));
                self.script.session.tick(self.script.now);
                "time".to_owned()
            }
            4 => {
                let spots = [Spot::Column(Column::Call(CallColumn::Age)), Spot::View(View::Calls)];
                let spot = spots[self.rng.usize(..2)];
                self.script.session.click(spot, self.script.now);
                format!("{spot:?}")
            }
            _ => {
                let key = KEYS[self.rng.usize(..KEYS.len())];
                let mut keys = key.to_owned();
                if key == "/" {
                    keys.push_str(FILTERS[self.rng.usize(..FILTERS.len())]);
                    keys.push_str(if self.rng.bool() { "↵" } else { "⎋" });
                }
                for key in keys.chars() {
                    self.script.keys(&key.to_string());
                }
                keys
            }
        }
    }
}

#[test]
fn nothing_but_a_choice_moves_the_cursor_to_another_row() {
    for seed in 0..HISTORIES {
        let mut history = History::new(seed);
        // What was last seen under the cursor, by list and by what it is narrowed to, and whether it was chosen.
        let mut seen: Vec<(String, RowKey, bool)> = Vec::new();
        let mut told: Vec<String> = Vec::new();
        for _ in 0..STEPS {
            let choice = history.rng.u8(..4) == 0;
            if choice {
                let key = ["j", "k", "g", "G", "jj"][history.rng.usize(..5)];
                history.script.keys("⎋");
                history.script.keys(key);
                seen.retain(|(list, ..)| *list != place(&history.script));
                told.push(key.to_owned());
            } else {
                told.push(history.step());
            }
            if told.last().is_some_and(|step| step == "floor" || step == "time" || step.contains('z')) {
                // Where nobody ever chose a row, the floor puts the cursor on what is at the top.
                seen.retain(|(_, _, chosen)| *chosen);
            }
            let under = history.script.session.selected().map(callboard::session::Row::key);
            let Some(under) = under else { continue };
            let list = place(&history.script);
            match seen.iter().find(|(of, ..)| *of == list) {
                Some((_, before, _)) => assert_eq!(under, *before, "seed {seed}, {list}: {told:?}"),
                None => seen.push((list, under, choice)),
            }
        }
    }
}

fn place(script: &Script) -> String {
    format!("{:?} {:?}", script.session.view(), script.session.table().scope)
}
