//! Agents of several lists.

use super::*;
use crate::domain::{AgentState, Phase};

#[test]
fn statuses_and_names_are_read_and_strange_ones_shown() {
    let snapshot = polled(&Lists { live: fixture!("live-quirks.json"), ..EMPTY });
    let (agents, unread) = rows(&snapshot.agents);
    assert_eq!(agents.len(), 3);
    assert_eq!(
        why(unread),
        ["live[3].extension: missing", "live[4]: invalid type: integer, expected struct WireLive"]
    );
    let paused = agent(&snapshot, "201");
    assert_eq!((&*paused.name, &paused.state), ("Nguyễn Thị Ánh", &AgentState::Paused));
    assert_eq!((paused.reason.as_deref(), ago(paused.since)), (Some("Lunch"), Some(540)));
    assert_eq!(agent(&snapshot, "202").state, AgentState::Unknown("AFTERCALL".into()));
    assert_eq!(agent(&snapshot, "202").since, None);
    assert_eq!(agent(&snapshot, "203").state, AgentState::Unknown("no status".into()));
}

#[test]
fn the_roster_fills_in_those_who_are_nowhere_else() {
    let lists = Lists { roster: fixture!("roster.json"), live: fixture!("live.json"), ..EMPTY };
    let snapshot = polled(&lists);
    assert_eq!(rows(&snapshot.agents).0.len(), 3);
    let away = agent(&snapshot, "101");
    assert_eq!((&*away.name, &away.state, &away.reason), ("Leader_Dev", &AgentState::Offline, &None));
    let disabled = agent(&snapshot, "102");
    assert_eq!((&*disabled.name, &disabled.state), ("102", &AgentState::Offline));
    assert_eq!(disabled.reason.as_deref(), Some("the extension is disabled"));
    assert_eq!(detail(&disabled.details, "follow me"), Some("0123456789"));
}

#[test]
fn a_flag_may_be_a_word() {
    let snapshot = polled(&Lists { roster: fixture!("agent-extension.json"), ..EMPTY });
    assert_eq!(agent(&snapshot, "101").state, AgentState::Offline);
}

#[test]
fn without_a_list_of_who_is_logged_in_nobody_is_said_to_be_away() {
    let mut vendor = account("");
    let mut found = found(&Lists { roster: fixture!("roster.json"), ..EMPTY });
    found.live = Some(Err(Fault::Gone("HTTP 404".into())));
    let snapshot = vendor.settle(found, At::from_millis(NOW * 1_000));
    assert_eq!(agent(&snapshot, "101").state, AgentState::Unknown("no call".into()));
    assert_eq!(agent(&snapshot, "102").state, AgentState::Offline);
    assert!(!vendor.abilities().offers(crate::domain::Verb::SetState));
}

#[test]
fn an_idle_row_of_the_agents_on_calls_is_somebody_who_is_logged_in() {
    let idle = busy("101", "", "", "", "");
    let snapshot = polled(&Lists { busy: &data(std::slice::from_ref(&idle)), ..EMPTY });
    assert_eq!(agent(&snapshot, "101").state, AgentState::Unknown("logged in".into()));
    let live = data(&[json!({"extension": "101", "username": "agent_101", "status": "PAUSE"})]);
    let snapshot = polled(&Lists { busy: &data(&[idle]), live: &live, ..EMPTY });
    assert_eq!(agent(&snapshot, "101").state, AgentState::Paused);
}

#[test]
fn a_call_goes_before_a_status_and_the_status_is_kept() {
    let live = data(&[json!({"extension": "101", "username": "agent_101", "status": "PAUSE"})]);
    let on = data(&[
        busy("101", "c", "ONCALL", "0899", "outbound"),
        busy("101", "d", "RINGING", "0898", "inbound"),
    ]);
    let snapshot = polled(&Lists { busy: &on, live: &live, ..EMPTY });
    assert_eq!(rows(&snapshot.agents).0.len(), 1);
    let talking = agent(&snapshot, "101");
    assert_eq!((&talking.state, talking.status.as_deref()), (&AgentState::Talking, Some("PAUSE")));
    let odd = data(&[busy("101", "c", "HOLDING", "0899", "outbound")]);
    let snapshot = polled(&Lists { busy: &odd, live: &live, ..EMPTY });
    assert_eq!(agent(&snapshot, "101").state, AgentState::Unknown("HOLDING".into()));
}

#[test]
fn an_extension_that_only_the_calls_know_to_be_busy_is() {
    for (state, expected) in [
        ("CS_EXCHANGE_MEDIA", AgentState::Talking),
        ("CS_EXECUTE", AgentState::Unknown("on a call".into())),
        ("CS_CONSUME_MEDIA", AgentState::Dialing),
        ("CS_HANGUP", AgentState::Offline),
    ] {
        let calls = data(&[leg("c", ("101", "0899123456"), "outbound", state, 30)]);
        let snapshot = polled(&Lists { calls: &calls, roster: fixture!("roster.json"), ..EMPTY });
        assert_eq!(agent(&snapshot, "101").state, expected, "{state}");
    }
}

#[test]
fn a_name_stays_once_the_call_is_over() {
    let mut vendor = account("");
    let on = data(&[busy("101", "c", "ONCALL", "0899", "outbound")]);
    told(&mut vendor, &Lists { busy: &on, roster: fixture!("roster.json"), ..EMPTY });
    let snapshot = told(&mut vendor, &Lists { roster: fixture!("roster.json"), ..EMPTY });
    assert_eq!(&*agent(&snapshot, "101").name, "Agent 101");
}

#[test]
fn lists_that_fail_fail_and_explain_calls_for_a_moment() {
    let mut vendor = account("");
    let calls = data(&[leg("c", ("101", "0899123456"), "outbound", "CS_EXECUTE", 30)]);
    let on = data(&[busy("101", "c", "ONCALL", "0899123456", "outbound")]);
    told(&mut vendor, &Lists { calls: &calls, busy: &on, ..EMPTY });
    let down = || Fault::Unreachable("down".into());
    for (seconds, phase) in [(15, Phase::Talking), (25, Phase::Other("active".into()))] {
        let mut found = found(&Lists { calls: &calls, ..EMPTY });
        found.busy = Some(Err(down()));
        let snapshot = vendor.settle(found, At::from_millis((NOW + seconds) * 1_000));
        assert_eq!(call(&snapshot, "c").phase, phase, "{seconds}");
        assert_eq!(fault(&snapshot.agents), &down());
    }
}

#[test]
fn nobody_logged_in_is_no_proof_of_nobody_while_the_roster_fails() {
    let mut vendor = account("");
    let mut found = found(&EMPTY);
    found.roster = Some(Err(Fault::Unreachable("down".into())));
    let snapshot = vendor.settle(found, At::from_millis(NOW * 1_000));
    assert!(matches!(fault(&snapshot.agents), Fault::Unreachable(_)));
}

#[test]
fn a_name_in_parts_is_written_as_the_vendor_writes_it_whole() {
    let parts = |row: &Value| {
        let mut row = row.clone();
        for (key, value) in [("last_name", "Nguyễn"), ("middle_name", "Thị"), ("first_name", "Ánh")] {
            row[key] = json!(value);
        }
        row
    };
    let live = parts(&json!({"extension": "101", "username": "agent_101", "status": "RESUME"}));
    for (whole, shown) in [
        ("Ánh Thị Nguyễn", "Ánh Thị Nguyễn"),
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        ("thị ánh  nguyễn", "thị ánh nguyễn"),
        // What is no more than a login says nothing of the order.
        ("agent_101", "Nguyễn Thị Ánh"),
        ("", "Nguyễn Thị Ánh"),
    ] {
        let mut row = parts(&busy("101", "c1", "ONCALL", "0899123456", "inbound"));
        row["agent_name"] = json!(whole);
        let both = Lists {
            busy: &data(std::slice::from_ref(&row)),
            live: &data(std::slice::from_ref(&live)),
            ..EMPTY
        };
        assert_eq!(&*agent(&polled(&both), "101").name, shown, "{whole}");
        let one = Lists { busy: &data(&[row]), ..EMPTY };
        assert_eq!(&*agent(&polled(&one), "101").name, shown, "{whole}");
    }
}
