//! Statuses (voicenter §2.1), their change (§5.4), and the roster (§2.3).

use serde_json::{Value, json};

use super::super::http::{Ask, Reply};
use super::super::world::{Agent, Break, Duty, Site};
use super::{Code, Params, code};

/// Code, name, colour, and what it means here.
const STATUSES: [(u8, &str, &str, Duty); 9] = [
    (1, "Login", "#2ecc71", Duty::Ready),
    (2, "Logout", "#95a5a6", Duty::Offline),
    (3, "Lunch", "#f1c40f", Duty::Paused(Break::Lunch)),
    (5, "Administrative", "#3498db", Duty::Paused(Break::Desk)),
    (7, "Private", "#9b59b6", Duty::Paused(Break::Private)),
    (9, "Other", "#e67e22", Duty::Paused(Break::Other)),
    (11, "Training", "#1abc9c", Duty::Paused(Break::Training)),
    (12, "Team meeting", "#34495e", Duty::Paused(Break::Meeting)),
    (13, "Brief", "#e74c3c", Duty::Paused(Break::Brief)),
];

pub(super) fn user_id(agent: &Agent) -> i64 {
    46_454_000 + i64::try_from(agent.ix).unwrap_or(0)
}

/// The vendor has no word for wrap-up, and none for a call that was missed.
pub(super) fn status(duty: Duty) -> u8 {
    let known = STATUSES.iter().find(|(_, _, _, meaning)| *meaning == duty).map(|(code, ..)| *code);
    known.unwrap_or(match duty {
        Duty::Wrapup => 5,
        Duty::Offline | Duty::Ready | Duty::Paused(_) => 9,
    })
}

/// `GetStatusesList`.
pub(super) fn statuses(params: &Params) -> Reply {
    let shown = STATUSES.iter().filter(|_| code(params, "code") == Code::Right);
    let rows = shown.map(|(id, name, color, _)| json!({ "ID": id, "Name": name, "Color": color }));
    Reply::json(&json!({ "Statuses": rows.collect::<Vec<_>>() }))
}

/// `SetStatusFromAPI`. Its code is called `Code`.
pub(super) fn set_status(site: &mut Site, ask: &Ask, params: &Params) -> Reply {
    let answer = |status: u8, error: u8, message: &str| {
        Reply::json(&json!({ "Status": status, "StatusError": error, "StatusErroMessage": message }))
    };
    let fields = (params.text("UserId"), params.text("ExtensionUser"), params.any("Status"));
    let (Some(user), Some(sip), Some(wanted)) = fields else { return answer(2, 6, "Missing parameter") };
    if !params.0.contains_key("Code") {
        return answer(2, 6, "Missing parameter");
    }
    if code(params, "Code") != Code::Right {
        return answer(2, 0, "Authorization Failed");
    }
    let Some(agent) = site.agents.iter().find(|agent| agent.handle == sip) else {
        return answer(3, 0, "No extension found");
    };
    if user_id(agent).to_string() != user {
        return answer(2, 0, "Authorization Failed");
    }
    let Some((.., duty)) = STATUSES.iter().find(|(id, ..)| id.to_string() == wanted) else {
        return answer(4, 0, "Status not support");
    };
    let ix = agent.ix;
    if ask.trouble.has("refuse") || !site.set_duty(ix, *duty) {
        return answer(4, 4, "Error on update");
    }
    answer(1, 1, "OK")
}

/// `GetExtensions`. Its code is written either way.
pub(super) fn roster(site: &Site, params: &Params) -> Reply {
    let name = if params.0.contains_key("Code") { "Code" } else { "code" };
    let whole = !matches!(params.any("showAll").as_deref(), Some("0" | "false"));
    let rows: Vec<Value> = match code(params, name) {
        Code::Malformed => {
            return Reply::json(&json!({ "ERR": 1, "DESC": "Unauthorized", "EXTENSIONS": [] }));
        }
        Code::Wrong => Vec::new(),
        Code::Right => site.agents.iter().filter(|agent| whole || agent.ix % 2 == 0).map(extension).collect(),
    };
    Reply::json(&json!({ "ERR": 0, "DESC": "OK", "EXTENSIONS": rows }))
}

fn extension(agent: &Agent) -> Value {
    json!({
        "SIP": agent.handle, "Name": format!("Extension {}", agent.extension), "SpeedDial": agent.extension,
        "AccountID": 12_345_678, "AccountName": "Sim Centre", "UserName": agent.name(),
        "UserEmail": format!("{}@example.com", agent.login),
    })
}
