//! `GetExtensionsCalls` (voicenter §2.1): every extension, its user's status, its calls.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::http::Ask;
use super::super::world::{Agent, Call, Direction, Duty, Recording, Site, Stage};
use super::{BAD_REQUEST, BAD_VALUE, Code, Flaw, Params, code, epoch, people};

#[derive(Serialize)]
pub(super) struct Extension {
    name: String,
    #[serde(rename = "userID")]
    user_id: i64,
    representative: String,
    #[serde(rename = "onlineUserID")]
    online_user_id: i64,
    username: String,
    #[serde(rename = "extensionID")]
    number: i64,
    #[serde(rename = "onlineUserStatus")]
    online_user_status: u8,
    calls: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    #[serde(rename = "callStarted")]
    call_started: i64,
    #[serde(rename = "callAnswered")]
    call_answered: i64,
    answered: u8,
    callername: String,
    callerphone: String,
    callstatus: &'static str,
    customdata: BTreeMap<String, String>,
    direction: &'static str,
    ivrid: String,
    recording: Tape,
    did: String,
}

#[derive(Serialize)]
struct Tape {
    #[serde(rename = "Filename")]
    filename: String,
    #[serde(rename = "IsMuted")]
    is_muted: u8,
}

/// The rows of `EXTENSIONS`: all of them, or the one asked for.
pub(super) fn rows(site: &Site, ask: &Ask, params: &Params) -> Result<Vec<Extension>, Flaw> {
    match code(params, "code") {
        Code::Malformed => return Err(BAD_REQUEST),
        Code::Wrong => return Ok(Vec::new()),
        Code::Right => {}
    }
    let only = match params.0.get("extension") {
        None => None,
        Some(_) => Some(params.text("extension").ok_or(BAD_VALUE)?),
    };
    let shown = site.agents.iter().filter(|agent| only.is_none_or(|sip| agent.handle == sip));
    let rows: Vec<Extension> = shown.map(|agent| extension(site, ask, agent)).collect();
    if rows.is_empty() && only.is_some() { Err(BAD_VALUE) } else { Ok(rows) }
}

fn extension(site: &Site, ask: &Ask, agent: &Agent) -> Extension {
    let user = people::user_id(agent);
    Extension {
        name: agent.name(),
        user_id: user,
        // Filled even when nobody is logged in, as in the vendor's sample.
        representative: agent.name(),
        online_user_id: if agent.duty == Duty::Offline { 0 } else { user },
        username: agent.handle.clone(),
        number: user + 51_029_000,
        online_user_status: people::status(agent.duty),
        calls: site.calls_of(agent).map(|call| row(site, ask, agent, call)).collect(),
    }
}

fn row(site: &Site, ask: &Ask, agent: &Agent, call: &Call) -> Row {
    // A few calls are reported as talking without ever having been answered (voicenter §2.1, state notes).
    let unnoticed = call.id.is_multiple_of(17) && call.stage == Stage::Talking;
    let answered = call.answered.filter(|_| !unnoticed);
    let inbound = call.direction == Direction::Inbound;
    let filename = match call.recording {
        Recording::None => String::new(),
        Recording::On | Recording::Muted => format!("{}-aws-{}-{}.mp3", call.key, agent.handle, call.party),
    };
    Row {
        call_started: epoch(site, ask, call.started),
        call_answered: answered.map_or(0, |at| epoch(site, ask, at)),
        answered: u8::from(answered.is_some()),
        callername: call.party_name.clone(),
        callerphone: call.party.clone(),
        callstatus: match call.stage {
            Stage::Waiting | Stage::Ringing => "Ringing",
            Stage::Dialing => "Dialing",
            Stage::Talking => "Talking",
            Stage::Held | Stage::Parked => "Hold",
        },
        customdata: call.tags.clone(),
        direction: match call.direction {
            Direction::Inbound => "Incoming",
            Direction::Outbound => "Outgoing",
            Direction::Placed => "Click2Call",
        },
        ivrid: call.key.clone(),
        recording: Tape { filename, is_muted: u8::from(call.recording == Recording::Muted) },
        did: if inbound && !unnoticed { call.line.clone() } else { String::new() },
    }
}
