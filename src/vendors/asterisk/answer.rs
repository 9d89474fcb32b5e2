//! An answer, and the four ways not to get one (fact sheet §7).

use super::rights::Class;
use super::wire::{Block, blocks};
use crate::domain::{Fault, Text};
use crate::vendor::Reply;

/// The name of the session's cookie.
const COOKIE: &str = "mansession_id";
/// What the server says both to a missing right and to a session that is over.
const DENIED: &str = "Permission denied";
/// The longest quotation of the server's words, in characters.
const QUOTED: usize = 160;

/// A good answer.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// The first block: `Response: Success` and what belongs to it.
    pub(super) head: Block,
    /// The blocks after it.
    pub(super) events: Vec<Block>,
    /// When it came and by whose clock; without its body.
    pub(super) reply: Reply,
}

/// Why there is no good answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum No {
    /// The session is over. Nothing was done.
    Expired,
    /// The user has no right to do this. Nothing was done.
    Denied(Option<Class>),
    /// The server declined, in these words. Nothing was done.
    Said(Text),
    /// Something else.
    Fault(Fault),
}

impl From<Fault> for No {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Reads the answer to a request that carried the cookie `sent` and needed `class`.
pub(super) fn answered(reply: Reply, sent: Option<&str>, class: Option<Class>) -> Result<Answer, No> {
    let label = reply.label;
    if reply.status == 404 {
        return Err(No::Fault(Fault::Gone(Text::from(format!(
            "failed to {label}: HTTP 404: nothing is at this address; check `url`, the prefix in http.conf, and \
             that http.conf says enabled = yes and manager.conf enabled = yes and webenabled = yes"
        )))));
    }
    let mut reply = reply.ok()?;
    let mut all = blocks(&std::mem::take(&mut reply.body));
    let response = all.first().and_then(|head| head.get("Response")).map(str::to_owned);
    let Some(response) = response else {
        return Err(No::Fault(reply.unreadable("not a word of Asterisk's manager interface; check `url`")));
    };
    let head = all.remove(0);
    if !response.eq_ignore_ascii_case("Error") {
        return Ok(Answer { head, events: all, reply });
    }
    let words = head.get("Message").unwrap_or("without a word");
    if words == DENIED {
        return Err(denied(&reply, sent, class));
    }
    Err(No::Said(Text::quoted(words, QUOTED).unwrap_or_else(|| Text::new(""))))
}

/// A session that is over and a missing right are told in the same words. But a server that knows the session
/// repeats its id, and one that does not gives another one (fact sheet §7).
fn denied(reply: &Reply, sent: Option<&str>, class: Option<Class>) -> No {
    let same = |given: &str| sent.is_some_and(|sent| id(sent) == id(given));
    match cookie(reply) {
        Some(given) if same(&given) => No::Denied(class),
        Some(_) | None => No::Expired,
    }
}

/// The session's cookie as it is sent back, if `reply` sets it.
pub(super) fn cookie(reply: &Reply) -> Option<String> {
    let set = reply.headers.iter().filter(|(name, _)| name == "set-cookie");
    let pairs = set.filter_map(|(_, value)| value.split(';').next()).map(str::trim);
    let mut ours = pairs.filter(|pair| pair.split('=').next().is_some_and(|name| name.trim() == COOKIE));
    ours.next().map(str::to_owned)
}

/// For how many seconds the session lives without a request, as `reply` says.
pub(super) fn life(reply: &Reply) -> Option<u64> {
    let set = reply.header("set-cookie")?;
    let ages = set.split(';').filter_map(|part| part.trim().split_once('='));
    let mut ages = ages.filter(|(name, _)| name.trim().eq_ignore_ascii_case("Max-Age"));
    ages.next().and_then(|(_, value)| value.trim().parse().ok())
}

/// The session's id in a cookie, with its quotes or without.
fn id(cookie: &str) -> &str {
    cookie.split_once('=').map_or(cookie, |(_, value)| value).trim().trim_matches('"')
}

impl Answer {
    /// The blocks of a whole list. One that was cut off on its way would look like a quieter minute.
    pub(super) fn list(self) -> Result<List, Fault> {
        let Self { mut events, reply, .. } = self;
        // Servers before 13 say so by the name of the last event alone.
        let ends = |last: &Block| {
            let named = last.get("Event").is_some_and(|event| event.ends_with("Complete"));
            named || last.get("EventList") == Some("Complete")
        };
        let complete = events.last().is_some_and(ends);
        let end = if complete { events.pop() } else { None };
        let told = end.and_then(|end| end.optional::<usize>("ListItems"));
        if !complete || told.is_some_and(|told| told > events.len()) {
            return Err(Fault::Malformed(Text::from(format!(
                "failed to {}: the list ends before its end",
                reply.label
            ))));
        }
        Ok(List { rows: events, reply })
    }
}

/// A whole list.
#[derive(Clone, Debug)]
pub(super) struct List {
    /// Its rows, unread.
    pub(super) rows: Vec<Block>,
    /// When it came and by whose clock.
    pub(super) reply: Reply,
}
