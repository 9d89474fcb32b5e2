//! Keys that give an order without a question count only by themselves.

use std::time::Duration;

use callboard::domain::Accepted;
use callboard::messages::{Fact, Request};
use callboard::session::{Intent, Mode, Press};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::script::{Script, account, talking};

const LONG: Duration = Duration::from_secs(2);
const SHORT: Duration = Duration::from_millis(149);

fn on_a_call() -> Script {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![talking("c1", "1111"), talking("c2", "2222")]);
    script
}

fn press(script: &mut Script, char: char, quiet: Duration, glued: bool) -> usize {
    script.now = script.now + quiet;
    let key = KeyEvent::new(KeyCode::Char(char), KeyModifiers::NONE);
    let intents = script.session.key(Press { key, quiet, glued }, script.now);
    intents.iter().filter(|intent| matches!(intent, Intent::Ask(Request::Order(_)))).count()
}

#[test]
fn an_order_without_a_question_needs_silence_before_it_on_every_layout() {
    for char in ['m', 'w', 'ь', 'ц', 'צ', 'ة'] {
        for (quiet, glued) in [(SHORT, false), (Duration::ZERO, false), (LONG, true), (SHORT, true)] {
            let mut script = on_a_call();
            assert_eq!(press(&mut script, char, quiet, glued), 0, "{char} {quiet:?} {glued}");
            assert!(script.notice().starts_with("not counted: "), "{char}: {}", script.notice());
            assert!(matches!(script.session.mode, Mode::Browse));
        }
        let mut script = on_a_call();
        assert_eq!(press(&mut script, char, Duration::from_millis(150), false), 1, "{char}");
    }
}

#[test]
fn the_end_of_listening_needs_silence_before_it_too() {
    let mut script = on_a_call();
    script.keys("m");
    assert_eq!(script.sent.len(), 1);
    let ticket = script.sent[0].ticket;
    script.fold(Fact::Acted { account: account("one"), ticket, result: Ok(Accepted::default()) });
    assert_eq!(press(&mut script, 'E', SHORT, false), 0);
    assert!(script.notice().starts_with("not counted: "), "{}", script.notice());
    assert_eq!(press(&mut script, 'E', LONG, true), 0);
    assert_eq!(press(&mut script, 'E', LONG, false), 1);
}

#[test]
fn digits_with_something_right_behind_them_are_asked_for_again_from_the_first() {
    let mut script = on_a_call();
    script.keys("B");
    assert_eq!(press(&mut script, 'y', LONG, true), 0, "nor does a yes count");
    assert!(script.notice().contains("did not count"), "{}", script.notice());
    assert_eq!(press(&mut script, 'y', LONG, false), 1);
    let mut script = on_a_call();
    script.keys("X1");
    assert_eq!(press(&mut script, '1', LONG, true), 0);
    assert!(script.notice().contains("did not count"), "{}", script.notice());
    assert_eq!(press(&mut script, '1', LONG, false), 0);
    assert_eq!(press(&mut script, '1', LONG, false), 1);
}

#[test]
fn keys_that_ask_or_only_look_count_however_they_come() {
    let mut script = on_a_call();
    let first = script.session.table().index;
    press(&mut script, 'j', Duration::ZERO, true);
    assert_ne!(script.session.table().index, first);
    press(&mut script, 'X', Duration::ZERO, false);
    assert!(matches!(script.session.mode, Mode::Confirm(_)));
}
