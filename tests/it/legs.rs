//! Supervisors' legs: which phone is on which call, and until when.

use std::time::Duration;

use callboard::board::{Filed, Heard, Listening, Stage};
use callboard::domain::{
    Abilities, Accepted, Action, Call, CallKey, Fault, Feed, ListenMode, Listener, Snapshot, Subject, Text,
    Verb,
};
use callboard::messages::{Fact, Order, Ticket};

use crate::script::{Script, account, giving, nothing, talking};

const ONE: &str = "+15550100";
const TWO: &str = "+15550200";

fn listen(phone: &str) -> Action {
    Action::Listen { mode: ListenMode::Monitor, phone: Text::new(phone), from: None }
}

fn leave(phone: &str) -> Action {
    Action::Leave { phone: Text::new(phone) }
}

/// An order that went all its way, and ended with `result`.
fn done(
    script: &mut Script,
    number: u32,
    (name, id): (&str, &str),
    action: Action,
    result: Result<Accepted, Fault>,
) {
    let row = script.row(name, id);
    let key = CallKey::new(&account(name), &row.call.id);
    let subject = Subject::Call { key, sighting: row.sighting(), seen: Box::new(row.call.clone()) };
    let ticket = Ticket { run: callboard::messages::Run::default(), session: 9, number };
    let order = Order { ticket, operator: "dana".into(), subject, action, at: script.now };
    script.ask(giving(&order));
    assert_eq!(script.sent.last().map(|order| order.ticket), Some(ticket));
    script.fold(Fact::Acted { account: account(name), ticket, result });
}

fn accepted(script: &mut Script, number: u32, at: (&str, &str), action: Action) {
    done(script, number, at, action, Ok(Accepted::default()));
}

fn legs(script: &Script) -> Vec<(String, String, bool)> {
    let leg = |leg: &Listening| (leg.call.id.as_str().to_owned(), leg.phone.to_string(), leg.certain);
    script.board.orders.listening.iter().map(leg).collect()
}

fn leg(call: &str, phone: &str, certain: bool) -> (String, String, bool) {
    (call.to_owned(), phone.to_owned(), certain)
}

fn two() -> Script {
    let mut script = Script::new(&["one", "two"]);
    script.calls("one", vec![talking("c1", "1111"), talking("c2", "2222")]);
    script.calls("two", vec![talking("c1", "3333")]);
    script
}

#[test]
fn of_two_phones_on_one_call_each_leaves_by_itself() {
    let mut script = two();
    accepted(&mut script, 1, ("one", "c1"), listen(ONE));
    accepted(&mut script, 2, ("one", "c1"), listen(TWO));
    assert_eq!(legs(&script), [leg("c1", ONE, true), leg("c1", TWO, true)]);
    accepted(&mut script, 3, ("one", "c1"), leave(ONE));
    assert_eq!(legs(&script), [leg("c1", TWO, true)]);
}

#[test]
fn of_one_phone_on_two_calls_each_leg_is_its_own() {
    let mut script = two();
    accepted(&mut script, 1, ("one", "c1"), listen(ONE));
    accepted(&mut script, 2, ("two", "c1"), listen(ONE));
    accepted(&mut script, 3, ("one", "c2"), listen(ONE));
    let of = |script: &Script, name: &str, id: &str| {
        script.board.orders.listening_on(&CallKey::new(&account(name), &id.into())).count()
    };
    assert_eq!((of(&script, "one", "c1"), of(&script, "two", "c1"), of(&script, "one", "c2")), (1, 1, 1));
    accepted(&mut script, 4, ("two", "c1"), leave(ONE));
    assert_eq!((of(&script, "one", "c1"), of(&script, "two", "c1"), of(&script, "one", "c2")), (1, 0, 1));
    // The end of one call ends its leg alone, and no other account's list does.
    script.calls("two", vec![]);
    assert_eq!((of(&script, "one", "c1"), of(&script, "one", "c2")), (1, 1));
    script.calls("one", vec![talking("c2", "2222")]);
    assert_eq!((of(&script, "one", "c1"), of(&script, "one", "c2")), (0, 1));
}

#[test]
fn a_leg_ends_when_its_calls_id_stands_for_another() {
    let mut script = two();
    accepted(&mut script, 1, ("one", "c1"), listen(ONE));
    script.calls("one", vec![talking("c1", "9999"), talking("c2", "2222")]);
    assert!(legs(&script).is_empty());
}

#[test]
fn an_end_without_an_answer_leaves_that_leg_in_doubt_and_no_other() {
    let mut script = two();
    accepted(&mut script, 1, ("one", "c1"), listen(ONE));
    accepted(&mut script, 2, ("one", "c1"), listen(TWO));
    let silence = Err(Fault::Unanswered("timed out".into()));
    done(&mut script, 3, ("one", "c1"), leave(TWO), silence);
    assert_eq!(legs(&script), [leg("c1", ONE, true), leg("c1", TWO, false)]);
    done(&mut script, 4, ("one", "c1"), leave(ONE), Err(Fault::Refused("no".into())));
    assert_eq!(legs(&script), [leg("c1", ONE, true), leg("c1", TWO, false)], "refused: nothing changed");
}

#[test]
fn a_vendors_list_of_legs_says_which_phone_is_on_which_call() {
    let mut script = two();
    let silence = || Err(Fault::Unanswered("timed out".into()));
    done(&mut script, 1, ("one", "c1"), listen(ONE), silence());
    accepted(&mut script, 2, ("one", "c1"), listen(TWO));
    accepted(&mut script, 3, ("one", "c2"), listen(TWO));
    let listed = |call: &str, phone: &str, answered| Listener {
        call: Some(call.into()),
        phone: phone.into(),
        answered,
        since: None,
    };
    let calls = || Feed::fresh(vec![talking("c1", "1111"), talking("c2", "2222")]);
    let told = |script: &mut Script, legs: Vec<Listener>| {
        script.later(5);
        script.polled("one", Snapshot { calls: calls(), listeners: Some(legs), ..nothing() });
    };
    told(&mut script, vec![listed("c1", ONE, false), listed("c2", TWO, true)]);
    let heard = |script: &Script| -> Vec<Heard> {
        script.board.orders.listening.iter().map(|leg| leg.heard).collect()
    };
    assert_eq!(heard(&script), [Heard::Ringing, Heard::Nothing, Heard::Listening]);
    assert_eq!(legs(&script)[0], leg("c1", ONE, true), "what is listed is certain");
    // One that was listed and is so no more has ended; one that never turns up is given up after a while.
    told(&mut script, vec![listed("c2", TWO, true)]);
    assert_eq!(legs(&script), [leg("c1", TWO, true), leg("c2", TWO, true)]);
    for _ in 0..3 {
        told(&mut script, vec![listed("c2", TWO, true)]);
    }
    assert_eq!(legs(&script), [leg("c2", TWO, true)]);
    assert!(script.now.since(crate::script::START) >= Duration::from_secs(20));
}

/// How far the order `number` has come.
fn stage(script: &Script, number: u32) -> Stage {
    let ticket = Ticket { run: callboard::messages::Run::default(), session: 9, number };
    script.board.orders.find(ticket).expect("it is remembered").stage.clone()
}

#[test]
fn a_listening_is_over_when_it_ends_and_not_before() {
    for listed in [true, false] {
        let mut script = two();
        accepted(&mut script, 1, ("one", "c1"), listen(ONE));
        let leg = |answered| Listener { call: Some("c1".into()), phone: ONE.into(), answered, since: None };
        let poll = |script: &mut Script, legs: Vec<Listener>, calls: Vec<Call>| {
            script.later(5);
            let listeners = listed.then_some(legs);
            script.polled("one", Snapshot { calls: Feed::fresh(calls), listeners, ..nothing() });
        };
        let both = || vec![talking("c1", "1111"), talking("c2", "2222")];
        for _ in 0..13 {
            poll(&mut script, vec![leg(true)], both());
            assert_eq!(stage(&script, 1), Stage::Done(None), "it goes on");
        }
        // Its phone was hung up where the vendor tells, else the call has ended.
        poll(&mut script, vec![], if listed { both() } else { vec![talking("c2", "2222")] });
        assert_eq!(stage(&script, 1), Stage::Over("listened for 1:10".into()), "{listed}");
    }
}

#[test]
fn a_phone_that_rang_and_was_not_answered_has_not_listened() {
    let mut script = two();
    accepted(&mut script, 1, ("one", "c1"), listen(ONE));
    for answered in [Some(false), None] {
        let legs = answered.map(|answered| Listener {
            call: Some("c1".into()),
            phone: ONE.into(),
            answered,
            since: None,
        });
        let calls = Feed::fresh(vec![talking("c1", "1111")]);
        script.later(5);
        let listeners = Some(legs.into_iter().collect());
        script.polled("one", Snapshot { calls, listeners, ..nothing() });
    }
    assert!(legs(&script).is_empty());
    assert_eq!(stage(&script, 1), Stage::Done(None));
}

#[test]
fn a_phone_that_was_taken_off_while_it_rang_has_not_listened() {
    for answered in [false, true] {
        let mut script = two();
        accepted(&mut script, 1, ("one", "c1"), listen(ONE));
        script.later(5);
        let leg = Listener { call: Some("c1".into()), phone: ONE.into(), answered, since: None };
        let calls = Feed::fresh(vec![talking("c1", "1111"), talking("c2", "2222")]);
        script.polled("one", Snapshot { calls, listeners: Some(vec![leg]), ..nothing() });
        accepted(&mut script, 2, ("one", "c1"), leave(ONE));
        assert!(legs(&script).is_empty());
        let over = Stage::Over("listened for 0:05".into());
        assert_eq!(stage(&script, 1), if answered { over } else { Stage::Done(None) });
    }
}

#[test]
fn an_end_of_listening_is_seen_where_the_vendor_lists_legs_and_that_one_is_gone() {
    let leg =
        |phone: &str| Listener { call: Some("c1".into()), phone: phone.into(), answered: true, since: None };
    for (listed, seen) in
        [(None, false), (Some(vec![leg(ONE)]), false), (Some(vec![leg(TWO)]), true), (Some(vec![]), true)]
    {
        let mut script = Script::able(&["one"], Abilities::new().seen(&Verb::ALL));
        script.calls("one", vec![talking("c1", "1111")]);
        accepted(&mut script, 1, ("one", "c1"), listen(ONE));
        accepted(&mut script, 2, ("one", "c1"), leave(ONE));
        script.later(1);
        let calls = Feed::fresh(vec![talking("c1", "1111")]);
        script.polled("one", Snapshot { calls, listeners: listed.clone(), ..nothing() });
        assert_eq!(stage(&script, 2) == Stage::Seen, seen, "{listed:?}");
    }
}

#[test]
fn a_leg_that_nobody_here_asked_for_is_taken_up_once() {
    let mut script = two();
    let listed = |call: Option<&str>, phone: &str, answered| Listener {
        call: call.map(Into::into),
        phone: phone.into(),
        answered,
        since: None,
    };
    for _ in 0..2 {
        let calls = Feed::fresh(vec![talking("c1", "1111"), talking("c2", "2222")]);
        let listeners = Some(vec![
            listed(Some("c1"), ONE, true),
            listed(Some("c1"), TWO, false),
            listed(Some("c2"), ONE, true),
            listed(Some("c9"), ONE, true),
            listed(None, ONE, true),
        ]);
        script.polled("one", Snapshot { calls, listeners, ..nothing() });
    }
    assert_eq!(legs(&script), [leg("c1", ONE, true), leg("c1", TWO, true), leg("c2", ONE, true)]);
    let heard: Vec<_> = script.board.orders.listening.iter().map(|leg| (leg.heard, leg.ticket())).collect();
    assert_eq!(heard, [(Heard::Listening, None), (Heard::Ringing, None), (Heard::Listening, None)]);
}

/// For a while the vendor may still list what was taken off; of any other phone or call that says nothing.
#[test]
fn a_phone_that_was_taken_off_a_call_is_not_found_there_and_is_elsewhere() {
    let mut script = two();
    accepted(&mut script, 1, ("one", "c1"), listen(ONE));
    accepted(&mut script, 2, ("one", "c1"), leave(ONE));
    script.later(1);
    let listed = |call: &str, phone: &str| Listener {
        call: Some(call.into()),
        phone: phone.into(),
        answered: true,
        since: None,
    };
    let calls = Feed::fresh(vec![talking("c1", "1111"), talking("c2", "2222")]);
    let listeners = Some(vec![listed("c1", ONE), listed("c1", TWO), listed("c2", ONE)]);
    script.polled("one", Snapshot { calls, listeners, ..nothing() });
    assert_eq!(legs(&script), [leg("c1", TWO, true), leg("c2", ONE, true)]);
}

#[test]
fn a_change_of_mode_keeps_the_leg_and_since_when() {
    let mut script = two();
    accepted(&mut script, 1, ("one", "c1"), listen(ONE));
    let since = script.board.orders.listening[0].since;
    script.later(30);
    let whisper =
        Action::Listen { mode: ListenMode::Whisper, phone: Text::new(ONE), from: Some(ListenMode::Monitor) };
    accepted(&mut script, 2, ("one", "c1"), whisper);
    let leg = &script.board.orders.listening[0];
    assert_eq!((leg.mode, leg.since), (ListenMode::Whisper, since));
    assert_eq!(script.board.orders.listening.len(), 1);
    script.later(30);
    accepted(&mut script, 3, ("one", "c1"), listen(ONE));
    let leg = &script.board.orders.listening[0];
    assert_eq!(
        (leg.mode, leg.since),
        (ListenMode::Monitor, script.now),
        "a phone that is rung anew begins anew"
    );
}

/// A board run by `dana`, whose phone is [`ONE`]; what its vendor tells every second.
struct Run {
    script: Script,
}

impl Run {
    fn begun() -> Self {
        let mut script = Script::new(&["one"]);
        script.board = script.board.without(vec![(account("one"), ONE.into())], Some("dana".into()));
        Self { script }
    }

    /// A second later the vendor lists one call, and on it the leg of `phone`, answered or not, begun `since` then.
    fn told(&mut self, leg: Option<(&str, bool, Option<u64>)>) {
        self.script.later(1);
        let now = self.script.now;
        let leg = leg.map(|(phone, answered, since)| Listener {
            call: Some("c1".into()),
            phone: phone.into(),
            answered,
            since: since.map(|seconds| now - Duration::from_secs(seconds)),
        });
        let calls = Feed::fresh(vec![talking("c1", "1111")]);
        let listeners = Some(leg.into_iter().collect());
        self.script.polled("one", Snapshot { calls, listeners, ..nothing() });
    }

    /// What went to the audit log since the last time: whose, what, and how long it was.
    fn logged(&mut self) -> Vec<(String, String, Stage)> {
        let line = |filed: std::sync::Arc<Filed>| {
            let order = &filed.order;
            (order.operator.to_string(), order.action.words(), filed.stage.clone())
        };
        self.script.logged.drain(..).map(line).collect()
    }
}

fn over(words: &str) -> Vec<(String, String, Stage)> {
    vec![("dana".to_owned(), "listen".to_owned(), Stage::Over(words.into()))]
}

#[test]
fn the_end_of_a_listening_that_was_found_is_in_the_audit_log_with_its_length() {
    // Where the vendor tells when it began, that is the whole of it.
    let mut run = Run::begun();
    run.told(Some(("PJSIP/+15550100", true, Some(60))));
    assert_eq!(run.script.board.orders.listening[0].operator, "dana".into());
    run.told(Some(("PJSIP/+15550100", true, Some(61))));
    run.told(None);
    assert_eq!(run.logged(), over("listened for 1:02"));
    // It is in the list of orders, too.
    let filed = run.script.board.orders.filed().next_back().expect("filed");
    assert_eq!((filed.stage.word(), filed.order.ticket.session), ("over", 0));
    // Where it does not tell, it was there for at least so long.
    let mut run = Run::begun();
    run.told(Some((ONE, true, None)));
    run.told(Some((ONE, true, None)));
    run.told(None);
    assert_eq!(run.logged(), over("listened for at least 0:02"));
    // By the operator's own order: its steps are logged beside that.
    let mut run = Run::begun();
    run.told(Some((ONE, true, None)));
    run.script.keys("E");
    let ticket = run.script.sent[0].ticket;
    run.script.fold(Fact::Acted { account: account("one"), ticket, result: Ok(Accepted::default()) });
    let logged = run.logged();
    assert_eq!(logged.last().cloned().into_iter().collect::<Vec<_>>(), over("listened for at least 0:00"));
    // A list that still has it was read too early, and neither begins nor ends another one.
    run.told(Some((ONE, true, None)));
    assert!(run.script.board.orders.listening.is_empty());
    run.told(None);
    assert!(run.logged().iter().all(|(_, words, _)| words != "listen"), "once");
    // The next one on that call is another, and so is one that goes on in spite of the yes.
    run.told(Some((ONE, true, None)));
    assert_eq!(run.script.board.orders.listening.len(), 1);
    run.script.keys("E");
    let ticket = run.script.sent[1].ticket;
    run.script.fold(Fact::Acted { account: account("one"), ticket, result: Ok(Accepted::default()) });
    for seconds in 1..25 {
        run.told(Some((ONE, true, None)));
        assert_eq!(run.script.board.orders.listening.len(), usize::from(seconds >= 20), "{seconds} s");
    }
}

#[test]
fn of_a_leg_that_nobody_heard_or_of_somebody_elses_nothing_is_logged() {
    let mut run = Run::begun();
    // It only rang.
    run.told(Some((ONE, false, Some(2))));
    run.told(None);
    // A stranger's phone.
    run.told(Some((TWO, true, Some(60))));
    assert_eq!(run.script.board.orders.listening[0].operator, "somebody".into());
    run.told(None);
    assert_eq!(run.logged(), []);
}

#[test]
fn two_listenings_that_were_found_have_receipts_of_their_own() {
    let mut run = Run::begun();
    for _ in 0..2 {
        run.told(Some((ONE, true, None)));
        run.told(None);
    }
    let tickets: Vec<Ticket> = run.script.board.orders.filed().map(|filed| filed.order.ticket).collect();
    assert_eq!(
        tickets,
        [
            Ticket { run: callboard::messages::Run::default(), session: 0, number: 1 },
            Ticket { run: callboard::messages::Run::default(), session: 0, number: 2 }
        ]
    );
}
