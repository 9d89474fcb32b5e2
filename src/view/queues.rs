//! The columns of queues.

use std::time::Duration;

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::calls::source;
use super::format;
use super::scene::Scene;
use super::text::span;
use crate::board::{Callers, InQueue, Level, Line as Account};
use crate::domain::{Queue, Urgency};
use crate::session::QueueColumn;

/// A queue and the account it came from.
pub(super) struct Entry<'a> {
    pub(super) line: &'a Account,
    pub(super) queue: &'a Queue,
    /// Who waits in it.
    pub(super) waits: InQueue,
    /// How old the row is, if it is old.
    pub(super) old: Option<Duration>,
}

/// What stands in a column that is so many cells wide.
pub(super) fn cell(scene: &Scene<'_>, it: &Entry<'_>, column: QueueColumn, width: u16) -> Line<'static> {
    let (queue, dim) = (it.queue, scene.look.theme.dim);
    match column {
        QueueColumn::Queue => Line::from(queue.name.to_string()),
        QueueColumn::Waiting => waiting(scene, it),
        QueueColumn::Longest => longest(scene, it),
        QueueColumn::Ringing => figure(scene, queue.ringing),
        QueueColumn::Talking => figure(scene, queue.talking),
        QueueColumn::Ready => ready(scene, it),
        QueueColumn::Level => level(scene, it, width),
        QueueColumn::Answered => figure(scene, queue.counts.answered),
        QueueColumn::Abandoned => figure(scene, queue.counts.abandoned),
        QueueColumn::Asa => asa(scene, queue),
        QueueColumn::State => Line::from(scene.or_dash(queue.state.as_deref(), Style::new())),
        QueueColumn::Group => Line::from(scene.or_dash(queue.group.as_deref(), dim)),
        QueueColumn::Account => source(scene, it.line, it.old, width),
    }
}

/// A figure, a zero, or that the vendor cannot say: three different things.
pub(super) fn figure(scene: &Scene<'_>, value: Option<impl ToString>) -> Line<'static> {
    Line::from(value.map_or_else(|| scene.not_measurable(), |value| Span::raw(value.to_string())))
}

fn waiting(scene: &Scene<'_>, it: &Entry<'_>) -> Line<'static> {
    let theme = &scene.look.theme;
    let Callers { listed, unlisted } = it.waits.callers;
    match (listed, unlisted) {
        (0, 0) if it.queue.waiting.is_none() => Line::from(scene.not_measurable()),
        (0, 0) => Line::from(span("0", theme.dim)),
        (listed, 0) => Line::from(span(listed.to_string(), theme.strong)),
        (listed, unlisted) => Line::from(vec![
            span(listed.to_string(), theme.strong),
            span(format!(" +{unlisted}"), theme.warn),
        ]),
    }
}

fn longest(scene: &Scene<'_>, it: &Entry<'_>) -> Line<'static> {
    let judged = |since| {
        let wait = scene.at.since(since);
        scene.judged(it.line.limits_in(it.queue).wait.judge(wait), wait)
    };
    match (it.waits.unlisted_longest, it.waits.longest) {
        (Some(since), _) => {
            let mut line = judged(since);
            line.spans.insert(0, span("+", scene.look.theme.dim));
            line
        }
        (None, Some(since)) => judged(since),
        (None, None) if it.waits.callers.all() == 0 && it.queue.waiting.is_some() => {
            Line::from(vec![scene.dash(), Span::raw("  ")])
        }
        (None, None) => Line::from(vec![scene.not_measurable(), Span::raw("  ")]),
    }
}

/// Agents who are ready, of those logged in. Callers who wait for nobody need a decision.
fn ready(scene: &Scene<'_>, it: &Entry<'_>) -> Line<'static> {
    let queue = it.queue;
    let nobody = queue.ready == Some(0) && it.waits.callers.all() > 0;
    let urgency = if nobody { Urgency::Critical } else { Urgency::Calm };
    let ready = match (queue.ready, queue.staffed) {
        (None, None) => return Line::from(vec![scene.not_measurable(), Span::raw("  ")]),
        (ready, None) => format::figure(ready),
        (ready, Some(staffed)) => format!("{}/{staffed}", format::figure(ready)),
    };
    Line::from(span(format!("{ready}{:>2}", scene.mark(urgency)), scene.look.theme.urgency(urgency)))
}

/// The service level; where there is room, with the calls it is made of.
fn level(scene: &Scene<'_>, it: &Entry<'_>, width: u16) -> Line<'static> {
    let theme = &scene.look.theme;
    let Some(level) = Level::of(&it.queue.counts) else { return Line::from(scene.not_measurable()) };
    let Some(percent) = level.percent() else { return Line::from(scene.dash()) };
    let few = level.offered < it.line.limits_in(it.queue).small_sample;
    let style = if few { theme.dim } else { Style::new() };
    let (percent, sample) = (format!("{percent} %"), format!(" of {:<4}", level.offered));
    let fits = percent.len() + sample.len() <= usize::from(width);
    Line::from(vec![span(percent, style), span(if fits { sample } else { String::new() }, theme.dim)])
}

fn asa(scene: &Scene<'_>, queue: &Queue) -> Line<'static> {
    match (queue.asa(), queue.counts.answered) {
        (Some(asa), _) => Line::from(format::clock(asa)),
        (None, Some(0)) => Line::from(scene.dash()),
        (None, _) => Line::from(scene.not_measurable()),
    }
}
