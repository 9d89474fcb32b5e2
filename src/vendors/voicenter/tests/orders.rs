//! What an order comes down to, and the look before a hang-up.

use serde_json::json;

use super::super::ask::Purpose;
use super::super::check::Aim;
use super::*;
use crate::domain::{
    Account, Action, AgentKey, CallKey, Choice, ListenMode, Party, QueueId, Sighting, Subject,
};
use crate::messages::{Run, Ticket};

/// An order for a row of `snapshot`.
pub(super) fn order(subject: Subject, action: Action) -> Order {
    let ticket = Ticket { run: Run::default(), session: 1, number: 1 };
    Order { ticket, operator: "ada".into(), subject, action, at: At::from_millis(0) }
}

pub(super) fn on_call(snapshot: &Snapshot, id: &str, action: Action) -> Order {
    let seen = call(snapshot, id);
    let key = CallKey::new(&Account::new("voicenter", "support"), &seen.id);
    order(
        Subject::Call { key, sighting: Sighting { call: 1, hands: 1 }, seen: Box::new(seen.clone()) },
        action,
    )
}

pub(super) fn by_agent(snapshot: &Snapshot, id: &str, action: Action) -> Order {
    let seen = agent(snapshot, id);
    let key = AgentKey::new(&Account::new("voicenter", "support"), &seen.id);
    order(Subject::Agent { key, sighting: 1, seen: Box::new(seen.clone()), calls: Vec::new() }, action)
}

/// An adapter that has polled the documented lists, and what it found.
pub(super) fn polled(more: &str) -> (Voicenter, Snapshot) {
    let mut vendor = voicenter(more);
    let Found { snapshot, frame, notes, .. } = vendor.found(calls(EXTENSIONS), queues(QUEUES));
    vendor.frame = frame;
    vendor.notes = notes.unwrap();
    (vendor, snapshot)
}

const TALKING: &str = "SIPSIP2/2020101201cc7b38df";

#[test]
fn each_order_is_one_request() {
    let (vendor, snapshot) = polled("");
    let shape = |order: &Order| {
        let act = vendor.prepare(order).unwrap();
        let (url, fields, purpose) = act.shape();
        assert_eq!(purpose, Purpose::Act);
        (url.rsplit('/').next().unwrap().to_owned(), fields)
    };
    assert_eq!(
        shape(&on_call(&snapshot, TALKING, Action::Record(false))),
        ("MuteUnmuteCalls".to_owned(), json!({"ivrid": "2020101201cc7b38df", "state": "1"}))
    );
    assert_eq!(shape(&on_call(&snapshot, TALKING, Action::Record(true))).1["state"], json!("0"));
    let (page, fields) = shape(&on_call(&snapshot, TALKING, Action::HangUp));
    assert_eq!(
        (&*page, &fields["phone"], &fields["action"]),
        ("click2call.aspx", &json!("SIPSIP2"), &json!("terminate"))
    );
    let place = by_agent(
        &snapshot,
        "SIPSIP2",
        Action::Place { to: "+972 (50) 123-4567".into(), with: crate::domain::Entries::default() },
    );
    let (page, fields) = shape(&place);
    assert_eq!(
        (&*page, &fields["action"], &fields["target"]),
        ("click2call.aspx", &json!("call"), &json!("972501234567"))
    );
    let lunch = by_agent(&snapshot, "SIPSIP2", Action::SetState(Choice::new("3", "Lunch")));
    assert_eq!(
        shape(&lunch),
        (
            "SetStatusFromAPI".to_owned(),
            json!({"Code": CODE, "UserId": "46454322", "ExtensionUser": "SIPSIP2", "Status": 3})
        )
    );
}

#[test]
fn what_cannot_be_done_is_refused_with_its_reason() {
    let (mut vendor, snapshot) = polled("");
    let refused = |vendor: &Voicenter, order: &Order, word: &str| {
        let result = vendor.prepare(order).map(|_| ());
        assert!(matches!(&result, Err(Fault::Refused(why)) if why.contains(word)), "{result:?}");
    };
    let waiting = "queue/12345678/202010131433000d14cc4b";
    for action in [Action::HangUp, Action::Record(false)] {
        refused(&vendor, &on_call(&snapshot, waiting, action), "waits in a queue");
    }
    for mode in [ListenMode::Monitor, ListenMode::Whisper, ListenMode::Barge] {
        let listen = Action::Listen { mode, phone: "1".into(), from: None };
        refused(&vendor, &on_call(&snapshot, TALKING, listen), "no interface for listening");
    }
    for action in [
        Action::Hold(true),
        Action::Park { with: crate::domain::Entries::default() },
        Action::Transfer { to: "1".into(), with: crate::domain::Entries::default() },
        Action::Requeue { queue: QueueId::from("1"), name: "1".into() },
        Action::Leave { phone: "1".into() },
    ] {
        refused(&vendor, &on_call(&snapshot, TALKING, action), "no interface");
    }
    refused(&vendor, &by_agent(&snapshot, "SIPSIP2", Action::HangUp), "hang up");
    refused(
        &vendor,
        &by_agent(
            &snapshot,
            "SIPSIP2",
            Action::Place { to: "+ -".into(), with: crate::domain::Entries::default() },
        ),
        "no number",
    );
    vendor.notes.users.clear();
    let lunch = Action::SetState(Choice::new("3", "Lunch"));
    refused(&vendor, &by_agent(&snapshot, "SIPSIP2", lunch), "no user");
}

/// The verdict on the documented call, if its extension now has `now`.
fn look(now: &Value) -> Result<(), Fault> {
    let (vendor, snapshot) = polled("");
    let seen = call(&snapshot, TALKING);
    let started = vendor.notes.started.get(&seen.id).copied();
    assert_eq!(started, Some(1_602_465_818));
    let aim = |started| Aim { extension: "SIPSIP2", ivrid: "2020101201cc7b38df", seen, started };
    let verdict = |started| aim(started).still(calls(&now.to_string()).unwrap(), vendor.frame);
    let known = verdict(started);
    // Without the last list's own figure, the instants are compared.
    assert_eq!(verdict(None), known);
    known
}

fn extension(calls: &Value) -> Value {
    json!({"ERR": 0, "EXTENSIONS": [{"username": "OTHER", "calls": [{}, {}]}, {"username": "SIPSIP2", "calls": calls}]})
}

fn row(ivrid: &str, phone: &str, started: i64) -> Value {
    json!({"ivrid": ivrid, "callerphone": phone, "callStarted": started, "callstatus": "Talking"})
}

#[test]
fn the_same_call_alone_may_be_ended() {
    assert_eq!(look(&json(EXTENSIONS)), Ok(()));
    for started in [1_602_465_816, 1_602_465_820] {
        assert_eq!(look(&extension(&json!([row("2020101201cc7b38df", "0722776772", started)]))), Ok(()));
    }
    // What is not told contradicts nothing.
    assert_eq!(look(&extension(&json!([{"ivrid": "2020101201cc7b38df"}]))), Ok(()));
}

#[test]
fn a_call_that_is_gone_is_not_ended() {
    for now in [
        extension(&json!([])),
        extension(&Value::Null),
        extension(&json!([row("another", "0722776772", 1_602_465_818)])),
        json!({"ERR": 0, "EXTENSIONS": []}),
        json!({"ERR": 0, "EXTENSIONS": [{"username": "sipsip2", "calls": [{}]}]}),
    ] {
        let verdict = look(&now);
        assert!(matches!(&verdict, Err(Fault::Gone(why)) if why.contains("nothing was sent")), "{verdict:?}");
    }
}

#[test]
fn a_call_that_changed_is_not_ended() {
    for now in [
        row("2020101201cc7b38df", "0501234567", 1_602_465_818),
        row("2020101201cc7b38df", "0722776772", 1_602_465_821),
        row("2020101201cc7b38df", "0722776772", 1_602_465_815),
    ] {
        let verdict = look(&extension(&json!([now])));
        assert!(matches!(&verdict, Err(Fault::Refused(why)) if why.contains("changed")), "{verdict:?}");
    }
}

#[test]
fn a_call_that_is_not_alone_is_not_ended() {
    let ours = row("2020101201cc7b38df", "0722776772", 1_602_465_818);
    for other in [row("another", "1", 1), json!({"ivrid": {}}), Value::Null] {
        let verdict = look(&extension(&json!([ours, other])));
        assert!(matches!(&verdict, Err(Fault::Refused(why)) if why.contains("2 of them")), "{verdict:?}");
    }
    for unreadable in [json!([{"ivrid": {}}]), json!("calls")] {
        let verdict = look(&extension(&unreadable));
        assert!(
            matches!(&verdict, Err(Fault::Refused(why)) if why.contains("could not be read")),
            "{verdict:?}"
        );
    }
}

#[test]
fn a_number_that_nobody_told_proves_nothing() {
    let (vendor, snapshot) = polled("");
    let seen = Call { caller: Party::default(), ..call(&snapshot, TALKING).clone() };
    let aim = Aim { extension: "SIPSIP2", ivrid: "2020101201cc7b38df", seen: &seen, started: None };
    assert_eq!(aim.still(calls(EXTENSIONS).unwrap(), vendor.frame), Ok(()));
}
