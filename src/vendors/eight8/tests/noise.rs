//! What no event stream sends, and what a broken one might: nothing crashes, every frame is acknowledged, and there is
//! no call that nobody has.

use std::collections::BTreeSet;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use super::super::calls::{Look, is_call};
use super::super::frames::{Frame, frame};
use super::super::told::StreamTold;
use super::{ADA, JANE, KEYS};
use crate::vendor::loose::odd;
use crate::vendors::eight8::Config;

/// The events of the vendor's tables, and some that are in none.
const EVENTS: &[&str] = &[
    "InteractionCreated",
    "InteractionQueued",
    "InteractionAssigned",
    "InteractionRejected",
    "InteractionAccepted",
    "InteractionCustomerAccepted",
    "LineHoldStatus",
    "LineMuteStatus",
    "InteractionRecordingStarted",
    "RecordingStatus",
    "InteractionParticipantChange",
    "InteractionPostProcess",
    "InteractionEndPostProcess",
    "InteractionDisconnected",
    "InteractionDeleted",
];
const INVENTED: &[&str] = &["", " ", "InteractionSummarized", "Interaction", "interactionqueued"];
const KEYS_OF_EVENTS: &[&str] = &[
    "agentId",
    "agentGUID",
    "callState",
    "direction",
    "isOutboundCall",
    "mediaType",
    "resourceType",
    "participatingAgents",
    "queueId",
    "queueTime",
    "status",
    "eventTS",
    "interactionEventTS",
    "msgInfo",
    "attachedData",
    "agentPhone",
    "rejectReason",
    "inboundChannelid",
    "transactionNum",
    "newState",
];
const IDS: &[&str] = &["int-1-phone-00-acmecorp01", "int-2-phone-00-acmecorp01", "int-3-chat-00-acmecorp01"];

fn value() -> impl Strategy<Value = Value> {
    let good = [
        ADA,
        JANE,
        "CS_QUEUED",
        "CS_INPROGRESS",
        "CS_CONNECTED",
        "CS_HOLD",
        "CS_DISCONNECTED",
        "in",
        "out",
        "phone",
        "true",
        "pause",
        "591",
    ];
    prop_oneof![
        4 => select(good.to_vec()).prop_map(Value::from),
        1 => (1_669_235_000_i64..1_669_236_000).prop_map(Value::from),
        1 => attached(),
        2 => odd::json(),
    ]
}

fn attached() -> impl Strategy<Value = Value> {
    let key = prop_oneof![
        select(vec!["phoneNum", "callingName", "que", "tenantSkillName"]).prop_map(str::to_owned),
        "\\PC{0,9}"
    ];
    let pair = (key, odd::json())
        .prop_map(|(key, value)| json!({"attachedDataKey": key, "attachedDataValue": value}));
    // One of them stands without a list.
    prop::collection::vec(pair, 0..4).prop_map(|mut pairs| match pairs.pop() {
        Some(only) if pairs.is_empty() => json!({"attachedDatum": only}),
        last => {
            pairs.extend(last);
            json!({"attachedDatum": pairs})
        }
    })
}

/// An event of one of a few interactions, or of an agent; now and then without what it must have.
fn payload() -> impl Strategy<Value = Value> {
    let name = prop_oneof![5 => select(EVENTS.to_vec()), 1 => select(INVENTED.to_vec())];
    let fields = prop::collection::vec((select(KEYS_OF_EVENTS.to_vec()), value()), 0..9);
    let id = prop_oneof![9 => select(IDS.to_vec()).prop_map(Value::from), 1 => odd::json()];
    let event = (name, id, fields, any::<bool>()).prop_map(|(name, id, fields, of_agent)| {
        let mut event: Map<_, _> = fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        event.extend([("event".to_owned(), json!(name)), ("interactionGUID".to_owned(), id)]);
        let kind = if of_agent && name.len() < 2 { "AgentStatusChange" } else { "Interaction" };
        json!({ kind: event })
    });
    prop_oneof![8 => event, 1 => odd::json()]
}

/// The text of a frame: whole, odd or no frame at all.
fn text() -> impl Strategy<Value = String> {
    let published = prop_oneof![
        3 => Just(json!("2022-11-23T20:37:16.710Z")),
        1 => odd::json(),
        1 => any::<i64>().prop_map(|millis| json!(millis.to_string())),
    ];
    let id = prop_oneof![9 => (0..99).prop_map(|id| json!(format!("CAEQ{id}=="))), 1 => odd::json()];
    let whole = (payload(), id, published, any::<bool>()).prop_map(|(payload, id, published, padded)| {
        let text = STANDARD.encode(payload.to_string());
        let text = if padded { text.as_str() } else { text.trim_end_matches('=') };
        json!({"messageId": id, "payload": text, "publishTime": published}).to_string()
    });
    let bytes = prop::collection::vec(any::<u8>(), 0..40)
        .prop_map(|bytes| json!({"messageId": "7", "payload": STANDARD.encode(bytes)}).to_string());
    prop_oneof![
        12 => whole,
        1 => bytes,
        1 => odd::json().prop_map(|value| value.to_string()),
        1 => "\\PC{0,60}",
        1 => select(vec![r#"{"type":"isEndOfTopic"}"#.to_owned(), "\u{feff}{}".to_owned()]),
    ]
}

/// The interactions that `text` tells of in a word that the vendor documents.
fn documented(text: &str) -> Option<String> {
    let frame: Value = serde_json::from_str(text).ok()?;
    let payload = frame.get("payload")?.as_str()?;
    let bytes = STANDARD.decode(format!("{payload}{}", "=".repeat((4 - payload.len() % 4) % 4))).ok()?;
    let payload: Value = serde_json::from_slice(&bytes).ok()?;
    let event = payload.get("Interaction")?;
    let known = event.get("event")?.as_str().is_some_and(|name| EVENTS.contains(&name));
    let id = event.get("interactionGUID")?;
    // A whole number is one however it is spelled: `7.0`, `-0.0`.
    let whole = id.as_f64().filter(|float| id.is_f64() && float.fract() == 0.0).map(|float| float + 0.0);
    let spelled = || whole.map_or_else(|| id.to_string(), |whole| format!("{whole:.0}"));
    known.then(|| id.as_str().map_or_else(spelled, |id| id.trim().to_owned()))
}

proptest! {
    #[test]
    fn no_stream_crashes_the_board_or_makes_a_call_of_nothing(
        texts in prop::collection::vec((text(), 0..3_u8), 0..40)
    ) {
        let config: Config = toml::from_str(KEYS).unwrap();
        let look = Look { skew: 0, roster: None, config: &config };
        let mut now = Instant::now();
        let mut told = StreamTold::new(now);
        told.connected(Some(1_669_235_836_000), now);
        let mut known = BTreeSet::new();
        for (text, pause) in &texts {
            now += Duration::from_secs(10_u64.pow(u32::from(*pause)));
            let read = frame(text, "acmecorp01");
            let wanted = match &read {
                Frame::Data { id, .. } => id.clone(),
                Frame::Control => None,
            };
            prop_assert_eq!(told.take(read, now).0, wanted, "what has an id is acknowledged by it");
            known.extend(documented(text));
            told.settle(now);
            told.tidy(now);
            for (id, row) in told.table.rows().filter(|(_, row)| is_call(&row.live)) {
                let call = look.call(id, &row.live, None);
                prop_assert!(!call.id.as_str().trim().is_empty(), "{:?}", row);
                prop_assert!(known.contains(id), "{} came with no event that is documented", id);
            }
        }
    }
}
