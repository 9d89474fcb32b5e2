//! The last line: what became of the last order, or what was said last; and whom one listens to.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::calls::{for_how_long, mark};
use super::layout;
use super::scene::Scene;
use super::text::{self, line_width, span};
use crate::board::{Filed, Heard, Listening, Stage, same_phone};
use crate::domain::{CallKey, Party, SeenCall, Subject, Text, Verb};
use crate::session::Mode;

/// How many cells a name has beside the way out of listening.
const NAME: usize = 16;

/// Draws the line. It is about the newest board, also below a frozen picture.
pub(super) fn draw(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    let mut rest = area;
    if let Some(legs) = listening(scene) {
        let room = line_width(&legs).min(usize::from(area.width) * 2 / 5);
        let right = layout::right(&mut rest, u16::try_from(room).unwrap_or(area.width));
        text::put(&legs, scene.look, right, buf);
        layout::right(&mut rest, 2);
    }
    let line = mistake(scene).unwrap_or_else(|| said(scene));
    let reads = matches!(scene.session.mode, Mode::Browse | Mode::Details(_));
    if line_width(&line) > usize::from(rest.width) && reads {
        // What is cut stands in full among the keys.
        let key = Line::styled(" ?", scene.look.theme.accent);
        text::put(&key, scene.look, layout::right(&mut rest, 2), buf);
    }
    text::put(&line, scene.look, rest, buf);
}

/// What is wrong with what is being typed above.
fn mistake(scene: &Scene<'_>) -> Option<Line<'static>> {
    let mistake = match &scene.session.mode {
        Mode::Filter => scene.session.table().mistake.as_ref(),
        Mode::Command(line) => line.mistake.as_ref(),
        Mode::Browse
        | Mode::Help(_)
        | Mode::Details(_)
        | Mode::Source(_)
        | Mode::Sort
        | Mode::Columns(_)
        | Mode::Choose(_)
        | Mode::Form(_)
        | Mode::Confirm(_)
        | Mode::Quit => None,
    };
    let words = |mistake: &String| format!(" {} {mistake}", scene.look.glyphs.no);
    mistake.map(|mistake| Line::styled(words(mistake), scene.look.theme.warn))
}

/// The newer of the last order of this session and the last notice.
pub(super) fn said(scene: &Scene<'_>) -> Line<'static> {
    let (session, theme) = (scene.session, &scene.look.theme);
    let orders = session.live().orders.filed().rev();
    let own = orders.into_iter().find(|filed| filed.order.ticket.session == session.id);
    match (own, &session.notice) {
        (Some(own), notice) if notice.as_ref().is_none_or(|notice| notice.at < own.at) => life(scene, own),
        (_, Some(notice)) => {
            let (sign, style) = if notice.warns {
                (scene.look.glyphs.warn, theme.warn)
            } else {
                (scene.look.glyphs.dot, theme.dim)
            };
            let time = span(format!(" {}  ", scene.now.clock(notice.at)), theme.dim);
            Line::from(vec![span(format!(" {sign}"), style), time, span(notice.text.clone(), Style::new())])
        }
        (_, None) => Line::default(),
    }
}

/// How far an order has come, in the words of whoever said it last.
pub(super) fn life(scene: &Scene<'_>, filed: &Filed) -> Line<'static> {
    let theme = &scene.look.theme;
    let (sign, style) = verdict(scene, &filed.stage);
    let mut line = Line::from(vec![
        span(format!(" {sign}"), style),
        span(format!(" {}  ", scene.now.clock(filed.at)), theme.dim),
        span(filed.order.action.words(), theme.strong),
    ]);
    // What became of it stands before whom it was for: the end is what a narrow window cuts.
    for step in steps(filed) {
        line.extend([scene.dot(), Span::raw(step)]);
    }
    line.push_span(span(format!("   {}", subject(&filed.order.subject)), theme.dim));
    line
}

/// The steps of an order's life, as far as they are known.
fn steps(filed: &Filed) -> Vec<String> {
    let Filed { stage, accepted, sent, .. } = filed;
    let sent = sent.map(|_| "sent".to_owned());
    sent.into_iter().chain(steps_after(stage, *accepted)).collect()
}

fn steps_after(stage: &Stage, accepted: bool) -> Vec<String> {
    let note = |note: &Option<Text>| note.iter().map(ToString::to_string).collect::<Vec<_>>();
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    match stage {
        Stage::Noted => words(&["being noted"]),
        Stage::Handed => words(&["not sent yet"]),
        Stage::Sent => words(&["no answer yet"]),
        Stage::Accepted(said) => [words(&["accepted"]), note(said), words(&["not seen yet"])].concat(),
        Stage::Done(said) => {
            [words(&["accepted"]), note(said), words(&["this vendor does not show it"])].concat()
        }
        Stage::Refused(why) => vec!["refused".to_owned(), why.to_string()],
        Stage::Unanswered(why) => {
            [words(&["no answer, so it may have worked or not"]), vec![why.to_string()]].concat()
        }
        Stage::Seen if accepted => words(&["accepted", "seen in the vendor's lists"]),
        Stage::NotSeen if accepted => words(&["accepted", "not seen in the vendor's lists"]),
        Stage::Seen => words(&["no answer", "seen in the vendor's lists"]),
        Stage::NotSeen => words(&["no answer", "not seen in the vendor's lists"]),
        Stage::Lost => words(&["the program ended before its outcome was known"]),
        Stage::Over(span) => [words(&["over"]), vec![span.to_string()]].concat(),
    }
}

/// The sign of how an order stands.
pub(super) fn verdict(scene: &Scene<'_>, stage: &Stage) -> (&'static str, Style) {
    let (glyphs, theme) = (&scene.look.glyphs, &scene.look.theme);
    match stage {
        Stage::Noted | Stage::Handed | Stage::Sent | Stage::Accepted(_) => (glyphs.pending, theme.accent),
        Stage::Done(_) | Stage::Seen | Stage::Over(_) => (glyphs.yes, theme.accent),
        Stage::Refused(_) => (glyphs.no, theme.warn),
        Stage::Unanswered(_) | Stage::NotSeen | Stage::Lost => ("?", theme.warn),
    }
}

/// Whom an order is for: the customer and the agent of a call, or the agent.
pub(super) fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Call { key, seen, .. } => {
            let caller = shown(key, &seen.caller);
            match &seen.agent_name {
                Some(agent) => format!("{caller} with {agent}"),
                None => caller.to_string(),
            }
        }
        Subject::Agent { seen, calls, .. } => match calls.as_slice() {
            [] => seen.name.to_string(),
            [one] => format!("{} on the call of {}", seen.name, caller(one)),
            [_, _, ..] => format!("{} on {} calls", seen.name, calls.len()),
        },
    }
}

/// The customer of a call, or its id where nobody knows them.
pub(super) fn caller(call: &SeenCall) -> Text {
    shown(&call.key, &call.seen.caller)
}

fn shown(key: &CallKey, Party { name, number }: &Party) -> Text {
    name.as_ref().or(number.as_ref()).cloned().unwrap_or_else(|| key.id.text())
}

/// The legs of this operator that are open, the newest in words.
fn listening(scene: &Scene<'_>) -> Option<Line<'static>> {
    let session = scene.session;
    let mine = |leg: &&Listening| {
        let own = session.operator.phone(&leg.call.account);
        own.is_some_and(|own| same_phone(own, &leg.phone)) || leg.operator == session.operator.name
    };
    let legs = &session.live().orders.listening;
    let leg = legs.iter().rev().find(mine)?;
    let more = legs.iter().filter(mine).count() - 1;
    let clock = for_how_long(scene, leg);
    let row = session.live().call(&leg.call);
    let whom = row.and_then(|row| row.agent.as_ref()).map_or_else(|| leg.call.id.text(), Clone::clone);
    let whom = text::cut(&whom, NAME, scene.look);
    let accent = scene.look.theme.accent;
    let more = if more > 0 { format!(" +{more}") } else { String::new() };
    let (sign, how) = (mark(scene, leg), leg.how());
    let words = match leg.heard {
        Heard::Ringing => format!("{sign} {how} {whom}: {} rings {clock}{more}", leg.phone),
        Heard::Nothing | Heard::Listening => format!("{sign} {how} {whom} {clock}{more}"),
    };
    let line = session.live().line(&leg.call.account);
    let key =
        if line.is_some_and(|line| line.may(Verb::Leave).is_ok()) { " E ends " } else { " hang up ends " };
    Some(Line::from(vec![span(words, accent), span(key, scene.look.theme.dim)]))
}
