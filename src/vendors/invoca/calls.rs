//! Calls in progress (fact sheet §2).

use serde_json::{Map, Value};

use super::config::Config;
use super::details::details;
use super::groups::{Group, group};
use super::number::number;
use super::row::Row;
use super::sent::Sent;
use crate::domain::{Call, CallId, Direction, Party, Phase, Text};
use crate::vendor::Reply;

/// The call of a row, and where it belongs; or what keeps it from being read.
pub(super) fn call(
    fields: &Map<String, Value>,
    reply: &Reply,
    config: &Config,
    sent: &Sent,
) -> Result<(Call, Option<Group>), String> {
    let row = Row(fields);
    let id: CallId = row.id("transaction_id").ok_or_else(|| odd_id(fields))?.into();
    let group = group(row, config.group_by);
    let told = row.word("external_unique_id");
    let sent = sent.details(&id, told.as_deref());
    let number = |key| row.word(key).map(|raw| number(&raw));
    let call = Call {
        // A call may span several transactions (fact sheet §2).
        conversation: row.id("call_record_id").map(Into::into),
        // Promo numbers are there to be called.
        direction: Direction::Inbound,
        caller: Party::new(None, number("calling_phone_number").as_deref()),
        dialled: number("called_phone_number").as_deref().and_then(Text::some),
        queue: group.as_ref().map(|group| group.id.clone()),
        queue_name: group.as_ref().map(|group| group.name.clone()),
        started: row.time(&["start_time", "call_start_time_utc"], reply),
        answered: row.time(&["bridge_start_time", "transfer_start_time_utc"], reply),
        details: details(row, sent, config.demographics),
        ..Call::new(id, phase(row.word("call_status").as_deref()))
    };
    Ok((call, group))
}

/// What is wrong with an id that cannot be read.
fn odd_id(fields: &Map<String, Value>) -> &'static str {
    if fields.get("transaction_id").is_none_or(Value::is_null) {
        ".transaction_id: missing"
    } else {
        ".transaction_id: not an id"
    }
}

/// The one word that is documented, or the vendor's own (fact sheet §2, §8).
fn phase(status: Option<&str>) -> Phase {
    match status.map(str::trim) {
        Some(word) if word.eq_ignore_ascii_case("bridged") => Phase::Talking,
        Some(word) => Phase::Other(Text::some(word).unwrap_or_else(|| "no status".into())),
        None => Phase::Other("no status".into()),
    }
}
