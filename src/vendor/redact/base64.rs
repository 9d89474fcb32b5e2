//! Secrets in base64, in both alphabets, alone or in the middle of a longer text.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::{BEGINNING, ELLIPSIS, Needle, found, layer};

/// The shortest run that is worth a look.
const SHORTEST_RUN: usize = 4;
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The stretches of `text` that may be base64.
pub(super) fn runs(text: &[u8]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text.get(at..)?.iter().position(|byte| is_digit(*byte))?;
        let length = |from: usize, is: fn(u8) -> bool| {
            text.get(from..).unwrap_or_default().iter().take_while(|byte| is(**byte)).count()
        };
        let digits = start + length(start, is_digit);
        at = digits + length(digits, |byte| byte == b'=');
        Some(start..at)
    })
    .filter(|run| run.len() >= SHORTEST_RUN)
}

/// Whether `run`, which may be `cut` off, decodes to something with a secret in it. What stands before the encoded text
/// and is made of the same characters, such as a path, moves it by up to three.
pub(super) fn reveals(run: &[u8], cut: bool, long: &[Arc<Needle>], short: &[Arc<Needle>]) -> bool {
    let digits: Vec<u8> = run.iter().filter(|byte| **byte != b'=').map(|byte| plain(*byte)).collect();
    let shortest = long.iter().map(|needle| needle.shortest()).min();
    let shortest = if cut { shortest.map(|length| length.min(BEGINNING)) } else { shortest };
    let holds_long = |decoded: &[u8]| {
        let ended: Cow<'_, [u8]> = if cut { [decoded, ELLIPSIS].concat().into() } else { decoded.into() };
        shortest.is_some_and(|shortest| decoded.len() >= shortest) && !found(&ended, long).is_empty()
    };
    (0..4).any(|skipped| {
        let part = digits.get(skipped..).unwrap_or_default();
        // One digit alone is no byte.
        let whole = part.len() - usize::from(part.len() % 4 == 1);
        let decoded = part.get(..whole).and_then(|part| LENIENT.decode(part).ok());
        decoded.is_some_and(|decoded| (skipped == 0 && says(&decoded, short)) || holds_long(&decoded))
    })
}

/// Whether `decoded` is one of `short`, or `id:secret` with it.
fn says(decoded: &[u8], short: &[Arc<Needle>]) -> bool {
    let folded = layer::folded(decoded);
    let mut forms = short.iter().flat_map(|needle| needle.forms());
    forms.any(|form| {
        folded.strip_suffix(form).is_some_and(|before| before.is_empty() || before.ends_with(b":"))
    })
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// A digit of base64url as one of base64.
fn plain(byte: u8) -> u8 {
    match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => other,
    }
}
