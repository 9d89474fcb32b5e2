//! The terminal behind standard input and output: its size, its modes, its bytes.

use std::io::{self, Write};
use std::sync::OnceLock;

use ratatui::layout::Rect;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustix::stdio::{stdin, stdout};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};

/// The modes it had when the program began.
static FOUND: OnceLock<Termios> = OnceLock::new();

/// Switches to raw mode: bytes as they are typed, and signals by no key.
pub(super) fn raw() -> io::Result<()> {
    let found = tcgetattr(stdin())?;
    let mut raw = FOUND.get_or_init(|| found).clone();
    raw.make_raw();
    Ok(tcsetattr(stdin(), OptionalActions::Now, &raw)?)
}

/// Switches back to the modes that it had, as well as it can be done.
pub(super) fn cooked() {
    if let Some(found) = FOUND.get()
        && let Err(error) = tcsetattr(stdin(), OptionalActions::Now, found)
    {
        tracing::debug!(%error, "the terminal is gone: it keeps its modes");
    }
}

/// Its size; `None` if it is gone.
pub(super) fn area() -> Option<Rect> {
    let size = tcgetwinsize(stdout()).ok()?;
    Some(Rect::new(0, 0, size.ws_col, size.ws_row))
}

/// Standard output without a buffer and without a lock: a writer that hangs in it keeps no other from it.
#[derive(Debug)]
pub(super) struct Output;

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match rustix::io::write(stdout(), bytes) {
                Ok(count) => return Ok(count),
                // Whoever shares the terminal may have made it non-blocking.
                Err(Errno::AGAIN) => {
                    poll(&mut [PollFd::new(&stdout(), PollFlags::OUT)], None)?;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
