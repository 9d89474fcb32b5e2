//! Whether a vendor's lists show what an order was to bring about.

use super::{CallRow, Line};
use crate::domain::{Action, At, Call, FeedKind, Phase, Reach, SeenCall, Subject, Text};
use crate::messages::Order;

/// Whether `line` was read after `order` was sent at `sent`, as far as its effect shows there. Lists that were true
/// before that show nothing.
pub(super) fn told(order: &Order, line: &Line, sent: At) -> bool {
    let newer = |kind| {
        line.freshness(kind).fault.is_none() && line.freshness(kind).good.is_some_and(|good| good > sent)
    };
    match &order.subject {
        Subject::Call { key, .. } => {
            let waits = line.waiting.rows().iter().any(|row| row.call.id == key.id);
            newer(FeedKind::Calls) && (!waits || newer(FeedKind::Waiting))
        }
        Subject::Agent { .. } if reaches(&order.action) => newer(FeedKind::Calls),
        Subject::Agent { .. } => newer(FeedKind::Agents),
    }
}

/// Whether the lists of `line`, of which [`told`] holds, show the effect of `order`.
pub(super) fn expected(order: &Order, line: &Line) -> bool {
    match &order.subject {
        Subject::Call { key, sighting, seen } => {
            let row = line.call(&key.id).filter(|row| row.sighting == sighting.call);
            call_shows(&order.action, row.map(|row| &**row), seen, line)
        }
        Subject::Agent { calls, .. } if reaches(&order.action) => {
            // Whatever else the agent does by now: the calls that it was for are theirs no more.
            calls.iter().all(|SeenCall { key, sighting, seen }| {
                let row = line.call(&key.id).filter(|row| row.sighting == sighting.call);
                row.is_none_or(|row| row.call.agent != seen.agent || row.call.phase == Phase::Wrapup)
            })
        }
        Subject::Agent { key, seen, .. } => {
            let Some(agent) = line.agents.find(&key.id, |agent| &agent.id) else { return false };
            match &order.action {
                Action::SetState(choice) => agent.status.as_ref().map_or_else(
                    || {
                        let named = agent.reason.as_ref() == Some(&choice.label)
                            || *agent.state.word() == *choice.label;
                        named || agent.state != seen.state || agent.reason != seen.reason
                    },
                    |status| *status == choice.id,
                ),
                Action::Place { to, .. } => {
                    let calls = line.on_call.get(&key.id).into_iter().flatten();
                    calls.filter_map(|id| line.call(id)).any(|row| {
                        row.call.caller.number.as_ref().is_some_and(|number| same_number(number, to))
                    })
                }
                Action::Listen { .. }
                | Action::Leave { .. }
                | Action::HangUp
                | Action::Record(_)
                | Action::Hold(_)
                | Action::Park { .. }
                | Action::Retrieve { .. }
                | Action::Transfer { .. }
                | Action::Requeue { .. }
                | Action::Dispose { .. } => false,
                Action::Special { special, .. } => special.shows.on_agent(seen, agent),
            }
        }
    }
}

/// Whether `action` ends or changes calls of the agent it is done to.
fn reaches(action: &Action) -> bool {
    matches!(action, Action::Special { special, .. } if special.reach != Reach::Nothing)
}

/// Whether a call's row, or its absence, shows the effect of `action`.
fn call_shows(action: &Action, row: Option<&CallRow>, seen: &Call, line: &Line) -> bool {
    let handed_on = |row: &CallRow| row.call.agent != seen.agent;
    let listens = |phone: &Text| line.listener(&seen.id, phone).is_some_and(|leg| leg.answered);
    match action {
        Action::HangUp => row.is_none_or(|row| over(&row.call)) && !someone_stays(seen, line),
        Action::Record(on) => row.is_some_and(|row| row.recorded() == Some(*on)),
        Action::Hold(on) => row.is_some_and(|row| (row.call.phase == Phase::Held) == *on),
        Action::Park { .. } => row.is_none_or(|row| row.call.phase == Phase::Parked),
        Action::Retrieve { .. } => row.is_none_or(|row| row.call.phase != Phase::Parked),
        Action::Transfer { .. } => row.is_none_or(handed_on),
        Action::Requeue { queue, .. } => row.is_none_or(|row| {
            handed_on(row) || row.call.queue.as_ref() == Some(queue) && row.call.phase == Phase::Queued
        }),
        Action::Dispose { .. } => row.is_none_or(|row| row.call.phase != Phase::Wrapup),
        Action::Listen { phone, .. } => listens(phone),
        Action::Leave { phone } => line.listeners.is_some() && !listens(phone),
        Action::Special { special, .. } => special.shows.on_call(seen, row.map(|row| &row.call)),
        Action::Place { .. } | Action::SetState(_) => false,
    }
}

/// Whether `call` is over for its customer. What an agent still wraps up is over for everybody else.
fn over(call: &Call) -> bool {
    call.phase == Phase::Wrapup
}

/// Whether somebody who was on the call `seen` is on a call with the same leg.
fn someone_stays(seen: &Call, line: &Line) -> bool {
    let listed = line.all_calls().filter(|(_, row)| !over(&row.call));
    listed.flat_map(|(_, row)| &row.call.legs).any(|leg| seen.legs.contains(leg))
}

/// Whether two spellings mean one number: the same last nine digits, or all of them if there are fewer.
fn same_number(a: &str, b: &str) -> bool {
    let tail = |number: &str| {
        let digits: Vec<_> = number.chars().filter(char::is_ascii_digit).collect();
        digits.into_iter().rev().take(9).collect::<String>()
    };
    let (a, b) = (tail(a), tail(b));
    !a.is_empty() && (a == b || (a.len().min(b.len()) >= 7 && (a.starts_with(&b) || b.starts_with(&a))))
}
