//! What is missing from a list, and why: an empty list means none, and nothing else does.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::format;
use super::scene::Scene;
use super::text::{self, span};
use crate::board::{Board, Line as Account, Standing, Tells};
use crate::domain::{At, FeedKind, Part};
use crate::session::View;

/// Why rows of an account are missing from a list.
pub(super) enum Gap<'a> {
    /// It has not told them yet.
    Awaited,
    /// It has no such list: why.
    NotOffered(&'a str),
    /// So much of it could not be read, in words.
    Unread(String),
    /// So many more wait by its queues' count, which was told then.
    Unlisted(u32, Option<At>),
}

/// The accounts of which `view` does not show everything.
pub(super) fn of(board: &Board, view: View) -> impl Iterator<Item = (&Account, Gap<'_>)> {
    board.lines.iter().flat_map(move |line| gaps(line, view).into_iter().map(move |gap| (&**line, gap)))
}

fn gaps(line: &Account, view: View) -> Vec<Gap<'_>> {
    match view {
        View::Calls => gap(line, FeedKind::Calls).into_iter().chain(unlisted(line)).collect(),
        View::Waiting if line.tells_waiting() == Tells::Nothing => vec![untold(line)],
        View::Waiting => {
            let unread = parts(line, &[FeedKind::Calls, FeedKind::Waiting]).map(Gap::Unread);
            unlisted(line).into_iter().chain(unread).collect()
        }
        View::Queues => gap(line, FeedKind::Queues).into_iter().collect(),
        View::Agents => gap(line, FeedKind::Agents).into_iter().collect(),
        View::Accounts | View::Log => Vec::new(),
    }
}

fn gap(line: &Account, kind: FeedKind) -> Option<Gap<'_>> {
    let freshness = line.freshness(kind);
    match (&freshness.not_offered, freshness.good) {
        (Some(why), _) => Some(Gap::NotOffered(why)),
        (None, None) => Some(Gap::Awaited),
        (None, Some(_)) => parts(line, &[kind]).map(Gap::Unread),
    }
}

/// Why an account cannot say who waits.
fn untold(line: &Account) -> Gap<'_> {
    let lists = [FeedKind::Waiting, FeedKind::Calls].map(|kind| line.freshness(kind).not_offered.as_deref());
    lists.into_iter().flatten().next().map_or(Gap::Awaited, Gap::NotOffered)
}

fn unlisted(line: &Account) -> Option<Gap<'_>> {
    let count = line.waits.callers().unlisted;
    (count > 0).then_some(Gap::Unlisted(count, line.queues.freshness.good))
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
            Gap::Unread(parts) => format!("{parts} of {} could not be read", account.account),
            Gap::Unlisted(count, at) => format!("{} {}", account.account, counted(scene, count, at)),
        };
        line.push_span(span(words, dim));
    }
    text::put(&line, scene.look, area, buf);
}

/// How much of these lists could not be read: entries of answers, and messages of a stream.
pub(super) fn parts(line: &Account, kinds: &[FeedKind]) -> Option<String> {
    let unread = || kinds.iter().flat_map(|kind| line.freshness(*kind).unread.iter());
    let count = |part| unread().filter(|unread| unread.part == part).count();
    let words = |count, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    let entries = words(count(Part::Row), "entry", "entries");
    let messages = words(count(Part::Message), "stream message", "stream messages");
    let both: Vec<_> = entries.into_iter().chain(messages).collect();
    (!both.is_empty()).then(|| both.join(" and "))
}

fn counted(scene: &Scene<'_>, count: u32, at: Option<At>) -> String {
    let age = at.map(|at| format!(" {} ago", format::clock(scene.at.since(at)))).unwrap_or_default();
    format!("+{count} unlisted, as its queues counted{age}")
}

/// Says why the list is empty.
pub(super) fn empty(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    let theme = &scene.look.theme;
    let (view, table) = (scene.session.view(), scene.session.table());
    let gaps: Vec<_> = of(scene.board, view).collect();
    let words = if table.all > 0 {
        format!("none of {} passes the filter; Esc clears it", table.all)
    } else {
        missing(scene, view, &gaps)
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

/// What can be said of a list without rows: that there are none, as far as accounts tell.
fn missing(scene: &Scene<'_>, view: View, gaps: &[(&Account, Gap<'_>)]) -> String {
    let lines = &scene.board.lines;
    let silent = gaps.iter().filter(|(_, gap)| matches!(gap, Gap::Awaited)).count();
    if lines.is_empty() {
        return "no account is configured".to_owned();
    }
    if silent == lines.len() {
        let failing = |line: &std::sync::Arc<Account>| matches!(line.worst(scene.at), Standing::Stale { .. });
        let none = lines.iter().all(failing);
        let words = if none { "no account has answered" } else { "waiting for the first answer" };
        return words.to_owned();
    }
    let unlisted = scene.board.totals.waiting.value.unlisted;
    if unlisted > 0 && view == View::Waiting {
        return format!("nobody is listed, and by the count of their queues {unlisted} wait");
    }
    let lacks = |line: &&std::sync::Arc<Account>| gaps.iter().any(|(of, _)| of.account == line.account);
    let (told, all) = (lines.len() - lines.iter().filter(lacks).count(), lines.len());
    match told {
        0 => unknown(view).to_owned(),
        told if told < all => format!("{} at {told} of {all} accounts", nothing(view)),
        _ => nothing(view).to_owned(),
    }
}

fn why(scene: &Scene<'_>, account: &Account, gap: &Gap<'_>) -> String {
    match gap {
        Gap::NotOffered(why) => format!("n/m: {why}"),
        Gap::Unread(parts) => format!("{parts} could not be read"),
        Gap::Unlisted(count, at) => counted(scene, *count, *at),
        Gap::Awaited => match account.worst(scene.at) {
            Standing::Stale { why, .. } => {
                let next = account.health.next.and_then(|next| scene.until(next));
                next.map_or_else(|| why.to_owned(), |next| format!("{why}, again in {next}"))
            }
            Standing::Awaited | Standing::Fresh | Standing::NotOffered => "asked, no answer yet".to_owned(),
        },
    }
}

/// What is to be said where no account tells everything.
fn unknown(view: View) -> &'static str {
    match view {
        View::Calls => "no account can say whether there are calls",
        View::Waiting => "no account can say whether anybody waits",
        View::Queues => "no account can say which queues there are",
        View::Agents => "no account can say which agents there are",
        View::Accounts | View::Log => nothing(view),
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
