//! Each event of the vendor's table, and the documented orders of them.

use serde_json::{Value, json};

use super::super::events::{Told, read};
use super::*;

const ID: &str = "int-184a63564dc-ohWfVIbHJz2Hr2JFhAfdlb4Fa-phone-00-acmecorp01";
const ADA: &str = "ag64oyEUb_Sk6bxVB9P5yaaa";
const BEN: &str = "agAQDqmvKiRbG4ekigNSbbbbb";

/// The event `name` with `more` fields.
fn event(name: &str, more: &Value) -> Event {
    let mut fields = json!({"event": name, "interactionGUID": ID, "mediaType": "phone"});
    let more = more.as_object().unwrap().clone();
    fields.as_object_mut().unwrap().extend(more);
    match read(&json!({ "Interaction": fields }), "acmecorp01", None).unwrap() {
        Told::Interaction(event) => *event,
        other @ (Told::Agent { .. } | Told::Other) => panic!("{other:?}"),
    }
}

/// The interaction after `events`; `None` once it is over.
fn after(events: &[Event]) -> Option<Live> {
    let mut live: Option<Live> = None;
    for event in events {
        live = match live.take() {
            Some(mut known) => (known.fold(event) == Fate::Lives).then_some(known),
            None => Live::born(event),
        };
    }
    live
}

fn legs(live: &Live) -> Vec<(&str, Stage)> {
    live.legs.iter().map(|leg| (leg.agent.as_str(), leg.stage)).collect()
}

fn created() -> Event {
    event(
        "InteractionCreated",
        &json!({"callState": "CS_QUEUED", "direction": "in", "eventTS": 1_669_235_836}),
    )
}

fn queued() -> Event {
    event(
        "InteractionQueued",
        &json!({"callState": "CS_QUEUED", "direction": "in", "queueId": 591, "queueTime": 1_669_235_836}),
    )
}

fn by(name: &str, agent: &str, state: &str) -> Event {
    event(name, &json!({"agentId": agent, "callState": state, "interactionEventTS": 1_669_235_860}))
}

fn assigned(agent: &str) -> Event {
    by("InteractionAssigned", agent, "CS_INPROGRESS")
}

fn accepted(agent: &str) -> Event {
    by("InteractionAccepted", agent, "CS_CONNECTED")
}

/// An incoming call that Ada talks on.
fn talking() -> Vec<Event> {
    vec![created(), queued(), assigned(ADA), accepted(ADA)]
}

fn then(mut events: Vec<Event>, more: &[Event]) -> Option<Live> {
    events.extend_from_slice(more);
    after(&events)
}

#[test]
fn an_incoming_call_goes_the_documented_way() {
    let mut events = vec![created()];
    let live = after(&events).unwrap();
    assert!(live.queued && live.facts.queue.is_none());
    assert_eq!((live.began, live.outbound), (Some(1_669_235_836_000), Some(false)));
    events.push(queued());
    let live = after(&events).unwrap();
    assert_eq!(live.facts.queue.as_deref(), Some("591"));
    assert_eq!(live.facts.queued_at, Some(1_669_235_836_000));
    events.push(assigned(ADA));
    let live = after(&events).unwrap();
    assert_eq!((legs(&live), live.queued), (vec![(ADA, Stage::Offered)], false));
    events.push(accepted(ADA));
    let live = after(&events).unwrap();
    assert_eq!((legs(&live), live.answered), (vec![(ADA, Stage::On)], Some(1_669_235_860_000)));
    events.push(by("InteractionPostProcess", ADA, "CS_DISCONNECTED"));
    assert_eq!(legs(&after(&events).unwrap()), [(ADA, Stage::Wrapup)]);
    events.push(by("InteractionEndPostProcess", ADA, "CS_DISCONNECTED"));
    events.push(by("InteractionDeassigned", ADA, "CS_DISCONNECTED"));
    assert!(after(&events).unwrap().is_over());
    events.push(event(
        "InteractionDeleted",
        &json!({"callState": "CS_DISCONNECTED", "hangupInitiator": "CUSTOMER"}),
    ));
    assert_eq!(after(&events), None);
}

#[test]
fn an_outgoing_call_goes_the_documented_way() {
    let out = |name: &str, state: &str| {
        let fields =
            json!({"agentId": ADA, "callState": state, "direction": "out", "isOutboundCall": "true"});
        event(name, &fields)
    };
    let mut events = vec![out("InteractionCreated", "CS_IDLE"), out("InteractionAssigned", "CS_IDLE")];
    let live = after(&events).unwrap();
    assert_eq!((live.outbound, live.queued, legs(&live)), (Some(true), false, vec![(ADA, Stage::Offered)]));
    events.push(event("InteractionRecordingStarted", &json!({"agentId": ADA})));
    events.push(out("InteractionAccepted", "CS_INPROGRESS"));
    let live = after(&events).unwrap();
    assert_eq!((live.customer, live.answered, legs(&live)), (false, None, vec![(ADA, Stage::On)]));
    assert_eq!(live.recording, Recording::On);
    events.push(by("InteractionCustomerAccepted", ADA, "CS_CONNECTED"));
    let live = after(&events).unwrap();
    assert_eq!((live.customer, live.answered), (true, Some(1_669_235_860_000)));
    events.push(by("InteractionEndPostProcess", ADA, "CS_DISCONNECTED"));
    events.push(by("InteractionDeassigned", ADA, "CS_DISCONNECTED"));
    events.push(event("InteractionDeleted", &json!({})));
    assert_eq!(after(&events), None);
}

#[test]
fn a_call_that_leaves_its_queue_waits_no_more() {
    for name in ["InteractionUnqueued", "InteractionQueueTimeout"] {
        let live = after(&[created(), queued(), event(name, &json!({"callState": "CS_IDLE"}))]).unwrap();
        assert!(!live.queued && live.facts.queue.is_none() && live.facts.queued_at.is_none(), "{name}");
    }
    let live = then(talking(), &[event("InteractionUnqueued", &json!({"callState": "CS_IDLE"}))]).unwrap();
    assert_eq!(live.facts.queue.as_deref(), Some("591"), "it came through it");
}

#[test]
fn a_rejected_call_waits_again_since_when_it_did() {
    let rejected =
        event("InteractionRejected", &json!({"agentId": ADA, "callState": "CS_QUEUED", "rejectReason": 1}));
    let live = after(&[created(), queued(), assigned(ADA), rejected]).unwrap();
    assert!(live.queued && live.legs.is_empty());
    assert_eq!(live.rejected, Some((ADA.into(), 1)));
    assert_eq!(live.facts.queued_at, Some(1_669_235_836_000));
}

#[test]
fn hold_and_mute_are_told_by_status_or_by_state_in_either_spelling() {
    let line = |name: &str, more: &Value| {
        let mut fields = json!({"agentId": ADA});
        fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        then(talking(), &[event(name, &fields)]).unwrap().legs.remove(0)
    };
    assert!(line("LineHoldStatus", &json!({"callState": "CS_HOLD", "status": true})).held);
    assert!(line("LineHoldStatus", &json!({"callState": "CS_HOLD", "status": "true"})).held);
    assert!(line("LineHoldStatus", &json!({"callState": "CS_HOLD"})).held);
    assert!(!line("LineHoldStatus", &json!({"callState": "CS_CONNECTED", "status": "false"})).held);
    assert!(line("LineMuteStatus", &json!({"callState": "CS_CONNECTED", "status": true})).muted);
    assert!(!line("LineMuteStatus", &json!({"callState": "CS_CONNECTED", "status": false})).muted);
}

#[test]
fn a_recording_starts_pauses_and_goes_on() {
    let status =
        |word: &str| event("RecordingStatus", &json!({"agentId": ADA, "status": word, "isAPICall": false}));
    let started = event("InteractionRecordingStarted", &json!({}));
    let told = |more: &[Event]| then(talking(), more).unwrap().recording;
    assert_eq!(told(&[]), Recording::Unknown);
    assert_eq!(told(std::slice::from_ref(&started)), Recording::On);
    assert_eq!(told(&[started.clone(), status("pause")]), Recording::Paused);
    assert_eq!(told(&[started, status("pause"), status("resume")]), Recording::On);
    let off = event("InteractionAssigned", &json!({"agentId": ADA, "recordingMode": "no"}));
    assert_eq!(after(&[created(), off]).unwrap().recording, Recording::Off);
}

#[test]
fn a_conference_changes_who_takes_part_and_not_who_has_the_call() {
    let joined = event(
        "InteractionParticipantChange",
        &json!({"callState": "CS_CONNECTED", "participatingAgents": format!("{ADA};{BEN}")}),
    );
    let live = then(talking(), &[joined]).unwrap();
    assert_eq!(
        (legs(&live), live.participants.clone()),
        (vec![(ADA, Stage::On)], vec![ADA.to_owned(), BEN.to_owned()])
    );
}

#[test]
fn who_is_sent_away_by_the_host_takes_part_no_more() {
    let both = [assigned(BEN), accepted(BEN)];
    let named = event("InteractionParticipantRemovedByHost", &json!({"agentId": BEN}));
    let listed =
        event("InteractionParticipantRemovedByHost", &json!({"agentId": ADA, "participatingAgents": ADA}));
    for removed in [named, listed] {
        let live = then(talking(), &[both[0].clone(), both[1].clone(), removed]).unwrap();
        assert_eq!(legs(&live), [(ADA, Stage::On)]);
    }
}

#[test]
fn a_transfer_hands_the_call_from_one_agent_to_the_other() {
    let mut events = talking();
    events.push(event("InteractionTransferRequest", &json!({"agentId": ADA})));
    assert_eq!(legs(&after(&events).unwrap()), [(ADA, Stage::On)], "it is annotated, no more");
    events.push(assigned(BEN));
    assert_eq!(legs(&after(&events).unwrap()), [(ADA, Stage::On), (BEN, Stage::Offered)]);
    events.push(by("InteractionPostProcess", ADA, "CS_DISCONNECTED"));
    events.push(accepted(BEN));
    let live = after(&events).unwrap();
    assert_eq!(live.leader().unwrap().agent, BEN, "who is on it comes before who finishes it");
    events.push(by("InteractionDeassigned", ADA, "CS_DISCONNECTED"));
    let live = after(&events).unwrap();
    assert_eq!(legs(&live), [(BEN, Stage::On)]);
    assert!(!live.is_over(), "the state was that of one leg");
}

#[test]
fn events_that_only_annotate_change_nobody() {
    for name in
        ["InteractionReconnect", "InteractionJoinLinesRequest", "InteractionJoined", "InteractionChanged"]
    {
        let live = then(talking(), &[event(name, &json!({"agentId": ADA}))]).unwrap();
        assert_eq!((legs(&live), live.last.as_str()), (vec![(ADA, Stage::On)], name));
    }
}

#[test]
fn what_comes_after_the_end_does_not_bring_it_back() {
    for name in ["InteractionRecordingReady", "GuestChatEnd", "MediaProxyAdded", "MediaProxyRemoved"] {
        let late = event(name, &json!({"agentId": ADA}));
        assert_eq!(after(std::slice::from_ref(&late)), None, "{name}");
        let ended = [by("InteractionDeassigned", ADA, "CS_DISCONNECTED"), late];
        assert!(then(talking(), &ended).unwrap().is_over(), "{name}");
    }
    for name in ["InteractionDeleted", "InteractionDeassigned", "InteractionEndPostProcess"] {
        assert_eq!(after(&[by(name, ADA, "CS_DISCONNECTED")]), None, "{name}");
    }
}

#[test]
fn a_call_that_was_up_before_is_pieced_together() {
    let hold = event("LineHoldStatus", &json!({"agentId": ADA, "callState": "CS_HOLD", "status": "true"}));
    let live = after(&[hold]).unwrap();
    assert_eq!((legs(&live), live.legs[0].held), (vec![(ADA, Stage::On)], true));
    let pause = event("RecordingStatus", &json!({"agentId": ADA, "status": "pause"}));
    let live = after(&[pause]).unwrap();
    assert_eq!((legs(&live), live.recording), (vec![(ADA, Stage::On)], Recording::Paused));
    let met = event(
        "InteractionParticipantChange",
        &json!({"callState": "CS_CONNECTED", "participatingAgents": format!("{ADA},{BEN}")}),
    );
    assert_eq!(legs(&after(&[met]).unwrap()), [(ADA, Stage::On), (BEN, Stage::On)]);
    let wrap_up = by("InteractionPostProcess", ADA, "CS_DISCONNECTED");
    assert_eq!(legs(&after(&[wrap_up]).unwrap()), [(ADA, Stage::Wrapup)]);
    assert!(after(&[queued()]).unwrap().queued);
}

#[test]
fn it_began_by_its_first_event_or_by_its_id() {
    assert_eq!(after(&[created()]).unwrap().began, Some(1_669_235_836_000));
    // 0x184a63564dc is ten milliseconds before the event that created it (fact sheet §3).
    assert_eq!(after(&[assigned(ADA)]).unwrap().began, Some(1_669_235_827_932));
    let odd = |id: &str| {
        let fields = json!({"interactionGUID": id, "agentId": ADA, "eventTS": 1_669_235_860});
        after(&[event("InteractionAssigned", &fields)]).unwrap().began
    };
    assert_eq!(odd("int-1-x-phone-00-t"), Some(1_669_235_860_000), "no id of years ago");
    assert_eq!(odd("odd"), Some(1_669_235_860_000));
}

#[test]
fn the_first_number_stays_and_what_is_attached_is_the_newest() {
    let attach = |key: &str, value: Value| {
        let datum = json!({"attachedDatum": [{"attachedDataKey": key, "attachedDataValue": value}]});
        event("InteractionChanged", &json!({"attachedData": datum}))
    };
    let live = then(
        talking(),
        &[
            attach("phoneNum", json!(5_515_557_212_i64)),
            attach("remotePhoneNum", json!("+15515557212")),
            attach("tclSelectedItems", json!("12|234")),
            attach("tclSelectedItems", json!("12|235")),
        ],
    )
    .unwrap();
    assert_eq!(live.number.as_deref(), Some("5515557212"));
    assert_eq!(live.attached["tclSelectedItems"], "12|235");
    let many: Vec<_> = (0..200).map(|n| attach(&format!("key{n}"), json!(n))).collect();
    assert_eq!(then(talking(), &many).unwrap().attached.len(), ATTACHED);
}

#[test]
fn an_event_of_unknown_kind_or_without_anybody_makes_no_call() {
    let state = |name: &str, state: &str| event(name, &json!({"callState": state}));
    for first in [
        by("InteractionTeleported", ADA, "CS_CONNECTED"),
        state("InteractionTeleported", "CS_IDLE"),
        state("InteractionUnqueued", "CS_IDLE"),
        state("InteractionQueueTimeout", "CS_IDLE"),
        state("LineMuteStatus", "CS_IDLE"),
        event("InteractionRecordingStarted", &json!({})),
        event("RecordingStatus", &json!({"status": "pause"})),
        event("InteractionRecordingReady", &json!({"agentId": ADA})),
    ] {
        assert_eq!(after(std::slice::from_ref(&first)), None, "{}", first.name);
        // Of one that is known it takes nothing away.
        assert!(then(talking(), &[first]).is_some());
    }
}
