//! What is told of a call's legs and of the phones that were put on it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::acting::{IN, board, listen, on_call};
use super::look::{Party, Side, side};
use super::server::{account, healthy, ok, path, serve};
use super::*;
use crate::domain::{Ability, AgentState, ListenMode, Phase, Verb};

#[test]
fn the_side_of_a_party_is_told_by_numbers_then_by_direction_or_not_at_all() {
    let of = |row: Value, agent: Option<&str>, customer: Option<&str>, party| {
        let frame = stamp::Frame::of(&reply(NOW, ""), Offset::default());
        let (legs, _) = legs::legs(vec![row], frame);
        let mut seen = Call::new("c".into(), Phase::Talking);
        seen.agent = agent.map(AgentId::from);
        seen.caller = crate::domain::Party::new(None, customer);
        side(&legs[0], &seen, party).map_err(|fault| fault.to_string())
    };
    let row = |ends, direction| leg("c", ends, direction, "CS_EXECUTE", 9);
    // A hotline leads to the agent: the customer called.
    let hotline = of(row(("0899", "1900"), "inbound"), Some("102"), Some("0899"), Party::Agent);
    assert_eq!(hotline, Ok(Side::B));
    // The calling party is the A-leg by definition, whatever the direction's word.
    assert_eq!(of(row(("0899", "102"), "outbound"), Some("102"), Some("0899"), Party::Customer), Ok(Side::A));
    assert_eq!(of(row(("102", "101"), "local"), Some("101"), Some("102"), Party::Agent), Ok(Side::B));
    assert_eq!(of(row(("", ""), "inbound"), Some("102"), None, Party::Customer), Ok(Side::A));
    assert_eq!(of(row(("", ""), "outbound"), Some("102"), None, Party::Customer), Ok(Side::B));
    assert!(
        of(row(("", ""), "local"), Some("102"), None, Party::Customer)
            .unwrap_err()
            .contains("cannot be told")
    );
    // The number alone, where no direction helps.
    assert_eq!(of(row(("0899", "1900"), "local"), Some("102"), Some("0899"), Party::Agent), Ok(Side::B));
    assert_eq!(of(row(("1900", "0899"), "local"), Some("102"), Some("0899"), Party::Customer), Ok(Side::B));
    // A number at both ends tells neither, and one cannot be both the agent's and the customer's.
    assert!(of(row(("7", "7"), "local"), Some("7"), Some("7"), Party::Customer).is_err());
    assert!(of(row(("7", "7"), "local"), None, Some("7"), Party::Customer).is_err());
    assert!(of(row(("0899", "102"), "inbound"), Some("0899"), Some("0899"), Party::Customer).is_err());
    assert!(
        of(row(("0899", "1900"), "inbound"), None, Some("0899"), Party::Agent)
            .unwrap_err()
            .contains("no agent")
    );
}

#[tokio::test]
async fn a_phone_that_listens_is_a_listener_and_no_call() {
    let own = leg("own", ("107", "102"), "local", "CS_EXECUTE", 2);
    let listed = Arc::new(AtomicBool::new(false));
    let shown = Arc::clone(&listed);
    let (base, _heard) = serve(move |request| match path(request) {
        "/v1/call" if shown.load(Ordering::SeqCst) => {
            let mut all: Value = serde_json::from_str(fixture!("calls.json")).unwrap();
            all["data"].as_array_mut().unwrap().push(own.clone());
            ok(&all.to_string())
        }
        "/v1/monitor/agent" if shown.load(Ordering::SeqCst) => ok(&data(&[
            busy("107", IN, "ONCALL", "102", "local"),
            busy("102", IN, "ONCALL", "102", "inbound"),
        ])),
        "/v1/monitor/agent" => ok(NONE),
        _ => healthy(request),
    })
    .await;
    let (mut vendor, http) = account(&base, "");
    let snapshot = board(&mut vendor, &http).await;
    assert_eq!(snapshot.listeners, None);
    let seen = Call { agent: Some("102".into()), ..call(&snapshot, IN).clone() };
    vendor.act(&http, &on_call(&seen, listen(ListenMode::Monitor, "107"))).await.unwrap();
    assert_eq!(board(&mut vendor, &http).await.listeners, None);
    listed.store(true, Ordering::SeqCst);
    let snapshot = board(&mut vendor, &http).await;
    let [leg] = snapshot.listeners.as_deref().unwrap() else { panic!("one leg") };
    let told = (leg.call.as_ref().map(CallId::as_str), leg.phone.as_str(), leg.answered, leg.since.is_some());
    assert_eq!(told, (Some(IN), "107", true, true));
    assert_eq!(call(&snapshot, IN).agent.as_ref().map(AgentId::as_str), Some("102"));
    assert_eq!(agent(&snapshot, "107").state, AgentState::NotReady);
    assert_eq!(vendor.abilities().of(Verb::Monitor), Ability::Seen);
    listed.store(false, Ordering::SeqCst);
    assert_eq!(board(&mut vendor, &http).await.listeners, Some(vec![]));
}

/// The vendor may name the row of the phone that it rings, or the call itself, which is nobody's phone.
#[tokio::test]
async fn the_row_that_the_answer_names_is_the_phones_unless_it_is_the_call() {
    for (named, calls, listeners) in [(Some("own"), 2, 1), (Some(IN), 3, 0), (None, 3, 0)] {
        let listed = Arc::new(AtomicBool::new(false));
        let shown = Arc::clone(&listed);
        let (base, _heard) = serve(move |request| match path(request) {
            "/v1/call" if shown.load(Ordering::SeqCst) => {
                let mut all: Value = serde_json::from_str(fixture!("calls.json")).unwrap();
                let elsewhere = leg("own", ("107", "0555000111"), "outbound", "CS_EXECUTE", 2);
                all["data"].as_array_mut().unwrap().push(elsewhere);
                ok(&all.to_string())
            }
            path if path.ends_with("/listen") => {
                ok(&json!({"status": "success", "call_id": named}).to_string())
            }
            "/v1/monitor/agent" => ok(NONE),
            _ => healthy(request),
        })
        .await;
        let (mut vendor, http) = account(&base, "");
        let snapshot = board(&mut vendor, &http).await;
        let order = on_call(call(&snapshot, IN), listen(ListenMode::Monitor, "107"));
        vendor.act(&http, &order).await.unwrap();
        listed.store(true, Ordering::SeqCst);
        let snapshot = vendor.poll(&http).await;
        assert!(ids(rows(&snapshot.calls).0).contains(&IN.to_owned()), "{named:?}");
        let legs = snapshot.listeners.as_ref().map_or(0, Vec::len);
        assert_eq!((rows(&snapshot.calls).0.len(), legs), (calls, listeners), "{named:?}");
    }
}
