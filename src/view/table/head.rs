//! The names of the columns, how the list is sorted, and the keys to sort it by while one is chosen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::share::Place;
use super::{align, gutter_width, tail};
use crate::session::{Column, Mode, keyed};
use crate::view::layout;
use crate::view::scene::Scene;
use crate::view::text::{self, span};

/// Draws the head. The list can be scrolled by `most` columns: signs at both ends say so.
pub(super) fn draw(scene: &Scene<'_>, places: &[Place], most: usize, area: Rect, buf: &mut Buffer) {
    let (theme, glyphs) = (&scene.look.theme, &scene.look.glyphs);
    let shift = scene.session.table().shift.min(most);
    let gutter = gutter_width(scene.session);
    let mut own = area;
    text::put(&number(scene).right_aligned(), scene.look, layout::left(&mut own, gutter - 1), buf);
    for place in places {
        let (spans, marked) = title(scene, place);
        // The arrow of a column with marks stands where the marks do.
        let tail = if marked { 0 } else { tail(place.column) };
        let line = Line { spans, alignment: Some(align(place.column)), ..Line::default() };
        let area = Rect { x: area.x + gutter + place.x, width: place.width.saturating_sub(tail), ..area };
        text::put(&line, scene.look, area, buf);
    }
    let mut rest = area;
    if shift < most {
        let more = Line::styled(glyphs.right, theme.accent);
        text::put(&more, scene.look, layout::right(&mut rest, 1), buf);
    }
    if shift > 0 {
        let more = Line::styled(glyphs.left, theme.accent);
        text::put(&more, scene.look, layout::left(&mut rest, 1), buf);
    }
}

/// Whether the name of a column stands whole beside its key.
pub(super) fn is_whole(place: &Place) -> bool {
    place.column.about().title.len() < keyed_room(place)
}

fn keyed_room(place: &Place) -> usize {
    usize::from(place.width.saturating_sub(tail(place.column)))
}

/// The key that sorts by `column`, while one is chosen.
fn key(scene: &Scene<'_>, column: Column) -> Option<Span<'static>> {
    let choosing = matches!(scene.session.mode, Mode::Sort);
    let key = keyed(scene.session.view()).find(|(_, it)| choosing && *it == column);
    key.map(|(key, _)| span(key.to_string(), scene.look.theme.accent))
}

fn number(scene: &Scene<'_>) -> Line<'static> {
    let theme = &scene.look.theme;
    match key(scene, Column::Number) {
        Some(key) => Line::from(vec![key, span(" #", theme.dim)]),
        None => Line::styled("#", theme.dim),
    }
}

/// What a column is called in its cells, and whether an arrow stands behind it.
fn title(scene: &Scene<'_>, place: &Place) -> (Vec<Span<'static>>, bool) {
    let (column, name) = (place.column, place.column.about().title);
    let (theme, glyphs) = (&scene.look.theme, &scene.look.glyphs);
    let sorted = scene.session.table().sort.filter(|sort| sort.column == column);
    let arrow = sorted.map(|sort| if sort.descending { glyphs.descending } else { glyphs.ascending });
    let style = if arrow.is_some() { theme.strong } else { theme.dim };
    if let Some(key) = key(scene, column) {
        let room = keyed_room(place);
        let gap = if name.len() + 2 > room { "" } else { " " };
        let title = text::cut(name, room.saturating_sub(1 + gap.len()), scene.look);
        return (vec![key, span(format!("{gap}{title}"), style)], false);
    }
    match arrow {
        Some(arrow) => (vec![span(format!("{name} {arrow}"), style)], true),
        None => (vec![span(name, style)], false),
    }
}
