//! Kinds of names, states and servers, one by one.

use super::*;
use crate::domain::{AgentState, Direction, Phase};

/// An account whose trunks are `outside`, with `members` of the queue `sales` at two phones, and these `legs`.
fn on(outside: &str, members: &[&str], legs: &[String]) -> Given {
    given(&format!("outside = ['{outside}']"))
        .members(members)
        .legs(legs)
        .devices(&[("SIP/101", "INUSE"), ("SIP/102", "INUSE")])
}

/// A customer who talks at `phone`, whose leg has `more`.
fn talk(trunk: &str, phone: &str, more: &str) -> [String; 2] {
    [
        leg(trunk, 6, ("1.1", "1.1"), "b1", "Application: Dial\nApplicationData: SIP/101"),
        leg(phone, 6, ("1.2", "1.1"), "b1", more),
    ]
}

#[test]
fn on_an_isdn_span_the_number_in_a_channels_name_is_the_other_sides() {
    let legs = [
        leg(
            "DAHDI/i1/2025550141-4a",
            6,
            ("1.1", "1.1"),
            "b1",
            "Application: Dial\nApplicationData: SIP/101,20\nCallerIDName: Fay",
        ),
        leg("SIP/101-0a", 6, ("1.2", "1.1"), "b1", "Application: AppDial"),
        leg("DAHDI/i1/2025550142-4b", 6, ("2.1", "2.1"), "", "Application: WaitExten\nCallerIDName: Gil"),
        leg(
            "SIP/102-0b",
            6,
            ("3.1", "3.1"),
            "b3",
            "Application: Dial\nApplicationData: DAHDI/g1/2025550143\nCallerIDName: Bea",
        ),
        leg("DAHDI/i1/2025550143-4c", 6, ("3.2", "3.1"), "b3", "Application: AppDial"),
    ];
    for outside in ["DAHDI/i1", "DAHDI/*", "DAHDI/i1/*"] {
        let snapshot = on(outside, &["Name: Ada\nLocation: SIP/101\nStatus: 2"], &legs).seen();
        let fay = call(&snapshot, "1.1");
        assert_eq!(
            (&fay.phase, fay.direction, with(fay)),
            (&Phase::Talking, Direction::Inbound, Some("SIP/101"))
        );
        let gil = call(&snapshot, "2.1");
        assert_eq!(
            (&gil.phase, gil.direction, with(gil)),
            (&Phase::Other("in a menu".into()), Direction::Inbound, None)
        );
        let out = call(&snapshot, "3.1");
        assert_eq!(
            (out.direction, with(out), out.caller.number.as_deref()),
            (Direction::Outbound, Some("SIP/102"), Some("2025550143"))
        );
        let talking = |id: &str| agent(&snapshot, id).state == AgentState::Talking;
        assert!(talking("SIP/101") && talking("SIP/102"));
        assert_eq!(rows(&snapshot.agents).0.len(), 2);
    }
}

#[test]
fn members_are_found_behind_every_technology() {
    for (member, phone) in [
        ("Location: SCCP/101", "SCCP/101-00000003"),
        ("Location: IAX2/101", "IAX2/101-4223"),
        ("Location: Skinny/101@lobby", "Skinny/101@lobby-1"),
        ("Location: Local/101@from-queue/n\nStateInterface: hint:101@ext-local", "SIP/101-0000000a"),
        ("Location: Local/101@from-queue/n\nStateInterface: hint:101@ext-local", "IAX2/101-4223"),
        ("Location: Agent/101", "SIP/7-0000000a"),
    ] {
        let login = if member.contains("Agent/") {
            "Application: AgentLogin\nApplicationData: 101,s"
        } else {
            "Application: AppDial"
        };
        let legs = talk("PJSIP/trunk-de-00000001", phone, login);
        let member = format!("Name: Ada\nStatus: 2\n{member}");
        let snapshot = on("PJSIP/trunk-*", &[&member], &legs).seen();
        let (agents, calls) = (rows(&snapshot.agents).0, rows(&snapshot.calls).0);
        assert_eq!((agents.len(), calls.len(), &agents[0].state), (1, 1, &AgentState::Talking), "{member}");
        assert_eq!(
            (calls[0].agent.as_ref(), agents[0].extension.as_deref()),
            (Some(&agents[0].id), Some("101"))
        );
        assert_eq!(calls[0].direction, Direction::Inbound);
    }
}

#[test]
fn a_number_that_two_members_have_is_nobodys() {
    let members = [
        "Name: Ada\nLocation: Local/101@here/n\nStatus: 1",
        "Name: Bea\nLocation: Local/101@there/n\nStatus: 1",
    ];
    let legs = talk("PJSIP/trunk-1", "SIP/101-2", "Application: AppDial");
    let snapshot = on("PJSIP/trunk", &members, &legs).seen();
    assert_eq!(with(call(&snapshot, "1.1")), Some("SIP/101"));
    for member in ["Local/101@here/n", "Local/101@there/n"] {
        assert_eq!(agent(&snapshot, member).state, AgentState::Ready);
    }
}

#[test]
fn listeners_by_name_and_extension_are_no_calls() {
    let mut legs = vec![
        leg(
            "SIP/trunk-1",
            6,
            ("1.1", "1.1"),
            "b1",
            "Application: Queue\nApplicationData: sales,t\nCallerIDName: Hal",
        ),
        leg("SIP/101-2", 6, ("1.2", "1.1"), "b1", "Application: AppQueue\nExten: 7001\nContext: office"),
        leg("SIP/60-3", 6, ("2.1", "2.1"), "", "Application: ChanSpy\nApplicationData: SIP/101,q"),
        leg(
            "SIP/61-4",
            6,
            ("3.1", "3.1"),
            "",
            "Application: ExtenSpy\nApplicationData: 7001@office,qw\nCallerIDName: Sup",
        ),
        leg("SIP/62-5", 6, ("4.1", "4.1"), "", "Application: ExtenSpy\nApplicationData: 999,q"),
        leg("SIP/63-6", 6, ("5.1", "5.1"), "", "Application: CHANSPY"),
        leg("SIP/64-7", 6, ("5.2", "5.2"), "", "Application: ChanSpy\nApplicationData: ,qg(sales)"),
    ];
    let listened = |snapshot: &Snapshot| -> Vec<(String, Option<String>)> {
        let legs = snapshot.listeners.iter().flatten();
        legs.map(|leg| (leg.phone.to_string(), leg.call.as_ref().map(|id| id.as_str().to_owned()))).collect()
    };
    let snapshot = on("SIP/trunk", &["Location: SIP/101\nStatus: 2"], &legs).seen();
    assert_eq!((rows(&snapshot.calls).0.len(), rows(&snapshot.agents).0.len()), (1, 1));
    let hal = || Some("1.1".to_owned());
    // Whoever listens to everybody listens to the only call.
    let expected =
        [("SIP/60", hal()), ("SIP/61", hal()), ("SIP/62", None), ("SIP/63", hal()), ("SIP/64", None)];
    assert_eq!(listened(&snapshot), expected.clone().map(|(phone, call)| (phone.to_owned(), call)));
    // With two calls that fit nobody knows which.
    legs.push(leg("SIP/101-7", 6, ("6.1", "6.1"), "", "Application: Echo"));
    let snapshot = on("SIP/trunk", &["Location: SIP/101\nStatus: 2"], &legs).seen();
    assert_eq!(listened(&snapshot)[0], ("SIP/60".to_owned(), None));
}

#[test]
fn a_server_that_names_no_bridges_is_refused_and_nothing_is_made_up() {
    let old = |channel: &str, id: &str, more: &str| {
        format!(
            "Channel: {channel}\nUniqueID: {id}\nChannelState: 6\nDuration: 00:00:38\nBridgedUniqueID: 9.9\n{more}"
        )
    };
    let legs = [
        old("SIP/trunk-1", "1.1", "Application: Queue\nApplicationData: sales,t"),
        old("SIP/101-2", "1.2", "Application: AppQueue"),
    ];
    let snapshot = on("SIP/trunk", &["Location: SIP/101\nStatus: 2"], &legs).seen();
    assert!(matches!(fault(&snapshot.calls), Fault::Refused(why) if why.contains("older than Asterisk 13")));
    assert_eq!((&agent(&snapshot, "SIP/101").state, &snapshot.listeners), (&AgentState::Busy, &None));
    // Its queues end without the word that the list is complete.
    let queues = b"Response: Success\r\n\r\nEvent: QueueParams\r\nQueue: sales\r\nCalls: 2\r\n\r\nEvent: QueueStatusComplete\r\n\r\n";
    let snapshot = given("").list("QueueStatus", queues.to_vec()).seen();
    assert_eq!(queue(&snapshot, "sales").waiting, Some(2));
    // A quiet one cannot be told from others.
    assert!(rows(&on("SIP/trunk", &[], &[]).seen().calls).0.is_empty());
}

#[test]
fn a_leg_that_is_being_called_is_told_by_its_state() {
    let with_state = |state: u8| {
        let legs = [
            leg("SIP/trunk-1", 6, ("1.1", "1.1"), "", "Application: Dial\nApplicationData: SIP/101"),
            leg("SIP/101-2", state, ("1.2", "1.1"), "", "ChannelStateDesc: Strange"),
        ];
        let snapshot = on("SIP/trunk", &["Location: SIP/101\nStatus: 1"], &legs).seen();
        (rows(&snapshot.calls).0.len(), call(&snapshot, "1.1").phase.clone())
    };
    for state in [0, 1, 3, 5, 9] {
        assert_eq!(with_state(state), (1, Phase::Ringing), "{state}");
    }
    // Off the hook, busy, dialling: calls of their own.
    for state in [2, 7, 8] {
        assert_eq!(with_state(state), (2, Phase::Other("ringing out".into())), "{state}");
    }
}

#[test]
fn a_conference_of_one_is_none() {
    let conference = |channel: &str, id: &str| {
        leg(channel, 6, (id, id), "c1", "Application: ConfBridge\nApplicationData: 850,default_bridge")
    };
    let alone = [conference("SIP/trunk-1", "1.1")];
    let snapshot = on("SIP/trunk", &[], &alone).seen();
    assert_eq!(call(&snapshot, "1.1").phase, Phase::Other("alone in a conference".into()));
    let two = [conference("SIP/trunk-1", "1.1"), conference("SIP/101-2", "1.2")];
    let snapshot = on("SIP/trunk", &["Location: SIP/101\nStatus: 2"], &two).seen();
    let one = call(&snapshot, "1.1");
    assert_eq!(
        (&one.phase, with(one), one.queue_name.as_deref()),
        (&Phase::Talking, Some("SIP/101"), Some("conference 850"))
    );
    // In the older kind there is no bridge.
    let meeting =
        |channel: &str, id: &str| leg(channel, 6, (id, id), "", "Application: MeetMe\nApplicationData: 850");
    let two = [meeting("SIP/trunk-1", "1.1"), meeting("SIP/trunk-2", "1.2")];
    let snapshot = on("SIP/trunk", &[], &two).seen();
    assert_eq!(
        rows(&snapshot.calls).0.iter().map(|call| &call.phase).collect::<Vec<_>>(),
        [&Phase::Talking; 2]
    );
}

#[test]
fn several_recordings_on_one_leg_are_said() {
    let legs = [leg("SIP/trunk-1", 6, ("1.1", "1.1"), "", "Application: Echo")];
    let mut facts = Facts::begun(NOW);
    facts.tapes.insert("1.1".into(), facts::Tape { started: 3, stopped: 1, muted: None });
    let told = |facts: &Facts| {
        let snapshot = on("SIP/trunk", &[], &legs).heard(facts).seen();
        detail(&call(&snapshot, "1.1").details, "recordings").map(str::to_owned)
    };
    assert!(told(&facts).unwrap().contains("newest"));
    facts.tapes.get_mut("1.1").unwrap().started = 2;
    assert_eq!(told(&facts), None);
}

#[test]
fn do_not_disturb_is_told_by_the_state_that_the_dialplan_keeps() {
    let member =
        "Name: Dom\nLocation: Local/1337@from-queue/n\nStateInterface: hint:1337@ext-local\nInCall: 0";
    let told = |status: u8, (device, state): (&str, &str)| {
        let member = format!("{member}\nStatus: {status}");
        let snapshot = given("").members(&[&member]).legs(&[]).devices(&[(device, state)]).seen();
        let agent = &rows(&snapshot.agents).0[0];
        (agent.state.clone(), agent.reason.as_deref().map(str::to_owned))
    };
    let busy = |why: &str| (AgentState::Busy, Some(why.to_owned()));
    assert_eq!(told(3, ("Custom:DND1337", "BUSY")), busy("do not disturb"));
    assert_eq!(told(3, ("Custom:DND1338", "BUSY")), busy("the phone is busy"));
    assert_eq!(told(2, ("Custom:DND1337", "NOT_INUSE")), busy("in use, on no call that is listed"));
    assert_eq!(told(1, ("Custom:DND1337", "BUSY")).0, AgentState::Ready);
}
