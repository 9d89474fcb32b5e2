//! A list as columns and rows: which columns there is room for, and the rows that are on the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::scene::Scene;
use super::text::{self, span};
use super::theme::Theme;
use super::{accounts, agents, calls, gaps, layout, log, queues};
use crate::session::{Column, Row, View};

/// A column: its name, its place, and what fills it.
pub(super) struct Spec<F> {
    pub(super) column: Column,
    pub(super) title: &'static str,
    /// It is left out rather than narrower than the first, shows most of what there is at the second, and
    /// is never wider than the third.
    pub(super) widths: [u16; 3],
    /// How soon it gives way where there is no room: the larger, the sooner.
    pub(super) keep: u8,
    pub(super) align: Alignment,
    /// Cells behind a figure that are kept for its mark, so that digits stand below digits.
    pub(super) tail: u16,
    pub(super) cell: F,
}

impl<F> Spec<F> {
    /// A column of names.
    pub(super) const fn left(
        column: Column,
        title: &'static str,
        (widths, keep): ([u16; 3], u8),
        cell: F,
    ) -> Self {
        Self { column, title, widths, keep, align: Alignment::Left, tail: 0, cell }
    }

    /// A column of figures.
    pub(super) const fn right(
        column: Column,
        title: &'static str,
        (widths, keep): ([u16; 3], u8),
        cell: F,
    ) -> Self {
        Self { column, title, widths, keep, align: Alignment::Right, tail: 0, cell }
    }

    fn min(&self) -> u16 {
        let [min, ..] = self.widths;
        min
    }

    /// A column of times, each with a place for its mark.
    pub(super) const fn time(
        column: Column,
        title: &'static str,
        (widths, keep): ([u16; 3], u8),
        cell: F,
    ) -> Self {
        Self { column, title, widths, keep, align: Alignment::Right, tail: 2, cell }
    }
}

/// The bar, the row's number, and the gap behind it.
const GUTTER: u16 = 5;

/// The scrollbar, and the gap before it.
const SCROLLBAR: u16 = 2;

/// What a column of a list is called.
pub(super) fn title(view: View, column: Column) -> &'static str {
    fn find<F>(specs: &[Spec<F>], column: Column) -> Option<&'static str> {
        specs.iter().find(|spec| spec.column == column).map(|spec| spec.title)
    }
    let title = match view {
        View::Calls | View::Waiting => find(calls::COLUMNS, column),
        View::Queues => find(queues::COLUMNS, column),
        View::Agents => find(agents::COLUMNS, column),
        View::Accounts => find(accounts::COLUMNS, column),
        View::Log => find(log::COLUMNS, column),
    };
    title.unwrap_or("#")
}

/// Draws the list that is looked at. `cell` fills a column of a row that is so many cells wide there.
pub(super) fn draw<F>(
    scene: &Scene<'_>,
    specs: &[Spec<F>],
    area: Rect,
    buf: &mut Buffer,
    cell: impl Fn(&Spec<F>, &Row, u16) -> Line<'static>,
) {
    let (head, rows, missing) = layout::list(scene.session, area);
    let mut columns = Rect { width: rows.width.saturating_sub(SCROLLBAR), ..rows };
    layout::left(&mut columns, GUTTER);
    let places = places(specs, columns.width);
    draw_head(scene, &places, head, buf);
    let table = scene.session.table();
    if table.rows.is_empty() {
        return gaps::empty(scene, rows, buf);
    }
    for (line, (index, row)) in rows.rows().zip(table.rows.iter().enumerate().skip(table.top)) {
        let selected = index == table.index && table.current().is_some();
        let old = scene.stale(row).is_some();
        let restyle = |style: Style| {
            let style = if old { scene.look.theme.stale } else { style };
            if selected { Theme::selected(style) } else { style }
        };
        gutter(scene, index, (selected, old), line, buf);
        for (spec, x, width) in &places {
            let place = Rect { x: line.x + GUTTER + x, width: *width, ..line };
            let mut content = cell(spec, row, *width);
            content.style = Style::new();
            for span in &mut content.spans {
                span.style = restyle(span.style);
            }
            content.alignment = Some(spec.align);
            text::put(&content, scene.look, place, buf);
        }
    }
    scrollbar(scene, rows, buf);
    gaps::line(scene, missing, buf);
}

/// The cursor's bar, the row's number, and a sign if the row is old: its age may not have a column here.
fn gutter(scene: &Scene<'_>, index: usize, (selected, old): (bool, bool), line: Rect, buf: &mut Buffer) {
    let theme = &scene.look.theme;
    let (bar, style) = if selected { (scene.look.glyphs.cursor, theme.strong) } else { (" ", theme.dim) };
    let number = format!("{:>3}{}", index + 1, if old { scene.look.glyphs.old } else { " " });
    let gutter = Line::from(vec![span(bar, theme.accent), Span::styled(number, style)]);
    text::put(&gutter, scene.look, Rect { width: GUTTER, ..line }, buf);
}

fn draw_head<F>(scene: &Scene<'_>, places: &[(&Spec<F>, u16, u16)], area: Rect, buf: &mut Buffer) {
    let (theme, glyphs) = (&scene.look.theme, &scene.look.glyphs);
    let sort = scene.session.table().sort;
    text::put(&Line::styled("   #", theme.dim), scene.look, area, buf);
    for (spec, x, width) in places {
        let sorted = sort.filter(|sort| sort.column == spec.column);
        let arrow = sorted.map(|sort| if sort.descending { glyphs.descending } else { glyphs.ascending });
        let (words, style) = match arrow {
            Some(arrow) => (format!("{} {arrow}", spec.title), theme.strong),
            None => (spec.title.to_owned(), theme.dim),
        };
        // The arrow of a column with marks stands where the marks do.
        let tail = if arrow.is_some() { 0 } else { spec.tail };
        let place = Rect { x: area.x + GUTTER + x, width: width.saturating_sub(tail), ..area };
        let line = Line { spans: vec![span(words, style)], alignment: Some(spec.align), ..Line::default() };
        text::put(&line, scene.look, place, buf);
    }
}

fn scrollbar(scene: &Scene<'_>, rows: Rect, buf: &mut Buffer) {
    let table = scene.session.table();
    let (all, page) = (table.rows.len(), usize::from(rows.height));
    if all <= page || page == 0 {
        return;
    }
    let size = (page * page / all).max(1);
    let start = (table.top * (page - size)).div_ceil(all - page);
    let (theme, glyphs) = (&scene.look.theme, &scene.look.glyphs);
    for (place, row) in rows.rows().enumerate() {
        let thumb = (start..start + size).contains(&place);
        let (sign, style) = if thumb { (glyphs.thumb, theme.dim) } else { (glyphs.track, theme.rule) };
        let place = Rect { x: row.right().saturating_sub(1), width: 1, ..row };
        text::put(&Line::styled(sign, style), scene.look, place, buf);
    }
}

/// Which columns there is room for in `room` cells, and where: each with its offset and its width. A function
/// of the room alone: nothing moves because a name is longer.
fn places<F>(specs: &[Spec<F>], room: u16) -> Vec<(&Spec<F>, u16, u16)> {
    let gap = if room >= 130 { 2 } else { 1 };
    let mut kept: Vec<&Spec<F>> = specs.iter().collect();
    let needed =
        |kept: &[&Spec<F>]| kept.iter().map(|spec| spec.min() + gap).sum::<u16>().saturating_sub(gap);
    while needed(&kept) > room && kept.len() > 1 {
        let last = kept.iter().map(|spec| spec.keep).max();
        kept.retain(|spec| Some(spec.keep) != last);
    }
    let mut widths: Vec<u16> = kept.iter().map(|spec| spec.min()).collect();
    let mut spare = room.saturating_sub(needed(&kept));
    for step in 1..3 {
        grow(&mut widths, &kept, step, &mut spare);
    }
    let mut x = 0;
    let mut places = Vec::with_capacity(kept.len());
    for (spec, width) in kept.into_iter().zip(widths) {
        places.push((spec, x, width));
        x += width + gap;
    }
    places
}

/// Shares `spare` cells out, one each in turn, until every column has its width of that step.
fn grow<F>(widths: &mut [u16], specs: &[&Spec<F>], step: usize, spare: &mut u16) {
    let mut grew = true;
    while std::mem::take(&mut grew) {
        for (width, spec) in widths.iter_mut().zip(specs) {
            if *spare > 0 && spec.widths.get(step).is_some_and(|limit| *width < *limit) {
                *width += 1;
                *spare -= 1;
                grew = true;
            }
        }
    }
}
