//! `MuteUnmuteCalls` (voicenter §5.1): stops or resumes recording, by call or by extension.

use serde_json::json;

use super::super::http::{Ask, Reply};
use super::super::world::{CallId, Recording, Site};
use super::Params;

/// Needs no code: the vendor's pages show none.
pub(super) fn mute(site: &mut Site, ask: &Ask, params: &Params) -> Reply {
    if ask.trouble.has("refuse") {
        return answer(ask, 500, "Internal error");
    }
    let state = match params.text("state") {
        Some("1") => Recording::Muted,
        Some("0") => Recording::On,
        Some(_) | None => return answer(ask, 400, "Parameters are not valid"),
    };
    let calls: Vec<CallId> = match (params.text("ivrid"), params.text("extension")) {
        (Some(ivrid), None) => site.call(ivrid).map(|call| call.id).into_iter().collect(),
        (None, Some(sip)) => site
            .agents
            .iter()
            .filter(|agent| agent.handle == sip)
            .flat_map(|agent| agent.calls.clone())
            .collect(),
        (Some(_), Some(_)) | (None, None) => return answer(ask, 400, "Parameters are not valid"),
    };
    if calls.is_empty() {
        return answer(ask, 404, "UniqueIvrID not found");
    }
    for id in calls {
        // It cannot start recording a call that is not recorded.
        if site.calls.get(&id).is_some_and(|call| call.recording != Recording::None) {
            site.record(id, state);
        }
    }
    answer(ask, 200, "Success")
}

/// The page's table has a number where its sample has a text.
fn answer(ask: &Ask, code: u16, message: &str) -> Reply {
    let action = if code == 200 { "14d3b31988b247be8ff5818d1cadc3d3" } else { "" };
    let code = if ask.trouble.has("types") { json!(code) } else { json!(code.to_string()) };
    Reply::json(&json!({ "ErrorCode": code, "Message": message, "ActionID": action }))
}
