//! Agents of the call centre (tel4vn §2.5), and the changes of their state (§5, "Agent state").

use serde_json::{Value, json};

use super::super::http::{Ask, Reply};
use super::super::world::{Agent, AgentIx, Break, Duty, Site};
use super::{DOMAIN, Refusal, exact, ids, list, parts, phones};

/// The one campaign there is.
fn campaign() -> String {
    ids::uuid("campaign", 0)
}

/// `/v3/agent/live`, `/v3/agent/{uuid}` and `/v3/user`.
pub(super) fn read(site: &Site, ask: &Ask) -> Result<Reply, Refusal> {
    match ask.endpoint {
        "live" => {
            let here = site.agents.iter().filter(|agent| agent.duty != Duty::Offline);
            let rows: Vec<Value> = here.map(|agent| live(site, ask, agent)).collect();
            Ok(Reply::json(&json!({ "data": rows })))
        }
        "users" => list::paged(ask, users(site), None),
        _ => {
            let wanted = parts(&ask.path).last().copied().unwrap_or_default().to_owned();
            let agent = site.agents.iter().find(|agent| ids::of("user", agent.ix) == wanted);
            let agent = agent.ok_or(Refusal::NotFound("Not Found"))?;
            let here = agent.duty != Duty::Offline;
            let more = [
                ("total_subscriber", json!(0)),
                ("campaigns", json!([{ "campaign_uuid": campaign(), "campaign_name": "Main" }])),
                ("user_live", if here { live(site, ask, agent) } else { Value::Null }),
            ];
            Ok(Reply::json(&list::with(user(agent), more)))
        }
    }
}

fn users(site: &Site) -> Vec<Value> {
    let leads = phones::SUPERVISORS.iter().enumerate().map(|(n, (number, username, here))| {
        json!({
            "user_uuid": ids::of("supervisor", n), "username": username, "extension": number,
            "extension_uuid": phones::uuid(number), "domain_uuid": ids::domain(), "domain_name": DOMAIN,
            "user_enabled": "true", "user_status": if *here { "Available" } else { "Logged Out" },
            "last_name": "", "middle_name": "", "first_name": username,
        })
    });
    site.agents.iter().map(user).chain(leads).collect()
}

fn user(agent: &Agent) -> Value {
    let status = if agent.duty == Duty::Offline { "Logged Out" } else { "Available" };
    json!({
        "user_uuid": ids::of("user", agent.ix), "username": agent.login, "extension": agent.extension,
        "extension_uuid": phones::uuid(&agent.extension), "domain_uuid": ids::domain(), "domain_name": DOMAIN,
        // A text here, where other answers have a truth value.
        "user_enabled": "true", "user_status": status,
        "last_name": "", "middle_name": "", "first_name": agent.name(),
    })
}

/// A live row. Of wrap-up and of reasons the vendor says nothing.
fn live(site: &Site, ask: &Ask, agent: &Agent) -> Value {
    let paused = matches!(agent.duty, Duty::Paused(_));
    json!({
        "user_live_uuid": ids::of("live", agent.ix), "user_uuid": ids::of("user", agent.ix),
        "username": agent.login, "extension": agent.extension,
        "extension_uuid": phones::uuid(&agent.extension), "domain_uuid": ids::domain(),
        "domain_name": DOMAIN, "campaign_uuid": campaign(),
        "status": if paused { "PAUSE" } else { "RESUME" }, "pause_code": "",
        "login_time": exact(site, ask, agent.logged_in), "last_update_time": exact(site, ask, agent.since),
        "last_name": "", "middle_name": "", "first_name": agent.name(),
    })
}

/// `pause`, `resume` and `login`.
pub(super) fn set(site: &mut Site, ask: &Ask) -> Result<Reply, Refusal> {
    let body = ask.json().unwrap_or_default();
    let text = |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let extension = text("extension");
    let user = text("user_uuid");
    let mine = |agent: &&Agent| {
        extension.is_some_and(|number| agent.extension == number)
            || user.is_some_and(|uuid| ids::of("user", agent.ix) == uuid)
    };
    if extension.is_none() && user.is_none() {
        return Err(Refusal::Wrong("user_uuid or extension is missing"));
    }
    let agent = site.agents.iter().find(mine).ok_or(Refusal::Wrong("user is not found"))?;
    let (ix, here) = (agent.ix, agent.duty != Duty::Offline);
    let duty = match (ask.endpoint, here) {
        ("login", true) => return Err(Refusal::Wrong("user is already logged in")),
        ("login", false) if text("campaign_uuid") != Some(&campaign()) => {
            return Err(Refusal::Wrong("campaign_uuid is invalid"));
        }
        (_, false) if ask.endpoint != "login" => return Err(Refusal::Wrong("user is not logged in")),
        ("resume", _) => Duty::Ready,
        // Whoever logs in is paused at first.
        _ => Duty::Paused(Break::Other),
    };
    if ask.trouble.has("refuse") {
        return Err(Refusal::Wrong("user is not allowed"));
    }
    site.set_duty(ix, duty);
    told(site, ask, ix)
}

fn told(site: &Site, ask: &Ask, ix: AgentIx) -> Result<Reply, Refusal> {
    let agent = site.agents.get(ix).ok_or(Refusal::NotFound("Not Found"))?;
    Ok(Reply::json(&json!({ "data": live(site, ask, agent), "message": "success" })))
}
