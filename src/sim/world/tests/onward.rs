//! Calls that are parked, sent on, and placed beside others.

use super::*;

/// Some connected call, and somebody who has none.
fn pair(site: &Site) -> (CallId, AgentIx) {
    let call = site.calls.values().find(|call| call.stage == Stage::Talking && call.queue.is_some());
    let idle = site.agents.iter().find(|agent| agent.calls.is_empty());
    (call.expect("a call").id, idle.expect("somebody idle").ix)
}

#[test]
fn a_parked_end_waits_so_long_and_no_longer_even_while_nothing_happens() {
    for stays in [Side::Party, Side::Agent] {
        let mut site = open(&Settings::default(), 0);
        site.freeze(true);
        let (id, _) = pair(&site);
        let agent = site.calls[&id].agent.expect("an agent");
        assert!(site.leave_alone(id, stays, 10_000) && !site.leave_alone(id, stays, 10_000));
        sound(&site);
        assert_eq!(site.agents[agent].calls.contains(&id), stays == Side::Agent);
        let parked = site.now;
        site.advance(parked + 9_750);
        assert_eq!(site.calls[&id].stage, Stage::Parked);
        site.advance(parked + 10_000);
        assert!(!site.calls.contains_key(&id));
        assert!(site.agents[agent].calls.is_empty());
        sound(&site);
    }
}

#[test]
fn a_caller_who_is_sent_on_rings_elsewhere_and_is_in_no_queue() {
    let mut site = open(&Settings::default(), 0);
    let (id, idle) = pair(&site);
    let agent = site.calls[&id].agent.expect("an agent");
    assert!(!site.redirect(id, agent), "that agent has a call");
    assert!(site.leave_alone(id, Side::Party, 10_000) && site.redirect(id, idle));
    sound(&site);
    let call = &site.calls[&id];
    assert_eq!((call.stage, call.queue, &call.ringing), (Stage::Ringing, None, &vec![idle]));
    assert!(site.agents[agent].calls.is_empty());
    site.advance(site.now + 600_000);
    sound(&site);
    assert!(!site.calls.contains_key(&id) || site.calls[&id].agent.is_some(), "its course goes on");
    let placed = site.agents.iter().find(|agent| agent.free()).expect("somebody free").ix;
    let placed = site.place(placed, "5550100", "").expect("a call");
    let (_, idle) = pair(&site);
    assert!(site.redirect(placed, idle));
    assert_eq!(site.calls[&placed].direction, Direction::Inbound);
    sound(&site);
}

#[test]
fn an_agent_who_is_put_through_leaves_the_party_behind() {
    let mut site = open(&Settings::default(), 0);
    let (id, _) = pair(&site);
    let agent = site.calls[&id].agent;
    let next = site.call_on(id, "1002", "Grace").expect("a call");
    assert!(!site.calls.contains_key(&id) && site.call_on(id, "1002", "").is_none());
    let call = &site.calls[&next];
    assert_eq!((call.stage, call.agent, call.party.as_str()), (Stage::Dialing, agent, "1002"));
    sound(&site);
}

#[test]
fn a_call_is_placed_beside_another_that_goes_on_hold_and_never_as_a_third() {
    let mut site = open(&Settings::default(), 1);
    site.freeze(true);
    let talks = |agent: &&Agent| {
        agent.calls.len() == 1 && site.calls_of(agent).all(|call| call.stage == Stage::Talking)
    };
    let ix = site.agents.iter().find(talks).expect("somebody talks").ix;
    let first = site.agents[ix].calls[0];
    assert_eq!(site.place(ix, "12025550100", ""), None);
    let second = site.place_beside(ix, "12025550100", "").expect("a call");
    sound(&site);
    assert_eq!((site.calls[&first].stage, site.calls[&second].stage), (Stage::Held, Stage::Dialing));
    assert_eq!(site.place_beside(ix, "12025550101", ""), None);
    site.end(first);
    assert_eq!(site.place_beside(ix, "12025550101", ""), None, "a call that is being dialled cannot be held");
    site.end(second);
    site.set_duty(ix, Duty::Paused(Break::Desk));
    assert!(site.place_beside(ix, "12025550101", "").is_some());
    sound(&site);
    let offline = site.agents.iter().find(|agent| agent.duty == Duty::Offline).map(|agent| agent.ix);
    assert!(offline.is_none_or(|ix| site.place_beside(ix, "12025550102", "").is_none()));
}
