//! The agent status interface (8x8 §4.6, §5.8).

use serde_json::{Map, Value, json};

use super::super::http::{Ask, Reply};
use super::super::world::{Agent, AgentIx, Site};
use super::ids;
use super::ledger::Ledger;
use super::status::{self, REASONS, Reason, State};
use super::{Refusal, auth};

/// Agents that one request may set, and rows that a page may have.
const MOST_AGENTS: usize = 100;
const MOST_ROWS: usize = 500;

type Floor<'a> = (&'a mut Site, &'a mut Ledger);

/// Answers what `tail`, the path after `agentstatus`, asks for.
pub(super) fn answer(
    (site, ledger): Floor<'_>,
    ask: &Ask,
    tenant: &str,
    tail: &[&str],
) -> Result<Reply, Refusal> {
    auth::may_act(ask, tenant)?;
    if ask.trouble.has("feature-off") {
        return Err(Refusal::Off);
    }
    let unknown = |id: &str| Refusal::Problem(404, format!("Agent {id} was not found."));
    match (ask.method.as_str(), tail) {
        ("GET", ["agents"]) => list(site, ledger, ask),
        ("PUT" | "POST", ["agents", "bulk"]) => bulk((site, ledger), ask),
        ("GET", ["agents", id]) => {
            let agent = ids::find_agent(site, id).ok_or_else(|| unknown(id))?;
            Ok(Reply::json(&row(site, ledger, agent)))
        }
        ("PUT", ["agents", id]) => {
            let ix = ids::find_agent(site, id).map(|agent| agent.ix).ok_or_else(|| unknown(id))?;
            let Some(Value::Object(fields)) = ask.json() else {
                return Err(Refusal::Problem(400, "The request body is invalid.".to_owned()));
            };
            set((site, ledger), ask, ix, &fields).map_err(|why| Refusal::Problem(400, why))?;
            Ok(Reply::json(&json!({
                "reason": "OK", "change-status": 200, "message": "Agent status change successful",
            })))
        }
        (_, ["agents"] | ["agents", _]) => Err(Refusal::Problem(405, "Method Not Allowed".to_owned())),
        _ => Err(Refusal::Nowhere),
    }
}

fn list(site: &Site, ledger: &Ledger, ask: &Ask) -> Result<Reply, Refusal> {
    let group = ask.query("groupId");
    let mine = site.agents.iter().filter(|agent| group.is_none_or(|id| ids::group(agent).0 == id));
    let rows: Vec<Value> = mine.map(|agent| row(site, ledger, agent)).collect();
    if !ask.trouble.has("status-pages") {
        return Ok(Reply::json(&json!({ "data": rows })));
    }
    let number = |name: &str, default: usize| match ask.query(name).map(str::parse) {
        None => Ok(default),
        Some(Ok(number)) => Ok(number),
        Some(Err(_)) => Err(Refusal::Problem(400, format!("{name} is invalid."))),
    };
    let (length, index) = (number("pageSize", MOST_ROWS)?, number("pageIndex", 0)?);
    if length == 0 || length > MOST_ROWS {
        return Err(Refusal::Problem(400, "pageSize is invalid.".to_owned()));
    }
    let page = json!({
        "pageSize": length, "totalElements": rows.len(), "totalPages": rows.len().div_ceil(length), "pageIndex": index,
    });
    let shown: Vec<&Value> = rows.iter().skip(index.saturating_mul(length)).take(length).collect();
    Ok(Reply::json(&json!({ "data": shown, "page": page })))
}

fn row(site: &Site, ledger: &Ledger, agent: &Agent) -> Value {
    let state = ledger.state(site, agent);
    let mut row = Map::from_iter([
        ("agent-id".to_owned(), json!(ids::agent(agent))),
        ("agent-status".to_owned(), json!(state.number())),
        ("name".to_owned(), json!(agent.name())),
    ]);
    let mut with = |name: &str, value: Value| row.insert(name.to_owned(), value).is_none();
    if let Some(reason) = status::reason_of(agent).filter(|reason| reason.state == state) {
        with("status-code-list-id", json!(reason.list));
        with("status-code-item-id", json!(reason.item));
        with("agent-sub-status", json!("none"));
        if !reason.short.is_empty() {
            with("status-code-item-short-code", json!(reason.short));
        }
    } else if state == State::LoggedOut {
        // The system's own code.
        with("status-code-list-id", json!(-1));
        with("status-code-item-id", json!(1));
    }
    Value::Object(row)
}

/// Sets an agent's status, or says why not.
fn set((site, ledger): Floor<'_>, ask: &Ask, ix: AgentIx, fields: &Map<String, Value>) -> Result<(), String> {
    let agent = site.agents.get(ix).ok_or("The agent is unknown.")?;
    let number = |name: &str| fields.get(name).and_then(Value::as_i64);
    let can_be_set = [State::LoggedOut, State::OnBreak, State::Available, State::WorkOffline];
    let wanted = number("agent-status").ok_or("The agent status is missing.")?;
    let wanted = can_be_set.into_iter().find(|state| state.number() == wanted);
    let wanted = wanted.ok_or("The agent status is invalid.")?;
    let present = ledger.state(site, agent);
    let from_here = [State::OnBreak, State::Available, State::WorkOffline].contains(&present);
    if !from_here || present == wanted || ask.trouble.has("refuse") {
        let (from, to) = (present.number(), wanted.number());
        return Err(format!("The agent status change from {from} to {to} is not allowed."));
    }
    let reason = reason(wanted, number("status-code-list-id"), number("status-code-item-id"))?;
    let duty = status::duty(wanted, reason).ok_or("The agent status is invalid.")?;
    if site.set_duty(ix, duty) { Ok(()) } else { Err("The agent is unknown.".to_owned()) }
}

/// The reason that two ids stand for; none with a state that has none, and none if none is given.
fn reason(state: State, list: Option<i64>, item: Option<i64>) -> Result<Option<Reason>, String> {
    let Some(list) = list.filter(|_| matches!(state, State::OnBreak | State::WorkOffline)) else {
        return Ok(None);
    };
    let of_list = || REASONS.into_iter().filter(|reason| reason.list == list && reason.state == state);
    if of_list().next().is_none() {
        return Err("The status code list id is invalid.".to_owned());
    }
    let known = of_list().find(|reason| Some(reason.item) == item);
    known.map(Some).ok_or_else(|| "The status code item id is invalid.".to_owned())
}

fn bulk((site, ledger): Floor<'_>, ask: &Ask) -> Result<Reply, Refusal> {
    let bad = |why: &str| Refusal::Problem(400, why.to_owned());
    let body = ask.json().ok_or_else(|| bad("The request body is invalid."))?;
    let wanted =
        body.get("agents").and_then(Value::as_array).ok_or_else(|| bad("The agents are missing."))?;
    if wanted.len() > MOST_AGENTS {
        return Err(bad("Too many agents."));
    }
    let mut rows = Vec::new();
    for entry in wanted {
        let id = entry.get("agent-id").and_then(Value::as_str).unwrap_or_default();
        let ix = ids::find_agent(site, id).map(|agent| agent.ix);
        let (status, reason) = match (ix, entry.as_object()) {
            (Some(ix), Some(fields)) => match set((site, ledger), ask, ix, fields) {
                Ok(()) => (200, "OK".to_owned()),
                Err(why) => (400, why),
            },
            (None | Some(_), _) => (404, format!("Agent {id} was not found.")),
        };
        let message =
            if status == 200 { "Agent status change successful" } else { "Agent status change failed" };
        rows.push(json!({ "agent-id": id, "reason": reason, "change-status": status, "message": message }));
    }
    Ok(Reply::json(&json!({ "data": rows })).with_status(207))
}
