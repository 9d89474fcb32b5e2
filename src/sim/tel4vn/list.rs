//! Lists: whole, or in pages (tel4vn §2, §7); and rows that are put together.

use serde_json::{Value, json};

use super::super::http::{Ask, Reply};
use super::Refusal;

/// A list that has no pages.
pub(super) fn whole(ask: &Ask, rows: &[Value]) -> Reply {
    let total = if ask.trouble.has("total") { 1 } else { rows.len() };
    Reply::json(&json!({ "data": rows, "total": total }))
}

/// An object with more fields.
pub(super) fn with<const N: usize>(mut object: Value, more: [(&str, Value); N]) -> Value {
    if let Some(fields) = object.as_object_mut() {
        fields.extend(more.into_iter().map(|(name, value)| (name.to_owned(), value)));
    }
    object
}

/// One page. Without both `limit` and `offset` a list of the third generation has no rows at all; the first
/// generation then has `usual` rows.
pub(super) fn paged(ask: &Ask, rows: Vec<Value>, usual: Option<i64>) -> Result<Reply, Refusal> {
    let number = |name: &'static str| {
        let parsed = ask.query(name).map(|text| text.parse::<i64>().ok().filter(|number| *number >= 0));
        parsed.map(|number| number.ok_or(Refusal::Invalid(name, "Expected a number"))).transpose()
    };
    let (limit, offset) = match (number("limit")?, number("offset")?, usual) {
        (Some(limit), Some(offset), _) => (limit, offset),
        (limit, offset, Some(usual)) => (limit.unwrap_or(usual), offset.unwrap_or(0)),
        (_, _, None) => (-1, -1),
    };
    let total = if ask.trouble.has("total") { 1 } else { rows.len() };
    let take = |number: i64| usize::try_from(number).unwrap_or(0);
    let page: Vec<Value> = rows.into_iter().skip(take(offset)).take(take(limit)).collect();
    Ok(Reply::json(&json!({ "data": page, "limit": limit, "offset": offset, "total": total })))
}
