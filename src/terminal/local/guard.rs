//! The terminal's own state: taken, given back while the program is stopped, and given back however it ends.

use std::io::{self, Write as _};
use std::sync::mpsc;

use rustix::process::{Signal, getpgid, getpgrp, getpid, getsid, kill_current_process_group, kill_process};

use super::super::screen::{GIVE, LAST_WRITE};
use super::tty::{self, Output};

/// Proof that the terminal is in raw mode. Dropping it gives the terminal back.
#[derive(Debug)]
pub struct Guard {
    /// Whether the screen is taken too.
    taken: bool,
}

impl Guard {
    /// Takes the terminal; the screen is taken with the next frame.
    pub(super) fn enter() -> io::Result<Self> {
        tty::raw()?;
        Ok(Self { taken: true })
    }

    /// Takes the terminal again after the program was stopped.
    pub(super) fn again(&mut self) -> io::Result<()> {
        tty::raw()?;
        self.taken = true;
        Ok(())
    }

    /// Whether the screen is taken.
    pub(super) fn is_taken(&self) -> bool {
        self.taken
    }

    /// The screen was given back.
    pub(super) fn given(&mut self) {
        self.taken = false;
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
        if self.taken {
            Self::restore();
        } else {
            tty::cooked();
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
