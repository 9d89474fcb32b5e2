//! The recorded lists on the board.

use super::*;
use crate::domain::{AgentState, Direction, Phase, Recording};

#[test]
fn a_caller_who_waits_alone() {
    let snapshot = first();
    let hugo = call(&snapshot, "1795202036.122");
    assert_eq!((&hugo.phase, hugo.direction), (&Phase::Queued, Direction::Inbound));
    assert_eq!(
        (hugo.caller.name.as_deref(), hugo.caller.number.as_deref()),
        (Some("Hugo Pires"), Some("+12025550108"))
    );
    assert_eq!((through(hugo), &hugo.agent), (Some("sales"), &None));
    // Waits since 17 s; the leg is 16 s old by the other list, which came a moment earlier.
    assert_eq!((ago(hugo.entered), ago(hugo.started), hugo.answered), (Some(17), Some(16), None));
    assert_eq!(
        (detail(&hugo.details, "position"), detail(&hugo.details, "priority")),
        (Some("2"), Some("0"))
    );
    assert!(detail(&hugo.details, "if moved").unwrap().contains("abandoned"));
    assert_eq!(hugo.conversation.as_deref(), Some("1795202036.122"));
}

#[test]
fn a_caller_for_whom_a_phone_rings() {
    let snapshot = first();
    let farid = call(&snapshot, "1795202032.117");
    assert_eq!((&farid.phase, with(farid)), (&Phase::Ringing, Some("PJSIP/105")));
    assert_eq!((ago(farid.entered), farid.answered), (Some(21), None));
    // The phone's leg is no call of its own.
    assert!(!rows(&snapshot.calls).0.iter().any(|call| call.id.as_str() == "1795202046.124"));
    assert_eq!(agent(&snapshot, "PJSIP/105").state, AgentState::Ringing);
}

#[test]
fn a_caller_who_talks() {
    let snapshot = first();
    let bruno = call(&snapshot, "1795202024.107");
    assert_eq!((&bruno.phase, bruno.direction), (&Phase::Talking, Direction::Inbound));
    assert_eq!(with(bruno), Some("PJSIP/101"));
    // The member's own name comes from the list of agents.
    assert_eq!((&bruno.agent_name, through(bruno)), (&None, Some("sales")));
    assert_eq!((ago(bruno.started), bruno.entered, bruno.answered), (Some(28), None, None));
    let legs: Vec<_> = bruno.details.iter().filter(|detail| &*detail.label == "leg").collect();
    assert_eq!(legs.len(), 2);
    assert_eq!(&*legs[1].value, "PJSIP/101-0000005a Up AppQueue (Outgoing Line)");
    assert_eq!(detail(&bruno.details, "hold"), Some("not known: it is told by events alone, and none come"));
}

#[test]
fn a_call_that_an_agent_dialled() {
    let snapshot = first();
    // Named after the agent's leg, which was there first.
    let out = call(&snapshot, "1795202028.112");
    assert_eq!((&out.phase, out.direction), (&Phase::Talking, Direction::Outbound));
    assert_eq!((out.caller.number.as_deref(), out.caller.name.as_deref()), (Some("9+12025550186"), None));
    assert_eq!((with(out), &out.queue), (Some("PJSIP/106"), &None));
}

#[test]
fn hanging_up_ends_both_legs_of_a_call_and_a_pairs_halves_are_nobody() {
    let snapshot = first();
    let legs = |id: &str| call(&snapshot, id).legs.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(legs("1795202024.107"), ["1795202024.107", "1795202024.108"]);
    assert_eq!(legs("1795202034.119"), ["1795202034.119"], "her agent is the dialplan");
    assert_eq!(legs("1795202036.122"), ["1795202036.122"], "he waits alone");
}

#[test]
fn an_agent_through_a_local_channel() {
    let snapshot = first();
    let greta = call(&snapshot, "1795202034.119");
    assert_eq!(with(greta), Some("Local/301@robots/n"));
    // The dialplan's half is neither a call nor a leg that is shown.
    assert!(!greta.details.iter().any(|detail| detail.value.contains(";2")));
    assert!(greta.details.iter().any(|detail| detail.value.contains(";1")));
    assert_eq!(agent(&snapshot, "Local/301@robots/n").extension.as_deref(), Some("301"));
}

#[test]
fn every_leg_is_in_one_call_only() {
    let snapshot = first();
    let (calls, unread) = rows(&snapshot.calls);
    // 19 legs: 3 who wait (one of them with a phone that rings), 7 who talk.
    assert_eq!((calls.len(), unread.len()), (10, 0));
    assert_eq!((&snapshot.waiting, snapshot.listeners.as_deref()), (&Feed::Skipped, Some(&[][..])));
}

#[test]
fn a_recording_is_known_only_where_there_never_was_one() {
    let snapshot = first();
    // Both legs have an empty variable: support is not recorded.
    assert_eq!(call(&snapshot, "1795202026.109").recording, Recording::Off);
    // A file was begun; that it was not stopped since is told by events alone.
    let sales = call(&snapshot, "1795202024.107");
    assert_eq!(sales.recording, Recording::Unknown);
    let file = "/var/spool/asterisk/monitor/sales-1795202024.107.gsm";
    assert_eq!(detail(&sales.details, "recording file"), Some(file));
}

#[test]
fn members_of_two_queues_are_one_agent() {
    let snapshot = first();
    let (agents, unread) = rows(&snapshot.agents);
    assert_eq!((agents.len(), unread.len()), (7, 0));
    let priya = agent(&snapshot, "PJSIP/103");
    assert_eq!((&*priya.name, &priya.state), ("Priya Raman", &AgentState::Talking));
    // Both queues have the time of the last call in common, and so the count.
    assert_eq!((priya.handled, priya.extension.as_deref()), (Some(5), Some("103")));
    let queues: Vec<_> = priya.details.iter().filter(|detail| &*detail.label == "queue").collect();
    assert_eq!(queues.len(), 2);
    assert_eq!(&*queues[0].value, "support: static, penalty 1, 5 taken since start or reset");
    assert_eq!((priya.status.as_deref(), &priya.reason, priya.since), (Some("ready"), &None, None));
}

#[test]
fn queues_have_figures_and_counts() {
    let snapshot = first();
    let sales = queue(&snapshot, "sales");
    assert_eq!((sales.waiting, ago(sales.longest)), (Some(2), Some(21)));
    assert_eq!(
        (sales.staffed, sales.ready, sales.ringing, sales.talking),
        (Some(4), Some(0), Some(1), Some(2))
    );
    assert_eq!(sales.target.map(|span| span.as_secs()), Some(20));
    let counts = sales.counts;
    // 11 are over, and two agents are on calls of the queue. Nobody saw how long those had waited.
    assert_eq!(
        (counts.answered, counts.abandoned, counts.in_time, counts.late),
        (Some(13), Some(9), None, None)
    );
    assert_eq!(detail(&sales.details, "calls that are over"), Some("11"));
    // No average of the day can be made of moving ones.
    assert_eq!((counts.answer_wait, sales.asa()), (None, None));
    assert_eq!(detail(&sales.details, "recent average wait (moving)"), Some("10 s"));
    assert!(detail(&sales.details, "counted").unwrap().contains("since the server's start"));
    let support = queue(&snapshot, "support");
    assert_eq!((support.counts.in_time, support.staffed, ago(support.longest)), (None, Some(5), Some(15)));
}

#[test]
fn parked_calls_are_apart_although_they_share_a_bridge() {
    let parked = "7cb4264e-f877-4025-b324-68f1a3ec4c7b";
    let one = leg(
        "PJSIP/carrier-0000008b",
        6,
        ("1795202668.197", "1795202668.197"),
        parked,
        "Application: Queue\nApplicationData: support,t\nCallerIDNum: +12025550112",
    );
    let other = leg(
        "PJSIP/carrier-00000081",
        6,
        ("1795202644.187", "1795202644.187"),
        parked,
        "Application: (null)\nApplicationData: (null)\nCallerIDNum: +12025550107",
    );
    let all = recorded(CONTEXTS)
        .legs(&[one, other])
        .list("BridgeList", fixture!("bridge-list-parking.txt").into())
        .list("ParkedCalls", fixture!("parked-calls.txt").into());
    let (mut vendor, snapshot) = all.account();
    let lars = call(&snapshot, "1795202668.197");
    assert_eq!((&lars.phase, &lars.agent, lars.answered), (&Phase::Parked, &None, None));
    assert_eq!(
        (detail(&lars.details, "slot"), detail(&lars.details, "comes back to")),
        (Some("701"), Some("PJSIP/102"))
    );
    assert!(vendor.aims[&lars.id].parked);
    assert_eq!(call(&snapshot, "1795202644.187").phase, Phase::Parked);
    // Without the class `call` the bridge still tells, and the slot is not known.
    let denied = b"Response: Error\r\nMessage: Permission denied\r\n\r\n".to_vec();
    let snapshot = all.list("ParkedCalls", denied).again(&mut vendor);
    assert_eq!(call(&snapshot, "1795202668.197").phase, Phase::Parked);
    assert!(vendor.aims[&"1795202668.197".into()].parked);
}
