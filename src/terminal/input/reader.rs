//! The thread that reads the terminal. It ends with the terminal, or with whoever listens.

use std::io;
use std::os::fd::AsFd;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, read};
use tokio::sync::mpsc;

use super::Input;
use super::parser::Parser;
use crate::clock::Clock;
use crate::domain::At;

/// How many inputs may wait for the session.
const WAITING: usize = 64;
/// How much is read at a time.
const PIECE: usize = 1024;
/// What comes this soon after one another was not typed by a person: it belongs together.
const BURST: Duration = Duration::from_millis(15);
/// How much of a burst is waited for before it is told apart.
const MOST: usize = 4096;

/// Reads `terminal` from now on.
pub(in crate::terminal) fn listen(
    terminal: impl AsFd + Send + 'static,
    clock: Clock,
) -> mpsc::Receiver<Input> {
    let (sender, receiver) = mpsc::channel(WAITING);
    std::thread::spawn(move || {
        let mut parser = Parser::default();
        loop {
            let found = match burst(&terminal, parser.due(), &clock) {
                Ok(Some((bytes, at))) => parser.feed(&bytes, at),
                Ok(None) => parser.pass(clock.now()),
                Err(error) => {
                    tracing::info!(%error, "the terminal is gone");
                    return;
                }
            };
            for input in found {
                if sender.blocking_send(input).is_err() {
                    return;
                }
            }
        }
    });
    receiver
}

/// What comes next, with all that comes together with it, and when it began to come; `None` if nothing has come
/// until `due`.
fn burst(terminal: &impl AsFd, due: Option<At>, clock: &Clock) -> io::Result<Option<(Vec<u8>, At)>> {
    if !readable(terminal, due.map(|due| due.since(clock.now())))? {
        return Ok(None);
    }
    let at = clock.now();
    let mut bytes = piece(terminal)?;
    while bytes.len() < MOST && readable(terminal, Some(BURST))? {
        bytes.append(&mut piece(terminal)?);
    }
    Ok(Some((bytes, at)))
}

/// Whether there is something to read, or the end, before so much time has passed.
fn readable(terminal: &impl AsFd, within: Option<Duration>) -> io::Result<bool> {
    let within = within.and_then(|span| Timespec::try_from(span).ok());
    loop {
        match poll(&mut [PollFd::new(terminal, PollFlags::IN)], within.as_ref()) {
            Ok(count) => return Ok(count > 0),
            // Begun anew, it waits a little longer than it should.
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// What can be read now; the end of the terminal is an error.
fn piece(terminal: &impl AsFd) -> io::Result<Vec<u8>> {
    let mut buffer = vec![0; PIECE];
    loop {
        match read(terminal, &mut buffer) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => {
                buffer.truncate(count);
                return Ok(buffer);
            }
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(error) => return Err(error.into()),
        }
    }
}
