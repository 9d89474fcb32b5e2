//! What an adapter describes, an operator can do: forms, actions of one vendor alone, listening that switches.

use std::time::Duration;

use callboard::board::{Heard, Stage};
use callboard::domain::{
    Abilities, Accepted, Action, AgentState, Choice, Codes, Feed, Field, FieldKind, ListenMode, Listener,
    Party, Phase, Shows, Snapshot, Special, Subject, Verb, Weight,
};
use callboard::messages::Fact;
use callboard::session::{Mode, weight};

use crate::script::{Script, abilities, account, agent, nothing, queued, talking};

fn accepted(script: &mut Script) {
    let ticket = script.sent.last().expect("something was sent").ticket;
    script.fold(Fact::Acted { account: account("one"), ticket, result: Ok(Accepted::default()) });
}

fn with(fields: Vec<Field>) -> Abilities {
    abilities().asking(Verb::Park, fields)
}

#[test]
fn a_party_is_chosen_by_name_and_nothing_is_chosen_for_the_operator() {
    let keeps = Field::required("keeps", "party that stays", FieldKind::Party);
    let mut script = Script::able(&["one"], with(vec![keeps]));
    let mut call = talking("c1", "+15550111");
    call.caller = Party::new(Some("Ada Quist"), Some("+15550111"));
    call.agent_name = Some("Tomas Okafor".into());
    script.calls("one", vec![call]);
    script.keys("P");
    let Mode::Form(form) = &script.session.mode else { panic!("{:?}", script.session.mode) };
    let labels: Vec<&str> = form.asked[0].choices.iter().map(|choice| &*choice.label).collect();
    assert_eq!(labels, ["the customer Ada Quist +15550111", "the agent Tomas Okafor a1"]);
    script.keys("j↵y");
    assert_eq!(script.sent[0].action.words(), "park: party that stays the agent Tomas Okafor a1");
    let Action::Park { with } = &script.sent[0].action else { panic!() };
    assert_eq!(with.get("keeps"), Some("agent"));
}

#[test]
fn a_number_and_what_the_vendor_asks_beside_it_are_one_form() {
    let fields = vec![
        Field::optional("prefix", "prefix", FieldKind::Line("9".into())),
        Field::optional("force", "on a busy agent too", FieldKind::Flag),
    ];
    let mut script = Script::able(&["one"], abilities().asking(Verb::Place, fields));
    let agents = Feed::fresh(vec![agent("a1", "Ada", AgentState::Ready)]);
    script.polled("one", Snapshot { agents, ..nothing() });
    // Letters go into the field under the cursor, and a blank picks where there is nothing to type.
    script.keys("4C555 0123⇥8⇥ ↵y");
    let words = "place call to 5550123: prefix 8, on a busy agent too yes";
    assert_eq!(script.sent[0].action.words(), words);
    let Action::Place { to, with } = &script.sent[0].action else { panic!() };
    assert_eq!((&**to, with.get("prefix"), with.get("force")), ("5550123", Some("8"), Some("true")));
    for typed in ["", "5", "+-"] {
        script.keys(&format!("C{typed}↵"));
        let Mode::Form(form) = &script.session.mode else { panic!("{:?}", script.session.mode) };
        assert_eq!((form.mistake.as_deref(), form.place), (Some("type the number"), 0), "{typed}");
        script.keys("⎋");
    }
    script.keys("C55↵");
    assert!(matches!(script.session.mode, Mode::Confirm(_)), "two digits are an extension");
    script.keys("⎋C12x↵");
    let Mode::Form(form) = &script.session.mode else { panic!("{:?}", script.session.mode) };
    assert_eq!(form.mistake.as_deref(), Some("a number has no 'x'"));
    script.keys("⎋C+49 (30) 123-45.6/7↵");
    let Mode::Confirm(confirm) = &script.session.mode else { panic!("{:?}", script.session.mode) };
    assert_eq!(confirm.action.words(), "place call to +49301234567", "what makes it readable is not dialled");
}

#[test]
fn several_dispositions_are_picked_and_never_more_than_the_vendor_takes() {
    let choices = ["Sale", "Callback", "Complaint"].map(|label| Choice::new(label, label)).to_vec();
    let codes = Codes { choices, most: 2, note: false };
    let mut script = Script::able(&["one"], abilities().coded(codes));
    script.calls("one", vec![talking("c1", "1111")]);
    // The third is one too many.
    script.keys("D j j ↵y");
    let Action::Dispose { codes, note, .. } = &script.sent[0].action else { panic!() };
    let picked: Vec<&str> = codes.iter().map(|code| &*code.id).collect();
    assert_eq!((picked, note.is_empty()), (vec!["Sale", "Callback"], true));
    accepted(&mut script);
    script.keys("Djkj ↵y");
    let Action::Dispose { codes, .. } = &script.sent[1].action else { panic!() };
    assert_eq!(codes.iter().map(|code| &*code.id).collect::<Vec<_>>(), ["Callback"], "one down, one up");
    accepted(&mut script);
    // Picked and not picked again.
    script.keys("D j  ↵y");
    let Action::Dispose { codes, .. } = &script.sent[2].action else { panic!() };
    assert_eq!(codes.iter().map(|code| &*code.id).collect::<Vec<_>>(), ["Sale"]);
}

#[test]
fn a_disposition_asks_for_a_moment_and_takes_none_that_there_is_not() {
    let field = Field::optional("callback", "call back at", FieldKind::Moment);
    let mut script = Script::able(&["one"], abilities().asking(Verb::Dispose, vec![field]));
    let mut queue = crate::script::queue("q1", "Sales");
    queue.dispositions = vec![Choice::new("Later", "Later")];
    let mut call = talking("c1", "1111");
    call.queue = Some("q1".into());
    let queues = Feed::fresh(vec![queue]);
    script.polled("one", Snapshot { calls: Feed::fresh(vec![call]), queues, ..nothing() });
    for wrong in
        ["tomorrow", "15:30", "2026-02-30 15:30", "2026-12-01", "2026-12-01 25:00", "0026-12-01 15:30"]
    {
        script.keys(&format!("D↵⇥{wrong}↵"));
        let Mode::Form(form) = &script.session.mode else { panic!("{wrong}: {:?}", script.session.mode) };
        let mistake = form.mistake.as_deref().unwrap_or_default();
        assert!(mistake.contains("such as 2026-12-01 15:30") && form.place == 1, "{wrong}: {mistake}");
        script.keys("⎋");
        script.later(3);
    }
    script.keys("D↵soon⇥2026-12-01 15:30↵");
    assert!(crate::waits::picture(&mut script, 120).join(" ").contains("call back at 2026-12-01 15:30:00"));
    script.keys("y");
    let Action::Dispose { note, with, .. } = &script.sent[0].action else { panic!() };
    assert_eq!((note.as_str(), with.get("callback")), ("soon", Some("2026-12-01T15:30:00")));
    assert_eq!(script.sent[0].action.words(), "disposition Later: call back at 2026-12-01 15:30:00");
    accepted(&mut script);
    script.later(3);
    script.keys("D↵↵y");
    let Action::Dispose { with, .. } = &script.sent[1].action else { panic!() };
    assert!(with.is_empty(), "none is asked for");
}

fn own() -> Abilities {
    abilities().with(vec![
        Special::call("up", "move up", Weight::Noticed, "The caller waits less.")
            .within(&[Phase::Queued])
            .shows(Shows::Changed),
        Special::agent("free", "free all lines", Weight::Final, "Every call of the agent ends."),
        Special::call("var", "set a variable", Weight::Noticed, "It is on the call from then on.")
            .asks(vec![Field::required("value", "value", FieldKind::Line("BB1".into()))]),
    ])
}

#[test]
fn the_menu_shows_what_fits_the_row_and_sends_it_to_the_right_subject() {
    let mut script = Script::able(&["one"], own());
    let snapshot = Snapshot {
        calls: Feed::fresh(vec![queued("c1", "1111"), talking("c2", "2222")]),
        agents: Feed::fresh(vec![agent("a1", "Ada", AgentState::Talking)]),
        ..nothing()
    };
    script.polled("one", snapshot);
    let labels = |script: &Script| {
        let Mode::Choose(choose) = &script.session.mode else { panic!("{:?}", script.session.mode) };
        choose.choices.iter().map(|choice| choice.label.to_string()).collect::<Vec<_>>()
    };
    let hinted = |script: &Script| script.session.hints().iter().any(|hint| hint.key == "V");
    assert!(hinted(&script));
    script.keys("V");
    assert_eq!(labels(&script), ["move up", "set a variable"]);
    script.keys("⎋jV");
    assert_eq!(labels(&script), ["free all lines", "set a variable"]);
    // An agent's action, asked for on their call, goes to the agent, and wants its digits.
    script.keys("↵");
    let Mode::Confirm(confirm) = &script.session.mode else { panic!("{:?}", script.session.mode) };
    assert_eq!(confirm.weight, Weight::Final);
    assert!(matches!(&confirm.subject, Subject::Agent { key, .. } if key.id.as_str() == "a1"));
    let code = confirm.code.clone().expect("digits").0;
    script.keys(&code);
    assert_eq!(script.sent[0].action.words(), "free all lines");
    assert_eq!(weight(&script.sent[0].action), Weight::Final);
    script.keys("Vj↵a b↵y");
    assert_eq!(script.sent[1].action.words(), "set a variable: value a b");
    assert!(matches!(&script.sent[1].subject, Subject::Call { key, .. } if key.id.as_str() == "c2"));
}

#[test]
fn the_lists_show_what_a_special_was_to_bring_about() {
    let mut script = Script::able(&["one"], own());
    script.calls("one", vec![queued("c1", "1111")]);
    script.keys("V↵y");
    accepted(&mut script);
    let ticket = script.sent[0].ticket;
    let stage = |script: &Script| script.board.orders.find(ticket).expect("filed").stage.word();
    script.later(1);
    script.calls("one", vec![queued("c1", "1111")]);
    assert_eq!(stage(&script), "accepted");
    script.later(1);
    let mut moved = queued("c1", "1111");
    moved.details = vec![callboard::domain::Detail::plain("priority", "5").expect("some")];
    script.calls("one", vec![moved]);
    assert_eq!(stage(&script), "seen");
}

#[test]
fn a_parked_call_is_picked_up_with_the_key_that_parks() {
    let mut script = Script::new(&["one"]);
    let mut parked = talking("c1", "1111");
    parked.phase = Phase::Parked;
    script.calls("one", vec![parked]);
    script.keys("Py");
    assert_eq!(script.sent[0].action.words(), "retrieve to +15550100");
}

#[test]
fn the_mode_of_a_running_leg_changes_without_a_new_call() {
    let mut script = Script::able(&["one"], abilities().switching());
    script.calls("one", vec![talking("c1", "1111")]);
    script.keys("m");
    accepted(&mut script);
    script.keys("w");
    accepted(&mut script);
    script.keys("By");
    accepted(&mut script);
    let modes: Vec<_> = script
        .sent
        .iter()
        .map(|order| {
            let Action::Listen { mode, from, .. } = &order.action else { panic!("{order:?}") };
            (*mode, *from)
        })
        .collect();
    let (monitor, whisper, barge) = (ListenMode::Monitor, ListenMode::Whisper, ListenMode::Barge);
    assert_eq!(modes, [(monitor, None), (whisper, Some(monitor)), (barge, Some(whisper))]);
    let [leg] = script.board.orders.listening.as_slice() else { panic!("one leg") };
    assert_eq!(leg.mode, barge);
    // Without switching, the same key says what to do first.
    let mut script = Script::new(&["one"]);
    script.calls("one", vec![talking("c1", "1111")]);
    assert!(script.session.hints().iter().all(|hint| hint.key != "V"), "nothing of its own is no news");
    script.keys("m");
    accepted(&mut script);
    script.keys("w");
    assert_eq!(
        (script.sent.len(), script.notice()),
        (1, "whisper: you monitor this call: E ends that first")
    );
}

#[test]
fn where_a_leg_cannot_be_ended_from_here_the_next_order_asks_and_locks_nobody_out() {
    let none = abilities().without(&[Verb::Leave], "hang up your phone");
    let mut script = Script::able(&["one"], none);
    script.calls("one", vec![talking("c1", "1111"), talking("c2", "2222")]);
    script.keys("m");
    accepted(&mut script);
    let on = |script: &Script| -> Vec<String> {
        script.board.orders.listening.iter().map(|leg| leg.call.id.as_str().to_owned()).collect()
    };
    assert_eq!(on(&script), ["c1"]);
    // The same call in another mode, and again; then another call.
    for keys in ["w", "m", "jm"] {
        script.keys(keys);
        let sent = script.sent.len();
        let Mode::Confirm(confirm) = &script.session.mode else { panic!("{keys}: {}", script.notice()) };
        assert_eq!((confirm.weight, &confirm.code), (Weight::Noticed, &None), "{keys}");
        assert!(matches!(&confirm.action, Action::Listen { from: None, .. }), "{keys}");
        script.keys("y");
        assert_eq!(script.sent.len(), sent + 1, "{keys}");
        accepted(&mut script);
        // One phone is at one place.
        assert_eq!(on(&script), [if keys == "jm" { "c2" } else { "c1" }], "{keys}");
    }
    script.keys("E");
    assert!(script.notice().contains("hang up your phone"), "{}", script.notice());
}

#[test]
fn a_leg_that_nobody_here_asked_for_is_taken_up_and_never_doubled() {
    let mut script = Script::new(&["one"]);
    let told = |script: &mut Script, call: Option<&str>| {
        script.later(1);
        let calls = Feed::fresh(vec![talking("c1", "1111")]);
        // The vendor spells the phone in its own way.
        let leg = Listener {
            call: call.map(Into::into),
            phone: "PJSIP/+15550100".into(),
            answered: true,
            since: None,
        };
        script.polled("one", Snapshot { calls, listeners: Some(vec![leg]), ..nothing() });
    };
    told(&mut script, Some("c1"));
    let [leg] = script.board.orders.listening.as_slice() else { panic!("one leg") };
    assert_eq!((leg.ticket(), leg.how(), leg.certain, leg.heard), (None, "listens", true, Heard::Listening));
    script.keys("m");
    assert!(
        script.sent.is_empty() && script.notice().contains("already: E ends that"),
        "{}",
        script.notice()
    );
    script.keys("E");
    assert!(matches!(&script.sent[0].action, Action::Leave { .. }));
    // One whose call cannot be told keeps a second one from ringing, too.
    let mut script = Script::new(&["one"]);
    told(&mut script, None);
    assert!(script.board.orders.listening.is_empty());
    script.keys("m");
    assert!(script.sent.is_empty() && script.notice().contains("cannot be told"), "{}", script.notice());
    // It is nothing to who listens on another phone.
    script.session.operator.phone = Some("+15550200".into());
    script.keys("m");
    assert_eq!(script.sent.len(), 1, "{}", script.notice());
}

#[test]
fn a_leg_is_followed_from_ringing_to_its_end_where_the_vendor_lists_legs() {
    let mut script = Script::new(&["one"]);
    let told = |script: &mut Script, listeners: Vec<Listener>| {
        script.later(1);
        let calls = Feed::fresh(vec![talking("c1", "1111")]);
        script.polled("one", Snapshot { calls, listeners: Some(listeners), ..nothing() });
    };
    let leg =
        |answered| Listener { call: Some("c1".into()), phone: "+15550100".into(), answered, since: None };
    told(&mut script, vec![]);
    script.keys("m");
    accepted(&mut script);
    told(&mut script, vec![]);
    assert_eq!(script.board.orders.listening[0].heard, Heard::Nothing, "it may still turn up");
    told(&mut script, vec![leg(false)]);
    assert_eq!(script.board.orders.listening[0].heard, Heard::Ringing);
    told(&mut script, vec![leg(true)]);
    assert_eq!(script.board.orders.listening[0].heard, Heard::Listening);
    told(&mut script, vec![]);
    assert!(script.board.orders.listening.is_empty(), "the phone was hung up");
    // Its end is a step of the order that began it, with its length.
    let ended = script.board.orders.find(script.sent[0].ticket).expect("filed");
    assert_eq!(ended.stage, Stage::Over("listened for 0:04".into()));
    // A phone that nobody answers never turns up.
    script.keys("m");
    accepted(&mut script);
    script.later(Duration::from_secs(20).as_secs());
    told(&mut script, vec![]);
    assert!(script.board.orders.listening.is_empty());
}

#[test]
fn where_the_lists_show_nothing_of_a_special_the_yes_is_the_last_word() {
    let mut script = Script::able(&["one"], own());
    script.calls("one", vec![talking("c2", "2222")]);
    script.keys("V↵BB1↵y");
    accepted(&mut script);
    let filed = script.board.orders.find(script.sent[0].ticket).expect("filed");
    assert!(filed.stage.ended() && filed.stage.word() == "accepted", "{:?}", filed.stage);
}

#[test]
fn what_is_missing_in_a_form_is_told_in_a_sentence() {
    for (field, says) in [
        (Field::required("value", "value", FieldKind::Line("x".into())), "type the value"),
        (
            Field::required(
                "who",
                "who is moved",
                FieldKind::Several { choices: vec![Choice::new("a", "a")], most: 2 },
            ),
            "choose who is moved",
        ),
    ] {
        let mut script = Script::able(
            &["one"],
            with(vec![Field::optional("note", "note", FieldKind::Line("".into())), field]),
        );
        script.calls("one", vec![talking("c1", "1111")]);
        script.keys("P↵");
        let Mode::Form(form) = &script.session.mode else { panic!("{:?}", script.session.mode) };
        assert_eq!(form.mistake.as_deref(), Some(says));
    }
}

#[test]
fn what_can_no_longer_be_done_is_told_once_it_is_chosen_and_enter_held_down_opens_nothing() {
    let mut script = Script::able(&["one"], own());
    script.calls("one", vec![talking("c1", "1111")]);
    script.keys("V");
    assert!(matches!(script.session.mode, Mode::Choose(_)));
    let joined =
        Fact::Joined { account: account("one"), abilities: abilities(), every: Duration::from_secs(5) };
    script.fold(joined);
    script.keys("↵");
    assert!(script.notice().contains("can no longer be done"), "{}", script.notice());
    script.keys("↵");
    assert!(matches!(script.session.mode, Mode::Browse), "{:?}", script.session.mode);
}
