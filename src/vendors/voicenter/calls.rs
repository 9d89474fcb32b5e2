//! Calls on extensions (voicenter §2.1).

use serde::Deserialize;
use serde_json::Value;

use super::frame::{Frame, Present};
use super::keys::under;
use crate::domain::{AgentId, Call, CallId, Detail, Direction, Party, Phase, Recording, Text};
use crate::vendor::loose;

/// How many entries of a call's custom data are shown.
const MOST_DETAILS: usize = 30;

/// A call as an extension lists it. Everything else that the vendor's other feeds carry is left alone.
#[derive(Debug, Deserialize)]
pub(super) struct Wire {
    #[serde(default, rename = "callStarted", deserialize_with = "loose::whole")]
    started: Option<i64>,
    #[serde(default, rename = "callAnswered", deserialize_with = "loose::whole")]
    answered: Option<i64>,
    #[serde(default, rename = "callername", deserialize_with = "loose::word")]
    name: Option<String>,
    #[serde(default, rename = "callerphone", deserialize_with = "loose::word")]
    phone: Option<String>,
    #[serde(default, rename = "callstatus", deserialize_with = "loose::word")]
    status: Option<String>,
    #[serde(default, rename = "customdata")]
    custom: Value,
    #[serde(default, deserialize_with = "loose::word")]
    direction: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    ivrid: Option<String>,
    #[serde(default)]
    recording: Value,
    #[serde(default, deserialize_with = "loose::word")]
    did: Option<String>,
}

/// A call and what of it is not for the board.
#[derive(Debug)]
pub(super) struct Sighted {
    /// The call.
    pub call: Call,
    /// `callStarted` as it came.
    pub started: Option<i64>,
}

/// The row id of call `ivrid` on extension `username`: an `ivrid` may be listed under several (voicenter §2.1).
pub(super) fn id(username: &str, ivrid: &str) -> CallId {
    format!("{username}/{ivrid}").into()
}

impl Wire {
    /// The newest instant that the call's epochs tell of, for the frame.
    pub(super) fn started(&self) -> Option<i64> {
        self.started
    }

    /// The vendor's id of the call.
    pub(super) fn ivrid(&self) -> Option<&str> {
        self.ivrid.as_deref().map(str::trim).filter(|id| !id.is_empty())
    }

    /// The other party's number (voicenter §2.1).
    pub(super) fn number(&self) -> Option<Text> {
        self.phone.as_deref().and_then(Text::some)
    }

    /// The call, on the extension `username` if that could be read.
    pub(super) fn call(
        self,
        username: Option<&str>,
        frame: Frame,
        present: Present,
    ) -> Result<Sighted, String> {
        let ivrid = self.ivrid().ok_or(".ivrid: missing")?.to_owned();
        let instant = |epoch: Option<i64>| epoch.and_then(|epoch| frame.past(present, epoch));
        let phase = phase(self.status.as_deref());
        let (answered, connected) = (instant(self.answered), matches!(phase, Phase::Talking | Phase::Held));
        let call = Call {
            conversation: Some(ivrid.as_str().into()),
            direction: direction(self.direction.as_deref()),
            caller: Party::new(self.name.as_deref(), self.phone.as_deref()),
            dialled: self.did.as_deref().and_then(Text::some),
            agent: username.map(AgentId::from),
            started: instant(self.started),
            answered,
            recording: recording(&self.recording, answered.is_some() || connected),
            details: self.details(&ivrid),
            ..Call::new(id(username.unwrap_or_default(), &ivrid), phase)
        };
        Ok(Sighted { call, started: self.started })
    }

    fn details(&self, ivrid: &str) -> Vec<Detail> {
        let plain = |word: &&str| !matches!(word.to_ascii_lowercase().as_str(), "incoming" | "outgoing");
        let direction = self.direction.as_deref().filter(plain).unwrap_or_default();
        let file = under_first(&self.recording, "Filename").and_then(loose::text_of).unwrap_or_default();
        let known = [
            Detail::plain("direction", direction),
            Detail::plain("call id", ivrid),
            // Its name may hold the customer's number.
            Detail::free("recording", &file),
        ];
        let custom = custom(&self.custom);
        let custom = custom.iter().filter_map(|(label, value)| Detail::free(label, value));
        known.into_iter().flatten().chain(custom).collect()
    }
}

fn phase(status: Option<&str>) -> Phase {
    let status = status.map(str::trim).unwrap_or_default();
    match status.to_ascii_lowercase().as_str() {
        "ringing" => Phase::Ringing,
        "dialing" => Phase::Dialing,
        "talking" => Phase::Talking,
        "hold" => Phase::Held,
        _ => Phase::Other(Text::some(status).unwrap_or_else(|| "no status".into())),
    }
}

/// `Click2Call` is placed for an agent; `Spy` is a supervisor's own leg (voicenter §2.1).
fn direction(word: Option<&str>) -> Direction {
    match word.map(str::trim).unwrap_or_default().to_ascii_lowercase().as_str() {
        "incoming" => Direction::Inbound,
        "outgoing" | "click2call" => Direction::Outbound,
        "spy" => Direction::Internal,
        _ => Direction::Unknown,
    }
}

/// An empty file name is the best hint that a call is not recorded at all (voicenter §5.1); before anyone
/// speaks it hints at nothing.
fn recording(value: &Value, connected: bool) -> Recording {
    let named = under_first(value, "Filename").is_none_or(|file| loose::text_of(file).is_some());
    match under_first(value, "IsMuted").and_then(loose::flag_of) {
        Some(true) => Recording::Paused,
        Some(false) if named => Recording::On,
        Some(false) if connected => Recording::Off,
        Some(false) | None => Recording::Unknown,
    }
}

/// What stands under `key` of an object, or of a list's first: the page's table says list, its sample object.
fn under_first<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    let object = value.as_array().map_or(Some(value), |list| list.first());
    object?.as_object().and_then(|object| under(object, key))
}

/// The entries of custom data: of an object as in the sample and the field, or of a list as in the table.
fn custom(value: &Value) -> Vec<(String, String)> {
    let lone = |value: &Value| loose::text_of(value).map(|text| ("custom data".to_owned(), text));
    let entries = |value: &Value| match value.as_object() {
        Some(object) => object
            .iter()
            .map(|(key, value)| (label(key), loose::text_of(value).unwrap_or_else(|| nested(value))))
            .collect(),
        None => lone(value).into_iter().collect::<Vec<_>>(),
    };
    let all = value.as_array().map_or_else(|| entries(value), |list| list.iter().flat_map(entries).collect());
    all.into_iter().take(MOST_DETAILS).collect()
}

fn nested(value: &Value) -> String {
    if value.is_null() { String::new() } else { value.to_string() }
}

/// The one entry that the vendor itself writes: the call that this one was transferred from (voicenter §2.1).
fn label(key: &str) -> String {
    if key == "OriginalIvrUniqueID" { "transferred from".to_owned() } else { key.to_owned() }
}
