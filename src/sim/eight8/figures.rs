//! What the metrics say of a queue (8x8 §4.2), taken down at one instant.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::super::world::{Agent, Ms, Queue, SERVICE_LEVEL, Site, Stage};
use super::ids;
use super::ledger::Ledger;
use super::status::State;
use super::tallies::{Counts, PERIODS, Who};

/// The periods that all counts have; the service level has all of [`PERIODS`].
pub(super) const SPANS: [&str; 3] = ["int-15m", "int-30m", "today"];

const NOW: [&str; 15] = [
    "interactionsWaitInQueue",
    "interactionsLongestWaitInQueue",
    "interactionsHandling",
    "interactionsWrapUp",
    "enabled",
    "availableIdle",
    "eligible",
    "offering",
    "handling",
    "wrapUp",
    "busy",
    "busyOther",
    "busyExternal",
    "onBreak",
    "workingOffline",
];

const COUNTED: [&str; 7] =
    ["entered", "newInQueue", "accepted", "abandoned", "shortAbandoned", "totalAbandoned", "diverted"];

/// Each is a share of what entered.
const SHARES: [(&str, &str); 5] = [
    ("abandonedPercentage", "abandoned"),
    ("acceptedPercentage", "accepted"),
    ("shortAbandonedPercentage", "shortAbandoned"),
    ("totalAbandonedPercentage", "totalAbandoned"),
    ("divertedPercentage", "diverted"),
];

const SPENT: [&str; 9] = [
    "interactionsAvgWaitTime",
    "interactionsLongestWaitInQueue",
    "longestOfferingTimeInQueue",
    "avgHandlingTime",
    "avgWrapUpTime",
    "avgProcessingTime",
    "avgWorkTime",
    "avgOfferingTime",
    "avgDivertedTime",
];

const LEVELS: [&str; 3] = ["slaPercentage", "acceptedInSla", "acceptedInSlaPercentage"];

/// A quotient; nothing if there is nothing to divide by.
pub(super) fn ratio(part: i64, whole: i64) -> Option<f64> {
    let float = |number: i64| Duration::from_secs(u64::try_from(number).unwrap_or(0)).as_secs_f64();
    (whole > 0).then(|| float(part) / float(whole))
}

/// A queue at one instant.
#[derive(Debug)]
pub(super) struct QueueFigures {
    pub(super) id: String,
    pub(super) name: String,
    now: BTreeMap<&'static str, Value>,
    within: BTreeMap<&'static str, Counts>,
}

/// Every metric there is: 101 of them.
pub(super) fn keys() -> Vec<String> {
    let mut keys: Vec<String> = NOW.iter().map(|name| format!("{name}.rt")).collect();
    let counted = COUNTED.iter().chain(SHARES.iter().map(|(name, _)| name)).chain(&SPENT);
    keys.extend(counted.flat_map(|name| SPANS.iter().map(move |span| format!("{name}.{span}"))));
    keys.extend(LEVELS.iter().flat_map(|name| PERIODS.iter().map(move |(span, _)| format!("{name}.{span}"))));
    keys.extend(["slaPercentageTarget.today".to_owned(), "slaTimeThreshold.today".to_owned()]);
    keys.sort_unstable();
    keys
}

impl QueueFigures {
    pub(super) fn take(site: &Site, ledger: &Ledger, queue: &Queue) -> Self {
        let within = PERIODS
            .iter()
            .map(|(period, _)| (*period, ledger.tallies.within(site, Who::Queue(queue.ix), period)));
        Self {
            id: ids::queue(queue.ix).to_string(),
            name: queue.name.clone(),
            now: present(site, ledger, queue).into_iter().map(|(name, count)| (name, json!(count))).collect(),
            within: within.collect(),
        }
    }

    /// A metric's value; nothing if there is no such metric.
    pub(super) fn value(&self, key: &str) -> Option<Value> {
        let (name, period) = key.split_once('.')?;
        match key {
            "slaPercentageTarget.today" => return Some(json!(0.8)),
            "slaTimeThreshold.today" => return Some(json!(SERVICE_LEVEL)),
            _ if period == "rt" => return self.now.get(name).cloned(),
            _ => {}
        }
        let counts = self.within.get(period)?;
        let count = |name: &str| counts.get(name).copied().unwrap_or(0);
        let (short, left) = (count("shortAbandoned"), count("left"));
        let counted = |name: &str| match name {
            "abandoned" => (left - short).max(0),
            "totalAbandoned" => left,
            "newInQueue" => count("entered"),
            other => count(other),
        };
        match name {
            "slaPercentage" => Some(json!(ratio(count("acceptedInSla"), count("entered") - short))),
            "acceptedInSla" => Some(json!(count(name))),
            "acceptedInSlaPercentage" => Some(json!(ratio(count("acceptedInSla"), count("accepted")))),
            _ if !SPANS.contains(&period) => None,
            _ if COUNTED.contains(&name) => Some(json!(counted(name))),
            _ if SPENT.contains(&name) => Some(spent(name, &count)),
            _ => {
                let (_, part) = SHARES.iter().find(|(share, _)| *share == name)?;
                Some(json!(ratio(counted(part), count("entered"))))
            }
        }
    }
}

/// A span of time in milliseconds, or nothing if there was none.
fn spent(name: &str, count: &dyn Fn(&str) -> i64) -> Value {
    let handling = ratio(count("talkSpan"), count("accepted"));
    let wrap_up = ratio(count("wrapUpSpan"), count("wraps"));
    let offering = ratio(count("offeringSpan"), count("offers"));
    let processing = handling.map(|span| span + wrap_up.unwrap_or(0.0));
    match name {
        "interactionsAvgWaitTime" => json!(ratio(count("answerSpan"), count("accepted"))),
        "avgHandlingTime" => json!(handling),
        "avgWrapUpTime" => json!(wrap_up),
        "avgProcessingTime" => json!(processing),
        "avgWorkTime" => json!(processing.map(|span| span + offering.unwrap_or(0.0))),
        "avgOfferingTime" => json!(offering),
        "avgDivertedTime" => Value::Null,
        other => json!(count(other)),
    }
}

/// What a queue looks like at this moment.
fn present(site: &Site, ledger: &Ledger, queue: &Queue) -> BTreeMap<&'static str, Ms> {
    let mut now: BTreeMap<&'static str, Ms> = NOW.iter().map(|name| (*name, 0)).collect();
    let mut count = |name: &'static str| *now.entry(name).or_default() += 1;
    for call in site.calls.values().filter(|call| ledger.queue_of(call) == Some(queue.ix)) {
        match call.stage {
            Stage::Waiting => count("interactionsWaitInQueue"),
            Stage::Dialing | Stage::Talking | Stage::Held => count("interactionsHandling"),
            Stage::Ringing | Stage::Parked => {}
        }
    }
    for agent in site.agents.iter().filter(|agent| agent.queues.contains(&queue.ix)) {
        let state = ledger.state(site, agent);
        if state.logged_in() {
            count("enabled");
        }
        let mine = works_for(site, ledger, agent, queue);
        match state {
            State::Available => {
                count("availableIdle");
                count("eligible");
            }
            State::OnBreak => count("onBreak"),
            State::WorkOffline => count("workingOffline"),
            State::Offered if mine => count("offering"),
            State::Handling if mine => count("handling"),
            State::WrapUp if mine => count("wrapUp"),
            State::Offered
            | State::Handling
            | State::WrapUp
            | State::Busy
            | State::Direct
            | State::Unseen
            | State::LoggedOut => {}
        }
        if state.at_work() && mine {
            count("busy");
        } else if state.at_work() {
            count("busyOther");
            let external = ledger.queue_of_work(site, agent).is_some_and(|ix| ix != queue.ix);
            if external {
                count("busyExternal");
            }
        }
        if state == State::WrapUp && mine {
            count("interactionsWrapUp");
        }
    }
    let longest = site.waiting(queue.ix).filter_map(|call| call.entered).min();
    now.insert("interactionsLongestWaitInQueue", longest.map_or(0, |at| site.now() - at));
    now
}

/// Whether an agent's work is a call of this queue.
fn works_for(site: &Site, ledger: &Ledger, agent: &Agent, queue: &Queue) -> bool {
    ledger.queue_of_work(site, agent) == Some(queue.ix)
}
