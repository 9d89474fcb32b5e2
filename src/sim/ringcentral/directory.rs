//! Who and what there is: queues (ringcentral §4.5), agents (§4.6), dispositions (§5).

use serde_json::{Value, json};

use super::super::http::{Ask, Reply};
use super::super::world::{Agent, Queue, QueueIx, SERVICE_LEVEL, SHORT_ABANDON, Site};
use super::Refusal;

/// How a call can turn out, in every queue; the last one is disabled.
pub(super) const DISPOSITIONS: [&str; 6] =
    ["Sale", "Resolved", "Call back later", "Not interested", "Wrong number", "Old campaign"];
/// Agents in one group.
const GROUP: usize = 25;

fn id(base: i64, ix: usize) -> i64 {
    i64::try_from(ix).unwrap_or(0) + base
}

pub(super) fn agent_id(ix: usize) -> i64 {
    id(1_369_310, ix)
}

pub(super) fn gate_id(ix: QueueIx) -> i64 {
    id(72_992, ix)
}

pub(super) fn gate_group_id(queue: &Queue) -> i64 {
    id(52_653, queue.group)
}

pub(super) fn gate_group_name(queue: &Queue) -> String {
    format!("Queues {}", queue.group + 1)
}

pub(super) fn group_id(agent: &Agent) -> i64 {
    id(1_950, agent.ix / GROUP)
}

pub(super) fn group_name(agent: &Agent) -> String {
    format!("Team {}", agent.ix / GROUP + 1)
}

/// Unlike the mail address, as the platform makes it up (ringcentral §3).
pub(super) fn username(agent: &Agent) -> String {
    format!("{}+{}_{}@example.com", agent.login, super::ACCOUNT, 1_791 + agent.ix)
}

pub(super) fn email(agent: &Agent) -> String {
    format!("{}@example.com", agent.login)
}

pub(super) fn agent_type(agent: &Agent) -> &'static str {
    if agent.ix.is_multiple_of(GROUP) { "SUPERVISOR" } else { "AGENT" }
}

pub(super) fn phone(agent: &Agent) -> String {
    format!("16505550100*{}@RC_SOFTPHONE", agent.extension)
}

/// The queue that a gate id in a path or a parameter means.
pub(super) fn gate<'a>(site: &'a Site, text: &str) -> Option<&'a Queue> {
    site.queues.iter().find(|queue| gate_id(queue.ix).to_string() == text)
}

/// The directory's reads.
pub(super) fn read(site: &Site, ask: &Ask, tail: &[&str]) -> Result<Reply, Refusal> {
    let gates = |group: &str| -> Vec<&Queue> {
        site.queues.iter().filter(|queue| gate_group_id(queue).to_string() == group).collect()
    };
    let within = |group: &str, gate_id: &str| {
        gate(site, gate_id).filter(|queue| gate_group_id(queue).to_string() == group).ok_or(Refusal::NotFound)
    };
    match tail {
        ["gateGroups"] => paged(ask, gate_groups(site, false)),
        ["gateGroups", "withChildren"] => paged(ask, gate_groups(site, true)),
        ["gateGroups", group, "gates"] => match gates(group).as_slice() {
            [] => Err(Refusal::NotFound),
            queues => paged(ask, queues.iter().map(|queue| gate_row(queue)).collect()),
        },
        ["gateGroups", group, "gates", gate, "gateAgentAccessLogin"] => {
            let queue = within(group, gate)?.ix;
            let serving = site.agents.iter().filter(|agent| agent.queues.contains(&queue));
            Ok(Reply::json(&serving.map(access_row).collect::<Vec<_>>()))
        }
        ["gateGroups", group, "gates", gate, "dispositions"] => within(group, gate).map(|_| dispositions()),
        ["agentGroups"] => Ok(Reply::json(&agent_groups(site))),
        ["agentGroups", group, "agents"] => {
            let members = site.agents.iter().filter(|agent| group_id(agent).to_string() == *group);
            match members.map(agent_row).collect::<Vec<_>>() {
                rows if rows.is_empty() => Err(Refusal::NotFound),
                rows => Ok(Reply::json(&rows)),
            }
        }
        ["auxStates"] => Ok(aux_states()),
        _ => Err(Refusal::NotFound),
    }
}

/// One zero-based page, or everything if the client does not ask for pages.
fn paged(ask: &Ask, rows: Vec<Value>) -> Result<Reply, Refusal> {
    let number = |name: &'static str| match ask.query(name) {
        None => Ok(None),
        Some(text) => {
            let flaw = |_| Refusal::Invalid(name, "is not a number", text.to_owned());
            text.parse::<usize>().map(Some).map_err(flaw)
        }
    };
    let size = number("maxRows")?.unwrap_or(usize::MAX);
    let first = number("page")?.unwrap_or(0).saturating_mul(size);
    Ok(Reply::json(&rows.into_iter().skip(first).take(size).collect::<Vec<_>>()))
}

fn gate_groups(site: &Site, children: bool) -> Vec<Value> {
    let firsts = site.queues.iter().enumerate().filter(|(ix, queue)| {
        ix.checked_sub(1)
            .and_then(|before| site.queues.get(before))
            .is_none_or(|before| before.group != queue.group)
    });
    firsts
        .map(|(_, first)| {
            let (id, name) = (gate_group_id(first), gate_group_name(first));
            if !children {
                return json!({
                    "gateGroupId": id, "groupName": name, "billingKey": Value::Null, "groupSkills": Value::Null,
                    "permissions": [],
                });
            }
            let mine = site.queues.iter().filter(|queue| queue.group == first.group);
            json!({
                "gateGroupId": id, "groupName": name, "billingKey": Value::Null, "groupSkills": Value::Null,
                "permissions": [], "gates": mine.map(gate_row).collect::<Vec<_>>(),
            })
        })
        .collect()
}

fn gate_row(queue: &Queue) -> Value {
    json!({
        "gateId": gate_id(queue.ix), "gateName": queue.name, "gateDesc": format!("Calls to {}", queue.line),
        "gatePriority": queue.weight, "isActive": true, "slaTime": SERVICE_LEVEL / 1_000,
        "shortAbandonTime": SHORT_ABANDON / 1_000, "wrapTime": 8, "acceptTime": 30, "recordCall": 1,
        "recordingSettings": "AGENT_PAUSE", "pauseRecordingSec": 0,
        "gateGroup": { "id": gate_group_id(queue), "description": gate_group_name(queue) },
    })
}

fn access_row(agent: &Agent) -> Value {
    json!({
        "agentId": agent_id(agent.ix), "agentGroupId": group_id(agent), "firstName": agent.first,
        "lastName": agent.last, "groupName": group_name(agent), "username": username(agent),
    })
}

fn agent_groups(site: &Site) -> Vec<Value> {
    let leads = site.agents.iter().step_by(GROUP);
    leads
        .map(|lead| {
            let (id, name) = (group_id(lead), group_name(lead));
            json!({ "agentGroupId": id, "groupName": name, "isDefault": lead.ix == 0, "permissions": [] })
        })
        .collect()
}

fn agent_row(agent: &Agent) -> Value {
    json!({
        "agentId": agent_id(agent.ix), "firstName": agent.first, "lastName": agent.last, "username": username(agent),
        "email": email(agent), "agentType": agent_type(agent), "initLoginBaseState": "AVAILABLE",
        "initLoginBaseStateId": 11_786, "allowInbound": true, "allowOutbound": true, "allowManualCalls": true,
        "isActive": true, "defaultLoginDest": phone(agent), "directAgentExtension": agent.extension,
        "disableSupervisorMonitoring": false, "rcUserId": 222_222 + agent.ix,
    })
}

fn dispositions() -> Reply {
    let rows = DISPOSITIONS.iter().zip(1_u32..).map(|(name, rank)| {
        json!({
            "gateDispositionId": 5_000 + rank, "disposition": name, "isDefault": rank == 2, "isSuccess": rank <= 2,
            "isComplete": rank != 3, "isDisabled": rank == 6, "requireNote": false, "rank": rank,
        })
    });
    Reply::json(&rows.collect::<Vec<_>>())
}

fn aux_states() -> Reply {
    let states = [
        "AVAILABLE",
        "ON-BREAK",
        "LUNCH",
        "AWAY",
        "TRAINING",
        "AUX-UNAVAIL-NO-OFFHOOK",
        "Büroarbeit",
        "Team meeting",
    ];
    let rows = states.iter().zip(11_786_u32..).map(|(label, id)| {
        let base = if label.chars().any(char::is_lowercase) { "AUX-UNAVAIL-NO-OFFHOOK" } else { label };
        json!({
            "stateId": id, "agentAuxState": label, "baseAgentState": { "colKey": base }, "isActive": true,
            "isAgentSelectable": true,
        })
    });
    Reply::json(&rows.collect::<Vec<_>>())
}
