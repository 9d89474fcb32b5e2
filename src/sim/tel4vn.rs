//! TEL4VN as its fact sheet has it: three generations of one interface, legs for calls, phones that ring.

mod actions;
mod agents;
mod auth;
mod calls;
mod click2call;
mod events;
mod ids;
mod list;
mod monitor;
mod outside;
mod phones;
mod queues;
mod refusal;
mod slips;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use chrono_tz::Asia::Ho_Chi_Minh;

use super::Dialect;
use super::http::{self, Ask, Desk, Reply};
use super::world::{CallId, Habits, Ms, Site};
use auth::Auth;
use events::Events;
use outside::Outside;
use refusal::Refusal;

pub(super) const DIALECT: Dialect = Dialect {
    name: "tel4vn",
    habits: Habits { zone: Ho_Chi_Minh, ring_group: 2, consults: false, phone, key },
    endpoints: &[
        "auth",
        "token-v1",
        "token-v2",
        "token-v3",
        "calls",
        "monitor",
        "extensions",
        "extension",
        "loggedin",
        "agent-extensions",
        "live",
        "agent",
        "users",
        "queues",
        "waiting",
        "transfer",
        "listen",
        "whisper",
        "barge",
        "park",
        "click2call",
        "pause",
        "resume",
        "login",
        "events",
        "event-add",
        "event-delete",
        "other",
    ],
    endpoint,
    actions: &[
        "transfer",
        "listen",
        "whisper",
        "barge",
        "park",
        "click2call",
        "pause",
        "resume",
        "login",
        "event-add",
        "event-delete",
    ],
    slips: slips::SLIPS,
    serve: |hall| click2call::patient(&hall, http::router(hall.clone(), Tel4vn::default())),
    failure: refusal::failure,
    config,
};

/// The tenant, to which everything belongs.
const DOMAIN: &str = "sim.tel4vn.com";
/// The phone of whoever watches: a supervisor's, which is on no agent's desk.
const PHONE: &str = "901";

fn config(base: &str) -> String {
    format!("[tel4vn.hanoi]\nurl = \"{base}\"\napi_key = \"{}\"\nphone = \"{PHONE}\"\n", auth::API_KEY)
}

/// Ten digits, Vietnamese in shape; no network has the prefix.
fn phone(rng: &mut fastrand::Rng) -> String {
    format!("0500{:06}", rng.u32(100_000..200_000))
}

/// The uuid of a call's first channel.
fn key(at: DateTime<Utc>, id: CallId) -> String {
    ids::uuid(&at.timestamp_millis().to_string(), id)
}

/// A path's parts.
fn parts(path: &str) -> Vec<&str> {
    path.split('/').skip(1).collect()
}

fn endpoint(method: &str, path: &str) -> &'static str {
    match parts(path).as_slice() {
        ["v1" | "v3", "auth"] => "auth",
        ["v1", "auth", "token"] => "token-v1",
        ["v2", "auth", "token"] => "token-v2",
        ["v3", "auth", "token"] => "token-v3",
        ["v1" | "v2", "call"] => "calls",
        ["v1" | "v2", "call", _, "transfer"] => "transfer",
        ["v1" | "v2", "call", _, "listen"] => "listen",
        ["v1" | "v2", "call", _, "whisper"] => "whisper",
        ["v1" | "v2", "call", _, "barge"] => "barge",
        ["v1", "call", _, "park"] => "park",
        ["v1", "monitor", "agent"] | ["v3", "monitor"] => "monitor",
        ["v2" | "v3", "extension"] => "extensions",
        ["v3", "extension", _] => "extension",
        ["v3", "extension", _, "loggedin"] => "loggedin",
        ["v3", "agent", "extension"] => "agent-extensions",
        ["v3", "agent", "live"] => "live",
        ["v3", "agent", "pause"] => "pause",
        ["v3", "agent", "resume"] => "resume",
        ["v3", "agent", "login"] => "login",
        ["v3", "agent", _] => "agent",
        ["v3", "user"] => "users",
        ["v1", "callcenter", "queue"] => "queues",
        ["v3", "monitor", "callcenter", "queue"] => "waiting",
        ["v1" | "v2", "click2call"] | ["v1", "click2call", "async"] => "click2call",
        ["v1", "event"] if method == "POST" => "event-add",
        ["v1", "event"] => "events",
        ["v1", "event", _] => "event-delete",
        _ => "other",
    }
}

/// How an endpoint must be asked. Placing a call is a GET, whatever it does (tel4vn §5).
fn method(ask: &Ask) -> &'static str {
    match ask.endpoint {
        "event-delete" => "DELETE",
        "click2call" if parts(&ask.path).first() != Some(&"v2") => "GET",
        "auth" | "token-v1" | "token-v2" | "token-v3" => "POST",
        action if DIALECT.actions.contains(&action) => "POST",
        _ => "GET",
    }
}

/// The vendor's server, with what it knows beside the floor.
#[derive(Debug, Default)]
struct Tel4vn {
    auth: Auth,
    events: Events,
    outside: Outside,
}

impl Desk for Tel4vn {
    fn answer(&mut self, site: &mut Site, ask: &Ask) -> Reply {
        self.outside.forget(site.now());
        self.reply(site, ask).unwrap_or_else(|refusal| refusal.reply(ask))
    }
}

impl Tel4vn {
    fn reply(&mut self, site: &mut Site, ask: &Ask) -> Result<Reply, Refusal> {
        if ask.endpoint == "other" {
            return Err(Refusal::NotFound("Not Found"));
        }
        if ask.method != method(ask) {
            return Err(Refusal::Method);
        }
        match ask.endpoint {
            "auth" => return self.auth.sign_in(ask),
            "token-v1" | "token-v2" | "token-v3" => return self.auth.token(ask),
            _ => self.auth.admit(ask)?,
        }
        if ask.trouble.has("forbidden") {
            return Err(Refusal::Forbidden);
        }
        self.answer_known(site, ask)
    }

    fn answer_known(&mut self, site: &mut Site, ask: &Ask) -> Result<Reply, Refusal> {
        match ask.endpoint {
            "calls" => Ok(calls::list(site, ask, &self.outside)),
            "monitor" => Ok(monitor::list(site, ask)),
            "extensions" | "extension" | "loggedin" | "agent-extensions" => phones::read(site, ask),
            "live" | "agent" | "users" => agents::read(site, ask),
            "queues" => queues::list(site, ask),
            "waiting" => Ok(queues::waiting(site, ask)),
            "pause" | "resume" | "login" => agents::set(site, ask),
            "click2call" => click2call::answer(site, ask, &mut self.outside),
            "events" | "event-add" | "event-delete" => self.events.answer(ask),
            _ => actions::act(site, ask, &mut self.outside),
        }
    }
}

/// A time without a zone, as most lists have it: the server's own wall clock (tel4vn §3).
fn bare(site: &Site, ask: &Ask, at: Ms) -> String {
    let ahead = match ask.trouble.word("zone") {
        "+00:00" => 0,
        "+08:00" => 8,
        _ => 7,
    };
    let there = ask.claim(site.utc(at)) + TimeDelta::hours(ahead);
    there.format("%Y-%m-%d %H:%M:%S").to_string()
}

/// A time with its zone, to the second.
fn zoned(site: &Site, ask: &Ask, at: Ms) -> String {
    ask.claim(site.utc(at)).with_timezone(&Ho_Chi_Minh).to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// A time with its zone and a fraction.
fn exact(site: &Site, ask: &Ask, at: Ms) -> String {
    ask.claim(site.utc(at)).with_timezone(&Ho_Chi_Minh).to_rfc3339_opts(SecondsFormat::Micros, false)
}
