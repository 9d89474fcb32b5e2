//! The keys, from the table that dispatches them; what stands for what; and what this row's vendor cannot do.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::details::scrolled;
use super::footer;
use super::hints::reasons;
use super::scene::Scene;
use super::text::{self, span};
use super::{layout, limits};
use crate::domain::Timed;
use crate::session::{Context, bindings, words};

/// How wide a column of keys is.
const COLUMN: u16 = 58;

/// Draws the keys, scrolled down by `top` lines, in as many columns as there is room for.
pub(super) fn draw(scene: &Scene<'_>, top: u16, area: Rect, buf: &mut Buffer) {
    let columns = usize::from((area.width / COLUMN).clamp(1, 3));
    let width = area.width / u16::try_from(columns).unwrap_or(1);
    let mut blocks = blocks(scene, usize::from(width));
    if let Some(block) = last_line(scene, usize::from(width), usize::from(area.width)) {
        blocks.insert(0, block);
    }
    let all: usize = blocks.iter().map(Vec::len).sum();
    let mut shared: Vec<Vec<Line<'static>>> = vec![Vec::new()];
    for block in blocks {
        let full = shared
            .last()
            .is_some_and(|column| !column.is_empty() && column.len() + block.len() / 2 > all / columns);
        if full && shared.len() < columns {
            shared.push(Vec::new());
        }
        if let Some(column) = shared.last_mut() {
            column.extend(block);
        }
    }
    let mut rest = area;
    for column in &shared {
        scrolled(scene, column, top, layout::left(&mut rest, width), buf);
    }
}

fn blocks(scene: &Scene<'_>, width: usize) -> Vec<Vec<Line<'static>>> {
    let mut blocks: Vec<_> = Context::ALL.into_iter().map(|context| keys(scene, context, width)).collect();
    blocks.push(commands(scene, width));
    blocks.push(signs(scene));
    blocks.push(urgent(scene, width));
    blocks.extend(refused(scene, width));
    blocks
}

/// The last line in full, where a window of so many cells may have cut it.
fn last_line(scene: &Scene<'_>, width: usize, window: usize) -> Option<Vec<Line<'static>>> {
    let said: String = footer::said(scene).spans.iter().map(|span| &*span.content).collect();
    let mut lines = heading(scene, "The last line");
    lines.extend(
        text::wrap(said.trim(), width.saturating_sub(4)).into_iter().map(|it| Line::from(format!("  {it}"))),
    );
    (text::width(&said) > window / 2).then_some(lines)
}

fn heading(scene: &Scene<'_>, words: &str) -> Vec<Line<'static>> {
    vec![Line::default(), Line::from(span(format!("  {words}"), scene.look.theme.strong))]
}

fn keys(scene: &Scene<'_>, context: Context, width: usize) -> Vec<Line<'static>> {
    let mut lines = heading(scene, context.title());
    for binding in bindings().iter().filter(|binding| binding.context == context) {
        lines.extend(entry(scene, binding.shown, binding.help, width));
    }
    lines
}

/// A key and what it does, over as many lines as that takes.
fn entry(scene: &Scene<'_>, key: &str, words: &str, width: usize) -> Vec<Line<'static>> {
    const INDENT: usize = 14;
    let wrapped = text::wrap(words, width.saturating_sub(INDENT + 2));
    let keys = std::iter::once(key).chain(std::iter::repeat(""));
    keys.zip(wrapped)
        .map(|(key, words)| {
            let key = format!("  {}", text::pad(key, INDENT - 2, scene.look));
            Line::from(vec![span(key, scene.look.theme.accent), span(words, Style::new())])
        })
        .collect()
}

/// The commands, from the table that runs them.
fn commands(scene: &Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let mut lines = heading(scene, "Commands");
    for word in words() {
        let takes = if word.takes.is_empty() { String::new() } else { format!("{}: ", word.takes) };
        lines.extend(entry(scene, &format!(":{}", word.word), &format!("{takes}{}", word.help), width));
    }
    lines
}

fn signs(scene: &Scene<'_>) -> Vec<Line<'static>> {
    let glyphs = &scene.look.glyphs;
    let mut lines = heading(scene, "Signs");
    let doubtful = format!(
        "hardly true: an agent talks for {} and no live call names them, or a call is older than {}",
        humantime::format_duration(scene.board.limits.phantom_agent),
        humantime::format_duration(scene.board.limits.phantom_call)
    );
    let least = format!("{}2", glyphs.least);
    let recorded = format!("{} {} {}", glyphs.recording, glyphs.paused, glyphs.off);
    for (sign, words) in [
        (glyphs.warn, "worth a look"),
        (glyphs.alarm, "needs a decision"),
        ("0", "none"),
        (glyphs.none, "does not apply, or not known yet"),
        (super::format::NOT_MEASURABLE, "this vendor cannot say"),
        ("(4/5)", "a figure that 4 of 5 accounts can say"),
        ("old 0:42", "was true 0:42 ago; nothing newer is known"),
        (glyphs.mark, "marked, for copying alone"),
        (glyphs.old, "beside a row's number: the row is old"),
        (glyphs.doubt, doubtful.as_str()),
        (">0:42", "at least; this vendor does not say since when"),
        (least.as_str(), "at least: part of it could not be read"),
        ("8 +5", "8 callers are listed, and their queues count 5 more"),
        ("> 99 d", "longer than anything lasts, and doubted"),
        (recorded.as_str(), "recording: on, paused, off; ? not known"),
        ("~talking", "told from what the agent does; the vendor does not list the call"),
        (glyphs.listening, "a supervisor listens; with ? it is not certain"),
    ] {
        lines.extend(entry(scene, sign, words, usize::from(COLUMN)));
    }
    lines
}

/// From when on a time is urgent, and who has it otherwise.
fn urgent(scene: &Scene<'_>, width: usize) -> Vec<Line<'static>> {
    let mut lines = heading(scene, "What is urgent");
    for of in Timed::ALL {
        let levels = limits::levels(scene, scene.board.limits.steps(of));
        lines.extend(entry(scene, of.word(), &levels, width));
    }
    let few = format!("faint over fewer than {} calls", scene.board.limits.small_sample);
    lines.extend(entry(scene, "SL", &few, width));
    let others: Vec<_> = scene.board.lines.iter().filter_map(|line| limits::others(scene, line)).collect();
    if !others.is_empty() {
        let others = format!("{}; i on a row tells which", others.join("; "));
        lines.extend(entry(scene, "others", &others, width));
    }
    lines
}

/// Why keys do nothing on the row under the cursor.
fn refused(scene: &Scene<'_>, width: usize) -> Option<Vec<Line<'static>>> {
    let hints = scene.session.hints();
    let reasons = reasons(&hints);
    let mut lines = heading(scene, "Not on this row");
    for (keys, why) in &reasons {
        lines.extend(entry(scene, keys, why, width));
    }
    (!reasons.is_empty()).then_some(lines)
}
