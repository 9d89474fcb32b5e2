//! Everything about a call that has no column: marketing fields and custom data (fact sheet §2).

use serde_json::{Map, Value};

use super::number::number;
use super::row::{Row, word};
use crate::domain::DetailClass::{self, Free, Number, Plain};
use crate::domain::{Detail, Text};

/// How many custom data fields, and how many fields that the fact sheet does not know, are shown.
const MOST: usize = 60;
/// What the keys of appended personal data end in.
const APPENDED: &str = "_data_append";
/// The custom data key that holds them.
const DEMOGRAPHICS: &str = "demographics_data";

/// Fields that have a column, or are shown in a way of their own.
const ELSEWHERE: &[&str] = &[
    "transaction_id",
    "call_status",
    "calling_phone_number",
    "called_phone_number",
    "external_unique_id",
    "destination_phone_number",
    "bridge_start_time",
    "transfer_start_time_utc",
    "start_time",
    "call_start_time_utc",
    "custom_data",
];

/// What a field is called here, in the order of the details.
const LABELS: &[(DetailClass, &str, &str)] = &[
    (Plain, "phone_type", "phone type"),
    (Plain, "call_record_id", "call record"),
    (Plain, "repeat_calling_phone_number", "repeat caller"),
    (Plain, "advertiser_campaign_name", "campaign"),
    (Plain, "advertiser_campaign_id", "campaign id"),
    (Plain, "advertiser_campaign_id_from_network", "network's campaign id"),
    (Plain, "advertiser_campaign_country", "campaign country"),
    (Plain, "advertiser_name", "advertiser"),
    (Plain, "advertiser_id", "advertiser id"),
    (Plain, "advertiser_id_from_network", "network's advertiser id"),
    (Plain, "affiliate_name", "affiliate"),
    (Plain, "affiliate_id", "affiliate id"),
    (Plain, "affiliate_id_from_network", "network's affiliate id"),
    (Plain, "affiliate_campaign_id_from_network", "network's affiliate campaign id"),
    (Plain, "affiliate_commissions_ranking", "affiliate's commissions"),
    (Plain, "affiliate_conversion_rate_ranking", "affiliate's conversion rate"),
    (Plain, "affiliate_volume_ranking", "affiliate's volume"),
    (Plain, "media_type", "media"),
    (Plain, "source", "source"),
    (Plain, "promo_number_description", "promo number"),
    (Plain, "promo_number_id", "promo number id"),
    (Free, "city", "city"),
    (Free, "region", "region"),
    (Free, "qualified_regions", "qualified regions"),
    (Number, "zip_code", "zip code"),
    (Number, "verified_zip_code", "verified zip code"),
    (Free, "keypresses", "keys pressed"),
    (Free, "key presses", "keys pressed"),
    (Free, "keypress_1", "key 1"),
    (Free, "keypress_2", "key 2"),
    (Free, "keypress_3", "key 3"),
    (Free, "keypress_4", "key 4"),
];

/// The details of a call: its ids and where it went, what was `sent` to it, custom data, marketing fields, and
/// the caller's appended personal data if `demographics` allows it.
pub(super) fn details(row: Row<'_>, sent: Vec<Detail>, demographics: bool) -> Vec<Detail> {
    let own = |class, label, key| row.word(key).and_then(|value| Detail::of(class, label, &value));
    let mut all: Vec<Detail> = own(Free, "external id", "external_unique_id").into_iter().collect();
    all.extend(sent);
    let destination = row.word("destination_phone_number").map(|raw| number(&raw));
    all.extend(destination.and_then(|number| Detail::number("destination", &number)));
    let times = ["bridge_start_time", "transfer_start_time_utc", "start_time", "call_start_time_utc"];
    all.extend(times.iter().filter_map(|key| Detail::plain(key, &row.odd_time(key)?)));
    let custom = row.0.get("custom_data");
    all.extend(custom.into_iter().flat_map(fields).take(MOST));
    for (class, key, label) in LABELS {
        let detail = own(*class, label, key);
        // The vendor spells one field in two ways.
        all.extend(detail.filter(|detail| !all.contains(detail)));
    }
    let known = |key: &str| ELSEWHERE.contains(&key) || LABELS.iter().any(|(_, label, _)| *label == key);
    let others = row.fields().filter(|(key, _)| !known(key) && !is_personal(key));
    all.extend(others.filter_map(|(key, value)| Detail::free(key, &word(value)?)).take(MOST));
    if demographics {
        all.extend(personal(row, custom));
    }
    all
}

/// Custom data: name → value and source, or a bare value, or a list of pairs as it is written.
fn fields(custom: &Value) -> Vec<Detail> {
    match custom {
        Value::Object(all) => {
            let shown = all.iter().filter(|(name, _)| !is_personal(name));
            shown.filter_map(|(name, value)| field(name, value)).collect()
        }
        Value::Array(all) => {
            let named = all.iter().filter_map(|pair| Some((word(pair.get("name")?)?, pair)));
            named
                .filter(|(name, _)| !is_personal(name))
                .filter_map(|(name, pair)| field(&name, pair))
                .collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            word(custom).and_then(|value| Detail::free("custom data", &value)).into_iter().collect()
        }
    }
}

/// One custom data field and where its value comes from.
fn field(name: &str, value: &Value) -> Option<Detail> {
    let Value::Object(parts) = value else {
        return Detail::free(name, &word(value).or_else(|| nested(value))?);
    };
    let Some(inner) = parts.get("value") else { return Detail::free(name, &nested(value)?) };
    let text = word(inner).or_else(|| nested(inner))?;
    let source = parts.get("source").and_then(word);
    Detail::free(name, &source.map_or_else(|| text.clone(), |source| format!("{text} ({source})")))
}

/// A list or an object as it came; `None` if nothing is in it.
fn nested(value: &Value) -> Option<String> {
    let empty = match value {
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    };
    (!empty).then(|| value.to_string())
}

/// Whether what goes by `name` is personal data that was appended to the call.
fn is_personal(name: &str) -> bool {
    name == DEMOGRAPHICS || name.ends_with(APPENDED)
}

/// The caller's appended personal data, wherever it stands.
fn personal(row: Row<'_>, custom: Option<&Value>) -> Vec<Detail> {
    let custom = custom.and_then(Value::as_object);
    let inner = custom.and_then(|custom| custom.get(DEMOGRAPHICS)).or_else(|| row.0.get(DEMOGRAPHICS));
    let places = [inner.and_then(Value::as_object), custom, Some(row.0)];
    let entries = places.into_iter().flatten().flat_map(Map::iter).filter(|(key, _)| key.ends_with(APPENDED));
    entries.filter_map(|(key, value)| Detail::free(&spoken(key), &word(value)?)).take(MOST).collect()
}

/// `display_name_data_append` as people say it.
fn spoken(key: &str) -> Text {
    Text::new(&key.strip_suffix(APPENDED).unwrap_or(key).replace('_', " "))
}
