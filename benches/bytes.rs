//! What a terminal is sent: the default world on a screen of 120x40, written by this program's own encoder and by the
//! stock backend of ratatui, frame by frame the same cells. Takes as long as it says, for the world lives in real time.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use callboard::board::Board;
use callboard::clock::{self, Clock};
use callboard::config::{self, Env};
use callboard::domain::{At, Permissions};
use callboard::floor::Floor;
use callboard::messages::Run;
use callboard::session::{Banner, Operator, Session};
use callboard::store::audit;
use callboard::terminal::Screen;
use callboard::vendors;
use callboard::view::{self, Background, Depth, Look, Now, Signs};
use callboard_sim::{self as sim, Ports, Settings};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use tokio::time::{Instant, timeout_at};

type Failure = Box<dyn std::error::Error>;

const AREA: Rect = Rect { x: 0, y: 0, width: 120, height: 40 };
/// Not counted: the accounts answer for the first time, and everything is drawn.
const WARM: Duration = Duration::from_secs(5);
const MEASURED: Duration = Duration::from_secs(40);

/// Counts what is written to it.
#[derive(Clone, Default)]
struct Counter(Arc<AtomicU64>);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.fetch_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX), Ordering::Relaxed);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Counter {
    fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

fn main() -> Result<(), Failure> {
    tokio::runtime::Runtime::new()?.block_on(run())
}

async fn run() -> Result<(), Failure> {
    let sim = sim::serve(Settings::default(), Ports::Free).await?;
    let config = config::parse(&sim.config_toml(), "bench.toml".as_ref(), &Env::process())?;
    let launches = vendors::open_all(&config)?;
    let clock = Clock::start();
    let accounts: Vec<_> =
        launches.iter().map(|launch| (launch.account.clone(), launch.cadence.every)).collect();
    let log = audit::Log::new(std::env::temp_dir().join("callboard-bytes.jsonl"), Run::default());
    let (mut floor, door) = Floor::new(Board::new(&accounts), clock, log);
    for launch in launches {
        let (commands, facts) = floor.connect(launch.account.clone());
        drop(launch.start(clock, commands, facts));
    }
    tokio::spawn(floor.run());
    let operator =
        Operator { name: "dana".into(), permissions: Permissions::All, phone: None, phones: Vec::new() };
    let banner = Banner { title: config.board.title, demo: false };
    let mut boards = door.enter(operator.principal()).board;
    let first = Arc::clone(&boards.borrow());
    let mut session = Session::new(1, operator, banner, first, clock.now());

    let (own, stock) = (Counter::default(), Counter::default());
    let look = Look::new(Depth::Indexed, Background::Dark, Signs::Unicode);
    let mut screen = Screen::start(AREA, own.clone());
    let options = TerminalOptions { viewport: Viewport::Fixed(AREA) };
    let mut terminal = Terminal::with_options(CrosstermBackend::new(stock.clone()), options)?;
    let begin = Instant::now();
    let (mut second, mut before) = (begin, None);
    while begin.elapsed() < WARM + MEASURED {
        // A frame when the board changed, and one a second for the times that tick.
        match timeout_at(second, boards.changed()).await {
            Ok(changed) => changed?,
            Err(_) => second += Duration::from_secs(1),
        }
        if before.is_none() && begin.elapsed() >= WARM {
            before = Some((own.count(), stock.count()));
        }
        session.see(Arc::clone(&boards.borrow_and_update()), clock.now());
        session.tick(clock.now());
        session.fit(view::page(&session, AREA));
        // Whole seconds, as on the wall: nothing ticks in between.
        let millis = clock.now().millis();
        let wall = clock::local().fixed_offset();
        let now = Now { at: At::from_millis(millis - millis.rem_euclid(1000)), wall };
        while !screen.draw(|buffer| view::render(&session, &now, &look, AREA, buffer)) {
            screen.room().await;
        }
        terminal.draw(|frame| view::render(&session, &now, &look, AREA, frame.buffer_mut()))?;
    }
    sim.stop().await;
    let before = before.ok_or("nothing was measured")?;
    let a_second = |count: u64| count / MEASURED.as_secs();
    let (own, stock) = (a_second(own.count() - before.0), a_second(stock.count() - before.1));
    writeln!(io::stdout(), "bytes a second: {own} by the own encoder, {stock} by the stock backend")?;
    Ok(())
}
