//! Rows that are marked, and what marks are for: copying. No order ever reads a mark.

use std::collections::BTreeSet;

use super::{Intent, Row, RowKey, Session, rows, sort};
use crate::domain::{At, Subject, Text};

impl Session {
    /// Marks the row under the cursor, or takes its mark away.
    pub(super) fn mark(&mut self, now: At) {
        let Some(key) = self.selected().map(Row::key) else {
            return self.warn("nothing is under the cursor".to_owned(), now);
        };
        let marks = &mut self.table_mut().marks;
        if !marks.remove(&key) {
            marks.insert(key);
        }
        let words = match self.table().marks.len() {
            0 => "nothing is marked".to_owned(),
            marked => {
                format!("{marked} marked: y copies them, u unmarks; orders go to the cursor's row alone")
            }
        };
        self.say(words, now);
    }

    /// Takes all marks of the list away.
    pub(super) fn unmark(&mut self, now: At) {
        let marks = std::mem::take(&mut self.table_mut().marks);
        let words = if marks.is_empty() { "nothing was marked" } else { "nothing is marked any more" };
        self.say(words.to_owned(), now);
    }

    /// Copies the number or the name under the cursor; where rows are marked, all of those, one a line, also
    /// those that the filter hides.
    pub(super) fn copy(&mut self, now: At) -> Vec<Intent> {
        if self.table().marks.is_empty() {
            let Some(text) = self.selected().map(one) else {
                self.warn("nothing is under the cursor".to_owned(), now);
                return Vec::new();
            };
            self.say(format!("copied {text}"), now);
            return vec![Intent::Copy(text.to_string())];
        }
        let mut marked = rows::rows(self.board(), self.view(), None);
        marked.retain(|row| self.table().is_marked(row));
        sort::sort(&mut marked, self.table().sort, now);
        let lines: Vec<String> = marked.iter().map(line).collect();
        self.say(format!("copied {} marked", lines.len()), now);
        vec![Intent::Copy(lines.join("\n"))]
    }
}

/// What a row is called for when it is copied alone: its number, or else its id.
fn one(row: &Row) -> Text {
    match row {
        Row::Call(_, _, row) => row.call.caller.number.clone().unwrap_or_else(|| row.call.id.text()),
        Row::Queue(_, queue) => queue.name.clone(),
        Row::Agent(_, agent, who) => agent.extension.clone().unwrap_or_else(|| who.name.clone()),
        Row::Account(line) => line.account.to_string().into(),
        Row::Order(filed) => match &filed.order.subject {
            Subject::Call { key, .. } => key.id.text(),
            Subject::Agent { key, .. } => key.id.text(),
        },
    }
}

/// A row in a line: number, tab, name.
fn line(row: &Row) -> String {
    let name = match row {
        Row::Call(_, _, row) => row.call.caller.name.clone().unwrap_or_else(|| Text::new("")),
        Row::Queue(_, queue) => return format!("{}\t{}", queue.id.text(), queue.name),
        Row::Agent(_, _, who) => who.name.clone(),
        Row::Account(line) => line.label.clone(),
        Row::Order(filed) => filed.order.action.words().into(),
    };
    format!("{}\t{name}", one(row))
}

/// What of `marks` still is there: a mark goes with its row, and with the conversation where a vendor gives a
/// call a new id on its way.
pub(super) fn kept(marks: &BTreeSet<RowKey>, before: &[Row], rows: &[Row]) -> BTreeSet<RowKey> {
    let find = |mark: &RowKey| {
        if rows.iter().any(|row| row.is(mark)) {
            return Some(mark.clone());
        }
        let old = before.iter().find(|row| row.is(mark))?;
        let mut heirs = rows.iter().filter(|row| super::cursor::inherits(old, row));
        heirs.next().filter(|_| heirs.next().is_none()).map(Row::key)
    };
    marks.iter().filter_map(find).collect()
}
