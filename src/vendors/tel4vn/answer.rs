//! What comes back: lists, and the answers to orders (tel4vn §1, §2, §5).

use serde_json::{Map, Value};

use super::config::Offset;
use super::stamp::Frame;
use super::words::{self, Word};
use crate::domain::{Fault, Text};
use crate::vendor::Reply;

/// A list as it came.
#[derive(Clone, Debug)]
pub(super) struct Listing {
    /// Its rows, unread.
    pub(super) rows: Vec<Value>,
    /// When it was read, and how its times are.
    pub(super) frame: Frame,
    /// How many rows there are on all pages, if it says so.
    pub(super) total: Option<u64>,
    /// How many rows fit on a page, if it says so.
    pub(super) limit: Option<u64>,
}

/// A list's result.
pub(super) type Listed = Result<Listing, Fault>;

/// The vendor's yes to an order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// The call that it named.
    pub(super) call: Option<String>,
}

/// The list of `reply`: the rows of its `data`. Its `total` is no proof of anything (tel4vn §7).
pub(super) fn list(reply: Reply, offset: Offset) -> Listed {
    let (label, frame) = (reply.label, Frame::of(&reply, offset));
    let told = reply.json::<Map<String, Value>>();
    let reply = good(reply, told.as_ref().ok())?;
    let mut told = told?;
    if words::complains(&told) || words::word(&told) == Word::No {
        let why = words::why(&told).unwrap_or_else(|| "the vendor refused it".into());
        return Err(Fault::Refused(Text::new(&format!("failed to {}: {why}", reply.label))));
    }
    let number = |key: &str| told.get(key).and_then(Value::as_u64);
    let (total, limit) = (number("total"), number("limit").filter(|limit| *limit > 0));
    let odd = |what: &str| Fault::Malformed(Text::new(&format!("failed to {label}: {what}")));
    match told.remove("data") {
        Some(Value::Array(rows)) => Ok(Listing { rows, frame, total, limit }),
        // Null alone is not "nobody"; with a total of none it is.
        Some(Value::Null) if total == Some(0) => Ok(Listing { rows: Vec::new(), frame, total, limit }),
        Some(_) => Err(odd("data: not a list")),
        None => Err(odd("no data in the answer")),
    }
}

/// The answer if its status is a good one, else what it means, in the vendor's own words where it has some.
pub(super) fn good(reply: Reply, told: Option<&Map<String, Value>>) -> Result<Reply, Fault> {
    let barred = reply.status == 405;
    let fault = match reply.ok_or_said(|_| told.and_then(words::why)) {
        Ok(reply) => return Ok(reply),
        Err(fault) => fault,
    };
    // A method that is not allowed is a path that is not there.
    Err(if barred && let Fault::Refused(why) = fault { Fault::Gone(why) } else { fault })
}

/// The answer to an order that rings `phone`. The body decides where it has a status, else HTTP does (tel4vn §1);
/// but what is missing is a token or a right where HTTP says so, whatever the body adds.
pub(super) fn verdict(reply: Reply, phone: Option<&str>) -> Result<Said, Fault> {
    let (label, status) = (reply.label, reply.status);
    let told = reply.json::<Map<String, Value>>().ok();
    if matches!(status, 401 | 403 | 429) {
        return good(reply, told.as_ref()).map(|_| Said::default());
    }
    let word = told.as_ref().map_or(Word::Silent, words::word);
    let blank = reply.body.trim_ascii().is_empty();
    match (word, status, told) {
        (Word::Yes, _, Some(body)) => Ok(said(&body)),
        (Word::No, _, Some(body)) => Err(refused(label, &body, phone)),
        (_, 200..=299, Some(body)) if words::complains(&body) => Err(refused(label, &body, phone)),
        (_, 200..=299, Some(body)) => Ok(said(&body)),
        (_, 200..=299, None) if blank => Ok(Said::default()),
        (_, 200..=299, None) => Err(reply.unreadable("the answer could not be read")),
        (_, 400..=407 | 409..=499, Some(body)) if words::complains(&body) => Err(match status {
            404 | 410 => gone(label, words::why(&body).as_deref()),
            _ => refused(label, &body, phone),
        }),
        (_, 404 | 405 | 410, _) => Err(gone(label, None)),
        (_, _, told) => good(reply, told.as_ref()).map(|_| Said::default()),
    }
}

fn said(body: &Map<String, Value>) -> Said {
    Said { call: body.get("call_id").and_then(Value::as_str).map(str::to_owned) }
}

/// What is not documented: how an ended call is answered, and how a request that an installation lacks.
fn gone(label: &str, why: Option<&str>) -> Fault {
    let why = why.map(|why| format!(" ({why})")).unwrap_or_default();
    Fault::Gone(Text::new(&format!(
        "failed to {label}: TEL4VN does not find it{why}: the call has ended, or this installation does not offer it"
    )))
}

/// A no with its remedy.
fn refused(label: &str, body: &Map<String, Value>, phone: Option<&str>) -> Fault {
    let phone = phone.map_or_else(|| "the phone".to_owned(), |phone| format!("phone {phone}"));
    match words::code(body) {
        Some("USER_NOT_REGISTERED") => Fault::Refused(not_registered(&phone)),
        Some("USER_BUSY") => Fault::Refused(Text::new(&format!(
            "{phone} is busy: end what it does, then give the order again (USER_BUSY)"
        ))),
        Some("CALL_NOT_FOUND") => Fault::Gone("the call has ended (CALL_NOT_FOUND)".into()),
        Some(_) | None => {
            let why = words::why(body);
            let why = why.map_or_else(|| "TEL4VN said no, and not why".to_owned(), |why| why.to_string());
            Fault::Refused(Text::new(&format!("failed to {label}: {why}")))
        }
    }
}

/// What to do about a `phone` that nobody can ring.
pub(super) fn not_registered(phone: &str) -> Text {
    Text::new(&format!(
        "{phone} is not registered: start its softphone or IP phone and sign it in, then give the order again \
         (USER_NOT_REGISTERED)"
    ))
}

#[cfg(test)]
mod tests;
