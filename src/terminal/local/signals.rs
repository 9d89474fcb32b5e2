//! What the system tells about the terminal and the job.

use std::io;

use rustix::process::Signal as Number;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The signals of a terminal, caught as long as this lives.
#[derive(Debug)]
pub(super) struct Signals {
    resized: Signal,
    stopped: Signal,
    continued: Signal,
}

/// What a signal says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// The terminal has another size.
    Resized,
    /// Stop (SIGTSTP).
    Stop,
    /// It goes on, after it was stopped in whatever way.
    Continued,
}

impl Signals {
    /// Catches them from now on.
    pub(super) fn catch() -> io::Result<Self> {
        Ok(Self {
            resized: signal(SignalKind::window_change())?,
            stopped: signal(SignalKind::from_raw(Number::TSTP.as_raw()))?,
            continued: signal(SignalKind::from_raw(Number::CONT.as_raw()))?,
        })
    }

    /// The next of them.
    pub(super) async fn next(&mut self) -> Told {
        tokio::select! {
            _ = self.resized.recv() => Told::Resized,
            _ = self.stopped.recv() => Told::Stop,
            _ = self.continued.recv() => Told::Continued,
        }
    }
}
