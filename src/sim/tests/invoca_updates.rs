//! The Invoca dialect's updates and signals.

use super::invoca::{TOKEN, answered};
use super::*;

const SITE: &str = "invoca";
const UPDATE: &str = "/api/2022-08-01/calls_in_progress.json";
const SIGNAL: &str = "/api/2018-02-01/transactions.json";

impl Floor {
    fn update(&self, method: &str, which: &str, body: &Value) -> RequestBuilder {
        let url = self.url(SITE, &format!("{UPDATE}?id=25&organization_type=Network{which}"));
        self.client.request(method.parse().expect("a method"), url).header("authorization", TOKEN).json(body)
    }

    fn signal(&self, body: &Value) -> RequestBuilder {
        self.post(SITE, SIGNAL).header("authorization", TOKEN).json(body)
    }

    async fn truth(&self, call: &Value) -> Value {
        self.call(SITE, id(call)).await
    }
}

fn named(call: &Value) -> String {
    format!("&transaction_id={}", id(call))
}

fn external(value: &str) -> Value {
    json!({"call_in_progress": {"external_unique_id": value}})
}

fn data(name: &str, value: &str) -> Value {
    json!({"call_in_progress": {"custom_data": [{"name": name, "value": value}]}})
}

#[tokio::test]
async fn an_external_id_is_set_shown_and_found_by() {
    let floor = floor().await;
    let call = floor.bridge("+13105550142", 60).await;
    let (status, body) = answered(floor.update("PUT", &named(&call), &external("mycalls00001"))).await;
    assert_eq!((status, rows(&body["current_calls"]).len()), (200, 1));
    assert_eq!(body["current_calls"][0]["external_unique_id"], "mycalls00001");
    let found = floor.bridged("&external_unique_id=mycalls00001").await;
    assert_eq!(found[0]["transaction_id"], call["id"]);
    // Again is the same, and the other method too.
    for method in ["PUT", "POST"] {
        let again = floor.update(method, &named(&call), &external("mycalls00001"));
        assert_eq!(answered(again).await, (200, body.clone()));
    }
    assert_eq!(floor.truth(&call).await["tags"], json!({"external_unique_id": "mycalls00001"}));
}

#[tokio::test]
async fn custom_data_is_stored_and_not_echoed() {
    let floor = floor().await;
    let call = floor.bridge("+13105550142", 60).await;
    let before = floor.bridged(&named(&call)).await;
    send(floor.update("PUT", &named(&call), &external("crm-7"))).await;
    let (status, body) =
        answered(floor.update("POST", "&external_unique_id=crm-7", &data("lead_type", "Repeat"))).await;
    assert_eq!(status, 200);
    assert_eq!(body["current_calls"][0]["custom_data"], before[0]["custom_data"]);
    assert_eq!(floor.bridged(&named(&call)).await[0]["custom_data"], before[0]["custom_data"]);
    assert_eq!(floor.truth(&call).await["tags"]["lead_type"], "Repeat");
    send(floor.update("PUT", &named(&call), &data("call_disposition", "SALE"))).await;
    assert_eq!(floor.truth(&call).await["disposition"], "SALE");
    // Only the oldest drafts showed what had been written.
    floor.fault("invoca:generation=2022").await;
    let (_, body) = answered(floor.update("PUT", &named(&call), &data("notes", "x"))).await;
    assert_eq!(
        body["current_call"]["custom_data"]["lead_type"],
        json!({"value": "Repeat", "source": "CallsInProgressAPI"})
    );
}

#[tokio::test]
async fn an_update_is_202_on_demand_and_refused_for_reasons() {
    let floor = floor().await;
    let call = floor.bridge("+13105550142", 60).await;
    floor.fault("invoca:accepted").await;
    assert_eq!(answered(floor.update("PUT", &named(&call), &external("a"))).await.0, 202);
    for (which, body, field) in [
        (String::new(), external("a"), "transaction_id"),
        (named(&call), json!({}), "call_in_progress"),
        (named(&call), json!({"call_in_progress": {}}), "call_in_progress"),
        (named(&call), data("no_such_field", "x"), "custom_data"),
        (named(&call), data("lead_type", ""), "custom_data"),
        (named(&call), json!({"call_in_progress": {"custom_data": {"lead_type": "x"}}}), "custom_data"),
    ] {
        let (status, answer) = answered(floor.update("PUT", &which, &body)).await;
        assert_eq!(status, 403, "{body}");
        assert!(answer["errors"][field][0].is_string(), "{body}: {answer}");
    }
    assert_eq!(floor.truth(&call).await["tags"], json!({"external_unique_id": "a"}));
    floor.fault("invoca:refuse").await;
    assert_eq!(answered(floor.update("PUT", &named(&call), &external("b"))).await.0, 403);
    assert_eq!(floor.truth(&call).await["tags"], json!({"external_unique_id": "a"}));
}

#[tokio::test]
async fn an_ended_or_unknown_call_is_404_in_either_wording() {
    let floor = floor().await;
    let call = floor.bridge("+13105550142", 60).await;
    floor.control("POST", &format!("/world/calls/{}/end", id(&call)), json!(null)).await;
    let gone = (404, json!({"error": "RecordNotFound"}));
    assert_eq!(answered(floor.update("PUT", &named(&call), &external("a"))).await, gone);
    assert_eq!(answered(floor.update("POST", "&external_unique_id=none", &external("a"))).await, gone);
    floor.fault("invoca:errors=platform").await;
    let (status, body) = answered(floor.update("PUT", &named(&call), &external("a"))).await;
    assert_eq!((status, &body["errors"]["class"]), (404, &json!("RecordNotFound")));
    let stranger =
        floor.post(SITE, &format!("{UPDATE}?id=25&organization_type=Network")).json(&external("a"));
    assert_eq!(send(stranger).await.status(), 401);
}

#[tokio::test]
async fn removed_updates_answer_as_a_route_that_is_gone() {
    let floor = floor().await;
    let call = floor.bridge("+13105550142", 60).await;
    for status in [404, 405, 400] {
        floor.fault(&format!("invoca:removed={status}")).await;
        assert_eq!(send(floor.update("PUT", &named(&call), &external("a"))).await.status(), status);
    }
    assert_eq!(floor.truth(&call).await["tags"], json!({}));
    assert_eq!(floor.bridged(&named(&call)).await.len(), 1, "the list goes on");
}

#[tokio::test]
async fn a_signal_during_the_call_is_taken_blindly() {
    let floor = floor().await;
    let call = floor.bridge("+13105550142", 60).await;
    let order = |transaction: &str, name: &str| {
        json!({"search": {"transaction_id": transaction}, "call_in_progress": true,
            "custom_data": [{"name": name, "value": "CUSTOMER_HANGUP"}]})
    };
    for body in [order(id(&call), "call_disposition"), order("NOBODY", "notes"), order(id(&call), "no_such")]
    {
        let response = send(floor.signal(&body)).await;
        assert_eq!(response.status(), 201);
        assert_eq!(response.text().await.expect("a text"), "");
    }
    let truth = floor.truth(&call).await;
    assert_eq!(truth["disposition"], "CUSTOMER_HANGUP");
    assert_eq!(truth["tags"], json!({"call_disposition": "CUSTOMER_HANGUP"}));
    let mut body = order(id(&call), "notes");
    body["oauth_token"] = json!(TOKEN);
    assert_eq!(send(floor.client.put(floor.url(SITE, SIGNAL)).json(&body)).await.status(), 201);
    let log = floor.requests().await;
    assert!(!log.to_string().contains(TOKEN), "{log}");
    assert_eq!(rows(&log["actions"]).len(), 4);
}

#[tokio::test]
async fn a_signal_after_the_call_corrects_it_and_says_so() {
    let floor = floor().await;
    let call = floor.bridge("+13105550142", 60).await;
    let row = floor.bridged(&named(&call)).await[0].clone();
    let body = json!({"search": {"call_record_id": row["call_record_id"]},
        "custom_data": [{"name": "call_disposition", "value": "SALE"}],
        "signals": [{"name": "sale", "partner_unique_id": "7", "revenue": 12}]});
    let (status, answer) = answered(floor.signal(&body)).await;
    assert_eq!((status, &answer["errors"]["class"]), (404, &json!("RecordNotFound")), "it is not over");
    floor.control("POST", &format!("/world/calls/{}/end", id(&call)), json!(null)).await;
    let (status, answer) = answered(floor.signal(&body)).await;
    assert_eq!((status, &answer["signals"]), (200, &body["signals"]));
    assert_eq!(answer["call"]["corrects_transaction_id"], call["id"]);
    assert_ne!(answer["call"]["transaction_id"], call["id"]);
    let by_start = json!({"search": {"call_start_time": answer["call"]["call_start_time"],
        "calling_phone_number": "310-555-0142"}, "signals": [{"name": "sale"}]});
    let (status, answer) = answered(floor.signal(&by_start)).await;
    assert_eq!((status, &answer["call"]["transaction_id"]), (200, &call["id"]));
}

#[tokio::test]
async fn a_wrong_signal_is_refused_in_the_platforms_words() {
    let floor = floor().await;
    let many = vec![json!({"name": "sale"}); 11];
    for body in [
        json!({"call_in_progress": true}),
        json!({"search": {}, "call_in_progress": true}),
        json!({"search": {"transaction_id": "x"}, "signals": many}),
        json!({"search": {"transaction_id": "x"}, "custom_data": [{"name": "no_such", "value": "x"}]}),
    ] {
        let (status, answer) = answered(floor.signal(&body)).await;
        assert_eq!((status, &answer["errors"]["class"]), (403, &json!("InvalidInput")), "{body}");
        assert!(answer["errors"]["invalid_data"].is_string());
    }
    let (status, answer) = answered(floor.post(SITE, SIGNAL).json(&json!({}))).await;
    assert_eq!((status, &answer["errors"]["class"]), (401, &json!("UnauthorizedOperation")));
}
