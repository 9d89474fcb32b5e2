//! One person with agents at several accounts: found, counted once, shown by what tells most.

use callboard::domain::{
    Agent, AgentId, AgentKey, AgentState, Fault, Feed, Mapping, Mention, Snapshot, Text,
};

use callboard::session::Row;

use crate::script::{Script, account, agent, nothing};

/// `sim.main` and `sim.branch`, where every one of `people` is an agent of each name or id that is written
/// `ACCOUNT/AGENT`.
fn script(people: &[(&str, &[&str])]) -> Script {
    let mut script = Script::new(&["main", "branch"]);
    let mention = |written: &&str| {
        let (name, agent) = written.split_once('/').expect("ACCOUNT/AGENT");
        Mention::new(&account(name), agent)
    };
    let person = |(name, agents): &(&str, &[&str])| Mapping {
        name: Text::new(name),
        agents: agents.iter().map(mention).collect(),
    };
    script.board = script.board.knowing(people.iter().map(person).collect());
    script
}

fn agents(script: &mut Script, name: &str, agents: Vec<Agent>) {
    script.polled(name, Snapshot { agents: Feed::fresh(agents), ..nothing() });
}

fn key(name: &str, id: &str) -> AgentKey {
    AgentKey::new(&account(name), &AgentId::from(id))
}

/// Who `id` of `name` is, and all of their agents.
fn person(script: &Script, name: &str, id: &str) -> Option<(String, Vec<AgentKey>)> {
    script.board.person(&key(name, id)).map(|person| (person.name.to_string(), person.agents.clone()))
}

/// Ready, talking, wrap-up, paused, offline and other agents, as the totals tell.
fn counted(script: &Script) -> [u32; 6] {
    let totals = &script.board.totals;
    let on_call = totals.talking + totals.ringing + totals.dialing;
    [totals.ready.value, on_call, totals.wrapup, totals.paused, totals.offline, totals.unknown]
}

#[test]
fn an_agent_is_found_by_id_by_name_or_by_extension() {
    for written in ["branch/PJSIP/101", "branch/A. Quist", "branch/101"] {
        let mut script = script(&[("Ada Quist", &["main/m1", written])]);
        agents(&mut script, "main", vec![agent("m1", "Ada", AgentState::Ready)]);
        let both = [key("main", "m1"), key("branch", "PJSIP/101")];
        assert_eq!(person(&script, "main", "m1"), Some(("Ada Quist".to_owned(), both[..1].to_vec())));
        let mut quist = agent("PJSIP/101", "A.  Quist", AgentState::Ready);
        quist.extension = Some("101".into());
        agents(&mut script, "branch", vec![quist, agent("PJSIP/102", "Bo", AgentState::Ready)]);
        assert_eq!(person(&script, "main", "m1"), Some(("Ada Quist".to_owned(), both.to_vec())), "{written}");
        assert_eq!(person(&script, "branch", "PJSIP/101"), person(&script, "main", "m1"));
        assert_eq!(person(&script, "branch", "PJSIP/102"), None);
        assert_eq!(person(&script, "main", "PJSIP/101"), None);
    }
}

#[test]
fn people_are_found_among_those_who_are_there_already() {
    let mut script = script(&[]);
    agents(&mut script, "main", vec![agent("m1", "Ada", AgentState::Ready)]);
    assert_eq!(person(&script, "main", "m1"), None);
    let ada = Mapping { name: "Ada Quist".into(), agents: vec![Mention::new(&account("main"), "m1")] };
    script.board = script.board.knowing(vec![ada]);
    assert_eq!(person(&script, "main", "m1").map(|(name, _)| name).as_deref(), Some("Ada Quist"));
}

#[test]
fn an_id_goes_before_a_name_and_a_name_that_two_share_is_nobodys() {
    let mut script = script(&[("Ada", &["main/101"]), ("Bo", &["main/Bo"])]);
    let mut other = agent("a2", "101", AgentState::Ready);
    other.extension = Some("Bo".into());
    let bo = |id: &str| agent(id, "Bo", AgentState::Ready);
    agents(
        &mut script,
        "main",
        vec![agent("101", "Ada", AgentState::Ready), other.clone(), bo("b1"), bo("b2")],
    );
    let name = |script: &Script, id: &str| person(script, "main", id).map(|(name, _)| name);
    assert_eq!(name(&script, "101").as_deref(), Some("Ada"));
    assert_eq!(["b1", "b2"].map(|id| name(&script, id)), [None, None]);
    agents(&mut script, "main", vec![other.clone(), bo("b1")]);
    assert_eq!(["a2", "b1"].map(|id| name(&script, id).unwrap_or_default()), ["Ada", "Bo"]);
}

#[test]
fn an_agent_is_one_persons_even_if_two_name_it_differently() {
    let mut script = script(&[("Ada", &["main/m1", "main/Ada"]), ("Bo", &["main/Ada", "branch/b1"])]);
    agents(&mut script, "main", vec![agent("m1", "Ada", AgentState::Ready)]);
    agents(&mut script, "branch", vec![agent("b1", "Bo", AgentState::Talking)]);
    assert_eq!(person(&script, "main", "m1"), Some(("Ada".to_owned(), vec![key("main", "m1")])));
    assert_eq!(person(&script, "branch", "b1"), Some(("Bo".to_owned(), vec![key("branch", "b1")])));
    assert_eq!(counted(&script), [1, 1, 0, 0, 0, 0]);
}

#[test]
fn the_agent_that_tells_most_is_foremost_and_counted_alone() {
    let states = [
        (AgentState::Talking, 1),
        (AgentState::Held, 1),
        (AgentState::Ringing, 1),
        (AgentState::Dialing, 1),
        (AgentState::Ready, 0),
        (AgentState::Wrapup, 2),
        (AgentState::Paused, 3),
        (AgentState::NotReady, 3),
        (AgentState::Busy, 3),
        (AgentState::Unknown("lunch".into()), 5),
        (AgentState::Unreachable, 4),
        (AgentState::Offline, 4),
    ];
    let mut script = script(&[("Ada", &["main/m1", "branch/b1"])]);
    for (first, (here, _)) in states.iter().enumerate() {
        for (second, (there, _)) in states.iter().enumerate() {
            agents(&mut script, "main", vec![agent("m1", "Ada", here.clone())]);
            agents(&mut script, "branch", vec![agent("b1", "Quist", there.clone())]);
            let ada = script.board.person(&key("branch", "b1")).expect("mapped");
            // Of equals the one that is named first.
            let foremost = if first <= second { key("main", "m1") } else { key("branch", "b1") };
            assert_eq!(script.board.foremost(ada), Some(foremost), "{here:?} {there:?}");
            let mut once = [0; 6];
            once[states[first.min(second)].1] = 1;
            assert_eq!(counted(&script), once, "{here:?} {there:?}");
        }
    }
}

#[test]
fn the_others_are_counted_as_ever() {
    let mut script = script(&[("Ada", &["main/m1", "branch/b1"])]);
    let ready = |id: &str| agent(id, "Someone", AgentState::Ready);
    agents(&mut script, "main", vec![ready("m1"), ready("m2"), ready("b1")]);
    agents(&mut script, "branch", vec![ready("b1"), agent("m1", "Someone", AgentState::Paused)]);
    assert_eq!(counted(&script), [3, 0, 0, 1, 0, 0]);
    assert_eq!((script.board.totals.ready.by, script.board.totals.ready.of), (2, 2));
}

#[test]
fn a_person_loses_the_agent_that_is_gone_and_keeps_the_one_whose_account_fails() {
    let mut script = script(&[("Ada", &["main/m1", "branch/b1"])]);
    agents(&mut script, "main", vec![agent("m1", "Ada", AgentState::Ready)]);
    agents(&mut script, "branch", vec![agent("b1", "Ada", AgentState::Talking)]);
    script.fails("branch", &Fault::Unreachable("gone".into()));
    assert_eq!(counted(&script), [0, 1, 0, 0, 0, 0]);
    agents(&mut script, "branch", vec![]);
    assert_eq!(person(&script, "main", "m1"), Some(("Ada".to_owned(), vec![key("main", "m1")])));
    assert_eq!(counted(&script), [1, 0, 0, 0, 0, 0]);
    agents(&mut script, "main", vec![]);
    assert_eq!(person(&script, "main", "m1"), None);
    assert_eq!(counted(&script), [0; 6]);
}

#[test]
fn the_snapshot_names_the_person_of_an_agent() {
    let mut script = script(&[("Ada Quist", &["main/m1"])]);
    agents(
        &mut script,
        "main",
        vec![agent("m1", "ada", AgentState::Ready), agent("m2", "bo", AgentState::Ready)],
    );
    let json = callboard::snapshot::json(&script.board, script.now);
    let rows = &json["accounts"][0]["agents"]["rows"];
    assert_eq!((&rows[0]["person"], &rows[0]["name"]), (&"Ada Quist".into(), &"ada".into()));
    assert_eq!(rows[1]["person"], serde_json::Value::Null);
}

#[test]
fn a_person_is_one_row_of_the_account_that_tells_most_and_an_order_goes_there() {
    let mut script = script(&[("Ada Quist", &["main/a1", "branch/b7"])]);
    agents(&mut script, "main", vec![agent("a1", "Ada", AgentState::Paused)]);
    agents(&mut script, "branch", vec![agent("b7", "aquist", AgentState::Ready)]);
    script.keys("4");
    let shown = |script: &Script| {
        let rows = script.session.table().rows.iter().map(|row| match row {
            Row::Agent(line, _, who) => {
                (who.name.to_string(), line.account.name().to_owned(), who.also.clone())
            }
            Row::Call(..) | Row::Queue(..) | Row::Account(_) | Row::Order(_) => panic!("{row:?}"),
        });
        rows.collect::<Vec<_>>()
    };
    assert_eq!(shown(&script), [("Ada Quist".to_owned(), "branch".to_owned(), vec![key("main", "a1")])]);
    // Found under either name, and acted upon where the row says.
    script.keys("/quist↵C5550123↵y");
    assert_eq!(script.sent[0].subject.account(), &account("branch"));
    agents(&mut script, "main", vec![agent("a1", "Ada", AgentState::Talking)]);
    assert_eq!(shown(&script), [("Ada Quist".to_owned(), "main".to_owned(), vec![key("branch", "b7")])]);
}

#[test]
fn the_operators_own_phone_is_no_agent_of_its_account() {
    let mut script = Script::new(&["main", "branch"]);
    script.board = script.board.without(vec![(account("main"), "PJSIP/107".into())], None);
    let staff = || {
        let mut dana = agent("107", "Dana", AgentState::Ready);
        dana.extension = Some("107".into());
        vec![dana, agent("108", "Bo", AgentState::Ready)]
    };
    agents(&mut script, "main", staff());
    agents(&mut script, "branch", staff());
    script.keys("4");
    assert_eq!(script.session.table().rows.len(), 3, "at another account the number is somebody else's");
    assert_eq!(script.board.agent(&key("main", "107")).map(|agent| agent.id.clone()), None);
    assert_eq!(counted(&script)[0], 3);
}
