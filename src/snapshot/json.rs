//! The board as JSON: `null` is unknown, `0` is none, and every list says how it stands.

use std::time::Duration;

use serde_json::{Value, json};

use crate::board::{Board, CallRow, Line, Measured, Standing};
use crate::domain::{
    Agent, AgentKey, At, CallId, ClockOffset, Counts, Detail, FeedKind, Listener, Part, Queue, Recording,
    Text,
};

/// The whole board at `now`. Times are seconds. A figure that a vendor cannot give is `null`; a list that is
/// not fresh says so in `standing` and keeps its rows. What is doubtful on the screen is so here: a sum says whether
/// it is `at_least` so much and how `old` the oldest of it is, a row what its `doubt` is.
pub fn json(board: &Board, now: At) -> Value {
    let totals = &board.totals;
    let callers = [FeedKind::Calls, FeedKind::Waiting, FeedKind::Queues];
    let sum = |figure, kind| measured(figure, board.oldest(&[kind], now), |it: u32| json!(it));
    let agents = |value: u32| sum(Measured { value, ..totals.ready }, FeedKind::Agents);
    let longest = board.longest(now);
    json!({
        "totals": {
            "waiting": waiting(board, board.oldest(&callers, now), now),
            "longest_wait": longest.map(|longest| now.since(longest.since).as_secs()),
            "longest_wait_doubtful": longest.map(|longest| longest.doubtful),
            "longest_wait_at_least": longest.map(|longest| longest.least),
            "calls": sum(totals.calls, FeedKind::Calls),
            "ready": sum(totals.ready, FeedKind::Agents),
            "talking": agents(totals.talking),
            "ringing": agents(totals.ringing),
            "dialing": agents(totals.dialing),
            "wrap_up": agents(totals.wrapup),
            "paused": agents(totals.paused),
            "offline": agents(totals.offline),
            "unknown": agents(totals.unknown),
            "service_level": measured(totals.level, board.oldest(&[FeedKind::Queues], now), |it| {
                json!({ "formula": "SL-3", "percent": it.percent(), "in_time": it.in_time, "offered": it.offered })
            }),
        },
        "accounts": board.lines.iter().map(|line| account(board, line, now)).collect::<Vec<_>>(),
    })
}

fn measured<T: Copy>(figure: Measured<T>, old: Option<Duration>, value: impl Fn(T) -> Value) -> Value {
    let value = if figure.by == 0 { Value::Null } else { value(figure.value) };
    json!({
        "value": value,
        "accounts": figure.by,
        "of": figure.of,
        "at_least": figure.least,
        "old": old.map(|age| age.as_secs()),
    })
}

/// Who waits: those who are listed and those whom queues count beyond them, together and apart.
fn waiting(board: &Board, old: Option<Duration>, now: At) -> Value {
    let totals = &board.totals;
    let Measured { value, by, of, least } = totals.waiting;
    let longest = board.unlisted_longest(now).map(|longest| now.since(longest.since).as_secs());
    json!({
        "value": (by > 0 || value.listed > 0).then(|| value.all()),
        "accounts": by,
        "of": of,
        "at_least": least,
        "old": old.map(|age| age.as_secs()),
        "listed": value.listed,
        "unlisted": value.unlisted,
        "unlisted_age": totals.unlisted_at.map(|at| now.since(at).as_secs()),
        "unlisted_longest_wait": longest,
    })
}

fn account(board: &Board, line: &Line, now: At) -> Value {
    let health = &line.health;
    let person =
        |agent: &Agent| board.person(&AgentKey::new(&line.account, &agent.id)).map(|person| &person.name);
    json!({
        "account": line.account.to_string(),
        "polled": health.heard.map(|at| now.since(at).as_secs()),
        "took_ms": health.took.map(|took| took.as_millis()),
        "clock_ahead_ms": health.skew.map(|skew| skew.millis),
        "clock_doubted": health.skew.map(ClockOffset::is_doubted),
        "requests_left": health.budget.map(|budget| budget.left),
        "crash": health.crash.as_ref().map(|(why, _)| why),
        "calls": list(line, FeedKind::Calls, now, &calls(line, FeedKind::Calls, now)),
        "waiting": list(line, FeedKind::Waiting, now, &calls(line, FeedKind::Waiting, now)),
        "agents": list(line, FeedKind::Agents, now, &line.agents.rows().iter().map(|row| agent(line, row, person(row), now)).collect::<Vec<_>>()),
        "listeners": line.listeners.as_ref().map(|legs| legs.iter().map(listener).collect::<Vec<_>>()),
        "queues": list(line, FeedKind::Queues, now, &line.queues.rows().iter().map(|row| queue(line, row, now)).collect::<Vec<_>>()),
    })
}

fn list(line: &Line, kind: FeedKind, now: At, rows: &[Value]) -> Value {
    let freshness = line.freshness(kind);
    let (standing, age) = match line.standing(kind, now) {
        Standing::Awaited => ("awaited", None),
        Standing::Fresh => ("fresh", freshness.good.map(|good| now.since(good).as_secs())),
        Standing::Stale { age, .. } => ("stale", age.map(|age| age.as_secs())),
        Standing::NotOffered => ("not offered", None),
    };
    let fault = freshness.fault.as_ref().map(|(fault, _)| fault.to_string());
    let why = fault.or_else(|| freshness.not_offered.as_ref().map(ToString::to_string));
    let unread = |part| freshness.unread.iter().filter(|unread| unread.part == part).count();
    let (odd, messages) = (unread(Part::Row), unread(Part::Message));
    json!({ "standing": standing, "age": age, "why": why, "unread": odd, "unread_messages": messages, "rows": rows })
}

fn calls(line: &Line, kind: FeedKind, now: At) -> Vec<Value> {
    line.all_calls().filter(|(of, _)| *of == kind).map(|(_, row)| call(line, row, now)).collect()
}

fn call(line: &Line, row: &CallRow, now: At) -> Value {
    let call = &row.call;
    json!({
        "id": call.id.text(),
        "state": call.phase.word(),
        "direction": call.direction.word(),
        "caller": { "name": call.caller.name, "number": call.caller.number },
        "dialled": call.dialled,
        "agent": row.agent,
        "also": row.also.iter().map(|also| &also.name).collect::<Vec<_>>(),
        "queue": row.queue,
        "waits": row.waits(),
        "wait": row.wait(now).map(|(wait, _)| wait.as_secs()),
        "age": call.began().map(|at| now.since(at).as_secs()),
        "recording": recording(call.recording),
        "derived": call.derived,
        "doubt": line.doubt(row, now),
        "details": details(&call.details),
    })
}

fn listener(leg: &Listener) -> Value {
    json!({ "call": leg.call.as_ref().map(CallId::text), "phone": leg.phone, "answered": leg.answered })
}

/// The word for whether a call is recorded; `None` is unknown.
pub(super) fn recording(recording: Recording) -> Option<&'static str> {
    match recording {
        Recording::On => Some("on"),
        Recording::Paused => Some("paused"),
        Recording::Off => Some("off"),
        Recording::Unknown => None,
        Recording::Set(true) => Some("set on"),
        Recording::Set(false) => Some("set off"),
    }
}

fn agent(line: &Line, agent: &Agent, person: Option<&Text>, now: At) -> Value {
    let doubt =
        line.phantom_agent(agent, now).map(|span| format!("{} s on no call that is listed", span.as_secs()));
    json!({
        "id": agent.id.text(),
        "name": agent.name,
        "person": person,
        "extension": agent.extension,
        "state": agent.state.word(),
        "reason": agent.reason,
        "in_state": agent.since.map(|at| now.since(at).as_secs()),
        "group": agent.group,
        "handled": agent.handled,
        "doubt": doubt,
        "details": details(&agent.details),
    })
}

fn queue(line: &Line, queue: &Queue, now: At) -> Value {
    let waits = line.waits.queue(&queue.id);
    let told = queue.waiting.is_some() || waits.callers.listed > 0;
    let Counts { offered, answered, abandoned, short_abandoned, in_time, late, answer_wait, talk } =
        queue.counts;
    json!({
        "id": queue.id.text(),
        "name": queue.name,
        "group": queue.group,
        "state": queue.state,
        "waiting": told.then(|| waits.callers.all()),
        "listed": told.then_some(waits.callers.listed),
        "unlisted": queue.waiting.map(|_| waits.callers.unlisted),
        "longest_wait": waits.head().map(|at| now.since(at).as_secs()),
        "counted": queue.waiting,
        "counted_longest_wait": queue.longest.map(|at| now.since(at).as_secs()),
        "ringing": queue.ringing,
        "talking": queue.talking,
        "staffed": queue.staffed,
        "ready": queue.ready,
        "target": queue.target.map(|target| target.as_secs()),
        "today": {
            "offered": offered, "answered": answered, "abandoned": abandoned, "short_abandoned": short_abandoned,
            "in_time": in_time, "late": late, "answer_wait": answer_wait, "talk": talk,
        },
        "details": details(&queue.details),
    })
}

fn details(details: &[Detail]) -> Value {
    details.iter().map(|detail| json!({ "label": detail.label, "value": detail.value })).collect()
}
