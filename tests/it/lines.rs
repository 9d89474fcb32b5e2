//! One account on the board: how fresh it is, what it keeps, and whose legs it lists.

use std::time::Duration;

use callboard::board::{Line, Standing};
use callboard::domain::{Agent, AgentState, CallId, Choice, Fault, Feed, FeedKind, Listener, Snapshot, Text};
use callboard::messages::Fact;

use crate::script::{START, Script, account, agent, nothing, queue, queued, talking};

fn line(script: &Script) -> &Line {
    script.board.line(&account("one")).expect("the account")
}

fn unreachable() -> Fault {
    Fault::Unreachable("connection refused".into())
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn an_account_is_as_old_as_the_oldest_list_that_was_told() {
    let mut script = Script::new(&["one"]);
    assert_eq!(line(&script).worst(script.now), Standing::Awaited);
    let agents = || Feed::fresh(vec![agent("a1", "Ada", AgentState::Ready)]);
    script.polled("one", Snapshot { agents: agents(), calls: Feed::Failed(unreachable()), ..nothing() });
    let stale = |age| Standing::Stale { age, why: "unreachable" };
    assert_eq!(line(&script).worst(script.now), stale(None), "one never came");
    script.polled("one", Snapshot { agents: agents(), calls: Feed::fresh(vec![]), ..nothing() });
    assert_eq!(line(&script).worst(script.now), Standing::Fresh);
    script.later(4);
    script.polled("one", Snapshot { agents: Feed::Failed(unreachable()), ..nothing() });
    script.later(3);
    script.polled(
        "one",
        Snapshot { calls: Feed::Failed(unreachable()), queues: Feed::Failed(unreachable()), ..nothing() },
    );
    script.later(2);
    assert_eq!(line(&script).worst(script.now), stale(Some(seconds(9))), "not the one that never came");
    assert_eq!(line(&script).standing(FeedKind::Agents, script.now), stale(Some(seconds(9))));
    assert_eq!(line(&script).standing(FeedKind::Queues, script.now), stale(None));
}

#[test]
fn an_account_without_a_list_is_none_the_worse_for_it() {
    let mut script = Script::new(&["one"]);
    let none = || Feed::NotOffered("it has none".into());
    script.polled("one", Snapshot { queues: none(), ..nothing() });
    assert_eq!(line(&script).standing(FeedKind::Queues, script.now), Standing::NotOffered);
    assert_eq!(line(&script).worst(script.now), Standing::Awaited);
    script.calls("one", vec![]);
    assert_eq!(line(&script).worst(script.now), Standing::Fresh);
}

#[test]
fn an_account_is_fresh_if_any_of_its_lists_was_told_and_none_is_old() {
    let mut script = Script::new(&["one"]);
    script.polled("one", Snapshot { queues: Feed::fresh(vec![]), ..nothing() });
    assert_eq!(line(&script).worst(script.now), Standing::Fresh);
}

#[test]
fn a_list_that_is_offered_again_and_fails_is_old_and_no_longer_not_offered() {
    let mut script = Script::new(&["one"]);
    script.polled("one", Snapshot { queues: Feed::NotOffered("it has none".into()), ..nothing() });
    script.polled("one", Snapshot { queues: Feed::Failed(unreachable()), ..nothing() });
    let standing = line(&script).standing(FeedKind::Queues, script.now);
    assert_eq!(standing, Standing::Stale { age: None, why: "unreachable" });
}

/// Three polls, and never less than fifteen seconds.
#[test]
fn an_account_is_silent_after_three_of_its_own_polls() {
    for (every, silence) in [(1, 15), (5, 15), (30, 90)] {
        let mut script = Script::new(&["one"]);
        let joined = Fact::Joined {
            account: account("one"),
            abilities: callboard::domain::Abilities::new(),
            every: seconds(every),
        };
        script.fold(joined);
        script.calls("one", vec![]);
        let standing = |after| line(&script).standing(FeedKind::Calls, script.now + seconds(after));
        assert_eq!(standing(silence), Standing::Fresh, "every {every} s");
        let age = Some(seconds(silence + 1));
        assert_eq!(standing(silence + 1), Standing::Stale { age, why: "silent" }, "every {every} s");
    }
}

#[test]
fn what_a_poll_does_not_tell_again_stays_and_what_it_tells_is_news() {
    let mut script = Script::new(&["one"]);
    let states = vec![Choice::new("1", "Login")];
    let leg =
        Listener { call: Some(CallId::from("c1")), phone: Text::new("200"), answered: true, since: None };
    let told = Snapshot { states: states.clone(), listeners: Some(vec![leg]), ..nothing() };
    script.polled("one", told);
    assert_eq!(line(&script).health.heard, Some(script.now));
    assert_eq!(line(&script).health.next, Some(script.now + seconds(5)));
    script.polled("one", nothing());
    assert_eq!(&*line(&script).states, states.as_slice());
    assert!(line(&script).listeners.is_none(), "legs that are not listed are not known");
    let again = script.now + seconds(9);
    script.fold(Fact::Crashed { account: account("one"), why: "index out of range".into(), again });
    assert_eq!(line(&script).health.next, Some(again));
}

#[test]
fn a_leg_is_found_by_its_call_and_its_phone() {
    let mut script = Script::new(&["one"]);
    let leg = |call: &str, phone: &str| Listener {
        call: Some(CallId::from(call)),
        phone: Text::new(phone),
        answered: true,
        since: None,
    };
    let listeners = Some(vec![leg("c1", "200"), leg("c2", "300")]);
    script.polled("one", Snapshot { listeners, ..nothing() });
    let found =
        |call: &str, phone: &str| line(&script).listener(&CallId::from(call), &Text::new(phone)).is_some();
    assert!(found("c1", "200") && found("c2", "300"));
    assert!(!found("c1", "300") && !found("c2", "200"), "neither alone is enough");
}

#[test]
fn a_clock_that_stays_put_is_of_one_state_and_one_reason() {
    let mut script = Script::new(&["one"]);
    let mut tell = |state: AgentState, reason: &str, since: u64| {
        let told = Agent {
            reason: Some(Text::new(reason)),
            since: Some(START + seconds(since)),
            ..agent("a1", "Ada", state)
        };
        script.polled("one", Snapshot { agents: Feed::fresh(vec![told]), ..nothing() });
        let rows = line(&script).agents.rows();
        rows[0].since.map(|since| since.since(START).as_secs())
    };
    assert_eq!(tell(AgentState::Paused, "lunch", 10), Some(10));
    assert_eq!(tell(AgentState::Paused, "lunch", 11), Some(10), "a rounding is no news");
    assert_eq!(tell(AgentState::Paused, "training", 12), Some(12));
    assert_eq!(tell(AgentState::Ready, "training", 13), Some(13));
    assert_eq!(tell(AgentState::Ready, "training", 30), Some(30));
}

#[test]
fn a_queues_longest_wait_stays_put_while_it_is_of_one_caller() {
    let mut script = Script::new(&["one"]);
    let mut tell = |since: u64| {
        let told = callboard::domain::Queue { longest: Some(START + seconds(since)), ..queue("q1", "Sales") };
        script.polled("one", Snapshot { queues: Feed::fresh(vec![told]), ..nothing() });
        line(&script).queues.rows()[0].longest.map(|since| since.since(START).as_secs())
    };
    assert_eq!([10, 11, 9, 30].map(&mut tell), [Some(10), Some(10), Some(10), Some(30)]);
}

#[test]
fn lists_name_what_others_list() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![talking("c1", "111"), queued("c2", "222")]);
    assert_eq!((&script.row("one", "c1").agent, &script.row("one", "c2").queue), (&None, &None));
    let told = Snapshot {
        agents: Feed::fresh(vec![agent("a1", "Ada", AgentState::Talking)]),
        queues: Feed::fresh(vec![queue("q1", "Sales")]),
        ..nothing()
    };
    script.polled("one", told);
    assert_eq!(script.row("one", "c1").agent.as_deref(), Some("Ada"));
    assert_eq!(script.row("one", "c2").queue.as_deref(), Some("Sales"));
    let on: Vec<_> = line(&script).on_call.values().flatten().map(CallId::as_str).collect();
    assert_eq!(on, ["c1"]);
    assert_eq!(line(&script).all_calls().count(), 2);
}
