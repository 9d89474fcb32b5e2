//! What must hold on any floor, at any time.

mod onward;
mod shifts;

use chrono::{DateTime, Utc};

use super::*;
use crate::{DIALECTS, Settings};

const DAY: Ms = 86_400_000;

fn noon() -> DateTime<Utc> {
    "2026-03-10T12:00:00Z".parse().expect("an instant")
}

fn open(settings: &Settings, dialect: usize) -> Site {
    Site::open(settings, settings.seed, DIALECTS[dialect].habits, noon())
}

/// Calls and agents agree about each other, and everybody does one thing at a time.
fn sound(site: &Site) {
    for agent in &site.agents {
        for id in &agent.calls {
            let call = site.calls.get(id).expect("an agent's call is live");
            assert!(call.agent == Some(agent.ix) || call.ringing.contains(&agent.ix), "{call:?}");
        }
        let active = |call: &&Call| matches!(call.stage, Stage::Talking | Stage::Dialing);
        assert!(site.calls_of(agent).filter(active).count() <= 1, "{agent:?} talks twice");
        assert!(agent.wrapping.is_none() || agent.duty == Duty::Wrapup, "{agent:?}");
        assert!(agent.since <= site.now && agent.logged_in <= site.now);
    }
    for call in site.calls.values() {
        let mine = |ix: &AgentIx| site.agents[*ix].calls.contains(&call.id);
        assert!(call.agent.iter().all(mine) && call.ringing.iter().all(mine), "{call:?}");
        match call.stage {
            Stage::Waiting => {
                assert!(call.agent.is_none() && call.ringing.is_empty(), "{call:?}");
            }
            Stage::Parked => assert!(call.ringing.is_empty(), "{call:?}"),
            Stage::Ringing => {
                assert!(call.agent.is_none() && !call.ringing.is_empty(), "{call:?}");
            }
            Stage::Dialing => {
                assert!(call.agent.is_some() && call.answered.is_none(), "{call:?}");
            }
            Stage::Talking | Stage::Held => {
                assert!(call.agent.is_some() && call.answered.is_some(), "{call:?}");
            }
        }
        assert!(call.queue.is_none() || call.direction == Direction::Inbound, "{call:?}");
        let times = [Some(call.started), call.entered, call.answered, Some(site.now)];
        assert!(times.iter().flatten().is_sorted(), "{call:?}");
    }
    for queue in &site.queues {
        let today = queue.today;
        let under_way = site.calls.values().filter(|call| call.queue == Some(queue.ix)).count();
        let known = today.accepted + today.abandoned + today.deflected;
        assert!(known <= today.presented + u32::try_from(under_way).expect("few calls"), "{queue:?}");
        assert_eq!(today.in_time + today.late, today.accepted, "{queue:?}");
    }
}

#[test]
fn a_simulated_day_keeps_calls_and_agents_in_agreement() {
    for dialect in 0..DIALECTS.len() {
        // Ten times the pace makes a day of 2.4 hours of clock.
        let mut site = open(&Settings { pace: 10.0, ..Settings::default() }, dialect);
        let (mut least, mut most, mut waited, mut held, mut shared, mut twice) = (usize::MAX, 0, 0, 0, 0, 0);
        let until = site.now + DAY / 10;
        while site.now < until {
            site.advance(site.now + life::STEP);
            sound(&site);
            least = least.min(site.calls.len());
            most = most.max(site.calls.len());
            waited += site.calls.values().filter(|call| call.stage == Stage::Waiting).count();
            held += site.calls.values().filter(|call| call.stage == Stage::Held).count();
            shared += site.calls.values().filter(|call| call.ringing.len() > 1).count();
            twice += site.agents.iter().filter(|agent| agent.calls.len() > 1).count();
        }
        assert!(least < 12 && most > 16 && most < 60, "from {least} to {most} calls");
        assert!(waited > 0 && held > 0);
        // One call at several extensions, and several calls at one: on the floor that knows them, and only
        // there.
        let habits = site.habits;
        assert_eq!((shared > 0, twice > 0), (habits.ring_group > 1, habits.consults));
    }
}

#[test]
fn the_same_seed_lives_the_same_life() {
    let settings = Settings::default();
    let life = |settings: &Settings| {
        let mut site = open(settings, 1);
        site.advance(site.now + 1_800_000);
        site.census()
    };
    assert_eq!(life(&settings), life(&settings));
    assert_ne!(life(&settings), life(&Settings { seed: 2, ..settings }));
}

#[test]
fn the_first_sight_shows_something_of_everything() {
    for seed in 1..30 {
        for dialect in 0..DIALECTS.len() {
            let site = open(&Settings { seed, ..Settings::default() }, dialect);
            sound(&site);
            let has = |fits: &dyn Fn(&Call) -> bool| site.calls.values().any(fits);
            assert!(has(&|call| call.stage == Stage::Talking && site.age(call.since) > 60), "seed {seed}");
            assert!(
                has(&|call| call.stage == Stage::Held) && has(&|call| call.recording == Recording::Muted)
            );
            let waits = site.calls.values().filter(|call| call.stage == Stage::Waiting).count();
            assert!(waits >= 3, "seed {seed}: {waits} wait");
            assert!(site.agents.iter().any(|agent| matches!(agent.duty, Duty::Paused(_))));
            assert!(site.agents.iter().any(|agent| agent.duty == Duty::Wrapup && agent.calls.is_empty()));
        }
    }
}

#[test]
fn a_frozen_floor_changes_nothing_but_its_clock() {
    let mut site = open(&Settings::default(), 0);
    site.freeze(true);
    let (calls, now) = (format!("{:?}", site.calls), site.now);
    site.advance(now + 600_000);
    assert_eq!(format!("{:?}", site.calls), calls);
    assert_eq!(site.now, now + 600_000);
    site.freeze(false);
    site.advance(now + 1_200_000);
    assert_ne!(format!("{:?}", site.calls), calls);
}

#[test]
fn the_days_counts_fall_to_zero_at_the_accounts_own_midnight() {
    let presented = |site: &Site| site.queues.iter().map(|queue| queue.today.presented).sum::<u32>();
    // Noon in UTC is two in the afternoon in Israel: ten hours to midnight.
    let mut site = open(&Settings { pace: 0.1, ..Settings::default() }, 1);
    let ten_hours = 10 * 3_600_000;
    site.advance(WARM_UP + ten_hours - 1_000);
    let before = presented(&site);
    site.advance(WARM_UP + ten_hours + 1_000);
    assert!(before > 20 && presented(&site) < 5, "{before} then {}", presented(&site));
}

#[test]
fn ten_times_the_pace_is_ten_times_the_calls_and_ages_a_tenth() {
    let ended = |pace| {
        let mut site = open(&Settings { pace, ..Settings::default() }, 0);
        let first = site.next;
        site.advance(site.now + 600_000);
        site.next - first
    };
    let (slow, fast) = (ended(1.0), ended(10.0));
    assert!(fast > 6 * slow && fast < 15 * slow, "{slow} and {fast}");
}

#[test]
fn an_empty_or_crowded_centre_is_a_centre_too() {
    for (agents, queues, calls) in [(0, 0, 0), (0, 3, 5), (5, 0, 5), (1, 300, 10), (400, 40, 400)] {
        for dialect in 0..DIALECTS.len() {
            let mut site = open(&Settings { agents, queues, calls, ..Settings::default() }, dialect);
            site.advance(site.now + 60_000);
            sound(&site);
            assert_eq!((site.agents.len(), site.queues.len()), (agents as usize, queues as usize));
        }
    }
}

#[test]
fn identifiers_are_unique_and_shaped_as_their_vendors_shape_them() {
    let settings = Settings { agents: 400, calls: 300, ..Settings::default() };
    for (dialect, length) in [(0, 30), (1, 32)] {
        let site = open(&settings, dialect);
        let mut keys: Vec<&str> = site.calls.values().map(|call| call.key.as_str()).collect();
        assert!(keys.iter().all(|key| key.len() == length && key.starts_with("20260310")), "{keys:?}");
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), site.calls.len());
        let mut handles: Vec<&str> = site.agents.iter().map(|agent| agent.handle.as_str()).collect();
        assert!(handles.iter().all(|handle| handle.len() == 8));
        handles.sort_unstable();
        handles.dedup();
        assert_eq!(handles.len(), 400);
    }
}

#[test]
fn hostile_names_come_and_go_with_the_fault() {
    let mut site = open(&Settings::default(), 0);
    let names = |site: &Site| site.agents.iter().map(Agent::name).collect::<Vec<_>>().join(";");
    let plain = names(&site);
    site.set_hostile(true);
    assert!(names(&site).contains('\u{1b}') && names(&site).contains('\u{202e}'));
    site.advance(site.now + 600_000);
    assert!(site.calls.values().any(|call| call.party_name.chars().any(char::is_control)));
    site.set_hostile(false);
    assert_eq!(names(&site), plain);
}
