//! The second line: the whole floor in one row of figures.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::format;
use super::scene::Scene;
use super::text::{self, line_width, span};
use crate::board::{Level, Measured, Standing};
use crate::domain::FeedKind;

/// A few figures that belong together, and how soon they give way: the larger, the sooner.
type Group = (u8, Vec<Span<'static>>);

/// Below this width, words are saved.
const NARROW: u16 = 70;

/// Draws the line. What does not fit is left out whole; what is left keeps its place whatever its value.
pub(super) fn draw(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    let mut groups = groups(scene, area.width);
    let room = usize::from(area.width);
    while line_width(&joined(&groups)) > room {
        let Some(last) = groups.iter().map(|(keep, _)| *keep).max().filter(|keep| *keep > 0) else { break };
        groups.retain(|(keep, _)| *keep < last);
    }
    text::put(&joined(&groups), scene.look, area, buf);
}

fn joined(groups: &[Group]) -> Line<'static> {
    let mut line = Line::from(" ");
    for (_, spans) in groups {
        line.extend(spans.iter().cloned());
    }
    line
}

fn groups(scene: &Scene<'_>, width: u16) -> Vec<Group> {
    let totals = &scene.board.totals;
    let agents = |value: u32| Measured { value, ..totals.ready };
    vec![
        (0, count(scene, "Waiting", totals.waiting, true)),
        (0, longest(scene)),
        (3, count(scene, "Calls", totals.calls, true)),
        (0, count(scene, "Ready", totals.ready, true)),
        (4, count(scene, "Talking", agents(totals.talking), false)),
        (6, count(scene, "Wrap-up", agents(totals.wrapup), false)),
        (5, count(scene, "Paused", agents(totals.paused), false)),
        (7, count(scene, "Off", agents(totals.offline), false)),
        (8, unknown(scene, totals.unknown)),
        (2, level(scene, totals.level)),
        (1, old(scene, if width < NARROW { "old" } else { "incl. old" })),
    ]
}

fn unknown(scene: &Scene<'_>, value: u32) -> Vec<Span<'static>> {
    match value {
        0 => Vec::new(),
        value => count(scene, "Other", Measured { value, ..scene.board.totals.ready }, false),
    }
}

/// A figure, with how many accounts could say it where not all of them could.
fn count(scene: &Scene<'_>, label: &str, figure: Measured<u32>, coverage: bool) -> Vec<Span<'static>> {
    let theme = &scene.look.theme;
    let mut spans = vec![span(format!("{label} "), theme.dim)];
    if figure.by == 0 {
        let absent = absent(scene);
        let blank = " ".repeat(4_usize.saturating_sub(text::width(&absent.content)));
        return [spans, vec![absent, span(blank, theme.dim)]].concat();
    }
    let value = figure.value.to_string();
    // A tenth caller moves nothing.
    let blank = " ".repeat(2_usize.saturating_sub(value.len()) + 2);
    spans.push(span(value, theme.strong));
    if coverage && figure.by < figure.of {
        spans.push(span(format!(" ({}/{})", figure.by, figure.of), theme.dim));
    }
    spans.push(span(blank, theme.dim));
    spans
}

/// What nobody has said: not yet, or because nobody can.
fn absent(scene: &Scene<'_>) -> Span<'static> {
    let awaited = scene.board.lines.iter().any(|line| {
        FeedKind::ALL.iter().any(|kind| {
            let freshness = line.freshness(*kind);
            freshness.not_offered.is_none() && freshness.good.is_none() && *kind != FeedKind::Waiting
        })
    });
    if awaited || scene.board.lines.is_empty() { scene.dash() } else { scene.not_measurable() }
}

fn longest(scene: &Scene<'_>) -> Vec<Span<'static>> {
    let theme = &scene.look.theme;
    let label = span("longest ", theme.dim);
    let Some(since) = scene.board.totals.longest else {
        return vec![label, span(text::pad(scene.look.glyphs.none, 10, scene.look), theme.dim)];
    };
    let span_of = scene.at.since(since);
    let urgency = scene.look.limits.wait.judge(span_of);
    let style = match urgency {
        super::limits::Urgency::Alarm => theme.shout,
        super::limits::Urgency::Warn => theme.warn,
        super::limits::Urgency::Calm => theme.strong,
    };
    let said = format!("{}{:>2}", format::clock(span_of), scene.mark(urgency));
    let blank = " ".repeat(10_usize.saturating_sub(text::width(&said)));
    vec![label, span(said, style), span(blank, theme.dim)]
}

fn level(scene: &Scene<'_>, level: Measured<Level>) -> Vec<Span<'static>> {
    let theme = &scene.look.theme;
    let mut spans = vec![span("SL ", theme.dim)];
    let Some(percent) = level.value.percent() else {
        spans.push(absent(scene));
        return spans;
    };
    let faint = level.value.offered < scene.look.limits.sample;
    spans.push(span(format!("{percent} %"), if faint { theme.dim } else { theme.strong }));
    spans.push(span(format!(" of {}", level.value.offered), theme.dim));
    if level.by < level.of {
        spans.push(span(format!(" ({}/{})", level.by, level.of), theme.dim));
    }
    spans.push(span("  ", theme.dim));
    spans
}

/// That figures include what was only true a while ago, and how long ago at worst.
fn old(scene: &Scene<'_>, said: &str) -> Vec<Span<'static>> {
    let ages = scene.board.lines.iter().flat_map(|line| {
        FeedKind::ALL.iter().filter_map(|kind| match line.standing(*kind, scene.at) {
            Standing::Stale { age, .. } => age,
            Standing::Awaited | Standing::Fresh | Standing::NotOffered => None,
        })
    });
    let oldest: Option<Duration> = ages.max();
    let words = oldest.map(|age| format!("{said} {}", format::clock(age)));
    words.map_or_else(Vec::new, |words| vec![span(words, scene.look.theme.stale)])
}
