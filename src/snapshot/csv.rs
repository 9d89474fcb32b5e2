//! The board's calls as CSV: one line a call, for a spreadsheet.

use crate::board::{Board, CallRow, Line, Standing};
use crate::domain::{At, FeedKind};

const HEAD: &str = "account,list_age_s,state,caller_name,caller_number,dialled,agent,queue,wait_s,age_s,recording,id,doubt,list,unread";

/// Every live call at `now`, as RFC 4180 describes it. An empty field is unknown. A text that a spreadsheet would
/// take for a formula is led by an apostrophe. The last fields tell why the call can hardly be true, how its list
/// stands, and how many rows of that list could not be read; a list of which something is missing has a line without
/// a call if it has no other.
pub fn csv(board: &Board, now: At) -> String {
    let mut lines = vec![HEAD.to_owned()];
    for line in &board.lines {
        for kind in [FeedKind::Calls, FeedKind::Waiting] {
            let list = List::of(line, kind, now);
            let before = lines.len();
            let rows = line.all_calls().filter(|(of, _)| *of == kind);
            lines.extend(rows.map(|(_, row)| list.line(call(line, row, now))));
            if lines.len() == before && list.lacks {
                lines.push(list.line(Default::default()));
            }
        }
    }
    lines.push(String::new());
    lines.join("\r\n")
}

/// What every line tells of its list.
struct List {
    account: String,
    age: String,
    standing: String,
    unread: String,
    /// Whether something of it is missing that is nobody's choice.
    lacks: bool,
}

impl List {
    fn of(line: &Line, kind: FeedKind, now: At) -> Self {
        let freshness = line.freshness(kind);
        let (age, standing) = match line.standing(kind, now) {
            Standing::Fresh => (freshness.good.map(|good| now.since(good)), "fresh".to_owned()),
            Standing::Stale { age, why } => (age, format!("old: {why}")),
            Standing::Awaited => (None, "awaited".to_owned()),
            Standing::NotOffered => (None, "not offered".to_owned()),
        };
        let stale = matches!(line.standing(kind, now), Standing::Stale { .. });
        Self {
            account: text(Some(&line.account.to_string())),
            age: number(age.map(|age| age.as_secs())),
            standing: text(Some(&standing)),
            unread: freshness.unread.len().to_string(),
            lacks: stale || !freshness.unread.is_empty(),
        }
    }

    fn line(&self, [call @ .., doubt]: [String; 11]) -> String {
        let mut fields = vec![self.account.clone(), self.age.clone()];
        fields.extend(call);
        fields.extend([doubt, self.standing.clone(), self.unread.clone()]);
        fields.join(",")
    }
}

/// The fields of a call, its doubt last.
fn call(line: &Line, row: &CallRow, now: At) -> [String; 11] {
    let call = &row.call;
    [
        text(Some(call.phase.word())),
        text(call.caller.name.as_deref()),
        text(call.caller.number.as_deref()),
        text(call.dialled.as_deref()),
        text(row.agents().as_deref()),
        text(row.queue.as_deref()),
        number(row.wait(now).map(|(wait, _)| wait.as_secs())),
        number(call.began().map(|at| now.since(at).as_secs())),
        text(super::json::recording(call.recording)),
        text(Some(&call.id.text())),
        text(line.doubt(row, now).as_deref()),
    ]
}

fn number(value: Option<u64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn text(text: Option<&str>) -> String {
    let text = text.unwrap_or_default();
    let number =
        text.strip_prefix(['+', '-']).is_some_and(|rest| rest.chars().all(|char| char.is_ascii_digit()));
    let formula = text.starts_with(['=', '+', '-', '@']) && !number;
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_where_they_must_be_and_never_become_formulas() {
        assert_eq!(text(Some("Lang, B. \"Bo\"")), "\"Lang, B. \"\"Bo\"\"\"");
        assert_eq!(text(Some("=HYPERLINK(1)")), "'=HYPERLINK(1)");
        assert_eq!(text(Some("+15550123")), "+15550123");
        assert_eq!(text(None), "");
    }
}
