//! A key, and whether a person pressed it by itself.

use std::time::Duration;

use crossterm::event::KeyEvent;

/// How long it is quiet before a key that gives an order without a question.
const SILENCE: Duration = Duration::from_millis(150);

/// A key as it came. A terminal's own answers are told apart from keys before they come here; what looks like a key
/// in the midst of other input still may be none, and nobody pressed it to give an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Press {
    /// The key.
    pub key: KeyEvent,
    /// How long nothing came before it, whatever it was.
    pub quiet: Duration,
    /// Whether more came together with it, or it may be the rest of what the terminal said.
    pub glued: bool,
}

impl Press {
    /// Whether it counts as an order by itself.
    pub(super) fn is_alone(&self) -> bool {
        self.quiet >= SILENCE && !self.glued
    }
}

impl From<KeyEvent> for Press {
    /// A key in the middle of a long silence.
    fn from(key: KeyEvent) -> Self {
        Self { key, quiet: Duration::MAX, glued: false }
    }
}
