//! The terminal's own state: taken, given back while the program is stopped, and given back however it ends.

use std::io::{self, Write as _};
use std::sync::mpsc;
use std::time::Duration;

use rustix::process::{Signal, getpgid, getpgrp, getpid, getsid, kill_current_process_group, kill_process};

use super::tty::{self, Output};

/// How long a terminal that does not read is waited for when it is given back.
pub(super) const LAST_WRITE: Duration = Duration::from_secs(1);

/// The alternate screen, empty, without a cursor; pastes in brackets.
const TAKE: &[u8] = b"\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[2J";
/// Buttons and the wheel, without every movement, which would cross the line for nothing.
const MOUSE: &[u8] = b"\x1b[?1000h\x1b[?1006h";
/// All of that undone, and whatever frame is half written.
const GIVE: &[u8] = b"\x1b[?2026l\x1b[r\x1b[m\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[?25h\x1b[?1049l";

/// Proof that the terminal is in raw mode. Dropping it gives the terminal back.
#[derive(Debug)]
pub struct Guard {
    mouse: bool,
    /// Whether the screen was given back already.
    given: bool,
}

impl Guard {
    /// Takes the terminal, and the mouse too if it is used; [`Self::take`] is to be written to it.
    pub(super) fn enter(mouse: bool) -> io::Result<Self> {
        tty::raw()?;
        Ok(Self { mouse, given: true })
    }

    /// The bytes that take the screen.
    pub(super) fn take(&mut self) -> Vec<u8> {
        self.given = false;
        if self.mouse { [TAKE, MOUSE].concat() } else { TAKE.to_vec() }
    }

    /// Takes the terminal again after the program was stopped.
    pub(super) fn again(&mut self) -> io::Result<Vec<u8>> {
        tty::raw()?;
        Ok(self.take())
    }

    /// Whether the screen is given back.
    pub(super) fn is_given(&self) -> bool {
        self.given
    }

    /// The bytes that give the screen back.
    pub(super) fn give(&mut self) -> Vec<u8> {
        self.given = true;
        GIVE.to_vec()
    }

    /// Gives the terminal back, as well as it can be done from a panic, and in no more than a second.
    pub fn restore() {
        let (done, waited) = mpsc::channel();
        std::thread::spawn(move || {
            // What cannot be written to a terminal that is gone needs no report.
            drop(Output.write_all(GIVE));
            let _heard = done.send(());
        });
        let _in_time = waited.recv_timeout(LAST_WRITE);
        tty::cooked();
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if self.given {
            tty::cooked();
        } else {
            Self::restore();
        }
    }
}

/// Whom to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// All that was started together with the program, as the terminal's own Ctrl-Z does.
    Job,
    /// The program alone: somebody else told it to stop.
    Alone,
}

/// Stops until somebody lets the program go on. The terminal must have been given back.
pub(super) fn stop(whom: Stop) -> io::Result<()> {
    tty::cooked();
    // The signal that can be caught was caught.
    match whom {
        Stop::Job => kill_current_process_group(Signal::STOP)?,
        Stop::Alone => kill_process(getpid(), Signal::STOP)?,
    }
    Ok(())
}

/// Whether there is a shell that can let a stopped job go on: the leader of the session, in a job of its own.
/// Without one, a program that is stopped stays so for ever.
pub(super) fn has_shell() -> bool {
    let leader = getsid(None).and_then(|leader| getpgid(Some(leader)));
    leader.is_ok_and(|group| group != getpgrp())
}
