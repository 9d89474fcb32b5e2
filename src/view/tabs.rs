//! The lists one can look at, and how this one is narrowed and ordered.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::layout;
use super::scene::Scene;
use super::text::{self, line_width, span};
use crate::session::{Mode, View};

/// Draws the line: the lists at the left, in as many words as there is room for, the rest at the right.
pub(super) fn draw(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    let right = right(scene);
    let left = fitting(scene, &right, area.width);
    let mut rest = area;
    let used = u16::try_from(line_width(&left) + 2).unwrap_or(u16::MAX);
    text::put(&left, scene.look, layout::left(&mut rest, used), buf);
    text::put(&right.right_aligned(), scene.look, rest, buf);
}

/// The list whose name is `x` cells from the left.
pub(super) fn view_at(scene: &Scene<'_>, width: u16, x: u16) -> Option<View> {
    let line = fitting(scene, &right(scene), width);
    let (mut from, x) = (0, usize::from(x));
    // Before the first name stands a blank.
    let mut views = std::iter::once(None).chain(View::ALL.into_iter().map(Some));
    for span in &line.spans {
        let (view, wide) = (views.next()?, text::width(&span.content));
        let name = text::width(span.content.trim_end());
        if (from..from + name).contains(&x) {
            return view;
        }
        from += wide;
    }
    None
}

/// The names of the lists, in as many words as `right` leaves room for.
fn fitting(scene: &Scene<'_>, right: &Line<'_>, width: u16) -> Line<'static> {
    let room = usize::from(width).saturating_sub(line_width(right) + 2);
    let lefts = [left(scene, "  ", true), left(scene, " ", true), left(scene, " ", false)];
    let fits = |left: &Line<'_>| line_width(left) <= room;
    lefts.into_iter().find(fits).unwrap_or_else(|| left(scene, " ", false))
}

fn left(scene: &Scene<'_>, gap: &'static str, titles: bool) -> Line<'static> {
    let theme = &scene.look.theme;
    let mut line = Line::from(" ");
    for (digit, view) in (1..).zip(View::ALL) {
        if view == scene.session.view() {
            line.push_span(span(format!("[{digit} {}]{gap}", view.title()), theme.accent));
        } else if titles {
            line.push_span(span(format!("{digit} {}{gap}", view.title()), theme.dim));
        } else {
            line.push_span(span(format!("{digit}{gap}"), theme.dim));
        }
    }
    line
}

fn right(scene: &Scene<'_>) -> Line<'static> {
    let (session, theme, glyphs) = (scene.session, &scene.look.theme, &scene.look.glyphs);
    let table = session.table();
    let mut parts: Vec<Vec<Span<'static>>> = Vec::new();
    if let Some(first) = session.trail().first().filter(|_| table.scope.is_some()) {
        let mut way = vec![span(first.view.title(), theme.dim)];
        for crumb in session.trail() {
            way.push(span(format!(" {} ", glyphs.right), theme.dim));
            way.push(span(text::cut(&crumb.name, 24, scene.look).into_owned(), theme.accent));
        }
        parts.push(way);
    }
    if table.fixed {
        parts.push(vec![span("follow off", theme.warn)]);
    }
    let typed = text::typed(table.input.value());
    let typing = matches!(session.mode, Mode::Filter);
    if !typed.is_empty() && !typing {
        let wrong = if table.mistake.is_some() { format!(" {}", glyphs.no) } else { String::new() };
        parts.push(vec![span(format!("/{typed}"), theme.accent), span(wrong, theme.warn)]);
    }
    if let Some(sort) = table.sort {
        let arrow = if sort.descending { glyphs.descending } else { glyphs.ascending };
        parts.push(vec![span(format!("sort {} {arrow}", sort.column.about().title), theme.dim)]);
    }
    if !table.marks.is_empty() {
        let words = format!("{} {} marked", glyphs.mark, table.marks.len());
        parts.push(vec![span(words, theme.accent)]);
    }
    let (shown, all) = (table.rows.len(), table.all);
    let count = if shown == all { format!("{all}") } else { format!("{shown}/{all}") };
    parts.push(vec![span(count, theme.strong)]);
    let mut line = Line::default();
    for part in parts {
        if !line.spans.is_empty() {
            line.push_span(scene.dot());
        }
        line.extend(part);
    }
    line.push_span(" ");
    line
}
