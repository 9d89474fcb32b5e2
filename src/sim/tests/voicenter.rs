//! The Voicenter dialect: its two lists, its code, its clock.

use super::*;

const SITE: &str = "voicenter";
const CODE: &str = "SIMCODE7F3A91C2D4E5B608";
const CALLS: &str = "/comet/API/GetExtensionsCalls";
const QUEUES: &str = "/comet/API/GetQueuesCallers";

impl Floor {
    /// A GET with the account's code and more parameters.
    pub(super) async fn asked(&self, path: &str, more: &str) -> Value {
        json_of(self.get(SITE, &format!("{path}?code={CODE}{more}"))).await
    }

    pub(super) async fn extensions(&self) -> Value {
        self.asked(CALLS, "").await["EXTENSIONS"].take()
    }

    /// The row of a call under the extension that has it.
    pub(super) async fn row(&self, call: &Value) -> Value {
        let extensions = self.extensions().await;
        let mut calls = rows(&extensions).iter().flat_map(|extension| rows(&extension["calls"]));
        calls.find(|row| row["ivrid"] == call["id"]).cloned().unwrap_or_default()
    }
}

/// What Israel's wall clock shows now, as epoch seconds.
fn israel() -> i64 {
    let now = crate::clock::utc().with_timezone(&chrono_tz::Asia::Jerusalem);
    now.naive_local().and_utc().timestamp()
}

#[tokio::test]
async fn every_extension_is_listed_in_its_documented_shape() {
    let floor = floor().await;
    let call = json!({"site": SITE, "state": "talking", "caller": "0501234567", "caller_name": "Ada", "queue": "Sales",
        "age": 100, "recording": "muted"});
    let call = floor.add(call).await;
    let answer = floor.asked(CALLS, "").await;
    assert_eq!((&answer["ERR"], &answer["DESC"]), (&json!(0), &json!("OK")));
    assert_eq!(rows(&answer["EXTENSIONS"]).len(), 18);
    for extension in rows(&answer["EXTENSIONS"]) {
        assert_eq!(extension["username"].as_str().map(str::len), Some(8));
        assert_eq!(extension["representative"], extension["name"]);
        let online = extension["onlineUserID"] != 0;
        assert_eq!(online, extension["onlineUserStatus"] != 2, "{extension}");
    }
    let row = floor.row(&call).await;
    if row["answered"] == 1 {
        let talked = israel() - row["callAnswered"].as_i64().expect("seconds");
        assert!((99..=103).contains(&talked), "{talked}");
    }
    assert_eq!((&row["callerphone"], &row["callername"]), (&json!("0501234567"), &json!("Ada")));
    assert_eq!((&row["callstatus"], &row["direction"]), (&json!("Talking"), &json!("Incoming")));
    assert_eq!((&row["recording"]["IsMuted"], &row["customdata"]), (&json!(1), &json!({})));
    let file = row["recording"]["Filename"].as_str().expect("a name");
    assert!(file.starts_with(id(&call)) && file.ends_with("-0501234567.mp3"), "{file}");
}

#[tokio::test]
async fn states_have_the_vendors_words_and_unrecorded_calls_no_file() {
    let floor = floor().await;
    for (state, word) in
        [("ringing", "Ringing"), ("dialing", "Dialing"), ("held", "Hold"), ("talking", "Talking")]
    {
        let call = floor.add(json!({"site": SITE, "state": state, "recording": "none"})).await;
        let row = floor.row(&call).await;
        assert_eq!(row["callstatus"], word);
        assert_eq!(row["recording"], json!({"Filename": "", "IsMuted": 0}));
    }
    for state in ["waiting", "parked"] {
        let call = floor.add(json!({"site": SITE, "state": state})).await;
        assert!(floor.row(&call).await.is_null(), "no extension has a {state} call");
    }
}

#[tokio::test]
async fn an_extension_may_have_two_calls() {
    let floor = floor().await;
    let held = floor.add(json!({"site": SITE, "state": "held"})).await;
    let second = floor.add(json!({"site": SITE, "state": "talking", "agent": held["agent"]})).await;
    let extensions = floor.extensions().await;
    let busy = rows(&extensions).iter().find(|row| rows(&row["calls"]).len() == 2).expect("an extension");
    assert_eq!((&busy["calls"][0]["ivrid"], &busy["calls"][1]["ivrid"]), (&held["id"], &second["id"]));
}

#[tokio::test]
async fn waiting_callers_stand_in_their_queue_and_their_wait_grows() {
    let floor = floor().await;
    let call = floor
        .add(json!({"site": SITE, "state": "waiting", "queue": "VIP", "caller": "0501234567", "age": 40}))
        .await;
    let answer = floor.asked(QUEUES, "&queue=12345683").await;
    assert_eq!(rows(&answer["QUEUES"]).len(), 1);
    let queue = &answer["QUEUES"][0];
    assert_eq!((&queue["Name"], &queue["ID"]), (&json!("VIP"), &json!(12_345_683)));
    let callers = rows(&queue["Callers"]);
    let caller = callers.iter().find(|row| row["CallID"] == call["id"]).expect("the caller");
    let (joined, waited) =
        (caller["JoinTime"].as_i64().expect("seconds"), caller["Duration"].as_i64().expect("seconds"));
    assert!((40..=42).contains(&waited) && (joined + waited - israel()).abs() <= 2, "{caller}");
    assert_eq!(caller["Phone"], "0501234567");
    assert_eq!(rows(&floor.asked(QUEUES, "").await["QUEUES"]).len(), 6);
}

#[tokio::test]
async fn a_wrong_code_sees_nothing_and_a_malformed_one_is_told_so() {
    let floor = floor().await;
    for (path, list) in
        [(CALLS, "EXTENSIONS"), (QUEUES, "QUEUES"), ("/Comet/api/GetExtensions", "EXTENSIONS")]
    {
        let wrong = json_of(floor.get(SITE, &format!("{path}?code=SIMCODE0000000000000000"))).await;
        assert_eq!(wrong, json!({"ERR": 0, "DESC": "OK", list: []}));
        for malformed in ["?code=short", "?CODE=SIMCODE7F3A91C2D4E5B608", ""] {
            let answer = json_of(floor.get(SITE, &format!("{path}{malformed}"))).await;
            assert_eq!((&answer["ERR"], &answer[list]), (&json!(1), &json!([])), "{path}{malformed}");
        }
    }
    assert_eq!(json_of(floor.get(SITE, "/UserLogin/GetStatusesList?code=x")).await, json!({"Statuses": []}));
}

#[tokio::test]
async fn parameters_come_by_get_or_as_json_and_filters_must_exist() {
    let floor = floor().await;
    let extensions = floor.extensions().await;
    let sip = extensions[3]["username"].as_str().expect("a code");
    let one = json_of(floor.post(SITE, CALLS).json(&json!({"code": CODE, "extension": sip}))).await;
    assert_eq!(one["EXTENSIONS"], json!([extensions[3]]));
    let form = floor.post(SITE, CALLS).form(&[("code", CODE)]);
    assert_eq!(json_of(form).await["ERR"], 1);
    let broken = floor.post(SITE, CALLS).header("content-type", "application/json").body("{");
    assert_eq!(json_of(broken).await["ERR"], 1);
    assert_eq!(floor.asked(CALLS, "&extension=NOBODY00").await["ERR"], 2);
    let unknown = floor.asked(QUEUES, "&queue=1").await;
    assert_eq!(
        (&unknown["ERR"], &unknown["DESC"]),
        (&json!(2), &json!("Queue is not found in this account"))
    );
    let number = floor.post(SITE, QUEUES).json(&json!({"code": CODE, "queue": 12_345_683}));
    assert_eq!(json_of(number).await["ERR"], 2);
    assert_eq!(send(floor.get(SITE, "/comet/api/GetExtensionsCalls")).await.status(), 404);
    let delete = floor.client.delete(floor.url(SITE, CALLS));
    assert_eq!(send(delete).await.status(), 405);
}

#[tokio::test]
async fn the_frame_of_the_epoch_can_be_moved() {
    let floor = floor().await;
    let call = floor.add(json!({"site": SITE, "state": "talking"})).await;
    let started = async || floor.row(&call).await["callStarted"].as_i64().expect("seconds");
    let local = started().await;
    floor.fault("voicenter:epoch=utc").await;
    let utc = started().await;
    assert_eq!(local - utc, israel() - crate::clock::utc().timestamp());
    floor.fault("voicenter:epoch=+180").await;
    assert_eq!(started().await - utc, 10_800);
}

#[tokio::test]
async fn the_vendors_slips_show_when_asked_for() {
    let floor = floor().await;
    floor.add(json!({"site": SITE, "state": "waiting", "queue": "VIP"})).await;
    floor.fault("voicenter:types").await;
    let answer = floor.asked(QUEUES, "").await;
    assert_eq!((&answer["ERR"], &answer["QUEUES"][0]["ID"]), (&json!("0"), &json!("12345678")));
    floor.control("DELETE", "/faults", json!(null)).await;
    floor.fault("voicenter:commas").await;
    let text = send(floor.get(SITE, &format!("{QUEUES}?code={CODE}"))).await.text().await.expect("a text");
    assert!(serde_json::from_str::<Value>(&text).is_err() && text.contains("}{"), "{text}");
    floor.control("DELETE", "/faults?fault=commas", json!(null)).await;
    floor.fault("voicenter:err=2").await;
    assert_eq!(floor.asked(CALLS, "").await, json!({"ERR": 2, "DESC": "Internal error.", "EXTENSIONS": []}));
    floor.fault("voicenter:absent").await;
    assert_eq!(floor.asked(CALLS, "").await, json!({"ERR": 2, "DESC": "Internal error."}));
    floor.control("DELETE", "/faults", json!(null)).await;
    floor.fault("voicenter:blank").await;
    assert_eq!(floor.asked(CALLS, "").await, json!({"ERR": 0, "DESC": "OK", "EXTENSIONS": []}));
    floor.control("DELETE", "/faults", json!(null)).await;
    floor.fault("voicenter:stale=1h").await;
    let before = floor.extensions().await;
    floor.add(json!({"site": SITE, "state": "talking"})).await;
    assert_eq!(floor.extensions().await, before);
    floor.control("DELETE", "/faults", json!(null)).await;
    floor.fault("voicenter:twice").await;
    let ringing = floor.add(json!({"site": SITE, "state": "ringing", "queue": "VIP"})).await;
    let queues = floor.asked(QUEUES, "").await;
    assert!(rows(&queues["QUEUES"][5]["Callers"]).iter().any(|row| row["CallID"] == ringing["id"]));
}

#[tokio::test]
async fn the_roster_and_the_statuses_are_listed() {
    let floor = floor().await;
    let roster = floor.asked("/Comet/api/GetExtensions", "").await;
    let extensions = floor.extensions().await;
    assert_eq!(rows(&roster["EXTENSIONS"]).len(), 18);
    assert_eq!(roster["EXTENSIONS"][0]["SIP"], extensions[0]["username"]);
    assert_eq!(rows(&floor.asked("/Comet/api/GetExtensions", "&showAll=0").await["EXTENSIONS"]).len(), 9);
    let statuses = floor.asked("/UserLogin/GetStatusesList", "").await;
    assert_eq!((rows(&statuses["Statuses"]).len(), &statuses["Statuses"][2]["Name"]), (9, &json!("Lunch")));
}
