//! Voicenter as its fact sheet has it: two polled lists, and actions spread over three other interfaces.

mod calls;
mod click2call;
mod mute;
mod people;
mod queues;

use chrono::{DateTime, Offset, TimeZone, Utc};
use chrono_tz::Asia::Jerusalem;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Dialect;
use super::fault::{self, FaultDoc};
use super::http::{self, Ask, Desk, Reply, Stale};
use super::world::{CallId, Habits, Ms, Site};

pub(super) const DIALECT: Dialect = Dialect {
    name: "voicenter",
    habits: Habits { zone: Jerusalem, ring_group: 3, consults: true, phone, key },
    endpoints: &["calls", "queues", "mute", "click2call", "status", "roster", "statuses", "other"],
    endpoint,
    actions: &["mute", "click2call", "status"],
    slips: SLIPS,
    serve: |hall| http::router(hall, Voicenter::default()),
    failure: |status| Reply::text(status, "The service is unavailable."),
    config,
};

const SLIPS: &[FaultDoc] = &[
    FaultDoc {
        name: "epoch",
        value: fault::Value::Word(&["local", "utc", "+120", "+180"]),
        what: "the frame of epoch seconds: Israel's wall clock (default), UTC, or minutes ahead of it",
    },
    FaultDoc {
        name: "types",
        value: fault::Value::None,
        what: "numbers come as texts, and an ErrorCode as a number: both are documented",
    },
    FaultDoc {
        name: "commas",
        value: fault::Value::None,
        what: "the commas that the vendor's own samples miss are missing",
    },
    FaultDoc {
        name: "err",
        value: fault::Value::Word(&["1", "2"]),
        what: "both lists answer this ERR, in good HTTP",
    },
    FaultDoc { name: "absent", value: fault::Value::None, what: "an answer with an ERR has no list at all" },
    FaultDoc {
        name: "blank",
        value: fault::Value::None,
        what: "ERR 0 and nothing in the lists, as for a wrong code",
    },
    FaultDoc { name: "stale", value: fault::Value::Span, what: "both lists are renewed this seldom" },
    FaultDoc {
        name: "twice",
        value: fault::Value::None,
        what: "a caller whose call rings is still listed in the queue",
    },
];

/// The account's secret. A code is well-formed if it is 16 to 64 letters and digits.
const CODE: &str = "SIMCODE7F3A91C2D4E5B608";

fn config(base: &str) -> String {
    format!(
        "[voicenter.tlv]\ncode = \"{CODE}\"\nactive_calls_url = \"{base}/comet/API\"\n\
         recording_url = \"{base}/Comet/API\"\nclick2call_url = \"{base}/ForwardDialer/click2call.aspx\"\n\
         status_url = \"{base}/UserLogin/SetStatusFromAPI\"\nroster_url = \"{base}/Comet/api/GetExtensions\"\n\
         statuses_url = \"{base}/UserLogin/GetStatusesList\"\n"
    )
}

/// Ten digits, Israeli in shape; 055-501xx is nobody's prefix.
fn phone(rng: &mut fastrand::Rng) -> String {
    format!("05{}5501{:03}", rng.u8(..10), rng.u16(100..200))
}

/// An `ivrid`: local time, server, fourteen hexadecimal digits (voicenter §3).
fn key(at: DateTime<Utc>, id: CallId) -> String {
    let mixed = id.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 24;
    format!("{}0714{:04x}{mixed:010x}", at.with_timezone(&Jerusalem).format("%Y%m%d%H%M%S"), id & 0xffff)
}

/// Paths differ in letter case between the vendor's pages, and count exactly.
fn endpoint(_method: &str, path: &str) -> &'static str {
    match path {
        "/comet/API/GetExtensionsCalls" => "calls",
        "/comet/API/GetQueuesCallers" => "queues",
        "/Comet/API/MuteUnmuteCalls" | "/api/MuteUnmuteCalls" => "mute",
        "/ForwardDialer/click2call.aspx" => "click2call",
        "/UserLogin/SetStatusFromAPI" => "status",
        "/Comet/api/GetExtensions" => "roster",
        "/UserLogin/GetStatusesList" => "statuses",
        _ => "other",
    }
}

/// The vendor's servers.
#[derive(Debug, Default)]
struct Voicenter {
    stale: Stale,
}

impl Desk for Voicenter {
    fn answer(&mut self, site: &mut Site, ask: &Ask) -> Reply {
        if ask.trouble.has("forbidden") {
            return Reply::text(403, "Forbidden: IP address is not listed");
        }
        if ask.method != "GET" && ask.method != "POST" {
            return Reply::text(405, "Method Not Allowed");
        }
        let params = Params::read(ask);
        let stale = ask.trouble.span("stale");
        match ask.endpoint {
            "calls" => {
                self.stale.answer(stale, ask, || list(ask, "EXTENSIONS", calls::rows(site, ask, &params)))
            }
            "queues" => {
                self.stale.answer(stale, ask, || list(ask, "QUEUES", queues::rows(site, ask, &params)))
            }
            "mute" => mute::mute(site, ask, &params),
            "click2call" => click2call::answer(site, ask, &params),
            "status" => people::set_status(site, ask, &params),
            "roster" => people::roster(site, &params),
            "statuses" => people::statuses(&params),
            _ => Reply::text(404, "Not Found"),
        }
    }
}

/// A request's parameters: the query of a GET, the JSON object of a POST (voicenter §1). Nothing else is
/// read.
struct Params(Map<String, Value>);

impl Params {
    fn read(ask: &Ask) -> Self {
        if ask.method == "GET" {
            return Self(ask.query.iter().map(|(name, value)| (name.clone(), json!(value))).collect());
        }
        match ask.json() {
            Some(Value::Object(object)) => Self(object),
            Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_))
            | None => Self(Map::new()),
        }
    }

    /// A parameter that is documented as a string, and is one.
    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    /// A parameter whose type is not documented: a string, or written as one.
    fn any(&self, name: &str) -> Option<String> {
        match self.0.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Null => None,
            other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
                Some(other.to_string())
            }
        }
    }
}

/// What became of an account's code (voicenter §1, "How auth errors look").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Code {
    Right,
    /// Well-formed but unknown: success, and nothing to see.
    Wrong,
    Malformed,
}

/// Judges the code sent as `name`; its letter case differs between interfaces and is not interchangeable.
fn code(params: &Params, name: &str) -> Code {
    match params.text(name) {
        Some(CODE) => Code::Right,
        Some(text) if (16..=64).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric()) => {
            Code::Wrong
        }
        Some(_) | None => Code::Malformed,
    }
}

/// Why a list is not given: `ERR` and `DESC` (voicenter §4).
type Flaw = (u8, &'static str);

const BAD_REQUEST: Flaw = (1, "Authorization failed.");
const BAD_VALUE: Flaw = (2, "Internal error.");

/// One of the two lists, with the slips that concern both. The text is put together by hand because the lists
/// are long and their key is not fixed.
fn list<T: Serialize>(ask: &Ask, name: &str, rows: Result<Vec<T>, Flaw>) -> Reply {
    let rows = match ask.trouble.word("err") {
        "1" => Err(BAD_REQUEST),
        "2" => Err(BAD_VALUE),
        _ if ask.trouble.has("blank") => rows.map(|_| Vec::new()),
        _ => rows,
    };
    let ((code, why), rows) = match rows {
        Ok(rows) => ((0, "OK"), Some(rows)),
        Err(flaw) if ask.trouble.has("absent") => (flaw, None),
        Err(flaw) => (flaw, Some(Vec::new())),
    };
    // Rows hold nothing but texts and numbers: writing them cannot fail.
    let rows = rows.map(|rows| format!(",\"{name}\":{}", serde_json::to_string(&rows).unwrap_or_default()));
    let mut text = format!("{{\"ERR\":{code},\"DESC\":\"{why}\"{}}}", rows.unwrap_or_default());
    if ask.trouble.has("types") {
        let mut value: Value = serde_json::from_str(&text).unwrap_or_default();
        spell(&mut value);
        text = value.to_string();
    }
    if ask.trouble.has("commas") {
        text = text.replace("},{", "}{").replace("},\"", "}\"");
    }
    Reply { kind: "application/json", ..Reply::text(200, text) }
}

/// Turns every number into a text.
fn spell(value: &mut Value) {
    match value {
        Value::Number(number) => *value = json!(number.to_string()),
        Value::Array(rows) => rows.iter_mut().for_each(spell),
        Value::Object(fields) => fields.values_mut().for_each(spell),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// An instant as the vendor writes it: the seconds of Israel's wall clock, as if it were UTC (voicenter §3).
fn epoch(site: &Site, ask: &Ask, at: Ms) -> i64 {
    let claimed = ask.claim(site.utc(at));
    let ahead = match ask.trouble.word("epoch") {
        "utc" => 0,
        "+120" => 7_200,
        "+180" => 10_800,
        _ => i64::from(Jerusalem.offset_from_utc_datetime(&claimed.naive_utc()).fix().local_minus_utc()),
    };
    claimed.timestamp() + ahead
}
