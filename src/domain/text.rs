//! Vendor text, made safe once.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Serialize, Serializer};
use unicode_width::UnicodeWidthChar;

/// The longest text that is kept, in characters; what is longer ends in an ellipsis.
pub(super) const LONGEST: usize = 200;
/// How many marks may stand on one character; Vietnamese and Hebrew need two or three.
const MARKS: usize = 4;

/// Text that is safe to draw, log and copy: no control or escape characters, no bidirectional overrides,
/// no zero-width characters, no line breaks, of bounded length.
///
/// Names and numbers come from strangers who place calls, so this is the only way they enter the program.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Arc<str>);

impl Text {
    /// Cleans `raw`. White space of every kind becomes single blanks; the ends are trimmed.
    pub fn new(raw: &str) -> Self {
        let mut clean = String::with_capacity(raw.len().min(LONGEST * 4));
        let (mut kept, mut marks, mut blank) = (0_usize, 0_usize, false);
        for char in raw.chars() {
            if char.is_whitespace() || matches!(char, '\u{2028}' | '\u{2029}') {
                blank = !clean.is_empty();
                continue;
            }
            let width = char.width().unwrap_or(0);
            if char.is_control() || is_invisible(char) || is_no_character(char) {
                continue;
            }
            marks = if width == 0 { marks + 1 } else { 0 };
            if marks > MARKS || (width == 0 && clean.is_empty()) {
                continue;
            }
            if kept >= LONGEST {
                clean.push('…');
                break;
            }
            if std::mem::take(&mut blank) {
                clean.push(' ');
            }
            clean.push(char);
            kept += 1;
        }
        Self(clean.into())
    }

    /// Cleans `raw`; `None` if nothing is left to read.
    pub fn some(raw: &str) -> Option<Self> {
        let text = Self::new(raw);
        (!text.is_empty()).then_some(text)
    }

    /// Cleans the first `most` characters of `raw`; an ellipsis says that there were more. `None` as in [`Self::some`].
    pub fn quoted(raw: &str, most: usize) -> Option<Self> {
        match raw.char_indices().nth(most) {
            Some((end, _)) => Self::some(raw.get(..end)?).map(|text| Self::new(&format!("{text}…"))),
            None => Self::some(raw),
        }
    }

    /// This, and `more` behind it: cut where it must be so that `more`, which may be what to do about it, stands there
    /// whole.
    #[must_use]
    pub fn adding(&self, more: &str) -> Self {
        let left = LONGEST.saturating_sub(more.chars().count() + "…; ".chars().count());
        let long = self.chars().count() > left;
        let kept: String = self.chars().take(left).collect();
        Self::new(&format!("{kept}{}; {more}", if long { "…" } else { "" }))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a terminal draws `char`, instead of obeying it or hiding what stands around it.
pub fn is_drawable(char: char) -> bool {
    !(char.is_control() || matches!(char, '\u{2028}' | '\u{2029}') || is_invisible(char))
}

/// Characters that take no place on the screen yet change what stands around them: bidirectional controls,
/// joiners, selectors, tags, and the soft hyphen.
fn is_invisible(char: char) -> bool {
    matches!(char,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// Code points that Unicode gives to nobody, ever: what a terminal makes of them is anybody's guess.
fn is_no_character(char: char) -> bool {
    matches!(char, '\u{FDD0}'..='\u{FDEF}') || u32::from(char) & 0xFFFE == 0xFFFE
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Text {
    fn from(raw: &str) -> Self {
        Self::new(raw)
    }
}

impl From<String> for Text {
    fn from(raw: String) -> Self {
        Self::new(&raw)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_is_never_cut_off() {
        assert_eq!(&*Text::new("no").adding("check `client_id`"), "no; check `client_id`");
        let long = Text::new(&"x".repeat(500)).adding("check `client_id`");
        assert!(long.ends_with("x…; check `client_id`"), "{long}");
        assert_eq!(long.chars().count(), LONGEST);
        let fits = "x".repeat(LONGEST - "…; y".chars().count());
        assert_eq!(&*Text::new(&fits).adding("y"), format!("{fits}; y"));
    }

    #[test]
    fn escape_sequences_lose_what_makes_them_work() {
        assert_eq!(&*Text::new("\u{1b}[2J\u{1b}]0;owned\u{7}Ada\u{9b}31m"), "[2J]0;ownedAda31m");
    }

    #[test]
    fn overrides_and_zero_width_characters_are_dropped() {
        assert_eq!(&*Text::new("Ada\u{202e}\u{200b}\u{2066} Quist\u{feff}\u{200d}"), "Ada Quist");
    }

    #[test]
    fn noncharacters_are_dropped_and_their_neighbours_are_not() {
        let planes = (0..=16).flat_map(|plane| [(plane << 16) | 0xFFFE, (plane << 16) | 0xFFFF]);
        for code in (0xFDD0..=0xFDEF).chain(planes) {
            let char = char::from_u32(code).expect("a scalar value");
            assert_eq!(&*Text::new(&format!("a{char}b")), "ab", "U+{code:04X}");
        }
        for char in ['\u{FDCF}', '\u{FDF0}', '\u{FFFD}', '\u{1F600}'] {
            assert_eq!(&*Text::new(&format!("a{char}b")), format!("a{char}b"), "U+{:04X}", u32::from(char));
        }
    }

    #[test]
    fn white_space_of_every_kind_becomes_one_blank() {
        assert_eq!(&*Text::new("  Ada\r\n\t\u{a0}\u{2028}Quist \u{85}"), "Ada Quist");
    }

    #[test]
    fn names_keep_their_letters_in_every_script() {
        for name in ["Nguyễn Thị Ánh", "נועה לוי", "佐藤 花子", "Zoë O’Brien", "محمد"]
        {
            assert_eq!(&*Text::new(name), name);
        }
    }

    #[test]
    fn a_stack_of_marks_is_cut_and_a_lone_mark_dropped() {
        let stack = format!("a{}b", "\u{301}".repeat(500));
        assert_eq!(&*Text::new(&stack), format!("a{}b", "\u{301}".repeat(MARKS)));
        assert_eq!(&*Text::new("\u{301}a"), "a");
    }

    #[test]
    fn megabytes_become_a_line() {
        let text = Text::new(&"x".repeat(5_000_000));
        assert_eq!(text.chars().count(), LONGEST + 1);
        assert!(text.ends_with('…'));
    }

    #[test]
    fn a_quotation_says_that_it_was_cut_off() {
        assert_eq!(Text::quoted("Zoë Q", 3).as_deref(), Some("Zoë…"));
        assert_eq!(Text::quoted("Zoë", 3).as_deref(), Some("Zoë"));
        assert_eq!(Text::quoted("\n\n\n\n", 3), None);
    }

    #[test]
    fn nothing_readable_is_none() {
        assert_eq!(Text::some(" \u{200b}\u{1b}\n"), None);
        assert_eq!(Text::some(" 0 ").as_deref(), Some("0"));
    }
}
