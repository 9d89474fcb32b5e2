//! The edge: arguments, files, terminal, tasks.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use callboard::board::Board;
use callboard::cli::{
    AuditArgs, CheckArgs, Cli, Command, DemoArgs, Format, RunArgs, SimArgs, SnapshotArgs, WorldArgs,
};
use callboard::clock::Clock;
use callboard::config::{self, Config, ConfigError, Env};
use callboard::domain::{Account, Permissions, Text};
use callboard::floor::Floor;
use callboard::messages::Run;
use callboard::session::{Banner, Operator, Session};
use callboard::store::{audit, past};
use callboard::terminal::local::{self, Guard, Settings};
use callboard::terminal::{self, Desk};
use callboard::vendors::Launch;
use callboard::{check, files, log, snapshot, vendors};
use callboard_sim::{self as sim, Ports, Sim};
use clap::{CommandFactory as _, Parser as _};
use color_eyre::eyre::WrapErr as _;

/// Wrong command line or configuration; also what clap exits with.
const USAGE: u8 = 2;
/// What a shell reports of a program whose reader went away.
const BROKEN_PIPE: u8 = 141;

fn main() -> ExitCode {
    let command = Cli::parse().into_command();
    let outcome = leave_no_core().and_then(|()| hooks()).and_then(|()| {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let outcome = runtime.block_on(dispatch(command));
        // A request under way, or a disk that hangs, keeps nobody.
        runtime.shutdown_background();
        outcome
    });
    match outcome {
        Ok(code) => code,
        Err(report) => match (report.downcast_ref::<ConfigError>(), report.downcast_ref::<sim::FaultError>())
        {
            // A mistake in a file or a command is no failure of the program: no trace, just what to mend.
            (Some(mistake), _) => complain(mistake, USAGE),
            (None, Some(mistake)) => complain(&format!("error: invalid --fault: {mistake}"), USAGE),
            // Whoever read the output has read enough.
            (None, None) if is_broken_pipe(&report) => ExitCode::from(BROKEN_PIPE),
            (None, None) => complain(&format!("{report:?}"), 1),
        },
    }
}

async fn dispatch(command: Command) -> color_eyre::Result<ExitCode> {
    match command {
        Command::Run(args) => run(args).await,
        Command::Demo(args) => demo(args).await,
        Command::Sim(args) => simulate(args).await,
        Command::Check(args) => look_over(args).await,
        Command::Snapshot(args) => take_snapshot(args).await,
        Command::Audit(args) => read_audit(&args),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "callboard", &mut io::stdout());
            Ok(ExitCode::SUCCESS)
        }
        Command::Man => {
            clap_mangen::Man::new(Cli::command()).render(&mut io::stdout())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn run(RunArgs { file, look }: RunArgs) -> color_eyre::Result<ExitCode> {
    let mut config = config::load(file.config.as_deref(), &Env::process())?;
    look.apply(&mut config);
    let launches = vendors::open_all(&config)?;
    show(config, launches, false).await
}

async fn demo(DemoArgs { world, look }: DemoArgs) -> color_eyre::Result<ExitCode> {
    let sim = serve(&world, Ports::Free).await?;
    let mut config = config::parse(&sim.config_toml(), Path::new("demo.toml"), &Env::process())?;
    look.apply(&mut config);
    config.board.title = Text::new("Simulated floor");
    // Orders that never reached anyone do not belong among those that did.
    config.audit_file.set_file_name("demo-audit.jsonl");
    config.view_file.set_file_name("demo-view.json");
    let launches = vendors::open_all(&config)?;
    let outcome = show(config, launches, true).await;
    sim.stop().await;
    outcome
}

async fn simulate(args: SimArgs) -> color_eyre::Result<ExitCode> {
    let mut out = io::stdout();
    if args.print_config {
        write!(out, "{}", sim::config_toml(args.port))?;
        return Ok(ExitCode::SUCCESS);
    }
    let _log = args.log_file.as_deref().map(begin_log);
    let stop = stop()?;
    let sim = serve(&args.world, Ports::From(args.port)).await?;
    writeln!(out, "control    {}   (open it: it explains itself)", sim.control_url())?;
    for (vendor, url) in sim.sites() {
        writeln!(out, "{vendor:<10} {url}")?;
    }
    writeln!(out, "\ncallboard sim --port {} --print-config > sim.toml", args.port)?;
    writeln!(out, "callboard --config sim.toml")?;
    out.flush()?;
    stop.await;
    sim.stop().await;
    Ok(ExitCode::SUCCESS)
}

async fn look_over(args: CheckArgs) -> color_eyre::Result<ExitCode> {
    let mut config = config::load(args.file.config.as_deref(), &Env::process())?;
    if let Some(path) = args.log_file {
        config.log_file = path;
    }
    let sections = check::choose(&config, &args.accounts)?;
    let (_log, warnings) = begin_log(&config.log_file);
    let findings = check::run(&sections, &config.thresholds, Clock::start()).await;
    let warnings: Vec<_> =
        config.warnings.iter().cloned().chain(warnings).chain(open_folders(&config)).collect();
    check::write(&mut io::stdout(), &warnings, &findings)?;
    Ok(if findings.iter().any(check::Finding::failed) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn take_snapshot(args: SnapshotArgs) -> color_eyre::Result<ExitCode> {
    let mut config = config::load(args.file.config.as_deref(), &Env::process())?;
    if let Some(path) = args.log_file {
        config.log_file = path;
    }
    let launches = vendors::open_all(&config)?;
    let (_log, _warnings) = begin_log(&config.log_file);
    let clock = Clock::start();
    let phones = phones(&config, &launches);
    let board = snapshot::take(launches, (config.people, phones, &config.thresholds), clock).await;
    let now = clock.now();
    let text = match args.format {
        Format::Json => serde_json::to_string_pretty(&snapshot::json(&board, now))? + "\n",
        Format::Csv => snapshot::csv(&board, now),
        Format::Text => {
            config.board.ascii |= args.ascii;
            let signs = terminal::signs(&config.board, &Env::process());
            let width = args.width.or_else(terminal_width).unwrap_or(snapshot::WIDTH);
            snapshot::text(board.clone(), config.board.title, (width, signs), now)
        }
    };
    io::stdout().write_all(text.as_bytes())?;
    Ok(if snapshot::healthy(&board, now) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What is not wise about the folders of what the program writes.
fn open_folders(config: &Config) -> Vec<String> {
    let paths = [&config.log_file, &config.audit_file, &config.view_file];
    let mut warnings: Vec<_> = paths.into_iter().filter_map(|path| files::warning(path)).collect();
    warnings.dedup();
    warnings
}

/// How wide the terminal is that the text goes to, if it goes to one; within what a list can be drawn in.
fn terminal_width() -> Option<u16> {
    let size = io::stdout().is_terminal().then(|| crossterm::terminal::size().ok()).flatten();
    size.map(|(columns, _)| columns.clamp(60, 400))
}

fn read_audit(args: &AuditArgs) -> color_eyre::Result<ExitCode> {
    let config = match config::load(args.file.config.as_deref(), &Env::process()) {
        // The log outlives the configuration.
        Err(ConfigError::Missing { .. }) => config::defaults(&Env::process())?,
        other => other?,
    };
    let path = &config.audit_file;
    let log = match std::fs::File::open(path) {
        Ok(log) => log,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(complain(&format!("no action was logged yet: there is no {}", path.display()), 1));
        }
        Err(error) => {
            return Ok(complain(&format!("failed to read {}: {}", path.display(), error.kind()), 1));
        }
    };
    if log.metadata().is_ok_and(|meta| meta.is_dir()) {
        return Ok(complain(&format!("failed to read {}: is a directory", path.display()), 1));
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    callboard::audit::print(&mut out, io::BufReader::new(log), args, callboard::clock::utc())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Shows a board of `launches` on this terminal until the operator leaves.
async fn show(config: Config, launches: Vec<Launch>, demo: bool) -> color_eyre::Result<ExitCode> {
    if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        let instead = "the board needs a terminal; `callboard check` tells how every account is without one";
        return Ok(complain(&instead, USAGE));
    }
    let (log, mut warnings) = begin_log(&config.log_file);
    warnings.extend(config.warnings.iter().cloned());
    warnings.extend(launches.iter().flat_map(|launch| launch.warnings.iter().cloned()));
    for warning in warnings.iter().cloned().chain(open_folders(&config)) {
        tracing::warn!("{warning}");
    }
    let stop = stop()?;
    let clock = Clock::start();
    let operator = operator(&config, &launches);
    let banner = Banner { title: config.board.title.clone(), demo };
    let board = Board::new(
        &launches.iter().map(|launch| (launch.account.clone(), launch.cadence.every)).collect::<Vec<_>>(),
    )
    .knowing(config.people)
    .judging(&config.thresholds)
    .after(past::read(&config.audit_file))
    .without(operator.phones.clone(), Some(operator.name.clone()));
    let log_of_orders = audit::Log::new(config.audit_file, Run::begin(clock.now()));
    let (mut floor, door) = Floor::new(board, clock, log_of_orders);
    for launch in launches {
        let (commands, facts) = floor.connect(launch.account.clone());
        drop(launch.start(clock, commands, facts));
    }
    tokio::spawn(floor.run());
    let seat = door.enter(operator.principal());
    let seen = std::sync::Arc::clone(&seat.board.borrow());
    let mut session = Session::new(seat.session(), operator, banner, seen, clock.now());
    session.prefer(&local::recall(&config.view_file), clock.now());
    if let Some(warning) = warnings.first() {
        session.warn(warning.clone(), clock.now());
    }
    let look = terminal::look(&config.board, &Env::process());
    let settings = Settings { mouse: config.board.mouse, file: config.view_file };
    let outcome = local::run(session, Desk::new(seat, clock, look), settings, stop)
        .await
        .wrap_err("failed to use the terminal");
    // The terminal is given back: what the log could not take can be told there.
    drop(log);
    outcome.map(|()| ExitCode::SUCCESS)
}

fn operator(config: &Config, launches: &[Launch]) -> Operator {
    let permissions = if config.board.read_only { Permissions::ReadOnly } else { Permissions::All };
    Operator {
        name: config.operator.name.clone(),
        permissions,
        phone: None,
        phones: phones(config, launches),
    }
}

/// The operator's phone at each account.
fn phones(config: &Config, launches: &[Launch]) -> Vec<(Account, Text)> {
    let phone = |launch: &Launch| Some((launch.account.clone(), config.phone(&launch.account)?));
    launches.iter().filter_map(phone).collect()
}

async fn serve(world: &WorldArgs, ports: Ports) -> color_eyre::Result<Sim> {
    let usual = sim::Settings::default();
    let faults = world.fault.iter().map(|spec| spec.parse()).collect::<Result<_, sim::FaultError>>()?;
    let settings = sim::Settings {
        seed: world.seed.unwrap_or(usual.seed),
        agents: world.agents.unwrap_or(usual.agents),
        queues: world.queues.unwrap_or(usual.queues),
        calls: world.calls.unwrap_or(usual.calls),
        pace: world.pace.unwrap_or(usual.pace),
        faults,
    };
    sim::serve(settings, ports).await.wrap_err("failed to serve the simulated call centre")
}

fn begin_log(path: &Path) -> (Option<log::Log>, Vec<String>) {
    log::start(path, Env::process().get("CALLBOARD_LOG").as_deref())
}

/// No image of the memory, with its secrets in it, is left on a disk.
fn leave_no_core() -> color_eyre::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    Ok(())
}

/// A future that resolves when the system or the terminal wants the program to end. The signals are caught from the
/// moment this returns.
fn stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut hang_up) = (signal(SignalKind::terminate())?, signal(SignalKind::hangup())?);
    let (mut interrupt, mut quit) = (signal(SignalKind::interrupt())?, signal(SignalKind::quit())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = hang_up.recv() => {}
            _ = interrupt.recv() => {}
            _ = quit.recv() => {}
        }
    })
}

/// Reports and panics: plain where there is no colour; a panic of an account's task leaves the screen alone.
fn hooks() -> color_eyre::Result<()> {
    let plain = std::env::var_os("NO_COLOR").is_some() || !io::stderr().is_terminal();
    let builder = color_eyre::config::HookBuilder::default();
    let theme = color_eyre::config::Theme::new();
    if plain { builder.theme(theme) } else { builder }.install()?;
    let report = std::panic::take_hook();
    let screen = std::thread::current().id();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().id() == screen {
            Guard::restore();
            report(info);
        } else {
            tracing::error!("{info}");
        }
    }));
    Ok(())
}

fn is_broken_pipe(report: &color_eyre::Report) -> bool {
    let mut errors = report.chain().filter_map(|cause| cause.downcast_ref::<io::Error>());
    errors.any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

fn complain(mistake: &impl std::fmt::Display, code: u8) -> ExitCode {
    // Where even stderr is gone, the exit status still tells.
    drop(writeln!(io::stderr(), "{mistake}"));
    ExitCode::from(code)
}
