//! Extensions (tel4vn §2.3) and whether they are registered (§2.4): agents', supervisors', and a spare one.

use serde_json::{Value, json};

use super::super::http::{Ask, Reply};
use super::super::world::{Agent, AgentIx, Duty, Site};
use super::refusal::{BUSY, NOT_REGISTERED};
use super::{DOMAIN, Refusal, ids, list, parts};

/// Number, user name, whether registered. They are on no agent's desk.
pub(super) const SUPERVISORS: [(&str, &str, bool); 3] =
    [("901", "Leader_Dev", true), ("902", "Leader_Night", true), ("903", "Leader_Away", false)];
/// A number that nobody has yet.
const SPARE: &str = "199";
const NOT_FOUND: Refusal = Refusal::NotFound("Extension not found");

/// Whose phone an extension is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phone {
    Agent(AgentIx),
    Supervisor,
}

/// Being logged in needs a registered phone; some phones stay registered when their agent leaves.
pub(super) fn registered(agent: &Agent) -> bool {
    agent.duty != Duty::Offline || agent.ix.is_multiple_of(4)
}

/// The phone that is to ring, if it can.
pub(super) fn ring(site: &Site, number: &str) -> Result<Phone, Refusal> {
    if let Some(agent) = site.agents.iter().find(|agent| agent.extension == number) {
        return match (registered(agent), agent.calls.is_empty()) {
            (false, _) => Err(NOT_REGISTERED),
            (true, false) => Err(BUSY),
            (true, true) => Ok(Phone::Agent(agent.ix)),
        };
    }
    let here = SUPERVISORS.iter().any(|(known, _, registered)| *known == number && *registered);
    if here { Ok(Phone::Supervisor) } else { Err(NOT_REGISTERED) }
}

/// One extension of the roster.
struct Line<'a> {
    number: &'a str,
    user: String,
    username: &'a str,
    agent: bool,
    registered: bool,
}

fn lines(site: &Site) -> Vec<Line<'_>> {
    let agents = site.agents.iter().map(|agent| Line {
        number: &agent.extension,
        user: ids::of("user", agent.ix),
        username: &agent.login,
        agent: true,
        registered: registered(agent),
    });
    let leads = SUPERVISORS.iter().enumerate().map(|(n, (number, username, registered))| Line {
        number,
        user: ids::of("supervisor", n),
        username,
        agent: false,
        registered: *registered,
    });
    let spare = Line { number: SPARE, user: String::new(), username: "", agent: false, registered: false };
    agents.chain(leads).chain([spare]).collect()
}

/// The uuid of an extension, by its number.
pub(super) fn uuid(number: &str) -> String {
    ids::uuid("extension", number.parse().unwrap_or(0))
}

fn row(line: &Line<'_>) -> Value {
    let spare = line.user.is_empty();
    json!({
        "extension_uuid": uuid(line.number), "extension": line.number, "user_uuid": line.user,
        "username": line.username, "enabled": !spare, "domain_uuid": ids::domain(), "domain_name": DOMAIN,
        "is_link_call_center": line.agent || spare, "follow_me": if spare { "0500123456" } else { "" },
    })
}

/// Every read that is about extensions.
pub(super) fn read(site: &Site, ask: &Ask) -> Result<Reply, Refusal> {
    let lines = lines(site);
    let parts = parts(&ask.path);
    let named = |id: &str| lines.iter().find(|line| line.number == id || uuid(line.number) == id);
    match (ask.endpoint, parts.as_slice()) {
        ("extensions", _) => {
            let only = ask.query("extension").filter(|number| !number.is_empty());
            let shown = lines.iter().filter(|line| only.is_none_or(|number| line.number == number));
            list::paged(ask, shown.map(row).collect(), None)
        }
        ("agent-extensions", _) => {
            let rows = lines.iter().filter(|line| line.agent).map(|line| {
                // Here it is a text, and there is no word of following.
                let mut row = list::with(row(line), [("enabled", json!("true"))]);
                if let Some(row) = row.as_object_mut() {
                    row.remove("follow_me");
                }
                row
            });
            list::paged(ask, rows.collect(), None)
        }
        ("loggedin", [_, _, id, ..]) => {
            let line = named(id).ok_or(NOT_FOUND)?;
            Ok(Reply::json(&json!({ "extension": line.number, "is_logged_in": line.registered })))
        }
        (_, [_, _, id, ..]) => Ok(Reply::json(&row(named(id).ok_or(NOT_FOUND)?))),
        _ => Err(NOT_FOUND),
    }
}
