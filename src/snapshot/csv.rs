//! The board's calls as CSV: one line a call, for a spreadsheet.

use crate::board::{Board, Standing};
use crate::domain::At;

const HEAD: &str =
    "account,list_age_s,state,caller_name,caller_number,dialled,agent,queue,wait_s,age_s,recording,id";

/// Every live call at `now`, as RFC 4180 describes it. An empty field is unknown. A text that a spreadsheet would
/// take for a formula is led by an apostrophe.
pub fn csv(board: &Board, now: At) -> String {
    let mut lines = vec![HEAD.to_owned()];
    for line in &board.lines {
        for (kind, row) in line.all_calls() {
            let age = match line.standing(kind, now) {
                Standing::Fresh => line.freshness(kind).good.map(|good| now.since(good)),
                Standing::Stale { age, .. } => age,
                Standing::Awaited | Standing::NotOffered => None,
            };
            let call = &row.call;
            let number = |value: Option<u64>| value.map(|value| value.to_string()).unwrap_or_default();
            let fields = [
                text(Some(&line.account.to_string())),
                number(age.map(|age| age.as_secs())),
                text(Some(call.phase.word())),
                text(call.caller.name.as_deref()),
                text(call.caller.number.as_deref()),
                text(call.dialled.as_deref()),
                text(row.agent.as_deref()),
                text(row.queue.as_deref()),
                number(row.wait(now).map(|(wait, _)| wait.as_secs())),
                number(call.began().map(|at| now.since(at).as_secs())),
                text(super::json::recording(call.recording)),
                text(Some(&call.id.text())),
            ];
            lines.push(fields.join(","));
        }
    }
    lines.push(String::new());
    lines.join("\r\n")
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
