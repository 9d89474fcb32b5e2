//! The second line: the whole floor in one row of figures.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::format;
use super::scene::Scene;
use super::text::{self, line_width, span};
use crate::board::{Callers, Level, Longest, Measured};
use crate::domain::{FeedKind, Urgency};

/// A few figures that belong together, and how soon they give way: the larger, the sooner.
type Group = (u8, Vec<Span<'static>>);

/// How soon the age of what is old gives way.
const OLD: u8 = 1;

/// Draws the line. What does not fit is said in fewer words, then left out whole; what is left keeps its place
/// whatever its value.
pub(super) fn draw(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    let room = usize::from(area.width);
    let [full, terse] = [false, true].map(|terse| fitting(groups(scene, terse), room));
    // Few words about what is old or unlisted, rather than none.
    let whole = line_width(&joined(&full)) <= room && full.iter().any(|(keep, _)| *keep == OLD);
    let groups = if whole { full } else { terse };
    text::put(&joined(&groups), scene.look, area, buf);
}

/// `groups` without what there is no `room` for, as far as it may be left out.
fn fitting(mut groups: Vec<Group>, room: usize) -> Vec<Group> {
    while line_width(&joined(&groups)) > room {
        let Some(last) = groups.iter().map(|(keep, _)| *keep).max().filter(|keep| *keep > 0) else { break };
        groups.retain(|(keep, _)| *keep < last);
    }
    groups
}

fn joined(groups: &[Group]) -> Line<'static> {
    let mut line = Line::from(" ");
    for (_, spans) in groups {
        // Whatever a group ends in, the next one does not stick to it.
        let glued = line.spans.last().is_some_and(|last| !last.content.ends_with(' ')) && !spans.is_empty();
        line.extend(glued.then(|| Span::raw("   ")));
        line.extend(spans.iter().cloned());
    }
    line
}

fn groups(scene: &Scene<'_>, terse: bool) -> Vec<Group> {
    let totals = &scene.board.totals;
    let agents = |value: u32| Measured { value, ..totals.ready };
    let rare =
        |label, value: u32| if value > 0 { count(scene, label, agents(value), false) } else { Vec::new() };
    vec![
        (0, waiting(scene, terse)),
        (0, longest(scene)),
        (3, count(scene, "Calls", totals.calls, true)),
        (0, count(scene, "Ready", totals.ready, true)),
        (4, count(scene, "Talking", agents(totals.talking), false)),
        (5, rare("Ringing", totals.ringing)),
        (8, rare("Dialing", totals.dialing)),
        (7, count(scene, "Wrap-up", agents(totals.wrapup), false)),
        (6, count(scene, "Paused", agents(totals.paused), false)),
        (9, count(scene, "Off", agents(totals.offline), false)),
        (10, rare("Other", totals.unknown)),
        (2, level(scene, totals.level)),
        (OLD, old(scene, if terse { "old" } else { "incl. old" })),
    ]
}

/// Who waits: those who are listed, and how many more the queues count, as of when.
fn waiting(scene: &Scene<'_>, terse: bool) -> Vec<Span<'static>> {
    let totals = &scene.board.totals;
    let Callers { listed, unlisted } = totals.waiting.value;
    let told = totals.waiting.by > 0 || listed > 0;
    let figure = Measured {
        value: listed,
        by: if told { totals.waiting.by.max(1) } else { 0 },
        of: totals.waiting.of,
        least: totals.waiting.least || told && totals.waiting.by == 0,
    };
    let mut spans = count(scene, "Waiting", figure, true);
    if unlisted > 0 {
        let age = totals.unlisted_at.map(|at| format::clock(scene.at.since(at))).unwrap_or_default();
        let words = if terse { String::new() } else { format!(" unlisted {age}") };
        let more =
            [span(format!(" +{unlisted}"), scene.look.theme.strong), span(words, scene.look.theme.dim)];
        // Behind the label and the figure.
        spans.splice(2..2, more);
    }
    spans
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
    let value = least(scene, figure.least, &figure.value.to_string());
    // A tenth caller moves nothing.
    let blank = " ".repeat(2_usize.saturating_sub(text::width(&value)) + 2);
    spans.push(span(value, theme.strong));
    if coverage && figure.by < figure.of {
        spans.push(span(format!(" ({}/{})", figure.by, figure.of), theme.dim));
    }
    spans.push(span(blank, theme.dim));
    spans
}

/// `value`, with the sign that it may be more if so.
fn least(scene: &Scene<'_>, least: bool, value: &str) -> String {
    format!("{}{value}", if least { scene.look.glyphs.least } else { "" })
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

/// The longest wait; behind it a longer one of somebody whom a queue counts and no list has.
fn longest(scene: &Scene<'_>) -> Vec<Span<'static>> {
    let theme = &scene.look.theme;
    let (totals, listed) = (&scene.board.totals, scene.board.longest(scene.at));
    let unlisted = scene.board.unlisted_longest(scene.at);
    let said = match (&listed, &unlisted) {
        (Some(longest), _) => judged(scene, "", longest),
        (None, Some(unlisted)) => judged(scene, "+", unlisted),
        (None, None) if totals.waiting.by == 0 => absent(scene),
        // Somebody waits, and nobody says for how long.
        (None, None) if totals.waiting.value.all() > 0 => scene.not_measurable(),
        (None, None) => scene.dash(),
    };
    let blank = " ".repeat(10_usize.saturating_sub(text::width(&said.content)));
    let mut spans = vec![span("longest ", theme.dim), said, span(blank, theme.dim)];
    if let Some(unlisted) = unlisted.filter(|_| listed.is_some()) {
        spans.extend([judged(scene, "+", &unlisted), span("  ", theme.dim)]);
    }
    spans
}

/// A wait with the mark of its urgency, or with the sign that it can hardly be true.
fn judged(scene: &Scene<'_>, sign: &str, longest: &Longest) -> Span<'static> {
    let (theme, wait) = (&scene.look.theme, scene.at.since(longest.since));
    let clock = least(scene, longest.least, &format::clock(wait));
    if longest.doubtful {
        return span(format!("{sign}{clock} {}", scene.look.glyphs.doubt), theme.warn);
    }
    let style = match longest.urgency {
        Urgency::Critical => theme.shout,
        Urgency::Warn => theme.warn,
        Urgency::Calm => theme.strong,
    };
    span(format!("{sign}{clock}{:>2}", scene.mark(longest.urgency)), style)
}

fn level(scene: &Scene<'_>, level: Measured<Level>) -> Vec<Span<'static>> {
    let theme = &scene.look.theme;
    let mut spans = vec![span("SL ", theme.dim)];
    let Some(percent) = level.value.percent() else {
        spans.push(absent(scene));
        return spans;
    };
    let faint = level.value.offered < scene.board.limits.small_sample;
    spans.push(span(format!("{percent} %"), if faint { theme.dim } else { theme.strong }));
    let offered = least(scene, level.least, &level.value.offered.to_string());
    spans.push(span(format!(" of {offered}"), theme.dim));
    if level.by < level.of {
        spans.push(span(format!(" ({}/{})", level.by, level.of), theme.dim));
    }
    spans.push(span("  ", theme.dim));
    spans
}

/// That figures include what was only true a while ago, and how long ago at worst.
fn old(scene: &Scene<'_>, said: &str) -> Vec<Span<'static>> {
    let oldest = scene.board.oldest(&FeedKind::ALL, scene.at);
    let words = oldest.map(|age| format!("{said} {}", format::clock(age)));
    words.map_or_else(Vec::new, |words| vec![span(words, scene.look.theme.stale)])
}
