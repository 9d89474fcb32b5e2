//! The 8x8 dialect: tokens and realtime metrics.

use super::*;

pub(super) const EIGHT: &str = "8x8";
const METRICS: &str = "/analytics/cc/v5/realtime-metrics";

impl Floor {
    fn oauth8(&self, grant: &str) -> RequestBuilder {
        self.post(EIGHT, "/oauth/v2/token")
            .basic_auth("sim-client", Some("sim-secret"))
            .form(&[("grant_type", grant)])
    }

    async fn bearer(&self) -> String {
        let token = json_of(self.oauth8("client_credentials")).await;
        token["access_token"].as_str().expect("a token").to_owned()
    }

    fn metrics(&self, token: &str, tail: &str) -> RequestBuilder {
        self.get(EIGHT, &format!("{METRICS}/{tail}")).bearer_auth(token)
    }

    /// Status and message of a refusal.
    async fn refused(&self, token: &str, tail: &str) -> (u16, String) {
        let response = send(self.metrics(token, tail)).await;
        let status = response.status().as_u16();
        let body: Value = response.json().await.expect("JSON");
        (status, body["message"].as_str().expect("a message").to_owned())
    }
}

/// A metric of one row.
fn metric(row: &Value, key: &str) -> Value {
    let pair = rows(&row["metrics"]).iter().find(|pair| pair["key"] == key);
    pair.unwrap_or_else(|| panic!("{key} is not in {row}"))["value"].clone()
}

fn keys_of(row: &Value) -> Vec<&str> {
    rows(&row["metrics"]).iter().map(|pair| pair["key"].as_str().expect("a key")).collect()
}

fn named<'a>(list: &'a Value, name: &str) -> &'a Value {
    rows(list).iter().find(|row| row["name"] == name).expect("a row of this name")
}

#[tokio::test]
async fn a_token_has_its_numbers_as_texts_and_ends_when_it_says() {
    let floor = floor().await;
    let token = json_of(floor.oauth8("client_credentials")).await;
    assert_eq!((&token["expires_in"], &token["token_type"]), (&json!("1799"), &json!("BearerToken")));
    let issued: i64 = token["issued_at"].as_str().expect("a text").parse().expect("milliseconds");
    assert!((crate::clock::utc().timestamp_millis() - issued).abs() < 5_000);
    let bearer = token["access_token"].as_str().expect("a token");
    assert_eq!(send(floor.metrics(bearer, "queues")).await.status(), 200);
    floor.fault("8x8:token_life=0s").await;
    let refused = send(floor.metrics(bearer, "queues")).await;
    assert_eq!(refused.status(), 401);
    let body: Value = refused.json().await.expect("JSON");
    assert_eq!(body["fault"]["faultstring"], "Invalid Access Token");
    assert_eq!(json_of(floor.oauth8("client_credentials")).await["expires_in"], "0");
    floor.control("DELETE", "/faults", json!(null)).await;
    floor.fault("8x8:expired").await;
    assert_eq!(send(floor.metrics(bearer, "queues")).await.status(), 401);
    let next = floor.bearer().await;
    assert_eq!(send(floor.metrics(&next, "queues")).await.status(), 200);
}

#[tokio::test]
async fn a_stranger_gets_no_token_and_no_token_no_figures() {
    let floor = floor().await;
    let stranger = floor.post(EIGHT, "/oauth/v2/token").basic_auth("sim-client", Some("guess"));
    assert_eq!(send(stranger.form(&[("grant_type", "client_credentials")])).await.status(), 401);
    assert_eq!(send(floor.oauth8("password")).await.status(), 400);
    assert_eq!(send(floor.get(EIGHT, &format!("{METRICS}/queues"))).await.status(), 401);
    assert_eq!(send(floor.metrics("guess", "queues")).await.status(), 401);
}

#[tokio::test]
async fn a_tenant_among_many_must_be_named() {
    let floor = floor().await;
    let token = floor.bearer().await;
    floor.fault("8x8:multitenant").await;
    let missing = (400, "Bad request: X-Tenant-Info header is missing.".to_owned());
    assert_eq!(floor.refused(&token, "queues").await, missing);
    let wrong = send(floor.metrics(&token, "queues").header("X-Tenant-Info", "other")).await;
    let body: Value = wrong.json().await.expect("JSON");
    assert_eq!(body["message"], "Bad request: Invalid value for X-Tenant-Info header.");
    let right = floor.metrics(&token, "queues").header("X-Tenant-Info", "acmecorp01");
    assert_eq!(send(right).await.status(), 200);
}

#[tokio::test]
async fn queues_are_counted_as_numbers_and_agree_with_the_floor() {
    let floor = floor().await;
    floor.add(json!({"site": EIGHT, "state": "waiting", "queue": "Support", "age": 3_000})).await;
    floor.add(json!({"site": EIGHT, "state": "talking", "queue": "Support"})).await;
    let world = floor.world(EIGHT).await;
    let token = floor.bearer().await;
    let wanted = "interactionsWaitInQueue.rt,interactionsLongestWaitInQueue.rt,interactionsHandling.rt,enabled.rt,\
        entered.today,accepted.today,interactionsAvgWaitTime.today,slaPercentage.today";
    let tail = format!(
        "queues?page=0&size=1000&metrics={wanted}&metrics=slaPercentageTarget.today,slaTimeThreshold.today"
    );
    let response = send(floor.metrics(&token, &tail)).await;
    for (name, value) in
        [("x-page-size", "1000"), ("x-page", "0"), ("x-total-pages", "1"), ("x-total-elements", "6")]
    {
        assert_eq!(response.headers()[name], value, "{name}");
    }
    let list: Value = response.json().await.expect("JSON");
    for truth in rows(&world["queues"]) {
        let row = named(&list, truth["name"].as_str().expect("a name"));
        assert!(keys_of(row).is_sorted() && keys_of(row).len() == 10, "{row}");
        assert_eq!(metric(row, "interactionsWaitInQueue.rt"), truth["waiting"], "{row}");
        assert_eq!(metric(row, "slaPercentageTarget.today"), 0.8);
        assert_eq!(metric(row, "slaTimeThreshold.today"), 30_000);
        let entered = metric(row, "entered.today").as_i64().expect("a number");
        let accepted = metric(row, "accepted.today").as_i64().expect("a number");
        assert!(accepted <= entered);
        let level = metric(row, "slaPercentage.today");
        assert!(level.is_null() || (0.0..=1.0).contains(&level.as_f64().expect("a fraction")));
        assert_eq!(metric(row, "interactionsAvgWaitTime.today").is_null(), accepted == 0);
    }
    let support = named(&list, "Support");
    assert_eq!(support["id"], "103");
    let longest = metric(support, "interactionsLongestWaitInQueue.rt").as_i64().expect("milliseconds");
    assert!((3_000_000..3_010_000).contains(&longest), "{longest}");
    assert!(metric(support, "interactionsHandling.rt").as_i64() >= Some(1));
}

#[tokio::test]
async fn a_queue_has_a_hundred_and_one_metrics() {
    let floor = floor().await;
    let token = floor.bearer().await;
    let list = json_of(floor.metrics(&token, "queues/103")).await;
    assert_eq!(rows(&list).len(), 1);
    let keys = keys_of(&list[0]);
    assert_eq!(keys.len(), 101);
    for key in
        ["availableIdle.rt", "shortAbandoned.int-15m", "acceptedInSlaPercentage.int-12h", "avgWorkTime.today"]
    {
        assert!(keys.contains(&key), "{key}");
    }
    floor.fault("8x8:one-object").await;
    let one = json_of(floor.metrics(&token, "queues/103?metrics=enabled.rt")).await;
    assert_eq!((&one["id"], &one["name"]), (&json!("103"), &json!("Support")));
}

#[tokio::test]
async fn lists_come_in_pages_with_their_limits() {
    let floor = floor().await;
    let token = floor.bearer().await;
    let whole = json_of(floor.metrics(&token, "agents?summary=true")).await;
    let mut pages = Vec::new();
    for page in 0..5 {
        let tail = format!("agents?summary=true&size=4&page={page}");
        let response = send(floor.metrics(&token, &tail)).await;
        assert_eq!(response.headers()["x-total-pages"], "5");
        pages.extend(rows(&response.json().await.expect("JSON")).clone());
    }
    assert_eq!((pages.len(), json!(pages)), (18, whole));
    let (status, text) = floor.refused(&token, "agents?summary=true&size=10&page=2").await;
    assert_eq!(status, 400);
    assert_eq!(
        text,
        "Bad request: Field 'page' must be greater than or equal to 0 and less than the total number of pages, \
         which is 2 for this request"
    );
    let (status, text) = floor.refused(&token, "queues?size=1001").await;
    assert_eq!(
        (status, text.as_str()),
        (400, "Bad request: Field 'size' must be less than or equal to 1000")
    );
    for wrong in ["queues?page=-1", "queues?size=0", "queues?size=x"] {
        assert_eq!(floor.refused(&token, wrong).await.0, 400, "{wrong}");
    }
}

#[tokio::test]
async fn one_stranger_among_the_ids_or_metrics_fails_the_whole_request() {
    let floor = floor().await;
    let token = floor.bearer().await;
    let two = json_of(floor.metrics(&token, "queues?queue-ids=103,105&metrics=enabled.rt")).await;
    assert_eq!(rows(&two).len(), 2);
    for (wrong, status) in [
        ("queues?queue-ids=103,104", 400),
        ("queues/104", 404),
        ("queues/104/agents", 404),
        ("groups?group-ids=7", 400),
        ("groups/7", 404),
        ("agents?agent-ids=103&metrics=status.rt", 400),
        ("groups/102/agents/103", 404),
        ("queues?metrics=eligibl.rt", 400),
        ("queues/103/agents?metrics=activeQueues.rt", 400),
        ("agents?metrics=accepted.today.inQueue", 400),
        ("queues?timezone=Mars/Olympus", 400),
        ("agents", 400),
        ("agents-in-queue-groups?queue-ids=104", 400),
    ] {
        assert_eq!(floor.refused(&token, wrong).await.0, status, "{wrong}");
    }
    assert_eq!(send(floor.post(EIGHT, &format!("{METRICS}/queues")).bearer_auth(&token)).await.status(), 405);
}

#[tokio::test]
async fn every_region_has_its_prefix_and_agents_came_with_the_fifth_version() {
    let floor = floor().await;
    let token = floor.bearer().await;
    for (path, status) in [
        ("/eu/analytics/cc/v5/realtime-metrics/queues", 200),
        ("/au/analytics/cc/v4/realtime-metrics/queues", 200),
        ("/ca/analytics/cc/v5/realtime-metrics/agents?summary=true", 200),
        ("/analytics/cc/v4/realtime-metrics/agents?summary=true", 404),
        ("/analytics/cc/v6/realtime-metrics/queues", 404),
        ("/mars/analytics/cc/v5/realtime-metrics/queues", 404),
    ] {
        assert_eq!(send(floor.get(EIGHT, path).bearer_auth(&token)).await.status(), status, "{path}");
    }
}

#[tokio::test]
async fn an_agent_has_two_lines() {
    let floor = floor().await;
    let held = floor.add(json!({"site": EIGHT, "state": "held", "queue": "Support", "age": 40})).await;
    let agent = json!({"site": EIGHT, "state": "dialing", "agent": held["agent"], "age": 5});
    floor.add(agent).await;
    let token = floor.bearer().await;
    let list = json_of(floor.metrics(
        &token,
        "agents?metrics=status.rt,statusCode.rt,activeInteractionsCount.rt,activeQueues.rt,activeDirections.rt,\
         line1Status.rt,line2Status.rt,line1TimeOnStatus.rt,line2TimeOnStatus.rt,lastLogin.rt,timeOnStatus.rt",
    ))
    .await;
    let row = named(&list, held["agent_name"].as_str().expect("a name"));
    assert_eq!((metric(row, "status.rt"), metric(row, "statusCode.rt")), (json!("Handling"), json!(null)));
    assert_eq!(
        (metric(row, "line1Status.rt"), metric(row, "line2Status.rt")),
        (json!("OnHold"), json!("Busy"))
    );
    assert_eq!(metric(row, "activeInteractionsCount.rt"), 2);
    let queues = json!([{"id": "103", "name": "Support", "count": 1}]);
    assert_eq!(metric(row, "activeQueues.rt"), queues);
    let one = |id: &str| json!({"id": id, "name": id, "count": 1});
    assert_eq!(metric(row, "activeDirections.rt"), json!([one("InboundDir"), one("OutboundDir")]));
    let time = metric(row, "line1TimeOnStatus.rt").as_i64().expect("milliseconds");
    assert!((40_000..50_000).contains(&time), "{time}");
    let login = metric(row, "lastLogin.rt");
    let login = login.as_str().expect("an instant");
    assert!(login.ends_with('Z') && chrono::DateTime::parse_from_rfc3339(login).is_ok() && login.len() == 24);
    assert!(row["id"].as_str().is_some_and(|id| id.starts_with("ag") && id.len() == 24));
}

#[tokio::test]
async fn ids_of_agents_hold_every_letter_they_may() {
    let floor = floor().await;
    let token = floor.bearer().await;
    let list = json_of(floor.metrics(&token, "agents?summary=true")).await;
    let mut ids: Vec<&str> = rows(&list).iter().map(|row| row["id"].as_str().expect("an id")).collect();
    assert!(ids.iter().any(|id| id.contains('_')) && ids.iter().any(|id| id.contains('-')), "{ids:?}");
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 18);
    assert!(rows(&list).iter().any(|row| row["groupName"] == "ungroup" && row["groupId"] == "100"));
}

#[tokio::test]
async fn whoever_did_nothing_and_is_not_there_has_nulls() {
    let floor = floor_with(Settings { calls: 0, ..Settings::default() }).await;
    floor.control("POST", "/pause", json!(null)).await;
    let world = floor.world(EIGHT).await;
    let token = floor.bearer().await;
    let wanted =
        "agents?metrics=status.rt,line1Status.rt,line1TimeOnStatus.rt,accepted.today,activeQueues.rt";
    let list = json_of(floor.metrics(&token, wanted)).await;
    let away = rows(&world["agents"]).iter().filter(|agent| agent["state"] == "offline");
    let mut seen = 0;
    for agent in away {
        let row = named(&list, agent["name"].as_str().expect("a name"));
        assert_eq!(
            (metric(row, "status.rt"), metric(row, "activeQueues.rt")),
            (json!("LoggedOut"), json!([]))
        );
        assert!(metric(row, "line1Status.rt").is_null() && metric(row, "line1TimeOnStatus.rt").is_null());
        seen += 1;
    }
    assert!(seen > 0 && rows(&list).iter().all(|row| metric(row, "accepted.today").is_null()));
}

#[tokio::test]
async fn totals_come_last_and_only_where_they_can() {
    let floor = floor().await;
    let token = floor.bearer().await;
    let list =
        json_of(floor.metrics(&token, "queues?includeTotals=true&metrics=enabled.rt,avgDivertedTime.today"))
            .await;
    let (totals, others) = rows(&list).split_last().expect("rows");
    assert_eq!((&totals["id"], &totals["name"], others.len()), (&json!(null), &json!("totals"), 6));
    let sum: i64 = others.iter().filter_map(|row| metric(row, "enabled.rt").as_i64()).sum();
    assert_eq!(metric(totals, "total.enabled.rt"), sum);
    assert_eq!(metric(totals, "total.avgDivertedTime.today"), json!(null));
    let groups = json_of(floor.metrics(&token, "groups?includeTotals=true")).await;
    assert_eq!(rows(&groups).len(), 3);
}

#[tokio::test]
async fn groups_are_counted_in_texts_and_list_their_agents() {
    let floor = floor().await;
    let token = floor.bearer().await;
    let groups = json_of(floor.metrics(&token, "groups?metrics=availableIdle.rt&metrics=enabled.rt")).await;
    assert_eq!((&groups[0]["id"], &groups[0]["name"]), (&json!("102"), &json!("Sales")));
    let enabled: i64 = rows(&groups)
        .iter()
        .map(|row| metric(row, "enabled.rt").as_str().expect("a text").parse::<i64>().expect("a number"))
        .sum();
    let world = floor.world(EIGHT).await;
    let here = rows(&world["agents"]).iter().filter(|agent| agent["duty"] != "offline").count();
    assert_eq!(usize::try_from(enabled).expect("a count"), here);
    let agents = json_of(floor.metrics(&token, "groups/102/agents?metrics=activeInteractionsCount.rt")).await;
    let id = agents[0]["id"].as_str().expect("an id");
    let one = json_of(floor.metrics(&token, &format!("groups/102/agents/{id}?metrics=status.rt"))).await;
    assert_eq!(one[0]["id"], id);
    assert_eq!(keys_of(&json_of(floor.metrics(&token, "groups/100")).await[0]).len(), 7);
}

#[tokio::test]
async fn agents_by_queue_have_a_shape_of_their_own() {
    let floor = floor().await;
    let token = floor.bearer().await;
    let agents =
        json_of(floor.metrics(&token, "queues/103/agents?metrics=accepted.today.inQueue,accepted.today"))
            .await;
    for row in rows(&agents) {
        assert!(metric(row, "accepted.today.inQueue").as_i64() <= metric(row, "accepted.today").as_i64());
    }
    let tail = "agents-in-queue-groups?metrics=status.rt,accepted.today.inQueue&queue-ids=103&queue-ids=105";
    let both = json_of(floor.metrics(&token, tail)).await;
    assert!(both["agents"][0]["metrics"]["status.rt"].is_string(), "{both}");
    assert_eq!(
        (&both["queues"][0]["queueId"], &both["queues"][1]["queueId"]),
        (&json!("103"), &json!("105"))
    );
    let worked = &both["queues"][0]["agentMetrics"][0];
    assert!(worked["metrics"]["accepted.today.inQueue"].is_i64() && worked["metrics"]["status.rt"].is_null());
    // One queue names nobody as assigned though people worked for it.
    assert_eq!(both["queues"][1]["assignedAgents"], json!([]));
    assert!(!rows(&both["queues"][1]["agentMetrics"]).is_empty());
    let more = json_of(floor.metrics(&token, &format!("{tail}&showEnabledAgents=true"))).await;
    assert!(rows(&more["agents"]).len() >= rows(&both["agents"]).len());
}

#[tokio::test]
async fn the_configuration_opens_every_surface() {
    let floor = floor().await;
    let config: toml::Table = floor.sim.config_toml().parse().expect("TOML");
    let account = &config["8x8"]["cloud"];
    let text = |key: &str| account[key].as_str().expect("a text").to_owned();
    let token = floor.client.post(text("token_url") + "/oauth/v2/token");
    let token = token.basic_auth(text("client_id"), Some(text("client_secret")));
    let token = json_of(token.form(&[("grant_type", "client_credentials")])).await;
    let bearer = token["access_token"].as_str().expect("a token");
    let queues = floor.client.get(format!("{}{METRICS}/queues", text("metrics_url"))).bearer_auth(bearer);
    assert_eq!(rows(&json_of(queues).await).len(), 6);
    let act = |method: &str, path: &str| {
        let url = format!("{}/api/v1/tenants/{}/{path}", text("calls_url"), text("tenant"));
        let request = floor.client.request(method.parse().expect("a method"), url);
        request.basic_auth(text("user"), Some(text("action_token")))
    };
    let agents = json_of(act("GET", "agentstatus/agents")).await;
    assert_eq!(rows(&agents["data"]).len(), 18);
    let call = floor.add(json!({"site": EIGHT, "state": "talking"})).await;
    let agent = floor.id_of(&call["agent_name"]).await;
    for code in account["transaction_codes"].as_array().expect("codes") {
        assert!(code["label"].as_str().is_some_and(|label| !label.is_empty()));
        let (list, item) = (code["list"].as_integer(), code["code"].as_integer());
        let body = json!({"selections": [{"id": list, "codes": [{"id": item}]}]});
        json_of(act("PUT", &format!("calls/{}/agent/{agent}/transaction-codes", id(&call))).json(&body))
            .await;
    }
    let (_, agent) = floor.free_agent().await;
    for status in account["statuses"].as_array().expect("statuses") {
        let number = if status["state"].as_str() == Some("on_break") { 3 } else { 5 };
        let put = |body: Value| act("PUT", &format!("agentstatus/agents/{agent}")).json(&body);
        let (list, item) = (status["list"].as_integer(), status["code"].as_integer());
        let reason = json!({"agent-status": number, "status-code-list-id": list, "status-code-item-id": item,
            "status-code-item-short-code": status["short"].as_str()});
        json_of(put(reason)).await;
        let row = json_of(act("GET", &format!("agentstatus/agents/{agent}"))).await;
        assert_eq!(row["status-code-item-short-code"].as_str(), status["short"].as_str());
        json_of(put(json!({"agent-status": 4}))).await;
    }
    let stream = format!(
        "{}/ws/v2/reader/persistent/{}/event-v1/all?x-api-key={}",
        text("stream_url"),
        text("tenant"),
        text("stream_key")
    );
    assert!(tokio_tungstenite::connect_async(stream).await.is_ok());
}
