//! The local session: keys in, cells out.

mod diff;
mod guard;
mod input;
mod look;
mod memory;
mod pen;
mod screen;
mod shift;
mod signals;
mod style;
mod tty;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior};

pub use guard::Guard;
use guard::Stop;
use input::Input;
pub use look::{look, signs};
pub use memory::Memory;
pub use screen::Screen;
use signals::{Signals, Told};

use crate::clock::{self, Clock};
use crate::domain::At;
use crate::floor::Seat;
use crate::messages::Request;
use crate::session::{Intent, Session};
use crate::view::{self, Look, Now};

/// What a terminal session looks at and speaks to.
#[derive(Debug)]
pub struct Desk {
    /// Its place on the floor: the newest board, and where requests go.
    pub seat: Seat,
    /// The time line.
    pub clock: Clock,
    /// Its colours and signs.
    pub look: Look,
    /// Whether the mouse is used.
    pub mouse: bool,
    /// Where it is remembered how the lists are looked at.
    pub memory: Memory,
}

/// This process's terminal, but for its keys.
#[derive(Debug)]
struct Terminal {
    screen: Screen,
    guard: Guard,
    signals: Signals,
}

/// What follows from an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    Stay,
    Stop,
    Leave,
}

/// Runs `session` on this process's terminal until the operator leaves, the terminal goes away or `stop`
/// resolves. The terminal is restored in every case, if it reads that within a second.
pub async fn run(mut session: Session, mut desk: Desk, stop: impl Future<Output = ()>) -> io::Result<()> {
    let outcome = here(&mut session, &mut desk, stop).await;
    desk.memory.close().await;
    outcome
}

async fn here(session: &mut Session, desk: &mut Desk, stop: impl Future<Output = ()>) -> io::Result<()> {
    desk.memory.begin(session.preferences());
    let area = tty::area().ok_or(io::ErrorKind::NotConnected)?;
    let signals = Signals::catch()?;
    let guard = Guard::enter(desk.mouse)?;
    let inputs = input::listen(io::stdin(), desk.clock);
    let mut terminal = Terminal { screen: Screen::start(area, tty::Output), guard, signals };
    terminal.screen.begin(terminal.guard.take());
    let outcome = attend(session, desk, inputs, &mut terminal, stop).await;
    terminal.screen.end(terminal.guard.give()).await;
    outcome
}

async fn attend(
    session: &mut Session,
    desk: &mut Desk,
    mut inputs: mpsc::Receiver<Input>,
    Terminal { screen, guard, signals }: &mut Terminal,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let mut ticks = tokio::time::interval_at(next_second(&desk.clock), Duration::from_secs(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    tokio::pin!(stop);
    let mut stale = true;
    loop {
        // A screen that was given back is somebody else's.
        let ours = !guard.is_given();
        if ours && stale && screen.ready() {
            stale = !draw(session, desk, screen);
        }
        tokio::select! {
            () = &mut stop => return Ok(()),
            input = inputs.recv() => {
                let Some(input) = input else { return Ok(()) };
                match take(input, session, desk, screen) {
                    Then::Stay => {}
                    Then::Stop if guard::has_shell() => give_back(screen, guard, Stop::Job).await?,
                    Then::Stop => {
                        session.warn("not stopped: no shell could let it go on".to_owned(), desk.clock.now());
                    }
                    Then::Leave => return Ok(()),
                }
                desk.memory.keep(session.preferences());
            }
            changed = desk.seat.board.changed() => {
                if changed.is_err() {
                    return Ok(());
                }
                let board = Arc::clone(&desk.seat.board.borrow_and_update());
                session.see(board, desk.clock.now());
            }
            told = signals.next() => match told {
                // Also where it has its old size again: what it lost in between is gone.
                Told::Resized => screen.resize(tty::area().unwrap_or_else(|| screen.area())),
                Told::Stop => give_back(screen, guard, Stop::Alone).await?,
                Told::Continued => {
                    follow_size(screen);
                    let Ok(bytes) = guard.again() else { return Ok(()) };
                    screen.begin(bytes);
                }
            },
            _ = ticks.tick() => {
                session.tick(desk.clock.now());
                follow_size(screen);
            }
            room = screen.room(), if ours && stale => if room { continue } else { return Ok(()) },
        }
        stale = true;
    }
}

/// Gives the terminal back and stops; whoever lets the program go on gives it the terminal again.
async fn give_back(screen: &mut Screen, guard: &mut Guard, whom: Stop) -> io::Result<()> {
    if !guard.is_given() {
        screen.end(guard.give()).await;
    }
    guard::stop(whom)
}

/// Takes the terminal's size if it has changed; once a second too, since not everybody in between passes the signal
/// on.
fn follow_size(screen: &mut Screen) {
    if let Some(area) = tty::area().filter(|area| *area != screen.area()) {
        screen.resize(area);
    }
}

/// Digits change on whole seconds of our time line, all together, and never between them: a frame that is
/// drawn for another reason then carries nothing but that. The answer is whether it was drawn.
fn draw(session: &mut Session, desk: &Desk, screen: &mut Screen) -> bool {
    let area = screen.area();
    session.fit(view::page(session, area));
    let now = present(desk);
    screen.draw(|buffer| view::render(session, &now, &desk.look, area, buffer))
}

fn present(desk: &Desk) -> Now {
    let now = desk.clock.now().millis();
    let past = now.rem_euclid(1000);
    let wall = clock::local().fixed_offset() - chrono::Duration::milliseconds(past);
    Now { at: At::from_millis(now - past), wall }
}

fn next_second(clock: &Clock) -> Instant {
    let millis = clock.now().millis().rem_euclid(1000);
    Instant::now() + Duration::from_millis(u64::try_from(1000 - millis).unwrap_or(1000))
}

/// Takes one input.
fn take(input: Input, session: &mut Session, desk: &mut Desk, screen: &mut Screen) -> Then {
    let now = desk.clock.now();
    let intents = match input {
        Input::Key(key) => session.key(key, now),
        Input::Paste(text) => {
            session.paste(&text, now);
            Vec::new()
        }
        Input::Mouse(mouse) => {
            point(mouse, session, desk, screen.area());
            Vec::new()
        }
        Input::Unsure => {
            screen.ask();
            Vec::new()
        }
        Input::Uncounted => {
            session.warn(
                "not counted: the terminal broke off an answer; Esc makes keys count again".to_owned(),
                now,
            );
            Vec::new()
        }
        Input::Cleared => {
            session.say("keys count again".to_owned(), now);
            Vec::new()
        }
    };
    for intent in intents {
        match intent {
            Intent::Ask(request) => {
                let what = match request {
                    Request::Order(_) => "not sent",
                    Request::Refresh(_) => "not polled",
                };
                if desk.seat.ask(request).is_err() {
                    session.warn(format!("{what}: the floor is busy"), now);
                }
            }
            Intent::Copy(text) => screen.copy(&text),
            Intent::Appear(appearance) => desk.look = look::changed(&desk.look, appearance),
            Intent::Redraw => screen.redraw(),
            Intent::Stop => return Then::Stop,
            Intent::Quit => return Then::Leave,
        }
    }
    Then::Stay
}

/// What a mouse does: the wheel scrolls, the left button looks and chooses. It never makes an order.
fn point(mouse: MouseEvent, session: &mut Session, desk: &Desk, area: Rect) {
    match mouse.kind {
        MouseEventKind::ScrollDown => session.wheel(true),
        MouseEventKind::ScrollUp => session.wheel(false),
        MouseEventKind::Down(MouseButton::Left) => {
            let now = present(desk);
            if let Some(spot) = view::spot(session, &now, &desk.look, area, (mouse.column, mouse.row)) {
                session.click(spot, desk.clock.now());
            }
        }
        MouseEventKind::Down(_)
        | MouseEventKind::Up(_)
        | MouseEventKind::Drag(_)
        | MouseEventKind::Moved
        | MouseEventKind::ScrollLeft
        | MouseEventKind::ScrollRight => {}
    }
}
