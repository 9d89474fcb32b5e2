//! Commands and flags.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::{Colour, Config};

/// A live call-centre wallboard for the terminal, over all of your telephony vendors at once.
#[derive(Debug, Parser)]
#[command(version = env!("CALLBOARD_BUILD"), args_conflicts_with_subcommands = true, after_help = EXAMPLES)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    run: RunArgs,
}

const EXAMPLES: &str = "\
Examples:
  callboard demo                    look around, with an invented call centre
  callboard check                   try every account, with a remedy for what fails
  callboard                         show your accounts
  callboard --read-only --ascii     for a wall nobody should touch, on an old terminal

Without --config, the file is $CALLBOARD_CONFIG, else ~/.config/callboard/config.toml.
CALLBOARD_LOG=debug writes more to the log.
Exit status: 0 fine, 1 failed, 2 wrong command line or configuration.";

impl Cli {
    /// The command, which is `run` if none was named.
    pub fn into_command(self) -> Command {
        self.command.unwrap_or(Command::Run(self.run))
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show the accounts of the configuration (what happens without a command)
    Run(RunArgs),
    /// Show an invented call centre: no configuration, no vendor, nothing real
    Demo(DemoArgs),
    /// Serve the invented call centre over the vendors' own protocols, for tests and training
    Sim(SimArgs),
    /// Try every account: settings, sign-in, each list, abilities, clock; with a remedy for what fails
    Check(CheckArgs),
    /// Poll every account once and print what came, without a terminal
    Snapshot(SnapshotArgs),
    /// Read the audit log: who ordered what, and what became of it
    Audit(AuditArgs),
    /// Print the completions for a shell
    Completions {
        /// For which shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// Which configuration.
#[derive(Clone, Debug, Default, Args)]
pub struct FileArgs {
    /// The configuration to read
    #[arg(short, long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// How the board looks: what is given here wins over the configuration.
#[derive(Clone, Debug, Default, Args)]
pub struct LookArgs {
    /// Refuse every action on calls and agents
    #[arg(long)]
    pub read_only: bool,
    /// Draw with ASCII characters only
    #[arg(long)]
    pub ascii: bool,
    /// Use the mouse: the wheel scrolls, a click chooses a row, a list or a column
    #[arg(long)]
    pub mouse: bool,
    /// When to use colours, and how many
    #[arg(long, alias = "color", value_name = "WHEN", value_enum)]
    pub colour: Option<Colour>,
    /// Where to write the log
    #[arg(long, value_name = "FILE")]
    pub log_file: Option<PathBuf>,
}

impl LookArgs {
    /// Puts what was given over `config`. A flag can only forbid, never allow what the file forbids.
    pub fn apply(&self, config: &mut Config) {
        config.board.read_only |= self.read_only;
        config.board.ascii |= self.ascii;
        config.board.mouse |= self.mouse;
        config.board.colour = self.colour.unwrap_or(config.board.colour);
        if let Some(path) = &self.log_file {
            config.log_file.clone_from(path);
        }
    }
}

/// `callboard run`
#[derive(Clone, Debug, Default, Args)]
pub struct RunArgs {
    /// Which configuration.
    #[command(flatten)]
    pub file: FileArgs,
    /// How the board looks.
    #[command(flatten)]
    pub look: LookArgs,
}

/// `callboard demo`
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  callboard demo --calls 40 --pace 4\n  callboard demo --seed 7 --fault voicenter:status=500"
)]
pub struct DemoArgs {
    /// The invented call centre.
    #[command(flatten)]
    pub world: WorldArgs,
    /// How the board looks.
    #[command(flatten)]
    pub look: LookArgs,
}

/// `callboard sim`
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  callboard sim --print-config > sim.toml\n  callboard sim --fault ringcentral:latency=2s\n  callboard check --config sim.toml\n\nIts control page tells every fault there is: curl http://127.0.0.1:8700/"
)]
pub struct SimArgs {
    /// The invented call centre.
    #[command(flatten)]
    pub world: WorldArgs,
    /// The first port to listen at; each vendor takes the next
    #[arg(long, value_name = "BASE", default_value_t = 8700)]
    pub port: u16,
    /// Print a configuration for these ports, and end
    #[arg(long)]
    pub print_config: bool,
    /// Where to write the log
    #[arg(long, value_name = "FILE")]
    pub log_file: Option<PathBuf>,
}

/// An invented call centre.
#[derive(Clone, Debug, Args)]
pub struct WorldArgs {
    /// Where its chances begin: the same number tells the same story
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// How many agents work in it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub agents: Option<u32>,
    /// How many queues it has
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub queues: Option<u32>,
    /// About how many calls are live at a time
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub calls: Option<u32>,
    /// How many times faster than life it runs
    #[arg(long, value_name = "X", value_parser = pace)]
    pub pace: Option<f64>,
    /// Something that goes wrong, as in `voicenter:latency=2s`; may be given more than once
    #[arg(long, value_name = "SPEC")]
    pub fault: Vec<String>,
}

fn pace(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(pace) if (0.01..=1000.0).contains(&pace) => Ok(pace),
        Ok(_) | Err(_) => Err("expected a number from 0.01 to 1000".to_owned()),
    }
}

/// `callboard check`
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  callboard check\n  callboard check ringcentral.sales --config new.toml\n\nExit status: 0 every account is fine, 1 some account is not, 2 wrong command line or configuration."
)]
pub struct CheckArgs {
    /// Which configuration.
    #[command(flatten)]
    pub file: FileArgs,
    /// Only these accounts, as in `ringcentral.sales`, or `sales` for short
    #[arg(value_name = "ACCOUNT")]
    pub accounts: Vec<String>,
    /// Where to write the log
    #[arg(long, value_name = "FILE")]
    pub log_file: Option<PathBuf>,
}

/// `callboard snapshot`
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  callboard snapshot --format text\n  callboard snapshot | jq .totals.waiting.value\n\nExit status: 0 every list is fresh, 1 some list is not, 2 wrong command line or configuration."
)]
pub struct SnapshotArgs {
    /// Which configuration.
    #[command(flatten)]
    pub file: FileArgs,
    /// As what: everything as JSON, the calls as CSV, or the board as text
    #[arg(long, value_enum, default_value_t = Format::Json)]
    pub format: Format,
    /// How wide the text is, in columns: as the terminal, or 160 where there is none
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(60..=400))]
    pub width: Option<u16>,
    /// Write the text with ASCII characters only
    #[arg(long)]
    pub ascii: bool,
    /// Where to write the log
    #[arg(long, value_name = "FILE")]
    pub log_file: Option<PathBuf>,
}

/// What a snapshot is printed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Everything.
    Json,
    /// The calls.
    Csv,
    /// The board.
    Text,
}

/// `callboard audit`
#[derive(Clone, Debug, Default, Args)]
#[command(
    after_help = "Examples:\n  callboard audit --since 8h --action 'hang up'\n  callboard audit --operator dana --json"
)]
pub struct AuditArgs {
    /// Which configuration names the log
    #[command(flatten)]
    pub file: FileArgs,
    /// Only what was written in this long, as in `8h` or `2d`
    #[arg(long, value_name = "SPAN", value_parser = humantime::parse_duration)]
    pub since: Option<std::time::Duration>,
    /// Only orders of this operator
    #[arg(long, value_name = "NAME")]
    pub operator: Option<String>,
    /// Only orders for accounts whose name holds this
    #[arg(long, value_name = "TEXT")]
    pub account: Option<String>,
    /// Only actions that hold this
    #[arg(long, value_name = "TEXT")]
    pub action: Option<String>,
    /// Only this step: noted, sent, accepted, refused, unanswered, seen, `not seen`
    #[arg(long, value_name = "STEP")]
    pub stage: Option<String>,
    /// Print the lines as they are in the log
    #[arg(long)]
    pub json: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn command(words: &[&str]) -> Command {
        let words = std::iter::once("callboard").chain(words.iter().copied());
        Cli::try_parse_from(words).expect("a right command line").into_command()
    }

    #[test]
    fn the_tree_of_commands_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn run_is_what_happens_without_a_command() {
        for words in
            [&["--config", "x.toml", "--read-only"][..], &["run", "--config", "x.toml", "--read-only"]]
        {
            let Command::Run(run) = command(words) else { panic!("run") };
            assert_eq!(run.file.config, Some(PathBuf::from("x.toml")));
            assert!(run.look.read_only);
        }
        assert!(matches!(command(&[]), Command::Run(_)));
    }

    #[test]
    fn check_takes_accounts_and_the_others_their_numbers() {
        let Command::Check(check) = command(&["check", "sales", "voicenter.tel-aviv"]) else {
            panic!("check")
        };
        assert_eq!(check.accounts, ["sales", "voicenter.tel-aviv"]);
        let Command::Demo(demo) =
            command(&["demo", "--seed", "7", "--pace", "2.5", "--fault", "a", "--fault", "b"])
        else {
            panic!("demo")
        };
        assert_eq!((demo.world.seed, demo.world.pace, demo.world.fault.len()), (Some(7), Some(2.5), 2));
        let Command::Sim(sim) = command(&["sim", "--port", "9000", "--print-config"]) else { panic!("sim") };
        assert_eq!((sim.port, sim.print_config), (9000, true));
    }

    #[test]
    fn a_wrong_command_line_exits_with_two() {
        for words in [
            &["callboard", "demo", "--pace", "0"][..],
            &["callboard", "dmo"],
            &["callboard", "--colour", "x"],
        ] {
            assert_eq!(Cli::try_parse_from(words).expect_err("wrong").exit_code(), 2, "{words:?}");
        }
        assert_eq!(Cli::try_parse_from(["callboard", "--version"]).expect_err("printed").exit_code(), 0);
    }

    #[test]
    fn a_flag_forbids_and_never_allows() {
        let env = crate::config::Env::fixed(&[]);
        let text = "[callboard]\nread_only = true\ncolour = 'never'\n";
        let mut config = crate::config::parse(text, "c.toml".as_ref(), &env).expect("good");
        LookArgs { ascii: true, colour: Some(Colour::Ansi16), ..LookArgs::default() }.apply(&mut config);
        assert!(config.board.read_only && config.board.ascii);
        assert_eq!(config.board.colour, Colour::Ansi16);
    }
}
