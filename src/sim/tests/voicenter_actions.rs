//! The Voicenter dialect's actions.

use super::*;

const SITE: &str = "voicenter";
const CODE: &str = "SIMCODE7F3A91C2D4E5B608";
const CLICK: &str = "/ForwardDialer/click2call.aspx";
const STATUS: &str = "/UserLogin/SetStatusFromAPI";

impl Floor {
    async fn sip(&self, call: &Value) -> String {
        let world = self.world(SITE).await;
        let mine = |agent: &&Value| agent["extension"] == call["agent"];
        let agent = rows(&world["agents"]).iter().find(mine).expect("the agent");
        agent["handle"].as_str().expect("a code").to_owned()
    }

    async fn mute(&self, base: &str, body: Value) -> Value {
        json_of(self.post(SITE, &format!("{base}/MuteUnmuteCalls")).json(&body)).await
    }

    async fn click(&self, body: Value) -> Value {
        json_of(self.post(SITE, CLICK).json(&body)).await
    }
}

#[tokio::test]
async fn recording_stops_and_resumes_on_either_base_by_call_or_by_extension() {
    let floor = floor().await;
    let call = floor.add(json!({"site": SITE, "state": "talking"})).await;
    let sip = floor.sip(&call).await;
    for (base, body, muted) in [
        ("/Comet/API", json!({"ivrid": call["id"], "state": "1"}), 1),
        ("/api", json!({"ivrid": call["id"], "state": "1"}), 1),
        ("/api", json!({"ivrid": call["id"], "state": "0"}), 0),
        ("/Comet/API", json!({"extension": sip, "state": "1"}), 1),
    ] {
        let answer = floor.mute(base, body).await;
        assert_eq!((&answer["ErrorCode"], &answer["Message"]), (&json!("200"), &json!("Success")));
        assert_eq!(answer["ActionID"].as_str().map(str::len), Some(32));
        assert_eq!(floor.row(&call).await["recording"]["IsMuted"], muted);
    }
    let path = format!("/api/MuteUnmuteCalls?ivrid={}&state=0", id(&call));
    assert_eq!(json_of(floor.get(SITE, &path)).await["ErrorCode"], "200");
    assert_eq!(floor.call(SITE, id(&call)).await["recording"], "on");
}

#[tokio::test]
async fn a_wrong_mute_is_refused_in_the_body() {
    let floor = floor().await;
    let call = floor.add(json!({"site": SITE, "state": "talking", "recording": "none"})).await;
    let unknown = floor.mute("/api", json!({"ivrid": "2020", "state": "1"})).await;
    assert_eq!(unknown, json!({"ErrorCode": "404", "Message": "UniqueIvrID not found", "ActionID": ""}));
    for wrong in [
        json!({"ivrid": call["id"], "state": 1}),
        json!({"ivrid": call["id"], "state": "2"}),
        json!({"ivrid": call["id"]}),
        json!({"state": "1"}),
        json!({"ivrid": call["id"], "extension": "x", "state": "1"}),
    ] {
        assert_eq!(floor.mute("/api", wrong).await["ErrorCode"], "400");
    }
    floor.mute("/api", json!({"ivrid": call["id"], "state": "0"})).await;
    assert_eq!(floor.call(SITE, id(&call)).await["recording"], "none");
    floor.fault("voicenter:types").await;
    assert_eq!(floor.mute("/api", json!({"ivrid": call["id"], "state": "0"})).await["ErrorCode"], 200);
    floor.fault("voicenter:refuse").await;
    assert_eq!(floor.mute("/api", json!({"ivrid": call["id"], "state": "0"})).await["ErrorCode"], 500);
}

#[tokio::test]
async fn terminate_ends_whatever_is_on_the_extension() {
    let floor = floor().await;
    let held = floor.add(json!({"site": SITE, "state": "held"})).await;
    let second = floor.add(json!({"site": SITE, "state": "talking", "agent": held["agent"]})).await;
    let order =
        json!({"code": CODE, "phone": floor.sip(&held).await, "action": "terminate", "format": "json"});
    assert_eq!(floor.click(order.clone()).await, json!({"ERRORCODE": 0, "ERRORMESSAGE": "OK"}));
    assert!(floor.call(SITE, id(&held)).await.is_null() && floor.call(SITE, id(&second)).await.is_null());
    assert_eq!(floor.click(order).await["ERRORCODE"], 2);
    let ringing = floor.add(json!({"site": SITE, "state": "ringing"})).await;
    let world = floor.world(SITE).await;
    let rung = |agent: &&Value| agent["extension"] == ringing["ringing"][0];
    let sip = &rows(&world["agents"]).iter().find(rung).expect("the agent")["handle"];
    floor.click(json!({"code": CODE, "phone": sip, "action": "terminate", "format": "json"})).await;
    assert_eq!(floor.call(SITE, id(&ringing)).await["state"], "waiting");
}

#[tokio::test]
async fn a_call_is_placed_with_its_data_and_told_in_json_or_xml() {
    let floor = floor().await;
    let world = floor.world(SITE).await;
    let named = |state: &str| {
        let agent = rows(&world["agents"]).iter().find(|agent| agent["state"] == state);
        agent.map(|agent| agent["handle"].clone())
    };
    let held = floor.add(json!({"site": SITE, "state": "ringing"})).await;
    floor.control("POST", &format!("/world/calls/{}/end", id(&held)), json!(null)).await;
    let free = floor.world(SITE).await;
    let free = rows(&free["agents"]).iter().find(|agent| agent["state"] == "ready").expect("somebody free");
    let order = json!({"code": CODE, "phone": free["handle"], "target": "0721234567", "action": "call",
        "format": "json", "record": "false", "var_ticket": "42"});
    let answer = floor.click(order.clone()).await;
    assert_eq!((&answer["ERRORCODE"], &answer["ERRORMESSAGE"]), (&json!(0), &json!("OK")));
    let row = floor.row(&json!({"id": answer["CALLID"]})).await;
    assert_eq!((&row["direction"], &row["callstatus"]), (&json!("Click2Call"), &json!("Dialing")));
    assert_eq!((&row["callerphone"], &row["customdata"]), (&json!("0721234567"), &json!({"ticket": "42"})));
    assert_eq!(floor.click(order.clone()).await["ERRORCODE"], 2);
    let mut wrong = order.clone();
    wrong["target"] = json!("");
    assert_eq!(floor.click(wrong).await["ERRORCODE"], 1);
    if let Some(offline) = named("offline") {
        let mut order = order.clone();
        order["phone"] = offline;
        assert_eq!(floor.click(order).await["ERRORCODE"], 3);
    }
    let sip = free["handle"].as_str().expect("a code");
    let xml = send(floor.get(SITE, &format!("{CLICK}?code={CODE}&phone={sip}&action=terminate"))).await;
    assert!(xml.headers()["content-type"].to_str().expect("text").starts_with("text/xml"));
    assert!(xml.text().await.expect("a text").contains("<ERRORCODE>0</ERRORCODE>"));
}

#[tokio::test]
async fn click2call_names_what_is_wrong_by_number() {
    let floor = floor().await;
    for (code, phone, action) in
        [("SIMCODE0000000000000000", "x", "call"), (CODE, "x", "call"), (CODE, "x", "dance")]
    {
        let answer =
            floor.click(json!({"code": code, "phone": phone, "action": action, "format": "json"})).await;
        assert_eq!(answer["ERRORCODE"], 1);
    }
    floor.fault("voicenter:refuse").await;
    assert_eq!(floor.click(json!({"code": CODE, "format": "json"})).await["ERRORCODE"], 4);
}

#[tokio::test]
async fn a_status_is_set_under_the_upper_case_code() {
    let floor = floor().await;
    let extensions = floor.extensions().await;
    let idle = rows(&extensions).iter().find(|row| rows(&row["calls"]).is_empty()).expect("somebody idle");
    let order = |code: &str, status: Value| json!({code: CODE, "UserId": idle["userID"].to_string(), "ExtensionUser": idle["username"], "Status": status});
    let set = async |body: Value| json_of(floor.post(SITE, STATUS).json(&body)).await;
    let done = json!({"Status": 1, "StatusError": 1, "StatusErroMessage": "OK"});
    assert_eq!(set(order("Code", json!(11))).await, done);
    let status = async || {
        let extensions = floor.extensions().await;
        let row = rows(&extensions).iter().find(|row| row["username"] == idle["username"]).cloned();
        row.expect("the extension")["onlineUserStatus"].take()
    };
    assert_eq!(status().await, 11);
    assert_eq!(set(order("Code", json!("2"))).await, done);
    assert_eq!(status().await, 2);
    assert_eq!(set(order("code", json!(1))).await["StatusError"], 6);
    assert_eq!(set(order("Code", json!(4))).await["Status"], 4);
    let mut stranger = order("Code", json!(1));
    stranger["ExtensionUser"] = json!("NOBODY00");
    assert_eq!(set(stranger).await["Status"], 3);
    let mut other = order("Code", json!(1));
    other["UserId"] = json!("1");
    assert_eq!(set(other).await["Status"], 2);
}
