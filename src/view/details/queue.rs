//! Everything about a queue.

use super::Sheet;
use crate::board::{Level, Line as Account};
use crate::domain::{FeedKind, Queue};
use crate::view::format;

pub(super) fn tell(sheet: &mut Sheet<'_>, line: &Account, queue: &Queue) {
    sheet.title(&queue.name, queue.state.as_deref().unwrap_or_default());
    sheet.maybe("Group", queue.group.as_deref());
    sheet.fact("Account", &line.account.to_string());
    sheet.fact("Id", &queue.id.text());
    sheet.freshness(line, FeedKind::Queues);
    sheet.heading("Now");
    let waits = line.waits.queue(&queue.id);
    let told = queue.waiting.is_some() || waits.callers.listed > 0;
    sheet.figure("Waiting, listed", told.then_some(waits.callers.listed));
    sheet.moment("the longest since", waits.longest);
    sheet.figure("counted here", queue.waiting);
    sheet.figure("of them unlisted", queue.waiting.map(|_| waits.callers.unlisted));
    sheet.moment("its head since", queue.longest);
    sheet.figure("Ringing", queue.ringing);
    sheet.figure("Talking", queue.talking);
    sheet.figure("Ready", queue.ready);
    sheet.figure("Logged in", queue.staffed);
    sheet.heading("Since the vendor's day began");
    let counts = &queue.counts;
    sheet.figure("Entered", counts.offered);
    sheet.figure("Answered", counts.answered);
    sheet.figure("Abandoned", counts.abandoned);
    sheet.figure("of them at once", counts.short_abandoned);
    sheet.figure("Average wait, answered", queue.asa().map(format::clock));
    sheet.fact("Service level", &level(queue));
    sheet.details(&queue.details);
}

/// The service level, and the arithmetic behind it.
fn level(queue: &Queue) -> String {
    let Some(level) = Level::of(&queue.counts) else {
        return "n/m: it takes the calls answered in time, answered and abandoned".to_owned();
    };
    let within = queue
        .target
        .map_or_else(|| "in time".to_owned(), |target| format!("within {}", format::brief(target)));
    let Level { in_time, offered } = level;
    match level.percent() {
        Some(percent) => {
            format!("{percent} % = {in_time} answered {within} of {offered} answered or abandoned")
        }
        None => "nothing was answered or abandoned yet".to_owned(),
    }
}
