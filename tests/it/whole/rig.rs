//! A floor with one account, and people who look at it on terminals that are no process's.

use std::io::{self, Write};
use std::num::NonZeroU16;
use std::path::PathBuf;
use std::time::Duration;

use callboard::board::Board;
use callboard::clock::Clock;
use callboard::domain::{Accepted, ClockOffset, Feed, Permissions, Principal, Snapshot};
use callboard::floor::{Door, Floor};
use callboard::messages::{AccountCommand, Budget, Fact, Order, Polled, Run};
use callboard::session::{Banner, Operator, Session};
use callboard::store::audit::Log;
use callboard::terminal::{Desk, End, Input, Terminal};
use callboard::view::{Background, Depth, Look, Signs};
use ratatui::layout::Rect;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout, timeout_at};

use crate::script::{abilities, account, nothing, talking};

/// The longest anything is waited for before it counts as missing.
const PATIENCE: Duration = Duration::from_secs(30);
const EVERY: Duration = Duration::from_secs(5);

/// A running floor, and the account's ends of it.
pub(super) struct Centre {
    pub(super) clock: Clock,
    door: Door,
    facts: mpsc::Sender<Fact>,
    mailbox: mpsc::Receiver<AccountCommand>,
    folder: PathBuf,
}

impl Drop for Centre {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

impl Centre {
    /// With an account whose agents talk with these callers.
    pub(super) async fn with(callers: &[&str]) -> Self {
        let clock = Clock::start();
        let folder = std::env::temp_dir().join(format!("callboard-whole-{:x}", fastrand::u64(..)));
        let log = Log::new(folder.join("audit.jsonl"), Run::begin(clock.now()));
        let (mut floor, door) = Floor::new(Board::new(&[(account("one"), EVERY)]), clock, log);
        let (mailbox, facts) = floor.connect(account("one"));
        tokio::spawn(floor.run());
        let centre = Self { clock, door, facts, mailbox, folder };
        centre.tell(Fact::Joined { account: account("one"), abilities: abilities(), every: EVERY }).await;
        centre.lists(callers).await;
        centre
    }

    async fn tell(&self, fact: Fact) {
        self.facts.send(fact).await.expect("the floor runs");
    }

    /// The account's next poll finds these callers.
    pub(super) async fn lists(&self, callers: &[&str]) {
        let calls = callers.iter().map(|caller| talking(&format!("c-{caller}"), caller)).collect();
        let now = self.clock.now();
        let polled = Polled {
            account: account("one"),
            at: now,
            snapshot: Snapshot { calls: Feed::fresh(calls), ..nothing() },
            abilities: abilities(),
            took: Duration::ZERO,
            skew: Some(ClockOffset::believed(0)),
            budget: Budget { left: 50, per_minute: 60 },
            next: now + EVERY,
        };
        self.tell(Fact::Polled(Box::new(polled))).await;
    }

    /// The next order that reaches the account's mailbox; its vendor says yes.
    pub(super) async fn carries(&mut self) -> Order {
        let order = loop {
            let command =
                timeout(PATIENCE, self.mailbox.recv()).await.expect("in time").expect("the floor runs");
            if let AccountCommand::Carry(order) = command {
                break *order;
            }
        };
        let (account, ticket) = (account("one"), order.ticket);
        self.tell(Fact::Departed { account: account.clone(), ticket, at: self.clock.now() }).await;
        self.tell(Fact::Acted { account, ticket, result: Ok(Accepted::default()) }).await;
        order
    }

    /// Whether no order waits in the account's mailbox.
    pub(super) fn rests(&mut self) -> bool {
        std::iter::from_fn(|| self.mailbox.try_recv().ok())
            .all(|command| matches!(command, AccountCommand::Refresh))
    }

    /// Lets `name` in, to look at a terminal of that size which sends `inputs`.
    pub(super) fn seats(
        &self,
        name: &str,
        inputs: mpsc::Receiver<Input>,
        (columns, rows): (u16, u16),
    ) -> Person {
        let phone = Some(format!("phone of {name}").as_str().into());
        let operator =
            Operator { name: name.into(), permissions: Permissions::All, phone, phones: Vec::new() };
        let seat = self.door.enter(Principal { operator: name.into(), permissions: Permissions::All });
        let board = seat.board.borrow().clone();
        let banner = Banner { title: "Floor".into(), demo: false };
        let mut session = Session::new(seat.session(), operator, banner, board, self.clock.now());
        let mut desk = Desk::new(seat, self.clock, Look::new(Depth::Mono, Background::Dark, Signs::Unicode));
        let (sizes, size) = watch::channel(Rect::new(0, 0, columns, rows));
        let (glass, frames) = mpsc::channel(8);
        let mut terminal = Terminal::new(inputs, size, Glass(glass));
        let running = tokio::spawn(async move {
            // Whoever suspends it comes back at once.
            loop {
                terminal.begin(true);
                let end = terminal.attend(&mut session, &mut desk).await;
                terminal.end().await;
                if end == End::Leave {
                    return;
                }
            }
        });
        let parser = vt100::Parser::new(number(rows), number(columns), 0);
        Person { parser, written: Vec::new(), frames, sizes, running }
    }
}

/// What a session writes on.
struct Glass(mpsc::Sender<Vec<u8>>);

impl Write for Glass {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.blocking_send(bytes.to_vec()).or(Err(io::ErrorKind::BrokenPipe))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Somebody who looks at a terminal until something stands there.
pub(super) struct Person {
    parser: vt100::Parser,
    /// All that was written to it.
    written: Vec<u8>,
    frames: mpsc::Receiver<Vec<u8>>,
    sizes: watch::Sender<Rect>,
    running: JoinHandle<()>,
}

impl Person {
    pub(super) fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    /// The row with the cursor.
    pub(super) fn chosen(&self) -> String {
        self.screen().lines().find(|line| line.starts_with('▌')).unwrap_or_default().to_owned()
    }

    /// Whether the program has the screen.
    pub(super) fn taken(&self) -> bool {
        self.parser.screen().alternate_screen()
    }

    /// How often `bytes` were written.
    pub(super) fn count(&self, bytes: &str) -> usize {
        self.written.windows(bytes.len()).filter(|window| *window == bytes.as_bytes()).count()
    }

    /// Looks until `seen` holds.
    pub(super) async fn until(&mut self, what: &str, seen: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !seen(self) {
            let frame = timeout_at(deadline, self.frames.recv()).await.ok().flatten();
            let Some(frame) = frame else { panic!("{what}: never seen\n{}", self.screen()) };
            self.look(&frame);
        }
    }

    fn look(&mut self, frame: &[u8]) {
        self.parser.process(frame);
        self.written.extend_from_slice(frame);
    }

    pub(super) async fn shows(&mut self, text: &str) {
        self.until(text, |person| person.screen().contains(text)).await;
    }

    /// Looks until the cursor is on that caller.
    pub(super) async fn chooses(&mut self, caller: &str) {
        self.until(caller, |person| person.chosen().contains(caller)).await;
    }

    pub(super) fn resizes(&mut self, columns: u16, rows: u16) {
        self.parser.screen_mut().set_size(number(rows), number(columns));
        self.sizes.send_replace(Rect::new(0, 0, columns, rows));
    }

    /// Looks until nothing is written any longer, because the session has ended.
    pub(super) async fn leaves(&mut self) {
        while let Some(frame) = timeout(PATIENCE, self.frames.recv()).await.expect("it ends") {
            self.look(&frame);
        }
        (&mut self.running).await.expect("no panic");
    }
}

fn number(cells: u16) -> NonZeroU16 {
    NonZeroU16::new(cells).expect("not nothing")
}
