//! What identifies a row may cost it; nothing else may (tel4vn §2).

use proptest::prelude::*;
use proptest::sample::Index;

use super::super::{legs, people, queues, stamp};
use super::*;
use crate::vendor::loose::odd::{self, Walk};

fn first(list: &str) -> Value {
    serde_json::from_str::<Value>(list).unwrap()["data"][0].take()
}

fn one<T>((mut read, unread): (Vec<T>, Vec<Unread>)) -> T {
    assert_eq!(unread, []);
    assert_eq!(read.len(), 1, "the row stays");
    read.remove(0)
}

fn frame() -> stamp::Frame {
    stamp::Frame::of(&reply(NOW, ""), Offset::default())
}

fn calls() -> Walk {
    Walk {
        good: first(fixture!("calls.json")),
        identity: &["call_id"],
        moves: &[
            ("context", &["context"]),
            ("created_time", &["started", "created"]),
            ("destination", &["destination"]),
            ("direction", &["direction", "way"]),
            ("ip", &["ip"]),
            ("source", &["source"]),
            ("state", &["doing", "state"]),
        ],
    }
}

fn call(row: &Value) -> legs::Leg {
    one(legs::legs(vec![row.clone()], frame()))
}

fn on_calls() -> Walk {
    Walk {
        good: first(fixture!("monitor-v3.json")),
        identity: &["extension"],
        moves: &[
            ("username", &["username", "name"]),
            ("agent_name", &["name"]),
            ("last_name", &["name"]),
            ("middle_name", &["name"]),
            ("first_name", &["name"]),
            ("call_state", &["heard"]),
            ("call_id", &["call"]),
            ("call_time", &["since"]),
            ("direction", &["direction"]),
            ("b_cid_num", &["customer"]),
            ("destination", &["numbers"]),
            ("cid_num", &["numbers"]),
            ("user_agent", &["user_agent"]),
            ("domain_name", &["domain"]),
        ],
    }
}

fn on_call(row: &Value) -> Busy {
    one(people::busy(vec![row.clone()], frame()))
}

fn logged_in() -> Walk {
    Walk {
        good: first(fixture!("live.json")),
        identity: &["extension"],
        moves: &[
            ("username", &["username", "name"]),
            ("last_name", &["name"]),
            ("middle_name", &["name"]),
            ("first_name", &["name"]),
            ("status", &["status"]),
            ("pause_code", &["pause"]),
            ("last_update_time", &["since"]),
            ("campaign_uuid", &["campaign"]),
            ("domain_name", &["domain"]),
        ],
    }
}

fn is_in(row: &Value) -> Live {
    one(people::live(vec![row.clone()], frame()))
}

fn everybody() -> Walk {
    Walk {
        good: first(fixture!("roster.json")),
        identity: &["extension"],
        moves: &[
            ("username", &["username"]),
            ("enabled", &["enabled"]),
            ("is_link_call_center", &["linked"]),
            ("domain_name", &["domain"]),
            ("follow_me", &["follow_me"]),
        ],
    }
}

fn listed(row: &Value) -> Listed {
    one(people::listed(vec![row.clone()]))
}

fn waiting() -> Walk {
    Walk {
        good: first(fixture!("waiting.json")),
        identity: &["call_uuid"],
        moves: &[
            ("call_center_queue_uuid", &["queue"]),
            ("call_center_queue_name", &["queue_name"]),
            ("call_center_agent_name", &["agent"]),
            ("mobile", &["mobile"]),
            ("status", &["status", "stand"]),
            ("joined_time", &["joined"]),
            ("abandoned_time", &["stand"]),
            ("bridged_time", &["bridged", "stand"]),
            ("rejoined_time", &["rejoined"]),
        ],
    }
}

fn member(row: &Value) -> Member {
    let (read, unread, _) = queues::members(vec![row.clone()], frame());
    one((read, unread))
}

fn lines() -> Walk {
    Walk {
        good: first(fixture!("queues.json")),
        identity: &["call_center_queue_uuid"],
        moves: &[
            ("queue_name", &["name"]),
            ("queue_extension", &["extension"]),
            ("queue_strategy", &["strategy"]),
        ],
    }
}

fn line(row: &Value) -> Line {
    one(queues::lines(vec![row.clone()]))
}

#[test]
fn every_odd_field_of_every_list_is_unknown_and_costs_nothing_else() {
    calls().check_all(call);
    on_calls().check_all(on_call);
    logged_in().check_all(is_in);
    everybody().check_all(listed);
    waiting().check_all(member);
    lines().check_all(line);
}

proptest! {
    #[test]
    fn any_json_in_any_field_costs_nothing_else(index in any::<Index>(), value in odd::json()) {
        let (legs, on_calls, logged_in) = (calls(), on_calls(), logged_in());
        let (everybody, waiting, lines) = (everybody(), waiting(), lines());
        legs.check_one(index, &value, call);
        on_calls.check_one(index, &value, on_call);
        logged_in.check_one(index, &value, is_in);
        everybody.check_one(index, &value, listed);
        waiting.check_one(index, &value, member);
        lines.check_one(index, &value, line);
    }
}
