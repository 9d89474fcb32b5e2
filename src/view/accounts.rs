//! The columns of accounts.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::format;
use super::gaps::parts;
use super::scene::Scene;
use super::text::span;
use crate::board::{Line as Account, Standing};
use crate::domain::{FeedKind, Part};
use crate::session::{AccountColumn, told};

/// What stands in a column.
pub(super) fn cell(scene: &Scene<'_>, line: &Account, column: AccountColumn) -> Line<'static> {
    match column {
        AccountColumn::Account => Line::from(line.account.to_string()),
        AccountColumn::Health => health(scene, line),
        AccountColumn::Heard => heard(scene, line),
        AccountColumn::Next => next(scene, line),
        AccountColumn::Latency => {
            let took = line.health.took.map(|took| Span::raw(format::brief(took)));
            Line::from(took.unwrap_or_else(|| scene.dash()))
        }
        AccountColumn::Budget => budget(scene, line),
        AccountColumn::Skew => skew(scene, line),
        AccountColumn::Rows => rows(scene, line),
        AccountColumn::Says => says(scene, line),
    }
}

fn health(scene: &Scene<'_>, line: &Account) -> Line<'static> {
    let (theme, glyphs) = (&scene.look.theme, &scene.look.glyphs);
    match line.worst(scene.at) {
        Standing::Awaited => Line::from(span("awaited", theme.dim)),
        Standing::Fresh => Line::from("live"),
        Standing::Stale { age: Some(age), .. } => {
            Line::from(span(format!("{} old {}", glyphs.alarm, format::clock(age)), theme.alarm))
        }
        Standing::Stale { age: None, .. } => {
            Line::from(span(format!("{} no data", glyphs.alarm), theme.alarm))
        }
        Standing::NotOffered => Line::from(span(format::NOT_MEASURABLE, theme.dim)),
    }
}

fn heard(scene: &Scene<'_>, line: &Account) -> Line<'static> {
    let heard = line.health.heard.map(|heard| Span::raw(format::clock(scene.at.since(heard))));
    Line::from(heard.unwrap_or_else(|| scene.dash()))
}

fn next(scene: &Scene<'_>, line: &Account) -> Line<'static> {
    let Some(next) = line.health.next else { return Line::from(scene.dash()) };
    Line::from(format::clock(next.since(scene.at)))
}

fn budget(scene: &Scene<'_>, line: &Account) -> Line<'static> {
    let Some(budget) = line.health.budget else { return Line::from(scene.dash()) };
    let style = if budget.left == 0 { scene.look.theme.warn } else { Style::new() };
    Line::from(span(format!("{}/{}", budget.left, budget.per_minute), style))
}

fn skew(scene: &Scene<'_>, line: &Account) -> Line<'static> {
    let Some(skew) = line.health.skew else { return Line::from(vec![scene.dash(), Span::raw("  ")]) };
    let (glyphs, warn) = (&scene.look.glyphs, scene.look.theme.warn);
    let (mark, style) = match (skew.is_doubted(), line.limits.own.is_skewed(skew)) {
        (true, _) => (glyphs.doubt, warn),
        (false, true) => (glyphs.warn, warn),
        (false, false) => ("", Style::new()),
    };
    Line::from(span(format!("{}{mark:>2}", format::skew(skew.millis)), style))
}

fn rows(scene: &Scene<'_>, line: &Account) -> Line<'static> {
    let Some(told) = told(line) else { return Line::from(scene.dash()) };
    let parts = FeedKind::ALL.iter().flat_map(|kind| line.freshness(*kind).unread.iter());
    let unread = parts.filter(|unread| unread.part == Part::Row).count();
    let mut cells = Line::from(told.to_string());
    if unread > 0 {
        cells.push_span(span(format!(" -{unread}"), scene.look.theme.warn));
    }
    cells
}

/// The worst that is to be said of an account.
pub(super) fn says(scene: &Scene<'_>, line: &Account) -> Line<'static> {
    let dim = scene.look.theme.dim;
    if let Some((why, _)) = &line.health.crash {
        return Line::from(format!("crashed: {why}"));
    }
    let faults = FeedKind::ALL.iter().filter_map(|kind| Some((kind, line.freshness(*kind).fault.as_ref()?)));
    if let Some((kind, (fault, _))) = faults.into_iter().next() {
        return Line::from(format!("{}: {fault}", kind.word()));
    }
    if let Standing::Stale { why, .. } = line.worst(scene.at) {
        return Line::from(why);
    }
    if let Some(parts) = parts(line, &FeedKind::ALL) {
        return Line::from(span(format!("{parts} unread: the details tell why"), scene.look.theme.warn));
    }
    let missing =
        FeedKind::ALL.iter().filter_map(|kind| Some((kind, line.freshness(*kind).not_offered.as_ref()?)));
    if let Some((kind, why)) = missing.into_iter().next() {
        return Line::from(span(format!("no {}: {why}", kind.word()), dim));
    }
    Line::from(span(format!("every {}", format::brief(line.health.every)), dim))
}
