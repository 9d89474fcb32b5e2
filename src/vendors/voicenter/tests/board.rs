//! The documented examples on the board, and the ways in which a list fails.

use super::*;
use crate::domain::{Ability, AgentId, AgentState, Direction, Phase, QueueId, Recording};

#[test]
fn the_documented_calls() {
    let Found { snapshot, .. } = found(EXTENSIONS, QUEUES);
    let (calls, unread) = rows(&snapshot.calls);
    assert_eq!((calls.len(), unread.len()), (2, 0));
    let talking = call(&snapshot, "SIPSIP2/2020101201cc7b38df");
    assert_eq!(talking.conversation.as_deref(), Some("2020101201cc7b38df"));
    assert_eq!((&talking.phase, talking.direction), (&Phase::Talking, Direction::Outbound));
    assert_eq!(talking.caller.name.as_deref(), Some("Voicenter"));
    assert_eq!(talking.caller.number.as_deref(), Some("0722776772"));
    assert_eq!(talking.agent.as_ref().map(AgentId::as_str), Some("SIPSIP2"));
    assert_eq!(talking.dialled, None);
    assert_eq!(talking.recording, Recording::On);
    assert_eq!(seconds(talking.started), Some(CALLS_READ - 90));
    assert_eq!(seconds(talking.answered), Some(CALLS_READ - 89));
    assert_eq!(
        details(&talking.details),
        [("call id", "2020101201cc7b38df"), ("recording", "2020101201cc7b38df-aws-SIPSIP2-972722776772.mp3"),]
    );
    let ringing = call(&snapshot, "SIPSIP3/2020101201cc7b38e1");
    assert_eq!((&ringing.phase, ringing.direction), (&Phase::Ringing, Direction::Inbound));
    assert_eq!((ringing.answered, ringing.caller.name.as_deref()), (None, None));
    assert_eq!(ringing.dialled.as_deref(), Some("0722776772"));
    assert_eq!(ringing.recording, Recording::Unknown);
    assert_eq!(details(&ringing.details)[1], ("transferred from", "2020101201cc7b38df"));
}

#[test]
fn the_documented_extensions() {
    let Found { snapshot, notes, .. } = found(EXTENSIONS, QUEUES);
    let (agents, unread) = rows(&snapshot.agents);
    assert_eq!((agents.len(), unread.len()), (3, 0));
    let away = agent(&snapshot, "SIPSIP1");
    assert_eq!((&*away.name, &away.state, &away.reason), ("User 1", &AgentState::Offline, &None));
    let busy = agent(&snapshot, "SIPSIP2");
    assert_eq!((&busy.state, busy.extension.as_deref()), (&AgentState::Talking, Some("SIPSIP2")));
    assert_eq!(seconds(busy.since), Some(CALLS_READ - 89));
    assert_eq!(agent(&snapshot, "SIPSIP3").state, AgentState::Ringing);
    assert_eq!(notes.unwrap().users.get(&"SIPSIP2".into()).map(String::as_str), Some("46454322"));
}

#[test]
fn the_documented_queues() {
    let Found { snapshot, .. } = found(EXTENSIONS, QUEUES);
    let busy = queue(&snapshot, "12345678");
    assert_eq!(
        (&*busy.name, busy.waiting, seconds(busy.longest)),
        ("QUEUE 1", Some(2), Some(QUEUES_READ - 21))
    );
    let idle = queue(&snapshot, "87654321");
    assert_eq!((idle.waiting, idle.longest), (Some(0), None));
    // What the vendor cannot count is no zero.
    assert_eq!((busy.staffed, busy.talking, busy.counts), (None, None, crate::domain::Counts::default()));
    let caller = call(&snapshot, "queue/12345678/202010131433000d14cc4b");
    assert_eq!((&caller.phase, seconds(caller.entered)), (&Phase::Queued, Some(QUEUES_READ - 3)));
    assert_eq!(caller.conversation.as_deref(), Some("202010131433000d14cc4b"));
    assert_eq!(caller.queue_name.as_deref(), Some("QUEUE 1"));
}

#[test]
fn a_caller_who_reached_an_extension_keeps_the_queue_and_the_wait() {
    let ringing = QUEUES.replace("202010131433000d14cc4b", "2020101201cc7b38e1");
    let Found { snapshot, .. } = found(EXTENSIONS, &ringing);
    let call = call(&snapshot, "SIPSIP3/2020101201cc7b38e1");
    assert_eq!(call.queue.as_ref().map(QueueId::as_str), Some("12345678"));
    assert_eq!((call.queue_name.as_deref(), seconds(call.entered)), (Some("QUEUE 1"), Some(QUEUES_READ - 3)));
}

/// The calls on SIPSIP2, where they are `calls` and more of the same extension may follow in `rows`.
fn on_one_extension(calls: &str, rows: &str) -> Snapshot {
    let list = r#"{"ERR":0,"EXTENSIONS":[{"username":"SIPSIP2","calls":CALLS}ROWS]}"#;
    found(&list.replace("CALLS", calls).replace("ROWS", rows), QUEUES).snapshot
}

#[test]
fn a_hang_up_that_could_end_another_call_is_refused_before_it_is_asked() {
    let ours = r#"{"ivrid":"a","callstatus":"Talking"}"#;
    let alone = on_one_extension(&format!("[{ours}]"), r#",{"username":"SIPSIP3","calls":[{"ivrid":"b"}]}"#);
    assert_eq!(call(&alone, "SIPSIP2/a").may(Verb::HangUp), Ok(()));
    for (others, rows) in [
        (r#",{"ivrid":"b","callstatus":"Hold"}"#, ""),
        // A second call that cannot be read is one all the same.
        (r#",{"ivrid":{}}"#, ""),
        (",null", ""),
        ("", r#",{"username":"SIPSIP2","calls":[{"ivrid":"b"}]}"#),
        ("", r#",{"username":"SIPSIP2","calls":"calls"}"#),
    ] {
        let snapshot = on_one_extension(&format!("[{ours}{others}]"), rows);
        let call = call(&snapshot, "SIPSIP2/a");
        let why = call.may(Verb::HangUp).unwrap_err();
        assert!(why.contains("SIPSIP2 has 2 of them"), "{others}{rows}: {why}");
        assert_eq!(call.may(Verb::Record), Ok(()), "a recording is addressed by the call");
    }
}

#[test]
fn a_call_of_which_no_extension_is_known_takes_no_orders() {
    let Found { snapshot, .. } =
        found(r#"{"ERR":0,"EXTENSIONS":[{"calls":[{"ivrid":"a"}]},{"username":"SIPSIP2"}]}"#, QUEUES);
    for verb in [Verb::HangUp, Verb::Record] {
        assert!(call(&snapshot, "/a").may(verb).unwrap_err().contains("extension of this call"));
    }
}

#[test]
fn each_list_fails_by_itself() {
    let down = || Err(Fault::Unreachable("no connection".into()));
    let no_calls = voicenter("").found(down(), queues(QUEUES));
    assert!(matches!(fault(&no_calls.snapshot.calls), Fault::Unreachable(_)));
    assert!(matches!(fault(&no_calls.snapshot.agents), Fault::Unreachable(_)));
    assert_eq!(rows(&no_calls.snapshot.waiting).0.len(), 2);
    assert!(no_calls.notes.is_none());
    let no_queues = voicenter("").found(calls(EXTENSIONS), down());
    assert!(matches!(fault(&no_queues.snapshot.queues), Fault::Unreachable(_)));
    assert!(matches!(fault(&no_queues.snapshot.waiting), Fault::Unreachable(_)));
    assert_eq!(rows(&no_queues.snapshot.calls).0.len(), 2);
}

const NO_EXTENSIONS: &str = r#"{"ERR":0,"DESC":"OK","EXTENSIONS":[]}"#;

#[test]
fn no_extension_at_all_means_a_wrong_code() {
    let Found { snapshot, .. } = found(NO_EXTENSIONS, r#"{"ERR":0,"DESC":"OK","QUEUES":[]}"#);
    for fault in [fault(&snapshot.calls), fault(&snapshot.agents), fault(&snapshot.queues)] {
        assert!(matches!(fault, Fault::Unauthorized(why) if why.contains("code is probably wrong")));
    }
    assert!(matches!(fault(&snapshot.waiting), Fault::Unauthorized(_)));
    // A code that opens the queues is not wrong.
    let Found { snapshot, .. } = found(NO_EXTENSIONS, QUEUES);
    assert!(matches!(fault(&snapshot.calls), Fault::Refused(why) if why.contains("no extensions")));
    assert_eq!(rows(&snapshot.queues).0.len(), 2);
}

#[test]
fn a_list_that_is_null_or_missing_is_unreadable_and_says_nothing_of_the_code() {
    let unreadable = [r#"{"ERR":"0","EXTENSIONS":null}"#, r#"{"ERR":0,"DESC":"OK"}"#, r#"{"EXTENSIONS":7}"#];
    for body in unreadable {
        let Found { snapshot, notes, .. } = found(body, r#"{"ERR":0,"DESC":"OK","QUEUES":null}"#);
        for fault in [fault(&snapshot.calls), fault(&snapshot.agents), fault(&snapshot.queues)] {
            assert!(matches!(fault, Fault::Malformed(_)), "{body}: {fault}");
        }
        assert!(notes.is_none(), "what was known stays");
    }
}

#[test]
fn a_code_that_has_just_worked_is_not_wrong() {
    let vendor = Voicenter { opened: true, ..voicenter("") };
    let none = queues(r#"{"ERR":0,"DESC":"OK","QUEUES":[]}"#);
    let Found { snapshot, .. } = vendor.found(calls(NO_EXTENSIONS), none);
    assert!(matches!(fault(&snapshot.calls), Fault::Malformed(why) if why.contains("had some before")));
    assert_eq!(fault(&snapshot.calls).retry(), crate::domain::Retry::Backoff);
}

#[test]
fn a_filter_that_finds_nothing_is_named() {
    let vendor = voicenter("extension = \"SIPSIPX\"\nqueue = 99");
    let empty = |key: &str| format!(r#"{{"ERR":0,"DESC":"OK","{key}":[]}}"#);
    let Found { snapshot, .. } = vendor.found(calls(&empty("EXTENSIONS")), queues(&empty("QUEUES")));
    assert!(matches!(fault(&snapshot.calls), Fault::Refused(why) if why.contains("extension SIPSIPX")));
    assert!(matches!(fault(&snapshot.queues), Fault::Refused(why) if why.contains("queue 99")));
}

#[test]
fn the_account_names_its_statuses_and_lines() {
    let mut vendor = voicenter("");
    let side = |file: &str| reply(CALLS_READ, file);
    let news = directory::News {
        extensions: directory::roster(side(include_str!("../../../../tests/fixtures/voicenter/roster.json")))
            .unwrap(),
        statuses: directory::statuses(side(include_str!(
            "../../../../tests/fixtures/voicenter/statuses.json"
        )))
        .unwrap(),
    };
    let now = At::from_millis(0);
    assert!(vendor.directory.due(now));
    vendor.directory.learn(news, now, true);
    assert!(!vendor.directory.due(now + std::time::Duration::from_mins(14)));
    assert!(vendor.directory.due(now + std::time::Duration::from_mins(15)));
    let Found { snapshot, .. } = vendor.found(calls(EXTENSIONS), queues(QUEUES));
    let states: Vec<_> = snapshot.states.iter().map(|state| (&*state.id, &*state.label)).collect();
    assert_eq!(states, [("1", "Available"), ("3", "Lunch break"), ("6", "Night shift")]);
    let away = agent(&snapshot, "SIPSIP1");
    assert_eq!(away.group.as_deref(), Some("Voicenter Account"));
    assert_eq!(details(&away.details), [("line", "Extension 1"), ("short number", "11")]);
    assert_eq!(agent(&snapshot, "SIPSIP3").reason.as_deref(), Some("Available"));
    // What fails or is empty changes nothing.
    assert_eq!(directory::roster(side(r#"{"ERR":0,"EXTENSIONS":[]}"#)).unwrap(), None);
    assert_eq!(directory::statuses(side(r#"{"Statuses":null}"#)).unwrap(), None);
    vendor.directory.learn(directory::News::default(), now, false);
    assert!(vendor.directory.due(now + std::time::Duration::from_mins(1)));
    assert_eq!(vendor.directory.statuses().choices().len(), 3);
}

#[test]
fn what_is_not_offered_says_why() {
    let abilities = voicenter("").abilities();
    for verb in Verb::ALL {
        match verb {
            Verb::HangUp | Verb::Record | Verb::Place | Verb::SetState => {
                assert_eq!(abilities.of(verb), Ability::Seen);
            }
            Verb::Monitor
            | Verb::Whisper
            | Verb::Barge
            | Verb::Leave
            | Verb::Hold
            | Verb::Park
            | Verb::Retrieve
            | Verb::Transfer
            | Verb::Requeue
            | Verb::Dispose => {
                assert!(matches!(abilities.of(verb), Ability::No(why) if why.contains("Voicenter")));
            }
            Verb::Special => assert!(!abilities.offers(verb)),
        }
    }
}

#[test]
fn no_secret_is_printed() {
    let vendor = voicenter("");
    assert!(!format!("{vendor:?}").contains("s3cr3t"));
}
