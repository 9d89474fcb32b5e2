//! Updates of a call in progress (invoca §4.1): its external identifier, its custom data.

use serde_json::Value;

use super::super::http::{Ask, Reply};
use super::super::world::{CallId, Site};
use super::refusal::Refusal;
use super::row::Generation;
use super::{Scope, custom, given, list, row};

/// What is to be changed.
struct Wish {
    external_id: Option<String>,
    data: Vec<(String, String)>,
}

pub(super) fn answer(site: &mut Site, ask: &Ask) -> Result<Reply, Refusal> {
    if let Some(status) = ask.trouble.number("removed") {
        return Err(Refusal::Removed(u16::try_from(status).unwrap_or(404)));
    }
    if ask.method != "PUT" && ask.method != "POST" {
        return Err(Refusal::Method);
    }
    let id = find(site, ask)?;
    let wish = Wish::read(ask)?;
    if ask.trouble.has("refuse") {
        return Err(Refusal::Field("call_in_progress", "can't be changed"));
    }
    custom::write(site, id, &wish.data);
    if let Some(external_id) = wish.external_id {
        custom::set_external_id(site, id, &external_id);
    }
    let row = site.calls.get(&id).map(|call| row::row(site, ask, call)).ok_or(Refusal::NotFound)?;
    let reply = match Generation::of(ask) {
        Generation::Draft | Generation::First => {
            let text = format!("{{\"current_call\":{}}}", row::text(ask, &row));
            Reply { kind: "application/json", ..Reply::text(200, text) }
        }
        Generation::Spring2023 | Generation::Full | Generation::Attribution => {
            list(ask, "current_calls", &[row])
        }
    };
    // The table of codes says the one, every sample the other.
    Ok(reply.with_status(if ask.trouble.has("accepted") { 202 } else { 200 }))
}

/// The call that the query names by either identifier; by both if it gives both.
fn find(site: &Site, ask: &Ask) -> Result<CallId, Refusal> {
    let scope = Scope::read(ask)?;
    let (transaction, external) = (given(ask, "transaction_id"), given(ask, "external_unique_id"));
    if transaction.is_none() && external.is_none() {
        return Err(Refusal::Field("transaction_id", "can't be blank"));
    }
    let mut calls = scope.bridged(site);
    let call = calls.find(|call| {
        transaction.is_none_or(|wanted| wanted == call.key)
            && external.is_none_or(|wanted| custom::external_id(call) == Some(wanted))
    });
    call.map(|call| call.id).ok_or(Refusal::NotFound)
}

impl Wish {
    fn read(ask: &Ask) -> Result<Self, Refusal> {
        let blank = Refusal::Field("call_in_progress", "can't be blank");
        let body = ask.json().ok_or(blank.clone())?;
        let wish = body.get("call_in_progress").filter(|wish| wish.is_object()).ok_or(blank.clone())?;
        let external_id = match wish.get("external_unique_id") {
            None => None,
            Some(value) => {
                Some(custom::text(value).ok_or(Refusal::Field("external_unique_id", "can't be blank"))?)
            }
        };
        let data = match wish.get("custom_data") {
            None | Some(Value::Null) => Vec::new(),
            Some(list) => custom::pairs(list)?,
        };
        if external_id.is_none() && data.is_empty() {
            return Err(blank);
        }
        // The sheet infers this: the failure is not documented for this interface.
        if data.iter().any(|(name, _)| !custom::known(name)) {
            return Err(Refusal::Field("custom_data", "contains a name that does not exist"));
        }
        Ok(Self { external_id, data })
    }
}
