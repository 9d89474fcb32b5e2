//! The Signal API (invoca §4.3): data that is applied when the call is over, or to one that is.

use chrono::{DateTime, SecondsFormat};
use serde_json::{Value, json};

use super::super::http::{Ask, Reply};
use super::super::world::{Call, Site};
use super::refusal::Refusal;
use super::{custom, row, same_number};

/// Signals in one request.
const MOST: usize = 10;

pub(super) fn answer(site: &mut Site, ask: &Ask) -> Result<Reply, Refusal> {
    if ask.method != "PUT" && ask.method != "POST" {
        return Err(Refusal::Method);
    }
    let body = ask.json().filter(Value::is_object).ok_or(Refusal::Input("The body is not JSON"))?;
    let search = Search::read(&body)?;
    let signals = body.get("signals").and_then(Value::as_array).cloned().unwrap_or_default();
    if signals.len() > MOST {
        return Err(Refusal::Input("No more than 10 signals are allowed"));
    }
    if signals.iter().any(|signal| signal.get("name").and_then(Value::as_str).is_none_or(str::is_empty)) {
        return Err(Refusal::Input("A signal has no name"));
    }
    let data = body.get("custom_data").map_or(Ok(Vec::new()), custom::pairs)?;
    if ask.trouble.has("refuse") {
        return Err(Refusal::Forbidden("UnauthorizedOperation"));
    }
    let (known, unknown): (Vec<_>, Vec<_>) = data.into_iter().partition(|(name, _)| custom::known(name));
    if body.get("call_in_progress") == Some(&json!(true)) {
        // Answered at once, and no later error is told: not that the call is unknown, nor that a field is.
        // It is noted right away, which nothing shows before the end.
        let id = site.calls.values().chain(&site.ended).find(|call| search.fits(site, ask, call));
        if let Some(id) = id.map(|call| call.id) {
            custom::write(site, id, &known);
        }
        return Ok(Reply::text(201, ""));
    }
    if !unknown.is_empty() {
        return Err(Refusal::Input("A custom data field does not exist"));
    }
    let call = site.ended.iter().find(|call| call.answered.is_some() && search.fits(site, ask, call));
    let call = call.ok_or(Refusal::NotFound)?;
    let (id, told) = (call.id, told(site, ask, call, !known.is_empty()));
    custom::write(site, id, &known);
    Ok(Reply::json(&json!({ "signals": signals, "call": told })))
}

/// The call that was corrected: custom data makes another transaction of it.
fn told(site: &Site, ask: &Ask, call: &Call, corrected: bool) -> Value {
    let start = ask.claim(site.utc(call.started));
    let corrects = corrected.then_some(&call.key);
    let transaction = if corrected { format!("{}-C", call.key) } else { call.key.clone() };
    json!({
        "transaction_id": transaction, "corrects_transaction_id": corrects,
        "start_time_t": start.timestamp_millis(), "call_start_time": row::stamp(site, ask, call.started),
    })
}

/// How a call is looked up.
#[derive(Debug, Default)]
struct Search {
    transaction: Option<String>,
    record: Option<String>,
    start: Option<String>,
    caller: Option<String>,
}

impl Search {
    fn read(body: &Value) -> Result<Self, Refusal> {
        let search = body.get("search").ok_or(Refusal::Input("Parameter search is missing"))?;
        let word = |name: &str| search.get(name).and_then(custom::text).filter(|word| !word.is_empty());
        let this = Self {
            transaction: word("transaction_id"),
            record: word("call_record_id"),
            start: word("call_start_time"),
            caller: word("calling_phone_number"),
        };
        let enough = this.transaction.is_some() || this.record.is_some() || this.start.is_some();
        if enough { Ok(this) } else { Err(Refusal::Input("Parameter search names no call")) }
    }

    fn fits(&self, site: &Site, ask: &Ask, call: &Call) -> bool {
        let started = ask.claim(site.utc(call.started)).to_rfc3339_opts(SecondsFormat::Secs, true);
        let same_start = |text: &String| {
            DateTime::parse_from_rfc3339(text)
                .is_ok_and(|at| at.to_utc().to_rfc3339_opts(SecondsFormat::Secs, true) == started)
        };
        self.transaction.as_ref().is_none_or(|wanted| *wanted == call.key)
            && self.record.as_ref().is_none_or(|wanted| *wanted == row::record_id(call))
            && self.start.as_ref().is_none_or(same_start)
            && self.caller.as_ref().is_none_or(|wanted| same_number(wanted, &call.party))
    }
}
