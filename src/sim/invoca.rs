//! Invoca as its fact sheet has it: a list of bridged calls, updates taken on trust, signals. No agents, no
//! queues.

mod custom;
mod refusal;
mod row;
mod signal;
mod slips;
mod update;

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use chrono_tz::America::Los_Angeles;

use super::Dialect;
use super::http::{self, Ask, Desk, Reply};
use super::world::{Call, CallId, Habits, Site};
use refusal::Refusal;
use row::{Fields, Generation};

pub(super) const DIALECT: Dialect = Dialect {
    name: "invoca",
    habits: Habits { zone: Los_Angeles, ring_group: 1, consults: false, phone, key },
    endpoints: &["calls", "update", "signal", "other"],
    endpoint,
    actions: &["update", "signal"],
    slips: slips::SLIPS,
    serve: |hall| http::router(hall, Invoca),
    failure: refusal::failure,
    config,
};

/// Thirty-two characters that are safe in a URL (invoca §1).
const TOKEN: &str = "sim-token_7F3A91C2D4E5B608aBcDeF";
const NETWORK: &str = "25";

const CURRENT: &str = "/calls_in_progress/current_calls.json";
const UPDATE: &str = "/calls_in_progress.json";
const SIGNAL: &str = "/transactions.json";

fn config(base: &str) -> String {
    format!(
        "[invoca.tracking]\nurl = \"{base}\"\ntoken = \"{TOKEN}\"\norganization = {NETWORK}\n\
         organization_type = \"Network\"\n\
         dispositions = {{ field = \"{}\", values = [\"SALE\", \"NO_SALE\", \"CUSTOMER_HANGUP\"] }}\n\
         fields = [\"lead_type\", \"notes\"]\nsignal_fallback = true\ndemographics = false\n\
         group_by = \"campaign\"\n",
        custom::DISPOSITION
    )
}

/// A number of the United States in the range kept for fiction, as E.164.
fn phone(rng: &mut fastrand::Rng) -> String {
    let area = *rng.choice(&["213", "303", "415", "512", "617", "650"]).unwrap_or(&"213");
    format!("+1{area}55501{:02}", rng.u8(..100))
}

/// A `transaction_id`: digits, capitals and a dash (invoca §2).
fn key(_at: DateTime<Utc>, id: CallId) -> String {
    let mixed = id.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    format!("{mixed:08X}-{id:08X}")
}

fn endpoint(_method: &str, path: &str) -> &'static str {
    match path.strip_prefix("/api/") {
        Some(tail) if tail.strip_prefix("2022-08-01") == Some(CURRENT) => "calls",
        Some(tail) if tail.strip_prefix("2022-08-01") == Some(UPDATE) => "update",
        Some(tail) if tail.strip_prefix("2018-02-01") == Some(SIGNAL) => "signal",
        Some(_) | None => "other",
    }
}

/// The vendor's servers. Everything they know stands in the world.
struct Invoca;

impl Desk for Invoca {
    fn answer(&mut self, site: &mut Site, ask: &Ask) -> Reply {
        answer(site, ask).unwrap_or_else(|refusal| refusal.reply(ask))
    }
}

fn answer(site: &mut Site, ask: &Ask) -> Result<Reply, Refusal> {
    admit(ask)?;
    if ask.trouble.has("forbidden") {
        return Err(Refusal::Forbidden("UnauthorizedOperation"));
    }
    match ask.endpoint {
        "calls" => current(site, ask),
        "update" => update::answer(site, ask),
        "signal" => signal::answer(site, ask),
        // Another version of a route that exists (invoca §1).
        _ if [CURRENT, UPDATE, SIGNAL].iter().any(|route| ask.path.ends_with(route)) => Err(Refusal::Version),
        _ => Err(Refusal::NotFound),
    }
}

/// The token stands in the header, bare; or in the query; or in a JSON body (invoca §1).
fn admit(ask: &Ask) -> Result<(), Refusal> {
    let body = ask.json();
    let in_body = || body.as_ref().and_then(|body| body.get("oauth_token")?.as_str());
    let shown = ask.header("authorization").or_else(|| ask.query("oauth_token")).or_else(in_body);
    if shown == Some(TOKEN) { Ok(()) } else { Err(Refusal::NotAuthorized) }
}

/// Whose calls are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    Network,
    /// One of the network's two advertisers.
    Advertiser(usize),
}

impl Scope {
    /// Reads `id` and `organization_type`, whose capitals count except in the oldest generation (invoca §2).
    fn read(ask: &Ask) -> Result<Self, Refusal> {
        let id = given(ask, "id").ok_or(Refusal::Field("id", "can't be blank"))?;
        let kind =
            given(ask, "organization_type").ok_or(Refusal::Field("organization_type", "can't be blank"))?;
        let old = matches!(Generation::of(ask), Generation::Draft | Generation::First);
        if id.parse::<u32>().is_err() {
            return Err(Refusal::Field("id", "is not a number"));
        }
        match kind {
            "Network" => Self::network(id),
            "network" if old => Self::network(id),
            "Advertiser" => Self::advertiser(id),
            "advertiser" if old => Self::advertiser(id),
            _ => Err(Refusal::Field("organization_type", "is not included in the list")),
        }
    }

    fn network(id: &str) -> Result<Self, Refusal> {
        if id == NETWORK { Ok(Self::Network) } else { Err(Refusal::Forbidden("UnauthorizedOperation")) }
    }

    fn advertiser(id: &str) -> Result<Self, Refusal> {
        let known = (0..2).find(|ix| row::advertiser_id(*ix).to_string() == id);
        known.map(Self::Advertiser).ok_or(Refusal::Forbidden("UnauthorizedAdvertiser"))
    }

    /// The calls it may see: those that are connected, whoever called whom.
    fn bridged(self, site: &Site) -> impl Iterator<Item = &Call> {
        let mine = move |call: &&Call| match self {
            Self::Network => true,
            Self::Advertiser(ix) => row::advertiser(call) == ix,
        };
        site.calls.values().filter(|call| call.connected()).filter(mine)
    }
}

/// A parameter that is there and not blank.
fn given<'a>(ask: &'a Ask, name: &str) -> Option<&'a str> {
    ask.query(name).filter(|value| !value.is_empty())
}

/// `current_calls` (invoca §2), newest first.
fn current(site: &Site, ask: &Ask) -> Result<Reply, Refusal> {
    if ask.method != "GET" {
        return Err(Refusal::Method);
    }
    let (scope, generation) = (Scope::read(ask)?, Generation::of(ask));
    let numbers = match ["calling_phone_number", "destination_phone_number"].map(|name| given(ask, name)) {
        [None, None] => None,
        [Some(from), Some(to)] => Some((from, to)),
        [Some(_), None] => return Err(Refusal::Field("destination_phone_number", "can't be blank")),
        [None, Some(_)] => return Err(Refusal::Field("calling_phone_number", "can't be blank")),
    };
    let fits = |name: &str, value: &str| given(ask, name).is_none_or(|wanted| wanted == value);
    let wanted = |call: &&Call| {
        fits("transaction_id", &call.key)
            && fits("external_unique_id", custom::external_id(call).unwrap_or_default())
            // The older generations do not know this parameter, and so ignore it.
            && (!generation.knows_records() || fits("call_record_id", &row::record_id(call)))
            && numbers.is_none_or(|(from, to)| {
                same_number(from, &call.party) && same_number(to, &row::destination(call))
            })
    };
    let mut calls: Vec<&Call> = scope.bridged(site).filter(wanted).collect();
    let oldest = matches!(generation, Generation::Draft | Generation::First);
    if calls.is_empty() && numbers.is_some() && oldest {
        return Err(Refusal::NotFound);
    }
    calls.sort_by_key(|call| Reverse(call.answered));
    let name = if generation == Generation::Draft { "calls_in_progress" } else { "current_calls" };
    Ok(list(ask, name, &calls.iter().map(|call| row::row(site, ask, call)).collect::<Vec<_>>()))
}

/// Rows under their name. The text is put together by hand because the vendor's samples hold what no JSON
/// writer writes (invoca §5).
fn list(ask: &Ask, name: &str, rows: &[Fields]) -> Reply {
    let rows: Vec<String> = rows.iter().map(|row| row::text(ask, row)).collect();
    let partial = ask.trouble.has("partial") && ask.endpoint == "calls";
    let more = if partial { slips::PARTIAL } else { "" };
    let text = format!("{{\"{name}\":[{}]{more}}}", rows.join(","));
    let status = if partial { 202 } else { 200 };
    Reply { kind: "application/json", ..Reply::text(status, text) }
}

/// Whether two numbers agree in their last ten digits, however they are written.
fn same_number(one: &str, other: &str) -> bool {
    let tail =
        |text: &str| -> Vec<char> { text.chars().rev().filter(char::is_ascii_digit).take(10).collect() };
    !tail(one).is_empty() && tail(one) == tail(other)
}
