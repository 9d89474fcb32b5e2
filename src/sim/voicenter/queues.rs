//! `GetQueuesCallers` (voicenter §2.2): every queue, who waits in it and for how long.

use serde_json::{Value, json};

use super::super::http::Ask;
use super::super::world::{Call, Queue, Site, Stage};
use super::{BAD_REQUEST, BAD_VALUE, Code, Flaw, Params, code, epoch};

const NOT_FOUND: Flaw = (2, "Queue is not found in this account");

fn id(queue: &Queue) -> usize {
    12_345_678 + queue.ix
}

/// The rows of `QUEUES`: all of them, or the one asked for, whose id is sent as a text.
pub(super) fn rows(site: &Site, ask: &Ask, params: &Params) -> Result<Vec<Value>, Flaw> {
    match code(params, "code") {
        Code::Malformed => return Err(BAD_REQUEST),
        Code::Wrong => return Ok(Vec::new()),
        Code::Right => {}
    }
    let only = match params.0.get("queue") {
        None => None,
        Some(_) => Some(params.text("queue").ok_or(BAD_VALUE)?),
    };
    let mut callers: Vec<Vec<Value>> = vec![Vec::new(); site.queues.len()];
    let twice = ask.trouble.has("twice");
    let waits = |call: &&Call| call.stage == Stage::Waiting || (twice && call.stage == Stage::Ringing);
    for call in site.calls.values().filter(waits) {
        if let Some(rows) = call.queue.and_then(|ix| callers.get_mut(ix)) {
            rows.push(caller(site, ask, call));
        }
    }
    let shown = site
        .queues
        .iter()
        .zip(callers)
        .filter(|(queue, _)| only.is_none_or(|text| id(queue).to_string() == text));
    let rows: Vec<Value> = shown
        .map(|(queue, callers)| {
            json!({ "Name": queue.name, "ID": id(queue), "Weight": queue.weight, "Callers": callers })
        })
        .collect();
    if rows.is_empty() && only.is_some() { Err(NOT_FOUND) } else { Ok(rows) }
}

fn caller(site: &Site, ask: &Ask, call: &Call) -> Value {
    let entered = call.entered.unwrap_or(call.started);
    json!({
        "Phone": call.party, "CallID": call.key, "JoinTime": epoch(site, ask, entered), "Duration": site.age(entered),
    })
}
