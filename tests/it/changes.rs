//! What the board tells of what happened to calls.

use std::collections::BTreeMap;
use std::time::Duration;

use callboard::board::{Happened, Source};
use callboard::domain::{AgentId, At, Call, CallId, Fault, Feed, Phase, Snapshot};

use crate::script::{START, Script, nothing, queued, talking};

fn at(seconds: u64) -> At {
    START + Duration::from_secs(seconds)
}

/// What happened since this was asked last: to which call, with which agent, what, when, and how that is known.
fn happened(script: &mut Script) -> Vec<(String, Option<String>, Happened, At, Source)> {
    let text = |id: &AgentId| id.as_str().to_owned();
    let tell = |change: callboard::board::Change| {
        let agent = change.row.call.agent.as_ref().map(text);
        (change.call.id.as_str().to_owned(), agent, change.what, change.at, change.source)
    };
    std::mem::take(&mut script.happened).into_iter().map(tell).collect()
}

/// The same without the agent, where that is not the matter.
fn told(script: &mut Script) -> Vec<(String, Happened, At, Source)> {
    happened(script).into_iter().map(|(call, _, what, at, source)| (call, what, at, source)).collect()
}

fn seen(after: u64) -> Source {
    Source::Seen { after: at(after) }
}

fn in_phase(phase: Phase) -> Call {
    Call { phase, ..talking("c1", "1111") }
}

fn with(agent: &str, call: Call) -> Call {
    Call { agent: Some(AgentId::from(agent)), ..call }
}

fn name(id: &str) -> String {
    id.to_owned()
}

#[test]
fn what_the_vendor_dates_has_its_time_also_at_the_first_reading() {
    let mut script = Script::new(&["one"]);
    script.later(20);
    script.calls("one", vec![talking("c1", "1111"), Call::new(CallId::from("c2"), Phase::Talking)]);
    let gap = Source::Gap { after: None };
    assert_eq!(
        happened(&mut script),
        [
            (name("c1"), Some(name("a1")), Happened::Began, START, Source::Told),
            (name("c1"), Some(name("a1")), Happened::Answered, at(14), Source::Told),
            (name("c2"), None, Happened::Began, at(20), gap),
            (name("c2"), None, Happened::Answered, at(20), gap),
        ]
    );
    script.later(5);
    script.calls("one", vec![talking("c1", "1111"), Call::new(CallId::from("c2"), Phase::Talking)]);
    assert_eq!(told(&mut script), [], "nothing is told twice");
}

#[test]
fn a_call_is_held_taken_back_transferred_and_over() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![queued("c1", "1111")]);
    script.happened.clear();
    for (phase, agent) in [
        (Phase::Talking, "a1"),
        (Phase::Held, "a1"),
        (Phase::Talking, "a1"),
        (Phase::Talking, "a2"),
        (Phase::Held, "a2"),
        (Phase::Talking, "a3"),
        (Phase::Wrapup, "a3"),
    ] {
        script.later(5);
        script.calls("one", vec![Call { answered: None, ..with(agent, in_phase(phase)) }]);
    }
    script.later(5);
    script.calls("one", vec![]);
    let from = |agent: &str| Happened::Transferred { from: Some(AgentId::from(agent)) };
    let wanted = [
        ("a1", Happened::Answered, 5),
        ("a1", Happened::Held, 10),
        ("a1", Happened::TakenBack, 15),
        ("a2", from("a1"), 20),
        ("a2", Happened::Held, 25),
        ("a3", from("a2"), 30),
        ("a3", Happened::Ended, 35),
    ];
    let wanted = wanted
        .map(|(agent, what, seconds)| (name("c1"), Some(name(agent)), what, at(seconds), seen(seconds - 5)));
    assert_eq!(happened(&mut script), wanted);
}

#[test]
fn who_is_sent_back_to_a_queue_is_answered_again_by_a_time_that_is_not_the_first() {
    let mut script = Script::new(&["one"]);
    script.later(20);
    script.calls("one", vec![talking("c1", "1111")]);
    script.happened.clear();
    script.later(5);
    script.calls("one", vec![queued("c1", "1111")]);
    script.later(5);
    script.calls("one", vec![with("a2", talking("c1", "1111"))]);
    let from = Happened::Transferred { from: Some(AgentId::from("a1")) };
    assert_eq!(
        happened(&mut script),
        [
            (name("c1"), None, from, at(25), seen(20)),
            (name("c1"), Some(name("a2")), Happened::Answered, at(30), seen(25)),
        ]
    );
    script.later(5);
    script.calls("one", vec![queued("c1", "1111")]);
    script.later(5);
    script.calls("one", vec![]);
    let last = told(&mut script).pop();
    assert_eq!(last, Some((name("c1"), Happened::Abandoned, at(40), seen(35))), "they gave up after all");
}

#[test]
fn who_goes_while_waiting_has_abandoned_and_who_goes_in_a_gap_has_only_ended() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![queued("c1", "1111"), queued("c2", "2222"), talking("c3", "3333")]);
    script.later(5);
    script.calls("one", vec![queued("c2", "2222")]);
    script.happened.retain(|change| change.what != Happened::Began && change.what != Happened::Answered);
    assert_eq!(
        told(&mut script),
        [(name("c1"), Happened::Abandoned, at(5), seen(0)), (name("c3"), Happened::Ended, at(5), seen(0)),]
    );
    script.later(5);
    script.fails("one", &Fault::Unreachable("gone".into()));
    assert_eq!(told(&mut script), [], "a failed reading tells nothing");
    script.later(5);
    script.calls("one", vec![queued("c4", "4444")]);
    let gap = Source::Gap { after: Some(at(5)) };
    let news = told(&mut script);
    assert!(news.contains(&(name("c2"), Happened::Ended, at(15), gap)), "{news:?}");
    assert!(news.contains(&(name("c4"), Happened::Began, START, Source::Told)), "{news:?}");
}

#[test]
fn a_long_silence_is_a_gap_too() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![queued("c1", "1111")]);
    script.happened.clear();
    script.later(15);
    script.calls("one", vec![queued("c1", "1111")]);
    script.later(16);
    script.calls("one", vec![]);
    assert_eq!(
        told(&mut script),
        [(name("c1"), Happened::Ended, at(31), Source::Gap { after: Some(at(15)) })],
        "three polls without news"
    );
}

#[test]
fn who_leaves_one_list_for_another_that_is_read_later_has_not_given_up() {
    let mut script = Script::new(&["one"]);
    let lists = |calls: Feed<Call>, waiting| Snapshot { calls, waiting: Feed::fresh(waiting), ..nothing() };
    script.polled("one", lists(Feed::fresh(vec![]), vec![queued("w1", "1111"), queued("w2", "2222")]));
    script.happened.clear();
    script.later(5);
    script.polled("one", lists(Feed::Skipped, vec![]));
    assert_eq!(told(&mut script), [], "an agent may have them");
    script.later(5);
    let taken = Call { answered: None, ..talking("w1", "1111") };
    script.polled("one", lists(Feed::fresh(vec![taken]), vec![]));
    assert_eq!(
        told(&mut script),
        [
            (name("w1"), Happened::Answered, at(10), seen(0)),
            (name("w2"), Happened::Abandoned, at(10), seen(5)),
        ]
    );
}

#[test]
fn one_conversation_is_one_call_however_many_phones_ring() {
    let mut script = Script::new(&["one"]);
    let leg = |id: &str, agent: &str, phase| Call {
        conversation: Some("k1".into()),
        answered: None,
        phase,
        ..with(agent, talking(id, "1111"))
    };
    script.calls("one", vec![leg("l1", "a1", Phase::Ringing), leg("l2", "a2", Phase::Ringing)]);
    script.later(5);
    script.calls("one", vec![leg("l2", "a2", Phase::Talking)]);
    script.later(5);
    script.calls("one", vec![]);
    let kinds: Vec<_> = happened(&mut script).into_iter().map(|(_, agent, what, ..)| (agent, what)).collect();
    assert_eq!(
        kinds,
        [
            (Some(name("a1")), Happened::Began),
            (Some(name("a2")), Happened::Answered),
            (Some(name("a2")), Happened::Ended),
        ]
    );
}

#[test]
fn an_id_that_another_call_gets_is_an_end_and_a_beginning() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![talking("c1", "1111")]);
    script.happened.clear();
    script.later(5);
    script.calls("one", vec![talking("c1", "2222")]);
    let kinds: Vec<_> = told(&mut script).into_iter().map(|(_, what, ..)| what).collect();
    assert_eq!(kinds, [Happened::Ended, Happened::Began, Happened::Answered]);
}

/// The phase began with the first agent; the second one's part did not.
#[test]
fn the_trail_dates_another_agent_by_when_the_call_came_to_them() {
    let mut script = Script::new(&["one"]);
    script.later(20);
    script.calls("one", vec![talking("c1", "1111")]);
    script.later(30);
    script.calls("one", vec![Call { agent_name: Some("Bo".into()), ..with("a2", talking("c1", "1111")) }]);
    let trail: Vec<_> =
        script.row("one", "c1").trail.iter().map(|step| (step.phase.clone(), step.at, step.source)).collect();
    assert_eq!(
        trail,
        [
            (Phase::Queued, START, Source::Told),
            (Phase::Talking, at(14), Source::Told),
            (Phase::Talking, at(50), Source::Gap { after: Some(at(20)) }),
        ]
    );
}

/// However calls come, change hands and go, each has one beginning and one end, and nothing outside of them.
#[test]
fn every_call_begins_once_and_ends_once() {
    let mut rng = fastrand::Rng::with_seed(7);
    for round in 0..300 {
        let mut script = Script::new(&["one"]);
        let mut open: BTreeMap<(String, u64), bool> = BTreeMap::new();
        for poll in 0..30 {
            script.later(rng.u64(1..30));
            let last = poll == 29;
            let phases = [Phase::Queued, Phase::Ringing, Phase::Talking, Phase::Held, Phase::Wrapup];
            let mut calls = Vec::new();
            for id in (0..5).filter(|_| !last) {
                let number = *rng.choice(&["1111", "2222"]).expect("some");
                let agent = rng.choice(&[None, Some("a1"), Some("a2")]).expect("some").map(AgentId::from);
                let phase = rng.choice(&phases).expect("some").clone();
                let call = talking(&format!("c{id}"), number);
                calls.extend(rng.bool().then_some(Call { phase, answered: None, agent, ..call }));
            }
            if !last && rng.u8(..6) == 0 {
                script.fails("one", &Fault::Unreachable("gone".into()));
            } else {
                script.calls("one", calls);
            }
            for change in std::mem::take(&mut script.happened) {
                let call = (change.call.id.as_str().to_owned(), change.row.sighting);
                let before = open.get(&call).copied();
                match change.what {
                    // Also again, after it was over and went on.
                    Happened::Began => {
                        assert_ne!(open.insert(call, true), Some(true), "{round}: began twice");
                    }
                    Happened::Ended | Happened::Abandoned => {
                        assert_eq!(before, Some(true), "{round}: ended without a beginning, or twice");
                        open.insert(call, false);
                    }
                    Happened::Answered
                    | Happened::Held
                    | Happened::TakenBack
                    | Happened::Transferred { .. } => {
                        assert_eq!(before, Some(true), "{round}: of a call that does not go on");
                    }
                }
                assert!(change.at <= script.now);
            }
        }
        assert!(open.values().all(|goes_on| !goes_on), "{round}: a call without an end");
        assert!(open.len() > 5);
    }
}
