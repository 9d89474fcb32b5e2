//! The RingCentral dialect: tokens, limits, reads.

use super::*;

const API: &str = "/voice/api/v1/admin/accounts/12440011";
const JWT_GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

impl Floor {
    fn oauth(&self, form: &[(&str, &str)]) -> RequestBuilder {
        self.post("ringcentral", "/restapi/oauth/token")
            .basic_auth("sim-client", Some("sim-secret"))
            .form(form)
    }

    pub(super) async fn platform_token(&self) -> Value {
        json_of(self.oauth(&[("grant_type", JWT_GRANT), ("assertion", "sim-jwt")])).await
    }

    pub(super) fn exchange(&self, token: &Value) -> RequestBuilder {
        let token = token["access_token"].as_str().expect("a token");
        self.post("ringcentral", "/api/auth/login/rc/accesstoken?includeRefresh=true")
            .form(&[("rcAccessToken", token), ("rcTokenType", "Bearer")])
    }

    /// A fresh token of the voice API.
    pub(super) async fn token(&self) -> String {
        let platform = self.platform_token().await;
        let pass = json_of(self.exchange(&platform)).await;
        pass["accessToken"].as_str().expect("a token").to_owned()
    }

    pub(super) fn api(&self, token: &str, tail: &str) -> RequestBuilder {
        self.get("ringcentral", &format!("{API}/{tail}")).bearer_auth(token)
    }

    pub(super) fn order(&self, token: &str, tail: &str) -> RequestBuilder {
        self.post("ringcentral", &format!("{API}/activeCalls/{tail}")).bearer_auth(token)
    }
}

/// Status and text of an answer.
pub(super) async fn told(request: RequestBuilder) -> (u16, String) {
    let response = send(request).await;
    (response.status().as_u16(), response.text().await.expect("a text"))
}

#[tokio::test]
async fn the_platform_knows_its_client_and_its_user() {
    let floor = floor().await;
    let token = floor.platform_token().await;
    assert_eq!((token["expires_in"].as_i64(), token["token_type"].as_str()), (Some(7_199), Some("bearer")));
    let stranger = floor.post("ringcentral", "/restapi/oauth/token").basic_auth("sim-client", Some("guess"));
    let (status, text) = told(stranger.form(&[("grant_type", JWT_GRANT)])).await;
    assert!(status == 401 && text.contains("OAU-146"), "{text}");
    let (status, text) = told(floor.post("ringcentral", "/restapi/oauth/token")).await;
    assert!(status == 401 && text.contains("OAU-123"), "{text}");
    let (status, text) = told(floor.oauth(&[("grant_type", JWT_GRANT), ("assertion", "other")])).await;
    assert!(status == 400 && text.contains("invalid_grant"), "{text}");
    let (status, text) = told(floor.oauth(&[("grant_type", "password")])).await;
    assert!(status == 401 && text.contains("OAU-125"), "{text}");
}

#[tokio::test]
async fn a_platform_refresh_token_works_once_and_again_only_until_its_successor_is_used() {
    let floor = floor().await;
    let first = floor.platform_token().await;
    let old = first["refresh_token"].as_str().expect("a token");
    let form = [("grant_type", "refresh_token"), ("refresh_token", old)];
    let second = json_of(floor.oauth(&form)).await;
    assert_eq!(json_of(floor.oauth(&form)).await, second);
    assert_eq!(send(floor.exchange(&first)).await.status(), 401);
    assert_eq!(send(floor.exchange(&second)).await.status(), 200);
}

#[tokio::test]
async fn the_sixth_platform_session_ends_the_first() {
    let floor = floor().await;
    let first = floor.platform_token().await;
    for _ in 0..5 {
        floor.platform_token().await;
    }
    assert_eq!(send(floor.exchange(&first)).await.status(), 401);
}

#[tokio::test]
async fn the_exchange_takes_its_parameters_in_either_place_and_five_times_a_minute() {
    let floor = floor().await;
    let platform = floor.platform_token().await;
    let pass = json_of(floor.exchange(&platform)).await;
    assert_eq!(pass["agentDetails"][0]["accountId"], "12440011");
    assert!(pass["refreshToken"].is_string() && pass["expires_in"].is_null());
    let token = platform["access_token"].as_str().expect("a token");
    let path = format!("/api/auth/login/rc/accesstoken?rcAccessToken={token}&rcTokenType=Bearer");
    assert!(json_of(floor.post("ringcentral", &path)).await["refreshToken"].is_null());
    for _ in 0..3 {
        assert_eq!(send(floor.exchange(&platform)).await.status(), 200);
    }
    let refused = send(floor.exchange(&platform)).await;
    assert_eq!(refused.status(), 429);
    let after: u64 = refused.headers()["retry-after"].to_str().expect("text").parse().expect("seconds");
    assert!((50..=60).contains(&after));
}

#[tokio::test]
async fn a_refresh_replaces_the_refresh_token() {
    let floor = floor().await;
    let platform = floor.platform_token().await;
    let pass = json_of(floor.exchange(&platform)).await;
    let refresh = |pass: &Value| {
        let old = pass["refreshToken"].as_str().expect("a token").to_owned();
        floor.post("ringcentral", "/api/auth/token/refresh").form(&[("refresh_token", old)])
    };
    let next = json_of(refresh(&pass)).await;
    assert_ne!(next["refreshToken"], pass["refreshToken"]);
    assert_eq!(send(refresh(&pass)).await.status(), 401);
    let token = next["accessToken"].as_str().expect("a token");
    assert_eq!(send(floor.api(token, "activeCalls/list")).await.status(), 200);
}

#[tokio::test]
async fn a_token_that_is_missing_expired_or_the_platforms_own_is_refused_in_plain_text() {
    let floor = floor().await;
    let url = format!("{API}/activeCalls/list");
    assert_eq!(told(floor.get("ringcentral", &url)).await, (401, "Jwt is missing".to_owned()));
    let platform = floor.platform_token().await;
    let own = platform["access_token"].as_str().expect("a token");
    assert_eq!(send(floor.api(own, "activeCalls/list")).await.status(), 401);
    floor.fault("ringcentral:token_life=0s").await;
    let token = floor.token().await;
    assert_eq!(told(floor.api(&token, "activeCalls/list")).await, (401, "Jwt is expired".to_owned()));
}

#[tokio::test]
async fn direct_permanent_and_legacy_tokens_open_the_same_door() {
    let floor = floor().await;
    let path = "/api/auth/login/admin?username=sim-admin&password=sim-password&platformId=sim";
    let direct = json_of(floor.post("ringcentral", path)).await;
    let token = direct["accessToken"].as_str().expect("a token");
    assert_eq!(send(floor.api(token, "activeCalls/list")).await.status(), 200);
    let keys = "/voice/api/v1/admin/token";
    let (_, permanent) = told(floor.post("ringcentral", keys).bearer_auth(token)).await;
    let listed = json_of(floor.get("ringcentral", keys).bearer_auth(token)).await;
    assert_eq!(listed, json!([permanent]));
    let by_key =
        || floor.get("ringcentral", "/voice/api/v1/admin/accounts").header("X-Auth-Token", &permanent);
    assert_eq!(json_of(by_key()).await[0]["accountId"], "12440011");
    let gone =
        floor.client.delete(floor.url("ringcentral", &format!("{keys}/{permanent}"))).bearer_auth(token);
    assert_eq!(send(gone).await.status(), 200);
    assert_eq!(send(by_key()).await.status(), 401);
    let form = [("username", "sim-admin"), ("password", "sim-password")];
    let legacy = json_of(floor.post("ringcentral", "/api/v1/auth/login").form(&form)).await;
    let legacy = legacy["authToken"].as_str().expect("a token");
    let accounts = floor.get("ringcentral", "/api/v1/admin/accounts").header("X-Auth-Token", legacy);
    assert_eq!(send(accounts).await.status(), 200);
}

#[tokio::test]
async fn the_list_has_every_call_in_its_documented_shape() {
    let floor = floor().await;
    let token = floor.token().await;
    let waiting = json!({"site": "ringcentral", "state": "waiting", "caller": "6505550123", "queue": "Sales", "age": 95});
    let waiting = floor.add(waiting).await;
    let talking =
        json!({"site": "ringcentral", "state": "talking", "caller_name": "Ada", "queue": "Billing"});
    let talking = floor.add(talking).await;
    let list =
        json_of(floor.api(&token, "activeCalls/list?product=ACCOUNT&productId=12440011&page=0&maxRows=200"))
            .await;
    assert_eq!(rows(&list).len(), rows(&floor.world("ringcentral").await["calls"]).len());
    let row = |call: &Value| rows(&list).iter().find(|row| row["uii"] == call["id"]).expect("a row").clone();
    let queued = row(&waiting);
    assert_eq!(queued["agentFirstName"], json!(null));
    assert_eq!((&queued["callState"], &queued["archive"]), (&json!("QUEUED"), &json!(false)));
    assert_eq!((&queued["ani"], &queued["destinationName"]), (&json!("6505550123"), &json!("Sales")));
    let entered = queued["enqueueTime"].as_str().expect("a time");
    let entered =
        chrono::DateTime::parse_from_str(entered, "%Y-%m-%dT%H:%M:%S%.3f%z").expect("the vendor's shape");
    let age = (crate::clock::utc() - entered.to_utc()).num_seconds();
    assert!((94..=97).contains(&age), "{age}");
    let active = row(&talking);
    assert_eq!((&active["callState"], &active["cnam"]), (&json!("ACTIVE"), &json!("Ada")));
    let name = format!("{} {}", active["agentFirstName"], active["agentLastName"]).replace('"', "");
    assert_eq!(talking["agent_name"], name);
    assert_eq!(active["dnisE164"], format!("+1{}", active["dnis"].as_str().expect("digits")));
}

#[tokio::test]
async fn the_list_is_paged_from_zero_and_filtered_by_product() {
    let floor = floor().await;
    let token = floor.token().await;
    let list = |query: String| json_of(floor.api(&token, &format!("activeCalls/list?{query}")));
    let whole = list("product=ACCOUNT&productId=12440011".to_owned()).await;
    let mut pages = Vec::new();
    for page in 0.. {
        let rows = list(format!("product=ACCOUNT&productId=12440011&page={page}&maxRows=4")).await;
        pages.extend(rows.as_array().expect("rows").clone());
        if rows.as_array().expect("rows").len() < 4 {
            break;
        }
    }
    assert_eq!(json!(pages), whole);
    let gate = list("product=ACD&productId=72992".to_owned()).await;
    assert!(!rows(&gate).is_empty() && rows(&gate).iter().all(|row| row["destinationName"] == "Sales"));
    assert_eq!(list("product=AGENT&productId=1369310".to_owned()).await, json!([]));
    assert_eq!(list("product=ACCOUNT&productId=1".to_owned()).await, json!([]));
    let known = rows(&whole).iter().find(|row| row["externalId"].is_string());
    if let Some(row) = known {
        let external = row["externalId"].as_str().expect("an id");
        assert_eq!(list(format!("externalId={external}")).await, json!([row]));
    }
    for wrong in
        ["product=QUEUE", "page=-1", "maxRows=0", "maxRows=x", "product=ACD", "product=ACD&productId=x"]
    {
        let (status, text) = told(floor.api(&token, &format!("activeCalls/list?{wrong}"))).await;
        assert!(status == 400 && text.contains("validationErrors"), "{wrong}: {status} {text}");
    }
}

#[tokio::test]
async fn agents_queues_and_list_agree() {
    let floor = floor().await;
    let token = floor.token().await;
    let held = floor.add(json!({"site": "ringcentral", "state": "held", "queue": "VIP", "age": 30})).await;
    floor.add(json!({"site": "ringcentral", "state": "waiting", "queue": "VIP", "age": 200})).await;
    let agents = json_of(floor.api(&token, "realTimeData/agent")).await;
    let agent = rows(&agents).iter().find(|row| row["callUii"] == held["id"]).expect("an agent");
    assert_eq!((&agent["agentState"], &agent["gateId"]), (&json!("ENGAGED"), &json!(72_997)));
    assert!(agent["onHoldDts"].is_string() && agent["isOffhook"] == 1 && agent["stateTime"].is_i64());
    assert!(agent["username"].as_str().expect("a name").contains("+12440011_"));
    let world = floor.world("ringcentral").await;
    let present = rows(&world["agents"]).iter().filter(|agent| agent["state"] != "offline").count();
    assert_eq!(rows(&agents).len(), present);
    let queues = json_of(floor.api(&token, "realTimeData/inbound")).await;
    assert_eq!(rows(&queues).len(), 6);
    for (row, truth) in rows(&queues).iter().zip(rows(&world["queues"])) {
        assert_eq!((&row["gateName"], &row["inQueue"]), (&truth["name"], &truth["waiting"]));
    }
    assert!(queues[5]["longestInQueue"].as_i64() >= Some(200) && queues[5]["active"].as_i64() >= Some(1));
}

#[tokio::test]
async fn the_directories_name_what_the_reads_refer_to() {
    let floor = floor().await;
    let token = floor.token().await;
    let get = |tail: &'static str| json_of(floor.api(&token, tail));
    assert_eq!(get("gateGroups/withChildren").await[0]["gates"][1]["gateName"], "Support");
    assert!(get("gateGroups").await[0]["gates"].is_null());
    assert_eq!(rows(&get("gateGroups/52653/gates").await).len(), 6);
    assert_eq!(rows(&get("gateGroups/52653/gates?page=1&maxRows=4").await).len(), 2);
    assert_eq!(get("gateGroups/52653/gates/72992/dispositions").await[0]["disposition"], "Sale");
    assert!(!rows(&get("gateGroups/52653/gates/72992/gateAgentAccessLogin").await).is_empty());
    assert_eq!(get("agentGroups").await[0]["agentGroupId"], 1_950);
    assert_eq!(rows(&get("agentGroups/1950/agents").await).len(), 18);
    assert_eq!(get("auxStates?active=1").await[0]["agentAuxState"], "AVAILABLE");
    assert_eq!(get("realTimeData/outbound").await, json!([]));
    let probe = get("activeCalls/prerouteChecks/checkQueueStatus?destination_number=0&maxq=9").await;
    assert_eq!(probe["status"], false);
    for nothing in ["gateGroups/1/gates", "agentGroups/1/agents", "nothing"] {
        assert_eq!(send(floor.api(&token, nothing)).await.status(), 404);
    }
}

#[tokio::test]
async fn another_account_is_forbidden_and_a_missing_prefix_is_the_web_page() {
    let floor = floor().await;
    let token = floor.token().await;
    let other =
        floor.get("ringcentral", "/voice/api/v1/admin/accounts/99/activeCalls/list").bearer_auth(&token);
    let (status, text) = told(other).await;
    let body: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((status, &body["errorCode"]), (403, &json!("access.denied.exception")));
    assert_eq!(body["requestUri"], "/voice/api/v1/admin/accounts/99/activeCalls/list - GET");
    let page = send(floor.get("ringcentral", "/v1/admin/accounts").bearer_auth(&token)).await;
    assert_eq!(page.status(), 200);
    assert!(page.headers()["content-type"].to_str().expect("text").starts_with("text/html"));
}

#[tokio::test]
async fn realtime_reads_and_actions_share_one_budget_and_directories_are_free() {
    let floor = floor().await;
    let token = floor.token().await;
    for _ in 0..60 {
        assert_eq!(send(floor.api(&token, "activeCalls/list")).await.status(), 200);
        assert_eq!(send(floor.api(&token, "realTimeData/agent")).await.status(), 200);
    }
    let refused = send(floor.order(&token, "1/hangupCall")).await;
    assert_eq!(refused.status(), 429);
    assert!(
        refused.headers().contains_key("retry-after") && refused.headers().contains_key("x-rate-limit-limit")
    );
    assert_eq!(send(floor.api(&token, "agentGroups")).await.status(), 200);
    floor.fault("ringcentral:limit=200").await;
    assert_eq!(send(floor.api(&token, "activeCalls/list")).await.status(), 200);
}
