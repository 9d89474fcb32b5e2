//! Questions on the way to an order, in a box above the list.

mod columns;
mod consequence;
mod form;
mod subject;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::details::draw_source;
use super::scene::Scene;
use super::text::{self, span};
use super::{format, layout};
use crate::domain::{Subject, Weight};
use crate::session::{Choose, Confirm, Mode};

/// How wide a question is, where there is room.
const WIDTH: u16 = 66;
/// What of its height is frame.
const FRAME: usize = 2;

/// How many cells a line of a question has in `area`.
fn room(area: Rect) -> usize {
    usize::from(WIDTH.min(area.width.saturating_sub(4)).saturating_sub(6))
}

/// Draws the question that is asked, if one is.
pub(super) fn draw(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    match &scene.session.mode {
        Mode::Confirm(confirm) => confirmation(scene, confirm, area, buf),
        Mode::Choose(choose) => choice(scene, choose, area, buf),
        Mode::Form(form) => form::draw(scene, form, area, buf),
        Mode::Columns(place) => columns::draw(scene, *place, area, buf),
        Mode::Quit => quit(scene, area, buf),
        Mode::Browse | Mode::Filter | Mode::Command(_) | Mode::Sort | Mode::Help(_) | Mode::Details(_) => {}
        Mode::Source(top) => draw_source(scene, *top, area, buf),
    }
}

fn confirmation(scene: &Scene<'_>, confirm: &Confirm, area: Rect, buf: &mut Buffer) {
    let (theme, room) = (&scene.look.theme, room(area));
    let what = confirm.action.words();
    let head = subject::lines(scene, &confirm.subject, room);
    let foot = answers(scene, confirm, &what, room);
    let words = text::wrap(&consequence::of(confirm, scene.session.live()), room);
    // What is asked stays in sight in the smallest window too; what it brings about gives way to it.
    let left = usize::from(area.height).saturating_sub(head.len() + foot.len() + FRAME).max(1);
    let mut lines = head;
    lines.extend(words.iter().take(left).map(|words| Line::from(words.clone())));
    if words.len() > left
        && let Some(last) = lines.last_mut()
    {
        last.push_span(Span::raw(scene.look.glyphs.ellipsis));
    }
    if words.len() < left {
        lines.push(Line::default());
    }
    lines.extend(foot);
    let style = if confirm.weight == Weight::Final { theme.alarm } else { theme.accent };
    let title = subject::title(scene, (&what, "?"), &confirm.subject, room);
    boxed(scene, (&title, style), &lines, area, buf);
}

/// What answers the question: the key or the digits, `what` they do, and the way out.
fn answers(scene: &Scene<'_>, confirm: &Confirm, what: &str, room: usize) -> Vec<Line<'static>> {
    let theme = &scene.look.theme;
    let mut lines = Vec::new();
    if let Some((code, meaning)) = &confirm.code {
        let left = code.chars().count().saturating_sub(confirm.typed.chars().count());
        let typed = span(format!("{}{}", confirm.typed, "_".repeat(left)), theme.strong);
        let asked =
            [Span::raw("type "), span(code.clone(), theme.accent), Span::raw(format!(" ({meaning})"))];
        let whole = format!("type {code} ({meaning}) to {what}:  {}{}", confirm.typed, "_".repeat(left));
        if text::width(&whole) <= room {
            let [kind, code, meaning] = asked;
            lines.push(Line::from(vec![kind, code, meaning, Span::raw(format!(" to {what}:  ")), typed]));
        } else {
            lines.push(Line::from([&asked[..], &[Span::raw(":  "), typed]].concat()));
            lines.extend(text::wrap(&format!("to {what}"), room).into_iter().map(Line::from));
        }
    } else {
        let keys = std::iter::once("y    ").chain(std::iter::repeat("     "));
        let wrapped = keys.zip(text::wrap(what, room.saturating_sub(5)));
        lines.extend(wrapped.map(|(key, words)| Line::from(vec![span(key, theme.accent), Span::raw(words)])));
    }
    let kept = if matches!(confirm.subject, Subject::Call { .. }) {
        "keeps the call as it is"
    } else {
        "changes nothing"
    };
    lines.push(Line::from(vec![span("Esc", theme.accent), Span::raw(format!("  {kept}"))]));
    lines
}

fn choice(scene: &Scene<'_>, choose: &Choose, area: Rect, buf: &mut Buffer) {
    let (theme, room) = (&scene.look.theme, room(area));
    let mut lines = subject::lines(scene, &choose.subject, room);
    lines.push(Line::default());
    let page = usize::from(area.height).saturating_sub(lines.len() + 6).clamp(1, 12);
    let top = (choose.index + 1).saturating_sub(page);
    for (index, choice) in choose.choices.iter().enumerate().skip(top).take(page) {
        let (bar, style) = if index == choose.index {
            (scene.look.glyphs.cursor, theme.strong)
        } else {
            (" ", Style::new())
        };
        lines.push(Line::from(vec![span(bar, theme.accent), span(format!(" {}", choice.label), style)]));
    }
    let place = format!("   {} of {}", choose.index + 1, choose.choices.len());
    lines.push(Line::default());
    let keys = |back: &'static str| {
        Line::from(vec![
            span("j k", theme.accent),
            Span::raw(" choose  "),
            span("Enter", theme.accent),
            Span::raw(" goes on  "),
            span("Esc", theme.accent),
            Span::raw(back),
            span(place.clone(), theme.dim),
        ])
    };
    let long = keys(" changes nothing");
    lines.push(if text::line_width(&long) <= room { long } else { keys(" back") });
    let title = subject::title(scene, (choose.verb.word(), ""), &choose.subject, room);
    boxed(scene, (&title, theme.accent), &lines, area, buf);
}

fn quit(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    let theme = &scene.look.theme;
    let own = scene
        .session
        .live()
        .orders
        .listening
        .iter()
        .filter(|leg| leg.operator == scene.session.operator.name);
    let mut lines = Vec::new();
    match own.count() {
        0 => {}
        legs => lines.extend([
            Line::from(span(
                format!("You still listen to {}; leaving does not end that.", format::counted(legs, "call")),
                theme.warn,
            )),
            Line::default(),
        ]),
    }
    lines.push(Line::from(vec![span("y", theme.accent), Span::raw("    leaves")]));
    lines.push(Line::from(vec![span("Esc", theme.accent), Span::raw("  stays")]));
    boxed(scene, ("Leave callboard?", theme.accent), &lines, area, buf);
}

/// Draws `lines` in a box in the upper half of `area`; what is inside it.
fn boxed(scene: &Scene<'_>, title: (&str, Style), lines: &[Line<'_>], area: Rect, buf: &mut Buffer) -> Rect {
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
    let inner = frame(scene, title, (WIDTH, height), area, buf);
    text::stack(lines, scene.look, inner, buf);
    inner
}

/// Draws an empty box in the upper half of `area`, as large as there is room for; what is inside it.
pub(super) fn frame(
    scene: &Scene<'_>,
    (title, style): (&str, Style),
    (width, height): (u16, u16),
    area: Rect,
    buf: &mut Buffer,
) -> Rect {
    let glyphs = &scene.look.glyphs;
    // Without colours an alarm is underlined: a word, never a line.
    let (title_style, style) = (style, style.remove_modifier(Modifier::UNDERLINED));
    let width = width.min(area.width.saturating_sub(4));
    let height = height.min(area.height);
    let outer =
        Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 3, width, height };
    // A margin keeps the list's words off the box.
    let margin = Rect { x: outer.x - 1, width: outer.width + 2, ..outer };
    text::clear(margin.intersection(area), buf);
    let [top_left, top_right, bottom_right, bottom_left] = glyphs.corners;
    let bar = |cells: usize| glyphs.rule.repeat(cells);
    let room = usize::from(width).saturating_sub(4);
    let title = text::cut(title, room.saturating_sub(2), scene.look);
    let rest = room.saturating_sub(text::width(&title) + 2);
    let top = Line::from(vec![
        span(format!("{top_left}{} ", glyphs.rule), style),
        span(title, title_style),
        span(format!(" {}{top_right}", bar(rest + 1)), style),
    ]);
    let bottom = Line::styled(format!("{bottom_left}{}{bottom_right}", bar(room + 2)), style);
    let mut inner = outer;
    text::put(&top, scene.look, layout::top(&mut inner, 1), buf);
    text::put(&bottom, scene.look, layout::bottom(&mut inner, 1), buf);
    for row in inner.rows() {
        let side = Line::styled(glyphs.side, style);
        text::put(&side, scene.look, Rect { width: 1, ..row }, buf);
        text::put(&side, scene.look, Rect { x: row.right().saturating_sub(1), width: 1, ..row }, buf);
    }
    layout::left(&mut inner, 3);
    layout::right(&mut inner, 3);
    inner
}
