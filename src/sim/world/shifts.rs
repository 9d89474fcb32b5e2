//! What agents are there for: pauses, and the queues that they serve.

use super::{AgentIx, Break, Duty, QueueIx, Site};

impl Site {
    /// An agent's own wish; on a call it takes effect after it.
    pub(crate) fn set_duty(&mut self, ix: AgentIx, duty: Duty) -> bool {
        let now = self.now;
        let left = self.rng.i64(300_000..1_200_000);
        self.agents.get_mut(ix).is_some_and(|agent| {
            if agent.duty == Duty::Offline && duty != Duty::Offline {
                agent.log_in(now);
            }
            if agent.duty != duty {
                let since = if agent.calls.is_empty() { now } else { agent.since };
                agent.rest(duty, since, left);
            }
            true
        })
    }
    /// Takes an agent away from all queues, for a reason in somebody's words, or back to them (`None`). On a
    /// call it takes effect after it. Who is logged out stays so, and has the queues closed on return.
    pub(crate) fn pause(&mut self, ix: AgentIx, away: Option<Break>, why: &str) -> bool {
        let Some(agent) = self.agents.get_mut(ix) else { return false };
        agent.closed.clear();
        match away {
            Some(_) if agent.duty == Duty::Offline => {
                agent.closed = agent.queues.iter().map(|queue| (*queue, why.to_owned())).collect();
            }
            Some(kind) => {
                self.set_duty(ix, Duty::Paused(kind));
                if let Some(agent) = self.agents.get_mut(ix) {
                    why.clone_into(&mut agent.note);
                }
            }
            None if matches!(agent.duty, Duty::Paused(_)) => {
                self.set_duty(ix, Duty::Ready);
            }
            None => {}
        }
        true
    }

    /// Closes one queue to an agent, for a reason in somebody's words, or opens it again (`None`).
    pub(crate) fn close(&mut self, ix: AgentIx, queue: QueueIx, why: Option<&str>) -> bool {
        let agent = self.agents.get_mut(ix).filter(|agent| agent.queues.contains(&queue));
        agent.is_some_and(|agent| {
            match why {
                Some(why) => agent.closed.insert(queue, why.to_owned()),
                None => agent.closed.remove(&queue),
            };
            true
        })
    }

    /// Gives an agent one more queue, or takes one away. Answers whether that changed anything.
    pub(crate) fn assign(&mut self, ix: AgentIx, queue: QueueIx, on: bool) -> bool {
        let known = queue < self.queues.len();
        let agent = self.agents.get_mut(ix).filter(|agent| known && agent.queues.contains(&queue) != on);
        agent.is_some_and(|agent| {
            agent.closed.remove(&queue);
            agent.queues.retain(|other| *other != queue);
            agent.queues.extend(on.then_some(queue));
            agent.queues.sort_unstable();
            true
        })
    }
}
