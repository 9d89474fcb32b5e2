//! Keyboards that are not set to Latin letters.

use crossterm::event::{KeyCode, KeyEvent};

/// Letters of other layouts, each above the letter that stands on the same key of a Latin keyboard, so that
/// a key does what it does whatever the keyboard is set to.
const LAYOUTS: &[(&str, &str)] = &[
    ("йцукенгшщзхъфывапролджэячсмитьбю.", "qwertyuiop[]asdfghjkl;'zxcvbnm,./"),
    ("ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,", "QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?"),
    ("קראטוןםפשדגכעיחלךףזסבהנמצתץ", "ertyuiopasdfghjkl;zxcvbnm,."),
    ("ضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوزظ", "qwertyuiop[]asdfghjkl;'zxcvnm,./"),
];

/// The Latin letter on the key that was pressed.
pub(super) fn latin(key: KeyEvent) -> Option<char> {
    let KeyCode::Char(typed) = key.code else { return None };
    LAYOUTS.iter().filter(|_| !typed.is_ascii()).find_map(|(theirs, ours)| {
        theirs.chars().zip(ours.chars()).find(|(theirs, _)| *theirs == typed).map(|(_, ours)| ours)
    })
}
