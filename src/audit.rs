//! `callboard audit`: the audit log for people.

use std::io::{self, BufRead, Read as _, Write};
use std::ops::RangeInclusive;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::cli::AuditArgs;
use crate::domain::is_drawable;
use crate::store::audit::Entry;

/// The longest line that is read, in bytes: far above any that the program writes.
const LONGEST: u64 = 64 * 1024;

/// Prints the lines of `log` that `args` ask for, oldest first. `now` is what `--since` counts back from. Lines that
/// cannot be read are named and passed over: they hide no others. One line at a time is held in memory.
pub fn print(
    out: &mut impl Write,
    mut log: impl BufRead,
    args: &AuditArgs,
    now: DateTime<Utc>,
) -> io::Result<()> {
    let mut broken: Option<RangeInclusive<u64>> = None;
    for number in 1.. {
        let Some(line) = next_line(&mut log)? else { break };
        let line = String::from_utf8_lossy(&line);
        if line.trim().is_empty() {
            continue;
        }
        let Ok(entry) = serde_json::from_str::<Entry>(&line) else {
            broken = Some(broken.map_or(number, |lines| *lines.start())..=number);
            continue;
        };
        if let Some(lines) = broken.take() {
            writeln!(out, "{}", not_whole(&lines))?;
        }
        match (wanted(&entry, args, now), args.json) {
            (false, _) => {}
            (true, true) => writeln!(out, "{}", escaped(line.trim_end()))?,
            (true, false) => writeln!(out, "{}", tell(&entry))?,
        }
    }
    broken.map_or(Ok(()), |lines| writeln!(out, "{}", not_whole(&lines)))
}

/// The next line, or its beginning if it is longer than any line of ours; `None` at the end.
fn next_line(log: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    if log.by_ref().take(LONGEST).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.last() != Some(&b'\n') {
        log.skip_until(b'\n')?;
    }
    Ok(Some(line))
}

fn not_whole(lines: &RangeInclusive<u64>) -> String {
    let why = "not whole: the program or the disk stopped while";
    match (lines.start(), lines.end()) {
        (first, last) if first == last => format!("line {first} is {why} it was written"),
        (first, last) => format!("lines {first} to {last} are {why} they were written"),
    }
}

/// A line of JSON in which what a terminal would obey is written as an escape: outside of a text there is none of it.
fn escaped(line: &str) -> String {
    line.chars().fold(String::with_capacity(line.len()), |mut out, char| {
        if is_drawable(char) || char == '\t' {
            out.push(char);
        } else {
            let mut units = [0; 2];
            out.extend(char.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
        out
    })
}

/// A field of an entry that somebody else may have written.
fn drawable(text: &str) -> String {
    text.chars().map(|char| if is_drawable(char) { char } else { char::REPLACEMENT_CHARACTER }).collect()
}

fn wanted(entry: &Entry, args: &AuditArgs, now: DateTime<Utc>) -> bool {
    let holds = |field: &str, text: &Option<String>| {
        text.as_ref().is_none_or(|text| field.to_lowercase().contains(&text.to_lowercase()))
    };
    let is = |field: &str, text: &Option<String>| {
        text.as_ref().is_none_or(|text| field.eq_ignore_ascii_case(text))
    };
    is(&entry.operator, &args.operator)
        && holds(&entry.account, &args.account)
        && holds(&entry.action, &args.action)
        && is(&entry.stage, &args.stage)
        && args.since.is_none_or(|span| is_since(entry, span, now))
}

fn is_since(entry: &Entry, span: Duration, now: DateTime<Utc>) -> bool {
    let (Ok(at), Ok(span)) = (DateTime::parse_from_rfc3339(&entry.at), chrono::Duration::from_std(span))
    else {
        return true;
    };
    now.signed_duration_since(at) <= span
}

fn tell(entry: &Entry) -> String {
    let known = |field: &Option<String>| field.as_deref().map_or_else(|| "–".to_owned(), drawable);
    let note = entry.note.as_ref().map(|note| format!("  ({})", drawable(note))).unwrap_or_default();
    format!(
        "{}  {:<6} {:<10} {:<20} {:<10} {}  caller {}  agent {}  call {}{note}",
        drawable(&entry.at),
        drawable(&entry.ticket),
        drawable(&entry.stage),
        drawable(&entry.account),
        drawable(&entry.operator),
        drawable(&entry.action),
        known(&entry.caller),
        known(&entry.agent),
        known(&entry.call),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = r#"{"at":"2026-03-01T10:00:00.000Z","ticket":"1-1","operator":"dana","account":"ringcentral.sales","action":"hang up","call":"7","caller":"Ada 111","agent":"Noa","stage":"sent","note":null}
{"at":"2026-03-01T09:
{"at":"2026-03-01T12:00:00.000Z","ticket":"1-2","operator":"eli","account":"voicenter.tlv","action":"record off","call":"8","caller":null,"agent":null,"stage":"refused","note":"gone"}
"#;

    fn printed(args: &AuditArgs) -> String {
        printed_of(LOG.as_bytes(), args)
    }

    #[test]
    fn every_line_is_told_and_a_broken_one_hides_no_other() {
        let text = printed(&AuditArgs::default());
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[0].contains("hang up") && lines[0].contains("Ada 111") && lines[0].contains("Noa"));
        assert!(lines[1].starts_with("line 2 is not whole"));
        assert!(lines[2].contains("record off") && lines[2].ends_with("(gone)"));
    }

    #[test]
    fn filters_hold_together() {
        let told = |args: AuditArgs| printed(&args).lines().filter(|line| !line.starts_with("line")).count();
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(told(AuditArgs { operator: text("Dana"), ..AuditArgs::default() }), 1);
        assert_eq!(told(AuditArgs { account: text("tlv"), ..AuditArgs::default() }), 1);
        assert_eq!(
            told(AuditArgs { action: text("RECORD"), stage: text("sent"), ..AuditArgs::default() }),
            0
        );
        assert_eq!(told(AuditArgs { since: Some(Duration::from_hours(1)), ..AuditArgs::default() }), 1);
    }

    #[test]
    fn json_is_the_line_itself() {
        let text = printed(&AuditArgs { json: true, stage: Some("sent".to_owned()), ..AuditArgs::default() });
        assert_eq!(text.lines().next(), LOG.lines().next());
    }

    fn printed_of(log: &[u8], args: &AuditArgs) -> String {
        let now = "2026-03-01T12:30:00Z".parse().expect("a time");
        let mut out = Vec::new();
        print(&mut out, log, args, now).expect("a vector takes it");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn bytes_that_are_no_text_cost_their_line_at_most() {
        let mut log = b"\x00\x00\xff\xfe\n\x80junk\n".to_vec();
        log.extend(LOG.lines().next().expect("a line").replace("Noa", "N\u{f6}").into_bytes());
        let torn = log.iter().rposition(|byte| *byte == 0xb6).expect("the second byte of a letter");
        log.remove(torn);
        log.extend(b"\n{\"at\":\"2026-03-01T1\xc3");
        let text = printed_of(&log, &AuditArgs::default());
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert!(lines[0].starts_with("lines 1 to 2 are not whole"), "{text}");
        assert!(lines[1].contains("hang up") && lines[1].contains("agent N\u{fffd}"), "{text}");
        assert!(lines[2].starts_with("line 4 is not whole"), "{text}");
    }

    #[test]
    fn nothing_that_a_terminal_obeys_is_printed() {
        let hostile = "\u{9b}2J\u{202e}\u{200b}\u{1f511}";
        let line =
            LOG.lines().next().expect("a line").replace("Noa", hostile).replace("dana", "\\u001b]0;x\\u0007");
        let text = printed_of(line.as_bytes(), &AuditArgs::default());
        let json = printed_of(line.as_bytes(), &AuditArgs { json: true, ..AuditArgs::default() });
        for shown in [&text, &json] {
            assert!(shown.chars().all(|char| is_drawable(char) || char == '\n'), "{shown:?}");
            assert!(shown.contains('\u{1f511}'), "{shown:?}");
        }
        assert_eq!(
            serde_json::from_str::<Entry>(&json).expect("the same entry"),
            serde_json::from_str::<Entry>(&line).expect("an entry")
        );
    }

    #[test]
    fn a_line_without_an_end_is_passed_over_in_pieces() {
        let mut log = vec![b'x'; 10 * 64 * 1024];
        log.push(b'\n');
        log.extend(LOG.bytes());
        let text = printed_of(&log, &AuditArgs::default());
        assert!(text.starts_with("line 1 is not whole"), "{text}");
        assert!(text.contains("hang up") && text.contains("line 3 is not whole"), "{text}");
    }
}
