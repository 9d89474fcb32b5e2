//! `activeCalls/list` (ringcentral §4.2).

use serde::Serialize;

use super::super::http::{Ask, Reply};
use super::super::world::{Call, Direction, Site, Stage};
use super::{ACCOUNT, Refusal, directory, stamp};

/// Rows in a page if the client does not say. The sheet gives none: small enough that forgetting to page
/// shows.
const ROWS: usize = 100;
/// The largest page. The sheet gives none.
const MOST_ROWS: usize = 1_000;
/// Products that are accepted; the first seven can have rows.
const PRODUCTS: [&str; 17] = [
    "ACCOUNT",
    "ACD",
    "OUTBOUND",
    "VISUAL_IVR",
    "CLOUD_PROFILE",
    "TRAC_NUMBER",
    "DNIS",
    "AGENT",
    "CHAT_QUEUE",
    "CLOUD_DESTINATION",
    "HTTP_SERVICES",
    "SCRIPTING",
    "TN_MANAGER",
    "SURVEY",
    "TEAMS",
    "KNOWLEDGE_BASE",
    "UTILITIES",
];
/// How long an ended call stays in the list, if it does.
const ARCHIVE: i64 = 10;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    uii: &'a str,
    account_id: &'static str,
    ani: &'a str,
    dnis: &'a str,
    #[serde(rename = "dnisE164")]
    dnis_e164: String,
    enqueue_time: Option<String>,
    dequeue_time: Option<String>,
    call_state: &'static str,
    archive: bool,
    agent_first_name: Option<&'a str>,
    agent_last_name: Option<&'a str>,
    destination_name: Option<&'a str>,
    external_id: Option<String>,
    cnam: Option<&'a str>,
}

/// What a client asked to see.
enum Filter {
    Everything,
    Queue(i64),
    External(String),
    Nothing,
}

/// The list, one page of it.
pub(super) fn list(site: &Site, ask: &Ask) -> Result<Reply, Refusal> {
    let filter = filter(ask)?;
    let page = number(ask, "page")?.unwrap_or(0);
    let rows = number(ask, "maxRows")?.unwrap_or(ROWS);
    if rows == 0 || rows > MOST_ROWS {
        return Err(Refusal::Invalid("maxRows", "must be between 1 and 1000", rows.to_string()));
    }
    let archived = ask.trouble.has("archived");
    let dead = site.ended.iter().filter(|call| archived && site.age(call.over.unwrap_or(0)) < ARCHIVE);
    let all = dead.chain(site.calls.values()).filter(|call| filter.shows(call));
    let rows: Vec<Row<'_>> =
        all.skip(page.saturating_mul(rows)).take(rows).map(|call| row(site, ask, call)).collect();
    if rows.is_empty() && ask.trouble.has("empty204") {
        return Ok(Reply::text(204, ""));
    }
    Ok(Reply::json(&rows))
}

fn filter(ask: &Ask) -> Result<Filter, Refusal> {
    if let Some(id) = ask.query("externalId") {
        return Ok(Filter::External(id.to_owned()));
    }
    let product = ask.query("product").unwrap_or("ACCOUNT");
    let id = match ask.query("productId") {
        None => None,
        Some(text) => Some(text.parse::<i64>().map_err(|_flaw| invalid("productId", text))?),
    };
    match (product, id) {
        ("ACCOUNT", None) => Ok(Filter::Everything),
        ("ACCOUNT", Some(id)) if id.to_string() == ACCOUNT => Ok(Filter::Everything),
        ("ACD", Some(id)) => Ok(Filter::Queue(id)),
        ("ACD", None) => Err(Refusal::missing("productId")),
        (product, _) if PRODUCTS.contains(&product) => Ok(Filter::Nothing),
        (product, _) => Err(invalid("product", product)),
    }
}

fn invalid(name: &'static str, value: &str) -> Refusal {
    Refusal::Invalid(name, "is not valid", value.to_owned())
}

fn number(ask: &Ask, name: &'static str) -> Result<Option<usize>, Refusal> {
    let parsed = ask.query(name).map(|text| text.parse().map_err(|_flaw| invalid(name, text)));
    parsed.transpose()
}

impl Filter {
    fn shows(&self, call: &Call) -> bool {
        match self {
            Self::Everything => true,
            Self::Queue(id) => call.queue.is_some_and(|ix| directory::gate_id(ix) == *id),
            Self::External(id) => external_id(call).as_ref() == Some(id),
            Self::Nothing => false,
        }
    }
}

/// Some calls carry a customer's id.
fn external_id(call: &Call) -> Option<String> {
    call.id.is_multiple_of(9).then(|| format!("CRM-{}", call.id))
}

fn row<'a>(site: &'a Site, ask: &Ask, call: &'a Call) -> Row<'a> {
    let agent = call.agent.and_then(|ix| site.agents.get(ix));
    let inbound = call.direction == Direction::Inbound;
    let (ani, dnis) = if inbound { (&call.party, &call.line) } else { (&call.line, &call.party) };
    // The documented sample lacks the time on a call that has an agent; so do some of ours.
    let dequeued = call.dequeued.filter(|_| !call.id.is_multiple_of(7));
    Row {
        uii: &call.key,
        account_id: ACCOUNT,
        ani,
        dnis,
        dnis_e164: e164(dnis),
        enqueue_time: call.entered.map(|at| stamp(site, ask, at)),
        dequeue_time: dequeued.map(|at| stamp(site, ask, at)),
        call_state: if call.over.is_some() { "END" } else { state(call.stage) },
        archive: call.over.is_some(),
        agent_first_name: agent.map(|agent| agent.first.as_str()),
        agent_last_name: agent.map(|agent| agent.last.as_str()),
        destination_name: call.queue.and_then(|ix| site.queues.get(ix)).map(|queue| queue.name.as_str()),
        external_id: external_id(call),
        cnam: Some(call.party_name.as_str()).filter(|name| !name.is_empty()),
    }
}

fn e164(number: &str) -> String {
    match number.strip_prefix('+') {
        Some(_) => number.to_owned(),
        None if number.len() == 10 => format!("+1{number}"),
        None => format!("+{number}"),
    }
}

/// Only `ACTIVE` is documented; the others follow the words of the vendor's chats.
fn state(stage: Stage) -> &'static str {
    match stage {
        Stage::Waiting | Stage::Parked => "QUEUED",
        Stage::Ringing => "DEQUEUE_1",
        Stage::Dialing | Stage::Talking | Stage::Held => "ACTIVE",
    }
}
