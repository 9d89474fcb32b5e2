//! Text in cells: measured by display width, cut with an ellipsis, never beyond its place.

use std::borrow::Cow;

use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::Look;
use crate::domain::Text;

/// A piece of a line in one style.
pub(super) fn span<'a>(text: impl Into<Cow<'a, str>>, style: Style) -> Span<'a> {
    Span::styled(text, style)
}

/// How many cells `text` takes.
pub(super) fn width(text: &str) -> usize {
    Span::raw(text).styled_graphemes(Style::new()).map(|it| usize::from(it.symbol.cell_width())).sum()
}

/// How many cells `line` takes.
pub(super) fn line_width(line: &Line<'_>) -> usize {
    line.spans.iter().map(|span| width(&span.content)).sum()
}

/// Draws `line` into the first row of `area` at its own alignment. What is too long ends in an ellipsis; a
/// wide character is never split.
pub(super) fn put(line: &Line<'_>, look: &Look, area: Rect, buf: &mut Buffer) {
    let area = area.intersection(buf.area);
    if area.is_empty() {
        return;
    }
    let (room, needed) = (usize::from(area.width), line_width(line));
    let spare = room.saturating_sub(needed);
    let indent = match line.alignment {
        Some(Alignment::Right) => spare,
        Some(Alignment::Center) => spare / 2,
        Some(Alignment::Left) | None => 0,
    };
    let ellipsis = look.glyphs.ellipsis;
    let limit = if needed > room { room.saturating_sub(width(ellipsis)) } else { room };
    let mut used = indent;
    for grapheme in line.styled_graphemes(Style::new()) {
        let wide = usize::from(grapheme.symbol.cell_width());
        if used + wide > limit {
            let style = grapheme.style;
            buf.set_stringn(column(area, used), area.y, ellipsis, room.saturating_sub(used), style);
            return;
        }
        buf.set_stringn(column(area, used), area.y, grapheme.symbol, wide, grapheme.style);
        used += wide;
    }
}

fn column(area: Rect, offset: usize) -> u16 {
    area.x.saturating_add(u16::try_from(offset).unwrap_or(u16::MAX))
}

/// Draws `lines` below each other, as far as there is room.
pub(super) fn stack(lines: &[Line<'_>], look: &Look, area: Rect, buf: &mut Buffer) {
    for (row, line) in area.rows().zip(lines) {
        put(line, look, row, buf);
    }
}

/// `text` in at most `room` cells, with an ellipsis if something is missing.
pub(super) fn cut<'a>(text: &'a str, room: usize, look: &Look) -> Cow<'a, str> {
    if width(text) <= room {
        return Cow::Borrowed(text);
    }
    let limit = room.saturating_sub(width(look.glyphs.ellipsis));
    let (mut kept, mut used) = (String::new(), 0);
    for grapheme in Span::raw(text).styled_graphemes(Style::new()) {
        used += usize::from(grapheme.symbol.cell_width());
        if used > limit {
            break;
        }
        kept.push_str(grapheme.symbol);
    }
    if room > 0 {
        kept.push_str(look.glyphs.ellipsis);
    }
    Cow::Owned(kept)
}

/// `text` in exactly `room` cells.
pub(super) fn pad(text: &str, room: usize, look: &Look) -> String {
    let mut padded = cut(text, room, look).into_owned();
    padded.extend(std::iter::repeat_n(' ', room.saturating_sub(width(&padded))));
    padded
}

/// `text` in lines of at most `room` cells, broken between words; a word longer than that is broken too.
pub(super) fn wrap(text: &str, room: usize) -> Vec<String> {
    let room = room.max(2);
    let (mut lines, mut line, mut used) = (Vec::new(), String::new(), 0);
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if used > 0 && used + 1 + width(word) > room {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        for grapheme in Span::raw(word).styled_graphemes(Style::new()) {
            let wide = usize::from(grapheme.symbol.cell_width());
            if used + wide > room {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push_str(grapheme.symbol);
            used += wide;
        }
    }
    lines.push(line);
    lines
}

/// What an operator typed, with a dot for every character that takes no place or would change what stands
/// around it: typed text has not been cleaned, and its cursor counts every character.
pub(super) fn typed(text: &str) -> String {
    let shown = |char: char| char == ' ' || Text::new(&format!("a{char}")).chars().count() == 2;
    text.chars().map(|char| if shown(char) { char } else { '.' }).collect()
}

/// Draws a rule into the first row of `area`.
pub(super) fn rule(look: &Look, area: Rect, buf: &mut Buffer) {
    if let Some(row) = area.rows().next() {
        let line = look.glyphs.rule.repeat(usize::from(row.width));
        put(&Line::styled(line, look.theme.rule), look, row, buf);
    }
}

/// Empties `area`, and what a wide character to its left reaches into it with.
pub(super) fn clear(area: Rect, buf: &mut Buffer) {
    let area = area.intersection(buf.area);
    for place in area.positions() {
        if let Some(cell) = buf.cell_mut(place) {
            cell.reset();
        }
    }
    let Some(left) = area.x.checked_sub(1) else { return };
    for row in area.rows() {
        if let Some(cell) = buf.cell_mut((left, row.y)).filter(|cell| cell.symbol().cell_width() > 1) {
            cell.set_symbol(" ");
        }
    }
}
