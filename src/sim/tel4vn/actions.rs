//! Actions on a call (tel4vn §5): listening in three ways, transfer and park, by leg.

use serde_json::{Value, json};

use super::super::http::{Ask, Reply};
use super::super::world::{Call, CallId, Mode, Ms, Side, Site, Stage};
use super::outside::Outside;
use super::phones::{self, Phone};
use super::refusal::{BUSY, EMPTY, NO_CALL, NOT_REGISTERED};
use super::{Refusal, calls, list, parts};

/// How long a parked leg waits for a transfer.
const PARKED: Ms = 10_000;
/// An action that failed without a reason.
const NO_REASON: Refusal = Refusal::Fail(None);

/// Carries out what the path asks for.
pub(super) fn act(site: &mut Site, ask: &Ask, outside: &mut Outside) -> Result<Reply, Refusal> {
    let parts = parts(&ask.path);
    let key = parts.get(2).copied().unwrap_or_default();
    let order = Order::read(ask, parts.first() == Some(&"v1"))?;
    if ask.trouble.has("refuse") {
        return Err(if ask.endpoint == "park" { NO_REASON } else { NOT_REGISTERED });
    }
    let id = calls::find(site, ask, key).ok_or(NO_CALL)?;
    match ask.endpoint {
        "park" => park(site, ask, id, order.first)?,
        "transfer" => transfer(site, ask, outside, (id, &order))?,
        _ => listen(site, ask, outside, (id, &order.ext))?,
    }
    let told = json!({ "status": "success", "call_id": key });
    let parked = ask.endpoint == "park";
    Ok(Reply::json(&if parked { told } else { list::with(told, [("ext", json!(order.ext))]) }))
}

/// What the body says.
struct Order {
    /// The phone that rings; empty for park.
    ext: String,
    /// Whether the leg that is meant is the calling party's.
    first: bool,
}

impl Order {
    /// `legs` is left out of the younger copies of transfer.
    fn read(ask: &Ask, oldest: bool) -> Result<Self, Refusal> {
        let body = ask.json().unwrap_or_default();
        // The samples write extensions as numbers.
        let word = |name: &str| match body.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) | None => String::new(),
        };
        let ext = if ask.endpoint == "park" { String::new() } else { word("ext") };
        if ext.is_empty() && ask.endpoint != "park" {
            return Err(Refusal::Invalid("ext", EMPTY));
        }
        let first = match (word("legs").as_str(), ask.endpoint) {
            ("bleg", _) => false,
            ("aleg", _) | (_, "listen" | "whisper" | "barge") => true,
            ("", "transfer") if !oldest => true,
            ("", _) => return Err(Refusal::Invalid("legs", EMPTY)),
            _ => return Err(Refusal::Invalid("legs", "Expected aleg or bleg")),
        };
        Ok(Self { ext, first })
    }
}

/// The end that a leg's name means. Of a call that was cut, either name means what is left.
fn end(site: &Site, ask: &Ask, (call, first): (&Call, bool)) -> Option<Side> {
    let ends: Vec<Side> = calls::legs(site, ask, call).iter().filter_map(|leg| leg.end).collect();
    if let [only] = ends.as_slice() {
        let cut = call.stage == Stage::Parked || *only == calls::caller(call) && first;
        return cut.then_some(*only);
    }
    let wanted = if first { calls::caller(call) } else { other(calls::caller(call)) };
    ends.contains(&wanted).then_some(wanted)
}

fn other(side: Side) -> Side {
    match side {
        Side::Party => Side::Agent,
        Side::Agent => Side::Party,
    }
}

/// The channel of one end.
fn channel(call: &Call, end: Side) -> String {
    match (end, call.agent) {
        (Side::Party, _) => calls::party_leg(call),
        (Side::Agent, Some(ix)) => calls::agent_leg(call, ix),
        (Side::Agent, None) => call.key.clone(),
    }
}

/// A channel that goes on alone is from then on what the call is known by.
fn rename(site: &mut Site, id: CallId, key: String) {
    if let Some(call) = site.calls.get_mut(&id) {
        call.key = key;
    }
}

/// Rings the supervisor's phone to join the call.
fn listen(site: &mut Site, ask: &Ask, outside: &Outside, (id, ext): (CallId, &str)) -> Result<(), Refusal> {
    phones::ring(site, ext)?;
    let listens = |call: &&Call| call.listeners.iter().any(|leg| leg.phone == ext);
    let before: Vec<CallId> = site.calls.values().filter(listens).map(|call| call.id).collect();
    if outside.engages(ext) || ask.trouble.has("busy") && !before.is_empty() {
        return Err(BUSY);
    }
    if !site.calls.get(&id).is_some_and(Call::connected) {
        return Err(NO_REASON);
    }
    // The phone rings again, and whoever takes it up has left the other call.
    for call in before {
        site.unlisten(call, |leg| leg.phone == ext);
    }
    let mode = match ask.endpoint {
        "listen" => Mode::Monitor,
        "whisper" => Mode::Whisper,
        _ => Mode::Barge,
    };
    if site.listen(id, ext, mode) { Ok(()) } else { Err(NO_REASON) }
}

/// Cuts one leg; the other waits ten seconds for a transfer.
fn park(site: &mut Site, ask: &Ask, id: CallId, first: bool) -> Result<(), Refusal> {
    let call = site.calls.get(&id).filter(|call| call.connected()).ok_or(NO_REASON)?;
    let named = end(site, ask, (call, first)).ok_or(NO_REASON)?;
    let stays = if ask.trouble.word("park") == "cut" { other(named) } else { named };
    let key = channel(call, stays);
    let span = ask.trouble.get("park_span").map_or(PARKED, |_| ask.trouble.millis("park_span"));
    site.leave_alone(id, stays, span);
    rename(site, id, key);
    Ok(())
}

/// Moves one leg to another phone, which rings; the other leg is dropped.
fn transfer(
    site: &mut Site,
    ask: &Ask,
    outside: &mut Outside,
    (id, order): (CallId, &Order),
) -> Result<(), Refusal> {
    let call = site.calls.get(&id).ok_or(NO_CALL)?;
    let named = end(site, ask, (call, order.first)).ok_or(NO_REASON)?;
    let swapped = ask.trouble.word("transfer") == "dropped" && call.connected();
    let moved = if swapped { other(named) } else { named };
    if call.stage == Stage::Dialing {
        return Err(NO_REASON);
    }
    let phone = phones::ring(site, &order.ext)?;
    if outside.engages(&order.ext) {
        return Err(BUSY);
    }
    let (key, party) = (channel(call, moved), call.party.clone());
    match (moved, phone) {
        (Side::Party, Phone::Agent(ix)) => {
            if !site.redirect(id, ix) {
                return Err(BUSY);
            }
            rename(site, id, key);
        }
        (Side::Party, Phone::Supervisor) => {
            outside.take(&key, &party, &order.ext, site.now());
            site.end(id);
        }
        (Side::Agent, Phone::Agent(_) | Phone::Supervisor) => {
            let next = site.call_on(id, &order.ext, "").ok_or(NO_REASON)?;
            rename(site, next, key);
        }
    }
    Ok(())
}
