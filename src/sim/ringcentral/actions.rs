//! Actions on live calls (ringcentral §5): 200 with `true`, or `false` for what has no effect.

use serde_json::Value;

use super::super::http::{Ask, Reply, find};
use super::super::world::{Call, CallId, Listener, Mode, Recording, Site};
use super::{Refusal, directory};

/// Carries out what `tail`, the path after the account, asks for.
pub(super) fn act(site: &mut Site, ask: &Ask, tail: &[&str]) -> Result<Reply, Refusal> {
    let params = Params::read(ask);
    let effect = match tail {
        ["activeCalls", "createManualAgentCall"] => place(site, ask, &params)?,
        ["activeCalls", uii, "dispositionCall"] => dispose(site, ask, (uii, &params))?,
        ["activeCalls", uii, action] => {
            // Ended and unknown calls look the same.
            let id = site.call(uii).map(|call| call.id).ok_or(Refusal::NotFound)?;
            on_call(site, ask, (id, action), &params)?
        }
        _ => return Err(Refusal::NotFound),
    };
    Ok(Reply::text(200, effect.to_string()))
}

/// An action's parameters, wherever they stand. Both places count unless the `params` slip says which.
struct Params(Vec<(String, String)>);

impl Params {
    fn read(ask: &Ask) -> Self {
        let only = ask.trouble.word("params");
        let mut all = if only == "body" { Vec::new() } else { ask.query.clone() };
        if only != "query" {
            all.extend(ask.form());
            if let Some(Value::Object(object)) = ask.json() {
                all.extend(object.into_iter().map(|(name, value)| match value {
                    Value::String(text) => (name, text),
                    Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                        (name, value.to_string())
                    }
                }));
            }
        }
        Self(all)
    }

    fn get(&self, name: &'static str) -> Result<&str, Refusal> {
        find(&self.0, name).filter(|value| !value.is_empty()).ok_or(Refusal::missing(name))
    }

    /// The meaning of one of the words a parameter may have.
    fn choose<T: Copy>(&self, name: &'static str, words: &[(&str, T)]) -> Result<T, Refusal> {
        let word = self.get(name)?;
        let meaning = words.iter().find(|(known, _)| *known == word).map(|(_, meaning)| *meaning);
        meaning.ok_or_else(|| Refusal::Invalid(name, "is not one of the accepted values", word.to_owned()))
    }

    /// A telephone number: digits, perhaps with a leading plus.
    fn phone(&self, name: &'static str) -> Result<&str, Refusal> {
        let text = self.get(name)?;
        let digits = text.strip_prefix('+').unwrap_or(text);
        let fine = digits.len() >= 3 && digits.chars().all(|digit| digit.is_ascii_digit());
        if fine { Ok(text) } else { Err(Refusal::Invalid(name, "is not a phone number", text.to_owned())) }
    }
}

const SWITCH: [(&str, bool); 2] = [("true", true), ("false", false)];

fn on_call(
    site: &mut Site,
    ask: &Ask,
    (id, action): (CallId, &str),
    params: &Params,
) -> Result<bool, Refusal> {
    let willing = !ask.trouble.has("refuse");
    match action {
        "addSessionToCall" => {
            let phone = params.phone("destination")?;
            let words = [("MONITOR", Mode::Monitor), ("COACHING", Mode::Whisper), ("BARGEIN", Mode::Barge)];
            let mode = params.choose("sessionType", &words)?;
            Ok(willing && site.listen(id, phone, mode))
        }
        "hangupSession" => {
            let phone = params.get("phone")?;
            Ok(willing && drop_party(site, id, phone))
        }
        "hangupSessionById" => {
            let session = params.get("sessionId")?;
            Ok(willing && site.unlisten(id, |leg: &Listener| leg.id.to_string() == session))
        }
        "hangupCall" => Ok(willing && site.end(id)),
        "toggleCallRecording" => {
            let on = params.choose("record", &SWITCH)?;
            Ok(willing && record(site, id, on))
        }
        "toggleCallHold" => {
            let on = params.choose("state", &[("ON", true), ("OFF", false)])?;
            Ok(willing && site.hold(id, on))
        }
        "requeueCall" => {
            let gate = directory::gate(site, params.get("gateId")?).map(|queue| queue.ix);
            Ok(willing && gate.is_some_and(|ix| site.requeue(id, ix)))
        }
        "pingCall" => Ok(willing),
        _ => Err(Refusal::NotFound),
    }
}

/// Despite the action's name it sets, and does not flip.
fn record(site: &mut Site, id: CallId, on: bool) -> bool {
    let Some(call) = site.calls.get(&id).filter(|call| call.connected()) else { return false };
    let recording = match (on, call.recording) {
        (true, _) => Recording::On,
        (false, Recording::None) => Recording::None,
        (false, Recording::On | Recording::Muted) => Recording::Muted,
    };
    site.record(id, recording)
}

/// Ends one party's leg: a supervisor's, or with the agent's or the customer's the call itself.
fn drop_party(site: &mut Site, id: CallId, phone: &str) -> bool {
    let digits = |text: &str| text.trim_start_matches('+').to_owned();
    if site.unlisten(id, |leg| digits(&leg.phone) == digits(phone)) {
        return true;
    }
    let party = site.calls.get(&id).is_some_and(|call| {
        let agent = call.agent.and_then(|ix| site.agents.get(ix));
        digits(&call.party) == digits(phone)
            || agent.is_some_and(|agent| directory::phone(agent) == phone || agent.extension == phone)
    });
    party && site.end(id)
}

/// Also for a call that has just ended while its agent still wraps it up.
fn dispose(site: &mut Site, ask: &Ask, (uii, params): (&str, &Params)) -> Result<bool, Refusal> {
    let wrapped = |site: &Site| {
        let wraps = |call: &&Call| site.agents.iter().any(|agent| agent.wrapping == Some(call.id));
        site.ended.iter().filter(wraps).find(|call| call.key == uii).map(|call| call.id)
    };
    let id = site.call(uii).map(|call| call.id).or_else(|| wrapped(site)).ok_or(Refusal::NotFound)?;
    let disposition = params.get("disposition")?;
    if params.choose("callback", &SWITCH)? {
        let at = params.get("callBackDTS")?;
        let digits = at.len() == 14 && at.chars().all(|digit| digit.is_ascii_digit());
        if !digits || chrono::NaiveDateTime::parse_from_str(at, "%Y%m%d%H%M%S").is_err() {
            return Err(Refusal::Invalid("callBackDTS", "must be yyyyMMddHHmmss", at.to_owned()));
        }
    }
    let (enabled, _) = directory::DISPOSITIONS.split_at(directory::DISPOSITIONS.len() - 1);
    Ok(!ask.trouble.has("refuse") && enabled.contains(&disposition) && site.dispose(id, disposition))
}

fn place(site: &mut Site, ask: &Ask, params: &Params) -> Result<bool, Refusal> {
    let username = params.get("username")?;
    let destination = params.phone("destination")?;
    let caller = params.phone("callerId")?;
    let seconds = params.get("ringDuration")?;
    if !seconds.parse::<u32>().is_ok_and(|seconds| seconds > 0) {
        return Err(Refusal::Invalid("ringDuration", "is not a number of seconds", seconds.to_owned()));
    }
    let agent = site.agents.iter().find(|agent| directory::username(agent) == username).map(|agent| agent.ix);
    Ok(!ask.trouble.has("refuse") && agent.is_some_and(|ix| site.place(ix, destination, caller).is_some()))
}
