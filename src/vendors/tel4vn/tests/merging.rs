//! Two legs of one call are one call, and nothing else is.

use super::*;
use crate::domain::{Direction, Phase};

#[test]
fn the_legs_of_a_call_are_one_call_that_is_acted_on_by_the_callers() {
    for (first, second) in [(0, 0), (2, 0), (0, 2)] {
        let a = leg("a", ("101", "0899123456"), "outbound", "CS_EXECUTE", 60 + first);
        let b = leg("b", ("101", "0899123456"), "outbound", "CS_EXCHANGE_MEDIA", 60 + second);
        for calls in [[a.clone(), b.clone()], [b, a]] {
            let snapshot = polled(&Lists { calls: &data(&calls), ..EMPTY });
            assert_eq!(ids(rows(&snapshot.calls).0), ["a"]);
            assert_eq!(call(&snapshot, "a").phase, Phase::Talking);
            assert_eq!(detail(&call(&snapshot, "a").details, "call id"), Some("a, b"));
        }
    }
}

#[test]
fn calls_that_begin_further_apart_or_hide_their_number_are_two() {
    for (source, destination, apart) in
        [("101", "0899123456", 3), ("anonymous", "1900", 0), ("", "1900", 0), ("0899123456", "", 0)]
    {
        let a = leg("a", (source, destination), "inbound", "CS_EXECUTE", 60);
        let b = leg("b", (source, destination), "inbound", "CS_EXECUTE", 60 + apart);
        let snapshot = polled(&Lists { calls: &data(&[a, b]), ..EMPTY });
        assert_eq!(ids(rows(&snapshot.calls).0).len(), 2, "{source} {destination}");
    }
}

#[test]
fn two_callers_whom_the_queue_lists_apart_are_two() {
    let row = |id| leg(id, ("02838221234", "3333"), "inbound", "CS_EXECUTE", 40);
    let members =
        [member("a", "02838221234", "", "Waiting", NEVER), member("b", "02838221234", "", "Waiting", NEVER)];
    let snapshot = polled(&Lists { calls: &data(&[row("a"), row("b")]), members: &data(&members), ..EMPTY });
    assert_eq!(ids(rows(&snapshot.waiting).0), ["a", "b"]);
    assert_eq!(rows(&snapshot.calls).0.len(), 0);
}

#[test]
fn an_agent_whose_call_has_another_id_is_joined_by_extension_and_number() {
    let calls = [
        leg("first", ("101", "0899000001"), "outbound", "CS_EXECUTE", 90),
        leg("second", ("101", "0899000002"), "outbound", "CS_EXECUTE", 30),
    ];
    let on = [busy("101", "elsewhere", "ONCALL", "0899000002", "outbound")];
    let snapshot = polled(&Lists { calls: &data(&calls), busy: &data(&on), ..EMPTY });
    assert_eq!(call(&snapshot, "second").phase, Phase::Talking);
    assert_eq!(call(&snapshot, "first").phase, Phase::Other("active".into()));
}

#[test]
fn an_agent_is_joined_by_the_customers_number_only_where_that_leaves_no_choice() {
    let row = json!({"extension": "107", "agent_name": "agent07", "call_id": "elsewhere", "call_state": "ONCALL",
        "b_cid_num": "0899000001", "cid_num": "1900", "destination": "1900", "direction": "inbound"});
    let one = [leg("in", ("0899000001", "1900"), "inbound", "CS_EXECUTE", 60)];
    let snapshot = polled(&Lists { calls: &data(&one), busy: &data(std::slice::from_ref(&row)), ..EMPTY });
    let joined = call(&snapshot, "in");
    assert_eq!((joined.agent.as_ref().map(AgentId::as_str), &joined.phase), (Some("107"), &Phase::Talking));
    assert_eq!(
        (joined.caller.number.as_deref(), joined.dialled.as_deref()),
        (Some("0899000001"), Some("1900"))
    );
    let two = [one[0].clone(), leg("in-2", ("0899000001", "1900"), "inbound", "CS_EXECUTE", 20)];
    let snapshot = polled(&Lists { calls: &data(&two), busy: &data(std::slice::from_ref(&row)), ..EMPTY });
    assert!(rows(&snapshot.calls).0.iter().all(|call| call.agent.is_none()));
    // The hotline is no customer: whoever calls it is not on with this agent.
    let other = [leg("other", ("0899000009", "1900"), "inbound", "CS_EXECUTE", 60)];
    let snapshot = polled(&Lists { calls: &data(&other), busy: &data(&[row]), ..EMPTY });
    assert_eq!(call(&snapshot, "other").agent, None);
}

#[test]
fn a_call_between_colleagues_is_one_with_the_one_who_called() {
    let calls = [
        leg("a", ("101", "102"), "local", "CS_EXECUTE", 30),
        leg("b", ("101", "102"), "local", "CS_EXCHANGE_MEDIA", 29),
    ];
    let on = [busy("102", "b", "ONCALL", "102", "local"), busy("101", "a", "ONCALL", "102", "local")];
    let snapshot = polled(&Lists { calls: &data(&calls), busy: &data(&on), ..EMPTY });
    assert_eq!(ids(rows(&snapshot.calls).0), ["a"]);
    let local = call(&snapshot, "a");
    assert_eq!((local.direction, &local.phase), (Direction::Internal, &Phase::Talking));
    assert_eq!(local.agent.as_ref().map(AgentId::as_str), Some("101"));
    assert_eq!(local.caller.number.as_deref(), Some("102"));
}

#[test]
fn a_ringing_call_rings_until_the_agents_list_says_otherwise() {
    let calls = [
        leg("a", ("0899000001", "102"), "inbound", "CS_EXECUTE", 9),
        leg("b", ("0899000001", "102"), "inbound", "CS_CONSUME_MEDIA", 8),
    ];
    for (state, phase) in [("RINGING", Phase::Ringing), ("ONCALL", Phase::Talking), ("", Phase::Ringing)] {
        let on = [busy("102", "b", state, "102", "inbound")];
        let snapshot = polled(&Lists { calls: &data(&calls), busy: &data(&on), ..EMPTY });
        assert_eq!(call(&snapshot, "a").phase, phase, "{state}");
        let agent = call(&snapshot, "a").agent.as_ref();
        assert_eq!(agent.map(AgentId::as_str), Some("102"), "{state}");
    }
}

#[test]
fn a_hotline_that_calls_is_no_agent_once_the_extensions_are_known() {
    let calls = data(&[leg("a", ("02838221234", "0899000001"), "outbound", "CS_EXECUTE", 60)]);
    let known = polled(&Lists { calls: &calls, roster: fixture!("roster.json"), ..EMPTY });
    assert_eq!(call(&known, "a").agent, None);
    assert_eq!(call(&known, "a").caller.number.as_deref(), Some("0899000001"));
    let unknown = polled(&Lists { calls: &calls, ..EMPTY });
    assert_eq!(call(&unknown, "a").agent.as_ref().map(AgentId::as_str), Some("02838221234"));
}

#[test]
fn a_parked_call_takes_nothing_but_a_transfer() {
    let calls = [leg("a", ("0899000001", "102"), "inbound", "CS_PARK", 60)];
    let snapshot = polled(&Lists { calls: &data(&calls), roster: fixture!("roster.json"), ..EMPTY });
    let parked = call(&snapshot, "a");
    assert_eq!((&parked.phase, &parked.agent), (&Phase::Parked, &None));
    assert!(parked.may(crate::domain::Verb::Transfer).is_ok());
    assert!(parked.may(crate::domain::Verb::Monitor).unwrap_err().contains("ten seconds"));
}
