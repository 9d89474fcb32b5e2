//! The two lists of ARI that add something: legs and bridges with the instant of their creation (asterisk §3).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::super::http::{Ask, Reply};
use super::super::world::{Ms, Site};
use super::legs::Leg;
use super::lists;
use super::look::Look;
use super::lot::{self, Lot};
use super::served;
use super::switch::Switch;

/// The user of the configuration, who may read only.
pub(super) const USER: &str = "wallboard";
pub(super) const SECRET: &str = "board-sim-1";

pub(super) fn answer(switch: &mut Switch, site: &mut Site, (ask, tail): (&Ask, &str)) -> Reply {
    if !admitted(ask) {
        let reply = refuse(401, "Authentication required");
        return reply.with("www-authenticate", "Basic realm=\"Asterisk REST Interface\"");
    }
    if ask.method != "GET" || ask.trouble.has("forbidden") {
        return refuse(403, "Write access denied");
    }
    let look = Look::of(ask);
    switch.look(site, look);
    let parts: Vec<&str> = tail.split('/').collect();
    let found = match parts.as_slice() {
        ["channels"] => {
            Ok(switch.sorted().into_iter().map(|leg| channel(switch, (site, look), leg)).collect())
        }
        ["channels", id] => {
            let leg = switch.legs.iter().find(|leg| leg.unique == *id);
            leg.map(|leg| channel(switch, (site, look), leg)).ok_or("Channel not found")
        }
        ["bridges"] => Ok(bridges(switch, (site, look)).into()),
        ["bridges", id] => {
            let found = bridges(switch, (site, look)).into_iter().find(|bridge| bridge["id"] == *id);
            found.ok_or("Bridge not found")
        }
        ["asterisk", "ping"] => Ok(json!({
            "ping": "pong", "timestamp": stamp((site, look), site.now()), "asterisk_id": "02:fc:00:00:00:01",
        })),
        _ => Err("Resource not found"),
    };
    match found {
        Ok(value) => served(Reply::json(&value)),
        Err(message) => refuse(404, message),
    }
}

/// By Basic authentication, or by `api_key=user:password`.
fn admitted(ask: &Ask) -> bool {
    let basic = ask.header("authorization").and_then(|text| text.strip_prefix("Basic "));
    let basic = basic.and_then(|text| String::from_utf8(STANDARD.decode(text.trim()).ok()?).ok());
    let given = basic.or_else(|| ask.query("api_key").map(str::to_owned));
    given.is_some_and(|given| given.split_once(':') == Some((USER, SECRET)))
}

fn refuse(status: u16, message: &str) -> Reply {
    served(Reply::json(&json!({ "message": message })).with_status(status))
}

/// With milliseconds, and an offset without a colon (asterisk §9).
fn stamp((site, look): (&Site, Look), at: Ms) -> String {
    look.utc(site, at).with_timezone(&site.habits.zone).format("%Y-%m-%dT%H:%M:%S%.3f%z").to_string()
}

fn channel(switch: &Switch, (site, look): (&Site, Look), leg: &Leg) -> Value {
    let mut value = json!({
        "id": leg.unique,
        "name": leg.channel,
        "state": leg.state.word(),
        "protocol_id": format!("{:x}@127.0.0.2", super::names::mix(&leg.unique)),
        "caller": { "name": look.json(&leg.own.name), "number": leg.own.number },
        "connected": { "name": look.json(&leg.other.name), "number": leg.other.number },
        "accountcode": "",
        "dialplan": {
            "context": leg.context, "exten": leg.exten, "priority": leg.priority,
            "app_name": leg.app, "app_data": leg.data,
        },
        "creationtime": stamp((site, look), leg.born),
        "language": "en",
    });
    if !look.bare
        && let Some(object) = value.as_object_mut()
    {
        let film = switch.tapes.film(&leg.unique);
        object.insert("channelvars".to_owned(), json!({ "MIXMONITOR_FILENAME": film }));
    }
    value
}

fn bridges(switch: &Switch, now: (&Site, Look)) -> Vec<Value> {
    let all = lists::bridges(&switch.legs).into_iter();
    all.map(|(id, legs)| {
        let parking = id == Lot::bridge();
        let calls = switch.bridges.values().find(|bridge| bridge.id == id);
        let since = calls.map(|bridge| bridge.since);
        let since = since.or_else(|| switch.lot.waiting().map(|(_, parked)| parked.since).min());
        let ids: Vec<&str> = legs.iter().map(|leg| leg.unique.as_str()).collect();
        json!({
            "id": id,
            "technology": if parking { "holding_bridge" } else { "simple_bridge" },
            "bridge_type": if parking { "holding" } else { "mixing" },
            "bridge_class": if parking { "parking" } else { "basic" },
            "creator": if parking { "Parking" } else { "" },
            "name": if parking { lot::NAME } else { "" },
            "channels": ids,
            "creationtime": stamp(now, since.unwrap_or(now.0.now())),
            "video_mode": "none",
        })
    })
    .collect()
}
