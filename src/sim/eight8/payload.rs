//! The payloads of the stream's events (8x8 §4.5, §10.7).

use serde_json::{Map, Value, json};

use super::super::world::{Agent, AgentIx, Call, Direction, Ms, Site};
use super::ids::{self, TENANT};
use super::ledger::Record;
use super::ring::Ring;
use super::status::{Reason, State};

/// Listens in, in the vendor's own application.
const SUPERVISOR: &str = "agSupervisor0_watches-all";
/// How long after an event's instant it is stamped, and then published, in milliseconds.
const LATE: (i64, i64) = (10, 2);

/// An event on its way to the stream.
#[derive(Debug)]
pub(super) struct Happening {
    pub(super) at: Ms,
    name: &'static str,
    agents: Vec<AgentIx>,
    /// The root and what is below it.
    root: &'static str,
    payload: Map<String, Value>,
}

/// What an event of a call is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scene<'a> {
    pub(super) site: &'a Site,
    /// How far the vendor's clock is off.
    pub(super) skew: Ms,
    pub(super) call: &'a Call,
}

/// Seconds since the epoch by the vendor's clock.
fn seconds(site: &Site, skew: Ms, at: Ms) -> i64 {
    site.utc(at + skew).timestamp()
}

/// Puts the keys of `more` into `base`.
pub(super) fn merge<const N: usize>(base: Value, more: [Value; N]) -> Value {
    let mut all = Map::new();
    for part in std::iter::once(base).chain(more) {
        if let Value::Object(part) = part {
            all.extend(part);
        }
    }
    Value::Object(all)
}

/// A number where the text is one.
fn number(text: &str) -> Value {
    text.parse::<u64>().map_or_else(|_text| json!(text), |number| json!(number))
}

impl Scene<'_> {
    /// A boolean, which some calls spell as a text.
    pub(super) fn flag(&self, value: bool) -> Value {
        if self.call.id.is_multiple_of(3) { json!(value.to_string()) } else { json!(value) }
    }

    pub(super) fn id_of(&self, ix: AgentIx) -> String {
        self.site.agents.get(ix).map(ids::agent).unwrap_or_default()
    }

    /// The agent, and whoever listens. The documents separate them by commas and by semicolons.
    pub(super) fn participants(&self, agent: Option<AgentIx>, listeners: usize) -> String {
        let agent = agent.map(|ix| self.id_of(ix));
        let others = std::iter::repeat_n(SUPERVISOR.to_owned(), listeners);
        let separator = if self.call.id.is_multiple_of(2) { "," } else { ";" };
        agent.into_iter().chain(others).collect::<Vec<_>>().join(separator)
    }

    fn outbound(&self) -> bool {
        self.call.direction != Direction::Inbound
    }

    pub(super) fn happening(
        &self,
        (at, name): (Ms, &'static str),
        agent: Option<AgentIx>,
        more: Value,
    ) -> Happening {
        let mut base = json!({
            "event": name,
            "interactionEventTS": seconds(self.site, self.skew, at),
            "interactionGUID": self.call.key,
            "resourceType": 0,
            "transactionNum": 19_000 + self.call.id,
        });
        if !matches!(name, "InteractionCreated" | "RecordingStatus") {
            base = merge(base, [json!({ "mediaType": "phone" })]);
        }
        if let Some(ix) = agent {
            let id = self.id_of(ix);
            base = merge(base, [json!({ "agentId": id, "participatingAgents": id })]);
        }
        let payload = match merge(base, [more]) {
            Value::Object(payload) => payload,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                Map::new()
            }
        };
        Happening { at, name, agents: agent.into_iter().collect(), root: "Interaction", payload }
    }

    /// What both ends of the wait tell: where the call came in, and which way.
    fn way(&self) -> Value {
        let channel = if self.outbound() { json!("N/A") } else { number(&self.call.line) };
        json!({
            "direction": if self.outbound() { "out" } else { "in" },
            "inboundChannelid": channel,
            "isAgentInitiated": self.flag(self.outbound()),
        })
    }

    fn queue(&self, record: &Record) -> Value {
        match self.call.queue.or(record.queue) {
            Some(ix) => json!({ "queueId": ids::queue(ix), "queueList": ids::queue(ix) }),
            None => json!({}),
        }
    }

    pub(super) fn created(&self, state: &str, record: &Record) -> Value {
        let more = json!({
            "callState": state,
            "eventTS": seconds(self.site, self.skew, self.call.started),
            "isDirectAccess": self.flag(false),
            "isOutboundCall": self.flag(self.outbound()),
            "attachedData": self.attached(record, Vec::new()),
        });
        merge(self.way(), [more])
    }

    pub(super) fn queued(&self, record: &Record) -> Value {
        let entered = seconds(self.site, self.skew, self.call.entered.unwrap_or(self.call.started));
        let more = json!({
            "callState": "CS_QUEUED",
            "eventTS": entered,
            "queueTime": entered,
            "priority": 50,
            "attachedData": self.attached(record, Vec::new()),
        });
        merge(self.way(), [self.queue(record), more])
    }

    pub(super) fn assigned(&self, ix: AgentIx, record: &Record) -> Value {
        // The reference page has the first of these, the tables of events the others.
        let state = match (self.call.id % 2, self.outbound()) {
            (0, _) => "CS_INPROGRESS",
            (_, true) => "CS_IDLE",
            (_, false) => "CS_QUEUED",
        };
        let agent = self.site.agents.get(ix);
        let mut more = json!({
            "agentGUID": agent.map(ids::agent_guid),
            "agentPhone": agent.map(|agent| number(&agent.extension)),
            "callState": state,
            "isOutboundCall": self.flag(self.outbound()),
            "promptingTimeout": 30,
            "recordingMode": "no",
        });
        if let Some(entered) = self.call.entered {
            more = merge(more, [json!({ "queueTime": seconds(self.site, self.skew, entered) })]);
        }
        merge(self.way(), [self.queue(record), more])
    }

    pub(super) fn deleted(&self, record: &Record, ended: Ms) -> Value {
        let answered = self.call.answered.is_some();
        let reason = if answered {
            "CEC_DISCONNECT_NORMAL"
        } else if self.outbound() {
            "CEC_DISCONNECT_NOANSWER"
        } else {
            "CEC_DISCONNECT_CANCELLED"
        };
        let by =
            record.ended_by.unwrap_or(if answered && self.call.id % 4 == 1 { "AGENT" } else { "CUSTOMER" });
        let millis = |at: Ms| json!(self.site.utc(at + self.skew).timestamp_millis());
        let mut data = vec![("callHangupTime", millis(ended))];
        data.extend(self.call.answered.map(|at| ("callAnsweredTime", millis(at))));
        json!({
            "callState": "CS_DISCONNECTED",
            "callHangupReason": reason,
            "dispositionCode": 1_000,
            "hangupInitiator": by,
            "rejectReason": 0,
            "attachedData": self.attached(record, data),
        })
    }

    /// The attached data, values of any type.
    pub(super) fn attached(&self, record: &Record, more: Vec<(&'static str, Value)>) -> Value {
        let (call, queue) = (self.call, self.call.queue.or(record.queue));
        let mut data = vec![("tenantName", json!(TENANT)), ("priority", json!(50))];
        let (phone, name) = if self.outbound() {
            ("remotePhoneNum", "remoteCallingName")
        } else {
            ("phoneNum", "callingName")
        };
        let party = ids::national(&call.party);
        data.push((phone, if self.outbound() { json!(format!("+{}", call.party)) } else { number(party) }));
        if !call.party_name.is_empty() {
            data.push((name, json!(call.party_name)));
        }
        if let Some(queue) = queue.and_then(|ix| self.site.queues.get(ix)) {
            data.push(("channelName", json!(format!("{} line", queue.name))));
            data.push(("tenantSkillName", json!(queue.name)));
            data.push(("que", json!(format!("{TENANT}~~queue~~phone~~{}", ids::queue(queue.ix)))));
            data.push(("queueDirection", json!(if self.outbound() { "out" } else { "in" })));
        }
        if !record.codes.is_empty() {
            let codes = record.codes.iter().map(|(list, item)| format!("{list}|{item}"));
            data.push(("tclSelectedItems", json!(codes.collect::<Vec<_>>().join(","))));
        }
        data.extend(more);
        let data = data
            .into_iter()
            .map(|(key, value)| json!({ "attachedDataKey": key, "attachedDataValue": value }));
        json!({ "attachedDatum": data.collect::<Vec<_>>() })
    }
}

/// An agent does something else.
pub(super) fn agent_status(
    (site, skew): (&Site, Ms),
    agent: &Agent,
    (state, reason): (State, Option<Reason>),
) -> Happening {
    let mut payload = Map::from_iter([
        ("agentId".to_owned(), json!(ids::agent(agent))),
        ("newState".to_owned(), json!(state.number())),
        ("newSubState".to_owned(), json!("none")),
        ("newSubStateReason".to_owned(), json!("none")),
        ("statusEventTS".to_owned(), json!(seconds(site, skew, site.now()))),
    ]);
    if let Some(reason) = reason.filter(|reason| reason.state == state) {
        payload.insert("newReasonCodeUser".to_owned(), json!(format!("{}={}", reason.list, reason.item)));
    }
    let name = "AgentStatusChange";
    Happening { at: site.now(), name, agents: vec![agent.ix], root: name, payload }
}

/// Hands an event to the stream, stamped.
pub(super) fn publish(ring: &mut Ring, site: &Site, skew: Ms, happening: Happening) {
    let Happening { at, name, agents, root, mut payload } = happening;
    let stamped = at + LATE.0;
    // Some events come without a stamp, as in the vendor's samples.
    let stamp = if matches!(name, "InteractionAssigned" | "LineHoldStatus" | "RecordingStatus") {
        json!({})
    } else {
        json!({
            "instanceId": "sim.8x8.example",
            "sequenceId": ring.next(),
            "timestamp": site.utc(stamped + skew).timestamp_millis(),
        })
    };
    payload.insert("msgInfo".to_owned(), stamp);
    let agents = agents.into_iter().filter_map(|ix| site.agents.get(ix)).map(ids::agent).collect();
    ring.push(name, agents, &json!({ root: payload }), site.utc(stamped + LATE.1 + skew));
}
