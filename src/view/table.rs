//! A list as columns and rows: which columns there is room for, and the rows that are on the screen.

mod head;
mod share;

use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::scene::Scene;
use super::text::{self, span};
use super::theme::Theme;
use super::{accounts, agents, calls, gaps, layout, log, queues};
use crate::session::{Column, Row, Session, View, columns};

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

/// The bar, the row's number, and the gap behind it; a place for marks where there are any.
fn gutter_width(session: &Session) -> u16 {
    let digits = u16::try_from(digits(session)).unwrap_or(u16::MAX);
    2 + digits + u16::from(!session.table().marks.is_empty())
}

/// How many cells the number of the last row takes; never fewer than of the hundredth, so that little moves.
fn digits(session: &Session) -> usize {
    session.table().rows.len().to_string().len().max(3)
}

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
    let room = room(scene.session, rows.width);
    let (kept, most) = choose(scene.session, specs, room);
    let places = share::places(kept, room);
    head::draw(scene, &places, most, head, buf);
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
        gutter(scene, (index, row), (selected, old), line, buf);
        for (spec, x, width) in &places {
            let place = Rect { x: line.x + gutter_width(scene.session) + x, width: *width, ..line };
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

/// The cursor's bar, the row's mark and number, and a sign if it is old: its age may not have a column here.
fn gutter(
    scene: &Scene<'_>,
    (index, row): (usize, &Row),
    (selected, old): (bool, bool),
    line: Rect,
    buf: &mut Buffer,
) {
    let (theme, glyphs, table) = (&scene.look.theme, &scene.look.glyphs, scene.session.table());
    let (bar, style) = if selected { (glyphs.cursor, theme.strong) } else { (" ", theme.dim) };
    let mark = match (table.marks.is_empty(), table.is_marked(row)) {
        (true, _) => "",
        (false, true) => glyphs.mark,
        (false, false) => " ",
    };
    let number = format!("{:>1$}{2}", index + 1, digits(scene.session), if old { glyphs.old } else { " " });
    let gutter =
        Line::from(vec![span(bar, theme.accent), span(mark, theme.accent), Span::styled(number, style)]);
    text::put(&gutter, scene.look, Rect { width: gutter_width(scene.session), ..line }, buf);
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

/// How far the list can be scrolled to the right in a window of that `width`.
pub(super) fn reach(session: &Session, width: u16) -> usize {
    let room = room(session, width);
    match session.view() {
        View::Calls | View::Waiting => choose(session, calls::COLUMNS, room).1,
        View::Queues => choose(session, queues::COLUMNS, room).1,
        View::Agents => choose(session, agents::COLUMNS, room).1,
        View::Accounts => choose(session, accounts::COLUMNS, room).1,
        View::Log => choose(session, log::COLUMNS, room).1,
    }
}

/// A column on the screen: with its offset, its width, and whether its name stands whole beside its key.
type Laid = (Column, u16, u16, bool);

/// The columns that are on the screen in a window of that `width`.
fn laid(session: &Session, width: u16) -> Vec<Laid> {
    fn lay<F>(session: &Session, specs: &[Spec<F>], room: u16) -> Vec<Laid> {
        let places = share::places(choose(session, specs, room).0, room);
        let lay = |(spec, x, width): &share::Place<'_, F>| {
            (spec.column, gutter_width(session) + x, *width, head::is_whole(spec, *width))
        };
        places.iter().map(lay).collect()
    }
    let room = room(session, width);
    match session.view() {
        View::Calls | View::Waiting => lay(session, calls::COLUMNS, room),
        View::Queues => lay(session, queues::COLUMNS, room),
        View::Agents => lay(session, agents::COLUMNS, room),
        View::Accounts => lay(session, accounts::COLUMNS, room),
        View::Log => lay(session, log::COLUMNS, room),
    }
}

/// The columns that are on the screen in a window of that `width`.
pub(super) fn shown(session: &Session, width: u16) -> Vec<Column> {
    laid(session, width).into_iter().map(|(column, ..)| column).collect()
}

/// The columns whose names can be read beside their keys in a window of that `width`.
pub(super) fn named(session: &Session, width: u16) -> Vec<Column> {
    laid(session, width).into_iter().filter(|(.., whole)| *whole).map(|(column, ..)| column).collect()
}

/// The column whose head is `x` cells from the left; the number's, where no other is.
pub(super) fn column_at(session: &Session, width: u16, x: u16) -> Option<Column> {
    if x < gutter_width(session) {
        return Some(Column::Number).filter(|column| columns(session.view()).contains(column));
    }
    let laid = laid(session, width);
    laid.into_iter().find(|(_, from, wide, _)| (*from..from + wide).contains(&x)).map(|(column, ..)| column)
}

/// How many cells of a window the columns have.
fn room(session: &Session, width: u16) -> u16 {
    width.saturating_sub(SCROLLBAR + gutter_width(session))
}

fn gap(room: u16) -> u16 {
    if room >= 130 { 2 } else { 1 }
}

fn needed<F>(kept: &[&Spec<F>], gap: u16) -> u16 {
    kept.iter().map(|spec| spec.min() + gap).sum::<u16>().saturating_sub(gap)
}

/// Which columns are shown in `room` cells, and how far they can be scrolled. Where not all fit, those that are
/// needed least are left out; where the list is scrolled, those further left, but never what a row is.
fn choose<'a, F>(session: &Session, specs: &'a [Spec<F>], room: u16) -> (Vec<&'a Spec<F>>, usize) {
    let (table, view, gap) = (session.table(), session.view(), gap(room));
    let all: Vec<&Spec<F>> = specs.iter().filter(|spec| !table.hidden.contains(&spec.column)).collect();
    if needed(&all, gap) <= room {
        return (all, 0);
    }
    let stays = |spec: &&Spec<F>| spec.column.stays(view);
    let loose = all.iter().filter(|spec| !stays(spec)).count();
    // Without the first so many that can be missed, and of the rest as many as fit, from the left.
    let scrolled = |shift: usize| {
        let (mut kept, mut skipped, mut full) = (Vec::new(), 0, false);
        let fixed: u16 = all.iter().filter(|spec| stays(spec)).map(|spec| spec.min() + gap).sum();
        let mut used = fixed;
        for spec in &all {
            if stays(spec) {
                kept.push(*spec);
            } else if skipped < shift {
                skipped += 1;
            } else {
                used += spec.min() + gap;
                full |= used.saturating_sub(gap) > room;
                if !full {
                    kept.push(*spec);
                }
            }
        }
        (kept, full)
    };
    let most = (1..loose).find(|shift| !scrolled(*shift).1).unwrap_or(loose.saturating_sub(1));
    match table.shift.min(most) {
        0 => (most_wanted(all, room), most),
        shift => (scrolled(shift).0, most),
    }
}

/// The columns that are needed most, as many as there is room for.
fn most_wanted<F>(mut kept: Vec<&Spec<F>>, room: u16) -> Vec<&Spec<F>> {
    while needed(&kept, gap(room)) > room && kept.len() > 1 {
        let last = kept.iter().map(|spec| spec.keep).max();
        kept.retain(|spec| Some(spec.keep) != last);
    }
    kept
}
