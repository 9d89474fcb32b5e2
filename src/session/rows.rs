//! What stands in a list.

use std::sync::Arc;

use super::{Scope, View};
use crate::board::{AgentRow, Board, CallRow, Filed, Line};
use crate::domain::{Account, AgentKey, CallKey, FeedKind, Queue, QueueKey, Text};
use crate::messages::Ticket;

/// The identity of a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowKey {
    /// A call, and which appearance of its id: an id that another call gets is another row.
    Call(CallKey, u64),
    /// A queue.
    Queue(QueueKey),
    /// An agent.
    Agent(AgentKey),
    /// An account.
    Account(Account),
    /// An order.
    Order(Ticket),
}

/// Who an agent is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// What they are called: by the configuration, if it knows the person, else by the vendor.
    pub name: Text,
    /// The same person's agents at other accounts.
    pub also: Vec<AgentKey>,
}

/// A row, with the account it came from.
#[derive(Clone, Debug)]
pub enum Row {
    /// A call, and the list it came in.
    Call(Arc<Line>, FeedKind, Arc<CallRow>),
    /// A queue.
    Queue(Arc<Line>, Arc<Queue>),
    /// An agent, and who that is.
    Agent(Arc<Line>, Arc<AgentRow>, Who),
    /// An account.
    Account(Arc<Line>),
    /// An order.
    Order(Arc<Filed>),
}

impl Row {
    /// Its identity.
    pub fn key(&self) -> RowKey {
        match self {
            Self::Call(line, _, row) => RowKey::Call(CallKey::new(&line.account, &row.call.id), row.sighting),
            Self::Queue(line, queue) => RowKey::Queue(QueueKey::new(&line.account, &queue.id)),
            Self::Agent(line, agent, _) => RowKey::Agent(AgentKey::new(&line.account, &agent.id)),
            Self::Account(line) => RowKey::Account(line.account.clone()),
            Self::Order(filed) => RowKey::Order(filed.order.ticket),
        }
    }

    /// Whether `key` is its identity, without making one.
    pub fn is(&self, key: &RowKey) -> bool {
        match (self, key) {
            (Self::Call(line, _, row), RowKey::Call(key, sighting)) => {
                row.sighting == *sighting && row.call.id == key.id && line.account == key.account
            }
            (Self::Queue(line, queue), RowKey::Queue(key)) => {
                queue.id == key.id && line.account == key.account
            }
            (Self::Agent(line, agent, _), RowKey::Agent(key)) => {
                agent.id == key.id && line.account == key.account
            }
            (Self::Account(line), RowKey::Account(key)) => line.account == *key,
            (Self::Order(filed), RowKey::Order(ticket)) => filed.order.ticket == *ticket,
            (Self::Call(..) | Self::Queue(..) | Self::Agent(..) | Self::Account(_) | Self::Order(_), _) => {
                false
            }
        }
    }

    /// The account it came from.
    pub fn account(&self) -> Option<&Account> {
        match self {
            Self::Call(line, ..) | Self::Queue(line, _) | Self::Agent(line, ..) | Self::Account(line) => {
                Some(&line.account)
            }
            Self::Order(filed) => Some(filed.order.subject.account()),
        }
    }
}

/// How many rows an account has told; `None` if it never told a list.
pub fn told(line: &Line) -> Option<usize> {
    let ever = FeedKind::ALL.iter().any(|kind| line.freshness(*kind).good.is_some());
    ever.then(|| line.all_calls().count() + line.agents.rows().len() + line.queues.rows().len())
}

/// Every row of `view` within `scope`, before filter and order.
pub(super) fn rows(board: &Board, view: View, scope: Option<&Scope>) -> Vec<Row> {
    let lines = board.lines.iter();
    match view {
        View::Calls => lines.flat_map(calls).filter(|row| within(row, scope)).collect(),
        View::Waiting => lines.flat_map(waiting).filter(|row| within(row, scope)).collect(),
        View::Queues => lines
            .flat_map(|line| {
                line.queues.rows().iter().map(|queue| Row::Queue(Arc::clone(line), Arc::clone(queue)))
            })
            .collect(),
        View::Agents => lines
            .flat_map(|line| line.agents.rows().iter().filter_map(|agent| person(board, line, agent)))
            .filter(|row| within(row, scope))
            .collect(),
        View::Accounts => lines.map(|line| Row::Account(Arc::clone(line))).collect(),
        View::Log => {
            let newest_first = board.orders.filed().rev().chain(board.orders.past().rev());
            newest_first.map(|filed| Row::Order(Arc::clone(filed))).collect()
        }
    }
}

/// The row of an agent; of a person with several, only the agent that tells most now has one.
fn person(board: &Board, line: &Arc<Line>, agent: &Arc<AgentRow>) -> Option<Row> {
    let row = |who| Row::Agent(Arc::clone(line), Arc::clone(agent), who);
    let key = AgentKey::new(&line.account, &agent.id);
    let Some(person) = board.person(&key) else {
        return Some(row(Who { name: agent.name.clone(), also: Vec::new() }));
    };
    let also = person.agents.iter().filter(|other| **other != key).cloned().collect();
    (board.foremost(person).as_ref() == Some(&key)).then(|| row(Who { name: person.name.clone(), also }))
}

fn calls(line: &Arc<Line>) -> impl Iterator<Item = Row> {
    line.all_calls().map(|(kind, row)| Row::Call(Arc::clone(line), kind, Arc::clone(row)))
}

fn waiting(line: &Arc<Line>) -> impl Iterator<Item = Row> {
    line.waits.listed.iter().map(|(kind, row)| Row::Call(Arc::clone(line), *kind, Arc::clone(row)))
}

/// Whether a call or an agent belongs to what one went into. An agent belongs to a queue while on one of its
/// calls: that is what vendors tell of who serves which.
fn within(row: &Row, scope: Option<&Scope>) -> bool {
    let Some(scope) = scope else { return true };
    let of = |line: &Line, call: &CallRow| match scope {
        Scope::Queue(key) => line.account == key.account && call.call.queue.as_ref() == Some(&key.id),
        Scope::Agent(key) => {
            let also = || call.also.iter().any(|also| also.agent.as_ref() == Some(&key.id));
            line.account == key.account && (call.call.agent.as_ref() == Some(&key.id) || also())
        }
    };
    match row {
        Row::Call(line, _, row) => of(line, row),
        Row::Agent(line, agent, _) => {
            let mut calls = line.on_call.get(&agent.id).into_iter().flatten().filter_map(|id| line.call(id));
            calls.any(|row| of(line, row))
        }
        Row::Queue(..) | Row::Account(_) | Row::Order(_) => true,
    }
}
