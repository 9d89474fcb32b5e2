//! The RingCentral dialect's actions and slips.

use super::ringcentral::told;
use super::*;

const SITE: &str = "ringcentral";

impl Floor {
    async fn talking(&self) -> Value {
        self.add(json!({"site": SITE, "state": "talking", "queue": "Sales", "age": 60})).await
    }

    async fn ordered(&self, token: &str, call: &Value, action: &str) -> (u16, String) {
        told(self.order(token, &format!("{}/{action}", id(call)))).await
    }
}

fn yes() -> (u16, String) {
    (200, "true".to_owned())
}

fn no() -> (u16, String) {
    (200, "false".to_owned())
}

#[tokio::test]
async fn a_supervisor_listens_in_three_ways_and_leaves() {
    let floor = floor().await;
    let (token, call) = (floor.token().await, floor.talking().await);
    for (kind, mode) in [("MONITOR", "monitor"), ("COACHING", "whisper"), ("BARGEIN", "barge")] {
        let order = format!("addSessionToCall?destination=%2B15550100123&sessionType={kind}");
        assert_eq!(floor.ordered(&token, &call, &order).await, yes());
        let legs = floor.call(SITE, id(&call)).await["listeners"].take();
        assert_eq!((&legs[0]["phone"], &legs[0]["mode"]), (&json!("+15550100123"), &json!(mode)));
        assert_eq!(floor.ordered(&token, &call, "hangupSession?phone=%2B15550100123").await, yes());
        assert_eq!(floor.call(SITE, id(&call)).await["listeners"], json!([]));
    }
    assert_eq!(floor.ordered(&token, &call, "hangupSession?phone=%2B15550100123").await, no());
    let order = "addSessionToCall?destination=%2B15550100123&sessionType=MONITOR";
    floor.ordered(&token, &call, order).await;
    let leg = floor.call(SITE, id(&call)).await["listeners"][0]["id"].clone();
    assert_eq!(floor.ordered(&token, &call, &format!("hangupSessionById?sessionId={leg}")).await, yes());
}

#[tokio::test]
async fn nobody_listens_to_a_call_without_an_agent_or_without_an_existence() {
    let floor = floor().await;
    let token = floor.token().await;
    let order = "addSessionToCall?destination=5550100123&sessionType=MONITOR";
    let waiting = floor.add(json!({"site": SITE, "state": "waiting"})).await;
    assert_eq!(floor.ordered(&token, &waiting, order).await, no());
    let (status, text) = floor.ordered(&token, &json!({"id": "202005081040440132050000019657"}), order).await;
    assert!(status == 404 && text.contains("requestUri"), "{text}");
    let order = "addSessionToCall?destination=5550100123&sessionType=BARGE";
    let (status, text) = floor.ordered(&token, &floor.talking().await, order).await;
    assert!(status == 400 && text.contains("sessionType"), "{text}");
}

#[tokio::test]
async fn a_call_ends_once_and_is_unknown_afterwards() {
    let floor = floor().await;
    let (token, call) = (floor.token().await, floor.talking().await);
    assert_eq!(floor.ordered(&token, &call, "hangupCall").await, yes());
    assert!(floor.call(SITE, id(&call)).await.is_null());
    assert_eq!(floor.ordered(&token, &call, "hangupCall").await.0, 404);
    let call = floor.talking().await;
    let party = call["caller"].as_str().expect("a number");
    assert_eq!(floor.ordered(&token, &call, &format!("hangupSession?phone={party}")).await, yes());
    assert!(floor.call(SITE, id(&call)).await.is_null());
}

#[tokio::test]
async fn recording_and_hold_are_set_rather_than_flipped() {
    let floor = floor().await;
    let (token, call) = (floor.token().await, floor.talking().await);
    for (order, field, value) in [
        ("toggleCallRecording?record=false", "recording", "muted"),
        ("toggleCallRecording?record=false", "recording", "muted"),
        ("toggleCallRecording?record=true", "recording", "on"),
        ("toggleCallHold?state=ON", "state", "held"),
        ("toggleCallHold?state=ON", "state", "held"),
        ("toggleCallHold?state=OFF", "state", "talking"),
        ("pingCall", "state", "talking"),
    ] {
        assert_eq!(floor.ordered(&token, &call, order).await, yes(), "{order}");
        assert_eq!(floor.call(SITE, id(&call)).await[field], value, "{order}");
    }
    assert_eq!(floor.ordered(&token, &call, "toggleCallRecording?record=1").await.0, 400);
    assert_eq!(floor.ordered(&token, &call, "toggleCallHold").await.0, 400);
    let waiting = floor.add(json!({"site": SITE, "state": "waiting"})).await;
    assert_eq!(floor.ordered(&token, &waiting, "toggleCallHold?state=ON").await, no());
}

#[tokio::test]
async fn a_call_goes_back_to_a_queue() {
    let floor = floor().await;
    let (token, call) = (floor.token().await, floor.talking().await);
    assert_eq!(floor.ordered(&token, &call, "requeueCall?gateId=1").await, no());
    assert_eq!(floor.ordered(&token, &call, "requeueCall?gateId=72994").await, yes());
    let truth = floor.call(SITE, id(&call)).await;
    assert_eq!(
        (&truth["state"], &truth["queue"], &truth["agent"]),
        (&json!("waiting"), &json!("Billing"), &json!(null))
    );
}

#[tokio::test]
async fn a_disposition_must_be_one_of_the_queues_and_frees_the_agent_who_wraps_up() {
    let floor = floor().await;
    let (token, call) = (floor.token().await, floor.talking().await);
    let order = "dispositionCall?disposition=Sale&callback=false&notes=fine";
    assert_eq!(floor.ordered(&token, &call, order).await, yes());
    assert_eq!(floor.call(SITE, id(&call)).await["disposition"], "Sale");
    assert_eq!(floor.ordered(&token, &call, "dispositionCall?disposition=Lost&callback=false").await, no());
    assert_eq!(
        floor.ordered(&token, &call, "dispositionCall?disposition=Old%20campaign&callback=false").await,
        no()
    );
    for wrong in [
        "disposition=Sale",
        "callback=true&disposition=Sale",
        "callback=true&disposition=Sale&callBackDTS=1",
        "callback=true&disposition=Sale&callBackDTS=20300231090000",
    ] {
        assert_eq!(floor.ordered(&token, &call, &format!("dispositionCall?{wrong}")).await.0, 400, "{wrong}");
    }
    let later = "dispositionCall?disposition=Sale&callback=true&callBackDTS=20300101090000";
    floor.ordered(&token, &call, "hangupCall").await;
    let state = async || {
        let world = floor.world(SITE).await;
        let agent = rows(&world["agents"]).iter().find(|agent| agent["extension"] == call["agent"]).cloned();
        agent.expect("the agent")["state"].take()
    };
    assert_eq!(state().await, "wrapup");
    assert_eq!(floor.ordered(&token, &call, later).await, yes());
    assert_eq!(state().await, "ready");
    assert_eq!(floor.ordered(&token, &call, later).await.0, 404);
}

#[tokio::test]
async fn a_placed_call_rings_a_free_agent_and_only_a_free_one() {
    let floor = floor().await;
    let token = floor.token().await;
    let call = floor.talking().await;
    floor.ordered(&token, &call, "hangupCall").await;
    floor.ordered(&token, &call, "dispositionCall?disposition=Sale&callback=false").await;
    let agents = json_of(floor.api(&token, "realTimeData/agent")).await;
    let free = rows(&agents).iter().find(|row| row["agentState"] == "AVAILABLE").expect("somebody free");
    let username = free["username"].as_str().expect("a name").replace('+', "%2B").replace('@', "%40");
    let order = format!(
        "createManualAgentCall?username={username}&destination=%2B15550100199&ringDuration=30&callerId=5550100100"
    );
    assert_eq!(told(floor.order(&token, &order)).await, yes());
    let list = json_of(floor.api(&token, "activeCalls/list")).await;
    let placed = rows(&list).iter().find(|row| row["dnis"] == "+15550100199").expect("the call");
    assert_eq!((&placed["ani"], &placed["enqueueTime"]), (&json!("5550100100"), &json!(null)));
    let agents = json_of(floor.api(&token, "realTimeData/agent")).await;
    let busy = rows(&agents).iter().find(|row| row["agentId"] == free["agentId"]).expect("the agent");
    assert_eq!((&busy["agentState"], &busy["callUii"]), (&json!("TRANSITION"), &placed["uii"]));
    assert_eq!(told(floor.order(&token, &order)).await, no());
    assert_eq!(told(floor.order(&token, &order.replace("ringDuration=30&", ""))).await.0, 400);
    let mail = order.replace("%2B12440011", "");
    assert_eq!(told(floor.order(&token, &mail)).await, no());
}

#[tokio::test]
async fn parameters_stand_in_the_query_or_in_the_older_guides_body_and_strictness_chooses() {
    let floor = floor().await;
    let (token, call) = (floor.token().await, floor.talking().await);
    let tail = format!("{}/toggleCallRecording", id(&call));
    let by_query = || floor.order(&token, &format!("{tail}?record=false"));
    let by_body = || floor.order(&token, &tail).json(&json!({"record": false}));
    assert_eq!((told(by_query()).await, told(by_body()).await), (yes(), yes()));
    floor.fault("ringcentral:params=query").await;
    let (status, text) = told(by_body()).await;
    assert!(status == 400 && text.contains("validationErrors"), "{text}");
    assert_eq!(told(by_query()).await, yes());
    floor.fault("ringcentral:params=body").await;
    assert_eq!((told(by_query()).await.0, told(by_body()).await), (400, yes()));
    assert_eq!(send(floor.api(&token, &format!("activeCalls/{tail}"))).await.status(), 405);
}

#[tokio::test]
async fn a_refusal_is_two_hundred_and_false_and_changes_nothing() {
    let floor = floor().await;
    let (token, call) = (floor.token().await, floor.talking().await);
    floor.fault("ringcentral:refuse").await;
    assert_eq!(floor.ordered(&token, &call, "hangupCall").await, no());
    assert_eq!(floor.call(SITE, id(&call)).await["state"], "talking");
    floor.fault("ringcentral/hangupCall:forbidden").await;
    let (status, text) = floor.ordered(&token, &call, "hangupCall").await;
    assert!(status == 403 && text.contains("access.denied.exception"), "{text}");
    assert_eq!(send(floor.api(&token, "activeCalls/list")).await.status(), 200);
}

#[tokio::test]
async fn what_the_openapi_does_not_list_can_be_missing() {
    let floor = floor().await;
    let (token, call) = (floor.token().await, floor.talking().await);
    floor.fault("ringcentral:spec-only").await;
    for missing in ["realTimeData/agent", "realTimeData/inbound"] {
        assert_eq!(send(floor.api(&token, missing)).await.status(), 404);
    }
    assert_eq!(floor.ordered(&token, &call, "pingCall").await.0, 404);
    assert_eq!(send(floor.api(&token, "activeCalls/list")).await.status(), 200);
    assert_eq!(floor.ordered(&token, &call, "toggleCallRecording?record=true").await, yes());
}

#[tokio::test]
async fn expired_tokens_are_dead_and_new_ones_live() {
    let floor = floor().await;
    let token = floor.token().await;
    floor.fault("ringcentral:expired=access").await;
    assert_eq!(told(floor.api(&token, "activeCalls/list")).await, (401, "Jwt is expired".to_owned()));
    let fresh = floor.token().await;
    assert_eq!(send(floor.api(&fresh, "activeCalls/list")).await.status(), 200);
    let platform = floor.platform_token().await;
    floor.fault("ringcentral:expired=all").await;
    assert_eq!(send(floor.exchange(&platform)).await.status(), 401);
    floor.token().await;
}

#[tokio::test]
async fn the_vendors_slips_show_when_asked_for() {
    let floor = floor().await;
    let (token, call) = (floor.token().await, floor.talking().await);
    let get = |tail: &'static str| json_of(floor.api(&token, tail));
    floor.fault("ringcentral:subaccount").await;
    let agent = get("realTimeData/agent").await[0].take();
    assert_eq!((&agent["subaccountId"], &agent["accountId"]), (&json!("12440011"), &json!(null)));
    floor.fault("ringcentral:words=guide").await;
    let agents = get("realTimeData/agent").await;
    let row = rows(&agents).iter().find(|row| row["callUii"] == call["id"]).expect("the agent");
    assert_eq!(row["agentState"], "ON_CALL");
    floor.fault("ringcentral:lag=1h").await;
    let before = get("realTimeData/agent").await;
    floor.fault("ringcentral:archived").await;
    floor.ordered(&token, &call, "hangupCall").await;
    assert_eq!(get("realTimeData/agent").await, before);
    let list = get("activeCalls/list").await;
    let row = rows(&list).iter().find(|row| row["uii"] == call["id"]).expect("the ended call");
    assert_eq!(row["archive"], true);
    assert_eq!(floor.ordered(&token, &call, "toggleCallRecording?record=true").await.0, 404);
    floor.fault("ringcentral:empty204").await;
    assert_eq!(send(floor.api(&token, "activeCalls/list?product=SURVEY")).await.status(), 204);
}
