//! What is missing from a list, and why: an empty list means none, and nothing else does.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::scene::Scene;
use super::text::{self, span};
use crate::board::{Board, Line as Account, Standing};
use crate::domain::FeedKind;
use crate::session::View;

/// Why rows of an account are missing from a list.
pub(super) enum Gap<'a> {
    /// It has not told them yet.
    Awaited,
    /// It has no such list: why.
    NotOffered(&'a str),
    /// So many could not be read.
    Unread(usize),
}

/// The accounts of which `view` does not show everything.
pub(super) fn of(board: &Board, view: View) -> impl Iterator<Item = (&Account, Gap<'_>)> {
    let kind = match view {
        View::Calls | View::Waiting => Some(FeedKind::Calls),
        View::Queues => Some(FeedKind::Queues),
        View::Agents => Some(FeedKind::Agents),
        View::Accounts | View::Log => None,
    };
    board.lines.iter().filter_map(move |line| Some((&**line, gap(line, kind?)?)))
}

fn gap(line: &Account, kind: FeedKind) -> Option<Gap<'_>> {
    let freshness = line.freshness(kind);
    let unread = freshness.unread.len();
    match (&freshness.not_offered, freshness.good) {
        (Some(why), _) => Some(Gap::NotOffered(why)),
        (None, None) => Some(Gap::Awaited),
        (None, Some(_)) => (unread > 0).then_some(Gap::Unread(unread)),
    }
}

/// Says in one line below the list what is missing from it.
pub(super) fn line(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    let dim = scene.look.theme.dim;
    let mut line = Line::default();
    for (account, gap) in of(scene.board, scene.session.view()) {
        line.push_span(if line.spans.is_empty() { span("    ", dim) } else { scene.dot() });
        let words = match gap {
            Gap::Awaited => format!("{} has told nothing yet", account.account),
            Gap::NotOffered(why) => format!("n/m {}: {why}", account.account),
            Gap::Unread(1) => format!("1 row of {} could not be read", account.account),
            Gap::Unread(rows) => format!("{rows} rows of {} could not be read", account.account),
        };
        line.push_span(span(words, dim));
    }
    text::put(&line, scene.look, area, buf);
}

/// Says why the list is empty.
pub(super) fn empty(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    let theme = &scene.look.theme;
    let (view, table) = (scene.session.view(), scene.session.table());
    let gaps: Vec<_> = of(scene.board, view).collect();
    let silent = gaps.iter().filter(|(_, gap)| matches!(gap, Gap::Awaited)).count();
    let words = if table.all > 0 {
        format!("none of {} passes the filter; Esc clears it", table.all)
    } else if scene.board.lines.is_empty() {
        "no account is configured".to_owned()
    } else if silent == scene.board.lines.len() {
        let failing = |line: &std::sync::Arc<Account>| matches!(line.worst(scene.at), Standing::Stale { .. });
        let none = scene.board.lines.iter().all(failing);
        let words = if none { "no account has answered" } else { "waiting for the first answer" };
        words.to_owned()
    } else {
        let (told, all) = (scene.board.lines.len() - gaps.len(), scene.board.lines.len());
        if told < all {
            format!("{} at {told} of {all} accounts", nothing(view))
        } else {
            nothing(view).to_owned()
        }
    };
    let mut lines =
        vec![Line::default(), Line::from(vec![span("    ", theme.dim), span(words, theme.strong)])];
    if !gaps.is_empty() && table.all == 0 {
        lines.push(Line::default());
    }
    for (account, gap) in gaps.iter().filter(|_| table.all == 0) {
        let name = text::pad(&account.account.to_string(), 22, scene.look);
        lines.push(Line::from(vec![
            span(format!("    {name}  "), theme.dim),
            span(why(scene, account, gap), theme.dim),
        ]));
    }
    text::stack(&lines, scene.look, area, buf);
}

fn why(scene: &Scene<'_>, account: &Account, gap: &Gap<'_>) -> String {
    match gap {
        Gap::NotOffered(why) => format!("n/m: {why}"),
        Gap::Unread(rows) => format!("{rows} could not be read"),
        Gap::Awaited => match account.worst(scene.at) {
            Standing::Stale { why, .. } => {
                let next = account.health.next.and_then(|next| scene.until(next));
                next.map_or_else(|| why.to_owned(), |next| format!("{why}, again in {next}"))
            }
            Standing::Awaited | Standing::Fresh | Standing::NotOffered => "asked, no answer yet".to_owned(),
        },
    }
}

fn nothing(view: View) -> &'static str {
    match view {
        View::Calls => "no calls",
        View::Waiting => "nobody waits",
        View::Queues => "no queues",
        View::Agents => "no agents",
        View::Accounts => "no accounts",
        View::Log => "nothing was ordered yet",
    }
}
