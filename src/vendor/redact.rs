//! What an account must never show, and how it is kept out of a text in every form in which a server may repeat it.
//!
//! A server that refuses a request may quote it: plain, percent-encoded (wholly or in part, twice), with `+` for a
//! blank, as a JSON string, with HTML entities, in base64 alone or inside a longer text such as `id:secret`. Instead of
//! listing such forms for each secret, the text is decoded layer by layer and the secret looked for in each layer.

mod base64;
mod layer;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use memchr::memmem::{self, Finder};

use self::layer::Layer;
use crate::domain::Text;

/// What stands where a secret stood.
const MASK: &[u8] = b"***";
/// A shorter secret counts only where it stands alone: it would be found in the middle of words.
const SHORTEST: usize = 4;
/// What stands where a quotation was cut off.
const ELLIPSIS: &[u8] = "…".as_bytes();
/// The shortest beginning of a secret that counts where a text was cut off in the middle of it.
const BEGINNING: usize = 6;
/// How many secrets of the running program are kept: tokens, cookies, keys that a log-in brought.
const LEARNT: usize = 32;

/// The secrets of one account. Clones share them. Its `Debug` shows none.
#[derive(Clone, Default)]
pub struct Redactor(Arc<Mutex<Known>>);

#[derive(Default)]
struct Known {
    configured: Needles,
    learnt: VecDeque<Arc<Needle>>,
}

/// One secret, in the forms in which it is looked for in each layer of a text.
struct Needle(Vec<Finder<'static>>);

type Needles = Vec<Arc<Needle>>;

impl Redactor {
    /// Hides `secrets`, as the configuration has them.
    pub fn of<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let configured = secrets.into_iter().filter_map(Needle::new).map(Arc::new).collect();
        Self(Arc::new(Mutex::new(Known { configured, learnt: VecDeque::new() })))
    }

    /// From now on hides `secret` too, such as a token. The oldest of many are forgotten.
    pub fn learn(&self, secret: &str) {
        let Some(needle) = Needle::new(secret) else { return };
        let mut known = self.known();
        if known.configured.iter().chain(&known.learnt).any(|other| other.is(&needle)) {
            return;
        }
        if known.learnt.len() >= LEARNT {
            known.learnt.pop_front();
        }
        known.learnt.push_back(Arc::new(needle));
    }

    /// `bytes` without any secret, nor any of `more`.
    pub(super) fn bytes(&self, bytes: &[u8], more: &[String]) -> Vec<u8> {
        let more = more.iter().filter_map(|secret| Needle::new(secret)).map(Arc::new);
        let needles: Needles = {
            let known = self.known();
            known.configured.iter().chain(&known.learnt).cloned().chain(more).collect()
        };
        masked(bytes, found(bytes, &needles))
    }

    /// `text` without any secret.
    pub fn text(&self, text: &Text) -> Text {
        let clean = self.bytes(text.as_bytes(), &[]);
        if clean == text.as_bytes() { text.clone() } else { Text::new(&String::from_utf8_lossy(&clean)) }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redactor(***)")
    }
}

impl Needle {
    /// The forms of `secret`: as it is, decoded as a text around it may be, and in Latin-1. `None` if it is blank.
    fn new(secret: &str) -> Option<Self> {
        let secret = secret.trim();
        if secret.is_empty() {
            return None;
        }
        let mut forms: Vec<Vec<u8>> = Layer::all(secret.as_bytes()).iter().map(Layer::folded).collect();
        if let Ok(latin) =
            secret.chars().map(|char| u8::try_from(u32::from(char))).collect::<Result<Vec<_>, _>>()
        {
            forms.push(layer::folded(&latin));
        }
        forms.sort();
        forms.dedup();
        Some(Self(forms.iter().map(|form| Finder::new(form).into_owned()).collect()))
    }

    fn forms(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(Finder::needle)
    }

    fn is(&self, other: &Self) -> bool {
        self.forms().eq(other.forms())
    }

    /// The length of its longest form: decoding may leave little of a secret that looks encoded.
    fn longest(&self) -> usize {
        self.forms().map(<[u8]>::len).max().unwrap_or(0)
    }

    /// The length of its shortest form.
    fn shortest(&self) -> usize {
        self.forms().map(<[u8]>::len).min().unwrap_or(0)
    }
}

/// Where any of `needles` stands in `text`, in whatever form.
fn found(text: &[u8], needles: &[Arc<Needle>]) -> Vec<Range<usize>> {
    // A secret that is too short comes about by chance in what only looks like base64.
    let (long, short): (Needles, Needles) =
        needles.iter().cloned().partition(|needle| needle.longest() >= SHORTEST);
    let mut found = Vec::new();
    for layer in Layer::all(text) {
        let folded = layer.folded();
        let cuts: Vec<usize> = memmem::find_iter(&folded, ELLIPSIS).collect();
        for form in needles.iter().flat_map(|needle| &needle.0) {
            found.extend(places(&folded, form).map(|place| layer.source(&place)));
            let cut_off = cuts.iter().filter_map(|end| cut_off(folded.get(..*end)?, form.needle()));
            found.extend(cut_off.map(|place| layer.source(&place)));
        }
        found.extend(base64::runs(layer.bytes()).filter_map(|run| {
            let cut = layer.bytes().get(run.end..)?.starts_with(ELLIPSIS);
            let reveals = base64::reveals(layer.bytes().get(run.clone())?, cut, &long, &short);
            reveals.then(|| layer.source(&run))
        }));
    }
    found
}

/// Where `form` stands in `text`; if it is short, where it stands alone.
fn places<'a>(text: &'a [u8], form: &'a Finder<'_>) -> impl Iterator<Item = Range<usize>> + 'a {
    let (inside, length) =
        (|byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric), form.needle().len());
    form.find_iter(text).map(move |at| at..at + length).filter(move |place| {
        let before = place.start.checked_sub(1).and_then(|at| text.get(at));
        length >= SHORTEST || !(inside(before) || inside(text.get(place.end)))
    })
}

/// The beginning of `form` at the end of `text`: whoever quoted it cut it off there.
fn cut_off(text: &[u8], form: &[u8]) -> Option<Range<usize>> {
    let length = (BEGINNING..form.len())
        .rev()
        .find(|length| form.get(..*length).is_some_and(|it| text.ends_with(it)))?;
    Some(text.len() - length..text.len())
}

/// `text` with a mask over each of `places`; those that touch become one.
fn masked(text: &[u8], mut places: Vec<Range<usize>>) -> Vec<u8> {
    places.sort_by_key(|place| (place.start, place.end));
    let (mut clean, mut at) = (Vec::with_capacity(text.len()), 0);
    let mut covered = None;
    for place in places {
        if covered.is_none_or(|end| place.start > end) {
            clean.extend_from_slice(text.get(at..place.start).unwrap_or_default());
            clean.extend_from_slice(MASK);
        }
        at = at.max(place.end);
        covered = Some(at);
    }
    clean.extend_from_slice(text.get(at..).unwrap_or_default());
    clean
}
