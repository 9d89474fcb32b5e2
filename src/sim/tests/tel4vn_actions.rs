//! The TEL4VN dialect's actions, and what their documents leave open.

use std::time::Duration;

use super::tel4vn::{SITE, answered, roomy};
use super::*;

impl Floor {
    async fn act_on(&self, call: &Value, action: &str, body: Value) -> (u16, Value) {
        self.send_to(&format!("/v1/call/{}/{action}", id(call)), &body).await
    }

    async fn talk(&self, caller: &str) -> Value {
        self.add(json!({"site": SITE, "state": "talking", "caller": caller, "queue": "Sales"})).await
    }

    /// A connected call that an agent has placed.
    async fn talk_out(&self, number: &str) -> Value {
        let floor = self.control("POST", "/resume", json!(null)).await;
        assert_eq!(floor["paused"], false);
        let free = self.idle("ready").await;
        let path = format!("/v1/click2call/async?ext={}&phone={number}", free.as_str().expect("a number"));
        let id = self.read(&path).await["call_id"].take();
        let id = id.as_str().expect("an id");
        while self.call(SITE, id).await["state"] == "dialing" {
            tokio::task::yield_now().await;
        }
        self.control("POST", "/pause", json!(null)).await;
        self.call(SITE, id).await
    }

    /// The extension of somebody without a call.
    async fn idle(&self, state: &str) -> Value {
        let world = self.world(SITE).await;
        let idle = |agent: &&Value| agent["state"] == state && rows(&agent["calls"]).is_empty();
        rows(&world["agents"]).iter().find(idle).expect("somebody")["extension"].clone()
    }

    async fn by_caller(&self, caller: &str) -> Value {
        let world = self.world(SITE).await;
        rows(&world["calls"]).iter().find(|call| call["caller"] == caller).cloned().unwrap_or_default()
    }
}

fn fail(word: &str) -> Value {
    json!({"status": "fail", "error": word})
}

#[tokio::test]
async fn a_supervisor_listens_in_three_ways_with_one_phone() {
    let floor = roomy().await;
    let call = floor.talk("0500111001").await;
    for (action, mode) in [("listen", "monitor"), ("whisper", "whisper"), ("barge", "barge")] {
        let (status, told) = floor.act_on(&call, action, json!({"ext": "901"})).await;
        assert_eq!((status, told), (200, json!({"status": "success", "call_id": call["id"], "ext": "901"})));
        let legs = floor.call(SITE, id(&call)).await["listeners"].take();
        assert_eq!(rows(&legs).len(), 1);
        assert_eq!((&legs[0]["phone"], &legs[0]["mode"]), (&json!("901"), &json!(mode)));
    }
    let legs = floor.legs_of("901").await;
    assert_eq!(
        (legs.len(), &legs[0]["destination"], &legs[0]["direction"]),
        (1, &call["agent"], &json!("local"))
    );
    floor.fault("tel4vn:unseen").await;
    assert!(floor.legs_of("901").await.is_empty());
    floor.fault("tel4vn:busy").await;
    assert_eq!(floor.act_on(&call, "listen", json!({"ext": 901})).await, (200, fail("USER_BUSY")));
    assert_eq!(floor.act_on(&call, "listen", json!({"ext": 902})).await.1["ext"], "902");
}

#[tokio::test]
async fn an_action_that_fails_says_so_in_the_body_and_on_demand_in_the_status() {
    let floor = roomy().await;
    let call = floor.talk("0500111002").await;
    let busy = json!({"ext": call["agent"]});
    for (ext, word) in [
        (json!({"ext": "903"}), "USER_NOT_REGISTERED"),
        (json!({"ext": "4711"}), "USER_NOT_REGISTERED"),
        (busy, "USER_BUSY"),
    ] {
        assert_eq!(floor.act_on(&call, "listen", ext).await, (200, fail(word)));
    }
    let gone = json!({"id": "01b7d166-b564-42ec-80a1-4ad343225934"});
    assert_eq!(floor.act_on(&gone, "listen", json!({"ext": "901"})).await, (404, fail("CALL_NOT_FOUND")));
    let (status, flaw) = floor.act_on(&call, "listen", json!({})).await;
    assert!(status == 400 && flaw["error"][0]["ext"].is_string(), "{flaw}");
    floor.fault("tel4vn:codes=4xx").await;
    assert_eq!(floor.act_on(&call, "listen", json!({"ext": "903"})).await.0, 400);
    floor.fault("tel4vn:codes=200").await;
    assert_eq!(floor.act_on(&gone, "listen", json!({"ext": "901"})).await.0, 200);
    floor.fault("tel4vn:errors=array").await;
    let (_, told) = floor.act_on(&call, "listen", json!({"ext": "903"})).await;
    assert_eq!(told, json!({"status": "fail", "error": [{"ext": "USER_NOT_REGISTERED"}]}));
    let waiting = floor.add(json!({"site": SITE, "state": "waiting"})).await;
    assert_eq!(floor.act_on(&waiting, "listen", json!({"ext": "901"})).await.1, json!({"status": "fail"}));
    floor.fault("tel4vn:refuse").await;
    assert_eq!(floor.act_on(&call, "park", json!({"legs": "aleg"})).await.1, json!({"status": "fail"}));
    assert_eq!(floor.call(SITE, id(&call)).await["listeners"], json!([]));
}

#[tokio::test]
async fn a_customer_is_handed_to_another_agent() {
    let floor = roomy().await;
    let call = floor.talk("0500111003").await;
    let to = floor.idle("ready").await;
    let order = json!({"ext": to, "legs": "aleg"});
    let (status, told) = floor.act_on(&call, "transfer", order.clone()).await;
    assert_eq!((status, told), (200, json!({"status": "success", "call_id": call["id"], "ext": to})));
    let truth = floor.call(SITE, id(&call)).await;
    assert_eq!((&truth["state"], &truth["ringing"]), (&json!("ringing"), &json!([to])));
    assert!(truth["agent"].is_null() && truth["queue"].is_null());
    assert_eq!(floor.legs_of("0500111003").await[0]["destination"], to);
    assert_eq!(floor.act_on(&call, "transfer", order).await.1, fail("USER_BUSY"));
    for body in [json!({"ext": "901"}), json!({"ext": "901", "legs": "both"})] {
        let (status, flaw) = floor.act_on(&call, "transfer", body).await;
        assert!(status == 400 && flaw["error"][0]["legs"].is_string(), "{flaw}");
    }
    // The younger copies of the page have no legs.
    let path = format!("/v2/call/{}/transfer", id(&call));
    let next = floor.idle("ready").await;
    assert_eq!(floor.send_to(&path, &json!({"ext": next})).await.1["status"], "success");
    assert_eq!(floor.call(SITE, id(&call)).await["ringing"], json!([next]));
}

#[tokio::test]
async fn the_agents_leg_moves_alone_and_the_other_reading_moves_the_customer() {
    let floor = roomy().await;
    let call = floor.talk("0500111004").await;
    let to = floor.idle("ready").await;
    let (_, told) = floor.act_on(&call, "transfer", json!({"ext": to, "legs": "bleg"})).await;
    assert_eq!(told["status"], "success");
    assert!(floor.by_caller("0500111004").await.is_null(), "the customer was dropped");
    let local = floor.by_caller(to.as_str().expect("a number")).await;
    assert_eq!((&local["agent"], &local["state"]), (&call["agent"], &json!("dialing")));
    let leg = floor.legs().await.into_iter().find(|leg| leg["call_id"] == local["id"]).expect("its leg");
    assert_eq!((&leg["source"], &leg["direction"]), (&call["agent"], &json!("local")));
    floor.fault("tel4vn:transfer=dropped").await;
    let call = floor.talk("0500111005").await;
    let to = floor.idle("ready").await;
    floor.act_on(&call, "transfer", json!({"ext": to, "legs": "bleg"})).await;
    assert_eq!(floor.by_caller("0500111005").await["ringing"], json!([to]));
}

#[tokio::test]
async fn an_outbound_customer_is_the_second_leg_and_goes_on_under_its_own_id() {
    let floor = floor_with(Settings { agents: 60, pace: 50.0, ..Settings::default() }).await;
    // One in five does not answer.
    let mut call = floor.talk_out("0500111006").await;
    while call.is_null() {
        call = floor.talk_out("0500111006").await;
    }
    floor.fault("tel4vn:legs=both").await;
    let legs = floor.legs_of("0500111006").await;
    assert_eq!((&legs[0]["call_id"], &legs[0]["source"]), (&call["id"], &call["agent"]));
    let second = json!({"id": legs[1]["call_id"]});
    floor.fault("tel4vn:aleg-only").await;
    assert_eq!(floor.act_on(&second, "park", json!({"legs": "bleg"})).await.0, 404);
    floor.control("DELETE", "/faults", json!(null)).await;
    let (_, told) = floor.act_on(&second, "park", json!({"legs": "bleg"})).await;
    assert_eq!(told, json!({"status": "success", "call_id": second["id"]}));
    let parked = floor.by_caller("0500111006").await;
    assert_eq!((&parked["id"], &parked["state"]), (&second["id"], &json!("parked")));
    assert!(parked["agent"].is_null());
    let leg = floor.legs_of("0500111006").await[0].clone();
    assert_eq!((&leg["call_id"], &leg["state"]), (&second["id"], &json!("CS_PARK")));
    let to = floor.idle("wrapup").await;
    let (_, told) = floor.act_on(&second, "transfer", json!({"ext": to, "legs": "bleg"})).await;
    assert_eq!(told["status"], "success", "{told}");
    assert_eq!(floor.by_caller("0500111006").await["ringing"], json!([to]));
}

#[tokio::test]
async fn park_keeps_the_leg_it_names_or_cuts_it() {
    let floor = roomy().await;
    let park = async |call: &Value, legs: &str| floor.act_on(call, "park", json!({"legs": legs})).await;
    let call = floor.talk("0500111007").await;
    let (status, flaw) = floor.act_on(&call, "park", json!({})).await;
    assert!(status == 400 && flaw["error"][0]["legs"].is_string(), "{flaw}");
    let done = (200, json!({"status": "success", "call_id": call["id"]}));
    assert_eq!(park(&call, "aleg").await, done);
    let truth = floor.call(SITE, id(&call)).await;
    assert_eq!((&truth["state"], &truth["agent"]), (&json!("parked"), &json!(null)));
    assert_eq!(park(&call, "aleg").await, (200, json!({"status": "fail"})));
    let other = floor.talk("0500111008").await;
    park(&other, "bleg").await;
    let kept = floor.by_caller("0500111008").await;
    assert_eq!((&kept["state"], &kept["agent"]), (&json!("parked"), &other["agent"]));
    assert_ne!(kept["id"], other["id"], "the agent's own channel is left");
    let legs = floor.legs_of("0500111008").await;
    assert_eq!((legs.len(), &legs[0]["call_id"], &legs[0]["state"]), (1, &kept["id"], &json!("CS_PARK")));
    floor.fault("tel4vn:park=cut").await;
    let third = floor.talk("0500111009").await;
    park(&third, "bleg").await;
    let cut = floor.by_caller("0500111009").await;
    assert_eq!((&cut["id"], &cut["state"], &cut["agent"]), (&third["id"], &json!("parked"), &json!(null)));
}

#[tokio::test]
async fn a_parked_leg_is_disconnected_in_time() {
    let floor = roomy().await;
    floor.fault("tel4vn:park_span=0ms").await;
    let call = floor.talk("0500111010").await;
    floor.act_on(&call, "park", json!({"legs": "aleg"})).await;
    let gone = async {
        while !floor.call(SITE, id(&call)).await.is_null() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), gone).await.expect("it ends by itself");
    assert!(floor.legs_of("0500111010").await.is_empty());
}

#[tokio::test]
async fn a_caller_who_goes_to_a_supervisors_phone_leaves_the_floor_and_stays_on_the_line() {
    let floor = roomy().await;
    let call = floor.talk("0500111011").await;
    floor.act_on(&call, "transfer", json!({"ext": "901", "legs": "aleg"})).await;
    assert!(floor.by_caller("0500111011").await.is_null());
    let legs = floor.legs_of("0500111011").await;
    assert_eq!((&legs[0]["call_id"], &legs[0]["destination"]), (&call["id"], &json!("901")));
    let next = floor.talk("0500111012").await;
    assert_eq!(floor.act_on(&next, "listen", json!({"ext": "901"})).await.1, fail("USER_BUSY"));
}

#[tokio::test]
async fn a_call_is_placed_by_a_get_that_answers_at_once_or_waits_for_the_phone() {
    let floor = roomy().await;
    let ext = floor.idle("ready").await;
    let ext = ext.as_str().expect("a number");
    let path = format!("/v1/click2call/async?ext={ext}&phone=MDUwMDExMTAxMw==&is_encode=true&customer_id=C7");
    let told = floor.read(&path).await;
    let truth = floor.call(SITE, told["call_id"].as_str().expect("an id")).await;
    assert_eq!((&truth["state"], &truth["caller"]), (&json!("dialing"), &json!("0500111013")));
    assert_eq!(truth["tags"], json!({"customer_id": "C7"}));
    assert_eq!(floor.read(&path).await, fail("USER_BUSY"));
    let next = floor.idle("ready").await;
    let path = format!("/v1/click2call?ext={}&phone=0500111014", next.as_str().expect("a number"));
    let token = floor.pitel().await;
    let waiting = tokio::spawn(floor.get(SITE, &path).bearer_auth(token).send());
    let placed = loop {
        let call = floor.by_caller("0500111014").await;
        if call.is_object() {
            break call;
        }
        tokio::task::yield_now().await;
    };
    assert!(!waiting.is_finished(), "the phone still rings");
    floor.control("POST", &format!("/world/calls/{}/end", id(&placed)), json!(null)).await;
    let told: Value = waiting.await.expect("no panic").expect("an answer").json().await.expect("JSON");
    assert_eq!(told, json!({"status": "success", "call_id": placed["id"]}));
}

#[tokio::test]
async fn a_call_that_cannot_be_placed_says_why() {
    let floor = roomy().await;
    let message = "User not registered extension with Softphone or IP Phone";
    let told = floor.read("/v1/click2call/async?ext=903&phone=0500111015").await;
    assert_eq!(told, json!({"status": "fail", "error": "USER_NOT_REGISTERED", "message": message}));
    let told = floor.read("/v1/click2call?ext=903&phone=0500111015").await;
    assert_eq!(told, fail("USER_NOT_REGISTERED"));
    let token = floor.pitel().await;
    for query in ["phone=0500111015", "ext=901", "ext=901&phone=home", "ext=901&phone=???&is_encode=true"] {
        let request = floor.get(SITE, &format!("/v1/click2call/async?{query}")).bearer_auth(&token);
        let (status, flaw) = answered(request).await;
        assert!(status == 400 && flaw["error"].is_array(), "{query}: {flaw}");
    }
    assert_eq!(floor.send_to("/v1/click2call/async", &json!({})).await.0, 405);
    let order = |agent: &str| json!({"id": "C7", "mobile": "0500111016", "agent": agent});
    let (_, told) = floor.send_to("/v2/click2call", &order("901")).await;
    assert_eq!((&told["code"], &told["status"]), (&json!("0"), &json!("success")));
    assert_eq!(floor.legs_of("901").await[0]["destination"], "0500111016");
    let (_, told) = floor.send_to("/v2/click2call", &order("903")).await;
    assert_eq!(told, json!({"code": "1", "status": "fail"}));
}
