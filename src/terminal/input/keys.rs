//! The keys behind characters, letters and numbers, as terminals have sent them since the VT220.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// The key that sends `char`: a letter, or a control character.
pub(super) fn char(char: char) -> Option<KeyEvent> {
    let control = |from: u8| {
        let code = u8::try_from(char).unwrap_or_default() + from;
        Some(KeyEvent::new(KeyCode::Char(code.into()), KeyModifiers::CONTROL))
    };
    match char {
        '\r' => Some(KeyCode::Enter.into()),
        '\t' => Some(KeyCode::Tab.into()),
        '\u{7f}' => Some(KeyCode::Backspace.into()),
        '\0' => Some(KeyEvent::new(KeyCode::Char(' '), KeyModifiers::CONTROL)),
        '\u{1}'..='\u{1a}' => control(b'a' - 1),
        '\u{1c}'..='\u{1f}' => control(b'4' - 0x1c),
        _ if char.is_control() => None,
        _ if char.is_uppercase() => Some(KeyEvent::new(KeyCode::Char(char), KeyModifiers::SHIFT)),
        _ => Some(KeyCode::Char(char).into()),
    }
}

/// The key of `ESC O` and a letter: the application modes of cursor and number keys.
pub(super) fn ss3(letter: u8) -> Option<KeyEvent> {
    let code = match letter {
        b'M' => KeyCode::Enter,
        b'I' => KeyCode::Tab,
        // `0` to `9` and the signs around them stand 0x40 higher.
        b'j'..=b'y' => KeyCode::Char(char::from(letter - 0x40)),
        b'X' => KeyCode::Char('='),
        b'R' => KeyCode::F(3),
        _ => lettered(letter)?,
    };
    Some(code.into())
}

/// The key of `ESC [ [` and a letter.
pub(super) fn console(letter: u8) -> Option<KeyEvent> {
    let number = letter.checked_sub(b'A').filter(|place| *place < 5)?;
    Some(KeyCode::F(number + 1).into())
}

/// The key of a sequence that ends in that letter.
pub(super) fn lettered(letter: u8) -> Option<KeyCode> {
    Some(match letter {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'E' => KeyCode::KeypadBegin,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P' => KeyCode::F(1),
        b'Q' => KeyCode::F(2),
        // Not R, though it is F3: the cursor's place is reported in the same shape.
        b'S' => KeyCode::F(4),
        _ => return None,
    })
}

/// The key of a sequence that ends in `~` and begins with that number.
pub(super) fn numbered(number: u32) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => function(number - 10)?,
        17..=21 => function(number - 11)?,
        23..=26 => function(number - 12)?,
        28 | 29 => function(number - 13)?,
        31..=34 => function(number - 14)?,
        _ => return None,
    })
}

fn function(number: u32) -> Option<KeyCode> {
    u8::try_from(number).ok().map(KeyCode::F)
}

/// The key of `CSI code:shifted ; modifiers : kind u`, and of xterm's modifyOtherKeys.
pub(super) fn unicode(code: u32, shifted: Option<u32>, modifiers: u32, kind: u32) -> Option<KeyEvent> {
    let mut held = self::modifiers(modifiers);
    let code = match code {
        8 | 127 => KeyCode::Backspace,
        9 if held.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
        9 => KeyCode::Tab,
        13 | 57414 => KeyCode::Enter,
        27 => KeyCode::Esc,
        57376..=57398 => function(code - 57363)?,
        // The number keys at the side.
        57399..=57408 => KeyCode::Char(char::from_digit(code - 57399, 10)?),
        57409..=57413 | 57415 | 57416 => sign(code)?,
        57417 => KeyCode::Left,
        57418 => KeyCode::Right,
        57419 => KeyCode::Up,
        57420 => KeyCode::Down,
        57421 => KeyCode::PageUp,
        57422 => KeyCode::PageDown,
        57423 => KeyCode::Home,
        57424 => KeyCode::End,
        57425 => KeyCode::Insert,
        57426 => KeyCode::Delete,
        // Modifiers by themselves, media keys, and what else has no letter.
        57344..=63743 => return None,
        _ => KeyCode::Char(letter(code, shifted, held)?),
    };
    if let KeyCode::Char(char) = code
        && char.is_uppercase()
    {
        held |= KeyModifiers::SHIFT;
    }
    Some(KeyEvent::new_with_kind(code, held, pressed(kind)))
}

fn sign(code: u32) -> Option<KeyCode> {
    let signs =
        [(57409, '.'), (57410, '/'), (57411, '*'), (57412, '-'), (57413, '+'), (57415, '='), (57416, ',')];
    signs.into_iter().find(|(of, _)| *of == code).map(|(_, sign)| KeyCode::Char(sign))
}

/// The character of a code point, as Shift makes it where the terminal leaves that to the reader.
fn letter(code: u32, shifted: Option<u32>, held: KeyModifiers) -> Option<char> {
    let char = char::from_u32(code).filter(|char| !char.is_control())?;
    if !held.contains(KeyModifiers::SHIFT) {
        return Some(char);
    }
    let alone = |mut upper: std::char::ToUppercase| upper.next().filter(|_| upper.next().is_none());
    shifted.and_then(char::from_u32).or_else(|| alone(char.to_uppercase())).or(Some(char))
}

/// Modifiers as sequences have them: one more than the sum of their bits.
pub(super) fn modifiers(number: u32) -> KeyModifiers {
    let bits = [
        KeyModifiers::SHIFT,
        KeyModifiers::ALT,
        KeyModifiers::CONTROL,
        KeyModifiers::SUPER,
        KeyModifiers::HYPER,
        KeyModifiers::META,
    ];
    let mask = number.saturating_sub(1);
    bits.into_iter().enumerate().filter(|(bit, _)| mask & (1 << bit) != 0).map(|(_, key)| key).collect()
}

/// How a key moved, in kitty's numbers.
pub(super) fn pressed(kind: u32) -> KeyEventKind {
    match kind {
        2 => KeyEventKind::Repeat,
        3 => KeyEventKind::Release,
        _ => KeyEventKind::Press,
    }
}
