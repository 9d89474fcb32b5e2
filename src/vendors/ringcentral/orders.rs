//! From an order to its one request (ringcentral §5).

use serde_json::{Value, json};

use super::config::Parameters;
use crate::domain::{Action, CallId, Fault, ListenMode, Text, Verb};
use crate::vendor::{Request, number_to_call};

/// An acting request before it has an address.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Act {
    /// What it does, in words that follow "failed to".
    pub(super) label: &'static str,
    /// The call it is about, unless it makes one.
    pub(super) call: Option<CallId>,
    /// The last word of its path.
    pub(super) path: &'static str,
    /// Its parameters, as they stand in a JSON body.
    pub(super) parameters: Vec<(&'static str, Value)>,
}

/// What placing a call needs beside its number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// What the platform calls the agent.
    pub(super) username: &'a str,
    /// How long it may ring, in seconds.
    pub(super) ring_seconds: u32,
    /// The number that is shown.
    pub(super) caller_id: &'a str,
}

impl Act {
    /// What does `action` to `call`.
    pub(super) fn on_call(call: &CallId, action: &Action) -> Result<Self, Fault> {
        let act = |label, path, parameters| Ok(Self { label, call: Some(call.clone()), path, parameters });
        match action {
            Action::Listen { mode, phone, .. } => act(
                "add the listening phone",
                "addSessionToCall",
                vec![("destination", number_to_call(phone)?.into()), ("sessionType", session(*mode).into())],
            ),
            Action::Leave { phone } => act(
                "take the listening phone off",
                "hangupSession",
                vec![("phone", number_to_call(phone)?.into())],
            ),
            Action::HangUp => act("hang up", "hangupCall", Vec::new()),
            // Despite its name it sets and does not flip, so what is asked for is what happens.
            Action::Record(on) => {
                act("set the recording", "toggleCallRecording", vec![("record", (*on).into())])
            }
            Action::Hold(on) => {
                let state = if *on { "ON" } else { "OFF" };
                act("set the hold", "toggleCallHold", vec![("state", state.into())])
            }
            Action::Requeue { queue, .. } => {
                let id = queue.as_str();
                let gate = id.parse::<i64>().map_or_else(|_| Value::from(id), Value::from);
                act("requeue the call", "requeueCall", vec![("gateId", gate)])
            }
            Action::Dispose { codes, note, with } => {
                let [disposition] = codes.as_slice() else {
                    return Err(refused("RingCX takes one disposition at a time"));
                };
                let callback = with.get(CALLBACK).map(stamp).transpose()?;
                let mut parameters = vec![
                    ("disposition", Value::from(&*disposition.id)),
                    ("callback", callback.is_some().into()),
                ];
                parameters.extend(callback.map(|at| ("callBackDTS", at.into())));
                if !note.is_empty() {
                    parameters.push(("notes", note.as_str().into()));
                }
                act("close the call", "dispositionCall", parameters)
            }
            Action::Place { .. } => Err(refused("an agent places a call, not a call")),
            Action::Park { .. } | Action::Retrieve { .. } => Err(refused(NO_PARK)),
            Action::Special { .. } => Err(refused("RingCX has no such action")),
            Action::Transfer { .. } => Err(refused(NO_TRANSFER)),
            Action::SetState(_) => Err(refused(NO_STATE)),
        }
    }

    /// What rings an agent and then dials `to` for them.
    pub(super) fn place(to: &str, place: Place<'_>) -> Result<Self, Fault> {
        Ok(Self {
            label: "place the call",
            call: None,
            path: "createManualAgentCall",
            parameters: vec![
                ("username", place.username.into()),
                ("destination", number_to_call(to)?.into()),
                ("ringDuration", place.ring_seconds.into()),
                ("callerId", place.caller_id.into()),
            ],
        })
    }

    /// The segments of its path below `activeCalls`.
    pub(super) fn segments(&self) -> Vec<&str> {
        let call = self.call.as_ref().map(CallId::as_str);
        ["activeCalls"].into_iter().chain(call).chain([self.path]).collect()
    }

    /// Gives `request` the parameters. The older guide's body for hanging up, a phone number, is a slip: that
    /// action takes nothing (ringcentral §8).
    pub(super) fn parameterise(&self, request: Request, parameters: Parameters) -> Request {
        let request = request.header("Accept", "text/plain, application/json");
        match parameters {
            _ if self.parameters.is_empty() => request,
            Parameters::Query => {
                self.parameters.iter().fold(request, |request, (key, value)| request.query(key, plain(value)))
            }
            Parameters::Body => {
                let pairs = self.parameters.iter().map(|(key, value)| ((*key).to_owned(), value.clone()));
                request.json(json!(pairs.collect::<serde_json::Map<_, _>>()))
            }
        }
    }
}

/// The form's field for when the customer is called back.
pub(super) const CALLBACK: &str = "callback";
/// Why calls cannot be parked.
pub(super) const NO_PARK: &str = "RingCX has no park: hold or requeue the call instead";
/// Why calls cannot be transferred.
pub(super) const NO_TRANSFER: &str = "RingCX transfers only to queues: requeue the call instead";
/// Why states cannot be set.
pub(super) const NO_STATE: &str = "RingCX lets agents alone set their state";

/// Actions that stand in the guide and not in the specification, so that an account may not have them
/// (ringcentral §12).
pub(super) fn is_guide_only(verb: Verb) -> bool {
    match verb {
        Verb::Hold | Verb::Requeue => true,
        Verb::Monitor
        | Verb::Whisper
        | Verb::Barge
        | Verb::Leave
        | Verb::HangUp
        | Verb::Record
        | Verb::Park
        | Verb::Retrieve
        | Verb::Special
        | Verb::Transfer
        | Verb::Dispose
        | Verb::Place
        | Verb::SetState => false,
    }
}

/// A refusal of our own.
pub(super) fn refused(why: &str) -> Fault {
    Fault::Refused(Text::new(why))
}

fn session(mode: ListenMode) -> &'static str {
    match mode {
        ListenMode::Monitor => "MONITOR",
        ListenMode::Whisper => "COACHING",
        ListenMode::Barge => "BARGEIN",
    }
}

/// A moment as the platform reads it, `yyyyMMddHHmmss` (ringcentral §3). In which zone it reads it is not documented.
fn stamp(moment: &str) -> Result<String, Fault> {
    let at = chrono::NaiveDateTime::parse_from_str(moment, "%Y-%m-%dT%H:%M:%S").ok();
    let at = at.ok_or_else(|| refused("the time of the callback cannot be read"))?;
    Ok(at.format("%Y%m%d%H%M%S").to_string())
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests;
