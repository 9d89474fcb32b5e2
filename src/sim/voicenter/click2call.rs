//! `click2call.aspx`: hangs up (voicenter §5.2) and places calls (§5.3). XML unless JSON is asked for.

use serde_json::json;

use super::super::http::{Ask, Reply};
use super::super::world::{AgentIx, CallId, Duty, Recording, Site};
use super::{Code, Params, code};

const BAD_PARAMETERS: u8 = 1;
const APPLICATION_ERROR: u8 = 2;
const OFFLINE: u8 = 3;
const BLOCKED: u8 = 4;

/// `ERRORCODE`, `ERRORMESSAGE` and, for a call that was placed, `CALLID`.
type Outcome = (u8, &'static str, Option<String>);

pub(super) fn answer(site: &mut Site, ask: &Ask, params: &Params) -> Reply {
    let (error, message, call) = act(site, ask, params).unwrap_or_else(|failed| failed);
    if params.text("format") == Some("json") {
        return Reply::json(&match call {
            Some(call) => json!({ "ERRORCODE": error, "ERRORMESSAGE": message, "CALLID": call }),
            None => json!({ "ERRORCODE": error, "ERRORMESSAGE": message }),
        });
    }
    let call = call.map_or_else(String::new, |call| format!("<CALLID>{call}</CALLID>"));
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><CLICK2CALL><ERRORCODE>{error}</ERRORCODE>\
         <ERRORMESSAGE>{message}</ERRORMESSAGE>{call}</CLICK2CALL>"
    );
    Reply { kind: "text/xml;charset=UTF-8", ..Reply::text(200, xml) }
}

fn act(site: &mut Site, ask: &Ask, params: &Params) -> Result<Outcome, Outcome> {
    let bad = |why| (BAD_PARAMETERS, why, None);
    if ask.trouble.has("refuse") {
        return Err((BLOCKED, "Extension is blocked for click2call", None));
    }
    if code(params, "code") != Code::Right {
        return Err(bad("Authorization failed"));
    }
    let phone = params.text("phone").ok_or(bad("Parameter phone is missing"))?;
    let agent = site.agents.iter().find(|agent| agent.handle == phone).map(|agent| agent.ix);
    let agent = agent.ok_or(bad("Unknown phone"))?;
    match params.text("action") {
        Some("terminate") => terminate(site, agent),
        Some("call") => place(site, agent, params),
        Some(_) | None => Err(bad("Parameter action is not valid")),
    }
}

/// Everything on the extension ends; a call that rings at several extensions goes on ringing at the others.
fn terminate(site: &mut Site, ix: AgentIx) -> Result<Outcome, Outcome> {
    let calls: Vec<CallId> = site.agents.get(ix).map(|agent| agent.calls.clone()).unwrap_or_default();
    if calls.is_empty() {
        return Err((APPLICATION_ERROR, "No active call", None));
    }
    for id in calls {
        if !site.decline(id, ix) {
            site.end(id);
        }
    }
    Ok((0, "OK", None))
}

fn place(site: &mut Site, ix: AgentIx, params: &Params) -> Result<Outcome, Outcome> {
    let bad = |why| (BAD_PARAMETERS, why, None);
    let target = params.text("target").ok_or(bad("Parameter target is missing"))?;
    if target.len() < 3 || !target.chars().all(|digit| digit.is_ascii_digit()) {
        return Err(bad("Parameter target is not valid"));
    }
    let record = params.any("record");
    let tags =
        params.0.keys().filter_map(|name| Some((name.strip_prefix("var_")?.to_owned(), params.any(name)?)));
    let tags: std::collections::BTreeMap<String, String> = tags.collect();
    if tags.len() > 10 {
        return Err(bad("Too many variables"));
    }
    if site.agents.get(ix).is_some_and(|agent| agent.duty == Duty::Offline) {
        return Err((OFFLINE, "Extension is offline", None));
    }
    let shown = params.text("targetcallerid").unwrap_or_default();
    let id = site.place(ix, target, shown).ok_or((APPLICATION_ERROR, "Extension is busy", None))?;
    let call = site.calls.get_mut(&id).ok_or((APPLICATION_ERROR, "Application error", None))?;
    call.tags = tags;
    call.recording = if record.as_deref() == Some("false") { Recording::None } else { Recording::On };
    Ok((0, "OK", Some(call.key.clone())))
}
