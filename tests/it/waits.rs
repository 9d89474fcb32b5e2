//! Who waits, what a queue counts beyond them, and what is said of a figure that is not whole.

use std::sync::Arc;
use std::time::Duration;

use callboard::board::{Callers, Line, Tells};
use callboard::domain::{
    AgentId, AgentState, Call, CallId, Direction, Fault, Feed, Party, Phase, Queue, Snapshot, Text, Unread,
    Urgency,
};
use callboard::session::Row;
use callboard::snapshot::{csv, json};
use callboard::view::{self, Background, Depth, Look, Now, Signs};
use chrono::DateTime;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::script::{START, Script, account, agent, nothing, queue, queued, talking};

fn callers(listed: u32, unlisted: u32) -> Callers {
    Callers { listed, unlisted }
}

/// A call that rings at the phone of `agent` for the customer `number`.
fn rings(id: &str, agent: &str, number: &str) -> Call {
    let mut call = Call::new(CallId::from(id), Phase::Ringing);
    call.direction = Direction::Inbound;
    call.caller = Party::new(None, Some(number));
    call.agent = Some(AgentId::from(agent));
    call.started = Some(START);
    call
}

fn counting(id: &str, name: &str, waiting: u32) -> Queue {
    Queue { waiting: Some(waiting), ..queue(id, name) }
}

/// The second line and the list below it, as they are drawn.
pub(crate) fn picture(script: &mut Script, width: u16) -> Vec<String> {
    let area = Rect::new(0, 0, width, 30);
    script.session.fit(view::page(&script.session, area));
    let mut buffer = Buffer::empty(area);
    let wall = DateTime::parse_from_rfc3339("2026-11-20T14:05:32+02:00").expect("a time");
    let look = Look::new(Depth::Mono, Background::Dark, Signs::Unicode);
    view::render(&script.session, &Now { at: script.now, wall }, &look, area, &mut buffer);
    let row =
        |cells: &[ratatui::buffer::Cell]| cells.iter().map(ratatui::buffer::Cell::symbol).collect::<String>();
    buffer.content.chunks(usize::from(width)).map(row).collect()
}

/// The rows of list 2.
pub(crate) fn list_two(script: &mut Script) -> Vec<(Arc<Line>, Arc<callboard::board::CallRow>)> {
    script.keys("2");
    let rows = script.session.table().rows.iter();
    rows.map(|row| {
        let Row::Call(line, _, call) = row else { panic!("a list of callers") };
        (Arc::clone(line), Arc::clone(call))
    })
    .collect()
}

#[test]
fn whoever_rings_at_an_agent_waits_and_whom_an_agent_calls_does_not() {
    let mut script = Script::new(&["one"]);
    let direct = rings("c2", "a2", "222");
    let outgoing = Call { direction: Direction::Outbound, ..rings("c3", "a3", "333") };
    let colleague = Call { direction: Direction::Internal, ..rings("c4", "a4", "444") };
    let transferred =
        Call { direction: Direction::Internal, queue: Some("q1".into()), ..rings("c5", "a5", "555") };
    let mut menu = Call::new("c6".into(), Phase::Other("menu".into()));
    menu.direction = Direction::Inbound;
    script.calls("one", vec![queued("c1", "111"), direct, outgoing, colleague, transferred, menu]);
    assert_eq!(script.board.totals.waiting.value, callers(3, 0));
    let ids: Vec<_> = list_two(&mut script).iter().map(|(_, row)| row.call.id.as_str().to_owned()).collect();
    assert_eq!(ids, ["c1", "c2", "c5"]);
    for (id, ticks) in [("c1", true), ("c2", true), ("c3", false), ("c4", false), ("c5", true)] {
        assert_eq!(script.row("one", id).wait(script.now).is_some_and(|(_, waits)| waits), ticks, "{id}");
    }
}

/// Where a vendor does not say which way a call goes, a caller who is known and rings at an agent waits.
#[test]
fn who_rings_without_a_direction_waits_if_they_are_in_a_queue_or_known_and_at_an_agent() {
    let party = |name: Option<&str>, number: Option<&str>| Party::new(name, number);
    for (caller, at_agent, in_queue, waits) in [
        (party(None, Some("111")), true, false, true),
        (party(Some("Ada"), None), true, false, true),
        (party(None, None), true, false, false),
        (party(None, Some("111")), false, false, false),
        (party(None, None), false, true, true),
    ] {
        let mut call = Call::new("c1".into(), Phase::Ringing);
        call.agent_name = at_agent.then(|| Text::new("Noa"));
        call.queue = in_queue.then(|| "q1".into());
        call.caller = caller.clone();
        let mut script = Script::new(&["one"]);
        script.calls("one", vec![call]);
        assert_eq!(script.row("one", "c1").waits(), waits, "{caller:?} {at_agent} {in_queue}");
    }
}

#[test]
fn who_has_waited_longest_comes_first_and_who_does_not_tell_last() {
    let mut script = Script::new(&["one"]);
    let since = |id: &str, ago: Option<u64>| Call {
        entered: ago.map(|ago| START - Duration::from_secs(ago)),
        ..queued(id, id)
    };
    script.calls("one", vec![since("c1", None), since("c2", Some(10)), since("c3", Some(30))]);
    let ids: Vec<_> = list_two(&mut script).iter().map(|(_, row)| row.call.id.as_str().to_owned()).collect();
    assert_eq!(ids, ["c3", "c2", "c1"]);
    let line = script.board.line(&account("one")).expect("the account");
    let ids: Vec<_> = line.waits.listed.iter().map(|(_, row)| row.call.id.as_str()).collect();
    assert_eq!(ids, ["c3", "c2", "c1"]);
    let longest = script.board.longest(script.now).expect("a wait");
    assert_eq!((longest.since, longest.least), (START - Duration::from_secs(30), true));
}

#[test]
fn an_account_that_only_counts_tells_all_if_every_queue_does() {
    let counts = |counts: [Option<u32>; 2], unread: usize| {
        let mut script = Script::new(&["one"]);
        let rows = ["q1", "q2"].into_iter().zip(counts);
        let rows = rows.map(|(id, waiting)| Queue { waiting, ..queue(id, id) }).collect();
        let unread = vec![Unread::row("[2].id: missing"); unread];
        script.polled("one", Snapshot { queues: Feed::Fresh { rows, unread }, ..nothing() });
        script.board.line(&account("one")).expect("the account").tells_waiting()
    };
    assert_eq!(counts([Some(1), Some(0)], 0), Tells::All);
    assert_eq!(counts([Some(1), Some(0)], 1), Tells::Part);
    assert_eq!(counts([Some(1), None], 0), Tells::Part);
    assert_eq!(counts([None, None], 0), Tells::Nothing);
}

/// Where callers have a list of their own, nobody knows who waits without it.
#[test]
fn an_account_whose_callers_have_a_list_of_their_own_tells_who_waits_by_both() {
    let none = || Feed::fresh(vec![]);
    let odd = || Feed::Fresh { rows: vec![], unread: vec![Unread::row("[0].id: missing")] };
    let failed = || Feed::Failed(Fault::Unreachable("timed out".into()));
    for (place, (calls, waiting, tells)) in [
        (none(), none(), Tells::All),
        (none(), odd(), Tells::Part),
        (odd(), none(), Tells::Part),
        (failed(), none(), Tells::Part),
        (none(), failed(), Tells::Nothing),
        (none(), Feed::NotOffered("it has none".into()), Tells::Nothing),
        (none(), Feed::Skipped, Tells::All),
    ]
    .into_iter()
    .enumerate()
    {
        let mut script = Script::new(&["one"]);
        script.polled("one", Snapshot { calls, waiting, ..nothing() });
        let line = script.board.line(&account("one")).expect("the account");
        assert_eq!(line.tells_waiting(), tells, "{place}");
    }
}

#[test]
fn who_was_answered_and_waits_again_does_since_it_rings_or_as_the_queue_says() {
    for (phase, since) in [(Phase::Queued, 0), (Phase::Ringing, 60)] {
        let mut script = Script::new(&["one"]);
        script.calls("one", vec![talking("c1", "111")]);
        script.later(60);
        let again = Call { phase: phase.clone(), direction: Direction::Inbound, ..talking("c1", "111") };
        script.calls("one", vec![again]);
        let row = script.row("one", "c1");
        assert_eq!(
            (row.waits(), row.waits_since()),
            (true, Some(START + Duration::from_secs(since))),
            "{phase:?}"
        );
    }
}

#[test]
fn a_head_that_is_not_listed_is_doubtful_once_it_is_older_than_calls_are() {
    let (calm, critical) = (Urgency::Calm, Urgency::Critical);
    for (more, doubtful, urgency) in [(Duration::ZERO, false, critical), (Duration::from_secs(1), true, calm)]
    {
        let mut script = Script::new(&["one"]);
        let sales =
            Queue { longest: Some(START - Duration::from_hours(4) - more), ..counting("q1", "Sales", 1) };
        script.polled("one", Snapshot { queues: Feed::fresh(vec![sales]), ..nothing() });
        let head = script.board.unlisted_longest(script.now).expect("a head");
        assert_eq!((head.doubtful, head.urgency), (doubtful, urgency), "{more:?}");
    }
}

#[test]
fn of_two_heads_that_are_not_listed_the_older_is_told_if_nobody_listed_waits_as_long() {
    let minutes = |minutes| START - Duration::from_mins(minutes);
    for (listed, head) in [(1, Some(minutes(3))), (3, None)] {
        let mut script = Script::new(&["one", "two", "three"]);
        for (name, longest) in [("one", 2), ("two", 3)] {
            let sales = Queue { longest: Some(minutes(longest)), ..counting("q1", "Sales", 1) };
            script.polled(name, Snapshot { queues: Feed::fresh(vec![sales]), ..nothing() });
        }
        script.calls("three", vec![Call { entered: Some(minutes(listed)), ..queued("c1", "111") }]);
        let told = script.board.unlisted_longest(script.now).map(|longest| longest.since);
        assert_eq!(told, head, "{listed}");
    }
}

#[test]
fn a_call_that_rings_at_three_phones_is_one_call() {
    let mut script = Script::new(&["one"]);
    let ring =
        |agent: &str| Call { conversation: Some("9".into()), ..rings(&format!("{agent}/9"), agent, "111") };
    let agents = ["a1", "a2", "a3"].map(|id| agent(id, &format!("Agent {id}"), AgentState::Ringing));
    let mut other = talking("c1", "222");
    other.agent = Some("a4".into());
    let ringing = Snapshot {
        calls: Feed::fresh(vec![ring("a1"), ring("a2"), ring("a3"), other.clone()]),
        agents: Feed::fresh(agents.to_vec()),
        ..nothing()
    };
    script.polled("one", ringing);
    let totals = script.board.totals;
    assert_eq!((totals.waiting.value, totals.calls.value), (callers(1, 0), 2));
    assert_eq!(script.session.table().rows.len(), 2, "list 1 has it once");
    assert_eq!(list_two(&mut script).len(), 1);
    assert_eq!(script.row("one", "a1/9").agents().as_deref(), Some("Agent a1, Agent a2, Agent a3"));
    // It is among the calls of each of the three.
    script.keys("4j↵");
    assert_eq!(script.session.table().rows.len(), 1);
    // Once somebody has it, the phones that ring on make no second call and nobody wait.
    let answered = Call { phase: Phase::Talking, answered: Some(script.now), ..ring("a2") };
    script.calls("one", vec![ring("a1"), answered, other]);
    let totals = script.board.totals;
    assert_eq!((totals.waiting.value, totals.calls.value), (callers(0, 0), 2));
}

#[test]
fn what_a_queue_counts_beyond_the_listed_is_told_apart_and_of_when() {
    let mut script = Script::new(&["one"]);
    let mut sales = counting("q1", "Sales", 5);
    sales.longest = Some(START - Duration::from_mins(5));
    let snapshot = |calls: Vec<Call>| Snapshot { calls: Feed::fresh(calls), ..nothing() };
    let both = vec![queued("c1", "111"), queued("c2", "222")];
    script.polled("one", Snapshot { queues: Feed::fresh(vec![sales]), ..snapshot(both) });
    script.later(12);
    assert_eq!(script.board.totals.waiting.value, callers(2, 3));
    assert_eq!(script.board.totals.unlisted_at, Some(START));
    assert_eq!(script.board.longest(script.now).map(|longest| longest.since), Some(START));
    let head = script.board.unlisted_longest(script.now).map(|longest| longest.since);
    assert_eq!(head, Some(START - Duration::from_mins(5)));
    let screen = picture(&mut script, 160);
    assert!(screen[1].contains("Waiting 2 +3 unlisted 0:12"), "{}", screen[1]);
    assert!(screen[1].contains("longest 0:12") && screen[1].contains("+5:12 ‼"), "{}", screen[1]);
    // Who leaves takes nobody else along, and who turns out to be listed was not unlisted.
    script.polled("one", snapshot(vec![queued("c2", "222")]));
    assert_eq!(script.board.totals.waiting.value, callers(1, 3));
    let four = ["c2", "c3", "c4", "c5"].map(|id| queued(id, id));
    script.polled("one", snapshot(four.to_vec()));
    assert_eq!(script.board.totals.waiting.value, callers(4, 1));
    script.keys("2");
    assert!(picture(&mut script, 160).iter().any(|line| line.contains("+1 unlisted")));
}

#[test]
fn a_caller_whose_queue_is_not_known_is_nobody_unlisted() {
    let mut script = Script::new(&["one"]);
    let stray = Call { queue: None, ..queued("c1", "111") };
    let named = Call { queue: None, queue_name: Some(Text::new("Support")), ..queued("c2", "222") };
    let queues = Feed::fresh(vec![counting("q1", "Sales", 1), counting("q2", "Support", 1)]);
    script.polled("one", Snapshot { calls: Feed::fresh(vec![stray, named]), queues, ..nothing() });
    assert_eq!(script.board.totals.waiting.value, callers(2, 0));
    let line = script.board.line(&account("one")).expect("the account");
    assert_eq!(line.waits.queue(&"q2".into()).callers, callers(1, 0));
    // Nor is it known where two queues have the name.
    let named = Call { queue: None, queue_name: Some(Text::new("Support")), ..queued("c2", "222") };
    let queues = Feed::fresh(vec![counting("q1", "Support", 1), counting("q2", "Support", 1)]);
    script.polled("one", Snapshot { calls: Feed::fresh(vec![named]), queues, ..nothing() });
    assert_eq!(script.board.totals.waiting.value, callers(1, 1));
    let line = script.board.line(&account("one")).expect("the account");
    for id in ["q1", "q2"] {
        assert_eq!(line.waits.queue(&id.into()).callers.listed, 0, "{id}");
    }
}

#[test]
fn the_head_of_a_queue_may_be_the_caller_whose_queue_is_not_known() {
    for (stray, head) in [(true, None), (false, Some(START - Duration::from_mins(1)))] {
        let mut script = Script::new(&["one"]);
        let calls = if stray { vec![Call { queue: None, ..queued("c1", "111") }] } else { vec![] };
        let sales = Queue { longest: Some(START - Duration::from_mins(1)), ..counting("q1", "Sales", 1) };
        let queues = Feed::fresh(vec![sales]);
        script.polled("one", Snapshot { calls: Feed::fresh(calls), queues, ..nothing() });
        let longest = script.board.unlisted_longest(script.now).map(|longest| longest.since);
        assert_eq!(longest, head, "{stray}");
    }
}

#[test]
fn the_longest_wait_of_a_queue_is_of_whoever_waits_longest_listed_or_not() {
    let minute = Duration::from_mins(1);
    for (waiting, longest, head) in [
        (1, None, Some(START)),
        (1, Some(START - minute), Some(START)),
        (2, Some(START - minute), Some(START - minute)),
        (2, Some(START - Duration::from_secs(5)), Some(START)),
        (2, Some(START + minute), Some(START)),
    ] {
        let mut script = Script::new(&["one"]);
        script.later(120);
        let queues = Feed::fresh(vec![Queue { longest, ..counting("q1", "Sales", waiting) }]);
        let calls = Feed::fresh(vec![queued("c1", "111")]);
        script.polled("one", Snapshot { calls, queues, ..nothing() });
        let line = script.board.line(&account("one")).expect("the account");
        assert_eq!(line.waits.queue(&"q1".into()).head(), head, "{waiting} {longest:?}");
    }
}

#[test]
fn a_wait_that_can_hardly_be_true_is_never_the_longest_unmarked() {
    let mut script = Script::new(&["one"]);
    let hours = Duration::from_hours(5);
    let phantom = Call { entered: Some(START - hours), ..queued("c1", "111") };
    script.calls("one", vec![phantom.clone(), queued("c2", "222")]);
    script.later(5);
    let longest = script.board.longest(script.now).expect("a wait");
    assert_eq!((longest.since, longest.doubtful), (START, false));
    script.calls("one", vec![phantom]);
    let longest = script.board.longest(script.now).expect("a wait");
    assert_eq!((longest.since, longest.doubtful), (START - hours, true));
    assert!(picture(&mut script, 120)[1].contains("longest 5:00:05 ?!"));
    let told = json(&script.board, script.now);
    assert_eq!(told["totals"]["longest_wait_doubtful"], true);
    assert!(told["accounts"][0]["calls"]["rows"][0]["doubt"].is_string());
    assert!(csv(&script.board, script.now).contains("older than 4h"));
}

#[test]
fn a_sum_over_what_could_not_all_be_read_is_a_least() {
    let mut script = Script::new(&["one", "two"]);
    let odd = |rows| Feed::Fresh { rows, unread: vec![Unread::row("[1].uii: missing")] };
    let agents = Feed::Fresh {
        rows: vec![agent("a1", "Ada", AgentState::Ready)],
        unread: vec![Unread::row("[1].id: missing")],
    };
    script.polled("one", Snapshot { calls: odd(vec![queued("c1", "111")]), agents, ..nothing() });
    let totals = script.board.totals;
    assert!(totals.waiting.least && totals.calls.least && totals.ready.least);
    assert_eq!((totals.waiting.by, totals.waiting.of), (1, 2), "two has not answered");
    let screen = picture(&mut script, 120);
    assert!(screen[0].contains("! sim.one 2 entries unread"), "{}", screen[0]);
    for told in ["Waiting ≥1 (1/2)", "longest ≥", "Calls ≥0 (1/2)", "Ready ≥1 (1/2)"] {
        assert!(screen[1].contains(told), "{told}: {}", screen[1]);
    }
    assert!(picture(&mut script, 80)[0].contains("! sim.one 2 entries unread"));
    let told = json(&script.board, script.now);
    assert_eq!(told["totals"]["waiting"]["at_least"], true);
    assert!(csv(&script.board, script.now).contains(",fresh,1\r\n"));
    let message = Feed::Fresh { rows: vec![], unread: vec![Unread::message("event stream: cut off")] };
    script.polled("one", Snapshot { calls: message, ..nothing() });
    assert!(script.board.totals.waiting.least, "what was missed may be a call");
    let calls = json(&script.board, script.now)["accounts"][0]["calls"].clone();
    assert_eq!((&calls["unread"], &calls["unread_messages"]), (&0.into(), &1.into()), "it is no row");
    script.calls("one", vec![]);
    assert!(!script.board.totals.waiting.least, "good rows end the doubt");
    let queues = Feed::Fresh { rows: vec![], unread: vec![Unread::row("[0].gateId: missing")] };
    script.polled("one", Snapshot { queues, ..nothing() });
    assert!(script.board.totals.waiting.least, "a queue that cannot be read may count somebody");
    script.polled("one", Snapshot { queues: Feed::fresh(vec![]), ..nothing() });
    script.calls("two", vec![]);
    assert!(!script.board.totals.waiting.least, "good rows end the doubt");
}

#[test]
fn what_an_account_cannot_tell_is_part_of_no_sum() {
    let mut script = Script::new(&["one"]);
    let connected = Snapshot {
        calls: Feed::fresh(vec![talking("c1", "111")]),
        waiting: Feed::NotOffered("it lists who is connected".into()),
        agents: Feed::NotOffered("it knows no agents".into()),
        queues: Feed::NotOffered("it knows no queues".into()),
        ..nothing()
    };
    script.polled("one", connected);
    let totals = script.board.totals;
    assert_eq!((totals.waiting.by, totals.waiting.of, totals.calls.by), (0, 1, 1));
    let screen = picture(&mut script, 120);
    assert!(screen[1].contains("Waiting n/m") && screen[1].contains("longest n/m"), "{}", screen[1]);
    let told = json(&script.board, script.now);
    assert!(told["totals"]["waiting"]["value"].is_null());
    for (key, says) in [("2", "whether anybody waits"), ("3", "which queues"), ("4", "which agents")] {
        script.keys(key);
        let screen = picture(&mut script, 120).join("\n");
        assert!(screen.contains(&format!("no account can say {says}")), "{screen}");
    }
}

#[test]
fn an_account_that_did_not_answer_at_all_has_old_callers_too() {
    let mut script = Script::new(&["one"]);
    let apart =
        Snapshot { calls: Feed::fresh(vec![]), waiting: Feed::fresh(vec![queued("c1", "111")]), ..nothing() };
    script.polled("one", apart);
    script.later(5);
    script.fails("one", &Fault::Unreachable("timed out".into()));
    let standing = script.board.standing(&account("one"), callboard::domain::FeedKind::Waiting, script.now);
    assert!(matches!(standing, callboard::board::Standing::Stale { .. }), "{standing:?}");
    assert!(json(&script.board, script.now)["totals"]["waiting"]["old"].is_number());
}
