//! The TEL4VN dialect: keys and tokens, refusals, extensions, agents, events.

use super::*;

pub(super) const SITE: &str = "tel4vn";
const KEY: &str = "5e1f0a2b-77aa-4b3c-9d10-51c0ffee0001";

impl Floor {
    fn exchange_key(&self, generation: &str, key: &str) -> RequestBuilder {
        self.post(SITE, &format!("/{generation}/auth/token")).json(&json!({ "api_key": key }))
    }

    /// A fresh token of the first generation.
    pub(super) async fn pitel(&self) -> String {
        let answer = json_of(self.exchange_key("v1", KEY)).await;
        answer["data"]["token"].as_str().expect("a token").to_owned()
    }

    /// A read with a fresh token.
    pub(super) async fn read(&self, path: &str) -> Value {
        json_of(self.get(SITE, path).bearer_auth(self.pitel().await)).await
    }

    /// A POST with a fresh token: status and JSON.
    pub(super) async fn send_to(&self, path: &str, body: &Value) -> (u16, Value) {
        answered(self.post(SITE, path).bearer_auth(self.pitel().await).json(body)).await
    }
}

/// A floor with more agents than calls, on which nothing happens of itself.
pub(super) async fn roomy() -> Floor {
    let floor = floor_with(Settings { agents: 60, ..Settings::default() }).await;
    floor.control("POST", "/pause", json!(null)).await;
    floor
}

/// Status and body of an answer that must be JSON.
pub(super) async fn answered(request: RequestBuilder) -> (u16, Value) {
    let response = send(request).await;
    (response.status().as_u16(), response.json().await.expect("JSON"))
}

fn keys(row: &Value) -> Vec<&str> {
    row.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[tokio::test]
async fn a_key_buys_a_token_in_the_shape_of_its_generation() {
    let floor = floor().await;
    let first = json_of(floor.exchange_key("v1", KEY)).await;
    assert_eq!(keys(&first["data"]), ["expired", "token", "user_id"]);
    let left = first["data"]["expired"].as_i64().expect("seconds") - crate::clock::utc().timestamp();
    assert!((3_538..=3_540).contains(&left), "{left}");
    let third = json_of(floor.exchange_key("v3", KEY)).await;
    let flat = ["client_id", "domain_uuid", "expired_in", "refresh_token", "token", "token_type", "user_id"];
    assert_eq!(keys(&third), flat);
    assert_eq!((&third["expired_in"], &third["refresh_token"]), (&json!(15_023_636), &json!("")));
    let second = json_of(floor.exchange_key("v2", KEY)).await;
    assert_eq!((&second["code"], keys(&second["data"])), (&json!(200), flat.to_vec()));
    for token in [&first["data"]["token"], &second["data"]["token"], &third["token"]] {
        let token = token.as_str().expect("a token");
        assert_eq!(answered(floor.get(SITE, "/v1/call").bearer_auth(token)).await.0, 200);
    }
    assert_eq!(answered(floor.exchange_key("v1", "other")).await.0, 401);
    let (status, body) = answered(floor.exchange_key("v1", "")).await;
    assert_eq!(
        (status, &body["error"][0]["api_key"]),
        (400, &json!("String length must be greater than or equal to 1"))
    );
    assert_eq!(answered(floor.get(SITE, "/v1/auth/token")).await.0, 405);
}

#[tokio::test]
async fn a_user_signs_in_for_the_key_and_by_the_third_generation_for_a_token_too() {
    let floor = floor().await;
    let sign_in = async |generation: &str, password: &str| {
        let body = json!({"username": "admin@sim.tel4vn.com", "password": password});
        answered(floor.post(SITE, &format!("/{generation}/auth")).json(&body)).await
    };
    let (status, first) = sign_in("v1", "sim-password").await;
    let data = &first["data"];
    assert_eq!((status, &data["api_key"], &data["user_enabled"]), (200, &json!(KEY), &json!("true")));
    let (_, third) = sign_in("v3", "sim-password").await;
    assert_eq!(third["data"]["privilege"]["view_monitor"], true);
    let token = &third["data"]["token"];
    assert!(token.get("user_uuid").is_some() && token.get("user_id").is_none());
    let token = token["token"].as_str().expect("a token");
    assert_eq!(answered(floor.get(SITE, "/v3/monitor").bearer_auth(token)).await.0, 200);
    assert_eq!(sign_in("v1", "guess").await.0, 401);
}

#[tokio::test]
async fn tokens_expire_are_kept_apart_and_may_have_no_third_generation() {
    let floor = floor().await;
    let read = async |path: &str, token: &str| answered(floor.get(SITE, path).bearer_auth(token)).await.0;
    let old = floor.pitel().await;
    assert_eq!(read("/v1/call", KEY).await, 401, "the key is no token");
    assert_eq!(send(floor.get(SITE, "/v1/call").header("authorization", &old)).await.status(), 401);
    floor.fault("tel4vn:expired").await;
    assert_eq!(read("/v1/call", &old).await, 401);
    assert_eq!(read("/v1/call", &floor.pitel().await).await, 200);
    floor.control("DELETE", "/faults", json!(null)).await;
    floor.fault("tel4vn:apart").await;
    assert_eq!((read("/v1/call", &old).await, read("/v3/monitor", &old).await), (200, 401));
    let third = json_of(floor.exchange_key("v3", KEY)).await["token"].take();
    let third = third.as_str().expect("a token");
    assert_eq!((read("/v1/call", third).await, read("/v3/monitor", third).await), (401, 200));
    floor.fault("tel4vn:no-v3-token").await;
    assert_eq!(answered(floor.exchange_key("v3", KEY)).await.0, 404);
    assert_eq!(answered(floor.exchange_key("v1", KEY)).await.0, 200);
    floor.fault("tel4vn:token_life=30ms").await;
    let short = floor.exchange_key("v1", KEY);
    let short = json_of(short).await["data"]["token"].take();
    while read("/v1/call", short.as_str().expect("a token")).await != 401 {
        tokio::task::yield_now().await;
    }
    let third = floor.exchange_key("v2", KEY);
    assert_eq!(json_of(third).await["data"]["expired_in"], 0);
}

#[tokio::test]
async fn what_does_not_exist_is_404_and_hanging_up_and_recording_do_not() {
    let floor = floor().await;
    let call = floor.add(json!({"site": SITE, "state": "talking"})).await;
    for action in ["hangup", "record", "recording", "hold", "unpark"] {
        let (status, body) = floor.send_to(&format!("/v1/call/{}/{action}", id(&call)), &json!({})).await;
        assert_eq!((status, body), (404, json!({"error": "Not Found"})), "{action}");
    }
    let (status, _) = floor.send_to(&format!("/v2/call/{}/park", id(&call)), &json!({"legs": "aleg"})).await;
    assert_eq!(status, 404);
    let token = floor.pitel().await;
    let deleted = floor.client.delete(floor.url(SITE, "/v1/call")).bearer_auth(token);
    assert_eq!(answered(deleted).await.0, 405);
    floor.fault("tel4vn:forbidden").await;
    assert_eq!(floor.send_to("/v3/agent/pause", &json!({})).await, (403, json!({"error": "Forbidden"})));
}

#[tokio::test]
async fn the_roster_comes_in_pages_and_not_at_all_without_both_numbers() {
    let floor = floor().await;
    let first = floor.read("/v3/extension?limit=10&offset=0").await;
    assert_eq!((rows(&first["data"]).len(), &first["limit"], &first["offset"]), (10, &json!(10), &json!(0)));
    let total = first["total"].as_u64().expect("a number");
    assert_eq!(total, 18 + 4);
    let last = floor.read("/v3/extension?limit=10&offset=20").await;
    assert_eq!(rows(&last["data"]).len(), 2);
    let spare = &last["data"][1];
    assert_eq!(
        (&spare["enabled"], &spare["user_uuid"], &spare["username"]),
        (&json!(false), &json!(""), &json!(""))
    );
    for path in ["/v3/extension", "/v3/extension?limit=10", "/v3/user", "/v3/agent/extension"] {
        let none = floor.read(path).await;
        assert_eq!(
            (&none["data"], &none["limit"], &none["offset"]),
            (&json!([]), &json!(-1), &json!(-1)),
            "{path}"
        );
    }
    let one = floor.read("/v3/extension?limit=25&offset=0&extension=1003").await;
    let row = one["data"][0].clone();
    assert_eq!(
        (rows(&one["data"]).len(), &row["extension"], &row["enabled"]),
        (1, &json!("1003"), &json!(true))
    );
    for id in ["1003", row["extension_uuid"].as_str().expect("a uuid")] {
        assert_eq!(floor.read(&format!("/v3/extension/{id}")).await, row);
    }
    let agents = floor.read("/v3/agent/extension?limit=100&offset=0").await;
    assert_eq!(rows(&agents["data"]).len(), 18);
    assert_eq!((&agents["data"][2]["enabled"], agents["data"][2].get("follow_me")), (&json!("true"), None));
    let token = floor.pitel().await;
    let wrong = floor.get(SITE, "/v3/extension?limit=all&offset=0").bearer_auth(&token);
    assert!(answered(wrong).await.1["error"][0]["limit"].is_string());
    let none = floor.get(SITE, "/v3/extension/4711").bearer_auth(&token);
    assert_eq!(answered(none).await, (404, json!({"error": "Extension not found"})));
    floor.fault("tel4vn:codes=200").await;
    let none = floor.get(SITE, "/v3/extension/4711/loggedin").bearer_auth(&token);
    assert_eq!(answered(none).await, (200, json!({"error": "Extension not found"})));
}

#[tokio::test]
async fn a_phone_tells_whether_it_is_registered() {
    let floor = floor().await;
    let at = async |number: &str| floor.read(&format!("/v3/extension/{number}/loggedin")).await;
    assert_eq!(at("901").await, json!({"extension": "901", "is_logged_in": true}));
    assert_eq!(at("903").await["is_logged_in"], false);
    assert_eq!(at("199").await["is_logged_in"], false);
    for agent in rows(&floor.world(SITE).await["agents"]) {
        let number = agent["extension"].as_str().expect("a number");
        if agent["duty"] != "offline" {
            assert_eq!(at(number).await["is_logged_in"], true, "{number}");
        }
    }
}

#[tokio::test]
async fn agents_log_in_pause_and_resume() {
    let floor = roomy().await;
    let set = async |what: &str, body: &Value| floor.send_to(&format!("/v3/agent/{what}"), body).await;
    let world = floor.world(SITE).await;
    let ready = rows(&world["agents"]).iter().find(|agent| agent["state"] == "ready").expect("somebody");
    let extension = json!({"extension": ready["extension"]});
    let (status, told) = set("pause", &extension).await;
    assert_eq!(
        (status, &told["message"], &told["data"]["status"]),
        (200, &json!("success"), &json!("PAUSE"))
    );
    assert_eq!((&told["data"]["pause_code"], &told["data"]["extension"]), (&json!(""), &ready["extension"]));
    let user = told["data"]["user_uuid"].as_str().expect("a uuid").to_owned();
    assert_eq!(set("resume", &json!({"user_uuid": user})).await.1["data"]["status"], "RESUME");
    let login = json!({"extension": ready["extension"], "campaign_uuid": told["data"]["campaign_uuid"]});
    assert_eq!(set("login", &login).await, (400, json!({"error": "user is already logged in"})));
    assert_eq!(set("pause", &json!({})).await, (400, json!({"error": "user_uuid or extension is missing"})));
    let live = floor.read("/v3/agent/live").await;
    assert!(live.get("total").is_none());
    let here = rows(&world["agents"]).iter().filter(|agent| agent["duty"] != "offline").count();
    assert_eq!(rows(&live["data"]).len(), here);
    let time = live["data"][0]["login_time"].as_str().expect("a time");
    assert!(time.ends_with("+07:00") && time.contains('.'), "{time}");
    let one = floor.read(&format!("/v3/agent/{user}")).await;
    assert_eq!((&one["user_status"], &one["user_enabled"]), (&json!("Available"), &json!("true")));
    assert!(one["user_live"].is_object() && one["campaigns"].is_array());
    let users = floor.read("/v3/user?limit=100&offset=0").await;
    assert_eq!(rows(&users["data"]).len(), 60 + 3);
}

#[tokio::test]
async fn whoever_logs_in_is_paused_and_must_name_the_campaign() {
    // Among four hundred, somebody is away.
    let floor = floor_with(Settings { agents: 400, ..Settings::default() }).await;
    floor.control("POST", "/pause", json!(null)).await;
    let campaign = floor.read("/v3/agent/live").await["data"][0]["campaign_uuid"].take();
    let world = floor.world(SITE).await;
    let away = rows(&world["agents"]).iter().find(|agent| agent["state"] == "offline").expect("somebody");
    let order = |campaign: &Value| json!({"extension": away["extension"], "campaign_uuid": campaign});
    let login = async |campaign: &Value| floor.send_to("/v3/agent/login", &order(campaign)).await;
    assert_eq!(login(&json!("x")).await, (400, json!({"error": "campaign_uuid is invalid"})));
    assert_eq!(floor.send_to("/v3/agent/pause", &order(&campaign)).await.0, 400);
    assert_eq!(login(&campaign).await.1["data"]["status"], "PAUSE");
}

#[tokio::test]
async fn events_are_subscribed_to_under_any_name_and_forgotten() {
    let floor = floor().await;
    let wanted =
        json!({"callback_url": "https://example.com/x", "callback_apikey": "s3cr3t", "event": "create"});
    let (status, told) = floor.send_to("/v1/event", &wanted).await;
    assert_eq!((status, &told["created"]), (200, &json!(true)));
    let list = floor.read("/v1/event").await;
    assert_eq!(keys(&list["data"][0]), ["callback_apikey", "callback_url", "event", "id"]);
    let (status, flaw) = floor.send_to("/v1/event", &json!({"event": "hangup"})).await;
    assert!(status == 400 && flaw["error"][0]["callback_url"].is_string(), "{flaw}");
    floor.fault("tel4vn:centre-events").await;
    assert_eq!(floor.send_to("/v1/event", &wanted).await.1, json!({"created": true}));
    assert_eq!(floor.read("/v1/event").await["data"][1]["event_name"], "create");
    let path = format!("/v1/event/{}", told["id"].as_str().expect("an id"));
    let token = floor.pitel().await;
    let delete = || floor.client.delete(floor.url(SITE, &path)).bearer_auth(&token);
    assert_eq!(answered(delete()).await, (200, json!({"deleted": true})));
    assert_eq!(answered(delete()).await.0, 404);
    let log = floor.requests().await.to_string();
    assert!(!log.contains("s3cr3t") && log.contains("event-add"), "{log}");
}

#[tokio::test]
async fn errors_are_texts_or_lists_on_demand() {
    let floor = floor().await;
    let missing = async || floor.send_to("/v3/agent/pause", &json!({})).await.1["error"].take();
    let flawed = async || floor.send_to("/v1/event", &json!({})).await.1["error"].take();
    assert!(missing().await.is_string() && flawed().await.is_array());
    floor.fault("tel4vn:errors=array").await;
    assert!(missing().await.is_array() && flawed().await.is_array());
    floor.fault("tel4vn:errors=string").await;
    assert!(missing().await.is_string() && flawed().await.is_string());
}

#[tokio::test]
async fn the_configuration_buys_a_token() {
    let floor = floor().await;
    let config: toml::Table = floor.sim.config_toml().parse().expect("TOML");
    let account = &config["tel4vn"]["hanoi"];
    let text = |key: &str| account[key].as_str().expect("a text");
    let body = json!({"api_key": text("api_key")});
    let request = floor.client.post(format!("{}/v1/auth/token", text("url"))).json(&body);
    assert!(json_of(request).await["data"]["token"].is_string());
    assert_eq!(floor.read(&format!("/v3/extension/{}/loggedin", text("phone"))).await["is_logged_in"], true);
}
