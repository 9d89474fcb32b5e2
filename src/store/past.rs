//! What the audit log tells of the orders of earlier runs, so that none is forgotten after a crash.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use chrono::DateTime;

use super::audit::Entry;
use crate::board::{Filed, Stage};
use crate::domain::{
    Account, Action, Agent, AgentId, AgentKey, AgentState, At, Call, CallId, CallKey, Party, Phase, Sighting,
    Subject, Text,
};
use crate::messages::{Order, Run, Ticket};

/// How much of the log's end is read, in bytes.
const TAIL: u64 = 256 * 1024;
/// How many orders are kept of it, the newest.
const MOST: usize = 100;

/// The newest orders that the log at `path` has, in the order in which they were given. A log that cannot be read
/// has none: the first order of this run says so.
pub fn read(path: &Path) -> Vec<Filed> {
    let tail = tail(path).unwrap_or_default();
    let mut orders: Vec<Life> = Vec::new();
    for line in tail.split(|byte| *byte == b'\n') {
        let Ok(entry) = serde_json::from_str::<Entry>(&String::from_utf8_lossy(line)) else { continue };
        match orders.iter_mut().rev().find(|life| life.is(&entry)) {
            Some(life) => life.steps.push(entry),
            None => orders.push(Life { steps: vec![entry] }),
        }
    }
    let skipped = orders.len().saturating_sub(MOST);
    (1..).zip(orders.iter().skip(skipped)).filter_map(|(number, life)| life.filed(number)).collect()
}

/// The end of a file, from the beginning of a line.
fn tail(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let skipped = file.metadata()?.len().saturating_sub(TAIL);
    file.seek(SeekFrom::Start(skipped))?;
    let mut bytes = Vec::new();
    file.take(TAIL).read_to_end(&mut bytes)?;
    let begin = if skipped == 0 { Some(0) } else { bytes.iter().position(|byte| *byte == b'\n') };
    Ok(begin.and_then(|begin| bytes.get(begin..)).unwrap_or_default().to_vec())
}

/// The lines of one order.
struct Life {
    steps: Vec<Entry>,
}

impl Life {
    fn is(&self, entry: &Entry) -> bool {
        self.steps.first().is_some_and(|first| first.run == entry.run && first.ticket == entry.ticket)
    }

    /// The order as the board shows it; `number` tells it from the others where its receipt cannot be read.
    fn filed(&self, number: u32) -> Option<Filed> {
        let (first, last) = (self.steps.first()?, self.steps.last()?);
        let at = |stage: &str| self.steps.iter().find(|step| step.stage == stage).and_then(moment);
        let order = Order {
            ticket: ticket(first).unwrap_or(Ticket { run: Run::default(), session: 0, number }),
            operator: Text::new(&first.operator),
            subject: subject(first)?,
            // Its words are all that is left of it.
            action: Action::known_as(&first.action),
            at: moment(first)?,
        };
        let agent = first.agent.as_deref().map(Text::new);
        let accepted = at("accepted").is_some();
        let (stage, at, sent) = (stage(last), moment(last)?, at("sent"));
        Some(Filed { order, agent, stage, at, sent, read: None, accepted })
    }
}

fn ticket(entry: &Entry) -> Option<Ticket> {
    let (session, number) = entry.ticket.split_once('-')?;
    let run = Run::named(&entry.run)?;
    Some(Ticket { run, session: session.parse().ok()?, number: number.parse().ok()? })
}

fn moment(entry: &Entry) -> Option<At> {
    let at = DateTime::parse_from_rfc3339(&entry.at).ok()?;
    Some(At::from_millis(at.timestamp_millis()))
}

/// How far the order came by its last line; an order of which the log tells only that it was to be sent, or was,
/// has no outcome that anybody knows.
fn stage(last: &Entry) -> Stage {
    let note = last.note.as_deref().map(Text::new);
    match last.stage.as_str() {
        "accepted" => Stage::Done(note),
        "refused" => Stage::Refused(note.unwrap_or_else(unknown)),
        "unanswered" => Stage::Unanswered(note.unwrap_or_else(unknown)),
        "seen" => Stage::Seen,
        "not seen" => Stage::NotSeen,
        "over" => Stage::Over(note.unwrap_or_else(unknown)),
        _ => Stage::Lost,
    }
}

fn unknown() -> Text {
    Text::new("")
}

fn subject(entry: &Entry) -> Option<Subject> {
    let (vendor, name) = entry.account.split_once('.')?;
    let account = Account::new(vendor, name);
    let agent = entry.agent.as_deref().map(Text::new);
    if let Some(id) = &entry.call {
        let mut seen = Call::new(CallId::from(id.as_str()), Phase::Other(unknown()));
        seen.caller = Party::new(entry.caller.as_deref(), None);
        seen.agent_name = agent;
        let key = CallKey::new(&account, &seen.id);
        return Some(Subject::Call { key, sighting: Sighting::default(), seen: Box::new(seen) });
    }
    let name = agent.unwrap_or_else(unknown);
    let seen = Agent::new(AgentId::from(&*name), name, AgentState::Unknown(unknown()));
    let key = AgentKey::new(&account, &seen.id);
    Some(Subject::Agent { key, sighting: 0, seen: Box::new(seen), calls: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(run: &str, ticket: &str, stage: &str) -> String {
        format!(
            r#"{{"at":"2026-03-01T10:00:0{}.000Z","run":"{run}","ticket":"{ticket}","operator":"dana","account":"8x8.main","action":"hang up","call":"c1","caller":"Ada 111","agent":"Noa","stage":"{stage}","note":null}}"#,
            stage.len() % 10
        )
    }

    fn orders(bytes: &[u8]) -> Vec<Filed> {
        let folder =
            std::env::temp_dir().join(format!("callboard-past-{}-{}", std::process::id(), fastrand::u64(..)));
        std::fs::write(&folder, bytes).expect("written");
        let orders = read(&folder);
        std::fs::remove_file(&folder).expect("clean");
        orders
    }

    fn told(bytes: &[u8]) -> Vec<(String, &'static str)> {
        orders(bytes).into_iter().map(|filed| (filed.order.action.words(), filed.stage.word())).collect()
    }

    /// One step of one order: when, how far it came, and the note.
    fn step(second: u32, stage: &str, note: &str) -> String {
        let line = line("a", "1-1", stage).replace(r#""note":null"#, &format!(r#""note":"{note}""#));
        let (_, rest) = line.split_once('Z').expect("its time");
        format!(r#"{{"at":"2026-03-01T10:00:{second:02}.000Z{rest}"#)
    }

    #[test]
    fn every_end_is_told_with_its_note() {
        let text = Text::new;
        for (stage, wanted) in [
            ("noted", Stage::Lost),
            ("sent", Stage::Lost),
            ("accepted", Stage::Done(Some(text("why")))),
            ("refused", Stage::Refused(text("why"))),
            ("unanswered", Stage::Unanswered(text("why"))),
            ("seen", Stage::Seen),
            ("not seen", Stage::NotSeen),
            ("over", Stage::Over(text("why"))),
        ] {
            let found = orders(step(1, stage, "why").as_bytes());
            assert_eq!(found.iter().map(|filed| &filed.stage).collect::<Vec<_>>(), [&wanted]);
        }
    }

    #[test]
    fn an_order_tells_who_gave_it_for_whom_and_when_it_came_how_far() {
        let log =
            [step(1, "noted", ""), step(2, "sent", ""), step(3, "accepted", ""), step(4, "not seen", "")];
        let [filed] = &orders(log.join("\n").as_bytes())[..] else { panic!("one order") };
        let at = |second: i64| At::from_millis((1_772_359_200 + second) * 1_000);
        assert_eq!((filed.order.at, filed.sent, filed.accepted, filed.at), (at(1), Some(at(2)), true, at(4)));
        assert_eq!((&*filed.order.operator, filed.order.action.words()), ("dana", "hang up".to_owned()));
        assert_eq!(filed.agent.as_deref(), Some("Noa"));
        let Subject::Call { key, seen, .. } = &filed.order.subject else { panic!("for a call") };
        assert_eq!((key.account.to_string(), key.id.as_str()), ("8x8.main".to_owned(), "c1"));
        assert_eq!((seen.caller.name.as_deref(), seen.agent_name.as_deref()), (Some("Ada 111"), Some("Noa")));
        let refused = orders(step(1, "refused", "no").as_bytes());
        assert_eq!((refused[0].sent, refused[0].accepted), (None, false));
    }

    #[test]
    fn an_order_for_no_call_is_for_its_agent() {
        let line = step(1, "seen", "").replace(r#""call":"c1""#, r#""call":null"#);
        let [filed] = &orders(line.as_bytes())[..] else { panic!("one order") };
        let Subject::Agent { key, seen, calls, .. } = &filed.order.subject else { panic!("for an agent") };
        assert_eq!((key.account.to_string(), &*seen.name), ("8x8.main".to_owned(), "Noa"));
        assert!(calls.is_empty());
    }

    #[test]
    fn an_order_without_an_end_is_there_and_says_so() {
        let log = [
            line("a", "1-1", "noted"),
            line("a", "1-1", "sent"),
            line("a", "1-1", "accepted"),
            line("a", "1-1", "seen"),
            line("a", "1-2", "noted"),
            line("a", "1-2", "sent"),
            // The same receipt in another run is another order.
            line("b", "1-1", "noted"),
            line("b", "1-2", "refused"),
        ];
        let words: Vec<_> = told(log.join("\n").as_bytes()).into_iter().map(|(_, stage)| stage).collect();
        assert_eq!(words, ["seen", "no outcome known", "no outcome known", "refused"]);
    }

    #[test]
    fn every_last_word_of_an_order_is_read_as_what_it_was() {
        let stages = [
            Stage::Done(None),
            Stage::Refused(unknown()),
            Stage::Unanswered(unknown()),
            Stage::Seen,
            Stage::NotSeen,
            Stage::Over(unknown()),
        ];
        for stage in stages {
            let log = [line("a", "1-1", "noted"), line("a", "1-1", "sent"), line("a", "1-1", stage.word())];
            let words: Vec<_> = told(log.join("\n").as_bytes()).into_iter().map(|(_, word)| word).collect();
            assert_eq!(words, [stage.word()]);
        }
    }

    #[test]
    fn what_is_torn_or_no_text_hides_no_other_line() {
        let mut log = b"{\"at\":\"2026-03\n\xff\xfe\n".to_vec();
        log.extend(
            line("a", "1-1", "sent")
                .replace("Noa", "N?a")
                .into_bytes()
                .iter()
                .map(|byte| if *byte == b'?' { 0xc3 } else { *byte }),
        );
        assert_eq!(told(&log), [("hang up".to_owned(), "no outcome known")]);
        assert_eq!(told(b""), []);
        assert!(read(Path::new("/nowhere/audit.jsonl")).is_empty());
    }

    #[test]
    fn an_order_has_the_receipt_that_it_was_given_with() {
        let log = line("19c8b2f5a00-1f4-0a1b2c3d", "2-7", "seen");
        let run = Run::named("19c8b2f5a00-1f4-0a1b2c3d").expect("a run");
        let tickets: Vec<_> = orders(log.as_bytes()).iter().map(|filed| filed.order.ticket).collect();
        assert_eq!(tickets, [Ticket { run, session: 2, number: 7 }]);
    }

    #[test]
    fn of_many_orders_the_newest_are_told() {
        let log: Vec<String> = (0..=MOST)
            .map(|number| line("a", &format!("1-{number}"), "sent").replace("dana", &format!("op {number}")))
            .collect();
        let orders = orders(log.join("\n").as_bytes());
        let told: Vec<_> = orders.iter().map(|it| (it.order.ticket.number, &*it.order.operator)).collect();
        assert_eq!(told.len(), MOST);
        assert_eq!((told.first(), told.last()), (Some(&(1, "op 1")), Some(&(100, "op 100"))));
        assert!(orders.iter().all(|filed| filed.order.ticket.session == 0));
    }

    #[test]
    fn of_a_long_log_the_whole_lines_at_its_end_are_read() {
        let tail = usize::try_from(TAIL).expect("small");
        let log = |first: &str, wanted: usize| {
            let log = [first.to_owned(), line("a", "1-2", "sent"), line("a", "1-3", "seen"), String::new()];
            let log = log.join("\n");
            // Its first order has a note that makes it as long as it shall be.
            let note = "x".repeat(wanted.checked_sub(log.len()).expect("longer") + "null".len() - 2);
            log.replacen("null", &format!("\"{note}\""), 1)
        };
        let first = line("a", "1-1", "noted");
        let told = |length: usize| {
            let log = log(&first, length);
            assert_eq!(log.len(), length);
            told(log.as_bytes()).into_iter().map(|(_, stage)| stage).collect::<Vec<_>>()
        };
        assert_eq!(told(tail - 1), ["no outcome known", "no outcome known", "seen"]);
        assert_eq!(told(tail), ["no outcome known", "no outcome known", "seen"]);
        assert_eq!(told(tail + 1), ["no outcome known", "seen"], "the first is torn");
        assert_eq!(told(10 * tail), ["no outcome known", "seen"]);
        let one_line = b"x".repeat(tail + 1);
        assert_eq!(orders(&one_line), []);
    }
}
