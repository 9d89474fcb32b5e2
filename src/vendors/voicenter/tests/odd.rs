//! What identifies a row may cost it; nothing else may (voicenter §4, §5.1: numbers come as texts and texts as numbers).

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::json;

use super::*;
use crate::vendor::loose::odd::{self, Walk};

/// What two lists tell of which the extension list has the row `extension` and the queue list the row `queue`.
fn with(extension: &Value, queue: &Value) -> Snapshot {
    let extensions = json!({"ERR": 0, "DESC": "OK", "EXTENSIONS": [extension]}).to_string();
    let queues = json!({"ERR": 0, "DESC": "OK", "QUEUES": [queue]}).to_string();
    let snapshot = voicenter("epoch = 180").found(calls(&extensions), self::queues(&queues)).snapshot;
    let unread = [rows(&snapshot.calls).1, rows(&snapshot.waiting).1, rows(&snapshot.agents).1];
    assert_eq!(unread.concat(), []);
    assert_eq!(rows(&snapshot.queues).1, []);
    snapshot
}

fn good() -> (Value, Value) {
    (json(EXTENSIONS)["EXTENSIONS"][1].take(), json(QUEUES)["QUEUES"][0].take())
}

fn extensions() -> Walk {
    Walk {
        good: good().0,
        identity: &["username", "calls"],
        moves: &[
            ("name", &["name", "details"]),
            ("representative", &["name", "details"]),
            ("onlineUserID", &["name", "details"]),
            ("onlineUserStatus", &["reason", "status"]),
        ],
    }
}

fn extension(row: &Value) -> Agent {
    rows(&with(row, &good().1).agents).0.first().expect("the row stays").clone()
}

fn of_extension() -> Walk {
    Walk {
        good: good().0["calls"][0].take(),
        identity: &["ivrid"],
        moves: &[
            ("callStarted", &["started"]),
            ("callAnswered", &["answered", "recording"]),
            ("callername", &["caller"]),
            ("callerphone", &["caller"]),
            ("callstatus", &["phase", "recording"]),
            ("customdata", &["details"]),
            ("direction", &["direction", "details"]),
            ("recording", &["recording", "details"]),
            ("did", &["dialled"]),
        ],
    }
}

fn on_extension(row: &Value) -> Call {
    let (mut extension, queue) = good();
    extension["calls"] = json!([row]);
    rows(&with(&extension, &queue).calls).0.first().expect("the row stays").clone()
}

fn waiting() -> Walk {
    Walk {
        good: good().1["Callers"][0].take(),
        identity: &["CallID"],
        // Each tells when the caller came, where the other does not.
        moves: &[("Phone", &["caller"]), ("JoinTime", &["entered"]), ("Duration", &["entered"])],
    }
}

fn caller(row: &Value) -> Call {
    let (extension, mut queue) = good();
    queue["Callers"] = json!([row]);
    rows(&with(&extension, &queue).waiting).0.first().expect("the row stays").clone()
}

fn lines() -> Walk {
    Walk {
        good: good().1,
        identity: &["ID", "Callers"],
        moves: &[("Name", &["name"]), ("Weight", &["details"])],
    }
}

fn line(row: &Value) -> Queue {
    rows(&with(&good().0, row).queues).0.first().expect("the row stays").clone()
}

#[test]
fn every_odd_field_of_every_list_is_unknown_and_costs_nothing_else() {
    extensions().check_all(extension);
    of_extension().check_all(on_extension);
    waiting().check_all(caller);
    lines().check_all(line);
}

#[test]
fn a_negative_wait_is_no_wait() {
    let mut row = waiting().good;
    (row["Duration"], row["JoinTime"]) = (json!(-5), json!(-1));
    assert_eq!(caller(&row).entered, None);
}

proptest! {
    #[test]
    fn any_json_in_any_field_costs_nothing_else(index in any::<Index>(), value in odd::json()) {
        let (people, calls, callers, queues) = (extensions(), of_extension(), waiting(), lines());
        people.check_one(index, &value, extension);
        calls.check_one(index, &value, on_extension);
        callers.check_one(index, &value, caller);
        queues.check_one(index, &value, line);
    }
}
