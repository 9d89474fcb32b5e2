//! Nothing that a mask hides is left in what is masked.

use proptest::prelude::*;

use super::*;
use crate::domain::{CallId, QueueId};

const NUMBERS: Mask = Mask { numbers: true, names: false };
const NAMES: Mask = Mask { numbers: false, names: true };
const BOTH: Mask = Mask { numbers: true, names: true };

#[test]
fn a_number_keeps_its_shape_and_its_last_two_digits() {
    for (number, masked) in [
        ("+972 72 277 6772", "+*** ** *** **72"),
        ("(555) 010-0142", "(***) ***-**42"),
        ("1042", "**42"),
        ("104", "*04"),
        ("42", "**"),
        ("7", "*"),
        ("*67 0722776772", "*** ********72"),
        ("٠٧٢٢٧٧٦", "*****٧٦"),
        ("０７２２", "**２２"),
        ("anonymous", "anonymous"),
    ] {
        assert_eq!(&*NUMBERS.number(&number.into()), masked, "{number}");
    }
    assert_eq!(&*BOTH.number(&"sip:ada.quist@10.0.0.17".into()), "s.", "an address tells a name");
    assert_eq!(&*BOTH.number(&"Ada 0722776772".into()), "A. ********72");
}

#[test]
fn of_a_name_the_initials_are_left_in_every_script() {
    for (name, masked) in [
        ("Ada Quist", "A. Q."),
        ("AdaQuist", "A."),
        ("(quist.ada)", "q."),
        ("O’Brien, Zoë", "O. Z."),
        ("נועה לוי", "נ. ל."),
        ("佐藤花子", "佐."),
        ("佐藤 花子", "佐. 花."),
        ("\u{202b}נועה\u{200f} לוי\u{202c}", "נ. ל."),
        ("Agent 07", "A. 07"),
        ("Ada & Bo", "A. & B."),
        ("Ada 0722776772", "A. ********72"),
        ("Ada0722776772", "A."),
        ("072 277 6772", "*** *** **72"),
        ("42", "**"),
    ] {
        assert_eq!(&*BOTH.name(&name.into()), masked, "{name}");
    }
    let masked = BOTH.name(&"a ".repeat(99).into());
    assert!(
        masked.starts_with("a. a. ") && masked.ends_with("a."),
        "one too long is cut between words: {masked}"
    );
}

#[test]
fn one_half_of_the_mask_leaves_the_other_alone() {
    assert_eq!(&*NUMBERS.name(&"Ada Quist 0722776772".into()), "Ada Quist ********72");
    assert_eq!(&*NAMES.name(&"Ada Quist 0722776772".into()), "A. Q. 0722776772");
    assert_eq!(&*NAMES.name(&"0722776772".into()), "0722776772");
    assert_eq!(&*NAMES.number(&"0722776772".into()), "0722776772");
}

#[test]
fn free_text_loses_its_numbers_and_is_hidden_where_names_are() {
    for (text, masked) in [
        ("20201012cc7b38df-aws-SIPSIP2-972722776772.mp3", "******12cc7b38df-aws-SIPSIP*-**********72.mp3"),
        ("rings: PJSIP/1042-0000000a up AppDial", "rings: PJSIP/****-*****00a up AppDial"),
        ("call (072) 277-6772, or 0899 at 10:42", "call (***) ***-**72, or **99 at 10:42"),
        ("asked twice in 24 hours", "asked twice in 24 hours"),
    ] {
        assert_eq!(&*NUMBERS.free(&text.into()), masked, "{text}");
        assert_eq!(&*NAMES.free(&text.into()), "(hidden)", "{text}");
    }
}

fn call(number: &str, details: Vec<Detail>) -> Call {
    Call {
        caller: Party::new(Some("Ada Quist"), Some(number)),
        dialled: Text::some("1700-555-042"),
        agent_name: Text::some("Bo Lang"),
        queue: Some(QueueId::from("7001")),
        queue_name: Text::some("Support 7001"),
        details,
        ..Call::new(CallId::from("20201012-aws-972722776772"), Phase::Talking)
    }
}

#[test]
fn a_call_is_masked_detail_by_detail_as_their_classes_say() {
    let details = [
        Detail::plain("state", "bridged 20201012"),
        Detail::plain("leg", "SIP-972722776772"),
        Detail::name("owner", "Cy Dahl"),
        Detail::number("follow me", "0899 123 456"),
        Detail::free("0899123456", "ask for Cy"),
    ];
    let call = call("0722776772", details.into_iter().flatten().collect());
    let masked = BOTH.call(&call);
    assert_eq!(masked.caller, Party::new(Some("A. Q."), Some("********72")));
    assert_eq!(
        (masked.dialled.as_deref(), masked.agent_name.as_deref()),
        (Some("****-***-*42"), Some("B. L."))
    );
    assert_eq!((&masked.queue_name, &masked.id), (&call.queue_name, &call.id));
    let told: Vec<_> = masked.details.iter().map(|detail| (&*detail.label, &*detail.value)).collect();
    let expected = [
        ("state", "bridged 20201012"),
        ("leg", "SIP-**********72"),
        ("owner", "C. D."),
        ("follow me", "**** *** *56"),
        ("********56", "(hidden)"),
    ];
    assert_eq!(told, expected);
    assert!(masked.details.iter().zip(&call.details).all(|(masked, detail)| masked.class == detail.class));
}

#[test]
fn what_is_plain_loses_the_numbers_of_its_own_row_and_no_others() {
    let long = call("+972 72 277 6772", Vec::new());
    assert_eq!(&*NUMBERS.beside(&long, &long.id.text()), "20201012-aws-**********72");
    assert_eq!(NAMES.beside(&long, &long.id.text()), long.id.text());
    // A short number within a longer one is chance.
    let short = Call { queue_name: Text::some("line 104 of 1042"), ..call("104", Vec::new()) };
    assert_eq!(NUMBERS.call(&short).queue_name.as_deref(), Some("line *04 of 1042"));
}

#[test]
fn an_agent_is_masked_and_their_state_and_team_are_not() {
    let mut ada = Agent::new(AgentId::from("ada"), "Ada Quist".into(), AgentState::Unknown("on 1042".into()));
    (ada.extension, ada.group, ada.reason) =
        (Text::some("1042"), Text::some("Team 7001"), Text::some("lunch"));
    ada.details = Detail::number("phone", "16505550100*1212").into_iter().collect();
    let masked = BOTH.agent(&ada);
    assert_eq!((&*masked.name, masked.extension.as_deref()), ("A. Q.", Some("**42")));
    assert_eq!(masked.state, AgentState::Unknown("on **42".into()));
    assert_eq!((masked.group, masked.reason, masked.id), (ada.group, ada.reason, ada.id));
    assert_eq!(&*masked.details[0].value, "**************12");
}

#[test]
fn a_queue_keeps_its_name_and_its_details_are_masked() {
    let mut queue = Queue::new(QueueId::from("7001"), "Support 7001".into());
    queue.details = Detail::free("description", "ask Ada at 0722776772").into_iter().collect();
    let masked = NUMBERS.queue(&queue);
    assert_eq!((&*masked.name, &*masked.details[0].value), ("Support 7001", "ask Ada at ********72"));
}

/// A number in high digits, so that it can be told from everything else.
const NUMBER: &str = r"[+(]?[7-9]([-. )/]{0,2}[7-9]){0,14}";
/// A name, or a number in its place, in letters that nothing else is written in.
const NAME: &str = r"([QXZ\u{5d0}-\u{5ea}\u{4e00}-\u{4eff}]{1,6} ?){1,4}|[+(]?[7-9]([-. /]?[7-9]){0,14}";

fn any_class() -> impl Strategy<Value = DetailClass> {
    use DetailClass::{Free, Name, Number, Plain};
    prop::sample::select(vec![Plain, Name, Number, Free])
}

fn any_mask() -> impl Strategy<Value = Mask> {
    (any::<bool>(), any::<bool>()).prop_map(|(numbers, names)| Mask { numbers, names })
}

/// A call whose numbers stand in its plain and free texts as well.
fn revealing() -> impl Strategy<Value = Call> {
    let texts = (NUMBER, NUMBER, NUMBER, NAME, NAME, NAME);
    texts.prop_map(|(number, dialled, other, caller, agent, person)| {
        let told = |label: &str, number: &str| format!("{label}{}.mp3", number.replace(['(', ' '], "-"));
        let details = [
            Detail::plain("leg", &told("leg ", &number)),
            Detail::plain("other", &told("to", &other)),
            Detail::name("owner", &person),
            Detail::number("phone", &other),
            Detail::free("file", &told("file-", &dialled)),
            Detail::free("note", &person),
        ];
        Call {
            phase: Phase::Other(told("with ", &number).into()),
            caller: Party::new(Some(&caller), Some(&number)),
            dialled: Text::some(&dialled),
            agent_name: Text::some(&agent),
            queue_name: Text::some(&told("line ", &dialled)),
            conference: Text::some(&told("conference ", &number)),
            derived: Text::some(&told("from ", &number)),
            only: Some(Only::new(&[], told("as of ", &dialled).into())),
            details: details.into_iter().flatten().collect(),
            ..Call::new(CallId::from("1"), Phase::Queued)
        }
    })
}

/// What stands in quotes in `debug`: every text.
fn texts(debug: &str) -> impl Iterator<Item = &str> {
    debug.split('"').skip(1).step_by(2)
}

/// A call of any texts.
fn anything() -> impl Strategy<Value = Call> {
    let text = || prop_oneof![any::<String>(), "[a-z0-9 *.(-]{0,30}", NAME, NUMBER, "([a-z] ){90,110}"];
    let texts = prop::collection::vec(text(), 6);
    let details = prop::collection::vec((any_class(), text(), text()), 0..6);
    (texts, details).prop_map(|(texts, details)| Call {
        phase: Phase::Other(texts[0].as_str().into()),
        caller: Party::new(Some(&texts[1]), Some(&texts[2])),
        dialled: Text::some(&texts[3]),
        agent: Some(AgentId::from(texts[4].as_str())),
        agent_name: Text::some(&texts[4]),
        queue_name: Text::some(&texts[5]),
        conference: Text::some(&texts[5]),
        details: details
            .iter()
            .filter_map(|(class, label, value)| Detail::of(*class, label, value))
            .collect(),
        ..Call::new(CallId::from("1"), Phase::Queued)
    })
}

/// An agent with the same.
fn like(call: &Call) -> Agent {
    let name = call.caller.name.clone().unwrap_or_else(|| "Ada".into());
    let mut agent = Agent::new(AgentId::from("1"), name, AgentState::Unknown(call.phase.word().into()));
    (agent.extension, agent.reason) = (call.caller.number.clone(), call.conference.clone());
    agent.details.clone_from(&call.details);
    agent
}

proptest! {
    #[test]
    fn of_no_number_more_than_two_digits_survive_anywhere_but_in_ids(call in revealing(), names in any::<bool>()) {
        let mask = Mask { numbers: true, names };
        for debug in [format!("{:?}", mask.call(&call)), format!("{:?}", mask.agent(&like(&call)))] {
            for text in texts(&debug) {
                let left = text.chars().filter(|char| matches!(char, '7'..='9')).count();
                prop_assert!(left <= SHOWN, "{text} in {debug}");
            }
        }
    }

    #[test]
    fn of_no_name_two_letters_in_a_row_survive(call in revealing(), numbers in any::<bool>()) {
        let mask = Mask { numbers, names: true };
        let named = |char: char| matches!(char, 'Q' | 'X' | 'Z' | '\u{5d0}'..='\u{5ea}' | '\u{4e00}'..='\u{4eff}');
        for debug in [format!("{:?}", mask.call(&call)), format!("{:?}", mask.agent(&like(&call)))] {
            for text in texts(&debug) {
                let chars: Vec<char> = text.chars().collect();
                prop_assert!(!chars.windows(2).any(|two| two.iter().all(|char| named(*char))), "{text} in {debug}");
            }
        }
    }

    #[test]
    fn masking_twice_is_masking_once(call in anything(), mask in any_mask()) {
        let (once, agent) = (mask.call(&call), mask.agent(&like(&call)));
        prop_assert_eq!(&mask.call(&once), &once);
        prop_assert_eq!(&mask.agent(&agent), &agent);
    }

    #[test]
    fn a_mask_over_nothing_changes_nothing(call in anything()) {
        let agent = like(&call);
        prop_assert_eq!(Mask::default().call(&call), call);
        prop_assert_eq!(Mask::default().agent(&agent), agent);
    }
}
