//! What is odd, missing, or not there.

use super::*;
use crate::domain::{AgentState, Direction, Phase, Verb};

/// What a new account with `more` settings makes of these legs, and nobody who waits.
fn only(more: &str, legs: &[String]) -> Snapshot {
    recorded(more).members(&["Name: Maya\nLocation: PJSIP/101\nStatus: 2"]).legs(legs).seen()
}

#[test]
fn names_come_as_they_were_sent_and_channels_escape_them() {
    let text = channels(&[&leg(
        "PJSIP/carrier-1",
        6,
        ("1.1", "1.1"),
        "",
        "Application: Queue\nApplicationData: sales,t\nCallerIDName: Zo\u{eb} \\\"Q\\\" O\\'Neil\\\\ <x>",
    )]);
    let status =
        listed("QueueEntry", &["Queue: sales\nUniqueid: 2.2\nCallerIDName: Zoë \"Q\" O'Neil\\ <x>\nWait: 1"]);
    let all = recorded(CONTEXTS).list("QueueStatus", status).list("CoreShowChannels", text.clone());
    let snapshot = all.seen();
    for id in ["1.1", "2.2"] {
        assert_eq!(call(&snapshot, id).caller.name.as_deref(), Some("Zoë \"Q\" O'Neil\\ <x>"));
    }
    // A byte that is no UTF-8 costs neither the name nor the list.
    let place = text.windows(4).position(|bytes| bytes == "Zoë".as_bytes()).unwrap();
    let mut odd = text;
    odd.splice(place..place + 4, *b"Ren\xe9");
    let snapshot = all.list("CoreShowChannels", odd).seen();
    assert_eq!(call(&snapshot, "1.1").caller.name.as_deref(), Some("René \"Q\" O'Neil\\ <x>"));
}

#[test]
fn a_list_that_was_cut_off_has_failed_and_is_not_short() {
    // The whole name of the last event says that every row has come.
    let (text, name) = (fixture!("channels.txt"), "CoreShowChannelsComplete");
    for end in [7_000, text.find(name).unwrap(), text.find(name).unwrap() + name.len() - 1] {
        let body = text.as_bytes()[..end].to_vec();
        let snapshot = recorded(CONTEXTS).list("CoreShowChannels", body).seen();
        assert!(matches!(fault(&snapshot.calls), Fault::Malformed(why) if why.contains("before its end")));
        assert_eq!(rows(&snapshot.queues).0.len(), 2);
        // Without calls nothing is known of who rings and talks.
        assert_eq!((queue(&snapshot, "sales").ringing, &snapshot.listeners), (None, &None));
    }
}

#[test]
fn rows_that_cannot_be_read_are_counted() {
    let legs = channels(&[
        "Channel: PJSIP/1-1\nDuration: 00:00:01",
        &leg("PJSIP/carrier-1", 6, ("1.3", "1.3"), "", "Application: BackGround"),
    ]);
    let status =
        listed("QueueMember", &["Queue: sales\nName: Maya", "Location: PJSIP/1\nQueue: sales\nStatus: x"]);
    let snapshot = recorded(CONTEXTS).list("QueueStatus", status).list("CoreShowChannels", legs).seen();
    let (calls, unread) = rows(&snapshot.calls);
    assert_eq!((calls.len(), &calls[0].phase), (1, &Phase::Other("in a menu".into())));
    assert_eq!(why(unread), ["CoreShowChannel[0].Uniqueid: missing"]);
    assert_eq!(why(rows(&snapshot.agents).1), ["QueueMember[0].Location: missing"]);
    // What is odd and does not identify a row is not known, and costs nothing else.
    assert_eq!(agent(&snapshot, "PJSIP/1").state, AgentState::Unknown("unknown".into()));
}

#[test]
fn one_failed_list_leaves_the_others() {
    let snapshot = recorded(CONTEXTS).list("QueueStatus", b"<html>".to_vec()).seen();
    assert!(matches!(fault(&snapshot.agents), Fault::Malformed(_)));
    assert!(matches!(fault(&snapshot.queues), Fault::Malformed(_)));
    // Who waits is still among the channels, without a place.
    let hugo = call(&snapshot, "1795202036.122");
    assert_eq!((&hugo.phase, hugo.entered, detail(&hugo.details, "position")), (&Phase::Queued, None, None));
}

#[test]
fn without_the_class_for_channels_only_the_queues_tell_who_waits() {
    let denied: &[u8] = b"Response: Error\r\nMessage: Permission denied\r\n\r\n";
    let mut answers = everything();
    for place in [2, 4, 5] {
        answers[place].1 = denied;
    }
    let mut vendor = asterisk(CONTEXTS);
    let snapshot = polled(&mut vendor, &answers, &Facts::default());
    let Feed::NotOffered(why) = &snapshot.calls else { panic!("{:?}", snapshot.calls) };
    assert!(why.contains("`reporting`"), "{why}");
    let (waiting, _) = rows(&snapshot.waiting);
    assert_eq!(waiting.len(), 3);
    assert!(waiting.iter().all(|call| call.phase == Phase::Queued && call.may(Verb::HangUp).is_err()));
    assert_eq!(rows(&snapshot.agents).0.len(), 7);
    // Once the right is there, nobody is listed twice.
    let snapshot = polled(&mut vendor, &everything(), &Facts::default());
    assert!(rows(&snapshot.waiting).0.is_empty());
    assert_eq!(rows(&snapshot.calls).0.len(), 10);
    // That list is told from now on, so that it is never older than the calls.
    assert_eq!(polled(&mut vendor, &everything(), &Facts::default()).waiting, Feed::fresh(Vec::new()));
    let failed = recorded(CONTEXTS).list("CoreShowChannels", b"<html>".to_vec()).again(&mut vendor);
    assert_eq!(failed.waiting, Feed::Skipped);
    assert_eq!(polled(&mut vendor, &everything(), &Facts::default()).waiting, Feed::fresh(Vec::new()));
}

#[test]
fn an_entry_without_a_leg_is_somebody_all_the_same() {
    let snapshot = recorded(CONTEXTS).legs(&[]).seen();
    let ines = call(&snapshot, "1795202038.123");
    assert_eq!((&ines.phase, ago(ines.entered)), (&Phase::Queued, Some(15)));
    assert_eq!(rows(&snapshot.calls).0.len(), 3);
}

#[test]
fn linked_ids_join_only_what_is_being_called() {
    // Sent apart by a redirect: the caller waits again, the agent listens to an echo (a recorded case).
    let snapshot = only(
        CONTEXTS,
        &[
            leg(
                "PJSIP/carrier-a7",
                6,
                ("5.227", "5.227"),
                "",
                "Application: Queue\nApplicationData: sales,t",
            ),
            leg("PJSIP/103-aa", 6, ("5.230", "5.227"), "", "Application: Echo"),
        ],
    );
    assert_eq!(call(&snapshot, "5.227").phase, Phase::Queued);
    let echo = call(&snapshot, "5.230");
    assert_eq!((&echo.phase, with(echo)), (&Phase::Other("echo test".into()), Some("PJSIP/103")));
    // Two rows of one linked id are no conversation that a cursor could follow.
    assert_eq!((&call(&snapshot, "5.227").conversation, &echo.conversation), (&None, &None));
}

#[test]
fn a_leg_that_was_listed_before_it_joined_is_no_second_call() {
    let snapshot = only(
        CONTEXTS,
        &[
            leg("PJSIP/carrier-1", 6, ("1.1", "1.1"), "b1", "Application: Queue\nApplicationData: sales,t"),
            leg("PJSIP/101-2", 6, ("1.2", "1.1"), "", "Application: AppQueue"),
        ],
    );
    let (calls, _) = rows(&snapshot.calls);
    assert_eq!((calls.len(), with(&calls[0])), (1, Some("PJSIP/101")));
}

#[test]
fn a_transferred_caller_rings_where_they_were_sent() {
    // The oldest leg, by which all are linked, is gone.
    let snapshot = only(
        CONTEXTS,
        &[
            leg("PJSIP/carrier-1", 6, ("1.2", "1.1"), "", "Application: Dial\nApplicationData: PJSIP/102"),
            leg("PJSIP/102-3", 5, ("1.3", "1.1"), "", "Application: AppDial"),
        ],
    );
    let call = call(&snapshot, "1.2");
    assert_eq!((&call.phase, call.direction), (&Phase::Ringing, Direction::Inbound));
    assert_eq!(with(call), Some("PJSIP/102"));
}

#[test]
fn calls_that_are_being_placed() {
    let dialling = leg("PJSIP/101-1", 4, ("1.1", "1.1"), "", "Application: Dial\nExten: 9+12025550186");
    let ringing =
        leg("PJSIP/carrier-2", 5, ("1.2", "1.1"), "", "Application: AppDial\nCallerIDNum: 9+12025550186");
    let snapshot = only(CONTEXTS, std::slice::from_ref(&dialling));
    let alone = call(&snapshot, "1.1");
    assert_eq!((&alone.phase, alone.caller.number.as_deref()), (&Phase::Dialing, Some("9+12025550186")));
    let snapshot = only(CONTEXTS, &[dialling, ringing]);
    let both = call(&snapshot, "1.1");
    assert_eq!((&both.phase, both.direction), (&Phase::Dialing, Direction::Outbound));
    assert_eq!((with(both), both.caller.number.as_deref()), (Some("PJSIP/101"), Some("9+12025550186")));
    assert!(both.may(Verb::Transfer).is_err() && both.may(Verb::HangUp).is_ok());
}

#[test]
fn colleagues_talk_to_each_other() {
    let snapshot = only(
        CONTEXTS,
        &[
            leg("PJSIP/102-1", 6, ("1.1", "1.1"), "b1", "Application: Dial\nCallerIDNum: 102"),
            leg("PJSIP/101-2", 6, ("1.2", "1.1"), "b1", "Application: AppDial\nCallerIDNum: 101"),
        ],
    );
    let call = call(&snapshot, "1.1");
    assert_eq!((&call.phase, call.direction), (&Phase::Talking, Direction::Internal));
    assert_eq!((call.caller.number.as_deref(), with(call)), (Some("102"), Some("PJSIP/101")));
}

#[test]
fn without_settings_queues_and_members_tell_who_is_who() {
    let legs = [
        leg("SIP/trunk-1", 6, ("1.1", "1.1"), "b1", "Application: Dial\nCallerIDNum: 0123"),
        leg("PJSIP/101-2", 6, ("1.2", "1.1"), "b1", "Application: AppDial"),
        leg("SIP/a-3", 6, ("1.3", "1.3"), "b2", "Application: Dial"),
        leg("SIP/b-4", 6, ("1.4", "1.3"), "b2", "Application: AppDial\nContext: from-trunk"),
    ];
    let snapshot = only("", &legs);
    let known = call(&snapshot, "1.1");
    assert_eq!((known.direction, with(known)), (Direction::Inbound, Some("PJSIP/101")));
    assert_eq!(call(&snapshot, "1.3").direction, Direction::Unknown);
    let snapshot = only("outside_contexts = ['from-trunk']", &legs);
    assert_eq!(call(&snapshot, "1.3").direction, Direction::Outbound);
}

#[test]
fn an_agent_behind_a_local_channel_is_one_call_with_their_phone() {
    let snapshot = only(
        CONTEXTS,
        &[
            leg("PJSIP/carrier-1", 6, ("1.1", "1.1"), "b1", "Application: Queue\nApplicationData: sales,t"),
            leg("Local/101@agents-00000009;1", 6, ("1.2", "1.1"), "b1", "Application: AppQueue"),
            leg("Local/101@agents-00000009;2", 6, ("1.3", "1.1"), "b2", "Application: Dial"),
            leg("PJSIP/101-4", 6, ("1.4", "1.1"), "b2", "Application: AppDial"),
        ],
    );
    let (calls, _) = rows(&snapshot.calls);
    assert_eq!((calls.len(), calls[0].id.as_str()), (1, "1.1"));
    assert_eq!(calls[0].phase, Phase::Talking);
}

#[test]
fn phones_without_a_queue_are_agents_while_they_talk() {
    let legs = [
        leg("PJSIP/carrier-1", 6, ("1.1", "1.1"), "b1", "Application: Dial"),
        leg("PJSIP/200-2", 6, ("1.2", "1.1"), "b1", "Application: AppDial\nCallerIDName: Supervisor"),
    ];
    let snapshot = only(CONTEXTS, &legs);
    let boss = agent(&snapshot, "PJSIP/200");
    assert_eq!((&*boss.name, &boss.state), ("Supervisor", &AgentState::Talking));
    assert!(rows(&only(CONTEXTS, &[]).agents).0.iter().all(|agent| agent.id.as_str() != "PJSIP/200"));
}

#[test]
fn supervisors_are_no_calls_but_listen_to_one() {
    let ours = "callboard-spy-1795202053000001-1.2";
    let legs = [
        leg("PJSIP/carrier-1", 6, ("1.1", "1.1"), "b1", "Application: Queue\nApplicationData: sales,t"),
        leg("PJSIP/101-2", 6, ("1.2", "1.1"), "b1", "Application: AppQueue"),
        leg("PJSIP/200-3", 6, ("9.1", "9.1"), "", "Application: ChanSpy\nApplicationData: PJSIP/101-2,qES"),
        leg("PJSIP/201-4", 5, (ours, ours), "", "Application: AppDial2"),
        leg("PJSIP/202-5", 6, ("9.3", "9.3"), "", "Application: ChanSpy\nApplicationData: 7.7,quES"),
    ];
    let snapshot = only(CONTEXTS, &legs);
    assert_eq!(rows(&snapshot.calls).0.len(), 1);
    let listeners: Vec<_> = snapshot
        .listeners
        .iter()
        .flatten()
        .map(|leg| (leg.call.as_ref().map(CallId::as_str), &*leg.phone, leg.answered))
        .collect();
    assert_eq!(
        listeners,
        [(Some("1.1"), "PJSIP/200", true), (Some("1.1"), "PJSIP/201", false), (None, "PJSIP/202", true)]
    );
}

#[test]
fn agents_who_are_paused_away_or_something_new() {
    let member = |status: &str| {
        let one = format!("Queue: sales\nName: Maya\nLocation: PJSIP/101\n{status}");
        let two = format!("Queue: support\nName: Maya\nLocation: PJSIP/101\n{status}")
            .replace("Paused: 2", "Paused: 0");
        let status = listed("QueueMember", &[&one, &two]);
        recorded(CONTEXTS).list("QueueStatus", status).legs(&[]).seen()
    };
    let lunch = member("Status: 1\nPaused: 1\nPausedReason: Lunch\nLastPause: 1795201953");
    let lunch = agent(&lunch, "PJSIP/101");
    assert_eq!(
        (&lunch.state, lunch.reason.as_deref(), ago(lunch.since)),
        (&AgentState::Paused, Some("Lunch"), Some(100))
    );
    assert_eq!(lunch.status.as_deref(), Some("pause:Lunch"));
    // In one queue only: the others still ring.
    let half = member("Status: 1\nPaused: 2");
    let half = agent(&half, "PJSIP/101");
    assert_eq!(
        (&half.state, half.status.as_deref(), detail(&half.details, "paused in")),
        (&AgentState::Ready, Some("ready"), Some("sales"))
    );
    for (status, state) in [
        ("Status: 5", AgentState::Unreachable),
        ("Status: 0", AgentState::Unknown("unknown".into())),
        ("Status: 4", AgentState::Unknown("invalid phone".into())),
        ("Status: 9", AgentState::Unknown("device state 9".into())),
        ("Status: 7", AgentState::Ringing),
        ("Status: 3", AgentState::Busy),
        ("Status: 2\nInCall: 0", AgentState::Busy),
        ("Status: 2\nInCall: 1", AgentState::Talking),
    ] {
        assert_eq!(agent(&member(&format!("{status}\nPaused: 0")), "PJSIP/101").state, state, "{status}");
    }
    let held = member("Status: 8\nPaused: 0");
    let held = agent(&held, "PJSIP/101");
    assert_eq!((&held.state, held.reason.as_deref()), (&AgentState::Busy, Some("held by the other side")));
    assert_eq!(detail(&held.details, "on hold"), Some("held by the other side"));
    // Queues of their own counts are added.
    let own = listed(
        "QueueMember",
        &[
            "Queue: a\nLocation: X/1\nCallsTaken: 2\nLastCall: 10",
            "Queue: b\nLocation: X/1\nCallsTaken: 3\nLastCall: 20",
        ],
    );
    let snapshot = recorded(CONTEXTS).list("QueueStatus", own).seen();
    assert_eq!(agent(&snapshot, "X/1").handled, Some(5));
}

#[test]
fn a_wrong_clock_of_ours_changes_no_age() {
    let mut found = found(&everything());
    for answer in found.values_mut().flatten() {
        // Ours is 100 minutes fast, and the server's date tells.
        answer.reply.at = NOW + std::time::Duration::from_mins(100);
        answer.reply.skew = Some(-6_000_000);
    }
    let mut vendor = asterisk(CONTEXTS);
    let now = NOW + std::time::Duration::from_mins(100);
    let snapshot = vendor.settle(found, Facts::default(), (&BTreeMap::new(), now));
    assert_eq!(now.since(call(&snapshot, "1795202036.122").entered.unwrap()).as_secs(), 17);
}
