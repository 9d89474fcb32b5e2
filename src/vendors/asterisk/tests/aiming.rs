//! Orders reach whom they are for and nobody else, in a session that lives, and their answers are kept as what they are.

use super::super::calls::Aim;
use super::acting::{asked, listen, on_agent, on_call, own, ready, status};
use super::server::{Asked, Say, actions, body, commands, count, no};
use super::*;
use crate::domain::{Accepted, Action, Choice, Entries, Fault, ListenMode, Phase, Subject};

/// The recorded calls of Bruno with agent 101, of somebody else, and of a caller who waits in `sales`.
const TALKS: &str = "1795202024.107";
const OTHER: &str = "1795202026.109";
const WAITS: &str = "1795202036.122";

fn transfer() -> Action {
    Action::Transfer { to: "102".into(), with: Entries::default() }
}

fn refused(result: &Result<Accepted, Fault>, part: &str) -> bool {
    matches!(result, Err(Fault::Refused(why)) if why.contains(part))
}

/// A call of which no two legs are the same one: each order takes hold of its own.
fn apart() -> Aim {
    let leg = |id: &str, name: &str| (id.to_owned(), name.to_owned());
    Aim {
        principal: "principal.1".into(),
        customer: "customer.1".into(),
        agent: Some(leg("agent.1", "PJSIP/101-1")),
        bridge: Some("b1".into()),
        queue: None,
        tape: Some("tape.1".into()),
        parked: false,
        legs: vec![leg("principal.1", "PJSIP/carrier-1"), leg("agent.1", "PJSIP/101-1")],
    }
}

/// What the server says of [`apart`], and of whoever has its principal leg's id by then.
fn of_it(asked: &Asked) -> Option<Say> {
    match (asked.action(), asked.get("Channel")) {
        ("Status", Some(id)) => Some(status(id, if id == "agent.1" { "b1" } else { "" }, "")),
        ("ParkedCalls", _) => {
            let others = "ParkeeUniqueid: principal.1\nParkingSpace: 701";
            let ours = "ParkeeUniqueid: customer.1\nParkingSpace: 703";
            Some(Say::Body(listed("ParkedCall", &[others, ours])))
        }
        ("QueueStatus", _) if asked.get("Queue").is_some() => {
            let others = "Queue: sales\nUniqueid: principal.1\nChannel: PJSIP/carrier-1";
            let ours = "Queue: sales\nUniqueid: customer.1\nChannel: PJSIP/carrier-2";
            Some(Say::Body(listed("QueueEntry", &[others, ours])))
        }
        _ => None,
    }
}

#[tokio::test]
async fn each_order_takes_hold_of_its_own_leg() {
    let (mut vendor, http, heard, snapshot) = ready("record_file = 'x.wav'", of_it).await;
    let waits = || Aim { agent: None, bridge: None, queue: Some("sales".into()), tape: None, ..apart() };
    let own = |id, answers| own(&vendor, id, answers);
    let requeue = || Action::Requeue { queue: "support".into(), name: "support".into() };
    let table = [
        (apart(), Action::HangUp, "Hangup Channel=principal.1 Cause=16"),
        (apart(), Action::Record(false), "StopMixMonitor Channel=tape.1"),
        (
            apart(),
            Action::Record(true),
            "MixMonitor Channel=customer.1 File=x.wav Options=i(CALLBOARD_RECORDING)",
        ),
        (apart(), own("mute-recording", &[]), "MixMonitorMute Channel=tape.1 Direction=both State=1"),
        (apart(), own("mute", &[("who", "agent")]), "MuteAudio Channel=agent.1 Direction=in State=on"),
        (apart(), own("mute", &[("who", "customer")]), "MuteAudio Channel=customer.1 Direction=in State=on"),
        (
            apart(),
            Action::Park { with: Entries::default() },
            "Park Channel=customer.1 TimeoutChannel=PJSIP/101-1",
        ),
        (apart(), transfer(), "BlindTransfer Channel=agent.1 Context=agents Exten=102"),
        (apart(), requeue(), "BlindTransfer Channel=agent.1 Context=queues Exten=7002"),
        (waits(), transfer(), "Redirect Channel=customer.1 Context=agents Exten=102 Priority=1"),
        (waits(), requeue(), "Redirect Channel=customer.1 Context=queues Exten=7002 Priority=1"),
        (
            waits(),
            own("move", &[("queue", "support")]),
            "Redirect Channel=customer.1 Context=queues Exten=7002 Priority=1",
        ),
        (waits(), own("withdraw", &[]), "QueueWithdrawCaller Queue=sales Caller=PJSIP/carrier-2"),
        (
            Aim { agent: None, bridge: None, parked: true, ..apart() },
            Action::Retrieve { phone: "200".into() },
            "Originate Channel=PJSIP/200 Context=from-agents Exten=703 Priority=1",
        ),
        (
            apart(),
            listen(ListenMode::Barge, None),
            "Originate Channel=PJSIP/200 Application=ChanSpy Data=agent.1,quESdB",
        ),
    ];
    for (aim, action, expected) in table {
        vendor.aims.insert(TALKS.into(), aim);
        heard.lock().unwrap().clear();
        let result = vendor.act(&http, &on_call(&snapshot, TALKS, action)).await;
        assert!(result.is_ok(), "{expected}: {result:?}");
        let sent = asked(&heard).pop().unwrap();
        let whole = !sent.starts_with("Originate");
        assert!(if whole { sent == expected } else { sent.starts_with(expected) }, "{sent}");
    }
}

#[tokio::test]
async fn a_look_without_a_session_signs_in_first() {
    let (mut vendor, http, heard, snapshot) = ready("", |_| None).await;
    vendor.login.forget();
    vendor.act(&http, &on_call(&snapshot, TALKS, transfer())).await.unwrap();
    assert_eq!(actions(&heard), ["Login", "ShowDialPlan", "Status", "BlindTransfer"]);
}

#[tokio::test]
async fn nothing_is_sent_without_a_sign_of_life() {
    for (lost, says) in [(Say::Nothing, "connection"), (Say::Expired, "forgets the session")] {
        let (mut vendor, http, heard, snapshot) =
            ready("", move |asked| (asked.action() == "Ping").then(|| lost.clone())).await;
        vendor.login.grow_old(std::time::Duration::from_secs(6));
        let told = vendor.act(&http, &on_call(&snapshot, TALKS, Action::HangUp)).await.unwrap_err();
        assert!(!matches!(told, Fault::Unanswered(_)) && told.to_string().contains(says), "{told:?}");
        assert_eq!(count(&heard, "Hangup"), 0);
    }
}

/// The server may have been set up anew.
#[tokio::test]
async fn a_new_session_asks_for_the_rights_again() {
    let times = std::sync::atomic::AtomicUsize::new(0);
    let (mut vendor, http, heard, snapshot) = ready("", move |asked| {
        let first = asked.action() == "Ping" && times.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0;
        first.then_some(Say::Expired)
    })
    .await;
    vendor.poll(&http).await;
    assert_eq!(count(&heard, "ListCommands"), 0);
    vendor.login.grow_old(std::time::Duration::from_secs(6));
    vendor.act(&http, &on_call(&snapshot, TALKS, Action::HangUp)).await.unwrap();
    vendor.poll(&http).await;
    assert_eq!(count(&heard, "ListCommands"), 1);
}

#[tokio::test]
async fn a_leg_that_is_answered_for_another_is_gone() {
    let (mut vendor, http, heard, snapshot) = ready("", |asked| {
        (asked.action() == "Status").then(|| status("7.7", "6e193ef9-af4f-4aa5-9e56-94fb65ba07a0", ""))
    })
    .await;
    let result = vendor.act(&http, &on_call(&snapshot, TALKS, transfer())).await;
    assert!(matches!(result, Err(Fault::Gone(_))), "{result:?}");
    assert_eq!(actions(&heard), ["ShowDialPlan", "Status"]);
}

#[tokio::test]
async fn a_phone_is_touched_on_the_call_that_it_listens_to_and_on_no_other() {
    let (mut vendor, http, heard, snapshot) = ready("", |_| None).await;
    let monitor = || listen(ListenMode::Monitor, None);
    vendor.act(&http, &on_call(&snapshot, TALKS, monitor())).await.unwrap();
    heard.lock().unwrap().clear();
    let leave = |phone: &str| Action::Leave { phone: phone.into() };
    for order in [
        on_call(&snapshot, OTHER, leave("200")),
        on_call(&snapshot, OTHER, listen(ListenMode::Barge, Some(ListenMode::Monitor))),
        on_call(&snapshot, TALKS, leave("201")),
    ] {
        let result = vendor.act(&http, &order).await;
        assert!(matches!(result, Err(Fault::Gone(_))), "{:?}: {result:?}", order.action);
    }
    assert_eq!(actions(&heard), Vec::<String>::new());
    // What it listens to need not be named: where the server tells that it is this call, it is.
    let spy = vendor.spies[0].id.clone();
    vendor.spies[0].target = spies::Target::Untold;
    vendor.heard.insert(spy, Some(TALKS.into()));
    let result = vendor.act(&http, &on_call(&snapshot, OTHER, leave("200"))).await;
    assert!(matches!(result, Err(Fault::Gone(_))), "{result:?}");
    assert_eq!(vendor.act(&http, &on_call(&snapshot, TALKS, leave("200"))).await, Ok(Accepted::default()));
    assert_eq!(actions(&heard), ["Hangup"]);
}

#[tokio::test]
async fn a_hang_up_tells_that_others_may_go_on_where_there_are_others() {
    let (mut vendor, http, _, snapshot) = ready("", |_| None).await;
    let order = on_call(&snapshot, TALKS, Action::HangUp);
    for (bridge, legs, told) in [
        (Some("b1"), &["PJSIP/carrier-1", "PJSIP/101-2", "PJSIP/102-3"][..], true),
        (Some("b1"), &["PJSIP/carrier-1", "PJSIP/101-2"], false),
        // The two halves of a wire are nobody.
        (Some("b1"), &["PJSIP/carrier-1", "PJSIP/101-2", "Local/101@q-3;1", "Local/101@q-3;2"], false),
        // Phones that ring are not on it.
        (None, &["PJSIP/carrier-1", "PJSIP/101-2", "PJSIP/102-3"], false),
    ] {
        let aim = vendor.aims.get_mut(&TALKS.into()).unwrap();
        aim.bridge = bridge.map(str::to_owned);
        aim.legs = legs.iter().map(|name| ((*name).to_owned(), (*name).to_owned())).collect();
        let note = vendor.act(&http, &order).await.unwrap().note;
        assert_eq!(note.is_some_and(|note| note.contains("may go on")), told, "{bridge:?} {legs:?}");
    }
}

#[tokio::test]
async fn a_reason_is_set_where_it_is_not_set_yet() {
    let (mut vendor, http, heard, snapshot) = ready("pause_reasons = ['Lunch']", |_| None).await;
    let mut seat = vendor.members.iter().find(|seat| seat.agent == "PJSIP/104").unwrap().clone();
    vendor.members.retain(|other| other.agent != seat.agent);
    for (interface, reason) in [("Local/1@q/n", Some("Lunch")), ("Local/2@q/n", None)] {
        (seat.interface, seat.paused, seat.reason) =
            (interface.to_owned(), Some(true), reason.map(str::to_owned));
        vendor.members.push(seat.clone());
    }
    let lunch = Action::SetState(Choice::new("pause:Lunch", "Lunch"));
    let accepted = vendor.act(&http, &on_agent(&snapshot, "PJSIP/104", lunch)).await;
    assert_eq!(accepted, Ok(Accepted::default()));
    assert_eq!(asked(&heard), ["QueuePause Interface=Local/2@q/n Paused=true Reason=Lunch"]);
}

#[tokio::test]
async fn what_makes_no_sense_is_not_sent() {
    let (mut vendor, http, heard, snapshot) = ready("", |_| None).await;
    let member = "PJSIP/104";
    for (special, answers, part) in [
        ("penalty", &[("queue", "sales"), ("penalty", "1a")][..], "whole number"),
        ("penalty", &[("queue", "sales"), ("penalty", "-1")], "whole number"),
        ("penalty", &[("queue", "sales")], "whole number"),
        ("join", &[("queue", "sales"), ("penalty", "low")], "whole number"),
        ("part", &[], "left empty"),
    ] {
        let action = own(&vendor, special, answers);
        let result = vendor.act(&http, &on_agent(&snapshot, member, action)).await;
        assert!(refused(&result, part), "{special} {answers:?}: {result:?}");
    }
    let mut dialling = on_call(&snapshot, TALKS, transfer());
    let Subject::Call { seen, .. } = &mut dialling.subject else { panic!("it is for a call") };
    seen.phase = Phase::Dialing;
    assert!(refused(&vendor.act(&http, &dialling).await, "not answered yet"));
    let withdraw = own(&vendor, "withdraw", &[]);
    let result = vendor.act(&http, &on_call(&snapshot, TALKS, withdraw)).await;
    assert!(refused(&result, "does not wait"), "{result:?}");
    vendor.aims.get_mut(&TALKS.into()).unwrap().parked = true;
    let park = Action::Park { with: Entries::default() };
    assert!(refused(&vendor.act(&http, &on_call(&snapshot, TALKS, park)).await, "parked already"));
    assert_eq!(actions(&heard), Vec::<String>::new());
    // A penalty that was left blank is none.
    let join = own(&vendor, "join", &[("queue", "sales"), ("penalty", " ")]);
    vendor.act(&http, &on_agent(&snapshot, member, join)).await.unwrap();
    assert_eq!(asked(&heard), [format!("QueueAdd Queue=sales Interface={member}")]);
}

/// Somebody else waits in the same queue, and the caller is listed in another one too.
#[tokio::test]
async fn a_queue_is_told_of_the_caller_who_is_meant() {
    let (mut vendor, http, heard, snapshot) = ready("", |asked| {
        let rows = [
            "Queue: sales\nUniqueid: 7.7\nChannel: PJSIP/x-1",
            "Queue: support\nUniqueid: 1795202036.122\nChannel: PJSIP/x-2",
            "Queue: sales\nUniqueid: 1795202036.122\nChannel: PJSIP/x-3",
        ];
        let looks = asked.action() == "QueueStatus" && asked.get("Queue").is_some();
        looks.then(|| Say::Body(listed("QueueEntry", &rows)))
    })
    .await;
    let withdraw = own(&vendor, "withdraw", &[]);
    vendor.act(&http, &on_call(&snapshot, WAITS, withdraw)).await.unwrap();
    assert_eq!(asked(&heard).pop().unwrap(), "QueueWithdrawCaller Queue=sales Caller=PJSIP/x-3");
}

#[tokio::test]
async fn whoever_may_not_record_can_stop_a_recording() {
    let classes = ["call", "agent", "originate", "reporting"];
    let (mut vendor, http, heard, snapshot) =
        ready("", move |asked| (asked.action() == "ListCommands").then(|| body(&commands(&classes)))).await;
    let stop = own(&vendor, "stop-recording", &[]);
    vendor.act(&http, &on_call(&snapshot, TALKS, stop)).await.unwrap();
    assert_eq!(asked(&heard), [format!("StopMixMonitor Channel={TALKS}")]);
}

#[tokio::test]
async fn a_call_that_was_placed_is_looked_for_unless_it_was_refused() {
    for (answer, remembered) in [(no("Originate failed"), 0), (Say::Nothing, 1)] {
        let (mut vendor, http, _, snapshot) =
            ready("", move |asked| (asked.action() == "Originate").then(|| answer.clone())).await;
        let place = Action::Place { to: "102".into(), with: Entries::default() };
        assert!(vendor.act(&http, &on_agent(&snapshot, "PJSIP/104", place)).await.is_err());
        assert_eq!(vendor.placed.len(), remembered);
    }
}

#[test]
fn each_action_of_its_own_asks_what_it_needs() {
    let (queue, penalty, reason) = (("queue", true), ("penalty", true), ("reason", false));
    for (settings, id, asked) in [
        ("", "move", &[queue][..]),
        ("", "withdraw", &[]),
        ("", "priority", &[("priority", true)]),
        ("", "mute", &[("who", true)]),
        ("", "pause-in", &[queue]),
        ("pause_reasons = ['Lunch']", "pause-in", &[queue, reason]),
        ("", "unpause-in", &[queue]),
        ("", "join", &[queue, ("penalty", false)]),
        ("", "part", &[queue]),
        ("", "penalty", &[queue, penalty]),
    ] {
        let abilities = recorded(&format!("{CONTEXTS}{settings}")).account().0.abilities();
        let special = abilities.specials().iter().find(|special| special.id == id).unwrap();
        let fields: Vec<(&str, bool)> =
            special.fields.iter().map(|field| (&*field.name, field.required)).collect();
        assert_eq!(fields, asked, "{id} {settings}");
    }
}
