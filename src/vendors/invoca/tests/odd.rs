//! What identifies a row may cost it; nothing else may (fact sheet §2: fields are null or absent, texts or numbers).

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use super::*;
use crate::vendor::loose::odd::{self, Walk};

fn walk() -> Walk {
    let mut list: Value = serde_json::from_str(fixture!("calls.json")).unwrap();
    Walk {
        good: list["current_calls"][0].take(),
        identity: &["transaction_id"],
        moves: &[
            ("call_status", &["phase"]),
            ("calling_phone_number", &["caller"]),
            ("called_phone_number", &["dialled"]),
            ("call_record_id", &["conversation", "details"]),
            ("start_time", &["started", "details"]),
            ("call_start_time_utc", &["started", "details"]),
            ("bridge_start_time", &["answered", "details"]),
            ("transfer_start_time_utc", &["answered", "details"]),
            ("external_unique_id", &["details"]),
            ("destination_phone_number", &["details"]),
            ("phone_type", &["details"]),
            ("custom_data", &["details"]),
            ("advertiser_campaign_id", &["queue", "queue_name", "details"]),
            ("advertiser_campaign_name", &["queue", "queue_name", "details"]),
            ("another", &["details"]),
        ],
    }
}

fn call(row: &Value) -> Call {
    let snapshot = found("", &json!({"current_calls": [row]}).to_string());
    let (calls, unread) = rows(&snapshot.calls);
    assert_eq!(unread, [] as [&str; 0]);
    calls.first().expect("the row stays").clone()
}

#[test]
fn every_odd_field_is_unknown_and_costs_nothing_else() {
    walk().check_all(call);
}

#[test]
fn a_time_that_nothing_can_have_begun_at_is_unknown() {
    for time in ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1970-01-01T00:00:00+00:00"] {
        let mut row = walk().good;
        row["bridge_start_time"] = json!(time);
        assert_eq!(call(&row).answered, None, "{time}");
    }
}

proptest! {
    #[test]
    fn any_json_in_any_field_costs_nothing_else(index in any::<Index>(), value in odd::json()) {
        let walk = walk();
        walk.check_one(index, &value, call);
    }
}
