//! The columns of queues.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::calls::source;
use super::format;
use super::scene::Scene;
use super::table::{self, Spec};
use super::text::span;
use crate::board::{Callers, InQueue, Level, Line as Account};
use crate::domain::{Queue, Urgency};
use crate::session::{Column, Row};

/// A queue and the account it came from.
pub(super) struct Entry<'a> {
    line: &'a Account,
    queue: &'a Queue,
    /// Who waits in it.
    waits: InQueue,
    old: Option<Duration>,
}

pub(super) type Cell = fn(&Scene<'_>, &Entry<'_>, u16) -> Line<'static>;

/// The columns, as `session::columns` orders them, behind the number.
pub(super) const COLUMNS: &[Spec<Cell>] = &[
    Spec::left(Column::Queue, "Queue", ([14, 24, 46], 0), |_, it, _| Line::from(it.queue.name.to_string())),
    Spec::right(Column::Waiting, "Waiting", ([7, 7, 9], 0), waiting),
    Spec::time(Column::Wait, "Longest", ([10, 10, 10], 0), longest),
    Spec::right(Column::Ringing, "Ring", ([4, 4, 7], 6), |scene, it, _| figure(scene, it.queue.ringing)),
    Spec::right(Column::Talking, "Talk", ([4, 4, 7], 2), |scene, it, _| figure(scene, it.queue.talking)),
    Spec::time(Column::Ready, "Ready", ([9, 9, 9], 0), ready),
    Spec::right(Column::Level, "SL", ([5, 13, 16], 1), level),
    Spec::right(Column::Answered, "Answ", ([5, 5, 8], 4), |scene, it, _| {
        figure(scene, it.queue.counts.answered)
    }),
    Spec::right(Column::Abandoned, "Aband", ([5, 5, 8], 3), |scene, it, _| {
        figure(scene, it.queue.counts.abandoned)
    }),
    Spec::right(Column::Asa, "ASA", ([7, 7, 8], 5), asa),
    Spec::left(Column::State, "State", ([8, 8, 18], 7), |scene, it, _| {
        Line::from(scene.or_dash(it.queue.state.as_deref(), Style::new()))
    }),
    Spec::left(Column::Group, "Group", ([8, 8, 24], 8), |scene, it, _| {
        Line::from(scene.or_dash(it.queue.group.as_deref(), scene.look.theme.dim))
    }),
    Spec::left(Column::Account, "Account", ([9, 16, 20], 1), |scene, it, width| {
        source(scene, it.line, it.old, width)
    }),
];

/// Draws the list.
pub(super) fn draw(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    table::draw(scene, COLUMNS, area, buf, |spec, row, width| match row {
        Row::Queue(line, queue) => {
            let old = scene.stale(row).map(|(age, _)| age);
            let waits = line.waits.queue(&queue.id);
            (spec.cell)(scene, &Entry { line, queue, waits, old }, width)
        }
        Row::Call(..) | Row::Agent(..) | Row::Account(_) | Row::Order(_) => Line::default(),
    });
}

/// A figure, a zero, or that the vendor cannot say: three different things.
pub(super) fn figure(scene: &Scene<'_>, value: Option<impl ToString>) -> Line<'static> {
    Line::from(value.map_or_else(|| scene.not_measurable(), |value| Span::raw(value.to_string())))
}

fn waiting(scene: &Scene<'_>, it: &Entry<'_>, _: u16) -> Line<'static> {
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

fn longest(scene: &Scene<'_>, it: &Entry<'_>, _: u16) -> Line<'static> {
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
fn ready(scene: &Scene<'_>, it: &Entry<'_>, _: u16) -> Line<'static> {
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

fn asa(scene: &Scene<'_>, it: &Entry<'_>, _: u16) -> Line<'static> {
    match (it.queue.asa(), it.queue.counts.answered) {
        (Some(asa), _) => Line::from(format::clock(asa)),
        (None, Some(0)) => Line::from(scene.dash()),
        (None, _) => Line::from(scene.not_measurable()),
    }
}
