//! The 8x8 dialect's agent statuses and its old statistics.

use super::eight8::EIGHT;
use super::*;

const AGENTS: &str = "/api/v1/tenants/acmecorp01/agentstatus/agents";

impl Floor {
    async fn set8(&self, agent: &str, body: Value) -> (u16, Value) {
        let response = send(self.action("PUT", &format!("{AGENTS}/{agent}")).json(&body)).await;
        (response.status().as_u16(), response.json().await.expect("JSON"))
    }

    async fn status8(&self, agent: &str) -> Value {
        json_of(self.action("GET", &format!("{AGENTS}/{agent}"))).await
    }

    fn rtstats(&self, tail: &str) -> RequestBuilder {
        let request = self.get(EIGHT, &format!("/api/rtstats/stats/{tail}"));
        request.basic_auth("acmecorp01", Some("sim-data-token"))
    }
}

#[tokio::test]
async fn statuses_are_numbers_with_reasons() {
    let floor = floor().await;
    let talking = floor.add(json!({"site": EIGHT, "state": "talking"})).await;
    let world = floor.world(EIGHT).await;
    let list = json_of(floor.action("GET", AGENTS)).await;
    assert_eq!((rows(&list["data"]).len(), &list["page"]), (18, &json!(null)));
    for agent in rows(&world["agents"]) {
        let row = rows(&list["data"]).iter().find(|row| row["name"] == agent["name"]).expect("a row");
        let status = row["agent-status"].as_i64().expect("a number");
        let fits = match agent["state"].as_str().expect("a state") {
            "offline" => status == 0 || status == 1 && row["status-code-list-id"] == -1,
            "lunch" => status == 3 && row["status-code-item-short-code"] == "Lunch",
            "ready" => status == 4 && row["status-code-list-id"].is_null(),
            "meeting" => status == 5 && row["status-code-item-id"] == 1_722,
            "ringing" => status == 6,
            "wrapup" => status == 8,
            _ => [3, 5, 7, 9].contains(&status),
        };
        assert!(fits, "{agent} {row}");
    }
    let agent = floor.id_of(&talking["agent_name"]).await;
    let one = floor.status8(&agent).await;
    assert_eq!((&one["agent-id"], &one["agent-status"]), (&json!(agent), &json!(7)));
    assert_eq!(send(floor.action("GET", &format!("{AGENTS}/ag0"))).await.status(), 404);
    let sales = json_of(floor.action("GET", &format!("{AGENTS}?groupId=102"))).await;
    assert!((1..18).contains(&rows(&sales["data"]).len()));
}

#[tokio::test]
async fn a_status_is_set_along_the_ways_there_are() {
    let floor = floor().await;
    let (_, agent) = floor.free_agent().await;
    let meeting = json!({"agent-status": 5, "status-code-list-id": 801, "status-code-item-id": 1722,
        "status-code-item-short-code": "Meet"});
    let done = json!({"reason": "OK", "change-status": 200, "message": "Agent status change successful"});
    assert_eq!(floor.set8(&agent, meeting.clone()).await, (200, done));
    let told = floor.status8(&agent).await;
    assert_eq!((&told["agent-status"], &told["status-code-item-short-code"]), (&json!(5), &json!("Meet")));
    for status in [3, 4, 3, 5, 4, 5, 3] {
        assert_eq!(floor.set8(&agent, json!({"agent-status": status})).await.0, 200, "to {status}");
        assert_eq!(floor.status8(&agent).await["agent-status"], status);
    }
    for wrong in
        [json!({"agent-status": 0}), json!({"agent-status": 7}), json!({}), json!({"agent-status": "4"})]
    {
        assert_eq!(floor.set8(&agent, wrong.clone()).await.0, 400, "{wrong}");
    }
    let mut strange = meeting.clone();
    strange["agent-status"] = json!(3);
    let (status, problem) = floor.set8(&agent, json!({"agent-status": 5, "status-code-list-id": 800})).await;
    assert_eq!((status, &problem["detail"]), (400, &json!("The status code list id is invalid.")));
    assert_eq!((&problem["status"], &problem["title"]), (&json!(400), &json!("Bad Request")));
    strange["agent-status"] = json!(5);
    strange["status-code-item-id"] = json!(1);
    assert_eq!(floor.set8(&agent, strange).await.1["detail"], "The status code item id is invalid.");
    assert_eq!(floor.set8(&agent, json!({"agent-status": 1})).await.0, 200);
    for status in [3, 4, 5, 1] {
        assert_eq!(
            floor.set8(&agent, json!({"agent-status": status})).await.0,
            400,
            "nothing leads out of 1"
        );
    }
    assert_eq!(floor.status8(&agent).await["agent-status"], 1);
    assert_eq!(floor.set8("ag0", json!({"agent-status": 3})).await.0, 404);
}

#[tokio::test]
async fn nobody_leaves_a_call_by_a_status() {
    let floor = floor().await;
    let talking = floor.add(json!({"site": EIGHT, "state": "talking"})).await;
    let agent = floor.id_of(&talking["agent_name"]).await;
    assert_eq!(floor.set8(&agent, json!({"agent-status": 3})).await.0, 400);
    assert_eq!(floor.status8(&agent).await["agent-status"], 7);
}

#[tokio::test]
async fn many_are_set_at_once_by_either_verb_and_each_is_answered() {
    let floor = floor().await;
    let (_, agent) = floor.free_agent().await;
    for (verb, status) in [("PUT", 3), ("POST", 4)] {
        let body = json!({"agents": [
            {"agent-id": agent, "agent-status": status},
            {"agent-id": agent, "agent-status": 5, "status-code-list-id": 7, "status-code-item-id": 7},
            {"agent-id": "ag0", "agent-status": 3},
        ]});
        let response = send(floor.action(verb, &format!("{AGENTS}/bulk")).json(&body)).await;
        assert_eq!(response.status(), 207);
        let told: Value = response.json().await.expect("JSON");
        let row = |n: usize| (told["data"][n]["change-status"].as_i64(), told["data"][n]["reason"].as_str());
        assert_eq!(row(0), (Some(200), Some("OK")));
        assert_eq!(row(1), (Some(400), Some("The status code list id is invalid.")));
        assert_eq!(row(2).0, Some(404));
        assert_eq!(floor.status8(&agent).await["agent-status"], status);
    }
    let many = json!({"agents": vec![json!({"agent-id": agent, "agent-status": 3}); 101]});
    assert_eq!(send(floor.action("PUT", &format!("{AGENTS}/bulk")).json(&many)).await.status(), 400);
}

#[tokio::test]
async fn a_feature_that_is_off_is_forbidden_in_xml() {
    let floor = floor().await;
    floor.fault("8x8:feature-off").await;
    let refused = send(floor.action("GET", AGENTS)).await;
    assert_eq!(refused.status(), 403);
    assert_eq!(refused.text().await.expect("a text"), "<API><Error>403 - Forbidden.</Error></API>");
}

#[tokio::test]
async fn the_list_comes_in_pages_where_it_does() {
    let floor = floor().await;
    let whole = json_of(floor.action("GET", &format!("{AGENTS}?pageSize=5"))).await;
    assert_eq!(rows(&whole["data"]).len(), 18);
    floor.fault("8x8:status-pages").await;
    let last = json_of(floor.action("GET", &format!("{AGENTS}?pageSize=5&pageIndex=3"))).await;
    assert_eq!(rows(&last["data"]).len(), 3);
    assert_eq!(last["page"], json!({"pageSize": 5, "totalElements": 18, "totalPages": 4, "pageIndex": 3}));
    assert_eq!(send(floor.action("GET", &format!("{AGENTS}?pageSize=501"))).await.status(), 400);
}

#[tokio::test]
async fn old_statistics_count_in_seconds_and_know_agents_by_their_login() {
    let floor = floor().await;
    let held = floor.add(json!({"site": EIGHT, "state": "held", "queue": "Support", "age": 84})).await;
    floor.add(json!({"site": EIGHT, "state": "waiting", "queue": "Support", "age": 2_000})).await;
    let queue = json_of(floor.rtstats("queue/103.json")).await;
    assert_eq!(
        (&queue["queue"]["queue-name"], &queue["queue"]["media-type"]),
        (&json!("Support"), &json!("phone"))
    );
    let longest = queue["queue"]["longest-wait-time"].as_i64().expect("seconds");
    assert!((2_000..2_010).contains(&longest), "{longest}");
    let agents = json_of(floor.rtstats("agents.json")).await;
    let named = |row: &&Value| row["agent-name"] == held["agent_name"];
    let row = rows(&agents["agent"]).iter().find(named).expect("the agent");
    assert_eq!((&row["agent-status"], &row["phone-line1-status"]), (&json!(2), &json!(1)));
    assert!(row["time-in-status"].as_i64().is_some_and(|age| (84..90).contains(&age)), "{row}");
    let login = row["agent-id"].as_str().expect("a login");
    let one = json_of(floor.rtstats(&format!("agent/{login}.json"))).await;
    assert_eq!(one["agent"]["agent-name"], held["agent_name"]);
    // Answers are kept for ten seconds.
    let before = json_of(floor.rtstats("queues.json")).await;
    floor.add(json!({"site": EIGHT, "state": "waiting", "queue": "Support"})).await;
    assert_eq!(json_of(floor.rtstats("queues.json")).await, before);
    let xml = send(floor.rtstats("queue/103")).await.text().await.expect("a text");
    assert!(xml.contains("<queue-id>103</queue-id>"), "{xml}");
    assert_eq!(send(floor.rtstats("queue/104.json")).await.status(), 404);
    let stranger = floor.get(EIGHT, "/api/rtstats/stats/agents.json");
    assert_eq!(send(stranger.basic_auth("acmecorp01", Some("sim-action-token"))).await.status(), 401);
}
