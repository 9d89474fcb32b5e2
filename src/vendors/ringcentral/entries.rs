//! The rows of the directories (ringcentral §4.5, §4.6, §5).

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::agents::full_name;
use crate::domain::DetailClass::{Free, Name, Plain};
use crate::domain::{Agent, AgentState, Choice, Detail, QueueId, Text, Unread};
use crate::vendor::loose;
use crate::vendor::{rows, rows_at};

/// A group of queues or agents.
#[derive(Debug)]
pub(super) struct Group {
    /// Its id.
    pub(super) id: String,
    /// Its name.
    pub(super) name: Option<String>,
    /// Its queues, where they came along.
    pub(super) gates: Option<Vec<Value>>,
}

/// A queue of the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Gate {
    /// Its id.
    pub(super) id: QueueId,
    /// Its name.
    pub(super) name: Text,
    /// The id of its group.
    pub(super) group: String,
    /// The name of its group.
    pub(super) group_name: Option<Text>,
    /// Whether it is in use.
    pub(super) active: bool,
    /// The wait within which a call counts as answered in time.
    pub(super) target: Option<Duration>,
    /// What else there is to tell.
    pub(super) details: Vec<Detail>,
}

/// One of the account's own labels for a state of the platform's.
#[derive(Debug)]
pub(super) struct Aux {
    /// The label.
    pub(super) label: String,
    /// The platform's state.
    pub(super) base: String,
}

/// What a call can be closed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Disposition {
    /// Its name, which is also what is sent.
    pub(super) choice: Choice,
    /// Whether it wants a note.
    pub(super) needs_note: bool,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct WireGroup {
    #[serde(deserialize_with = "loose::word")]
    gate_group_id: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    agent_group_id: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    group_name: Option<String>,
    #[serde(deserialize_with = "loose::list")]
    gates: Option<Vec<Value>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct WireGate {
    #[serde(deserialize_with = "loose::word")]
    gate_id: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    gate_name: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    gate_desc: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    gate_priority: Option<String>,
    #[serde(deserialize_with = "loose::flag")]
    is_active: Option<bool>,
    #[serde(deserialize_with = "loose::seconds")]
    sla_time: Option<Duration>,
    #[serde(deserialize_with = "loose::seconds")]
    wrap_time: Option<Duration>,
    #[serde(deserialize_with = "loose::word")]
    recording_settings: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct WirePerson {
    #[serde(deserialize_with = "loose::word")]
    agent_id: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    first_name: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    last_name: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    username: Option<String>,
    #[serde(deserialize_with = "loose::flag")]
    is_active: Option<bool>,
    #[serde(deserialize_with = "loose::word")]
    direct_agent_extension: Option<String>,
    #[serde(deserialize_with = "loose::flag")]
    disable_supervisor_monitoring: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct WireAux {
    #[serde(deserialize_with = "loose::word")]
    agent_aux_state: Option<String>,
    base_agent_state: Option<Value>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct WireDisposition {
    #[serde(deserialize_with = "loose::word")]
    disposition: Option<String>,
    #[serde(deserialize_with = "loose::flag")]
    is_disabled: Option<bool>,
    #[serde(deserialize_with = "loose::flag")]
    require_note: Option<bool>,
    #[serde(deserialize_with = "loose::whole")]
    rank: Option<i64>,
}

/// The groups whose id stands under `key`.
pub(super) fn groups(raw: Vec<Value>, key: &str) -> Vec<Group> {
    let read = |wire: WireGroup| {
        let id = if key == "gateGroupId" { wire.gate_group_id } else { wire.agent_group_id };
        id.map(|id| Group { id, name: wire.group_name, gates: wire.gates }).ok_or(format!(".{key}: missing"))
    };
    rows(raw, read).0
}

/// The queues of `group`.
pub(super) fn gates(group: &str, name: Option<&str>, raw: Vec<Value>) -> (Vec<Gate>, Vec<Unread>) {
    rows_at("gates", raw, |wire: WireGate| {
        let id = wire.gate_id.ok_or(".gateId: missing")?;
        let seconds = |span: Option<Duration>| span.map(|span| format!("{} s", span.as_secs()));
        let details = [
            (Free, "description", wire.gate_desc),
            (Plain, "priority", wire.gate_priority),
            (Plain, "wrap-up time", seconds(wire.wrap_time)),
            (Plain, "recording", wire.recording_settings),
        ];
        Ok(Gate {
            name: wire.gate_name.as_deref().and_then(Text::some).unwrap_or_else(|| Text::new(&id)),
            id: id.into(),
            group: group.to_owned(),
            group_name: name.and_then(Text::some),
            active: wire.is_active != Some(false),
            target: wire.sla_time.filter(|span| !span.is_zero()),
            details: details
                .into_iter()
                .filter_map(|(class, label, value)| Detail::of(class, label, &value?))
                .collect(),
        })
    })
}

/// The agents of a group who may log in, as offline.
pub(super) fn people(group: &str, name: Option<&str>, raw: Vec<Value>) -> (Vec<Agent>, Vec<Unread>) {
    let (people, unread) = rows_at("agents", raw, |wire: WirePerson| {
        if wire.is_active == Some(false) {
            return Ok(None);
        }
        let id = wire.agent_id.ok_or(".agentId: missing")?;
        let full = full_name(wire.first_name.as_deref(), wire.last_name.as_deref())
            .or_else(|| wire.username.as_deref().and_then(Text::some))
            .unwrap_or_else(|| Text::new(&id));
        let mut agent = Agent::new(id.into(), full, AgentState::Offline);
        agent.group = Text::some(name.unwrap_or(group));
        agent.extension = wire.direct_agent_extension.as_deref().and_then(Text::some);
        let unmonitored =
            wire.disable_supervisor_monitoring.filter(|off| *off).map(|_| "switched off".to_owned());
        let details = [(Name, "user name", wire.username), (Plain, "supervision", unmonitored)];
        agent.details = details
            .into_iter()
            .filter_map(|(class, label, value)| Detail::of(class, label, &value?))
            .collect();
        Ok(Some(agent))
    });
    (people.into_iter().flatten().collect(), unread)
}

/// The account's labels for states.
pub(super) fn aux_states(raw: Vec<Value>) -> Vec<Aux> {
    let read = |wire: WireAux| {
        let base = match wire.base_agent_state {
            Some(Value::String(word)) => Some(word),
            Some(Value::Object(base)) => base.get("colKey").and_then(Value::as_str).map(str::to_owned),
            Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_)) | None => None,
        };
        wire.agent_aux_state
            .zip(base)
            .map(|(label, base)| Aux { label, base })
            .ok_or_else(|| ": no label".to_owned())
    };
    rows(raw, read).0
}

/// What a call can be closed with, in the vendor's order.
pub(super) fn dispositions(raw: Vec<Value>) -> Vec<Disposition> {
    let mut ranked = rows(raw, |wire: WireDisposition| {
        let name = wire.disposition.ok_or(".disposition: missing")?;
        let disposition =
            Disposition { choice: Choice::new(&name, &name), needs_note: wire.require_note == Some(true) };
        Ok((wire.rank.unwrap_or(i64::MAX), disposition, wire.is_disabled == Some(true)))
    })
    .0;
    ranked.sort_by_key(|(rank, ..)| *rank);
    ranked.into_iter().filter(|(.., disabled)| !disabled).map(|(_, disposition, _)| disposition).collect()
}
