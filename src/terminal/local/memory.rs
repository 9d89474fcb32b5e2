//! How an operator likes their lists, kept in a file from one run to the next.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::files;
use crate::session::{Column, Habit, Preferences, Sort, View};

/// How long leaving waits for the last write.
const LAST_WRITE: Duration = Duration::from_secs(1);

/// One list in the file. Words that this version does not know are ignored.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Wire {
    #[serde(skip_serializing_if = "Option::is_none")]
    sort: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    descending: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hidden: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde calls")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// Reads `path`. Where nothing can be read, nothing is remembered: a lost habit is no reason not to show the board.
pub fn recall(path: &Path) -> Preferences {
    match files::read(path) {
        Ok(text) => read(&text).unwrap_or_else(|error| {
            tracing::warn!(path = %path.display(), %error, "the remembered view is not readable and is ignored");
            Preferences::default()
        }),
        Err(error) => {
            if error.kind() != io::ErrorKind::NotFound {
                tracing::warn!(path = %path.display(), %error, "failed to read the remembered view");
            }
            Preferences::default()
        }
    }
}

/// Writes to `path` whenever something changed, by a task of its own, as long as there is somebody to change it.
#[derive(Debug)]
pub(super) struct Memory(JoinHandle<()>);

impl Memory {
    /// Begins with what `changed` holds, which needs no writing.
    pub(super) fn begin(path: PathBuf, mut changed: watch::Receiver<Preferences>) -> Self {
        Self(tokio::spawn(async move {
            while changed.changed().await.is_ok() {
                let text = written(&changed.borrow_and_update());
                if let Err(error) = write(&path, text).await {
                    tracing::warn!(path = %path.display(), %error, "failed to remember the view");
                }
            }
        }))
    }

    /// Waits until everything is written that was changed, but not for a disk that hangs.
    pub(super) async fn close(self) {
        if tokio::time::timeout(LAST_WRITE, self.0).await.is_err() {
            tracing::warn!("the last change of the view was not written in time");
        }
    }
}

/// Writes aside from the tasks that others wait for.
async fn write(path: &Path, text: String) -> io::Result<()> {
    let path = path.to_owned();
    tokio::task::spawn_blocking(move || files::replace(&path, &text)).await.map_err(io::Error::other)?
}

fn read(text: &str) -> Result<Preferences, serde_json::Error> {
    let wires: BTreeMap<String, Wire> = serde_json::from_str(text)?;
    let habit = |view, wire: &Wire| {
        let named = |word: &String| Column::named(view, word);
        let sort = wire.sort.as_ref().and_then(named);
        Habit {
            sort: sort.map(|column| Sort { column, descending: wire.descending }),
            hidden: wire.hidden.iter().filter_map(named).collect(),
        }
    };
    let of = |(word, wire): (&String, &Wire)| View::named(word).map(|view| (view, habit(view, wire)));
    Ok(Preferences(wires.iter().filter_map(of).collect()))
}

fn written(preferences: &Preferences) -> String {
    let wire = |habit: &Habit| Wire {
        sort: habit.sort.map(|sort| sort.column.about().word.to_owned()),
        descending: habit.sort.is_some_and(|sort| sort.descending),
        hidden: habit.hidden.iter().map(|column| column.about().word.to_owned()).collect(),
    };
    let wires: BTreeMap<&str, Wire> =
        preferences.0.iter().map(|(view, habit)| (view.word(), wire(habit))).collect();
    // A map of words and lists of words always has a text.
    serde_json::to_string_pretty(&wires).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::CallColumn;

    fn some() -> Preferences {
        let sorted = Habit {
            sort: Some(Sort { column: Column::Call(CallColumn::Wait), descending: true }),
            hidden: vec![Column::Call(CallColumn::Dialled), Column::Call(CallColumn::Account)],
        };
        let views = View::ALL.into_iter().skip(1).map(|view| (view, Habit::default()));
        Preferences([(View::Calls, sorted)].into_iter().chain(views).collect())
    }

    fn by_word(mut preferences: Preferences) -> Preferences {
        preferences.0.sort_by_key(|(view, _)| view.word());
        preferences
    }

    #[test]
    fn what_is_written_is_read_again() {
        assert_eq!(read(&written(&some())).expect("own words"), by_word(some()));
    }

    #[test]
    fn words_of_another_version_are_ignored() {
        let text = r#"{"calls": {"sort": "mood", "hidden": ["age", "mood"], "zoom": 3}, "moods": {}}"#;
        let read = read(text).expect("a map");
        assert_eq!(
            read.0,
            [(View::Calls, Habit { sort: None, hidden: vec![Column::Call(CallColumn::Age)] })]
        );
    }

    #[tokio::test]
    async fn what_nobody_changed_is_not_written() {
        let path = std::env::temp_dir().join(format!("callboard-untouched-{}.json", std::process::id()));
        let preferences = watch::Sender::new(some());
        let memory = Memory::begin(path.clone(), preferences.subscribe());
        drop(preferences);
        memory.close().await;
        assert!(!path.exists());
    }

    #[tokio::test]
    async fn a_change_outlives_the_program_and_a_broken_file_is_no_error() {
        let folder = std::env::temp_dir().join(format!("callboard-memory-{}", std::process::id()));
        let path = folder.join("state/view.json");
        assert_eq!(recall(&path), Preferences::default());
        let preferences = watch::Sender::new(Preferences::default());
        let memory = Memory::begin(path.clone(), preferences.subscribe());
        preferences.send_replace(some());
        drop(preferences);
        memory.close().await;
        assert_eq!(recall(&path), by_word(some()));
        std::fs::write(&path, "{broken").expect("written");
        assert_eq!(recall(&path), Preferences::default());
        std::fs::remove_dir_all(folder).expect("removed");
    }
}
