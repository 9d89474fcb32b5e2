//! A call's row: since when it does what it does, and what it has done.

use std::time::Duration;

use callboard::domain::{Call, Phase};

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
