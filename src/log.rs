//! The log: a file of bounded size, and never the terminal.

mod file;

use std::path::Path;

use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use file::Rolling;

/// Who writes to the log unless more is asked for.
const OURS: &str = "callboard";

/// Begins to log into `path`, as much as `filter` says: `debug`, or `callboard::vendor=trace,callboard=info`.
///
/// A log that cannot be written is a warning, not a reason to stay dark. The guard writes what is left when
/// it is dropped; keep it until the end.
pub fn start(path: &Path, filter: Option<&str>) -> (Option<WorkerGuard>, Vec<String>) {
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
    let (writer, guard) = tracing_appender::non_blocking(file);
    let layer = tracing_subscriber::fmt::layer().with_writer(writer).with_ansi(false).with_filter(targets);
    if tracing_subscriber::registry().with(layer).try_init().is_err() {
        warnings.push("no log: another one was begun before".to_owned());
    }
    (Some(guard), warnings)
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
