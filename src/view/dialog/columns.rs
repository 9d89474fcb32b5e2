//! Which columns a list shows, in a box above it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::boxed;
use crate::session::{Column, columns};
use crate::view::scene::Scene;
use crate::view::table::shown;
use crate::view::text::{self, span};

/// Draws the box, its cursor on the column at `place`.
pub(super) fn draw(scene: &Scene<'_>, place: usize, area: Rect, buf: &mut Buffer) {
    let theme = &scene.look.theme;
    let all = columns(scene.session.view());
    let page = usize::from(area.height).saturating_sub(8).clamp(1, all.len().max(1));
    let top = (place + 1).saturating_sub(page);
    let on_screen = shown(scene.session, area.width);
    let mut lines: Vec<Line<'static>> = Vec::new();
    for (index, column) in all.iter().enumerate().skip(top).take(page) {
        lines.push(entry(scene, *column, index == place, on_screen.contains(column)));
    }
    let key = |key: &'static str, words: &'static str| [span(key, theme.accent), Span::raw(words)];
    lines.push(Line::default());
    let keys = [key("j k", " choose  "), key("Space", " shows or hides  "), key("Esc", " closes")];
    lines.push(Line::from(keys.concat()));
    let name = format!("Columns of {}", scene.session.view().title());
    boxed(scene, (&name, theme.accent), &lines, area, buf);
}

fn entry(scene: &Scene<'_>, column: Column, selected: bool, on_screen: bool) -> Line<'static> {
    let (theme, session) = (&scene.look.theme, scene.session);
    let hidden = session.table().hidden.contains(&column);
    let about = column.about();
    let name = if column == Column::Number { "# the row's number" } else { about.title };
    let remark = if about.stays {
        "always"
    } else if hidden {
        "hidden"
    } else if on_screen {
        ""
    } else {
        "no room in this window; arrow keys scroll to it"
    };
    let bar = if selected { scene.look.glyphs.cursor } else { " " };
    let style = match (selected, hidden) {
        (true, _) => theme.strong,
        (false, true) => theme.dim,
        (false, false) => ratatui::style::Style::new(),
    };
    let check = if hidden { "[ ]" } else { "[x]" };
    Line::from(vec![
        span(bar, theme.accent),
        span(format!(" {check} {}", text::pad(name, 20, scene.look)), style),
        span(remark, theme.dim),
    ])
}
