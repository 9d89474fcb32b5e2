//! A text with one more of its encodings undone, and where each of its bytes came from.

use std::ops::Range;

/// How many encodings may lie on top of each other.
const DEEPEST: usize = 4;

/// A text after some decoding. Each byte knows the bytes of the original that it was made of.
#[derive(Clone)]
pub(super) struct Layer {
    bytes: Vec<u8>,
    sources: Vec<Range<usize>>,
}

impl Layer {
    /// `text` itself, then with each encoding undone that is on it, from the outside in.
    pub(super) fn all(text: &[u8]) -> Vec<Self> {
        let sources = (0..text.len()).map(|at| at..at + 1).collect();
        let mut layers = vec![Self { bytes: text.to_vec(), sources }];
        while let Some(next) = layers.last().filter(|_| layers.len() <= DEEPEST).and_then(Self::peeled) {
            layers.push(next);
        }
        layers
    }

    /// Its bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its bytes for comparison.
    pub(super) fn folded(&self) -> Vec<u8> {
        folded(&self.bytes)
    }

    /// The part of the original that became the bytes at `place`.
    pub(super) fn source(&self, place: &Range<usize>) -> Range<usize> {
        let sources = self.sources.get(place.clone()).unwrap_or_default();
        let start = sources.first().map_or(0, |source| source.start);
        start..sources.last().map_or(start, |source| source.end)
    }

    /// With every escape undone once; `None` if there is none.
    fn peeled(&self) -> Option<Self> {
        let mut next = Self { bytes: Vec::with_capacity(self.bytes.len()), sources: Vec::new() };
        let (mut at, mut changed) = (0, false);
        while let Some(rest) = self.bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let escape = escape(rest);
            changed |= escape.is_some();
            let (made, length) = escape.unwrap_or_else(|| (rest.iter().take(1).copied().collect(), 1));
            let source = self.source(&(at..at + length));
            next.sources.extend(made.iter().map(|_| source.clone()));
            next.bytes.extend(made);
            at += length;
        }
        changed.then_some(next)
    }
}

/// `bytes` for comparison: a server may write `+` for a blank, and headers in another case.
pub(super) fn folded(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| if *byte == b'+' { b' ' } else { byte.to_ascii_lowercase() }).collect()
}

/// What the escape at the beginning of `text` stands for, and its length.
fn escape(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    match text {
        [b'%', high, low, ..] | [b'\\', b'x', high, low, ..] => {
            let byte = digit(*high)? << 4 | digit(*low)?;
            Some((vec![byte], if text.starts_with(b"%") { 3 } else { 4 }))
        }
        [b'\\', b'u', ..] => unicode(text),
        [b'\\', char @ (b'"' | b'\'' | b'\\' | b'/'), ..] => Some((vec![*char], 2)),
        [b'\\', b't', ..] => Some((vec![b'\t'], 2)),
        [b'&', rest @ ..] => entity(rest).map(|(made, length)| (made, length + 1)),
        _ => None,
    }
}

/// `\u00e9`, or two of them that make one character.
fn unicode(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let unit = |at: usize| {
        let digits = text.get(at..)?.strip_prefix(b"\\u")?.get(..4)?;
        digits.iter().try_fold(0_u16, |unit, char| Some(unit << 4 | u16::from(digit(*char)?)))
    };
    let units: Vec<u16> = [unit(0), unit(6)].into_iter().map_while(|unit| unit).collect();
    let first = char::decode_utf16(units).next()?.ok()?;
    Some((first.to_string().into_bytes(), 6 * first.len_utf16()))
}

/// `amp;`, `#38;` or `#x26;`.
fn entity(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let end = text.iter().take(10).position(|byte| *byte == b';')?;
    let name = std::str::from_utf8(text.get(..end)?).ok()?;
    let char = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        name => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    Some((char.to_string().into_bytes(), end + 1))
}

fn digit(char: u8) -> Option<u8> {
    char::from(char).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
