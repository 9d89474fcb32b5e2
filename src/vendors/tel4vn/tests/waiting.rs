//! Who waits, and who has reached an agent: shown once.

use super::*;
use crate::domain::{Direction, Phase, Verb};

const QUEUE: &str = "7a514f33-f5f0-426a-97e7-c6cbe372b7a3";

#[test]
fn the_documented_callers_are_one_who_waits_and_one_who_does_not() {
    let snapshot = polled(&Lists { members: fixture!("waiting.json"), ..EMPTY });
    let (waiting, unread) = rows(&snapshot.waiting);
    assert_eq!((waiting.len(), unread.len()), (1, 0));
    let caller = call(&snapshot, "34f6a205-121c-4fa3-bb94-414c5aff5996");
    assert_eq!((&caller.phase, caller.direction), (&Phase::Queued, Direction::Inbound));
    assert_eq!((caller.caller.number.as_deref(), ago(caller.entered)), (Some("0899654321"), Some(20)));
    assert_eq!(caller.queue.as_ref().map(crate::domain::QueueId::as_str), Some(QUEUE));
    assert_eq!(caller.queue_name.as_deref(), Some("CALL_CENTER"));
    // Its channel is not listed, so nothing can be done to it.
    assert!(caller.may(Verb::Transfer).is_err());
}

#[test]
fn a_callers_own_channel_is_not_a_second_row_and_lets_them_be_transferred() {
    let calls = data(&[leg("w", ("0899654321", "1900"), "inbound", "CS_EXECUTE", 45)]);
    let members = data(&[member("w", "0899654321", "", "Waiting", NEVER)]);
    let snapshot = polled(&Lists { calls: &calls, members: &members, ..EMPTY });
    assert_eq!((rows(&snapshot.calls).0.len(), ids(rows(&snapshot.waiting).0)), (0, vec!["w".to_owned()]));
    let caller = call(&snapshot, "w");
    assert!(caller.may(Verb::Transfer).is_ok() && caller.may(Verb::Monitor).is_err());
    assert_eq!(caller.conversation.as_deref(), Some("w"));
}

#[test]
fn a_caller_whose_channel_has_another_id_is_found_by_their_number() {
    let channel = leg("own", ("0899654321", "1900"), "inbound", "CS_EXECUTE", 45);
    let members = |status| data(&[member("flow", "0899654321", "agent_102", status, NEVER)]);
    let lists =
        |calls: &[Value], status| polled(&Lists { calls: &data(calls), members: &members(status), ..EMPTY });
    let snapshot = lists(std::slice::from_ref(&channel), "Waiting");
    assert_eq!((rows(&snapshot.calls).0.len(), ids(rows(&snapshot.waiting).0)), (0, vec!["own".to_owned()]));
    let caller = call(&snapshot, "own");
    assert!(caller.may(Verb::Transfer).is_ok());
    assert_eq!(caller.conversation.as_deref(), Some("flow"));
    let snapshot = lists(std::slice::from_ref(&channel), "Answered");
    assert_eq!(call(&snapshot, "own").conversation.as_deref(), Some("flow"));
    // Both of its legs may be listed; but of two calls from one number it is not known which one waits.
    let twin = leg("twin", ("0899654321", "1900"), "inbound", "CS_EXECUTE", 44);
    assert_eq!(rows(&lists(&[channel.clone(), twin], "Waiting").calls).0.len(), 0);
    let other = leg("other", ("0899654321", "1800"), "inbound", "CS_EXECUTE", 300);
    let snapshot = lists(&[channel, other], "Waiting");
    assert_eq!((rows(&snapshot.calls).0.len(), ids(rows(&snapshot.waiting).0)), (2, vec!["flow".to_owned()]));
    // A call that was made after the caller had joined is another one.
    let late = leg("late", ("0899654321", "1900"), "inbound", "CS_EXECUTE", 5);
    assert_eq!(ids(rows(&lists(&[late], "Waiting").calls).0), ["late"]);
}

#[test]
fn a_callers_channel_that_seems_to_talk_still_waits() {
    let calls = data(&[leg("w", ("0899654321", "1900"), "inbound", "CS_EXCHANGE_MEDIA", 45)]);
    let members = data(&[member("w", "0899654321", "", "Waiting", NEVER)]);
    let snapshot = polled(&Lists { calls: &calls, members: &members, ..EMPTY });
    assert_eq!((rows(&snapshot.calls).0.len(), ids(rows(&snapshot.waiting).0)), (0, vec!["w".to_owned()]));
}

#[test]
fn phones_that_ring_for_a_caller_are_not_calls_of_their_own() {
    let calls = data(&[
        leg("w", ("0899654321", "1900"), "inbound", "CS_EXECUTE", 45),
        leg("r1", ("0899654321", "101"), "inbound", "CS_CONSUME_MEDIA", 5),
        leg("r2", ("0899654321", "102"), "inbound", "CS_CONSUME_MEDIA", 5),
    ]);
    let on = data(&[
        busy("101", "r1", "RINGING", "101", "inbound"),
        busy("102", "r2", "RINGING", "102", "inbound"),
    ]);
    let members = data(&[member("w", "0899654321", "", "Trying", NEVER)]);
    let snapshot = polled(&Lists { calls: &calls, busy: &on, members: &members, ..EMPTY });
    assert_eq!((rows(&snapshot.calls).0.len(), ids(rows(&snapshot.waiting).0)), (0, vec!["w".to_owned()]));
    assert_eq!(detail(&call(&snapshot, "w").details, "rings at"), Some("Agent 101, Agent 102"));
    assert_eq!(agent(&snapshot, "101").state, crate::domain::AgentState::Ringing);
    assert_eq!(queue(&snapshot, QUEUE).ringing, Some(1));
}

#[test]
fn a_caller_who_reached_an_agent_is_one_call_that_remembers_the_wait() {
    let calls = data(&[
        leg("w", ("0899654321", "1900"), "inbound", "CS_EXECUTE", 45),
        leg("b", ("0899654321", "102"), "inbound", "CS_EXCHANGE_MEDIA", 15),
        leg("else", ("0899000000", "102"), "inbound", "CS_EXECUTE", 15),
    ]);
    let on = data(&[busy("102", "b", "ONCALL", "102", "inbound")]);
    // The queue calls the agent by their name, with a domain or without.
    for name in ["agent_102", "Agent 102", "102@test.tel4vn.com", ""] {
        let members = data(&[member("w", "0899654321", name, "Answered", "2023-10-12T17:48:45+07:00")]);
        let snapshot = polled(&Lists { calls: &calls, busy: &on, members: &members, ..EMPTY });
        assert_eq!(ids(rows(&snapshot.calls).0), ["w", "else"], "{name}");
        assert_eq!(rows(&snapshot.waiting).0.len(), 0, "{name}");
        let reached = call(&snapshot, "w");
        assert_eq!((&reached.phase, reached.conversation.as_deref()), (&Phase::Talking, Some("w")), "{name}");
        assert_eq!((ago(reached.entered), ago(reached.answered)), (Some(40), Some(15)), "{name}");
        assert_eq!(reached.agent.as_ref().map(AgentId::as_str), Some("102"), "{name}");
        assert_eq!(
            (reached.caller.number.as_deref(), reached.dialled.as_deref()),
            (Some("0899654321"), Some("1900"))
        );
        assert_eq!(ago(agent(&snapshot, "102").since), Some(15), "{name}");
        assert_eq!(queue(&snapshot, QUEUE).talking, Some(1), "{name}");
    }
}

#[test]
fn lists_that_disagree_for_a_moment_show_the_caller_once() {
    // The queue does not know of the answer yet.
    let calls = data(&[
        leg("w", ("0899654321", "1900"), "inbound", "CS_EXECUTE", 45),
        leg("b", ("0899654321", "102"), "inbound", "CS_EXECUTE", 5),
    ]);
    let on = data(&[busy("102", "b", "ONCALL", "102", "inbound")]);
    let members = data(&[member("w", "0899654321", "agent_102", "Trying", NEVER)]);
    let snapshot = polled(&Lists { calls: &calls, busy: &on, members: &members, ..EMPTY });
    assert_eq!((ids(rows(&snapshot.calls).0), rows(&snapshot.waiting).0.len()), (vec!["w".to_owned()], 0));
    assert_eq!((queue(&snapshot, QUEUE).waiting, queue(&snapshot, QUEUE).longest), (Some(0), None));
}

#[test]
fn only_the_agents_leg_is_listed_under_an_id_of_its_own() {
    let calls = data(&[leg("b", ("0899654321", "102"), "inbound", "CS_EXCHANGE_MEDIA", 15)]);
    let on = data(&[busy("102", "b", "ONCALL", "102", "inbound")]);
    let members = data(&[member("w", "0899654321", "agent_102", "Answered", "2023-10-12T17:48:45+07:00")]);
    let snapshot = polled(&Lists { calls: &calls, busy: &on, members: &members, ..EMPTY });
    let reached = call(&snapshot, "b");
    // The cursor follows the conversation from the waiting row, whose id was the caller's channel.
    assert_eq!((reached.conversation.as_deref(), ago(reached.entered)), (Some("w"), Some(40)));
}

#[test]
fn an_agent_whose_leg_is_listed_nowhere_is_the_one_whom_the_queue_names() {
    let calls = data(&[leg("w", ("0899654321", "1900"), "inbound", "CS_EXECUTE", 45)]);
    for (state, phase) in [("ONCALL", Phase::Talking), ("RINGING", Phase::Ringing)] {
        let on = data(&[busy("102", "own leg", state, "1900", "inbound")]);
        let members =
            data(&[member("w", "0899654321", "agent_102", "Answered", "2023-10-12T17:48:45+07:00")]);
        let snapshot = polled(&Lists { calls: &calls, busy: &on, members: &members, ..EMPTY });
        let reached = call(&snapshot, "w");
        assert_eq!((&reached.phase, reached.agent.as_ref().map(AgentId::as_str)), (&phase, Some("102")));
    }
}

#[test]
fn statuses_times_and_never_are_read_as_the_documents_mean_them() {
    let snapshot = polled(&Lists { members: fixture!("waiting-quirks.json"), ..EMPTY });
    let (waiting, unread) = rows(&snapshot.waiting);
    assert_eq!(ids(waiting), ["waits", "came-back", "odd-word", "odd-time"]);
    assert_eq!(unread, []);
    assert_eq!(ago(call(&snapshot, "waits").entered), Some(50));
    let back = call(&snapshot, "came-back");
    assert_eq!((ago(back.entered), detail(&back.details, "came back")), (Some(240), Some("yes")));
    assert_eq!(detail(&call(&snapshot, "odd-word").details, "status"), Some("Holding"));
    let first = queue(&snapshot, QUEUE);
    assert_eq!((first.waiting, ago(first.longest), first.ringing), (Some(2), Some(240), Some(1)));
    // When an agent answered cannot be read; the status says that none has.
    assert_eq!(queue(&snapshot, "b0000000-0000-0000-0000-000000000003").waiting, Some(1));
    let other = queue(&snapshot, "b0000000-0000-0000-0000-000000000002");
    // A queue that is not configured is shown all the same; who left no call behind talks with nobody.
    assert_eq!((&*other.name, other.waiting, other.talking), ("OTHER", Some(1), Some(0)));
}

#[test]
fn a_figure_is_unknown_where_a_caller_could_not_be_read() {
    let strange = json!({"call_center_queue_uuid": QUEUE, "status": "Trying"});
    let members = data(&[strange, member("w", "0899654321", "", "Waiting", NEVER)]);
    let lists = Lists { members: &members, lines: fixture!("queues.json"), ..EMPTY };
    let snapshot = polled(&lists);
    let queue = queue(&snapshot, QUEUE);
    assert_eq!((queue.waiting, queue.longest, queue.ringing, queue.talking), (None, None, None, None));
    assert_eq!(rows(&snapshot.waiting).0.len(), 1);
    // Nobody knows whose caller this one is.
    let members = data(&[json!("..."), member("w", "0899654321", "", "Waiting", NEVER)]);
    let snapshot = polled(&Lists { members: &members, lines: fixture!("queues.json"), ..EMPTY });
    assert_eq!(self::queue(&snapshot, QUEUE).waiting, None);
}

#[test]
fn without_the_callers_a_queue_has_no_figures_and_none_is_a_zero() {
    let mut vendor = account("");
    let mut lists = found(&Lists { lines: fixture!("queues.json"), ..EMPTY });
    lists.members = Some(Err(Fault::Gone("HTTP 404".into())));
    let snapshot = vendor.settle(lists, At::from_millis(NOW * 1_000));
    assert_eq!((queue(&snapshot, QUEUE).waiting, queue(&snapshot, QUEUE).talking), (None, None));
    assert!(matches!(&snapshot.waiting, Feed::NotOffered(why) if why.contains("HTTP 404")));
    let mut lists = found(&Lists { lines: fixture!("queues.json"), ..EMPTY });
    lists.members = Some(Err(Fault::Unreachable("down".into())));
    let snapshot = account("").settle(lists, At::from_millis(NOW * 1_000));
    assert!(matches!(fault(&snapshot.waiting), Fault::Unreachable(_)));
    assert!(matches!(fault(&snapshot.queues), Fault::Unreachable(_)));
}

#[test]
fn calls_that_fail_take_nobody_who_waits_with_them() {
    let mut lists =
        found(&Lists { members: fixture!("waiting.json"), lines: fixture!("queues.json"), ..EMPTY });
    lists.calls = Some(Err(Fault::Unreachable("down".into())));
    let snapshot = account("").settle(lists, At::from_millis(NOW * 1_000));
    assert!(matches!(fault(&snapshot.calls), Fault::Unreachable(_)));
    assert_eq!(rows(&snapshot.waiting).0.len(), 1);
    assert_eq!((queue(&snapshot, QUEUE).waiting, queue(&snapshot, QUEUE).talking), (Some(1), None));
}
