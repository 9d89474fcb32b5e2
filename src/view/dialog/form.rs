//! A form: what is typed and what is picked before an order.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{boxed, room, subject};
use crate::domain::FieldKind;
use crate::session::{Answer, Asked, Form, Purpose, Stop};
use crate::view::scene::Scene;
use crate::view::text::{self, span};
use crate::view::{hints, layout};

/// The widest that the labels may be.
const LABELS: usize = 24;

/// One line of the form.
struct Entry<'a> {
    stop: Option<Stop>,
    label: String,
    asked: &'a Asked,
}

/// Draws the form in a box above the list.
pub(super) fn draw(scene: &Scene<'_>, form: &Form, area: Rect, buf: &mut Buffer) {
    let (theme, room) = (&scene.look.theme, room(area));
    let labels = form.asked.iter().map(label_width).max().unwrap_or(0);
    let entries = entries(form, labels);
    let mut lines = subject::lines(scene, &form.subject, room);
    lines.push(Line::default());
    let head = lines.len();
    let here = form.stop();
    // What stood where the cursor is now is typed over: it goes below.
    let (below, style) = match (&form.mistake, here.and_then(|stop| form.asked.get(stop.field))) {
        (Some(mistake), _) => (format!("{} {mistake}", scene.look.glyphs.no), theme.warn),
        (None, Some(asked)) if matches!(asked.answer, Answer::Typed(_)) => (remark(asked), theme.dim),
        (None, Some(_) | None) => (String::new(), theme.dim),
    };
    let below = text::wrap(&below, room);
    // The lines around the cursor, where there is no room for all.
    let page = usize::from(area.height).saturating_sub(head + below.len() + 5).clamp(1, entries.len().max(1));
    let at = entries.iter().position(|entry| entry.stop.is_some() && entry.stop == here).unwrap_or(0);
    let top = (at + 1).saturating_sub(page);
    for entry in entries.iter().skip(top).take(page) {
        lines.push(line(scene, entry, (labels, room), entry.stop.is_some() && entry.stop == here));
    }
    lines.extend(below.into_iter().map(|words| Line::from(span(words, style))));
    lines.push(keys(scene, form));
    let title = subject::title(scene, (&title(&form.purpose), ""), &form.subject, room);
    let inner = boxed(scene, (&title, theme.accent), &lines, area, buf);
    for (place, entry) in entries.iter().skip(top).take(page).enumerate() {
        if let (Answer::Typed(input), Some(_)) = (&entry.asked.answer, entry.stop) {
            let mut row = inner;
            layout::top(&mut row, u16::try_from(head + place).unwrap_or(u16::MAX));
            let mut row = layout::top(&mut row, 1);
            layout::left(&mut row, u16::try_from(labels + 4).unwrap_or(u16::MAX));
            hints::input(scene, input, entry.stop == here, row, buf);
        }
    }
}

/// How wide the label is, if it stands beside what is typed: a longer one stands above it.
fn label_width(asked: &Asked) -> usize {
    let width = text::width(&asked.field.label);
    if matches!(asked.answer, Answer::Typed(_)) && width <= LABELS { width } else { 0 }
}

fn title(purpose: &Purpose) -> String {
    match purpose {
        Purpose::Place => "Place call".to_owned(),
        Purpose::Transfer => "Transfer".to_owned(),
        Purpose::Park => "Park".to_owned(),
        Purpose::Dispose => "Disposition".to_owned(),
        Purpose::Note(codes) => {
            let labels: Vec<&str> = codes.iter().map(|code| code.label.as_str()).collect();
            format!("Disposition {}", labels.join(", "))
        }
        Purpose::Special(special) => special.label.to_string(),
    }
}

/// Every line of the form: typed fields, beside their label or below one that is wider than `labels`, and the
/// choices of the others below theirs.
fn entries(form: &Form, labels: usize) -> Vec<Entry<'_>> {
    let stops = form.stops();
    let mut entries = Vec::new();
    for (field, asked) in form.asked.iter().enumerate() {
        let label = asked.field.label.to_string();
        if matches!(asked.answer, Answer::Picked(_)) {
            let most = asked.most();
            let label = if most > 1 { format!("{label} (at most {most})") } else { label };
            entries.push(Entry { stop: None, label, asked });
            let choices = stops.iter().filter(|stop| stop.field == field);
            entries.extend(choices.map(|stop| Entry { stop: Some(*stop), label: String::new(), asked }));
        } else {
            let (above, beside) =
                if text::width(&label) > labels { (Some(label), String::new()) } else { (None, label) };
            entries.extend(above.map(|label| Entry { stop: None, label, asked }));
            entries.push(Entry { stop: Some(Stop { field, choice: None }), label: beside, asked });
        }
    }
    entries
}

fn line(scene: &Scene<'_>, entry: &Entry<'_>, (labels, room): (usize, usize), here: bool) -> Line<'static> {
    let theme = &scene.look.theme;
    let bar = span(if here { scene.look.glyphs.cursor } else { " " }, theme.accent);
    let label_style = if here { theme.strong } else { theme.dim };
    let Some(Stop { choice: Some(choice), .. }) = entry.stop else {
        let label = match entry.stop {
            Some(_) => text::pad(&entry.label, labels, scene.look),
            None => text::cut(&entry.label, room.saturating_sub(4), scene.look).into_owned(),
        };
        let remark = if entry.stop.is_some() && !here && !typed(entry.asked) {
            remark(entry.asked)
        } else {
            String::new()
        };
        return Line::from(vec![bar, span(format!(" {label}  "), label_style), span(remark, theme.dim)]);
    };
    let picked = matches!(&entry.asked.answer, Answer::Picked(picked) if picked.contains(&choice));
    let (open, close) = if entry.asked.most() > 1 || entry.asked.field.kind == FieldKind::Flag {
        ("[", "]")
    } else {
        ("(", ")")
    };
    let words = entry.asked.choices.get(choice).map(|choice| choice.label.to_string()).unwrap_or_default();
    let style = if here { theme.strong } else { Style::new() };
    let check = if picked { "x" } else { " " };
    Line::from(vec![bar, span(format!("   {open}{check}{close} {words}"), style)])
}

/// What stands where nothing has been typed yet.
fn remark(asked: &Asked) -> String {
    let optional = if asked.field.required { None } else { Some("optional".to_owned()) };
    let example = match &asked.field.kind {
        FieldKind::Line(example) if !example.is_empty() => Some(format!("such as {example}")),
        FieldKind::Moment => Some("such as 2026-12-01 15:30".to_owned()),
        FieldKind::Line(_)
        | FieldKind::Number
        | FieldKind::Phone
        | FieldKind::Choice(_)
        | FieldKind::Several { .. }
        | FieldKind::Flag
        | FieldKind::Party => None,
    };
    optional.into_iter().chain(example).collect::<Vec<_>>().join(", ")
}

fn typed(asked: &Asked) -> bool {
    matches!(&asked.answer, Answer::Typed(input) if !input.value().is_empty())
}

fn keys(scene: &Scene<'_>, form: &Form) -> Line<'static> {
    let accent = scene.look.theme.accent;
    let mut line = Line::default();
    if form.stops().len() > 1 {
        line.extend([span("Tab", accent), Span::raw(" next  ")]);
    }
    if form.stop().is_some_and(|stop| stop.choice.is_some()) {
        line.extend([span("Space", accent), Span::raw(" picks  ")]);
    }
    line.extend([span("Enter", accent), Span::raw(" goes on  ")]);
    line.extend([span("Esc", accent), Span::raw(" changes nothing")]);
    line
}
