//! The columns of calls and of waiting callers.

use std::time::Duration;

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::format;
use super::scene::Scene;
use super::text::{self, span};
use crate::board::{CallRow, Line as Account, Listening};
use crate::domain::{self, CallKey, Party, Phase, Recording, Urgency};
use crate::session::CallColumn;

/// A call and the account it came from.
pub(super) struct Call<'a> {
    pub(super) line: &'a Account,
    pub(super) row: &'a CallRow,
    /// How old the row is, if it is old.
    pub(super) old: Option<Duration>,
}

/// What stands in a column that is so many cells wide.
pub(super) fn cell(scene: &Scene<'_>, it: &Call<'_>, column: CallColumn, width: u16) -> Line<'static> {
    let call = &it.row.call;
    match column {
        CallColumn::State => state(scene, it, width),
        CallColumn::Wait => wait(scene, it),
        CallColumn::Age => age(scene, it),
        CallColumn::Caller => party(scene, &call.caller, width),
        CallColumn::Dialled => Line::from(scene.or_dash(call.dialled.as_deref(), scene.look.theme.dim)),
        CallColumn::Agent => agent(scene, it, width),
        CallColumn::Queue => Line::from(scene.or_dash(it.row.queue.as_deref(), Style::new())),
        CallColumn::Recording => recording(scene, it),
        CallColumn::Account => source(scene, it.line, it.old, width),
    }
}

fn state(scene: &Scene<'_>, call: &Call<'_>, width: u16) -> Line<'static> {
    let theme = &scene.look.theme;
    // A row that the vendor does not list as such is not as good as one that it does.
    let derived = if call.row.call.derived.is_some() { "~" } else { "" };
    let word = &format!("{derived}{}", call.row.call.phase.word());
    let doubt = call.line.doubt(call.row, scene.at).map(|_| scene.look.glyphs.doubt);
    let lasted = call.row.lasted(scene.at);
    let urgency = call.line.limits_of(call.row).call(&call.row.call.phase, lasted);
    let key = CallKey::new(&call.line.account, &call.row.call.id);
    let Some(leg) = scene.session.live().orders.listening_on(&key).last() else {
        if doubt.is_none() && urgency != Urgency::Calm {
            return urgent(scene, word, (urgency, lasted), width);
        }
        return doubted(scene, span(word.to_owned(), Style::new()), doubt, width);
    };
    let word = &format!("{word} {}", scene.mark(urgency));
    let mark = mark(scene, leg);
    let room = usize::from(width).saturating_sub(text::width(&mark) + 1);
    let clock = for_how_long(scene, leg);
    // Who listens is worth more than a doubt: both are in the details.
    let word = text::pad(word.trim_end(), 7.min(room), scene.look);
    let mut line = Line::from(span(word, theme.urgency(urgency)));
    line.push_span(span(format!(" {mark}"), theme.accent));
    if text::line_width(&line) + 1 + clock.len() <= usize::from(width) {
        line.push_span(span(format!(" {clock}"), theme.accent));
    }
    line
}

/// What a call does for too long, for how long where there is room, and the mark of it.
fn urgent(
    scene: &Scene<'_>,
    word: &str,
    (urgency, lasted): (Urgency, Duration),
    width: u16,
) -> Line<'static> {
    let (mark, width) = (scene.mark(urgency), usize::from(width));
    let timed = format!("{word} {} {mark}", format::clock(lasted));
    let said = if text::width(&timed) <= width {
        timed
    } else if text::width(word) + text::width(mark) < width {
        format!("{word} {mark}")
    } else {
        format!("{}{mark}", text::cut(word, width.saturating_sub(text::width(mark)), scene.look))
    };
    Line::from(span(said, scene.look.theme.urgency(urgency)))
}

/// A word, and behind it the sign that it can hardly be true.
pub(super) fn doubted(
    scene: &Scene<'_>,
    word: Span<'static>,
    doubt: Option<&'static str>,
    width: u16,
) -> Line<'static> {
    let Some(sign) = doubt else { return Line::from(word) };
    let room = usize::from(width).saturating_sub(text::width(sign) + 1);
    let cut = text::cut(&word.content, room, scene.look).into_owned();
    Line::from(vec![span(cut, word.style), span(format!(" {sign}"), scene.look.theme.warn)])
}

/// For how long a supervisor's leg has been there, as far as is known.
pub(super) fn for_how_long(scene: &Scene<'_>, leg: &Listening) -> String {
    let span = scene.now.at.since(leg.since);
    if leg.earlier { format::at_least(span) } else { format::clock(span) }
}

/// That somebody listens; with a question mark if that is not certain.
pub(super) fn mark(scene: &Scene<'_>, leg: &Listening) -> String {
    format!("{}{}", scene.look.glyphs.listening, if leg.certain { "" } else { "?" })
}

fn wait(scene: &Scene<'_>, call: &Call<'_>) -> Line<'static> {
    match call.row.wait(scene.at) {
        Some((wait, true)) => scene.judged(call.line.limits_of(call.row).wait.judge(wait), wait),
        Some((wait, false)) => scene.judged(Urgency::Calm, wait),
        None => {
            // Who waits has a wait, even if the vendor does not tell it; others may never have waited.
            let sign = if call.row.waits() { scene.not_measurable() } else { scene.dash() };
            Line::from(vec![sign, span("  ", Style::new())])
        }
    }
}

fn age(scene: &Scene<'_>, call: &Call<'_>) -> Line<'static> {
    let (age, whole) = call.row.age(scene.at);
    let clock = if whole { format::clock(age) } else { format::at_least(age) };
    Line::from(span(clock, scene.look.theme.dim))
}

/// A name and a number: the number in a place of its own where there is room for both, so that numbers stand
/// below numbers and names below names.
pub(super) fn party(scene: &Scene<'_>, party: &Party, width: u16) -> Line<'static> {
    let plain = Style::new();
    let place = match width {
        0..29 => {
            let either = party.name.as_deref().or(party.number.as_deref());
            return Line::from(scene.or_dash(either, plain));
        }
        29..34 => 17,
        _ => 18,
    };
    let number = party.number.as_deref().unwrap_or(scene.look.glyphs.none);
    let style = if party.number.is_some() { plain } else { scene.look.theme.dim };
    let number = match &party.name {
        Some(_) => text::pad(number, place - 1, scene.look),
        None => number.to_owned(),
    };
    let name = party.name.as_deref().map(|name| format!(" {name}"));
    Line::from(vec![span(number, style), span(name.unwrap_or_default(), plain)])
}

/// Who has the call; behind it at how many more phones it rings.
fn agent(scene: &Scene<'_>, call: &Call<'_>, width: u16) -> Line<'static> {
    let name = call.row.agent.as_deref();
    if call.row.also.is_empty() {
        return Line::from(scene.or_dash(name, Style::new()));
    }
    let more = format!(" +{}", call.row.also.len());
    let room = usize::from(width).saturating_sub(text::width(&more));
    let name = text::cut(name.unwrap_or(scene.look.glyphs.none), room, scene.look).into_owned();
    Line::from(vec![Span::raw(name), span(more, scene.look.theme.dim)])
}

fn recording(scene: &Scene<'_>, call: &Call<'_>) -> Line<'static> {
    let (glyphs, theme) = (&scene.look.glyphs, &scene.look.theme);
    let (sign, style) = match (call.row.call.recording, &call.row.call.phase) {
        (Recording::On, _) => (glyphs.recording, Style::new()),
        (Recording::Paused, _) => (glyphs.paused, Style::new()),
        (Recording::Off | Recording::Unknown, Phase::Queued) => (glyphs.none, theme.dim),
        (Recording::Off, _) => (glyphs.off, theme.dim),
        (Recording::Unknown, _) => ("?", theme.dim),
        (Recording::Set(on), _) => {
            let sign = if on { glyphs.recording } else { glyphs.off };
            return Line::from(span(format!(" {sign}?"), Style::new()));
        }
    };
    Line::from(span(format!(" {sign} "), style))
}

/// The account of a row, and how old the row is if it is old. Where there is no room for both, the age stays:
/// the header names the account.
pub(super) fn source(scene: &Scene<'_>, line: &Account, old: Option<Duration>, width: u16) -> Line<'static> {
    let (dim, room) = (scene.look.theme.dim, usize::from(width));
    let Some(age) = old else { return Line::from(span(name(scene, &line.account), dim)) };
    let clock = format::clock(age);
    let age = format!("old {clock}");
    let left = room.saturating_sub(text::width(&age) + 1);
    if left >= 6 {
        let name = name(scene, &line.account);
        let name = text::cut(&name, left, scene.look).into_owned();
        return Line::from(vec![span(name, dim), span(format!(" {age}"), dim)]);
    }
    Line::from(span(if text::width(&age) <= room { age } else { clock }, dim))
}

/// What people call an account.
pub(super) fn name(scene: &Scene<'_>, account: &domain::Account) -> String {
    scene.board.line(account).map_or_else(|| account.to_string(), |line| line.label.to_string())
}
