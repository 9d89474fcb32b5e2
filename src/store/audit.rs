//! The audit log: one JSON line for every step of every order, on the disk before its request leaves.

use std::fmt;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use crate::board::{Filed, Stage};
use crate::domain::{AgentId, Party, SeenCall, Subject};
use crate::files;
use crate::messages::Run;

/// One line of the log: one step of one order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When, in RFC 3339 UTC with milliseconds.
    pub at: String,
    /// Which run of the program ([`Run`]): its receipts begin again in each.
    #[serde(default)]
    pub run: String,
    /// The order's receipt: `SESSION-NUMBER`, unique within one run of the program. Session 0 is nobody's: the end of a
    /// listening that this run found on its operator's phone.
    pub ticket: String,
    /// Who gave it.
    pub operator: String,
    /// Which account it is for, as `vendor.name`.
    pub account: String,
    /// What it does, such as `record off`.
    pub action: String,
    /// The vendor's id of the call that it is for; of all, one after the other, where it is for several.
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
                let id = || seen.agent.as_ref().map(AgentId::text);
                let agent = filed.agent.clone().or_else(|| seen.agent_name.clone()).or_else(id);
                (Some(key.id.text().to_string()), named(&seen.caller), agent)
            }
            Subject::Agent { seen, calls, .. } => {
                let all = |of: &dyn Fn(&SeenCall) -> Option<String>| {
                    Some(calls.iter().filter_map(of).collect::<Vec<_>>().join(", "))
                        .filter(|it| !it.is_empty())
                };
                let call = all(&|call| Some(call.key.id.text().to_string()));
                (call, all(&|call| named(&call.seen.caller)), Some(seen.name.clone()))
            }
        };
        let note = match &filed.stage {
            Stage::Accepted(note) | Stage::Done(note) => note.clone(),
            Stage::Refused(why) | Stage::Unanswered(why) | Stage::Over(why) => Some(why.clone()),
            Stage::Noted | Stage::Handed | Stage::Sent | Stage::Seen | Stage::NotSeen | Stage::Lost => None,
        };
        Self {
            at: at.to_rfc3339_opts(SecondsFormat::Millis, true),
            run: order.ticket.run.to_string(),
            ticket: format!("{}-{}", order.ticket.session, order.ticket.number),
            operator: order.operator.to_string(),
            account: order.subject.account().to_string(),
            action: order.action.words(),
            call,
            caller,
            agent: agent.map(|it| it.to_string()),
            stage: filed.stage.word().to_owned(),
            note: note.map(|it| it.to_string()),
        }
    }
}

/// A customer's name and number, as far as they are known.
fn named(caller: &Party) -> Option<String> {
    let known: Vec<_> = [caller.name.as_deref(), caller.number.as_deref()].into_iter().flatten().collect();
    Some(known.join(" ")).filter(|it| !it.is_empty())
}

/// The log's file. It is opened for every line, so that it may be rotated, removed or found on a full disk
/// at any time, and the next line tells the truth about it.
#[derive(Clone)]
pub struct Log {
    path: PathBuf,
    run: Run,
    /// How what was written is brought to the disk.
    sync: Sync,
}

type Sync = Arc<dyn Fn(&File) -> io::Result<()> + Send + std::marker::Sync>;

impl Log {
    /// The log at `path`, as `run` writes it. Nothing is touched yet.
    pub fn new(path: PathBuf, run: Run) -> Self {
        Self { path, run, sync: Arc::new(File::sync_data) }
    }

    /// As [`Self::new`], with another way to the disk.
    #[cfg(test)]
    pub(crate) fn syncing(
        path: PathBuf,
        sync: impl Fn(&File) -> io::Result<()> + Send + std::marker::Sync + 'static,
    ) -> Self {
        Self { sync: Arc::new(sync), ..Self::new(path, Run::default()) }
    }

    /// Which run of the program writes it.
    pub fn run(&self) -> Run {
        self.run
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
        (self.sync)(&file)
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Log({} of run {})", self.path.display(), self.run)
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
    use crate::domain::{
        Account, Action, Agent, AgentKey, AgentState, At, Call, CallId, CallKey, Phase, Sighting, Text,
    };
    use crate::messages::{Order, Ticket};

    fn account() -> Account {
        Account::new("voicenter", "tlv")
    }

    fn call(id: &str, caller: Party) -> (CallKey, Box<Call>) {
        let mut call = Call::new(CallId::from(id), Phase::Talking);
        call.caller = caller;
        (CallKey::new(&account(), &call.id), Box::new(call))
    }

    /// The line of an order for `subject`, of whose call the board knew `agent`, that is at `stage`.
    fn step(subject: Subject, agent: Option<&str>, stage: Stage) -> Entry {
        let at = At::from_millis(0);
        let ticket = Ticket { run: Run::default(), session: 2, number: 7 };
        let order = Order { ticket, operator: "dana".into(), subject, action: Action::HangUp, at };
        let agent = agent.map(Text::new);
        let filed = Filed { order, agent, stage, at, sent: None, read: None, accepted: false };
        Entry::of(&filed, DateTime::from_timestamp_millis(1_772_359_200_005).expect("a time"))
    }

    #[test]
    fn a_line_tells_when_who_and_what() {
        let (key, seen) = call("c1", Party::default());
        let line = step(
            Subject::Call { key, sighting: Sighting::default(), seen },
            None,
            Stage::Refused("no line".into()),
        );
        let told = [&line.at, &line.ticket, &line.operator, &line.account, &line.action, &line.stage];
        let wanted = ["2026-03-01T10:00:00.005Z", "2-7", "dana", "voicenter.tlv", "hang up", "refused"];
        assert_eq!((told.map(String::as_str), line.note.as_deref()), (wanted, Some("no line")));
    }

    #[test]
    fn of_a_call_it_tells_the_caller_and_the_agent_as_far_as_they_are_known() {
        let told = |caller: Party, of: &dyn Fn(&mut Call), filed: Option<&str>| {
            let (key, mut seen) = call("c1", caller);
            of(&mut seen);
            let line = step(Subject::Call { key, sighting: Sighting::default(), seen }, filed, Stage::Noted);
            assert_eq!(line.call.as_deref(), Some("c1"));
            (line.caller, line.agent)
        };
        let text = |text: &str| Some(text.to_owned());
        let by_id = |call: &mut Call| call.agent = Some(AgentId::from("a7"));
        let by_name = |call: &mut Call| {
            by_id(call);
            call.agent_name = Some("Noa".into());
        };
        let none = |_: &mut Call| {};
        assert_eq!(told(Party::default(), &none, None), (None, None));
        assert_eq!(told(Party::new(Some("Ada"), None), &by_id, None), (text("Ada"), text("a7")));
        assert_eq!(told(Party::new(None, Some("111")), &by_name, None), (text("111"), text("Noa")));
        let both = told(Party::new(Some("Ada"), Some("111")), &by_name, Some("Noa Levi"));
        assert_eq!(both, (text("Ada 111"), text("Noa Levi")), "the board's name goes first");
    }

    #[test]
    fn of_an_agent_it_tells_all_their_calls_and_none_where_there_is_none() {
        let told = |calls: &[(&str, Party)]| {
            let seen = Agent::new(AgentId::from("a7"), "Noa".into(), AgentState::Unknown("".into()));
            let calls = calls.iter().map(|(id, caller)| {
                let (key, seen) = call(id, caller.clone());
                SeenCall { key, sighting: Sighting::default(), seen }
            });
            let (key, calls) = (AgentKey::new(&account(), &seen.id), calls.collect());
            let line =
                step(Subject::Agent { key, sighting: 1, seen: Box::new(seen), calls }, None, Stage::Noted);
            assert_eq!(line.agent.as_deref(), Some("Noa"));
            (line.call, line.caller)
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(told(&[]), (None, None));
        assert_eq!(told(&[("c1", Party::default())]), (text("c1"), None));
        let two = [("c1", Party::default()), ("c2", Party::new(Some("Ada"), None))];
        assert_eq!(told(&two), (text("c1, c2"), text("Ada")));
        let two = [("c1", Party::new(None, Some("111"))), ("c2", Party::new(Some("Ada"), None))];
        assert_eq!(told(&two), (text("c1, c2"), text("111, Ada")));
    }

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
        let log = Log::new(folder.join("deep/audit.jsonl"), Run::default());
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
        let log = Log::new(folder.join("audit.jsonl"), Run::default());
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
    fn a_line_is_on_the_disk_before_it_counts_as_written() {
        let folder = folder("sync");
        let synced = Arc::new(std::sync::Mutex::new(Vec::new()));
        let (seen, path) = (Arc::clone(&synced), folder.join("audit.jsonl"));
        let log = Log::syncing(path.clone(), move |_| {
            seen.lock().expect("one thread").push(std::fs::read_to_string(&path)?);
            Ok(())
        });
        for count in 1..=3 {
            log.write(&entry("x")).expect("written");
            let synced = synced.lock().expect("one thread");
            assert_eq!(synced.len(), count, "each line by itself");
            let last = synced.last().expect("synced");
            assert_eq!((last.lines().count(), last.ends_with('\n')), (count, true), "whole, and all of it");
        }
        let broken = Log::syncing(folder.join("broken.jsonl"), |_| Err(io::Error::other("no disk")));
        assert!(broken.write(&entry("x")).is_err(), "written and not on the disk is not written");
        std::fs::remove_dir_all(folder).expect("clean");
    }

    /// Two boards, each with a file of its own open.
    #[test]
    fn two_writers_leave_every_line_whole() {
        const EACH: usize = 500;
        let folder = folder("two");
        let path = folder.join("audit.jsonl");
        std::fs::create_dir_all(&folder).expect("folder");
        std::thread::scope(|scope| {
            for who in ["one", "two"] {
                let log = Log::syncing(path.clone(), |_| Ok(()));
                let text = format!("{who} {}", "x".repeat(9_000));
                scope.spawn(move || (0..EACH).for_each(|_| log.write(&entry(&text)).expect("written")));
            }
        });
        let text = std::fs::read_to_string(&path).expect("text");
        let read = |line: &str| serde_json::from_str::<Entry>(line).expect("whole").note.expect("a note");
        let notes: Vec<String> = text.lines().map(read).collect();
        let of = |who: &str| notes.iter().filter(|note| note.starts_with(who)).count();
        assert_eq!((of("one"), of("two"), notes.len(), text.ends_with('\n')), (EACH, EACH, 2 * EACH, true));
        std::fs::remove_dir_all(folder).expect("clean");
    }

    #[test]
    fn what_cannot_be_written_is_an_error() {
        let log = Log::new(PathBuf::from("/dev/null/audit.jsonl"), Run::default());
        assert!(log.write(&entry("x")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = folder("mode");
        let log = Log::new(folder.join("audit.jsonl"), Run::default());
        log.write(&entry("x")).expect("write");
        let mode = std::fs::metadata(log.path()).expect("metadata").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::remove_dir_all(folder).expect("clean");
    }
}
