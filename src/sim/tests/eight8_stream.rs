//! The 8x8 dialect's stream of events.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::eight8::EIGHT;
use super::*;

const ALL: &str = "/ws/v2/reader/persistent/acmecorp01/event-v1/all";
const KEY: &str = "eght_sim-stream-key";

/// An open stream.
struct Stream(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// An event with its id.
#[derive(Clone, Debug)]
struct Event {
    id: String,
    root: String,
    body: Value,
}

impl Event {
    /// The event's name; an agent's has none but its root.
    fn name(&self) -> &str {
        self.body["event"].as_str().unwrap_or(&self.root)
    }

    fn datum(&self, key: &str) -> Value {
        let data = rows(&self.body["attachedData"]["attachedDatum"]);
        data.iter()
            .find(|datum| datum["attachedDataKey"] == key)
            .map_or(json!(null), |datum| datum["attachedDataValue"].clone())
    }
}

impl Floor {
    async fn knock(&self, path: &str, header: Option<(&'static str, &str)>) -> Result<Stream, u16> {
        let url = self.url(EIGHT, path).replace("http://", "ws://");
        let mut request = url.into_client_request().expect("a request");
        if let Some((name, value)) = header {
            request.headers_mut().insert(name, value.parse().expect("a header"));
        }
        match connect_async(request).await {
            Ok((stream, _)) => Ok(Stream(stream)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(other) => panic!("{other}"),
        }
    }

    async fn listen(&self, query: &str) -> Stream {
        self.knock(&format!("{ALL}?{query}"), Some(("x-api-key", KEY))).await.expect("a stream")
    }
}

impl Stream {
    /// The next text, however long it takes.
    async fn text(&mut self) -> Option<Value> {
        loop {
            match self.0.next().await? {
                Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).expect("JSON")),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// The next event, acknowledged; control frames are not.
    async fn event(&mut self) -> Event {
        let event = self.unacknowledged().await;
        self.0
            .send(Message::text(json!({ "messageId": event.id }).to_string()))
            .await
            .expect("an open stream");
        event
    }

    async fn unacknowledged(&mut self) -> Event {
        loop {
            let frame = self.text().await.expect("a frame");
            if frame["type"].is_null() && frame["endOfTopic"].is_null() {
                let payload = STANDARD.decode(frame["payload"].as_str().expect("Base64")).expect("Base64");
                let payload: Value = serde_json::from_slice(&payload).expect("JSON");
                let (root, body) = payload.as_object().expect("an object").iter().next().expect("a root");
                let id = frame["messageId"].as_str().expect("an id").to_owned();
                return Event { id, root: root.clone(), body: body.clone() };
            }
        }
    }

    /// The events of one call up to and with the named one.
    async fn until(&mut self, call: &str, name: &str) -> Vec<Event> {
        let mut events = Vec::new();
        loop {
            let event = self.event().await;
            if event.body["interactionGUID"] == call {
                events.push(event);
                if events.last().is_some_and(|event| event.name() == name) {
                    return events;
                }
            }
        }
    }

    /// Whether nothing comes for a while that is long against the time between two looks at the floor.
    async fn is_silent(&mut self) -> bool {
        tokio::time::timeout(Duration::from_secs(1), self.text()).await.is_err()
    }
}

fn names(events: &[Event]) -> Vec<&str> {
    events.iter().map(Event::name).collect()
}

#[tokio::test]
async fn the_handshake_takes_the_key_in_every_documented_way_and_no_other() {
    let floor = floor().await;
    let basic = |token: &str| STANDARD.encode(format!("acmecorp01:{token}"));
    let data = basic("sim-data-token");
    let query = data.replace('=', "%3D");
    assert!(floor.knock(ALL, Some(("x-api-key", KEY))).await.is_ok());
    assert!(floor.knock(ALL, Some(("x-api-key", &data))).await.is_ok());
    assert!(floor.knock(ALL, Some(("authorization", &format!("Basic {data}")))).await.is_ok());
    assert!(floor.knock(&format!("{ALL}?x-api-key={KEY}"), None).await.is_ok());
    assert!(floor.knock(&format!("{ALL}?token=Basic+{query}"), None).await.is_ok());
    for (path, key, status) in [
        (ALL, "guess", 401),
        (&*ALL.replace("acmecorp01", "other"), KEY, 401),
        (ALL, &*basic("sim-action-token"), 403),
        (ALL, "eght_sim-other-key", 403),
        (&*ALL.replace("event-v1/all", "event-v1/Nothing"), KEY, 404),
        (&*ALL.replace("/v2/", "/v1/"), KEY, 404),
        (&*ALL.replace("event-v1/all", "agent-v1/ag0"), KEY, 404),
    ] {
        let answer = floor.knock(path, Some(("x-api-key", key))).await.err();
        assert_eq!(answer, Some(status), "{path}");
    }
    // The parameter counts in lower case only.
    assert_eq!(floor.knock(&format!("{ALL}?X-API-Key={KEY}"), None).await.err(), Some(401));
    assert_eq!(floor.requests().await["counts"][EIGHT]["stream"]["101"], 5);
}

#[tokio::test]
async fn an_inbound_call_is_told_in_the_documented_order() {
    let floor = floor().await;
    let mut stream = floor.listen("messageId=latest&readerName=wallboard").await;
    let call = floor
        .add(json!({"site": EIGHT, "state": "held", "queue": "Support", "caller": "15515557212", "caller_name": "Ada", "age": 60}))
        .await;
    let events = stream.until(id(&call), "LineHoldStatus").await;
    let begin = [
        "InteractionCreated",
        "InteractionQueued",
        "InteractionAssigned",
        "InteractionAccepted",
        "InteractionRecordingStarted",
        "LineHoldStatus",
    ];
    assert_eq!(names(&events), begin);
    let [created, queued, assigned, accepted, _, hold] = &events[..] else { panic!("six events") };
    assert!(created.body["mediaType"].is_null() && created.body["resourceType"] == 0);
    assert_eq!(
        (&created.body["callState"], &queued.body["callState"]),
        (&json!("CS_QUEUED"), &json!("CS_QUEUED"))
    );
    assert_eq!((&queued.body["queueId"], &queued.body["mediaType"]), (&json!(103), &json!("phone")));
    assert_eq!(queued.datum("phoneNum"), 5_515_557_212_i64);
    assert_eq!(
        (queued.datum("callingName"), queued.datum("tenantSkillName")),
        (json!("Ada"), json!("Support"))
    );
    let waited = crate::clock::utc().timestamp() - queued.body["queueTime"].as_i64().expect("seconds");
    assert!((60..65).contains(&waited), "{waited}");
    let stamped = queued.body["msgInfo"]["timestamp"].as_i64().expect("milliseconds");
    assert_eq!(stamped / 1_000, queued.body["eventTS"].as_i64().expect("seconds"));
    let agent = floor.id_of(&call["agent_name"]).await;
    assert_eq!((&assigned.body["agentId"], &assigned.body["msgInfo"]), (&json!(agent), &json!({})));
    let guid = assigned.body["agentGUID"].as_str().expect("a GUID");
    assert!(guid.starts_with(&format!("acmecorp01-{agent}-")) && guid.len() == 11 + agent.len() + 37);
    assert_eq!(accepted.body["callState"], "CS_CONNECTED");
    assert_eq!(hold.body["callState"], "CS_HOLD");
    assert!(hold.body["status"] == true || hold.body["status"] == "true");
    floor
        .action("DELETE", &format!("/api/v1/tenants/acmecorp01/calls/{}?endPostProcessing=true", id(&call)))
        .send()
        .await
        .expect("an answer");
    let events = stream.until(id(&call), "InteractionDeleted").await;
    let end = [
        "InteractionPostProcess",
        "InteractionEndPostProcess",
        "InteractionDeassigned",
        "InteractionDeleted",
    ];
    assert_eq!(names(&events), end);
    let deleted = &events[3];
    assert_eq!(
        (&deleted.body["hangupInitiator"], &deleted.body["callState"]),
        (&json!("SYSTEM"), &json!("CS_DISCONNECTED"))
    );
    let span = deleted.datum("callHangupTime").as_i64().expect("ms")
        - deleted.datum("callAnsweredTime").as_i64().expect("ms");
    assert!((60_000..70_000).contains(&span), "{span}");
}

#[tokio::test]
async fn an_outbound_call_is_told_in_the_documented_order() {
    let floor = floor_with(Settings { pace: 100.0, ..Settings::default() }).await;
    floor.control("POST", "/pause", json!(null)).await;
    let (_, agent) = floor.free_agent().await;
    let mut stream = floor.listen("").await;
    let order = json!({"agentId": agent, "prefix": "", "number": "2025550100", "callerId": ""});
    let placed = json_of(floor.action("POST", "/api/v1/tenants/acmecorp01/calls").json(&order)).await;
    let key = placed["interactionGuid"].as_str().expect("an id");
    let events = stream.until(key, "InteractionAccepted").await;
    let begin =
        ["InteractionCreated", "InteractionAssigned", "InteractionRecordingStarted", "InteractionAccepted"];
    assert_eq!(names(&events), begin);
    assert_eq!(
        (&events[0].body["callState"], &events[0].body["direction"]),
        (&json!("CS_IDLE"), &json!("out"))
    );
    assert_eq!(
        (events[0].datum("remotePhoneNum"), &events[0].body["inboundChannelid"]),
        (json!("+12025550100"), &json!("N/A"))
    );
    assert_eq!(events[3].body["callState"], "CS_INPROGRESS");
    assert_eq!(status_of(&floor, &agent).await, 10, "a direct call");
    // Life goes on until the other party answers, or does not.
    floor.control("POST", "/resume", json!(null)).await;
    let events = stream.until(key, "InteractionDeleted").await;
    let end = ["InteractionEndPostProcess", "InteractionDeassigned", "InteractionDeleted"];
    let told = names(&events);
    assert!(
        told == end || told.first() == Some(&"InteractionCustomerAccepted") && told.ends_with(&end),
        "{told:?}"
    );
}

async fn status_of(floor: &Floor, agent: &str) -> i64 {
    let path = format!("/api/v1/tenants/acmecorp01/agentstatus/agents/{agent}");
    json_of(floor.action("GET", &path)).await["agent-status"].as_i64().expect("a number")
}

#[tokio::test]
async fn an_offer_that_is_refused_goes_back_to_the_queue() {
    let floor = floor().await;
    let mut stream = floor.listen("").await;
    let call = floor.add(json!({"site": EIGHT, "state": "ringing", "queue": "Billing"})).await;
    let assigned = stream.until(id(&call), "InteractionAssigned").await.pop().expect("an event");
    let agent = assigned.body["agentId"].as_str().expect("an id");
    let path = format!("/api/v1/tenants/acmecorp01/calls/{}/agent/{agent}", id(&call));
    assert_eq!(send(floor.action("DELETE", &path)).await.status(), 200);
    let events = stream.until(id(&call), "InteractionRejected").await;
    assert_eq!(names(&events), ["InteractionRejected"]);
    assert_eq!(
        (&events[0].body["callState"], &events[0].body["rejectReason"]),
        (&json!("CS_QUEUED"), &json!(2))
    );
    floor.control("POST", &format!("/world/calls/{}/end", id(&call)), json!(null)).await;
    let events = stream.until(id(&call), "InteractionDeleted").await;
    assert_eq!(names(&events), ["InteractionUnqueued", "InteractionDeleted"]);
    assert_eq!(events[1].body["hangupInitiator"], "CUSTOMER");
}

#[tokio::test]
async fn agents_and_dispositions_are_told_too() {
    let floor = floor().await;
    let (_, agent) = floor.free_agent().await;
    let topic = format!("/ws/v2/reader/persistent/acmecorp01/agent-v1/{agent}");
    let mut own = floor.knock(&topic, Some(("x-api-key", KEY))).await.expect("a stream");
    let kind = ALL.replace("all", "AgentStatusChange");
    let mut changes = floor.knock(&kind, Some(("x-api-key", KEY))).await.expect("a stream");
    let meeting = json!({"agent-status": 5, "status-code-list-id": 801, "status-code-item-id": 1722});
    let path = format!("/api/v1/tenants/acmecorp01/agentstatus/agents/{agent}");
    json_of(floor.action("PUT", &path).json(&meeting)).await;
    let told = own.event().await;
    assert_eq!((told.root.as_str(), &told.body["agentId"]), ("AgentStatusChange", &json!(agent)));
    assert_eq!((&told.body["newState"], &told.body["newReasonCodeUser"]), (&json!(5), &json!("801=1722")));
    assert_eq!((&told.body["newSubState"], changes.event().await.id), (&json!("none"), told.id));
    let call = floor.add(json!({"site": EIGHT, "state": "talking"})).await;
    let mut all = floor.listen("").await;
    let agent = floor.id_of(&call["agent_name"]).await;
    let path = format!("/api/v1/tenants/acmecorp01/calls/{}/agent/{agent}/transaction-codes", id(&call));
    let codes =
        json!({"selections": [{"id": 12, "codes": [{"id": 234}]}, {"id": 2281, "codes": [{"id": 7361}]}]});
    json_of(floor.action("PUT", &path).json(&codes)).await;
    let noted = all.until(id(&call), "InteractionChanged").await.pop().expect("an event");
    assert_eq!(noted.datum("tclSelectedItems"), "12|234,2281|7361");
}

#[tokio::test]
async fn a_reader_takes_up_where_it_was_or_at_the_beginning() {
    let floor = floor().await;
    let first = floor.add(json!({"site": EIGHT, "state": "waiting"})).await;
    let mut stream = floor.listen("messageId=earliest").await;
    let told = stream.until(id(&first), "InteractionQueued").await;
    // What was up before anybody came is told as well: every call begins with its creation.
    let world = floor.world(EIGHT).await;
    let mut again = floor.listen("messageId=earliest").await;
    let mut missing: Vec<Value> = rows(&world["calls"]).iter().map(|call| call["id"].clone()).collect();
    while !missing.is_empty() {
        let event = again.event().await;
        missing.retain(|call| event.name() != "InteractionCreated" || event.body["interactionGUID"] != *call);
    }
    let last = told[1].id.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    drop((stream, again));
    let second = floor.add(json!({"site": EIGHT, "state": "waiting"})).await;
    let mut stream = floor.listen(&format!("messageId={last}")).await;
    let next = stream.event().await;
    assert_eq!((next.name(), &next.body["interactionGUID"]), ("InteractionCreated", &second["id"]));
    assert_eq!(
        floor.knock(&format!("{ALL}?messageId=none"), Some(("x-api-key", KEY))).await.err(),
        Some(400)
    );
    floor.fault("8x8:stream-gap").await;
    let mut late = floor.listen(&format!("messageId={last}")).await;
    let third = floor.add(json!({"site": EIGHT, "state": "waiting"})).await;
    assert_eq!(late.event().await.body["interactionGUID"], third["id"]);
}

#[tokio::test]
async fn a_durable_reader_finds_its_place_again() {
    let floor = floor().await;
    let path = ALL.replace("reader", "consumer") + "/wallboard";
    let open = || floor.knock(&path, Some(("x-api-key", KEY)));
    let mut stream = open().await.expect("a stream");
    let call = floor.add(json!({"site": EIGHT, "state": "waiting"})).await;
    // A slow machine tells of the calls of the first moment only after the reader has come.
    let seen = loop {
        let seen = stream.event().await;
        if seen.body["interactionGUID"] == call["id"] {
            break seen;
        }
    };
    assert_eq!(seen.name(), "InteractionCreated");
    assert_eq!(stream.unacknowledged().await.name(), "InteractionQueued");
    drop(stream);
    let mut stream = open().await.expect("a stream");
    assert_eq!(stream.event().await.name(), "InteractionQueued");
}

#[tokio::test]
async fn delivery_waits_for_acknowledgements() {
    let floor = floor().await;
    let mut stream = floor.listen("messageId=earliest&receiverQueueSize=2").await;
    let first = stream.unacknowledged().await;
    stream.unacknowledged().await;
    assert!(stream.is_silent().await);
    stream.0.send(Message::text(json!({"messageId": first.id}).to_string())).await.expect("an open stream");
    stream.unacknowledged().await;
    assert!(stream.is_silent().await);
}

#[tokio::test]
async fn one_frame_of_a_stream_is_no_event() {
    let floor = floor().await;
    let mut stream = floor.listen("messageId=earliest").await;
    let (mut events, mut control) = (0, 0);
    while events < 40 {
        let frame = stream.text().await.expect("a frame");
        if frame["endOfTopic"].is_null() {
            assert_eq!((&frame["redeliveryCount"], &frame["properties"]), (&json!(0), &json!({})));
            assert!(frame["publishTime"].as_str().is_some_and(|time| time.ends_with('Z')));
            events += 1;
        } else {
            control += 1;
        }
    }
    assert_eq!(control, 1);
}

#[tokio::test]
async fn booleans_come_as_texts_now_and_then() {
    let floor = floor().await;
    let mut stream = floor.listen("messageId=earliest").await;
    let (mut texts, mut booleans) = (0, 0);
    while texts == 0 || booleans == 0 {
        let event = stream.event().await;
        let flag = &event.body["isAgentInitiated"];
        assert!(flag.is_null() || ["true", "false"].contains(&flag.to_string().trim_matches('"')), "{flag}");
        booleans += i32::from(flag.is_boolean());
        texts += i32::from(flag.is_string());
    }
}

#[tokio::test]
async fn a_stream_ends_stays_silent_or_is_refused_on_demand() {
    let floor = floor().await;
    for end in ["close", "cut"] {
        let mut stream = floor.listen("").await;
        floor.fault(&format!("8x8:stream-ends={end}")).await;
        assert!(stream.text().await.is_none());
        let mut next = floor.listen("messageId=earliest").await;
        assert!(next.text().await.is_none(), "a new one ends too");
        floor.control("DELETE", "/faults", json!(null)).await;
    }
    for status in [401, 403, 404] {
        floor.fault(&format!("8x8:stream-refused={status}")).await;
        assert_eq!(floor.knock(ALL, Some(("x-api-key", KEY))).await.err(), Some(status));
    }
    floor.control("DELETE", "/faults", json!(null)).await;
    floor.fault("8x8:stream-silent,times=1").await;
    let mut silent = floor.listen("messageId=earliest").await;
    let mut other = floor.listen("messageId=earliest").await;
    other.event().await;
    assert!(silent.is_silent().await);
    floor.fault("8x8/stream:status=503,retry_after=7,times=1").await;
    assert_eq!(floor.knock(ALL, Some(("x-api-key", KEY))).await.err(), Some(503));
}

#[tokio::test]
async fn a_skewed_clock_shows_in_events() {
    let floor = floor().await;
    floor.fault("8x8:skew=-90s").await;
    let mut stream = floor.listen("").await;
    let call = floor.add(json!({"site": EIGHT, "state": "waiting"})).await;
    let queued = stream.until(id(&call), "InteractionQueued").await.pop().expect("an event");
    let age = crate::clock::utc().timestamp() - queued.body["queueTime"].as_i64().expect("seconds");
    assert!((89..95).contains(&age), "{age}");
}
