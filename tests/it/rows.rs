//! A call's row: since when it does what it does, and what it has done.

use std::time::Duration;

use callboard::domain::{At, Call, Mask, Party, Phase, Text};

use crate::script::{START, Script};

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn call(phase: Phase) -> Call {
    Call::new("c1".into(), phase)
}

#[test]
fn a_phase_began_when_the_vendor_says_by_what_it_tells() {
    let (started, entered, answered) = (START, START + seconds(10), START + seconds(20));
    for (phase, told, since) in [
        (Phase::Queued, (Some(started), Some(entered), None), Some(entered)),
        (Phase::Queued, (Some(started), None, None), Some(started)),
        (Phase::Talking, (Some(started), Some(entered), Some(answered)), Some(answered)),
        (Phase::Talking, (Some(started), Some(entered), None), None),
        (Phase::Ringing, (Some(started), None, None), Some(started)),
        (Phase::Dialing, (Some(started), None, None), Some(started)),
        // Whoever came through a queue was there before it rang.
        (Phase::Ringing, (Some(started), Some(entered), None), None),
        (Phase::Ringing, (None, None, None), None),
    ] {
        let mut script = Script::new(&["one"]);
        script.later(60);
        let mut call = call(phase.clone());
        (call.started, call.entered, call.answered) = told;
        script.calls("one", vec![call]);
        assert_eq!(script.row("one", "c1").since, since, "{phase:?} {told:?}");
    }
}

/// A phase that the board saw begin began when the vendor says, if that is later than the phase before it; else
/// when the board saw it.
#[test]
fn a_change_of_phase_began_when_the_vendor_says_if_that_can_be() {
    let at = |after| START + seconds(after);
    for (answered, since) in [(Some(14), 14), (Some(0), 20), (None, 20)] {
        let mut script = Script::new(&["one"]);
        let mut waits = call(Phase::Queued);
        waits.entered = Some(START);
        script.calls("one", vec![waits.clone()]);
        assert_eq!(script.row("one", "c1").since, Some(START));
        script.later(20);
        (waits.phase, waits.answered) = (Phase::Talking, answered.map(at));
        script.calls("one", vec![waits]);
        assert_eq!(script.row("one", "c1").since, Some(at(since)), "{answered:?}");
    }
}

/// A vendor that tells ages in whole seconds moves no clock.
#[test]
fn the_times_of_a_call_stay_put_within_their_rounding() {
    let mut script = Script::new(&["one"]);
    for (told, stays) in [(100, 100), (101, 100), (99, 100), (108, 108)] {
        let at = Some(START + seconds(told));
        let mut call = call(Phase::Held);
        (call.started, call.entered, call.answered) = (at, at, at);
        script.calls("one", vec![call]);
        let call = &script.row("one", "c1").call;
        let stays = Some(START + seconds(stays));
        assert_eq!((call.started, call.entered, call.answered), (stays, stays, stays), "{told}");
    }
}

/// Vendors use ids again.
#[test]
fn an_id_whose_call_began_at_another_time_is_another_call() {
    type Begins = fn(&mut Call, At);
    let begins: [Begins; 2] = [|call, at| call.started = Some(at), |call, at| call.entered = Some(at)];
    for begins in begins {
        for (later, same) in [(9, true), (12, false)] {
            let mut script = Script::new(&["one"]);
            script.later(60);
            let sightings = [0, later].map(|later| {
                let mut call = call(Phase::Talking);
                begins(&mut call, START + seconds(later));
                script.calls("one", vec![call]);
                script.row("one", "c1").sighting
            });
            assert_eq!(sightings[0] == sightings[1], same, "{later} s later");
        }
    }
}

#[test]
fn no_step_of_a_call_is_older_than_the_one_before_it() {
    let mut script = Script::new(&["one"]);
    script.later(60);
    let mut held = call(Phase::Held);
    held.entered = Some(START);
    script.calls("one", vec![held.clone()]);
    script.later(5);
    // It was answered before this board saw it held.
    (held.phase, held.answered) = (Phase::Talking, Some(START + seconds(50)));
    script.calls("one", vec![held]);
    let steps: Vec<_> = script.row("one", "c1").trail.iter().map(|step| step.at).collect();
    assert_eq!(steps, [0, 60, 60].map(|after| START + seconds(after)));
}

#[test]
fn the_newest_two_dozen_steps_are_remembered() {
    let mut script = Script::new(&["one"]);
    let phase = |place: u32| Phase::Other(format!("step {place}").as_str().into());
    for place in 0..40 {
        script.later(1);
        script.calls("one", vec![call(phase(place))]);
    }
    let trail = &script.row("one", "c1").trail;
    assert_eq!(trail.len(), 24);
    assert_eq!((&trail[0].phase, &trail[23].phase), (&phase(16), &phase(39)));
}

/// What a row remembers of a call would tell as much as the call.
#[test]
fn a_masked_row_is_masked_in_all_that_the_board_remembers_of_it() {
    let mut script = Script::new(&["one"]);
    let mut call = call(Phase::Other("for 0722776772".into()));
    call.caller = Party::new(Some("Zoe Quist"), Some("0722776772"));
    (call.agent_name, call.queue_name) = (Text::some("Bo Lang"), Text::some("Sales, 0722776772"));
    script.calls("one", vec![call.clone()]);
    (call.phase, call.agent_name) = (Phase::Talking, Text::some("Cy Dahl"));
    script.calls("one", vec![call]);
    let row = script.row("one", "c1");
    let masked = row.masked(Mask { numbers: true, names: true });
    assert_eq!(
        (masked.agent.as_deref(), masked.queue.as_deref()),
        (Some("C. D."), Some("Sales, ********72"))
    );
    let trail: Vec<_> = masked.trail.iter().map(|step| (step.phase.word(), step.agent.as_deref())).collect();
    assert_eq!(trail, [("for ********72", Some("B. L.")), ("talking", Some("C. D."))]);
    let all = format!("{masked:?}");
    for told in ["07227767", "Quist", "Lang", "Dahl"] {
        assert!(!all.contains(told), "{told} in {all}");
        assert!(format!("{row:?}").contains(told));
    }
}
