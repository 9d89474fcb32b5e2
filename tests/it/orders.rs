//! The life of an order on the board, from its arrival to its end.

use std::sync::Arc;
use std::time::Duration;

use callboard::board::{Board, Effect, Filed, Stage};
use callboard::domain::{
    Abilities, Accepted, Action, Agent, AgentKey, AgentState, At, Call, CallKey, Choice, Entries, Fault,
    Feed, Only, Party, Permissions, Phase, Principal, Recording, Snapshot, Subject, Text, Verb,
};
use callboard::messages::{Fact, Order, Run, Ticket};

use crate::script::{START, Script, abilities, account, agent, giving, nothing, queued, talking};

/// An order that is given by session `who`.
fn order((who, number): (u32, u32), subject: Subject, action: Action) -> Order {
    let ticket = Ticket { run: Run::default(), session: who, number };
    Order { ticket, operator: "dana".into(), subject, action, at: START }
}

fn on_call(script: &Script, name: &str, id: &str) -> Subject {
    let row = script.row(name, id);
    let key = CallKey::new(&account(name), &row.call.id);
    Subject::Call { key, sighting: row.sighting(), seen: Box::new(row.call.clone()) }
}

fn on_agent(script: &Script, id: &str) -> Subject {
    let key = AgentKey::new(&account("one"), &id.into());
    let row = script.board.agent(&key).expect("the agent is on the board");
    Subject::Agent { key, sighting: row.sighting, seen: Box::new(Agent::clone(row)), calls: Vec::new() }
}

/// Gives an order and lets nothing be written yet.
fn give(script: &mut Script, ticket: (u32, u32), subject: Subject, action: Action) -> Stage {
    let order = order(ticket, subject, action);
    let effects = script.board.ask(giving(&order), script.now);
    let [Effect::Record(filed) | Effect::Log(filed)] = &effects[..] else { panic!("{effects:?}") };
    filed.stage.clone()
}

fn written(script: &mut Script, (session, number): (u32, u32)) -> Vec<Effect> {
    let ticket = Ticket { run: Run::default(), session, number };
    script.board.learn(Fact::Recorded { ticket, result: Ok(()) }, script.now)
}

fn filed(script: &Script, (session, number): (u32, u32)) -> Filed {
    (**script.board.orders.find(Ticket { run: Run::default(), session, number }).expect("it is remembered"))
        .clone()
}

fn acted(script: &mut Script, name: &str, (session, number): (u32, u32), result: Result<Accepted, Fault>) {
    script.fold(Fact::Acted {
        account: account(name),
        ticket: Ticket { run: Run::default(), session, number },
        result,
    });
}

fn refusal(stage: &Stage) -> &str {
    let Stage::Refused(why) = stage else { panic!("{stage:?}") };
    why
}

fn two_calls() -> Script {
    let mut script = Script::new(&["one", "two"]);
    let agents =
        Feed::fresh(vec![agent("a1", "Ada", AgentState::Ready), agent("a2", "Ada", AgentState::Ready)]);
    let calls = Feed::fresh(vec![talking("c1", "1111"), talking("c2", "2222")]);
    script.polled("one", Snapshot { calls, agents, ..nothing() });
    script.calls("two", vec![talking("c1", "3333")]);
    script
}

#[test]
fn the_same_order_again_waits_for_the_first_and_another_does_not() {
    let mut script = two_calls();
    let c1 = on_call(&script, "one", "c1");
    assert_eq!(give(&mut script, (1, 1), c1.clone(), Action::HangUp), Stage::Noted);
    let again = give(&mut script, (2, 1), c1.clone(), Action::HangUp);
    assert_eq!(refusal(&again), "the same order is already on its way");
    let other_call = on_call(&script, "one", "c2");
    assert_eq!(give(&mut script, (1, 2), other_call, Action::HangUp), Stage::Noted);
    let elsewhere = on_call(&script, "two", "c1");
    assert_eq!(
        give(&mut script, (1, 3), elsewhere, Action::HangUp),
        Stage::Noted,
        "an id of another account"
    );
    assert_eq!(give(&mut script, (1, 4), c1.clone(), Action::Hold(true)), Stage::Noted);
    // While it is with the account, and while its answer is awaited, it still is on its way.
    for left in [false, true] {
        if left {
            let departed = Fact::Departed {
                account: account("one"),
                ticket: Ticket { run: Run::default(), session: 1, number: 1 },
                at: START,
            };
            script.fold(departed);
        } else {
            written(&mut script, (1, 1));
        }
        let again = give(&mut script, (2, 2 + u32::from(left)), c1.clone(), Action::HangUp);
        assert_eq!(refusal(&again), "the same order is already on its way");
    }
    acted(&mut script, "one", (1, 1), Ok(Accepted::default()));
    assert_eq!(give(&mut script, (2, 9), c1, Action::HangUp), Stage::Noted, "the first was answered");
    let state = |id: &str| Action::SetState(Choice::new(id, id));
    let (ada, other) = (on_agent(&script, "a1"), on_agent(&script, "a2"));
    assert_eq!(give(&mut script, (1, 5), ada.clone(), state("x")), Stage::Noted);
    let again = give(&mut script, (2, 5), ada, state("y"));
    assert_eq!(refusal(&again), "the same order is already on its way");
    assert_eq!(give(&mut script, (1, 6), other, state("x")), Stage::Noted);
}

#[test]
fn a_receipt_that_was_given_before_is_refused_and_the_first_goes_on() {
    let mut script = two_calls();
    let (c1, c2) = (on_call(&script, "one", "c1"), on_call(&script, "one", "c2"));
    assert_eq!(give(&mut script, (1, 1), c1, Action::HangUp), Stage::Noted);
    let second = give(&mut script, (1, 1), c2, Action::HangUp);
    assert_eq!(refusal(&second), "an order with this receipt was given before");
    assert_eq!(script.board.orders.filed().count(), 2, "whoever looks at the orders sees it");
    let effects = written(&mut script, (1, 1));
    let [Effect::Send(sent)] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(sent.subject.calls().next().map(|key| key.id.as_str()), Some("c1"));
    acted(&mut script, "one", (1, 1), Ok(Accepted::default()));
    assert_eq!(filed(&script, (1, 1)).stage, Stage::Accepted(None));
}

#[test]
fn an_ability_that_is_lost_before_it_is_sent_keeps_it_here() {
    let narrow = |call: &mut Call| {
        call.only = Some(Only::new(&[Verb::Monitor], Text::new("it rings no more")));
    };
    let joined =
        |abilities| Fact::Joined { account: account("one"), abilities, every: Duration::from_secs(5) };
    for by_row in [true, false] {
        let mut script = two_calls();
        let c1 = on_call(&script, "one", "c1");
        assert_eq!(give(&mut script, (1, 1), c1.clone(), Action::HangUp), Stage::Noted);
        if by_row {
            let mut call = talking("c1", "1111");
            narrow(&mut call);
            script.calls("one", vec![call]);
        } else {
            script.fold(joined(abilities().without(&[Verb::HangUp], "the right is gone")));
        }
        let effects = written(&mut script, (1, 1));
        let [Effect::Log(filed)] = &effects[..] else { panic!("{effects:?}") };
        let why = if by_row { "not sent: it rings no more" } else { "not sent: the right is gone" };
        assert_eq!(refusal(&filed.stage), why);
        let late = give(&mut script, (1, 2), c1, Action::HangUp);
        assert!(why.ends_with(refusal(&late)));
    }
}

fn nameless(began: At) -> Call {
    let mut call = talking("c1", "1");
    call.caller = Party::default();
    (call.entered, call.answered) = (Some(began), Some(began));
    call
}

fn started(began: At) -> Call {
    let mut call = nameless(began);
    (call.started, call.entered) = (Some(began), None);
    call
}

/// Callers without a number are told apart by when they began.
#[test]
fn an_id_that_begins_anew_is_another_call() {
    for call in [nameless as fn(At) -> Call, started] {
        let mut script = Script::new(&["one"]);
        script.calls("one", vec![call(START)]);
        let first = on_call(&script, "one", "c1");
        assert_eq!(give(&mut script, (1, 1), first.clone(), Action::HangUp), Stage::Noted);
        script.keys("B");
        // The same call, told a little later or earlier.
        for slip in [10, 0] {
            script.calls("one", vec![call(START + Duration::from_secs(slip))]);
            assert!(script.board.still(&first).is_ok(), "{slip} s are no other call");
        }
        script.calls("one", vec![call(START + Duration::from_mins(1))]);
        assert!(script.notice().contains("another call"), "{}", script.notice());
        let effects = written(&mut script, (1, 1));
        let [Effect::Log(filed)] = &effects[..] else { panic!("{effects:?}") };
        assert!(refusal(&filed.stage).contains("another call"));
    }
}

#[test]
fn an_id_that_was_away_is_another_call_even_with_the_same_number() {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![talking("c1", "1111")]);
    let first = on_call(&script, "one", "c1");
    script.calls("one", vec![]);
    script.calls("one", vec![talking("c1", "1111")]);
    assert_eq!(script.board.still(&first), Err("another call now has its place".to_owned()));
}

#[test]
fn a_number_that_is_told_later_makes_no_other_call() {
    let mut script = Script::new(&["one"]);
    let mut call = talking("c1", "1111");
    call.caller = Party::default();
    script.calls("one", vec![call]);
    let first = on_call(&script, "one", "c1");
    script.calls("one", vec![talking("c1", "1111")]);
    assert_eq!(script.board.still(&first), Ok(()));
    script.calls("one", vec![talking("c1", "2222")]);
    assert!(script.board.still(&first).is_err());
}

/// Gives the order, lets it leave, and lets the vendor accept it.
fn accepted(script: &mut Script, name: &str, ticket: (u32, u32), subject: Subject, action: Action) {
    assert_eq!(give(script, ticket, subject, action), Stage::Noted);
    leaves(script, name, ticket);
    acted(script, name, ticket, Ok(Accepted::default()));
}

fn leaves(script: &mut Script, name: &str, (session, number): (u32, u32)) {
    let effects = written(script, (session, number));
    assert!(matches!(&effects[..], [Effect::Send(_)]), "{effects:?}");
    let ticket = Ticket { run: Run::default(), session, number };
    script.fold(Fact::Departed { account: account(name), ticket, at: script.now });
}

#[test]
fn an_order_is_judged_by_its_own_account() {
    let mut script = two_calls();
    let blind = abilities().unseen(&[Verb::HangUp]);
    let joined = Fact::Joined { account: account("two"), abilities: blind, every: Duration::from_secs(5) };
    script.fold(joined);
    let (one, two) = (on_call(&script, "one", "c1"), on_call(&script, "two", "c1"));
    accepted(&mut script, "one", (1, 1), one, Action::HangUp);
    accepted(&mut script, "two", (1, 2), two, Action::HangUp);
    assert_eq!(filed(&script, (1, 1)).stage, Stage::Accepted(None), "its lists show it");
    assert_eq!(filed(&script, (1, 2)).stage, Stage::Done(None), "its lists do not");
    // Another account lists no such call: that shows nothing.
    script.later(1);
    script.calls("two", vec![]);
    assert_eq!(filed(&script, (1, 1)).stage, Stage::Accepted(None));
    // Nor does another account's answer count.
    let c2 = on_call(&script, "one", "c2");
    assert_eq!(give(&mut script, (1, 3), c2, Action::HangUp), Stage::Noted);
    leaves(&mut script, "one", (1, 3));
    acted(&mut script, "two", (1, 3), Err(Fault::Refused("no".into())));
    assert_eq!(filed(&script, (1, 3)).stage, Stage::Sent);
    script.calls("one", vec![talking("c2", "2222")]);
    assert_eq!(filed(&script, (1, 1)).stage, Stage::Seen);
}

#[test]
fn what_was_refused_stays_refused_whatever_the_lists_show() {
    let mut script = two_calls();
    let c1 = on_call(&script, "one", "c1");
    assert_eq!(give(&mut script, (1, 1), c1, Action::HangUp), Stage::Noted);
    leaves(&mut script, "one", (1, 1));
    acted(&mut script, "one", (1, 1), Err(Fault::Refused("not now".into())));
    script.later(1);
    script.calls("one", vec![]);
    assert_eq!(refusal(&filed(&script, (1, 1)).stage), "not now");
}

#[test]
fn a_call_is_over_when_its_id_stands_for_another() {
    let mut script = two_calls();
    let c1 = on_call(&script, "one", "c1");
    accepted(&mut script, "one", (1, 1), c1, Action::HangUp);
    script.later(1);
    script.calls("one", vec![talking("c1", "9999")]);
    assert_eq!(filed(&script, (1, 1)).stage, Stage::Seen);
}

#[test]
fn sent_means_that_the_acting_request_left() {
    let mut script = two_calls();
    let c1 = on_call(&script, "one", "c1");
    assert_eq!(give(&mut script, (1, 1), c1, Action::HangUp), Stage::Noted);
    assert!(matches!(&written(&mut script, (1, 1))[..], [Effect::Send(_)]), "no line of the log yet");
    let it = filed(&script, (1, 1));
    assert_eq!((it.stage, it.sent, it.accepted), (Stage::Handed, None, false));
    script.later(2);
    let left = START + Duration::from_secs(1);
    let ticket = Ticket { run: Run::default(), session: 1, number: 1 };
    let elsewhere = Fact::Departed { account: account("two"), ticket, at: left };
    assert!(script.board.take_change());
    assert!(script.board.learn(elsewhere, script.now).is_empty(), "another account has no such order");
    assert!(!script.board.take_change(), "and nobody has to look at the board again for it");
    let departed = Fact::Departed { account: account("one"), ticket, at: left };
    let effects = script.board.learn(departed.clone(), script.now);
    assert!(matches!(&effects[..], [Effect::Log(filed)] if filed.stage == Stage::Sent));
    let it = filed(&script, (1, 1));
    assert_eq!((it.stage, it.sent, it.accepted), (Stage::Sent, Some(left), false));
    assert!(script.board.learn(departed, script.now).is_empty(), "it leaves once");
    // A list that is read between the request and its answer shows the effect once it was accepted.
    script.calls("one", vec![talking("c2", "2222")]);
    acted(&mut script, "one", (1, 1), Ok(Accepted::default()));
    let it = filed(&script, (1, 1));
    assert_eq!((it.stage, it.sent, it.accepted), (Stage::Accepted(None), Some(left), true));
    script.calls("one", vec![talking("c2", "2222")]);
    let it = filed(&script, (1, 1));
    assert_eq!((it.stage, it.sent, it.accepted), (Stage::Seen, Some(left), true));
}

#[test]
fn what_failed_before_it_left_is_refused_and_what_is_lost_after_is_unanswered() {
    for left in [false, true] {
        let mut script = two_calls();
        let c1 = on_call(&script, "one", "c1");
        assert_eq!(give(&mut script, (1, 1), c1, Action::HangUp), Stage::Noted);
        if left {
            leaves(&mut script, "one", (1, 1));
        } else {
            written(&mut script, (1, 1));
        }
        acted(&mut script, "one", (1, 1), Err(Fault::Unanswered("cut".into())));
        let it = filed(&script, (1, 1));
        assert_eq!(it.sent.is_some(), left);
        if left {
            assert_eq!(it.stage, Stage::Unanswered("cut".into()));
        } else {
            assert_eq!(refusal(&it.stage), "cut; nothing was sent");
        }
    }
}

#[test]
fn two_hundred_are_remembered_and_the_oldest_that_is_over_gives_way() {
    let mut script = two_calls();
    let gone = |script: &mut Script, number| {
        let mut subject = on_call(script, "one", "c2");
        if let Subject::Call { sighting, .. } = &mut subject {
            sighting.call += 1_000;
        }
        assert!(give(script, (1, number), subject, Action::HangUp).ended());
    };
    let c1 = on_call(&script, "one", "c1");
    gone(&mut script, 1);
    assert_eq!(give(&mut script, (1, 2), c1, Action::HangUp), Stage::Noted);
    leaves(&mut script, "one", (1, 2));
    for number in 3..=201 {
        gone(&mut script, number);
    }
    let numbers: Vec<u32> = script.board.orders.filed().map(|filed| filed.order.ticket.number).collect();
    assert_eq!(numbers, (2..=201).collect::<Vec<_>>());
    for number in 202..=600 {
        gone(&mut script, number);
    }
    let numbers: Vec<u32> = script.board.orders.filed().map(|filed| filed.order.ticket.number).collect();
    assert_eq!(
        (numbers.len(), numbers[0], numbers[1], numbers[199]),
        (200, 2, 402, 600),
        "the live one stays"
    );
    acted(&mut script, "one", (1, 2), Ok(Accepted::default()));
    assert_eq!(filed(&script, (1, 2)).stage, Stage::Accepted(None), "its end finds it");
}

#[test]
fn when_all_are_on_their_way_the_next_is_refused_and_none_forgotten() {
    let mut script = Script::new(&["one"]);
    let many: Vec<Call> = (0..201).map(|id| talking(&format!("c{id}"), &format!("{id:04}"))).collect();
    script.calls("one", many);
    for number in 0..200 {
        let subject = on_call(&script, "one", &format!("c{number}"));
        assert_eq!(give(&mut script, (1, number + 1), subject, Action::HangUp), Stage::Noted);
    }
    let subject = on_call(&script, "one", "c200");
    assert_eq!(
        refusal(&give(&mut script, (1, 201), subject, Action::HangUp)),
        "too many orders are on their way"
    );
    assert_eq!(script.board.orders.filed().count(), 200);
    assert_eq!(filed(&script, (1, 1)).stage, Stage::Noted);
}

#[test]
fn the_floor_is_woken_for_the_earlier_of_two_ends() {
    let mut script = two_calls();
    assert_eq!(script.board.due(), None);
    let (c1, c2) = (on_call(&script, "one", "c1"), on_call(&script, "one", "c2"));
    let both = || vec![talking("c1", "1111"), talking("c2", "2222")];
    let read = |script: &mut Script| {
        script.later(1);
        script.read("one", Snapshot { calls: Feed::fresh(both()), ..nothing() }, Duration::ZERO);
    };
    accepted(&mut script, "one", (1, 1), c1, Action::HangUp);
    read(&mut script);
    let first = script.now + Duration::from_secs(20);
    assert_eq!(script.board.due(), Some(first));
    script.later(7);
    accepted(&mut script, "one", (1, 2), c2, Action::HangUp);
    read(&mut script);
    assert_eq!(script.board.due(), Some(first), "not the later one");
    script.later(12);
    assert_eq!(filed(&script, (1, 1)).stage, Stage::NotSeen);
    assert_eq!(script.board.due(), Some(first + Duration::from_secs(8)));
}

#[test]
fn an_effect_on_a_call_that_does_not_wait_shows_without_the_list_of_those_who_do() {
    let mut script = Script::new(&["one"]);
    let waiting = Feed::fresh(vec![queued("w1", "2222")]);
    let calls = Feed::fresh(vec![talking("c1", "1111")]);
    script.polled("one", Snapshot { calls, waiting, ..nothing() });
    let c1 = on_call(&script, "one", "c1");
    accepted(&mut script, "one", (1, 1), c1, Action::HangUp);
    script.later(1);
    script.calls("one", vec![]);
    assert_eq!(filed(&script, (1, 1)).stage, Stage::Seen);
}

#[test]
fn of_two_orders_that_are_written_each_leaves_when_its_own_line_is() {
    let mut script = two_calls();
    for (number, id) in [(1, "c1"), (2, "c2")] {
        let subject = on_call(&script, "one", id);
        assert_eq!(give(&mut script, (1, number), subject, Action::HangUp), Stage::Noted);
    }
    for number in [2, 1] {
        let effects = written(&mut script, (1, number));
        let [Effect::Send(order)] = &effects[..] else { panic!("{effects:?}") };
        assert_eq!(order.ticket.number, number);
    }
}

#[test]
fn what_the_vendor_took_and_nobody_saw_leave_is_waited_for_from_its_answer_on() {
    let mut script = two_calls();
    let c1 = on_call(&script, "one", "c1");
    assert_eq!(give(&mut script, (1, 1), c1, Action::HangUp), Stage::Noted);
    assert!(matches!(&written(&mut script, (1, 1))[..], [Effect::Send(_)]));
    acted(&mut script, "one", (1, 1), Ok(Accepted::default()));
    assert_eq!(script.board.due(), Some(START + Duration::from_secs(20)));
    script.later(20);
    assert_eq!(filed(&script, (1, 1)).stage, Stage::NotSeen);
}

/// What is ordered, how the call stood, and how it must stand afterwards to show it, or must not.
#[test]
fn each_effect_shows_in_the_lists_as_it_should() {
    let call = |change: &dyn Fn(&mut Call)| {
        let mut call = talking("c1", "1111");
        call.queue = Some("q1".into());
        change(&mut call);
        call
    };
    let plain = || call(&|_| {});
    let phase = |phase: Phase| call(&|call| call.phase = phase.clone());
    let with = |agent: &str| call(&|call| call.agent = Some(agent.into()));
    let queued = |queue: &str| {
        call(&|call| (call.agent, call.queue, call.phase) = (None, Some(queue.into()), Phase::Queued))
    };
    let recording = |recording| call(&|call| call.recording = recording);
    let requeue = || Action::Requeue { queue: "q2".into(), name: "Sales".into() };
    let to = || Action::Transfer { to: "7001".into(), with: Entries::default() };
    let park = || Action::Park { with: Entries::default() };
    let dispose =
        || Action::Dispose { codes: vec![Choice::new("x", "x")], note: "".into(), with: Entries::default() };
    let retrieve = || Action::Retrieve { phone: "7001".into() };
    let table: Vec<(Action, Call, Option<Call>, bool)> = vec![
        (Action::HangUp, plain(), None, true),
        (Action::HangUp, plain(), Some(phase(Phase::Wrapup)), true),
        (Action::HangUp, plain(), Some(phase(Phase::Held)), false),
        (Action::Record(false), recording(Recording::On), Some(recording(Recording::Off)), true),
        (Action::Record(false), recording(Recording::On), Some(recording(Recording::Paused)), true),
        (Action::Record(false), recording(Recording::On), Some(recording(Recording::On)), false),
        (Action::Record(false), recording(Recording::On), None, false),
        (Action::Record(true), recording(Recording::Off), Some(recording(Recording::On)), true),
        (Action::Record(true), recording(Recording::Off), Some(recording(Recording::Unknown)), false),
        (Action::Hold(true), plain(), Some(phase(Phase::Held)), true),
        (Action::Hold(true), plain(), Some(plain()), false),
        (Action::Hold(true), plain(), None, false),
        (Action::Hold(false), phase(Phase::Held), Some(plain()), true),
        (Action::Hold(false), phase(Phase::Held), Some(phase(Phase::Held)), false),
        (park(), plain(), Some(phase(Phase::Parked)), true),
        (park(), plain(), None, true),
        (park(), plain(), Some(plain()), false),
        (retrieve(), phase(Phase::Parked), Some(plain()), true),
        (retrieve(), phase(Phase::Parked), None, true),
        (retrieve(), phase(Phase::Parked), Some(phase(Phase::Parked)), false),
        (to(), plain(), None, true),
        (to(), plain(), Some(with("a2")), true),
        (to(), plain(), Some(plain()), false),
        (requeue(), plain(), None, true),
        (requeue(), plain(), Some(queued("q2")), true),
        (requeue(), plain(), Some(plain()), false),
        (requeue(), queued("q1"), Some(queued("q1")), false),
        (requeue(), queued("q1"), Some(queued("q2")), true),
        (requeue(), queued("q1"), Some(with("a1")), true),
        (dispose(), phase(Phase::Wrapup), Some(phase(Phase::Wrapup)), false),
        (dispose(), phase(Phase::Wrapup), None, true),
        (dispose(), phase(Phase::Wrapup), Some(plain()), true),
    ];
    for (action, before, after, shows) in table {
        let stage = after_effect(&action, before, after.clone());
        assert_eq!(stage == Stage::Seen, shows, "{} {after:?}: {stage:?}", action.words());
    }
}

/// How far an order has come when its call stood like `before` and stands like `after`.
fn after_effect(action: &Action, before: Call, after: Option<Call>) -> Stage {
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![before]);
    let subject = on_call(&script, "one", "c1");
    accepted(&mut script, "one", (1, 1), subject, action.clone());
    // Lists that were true when it left show nothing.
    assert_eq!(filed(&script, (1, 1)).stage, Stage::Accepted(None));
    script.later(1);
    script.calls("one", after.into_iter().collect());
    filed(&script, (1, 1)).stage
}

#[test]
fn what_a_waiting_caller_shows_is_read_from_a_newer_list_of_those_who_wait() {
    let waits = |queue: &str| {
        let mut call = Call::new("w1".into(), Phase::Queued);
        call.queue = Some(queue.into());
        Feed::fresh(vec![call])
    };
    let mut script = Script::new(&["one"]);
    let lists = |waiting| Snapshot { calls: Feed::fresh(vec![]), waiting, ..nothing() };
    script.polled("one", lists(waits("q1")));
    let subject = on_call(&script, "one", "w1");
    let requeue = Action::Requeue { queue: "q1".into(), name: "Sales".into() };
    accepted(&mut script, "one", (1, 1), subject, requeue);
    script.later(1);
    script.polled("one", lists(Feed::Skipped));
    assert_eq!(filed(&script, (1, 1)).stage, Stage::Accepted(None), "nobody looked");
    script.polled("one", lists(waits("q2")));
    assert_eq!(filed(&script, (1, 1)).stage, Stage::Accepted(None), "another queue");
    script.polled("one", lists(waits("q1")));
    assert_eq!(filed(&script, (1, 1)).stage, Stage::Seen);
}

#[test]
fn a_call_is_hung_up_when_everybody_who_was_on_it_is_gone() {
    let legs = |id: &str, legs: &[&str]| {
        let legs = legs.iter().map(|leg| (*leg).into()).collect();
        Call { legs, ..talking(id, "1111") }
    };
    let stage = |after: Vec<Call>| {
        let mut script = Script::new(&["one"]);
        script.calls("one", vec![legs("c1", &["customer", "agent"])]);
        let subject = on_call(&script, "one", "c1");
        accepted(&mut script, "one", (1, 1), subject, Action::HangUp);
        script.later(1);
        script.calls("one", after);
        filed(&script, (1, 1)).stage
    };
    assert_eq!(stage(vec![]), Stage::Seen);
    assert_eq!(stage(vec![legs("c2", &["agent"])]), Stage::Accepted(None), "the agent stays");
    assert_eq!(stage(vec![legs("c2", &["customer", "other"])]), Stage::Accepted(None), "the customer stays");
    // The agent's next call has another leg.
    assert_eq!(stage(vec![legs("c2", &["next", "new leg"])]), Stage::Seen);
    let done = Call { phase: Phase::Wrapup, ..legs("c2", &["agent"]) };
    assert_eq!(stage(vec![done]), Stage::Seen, "what is wrapped up is over");
}

#[test]
fn a_placed_call_shows_by_its_number_however_it_is_spelled() {
    for (dialled, listed, shows) in [
        ("+15550123456", "+1 (555) 012-3456", true),
        ("+15550123456", "15550123456", true),
        ("+15550123456", "5550123456", true),
        ("+15550123456", "0123456", true),
        ("0123456", "+15550123456", true),
        ("+15550123456", "5550129999", false),
        ("+15550123456", "9123456", false),
        ("+15550123456", "123456", false),
        ("123456", "+15550123456", false),
        ("7001", "7001", true),
        ("+15550123456", "", false),
    ] {
        let mut script = two_calls();
        let place = Action::Place { to: dialled.into(), with: Entries::default() };
        let subject = on_agent(&script, "a2");
        accepted(&mut script, "one", (1, 1), subject, place);
        script.later(1);
        let mut call = talking("c7", listed);
        call.agent = Some("a2".into());
        let agents: Vec<Agent> = ["a1", "a2"].map(|id| agent(id, "Ada", AgentState::Talking)).to_vec();
        script.polled(
            "one",
            Snapshot {
                calls: Feed::fresh(vec![call, Call { agent: Some("a2".into()), ..talking("c1", "1111") }]),
                agents: Feed::fresh(agents),
                ..nothing()
            },
        );
        assert_eq!(filed(&script, (1, 1)).stage == Stage::Seen, shows, "{dialled} {listed}");
    }
}

#[test]
fn what_was_seen_is_compared_and_what_leaves_is_the_newest_row() {
    let mut script = two_calls();
    let mut subject = on_call(&script, "one", "c1");
    let row = |subject: &Subject| {
        let Subject::Call { seen, .. } = subject else { panic!("{subject:?}") };
        (seen.phase.clone(), seen.caller.name.clone())
    };
    if let Subject::Call { seen, .. } = &mut subject {
        seen.caller.name = Some("Somebody else".into());
    }
    let order = order((1, 1), subject, Action::HangUp);
    let effects = script.board.ask(giving(&order), script.now);
    let [Effect::Record(noted)] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(row(&noted.order.subject), (Phase::Talking, None), "the audit log has the board's own row");
    // It is on hold by the time it is sent.
    let mut held = talking("c1", "1111");
    held.phase = Phase::Held;
    script.calls("one", vec![held, talking("c2", "2222")]);
    let effects = written(&mut script, (1, 1));
    let [Effect::Send(sent)] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(row(&sent.subject), (Phase::Held, None));
    assert_eq!(filed(&script, (1, 1)).order.subject, sent.subject, "it is watched for by what was sent");
}

#[test]
fn a_read_only_board_notes_no_order() {
    let mut board = Board::new(&[(account("one"), Duration::from_secs(5))]);
    let joined = Fact::Joined {
        account: account("one"),
        abilities: Abilities::new().seen(&Verb::ALL),
        every: Duration::from_secs(5),
    };
    assert!(board.learn(joined, START).is_empty());
    let ada = on_agent(&two_calls(), "a1");
    let order = order((1, 1), ada, Action::SetState(Choice::new("x", "x")));
    let mut asked = giving(&order);
    asked.principal = Arc::new(Principal { operator: "dana".into(), permissions: Permissions::ReadOnly });
    let effects = board.ask(asked, START);
    let [Effect::Log(filed)] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(refusal(&filed.stage), "this board is read-only");
}
