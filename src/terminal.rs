//! A session on a terminal: keys in, cells out. The loop knows no process: its terminal is whatever it is given, and
//! this process's own ([`local`]) is one of them.
//!
//! ```text
//!                bytes                                   Input
//!   Source ──────────────▶ listen ──────────────────────────┐  (or from whoever has events, not bytes)
//!   (descriptor, channel)  (a thread: what is a key,        ▼
//!                           what the terminal says)   ┌──────────┐  Request
//!   size (watch) ────────────────────────────────────▶│ Terminal │─────────▶ the floor, at the desk's seat
//!   board (watch, at the desk's seat) ───────────────▶│ ::attend │─────────▶ preferences (watch)
//!   whole seconds ───────────────────────────────────▶│          │─────────▶ End: leave, suspend
//!                                                     └──────────┘
//!                                 a frame, if there is room │ cells
//!                                                           ▼
//!   any Write ◀──────────── (a thread) ◀───── bytes ───── Screen
//! ```
//!
//! What may happen at any time (a signal, a shutdown) is not the loop's: whoever runs it drops it then, and may begin it
//! again.

mod diff;
mod input;
pub mod local;
mod look;
mod pen;
mod screen;
mod shift;
mod style;

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, Interval, MissedTickBehavior};

pub use input::{Descriptor, Input, Source, listen};
pub use look::{look, signs};
pub use screen::Screen;

use crate::clock::{self, Clock};
use crate::domain::At;
use crate::floor::Seat;
use crate::messages::Request;
use crate::session::{Intent, Preferences, Session};
use crate::view::{self, Look, Now};

/// What a terminal's session looks at and speaks to.
#[derive(Debug)]
pub struct Desk {
    /// Its place on the floor: the newest board, and where requests go.
    pub seat: Seat,
    /// The time line.
    pub clock: Clock,
    /// Its colours and signs.
    pub look: Look,
    /// How the lists are looked at, for whoever remembers it.
    pub preferences: watch::Sender<Preferences>,
}

/// A terminal, wherever it is: what comes from it, its size, and its screen.
#[derive(Debug)]
pub struct Terminal {
    inputs: mpsc::Receiver<Input>,
    sizes: watch::Receiver<Rect>,
    screen: Screen,
}

/// Why nobody attends to a terminal any longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The operator leaves, or the terminal or the floor is gone.
    Leave,
    /// The operator wants the terminal for something else, and to come back.
    Suspend,
}

impl Desk {
    /// A desk at `seat`.
    pub fn new(seat: Seat, clock: Clock, look: Look) -> Self {
        Self { seat, clock, look, preferences: watch::Sender::default() }
    }

    /// Tells how `session` looks at its lists, if that is new.
    fn keep(&self, session: &Session) {
        let new = session.preferences();
        self.preferences.send_if_modified(|kept| {
            let changed = *kept != new;
            *kept = new;
            changed
        });
    }
}

impl Terminal {
    /// The terminal that sends `inputs`, has the newest of `sizes`, and is written to by `output`.
    pub fn new(
        inputs: mpsc::Receiver<Input>,
        mut sizes: watch::Receiver<Rect>,
        output: impl Write + Send + 'static,
    ) -> Self {
        let area = *sizes.borrow_and_update();
        Self { inputs, sizes, screen: Screen::start(area, output) }
    }

    /// Takes the screen with the next frame, and the mouse too if it is used.
    pub fn begin(&mut self, mouse: bool) {
        self.screen.begin(mouse);
    }

    /// Gives the screen back, if it reads that within a second.
    pub async fn end(&mut self) {
        self.screen.end().await;
    }

    /// Runs `session` here. It may be dropped at any time, and begun again: nothing is lost but what a frame would have
    /// shown.
    pub async fn attend(&mut self, session: &mut Session, desk: &mut Desk) -> End {
        let mut ticks = seconds(&desk.clock);
        let mut stale = true;
        if self.sizes.has_changed().is_ok_and(|changed| changed) {
            self.resize();
        }
        loop {
            if stale && self.screen.ready() {
                stale = !draw(session, desk, &mut self.screen);
            }
            tokio::select! {
                input = self.inputs.recv() => {
                    let Some(input) = input else { return End::Leave };
                    let end = take(input, session, desk, &mut self.screen);
                    desk.keep(session);
                    if let Some(end) = end {
                        return end;
                    }
                }
                changed = desk.seat.board.changed() => {
                    if changed.is_err() {
                        return End::Leave;
                    }
                    let board = Arc::clone(&desk.seat.board.borrow_and_update());
                    session.see(board, desk.clock.now());
                }
                // Also where it has its old size again: what it lost in between is gone.
                Ok(()) = self.sizes.changed() => self.resize(),
                _ = ticks.tick() => session.tick(desk.clock.now()),
                room = self.screen.room(), if stale => if room { continue } else { return End::Leave },
            }
            stale = true;
        }
    }

    fn resize(&mut self) {
        let area = *self.sizes.borrow_and_update();
        self.screen.resize(area);
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

/// The whole seconds of that time line, from the next one on.
fn seconds(clock: &Clock) -> Interval {
    let millis = clock.now().millis().rem_euclid(1000);
    let next = Instant::now() + Duration::from_millis(u64::try_from(1000 - millis).unwrap_or(1000));
    let mut ticks = tokio::time::interval_at(next, Duration::from_secs(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    ticks
}

/// Takes one input; the answer is whether it is the last.
fn take(input: Input, session: &mut Session, desk: &mut Desk, screen: &mut Screen) -> Option<End> {
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
            Intent::Stop => return Some(End::Suspend),
            Intent::Quit => return Some(End::Leave),
        }
    }
    None
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
