//! `/v1/call` (tel4vn §2.1): channels, in the states of their switch (§4).

use serde_json::{Value, json};

use super::super::http::{Ask, Reply};
use super::super::world::{Agent, AgentIx, Call, CallId, Direction, Ms, Side, Site, Stage};
use super::outside::Outside;
use super::{DOMAIN, bare, ids, list};

/// Where the customers' side of every call comes from.
const TRUNK: &str = "203.0.113.10";
/// How long ended calls are listed, if they are; the second half of it while their records are written.
const ENDING: i64 = 5;

/// One channel of a call.
pub(super) struct Leg {
    pub(super) id: String,
    /// Whose it is; `None` for a supervisor's.
    pub(super) end: Option<Side>,
    /// Whether it is the calling party's.
    first: bool,
    state: &'static str,
    source: String,
    destination: String,
    direction: &'static str,
    created: Ms,
    ip: String,
}

/// The end of a call that calls: `aleg`. The other one is `bleg` (tel4vn §5).
pub(super) fn caller(call: &Call) -> Side {
    match call.direction {
        Direction::Inbound => Side::Party,
        Direction::Outbound | Direction::Placed => Side::Agent,
    }
}

/// The channel of an agent's phone on a call. A call that was cut is known by what is left of it.
pub(super) fn agent_leg(call: &Call, ix: AgentIx) -> String {
    if caller(call) == Side::Agent || call.stage == Stage::Parked {
        call.key.clone()
    } else {
        ids::channel(call, 1 + ix)
    }
}

/// The channel of the other party.
pub(super) fn party_leg(call: &Call) -> String {
    if caller(call) == Side::Party || call.stage == Stage::Parked {
        call.key.clone()
    } else {
        ids::channel(call, 0)
    }
}

/// The word for a call's direction; between two phones of the house it is local.
pub(super) fn direction(site: &Site, call: &Call) -> &'static str {
    let house = |number: &str| site.agents.iter().any(|agent| agent.extension == number);
    match call.direction {
        Direction::Inbound => "inbound",
        Direction::Outbound | Direction::Placed if house(&call.party) => "local",
        Direction::Outbound | Direction::Placed => "outbound",
    }
}

pub(super) fn address(agent: &Agent) -> String {
    format!("10.0.0.{}", 15 + agent.ix % 200)
}

/// The channels of a call, the calling party's first, supervisors' last.
pub(super) fn legs(site: &Site, ask: &Ask, call: &Call) -> Vec<Leg> {
    let agents: Vec<&Agent> =
        call.agent.iter().chain(&call.ringing).filter_map(|ix| site.agents.get(*ix)).collect();
    let number = agents.first().map(|agent| agent.extension.clone());
    let inbound = caller(call) == Side::Party;
    // A caller who is in no queue was sent on, and so has dialled the phone that rings.
    let dialled = number.clone().filter(|_| call.queue.is_none());
    let (source, destination) = if inbound {
        (call.party.clone(), dialled.unwrap_or_else(|| call.line.clone()))
    } else {
        (number.unwrap_or_else(|| call.line.clone()), call.party.clone())
    };
    let leg = |id: String, end: Side, ip: String| Leg {
        id,
        end: Some(end),
        first: end == caller(call),
        state: state(call, end == caller(call)),
        source: source.clone(),
        destination: destination.clone(),
        direction: direction(site, call),
        created: call.started,
        ip,
    };
    let mut legs: Vec<Leg> = Vec::new();
    // An agent who is parked alone has lost the other party.
    if !(call.stage == Stage::Parked && call.agent.is_some()) {
        legs.push(leg(party_leg(call), Side::Party, TRUNK.to_owned()));
    }
    for agent in &agents {
        let mut leg = leg(agent_leg(call, agent.ix), Side::Agent, address(agent));
        if inbound && ask.trouble.word("legs") == "own" {
            leg.destination.clone_from(&agent.extension);
            leg.created = joined(call);
        }
        legs.push(leg);
    }
    legs.sort_by_key(|leg| !leg.first);
    legs.extend(call.listeners.iter().map(|listener| Leg {
        id: ids::uuid(&format!("{} listens", call.key), listener.id),
        end: None,
        first: true,
        // The supervisor's phone rings at first.
        state: if listener.from <= site.now() { "CS_EXECUTE" } else { "CS_CONSUME_MEDIA" },
        source: listener.phone.clone(),
        destination: agents.first().map_or_else(String::new, |agent| agent.extension.clone()),
        direction: "local",
        created: listener.from - 3_000,
        ip: "10.0.0.9".to_owned(),
    }));
    legs
}

/// When a caller's call came to the agent's phone.
pub(super) fn joined(call: &Call) -> Ms {
    if call.stage == Stage::Ringing { call.since } else { call.dequeued.unwrap_or(call.started) }
}

/// A first leg runs its dialplan whatever happens on the line; only the second one tells talk from ringing.
fn state(call: &Call, first: bool) -> &'static str {
    match call.stage {
        Stage::Parked => "CS_PARK",
        _ if first => "CS_EXECUTE",
        Stage::Talking | Stage::Held => "CS_EXCHANGE_MEDIA",
        Stage::Waiting | Stage::Ringing | Stage::Dialing => "CS_CONSUME_MEDIA",
    }
}

/// The live call that one of its legs names.
pub(super) fn find(site: &Site, ask: &Ask, id: &str) -> Option<CallId> {
    let named = |call: &&Call| {
        call.key == id
            || !ask.trouble.has("aleg-only")
                && legs(site, ask, call).iter().any(|leg| leg.end.is_some() && leg.id == id)
    };
    site.calls.values().find(named).map(|call| call.id)
}

/// The list.
pub(super) fn list(site: &Site, ask: &Ask, outside: &Outside) -> Reply {
    let both = matches!(ask.trouble.word("legs"), "both" | "own");
    let answered = ask.trouble.has("answered-only");
    let mut rows = Vec::new();
    for call in site.calls.values().filter(|call| !answered || call.answered.is_some()) {
        let legs = legs(site, ask, call);
        // What is left of a call that was cut is listed whichever leg it was.
        let alone = legs.iter().filter(|leg| leg.end.is_some()).count() == 1;
        let shown = legs.iter().filter(|leg| match leg.end {
            Some(_) => leg.first || both || alone,
            None => !ask.trouble.has("unseen"),
        });
        rows.extend(shown.map(|leg| row(site, ask, leg)));
    }
    if ask.trouble.has("ending") {
        let ended = site.ended.iter().filter(|call| site.age(call.over.unwrap_or(0)) < ENDING);
        rows.extend(ended.filter_map(|call| {
            let mut leg = legs(site, ask, call).into_iter().find(|leg| leg.first)?;
            let young = site.age(call.over.unwrap_or(0)) < ENDING / 2;
            leg.state = if young { "CS_HANGUP" } else { "CS_REPORTING" };
            Some(row(site, ask, &leg))
        }));
    }
    rows.extend(outside.rows().map(|(id, source, destination, created)| {
        let (state, direction) = ("CS_EXECUTE", "outbound");
        let leg = Leg {
            id: id.to_owned(),
            end: None,
            first: false,
            state,
            source: source.to_owned(),
            destination: destination.to_owned(),
            direction,
            created,
            ip: TRUNK.to_owned(),
        };
        row(site, ask, &leg)
    }));
    list::whole(ask, &rows)
}

fn row(site: &Site, ask: &Ask, leg: &Leg) -> Value {
    let forced = Some(ask.trouble.word("state")).filter(|word| leg.first && !word.is_empty());
    json!({
        "call_id": leg.id, "context": DOMAIN, "created_time": bare(site, ask, leg.created),
        "destination": leg.destination, "direction": leg.direction, "ip": leg.ip, "source": leg.source,
        "state": forced.unwrap_or(leg.state),
    })
}
