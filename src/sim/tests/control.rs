//! The control server.

use super::*;

#[tokio::test]
async fn it_explains_itself_and_its_faults() {
    let floor = floor().await;
    let text = send(floor.client.get(floor.sim.control_url())).await.text().await.expect("a text");
    for word in ["/world/calls", "/requests", "latency=2s", "truncated", "endpoints of voicenter:"] {
        assert!(text.contains(word), "{word}");
    }
}

#[tokio::test]
async fn actions_are_logged_one_by_one_without_their_secrets() {
    let floor = floor().await;
    let token = floor.token().await;
    let call = floor.add(json!({"site": "ringcentral", "state": "talking"})).await;
    assert_eq!(floor.requests().await["actions"], json!([]));
    send(floor.order(&token, &format!("{}/hangupSession?phone=123", id(&call)))).await;
    let click =
        json!({"code": "SIMCODE7F3A91C2D4E5B608", "phone": "x", "action": "terminate", "format": "json"});
    send(floor.post("voicenter", "/ForwardDialer/click2call.aspx").json(&click)).await;
    let log = floor.requests().await;
    assert_eq!(rows(&log["actions"]).len(), 2);
    assert_eq!(log["actions"][0]["endpoint"], "hangupSession");
    assert_eq!(log["actions"][0]["query"], json!({"phone": "123"}));
    assert_eq!(log["actions"][1]["body"]["code"], "***");
    assert_eq!(log["actions"][1]["body"]["phone"], "x");
    assert_eq!(log["counts"]["ringcentral"]["oauth"], json!({"200": 1}));
    assert!(!log.to_string().contains("SIMCODE") && !log.to_string().contains("sim-jwt"));
    floor.control("DELETE", "/requests", json!(null)).await;
    assert_eq!(floor.requests().await, json!({"counts": {}, "actions": []}));
}

#[tokio::test]
async fn calls_are_added_in_any_state_and_ended() {
    let floor = floor().await;
    for state in ["waiting", "ringing", "dialing", "talking", "held", "parked"] {
        for site in ["ringcentral", "voicenter"] {
            let wanted = json!({"site": site, "state": state, "caller": "0501234567", "caller_name": "Ada", "age": 70});
            let call = floor.add(wanted).await;
            assert_eq!((&call["state"], &call["caller_name"]), (&json!(state), &json!("Ada")));
            assert!(call["state_age"].as_i64().is_some_and(|age| (70..=72).contains(&age)), "{call}");
            floor.control("POST", &format!("/world/calls/{}/end", id(&call)), json!(null)).await;
            assert!(floor.call(site, id(&call)).await.is_null());
        }
    }
    for (wrong, why) in [
        (json!({"site": "acme", "state": "talking"}), "no site is called"),
        (json!({"site": "voicenter", "state": "talking", "queue": "None"}), "no queue is called"),
        (json!({"site": "voicenter", "state": "talking", "agent": "None"}), "no agent is called"),
    ] {
        let answer = floor.control("POST", "/world/calls", wrong).await;
        assert!(answer["error"].as_str().is_some_and(|text| text.contains(why)), "{answer}");
    }
    let gone = floor.control("POST", "/world/calls/none/end", json!(null)).await;
    assert!(gone["error"].is_string());
}

#[tokio::test]
async fn faults_are_set_in_either_form_refused_with_a_reason_and_cleared() {
    let floor = floor().await;
    let long =
        json!({"site": "voicenter", "fault": "status", "value": 503, "retry_after": 7, "endpoint": "queues"});
    let answer = floor.control("POST", "/faults", long).await;
    assert_eq!(answer["active"], json!(["voicenter/queues:status=503,retry_after=7"]));
    let wrong = floor.control("POST", "/faults", json!({"site": "voicenter", "fault": "gremlin"})).await;
    assert!(wrong["error"].as_str().is_some_and(|text| text.contains("latency")), "{wrong}");
    let left = floor.control("DELETE", "/faults?site=ringcentral", json!(null)).await;
    assert_eq!(rows(&left["active"]).len(), 1);
    let left = floor.control("DELETE", "/faults", json!(null)).await;
    assert_eq!(left["active"], json!([]));
}

#[tokio::test]
async fn the_world_lives_until_it_is_paused() {
    let floor = floor_with(Settings { pace: 200.0, ..Settings::default() }).await;
    let ids = async || {
        floor.world("ringcentral").await["calls"]
            .as_array()
            .expect("calls")
            .iter()
            .map(|call| call["id"].to_string())
            .collect::<Vec<_>>()
    };
    let before = ids().await;
    while ids().await == before {
        tokio::task::yield_now().await;
    }
    floor.control("POST", "/pause", json!(null)).await;
    let frozen = ids().await;
    let age = async || floor.world("ringcentral").await["calls"][0]["age"].as_i64();
    let started = age().await;
    while age().await == started {
        tokio::task::yield_now().await;
    }
    assert_eq!(ids().await, frozen);
    assert_eq!(floor.control("POST", "/resume", json!(null)).await, json!({"paused": false}));
}
