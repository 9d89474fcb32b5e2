//! The shape of every request, in both ways of carrying parameters.

use super::*;
use crate::domain::{Choice, Entries, Field, FieldKind};

const UII: &str = "202005081040440132050000019657";

fn act(action: &Action) -> Act {
    Act::on_call(&UII.into(), action).unwrap()
}

fn query(act: &Act) -> Vec<(&str, String)> {
    act.parameters.iter().map(|(key, value)| (*key, plain(value))).collect()
}

fn body(act: &Act) -> Value {
    Value::Object(act.parameters.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
}

fn listen(mode: ListenMode) -> Action {
    Action::Listen { mode, phone: Text::new("+1 (555) 415-0123"), from: None }
}

#[test]
fn each_way_of_listening_has_its_word() {
    for (mode, word) in
        [(ListenMode::Monitor, "MONITOR"), (ListenMode::Whisper, "COACHING"), (ListenMode::Barge, "BARGEIN")]
    {
        let act = act(&listen(mode));
        assert_eq!(act.segments(), ["activeCalls", UII, "addSessionToCall"]);
        assert_eq!(query(&act), [("destination", "+15554150123".into()), ("sessionType", word.into())]);
        assert_eq!(body(&act), json!({"destination": "+15554150123", "sessionType": word}));
    }
}

#[test]
fn one_leaves_with_the_number_one_came_with() {
    let leave = act(&Action::Leave { phone: Text::new("+1 (555) 415-0123") });
    assert_eq!(leave.segments(), ["activeCalls", UII, "hangupSession"]);
    assert_eq!(query(&leave), [("phone", "+15554150123".into())]);
    let soft = Text::new("16505550100*1212@RC_SOFTPHONE");
    assert_eq!(query(&act(&Action::Leave { phone: soft.clone() })), [("phone", soft.to_string())]);
}

#[test]
fn hanging_up_takes_nothing() {
    let hang_up = act(&Action::HangUp);
    assert_eq!((hang_up.segments(), hang_up.parameters.len()), (vec!["activeCalls", UII, "hangupCall"], 0));
}

#[test]
fn recording_and_hold_are_set() {
    let record = act(&Action::Record(false));
    assert_eq!((record.path, query(&record)), ("toggleCallRecording", vec![("record", "false".into())]));
    assert_eq!(body(&act(&Action::Record(true))), json!({"record": true}));
    let hold = act(&Action::Hold(true));
    assert_eq!((hold.path, query(&hold)), ("toggleCallHold", vec![("state", "ON".into())]));
    assert_eq!(body(&act(&Action::Hold(false))), json!({"state": "OFF"}));
}

#[test]
fn a_queue_is_named_by_its_id() {
    let requeue = act(&Action::Requeue { queue: "72992".into(), name: Text::new("Support Queue") });
    assert_eq!((requeue.path, query(&requeue)), ("requeueCall", vec![("gateId", "72992".into())]));
    assert_eq!(body(&requeue), json!({"gateId": 72992}));
}

#[test]
fn a_disposition_is_named_by_its_name() {
    let dispose = |note: &str| Action::Dispose {
        codes: vec![Choice::new("Solved", "Solved")],
        note: note.into(),
        with: Entries::default(),
    };
    let bare = act(&dispose(""));
    assert_eq!(bare.path, "dispositionCall");
    assert_eq!(query(&bare), [("disposition", "Solved".into()), ("callback", "false".into())]);
    let noted = act(&dispose("called back"));
    assert_eq!(body(&noted), json!({"disposition": "Solved", "callback": false, "notes": "called back"}));
}

#[test]
fn a_disposition_can_carry_a_callback() {
    let field = Field::optional(CALLBACK, "call back at", FieldKind::Moment);
    let dispose = |at: &str| Action::Dispose {
        codes: vec![Choice::new("Call back", "Call back")],
        note: Text::new("asks for Ada"),
        with: Entries::default().with(&field, at, at),
    };
    let later = act(&dispose("2026-12-01T09:05:00"));
    assert_eq!(
        body(&later),
        json!({"disposition": "Call back", "callback": true, "callBackDTS": "20261201090500", "notes": "asks for Ada"})
    );
    assert_eq!(query(&later)[2], ("callBackDTS", "20261201090500".into()));
    let odd = Act::on_call(&UII.into(), &dispose("tomorrow"));
    assert!(matches!(&odd, Err(Fault::Refused(why)) if why.contains("callback cannot be read")), "{odd:?}");
}

#[test]
fn a_placed_call_names_the_agents_user() {
    let place = Place { username: "paco.vu+1@example.com", ring_seconds: 30, caller_id: "8005550100" };
    let act = Act::place("415-555-0110", place).unwrap();
    assert_eq!(act.segments(), ["activeCalls", "createManualAgentCall"]);
    assert_eq!(
        body(&act),
        json!({"username": "paco.vu+1@example.com", "destination": "4155550110", "ringDuration": 30, "callerId": "8005550100"})
    );
    assert_eq!(query(&act)[2], ("ringDuration", "30".into()));
    assert!(Act::place("nobody", place).is_err());
}

#[test]
fn what_the_vendor_has_not_is_refused_with_the_reason() {
    for action in [
        Action::Park { with: Entries::default() },
        Action::Transfer { to: Text::new("1"), with: Entries::default() },
        Action::SetState(Choice::new("a", "b")),
    ] {
        assert!(matches!(Act::on_call(&UII.into(), &action), Err(Fault::Refused(_))));
    }
}
