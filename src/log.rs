//! The log: a file of bounded size, and never the terminal.

mod file;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use file::{Lost, Rolling};

/// Who writes to the log unless more is asked for.
const OURS: &str = "callboard";

/// The log, while it is written.
#[must_use]
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    guard: Option<WorkerGuard>,
    lost: Arc<Lost>,
}

impl Log {
    /// What is to be told of lines that could not be written, if any could not.
    fn complaint(&self) -> Option<String> {
        let (lines, why) = self.lost.told()?;
        Some(format!("the log {} lacks {lines} of its lines: {why}", self.path.display()))
    }
}

impl Drop for Log {
    /// Writes what is left, and tells on stderr of lines that could not be written.
    fn drop(&mut self) {
        drop(self.guard.take());
        if let Some(complaint) = self.complaint() {
            // Where even stderr is gone, nobody is there to be told.
            drop(writeln!(std::io::stderr(), "{complaint}"));
        }
    }
}

/// Begins to log into `path`, as much as `filter` says: `debug`, or `callboard::vendor=trace,callboard=info`.
///
/// A log that cannot be opened is a warning, not a reason to stay dark. What is left is written when [`Log`] is
/// dropped; keep it until the end.
pub fn start(path: &Path, filter: Option<&str>) -> (Option<Log>, Vec<String>) {
    let mut warnings = Vec::new();
    let targets = match filter.map(targets) {
        None => usual(LevelFilter::INFO),
        Some(Some(targets)) => targets,
        Some(None) => {
            warnings.push(
                "CALLBOARD_LOG is not understood; write `debug`, or `callboard::vendor=trace`".to_owned(),
            );
            usual(LevelFilter::INFO)
        }
    };
    let file = match Rolling::open(path) {
        Ok(file) => file,
        Err(error) => {
            warnings.push(format!("no log: failed to open {}: {error}", path.display()));
            return (None, warnings);
        }
    };
    let lost = file.lost();
    let (writer, guard) = tracing_appender::non_blocking(file);
    let layer = tracing_subscriber::fmt::layer().with_writer(writer).with_ansi(false).with_filter(targets);
    if tracing_subscriber::registry().with(layer).try_init().is_err() {
        warnings.push("no log: another one was begun before".to_owned());
    }
    (Some(Log { path: path.to_owned(), guard: Some(guard), lost }), warnings)
}

/// `level` of ours, and warnings of the libraries.
fn usual(level: LevelFilter) -> Targets {
    Targets::new().with_default(LevelFilter::WARN.min(level)).with_target(OURS, level)
}

/// The filter that `text` asks for; `None` if it cannot be read. A level alone means ours. A library never
/// says more than `info`, whoever asks: below that, HTTP clients log headers, and headers hold tokens.
fn targets(text: &str) -> Option<Targets> {
    let asked: Targets = text.parse().ok()?;
    let mut targets = usual(asked.default_level().unwrap_or(LevelFilter::INFO));
    for (target, level) in &asked {
        let ours = target == OURS || target.starts_with("callboard::");
        targets = targets.with_target(target, if ours { level } else { level.min(LevelFilter::INFO) });
    }
    Some(targets)
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn a_level_alone_means_ours() {
        let targets = targets("debug").expect("right");
        assert!(targets.would_enable("callboard::vendor", &Level::DEBUG));
        assert!(!targets.would_enable("hyper::client", &Level::INFO));
        assert!(targets.would_enable("hyper::client", &Level::WARN));
    }

    #[test]
    fn a_library_never_logs_its_headers() {
        let targets = targets("h2=trace,callboard::vendor=trace").expect("right");
        assert!(!targets.would_enable("h2::codec", &Level::DEBUG));
        assert!(targets.would_enable("callboard::vendor::http", &Level::TRACE));
        assert!(targets.would_enable("callboard::board", &Level::INFO));
        assert!(!targets.would_enable("callboard::board", &Level::DEBUG));
    }

    #[test]
    fn a_filter_that_cannot_be_read_is_none() {
        assert!(targets("callboard=loud").is_none());
    }
}
