//! What the table of keys promises.

use super::*;

fn press(code: KeyCode, modifiers: KeyModifiers) -> Option<Command> {
    command(KeyEvent::new(code, modifiers))
}

#[test]
fn no_key_stands_for_two_things() {
    let keys: Vec<_> = BINDINGS.iter().flat_map(|binding| binding.keys).collect();
    for (place, key) in keys.iter().enumerate() {
        assert!(!keys[place + 1..].contains(key), "{key:?}");
    }
}

#[test]
fn no_key_of_habit_changes_a_call() {
    let habits = ["h", "H", "k", "K", "d", "q", "r", "j", "x", "l"].map(|it| it.chars().next().expect("one"));
    for habit in habits {
        assert!(!matches!(press(KeyCode::Char(habit), PLAIN), Some(Command::Act(_))), "{habit}");
    }
    for code in [KeyCode::Esc, KeyCode::Enter, KeyCode::F(5), KeyCode::Backspace] {
        assert!(!matches!(press(code, PLAIN), Some(Command::Act(_))), "{code:?}");
    }
    for letter in 'a'..='z' {
        assert!(!matches!(press(KeyCode::Char(letter), CTRL), Some(Command::Act(_))), "Ctrl-{letter}");
    }
}

#[test]
fn a_key_does_the_same_on_every_layout() {
    for (typed, meant) in [('ь', 'm'), ('צ', 'm'), ('о', 'j'), ('ח', 'j'), ('Ч', 'X'), ('ة', 'm'), ('ת', 'n')]
    {
        let (typed, meant) = (press(KeyCode::Char(typed), PLAIN), press(KeyCode::Char(meant), PLAIN));
        if meant.is_some() {
            assert_eq!(typed, meant);
        }
    }
}

#[test]
fn shift_is_no_second_key() {
    assert_eq!(press(KeyCode::Char('X'), KeyModifiers::SHIFT), Some(C::Act(Verb::HangUp)));
    assert_eq!(press(KeyCode::Char('X'), KeyModifiers::ALT), None);
}

#[test]
fn every_verb_has_a_key() {
    for verb in Verb::ALL {
        assert!(!shown(verb).is_empty(), "{verb:?}");
    }
}
