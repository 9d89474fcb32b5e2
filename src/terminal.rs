//! The local session: keys in, cells out.

mod diff;
mod guard;
mod input;
mod look;
mod memory;
mod pen;
mod screen;
mod shift;
mod style;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior};

pub use guard::Guard;
use input::Input;
pub use look::look;
pub use memory::Memory;
pub use screen::Screen;

use crate::board::Board;
use crate::clock::{self, Clock};
use crate::domain::At;
use crate::event::Event;
use crate::session::{Intent, Session};
use crate::view::{self, Look, Now};

/// What a terminal session looks at and speaks to.
#[derive(Debug)]
pub struct Desk {
    /// The newest board.
    pub board: watch::Receiver<Arc<Board>>,
    /// Where orders go.
    pub floor: mpsc::Sender<Event>,
    /// The time line.
    pub clock: Clock,
    /// Its colours and signs.
    pub look: Look,
    /// Whether the mouse is used.
    pub mouse: bool,
    /// Where it is remembered how the lists are looked at.
    pub memory: Memory,
}

/// Runs `session` on this process's terminal until the operator leaves, the terminal goes away or `stop`
/// resolves. The terminal is restored in every case.
pub async fn run(mut session: Session, mut desk: Desk, stop: impl Future<Output = ()>) -> io::Result<()> {
    let outcome = attend(&mut session, &mut desk, stop).await;
    desk.memory.close().await;
    outcome
}

async fn attend(session: &mut Session, desk: &mut Desk, stop: impl Future<Output = ()>) -> io::Result<()> {
    desk.memory.begin(session.preferences());
    let _guard = Guard::enter(desk.mouse)?;
    let mut inputs = input::listen(io::stdin(), desk.clock);
    let mut resized = signal(SignalKind::window_change())?;
    let (width, height) = crossterm::terminal::size()?;
    let mut screen = Screen::start(Rect::new(0, 0, width, height), io::stdout());
    let mut ticks = tokio::time::interval_at(next_second(&desk.clock), Duration::from_secs(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    tokio::pin!(stop);
    let mut stale = true;
    loop {
        if stale && screen.ready() {
            stale = !draw(session, desk, &mut screen);
        }
        tokio::select! {
            () = &mut stop => return Ok(()),
            input = inputs.recv() => {
                let Some(input) = input else { return Ok(()) };
                if take(input, session, desk, &mut screen) {
                    return Ok(());
                }
                desk.memory.keep(session.preferences());
            }
            changed = desk.board.changed() => {
                if changed.is_err() {
                    return Ok(());
                }
                let board = Arc::clone(&desk.board.borrow_and_update());
                session.see(board, desk.clock.now());
            }
            _ = resized.recv() => follow_size(&mut screen),
            _ = ticks.tick() => {
                session.tick(desk.clock.now());
                follow_size(&mut screen);
            }
            () = screen.room(), if stale => continue,
        }
        stale = true;
    }
}

/// Takes the terminal's size if it has changed; once a second too, since not everybody in between passes the signal
/// on.
fn follow_size(screen: &mut Screen) {
    if let Ok((width, height)) = crossterm::terminal::size()
        && (width, height) != (screen.area().width, screen.area().height)
    {
        screen.resize(Rect::new(0, 0, width, height));
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

/// Takes one input; true means leave.
fn take(input: Input, session: &mut Session, desk: &mut Desk, screen: &mut Screen) -> bool {
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
            Intent::Order(order) => {
                if desk.floor.try_send(Event::Ordered(order)).is_err() {
                    session.warn("not sent: the floor is busy".to_owned(), now);
                }
            }
            Intent::Refresh(account) => {
                if desk.floor.try_send(Event::Refresh(account)).is_err() {
                    session.warn("not polled: the floor is busy".to_owned(), now);
                }
            }
            Intent::Copy(text) => screen.copy(&text),
            Intent::Appear(appearance) => desk.look = look::changed(&desk.look, appearance),
            Intent::Redraw => screen.redraw(),
            Intent::Quit => return true,
        }
    }
    false
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
