//! RingCentral `RingCX` Voice (Engage Voice) as its fact sheet has it: tokens, limits, reads and actions.

mod actions;
mod auth;
mod directory;
mod list;
mod quota;
mod realtime;
mod refusal;
mod slips;
mod token;

use std::sync::Arc;

use axum::Router;
use chrono::{DateTime, Utc};
use serde_json::json;

use super::Dialect;
use super::http::{self, Ask, Desk, Hall, Reply, Stale};
use super::world::{CallId, Habits, Ms, Site};
use auth::Auth;
use quota::Quota;
use refusal::Refusal;

pub(super) const DIALECT: Dialect = Dialect {
    name: "ringcentral",
    habits: Habits { zone: chrono_tz::America::New_York, ring_group: 1, consults: false, phone, key },
    endpoints: &[
        "oauth",
        "exchange",
        "refresh",
        "login",
        "legacy-login",
        "admin-token",
        "accounts",
        "calls",
        "agents",
        "queues",
        "realtime",
        "gateGroups",
        "gates",
        "gateAgents",
        "dispositions",
        "agentGroups",
        "groupAgents",
        "auxStates",
        "preroute",
        "createManualAgentCall",
        "addSessionToCall",
        "hangupSession",
        "hangupSessionById",
        "hangupCall",
        "toggleCallRecording",
        "dispositionCall",
        "toggleCallHold",
        "requeueCall",
        "pingCall",
        "page",
        "other",
    ],
    endpoint,
    actions: &[
        "createManualAgentCall",
        "addSessionToCall",
        "hangupSession",
        "hangupSessionById",
        "hangupCall",
        "toggleCallRecording",
        "dispositionCall",
        "toggleCallHold",
        "requeueCall",
        "pingCall",
    ],
    slips: slips::SLIPS,
    serve,
    failure: refusal::failure,
    config,
};

/// The sub-account every path must name.
const ACCOUNT: &str = "12440011";
const MAIN_ACCOUNT: &str = "12440000";
const ACCOUNT_NAME: &str = "Sim Centre";

/// Actions that only the guide lists (ringcentral §5).
const GUIDE_ONLY: [&str; 4] = ["hangupSessionById", "toggleCallHold", "requeueCall", "pingCall"];

fn serve(hall: Arc<Hall>) -> Router {
    let desk = Ringcentral { auth: Auth::default(), realtime: Quota::default(), stale: Stale::default() };
    http::router(hall, desk)
}

fn config(base: &str) -> String {
    format!(
        "[ringcentral.sales]\nclient_id = \"{}\"\nclient_secret = \"{}\"\njwt = \"{}\"\naccount_id = \"{ACCOUNT}\"\n\
         platform_url = \"{base}\"\nringcx_url = \"{base}\"\n",
        auth::CLIENT_ID,
        auth::CLIENT_SECRET,
        auth::JWT
    )
}

/// Ten digits in the ranges kept for fiction.
fn phone(rng: &mut fastrand::Rng) -> String {
    let area = *rng.choice(&[212, 303, 415, 512, 617, 650]).unwrap_or(&212);
    format!("{area}55501{:02}", rng.u8(..100))
}

/// A `uii`: thirty digits, the first fourteen a time stamp (ringcentral §3).
fn key(at: DateTime<Utc>, id: CallId) -> String {
    format!("{}013205{id:010}", at.format("%Y%m%d%H%M%S"))
}

/// A time stamp as the vendor writes it: milliseconds, offset without a colon (ringcentral §3).
fn stamp(site: &Site, ask: &Ask, at: Ms) -> String {
    ask.claim(site.utc(at)).format("%Y-%m-%dT%H:%M:%S%.3f%z").to_string()
}

/// The tail of an API path after `/voice/api/v1/` or, as the legacy hosts have it, `/api/v1/`.
fn api_path(path: &str) -> Option<Vec<&str>> {
    let tail = path.strip_prefix("/voice/api/v1/").or_else(|| path.strip_prefix("/api/v1/"))?;
    Some(tail.split('/').collect())
}

fn endpoint(_method: &str, path: &str) -> &'static str {
    match path {
        "/restapi/oauth/token" => return "oauth",
        "/api/auth/login/rc/accesstoken" => return "exchange",
        "/api/auth/token/refresh" => return "refresh",
        "/api/auth/login/admin" => return "login",
        "/api/v1/auth/login" => return "legacy-login",
        _ => {}
    }
    // The web application answers what misses the prefix (ringcentral §6).
    let Some(tail) = api_path(path) else { return if path.starts_with("/v1/") { "page" } else { "other" } };
    match tail.as_slice() {
        ["admin", "token", ..] => "admin-token",
        ["admin", "accounts"] => "accounts",
        ["admin", "accounts", _, "activeCalls", "list"] => "calls",
        ["admin", "accounts", _, "activeCalls", "createManualAgentCall"] => "createManualAgentCall",
        ["admin", "accounts", _, "activeCalls", "prerouteChecks", _] => "preroute",
        ["admin", "accounts", _, "activeCalls", _, action] => {
            DIALECT.actions.iter().find(|name| *name == action).copied().unwrap_or("other")
        }
        ["admin", "accounts", _, "realTimeData", "agent"] => "agents",
        ["admin", "accounts", _, "realTimeData", "inbound"] => "queues",
        ["admin", "accounts", _, "realTimeData", "chat" | "outbound" | "ivr"] => "realtime",
        ["admin", "accounts", _, "gateGroups"] | ["admin", "accounts", _, "gateGroups", "withChildren"] => {
            "gateGroups"
        }
        ["admin", "accounts", _, "gateGroups", _, "gates"] => "gates",
        ["admin", "accounts", _, "gateGroups", _, "gates", _, "gateAgentAccessLogin"] => "gateAgents",
        ["admin", "accounts", _, "gateGroups", _, "gates", _, "dispositions"] => "dispositions",
        ["admin", "accounts", _, "agentGroups"] => "agentGroups",
        ["admin", "accounts", _, "agentGroups", _, "agents"] => "groupAgents",
        ["admin", "accounts", _, "auxStates"] => "auxStates",
        _ => "other",
    }
}

/// The vendor's servers: platform, token exchange and voice API in one.
struct Ringcentral {
    auth: Auth,
    realtime: Quota,
    stale: Stale,
}

impl Desk for Ringcentral {
    fn answer(&mut self, site: &mut Site, ask: &Ask) -> Reply {
        let answer = match ask.endpoint {
            "oauth" => return self.auth.platform_token(ask),
            "exchange" => self.auth.exchange(ask, site),
            "refresh" => self.auth.refresh(ask, site),
            "login" => self.auth.login(ask, site),
            "legacy-login" => self.auth.legacy_login(ask),
            "page" => return Reply::page(),
            _ => self.api(site, ask),
        };
        answer.unwrap_or_else(|refusal| refusal.reply(ask))
    }
}

impl Ringcentral {
    fn api(&mut self, site: &mut Site, ask: &Ask) -> Result<Reply, Refusal> {
        let tail = api_path(&ask.path).ok_or(Refusal::NotFound)?;
        self.auth.admit(ask)?;
        if ask.trouble.has("forbidden") {
            return Err(Refusal::Forbidden);
        }
        if let ["admin", "token", rest @ ..] = tail.as_slice() {
            return self.auth.permanent_token(ask, rest);
        }
        let (account, tail) = match tail.as_slice() {
            ["admin", "accounts"] => return allow("GET", ask, accounts),
            ["admin", "accounts", account, tail @ ..] => (*account, tail),
            _ => return Err(Refusal::NotFound),
        };
        let limit = ask.trouble.number("limit").unwrap_or(120);
        if matches!(tail, ["activeCalls" | "realTimeData", ..]) {
            self.realtime.spend(limit)?;
        }
        if account != ACCOUNT {
            return Err(Refusal::Forbidden);
        }
        if ask.trouble.has("spec-only")
            && (tail.contains(&"realTimeData") || GUIDE_ONLY.contains(&ask.endpoint))
        {
            return Err(Refusal::NotFound);
        }
        if DIALECT.actions.contains(&ask.endpoint) {
            return if ask.method == "POST" { actions::act(site, ask, tail) } else { Err(Refusal::Method) };
        }
        if ask.method != "GET" {
            return Err(Refusal::Method);
        }
        self.read(site, ask, tail)
    }

    fn read(&mut self, site: &Site, ask: &Ask, tail: &[&str]) -> Result<Reply, Refusal> {
        let lag = ask.trouble.span("lag");
        match tail {
            ["activeCalls", "list"] => list::list(site, ask),
            ["activeCalls", "prerouteChecks", check] => realtime::preroute(site, ask, check),
            ["realTimeData", "agent"] => Ok(self.stale.answer(lag, ask, || realtime::agents(site, ask))),
            ["realTimeData", "inbound"] => Ok(self.stale.answer(lag, ask, || realtime::queues(site, ask))),
            ["realTimeData", "chat" | "outbound" | "ivr"] => Ok(Reply::json(&json!([]))),
            _ => directory::read(site, ask, tail),
        }
    }
}

fn allow(method: &str, ask: &Ask, answer: impl FnOnce() -> Reply) -> Result<Reply, Refusal> {
    if ask.method == method { Ok(answer()) } else { Err(Refusal::Method) }
}

fn accounts() -> Reply {
    Reply::json(&json!([{
        "accountId": ACCOUNT, "accountName": ACCOUNT_NAME, "mainAccountId": MAIN_ACCOUNT,
    }]))
}
