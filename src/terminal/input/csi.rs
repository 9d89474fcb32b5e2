//! What a control sequence (`ESC [`, parameters, a letter) says from a keyboard's side.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::keys;

/// Parameters longer than this belong to no key.
const LONGEST: usize = 64;

/// The bytes between `ESC [` and the letter, as far as any key has them.
#[derive(Debug, Default)]
pub(super) struct Params {
    bytes: Vec<u8>,
    /// Whether more came than was kept.
    longer: bool,
}

/// What a sequence is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Csi {
    Key(KeyEvent),
    Mouse(MouseEvent),
    /// `ESC [ M`: three bytes of a mouse report follow.
    OldestMouse,
    /// `ESC [ [`: the letter of a function key follows.
    Console,
    PasteBegin,
    PasteEnd,
    /// Operating well: the answer to [`ASK`].
    Ready,
    /// What a terminal answers or reports. Never a key.
    Answer,
}

/// Device status report, which every terminal answers at once.
pub(in crate::terminal) const ASK: &[u8] = b"\x1b[5n";

impl Params {
    pub(super) fn push(&mut self, byte: u8) {
        if self.bytes.len() < LONGEST {
            self.bytes.push(byte);
        } else {
            self.longer = true;
        }
    }

    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.bytes.capacity()
    }
}

/// Reads a sequence that ends in `end`. Whatever is not known to be a key is none.
pub(super) fn read(params: &Params, end: u8) -> Csi {
    let Ok(text) = std::str::from_utf8(&params.bytes) else { return Csi::Answer };
    match (text, end) {
        _ if params.longer => Csi::Answer,
        ("", b'M') => Csi::OldestMouse,
        ("", b'[') => Csi::Console,
        ("200", b'~') => Csi::PasteBegin,
        ("201", b'~') => Csi::PasteEnd,
        ("0", b'n') => Csi::Ready,
        (_, b'M' | b'm') => {
            text.strip_prefix('<').and_then(|text| mouse(text, end)).map_or(Csi::Answer, Csi::Mouse)
        }
        _ => key(text, end).map_or(Csi::Answer, Csi::Key),
    }
}

/// The numbers of `text`, each with its sub-parameters; an empty one is `None`. Any other character, such as those
/// of private answers, makes it no key's.
fn numbers(text: &str) -> Option<Vec<Vec<Option<u32>>>> {
    let number = |text: &str| if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) };
    let plain = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b';' | b':'));
    let subs = |text: &str| text.split(':').map(number).collect::<Option<Vec<_>>>();
    plain.then(|| text.split(';').map(subs).collect()).flatten()
}

fn key(text: &str, end: u8) -> Option<KeyEvent> {
    let numbers = numbers(text)?;
    let at = |place: usize, sub: usize| numbers.get(place).and_then(|subs| subs.get(sub)).copied().flatten();
    let first = at(0, 0);
    let (modifiers, kind) = (at(1, 0).unwrap_or(1), at(1, 1).unwrap_or(1));
    let code = match (end, first) {
        (b'u', Some(code)) => return keys::unicode(code, at(0, 1), modifiers, kind),
        // xterm's modifyOtherKeys.
        (b'~', Some(27)) => return keys::unicode(at(2, 0)?, None, modifiers, 1),
        (b'~', Some(number)) => keys::numbered(number)?,
        (b'u' | b'~', None) => return None,
        (b'Z', _) => return Some(KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT)),
        (letter, None | Some(1)) => keys::lettered(letter)?,
        _ => return None,
    };
    Some(KeyEvent::new_with_kind(code, keys::modifiers(modifiers), keys::pressed(kind)))
}

/// A mouse report: what, column and row from 1, pressed or let go.
fn mouse(text: &str, end: u8) -> Option<MouseEvent> {
    let mut numbers = text.split(';').map(|text| text.parse::<u16>().ok());
    let (what, column, row) = (numbers.next()??, numbers.next()??, numbers.next()??);
    report(what, (column.checked_sub(1)?, row.checked_sub(1)?), end == b'm')
}

/// A report of three bytes, each 32 too high.
pub(super) fn oldest_mouse(bytes: &[u8]) -> Option<MouseEvent> {
    let [what, column, row] = bytes else { return None };
    let number = |byte: u8, base: u8| byte.checked_sub(base).map(u16::from);
    report(number(*what, 32)?, (number(*column, 33)?, number(*row, 33)?), false)
}

fn report(what: u16, (column, row): (u16, u16), up: bool) -> Option<MouseEvent> {
    let button = match what & 0b11 {
        0 => Some(MouseButton::Left),
        1 => Some(MouseButton::Middle),
        2 => Some(MouseButton::Right),
        _ => None,
    };
    let kind = match (what & 0b1110_0000, button) {
        (0, None) => MouseEventKind::Up(MouseButton::Left),
        (0, Some(button)) if up => MouseEventKind::Up(button),
        (0, Some(button)) => MouseEventKind::Down(button),
        (32, Some(button)) => MouseEventKind::Drag(button),
        (32, None) => MouseEventKind::Moved,
        (64, Some(MouseButton::Left)) => MouseEventKind::ScrollUp,
        (64, Some(MouseButton::Middle)) => MouseEventKind::ScrollDown,
        (64, Some(MouseButton::Right)) => MouseEventKind::ScrollLeft,
        (64, None) => MouseEventKind::ScrollRight,
        _ => return None,
    };
    let held = [(4, KeyModifiers::SHIFT), (8, KeyModifiers::ALT), (16, KeyModifiers::CONTROL)];
    let modifiers = held.into_iter().filter(|(bit, _)| what & bit != 0).map(|(_, key)| key).collect();
    Some(MouseEvent { kind, column, row, modifiers })
}
