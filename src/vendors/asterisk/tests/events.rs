//! What events tell, and what is unknown without them.

use super::*;
use crate::domain::{AgentState, Phase, Recording};
use crate::vendors::asterisk::wire::{Block, blocks};

fn event(text: &str) -> Block {
    blocks(text.as_bytes()).remove(0)
}

/// Facts since ten minutes before [`NOW`], with these events.
fn heard(events: &[&str]) -> Facts {
    let mut facts = Facts::begun(NOW - std::time::Duration::from_mins(10));
    for text in events {
        facts.take(&event(&format!("Privilege: call,all\n{text}")), &reply(""));
    }
    facts
}

fn recording(legs: &[String], facts: &Facts) -> Recording {
    rows(&recorded(CONTEXTS).legs(legs).heard(facts).seen().calls).0[0].recording
}

#[test]
fn recorded_events_are_understood() {
    let mut facts = Facts::begun(At::from_millis(0));
    let mut news = Vec::new();
    for event in blocks(fixture!("events.txt").as_bytes()).iter().skip(1) {
        let last = Reply { at: At::from_millis(1_795_300_000_000), ..reply("") };
        if facts.take(event, &last) {
            news.push(event.get("Event").unwrap().to_owned());
        }
    }
    assert_eq!(news.len(), 14, "{news:?}");
    assert!(facts.calls && facts.agents);
    // Held at 32.45 s and taken back at 40.45 s of that minute.
    assert_eq!(facts.holds.len(), 0);
    assert_eq!(facts.talks["ee44b37c-0929-41a0-865d-769971aa6c42"], At::from_millis(1_795_260_913_443));
    assert_eq!(facts.joined["1795204866.16"], ("sales".to_owned(), At::from_millis(1_795_204_866_212)));
    let tape = facts.tapes["1795204214.15"];
    assert_eq!((tape.started, tape.stopped, tape.muted), (1, 1, Some(true)));
    assert_eq!((facts.given_up["sales"].count, facts.given_up["sales"].waited), (1, Some(1)));
    assert_eq!(facts.unanswered["PJSIP/105"], 1);
    let ended = &facts.ended["Local/301@robots/n"];
    assert_eq!(
        (ended.queue.as_str(), ended.talked, ended.by.as_deref()),
        ("support", Some(25), Some("agent"))
    );
}

#[test]
fn a_stamp_counts_and_without_one_the_moment_it_was_heard() {
    let at = |stamp: &str| {
        let mut facts = Facts::begun(NOW);
        facts.take(&event(&format!("Event: Hold\nUniqueid: 1.1\n{stamp}")), &reply(""));
        facts.holds["1.1"].at
    };
    assert_eq!(at("Timestamp: 1795202050.465877"), NOW - std::time::Duration::from_millis(2_535));
    assert_eq!(at("Timestamp: 1795202050"), NOW - std::time::Duration::from_secs(3));
    for odd in ["", "Timestamp: soon", "Timestamp: 1795209999.1"] {
        assert_eq!(at(odd), NOW, "{odd}");
    }
}

#[test]
fn a_hold_is_the_agents_or_the_customers() {
    let mut vendor = asterisk(CONTEXTS);
    let hold = |leg: &str| heard(&[&format!("Event: Hold\nUniqueid: {leg}")]);
    let snapshot = polled(&mut vendor, &everything(), &hold("1795202024.108"));
    let bruno = call(&snapshot, "1795202024.107");
    assert_eq!((&bruno.phase, detail(&bruno.details, "hold")), (&Phase::Held, None));
    assert_eq!(agent(&snapshot, "PJSIP/101").state, AgentState::Held);
    let snapshot = polled(&mut vendor, &everything(), &hold("1795202024.107"));
    let bruno = call(&snapshot, "1795202024.107");
    assert_eq!(
        (&bruno.phase, detail(&bruno.details, "on hold")),
        (&Phase::Talking, Some("the other side holds the agent"))
    );
    assert_eq!(agent(&snapshot, "PJSIP/101").state, AgentState::Talking);
    let taken_back =
        heard(&["Event: Hold\nUniqueid: 1795202024.108", "Event: Unhold\nUniqueid: 1795202024.108"]);
    let snapshot = polled(&mut vendor, &everything(), &taken_back);
    assert_eq!(call(&snapshot, "1795202024.107").phase, Phase::Talking);
}

#[test]
fn a_recording_is_exact_from_its_beginning_or_from_silence() {
    let with = |file: &str| {
        leg("PJSIP/carrier-1", 6, ("1.1", "1.1"), "", &format!("ChanVariable: MIXMONITOR_FILENAME={file}"))
    };
    let (started, stopped) =
        ("Event: MixMonitorStart\nUniqueid: 1.1", "Event: MixMonitorStop\nUniqueid: 1.1");
    let mute = |state| format!("Event: MixMonitorMute\nUniqueid: 1.1\nDirection: both\nState: {state}");
    let (muted, unmuted) = (mute(1), mute(0));
    let on = with("/x.wav");
    for (events, state) in [
        (vec![started], Recording::On),
        (vec![started, stopped], Recording::Off),
        (vec![started, started, stopped], Recording::On),
        (vec![started, &muted], Recording::Paused),
        (vec![started, &muted, &unmuted], Recording::On),
        // The file is there, and its beginning was not heard although everything was: who knows.
        (vec!["Event: Newstate"], Recording::Unknown),
    ] {
        assert_eq!(recording(std::slice::from_ref(&on), &heard(&events)), state, "{events:?}");
    }
    assert_eq!(recording(&[with("")], &heard(&["Event: Newstate"])), Recording::Off);
    // No `channelvars`: events alone, and nothing without them.
    let bare = leg("PJSIP/carrier-1", 6, ("1.1", "1.1"), "", "");
    assert_eq!(recording(std::slice::from_ref(&bare), &heard(&[started])), Recording::On);
    assert_eq!(recording(std::slice::from_ref(&bare), &heard(&["Event: Newstate"])), Recording::Off);
    assert_eq!(recording(std::slice::from_ref(&bare), &Facts::default()), Recording::Unknown);
    // A user who may read no events hears none, and nothing follows from that.
    assert_eq!(
        recording(&[bare], &Facts::begun(NOW - std::time::Duration::from_mins(10))),
        Recording::Unknown
    );
}

#[test]
fn a_recording_from_before_anybody_listened_is_not_guessed() {
    let old = |file: &str| {
        format!(
            "Channel: PJSIP/carrier-1\nChannelState: 6\nUniqueid: 1.1\nLinkedid: 1.1\nDuration: 01:00:00\nChanVariable: MIXMONITOR_FILENAME={file}"
        )
    };
    let stopped = heard(&["Event: MixMonitorStop\nUniqueid: 1.1"]);
    assert_eq!(recording(&[old("/x.wav")], &stopped), Recording::Unknown);
    let muted = heard(&["Event: MixMonitorMute\nUniqueid: 1.1\nDirection: both\nState: 1"]);
    // What can be muted is there.
    assert_eq!(recording(&[old("/x.wav")], &muted), Recording::Paused);
    // It had none while events came, so that all of them were heard.
    let mut vendor = asterisk(CONTEXTS);
    let mut answers = everything();
    let (blank, file) = (channels(&[&old("")]), channels(&[&old("/x.wav")]));
    answers[2].1 = &blank;
    polled(&mut vendor, &answers, &heard(&["Event: Newstate"]));
    answers[2].1 = &file;
    let both = heard(&["Event: MixMonitorStart\nUniqueid: 1.1", "Event: MixMonitorStop\nUniqueid: 1.1"]);
    assert_eq!(rows(&polled(&mut vendor, &answers, &both).calls).0[0].recording, Recording::Off);
}

#[test]
fn wrapup_lasts_as_long_as_somebody_says() {
    let member = |more: &str| {
        listed("QueueMember", &[&format!("Queue: sales\nLocation: PJSIP/101\nStatus: 1\nPaused: 0\n{more}")])
    };
    let state = |settings: &str, more: &str, facts: &Facts| {
        let all = recorded(&format!("{CONTEXTS}{settings}")).list("QueueStatus", member(more)).legs(&[]);
        let snapshot = all.heard(facts).seen();
        let agent = agent(&snapshot, "PJSIP/101");
        (agent.state.clone(), ago(agent.since))
    };
    let complete = heard(&[
        "Event: AgentComplete\nQueue: sales\nInterface: PJSIP/101\nTalkTime: 26\nReason: caller\nTimestamp: 1795202050.0",
    ]);
    let setting = "wrapup = { sales = '10s' }";
    assert_eq!(state(setting, "", &complete), (AgentState::Wrapup, Some(3)));
    assert_eq!(state("wrapup = { sales = '2s' }", "", &complete), (AgentState::Ready, None));
    assert_eq!(state("", "Wrapuptime: 10", &complete), (AgentState::Wrapup, Some(3)));
    // Nobody says how long it is: no guess.
    assert_eq!(state("", "", &complete), (AgentState::Ready, None));
    // The end of the last call is listed too.
    assert_eq!(state(setting, "LastCall: 1795202049", &Facts::default()), (AgentState::Wrapup, Some(4)));
    assert_eq!(state(setting, "LastCall: 1795200000", &Facts::default()), (AgentState::Ready, None));
}

#[test]
fn times_that_the_lists_do_not_tell_come_from_events_or_from_the_poll_before() {
    let bridge = "6e193ef9-af4f-4aa5-9e56-94fb65ba07a0";
    let joined = "Event: QueueCallerJoin\nQueue: sales\nUniqueid: 1795202024.107\nTimestamp: 1795202025.0";
    let entered = format!(
        "Event: BridgeEnter\nBridgeUniqueid: {bridge}\nBridgeNumChannels: 2\nTimestamp: 1795202029.0"
    );
    let snapshot = polled(&mut asterisk(CONTEXTS), &everything(), &heard(&[joined, &entered]));
    let bruno = call(&snapshot, "1795202024.107");
    assert_eq!((ago(bruno.entered), ago(bruno.answered)), (Some(28), Some(24)));
    assert_eq!(agent(&snapshot, "PJSIP/101").since, bruno.answered);
    // Seen waiting before, talking now.
    let mut vendor = asterisk(CONTEXTS);
    polled(&mut vendor, &everything(), &Facts::default());
    let talks = channels(&[
        &leg(
            "PJSIP/carrier-00000066",
            6,
            ("1795202036.122", "1795202036.122"),
            "b9",
            "Application: Queue\nApplicationData: sales,t",
        ),
        &leg("PJSIP/101-0000005a", 6, ("8.8", "1795202036.122"), "b9", "Application: AppQueue"),
    ]);
    let mut answers = everything();
    answers[2].1 = &talks;
    let snapshot = polled(&mut vendor, &answers, &Facts::default());
    let hugo = call(&snapshot, "1795202036.122");
    assert_eq!((ago(hugo.entered), ago(hugo.answered)), (Some(17), Some(0)));
    // With somebody else in another bridge: the wait was before the first one.
    let moved = String::from_utf8(talks.clone()).unwrap().replace("b9", "b10").into_bytes();
    answers[2].1 = &moved;
    let snapshot = polled(&mut vendor, &answers, &Facts::default());
    assert_eq!(
        (call(&snapshot, "1795202036.122").entered, call(&snapshot, "1795202036.122").answered),
        (None, None)
    );
}

#[test]
fn what_is_over_is_forgotten() {
    let facts = heard(&[
        "Event: Hold\nUniqueid: 1.1",
        "Event: MixMonitorStart\nUniqueid: 1.1",
        "Event: QueueCallerJoin\nQueue: sales\nUniqueid: 1.1",
        "Event: BridgeEnter\nBridgeUniqueid: b1\nBridgeNumChannels: 2",
        "Event: Hangup\nUniqueid: 1.1",
        "Event: BridgeDestroy\nBridgeUniqueid: b1",
    ]);
    assert_eq!(facts, Facts { calls: true, ..Facts::begun(facts.since.unwrap()) });
}
