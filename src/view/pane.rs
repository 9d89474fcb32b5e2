//! The row under the cursor, told in a few lines below the list.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::details::recording;
use super::scene::Scene;
use super::text::{self, line_width, span};
use super::{accounts, agents, calls, footer, format, layout};
use crate::board::{CallRow, Callers, Heard, Line as Account, Listening};
use crate::domain::{Agent, CallKey, Detail, Queue};
use crate::session::{Row, Who};

/// A line of the pane: what stands at its left and at its right.
type Pair = (Line<'static>, Line<'static>);

/// Draws the pane.
pub(super) fn draw(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    let (lines, details) = match scene.session.selected() {
        Some(Row::Call(line, _, row)) => (call(scene, line, row), row.call.details.as_slice()),
        Some(Row::Queue(line, queue)) => (of_queue(scene, line, queue), queue.details.as_slice()),
        Some(Row::Agent(line, agent, who)) => (of_agent(scene, line, agent, who), agent.details.as_slice()),
        Some(Row::Account(line)) => (account(scene, line), [].as_slice()),
        Some(Row::Order(filed)) => {
            let when =
                Line::from(span(format!("{} ", scene.now.clock(filed.order.at)), scene.look.theme.dim));
            (vec![(footer::life(scene, filed), when)], [].as_slice())
        }
        None => {
            let Some(why) = scene.session.table().lost() else { return };
            let words = format!("    {why}; j and k choose another row");
            (vec![(Line::styled(words, scene.look.theme.dim), Line::default())], [].as_slice())
        }
    };
    let mut rest = area;
    for (left, right) in lines {
        let mut row = layout::top(&mut rest, 1);
        let needed = line_width(&right).min(usize::from(row.width) / 3 * 2);
        let place = layout::right(&mut row, u16::try_from(needed).unwrap_or(0));
        layout::right(&mut row, 2);
        text::put(&left, scene.look, row, buf);
        text::put(&right, scene.look, place, buf);
    }
    text::stack(&flow(scene, details, rest), scene.look, rest, buf);
}

/// What else the vendor told, one after the other, over the lines that are left.
fn flow(scene: &Scene<'_>, details: &[Detail], area: Rect) -> Vec<Line<'static>> {
    let mut lines = vec![Line::from("    ")];
    for Detail { label, value, .. } in details {
        let fact =
            vec![span(format!("{label} "), scene.look.theme.dim), span(format!("{value}   "), Style::new())];
        let wide = line_width(&Line::from(fact.clone()));
        match lines.last_mut() {
            Some(line) if line_width(line) + wide <= usize::from(area.width) => line.extend(fact),
            Some(_) | None => {
                let mut line = Line::from("    ");
                line.extend(fact);
                lines.push(line);
            }
        }
    }
    lines
}

fn head(scene: &Scene<'_>, name: &str, place: &str) -> Line<'static> {
    let theme = &scene.look.theme;
    let number = format!(" #{:<2} ", scene.session.table().index + 1);
    Line::from(vec![
        span(number, theme.dim),
        span(name.to_owned(), theme.strong),
        scene.dot(),
        span(place.to_owned(), theme.dim),
    ])
}

/// That the row can hardly be true, if so.
fn doubt(scene: &Scene<'_>) -> Line<'static> {
    let doubt = scene.session.selected().and_then(|row| scene.doubt(row));
    let words = doubt.map(|doubt| format!("{} {doubt} ", scene.look.glyphs.doubt));
    Line::from(span(words.unwrap_or_default(), scene.look.theme.warn))
}

fn facts(scene: &Scene<'_>, facts: &[(&str, Option<String>)]) -> Line<'static> {
    let mut line = Line::default();
    for (label, value) in facts {
        if let Some(value) = value {
            let gap = if line.spans.is_empty() { "" } else { "   " };
            line.extend([span(format!("{gap}{label} "), scene.look.theme.dim), Span::raw(value.clone())]);
        }
    }
    line.push_span(" ");
    line
}

fn call(scene: &Scene<'_>, line: &Account, row: &CallRow) -> Vec<Pair> {
    let (call, theme) = (&row.call, &scene.look.theme);
    let when = |at: Option<crate::domain::At>| at.map(|at| scene.now.clock(at));
    let since = row.since.map(|at| format::clock(scene.at.since(at)));
    let wait = row.wait(scene.at).filter(|(_, waits)| !waits).map(|(wait, _)| format::clock(wait));
    let times = facts(
        scene,
        &[
            ("entered", when(call.entered)),
            ("answered", when(call.answered)),
            ("waited", wait),
            (call.phase.word(), since),
        ],
    );
    let hops = [call.caller.name.as_deref(), call.caller.number.as_deref()];
    let mut way = Line::from(format!("     {}", hops.into_iter().flatten().collect::<Vec<_>>().join(" ")));
    for hop in [call.dialled.as_deref(), row.queue.as_deref(), row.agents().as_deref()].into_iter().flatten()
    {
        way.extend([span(format!("  {}  ", scene.look.glyphs.arrow), theme.dim), Span::raw(hop.to_owned())]);
    }
    let recorded = facts(scene, &[("recording", Some(recording(call.recording).to_owned()))]);
    let key = CallKey::new(&line.account, &call.id);
    let legs: Vec<_> =
        scene.session.live().orders.listening_on(&key).map(|leg| self::leg(scene, leg)).collect();
    let legs = match legs.as_slice() {
        [] => doubt(scene),
        legs => Line::from(span(legs.join("   "), theme.accent)),
    };
    vec![
        (head(scene, &call.id.text(), &line.account.to_string()), times),
        (way, recorded),
        (trail(scene, row), legs),
    ]
}

/// A supervisor's leg: whose phone, how, and since when.
fn leg(scene: &Scene<'_>, leg: &Listening) -> String {
    let mark = calls::mark(scene, leg);
    let age = calls::for_how_long(scene, leg);
    let rings = if leg.heard == Heard::Ringing { "rings " } else { "" };
    format!("{mark} {} {} {} {rings}{age} ", leg.operator, leg.how(), leg.phone)
}

/// What the call did, the newest last.
fn trail(scene: &Scene<'_>, row: &CallRow) -> Line<'static> {
    const SHOWN: usize = 5;
    let mut line = Line::from("     ");
    let hidden = row.trail.len().saturating_sub(SHOWN);
    if hidden > 0 {
        line.push_span(span(format!("{} ", scene.look.glyphs.ellipsis), scene.look.theme.dim));
    }
    for (place, step) in row.trail.iter().skip(hidden).enumerate() {
        if place > 0 {
            line.push_span(scene.dot());
        }
        line.push_span(span(format!("{} ", scene.now.clock(step.at)), scene.look.theme.dim));
        line.push_span(Span::raw(step.phase.word().to_owned()));
    }
    line
}

fn of_queue(scene: &Scene<'_>, line: &Account, queue: &Queue) -> Vec<Pair> {
    let figure = |value: Option<u32>| Some(format::figure(value));
    let now = facts(
        scene,
        &[
            ("waiting", Some(waiting(line, queue))),
            ("ringing", figure(queue.ringing)),
            ("talking", figure(queue.talking)),
            ("ready", figure(queue.ready)),
            ("logged in", figure(queue.staffed)),
        ],
    );
    let count = |value: Option<u64>| Some(format::figure(value));
    let day = facts(
        scene,
        &[
            ("     entered", count(queue.counts.offered)),
            ("answered", count(queue.counts.answered)),
            ("abandoned", count(queue.counts.abandoned)),
            ("average wait", queue.asa().map(format::clock)),
            ("target", queue.target.map(format::brief)),
        ],
    );
    vec![(head(scene, &queue.name, &line.account.to_string()), now), (day, Line::default())]
}

/// Who waits in a queue, in words where not everyone is listed.
fn waiting(line: &Account, queue: &Queue) -> String {
    let Callers { listed, unlisted } = line.waits.queue(&queue.id).callers;
    match (listed, unlisted) {
        (0, 0) => format::figure(queue.waiting),
        (listed, 0) => listed.to_string(),
        (listed, unlisted) => format!("{listed} +{unlisted} unlisted"),
    }
}

fn of_agent(scene: &Scene<'_>, line: &Account, agent: &Agent, who: &Who) -> Vec<Pair> {
    let since = agent.since.map(|at| format!("{} since {}", agent.state.word(), scene.now.clock(at)));
    let state = facts(
        scene,
        &[
            ("", since.or_else(|| Some(agent.state.word().to_owned()))),
            ("", agent.reason.as_ref().map(ToString::to_string)),
        ],
    );
    let of = facts(
        scene,
        &[
            ("     extension", agent.extension.as_ref().map(ToString::to_string)),
            ("team", agent.group.as_ref().map(ToString::to_string)),
            ("taken", agent.handled.map(|handled| handled.to_string())),
        ],
    );
    // The same person elsewhere, and what they do there.
    let also = agents::also(scene, who);
    let more =
        if also.is_empty() { doubt(scene) } else { Line::from(span(also.join("   "), scene.look.theme.dim)) };
    vec![(head(scene, &who.name, &line.account.to_string()), state), (of, more)]
}

fn account(scene: &Scene<'_>, line: &Account) -> Vec<Pair> {
    let told = |shown: usize, what: &str| Some(format::counted(shown, what));
    let rows = facts(
        scene,
        &[
            ("", told(line.all_calls().count(), "call")),
            ("", told(line.agents.rows().len(), "agent")),
            ("", told(line.queues.rows().len(), "queue")),
        ],
    );
    let mut said = Line::from("     ");
    said.extend(accounts::says(scene, line).spans);
    vec![
        (
            head(
                scene,
                &line.account.to_string(),
                &format!("polled every {}", format::brief(line.health.every)),
            ),
            rows,
        ),
        (said, Line::default()),
    ]
}
