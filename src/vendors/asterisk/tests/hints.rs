//! Which phones an extension has, whose they are, and who is one person in several queues.

use super::*;
use crate::domain::AgentState;

const OUTSIDE: &str = "outside = ['PJSIP/trunk']";

/// A customer who talks at `phone`.
fn talk(phone: &str) -> [String; 2] {
    [
        leg("PJSIP/trunk-1", 6, ("1.1", "1.1"), "b1", "Application: Dial\nApplicationData: Local/101@x"),
        leg(phone, 6, ("1.2", "1.1"), "b1", "Application: AppDial"),
    ]
}

fn agents(snapshot: &Snapshot) -> Vec<&str> {
    rows(&snapshot.agents).0.iter().map(|agent| agent.id.as_str()).collect()
}

#[test]
fn the_phones_of_a_hint_are_the_members_and_one_that_only_has_the_number_is_not() {
    let member =
        "Name: Maya\nStatus: 2\nLocation: Local/101@from-queue/n\nStateInterface: hint:101@ext-local";
    let hint = ("101", "ext-local", "PJSIP/8101&IAX2/home&Custom:DND101,CustomPresence:101");
    let whose = |phone: &str, hints: &[(&str, &str, &str)]| {
        let snapshot = given(OUTSIDE).members(&[member]).legs(&talk(phone)).hints(hints).seen();
        with(call(&snapshot, "1.1")).unwrap().to_owned()
    };
    for phone in ["PJSIP/8101-2", "IAX2/home-4223"] {
        assert_eq!(whose(phone, &[hint]), "Local/101@from-queue/n", "{phone}");
    }
    // The phone 101 is somebody else's desk.
    assert_eq!(whose("PJSIP/101-2", &[hint]), "PJSIP/101");
    // Without a hint that names a phone the number is all there is.
    for hints in [&[][..], &[("101", "ext-local", "Custom:DND101")], &[("101", "elsewhere", "PJSIP/8101")]] {
        assert_eq!(whose("PJSIP/101-2", hints), "Local/101@from-queue/n", "{hints:?}");
    }
    // A phone of two extensions is nobody's in particular.
    let shared = [hint, ("102", "ext-local", "PJSIP/8101")];
    let other = "Name: Tom\nStatus: 1\nLocation: Local/102@from-queue/n\nStateInterface: hint:102@ext-local";
    let snapshot = given(OUTSIDE).members(&[member, other]).legs(&talk("PJSIP/8101-2")).hints(&shared).seen();
    assert_eq!(with(call(&snapshot, "1.1")), Some("PJSIP/8101"));
}

#[test]
fn one_extension_in_two_contexts_is_two() {
    let members = [
        "Name: Ada\nStatus: 2\nLocation: Local/101@north-queue/n\nStateInterface: hint:101@north",
        "Name: Bea\nStatus: 1\nLocation: Local/101@south-queue/n\nStateInterface: hint:101@south",
    ];
    let hints = [("101", "north", "PJSIP/n101"), ("101", "south", "PJSIP/s101")];
    let snapshot = given(OUTSIDE).members(&members).legs(&talk("PJSIP/n101-2")).hints(&hints).seen();
    assert_eq!(with(call(&snapshot, "1.1")), Some("Local/101@north-queue/n"));
    assert_eq!(agent(&snapshot, "Local/101@south-queue/n").state, AgentState::Ready);
    // app_queue looks in `default` where the member names no context.
    let member = "Name: Ada\nStatus: 2\nLocation: Local/7@x/n\nStateInterface: hint:101";
    let hints = [("101", "default", "PJSIP/d101"), ("101", "north", "PJSIP/n101")];
    let snapshot = given(OUTSIDE).members(&[member]).legs(&talk("PJSIP/d101-2")).hints(&hints).seen();
    assert_eq!(with(call(&snapshot, "1.1")), Some("Local/7@x/n"));
}

#[test]
fn a_phone_has_the_number_of_the_only_extension_that_names_it() {
    let extension = |hints: &[(&str, &str, &str)]| {
        let member = "Name: Maya\nStatus: 1\nLocation: PJSIP/8101";
        let snapshot = given("").members(&[member]).legs(&[]).hints(hints).seen();
        agent(&snapshot, "PJSIP/8101").extension.as_deref().map(str::to_owned)
    };
    assert_eq!(extension(&[("101", "ext-local", "PJSIP/8101&Custom:DND101")]).as_deref(), Some("101"));
    assert_eq!(extension(&[("101", "a", "PJSIP/8101"), ("201", "a", "PJSIP/8101")]).as_deref(), Some("8101"));
    assert_eq!(extension(&[]).as_deref(), Some("8101"));
}

#[test]
fn a_state_that_somebody_set_is_told_apart_from_a_phone_in_use() {
    let told = |hint: &str, devices: &[(&str, &str)], status: u8| {
        let member = format!(
            "Name: Priya\nStatus: {status}\nInCall: 0\nLocation: Local/103@q/n\nStateInterface: hint:103@ext-local"
        );
        let hints = [("103", "ext-local", hint)];
        let all = given("").members(&[&member]).legs(&[]).hints(&hints).devices(devices);
        let (state, reason) = {
            let agent = agent(&all.seen(), "Local/103@q/n").clone();
            (agent.state, agent.reason)
        };
        (state, reason.as_deref().map(str::to_owned))
    };
    let busy = |why: &str| (AgentState::Busy, Some(why.to_owned()));
    let away = [("Custom:DND-priya", "BUSY"), ("Custom:AWAY7", "BUSY")];
    assert_eq!(told("PJSIP/103&Custom:DND-priya", &away, 3), busy("do not disturb"));
    assert_eq!(told("PJSIP/103&Custom:AWAY7", &away, 3), busy("the extension was set to busy"));
    // One that is off, or is another extension's, says nothing of the phone.
    let off = [("Custom:AWAY7", "NOT_INUSE"), ("Custom:AWAY8", "BUSY")];
    assert_eq!(told("PJSIP/103&Custom:AWAY7", &off, 3), busy("the phone is busy"));
    assert_eq!(told("PJSIP/103&Custom:AWAY7", &away, 1).0, AgentState::Ready, "the queue itself says so");
}

#[test]
fn one_person_with_two_interfaces_is_one_agent_where_the_exchange_says_so() {
    let hints = [("101", "ext-local", "PJSIP/101&Custom:DND101"), ("102", "ext-local", "PJSIP/102")];
    let local = "Location: Local/101@from-queue/n\nStateInterface: hint:101@ext-local";
    let two = |first: &str, second: &str, hints: &[(&str, &str, &str)]| {
        let members = [format!("Status: 1\n{first}"), format!("Queue: support\nStatus: 1\n{second}")];
        let members: Vec<&str> = members.iter().map(String::as_str).collect();
        let snapshot = given("").members(&members).legs(&[]).hints(hints).seen();
        agents(&snapshot).len()
    };
    for (first, second) in [
        // The hint of the one names the phone that is the other.
        (local, "Location: PJSIP/101"),
        (local, "Location: Local/101@elsewhere/n\nStateInterface: PJSIP/101"),
        // The state of both is that of one extension, of one device or of one agent of a pool.
        (local, "Location: Local/101@elsewhere/n\nStateInterface: hint:101@ext-local"),
        ("Location: Local/5@a/n\nStateInterface: PJSIP/9", "Location: PJSIP/9"),
        (
            "Location: Local/1001@pool/n\nStateInterface: Agent:1001",
            "Location: Agent/1\nStateInterface: Agent:1001",
        ),
        // A member without a name shows its interface.
        ("Name: Maya\nLocation: PJSIP/101", "Name: PJSIP/101\nLocation: PJSIP/101"),
    ] {
        assert_eq!(two(first, second, &hints), 1, "{first} | {second}");
    }
    for (first, second) in [
        // Only the number is the same.
        ("Location: Local/101@robots/n", "Location: PJSIP/101"),
        (local, "Location: PJSIP/102"),
        // One phone for two people.
        ("Name: Ada\nLocation: Local/5@a/n\nStateInterface: PJSIP/9", "Name: Bea\nLocation: PJSIP/9"),
        // A state that is no phone's.
        (
            "Location: Local/5@a/n\nStateInterface: Custom:open",
            "Location: Local/6@a/n\nStateInterface: Custom:open",
        ),
    ] {
        assert_eq!(two(first, second, &hints), 2, "{first} | {second}");
    }
    // Without the hints nobody says that the phone is the extension's.
    assert_eq!(two(local, "Location: PJSIP/101", &[]), 2);
}

#[test]
fn the_agent_with_two_interfaces_is_on_their_call_in_all_their_queues() {
    let members = [
        "Name: Maya\nStatus: 2\nInCall: 0\nCallsTaken: 2\nLocation: Local/101@from-queue/n\nStateInterface: hint:101@ext-local",
        "Queue: support\nName: Maya\nStatus: 2\nInCall: 1\nCallsTaken: 3\nLocation: PJSIP/101",
    ];
    let legs = [
        leg("PJSIP/trunk-1", 6, ("1.1", "1.1"), "b1", "Application: Queue\nApplicationData: support,t"),
        leg("PJSIP/101-2", 6, ("1.2", "1.1"), "b1", "Application: AppQueue"),
    ];
    let hints = [("101", "ext-local", "PJSIP/101")];
    let snapshot = given(OUTSIDE).members(&members).legs(&legs).hints(&hints).seen();
    assert_eq!(agents(&snapshot), ["Local/101@from-queue/n"]);
    let maya = agent(&snapshot, "Local/101@from-queue/n");
    assert_eq!(
        (&maya.state, maya.extension.as_deref(), maya.handled),
        (&AgentState::Talking, Some("101"), Some(5))
    );
    assert_eq!(detail(&maya.details, "interface"), Some("Local/101@from-queue/n, PJSIP/101"));
    let talks = call(&snapshot, "1.1");
    assert_eq!((with(talks), through(talks)), (Some("Local/101@from-queue/n"), Some("support")));
}
