//! One call as the vendor writes it (invoca §2, "Call fields"), in each of the interface's generations.

use chrono::SecondsFormat;
use chrono_tz::America::Los_Angeles;
use serde_json::{Map, Value, json};

use super::super::http::Ask;
use super::super::world::{Call, Ms, Site};
use super::custom;

/// A row, or a part of one.
pub(super) type Fields = Map<String, Value>;

/// How the interface has changed over the years (invoca, "Evidence marks").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Generation {
    /// The first one under the name that its drafts gave the list.
    Draft,
    First,
    Spring2023,
    Full,
    /// For accounts that buy attribution only.
    Attribution,
}

impl Generation {
    pub(super) fn of(ask: &Ask) -> Self {
        match ask.trouble.word("generation") {
            "draft" => Self::Draft,
            "2022" => Self::First,
            "2023-04" => Self::Spring2023,
            "attribution" => Self::Attribution,
            _ => Self::Full,
        }
    }

    /// Whether rows have a `call_record_id` and can be asked for by it.
    pub(super) fn knows_records(self) -> bool {
        matches!(self, Self::Full | Self::Attribution)
    }
}

/// Who is called: the campaign's own call centre.
pub(super) fn destination(call: &Call) -> String {
    format!("+185555501{:02}", campaign(call) % 100)
}

/// A whole call, of which a transaction is one leg.
pub(super) fn record_id(call: &Call) -> String {
    let mixed = (call.id.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16) & 0xffff;
    format!("{mixed:04X}-C{:012X}", call.id)
}

/// A queue is where a campaign's calls go; calls of no queue count as the first campaign's.
fn campaign(call: &Call) -> usize {
    call.queue.unwrap_or(0)
}

/// Which of the two advertisers a call belongs to.
pub(super) fn advertiser(call: &Call) -> usize {
    campaign(call) % 2
}

pub(super) fn advertiser_id(ix: usize) -> usize {
    501 + ix
}

/// The row of a call.
pub(super) fn row(site: &Site, ask: &Ask, call: &Call) -> Fields {
    let generation = Generation::of(ask);
    let mut row = fields(json!({
        "transaction_id": call.key, "call_status": "bridged", "external_unique_id": custom::external_id(call),
        "calling_phone_number": call.party, "destination_phone_number": destination(call),
    }));
    let bridged = call.answered.unwrap_or(call.started);
    if matches!(generation, Generation::Draft | Generation::First) {
        row.extend(fields(json!({
            "call_start_time_utc": stamp_utc(site, ask, call.started),
            "transfer_start_time_utc": stamp_utc(site, ask, bridged),
        })));
    } else {
        row.extend(fields(json!({
            "called_phone_number": call.line, "bridge_start_time": stamp(site, ask, bridged),
            "phone_type": pick(&["Mobile", "Landline", ""], call),
        })));
    }
    if generation.knows_records() {
        row.insert("call_record_id".to_owned(), json!(record_id(call)));
    }
    // What the standard fields are depends on the account; the documented sample has a row without any.
    if generation == Generation::Full && !call.id.is_multiple_of(5) {
        row.extend(standard(site, ask, call));
    }
    if generation != Generation::Attribution {
        row.insert("custom_data".to_owned(), custom::data(ask, call));
    }
    if ask.trouble.has("absent") {
        row.retain(|_, value| !value.is_null());
    }
    row
}

/// The fields of October 2023.
fn standard(site: &Site, ask: &Ask, call: &Call) -> Fields {
    let (campaign, whose) = (campaign(call), advertiser(call));
    let name = site.queues.get(campaign).map(|queue| queue.name.as_str());
    let numbers = ask.trouble.has("numbers");
    let id = |number: usize| if numbers { json!(number) } else { json!(number.to_string()) };
    let rank = |number: i8, text: &str| if numbers { json!(number) } else { json!(text) };
    let keys = pick(&[&["1"] as &[&str], &["2", "1"], &[]], call).unwrap_or_default();
    let mut row = fields(json!({
        "start_time": stamp(site, ask, call.started),
        "advertiser_campaign_country": "USA", "advertiser_campaign_id": id(7_000 + campaign),
        "advertiser_campaign_id_from_network": format!("NET-C{campaign}"), "advertiser_campaign_name": name,
        "advertiser_id": id(advertiser_id(whose)), "advertiser_id_from_network": format!("NET-A{whose}"),
        "advertiser_name": (["Doggy Day Care", "Harbour Dental"].get(whose)),
        "affiliate_campaign_id_from_network": Value::Null,
        "affiliate_commissions_ranking": rank(5, "Top 10%"),
        "affiliate_conversion_rate_ranking": rank(4, "Top 20%"),
        "affiliate_id": id(9_001), "affiliate_id_from_network": Value::Null, "affiliate_name": "Search",
        "affiliate_volume_ranking": rank(-1, ""),
        "city": pick(&[Some("New York"), Some("Fresno"), None], call), "region": "North East",
        "qualified_regions": "East Coast", "zip_code": "10001",
        "verified_zip_code": pick(&[Some("10001"), None], call),
        "media_type": "Online", "source": "Web", "promo_number_id": id(30_000 + campaign),
        "promo_number_description": Value::Null, "repeat_calling_phone_number": repeat(ask, call),
    }));
    for n in 0..4 {
        row.insert(format!("keypress_{}", n + 1), json!(keys.get(n)));
    }
    let name = if ask.trouble.has("keypresses") { "keypresses" } else { "key presses" };
    row.insert(name.to_owned(), json!(keys.join(",")));
    row
}

/// Nobody has documented its type.
fn repeat(ask: &Ask, call: &Call) -> Value {
    let again = call.id.is_multiple_of(3);
    match ask.trouble.word("repeat") {
        "int" => json!(u8::from(again)),
        "string" => json!(again.to_string()),
        _ => json!(again),
    }
}

/// A row as a text, with what is strange about the vendor's samples.
pub(super) fn text(ask: &Ask, row: &Fields) -> String {
    // A row holds nothing but texts, numbers and objects of them: writing it cannot fail.
    let mut text = serde_json::to_string(row).unwrap_or_default();
    if ask.trouble.has("duplicates") {
        let pasted = json!({
            "transaction_id": "ABCD1234-ABCD1234", "external_unique_id": "mycalls00001",
            "destination_phone_number": "+18555595599", "phone_type": "Landline",
        })
        .to_string();
        let (pasted, rest) = (pasted.trim_end_matches('}'), text.strip_prefix('{').unwrap_or_default());
        text = format!("{pasted},{rest}");
    }
    if ask.trouble.has("commas") {
        text = match Generation::of(ask) {
            Generation::Attribution => {
                text.strip_suffix('}').map_or_else(String::new, |row| format!("{row},}}"))
            }
            Generation::Draft | Generation::First | Generation::Spring2023 | Generation::Full => {
                text.replace("},\"", "}\"")
            }
        };
    }
    text
}

/// An instant in the account's zone, with its offset.
pub(super) fn stamp(site: &Site, ask: &Ask, at: Ms) -> String {
    ask.claim(site.utc(at)).with_timezone(&Los_Angeles).to_rfc3339_opts(SecondsFormat::Secs, false)
}

fn stamp_utc(site: &Site, ask: &Ask, at: Ms) -> String {
    ask.claim(site.utc(at)).to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// One of several values, always the same for a call.
fn pick<T: Copy>(values: &[T], call: &Call) -> Option<T> {
    let turn = usize::try_from(call.id).unwrap_or(0).checked_rem(values.len())?;
    values.get(turn).copied()
}

/// The fields of an object.
fn fields(value: Value) -> Fields {
    match value {
        Value::Object(fields) => fields,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Map::new(),
    }
}
