//! The terminal's bytes, read and told apart: keys, pastes and the mouse; and what it says by itself, which is
//! none of them.

mod csi;
mod keys;
mod parser;
mod reader;
mod source;

use crossterm::event::MouseEvent;

pub(super) use csi::ASK;
pub use reader::listen;
pub use source::{Descriptor, Source};

use crate::session::Press;

/// What came from the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key.
    Key(Press),
    /// Text that was pasted.
    Paste(String),
    /// The mouse.
    Mouse(MouseEvent),
    /// An Esc after which nothing has come yet: the key, or the beginning of an answer. Whatever the terminal sends
    /// after the rest of an answer proves that there is no rest, so it is worth asking it something.
    Unsure,
    /// Keys that do not count, because the terminal broke off an answer and they may be the rest of it.
    Uncounted,
    /// Esc, which says that there is no rest: keys count again.
    Cleared,
}
