//! The TEL4VN dialect's lists: calls as legs, who is on a call, queues and their callers.

use chrono::{DateTime, NaiveDateTime, TimeDelta};

use super::tel4vn::SITE;
use super::*;

impl Floor {
    pub(super) async fn legs(&self) -> Vec<Value> {
        let list = self.read("/v1/call").await;
        assert_eq!(list["total"].as_u64(), Some(rows(&list["data"]).len() as u64));
        rows(&list["data"]).clone()
    }

    /// The rows whose numbers are those of a call.
    pub(super) async fn legs_of(&self, number: &str) -> Vec<Value> {
        let mine = |leg: &Value| leg["source"] == number || leg["destination"] == number;
        self.legs().await.into_iter().filter(mine).collect()
    }

    async fn monitored(&self, path: &str, extension: &Value) -> Value {
        let list = self.read(path).await;
        rows(&list["data"]).iter().find(|row| row["extension"] == *extension).cloned().unwrap_or_default()
    }

    async fn queued(&self, number: &str) -> Value {
        let list = self.read("/v3/monitor/callcenter/queue").await;
        assert!(list.get("total").is_none());
        rows(&list["data"]).iter().find(|row| row["mobile"] == number).cloned().unwrap_or_default()
    }
}

/// How long ago a time without a zone was, if the wall clock is so many hours ahead.
fn ago(text: &Value, ahead: i64) -> i64 {
    let text = text.as_str().expect("a time");
    let at = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").expect("a time without a zone");
    (crate::clock::utc() - (at.and_utc() - TimeDelta::hours(ahead))).num_seconds()
}

#[tokio::test]
async fn calls_are_listed_as_the_calling_partys_legs() {
    let floor = floor().await;
    for (state, word) in [
        ("waiting", "CS_EXECUTE"),
        ("ringing", "CS_EXECUTE"),
        ("talking", "CS_EXECUTE"),
        ("held", "CS_EXECUTE"),
        ("parked", "CS_PARK"),
    ] {
        let number = format!("05009999{}", state.len());
        let call = floor.add(json!({"site": SITE, "state": state, "caller": number, "age": 90})).await;
        let legs = floor.legs_of(&number).await;
        assert_eq!(legs.len(), 1, "{state}");
        let leg = &legs[0];
        assert_eq!((&leg["call_id"], &leg["state"]), (&call["id"], &json!(word)), "{state}");
        assert_eq!((&leg["source"], &leg["destination"]), (&json!(number), &call["dialled"]));
        assert_eq!((&leg["direction"], &leg["context"]), (&json!("inbound"), &json!("sim.tel4vn.com")));
        assert!((90..=92).contains(&ago(&leg["created_time"], 7)), "{leg}");
        floor.control("POST", &format!("/world/calls/{}/end", id(&call)), json!(null)).await;
    }
    let call = floor.add(json!({"site": SITE, "state": "dialing", "caller": "0500999123"})).await;
    let legs = floor.legs_of("0500999123").await;
    assert_eq!((legs.len(), &legs[0]["state"]), (1, &json!("CS_EXECUTE")));
    assert_eq!((&legs[0]["source"], &legs[0]["direction"]), (&call["agent"], &json!("outbound")));
    let world = floor.world(SITE).await;
    assert_eq!(floor.legs().await.len(), rows(&world["calls"]).len());
}

#[tokio::test]
async fn both_legs_are_listed_on_demand_in_the_states_of_their_switch() {
    let floor = floor().await;
    floor.fault("tel4vn:legs=both").await;
    for (state, second) in [
        ("ringing", Some("CS_CONSUME_MEDIA")),
        ("dialing", Some("CS_CONSUME_MEDIA")),
        ("talking", Some("CS_EXCHANGE_MEDIA")),
        ("held", Some("CS_EXCHANGE_MEDIA")),
        ("waiting", None),
    ] {
        let number = format!("05008888{}{}", state.len(), state.starts_with('d'));
        let call = floor.add(json!({"site": SITE, "state": state, "caller": number})).await;
        let legs = floor.legs_of(&number).await;
        let states: Vec<&Value> = legs.iter().map(|leg| &leg["state"]).collect();
        let expected: Vec<Value> =
            std::iter::once("CS_EXECUTE").chain(second).map(|word| json!(word)).collect();
        assert_eq!(states, expected.iter().collect::<Vec<_>>(), "{state}");
        if let [first, second] = legs.as_slice() {
            assert_eq!(first["call_id"], call["id"]);
            assert_ne!(first["call_id"], second["call_id"]);
            for key in ["source", "destination", "created_time", "direction"] {
                assert_eq!(first[key], second[key], "{key}");
            }
            assert_ne!(first["ip"], second["ip"]);
        }
        floor.control("POST", &format!("/world/calls/{}/end", id(&call)), json!(null)).await;
    }
    floor.fault("tel4vn:legs=own").await;
    let call = floor.add(json!({"site": SITE, "state": "talking", "caller": "0500777001"})).await;
    let legs = floor.legs_of("0500777001").await;
    assert_eq!((&legs[0]["destination"], &legs[1]["destination"]), (&call["dialled"], &call["agent"]));
}

#[tokio::test]
async fn a_list_of_calls_can_be_read_in_other_ways() {
    let floor = floor().await;
    let number = "0500666001";
    let call = floor.add(json!({"site": SITE, "state": "ringing", "caller": number})).await;
    floor.fault("tel4vn:state=CS_RESET").await;
    assert_eq!(floor.legs_of(number).await[0]["state"], "CS_RESET");
    floor.fault("tel4vn:answered-only").await;
    assert!(floor.legs_of(number).await.is_empty());
    floor.control("DELETE", "/faults", json!(null)).await;
    floor.fault("tel4vn:zone=+00:00").await;
    assert!((0..=2).contains(&ago(&floor.legs_of(number).await[0]["created_time"], 0)));
    floor.fault("tel4vn:skew=-90s").await;
    assert!((90..=92).contains(&ago(&floor.legs_of(number).await[0]["created_time"], 0)));
    floor.control("POST", &format!("/world/calls/{}/end", id(&call)), json!(null)).await;
    assert!(floor.legs_of(number).await.is_empty());
    floor.fault("tel4vn:ending").await;
    assert_eq!(floor.legs_of(number).await[0]["state"], "CS_HANGUP");
    floor.fault("tel4vn:total").await;
    assert_eq!(floor.read("/v1/call").await["total"], 1);
}

#[tokio::test]
async fn the_monitor_tells_ringing_from_talking_in_either_generation() {
    let floor = floor().await;
    let (v1, v3) = ("/v1/monitor/agent", "/v3/monitor?=null");
    let talking =
        json!({"site": SITE, "state": "talking", "caller": "0500555001", "agent": "1003", "age": 70});
    let talking = floor.add(talking).await;
    let row = floor.monitored(v1, &json!("1003")).await;
    assert_eq!((&row["call_state"], &row["call_id"]), (&json!("ONCALL"), &talking["id"]));
    assert_eq!((&row["direction"], &row["destination"]), (&json!("inbound"), &json!("1003")));
    assert_eq!(row["agent_name"], talking["agent_name"]);
    assert!((70..=72).contains(&ago(&row["call_time"], 7)), "{row}");
    assert!(row["user_id"].is_string() && row["extension_id"].is_string() && row["domain_id"].is_string());
    let row = floor.monitored(v3, &json!("1003")).await;
    assert_eq!((&row["b_cid_num"], &row["cid_num"]), (&json!("0500555001"), &json!("0500555001")));
    assert_eq!((&row["destination"], &row["first_name"]), (&talking["dialled"], &talking["agent_name"]));
    assert!(row["user_uuid"].is_string() && row.get("user_id").is_none());
    let dialing = floor.add(json!({"site": SITE, "state": "dialing", "caller": "0500555002"})).await;
    let row = floor.monitored(v1, &dialing["agent"]).await;
    assert_eq!((&row["call_state"], &row["direction"]), (&json!("RINGING"), &json!("outbound")));
    assert_eq!(row["destination"], "0500555002");
    let ringing = floor.add(json!({"site": SITE, "state": "ringing"})).await;
    assert_eq!(floor.monitored(v3, &ringing["ringing"][0]).await["call_state"], "RINGING");
    floor.fault("tel4vn:channels").await;
    assert_ne!(floor.monitored(v1, &json!("1003")).await["call_id"], talking["id"]);
    assert_eq!(floor.monitored(v1, &dialing["agent"]).await["call_id"], dialing["id"]);
}

#[tokio::test]
async fn idle_agents_are_shown_empty_or_not_at_all() {
    let floor = floor().await;
    let world = floor.world(SITE).await;
    let idle = |agent: &&Value| rows(&agent["calls"]).is_empty() && agent["duty"] != "offline";
    let idle = rows(&world["agents"]).iter().find(idle).expect("somebody idle")["extension"].clone();
    for path in ["/v1/monitor/agent", "/v3/monitor"] {
        let row = floor.monitored(path, &idle).await;
        for key in ["call_state", "call_id", "call_time", "destination", "direction"] {
            assert_eq!(row[key], "", "{key}");
        }
    }
    floor.fault("tel4vn:idle=absent").await;
    assert!(floor.monitored("/v1/monitor/agent", &idle).await.is_null());
    for agent in rows(&world["agents"]).iter().filter(|agent| agent["state"] == "talking") {
        assert_eq!(floor.monitored("/v3/monitor", &agent["extension"]).await["call_state"], "ONCALL");
    }
}

#[tokio::test]
async fn queues_are_configuration_and_their_callers_stand_in_the_monitor() {
    let floor = floor().await;
    let queues = floor.read("/v1/callcenter/queue").await;
    assert_eq!((&queues["limit"], &queues["offset"], &queues["total"]), (&json!(10), &json!(0), &json!(6)));
    let queue = &queues["data"][1];
    assert_eq!((&queue["queue_name"], &queue["queue_strategy"]), (&json!("Support"), &json!("ring-all")));
    assert_eq!(rows(&floor.read("/v1/callcenter/queue?limit=4&offset=4").await["data"]).len(), 2);
    let never = "1970-01-01T08:00:00+08:00";
    assert_eq!(DateTime::parse_from_rfc3339(never).expect("a time").timestamp(), 0);
    let mut calls = Vec::new();
    for (state, status) in [("waiting", "Waiting"), ("ringing", "Trying"), ("talking", "Answered")] {
        let number = format!("05004444{}", calls.len());
        let wanted = json!({"site": SITE, "state": state, "caller": number, "queue": "Support", "age": 50});
        let call = floor.add(wanted).await;
        let row = floor.queued(&number).await;
        assert_eq!((&row["status"], &row["call_uuid"]), (&json!(status), &call["id"]));
        assert_eq!(row["call_center_queue_uuid"], queue["call_center_queue_uuid"]);
        let joined = DateTime::parse_from_rfc3339(row["joined_time"].as_str().expect("a time"));
        let joined = joined.expect("RFC 3339");
        assert_eq!(joined.offset().local_minus_utc(), 7 * 3_600);
        assert!((50..=52).contains(&(crate::clock::utc() - joined.to_utc()).num_seconds()), "{row}");
        assert_eq!(row["call_center_agent_name"] == "", state == "waiting");
        assert_eq!(row["bridged_time"] == never, state != "talking");
        assert_eq!((&row["abandoned_time"], &row["rejoined_time"]), (&json!(never), &json!(never)));
        calls.push(call);
    }
    floor.fault("tel4vn:no-waiting").await;
    assert_eq!(floor.queued("050044440").await["status"], "Trying");
    floor.fault("tel4vn:flows").await;
    assert_ne!(floor.queued("050044442").await["call_uuid"], calls[2]["id"]);
    for call in &calls {
        floor.control("POST", &format!("/world/calls/{}/end", id(call)), json!(null)).await;
    }
    let row = floor.queued("050044440").await;
    assert_eq!((&row["status"], row["abandoned_time"] == never), (&json!("Abandoned"), false));
    assert!(floor.queued("050044442").await.is_null(), "it was answered, and is over");
    floor.fault("tel4vn:lingers=0ms").await;
    assert!(floor.queued("050044440").await.is_null());
}
