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

/// The file, written whenever something changed, by a task of its own.
#[derive(Debug)]
pub struct Memory {
    kept: Preferences,
    texts: watch::Sender<String>,
    writer: JoinHandle<()>,
}

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

impl Memory {
    /// Reads `path` and will write there. Where nothing can be read, nothing is remembered: a lost habit is no
    /// reason not to show the board.
    pub fn open(path: PathBuf) -> (Self, Preferences) {
        let preferences = match files::read(&path) {
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
        };
        let (texts, mut changed) = watch::channel(String::new());
        let writer = tokio::spawn(async move {
            while changed.changed().await.is_ok() {
                let text = changed.borrow_and_update().clone();
                if let Err(error) = write(&path, text).await {
                    tracing::warn!(path = %path.display(), %error, "failed to remember the view");
                }
            }
        });
        (Self { kept: preferences.clone(), texts, writer }, preferences)
    }

    /// Learns how the session looks at its lists before anybody touched them: that needs no writing.
    pub fn begin(&mut self, preferences: Preferences) {
        self.kept = preferences;
    }

    /// Keeps `preferences`, if they are others than before.
    pub fn keep(&mut self, preferences: Preferences) {
        if preferences != self.kept {
            self.texts.send_replace(written(&preferences));
            self.kept = preferences;
        }
    }

    /// Waits until everything is written, but not for a disk that hangs.
    pub async fn close(self) {
        drop(self.texts);
        if tokio::time::timeout(LAST_WRITE, self.writer).await.is_err() {
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
        let (mut memory, _) = Memory::open(path.clone());
        memory.begin(some());
        memory.keep(some());
        memory.close().await;
        assert!(!path.exists());
    }

    #[tokio::test]
    async fn a_change_outlives_the_program_and_a_broken_file_is_no_error() {
        let folder = std::env::temp_dir().join(format!("callboard-memory-{}", std::process::id()));
        let path = folder.join("state/view.json");
        let (mut memory, none) = Memory::open(path.clone());
        assert_eq!(none, Preferences::default());
        memory.keep(some());
        memory.close().await;
        let (memory, again) = Memory::open(path.clone());
        assert_eq!(again, by_word(some()));
        memory.close().await;
        std::fs::write(&path, "{broken").expect("written");
        let (memory, broken) = Memory::open(path);
        assert_eq!(broken, Preferences::default());
        memory.close().await;
        std::fs::remove_dir_all(folder).expect("removed");
    }
}
