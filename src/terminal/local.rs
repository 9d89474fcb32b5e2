//! This process's own terminal: standard input and output, what the system signals about it, and the shell it is shared
//! with.

mod guard;
mod memory;
mod signals;
mod tty;

use std::io;
use std::path::PathBuf;

use ratatui::layout::Rect;
use tokio::sync::watch;

pub use guard::Guard;
use guard::Stop;
use memory::Memory;
pub use memory::recall;
use signals::{Signals, Told};

use super::input::{Descriptor, listen};
use super::{Desk, End, Terminal, seconds};
use crate::session::Session;

/// How it is used.
#[derive(Debug)]
pub struct Settings {
    /// Whether the mouse is.
    pub mouse: bool,
    /// Where it is remembered how the lists are looked at.
    pub file: PathBuf,
}

/// This process's terminal.
#[derive(Debug)]
struct Local {
    terminal: Terminal,
    guard: Guard,
    signals: Signals,
    sizes: watch::Sender<Rect>,
    mouse: bool,
}

/// What happened that is not the loop's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    /// It has ended.
    End(End),
    /// Somebody else told the program to stop.
    Stop,
    /// It was stopped, in whatever way, and goes on.
    Continued,
}

/// Runs `session` on this process's terminal until the operator leaves, the terminal goes away or `stop`
/// resolves. The terminal is restored in every case, if it reads that within a second.
pub async fn run(
    mut session: Session,
    mut desk: Desk,
    Settings { mouse, file }: Settings,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    desk.keep(&session);
    let memory = Memory::begin(file, desk.preferences.subscribe());
    let outcome = here(&mut session, &mut desk, mouse, stop).await;
    drop(desk);
    memory.close().await;
    outcome
}

async fn here(
    session: &mut Session,
    desk: &mut Desk,
    mouse: bool,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let area = tty::area().ok_or(io::ErrorKind::NotConnected)?;
    let signals = Signals::catch()?;
    let guard = Guard::enter()?;
    let (sizes, size) = watch::channel(area);
    let terminal = Terminal::new(listen(Descriptor(io::stdin()), desk.clock), size, tty::Output);
    let mut local = Local { terminal, guard, signals, sizes, mouse };
    local.terminal.begin(mouse);
    let outcome = tokio::select! {
        () = stop => Ok(()),
        outcome = local.attend(session, desk) => outcome,
    };
    local.give().await;
    outcome
}

impl Local {
    async fn attend(&mut self, session: &mut Session, desk: &mut Desk) -> io::Result<()> {
        loop {
            match self.next(session, desk).await {
                Event::End(End::Leave) => return Ok(()),
                Event::End(End::Suspend) if !guard::has_shell() => {
                    session.warn("not stopped: no shell could let it go on".to_owned(), desk.clock.now());
                    continue;
                }
                Event::End(End::Suspend) => self.give_back(Stop::Job).await?,
                Event::Stop => self.give_back(Stop::Alone).await?,
                Event::Continued => {}
            }
            follow_size(&self.sizes);
            if self.guard.again().is_err() {
                return Ok(());
            }
            self.terminal.begin(self.mouse);
        }
    }

    /// Runs `session` until something happens that is not the loop's.
    async fn next(&mut self, session: &mut Session, desk: &mut Desk) -> Event {
        let mut ticks = seconds(&desk.clock);
        let attending = self.terminal.attend(session, desk);
        tokio::pin!(attending);
        loop {
            tokio::select! {
                end = &mut attending => return Event::End(end),
                told = self.signals.next() => match told {
                    Told::Resized => self.sizes.send_modify(|size| *size = tty::area().unwrap_or(*size)),
                    Told::Stop => return Event::Stop,
                    Told::Continued => return Event::Continued,
                },
                // Not everybody in between passes the signal on.
                _ = ticks.tick() => follow_size(&self.sizes),
            }
        }
    }

    /// Gives the terminal back and stops; whoever lets the program go on gives it the terminal again.
    async fn give_back(&mut self, whom: Stop) -> io::Result<()> {
        self.give().await;
        guard::stop(whom)?;
        loop {
            match self.signals.next().await {
                Told::Continued => return Ok(()),
                Told::Stop => guard::stop(Stop::Alone)?,
                // What it shows is somebody else's.
                Told::Resized => {}
            }
        }
    }

    /// Gives the screen back, unless it was given back already; anew, if that was broken off.
    async fn give(&mut self) {
        if self.guard.is_taken() {
            self.terminal.end().await;
            self.guard.given();
        }
    }
}

/// Tells the terminal's size if it has changed.
fn follow_size(sizes: &watch::Sender<Rect>) {
    sizes.send_if_modified(|size| {
        let area = tty::area().unwrap_or(*size);
        let changed = area != *size;
        *size = area;
        changed
    });
}
