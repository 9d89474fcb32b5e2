//! How rows compare: by a column where the operator chose one, else in the natural order of the list.

use std::cmp::{Ordering, Reverse};

use super::rows::told;
use super::{AccountColumn, AgentColumn, CallColumn, Column, OrderColumn, QueueColumn, Row, Sort, Who};
use crate::board::{CallRow, Filed, Level, Line, Standing};
use crate::domain::{Agent, At, Phase, Queue, Subject};
use crate::messages::Ticket;

/// What a row is worth in a column. Unknown is last in either direction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Worth {
    Number(i64),
    Text(String),
    Unknown,
}

/// Puts `rows`, which come in the order of the accounts, into order. Ties are broken by the natural order,
/// and that by the place the row came in: the same board always makes the same list.
pub(super) fn sort(rows: &mut [Row], sort: Option<Sort>, now: At) {
    rows.sort_by_cached_key(natural);
    let Some(Sort { column, descending }) = sort else { return };
    let mut keyed: Vec<(Worth, usize)> =
        rows.iter().enumerate().map(|(place, row)| (worth(row, column, now), place)).collect();
    keyed.sort_by(|(a, x), (b, y)| {
        let by_worth = match (a, b) {
            (Worth::Unknown, Worth::Unknown) => Ordering::Equal,
            (Worth::Unknown, _) => Ordering::Greater,
            (_, Worth::Unknown) => Ordering::Less,
            (a, b) if descending => b.cmp(a),
            (a, b) => a.cmp(b),
        };
        by_worth.then(x.cmp(y))
    });
    let sorted: Vec<Row> = keyed.into_iter().filter_map(|(_, place)| rows.get(place).cloned()).collect();
    rows.clone_from_slice(&sorted);
}

/// The natural order: who waits longest first, then the oldest call; agents and queues by name; accounts as
/// configured; the newest order first. None of it changes while nothing happens.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Natural {
    Call(u8, bool, Option<At>, u64),
    Named(String),
    Account,
    Order(Reverse<At>, Reverse<Ticket>),
}

fn natural(row: &Row) -> Natural {
    match row {
        Row::Call(_, _, row) if row.waits() => {
            let since = row.waits_since();
            Natural::Call(0, since.is_none(), since, row.sighting)
        }
        Row::Call(_, _, row) => Natural::Call(rank(&row.call.phase), false, row.call.began(), row.sighting),
        Row::Queue(_, queue) => Natural::Named(queue.name.to_lowercase()),
        Row::Agent(_, _, who) => Natural::Named(who.name.to_lowercase()),
        Row::Account(_) => Natural::Account,
        Row::Order(filed) => Natural::Order(Reverse(filed.order.at), Reverse(filed.order.ticket)),
    }
}

fn rank(phase: &Phase) -> u8 {
    match phase {
        Phase::Queued | Phase::Ringing => 1,
        Phase::Dialing | Phase::Talking | Phase::Held | Phase::Parked | Phase::Other(_) => 2,
        Phase::Wrapup => 3,
    }
}

fn worth(row: &Row, column: Column, now: At) -> Worth {
    match (row, column) {
        (Row::Call(line, _, row), Column::Call(column)) => call(line, row, column, now),
        (Row::Queue(line, row), Column::Queue(column)) => queue(line, row, column, now),
        (Row::Agent(line, row, who), Column::Agent(column)) => agent((line, row, who), column, now),
        (Row::Account(line), Column::Account(column)) => account(line, column, now),
        (Row::Order(filed), Column::Order(column)) => order(filed, column),
        (
            Row::Call(..) | Row::Queue(..) | Row::Agent(..) | Row::Account(_) | Row::Order(_),
            Column::Number
            | Column::Call(_)
            | Column::Queue(_)
            | Column::Agent(_)
            | Column::Account(_)
            | Column::Order(_),
        ) => Worth::Unknown,
    }
}

fn call(line: &Line, row: &CallRow, column: CallColumn, now: At) -> Worth {
    match column {
        CallColumn::State => text(Some(row.call.phase.word())),
        CallColumn::Wait => span(row.wait(now).map(|(wait, _)| wait)),
        CallColumn::Age => span(Some(row.age(now).0)),
        CallColumn::Caller => text(row.call.caller.name.as_deref().or(row.call.caller.number.as_deref())),
        CallColumn::Dialled => text(row.call.dialled.as_deref()),
        CallColumn::Agent => text(row.agent.as_deref()),
        CallColumn::Queue => text(row.queue.as_deref()),
        CallColumn::Recording => number(row.recorded().map(i64::from)),
        CallColumn::Account => text(Some(&line.account.to_string())),
    }
}

fn queue(line: &Line, queue: &Queue, column: QueueColumn, now: At) -> Worth {
    let counts = &queue.counts;
    match column {
        QueueColumn::Queue => text(Some(&queue.name)),
        QueueColumn::Waiting => {
            let waits = line.waits.queue(&queue.id).callers.all();
            number(queue.waiting.map(|_| waits).or(Some(waits).filter(|waits| *waits > 0)).map(i64::from))
        }
        QueueColumn::Longest => span(line.waits.queue(&queue.id).head().map(|at| now.since(at))),
        QueueColumn::Ringing => number(queue.ringing.map(i64::from)),
        QueueColumn::Talking => number(queue.talking.map(i64::from)),
        QueueColumn::Ready => number(queue.ready.map(i64::from)),
        QueueColumn::Level => {
            number(Level::of(counts).and_then(Level::percent).and_then(|it| i64::try_from(it).ok()))
        }
        QueueColumn::Answered => number(counts.answered.and_then(|it| i64::try_from(it).ok())),
        QueueColumn::Abandoned => number(counts.abandoned.and_then(|it| i64::try_from(it).ok())),
        QueueColumn::Asa => number(queue.asa().and_then(|it| i64::try_from(it.as_secs()).ok())),
        QueueColumn::State => text(queue.state.as_deref()),
        QueueColumn::Group => text(queue.group.as_deref()),
        QueueColumn::Account => text(Some(&line.account.to_string())),
    }
}

fn agent((line, agent, who): (&Line, &Agent, &Who), column: AgentColumn, now: At) -> Worth {
    match column {
        AgentColumn::Agent => text(Some(&who.name)),
        AgentColumn::Extension => text(agent.extension.as_deref()),
        AgentColumn::State => text(Some(agent.state.word())),
        AgentColumn::Since => span(agent.since.map(|at| now.since(at))),
        AgentColumn::With => {
            let mut calls = line.on_call.get(&agent.id).into_iter().flatten();
            let call = calls.find_map(|id| line.call(id));
            let caller = call.map(|row| &row.call.caller);
            text(caller.and_then(|caller| caller.name.as_deref().or(caller.number.as_deref())))
        }
        AgentColumn::Reason => text(agent.reason.as_deref()),
        AgentColumn::Handled => number(agent.handled.and_then(|it| i64::try_from(it).ok())),
        AgentColumn::Group => text(agent.group.as_deref()),
        AgentColumn::Account => text(Some(&line.account.to_string())),
    }
}

fn account(line: &Line, column: AccountColumn, now: At) -> Worth {
    let health = &line.health;
    match column {
        AccountColumn::Account => text(Some(&line.account.to_string())),
        AccountColumn::Health => match line.worst(now) {
            Standing::Fresh => Worth::Number(0),
            Standing::Stale { age: Some(age), .. } => span(Some(age)),
            // Older than whatever is old.
            Standing::Stale { age: None, .. } => Worth::Number(i64::MAX),
            Standing::Awaited | Standing::NotOffered => Worth::Unknown,
        },
        AccountColumn::Heard => span(health.heard.map(|at| now.since(at))),
        AccountColumn::Next => number(health.next.map(At::millis)),
        AccountColumn::Latency => span(health.took),
        AccountColumn::Budget => number(health.budget.map(|budget| i64::from(budget.left))),
        AccountColumn::Skew => number(health.skew.map(|skew| skew.millis)),
        AccountColumn::Rows => number(told(line).and_then(|rows| i64::try_from(rows).ok())),
        // Sentences, no two about the same: how bad they are is its health.
        AccountColumn::Says => Worth::Unknown,
    }
}

fn order(filed: &Filed, column: OrderColumn) -> Worth {
    let order = &filed.order;
    match column {
        OrderColumn::Time => number(Some(order.at.millis())),
        OrderColumn::Outcome => text(Some(filed.stage.word())),
        OrderColumn::Action => text(Some(&order.action.words())),
        OrderColumn::Subject => match &order.subject {
            Subject::Call { key, seen, .. } => {
                let caller = seen.caller.name.as_ref().or(seen.caller.number.as_ref());
                text(Some(&caller.cloned().unwrap_or_else(|| key.id.text())))
            }
            Subject::Agent { seen, .. } => text(Some(&seen.name)),
        },
        OrderColumn::Account => text(Some(&order.subject.account().to_string())),
        OrderColumn::Operator => text(Some(&order.operator)),
    }
}

fn text(text: Option<&str>) -> Worth {
    text.map_or(Worth::Unknown, |text| Worth::Text(text.to_lowercase()))
}

fn number(number: Option<i64>) -> Worth {
    number.map_or(Worth::Unknown, Worth::Number)
}

fn span(span: Option<std::time::Duration>) -> Worth {
    number(span.and_then(|span| i64::try_from(span.as_millis()).ok()))
}
