//! The Invoca dialect: its list, its filters, its generations.

use chrono::DateTime;

use super::*;

const SITE: &str = "invoca";
pub(super) const TOKEN: &str = "sim-token_7F3A91C2D4E5B608aBcDeF";
const CALLS: &str = "/api/2022-08-01/calls_in_progress/current_calls.json";

impl Floor {
    /// The list with more parameters, as the network sees it.
    pub(super) fn in_progress(&self, more: &str) -> RequestBuilder {
        let path = format!("{CALLS}?id=25&organization_type=Network{more}");
        self.get(SITE, &path).header("authorization", TOKEN)
    }

    pub(super) async fn bridged(&self, more: &str) -> Vec<Value> {
        rows(&json_of(self.in_progress(more)).await["current_calls"]).clone()
    }

    /// A connected call that has the standard fields.
    pub(super) async fn bridge(&self, caller: &str, age: u32) -> Value {
        self.add(json!({"site": SITE, "state": "talking", "caller": caller, "caller_name": "Ada Lovelace",
            "queue": "Support", "age": age}))
            .await
    }

    async fn only(&self, call: &Value) -> Value {
        let found = self.bridged(&format!("&transaction_id={}", id(call))).await;
        assert_eq!(found.len(), 1, "{found:?}");
        found[0].clone()
    }
}

/// Status and body of an answer that must be JSON.
pub(super) async fn answered(request: RequestBuilder) -> (u16, Value) {
    let response = send(request).await;
    (response.status().as_u16(), response.json().await.expect("JSON"))
}

fn ids(calls: &[Value]) -> Vec<&str> {
    calls.iter().map(|call| call["transaction_id"].as_str().expect("an id")).collect()
}

#[tokio::test]
async fn the_token_is_taken_bare_in_the_header_or_from_the_query_and_from_nowhere_else() {
    let floor = floor().await;
    let path = format!("{CALLS}?id=25&organization_type=Network");
    let refused = (401, json!({"error": "NotAuthorized"}));
    assert_eq!(answered(floor.in_progress("")).await.0, 200);
    assert_eq!(answered(floor.get(SITE, &format!("{path}&oauth_token={TOKEN}"))).await.0, 200);
    assert_eq!(answered(floor.get(SITE, &path)).await, refused);
    assert_eq!(answered(floor.get(SITE, &path).bearer_auth(TOKEN)).await, refused);
    assert_eq!(answered(floor.get(SITE, &path).header("authorization", "other")).await, refused);
    floor.fault("invoca:errors=platform").await;
    let (status, body) = answered(floor.get(SITE, &path)).await;
    assert_eq!((status, &body["errors"]["class"]), (401, &json!("UnauthorizedOperation")));
}

#[tokio::test]
async fn what_is_missing_or_written_wrong_is_a_403_that_names_the_field() {
    let floor = floor().await;
    for (query, field) in [
        ("organization_type=Network", "id"),
        ("id=&organization_type=Network", "id"),
        ("id=ours&organization_type=Network", "id"),
        ("id=25", "organization_type"),
        ("id=25&organization_type=network", "organization_type"),
        ("id=25&organization_type=Affiliate", "organization_type"),
        ("id=25&organization_type=Network&calling_phone_number=5550100", "destination_phone_number"),
        ("id=25&organization_type=Network&destination_phone_number=5550100", "calling_phone_number"),
    ] {
        let request = floor.get(SITE, &format!("{CALLS}?{query}")).header("authorization", TOKEN);
        let (status, body) = answered(request).await;
        assert_eq!(status, 403, "{query}");
        assert!(body["errors"][field][0].is_string(), "{query}: {body}");
    }
    for (query, class) in [
        ("id=26&organization_type=Network", "UnauthorizedOperation"),
        ("id=25&organization_type=Advertiser", "UnauthorizedAdvertiser"),
    ] {
        let request = floor.get(SITE, &format!("{CALLS}?{query}")).header("authorization", TOKEN);
        let (status, body) = answered(request).await;
        assert_eq!((status, &body["errors"]["class"]), (403, &json!(class)));
    }
    let old = CALLS.replace("2022-08-01", "2019-01-01");
    assert_eq!(answered(floor.get(SITE, &old).header("authorization", TOKEN)).await.0, 400);
    floor.fault("invoca:status=500").await;
    let (status, body) = answered(floor.in_progress("")).await;
    assert_eq!((status, &body["errors"]["class"]), (500, &json!("InternalServiceError")));
}

#[tokio::test]
async fn connected_calls_are_listed_newest_first_and_no_others() {
    let floor = floor().await;
    let mut shown = Vec::new();
    for (state, age) in [("talking", 40), ("held", 20), ("talking", 4_000)] {
        let call = floor.add(json!({"site": SITE, "state": state, "age": age})).await;
        shown.push(id(&call).to_owned());
    }
    for state in ["waiting", "ringing", "dialing", "parked"] {
        let call = floor.add(json!({"site": SITE, "state": state})).await;
        assert!(floor.bridged(&format!("&transaction_id={}", id(&call))).await.is_empty(), "{state}");
    }
    let calls = floor.bridged("").await;
    let at = |wanted: &String| ids(&calls).iter().position(|id| id == wanted).expect("it is listed");
    assert!(at(&shown[1]) < at(&shown[0]) && at(&shown[0]) < at(&shown[2]));
    let starts: Vec<DateTime<chrono::FixedOffset>> = calls
        .iter()
        .map(|call| call["bridge_start_time"].as_str().expect("a time").parse().expect("RFC 3339"))
        .collect();
    assert!(starts.is_sorted_by(|newer, older| newer >= older), "{starts:?}");
    let world = floor.world(SITE).await;
    let connected = |call: &&Value| ["talking", "held"].iter().any(|state| call["state"] == *state);
    assert_eq!(calls.len(), rows(&world["calls"]).iter().filter(connected).count());
    floor.control("POST", &format!("/world/calls/{}/end", shown[0]), json!(null)).await;
    assert_eq!(
        json_of(floor.in_progress(&format!("&transaction_id={}", shown[0]))).await,
        json!({"current_calls": []})
    );
}

#[tokio::test]
async fn a_call_is_told_in_the_full_shape_of_today() {
    let floor = floor().await;
    let mut call = floor.bridge("+13105550142", 75).await;
    // One call in five has no standard fields, as in the sample.
    while floor.only(&call).await.get("start_time").is_none() {
        call = floor.bridge("+13105550142", 75).await;
    }
    let row = floor.only(&call).await;
    for (key, value) in [
        ("call_status", json!("bridged")),
        ("external_unique_id", json!(null)),
        ("calling_phone_number", json!("+13105550142")),
        ("called_phone_number", call["dialled"].clone()),
        ("destination_phone_number", json!("+18555550101")),
        ("advertiser_campaign_name", json!("Support")),
        ("advertiser_campaign_country", json!("USA")),
        ("affiliate_commissions_ranking", json!("Top 10%")),
        ("advertiser_id", json!("502")),
    ] {
        assert_eq!(row[key], value, "{key}");
    }
    let since: DateTime<chrono::FixedOffset> =
        row["bridge_start_time"].as_str().expect("a time").parse().expect("RFC 3339");
    let age = (crate::clock::utc() - since.to_utc()).num_seconds();
    assert!((75..=77).contains(&age), "{age}");
    assert!([-25_200, -28_800].contains(&since.offset().local_minus_utc()), "{since}");
    assert_eq!(row["custom_data"]["utm_source"], json!({"value": "google.com", "source": "VirtualLine"}));
    assert_eq!(row["custom_data"]["demographics_data"], json!({}));
    assert!(row["key presses"].is_string() && row.get("keypresses").is_none() && row["keypress_4"].is_null());
    assert!(row["repeat_calling_phone_number"].is_boolean());
    assert!(row["call_record_id"].is_string());
}

#[tokio::test]
async fn a_filter_finds_a_call_however_its_numbers_are_written() {
    let floor = floor().await;
    let call = floor.bridge("+18005550142", 5).await;
    let row = floor.only(&call).await;
    let to = row["destination_phone_number"].as_str().expect("a number").replace('+', "");
    for from in ["800-555-0142", "8005550142", "%2B18005550142", "18005550142"] {
        let more = format!("&calling_phone_number={from}&destination_phone_number={to}");
        assert_eq!(ids(&floor.bridged(&more).await), [id(&call)], "{from}");
    }
    let more = format!("&calling_phone_number=8005550143&destination_phone_number={to}");
    assert!(floor.bridged(&more).await.is_empty());
    let record = row["call_record_id"].as_str().expect("an id");
    assert_eq!(ids(&floor.bridged(&format!("&call_record_id={record}")).await), [id(&call)]);
    assert!(floor.bridged("&call_record_id=0000-C000000000000").await.is_empty());
    floor.fault("invoca:generation=2023-04").await;
    assert!(floor.bridged("&call_record_id=0000-C000000000000").await.len() > 1, "it was not known then");
    floor.fault("invoca:generation=2022").await;
    assert_eq!(answered(floor.in_progress(&more)).await, (404, json!({"error": "RecordNotFound"})));
}

#[tokio::test]
async fn an_advertiser_sees_its_own_calls() {
    let floor = floor().await;
    let sales = floor.add(json!({"site": SITE, "state": "talking", "queue": "Sales"})).await;
    let support = floor.bridge("+13105550142", 5).await;
    let seen = async |advertiser: u32| {
        let path = format!("{CALLS}?id={advertiser}&organization_type=Advertiser");
        let list = json_of(floor.get(SITE, &path).header("authorization", TOKEN)).await;
        let calls = rows(&list["current_calls"]).clone();
        [&sales, &support].map(|call| ids(&calls).contains(&id(call)))
    };
    assert_eq!((seen(501).await, seen(502).await), ([true, false], [false, true]));
}

#[tokio::test]
async fn every_generation_has_its_own_fields() {
    let floor = floor().await;
    let call = floor.bridge("+13105550142", 60).await;
    let keys = |row: &Value| row.as_object().expect("a row").keys().cloned().collect::<Vec<_>>();
    let core = ["call_status", "called_phone_number", "calling_phone_number", "destination_phone_number"];
    floor.fault("invoca:generation=2023-04").await;
    let row = floor.only(&call).await;
    let rest = ["bridge_start_time", "custom_data", "external_unique_id", "phone_type", "transaction_id"];
    let mut expected = [&core[..], &rest].concat();
    expected.sort_unstable();
    assert_eq!(keys(&row), expected);
    floor.fault("invoca:generation=attribution").await;
    let row = floor.only(&call).await;
    let rest = ["bridge_start_time", "call_record_id", "external_unique_id", "phone_type", "transaction_id"];
    let mut expected = [&core[..], &rest].concat();
    expected.sort_unstable();
    assert_eq!(keys(&row), expected);
    floor.fault("invoca:generation=2022").await;
    let row = floor.only(&call).await;
    assert!(row.get("bridge_start_time").is_none() && row.get("phone_type").is_none());
    let start = row["transfer_start_time_utc"].as_str().expect("a time");
    assert!(start.ends_with('Z') && start.contains('.'), "{start}");
    let lower = floor.get(SITE, &format!("{CALLS}?id=25&organization_type=network"));
    assert_eq!(answered(lower.header("authorization", TOKEN)).await.0, 200);
    floor.fault("invoca:generation=draft").await;
    assert!(json_of(floor.in_progress("")).await["calls_in_progress"].is_array());
}

#[tokio::test]
async fn types_spellings_and_absences_vary_on_demand() {
    let floor = floor().await;
    let mut call = floor.bridge("+13105550142", 60).await;
    while floor.only(&call).await.get("start_time").is_none() {
        call = floor.bridge("+13105550142", 60).await;
    }
    for slip in ["numbers", "absent", "keypresses", "profiles", "repeat=int"] {
        floor.fault(&format!("invoca:{slip}")).await;
    }
    let row = floor.only(&call).await;
    assert_eq!((&row["advertiser_id"], &row["affiliate_volume_ranking"]), (&json!(502), &json!(-1)));
    assert!(row.get("external_unique_id").is_none() && row.get("keypress_4").is_none());
    assert!(row["keypresses"].is_string() && row.get("key presses").is_none());
    assert!(row["repeat_calling_phone_number"].is_u64());
    let profile = row["custom_data"]["demographics_data"].as_object().expect("an object");
    assert_eq!(profile.len(), 25);
    assert_eq!(profile["display_name_data_append"], "Ada Lovelace");
    assert_eq!(
        (&profile["is_prepaid_data_append"], &profile["age_range_data_append"]),
        (&json!(false), &json!(""))
    );
    assert!(profile["high_net_worth_data_append"].is_null());
}

#[tokio::test]
async fn the_strangest_answers_are_202_with_errors_keys_twice_and_missing_commas() {
    let floor = floor().await;
    let call = floor.bridge("+13105550142", 60).await;
    floor.fault("invoca:partial").await;
    let (status, body) = answered(floor.in_progress("")).await;
    assert_eq!((status, &body["partial_data"]), (202, &json!(true)));
    assert_eq!(body["errors"][0]["error"], "CallsInProgressAPI::UnreachableRegion");
    assert!(!rows(&body["current_calls"]).is_empty());
    floor.control("DELETE", "/faults", json!(null)).await;
    floor.fault("invoca:duplicates").await;
    let text = send(floor.in_progress("")).await.text().await.expect("a text");
    assert!(text.contains("\"transaction_id\":\"ABCD1234-ABCD1234\""));
    let row = floor.only(&call).await;
    assert_eq!((&row["transaction_id"], &row["external_unique_id"]), (&call["id"], &json!(null)));
    floor.control("DELETE", "/faults", json!(null)).await;
    floor.fault("invoca:commas").await;
    for generation in ["full", "attribution"] {
        floor.fault(&format!("invoca:generation={generation}")).await;
        let text = send(floor.in_progress("")).await.text().await.expect("a text");
        assert!(text.ends_with('}') && serde_json::from_str::<Value>(&text).is_err(), "{generation}");
    }
}

#[tokio::test]
async fn a_skewed_clock_moves_every_stamp() {
    let floor = floor().await;
    let call = floor.bridge("+13105550142", 60).await;
    let since = async || {
        let text = floor.only(&call).await["bridge_start_time"].take();
        DateTime::parse_from_rfc3339(text.as_str().expect("a time")).expect("RFC 3339")
    };
    let straight = since().await;
    floor.fault("invoca:skew=90s").await;
    assert_eq!((since().await - straight).num_seconds(), 90);
}

#[tokio::test]
async fn the_configuration_opens_the_list() {
    let floor = floor().await;
    let config: toml::Table = floor.sim.config_toml().parse().expect("TOML");
    let account = &config["invoca"]["tracking"];
    let text = |key: &str| account[key].as_str().expect("a text").to_owned();
    let (url, id) = (text("url"), account["organization"].as_integer().expect("a number"));
    let url = format!("{url}{CALLS}?id={id}&organization_type={}", text("organization_type"));
    assert_eq!(answered(floor.client.get(url).header("authorization", text("token"))).await.0, 200);
    assert_eq!(account["dispositions"]["field"].as_str(), Some("call_disposition"));
}
