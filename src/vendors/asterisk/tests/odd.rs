//! What identifies a row may cost it; nothing else may (fact sheet §2).

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use super::super::answer::List;
use super::super::legs::Leg;
use super::super::side::{Holding, Parked, Summary};
use super::super::status::{Member, Params, Rows, Status, Waiter};
use super::super::wire::blocks;
use super::super::{ari, side};
use super::*;
use crate::vendor::loose::odd::{self, Walk};

/// `value` as the server would print it: one line.
fn word(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.replace(['\r', '\n'], " ")
}

/// `rows`, of the kind `event`, as a list. What is null is not there.
fn list(event: &str, rows: &[&Value]) -> List {
    let row = |row: &&Value| {
        let there = row.as_object().unwrap().iter().filter(|(_, value)| !value.is_null());
        let lines: Vec<String> = there.map(|(key, value)| format!("{key}: {}\r\n", word(value))).collect();
        format!("Event: {event}\r\n{}\r\n", lines.concat())
    };
    let text: String = rows.iter().map(row).collect();
    List { rows: blocks(text.as_bytes()), reply: reply("") }
}

/// The first block of the kind `event` in `text`, with its fields.
fn first(text: &str, event: &str) -> Value {
    let all = blocks(text.as_bytes());
    let block = all.iter().find(|block| block.get("Event") == Some(event)).unwrap();
    let fields = block.pairs().filter(|(key, _)| *key != "Event");
    Value::Object(fields.map(|(key, value)| (key.to_owned(), json!(value))).collect())
}

fn one<T>(mut rows: Rows<T>) -> T {
    assert_eq!(rows.unread, []);
    assert_eq!(rows.read.len(), 1, "the row stays");
    rows.read.remove(0)
}

fn legs() -> Walk {
    Walk {
        good: first(fixture!("channels.txt"), "CoreShowChannel"),
        identity: &["Uniqueid", "Channel"],
        moves: &[
            ("ChannelState", &["state"]),
            ("ChannelStateDesc", &["state"]),
            ("CallerIDNum", &["caller"]),
            ("CallerIDName", &["caller"]),
            ("ConnectedLineNum", &["connected"]),
            ("ConnectedLineName", &["connected"]),
            ("Context", &["context"]),
            ("Exten", &["extension"]),
            ("Application", &["application"]),
            ("ApplicationData", &["data"]),
            ("Linkedid", &["linked"]),
            ("BridgeId", &["bridge"]),
            ("Duration", &["since"]),
            ("ChanVariable", &["tape"]),
            ("AccountCode", &["account"]),
        ],
    }
}

fn leg_of(row: &Value) -> Leg {
    let list = list("CoreShowChannel", &[row]);
    Leg::read(&list.rows[0], &list.reply).unwrap()
}

fn queues() -> Walk {
    Walk {
        good: first(fixture!("queue-status.txt"), "QueueParams"),
        identity: &["Queue"],
        moves: &[
            ("Strategy", &["strategy"]),
            ("Max", &["most"]),
            ("Weight", &["weight"]),
            ("Calls", &["calls"]),
            ("Holdtime", &["hold_time"]),
            ("TalkTime", &["talk_time"]),
            ("Completed", &["completed"]),
            ("Abandoned", &["abandoned"]),
            ("ServiceLevel", &["target"]),
            ("ServicelevelPerf", &["level"]),
            ("ServicelevelPerf2", &["level_with_abandoned"]),
        ],
    }
}

fn queue_of(row: &Value) -> Params {
    one(Status::read(&list("QueueParams", &[row])).queues)
}

fn members() -> Walk {
    Walk {
        good: first(fixture!("queue-status.txt"), "QueueMember"),
        identity: &["Queue", "Location"],
        moves: &[
            ("Name", &["name"]),
            ("MemberName", &["name"]),
            ("StateInterface", &["device"]),
            ("Membership", &["membership"]),
            ("Penalty", &["penalty"]),
            ("CallsTaken", &["taken"]),
            ("LastCall", &["last_call"]),
            ("LastPause", &["last_pause"]),
            ("LoginTime", &["login"]),
            ("InCall", &["in_call"]),
            ("Status", &["status"]),
            ("Paused", &["paused"]),
            ("PausedReason", &["reason"]),
            ("Wrapuptime", &["wrapup"]),
        ],
    }
}

fn member_of(row: &Value) -> Member {
    one(Status::read(&list("QueueMember", &[row])).members)
}

fn entries() -> Walk {
    Walk {
        good: first(fixture!("queue-status.txt"), "QueueEntry"),
        identity: &["Queue", "Uniqueid"],
        moves: &[
            ("Channel", &["channel"]),
            ("Position", &["position"]),
            ("CallerIDNum", &["caller"]),
            ("CallerIDName", &["caller"]),
            ("ConnectedLineNum", &["rung"]),
            ("ConnectedLineName", &["rung"]),
            ("Wait", &["entered"]),
            ("Priority", &["priority"]),
        ],
    }
}

fn entry_of(row: &Value) -> Waiter {
    one(Status::read(&list("QueueEntry", &[row])).entries)
}

fn summaries() -> Walk {
    Walk {
        good: first(fixture!("queue-summary.txt"), "QueueSummary"),
        identity: &["Queue"],
        moves: &[
            ("LoggedIn", &["staffed"]),
            ("Available", &["ready"]),
            // Whether anybody has waited longest.
            ("Callers", &["callers", "longest"]),
            ("LongestHoldTime", &["longest"]),
        ],
    }
}

fn summary_of(row: &Value) -> Summary {
    Summary::read(&list("QueueSummary", &[row])).remove("support").unwrap()
}

fn bridges() -> Walk {
    Walk {
        good: json!({"BridgeUniqueid": "b", "BridgeType": "parking", "BridgeTechnology": "holding_bridge",
            "BridgeCreator": "Parking", "BridgeName": "default", "BridgeNumChannels": "1"}),
        identity: &["BridgeUniqueid"],
        moves: &[("BridgeType", &["parking"])],
    }
}

fn bridge_of(row: &Value) -> Holding {
    Holding::read(&list("BridgeListItem", &[row]))
}

fn parked() -> Walk {
    Walk {
        good: first(fixture!("parked-calls.txt"), "ParkedCall"),
        identity: &["ParkeeUniqueid"],
        moves: &[
            ("ParkeeCallerIDNum", &["caller"]),
            ("ParkeeCallerIDName", &["caller"]),
            ("ParkingSpace", &["slot"]),
            ("Parkinglot", &["lot"]),
            ("ParkingDuration", &["since"]),
            ("ParkingTimeout", &["until"]),
            ("ParkerDialString", &["parker"]),
        ],
    }
}

fn parked_of(row: &Value) -> Parked {
    Parked::read(&list("ParkedCall", &[row])).remove(0)
}

/// The other rows of a list of which one is odd.
fn others(value: &Value) {
    let phone = json!({"Device": "PJSIP/101", "State": "INUSE"});
    let odd = json!({"Device": "PJSIP/102", "State": value});
    let devices = side::devices(&list("DeviceStateChange", &[&odd, &phone]));
    assert_eq!(devices.get("PJSIP/101").map(String::as_str), Some("INUSE"), "{value}");
    for (key, id) in [("creationtime", "odd"), ("channels", "odd"), ("technology", "odd")] {
        let mut odd = json!({"id": id, "creationtime": "2026-11-20T19:10:00.387+0000"});
        odd.as_object_mut().unwrap().insert(key.to_owned(), value.clone());
        let bridges = json!([odd, {"id": "good", "creationtime": "2026-11-20T19:10:00.387+0000"}]);
        let began = ari::read(&reply(bridges.to_string())).unwrap();
        assert_eq!(began.get("good"), Some(&At::from_millis(1_795_201_800_387)), "{key}: {value}");
        assert!(key == "creationtime" || began.contains_key("odd"), "{key}: {value}");
    }
}

#[test]
fn every_odd_field_of_every_list_is_unknown_and_costs_nothing_else() {
    legs().check_all(leg_of);
    queues().check_all(queue_of);
    members().check_all(member_of);
    entries().check_all(entry_of);
    summaries().check_all(summary_of);
    bridges().check_all(bridge_of);
    parked().check_all(parked_of);
    odd::classics().iter().for_each(others);
}

proptest! {
    #[test]
    fn any_value_in_any_field_costs_nothing_else(index in any::<Index>(), value in odd::json()) {
        legs().check_one(index, &value, leg_of);
        queues().check_one(index, &value, queue_of);
        members().check_one(index, &value, member_of);
        entries().check_one(index, &value, entry_of);
        summaries().check_one(index, &value, summary_of);
        bridges().check_one(index, &value, bridge_of);
        parked().check_one(index, &value, parked_of);
        others(&value);
    }
}
