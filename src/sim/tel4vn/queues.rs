//! Queues (tel4vn §2.6), and their callers (§2.7).

use serde_json::{Value, json};

use super::super::http::{Ask, Reply};
use super::super::world::{Call, Queue, Site, Stage};
use super::{Refusal, ids, list, zoned};

/// Rows in a page if the client does not say.
const ROWS: i64 = 10;
/// How long a caller who gave up is listed. The sheet gives none.
const LINGERS: i64 = 60_000;
/// Epoch zero where the server is: the zone was another one in 1970.
const NEVER: &str = "1970-01-01T08:00:00+08:00";

/// `/v1/callcenter/queue`: what is configured, without a figure.
pub(super) fn list(site: &Site, ask: &Ask) -> Result<Reply, Refusal> {
    list::paged(ask, site.queues.iter().map(row).collect(), Some(ROWS))
}

fn row(queue: &Queue) -> Value {
    json!({
        "call_center_queue_uuid": ids::of("queue", queue.ix), "domain_uuid": ids::domain(),
        "queue_name": queue.name, "queue_extension": (3_300 + queue.ix).to_string(),
        "queue_strategy": "ring-all",
    })
}

/// `/v3/monitor/callcenter/queue`: one row per caller, without a total.
pub(super) fn waiting(site: &Site, ask: &Ask) -> Reply {
    let lingers = ask.trouble.get("lingers").map_or(LINGERS, |_| ask.trouble.millis("lingers"));
    let gave_up = site
        .ended
        .iter()
        .filter(|call| call.answered.is_none() && site.now() - call.over.unwrap_or(0) < lingers);
    let live = site.calls.values().filter(|call| call.stage != Stage::Parked);
    let rows: Vec<Value> = live.chain(gave_up).filter_map(|call| caller(site, ask, call)).collect();
    Reply::json(&json!({ "data": rows }))
}

/// A caller's row; `None` for a call of no queue.
fn caller(site: &Site, ask: &Ask, call: &Call) -> Option<Value> {
    let queue = site.queues.get(call.queue?)?;
    let status = match (call.over, call.stage) {
        (Some(_), _) => "Abandoned",
        (None, Stage::Talking | Stage::Held) => "Answered",
        (None, Stage::Waiting) if !ask.trouble.has("no-waiting") => "Waiting",
        (None, _) => "Trying",
    };
    let agent = call.agent.or_else(|| call.ringing.first().copied()).filter(|_| call.over.is_none());
    let agent = agent.and_then(|ix| site.agents.get(ix));
    let at = |at: Option<i64>| at.map_or_else(|| NEVER.to_owned(), |at| zoned(site, ask, at));
    let flow = ask.trouble.has("flows");
    Some(json!({
        "call_center_queue_uuid": ids::of("queue", queue.ix), "call_center_queue_name": queue.name,
        "call_center_agent_uuid": agent.map_or_else(String::new, |agent| ids::of("call centre agent", agent.ix)),
        "call_center_agent_name": agent.map_or("", |agent| &agent.login),
        "mobile": call.party, "status": status, "joined_time": at(call.entered),
        "abandoned_time": at(call.over), "bridged_time": at(call.answered), "rejoined_time": NEVER,
        "call_uuid": if flow { ids::uuid("flow", call.id) } else { call.key.clone() },
    }))
}
