//! Agents who are paused, and calls that are parked and picked up.

use super::*;

/// A frozen floor and one call of it, added by hand.
fn with_call(state: &str) -> (Site, CallId) {
    let mut site = open(&Settings::default(), 0);
    site.freeze(true);
    let wanted = serde_json::json!({"site": "any", "state": state, "age": 60});
    let id = site.add(&serde_json::from_value(wanted).expect("a call")).expect("room");
    (site, id)
}

fn idle(site: &Site) -> AgentIx {
    site.agents.iter().find(|agent| agent.idle()).expect("somebody without a call").ix
}

#[test]
fn a_parked_call_has_nobody_until_somebody_takes_it_back() {
    for state in ["talking", "held", "waiting", "ringing"] {
        let (mut site, id) = with_call(state);
        assert!(site.park(id) && !site.park(id), "{state}");
        sound(&site);
        assert_eq!(site.calls[&id].stage, Stage::Parked);
        let ix = idle(&site);
        assert!(site.retrieve(id, ix) && !site.retrieve(id, ix));
        sound(&site);
        assert_eq!((site.calls[&id].stage, site.calls[&id].agent), (Stage::Talking, Some(ix)));
    }
    let (mut site, id) = with_call("dialing");
    let busy = site.calls[&id].agent.expect("an agent");
    let (_, parked) = with_call("parked");
    assert!(!site.park(id) && !site.retrieve(parked, busy));
}

#[test]
fn a_call_is_offered_to_one_agent_whichever_way_it_came() {
    for (state, dialled) in [("talking", false), ("dialing", true)] {
        let (mut site, id) = with_call(state);
        let (first, next) = (site.calls[&id].agent.expect("an agent"), idle(&site));
        assert!(!site.offer(id, first), "whoever has it");
        assert!(site.offer(id, next));
        sound(&site);
        let call = &site.calls[&id];
        assert_eq!((call.stage, &call.ringing[..], call.agent), (Stage::Ringing, &[next][..], None));
        assert_eq!(site.agents[first].duty == Duty::Wrapup, !dialled);
        assert!(site.welcome(id, 2) && !site.welcome(id, 99));
        sound(&site);
        assert_eq!((site.calls[&id].stage, site.calls[&id].queue), (Stage::Waiting, Some(2)));
        assert!(site.agents[next].calls.is_empty());
    }
}

#[test]
fn a_supervisors_mode_changes_on_the_leg_it_is_meant_for() {
    let (mut site, id) = with_call("talking");
    assert!(site.listen(id, "1", Mode::Monitor) && site.listen(id, "2", Mode::Monitor));
    let leg = site.calls[&id].listeners[1].id;
    assert!(site.turn_to(id, leg, Mode::Barge) && !site.turn_to(id, leg + 99, Mode::Barge));
    let modes: Vec<Mode> = site.calls[&id].listeners.iter().map(|leg| leg.mode).collect();
    assert_eq!(modes, [Mode::Monitor, Mode::Barge]);
}

#[test]
fn a_pause_has_a_reason_and_ends_and_a_closed_queue_is_closed_alone() {
    let (mut site, _) = with_call("waiting");
    let ix = idle(&site);
    assert!(site.pause(ix, Some(Break::Other), "Dentist"));
    assert_eq!((site.agents[ix].duty, &*site.agents[ix].note), (Duty::Paused(Break::Other), "Dentist"));
    assert!(site.place(ix, "1", "").is_none());
    let out = site.summon(ix, "1", "").expect("who is paused may call");
    sound(&site);
    assert!(site.end(out) && site.agents[ix].duty == Duty::Paused(Break::Other));
    assert!(site.pause(ix, None, "") && site.agents[ix].duty == Duty::Ready);
    assert_eq!(site.agents[ix].note, "");
    let mine = site.agents[ix].queues.clone();
    assert!(site.close(ix, mine[0], Some("Training")) && !site.close(ix, 99, None));
    assert!(!site.agents[ix].serves(mine[0]) && site.agents[ix].serves(mine[1]));
    assert!(site.close(ix, mine[0], None) && site.agents[ix].serves(mine[0]));
    assert!(site.assign(ix, mine[0], false) && !site.assign(ix, mine[0], false));
    assert!(site.assign(ix, mine[0], true) && !site.assign(ix, 99, true));
    assert_eq!(site.agents[ix].queues, mine);
    site.set_duty(ix, Duty::Offline);
    assert!(site.pause(ix, Some(Break::Lunch), "Lunch"));
    assert!(
        site.agents[ix].duty == Duty::Offline && mine.iter().all(|queue| !site.agents[ix].serves(*queue))
    );
}

#[test]
fn a_closed_queue_rings_nobody_it_is_closed_to() {
    let mut site = open(&Settings::default(), 0);
    for ix in 0..site.agents.len() {
        site.close(ix, 0, Some("Closed"));
    }
    let until = site.now + 600_000;
    while site.now < until {
        site.advance(site.now + life::STEP);
        let rung =
            |call: &&Call| call.queue == Some(0) && call.stage == Stage::Ringing && call.since > WARM_UP;
        assert_eq!(site.calls.values().filter(rung).count(), 0);
    }
    assert!(site.calls.values().any(|call| call.queue == Some(0) && call.stage == Stage::Waiting));
}
