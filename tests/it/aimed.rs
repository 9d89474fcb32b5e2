//! An order that is addressed by agent or line is for the calls that the operator saw there, and for no other.

use callboard::board::{Effect, Stage};
use callboard::domain::{
    Abilities, AgentState, Call, Feed, Phase, Reach, Shows, Snapshot, Special, Subject, Verb, Weight,
};
use callboard::messages::{Fact, Order, Run, Ticket};
use callboard::session::Mode;
use callboard::store::audit::Entry;

use crate::script::{START, Script, abilities, account, agent, giving, nothing, talking};

fn own() -> Abilities {
    abilities().with(vec![
        Special::agent("one", "free line 1", Weight::Final, "The call on the line ends.")
            .shows(Shows::Agent)
            .reaching(Reach::One),
        Special::agent("all", "free all lines", Weight::Final, "Every call of the agent ends.")
            .shows(Shows::Agent)
            .reaching(Reach::Every),
        Special::agent("log", "log in", Weight::Noticed, "The agent begins."),
    ])
}

fn floor(calls: Vec<Call>) -> Script {
    let mut script = Script::able(&["one"], own());
    calls_of_ada(&mut script, calls);
    script
}

fn calls_of_ada(script: &mut Script, calls: Vec<Call>) {
    let agents = Feed::fresh(vec![agent("a1", "Ada", AgentState::Talking)]);
    script.polled("one", Snapshot { calls: Feed::fresh(calls), agents, ..nothing() });
}

fn asked(script: &Script) -> (Vec<String>, String) {
    let Mode::Confirm(confirm) = &script.session.mode else { panic!("{:?}", script.notice()) };
    let calls = confirm.subject.calls().map(|key| key.id.as_str().to_owned()).collect();
    (calls, confirm.code.clone().map_or_else(String::new, |(code, _)| code))
}

#[test]
fn a_line_that_is_freed_from_a_calls_row_is_for_that_call() {
    let mut script = floor(vec![talking("c1", "+15550111")]);
    script.keys("V↵");
    assert_eq!(asked(&script), (vec!["c1".to_owned()], "11".to_owned()), "its caller's digits are asked");
    script.keys("11");
    assert_eq!(script.sent.len(), 1);
}

#[test]
fn the_question_closes_when_the_call_ends_or_the_agent_has_another() {
    let other = || talking("c2", "+15550222");
    for (now, says) in [
        (vec![], "the call has ended"),
        (vec![other()], "the call has ended"),
        (vec![talking("c1", "+15550111"), other()], "another call"),
        (vec![talking("c1", "+15550333")], "another call"),
    ] {
        for keys in ["V↵", "4V↵"] {
            let mut script = floor(vec![talking("c1", "+15550111")]);
            script.keys(keys);
            asked(&script);
            calls_of_ada(&mut script, now.clone());
            assert!(matches!(script.session.mode, Mode::Browse), "{keys} {says}");
            assert!(script.notice().contains(says), "{keys}: {}", script.notice());
            script.keys("1101y");
            assert!(script.sent.is_empty());
        }
    }
}

#[test]
fn the_menu_closes_too_and_goes_on_where_nothing_in_it_ends_a_call() {
    let mut script = floor(vec![talking("c1", "+15550111")]);
    script.keys("4V");
    calls_of_ada(&mut script, vec![talking("c2", "+15550222")]);
    assert!(matches!(script.session.mode, Mode::Browse));
    let harmless = Special::agent("log", "log in", Weight::Noticed, "The agent begins.");
    let mut script = Script::able(&["one"], abilities().with(vec![harmless]));
    calls_of_ada(&mut script, vec![talking("c1", "+15550111")]);
    script.keys("4V");
    calls_of_ada(&mut script, vec![talking("c2", "+15550222")]);
    script.keys("↵y");
    assert_eq!(script.sent.len(), 1);
    assert_eq!(script.sent[0].subject.calls().count(), 0);
}

/// Whoever asks from a call's row has seen the agent's calls as they were then.
#[test]
fn a_call_that_comes_while_the_menu_is_open_is_not_in_it() {
    let mut script = floor(vec![talking("c1", "+15550111")]);
    script.keys("V");
    calls_of_ada(&mut script, vec![talking("c1", "+15550111"), talking("c2", "+15550222")]);
    script.keys("j↵");
    assert!(script.notice().contains("another call"), "{}", script.notice());
    script.keys("11221y");
    assert!(script.sent.is_empty());
}

/// Between the order and its audit line nobody looks at a question any more.
#[test]
fn the_floor_refuses_it_when_the_call_has_gone_before_it_is_sent() {
    let mut script = floor(vec![talking("c1", "+15550111")]);
    script.keys("V↵");
    let Mode::Confirm(confirm) = &script.session.mode else { panic!() };
    let order = Order {
        ticket: Ticket { run: Run::default(), session: 7, number: 1 },
        operator: "dana".into(),
        subject: confirm.subject.clone(),
        action: confirm.action.clone(),
        at: script.now,
    };
    let effects = script.board.ask(giving(&order), script.now);
    assert!(matches!(&effects[..], [Effect::Record(filed)] if filed.stage == Stage::Noted));
    calls_of_ada(&mut script, vec![talking("c2", "+15550222")]);
    let recorded = Fact::Recorded { ticket: order.ticket, result: Ok(()) };
    let effects = script.board.learn(recorded, script.now);
    let [Effect::Log(filed)] = &effects[..] else { panic!("{effects:?}") };
    assert!(matches!(&filed.stage, Stage::Refused(why) if why.contains("the call has ended")));
    // And at once, when it was gone before the order came.
    let late = Order { ticket: Ticket { run: Run::default(), session: 7, number: 2 }, ..order };
    let effects = script.board.ask(giving(&late), script.now);
    assert!(matches!(&effects[..], [Effect::Log(filed)] if matches!(filed.stage, Stage::Refused(_))));
}

#[test]
fn from_an_agents_row_it_is_for_the_call_that_the_agent_has() {
    let mut script = floor(vec![talking("c1", "+15550111")]);
    script.keys("4V↵");
    assert_eq!(asked(&script), (vec!["c1".to_owned()], "11".to_owned()));
    let mut script = floor(vec![]);
    script.keys("4V↵");
    assert!(script.notice().contains("Ada is on no call"), "{}", script.notice());
    script.keys("Vj↵");
    assert!(script.notice().contains("Ada is on no call"), "{}", script.notice());
}

#[test]
fn of_two_calls_nobody_knows_which_is_on_a_line_and_all_are_both() {
    let both = || vec![talking("c1", "+15550111"), talking("c2", "+15550222")];
    for row in ["", "j", "4"] {
        let mut script = floor(both());
        script.keys(row);
        script.keys("V↵");
        assert!(script.notice().contains("Ada has 2 calls"), "{}", script.notice());
        script.keys("Vj↵");
        let (calls, code) = asked(&script);
        let mut sorted = calls.clone();
        sorted.sort();
        assert_eq!(sorted, ["c1", "c2"]);
        let first = if row == "j" { "c2" } else { "c1" };
        assert_eq!(calls[0], first, "the one under the cursor comes first");
        script.keys(&code);
        let entry = Entry::of(script.board.orders.filed().next_back().unwrap(), callboard::clock::utc());
        let other = if first == "c1" { "c2" } else { "c1" };
        assert_eq!(entry.call.unwrap(), format!("{first}, {other}"));
        assert_eq!(entry.caller.unwrap().matches("+1555").count(), 2);
        assert_eq!(entry.agent.as_deref(), Some("Ada"));
    }
}

/// What ends no call is for the call all the same that it was asked for from.
#[test]
fn a_state_or_a_number_asked_for_from_a_calls_row_goes_away_with_the_call() {
    let ended = |row: &str, key: &str| {
        let mut script = floor(vec![talking("c1", "+15550111")]);
        let mut snapshot = nothing();
        snapshot.states = vec![callboard::domain::Choice::new("2", "on break")];
        script.polled("one", snapshot);
        script.keys(row);
        script.keys(key);
        assert!(!matches!(script.session.mode, Mode::Browse), "{}", script.notice());
        calls_of_ada(&mut script, vec![]);
        matches!(script.session.mode, Mode::Browse)
    };
    for key in ["S", "C"] {
        assert!(ended("", key));
        assert!(!ended("4", key), "from the agent's row it is about no call");
    }
}

#[test]
fn it_is_seen_when_the_named_calls_are_the_agents_no_more() {
    let mut script = floor(vec![talking("c1", "+15550111")]);
    script.keys("V↵11");
    let ticket = script.sent[0].ticket;
    let accepted = Ok(callboard::domain::Accepted::default());
    script.fold(Fact::Acted { account: account("one"), ticket, result: accepted });
    script.later(1);
    // Another state of the agent shows nothing of it.
    let agents = Feed::fresh(vec![agent("a1", "Ada", AgentState::Held)]);
    let calls = Feed::fresh(vec![talking("c1", "+15550111")]);
    script.polled("one", Snapshot { calls, agents, ..nothing() });
    assert!(matches!(script.board.orders.find(ticket).unwrap().stage, Stage::Accepted(_)));
    script.later(1);
    calls_of_ada(&mut script, vec![talking("c2", "+15550222")]);
    assert_eq!(script.board.orders.find(ticket).unwrap().stage, Stage::Seen);
}

#[test]
fn a_call_that_is_in_other_hands_or_only_wrapped_up_is_the_agents_no_more() {
    let mut handed = talking("c1", "+15550111");
    handed.agent = Some("a2".into());
    let mut over = talking("c1", "+15550111");
    over.phase = Phase::Wrapup;
    let mut held = talking("c1", "+15550111");
    held.phase = Phase::Held;
    for (after, seen) in [(handed, true), (over, true), (held, false)] {
        let mut script = floor(vec![talking("c1", "+15550111")]);
        script.keys("V↵11");
        let ticket = script.sent[0].ticket;
        let result = Ok(callboard::domain::Accepted::default());
        script.fold(Fact::Acted { account: account("one"), ticket, result });
        script.later(1);
        calls_of_ada(&mut script, vec![after.clone()]);
        let stage = &script.board.orders.find(ticket).expect("filed").stage;
        assert_eq!(*stage == Stage::Seen, seen, "{after:?}");
    }
}

#[test]
fn an_ability_lost_while_the_question_stands_closes_it() {
    let mut script = floor(vec![talking("c1", "+15550111")]);
    script.keys("V↵");
    let Mode::Confirm(confirm) = &script.session.mode else { panic!() };
    assert!(matches!(&confirm.subject, Subject::Agent { .. }));
    let left = abilities().with(vec![Special::agent("log", "log in", Weight::Noticed, "x")]);
    let joined =
        Fact::Joined { account: account("one"), abilities: left, every: std::time::Duration::from_secs(5) };
    script.fold(joined);
    assert!(matches!(script.session.mode, Mode::Browse));
    assert!(script.notice().contains("can no longer be done"), "{}", script.notice());
    // Keys rest after a question went away.
    script.later(2);
    script.keys("X");
    let none = Abilities::new().without(&Verb::ALL, "the token was refused");
    let joined =
        Fact::Joined { account: account("one"), abilities: none, every: std::time::Duration::from_secs(5) };
    script.fold(joined);
    assert!(script.notice().contains("the token was refused"), "{}", script.notice());
    script.keys("11");
    assert!(script.sent.is_empty());
    assert!(script.now > START);
}
