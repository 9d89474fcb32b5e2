//! The terminal's own state: taken once, and given back however the program ends.

use std::io::{self, Write as _};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::execute;
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};

/// Buttons and the wheel, without every movement, which would cross the line for nothing.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";

/// Proof that the terminal is ours: raw, on the alternate screen, without a cursor. Dropping it gives the
/// terminal back.
#[derive(Debug)]
pub struct Guard(());

impl Guard {
    /// Takes the terminal, and the mouse too if it is used.
    pub fn enter(mouse: bool) -> io::Result<Self> {
        enable_raw_mode()?;
        let guard = Self(());
        execute!(io::stdout(), EnterAlternateScreen, Hide, EnableBracketedPaste, Clear(ClearType::All))?;
        if mouse {
            io::stdout().write_all(MOUSE_ON)?;
            io::stdout().flush()?;
        }
        Ok(guard)
    }

    /// Gives the terminal back, as well as it can be done from a panic.
    pub fn restore() {
        // What cannot be written to a terminal that is gone needs no report.
        drop(io::stdout().write_all(MOUSE_OFF));
        drop(execute!(io::stdout(), DisableBracketedPaste, Show, LeaveAlternateScreen));
        drop(disable_raw_mode());
        drop(io::stdout().flush());
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        Self::restore();
    }
}
