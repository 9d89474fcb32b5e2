//! Who is on a call (tel4vn §2.2), under the names of either generation.

use serde_json::{Value, json};

use super::super::http::{Ask, Reply};
use super::super::world::{Agent, Call, Direction, Duty, Side, Site, Stage};
use super::{DOMAIN, bare, calls, ids, list, parts, phones};

/// Everyone who is logged in.
pub(super) fn list(site: &Site, ask: &Ask) -> Reply {
    let third = parts(&ask.path).first() == Some(&"v3");
    let absent = ask.trouble.word("idle") == "absent";
    let mut rows = Vec::new();
    for agent in site.agents.iter().filter(|agent| agent.duty != Duty::Offline || !agent.calls.is_empty()) {
        let call = site.calls_of(agent).next();
        if call.is_none() && absent {
            continue;
        }
        rows.push(if third { v3(site, ask, agent, call) } else { v1(site, ask, agent, call) });
    }
    list::whole(ask, &rows)
}

/// What both generations say of an agent and the call.
fn common(site: &Site, ask: &Ask, agent: &Agent, call: Option<&Call>) -> Value {
    let id = |call: &Call| {
        if ask.trouble.has("channels") { calls::agent_leg(call, agent.ix) } else { call.key.clone() }
    };
    let state = call.map_or("", |call| match call.stage {
        Stage::Waiting | Stage::Ringing | Stage::Dialing => "RINGING",
        Stage::Talking | Stage::Held | Stage::Parked => "ONCALL",
    });
    let time = call.map_or_else(String::new, |call| {
        let inbound = calls::caller(call) == Side::Party;
        bare(site, ask, if inbound { calls::joined(call) } else { call.started })
    });
    json!({
        "username": agent.login, "extension": agent.extension, "call_state": state,
        "call_id": call.map_or_else(String::new, id), "call_time": time, "domain_name": DOMAIN,
        "user_agent": if agent.ix.is_multiple_of(2) { "MicroSIP/3.20.6" } else { "Pitel/3.20.5" },
        "network_ip": calls::address(agent), "server_host": "10.0.0.1",
    })
}

fn v1(site: &Site, ask: &Ask, agent: &Agent, call: Option<&Call>) -> Value {
    let inbound = call.is_some_and(|call| call.direction == Direction::Inbound);
    let dialled = call.map_or("", |call| if inbound { &agent.extension } else { &call.party });
    // This generation knows no third direction.
    let direction = call.map_or("", |_| if inbound { "inbound" } else { "outbound" });
    let more = [
        ("user_id", json!(ids::of("user", agent.ix))),
        ("agent_name", json!(agent.name())),
        ("extension_id", json!(phones::uuid(&agent.extension))),
        ("domain_id", json!(ids::domain())),
        ("destination", json!(dialled)),
        ("direction", json!(direction)),
    ];
    list::with(common(site, ask, agent, call), more)
}

/// The hotline stands in `destination`, and `cid_num` repeats the customer's number, as in the sample.
fn v3(site: &Site, ask: &Ask, agent: &Agent, call: Option<&Call>) -> Value {
    let party = call.map_or("", |call| &call.party);
    // The sample has none, and so have some of ours.
    let user = if agent.ix % 5 == 4 { String::new() } else { ids::of("user", agent.ix) };
    let more = [
        ("user_uuid", json!(user)),
        ("agent_name", json!(agent.login)),
        ("extension_uuid", json!(phones::uuid(&agent.extension))),
        ("domain_uuid", json!(ids::domain())),
        ("b_cid_num", json!(party)),
        ("cid_num", json!(party)),
        ("destination", json!(call.map_or("", |call| &call.line))),
        ("direction", json!(call.map_or("", |call| calls::direction(site, call)))),
        ("last_name", json!("")),
        ("middle_name", json!("")),
        ("first_name", json!(agent.name())),
    ];
    list::with(common(site, ask, agent, call), more)
}
