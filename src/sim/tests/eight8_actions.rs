//! The 8x8 dialect's call interface and the data of a call.

use super::eight8::EIGHT;
use super::*;

const TENANT: &str = "/api/v1/tenants/acmecorp01";

impl Floor {
    /// A request of the interfaces that act.
    pub(super) fn action(&self, method: &str, path: &str) -> RequestBuilder {
        let method = method.parse().expect("a method");
        self.client.request(method, self.url(EIGHT, path)).basic_auth("acmecorp01", Some("sim-action-token"))
    }

    /// An agent's id, by name.
    pub(super) async fn id_of(&self, name: &Value) -> String {
        let list = json_of(self.action("GET", &format!("{TENANT}/agentstatus/agents"))).await;
        let row = rows(&list["data"]).iter().find(|row| row["name"] == *name).expect("an agent");
        row["agent-id"].as_str().expect("an id").to_owned()
    }

    /// Somebody who is free: name and id.
    pub(super) async fn free_agent(&self) -> (Value, String) {
        let call = self.add(json!({"site": EIGHT, "state": "dialing"})).await;
        self.control("POST", &format!("/world/calls/{}/end", id(&call)), json!(null)).await;
        let agent = self.id_of(&call["agent_name"]).await;
        (call["agent_name"].clone(), agent)
    }

    async fn ask8(&self, method: &str, tail: &str, body: Value) -> (u16, Value) {
        let request = self.action(method, &format!("{TENANT}/{tail}"));
        let request = if body.is_null() { request } else { request.json(&body) };
        let response = send(request).await;
        (response.status().as_u16(), response.json().await.expect("JSON"))
    }

    async fn delete8(&self, tail: &str) -> (u16, String) {
        let (status, body) = self.ask8("DELETE", tail, json!(null)).await;
        assert_eq!(body["message"] == "OK", status == 200, "{body}");
        (status, body["reasons"][0].as_str().expect("a reason").to_owned())
    }
}

fn order(agent: &str) -> Value {
    json!({"agentId": agent, "prefix": "", "number": "2025550100", "callerId": "2025550199"})
}

#[tokio::test]
async fn a_call_is_placed_under_an_id_of_the_tenants() {
    let floor = floor().await;
    let (name, agent) = floor.free_agent().await;
    let mut body = order(&agent);
    body["ctlUserData"] = json!([{"name": "ticket", "value": "42"}]);
    let (status, answer) = floor.ask8("POST", "calls", body.clone()).await;
    assert_eq!((status, &answer["message"]), (200, &json!("OK")));
    assert_eq!(answer["reasons"], json!(["Call successfully initiated"]));
    let key = answer["interactionGuid"].as_str().expect("an id");
    let parts: Vec<&str> = key.split('-').collect();
    assert_eq!((parts[0], parts[2].len(), &parts[3..]), ("int", 25, &["phone", "00", "acmecorp01"][..]));
    let begun = i64::from_str_radix(parts[1], 16).expect("hexadecimal");
    assert!((crate::clock::utc().timestamp_millis() - begun).abs() < 5_000);
    let call = floor.call(EIGHT, key).await;
    assert_eq!(
        (&call["direction"], &call["caller"], &call["agent_name"]),
        (&json!("placed"), &json!("12025550100"), &name)
    );
    assert_eq!(call["tags"], json!({"ticket": "42"}));
    let (status, answer) = floor.ask8("POST", "calls", body).await;
    let busy =
        format!("Agent=[{agent}] not available to handle interaction, already on busy phone interaction");
    assert_eq!((status, &answer["reasons"]), (400, &json!([busy])));
}

#[tokio::test]
async fn a_forced_call_takes_the_second_line_and_there_is_no_third() {
    let floor = floor().await;
    let talking = floor.add(json!({"site": EIGHT, "state": "talking"})).await;
    let agent = floor.id_of(&talking["agent_name"]).await;
    let mut body = order(&agent);
    body["forceCall"] = json!(true);
    floor.fault("8x8:reply-id").await;
    let (status, answer) = floor.ask8("POST", "calls", body.clone()).await;
    assert_eq!(status, 200);
    assert_eq!(
        answer["reasons"],
        json!(["Call successfully initiated", "Agent is handling other interactions"])
    );
    assert!(answer["interactionGuid"].is_null());
    let second = answer["id"].as_str().expect("an id").to_owned();
    assert_eq!(floor.call(EIGHT, id(&talking)).await["state"], "held");
    let (status, answer) = floor.ask8("POST", "calls", body.clone()).await;
    let reason = format!("Agent=[{agent}] not available to handle interaction");
    assert_eq!((status, &answer["reasons"]), (400, &json!([reason])));
    let guid = format!("acmecorp01-{agent}-");
    let (status, reason) = floor.delete8(&format!("agents/{agent}/calls/line/2")).await;
    assert!(status == 200 && reason.starts_with(&format!("Hangup for agent [{guid}")), "{reason}");
    assert!(reason.ends_with(&format!("leg on line [2] assigned to interaction [{second}] was successful.")));
    assert!(floor.call(EIGHT, &second).await.is_null());
    assert_eq!(floor.call(EIGHT, id(&talking)).await["state"], "held");
    let reason = format!("Failed to find any interaction on line [2] for agent [{agent}].");
    assert_eq!(floor.delete8(&format!("agents/{agent}/calls/line/2")).await, (400, reason));
    // The line of a call does not change when the other one goes.
    let (_, answer) = floor.ask8("POST", "calls", body).await;
    let third = answer["id"].as_str().expect("an id").to_owned();
    assert_eq!(floor.delete8(&format!("agents/{agent}/calls/line/1")).await.0, 200);
    assert!(floor.call(EIGHT, id(&talking)).await.is_null());
    assert_eq!(floor.delete8(&format!("agents/{agent}/calls/line/1")).await.0, 400);
    let (status, reason) = floor.delete8(&format!("agents/{agent}/calls/line/2")).await;
    assert!(status == 200 && reason.contains(&third), "{reason}");
}

#[tokio::test]
async fn nobody_is_called_from_a_break_or_from_home_and_fields_must_be_there() {
    let floor = floor().await;
    let (_, agent) = floor.free_agent().await;
    for status in [3, 1] {
        let path = format!("{TENANT}/agentstatus/agents/{agent}");
        assert_eq!(
            send(floor.action("PUT", &path).json(&json!({"agent-status": status}))).await.status(),
            200
        );
        let mut body = order(&agent);
        body["forceCall"] = json!(true);
        let (status, answer) = floor.ask8("POST", "calls", body).await;
        let reason = format!("Agent=[{agent}] not available to handle interaction");
        assert_eq!(
            (status, &answer["reasons"], &answer["message"]),
            (400, &json!([reason]), &json!("Bad Request"))
        );
    }
    let (_, agent) = floor.free_agent().await;
    for field in ["agentId", "prefix", "number", "callerId"] {
        let mut body = order(&agent);
        body.as_object_mut().expect("an object").remove(field);
        assert_eq!(floor.ask8("POST", "calls", body).await.0, 400, "{field}");
    }
    for (field, value) in [("number", json!("none")), ("queueId", json!("104")), ("agentId", json!("ag0"))] {
        let mut body = order(&agent);
        body[field] = value;
        assert_eq!(floor.ask8("POST", "calls", body).await.0, 400, "{field}");
    }
    // The other document has numbers for most fields.
    let body = json!({"agentId": agent, "prefix": 1, "number": 2_025_550_100_u64, "callerId": 2_025_550_199_u64,
        "queueId": 103});
    let (status, answer) = floor.ask8("POST", "calls", body).await;
    assert_eq!(status, 200, "{answer}");
    let state = json_of(floor.action("GET", &format!("{TENANT}/agentstatus/agents/{agent}"))).await;
    assert_eq!(state["agent-status"], 7, "in the name of a queue the agent is busy");
}

#[tokio::test]
async fn a_call_ends_once() {
    let floor = floor().await;
    let call = floor.add(json!({"site": EIGHT, "state": "talking"})).await;
    let agent = floor.id_of(&call["agent_name"]).await;
    let key = id(&call);
    let done = format!("Ending call with interactionGuid=[{key}] was successful");
    assert_eq!(floor.delete8(&format!("calls/{key}")).await, (200, done));
    assert!(floor.call(EIGHT, key).await.is_null());
    let state = json_of(floor.action("GET", &format!("{TENANT}/agentstatus/agents/{agent}"))).await;
    assert_eq!(state["agent-status"], 8, "the agent wraps up");
    let over = (410, format!("Interaction is already terminated {key}"));
    assert_eq!(floor.delete8(&format!("calls/{key}")).await, over);
    assert_eq!(floor.delete8(&format!("calls/{key}/agent/{agent}")).await, over);
    let unknown = floor.delete8("calls/int-0").await;
    assert_eq!(unknown, (400, "Interaction [int-0] was not found.".to_owned()));
    let call = floor.add(json!({"site": EIGHT, "state": "talking"})).await;
    let agent = floor.id_of(&call["agent_name"]).await;
    assert_eq!(floor.delete8(&format!("calls/{}?endPostProcessing=true", id(&call))).await.0, 200);
    let state = json_of(floor.action("GET", &format!("{TENANT}/agentstatus/agents/{agent}"))).await;
    assert_eq!(state["agent-status"], 4, "the wrap-up is over too");
}

#[tokio::test]
async fn an_agents_leg_ends_a_call_between_two_and_only_refuses_an_offer() {
    let floor = floor().await;
    let call = floor.add(json!({"site": EIGHT, "state": "talking"})).await;
    let (other, stranger) = floor.free_agent().await;
    assert_ne!(other, call["agent_name"]);
    let key = id(&call);
    let reason = format!("Interaction [{key}] for agent [{stranger}] was not found");
    assert_eq!(floor.delete8(&format!("calls/{key}/agent/{stranger}")).await, (400, reason));
    let agent = floor.id_of(&call["agent_name"]).await;
    let (status, reason) = floor.delete8(&format!("calls/{key}/agent/{agent}")).await;
    assert_eq!(status, 200);
    assert!(reason.starts_with(&format!("Hangup for agent [acmecorp01-{agent}-")), "{reason}");
    assert!(reason.ends_with(&format!("leg in interaction [{key}] was successful")), "{reason}");
    // The agent's part of the long id ends 37 characters before its end.
    let guid = reason.split(['[', ']']).nth(1).expect("a GUID").to_owned();
    assert_eq!(guid.len(), "acmecorp01-".len() + agent.len() + 37);
    assert!(floor.call(EIGHT, key).await.is_null());
    let ringing = floor.add(json!({"site": EIGHT, "state": "ringing"})).await;
    let world = floor.world(EIGHT).await;
    let rung = |agent: &&Value| agent["extension"] == ringing["ringing"][0];
    let name = &rows(&world["agents"]).iter().find(rung).expect("the agent")["name"];
    let agent = floor.id_of(name).await;
    assert_eq!(floor.delete8(&format!("calls/{}/agent/{agent}", id(&ringing))).await.0, 200);
    assert_eq!(floor.call(EIGHT, id(&ringing)).await["state"], "waiting");
}

#[tokio::test]
async fn all_lines_of_an_agent_are_freed_and_an_idle_one_has_none() {
    let floor = floor().await;
    let held = floor.add(json!({"site": EIGHT, "state": "held"})).await;
    let second = floor.add(json!({"site": EIGHT, "state": "talking", "agent": held["agent"]})).await;
    let agent = floor.id_of(&held["agent_name"]).await;
    let (status, reason) = floor.delete8(&format!("agents/{agent}/calls")).await;
    assert!(status == 200 && reason.starts_with("Hangup all calls for agent [acmecorp01-"), "{reason}");
    assert!(reason.ends_with("] was successful."), "{reason}");
    assert!(floor.call(EIGHT, id(&held)).await.is_null() && floor.call(EIGHT, id(&second)).await.is_null());
    let reason = format!("Agent [{agent}] has no phone interactions in progress.");
    assert_eq!(floor.delete8(&format!("agents/{agent}/calls")).await, (400, reason));
    let third = floor.add(json!({"site": EIGHT, "state": "talking", "agent": held["agent"]})).await;
    floor.fault("8x8:two-objects").await;
    let freed = send(floor.action("DELETE", &format!("{TENANT}/agents/{agent}/calls/line/1"))).await;
    let text = freed.text().await.expect("a text");
    let mut objects = serde_json::Deserializer::from_str(&text).into_iter::<Value>();
    let mut reason = || objects.next().expect("an object").expect("JSON")["reasons"][0].to_string();
    assert!(
        reason().contains("Hangup all calls") && reason().contains(&format!("[{}]", id(&third))),
        "{text}"
    );
    assert!(objects.next().is_none());
}

#[tokio::test]
async fn transaction_codes_are_checked_and_noted() {
    let floor = floor().await;
    let call = floor.add(json!({"site": EIGHT, "state": "talking"})).await;
    let agent = floor.id_of(&call["agent_name"]).await;
    let tail = format!("calls/{}/agent/{agent}/transaction-codes", id(&call));
    let select = |picks: &[(i64, &[i64])]| {
        let selection = |(list, items): &(i64, &[i64])| json!({"id": list, "codes": items.iter().map(|item| json!({"id": item})).collect::<Vec<_>>()});
        json!({"selections": picks.iter().map(selection).collect::<Vec<_>>()})
    };
    let (status, answer) = floor.ask8("PUT", &tail, select(&[(12, &[234]), (2_281, &[7_361])])).await;
    assert_eq!(
        (status, answer),
        (200, json!({"reasons": ["Transaction codes successfully set"], "message": "OK"}))
    );
    for (picks, reason) in [
        (
            select(&[(12, &[234, 235]), (14, &[301, 302])]),
            "Invalid transaction codes, lists=[12, 14] are not supporting multiple choice",
        ),
        (select(&[(12, &[7_361])]), "Invalid transaction code, listId=[12] itemId=[7361]"),
    ] {
        let (status, answer) = floor.ask8("PUT", &tail, picks).await;
        assert_eq!((status, &answer["reasons"][0]), (400, &json!(reason)));
    }
    assert_eq!(floor.ask8("PUT", &tail, json!({})).await.0, 400);
    let (_, stranger) = floor.free_agent().await;
    let other = format!("calls/{}/agent/{stranger}/transaction-codes", id(&call));
    assert_eq!(floor.ask8("PUT", &other, select(&[(12, &[234])])).await.0, 400);
    floor.delete8(&format!("calls/{}", id(&call))).await;
    assert_eq!(floor.ask8("PUT", &tail, select(&[(12, &[234])])).await.0, 200, "during the wrap-up too");
}

#[tokio::test]
async fn strangers_other_tenants_and_actions_that_do_not_exist_are_turned_away() {
    let floor = floor().await;
    let call = floor.add(json!({"site": EIGHT, "state": "talking"})).await;
    let path = format!("{TENANT}/calls/{}", id(&call));
    let stranger =
        floor.client.delete(floor.url(EIGHT, &path)).basic_auth("acmecorp01", Some("sim-data-token"));
    let refused = send(stranger).await;
    assert_eq!((refused.status().as_u16(), refused.text().await.expect("a text")), (401, String::new()));
    let other = floor.action("DELETE", &path.replace("acmecorp01/", "other/"));
    assert_eq!(send(other).await.status(), 403);
    for tail in ["monitor", "whisper", "barge", "transfer", "park", "hold"] {
        assert_eq!(send(floor.action("POST", &format!("{path}/{tail}"))).await.status(), 404, "{tail}");
    }
    floor.fault("8x8:refuse").await;
    assert_eq!(floor.delete8(&format!("calls/{}", id(&call))).await.0, 400);
    assert_eq!(floor.call(EIGHT, id(&call)).await["state"], "talking");
    assert_eq!(floor.requests().await["counts"][EIGHT]["end"], json!({"400": 1, "401": 1, "403": 1}));
}

#[tokio::test]
async fn a_refusal_may_come_in_any_shape() {
    let floor = floor().await;
    for (shape, start) in [("other", "{\"error\""), ("xml", "<API><Error>400 - "), ("empty", "")] {
        floor.fault(&format!("8x8:errors={shape}")).await;
        let refused = send(floor.action("DELETE", &format!("{TENANT}/calls/int-0"))).await;
        assert_eq!(refused.status(), 400);
        let text = refused.text().await.expect("a text");
        assert!(text.starts_with(start) && (shape != "empty" || text.is_empty()), "{text}");
    }
}

#[tokio::test]
async fn a_call_takes_variables_that_are_well_formed() {
    let floor = floor().await;
    let call = floor
        .add(json!({"site": EIGHT, "state": "waiting", "caller": "15515557212", "caller_name": "Ada"}))
        .await;
    let path = format!("/api/v1/interaction/data/{}", id(&call));
    let set = async |variable: Value| {
        let body = json!({"data": [{"variables": [variable]}]});
        let response = send(floor.action("POST", &path).json(&body)).await;
        (response.status().as_u16(), response.json::<Value>().await.expect("JSON"))
    };
    let variable =
        json!({"name": "_account", "value": "BB123987", "display": true, "displayName": "Account"});
    let (status, answer) = set(variable.clone()).await;
    assert_eq!((status, &answer["variablesSet"]), (200, &json!(1)));
    assert_eq!(answer["message"], "Variables successfully set");
    set(json!({"name": "_pin", "value": "1234", "privacy": true})).await;
    let told = json_of(floor.action("GET", &path)).await;
    assert_eq!((&told["interactionId"], &told["ani"]), (&call["id"], &json!("15515557212")));
    assert_eq!((&told["callerName"], &told["channel"]), (&json!("Ada"), &call["dialled"]));
    assert_eq!(told["variables"][0], variable);
    assert_ne!(told["variables"][1]["value"], "1234");
    assert!(told["createTime"].as_str().is_some_and(|time| time.len() == 20 && time.ends_with('Z')));
    let (status, answer) = set(json!({"name": "account", "value": ""})).await;
    let why = json!({"status": "error", "code": 400, "message": "Invalid variable name: must start with underscore"});
    assert_eq!((status, answer), (400, why));
    for wrong in [
        json!({"name": "_a-b", "value": ""}),
        json!({"name": "_abcdefghijklmnopqrstuvwxyz", "value": ""}),
        json!({"name": "_a", "value": 1}),
        json!({"name": "_a", "value": "x".repeat(1_001)}),
        json!({"name": "_a", "value": "", "displayName": "x".repeat(31)}),
        json!({"name": "_a", "value": "", "dataType": "colour"}),
        json!({"name": "_a", "value": "", "ivr": "yes"}),
    ] {
        assert_eq!(set(wrong.clone()).await.0, 400, "{wrong}");
    }
    let many: Vec<Value> = (0..51).map(|n| json!({"name": format!("_v{n}"), "value": ""})).collect();
    let body = json!({"data": [{"variables": many}]});
    assert_eq!(send(floor.action("POST", &path).json(&body)).await.status(), 400);
}

#[tokio::test]
async fn data_have_their_own_errors_and_their_own_limit() {
    let floor = floor().await;
    let path = "/api/v1/interaction/data/int-0";
    let told = async |request: RequestBuilder| {
        let response = send(request).await;
        (response.status().as_u16(), response.json::<Value>().await.expect("JSON")["message"].take())
    };
    assert_eq!(told(floor.get(EIGHT, path)).await, (401, json!("Authentication failed")));
    assert_eq!(told(floor.action("GET", path)).await, (404, json!("Interaction not found")));
    floor.fault("8x8:data_limit=2").await;
    assert_eq!(told(floor.action("GET", path)).await.0, 404);
    assert_eq!(told(floor.action("GET", path)).await, (429, json!("Rate limit exceeded")));
}
