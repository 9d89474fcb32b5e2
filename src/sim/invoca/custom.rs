//! Custom data: what a call came with, and what is written to it (invoca §2, `custom_data`; §4.1).

use serde_json::{Map, Value, json};

use super::super::http::Ask;
use super::super::world::{Call, CallId, Site};
use super::refusal::Refusal;
use super::row::{Fields, Generation};

/// The field that says how a call turned out.
pub(super) const DISPOSITION: &str = "call_disposition";
/// The names that the account's configuration knows.
const NAMES: [&str; 7] =
    [DISPOSITION, "lead_type", "notes", "utm_source", "calling_page", "g_cid", "channel"];
/// Where the world keeps a call's external identifier, beside the custom data written to it.
const EXTERNAL_ID: &str = "external_unique_id";

pub(super) fn external_id(call: &Call) -> Option<&str> {
    call.tags.get(EXTERNAL_ID).map(String::as_str)
}

pub(super) fn set_external_id(site: &mut Site, id: CallId, value: &str) {
    if let Some(call) = site.calls.get_mut(&id) {
        call.tags.insert(EXTERNAL_ID.to_owned(), value.to_owned());
    }
}

/// Writes fields to a live call, or to one that has just ended.
pub(super) fn write(site: &mut Site, id: CallId, data: &[(String, String)]) {
    for (_, value) in data.iter().filter(|(name, _)| name == DISPOSITION) {
        site.dispose(id, value);
    }
    let ended = site.ended.iter_mut().find(|call| call.id == id);
    if let Some(call) = site.calls.get_mut(&id).or(ended) {
        call.tags.extend(data.iter().cloned());
    }
}

/// The array of names and values that is written.
pub(super) fn pairs(list: &Value) -> Result<Vec<(String, String)>, Refusal> {
    let blank = Refusal::Field("custom_data", "can't be blank");
    let rows = list.as_array().ok_or(Refusal::Field("custom_data", "is not an array of names and values"))?;
    rows.iter()
        .map(|row| {
            let name = row.get("name").and_then(Value::as_str).filter(|name| !name.is_empty());
            let value = row.get("value").and_then(text).filter(|value| !value.is_empty());
            Ok((name.ok_or(blank.clone())?.to_owned(), value.ok_or(blank.clone())?))
        })
        .collect()
}

/// Whether the account has a field of this name.
pub(super) fn known(name: &str) -> bool {
    NAMES.contains(&name)
}

/// A value, if it is a single one.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A call's data as it was when the call came. What was written since is not among it, except in the oldest
/// generation.
pub(super) fn data(ask: &Ask, call: &Call) -> Value {
    let mut data = Map::new();
    let mut put = |name: &str, value: &str, source: &str| {
        data.insert(name.to_owned(), json!({ "value": value, "source": source }));
    };
    put("utm_source", "google.com", "VirtualLine");
    let generation = Generation::of(ask);
    if generation == Generation::Full {
        put("calling_page", "https://www.doggydaycare.com/boarding", "DynamicAttribution");
        put("g_cid", &format!("asdf-{}", call.id), "DynamicAttribution");
        put("channel", "SEM", "DynamicAttribution");
        put("lead_type", if call.id.is_multiple_of(2) { "StoreCall" } else { "WebCall" }, "VirtualLine");
    }
    if matches!(generation, Generation::Draft | Generation::First) {
        for (name, value) in call.tags.iter().filter(|(name, _)| *name != EXTERNAL_ID) {
            put(name, value, "CallsInProgressAPI");
        }
    }
    let profile = if ask.trouble.has("profiles") { profile(call) } else { Map::new() };
    data.insert("demographics_data".to_owned(), Value::Object(profile));
    Value::Object(data)
}

/// Keys whose value is nobody's here, as in the sample.
const BLANK: [&str; 16] = [
    "age_range",
    "gender",
    "address_full_street",
    "address_zip",
    "primary_email_address",
    "linked_email_addresses",
    "household_income",
    "marital_status",
    "home_owner_status",
    "home_market_value",
    "length_of_residence_years",
    "occupation",
    "education",
    "address_type",
    "address_country",
    "carrier",
];

/// What Enhanced Caller Profiles know about a caller: a flat object, unlike every other field.
fn profile(call: &Call) -> Fields {
    let (first, last) = call.party_name.split_once(' ').unwrap_or((&call.party_name, ""));
    let known = [
        ("display_name", json!(call.party_name)),
        ("first_name", json!(first)),
        ("last_name", json!(last)),
        ("address_city", json!("Fresno")),
        ("address_state", json!("CA")),
        ("line_type", json!("Mobile")),
        ("is_prepaid", json!(false)),
        ("has_children", json!(call.id.is_multiple_of(2))),
        ("high_net_worth", Value::Null),
    ];
    let blank = BLANK.into_iter().map(|name| (name, json!("")));
    known.into_iter().chain(blank).map(|(name, value)| (format!("{name}_data_append"), value)).collect()
}
