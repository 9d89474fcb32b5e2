//! What holds for every picture, whatever is told and however large the window.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use proptest::prelude::*;
use ratatui::buffer::{Buffer, CellWidth};

use super::busy::busy;
use super::floor::{Floor, answered, buffer, call, look, now, now_after, press, snapshot};
use crate::domain::{Agent, AgentState, Detail, Phase, Queue, Text};
use crate::session::Session;
use crate::view::{Background, Depth, Look, Signs};

/// Keys that lead to every mode there is, from a call, a queue, an agent, an account or nothing.
const WAYS: &[&str] = &[
    "", "/", "/s:5m", "/v:xyz\n", "?", "\n", "s", "X", "B", "q", "T", "3\n", "4S", "4C", "5\n", "6z", "3c",
    "3s", " j y",
];

/// Text that vendors send and texts they had better not.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-zA-Z ]{0,40}",
        "[\u{5d0}-\u{5ea} ]{0,30}",
        "[\u{4e00}-\u{4eff}\u{3041}-\u{3096}\u{ff61}-\u{ff9f}]{0,30}",
        "[\u{202a}-\u{202e}\u{200b}-\u{200f}\u{1b}\u{7}\u{300}-\u{36f}a-c]{0,30}",
        "[\u{1f300}-\u{1f6ff}\u{1f1e6}-\u{1f1ff}\u{1f3fb}-\u{1f3ff}\u{200d}\u{fe0f}]{0,20}",
    ]
}

/// A floor on which every text is `text`.
fn floor_of(text: &str) -> Floor {
    let mut one = answered(call("one", &Phase::Talking, (text, text), 90), 5, text);
    one.details.extend(Detail::free(text, text));
    one.queue_name = Text::some(text);
    let mut two = call(text, &Phase::Other(Text::new(text)), (text, ""), 0);
    two.dialled = Text::some(text);
    let mut agent = Agent::new(text.into(), Text::new(text), AgentState::Unknown(Text::new(text)));
    (agent.reason, agent.extension) = (Text::some(text), Text::some(text));
    let queue = Queue::new(text.into(), Text::new(text));
    Floor::of(&["ringcentral.main", "8x8.eu"]).polled(
        "ringcentral.main",
        1,
        snapshot(vec![one, two], vec![agent], vec![queue]),
    )
}

/// Every row of the picture is exactly as wide as the window, and holds nothing that a terminal obeys.
fn is_sound(buffer: &Buffer) {
    let width = usize::from(buffer.area.width);
    for row in buffer.content.chunks(width.max(1)) {
        let mut x = 0;
        while let Some(cell) = row.get(x) {
            let symbol = cell.symbol();
            assert!(!symbol.chars().any(char::is_control), "{symbol:?}");
            assert_eq!(*Text::new(&format!("a{symbol}a")), format!("a{symbol}a"), "{symbol:?}");
            let wide = usize::from(symbol.cell_width());
            for hidden in row.get(x + 1..(x + wide).min(width)).expect("inside") {
                assert_eq!(hidden.symbol(), " ", "below {symbol:?}");
            }
            x += wide.max(1);
        }
        assert_eq!(x, width);
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn no_text_and_no_window_breaks_a_picture(
        text in any_text(),
        typed in any_text(),
        size in (0_u16..230, 0_u16..70),
        way in 0..WAYS.len(),
        (ascii, mono) in any::<(bool, bool)>(),
    ) {
        let mut session = floor_of(&text).session();
        session.banner.title = Text::new(&text);
        press(&mut session, WAYS[way]);
        session.paste(&typed, now().at);
        for code in [KeyCode::Left, KeyCode::Home] {
            let _intents = session.key(KeyEvent::new(code, KeyModifiers::NONE), now().at);
        }
        let signs = if ascii { Signs::Ascii } else { Signs::Unicode };
        let depth = if mono { Depth::Mono } else { Depth::Full };
        let look = Look::new(depth, Background::Light, signs);
        is_sound(&buffer(&mut session, &now(), &look, size));
    }

    #[test]
    fn a_name_stays_in_its_column(text in any_text(), width in 60_u16..220) {
        let plain = |name: &str| {
            let mut call = answered(call("one", &Phase::Talking, (name, "0800"), 90), 5, "Paco Vu");
            call.queue_name = Some(Text::new("Support"));
            let floor = Floor::of(&["ringcentral.main"]).polled("ringcentral.main", 1, snapshot(vec![call], vec![], vec![]));
            buffer(&mut floor.session(), &now(), &look(), (width, 20))
        };
        let row = |buffer: &Buffer| buffer.content.chunks(usize::from(width)).nth(5).expect("a row").to_vec();
        let (shown, wanted) = (row(&plain(&text)), row(&plain("Ada")));
        let agent = wanted.windows(4).position(|cells| cells[0].symbol() == "P" && cells[3].symbol() == "o").expect("an agent");
        assert_eq!(shown[agent..], wanted[agent..]);
    }
}

/// The cells that change within one second.
fn changes(session: &mut Session, size: (u16, u16)) -> Vec<(String, String)> {
    let (before, after) =
        (buffer(session, &now(), &look(), size), buffer(session, &now_after(1), &look(), size));
    let pairs = before.content.iter().zip(&after.content).filter(|(before, after)| before != after);
    pairs.map(|(before, after)| (before.symbol().to_owned(), after.symbol().to_owned())).collect()
}

#[test]
fn nothing_but_digits_moves_from_second_to_second() {
    for keys in ["1", "2", "3", "4", "5", "6"] {
        let mut session = busy(41).session();
        press(&mut session, keys);
        for (before, after) in changes(&mut session, (120, 40)) {
            let digit = |symbol: &str| symbol.chars().all(|char| char.is_ascii_digit());
            assert!(digit(&before) && digit(&after), "{before:?} became {after:?} on {keys}");
        }
    }
}

#[test]
fn a_second_changes_little_more_than_one_digit_a_clock() {
    let mut session = busy(41).session();
    let changed = changes(&mut session, (120, 40)).len();
    // The clock of the wall, the longest wait, an age a row, the waits that go on, and the pane.
    assert!(changed < 60, "{changed} cells changed");
}

#[test]
fn only_the_rows_on_the_screen_are_drawn() {
    let time = |calls: u64| {
        let mut session = busy(calls).session();
        let picture = buffer(&mut session, &now(), &look(), (120, 40));
        picture.content.iter().filter(|cell| cell.symbol() != " ").count()
    };
    assert!(time(4_000).abs_diff(time(400)) < 200);
}

#[test]
fn what_is_clicked_on_is_what_stands_there() {
    use crate::session::{CallColumn, Column, Spot, View};
    let mut session = busy(41).session();
    let size = (120, 40);
    let shown = super::floor::text_of(&buffer(&mut session, &now(), &look(), size));
    let area = ratatui::layout::Rect::new(0, 0, size.0, size.1);
    let at = |needle: &str| {
        let (y, line) = shown.lines().enumerate().find(|(_, line)| line.contains(needle)).expect(needle);
        let before = line.split(needle).next().expect("before").chars().count();
        (u16::try_from(before).expect("x"), u16::try_from(y).expect("y"))
    };
    let spot = |place| crate::view::spot(&session, &now(), &look(), area, place);
    assert_eq!(spot(at("3 Queues")), Some(Spot::View(View::Queues)));
    assert_eq!(spot(at("[1 Calls]")), Some(Spot::View(View::Calls)));
    assert_eq!(spot(at("Caller")), Some(Spot::Column(Column::Call(CallColumn::Caller))));
    assert_eq!(spot(at("Rec Account")), Some(Spot::Column(Column::Call(CallColumn::Recording))));
    let (_, head) = at("Caller");
    assert_eq!(spot((0, head)), Some(Spot::Column(Column::Number)));
    assert_eq!(spot((50, head + 1)), Some(Spot::Row(0)));
    assert_eq!(spot((50, head + 7)), Some(Spot::Row(6)));
    assert_eq!(spot((0, 0)), None);
    assert_eq!(spot((119, 39)), None);
}
