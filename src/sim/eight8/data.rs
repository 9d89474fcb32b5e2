//! The data augmentation interface: a call's own variables (8x8 §4.7, §5.9).

use std::collections::VecDeque;

use chrono::SecondsFormat;
use serde_json::{Value, json};
use tokio::time::{Duration, Instant};

use super::super::http::{Ask, Reply};
use super::super::world::Site;
use super::ids::TENANT;
use super::ledger::{Ledger, Variables};
use super::{Refusal, auth};

const WINDOW: Duration = Duration::from_mins(1);
/// Requests per minute, and variables per call.
const PER_MINUTE: u32 = 100;
const MOST_VARIABLES: usize = 50;
const TYPES: [&str; 6] = ["text", "number", "phone", "date", "time", "currency"];

/// When the requests of the last minute came.
#[derive(Debug, Default)]
pub(super) struct Quota(VecDeque<Instant>);

impl Quota {
    fn spend(&mut self, limit: u32) -> Result<(), Refusal> {
        while self.0.front().is_some_and(|at| at.elapsed() >= WINDOW) {
            self.0.pop_front();
        }
        if self.0.len() >= limit as usize {
            return Err(Refusal::Data(429, "Rate limit exceeded"));
        }
        self.0.push_back(Instant::now());
        Ok(())
    }
}

/// `/interaction/data/{id}`; there is no tenant in the path.
pub(super) fn answer(
    quota: &mut Quota,
    (site, ledger): (&mut Site, &mut Ledger),
    ask: &Ask,
    key: &str,
) -> Result<Reply, Refusal> {
    auth::may_act(ask, TENANT).map_err(|refusal| {
        let forbidden = refusal == Refusal::Bare(403);
        if forbidden { Refusal::Data(403, "Forbidden") } else { Refusal::Data(401, "Authentication failed") }
    })?;
    quota.spend(ask.trouble.number("data_limit").unwrap_or(PER_MINUTE))?;
    let id = ledger.find(site, key).map(|(call, _)| call.id);
    let id = id.ok_or(Refusal::Data(404, "Interaction not found"))?;
    match ask.method.as_str() {
        "GET" => tell(site, ledger, ask, key),
        "POST" => {
            let new = variables(ask)?;
            let set = new.len();
            let record = ledger.records.entry(id).or_default();
            let fresh = new.keys().filter(|name| !record.variables.contains_key(*name)).count();
            if record.variables.len() + fresh > MOST_VARIABLES {
                return Err(Refusal::Data(400, "Too many variables"));
            }
            if ask.trouble.has("refuse") {
                return Err(Refusal::Data(500, "Internal server error"));
            }
            let tags = new
                .iter()
                .filter_map(|(name, told)| Some((name.clone(), told["value"].as_str()?.to_owned())));
            if let Some(call) = site.calls.get_mut(&id) {
                call.tags.extend(tags);
            }
            record.variables.extend(new);
            Ok(Reply::json(&json!({
                "status": "success", "message": "Variables successfully set", "interactionId": key,
                "variablesSet": set,
            })))
        }
        _ => Err(Refusal::Data(405, "Method not allowed")),
    }
}

fn tell(site: &Site, ledger: &Ledger, ask: &Ask, key: &str) -> Result<Reply, Refusal> {
    let (call, _) = ledger.find(site, key).ok_or(Refusal::Data(404, "Interaction not found"))?;
    let variables = ledger.records.get(&call.id).map(|record| record.variables.values().map(veiled));
    let created = ask.claim(site.utc(call.started)).to_rfc3339_opts(SecondsFormat::Secs, true);
    Ok(Reply::json(&json!({
        "interactionId": call.key,
        "channel": call.line,
        "createTime": created,
        "ani": call.party,
        "callerName": call.party_name,
        "variables": variables.map(Iterator::collect::<Vec<_>>).unwrap_or_default(),
    })))
}

/// A variable as it is told; a private one without its value.
fn veiled(variable: &Value) -> Value {
    let value = if variable["privacy"] == true { json!("***") } else { variable["value"].clone() };
    json!({
        "name": variable["name"], "value": value, "display": variable["display"],
        "displayName": variable["displayName"],
    })
}

/// The variables of a request, each checked.
fn variables(ask: &Ask) -> Result<Variables, Refusal> {
    let bad = Refusal::Data(400, "Invalid request body");
    let body = ask.json().ok_or(bad.clone())?;
    let mut all = Variables::new();
    for entry in body.get("data").and_then(Value::as_array).ok_or(bad.clone())? {
        for variable in entry.get("variables").and_then(Value::as_array).ok_or(bad.clone())? {
            let (name, told) = checked(variable).map_err(|why| Refusal::Data(400, why))?;
            all.insert(name, told);
        }
    }
    if all.is_empty() { Err(bad) } else { Ok(all) }
}

fn checked(variable: &Value) -> Result<(String, Value), &'static str> {
    let name = variable.get("name").and_then(Value::as_str).ok_or("Missing variable name")?;
    let tail = name.strip_prefix('_').ok_or("Invalid variable name: must start with underscore")?;
    if !tail.chars().all(char::is_alphanumeric) {
        return Err("Invalid variable name: must be alphanumeric");
    }
    if name.chars().count() > 25 {
        return Err("Invalid variable name: must not be longer than 25 characters");
    }
    let value = variable.get("value").and_then(Value::as_str).ok_or("Missing variable value")?;
    if value.chars().count() > 1_000 {
        return Err("Invalid variable value: must not be longer than 1000 characters");
    }
    let flag = |name: &str| match variable.get(name) {
        None => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_)) => {
            Err("Invalid variable flag: must be a boolean")
        }
    };
    let (display, privacy, _ivr) = (flag("display")?, flag("privacy")?, flag("ivr")?);
    let shown = variable.get("displayName").map_or(Some(name), Value::as_str);
    let shown = shown.filter(|shown| shown.chars().count() <= 30);
    let shown = shown.ok_or("Invalid display name: must not be longer than 30 characters")?;
    let kind = variable.get("dataType").map_or(Some("text"), Value::as_str);
    if !kind.is_some_and(|kind| TYPES.contains(&kind)) {
        return Err("Invalid data type");
    }
    let told =
        json!({ "name": name, "value": value, "display": display, "displayName": shown, "privacy": privacy });
    Ok((name.to_owned(), told))
}
