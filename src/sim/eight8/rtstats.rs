//! The old statistics (8x8 §4.8): seconds, whole percentages, and numbers for states of their own.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::super::http::{Ask, Reply, Stale};
use super::super::world::{Agent, Queue, Site, Stage};
use super::ledger::Ledger;
use super::lines::old_number;
use super::status::State;
use super::tallies::{Counts, Who};
use super::{Refusal, auth, ids};

/// How long the server keeps an answer.
const KEPT: Duration = Duration::from_secs(10);

/// Answers what `tail`, the path after `stats`, asks for.
pub(super) fn answer(
    stale: &mut Stale,
    (site, ledger): (&Site, &Ledger),
    ask: &Ask,
    tail: &[&str],
) -> Result<Reply, Refusal> {
    auth::may_read(ask)?;
    if ask.method != "GET" {
        return Err(Refusal::Bare(405));
    }
    let (last, json) = match tail.last().map(|last| (last, last.strip_suffix(".json"))) {
        Some((_, Some(name))) => (name, true),
        Some((name, None)) => (*name, false),
        None => return Err(Refusal::Nowhere),
    };
    let told = match tail {
        [_] if last == "agents" => {
            json!({ "agent": site.agents.iter().map(|one| agent(site, ledger, one)).collect::<Vec<_>>() })
        }
        [_] if last == "queues" => {
            json!({ "queue": site.queues.iter().map(|one| queue(site, ledger, one)).collect::<Vec<_>>() })
        }
        ["agent", _] => {
            let found = site.agents.iter().find(|agent| agent.login == last).ok_or(Refusal::Bare(404))?;
            json!({ "agent": agent(site, ledger, found) })
        }
        ["queue", _] => {
            let found = ids::find_queue(site, last).and_then(|ix| site.queues.get(ix));
            json!({ "queue": queue(site, ledger, found.ok_or(Refusal::Bare(404))?) })
        }
        _ => return Err(Refusal::Nowhere),
    };
    let fresh = || {
        if json {
            return Reply::json(&told);
        }
        let text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{}", xml("stats", &told));
        Reply { kind: "application/xml", ..Reply::text(200, text) }
    };
    // Every path has answers of its own.
    let own = Ask { query: vec![("path".to_owned(), ask.path.clone())], ..ask.clone() };
    Ok(stale.answer(Some(KEPT), &own, fresh))
}

fn agent(site: &Site, ledger: &Ledger, agent: &Agent) -> Value {
    let state = ledger.state(site, agent);
    let group: u32 = ids::group(agent).0.parse().unwrap_or(100);
    let mut row = Map::from_iter([
        ("agent-id".to_owned(), json!(agent.login)),
        ("agent-name".to_owned(), json!(agent.name())),
        ("agent-status".to_owned(), json!(state.old_number())),
        ("group-id".to_owned(), json!(group)),
        ("time-in-status".to_owned(), json!(site.age(agent.since))),
    ]);
    if let Some(lines) = ledger.lines(agent).filter(|_| state.logged_in()) {
        for line in [1, 2] {
            row.insert(format!("phone-line{line}-status"), json!(old_number(lines.call(site, line))));
            row.insert(format!("phone-line{line}-status-time"), json!(site.age(lines.since(site, line))));
        }
    }
    Value::Object(row)
}

fn queue(site: &Site, ledger: &Ledger, queue: &Queue) -> Value {
    let states: Vec<State> = site
        .agents
        .iter()
        .filter(|agent| agent.queues.contains(&queue.ix))
        .map(|agent| ledger.state(site, agent))
        .collect();
    let count = |number: i64| states.iter().filter(|state| state.old_number() == number).count();
    let calls = |such: &dyn Fn(Stage) -> bool| {
        let mine = site.calls.values().filter(|call| ledger.queue_of(call) == Some(queue.ix));
        mine.filter(|call| such(call.stage)).count()
    };
    let longest = site.waiting(queue.ix).filter_map(|call| call.entered).min();
    let within = |period: &str| ledger.tallies.within(site, Who::Queue(queue.ix), period);
    let (day, half_hour) = (within("today"), within("int-30m"));
    let mut row = Map::new();
    let now = json!({
        "queue-id": ids::queue(queue.ix),
        "queue-name": queue.name,
        "queue-type": "inbound",
        "media-type": "phone",
        "queue-size": site.waiting(queue.ix).count(),
        "longest-wait-time": longest.map_or(0, |at| site.age(at)),
        "number-in-offered": calls(&|stage| stage == Stage::Ringing),
        "number-in-progress": calls(&|stage| matches!(stage, Stage::Talking | Stage::Held | Stage::Dialing)),
        "agent-count-busy": count(2) + count(1),
        "agent-count-loggedOut": count(9),
        "agent-count-onBreak": count(4),
        "agent-count-postProcess": count(3),
        "agent-count-waitTransact": count(0),
        "agent-count-workOffline": count(5),
        "assigned-agent-count": states.len(),
        "enabled-agent-count": states.iter().filter(|state| state.logged_in()).count(),
        "sla-activity": level(&half_hour),
        "sla-target": 80,
    });
    row.extend(now.as_object().cloned().unwrap_or_default());
    row.extend(counted("day", &day));
    row.extend(counted("thirty-min", &half_hour));
    let peak = half_hour.get("interactionsLongestWaitInQueue").copied().unwrap_or(0);
    row.insert("thirty-min-longest-wait-time".to_owned(), json!(peak / 1_000));
    Value::Object(row)
}

/// Whole per cent answered in time; all of nothing is a hundred.
fn level(counts: &Counts) -> i64 {
    let count = |name: &str| counts.get(name).copied().unwrap_or(0);
    let due = count("entered") - count("shortAbandoned");
    if due > 0 { (count("acceptedInSla") * 100 / due).min(100) } else { 100 }
}

fn counted(period: &str, counts: &Counts) -> Vec<(String, Value)> {
    let count = |name: &str| counts.get(name).copied().unwrap_or(0);
    let mean = |sum: &str| if count("accepted") > 0 { count(sum) / count("accepted") / 1_000 } else { 0 };
    let values = [
        ("abandoned", count("left")),
        ("accepted", count("accepted")),
        ("avg-duration", mean("talkSpan")),
        ("avg-wait-time", mean("answerSpan")),
        ("queued", count("entered")),
        ("sla-activity", level(counts)),
    ];
    values.into_iter().map(|(name, value)| (format!("{period}-{name}"), json!(value))).collect()
}

/// The same as elements.
fn xml(name: &str, value: &Value) -> String {
    match value {
        Value::Array(rows) => rows.iter().map(|row| xml(name, row)).collect(),
        Value::Object(fields) => {
            let inner: String = fields.iter().map(|(name, value)| xml(name, value)).collect();
            format!("<{name}>{inner}</{name}>")
        }
        Value::String(text) => format!("<{name}>{}</{name}>", escape(text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => format!("<{name}>{value}</{name}>"),
    }
}

/// A text in XML; what XML cannot hold is left out.
pub(super) fn escape(text: &str) -> String {
    let fits = |letter: &char| !letter.is_control() || matches!(letter, '\t' | '\n' | '\r');
    let text: String = text.chars().filter(fits).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
