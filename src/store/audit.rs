//! The audit log: one JSON line for every step of every order, on the disk before its request leaves.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use crate::board::{Filed, Stage};
use crate::domain::{AgentId, Subject};
use crate::files;

/// One line of the log: one step of one order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When, in RFC 3339 UTC with milliseconds.
    pub at: String,
    /// Which run of the program: its receipts begin again in each.
    #[serde(default)]
    pub run: String,
    /// The order's receipt: `SESSION-NUMBER`, unique within one run of the program.
    pub ticket: String,
    /// Who gave it.
    pub operator: String,
    /// Which account it is for, as `vendor.name`.
    pub account: String,
    /// What it does, such as `record off`.
    pub action: String,
    /// The vendor's id of the call, if it is for a call.
    pub call: Option<String>,
    /// The customer: name and number, as far as known.
    pub caller: Option<String>,
    /// The agent: the call's, or the one it is for.
    pub agent: Option<String>,
    /// How far it came: `noted`, `sent`, `accepted`, `refused`, `unanswered`, `seen`, `not seen` or `over`.
    pub stage: String,
    /// Why, or what the vendor said.
    pub note: Option<String>,
}

impl Entry {
    /// The line for the step that `filed` is at, taken at `at`.
    pub fn of(filed: &Filed, at: DateTime<Utc>) -> Self {
        let order = &filed.order;
        let (call, caller, agent) = match &order.subject {
            Subject::Call { key, seen, .. } => {
                let names = [seen.caller.name.as_deref(), seen.caller.number.as_deref()];
                let caller: Vec<_> = names.into_iter().flatten().collect();
                let id = || seen.agent.as_ref().map(AgentId::text);
                let agent = filed.agent.clone().or_else(|| seen.agent_name.clone()).or_else(id);
                (Some(key.id.text()), Some(caller.join(" ")).filter(|it| !it.is_empty()), agent)
            }
            Subject::Agent { seen, .. } => (None, None, Some(seen.name.clone())),
        };
        let note = match &filed.stage {
            Stage::Accepted(note) | Stage::Done(note) => note.clone(),
            Stage::Refused(why) | Stage::Unanswered(why) | Stage::Over(why) => Some(why.clone()),
            Stage::Noted | Stage::Sent | Stage::Seen | Stage::NotSeen => None,
        };
        Self {
            at: at.to_rfc3339_opts(SecondsFormat::Millis, true),
            run: String::new(),
            ticket: format!("{}-{}", order.ticket.session, order.ticket.number),
            operator: order.operator.to_string(),
            account: order.subject.account().to_string(),
            action: order.action.words(),
            call: call.map(|it| it.to_string()),
            caller,
            agent: agent.map(|it| it.to_string()),
            stage: filed.stage.word().to_owned(),
            note: note.map(|it| it.to_string()),
        }
    }
}

/// The log's file. It is opened for every line, so that it may be rotated, removed or found on a full disk
/// at any time, and the next line tells the truth about it.
#[derive(Clone, Debug)]
pub struct Log {
    path: PathBuf,
    run: String,
}

impl Log {
    /// The log at `path`, as the run of the program called `run` writes it. Nothing is touched yet.
    pub fn new(path: PathBuf, run: String) -> Self {
        Self { path, run }
    }

    /// What this run is called.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends `entry` and returns when it is on the disk. The file and its folder are made if need be, for
    /// the owner's eyes only. A line that an earlier crash left half written is ended first.
    pub fn write(&self, entry: &Entry) -> io::Result<()> {
        let mut line = serde_json::to_vec(entry)?;
        line.push(b'\n');
        let mut file = files::append(&self.path)?;
        file.lock()?;
        if !ends_a_line(&mut file)? {
            line.insert(0, b'\n');
        }
        file.write_all(&line)?;
        file.sync_data()
    }
}

fn ends_a_line(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(note: &str) -> Entry {
        Entry {
            at: "2026-03-01T10:00:00.000Z".to_owned(),
            run: "r1".to_owned(),
            ticket: "1-1".to_owned(),
            operator: "dana".to_owned(),
            account: "voicenter.tlv".to_owned(),
            action: "hang up".to_owned(),
            call: Some("SIPSIP1/1".to_owned()),
            caller: None,
            agent: None,
            stage: "noted".to_owned(),
            note: Some(note.to_owned()),
        }
    }

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("callboard-audit-{name}-{}", std::process::id()));
        if folder.exists() {
            std::fs::remove_dir_all(&folder).expect("an old folder goes");
        }
        folder
    }

    #[test]
    fn lines_are_appended_and_each_is_whole() {
        let folder = folder("append");
        let log = Log::new(folder.join("deep/audit.jsonl"), "r1".to_owned());
        log.write(&entry("one\ntwo")).expect("first");
        log.write(&entry("three")).expect("second");
        let text = std::fs::read_to_string(log.path()).expect("text");
        let lines: Vec<Entry> = text.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
        assert_eq!(lines, [entry("one\ntwo"), entry("three")]);
        std::fs::remove_dir_all(folder).expect("clean");
    }

    #[test]
    fn half_a_line_is_ended_before_the_next() {
        let folder = folder("half");
        std::fs::create_dir_all(&folder).expect("folder");
        let log = Log::new(folder.join("audit.jsonl"), "r1".to_owned());
        std::fs::write(log.path(), "{\"at\":\"2026").expect("half");
        log.write(&entry("next")).expect("write");
        let text = std::fs::read_to_string(log.path()).expect("text");
        assert_eq!(text.lines().count(), 2);
        assert_eq!(
            serde_json::from_str::<Entry>(text.lines().nth(1).expect("line")).expect("entry"),
            entry("next")
        );
        std::fs::remove_dir_all(folder).expect("clean");
    }

    #[test]
    fn what_cannot_be_written_is_an_error() {
        let log = Log::new(PathBuf::from("/dev/null/audit.jsonl"), "r1".to_owned());
        assert!(log.write(&entry("x")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = folder("mode");
        let log = Log::new(folder.join("audit.jsonl"), "r1".to_owned());
        log.write(&entry("x")).expect("write");
        let mode = std::fs::metadata(log.path()).expect("metadata").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::remove_dir_all(folder).expect("clean");
    }
}
