//! What the lists of one account say about each other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Also, CallRow, Line};
use crate::domain::{AgentId, CallId, Phase};

impl Line {
    /// Joins what the lists say about each other: names on calls, calls on agents, and a waiting caller who
    /// has reached an agent shown once.
    pub(super) fn join(&mut self) {
        let mut on_call: BTreeMap<AgentId, Vec<CallId>> = BTreeMap::new();
        let mut served = BTreeSet::new();
        let (agents, queues) = (&self.agents, &self.queues);
        let name = |row: &mut CallRow| {
            let agent = row.call.agent.as_ref().and_then(|id| agents.find(id, |agent| &agent.id));
            let queue = row.call.queue.as_ref().and_then(|id| queues.find(id, |queue| &queue.id));
            row.name(agent.map(|agent| agent.name.clone()), queue.map(|queue| queue.name.clone()));
        };
        self.calls.each(name);
        for row in self.calls.rows().iter() {
            if let Some(agent) = &row.call.agent {
                on_call.entry(agent.clone()).or_default().push(row.call.id.clone());
            }
            served.extend(row.call.conversation.clone());
        }
        let waiting: Vec<_> = self
            .waiting
            .rows()
            .iter()
            .filter(|row| row.call.conversation.as_ref().is_none_or(|id| !served.contains(id)))
            .cloned()
            .collect();
        self.waiting.replace(waiting);
        self.waiting.each(name);
        self.on_call = Arc::new(on_call);
        self.merge();
    }

    /// Finds the rows that tell of one call: it rings at several phones, or at one while another has it.
    fn merge(&mut self) {
        let rings = |row: &CallRow| row.call.phase == Phase::Ringing;
        let mut firsts: BTreeMap<Arc<str>, &CallRow> = BTreeMap::new();
        for row in self.calls.rows().iter().filter(|row| row.call.phase != Phase::Wrapup) {
            let Some(conversation) = &row.call.conversation else { continue };
            let first = firsts.entry(Arc::clone(conversation)).or_insert(row);
            if rings(first) && !rings(row) {
                *first = row;
            }
        }
        let mut also: BTreeMap<CallId, Vec<Also>> = BTreeMap::new();
        let mut doubles = BTreeSet::new();
        for row in self.calls.rows().iter().filter(|row| rings(row)) {
            let first = row.call.conversation.as_ref().and_then(|conversation| firsts.get(conversation));
            if let Some(first) = first.filter(|first| first.call.id != row.call.id) {
                let other = Also { agent: row.call.agent.clone(), name: row.agent.clone() };
                also.entry(first.call.id.clone()).or_default().push(other);
                doubles.insert(row.call.id.clone());
            }
        }
        self.calls.each(|row| {
            row.also = also.get(&row.call.id).cloned().unwrap_or_default();
            row.double = doubles.contains(&row.call.id);
        });
    }
}
