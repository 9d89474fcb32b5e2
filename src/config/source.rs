//! A configuration file as it was read: where it stands, who can read it, and which line an offset is on.

use std::fmt;
use std::path::{Path, PathBuf};

use super::{ConfigError, Env, Problem};
use crate::files;

/// A configuration file and what its values refer to.
#[derive(Clone)]
pub(super) struct Source {
    path: PathBuf,
    text: String,
    env: Env,
    shared: bool,
}

impl Source {
    /// The file `path`, which holds `text`; `shared` if others than its owner can read it.
    pub(super) fn new(path: &Path, text: &str, env: &Env, shared: bool) -> Self {
        Self { path: path.to_owned(), text: text.to_owned(), env: env.clone(), shared }
    }

    /// Reads the file `path`.
    pub(super) fn read(path: &Path, env: &Env) -> Result<Self, ConfigError> {
        let unreadable =
            |error: std::io::Error| ConfigError::Unreadable { path: path.to_owned(), kind: error.kind() };
        let bytes = files::read_any(path).map_err(unreadable)?;
        let shared = readable_by_others(path);
        match std::str::from_utf8(&bytes) {
            Ok(text) => Ok(Self::new(path, text, env, shared)),
            Err(error) => {
                let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let source = Self::new(path, &String::from_utf8_lossy(good), env, shared);
                Err(source
                    .problem(good.len(), "the file is not UTF-8 from here on: save it as UTF-8", None)
                    .into())
            }
        }
    }

    /// The whole text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The file, as it was named.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The environment that its values may refer to.
    pub(super) fn env(&self) -> &Env {
        &self.env
    }

    /// Whether others than the file's owner can read it.
    pub(super) fn shared(&self) -> bool {
        self.shared
    }

    /// The folder that relative paths start from.
    pub(super) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or_else(|| Path::new(""))
    }

    /// `written` as a path.
    pub(super) fn resolve(&self, written: &str) -> PathBuf {
        self.env.path(written, self.folder())
    }

    /// The mistake `text` at the byte `offset`.
    pub(super) fn problem(&self, offset: usize, text: impl Into<String>, excerpt: Option<String>) -> Problem {
        let (mut line, mut column) = (1, 1);
        for (_, char) in self.text.char_indices().take_while(|(index, _)| *index < offset) {
            (line, column) = if char == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
        Problem { file: self.path.display().to_string(), line, column, text: text.into(), excerpt }
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("path", &self.path).finish_non_exhaustive()
    }
}

/// Whether the file's mode lets its group or everybody read it.
#[cfg(unix)]
pub(super) fn readable_by_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0)
}

/// Whether the file's mode lets its group or everybody read it: unknown here, so not claimed.
#[cfg(not(unix))]
pub(super) fn readable_by_others(_path: &Path) -> bool {
    false
}
