//! The command line, and what it could become.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::input;
use crate::session::CommandLine;
use crate::view::layout;
use crate::view::scene::Scene;
use crate::view::text::{self, span, width};

/// How wide the place to type in is at least.
const TYPED: u16 = 26;

/// Draws what is typed at the left, and beside it what it could become, what it takes or what is wrong.
pub(super) fn draw(scene: &Scene<'_>, line: &CommandLine, area: Rect, buf: &mut Buffer) {
    let theme = &scene.look.theme;
    let mut rest = area;
    text::put(&Line::styled(" :", theme.accent), scene.look, layout::left(&mut rest, 2), buf);
    let typed = u16::try_from(width(&text::typed(line.input.value())) + 2).unwrap_or(u16::MAX);
    let place = layout::left(&mut rest, typed.max(TYPED).min(area.width * 3 / 5));
    input(scene, &line.input, true, place, buf);
    layout::left(&mut rest, 1);
    text::put(&beside(scene, line, rest.width), scene.look, rest, buf);
}

fn beside(scene: &Scene<'_>, line: &CommandLine, room: u16) -> Line<'static> {
    let theme = &scene.look.theme;
    if line.mistake.is_some() {
        // It is told in the last line, where there is room for it.
        return Line::default();
    }
    let candidates = scene.session.completions(line);
    let complete = candidates.len() <= 1 && line.chosen().is_none();
    match scene.session.command_named(line) {
        Some(word) if complete => {
            let takes = if word.takes.is_empty() { String::new() } else { format!("{}  ", word.takes) };
            Line::from(vec![span(takes, theme.accent), span(word.help, theme.dim)])
        }
        Some(_) | None if candidates.is_empty() => Line::styled("nothing begins so", theme.dim),
        Some(_) | None => offered(scene, &candidates, line.chosen(), usize::from(room)),
    }
}

/// The candidates, from the first one on that leaves the chosen one in sight.
fn offered(scene: &Scene<'_>, candidates: &[String], chosen: Option<usize>, room: usize) -> Line<'static> {
    let theme = &scene.look.theme;
    let key = "Tab  ";
    let from_place = |from: usize| {
        let mut line = Line::from(span(if chosen.is_none() { key } else { "" }, theme.accent));
        for (place, word) in candidates.iter().enumerate().skip(from) {
            let style = if Some(place) == chosen { theme.strong } else { theme.dim };
            line.extend([span(word.clone(), style), span("  ", Style::new())]);
        }
        line
    };
    let needed = |from: usize, to: usize| -> usize {
        candidates.iter().skip(from).take(to + 1 - from).map(|word| width(word) + 2).sum()
    };
    let chosen_place = chosen.unwrap_or(0);
    let from = (0..=chosen_place).find(|from| needed(*from, chosen_place) <= room).unwrap_or(chosen_place);
    from_place(from)
}
