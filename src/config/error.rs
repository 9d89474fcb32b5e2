//! What can be wrong with a configuration, printed the way compilers do and without any value.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why there is no usable configuration. Neither `Display` nor `Debug` ever shows a value of the file, since
/// any of them may be a secret.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// No file in any of the usual places. Prints what to do, in five lines.
    #[error("{}", missing(.usual))]
    Missing {
        /// Where one would be found.
        usual: PathBuf,
    },
    /// A file that cannot be read.
    #[error("failed to read {}: {}", .path.display(), .kind)]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        kind: io::ErrorKind,
    },
    /// Nothing to show: no account, or none of those that were asked for.
    #[error("{}: {why}", .path.display())]
    Idle {
        /// The file.
        path: PathBuf,
        /// Why, and the remedy.
        why: String,
    },
    /// A file with mistakes: at least one, in the order of its lines.
    #[error("{}", lines(.0))]
    Invalid(Vec<Problem>),
}

fn missing(usual: &std::path::Path) -> String {
    format!(
        "callboard shows your own telephony accounts, and found no configuration that names them.\n\
         To look around first, with an invented call centre:   callboard demo\n\
         For your own, write {}, or name a file with --config or $CALLBOARD_CONFIG:\n\
         one table per account, such as [ringcentral.sales]; config.example.toml shows every setting.\n\
         Then try each account, with a remedy for what fails:   callboard check",
        usual.display()
    )
}

fn lines(problems: &[Problem]) -> String {
    problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
}

impl From<Problem> for ConfigError {
    fn from(problem: Problem) -> Self {
        Self::Invalid(vec![problem])
    }
}

/// One mistake: where it stands, what it is, and the line's key with its value masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, as it was named.
    pub file: String,
    /// Counted from one.
    pub line: usize,
    /// In characters, counted from one.
    pub column: usize,
    /// What is wrong and what would be right.
    pub text: String,
    /// The line as far as it may be shown: `evry = ***`.
    pub excerpt: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.text)?;
        match &self.excerpt {
            Some(excerpt) => write!(f, "\n  {:>4} | {excerpt}", self.line),
            None => Ok(()),
        }
    }
}
