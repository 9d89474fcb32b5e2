//! `callboard audit`: the audit log for people.

use std::io::{self, Write};
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::cli::AuditArgs;
use crate::store::audit::Entry;

/// Prints the lines of `log` that `args` ask for, oldest first. `now` is what `--since` counts back from. A line
/// that cannot be read is named and passed over: it hides no other.
pub fn print(out: &mut impl Write, log: &str, args: &AuditArgs, now: DateTime<Utc>) -> io::Result<()> {
    for (number, line) in (1..).zip(log.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str::<Entry>(line) {
            Ok(entry) if !wanted(&entry, args, now) => {}
            Ok(_) if args.json => writeln!(out, "{line}")?,
            Ok(entry) => writeln!(out, "{}", tell(&entry))?,
            Err(_) => writeln!(
                out,
                "line {number} is not whole: the program or the disk stopped while it was written"
            )?,
        }
    }
    Ok(())
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
    let known = |field: &Option<String>| field.clone().unwrap_or_else(|| "–".to_owned());
    let note = entry.note.as_ref().map(|note| format!("  ({note})")).unwrap_or_default();
    format!(
        "{}  {:<6} {:<10} {:<20} {:<10} {}  caller {}  agent {}  call {}{note}",
        entry.at,
        entry.ticket,
        entry.stage,
        entry.account,
        entry.operator,
        entry.action,
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
        let now = "2026-03-01T12:30:00Z".parse().expect("a time");
        let mut out = Vec::new();
        print(&mut out, LOG, args, now).expect("a vector takes it");
        String::from_utf8(out).expect("text")
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
}
