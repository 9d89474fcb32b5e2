//! Every quirk that the fact sheet names (voicenter §2, §4).

use super::*;
use crate::domain::{AgentState, Direction, Phase, Recording};

const ODD_EXTENSIONS: &str = include_str!("../../../../tests/fixtures/voicenter/extensions-quirks.json");
const ODD_QUEUES: &str = include_str!("../../../../tests/fixtures/voicenter/queues-quirks.json");

#[test]
fn the_printed_samples_lack_commas_and_are_told_apart_from_no_calls() {
    let printed = [
        (include_str!("../../../../tests/fixtures/voicenter/extensions-as-printed.txt"), "EXTENSIONS", 16),
        (include_str!("../../../../tests/fixtures/voicenter/queues-as-printed.txt"), "QUEUES", 16),
    ];
    for (body, key, line) in printed {
        let fault = list(reply(0, body), key, None).unwrap_err();
        assert!(matches!(&fault, Fault::Malformed(why) if why.contains(&format!("line {line}"))), "{fault}");
    }
}

#[test]
fn numbers_as_texts_and_lists_for_objects() {
    let Found { snapshot, notes, .. } = found(ODD_EXTENSIONS, QUEUES);
    let call = call(&snapshot, "TEXTS001/2020101201cc7b38b1");
    assert_eq!((&call.phase, call.direction), (&Phase::Held, Direction::Outbound));
    assert_eq!(call.caller.number.as_deref(), Some("972501234567"));
    assert_eq!((seconds(call.started), call.recording), (Some(CALLS_READ - 90), Recording::Paused));
    let shown = details(&call.details);
    assert_eq!(shown[0], ("direction", "Click2call"));
    assert_eq!(
        shown[3..],
        [("transferred from", "2020101201cc7b38aa"), ("ticket", "4711"), ("custom data", "loose")]
    );
    let agent = agent(&snapshot, "TEXTS001");
    // A number is nobody's name.
    assert_eq!((&*agent.name, &agent.state), ("Texts", &AgentState::Held));
    assert_eq!(agent.reason.as_deref(), Some("Lunch"));
    assert_eq!(notes.unwrap().users.get(&agent.id).map(String::as_str), Some("46454330"));
}

#[test]
fn unknown_words_are_shown_as_they_came() {
    let Found { snapshot, .. } = found(ODD_EXTENSIONS, QUEUES);
    let call = call(&snapshot, "WORDS001/2020101201cc7b38b2");
    assert_eq!((&call.phase, call.direction), (&Phase::Other("Whistling".into()), Direction::Unknown));
    assert_eq!(details(&call.details)[0], ("direction", "Sideways"));
    assert_eq!(call.recording, Recording::Unknown);
    // Nothing says that it was answered.
    assert_eq!(agent(&snapshot, "WORDS001").state, AgentState::Unknown("on a call".into()));
    let idle = r#"{"ERR":0,"EXTENSIONS":[{"username":"A","onlineUserStatus":4},{"username":"B","onlineUserStatus":"Nap"}]}"#;
    let Found { snapshot, .. } = found(idle, QUEUES);
    assert_eq!(agent(&snapshot, "A").state, AgentState::Unknown("status 4".into()));
    assert_eq!(agent(&snapshot, "B").state, AgentState::Unknown("Nap".into()));
    let status = |id| agent(&snapshot, id).status.as_deref();
    assert_eq!((status("A"), status("B")), (Some("4"), None), "a word is no id that can be chosen");
}

#[test]
fn an_agent_talks_only_on_a_call_that_was_answered() {
    for (call, state) in [
        (r#""callstatus":"Dialing","callStarted":1602465818"#, AgentState::Dialing),
        (r#""callstatus":"Whistling","callAnswered":1602465819"#, AgentState::Talking),
        (r#""callstatus":"Ringing""#, AgentState::Ringing),
    ] {
        let list =
            format!(r#"{{"ERR":0,"EXTENSIONS":[{{"username":"A","calls":[{{"ivrid":"7",{call}}}]}}]}}"#);
        let Found { snapshot, .. } = found(&list, QUEUES);
        assert_eq!(agent(&snapshot, "A").state, state, "{call}");
    }
}

#[test]
fn a_status_that_a_call_hides_is_still_told() {
    let busy = r#"{"ERR":0,"EXTENSIONS":[{"username":"A","onlineUserStatus":1,"calls":[{"ivrid":"7","callstatus":"Talking"}]}]}"#;
    let Found { snapshot, .. } = found(busy, QUEUES);
    let talks = agent(&snapshot, "A");
    assert_eq!((&talks.state, &talks.reason), (&AgentState::Talking, &None));
    assert_eq!(talks.status.as_deref(), Some("1"));
}

#[test]
fn null_and_absent_are_not_known() {
    let Found { snapshot, .. } = found(ODD_EXTENSIONS, QUEUES);
    let nobody = agent(&snapshot, "NULLS001");
    assert_eq!((&*nobody.name, &nobody.state), ("Nobody", &AgentState::Offline));
    let bare = agent(&snapshot, "BARE0001");
    assert_eq!((&*bare.name, &bare.state), ("BARE0001", &AgentState::Unknown("no status".into())));
    let call = call(&snapshot, "STRANGE1/2020101201cc7b38b4");
    assert_eq!((call.started, call.recording, &call.dialled), (None, Recording::Unknown, &None));
}

#[test]
fn an_unreadable_row_is_counted_and_hides_no_other() {
    let Found { snapshot, .. } = found(ODD_EXTENSIONS, QUEUES);
    let (agents, unread) = rows(&snapshot.agents);
    assert_eq!(agents.len(), 10);
    assert_eq!(
        why(unread),
        ["EXTENSIONS[4].username: missing", "EXTENSIONS[6]: invalid type: string, expected struct Wire",]
    );
    let (calls, unread) = rows(&snapshot.calls);
    assert_eq!(calls.len(), 9);
    assert_eq!(
        why(unread),
        [
            "EXTENSIONS[7].calls[1].ivrid: missing",
            "EXTENSIONS[7].calls[2]: invalid type: integer, expected struct Wire",
            "EXTENSIONS[7].calls[3].ivrid: missing",
            "EXTENSIONS[8].calls: not a list",
        ]
    );
    assert_eq!(call(&snapshot, "BADCALL1/2020101201cc7b38b5").started, None);
    assert_eq!(&*agent(&snapshot, "STRANGE1").name, "STRANGE1");
    // The calls of an extension that cannot be read are there, with or without its name.
    assert_eq!(call(&snapshot, "/2020101201cc7b38b3").agent, None);
    assert!(call(&snapshot, "STRANGE1/2020101201cc7b38b4").agent.is_some());
    // Busy with something that cannot be read is not ready.
    for id in ["BADCALL1", "ODDLIST1"] {
        assert_eq!(agent(&snapshot, id).state, AgentState::Unknown("on a call".into()));
    }
}

#[test]
fn a_supervisors_leg_is_no_customer_call() {
    let Found { snapshot, .. } = found(ODD_EXTENSIONS, QUEUES);
    let spy = call(&snapshot, "SPY00001/2020101201cc7b38b6");
    assert_eq!((spy.direction, details(&spy.details)[0]), (Direction::Internal, ("direction", "Spy")));
    // Connected, and with an empty file name: not recorded.
    assert_eq!(spy.recording, Recording::Off);
}

#[test]
fn one_id_on_two_extensions_is_two_rows_of_one_conversation() {
    let Found { snapshot, .. } = found(ODD_EXTENSIONS, QUEUES);
    let one = call(&snapshot, "SHARED01/2020101201cc7b38b7");
    let other = call(&snapshot, "SHARED02/2020101201cc7b38b7");
    assert_eq!(one.conversation, other.conversation);
    assert_ne!(one.agent, other.agent);
    // Talking without ever having been answered: no talk time is made up.
    assert_eq!((&one.phase, one.answered), (&Phase::Talking, None));
    // One call rings while another is talked on.
    assert_eq!(agent(&snapshot, "SHARED02").state, AgentState::Talking);
}

#[test]
fn vendor_text_is_cleaned() {
    let Found { snapshot, .. } = found(ODD_EXTENSIONS, QUEUES);
    let call = call(&snapshot, "SHARED02/2020101201cc7b38b8");
    assert_eq!(call.caller.name.as_deref(), Some("[31mAda"));
    assert_eq!(details(&call.details)[1], ("note", r#"{"a":1}"#));
}

#[test]
fn odd_queues_and_callers() {
    let Found { snapshot, .. } = found(EXTENSIONS, ODD_QUEUES);
    let (queues, unread) = rows(&snapshot.queues);
    assert_eq!(queues.len(), 4);
    assert_eq!(
        why(unread),
        ["QUEUES[3].ID: missing", "QUEUES[5]: invalid type: null, expected struct WireQueue"]
    );
    // Those who cannot be read wait as well.
    let texts = queue(&snapshot, "12345678");
    assert_eq!((texts.waiting, seconds(texts.longest)), (Some(6), Some(QUEUES_READ - 21)));
    assert_eq!(details(&texts.details), [("weight", "5")]);
    assert_eq!((queue(&snapshot, "2").waiting, &*queue(&snapshot, "2").name), (None, "2"));
    assert_eq!(queue(&snapshot, "3").waiting, None);
    // What is no list is not nobody.
    assert_eq!(queue(&snapshot, "4").waiting, None);
    let (waiting, unread) = rows(&snapshot.waiting);
    assert_eq!(waiting.len(), 6);
    assert_eq!(
        why(unread),
        [
            "QUEUES[0].Callers[4].CallID: missing",
            "QUEUES[1].Callers: not a list",
            "QUEUES[2].Callers: not a list",
            "QUEUES[4].Callers: not a list",
            "QUEUES[5].Callers: not a list",
        ]
    );
    let entered = |id: &str| seconds(call(&snapshot, id).entered);
    assert_eq!(entered("queue/12345678/c1"), Some(QUEUES_READ - 21));
    // Without a duration the time of entry tells, by the clock that the others gave away.
    assert_eq!(entered("queue/12345678/c2"), Some(QUEUES_READ - 6));
    // Nobody has waited for a negative time, or soon.
    assert_eq!((entered("queue/12345678/c3"), entered("queue/12345678/c5")), (None, None));
    assert_eq!(entered("queue/12345678/c4"), None);
    let lost = call(&snapshot, "queue//c6");
    assert_eq!((&lost.queue, lost.queue_name.as_deref()), (&None, Some("No key")));
}

#[test]
fn a_wrong_clock_of_ours_changes_no_age() {
    let fast = |second: i64, body: &str| {
        // Ours is 100 minutes fast, and the vendor's date tells.
        let ours = At::from_millis((second + 6_000) * 1_000);
        Reply { at: ours, skew: Some(-6_000_000), ..reply(second, body) }
    };
    let vendor = voicenter("");
    let lists = |queues: &str| {
        vendor.found(
            list(fast(CALLS_READ, EXTENSIONS), "EXTENSIONS", None),
            list(fast(QUEUES_READ, queues), "QUEUES", None),
        )
    };
    for queues in [QUEUES, r#"{"ERR":0,"QUEUES":[{"ID":1,"Callers":[]}]}"#] {
        let Found { snapshot, .. } = lists(queues);
        let started = call(&snapshot, "SIPSIP2/2020101201cc7b38df").started;
        assert_eq!(seconds(started), Some(CALLS_READ + 6_000 - 90));
    }
    let Found { snapshot, .. } = lists(QUEUES);
    assert_eq!(seconds(queue(&snapshot, "12345678").longest), Some(QUEUES_READ + 6_000 - 21));
}
