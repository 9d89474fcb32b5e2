//! What the metrics say of an agent (8x8 §4.3), taken down at one instant.

use std::collections::BTreeMap;

use chrono::SecondsFormat;
use serde_json::{Value, json};

use super::super::world::{Agent, Direction, Ms, QueueIx, Site, Stage};
use super::figures::{SPANS, ratio};
use super::ids;
use super::ledger::Ledger;
use super::lines::word;
use super::status::{self, State};
use super::tallies::{Counts, Who};

/// In which list an agent is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Among {
    /// All of the tenant's, or of a group.
    Everyone,
    /// Those of a queue.
    Queue(QueueIx),
}

/// Shown in the lists of groups and of everyone only.
const ACTIVE: [&str; 4] = ["activeInteractionsCount", "activeChannels", "activeQueues", "activeDirections"];

const NOW: [&str; 14] = [
    "status",
    "statusCode",
    "timeOnStatus",
    "timeOnStatusCode",
    "lastLogin",
    "lastLogout",
    "lastStatusChange",
    "lastStatusCodeChange",
    "loggedInTime",
    "line1Status",
    "line2Status",
    "line1TimeOnStatus",
    "line2TimeOnStatus",
    "alerting",
];

/// Also counted for one queue alone.
const OF_QUEUE: [&str; 20] = [
    "accepted",
    "offered",
    "rejected",
    "rejectTimeout",
    "hold",
    "longestHold",
    "onHoldTime",
    "averageHoldTime",
    "averageHandlingTime",
    "averageOfferingTime",
    "averageWrapUpTime",
    "longestOffering",
    "blindTransfers",
    "warmTransfers",
    "transfersInitiated",
    "transfersInitiatedPercentage",
    "transfersReceived",
    "conferences",
    "conferenceTime",
    "consultations",
];

const OF_ALL: [&str; 16] = [
    "directInbounds",
    "directInboundTime",
    "directOutbounds",
    "directOutboundTime",
    "internalCalls",
    "internalCallsInitiated",
    "internalCallsReceived",
    "internalCallsTime",
    "availableTime",
    "busyTime",
    "handlingTime",
    "offeringTime",
    "onBreakTime",
    "workingOfflineTime",
    "wrapUpTime",
    "loggedInTime",
];

/// Each is a share of the time logged in.
const SHARES: [(&str, &str); 6] = [
    ("availableTimePercentage", "availableTime"),
    ("busyTimePercentage", "busyTime"),
    ("handlingTimePercentage", "handlingTime"),
    ("onBreakTimePercentage", "onBreakTime"),
    ("workingOfflineTimePercentage", "workingOfflineTime"),
    ("wrapUpTimePercentage", "wrapUpTime"),
];

/// Every metric of such a list.
pub(super) fn keys(among: Among) -> Vec<String> {
    let in_queue = among != Among::Everyone;
    let now = NOW.iter().chain(ACTIVE.iter().filter(|_| !in_queue));
    let mut keys: Vec<String> = now.map(|name| format!("{name}.rt")).collect();
    let names = OF_QUEUE.iter().chain(&OF_ALL).chain(SHARES.iter().map(|(name, _)| name));
    for name in names {
        keys.extend(SPANS.iter().map(|span| format!("{name}.{span}")));
        if in_queue && OF_QUEUE.contains(name) {
            keys.extend(SPANS.iter().map(|span| format!("{name}.{span}.inQueue")));
        }
    }
    keys.sort_unstable();
    keys
}

/// An agent at one instant.
#[derive(Debug)]
pub(super) struct AgentFigures {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) group: (&'static str, &'static str),
    pub(super) queues: Vec<QueueIx>,
    pub(super) logged_in: bool,
    now: BTreeMap<&'static str, Value>,
    within: BTreeMap<&'static str, Counts>,
}

impl AgentFigures {
    pub(super) fn take(site: &Site, skew: Ms, ledger: &Ledger, agent: &Agent) -> Self {
        let within =
            SPANS.iter().map(|span| (*span, ledger.tallies.within(site, Who::Agent(agent.ix), span)));
        let mut now = moments(site, skew, ledger, agent);
        now.extend(active(site, ledger, agent));
        Self {
            id: ids::agent(agent),
            name: agent.name(),
            group: ids::group(agent),
            queues: agent.queues.clone(),
            logged_in: ledger.state(site, agent).logged_in(),
            now,
            within: within.collect(),
        }
    }

    /// Whether there was anything to do today.
    pub(super) fn was_active(&self) -> bool {
        self.within.get("today").is_some_and(|counts| counts.get("offered").is_some_and(|count| *count > 0))
    }

    /// A metric's value; nothing if there is no such metric in such a list.
    pub(super) fn value(&self, key: &str, among: Among) -> Option<Value> {
        let (name, rest) = key.split_once('.')?;
        if rest == "rt" {
            let shown = among == Among::Everyone || !ACTIVE.contains(&name);
            return self.now.get(name).filter(|_| shown).cloned();
        }
        let (span, queue) = match (rest.split_once('.'), among) {
            (None, _) => (rest, None),
            (Some((span, "inQueue")), Among::Queue(ix)) if OF_QUEUE.contains(&name) => (span, Some(ix)),
            (Some(_), _) => return None,
        };
        let known = OF_QUEUE.contains(&name) || OF_ALL.contains(&name);
        let share = SHARES.iter().find(|(share, _)| *share == name);
        let counts = self.within.get(span).filter(|_| known || share.is_some())?;
        let count = |name: &str| counts.get(name).copied().unwrap_or(0);
        if let Some((_, part)) = share {
            return Some(json!(ratio(count(part), count("loggedInTime"))));
        }
        Some(match name {
            "averageHoldTime" => json!(ratio(count("onHoldTime"), count("hold"))),
            "averageHandlingTime" => json!(ratio(count("talked"), count("accepted"))),
            "averageOfferingTime" => json!(ratio(count("offeringSpan"), count("accepted"))),
            "averageWrapUpTime" => json!(ratio(count("wrapUpSpan"), count("wraps"))),
            "transfersInitiatedPercentage" => json!(ratio(0, count("accepted"))),
            // Nothing done is no zero.
            _ if count(name) == 0 && count("offered") == 0 => Value::Null,
            _ => json!(queue.map_or(count(name), |ix| self.part(ix, count(name)))),
        })
    }

    /// The part of a count that is one queue's: the agent's queues share it, the first ones take the rest.
    fn part(&self, queue: QueueIx, count: i64) -> i64 {
        let queues = i64::try_from(self.queues.len()).unwrap_or(1).max(1);
        let place = self.queues.iter().position(|ix| *ix == queue).and_then(|at| i64::try_from(at).ok());
        place.map_or(0, |place| count / queues + i64::from(place < count % queues))
    }
}

/// States and instants.
fn moments(site: &Site, skew: Ms, ledger: &Ledger, agent: &Agent) -> BTreeMap<&'static str, Value> {
    let state = ledger.state(site, agent);
    let reason = status::reason_of(agent).filter(|reason| reason.state == state);
    let code = reason.map(|reason| if reason.short.is_empty() { reason.label } else { reason.short });
    let iso = |at: Ms| json!(site.utc(at + skew).to_rfc3339_opts(SecondsFormat::Millis, true));
    let age = |at: Ms| json!((site.now() - at).max(0));
    let when = |such: bool, value: Value| if such { value } else { Value::Null };
    let seen = state != State::Unseen;
    let mut now = BTreeMap::from([
        ("status", json!(state.word())),
        ("statusCode", json!(code)),
        ("timeOnStatus", age(agent.since)),
        ("timeOnStatusCode", when(code.is_some(), age(agent.since))),
        ("lastLogin", when(seen, iso(agent.logged_in))),
        ("lastLogout", when(state == State::LoggedOut, iso(agent.since))),
        ("lastStatusChange", when(seen, iso(agent.since))),
        ("lastStatusCodeChange", when(code.is_some(), iso(agent.since))),
        ("loggedInTime", when(state.logged_in(), age(agent.logged_in))),
        ("alerting", json!(site.calls_of(agent).filter(|call| call.stage == Stage::Ringing).count())),
    ]);
    let lines = ledger.lines(agent).filter(|_| state.logged_in());
    let names = [("line1Status", "line1TimeOnStatus"), ("line2Status", "line2TimeOnStatus")];
    for (number, (status, time)) in (1..).zip(names) {
        now.insert(status, json!(lines.map(|lines| word(lines.call(site, number)))));
        now.insert(time, lines.map_or(Value::Null, |lines| age(lines.since(site, number))));
    }
    now
}

/// What an agent is busy with.
fn active(site: &Site, ledger: &Ledger, agent: &Agent) -> BTreeMap<&'static str, Value> {
    let (mut channels, mut queues, mut directions) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let mut count = 0;
    for call in site.calls_of(agent) {
        count += 1;
        let inbound = call.direction == Direction::Inbound;
        *directions.entry(if inbound { "InboundDir" } else { "OutboundDir" }.to_owned()).or_insert(0) += 1;
        if inbound {
            *channels.entry(call.line.clone()).or_insert(0) += 1;
        }
        if let Some(queue) = ledger.queue_of(call) {
            *queues.entry(queue).or_insert(0) += 1;
        }
    }
    if let Some(queue) = ledger.wrapped_queue(agent) {
        count += 1;
        *queues.entry(queue).or_insert(0) += 1;
    }
    let named = |all: BTreeMap<String, i32>| {
        all.into_iter().map(|(id, count)| json!({ "id": id, "name": id, "count": count })).collect::<Value>()
    };
    let queues = queues.into_iter().filter_map(|(ix, count)| {
        let name = &site.queues.get(ix)?.name;
        Some(json!({ "id": ids::queue(ix).to_string(), "name": name, "count": count }))
    });
    BTreeMap::from([
        ("activeInteractionsCount", json!(count)),
        ("activeChannels", named(channels)),
        ("activeQueues", queues.collect()),
        ("activeDirections", named(directions)),
    ])
}
