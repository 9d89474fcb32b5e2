//! From documented events to the row that an operator reads.

use serde_json::{Value, json};

use super::super::events::{Told, read};
use super::super::fixtures::fixture;
use super::super::live::Fate;
use super::*;

const ID: &str = "int-184a63564dc-ohWfVIbHJz2Hr2JFhAfdlb4Fa-phone-00-acmecorp01";
const ADA: &str = "ag64oyEUb_Sk6bxVB9P5yaaa";

fn live(events: &[Value]) -> Live {
    let mut live: Option<Live> = None;
    for event in events {
        let Ok(Told::Interaction(event)) = read(event, "acmecorp01", None) else { panic!("{event}") };
        match &mut live {
            Some(live) => assert_eq!(live.fold(&event), Fate::Lives),
            None => live = Some(Live::born(&event).unwrap()),
        }
    }
    live.unwrap()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn row(events: &[Value], config: &str, skew: i64) -> Call {
    let config: Config = toml::from_str(config).unwrap();
    Look { skew, roster: None, config: &config }.call(ID, &live(events), None)
}

fn detail<'a>(call: &'a Call, label: &str) -> Option<&'a str> {
    call.details.iter().find(|detail| &*detail.label == label).map(|detail| &*detail.value)
}

fn with(event: &str, more: &Value) -> Value {
    let mut fields = json!({"event": event, "interactionGUID": ID});
    fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({ "Interaction": fields })
}

#[test]
fn a_waiting_caller_is_a_call_that_waits() {
    let call = row(&[json(fixture!("event-queued.json"))], "", 0);
    assert_eq!((call.id.as_str(), &call.phase, call.direction), (ID, &Phase::Queued, Direction::Inbound));
    assert_eq!(call.caller, Party::new(Some("Andrew Cunningh"), Some("5515557212")));
    assert_eq!((call.queue, call.queue_name.as_deref()), (Some("591".into()), Some("Test Sales")));
    assert_eq!(call.entered, Some(At::from_millis(1_669_235_836_000)));
    assert_eq!(call.started, Some(At::from_millis(1_669_235_827_932)));
    assert_eq!(call.dialled.as_deref(), Some("13125555068"));
    assert_eq!(*call.only.unwrap().verbs, [Verb::HangUp, Verb::Special]);
    assert_eq!(call.conversation.as_deref(), Some(ID));
}

#[test]
fn times_are_on_our_own_line() {
    let call = row(&[json(fixture!("event-queued.json"))], "", 7_200_000);
    assert_eq!(call.entered, Some(At::from_millis(1_669_228_636_000)));
}

#[test]
fn the_documented_call_rings_is_held_and_its_recording_paused() {
    let mut events = vec![json(fixture!("event-queued.json")), json(fixture!("event-assigned.json"))];
    let call = row(&events, "", 0);
    assert_eq!((&call.phase, call.agent), (&Phase::Ringing, Some(ADA.into())));
    assert_eq!((call.recording, call.only), (crate::domain::Recording::Off, None));
    events.push(json(fixture!("event-hold.json")));
    assert_eq!(row(&events, "", 0).phase, Phase::Held);
    events.push(json(fixture!("event-recording.json")));
    assert_eq!(row(&events, "", 0).recording, crate::domain::Recording::Paused);
}

#[test]
fn every_stage_has_its_phase() {
    let by = |event: &str, state: &str| {
        with(event, &json!({"agentId": ADA, "callState": state, "direction": "in"}))
    };
    let phase = |events: &[Value]| row(events, "", 0).phase;
    assert_eq!(phase(&[by("InteractionAccepted", "CS_CONNECTED")]), Phase::Talking);
    assert_eq!(phase(&[by("InteractionPostProcess", "CS_DISCONNECTED")]), Phase::Wrapup);
    let out = |event: &str, state: &str| {
        with(event, &json!({"agentId": ADA, "callState": state, "direction": "out"}))
    };
    assert_eq!(
        phase(&[with("InteractionCreated", &json!({"callState": "CS_IDLE", "direction": "out"}))]),
        Phase::Dialing
    );
    assert_eq!(phase(&[out("InteractionAssigned", "CS_IDLE")]), Phase::Dialing);
    assert_eq!(phase(&[out("InteractionAccepted", "CS_INPROGRESS")]), Phase::Dialing);
    assert_eq!(phase(&[out("InteractionCustomerAccepted", "CS_CONNECTED")]), Phase::Talking);
    let left =
        [json(fixture!("event-queued.json")), with("InteractionUnqueued", &json!({"callState": "CS_IDLE"}))];
    assert_eq!(phase(&left), Phase::Other("in no queue".into()));
    let odd = with("InteractionCreated", &json!({"callState": "CS_SIESTA"}));
    assert_eq!(phase(&[odd]), Phase::Other("CS_SIESTA".into()));
}

#[test]
fn details_name_people_codes_and_what_else_was_attached() {
    let attached = json!({"attachedDatum": [
        {"attachedDataKey": "tclSelectedItems", "attachedDataValue": "12|234,12|999"},
        {"attachedDataKey": "channelName", "attachedDataValue": "Acme Ads OG"},
        {"attachedDataKey": "originalInteractionGuid", "attachedDataValue": "int-first"},
        {"attachedDataKey": "_account", "attachedDataValue": "BB123987"}
    ]});
    let events = [
        with(
            "InteractionAccepted",
            &json!({"agentId": ADA, "callState": "CS_CONNECTED", "transactionNum": 19727}),
        ),
        with(
            "InteractionParticipantChange",
            &json!({"callState": "CS_CONNECTED",
            "participatingAgents": format!("{ADA},agSupervisor"), "attachedData": attached}),
        ),
    ];
    let call = row(&events, "transaction_codes = [{ list = 12, code = 234, label = 'Sale' }]", 0);
    assert_eq!(detail(&call, "agents"), Some(format!("{ADA}, agSupervisor (taking part)").as_str()));
    assert_eq!(detail(&call, "codes"), Some("Sale, 12|999"));
    assert_eq!(
        (detail(&call, "channel"), detail(&call, "_account")),
        (Some("Acme Ads OG"), Some("BB123987"))
    );
    assert_eq!((detail(&call, "transaction"), detail(&call, "call id")), (Some("19727"), Some(ID)));
    assert_eq!(call.conversation.as_deref(), Some("int-first"));
    assert_eq!(detail(&call, "last event"), Some("ParticipantChange"));
}

#[test]
fn who_let_it_ring_is_told() {
    let rejected =
        with("InteractionRejected", &json!({"agentId": ADA, "callState": "CS_QUEUED", "rejectReason": "2"}));
    let call =
        row(&[json(fixture!("event-queued.json")), json(fixture!("event-assigned.json")), rejected], "", 0);
    assert_eq!(detail(&call, "rejected"), Some(format!("{ADA} refused it").as_str()));
    assert_eq!(call.phase, Phase::Queued);
}

#[test]
fn a_chat_is_no_call() {
    let chat = live(&[with("InteractionQueued", &json!({"mediaType": "chat", "callState": "CS_QUEUED"}))]);
    assert!(!is_call(&chat));
    let video = live(&[with("InteractionQueued", &json!({"resourceType": 4, "callState": "CS_QUEUED"}))]);
    assert!(is_call(&video));
}
