//! The call interface (8x8 §5.1 to §5.7): calls placed, ended, and noted how they turned out.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::super::http::{Ask, Reply};
use super::super::world::{Agent, AgentIx, CallId, Site};
use super::ids;
use super::ledger::Ledger;
use super::status::State;
use super::{Refusal, auth};

/// Lists of transaction codes: id, whether more than one may be chosen, the items.
const CODES: [(i64, bool, &[i64]); 3] =
    [(12, false, &[234, 235, 236]), (14, false, &[301, 302]), (2_281, true, &[7_361, 7_362, 7_363])];
/// What people call some of the codes; the vendor's interface does not tell.
const LABELS: [(i64, i64, &str); 5] = [
    (12, 234, "Sale"),
    (12, 235, "No sale"),
    (12, 236, "Wrong number"),
    (2_281, 7_361, "Call back"),
    (2_281, 7_362, "Complaint"),
];
/// Codes that one transaction may have.
const MOST_CODES: usize = 6;

type Floor<'a> = (&'a mut Site, &'a mut Ledger);

/// Carries out what `tail`, the path after the tenant, asks for.
pub(super) fn answer(
    (site, ledger): Floor<'_>,
    ask: &Ask,
    tenant: &str,
    tail: &[&str],
) -> Result<Reply, Refusal> {
    auth::may_act(ask, tenant)?;
    let reasons = match (ask.method.as_str(), tail) {
        ("POST", ["calls"]) => return place((site, ledger), ask),
        ("PUT", ["calls", call, "agent", agent, "transaction-codes"]) => {
            set_codes((site, ledger), ask, call, agent)?
        }
        ("DELETE", ["calls", call]) => end((site, ledger), ask, call)?,
        ("DELETE", ["calls", call, "agent", agent]) => hang_up((site, ledger), ask, call, agent)?,
        ("DELETE", ["agents", agent, "calls"]) => free((site, ledger), ask, agent)?,
        ("DELETE", ["agents", agent, "calls", "line", line]) => {
            return free_line((site, ledger), ask, agent, line);
        }
        (
            _,
            ["calls"]
            | ["calls", _]
            | ["calls", _, "agent", _]
            | ["calls", _, "agent", _, "transaction-codes"]
            | ["agents", _, "calls"]
            | ["agents", _, "calls", "line", _],
        ) => return Err(Refusal::Bare(405)),
        _ => return Err(Refusal::Nowhere),
    };
    Ok(done(&reasons))
}

/// What an action that was carried out answers.
fn done(reason: &str) -> Reply {
    Reply::json(&json!({ "reasons": [reason], "message": "OK" }))
}

/// The body's fields.
fn object(ask: &Ask) -> Result<Map<String, Value>, Refusal> {
    match ask.json() {
        Some(Value::Object(fields)) => Ok(fields),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) | None => {
            Err(Refusal::call("Request body is not a JSON object"))
        }
    }
}

/// A text, or a number where one of the documents has numbers.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn place((site, ledger): Floor<'_>, ask: &Ask) -> Result<Reply, Refusal> {
    let fields = object(ask)?;
    let field = |name: &str| {
        fields.get(name).and_then(text).ok_or_else(|| Refusal::call(format!("Field '{name}' is missing")))
    };
    let (agent, prefix, number, caller) =
        (field("agentId")?, field("prefix")?, field("number")?, field("callerId")?);
    let number =
        dialled(&prefix, &number).ok_or_else(|| Refusal::call(format!("Invalid number [{number}]")))?;
    let queue = match fields.get("queueId").and_then(text) {
        None => None,
        Some(id) => {
            Some(ids::find_queue(site, &id).ok_or_else(|| Refusal::call(format!("Invalid queueId [{id}]")))?)
        }
    };
    let forced = matches!(fields.get("forceCall"), Some(Value::Bool(true)))
        || fields.get("forceCall").and_then(Value::as_str) == Some("true");
    let unavailable = || Refusal::call(format!("Agent=[{agent}] not available to handle interaction"));
    let found =
        ids::find_agent(site, &agent).filter(|_| !ask.trouble.has("refuse")).ok_or_else(unavailable)?;
    let (ix, lines, state) = (found.ix, found.calls.len(), ledger.state(site, found));
    let channel = site.queues.iter().map(|queue| &queue.line).find(|line| **line == caller);
    let shown = channel.or(site.queues.first().map(|queue| &queue.line)).cloned().unwrap_or_default();
    let id = match (state, lines) {
        (State::Unseen | State::LoggedOut | State::OnBreak, _) => None,
        (State::Available, _) => site.place(ix, &number, &shown),
        (_, 1) if !forced => {
            let busy = "already on busy phone interaction";
            let reason = format!("Agent=[{agent}] not available to handle interaction, {busy}");
            return Err(Refusal::call(reason));
        }
        _ if forced => site.place_beside(ix, &number, &shown),
        _ => None,
    };
    let id = id.ok_or_else(unavailable)?;
    ledger.records.entry(id).or_default().queue = queue;
    let mut reasons = vec!["Call successfully initiated"];
    if state != State::Available {
        reasons.push("Agent is handling other interactions");
    }
    let call = site.calls.get_mut(&id).ok_or(Refusal::Bare(500))?;
    call.tags = pairs(&fields);
    let name = if ask.trouble.has("reply-id") { "id" } else { "interactionGuid" };
    Ok(Reply::json(&json!({ "reasons": reasons, "message": "OK", name: call.key })))
}

/// The number as the dial plan makes it: with the country's digit.
fn dialled(prefix: &str, number: &str) -> Option<String> {
    let digits = format!("{}{}", prefix.trim_start_matches('+'), number.trim_start_matches('+'));
    let fine = digits.len() >= 3 && digits.chars().all(|digit| digit.is_ascii_digit());
    fine.then(|| if digits.len() == 10 { format!("1{digits}") } else { digits })
}

/// The data that come with a call.
fn pairs(fields: &Map<String, Value>) -> BTreeMap<String, String> {
    let lists =
        ["extTransactionData", "ctlUserData"].into_iter().filter_map(|name| fields.get(name)?.as_array());
    let pair = |entry: &Value| Some((text(entry.get("name")?)?, text(entry.get("value")?)?));
    lists.flatten().filter_map(pair).collect()
}

/// A live call by its id.
fn live(site: &Site, ledger: &Ledger, ask: &Ask, key: &str) -> Result<CallId, Refusal> {
    if ledger.is_over(key) {
        return Err(Refusal::Call(410, format!("Interaction is already terminated {key}")));
    }
    let call = site.call(key).filter(|_| !ask.trouble.has("refuse"));
    call.map(|call| call.id).ok_or_else(|| Refusal::call(format!("Interaction [{key}] was not found.")))
}

fn set_codes((site, ledger): Floor<'_>, ask: &Ask, key: &str, agent: &str) -> Result<String, Refusal> {
    let nobody = || Refusal::call(format!("Interaction [{key}] for agent [{agent}] was not found"));
    let missing = || Refusal::call(format!("Interaction [{key}] was not found."));
    let (call, on) = ledger.find(site, key).filter(|_| !ask.trouble.has("refuse")).ok_or_else(missing)?;
    let (id, on) = (call.id, on.and_then(|ix| site.agents.get(ix)));
    on.filter(|on| ids::agent(on) == agent).ok_or_else(nobody)?;
    let codes = selections(&object(ask)?)?;
    ledger.records.entry(id).or_default().codes = codes;
    Ok("Transaction codes successfully set".to_owned())
}

fn selections(fields: &Map<String, Value>) -> Result<Vec<(i64, i64)>, Refusal> {
    let bad = || Refusal::call("Field 'selections' is not valid");
    let mut codes = Vec::new();
    for selection in fields.get("selections").and_then(Value::as_array).ok_or_else(bad)? {
        let list = selection.get("id").and_then(Value::as_i64).ok_or_else(bad)?;
        for code in selection.get("codes").and_then(Value::as_array).ok_or_else(bad)? {
            codes.push((list, code.get("id").and_then(Value::as_i64).ok_or_else(bad)?));
        }
    }
    if codes.is_empty() || codes.len() > MOST_CODES {
        return Err(bad());
    }
    let known = |list: i64| CODES.iter().find(|(id, ..)| *id == list);
    for (list, item) in &codes {
        if !known(*list).is_some_and(|(_, _, items)| items.contains(item)) {
            return Err(Refusal::call(format!("Invalid transaction code, listId=[{list}] itemId=[{item}]")));
        }
    }
    let twice = |list: i64| codes.iter().filter(|(other, _)| *other == list).count() > 1;
    let single: Vec<String> = CODES
        .iter()
        .filter(|(list, several, _)| !several && twice(*list))
        .map(|(list, ..)| list.to_string())
        .collect();
    if !single.is_empty() {
        let lists = single.join(", ");
        let reason = format!("Invalid transaction codes, lists=[{lists}] are not supporting multiple choice");
        return Err(Refusal::call(reason));
    }
    Ok(codes)
}

fn end((site, ledger): Floor<'_>, ask: &Ask, key: &str) -> Result<String, Refusal> {
    let id = live(site, ledger, ask, key)?;
    let record = ledger.records.entry(id).or_default();
    record.ended_by = Some("SYSTEM");
    // That it is there counts, whatever it says.
    record.no_wrap_up = ask.query("endPostProcessing").is_some();
    site.end(id);
    Ok(format!("Ending call with interactionGuid=[{key}] was successful"))
}

/// An agent's leg goes: an offer is declined, a call between two ends.
fn leave((site, ledger): Floor<'_>, id: CallId, ix: AgentIx) {
    ledger.records.entry(id).or_default().ended_by = Some("AGENT");
    if !site.decline(id, ix) {
        site.end(id);
    }
}

fn hang_up((site, ledger): Floor<'_>, ask: &Ask, key: &str, agent: &str) -> Result<String, Refusal> {
    let id = live(site, ledger, ask, key)?;
    let on = ids::find_agent(site, agent).filter(|agent| agent.calls.contains(&id));
    let nobody = || Refusal::call(format!("Interaction [{key}] for agent [{agent}] was not found"));
    let (ix, guid) = on.map(|agent| (agent.ix, ids::agent_guid(agent))).ok_or_else(nobody)?;
    leave((site, ledger), id, ix);
    Ok(format!("Hangup for agent [{guid}] leg in interaction [{key}] was successful"))
}

fn free((site, ledger): Floor<'_>, ask: &Ask, agent: &str) -> Result<String, Refusal> {
    let idle = || Refusal::call(format!("Agent [{agent}] has no phone interactions in progress."));
    let busy = |agent: &&Agent| !agent.calls.is_empty() && !ask.trouble.has("refuse");
    let found = ids::find_agent(site, agent).filter(busy).ok_or_else(idle)?;
    let (ix, guid, calls) = (found.ix, ids::agent_guid(found), found.calls.clone());
    for id in calls {
        leave((site, ledger), id, ix);
    }
    Ok(all_freed(&guid))
}

fn all_freed(guid: &str) -> String {
    format!("Hangup all calls for agent [{guid}] was successful.")
}

fn free_line((site, ledger): Floor<'_>, ask: &Ask, agent: &str, line: &str) -> Result<Reply, Refusal> {
    let idle =
        || Refusal::call(format!("Failed to find any interaction on line [{line}] for agent [{agent}]."));
    let found = ids::find_agent(site, agent).filter(|_| !ask.trouble.has("refuse")).ok_or_else(idle)?;
    let (ix, guid) = (found.ix, ids::agent_guid(found));
    let number = line.parse().map_err(|_flaw| idle())?;
    let call = ledger.lines(found).and_then(|lines| lines.call(site, number)).ok_or_else(idle)?;
    let (id, key) = (call.id, call.key.clone());
    leave((site, ledger), id, ix);
    let reason = format!(
        "Hangup for agent [{guid}] leg on line [{line}] assigned to interaction [{key}] was successful."
    );
    let reply = done(&reason);
    if !ask.trouble.has("two-objects") {
        return Ok(reply);
    }
    let mut body = done(&all_freed(&guid)).body;
    body.push(b'\n');
    body.extend(&reply.body);
    Ok(Reply { body, ..reply })
}

/// List, item and label of the codes that have a name.
pub(super) fn named_codes() -> impl Iterator<Item = (i64, i64, &'static str)> {
    LABELS.into_iter()
}
