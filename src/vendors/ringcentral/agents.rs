//! `realTimeData/agent`: who is logged in, and on which call (ringcentral §4.3).

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;

use super::directory::Directory;
use super::{stamp, states};
use crate::domain::DetailClass::{Name, Number, Plain};
use crate::domain::{Agent, AgentId, AgentState, At, Detail, Fault, Feed, QueueId, Text, Unread};
use crate::vendor::{Listing, loose};
use crate::vendor::{readable, rows};

/// A row. Every field has been seen absent, null, or in another type.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Wire {
    #[serde(deserialize_with = "loose::word")]
    agent_id: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    first_name: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    last_name: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    username: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    agent_type: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    agent_group_name: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    agent_phone: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    profile_name: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    agent_state: Option<String>,
    #[serde(deserialize_with = "loose::seconds")]
    state_time: Option<Duration>,
    #[serde(deserialize_with = "loose::seconds")]
    login_time: Option<Duration>,
    #[serde(deserialize_with = "loose::flag")]
    pending_disposition: Option<bool>,
    #[serde(deserialize_with = "loose::seconds")]
    pending_disposition_time: Option<Duration>,
    #[serde(deserialize_with = "loose::flag")]
    is_offhook: Option<bool>,
    #[serde(deserialize_with = "loose::flag")]
    is_ghost_login: Option<bool>,
    #[serde(deserialize_with = "stamp::stamp")]
    on_hold_dts: Option<i64>,
    #[serde(deserialize_with = "loose::word")]
    call_uii: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    gate_id: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    campaign_id: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    call_source: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    call_source_desc: Option<String>,
    #[serde(deserialize_with = "loose::count")]
    calls_handled: Option<u64>,
    #[serde(deserialize_with = "loose::count")]
    rna: Option<u64>,
    #[serde(deserialize_with = "loose::seconds")]
    total_talk_time: Option<Duration>,
    #[serde(deserialize_with = "loose::count")]
    success_dispositions: Option<u64>,
}

/// A logged-in agent, and the call they are on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Live {
    /// As the board shows them.
    pub(super) agent: Agent,
    /// What the platform calls them: a placed call names it, not the id.
    pub(super) username: Option<String>,
    /// The call they are on.
    pub(super) uii: Option<String>,
    /// The queue it came through.
    pub(super) queue: Option<QueueId>,
    /// Whether it belongs to an outbound campaign.
    pub(super) campaign: bool,
    /// The vendor's word for where it came from.
    pub(super) source: Option<String>,
    /// That in words.
    pub(super) source_name: Option<String>,
}

/// The agents of one answer.
#[derive(Clone, Debug)]
pub(super) struct Roster {
    /// When it was read.
    pub(super) at: At,
    /// Who is logged in.
    pub(super) live: Vec<Live>,
    unread: Vec<Unread>,
}

impl Roster {
    /// Reads `listing`. Labels of the account's own are explained by `directory`.
    pub(super) fn read(listing: Listing, directory: &Directory) -> Self {
        let Listing { rows: raw, reply } = listing;
        let (mut live, unread) = rows(raw, |wire: Wire| {
            let held = wire.on_hold_dts.and_then(|held| reply.past(held));
            read(wire, held, reply.at, directory)
        });
        // A row is a login session, and one agent may have two: the one on a call is who they are now.
        live.sort_by_key(|live| !live.agent.state.on_call());
        let mut seen = std::collections::BTreeSet::new();
        live.retain(|live| seen.insert(live.agent.id.clone()));
        Self { at: reply.at, live, unread }
    }

    /// Why this is no list of who is logged in, if none of its rows could be read.
    pub(super) fn unreadable(&self) -> Option<Fault> {
        readable(self.live.iter().collect(), self.unread.clone()).err()
    }

    /// The agents on each call, the one who speaks first.
    pub(super) fn by_call(&self) -> BTreeMap<&str, &Live> {
        let mut calls: BTreeMap<&str, &Live> = BTreeMap::new();
        for live in &self.live {
            let Some(uii) = live.uii.as_deref() else { continue };
            let known = calls.entry(uii).or_insert(live);
            if rank(&live.agent.state) < rank(&known.agent.state) {
                *known = live;
            }
        }
        calls
    }

    /// The list for the board: who is logged in, and whom only the directory knows, as offline.
    pub(super) fn feed(&self, directory: &Directory) -> Feed<Agent> {
        let live = |id: &AgentId| self.live.iter().any(|live| live.agent.id == *id);
        let offline = directory.agents().filter(|agent| !live(&agent.id)).cloned();
        let unread = self.unread.iter().chain(directory.unread_agents()).cloned().collect();
        Feed::Fresh { rows: self.live.iter().map(|live| live.agent.clone()).chain(offline).collect(), unread }
    }
}

fn rank(state: &AgentState) -> u8 {
    match state {
        AgentState::Held | AgentState::Talking => 0,
        AgentState::Ringing | AgentState::Dialing => 1,
        AgentState::Wrapup => 2,
        AgentState::Ready
        | AgentState::Paused
        | AgentState::NotReady
        | AgentState::Busy
        | AgentState::Offline
        | AgentState::Unreachable
        | AgentState::Unknown(_) => 3,
    }
}

/// A name of two parts, either of which may be missing.
pub(super) fn full_name(first: Option<&str>, last: Option<&str>) -> Option<Text> {
    Text::some(&[first.unwrap_or_default(), last.unwrap_or_default()].join(" "))
}

fn read(wire: Wire, held: Option<At>, at: At, directory: &Directory) -> Result<Live, String> {
    let id = wire.agent_id.as_deref().ok_or(".agentId: missing")?;
    let name = full_name(wire.first_name.as_deref(), wire.last_name.as_deref())
        .or_else(|| wire.username.as_deref().and_then(Text::some))
        .unwrap_or_else(|| Text::new(id));
    let ago = |span: Option<Duration>| span.map(|span| at - span);
    let word = wire.agent_state.as_deref();
    let told = states::agent(word.unwrap_or("?"), word.and_then(|word| directory.base_state(word)));
    let mut agent = Agent::new(id.into(), name, told.state);
    (agent.reason, agent.since) = (told.reason, ago(wire.state_time));
    // A hold outlives its call in no list: who finishes the work on one has nobody on hold.
    let engaged = matches!(agent.state, AgentState::Talking | AgentState::Unknown(_));
    if held.is_some() && wire.call_uii.is_some() && engaged {
        (agent.state, agent.since) = (AgentState::Held, held);
    } else if wire.pending_disposition == Some(true) {
        let pending = wire.pending_disposition_time.filter(|span| !span.is_zero());
        agent.since = ago(pending).or(agent.since);
        (agent.state, agent.reason) = (AgentState::Wrapup, Some(Text::new("disposition pending")));
    }
    agent.extension = wire.agent_phone.as_deref().and_then(extension);
    agent.group = wire.agent_group_name.as_deref().and_then(Text::some);
    agent.handled = wire.calls_handled;
    agent.details = details(&wire);
    Ok(Live {
        agent,
        username: wire.username,
        uii: wire.call_uii,
        queue: wire.gate_id.filter(|id| id != "0").map(QueueId::from),
        campaign: wire.campaign_id.is_some_and(|id| id != "0"),
        source: wire.call_source,
        source_name: wire.call_source_desc,
    })
}

/// The extension in `phone`, such as the 1212 of `16505550100*1212@RC_SOFTPHONE`: the company's number before it
/// is everyone's (ringcentral §4.3).
fn extension(phone: &str) -> Option<Text> {
    let address = phone.split_once('@').map_or(phone, |(address, _)| address);
    address.split_once('*').and_then(|(_, own)| Text::some(own)).or_else(|| Text::some(address))
}

fn details(wire: &Wire) -> Vec<Detail> {
    let span = |span: Option<Duration>| span.map(|span| humantime::format_duration(span).to_string());
    let count = |count: Option<u64>| count.map(|count| count.to_string());
    let yes = |flag: Option<bool>| flag.filter(|flag| *flag).map(|_| "yes".to_owned());
    [
        (Plain, "profile", wire.profile_name.clone()),
        (Number, "phone", wire.agent_phone.clone()),
        (Name, "user name", wire.username.clone()),
        (Plain, "type", wire.agent_type.clone()),
        (Plain, "logged in for", span(wire.login_time)),
        (Plain, "talked", span(wire.total_talk_time)),
        (Plain, "missed", count(wire.rna)),
        (Plain, "successes", count(wire.success_dispositions)),
        (Plain, "off hook", yes(wire.is_offhook)),
        (Plain, "ghost login", yes(wire.is_ghost_login)),
    ]
    .into_iter()
    .filter_map(|(class, label, value)| Detail::of(class, label, &value?))
    .collect()
}

#[cfg(test)]
mod tests;
