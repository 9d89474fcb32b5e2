//! A list as columns and rows: which columns there is room for, and the rows that are on the screen.

mod head;
mod share;

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::scene::Scene;
use super::text::{self, span};
use super::theme::Theme;
use super::{accounts, agents, calls, gaps, layout, log, queues};
use crate::session::{Column, Holds, Row, Session, columns};
use share::Place;

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

/// Draws the list that is looked at.
pub(super) fn draw(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    let (head, rows, missing) = layout::list(scene.session, area);
    let room = room(scene.session, rows.width);
    let (kept, most) = choose(scene.session, room);
    let places = share::places(&kept, room);
    head::draw(scene, &places, most, head, buf);
    let table = scene.session.table();
    if table.rows.is_empty() {
        return gaps::empty(scene, rows, buf);
    }
    for (line, (index, row)) in rows.rows().zip(table.rows.iter().enumerate().skip(table.top)) {
        let selected = index == table.index && table.current().is_some();
        let old = scene.stale(row).map(|(age, _)| age);
        let restyle = |style: Style| {
            let style = if old.is_some() { scene.look.theme.stale } else { style };
            if selected { Theme::selected(style) } else { style }
        };
        gutter(scene, (index, row), (selected, old.is_some()), line, buf);
        for Place { column, x, width } in &places {
            let place = Rect { x: line.x + gutter_width(scene.session) + x, width: *width, ..line };
            let mut content = cell(scene, (row, old), *column, *width);
            content.style = Style::new();
            for span in &mut content.spans {
                span.style = restyle(span.style);
            }
            content.alignment = Some(align(*column));
            text::put(&content, scene.look, place, buf);
        }
    }
    scrollbar(scene, rows, buf);
    gaps::line(scene, missing, buf);
}

/// What stands in a column of a row, which may be old, where it is so many cells wide.
fn cell(
    scene: &Scene<'_>,
    (row, old): (&Row, Option<Duration>),
    column: Column,
    width: u16,
) -> Line<'static> {
    match (row, column) {
        (Row::Call(line, _, row), Column::Call(column)) => {
            calls::cell(scene, &calls::Call { line, row, old }, column, width)
        }
        (Row::Queue(line, queue), Column::Queue(column)) => {
            let waits = line.waits.queue(&queue.id);
            queues::cell(scene, &queues::Entry { line, queue, waits, old }, column, width)
        }
        (Row::Agent(line, agent, who), Column::Agent(column)) => {
            agents::cell(scene, &agents::Entry { line, agent, who, old }, column, width)
        }
        (Row::Account(line), Column::Account(column)) => accounts::cell(scene, line, column),
        (Row::Order(filed), Column::Order(column)) => log::cell(scene, filed, column),
        (
            Row::Call(..) | Row::Queue(..) | Row::Agent(..) | Row::Account(_) | Row::Order(_),
            Column::Number
            | Column::Call(_)
            | Column::Queue(_)
            | Column::Agent(_)
            | Column::Account(_)
            | Column::Order(_),
        ) => Line::default(),
    }
}

fn align(column: Column) -> Alignment {
    match column.about().holds {
        Holds::Names => Alignment::Left,
        Holds::Figures | Holds::Marked => Alignment::Right,
    }
}

/// Cells behind a figure that are kept for its mark, so that digits stand below digits.
fn tail(column: Column) -> u16 {
    match column.about().holds {
        Holds::Names | Holds::Figures => 0,
        Holds::Marked => 2,
    }
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
    choose(session, room(session, width)).1
}

/// The columns that are on the screen in a window of that `width`, from its left edge on.
fn laid(session: &Session, width: u16) -> Vec<Place> {
    let room = room(session, width);
    let mut places = share::places(&choose(session, room).0, room);
    for place in &mut places {
        place.x += gutter_width(session);
    }
    places
}

/// The columns that are on the screen in a window of that `width`.
pub(super) fn shown(session: &Session, width: u16) -> Vec<Column> {
    laid(session, width).iter().map(|place| place.column).collect()
}

/// The columns whose names can be read beside their keys in a window of that `width`.
pub(super) fn named(session: &Session, width: u16) -> Vec<Column> {
    laid(session, width).iter().filter(|place| head::is_whole(place)).map(|place| place.column).collect()
}

/// The column whose head is `x` cells from the left; the number's, where no other is.
pub(super) fn column_at(session: &Session, width: u16, x: u16) -> Option<Column> {
    if x < gutter_width(session) {
        return Some(Column::Number).filter(|column| columns(session.view()).contains(column));
    }
    let laid = laid(session, width);
    laid.iter().find(|place| (place.x..place.x + place.width).contains(&x)).map(|place| place.column)
}

/// How many cells of a window the columns have.
fn room(session: &Session, width: u16) -> u16 {
    width.saturating_sub(SCROLLBAR + gutter_width(session))
}

fn gap(room: u16) -> u16 {
    if room >= 130 { 2 } else { 1 }
}

fn needed(kept: &[Column], gap: u16) -> u16 {
    kept.iter().map(|column| least(*column) + gap).sum::<u16>().saturating_sub(gap)
}

/// It is left out rather than narrower.
fn least(column: Column) -> u16 {
    let [least, ..] = column.about().widths;
    least
}

/// Which columns are shown in `room` cells, and how far they can be scrolled. Where not all fit, those that are
/// needed least are left out; where the list is scrolled, those further left, but never what a row is.
fn choose(session: &Session, room: u16) -> (Vec<Column>, usize) {
    let (table, gap) = (session.table(), gap(room));
    let all = columns(session.view()).iter().copied();
    let all: Vec<Column> =
        all.filter(|column| *column != Column::Number && !table.hidden.contains(column)).collect();
    if needed(&all, gap) <= room {
        return (all, 0);
    }
    let stays = |column: &&Column| column.about().stays;
    let loose = all.iter().filter(|column| !stays(column)).count();
    // Without the first so many that can be missed, and of the rest as many as fit, from the left.
    let scrolled = |shift: usize| {
        let (mut kept, mut skipped, mut full) = (Vec::new(), 0, false);
        let fixed: u16 = all.iter().filter(stays).map(|column| least(*column) + gap).sum();
        let mut used = fixed;
        for column in &all {
            if stays(&column) {
                kept.push(*column);
            } else if skipped < shift {
                skipped += 1;
            } else {
                used += least(*column) + gap;
                full |= used.saturating_sub(gap) > room;
                if !full {
                    kept.push(*column);
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
fn most_wanted(mut kept: Vec<Column>, room: u16) -> Vec<Column> {
    while needed(&kept, gap(room)) > room && kept.len() > 1 {
        let last = kept.iter().map(|column| column.about().gives_way).max();
        kept.retain(|column| Some(column.about().gives_way) != last);
    }
    kept
}
