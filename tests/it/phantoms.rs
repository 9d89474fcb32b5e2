//! What can hardly be true: agents who talk on no call, and calls that never end.

use std::time::Duration;

use callboard::domain::{
    AccountLimits, AgentKey, AgentState, Call, Fault, Feed, Limits, Snapshot, Thresholds,
};

use crate::script::{START, Script, account, agent, nothing, queued, talking};

/// An account whose agent talks, with these calls, `seconds` later.
fn talks_with(script: &mut Script, calls: Vec<Call>, seconds: u64) -> Option<Duration> {
    script.later(seconds);
    let agents = Feed::fresh(vec![agent("a1", "Ada", AgentState::Talking)]);
    script.polled("one", Snapshot { calls: Feed::fresh(calls), agents, ..nothing() });
    let key = AgentKey::new(&account("one"), &"a1".into());
    let ada = script.board.agent(&key).expect("Ada").clone();
    script.board.line(&account("one")).expect("the account").phantom_agent(&ada, script.now)
}

#[test]
fn an_agent_who_talks_on_no_call_is_doubtful_after_a_while() {
    let mut script = Script::new(&["one"]);
    assert_eq!(talks_with(&mut script, vec![talking("c1", "1")], 5), None);
    assert_eq!(talks_with(&mut script, vec![], 5), None, "lists may disagree for a while");
    assert_eq!(talks_with(&mut script, vec![], 30), None);
    assert_eq!(talks_with(&mut script, vec![], 5), Some(Duration::from_secs(35)));
    assert_eq!(talks_with(&mut script, vec![talking("c2", "2")], 5), None, "there is the call");
}

#[test]
fn what_is_doubtful_is_so_by_the_limits_of_the_account_and_its_queue() {
    let limits = |seconds| {
        let span = Duration::from_secs(seconds);
        Limits { phantom_call: span, phantom_agent: span, ..Limits::default() }
    };
    let queues = [("q1".to_owned(), limits(50))].into();
    let own = AccountLimits { own: limits(100), queues };
    let mut script = Script::new(&["one"]);
    script.board = script.board.judging(&Thresholds::new(limits(9), [(account("one"), own)]));
    assert_eq!(talks_with(&mut script, vec![talking("c1", "1")], 0), None);
    assert_eq!(talks_with(&mut script, vec![], 5), None);
    assert_eq!(talks_with(&mut script, vec![], 100), None);
    assert_eq!(talks_with(&mut script, vec![], 1), Some(Duration::from_secs(101)));
    for (call, most) in [(talking("c2", "2"), 100), (queued("c3", "3"), 50)] {
        script.calls("one", vec![call.clone()]);
        let line = script.board.line(&account("one")).expect("the account");
        let row = line.call(&call.id).expect("the call");
        let old = |seconds| line.implausible(row, START + Duration::from_secs(seconds)).is_some();
        assert_eq!([old(most), old(most + 1)], [false, true], "{most}");
    }
}

#[test]
fn nothing_is_doubtful_where_calls_name_no_agents_or_are_old() {
    let mut script = Script::new(&["one"]);
    let mut nobody = talking("c1", "1");
    nobody.agent = None;
    assert_eq!(talks_with(&mut script, vec![nobody.clone()], 5), None);
    assert_eq!(
        talks_with(&mut script, vec![nobody], 300),
        None,
        "no call of this vendor ever named an agent"
    );
    assert_eq!(talks_with(&mut script, vec![talking("c1", "1")], 5), None);
    assert_eq!(talks_with(&mut script, vec![], 5), None);
    script.later(300);
    let failed = Snapshot {
        calls: Feed::Failed(Fault::Unreachable("x".into())),
        agents: Feed::fresh(vec![agent("a1", "Ada", AgentState::Talking)]),
        ..nothing()
    };
    script.polled("one", failed);
    assert_eq!(talks_with(&mut script, vec![], 5), None, "the list of calls was old until now");
}

#[test]
fn a_call_older_than_calls_are_is_doubtful() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![talking("c1", "1")]);
    let age = |seconds| {
        let line = script.board.line(&account("one")).expect("the account");
        line.implausible(script.row("one", "c1"), script.now + Duration::from_secs(seconds))
    };
    assert_eq!(age(4 * 3_600), None);
    assert!(age(4 * 3_600 + 1).is_some());
}
