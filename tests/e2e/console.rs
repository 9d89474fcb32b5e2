//! A person at a terminal: starts the program, types, and looks until something stands there.

use std::process::ExitStatus;
use std::time::Duration;

use pty_process::{Command, Pty, Size};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Child;
use tokio::time::{Instant, timeout_at};

/// The longest anyone looks for something before it counts as missing.
const PATIENCE: Duration = Duration::from_secs(30);

/// The program.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_callboard");

pub(crate) struct Console {
    pty: Pty,
    child: Child,
    parser: vt100::Parser,
    /// Everything the program has written.
    pub(crate) written: Vec<u8>,
    /// How many questions of it were answered.
    answered: usize,
}

impl Console {
    /// Starts the program with `args` in a terminal of that size, with an environment of nothing but `env`.
    pub(crate) fn start(columns: u16, rows: u16, args: &[&str], env: &[(&str, &str)]) -> Self {
        Self::of(PROGRAM, columns, rows, args, env)
    }

    /// Starts another program, which starts this one.
    pub(crate) fn of(program: &str, columns: u16, rows: u16, args: &[&str], env: &[(&str, &str)]) -> Self {
        let (pty, pts) = pty_process::open().expect("a pseudo-terminal");
        pty.resize(Size::new(rows, columns)).expect("a size");
        let command = Command::new(program).args(args).env_clear();
        let command = command.env("TERM", "xterm-256color").envs(env.iter().copied()).kill_on_drop(true);
        let child = command.spawn(pts).expect("the program starts");
        Self { pty, child, parser: parser(columns, rows), written: Vec::new(), answered: 0 }
    }

    /// Types `keys`: letters as they are, `\r` is Enter, `\x1b` Esc.
    pub(crate) async fn keys(&mut self, keys: &str) {
        self.pty.write_all(keys.as_bytes()).await.expect("the program reads its keys");
    }

    /// Does nothing for as long as a person who reads before pressing a key that is an order by itself.
    pub(crate) async fn rest(&mut self) {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }

    /// The screen as text.
    pub(crate) fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    /// Looks until `seen` holds of the screen.
    pub(crate) async fn until(&mut self, what: &str, mut seen: impl FnMut(&str) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let screen = self.screen();
            if self.is_whole() && seen(&screen) {
                return screen;
            }
            assert!(self.look(deadline).await, "{what}: never seen\n{screen}");
        }
    }

    /// Whether no frame is half written: a terminal shows a synchronized update when it is whole.
    fn is_whole(&self) -> bool {
        let last = |mark: &[u8]| self.written.windows(mark.len()).rposition(|bytes| bytes == mark);
        last(b"\x1b[?2026h") <= last(b"\x1b[?2026l")
    }

    /// Looks until `text` stands on the screen.
    pub(crate) async fn shows(&mut self, text: &str) -> String {
        self.until(text, |screen| screen.contains(text)).await
    }

    /// Lets a whole second pass on the program's own clock, in the header.
    pub(crate) async fn second(&mut self) {
        for _ in 0..2 {
            let clock = |screen: &str| {
                screen.lines().next().and_then(|line| line.split_whitespace().last().map(ToOwned::to_owned))
            };
            let before = clock(&self.screen());
            self.until("the next second", |screen| clock(screen) != before).await;
        }
    }

    /// The row of the screen that holds `text`, once there is one.
    pub(crate) async fn row(&mut self, text: &str) -> String {
        let screen = self.shows(text).await;
        screen.lines().find(|line| line.contains(text)).expect("it was seen").to_owned()
    }

    /// Changes the size of the terminal.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.pty.resize(Size::new(rows, columns)).expect("a size");
        self.parser.screen_mut().set_size(number(rows), number(columns));
    }

    /// Whether the program is on the alternate screen.
    pub(crate) fn alternate(&self) -> bool {
        self.parser.screen().alternate_screen()
    }

    pub(crate) fn pid(&self) -> String {
        self.child.id().expect("it runs").to_string()
    }

    /// Reads to the end, and how it ended.
    pub(crate) async fn end(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        while self.look(deadline).await {}
        timeout_at(deadline, self.child.wait()).await.expect("it ends").expect("a status")
    }

    /// Answers what every terminal is asked.
    async fn answer(&mut self) {
        let asked = self.written.windows(ASKED.0.len()).filter(|bytes| *bytes == ASKED.0).count();
        for _ in self.answered..asked {
            self.keys(ASKED.1).await;
        }
        self.answered = asked;
    }

    /// How it ended, looking at nothing that it writes; `None` if it still runs after so long.
    pub(crate) async fn ended(&mut self, within: Duration) -> Option<ExitStatus> {
        timeout_at(Instant::now() + within, self.child.wait())
            .await
            .ok()
            .map(|status| status.expect("a status"))
    }

    /// Takes what the program writes next; false when there is no more, or when it is too late.
    async fn look(&mut self, deadline: Instant) -> bool {
        let mut buffer = vec![0; 16 * 1024];
        // A pseudo-terminal whose program has ended answers with an error.
        match timeout_at(deadline, self.pty.read(&mut buffer)).await {
            Ok(Ok(count)) if count > 0 => {
                self.written.extend_from_slice(&buffer[..count]);
                self.parser.process(&buffer[..count]);
                self.answer().await;
                true
            }
            Ok(_) | Err(_) => false,
        }
    }
}

/// What asks a terminal how it is, and what it says.
const ASKED: (&[u8], &str) = (b"\x1b[5n", "\x1b[0n");

fn parser(columns: u16, rows: u16) -> vt100::Parser {
    vt100::Parser::new(number(rows), number(columns), 0)
}

fn number(cells: u16) -> std::num::NonZeroU16 {
    std::num::NonZeroU16::new(cells).expect("not nothing")
}
