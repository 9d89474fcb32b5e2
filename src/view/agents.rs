//! The columns of agents.

use std::time::Duration;

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::calls::{doubted, party, source};
use super::queues::figure;
use super::scene::Scene;
use super::text::{self, span};
use crate::board::{CallRow, Line as Account};
use crate::domain::{Agent, AgentKey, AgentState};
use crate::session::{AgentColumn, Who};

/// An agent and the account they came from.
pub(super) struct Entry<'a> {
    pub(super) line: &'a Account,
    pub(super) agent: &'a Agent,
    pub(super) who: &'a Who,
    /// How old the row is, if it is old.
    pub(super) old: Option<Duration>,
}

/// What stands in a column that is so many cells wide.
pub(super) fn cell(scene: &Scene<'_>, it: &Entry<'_>, column: AgentColumn, width: u16) -> Line<'static> {
    let (agent, dim) = (it.agent, scene.look.theme.dim);
    match column {
        AgentColumn::Agent => Line::from(it.who.name.to_string()),
        AgentColumn::Extension => Line::from(scene.or_dash(agent.extension.as_deref(), dim)),
        AgentColumn::State => state(scene, it, width),
        AgentColumn::Since => since(scene, it),
        AgentColumn::With => with(scene, it, width),
        AgentColumn::Reason => Line::from(scene.or_dash(agent.reason.as_deref(), Style::new())),
        AgentColumn::Handled => figure(scene, agent.handled),
        AgentColumn::Group => Line::from(scene.or_dash(agent.group.as_deref(), dim)),
        AgentColumn::Account => account(scene, it, width),
    }
}

fn state(scene: &Scene<'_>, it: &Entry<'_>, width: u16) -> Line<'static> {
    let style = match it.agent.state {
        AgentState::Ready => scene.look.theme.strong,
        AgentState::Offline => scene.look.theme.dim,
        AgentState::Ringing
        | AgentState::Dialing
        | AgentState::Talking
        | AgentState::Held
        | AgentState::Wrapup
        | AgentState::Paused
        | AgentState::NotReady
        | AgentState::Busy
        | AgentState::Unreachable
        | AgentState::Unknown(_) => Style::new(),
    };
    let doubt = it.line.phantom_agent(it.agent, scene.at).map(|_| scene.look.glyphs.doubt);
    doubted(scene, span(it.agent.state.word().to_owned(), style), doubt, width)
}

fn since(scene: &Scene<'_>, it: &Entry<'_>) -> Line<'static> {
    let Some(since) = it.agent.since else {
        return Line::from(vec![scene.not_measurable(), Span::raw("  ")]);
    };
    let span = scene.at.since(since);
    scene.judged(it.line.limits.own.agent(&it.agent.state, span), span)
}

/// The account, and how many more the same person has.
fn account(scene: &Scene<'_>, it: &Entry<'_>, width: u16) -> Line<'static> {
    if it.who.also.is_empty() {
        return source(scene, it.line, it.old, width);
    }
    let more = format!(" +{}", it.who.also.len());
    let room = width.saturating_sub(u16::try_from(more.len()).unwrap_or(width));
    let mut line = source(scene, it.line, it.old, room);
    line.push_span(span(more, scene.look.theme.dim));
    line
}

/// The other agents of the same person: where, and what they do there.
pub(super) fn also(scene: &Scene<'_>, who: &Who) -> Vec<String> {
    let told = |key: &AgentKey| {
        let agent = scene.board.agent(key)?;
        Some(format!("{} {}: {}", key.account, agent.name, agent.state.word()))
    };
    who.also.iter().filter_map(told).collect()
}

/// Whom the agent is talking to; how many calls more than one they are on.
fn with(scene: &Scene<'_>, it: &Entry<'_>, width: u16) -> Line<'static> {
    let mut calls = on(it.line, it.agent);
    let Some(call) = calls.next() else { return Line::from(scene.dash()) };
    let more = calls.count();
    if more == 0 {
        return party(scene, &call.call.caller, width);
    }
    let more = format!(" +{more}");
    let room = usize::from(width).saturating_sub(text::width(&more));
    let caller = &call.call.caller;
    let name = caller.name.as_deref().or(caller.number.as_deref()).unwrap_or(scene.look.glyphs.none);
    Line::from(vec![
        Span::raw(text::cut(name, room, scene.look).into_owned()),
        span(more, scene.look.theme.dim),
    ])
}

/// The calls an agent is on.
pub(super) fn on<'a>(line: &'a Account, agent: &Agent) -> impl Iterator<Item = &'a CallRow> {
    let ids = line.on_call.get(&agent.id).into_iter().flatten();
    ids.filter_map(|id| line.call(id)).map(|row| &**row)
}
