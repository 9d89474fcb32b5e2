//! The thread that reads a terminal. It ends with the terminal, or with whoever listens.

use std::io;
use std::time::Duration;

use tokio::sync::mpsc;

use super::parser::Parser;
use super::{Input, Source};
use crate::clock::Clock;
use crate::domain::At;

/// How many inputs may wait for the session.
const WAITING: usize = 64;
/// What comes this soon after one another was not typed by a person: it belongs together.
const BURST: Duration = Duration::from_millis(15);
/// How much of a burst is waited for before it is told apart.
const MOST: usize = 4096;

/// Reads `source` from now on.
pub fn listen(mut source: impl Source, clock: Clock) -> mpsc::Receiver<Input> {
    let (sender, receiver) = mpsc::channel(WAITING);
    std::thread::spawn(move || {
        let mut parser = Parser::default();
        loop {
            let found = match burst(&mut source, parser.due(), &clock) {
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
fn burst(source: &mut impl Source, due: Option<At>, clock: &Clock) -> io::Result<Option<(Vec<u8>, At)>> {
    let Some(mut bytes) = source.read(due.map(|due| due.since(clock.now())))? else { return Ok(None) };
    let at = clock.now();
    while bytes.len() < MOST
        && let Some(mut more) = source.read(Some(BURST))?
    {
        bytes.append(&mut more);
    }
    Ok(Some((bytes, at)))
}
