//! Rows of the list of live calls: legs, of which a call may have one or two (tel4vn §2.1).

use serde::Deserialize;
use serde_json::Value;

use super::stamp::{Frame, Stamp};
use super::states::{Doing, doing};
use crate::domain::{Direction, Unread};
use crate::vendor::{loose, rows};

#[derive(Debug, Deserialize)]
struct Wire {
    #[serde(default, deserialize_with = "loose::word")]
    call_id: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    context: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    created_time: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    destination: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    direction: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    ip: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    source: Option<String>,
    #[serde(default, deserialize_with = "loose::word")]
    state: Option<String>,
}

/// One leg. What is empty is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Leg {
    /// The id by which it is acted on.
    pub(super) id: String,
    /// The calling party's number or extension.
    pub(super) source: String,
    /// The number that was dialled.
    pub(super) destination: String,
    /// Which way it was placed.
    pub(super) direction: Direction,
    /// The vendor's word for that.
    pub(super) way: String,
    /// When it was made.
    pub(super) started: Stamp,
    /// That, as it was written.
    pub(super) created: String,
    /// What it does.
    pub(super) doing: Doing,
    /// The vendor's word for that.
    pub(super) state: String,
    /// The other end's address.
    pub(super) ip: String,
    /// The tenant's domain.
    pub(super) context: String,
}

impl Leg {
    /// Whether `number` is at one of its ends.
    pub(super) fn touches(&self, number: &str) -> bool {
        same(&self.source, number) || same(&self.destination, number)
    }

    /// The end that is not `number`.
    pub(super) fn other_end(&self, number: &str) -> &str {
        if same(&self.source, number) { &self.destination } else { &self.source }
    }
}

/// Every leg of `list`, and what could not be read.
pub(super) fn legs(list: Vec<Value>, frame: Frame) -> (Vec<Leg>, Vec<Unread>) {
    rows(list, |row: Wire| {
        let state = row.state.unwrap_or_default();
        let way = row.direction.unwrap_or_default();
        Ok(Leg {
            id: row.call_id.ok_or(".call_id: missing")?,
            source: row.source.unwrap_or_default(),
            destination: row.destination.unwrap_or_default(),
            direction: direction(&way),
            way,
            started: frame.past(row.created_time.as_deref()),
            created: row.created_time.unwrap_or_default(),
            doing: doing(&state),
            state,
            ip: row.ip.unwrap_or_default(),
            context: row.context.unwrap_or_default(),
        })
    })
}

/// The meaning of a direction's word.
pub(super) fn direction(word: &str) -> Direction {
    match word.to_ascii_lowercase().as_str() {
        "inbound" => Direction::Inbound,
        "outbound" => Direction::Outbound,
        "local" => Direction::Internal,
        _ => Direction::Unknown,
    }
}

/// Whether two spellings are one number or extension: the same digits, or the same letters where there is more.
pub(super) fn same(a: &str, b: &str) -> bool {
    let plain = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let spelled = |text: &str| text.chars().all(|char| char.is_ascii_digit() || " +-.()".contains(char));
    let (a, b) = (a.trim(), b.trim());
    if a.is_empty() || b.is_empty() {
        return false;
    }
    a == b || (spelled(a) && spelled(b) && !plain(a).is_empty() && plain(a) == plain(b))
}

/// Whether `text` is a number at all: what a caller who hides theirs is called instead is no one's name.
pub(super) fn is_number(text: &str) -> bool {
    text.chars().any(|char| char.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::At;
    use crate::vendor::Reply;

    fn frame() -> Frame {
        let at = At::from_millis(1_623_148_759_000);
        let reply = Reply {
            label: "read the calls",
            status: 200,
            content_type: String::new(),
            headers: Vec::new(),
            retry_after: None,
            body: Vec::new(),
            at,
            skew: Some(0),
            acts: false,
        };
        Frame::of(&reply, super::super::config::Offset::default())
    }

    #[test]
    fn the_documented_row_is_read() {
        let row = json!({"call_id": "01b7d166-b564-42ec-80a1-4ad343225934", "context": "test.tel4vn.com",
            "created_time": "2021-06-08 17:37:37", "destination": "0899123456", "direction": "outbound",
            "ip": "1.2.3.4", "source": "101", "state": "CS_EXECUTE"});
        let (legs, unread) = legs(vec![row], frame());
        let leg = &legs[0];
        assert!(unread.is_empty());
        assert_eq!(leg.id, "01b7d166-b564-42ec-80a1-4ad343225934");
        assert_eq!((leg.source.as_str(), leg.destination.as_str()), ("101", "0899123456"));
        assert_eq!((leg.direction, leg.doing.clone()), (Direction::Outbound, Doing::Active));
        assert_eq!(frame().at.since(leg.started.at.unwrap()).as_secs(), 102);
    }

    #[test]
    fn a_row_without_an_id_is_counted_and_every_other_field_may_be_missing() {
        let list =
            vec![json!({"source": "101"}), json!({"call_id": "a"}), json!("..."), json!({"call_id": 7})];
        let (legs, unread) = legs(list, frame());
        let why: Vec<_> = unread.iter().map(|unread| &*unread.why).collect();
        let text = "[2]: invalid type: string, expected struct Wire";
        assert_eq!(why, ["[0].call_id: missing", text]);
        assert_eq!(legs.iter().map(|leg| leg.id.as_str()).collect::<Vec<_>>(), ["a", "7"]);
        assert_eq!((legs[0].direction, legs[0].started), (Direction::Unknown, Stamp::default()));
    }

    #[test]
    fn every_documented_direction_is_known_and_others_are_not() {
        for (word, way) in [
            ("inbound", Direction::Inbound),
            ("outbound", Direction::Outbound),
            ("local", Direction::Internal),
            ("3", Direction::Unknown),
            ("", Direction::Unknown),
        ] {
            assert_eq!(direction(word), way, "{word}");
        }
    }

    #[test]
    fn numbers_are_the_same_by_their_digits() {
        assert!(same("0899 123 456", "0899123456") && same("101", " 101"));
        assert!(!same("101", "1010") && !same("", "") && !same("anonymous", ""));
        assert!(same("agent_01", "agent_01") && !same("agent_01", "agent-01"));
        assert!(is_number("101") && !is_number("anonymous"));
    }
}
