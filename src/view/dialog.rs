//! Questions on the way to an order, in a box above the list.

mod columns;
mod consequence;
mod form;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::details::draw_source;
use super::scene::Scene;
use super::text::{self, span};
use super::{format, layout};
use crate::domain::{CallKey, Party, Subject, Weight};
use crate::session::{Choose, Confirm, Mode, RowKey, Session};

/// How wide a question is, where there is room.
const WIDTH: u16 = 66;

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
    let theme = &scene.look.theme;
    let mut lines = subject(scene, &confirm.subject);
    for words in text::wrap(&consequence::of(confirm, scene.session.live()), usize::from(WIDTH) - 6) {
        lines.push(Line::from(words));
    }
    lines.push(Line::default());
    let what = confirm.action.words();
    match &confirm.code {
        Some((code, meaning)) => {
            let left = code.chars().count().saturating_sub(confirm.typed.chars().count());
            lines.push(Line::from(vec![
                Span::raw("type "),
                span(code.clone(), theme.accent),
                Span::raw(format!(" ({meaning}) to {what}:  ")),
                span(format!("{}{}", confirm.typed, "_".repeat(left)), theme.strong),
            ]));
        }
        None => lines.push(Line::from(vec![span("y", theme.accent), Span::raw(format!("    {what}"))])),
    }
    let kept = if matches!(confirm.subject, Subject::Call { .. }) {
        "keeps the call as it is"
    } else {
        "changes nothing"
    };
    lines.push(Line::from(vec![span("Esc", theme.accent), Span::raw(format!("  {kept}"))]));
    let style = if confirm.weight == Weight::Final { theme.alarm } else { theme.accent };
    let title = format!("{}{}?", capital(&what), number(scene.session, &confirm.subject));
    boxed(scene, (&title, style), &lines, area, buf);
}

fn choice(scene: &Scene<'_>, choose: &Choose, area: Rect, buf: &mut Buffer) {
    let theme = &scene.look.theme;
    let mut lines = subject(scene, &choose.subject);
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
    lines.push(Line::from(vec![
        span("j k", theme.accent),
        Span::raw(" choose  "),
        span("Enter", theme.accent),
        Span::raw(" goes on  "),
        span("Esc", theme.accent),
        Span::raw(" changes nothing"),
        span(place, theme.dim),
    ]));
    let title = format!("{}{}", capital(choose.verb.word()), number(scene.session, &choose.subject));
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

/// Who it is about: the customer, what the call does now and with whom, and where it is; or the agent.
fn subject(scene: &Scene<'_>, subject: &Subject) -> Vec<Line<'static>> {
    let theme = &scene.look.theme;
    let (who, now, place) = match subject {
        Subject::Call { key, seen, .. } => {
            let place = (seen.queue_name.clone(), &key.account);
            (caller(&seen.caller), call_now(scene, key), place)
        }
        Subject::Agent { key, seen } => {
            let agent = scene.session.live().agent(key);
            let since = agent.and_then(|agent| agent.since);
            let age =
                since.map_or_else(String::new, |at| format!(" {}", format::clock(scene.now.at.since(at))));
            let state = agent.map_or("gone", |agent| agent.state.word());
            (seen.name.to_string(), format!("{state}{age}"), (seen.group.clone(), &key.account))
        }
    };
    let place = match place {
        (Some(name), account) => format!("{name} {} {account}", scene.look.glyphs.dot),
        (None, account) => account.to_string(),
    };
    vec![
        Line::from(vec![span(who, theme.strong), Span::raw(format!("   {now}"))]),
        Line::from(span(place, theme.dim)),
    ]
}

fn caller(party: &Party) -> String {
    match (&party.name, &party.number) {
        (Some(name), Some(number)) => format!("{name}  {number}"),
        (Some(one), None) | (None, Some(one)) => one.to_string(),
        (None, None) => "a caller without a number".to_owned(),
    }
}

fn call_now(scene: &Scene<'_>, key: &CallKey) -> String {
    let Some(row) = scene.session.live().call(key) else { return "ended".to_owned() };
    let with = row.agent.as_ref().map_or_else(String::new, |agent| format!(" with {agent}"));
    let (word, now) = (row.call.phase.word(), scene.now.at);
    // The time of what it does; where the vendor does not tell that, the whole call's, called by its name.
    match (row.since, row.age(now)) {
        (Some(since), _) => format!("{word}{with}, {}", format::clock(now.since(since))),
        (None, (age, true)) => format!("{word}{with}, call {}", format::clock(age)),
        (None, (age, false)) => format!("{word}{with}, call >{}", format::clock(age)),
    }
}

/// The row's number, so that two people mean the same call.
fn number(session: &Session, subject: &Subject) -> String {
    let (key, what) = match subject {
        Subject::Call { key, sighting, .. } => (RowKey::Call(key.clone(), *sighting), "call "),
        Subject::Agent { key, .. } => (RowKey::Agent(key.clone()), ""),
    };
    let row = session.selected().filter(|row| row.is(&key));
    row.map_or_else(String::new, |_| format!(": {what}#{}", session.table().index + 1))
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
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
    let width = width.min(area.width.saturating_sub(4));
    let height = height.min(area.height.saturating_sub(2));
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
        span(title, style),
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
