//! The environment as the configuration sees it: a lookup that a test can hand over.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Looks up environment variables. An empty variable counts as not set, as the XDG rules have it.
#[derive(Clone)]
pub struct Env(Arc<Lookup>);

type Lookup = dyn Fn(&str) -> Option<String> + Send + Sync;

impl Env {
    /// The environment of this process.
    pub fn process() -> Self {
        Self(Arc::new(|name| std::env::var(name).ok()))
    }

    /// An environment that holds `pairs` and nothing else.
    pub fn fixed(pairs: &[(&str, &str)]) -> Self {
        let map: HashMap<String, String> =
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self(Arc::new(move |name| map.get(name).cloned()))
    }

    /// The value of `name`.
    pub fn get(&self, name: &str) -> Option<String> {
        (self.0)(name).filter(|value| !value.is_empty())
    }

    /// Where `callboard/FILE` stands below the XDG directory `variable`, or below `fallback` at home.
    pub(super) fn xdg(&self, variable: &str, fallback: &str, file: &str) -> Option<PathBuf> {
        let named = self.get(variable).map(PathBuf::from).filter(|path| path.is_absolute());
        let base = named.or_else(|| self.home().map(|home| home.join(fallback)))?;
        Some(base.join("callboard").join(file))
    }

    /// `written` as a path: `~/` is home, and what is relative stands in `folder`.
    pub(super) fn path(&self, written: &str, folder: &Path) -> PathBuf {
        match (written.strip_prefix("~/"), self.home()) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => folder.join(written),
        }
    }

    fn home(&self) -> Option<PathBuf> {
        self.get("HOME").map(PathBuf::from)
    }
}

impl fmt::Debug for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Env")
    }
}
