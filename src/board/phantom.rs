//! What an account tells that cannot all be true: agents on calls that nobody lists, calls that never end.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::{CallRow, Line, Standing};
use crate::domain::{Agent, AgentId, AgentState, At, FeedKind};

/// Since when agents who are said to talk are on no call that is listed.
#[derive(Clone, Debug, Default)]
pub(super) struct Alone {
    since: Arc<BTreeMap<AgentId, At>>,
    /// Whether a call of this account ever named an agent of its list: else nothing can be concluded.
    named: bool,
}

impl Line {
    /// Looks for agents who are said to talk and are on no call, once both lists are known to be true at `at`.
    pub(super) fn look_for_phantoms(&mut self, at: At) {
        let known = |agent: &Agent| self.on_call.contains_key(&agent.id);
        self.alone.named |= self.agents.rows().iter().any(|agent| known(agent));
        let true_now = [&self.calls.freshness, &self.agents.freshness]
            .iter()
            .all(|list| list.fault.is_none() && list.good.is_some() && list.not_offered.is_none());
        let alone =
            self.agents.rows().iter().filter(|agent| true_now && talks(&agent.state) && !known(agent));
        let since = |agent: &Agent| self.alone.since.get(&agent.id).copied().unwrap_or(at);
        let since: BTreeMap<_, _> = alone.map(|agent| (agent.id.clone(), since(agent))).collect();
        self.alone.since = Arc::new(since);
    }

    /// For how long `agent` has been said to talk while no call that is listed names them, if that is longer
    /// than lists may disagree. `None` also where this vendor's calls name no agents, or a list is old.
    pub fn phantom_agent(&self, agent: &Agent, now: At) -> Option<Duration> {
        let fresh = |kind| self.standing(kind, now) == Standing::Fresh;
        let since = self.alone.since.get(&agent.id).filter(|_| self.alone.named)?;
        let span = now.since(*since);
        (span > self.limits.own.phantom_agent && fresh(FeedKind::Calls) && fresh(FeedKind::Agents))
            .then_some(span)
    }

    /// How old a call is said to be, if that is older than calls are.
    pub fn implausible(&self, row: &CallRow, now: At) -> Option<Duration> {
        Some(row.age(now).0).filter(|age| *age > self.limits_of(row).phantom_call)
    }

    /// Why a call can hardly be true, if so.
    pub fn doubt(&self, row: &CallRow, now: At) -> Option<String> {
        let old = self.implausible(row, now).map(|_| {
            let most = humantime::format_duration(self.limits_of(row).phantom_call);
            format!("older than {most}: most likely it ended and its vendor did not notice")
        });
        let unsure = "its account's clock is far from ours by its answers, and nothing bears that out yet: its times \
                      may be as far off";
        old.or_else(|| row.unsure.then(|| unsure.to_owned()))
    }
}

/// Whether the state says that somebody is spoken with. A call that only rings is listed without an agent by
/// some vendors.
fn talks(state: &AgentState) -> bool {
    match state {
        AgentState::Talking | AgentState::Held => true,
        AgentState::Ready
        | AgentState::Ringing
        | AgentState::Dialing
        | AgentState::Wrapup
        | AgentState::Paused
        | AgentState::NotReady
        | AgentState::Busy
        | AgentState::Offline
        | AgentState::Unreachable
        | AgentState::Unknown(_) => false,
    }
}
