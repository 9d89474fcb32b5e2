//! What changes seldom: agents' teams and their queues (8x8 §4.1, §4.4).

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::desk::{Desk, rows_of};
use crate::domain::{AgentId, At, Fault, Text};
use crate::vendor::Listing;
use crate::vendor::loose::{self, field};

/// How often it is read.
const EVERY: Duration = Duration::from_mins(10);
/// How soon it is tried again after a failure.
const AGAIN: Duration = Duration::from_mins(1);

/// Teams and queues of agents. It fails in silence: the board does without.
#[derive(Debug, Default)]
pub(super) struct Directory {
    groups: BTreeMap<AgentId, Text>,
    queues: BTreeMap<AgentId, Vec<String>>,
    due: Option<At>,
}

/// What came of it.
#[derive(Debug)]
pub(super) struct News {
    summary: Result<Listing, Fault>,
    assigned: Result<Value, Fault>,
}

impl Directory {
    /// Whether it is time to read it.
    pub(super) fn due(&self, now: At) -> bool {
        self.due.is_none_or(|due| now >= due)
    }

    /// The agent's team.
    pub(super) fn group(&self, agent: &AgentId) -> Option<Text> {
        self.groups.get(agent).cloned()
    }

    /// The queues that the agent is assigned to, in words.
    pub(super) fn queues(&self, agent: &AgentId) -> Option<String> {
        self.queues.get(agent).map(|queues| queues.join(", "))
    }

    /// Takes in what came. What failed stays as it was.
    pub(super) fn learn(&mut self, news: News, names: &BTreeMap<String, Text>, now: At) {
        let failed = news.summary.is_err();
        if let Ok(listing) = news.summary {
            self.groups = listing.rows.iter().filter_map(group).collect();
        }
        if let Ok(assigned) = news.assigned {
            self.queues = self::assigned(&assigned, names);
        }
        self.due = Some(now + if failed { AGAIN } else { EVERY });
    }
}

/// Asks for both lists.
pub(super) async fn ask(desk: Desk<'_>) -> News {
    let summary = [("summary", "true".to_owned())];
    let summary = desk.list("read the agents' groups", "agents", &summary);
    let assigned = async {
        let request = desk
            .get("read the agents' queues", "agents-in-queue-groups")
            .query("metrics", "status.rt")
            .query("showEnabledAgents", "true");
        let reply = desk.ask(request).await?;
        Ok(rows_of(&reply)?.into_iter().next().unwrap_or_default())
    };
    let (summary, assigned) = tokio::join!(summary, assigned);
    News { summary, assigned }
}

fn group(row: &Value) -> Option<(AgentId, Text)> {
    let id = field::text(row, "id")?;
    let group = field::text(row, "groupName").or_else(|| field::text(row, "groupId"))?;
    Some((id.into(), Text::some(&group)?))
}

/// The queues of each agent; `names` by their ids. Either list of a queue may be empty (8x8 §4.4).
fn assigned(answer: &Value, names: &BTreeMap<String, Text>) -> BTreeMap<AgentId, Vec<String>> {
    let mut queues: BTreeMap<AgentId, Vec<String>> = BTreeMap::new();
    for queue in answer.get("queues").and_then(Value::as_array).into_iter().flatten() {
        let Some(id) = field::text(queue, "queueId") else { continue };
        let name = names.get(&id).map_or_else(|| id.clone(), ToString::to_string);
        let list = |key| queue.get(key).and_then(Value::as_array).into_iter().flatten();
        let agents = list("assignedAgents").filter_map(loose::text_of);
        let agents = agents.chain(list("agentMetrics").filter_map(|row| field::text(row, "id")));
        for agent in agents {
            let known = queues.entry(agent.into()).or_default();
            if !known.contains(&name) {
                known.push(name.clone());
            }
        }
    }
    queues
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{NOW, fixture, listing};
    use super::*;

    fn news() -> News {
        News {
            summary: Ok(listing(fixture!("summary.json"))),
            assigned: Ok(serde_json::from_str(fixture!("agents-in-queue-groups.json")).unwrap()),
        }
    }

    #[test]
    fn teams_and_queues_are_learnt_and_kept_when_a_list_fails() {
        let mut directory = Directory::default();
        assert!(directory.due(NOW));
        directory.learn(news(), &BTreeMap::from([("2943".into(), Text::new("Sales"))]), NOW);
        assert!(!directory.due(NOW + Duration::from_mins(9)));
        assert!(directory.due(NOW + Duration::from_mins(10)));
        assert_eq!(directory.group(&"ag0VYyLh0YTsymdbtYIaaaa".into()), Some(Text::new("Sales")));
        assert_eq!(directory.queues(&"agwhzJ0NOwTdWid_JPaaaaa".into()).as_deref(), Some("Sales"));
        assert_eq!(directory.queues(&"agpQ5jHgnDTgq1lMu1qaOxzg".into()).as_deref(), Some("2046"));
        let fault = || Fault::Unreachable("down".into());
        directory.learn(News { summary: Err(fault()), assigned: Err(fault()) }, &BTreeMap::new(), NOW);
        assert_eq!(directory.group(&"agAQDqmvKiRbG4ekigNSbbbbb".into()), Some(Text::new("ungroup")));
        assert!(directory.due(NOW + Duration::from_mins(1)));
    }
}
