//! Keys, pastes and the mouse, in every way that terminals send them.

use crossterm::event::{KeyEventKind, MouseButton, MouseEvent, MouseEventKind};

use super::*;

const NONE: KeyModifiers = KeyModifiers::NONE;
const SHIFT: KeyModifiers = KeyModifiers::SHIFT;
const ALT: KeyModifiers = KeyModifiers::ALT;
const CTRL: KeyModifiers = KeyModifiers::CONTROL;

const fn char(char: char) -> KeyCode {
    KeyCode::Char(char)
}

const KEYS: &[(&[u8], KeyCode, KeyModifiers)] = &[
    (b"m", char('m'), NONE),
    (b"E", char('E'), SHIFT),
    ("é".as_bytes(), char('é'), NONE),
    ("ь".as_bytes(), char('ь'), NONE),
    ("צ".as_bytes(), char('צ'), NONE),
    ("佐".as_bytes(), char('佐'), NONE),
    ("🙂".as_bytes(), char('🙂'), NONE),
    (b"\r", KeyCode::Enter, NONE),
    (b"\t", KeyCode::Tab, NONE),
    (b"\x7f", KeyCode::Backspace, NONE),
    (b"\x03", char('c'), CTRL),
    (b"\x1a", char('z'), CTRL),
    (b"\x00", char(' '), CTRL),
    (b"\x1c", char('4'), CTRL),
    (b"\x1bf", char('f'), ALT),
    ("\x1bé".as_bytes(), char('é'), ALT),
    (b"\x1b\x7f", KeyCode::Backspace, ALT),
    (b"\x1b[A", KeyCode::Up, NONE),
    (b"\x1b[B", KeyCode::Down, NONE),
    (b"\x1b[1;5C", KeyCode::Right, CTRL),
    (b"\x1b[1;4D", KeyCode::Left, SHIFT.union(ALT)),
    (b"\x1b\x1b[A", KeyCode::Up, ALT),
    (b"\x1b[Z", KeyCode::BackTab, SHIFT),
    (b"\x1b[H", KeyCode::Home, NONE),
    (b"\x1b[F", KeyCode::End, NONE),
    (b"\x1b[1~", KeyCode::Home, NONE),
    (b"\x1b[3~", KeyCode::Delete, NONE),
    (b"\x1b[4~", KeyCode::End, NONE),
    (b"\x1b[5~", KeyCode::PageUp, NONE),
    (b"\x1b[6;5~", KeyCode::PageDown, CTRL),
    (b"\x1b[11~", KeyCode::F(1), NONE),
    (b"\x1b[15~", KeyCode::F(5), NONE),
    (b"\x1b[17~", KeyCode::F(6), NONE),
    (b"\x1b[21~", KeyCode::F(10), NONE),
    (b"\x1b[24;2~", KeyCode::F(12), SHIFT),
    (b"\x1b[28~", KeyCode::F(15), NONE),
    (b"\x1b[34~", KeyCode::F(20), NONE),
    (b"\x1b[1;2P", KeyCode::F(1), SHIFT),
    (b"\x1b[[E", KeyCode::F(5), NONE),
    (b"\x1bOA", KeyCode::Up, NONE),
    (b"\x1bOH", KeyCode::Home, NONE),
    (b"\x1bOP", KeyCode::F(1), NONE),
    (b"\x1bOS", KeyCode::F(4), NONE),
    (b"\x1bOM", KeyCode::Enter, NONE),
    (b"\x1bOu", char('5'), NONE),
    // kitty
    (b"\x1b[27u", KeyCode::Esc, NONE),
    (b"\x1b[109u", char('m'), NONE),
    (b"\x1b[109:77;2u", char('M'), SHIFT),
    (b"\x1b[101;2u", char('E'), SHIFT),
    (b"\x1b[1084::109u", char('м'), NONE),
    (b"\x1b[99;5u", char('c'), CTRL),
    (b"\x1b[109;9u", char('m'), KeyModifiers::SUPER),
    (b"\x1b[13u", KeyCode::Enter, NONE),
    (b"\x1b[9;2u", KeyCode::BackTab, SHIFT),
    (b"\x1b[127;5u", KeyCode::Backspace, CTRL),
    (b"\x1b[57404u", char('5'), NONE),
    (b"\x1b[57376u", KeyCode::F(13), NONE),
    (b"\x1b[57420u", KeyCode::Down, NONE),
    // xterm's modifyOtherKeys
    (b"\x1b[27;5;109~", char('m'), CTRL),
    (b"\x1b[27;2;13~", KeyCode::Enter, SHIFT),
];

fn any_keys() -> impl Strategy<Value = Vec<(&'static [u8], KeyCode, KeyModifiers)>> {
    prop::collection::vec(prop::sample::select(KEYS), 1..6)
}

fn expected(keys: &[(&[u8], KeyCode, KeyModifiers)]) -> Vec<KeyEvent> {
    keys.iter().map(|(_, code, modifiers)| KeyEvent::new(*code, *modifiers)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn keys_cut_anywhere_are_the_same_keys(keys in any_keys(), pauses in prop::collection::vec(0..30_u64, 64)) {
        let mut line = Line::default();
        let mut pauses = pauses.iter().map(|pause| Duration::from_millis(*pause)).cycle();
        for (bytes, ..) in &keys {
            for (place, byte) in bytes.iter().enumerate() {
                let pause = if place == 0 { LONG } else { pauses.next().expect("they go round") };
                line.send(&[*byte], pause);
            }
        }
        prop_assert_eq!(line.keys(), expected(&keys));
    }

    #[test]
    fn keys_that_come_together_are_all_keys(keys in any_keys()) {
        let bytes: Vec<u8> = keys.iter().flat_map(|(bytes, ..)| bytes.iter().copied()).collect();
        let mut line = Line::default();
        line.send(&bytes, LONG);
        prop_assert_eq!(line.keys(), expected(&keys));
    }
}

#[test]
fn esc_alone_is_the_key_once_nothing_followed_or_the_terminal_answered() {
    let mut line = Line::default();
    line.send(b"\x1b", LONG);
    line.wait(Duration::from_millis(1199));
    assert_eq!(line.found, [Input::Unsure], "it asks, once, and waits");
    line.wait(Duration::from_millis(1));
    assert_eq!(line.keys(), [KeyCode::Esc.into()]);
    let mut line = Line::default();
    line.send(b"\x1b", LONG);
    line.send(b"\x1b[0n", Duration::from_millis(40));
    assert_eq!(line.keys(), [KeyCode::Esc.into()], "answered: nothing else is on its way");
    let mut line = Line::default();
    line.send(b"\x1b", LONG);
    line.send(b"j", Duration::from_millis(31));
    assert_eq!(line.keys(), [KeyCode::Esc.into(), KeyCode::Char('j').into()]);
}

#[test]
fn a_letter_that_strings_begin_with_typed_right_after_esc_leaves_the_keyboard_alive() {
    for letter in ["P", "X", "]"] {
        let mut line = Line::default();
        line.send(b"\x1b", LONG);
        line.send(letter.as_bytes(), Duration::from_millis(100));
        line.send(b"\x1b[0n", Duration::from_millis(100));
        line.send(b"j", LONG);
        assert_eq!(line.keys(), [KeyCode::Char('j').into()], "{letter}");
    }
}

#[test]
fn two_escs_are_two() {
    let mut line = Line::default();
    line.send(b"\x1b\x1b", LONG);
    line.wait(LONG);
    assert_eq!(line.keys(), [KeyCode::Esc.into(), KeyCode::Esc.into()]);
    let mut line = Line::default();
    line.send(b"\x1b", LONG);
    line.send(b"\x1b", Duration::from_millis(200));
    line.wait(LONG);
    assert_eq!(line.keys(), [KeyCode::Esc.into(), KeyCode::Esc.into()]);
    let mut line = Line::default();
    line.send(b"\x1b\x1b[?61c", LONG);
    assert_eq!(line.keys(), [KeyCode::Esc.into()], "and an answer");
}

#[test]
fn a_key_says_how_long_it_was_quiet_and_whether_more_came_with_it() {
    let presses = |inputs: Vec<Input>| -> Vec<(Duration, bool)> {
        let press = |input: Input| {
            if let Input::Key(press) = input { Some((press.quiet, press.glued)) } else { None }
        };
        inputs.into_iter().filter_map(press).collect()
    };
    let ms = Duration::from_millis;
    let mut line = Line::default();
    line.send(b"jm", LONG);
    line.send(b"m", ms(149));
    // An answer that is swallowed is no silence.
    line.send(b"\x1b[?61c", ms(400));
    line.send(b"m", ms(20));
    line.send(b"\x1b[?61cm", ms(400));
    // A letter of two bytes began with its first.
    line.send("ь".as_bytes(), ms(300));
    let quiet: Vec<_> = presses(line.inputs());
    assert_eq!(quiet[0], (Duration::MAX, true));
    assert_eq!(
        quiet[1..],
        [(ms(0), false), (ms(149), false), (ms(20), false), (ms(0), false), (ms(300), false)]
    );
}

#[test]
fn a_paste_is_text_wherever_it_is_cut() {
    let bytes = "\x1b[200~m w\x1b[A é\r\x1b[201~".as_bytes();
    for cut in 0..bytes.len() {
        let mut line = Line::default();
        line.send(&bytes[..cut], LONG);
        line.send(&bytes[cut..], Duration::from_millis(900));
        assert_eq!(line.inputs(), [Input::Paste("m w\x1b[A é\r".to_owned())], "at {cut}");
    }
}

#[test]
fn a_paste_that_breaks_off_is_text_as_far_as_it_came_and_its_rest_is_nothing() {
    let mut line = Line::default();
    line.send(b"\x1b[200~ten m", LONG);
    line.send(b"m", LONG);
    line.send(b"w\x1b[201~", LONG);
    line.send(b"j", LONG);
    let counted: Vec<Input> = line.inputs().into_iter().filter(|input| *input != Input::Uncounted).collect();
    assert_eq!(counted[0], Input::Paste("ten m".to_owned()));
    assert_eq!(line.keys(), [KeyCode::Char('j').into()]);
    assert_eq!(counted.len(), 2);
}

#[test]
fn the_mouse_is_read_in_the_oldest_way_too() {
    let at = |kind, column, row| Input::Mouse(MouseEvent { kind, column, row, modifiers: NONE });
    let left = MouseButton::Left;
    assert_eq!(sent(b"\x1b[<0;12;3M"), [at(MouseEventKind::Down(left), 11, 2)]);
    assert_eq!(sent(b"\x1b[<0;120;3m"), [at(MouseEventKind::Up(left), 119, 2)]);
    assert_eq!(sent(b"\x1b[<64;1;1M"), [at(MouseEventKind::ScrollUp, 0, 0)]);
    assert_eq!(sent(b"\x1b[<65;1;1M"), [at(MouseEventKind::ScrollDown, 0, 0)]);
    assert_eq!(sent(b"\x1b[<35;1;1M"), [at(MouseEventKind::Moved, 0, 0)]);
    // The column is an m.
    assert_eq!(sent(b"\x1b[M m!"), [at(MouseEventKind::Down(left), 76, 0)]);
    assert_eq!(sent(b"\x1b[<0;0;0M"), []);
}

#[test]
fn a_key_that_is_let_go_says_so() {
    let kinds = |bytes: &[u8]| {
        let kind = |input: &Input| if let Input::Key(press) = input { Some(press.key.kind) } else { None };
        sent(bytes).iter().filter_map(kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds(b"\x1b[109;1:3u"), [KeyEventKind::Release]);
    assert_eq!(kinds(b"\x1b[1;1:2B"), [KeyEventKind::Repeat]);
    assert_eq!(kinds(b"\x1b[109;1:1u"), [KeyEventKind::Press]);
}

#[test]
fn a_key_after_esc_counts_by_itself_once_the_terminal_has_answered_or_it_was_quiet() {
    let glued = |line: &mut Line| {
        let found = std::mem::take(&mut line.found);
        let last = found
            .into_iter()
            .rev()
            .find_map(|it| if let Input::Key(press) = it { Some(press) } else { None });
        last.expect("a key").glued
    };
    let some = Duration::from_millis(200);
    let mut line = Line::default();
    line.send(b"\x1b", LONG);
    line.send(b"j", some);
    line.send(b"m", some);
    assert!(glued(&mut line), "the terminal has not said that Esc was the key");
    line.send(b"\x1b[0n", some);
    line.send(b"m", some);
    assert!(!glued(&mut line), "now it has");
    line.send(b"\x1b", LONG);
    line.send(b"j", some);
    line.send(b"m", LONG);
    assert!(!glued(&mut line), "nothing comes so late");
}
