//! Pictures of what an adapter describes: forms, the menu of one vendor's own actions, derived rows, legs.

use std::time::Duration;

use super::compare::shows;
use super::floor::{Floor, NOW, agent, ago, answered, call, picture, poll, press, press_at, snapshot};
use crate::domain::{
    Abilities, AgentState, Choice, Codes, Field, FieldKind, Phase, Reach, Shows, Special, Text, Verb, Weight,
};
use crate::messages::{Fact, Polled};
use crate::session::Session;

fn able(abilities: Abilities) -> Session {
    let mut talks = answered(call("c1", &Phase::Talking, ("Ada Quist", "+15550111"), 320), 14, "Jane Li");
    talks.derived = Some(Text::new("the agent's activity: 1 interaction"));
    let waits = call("c2", &Phase::Queued, ("Bruno Lang", "+15550122"), 45);
    let told = snapshot(vec![talks, waits], vec![agent("Jane Li", AgentState::Talking, 320)], vec![]);
    let mut floor = Floor::of(&["8x8.main"]);
    let polled = Polled { abilities, ..poll("8x8.main", 1, told) };
    let _ = floor.tell(Fact::Polled(Box::new(polled)), ago(1));
    floor.session()
}

fn all() -> Abilities {
    Abilities::new().seen(&Verb::ALL)
}

#[test]
fn a_form_asks_for_a_number_a_choice_and_a_yes() {
    let fields = vec![
        Field::optional("prefix", "prefix", FieldKind::Line(Text::new("9"))),
        Field::optional(
            "queue",
            "for queue",
            FieldKind::Choice(vec![Choice::new("103", "Appointments"), Choice::new("107", "Tickets")]),
        ),
        Field::optional("force", "on a busy agent too", FieldKind::Flag),
    ];
    let mut session = able(all().asking(Verb::Place, fields));
    press(&mut session, "4C555 0123\t\tj ");
    shows!(picture(&mut session, 80, 24), "form");
}

#[test]
fn what_may_stand_in_a_field_is_told_whole_while_it_is_typed() {
    let example =
        "the name of another agent on this call, or the id that the vendor's own panel shows of them";
    let fields = vec![
        Field::optional("agent", "agent, if not the one shown", FieldKind::Line(Text::new(example))),
        Field::optional("note", "note", FieldKind::Line(Text::new(""))),
    ];
    let mut session = able(all().asking(Verb::Place, fields));
    press(&mut session, "4C");
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for (keys, told) in [("", false), ("\t", true), ("Ada", true), ("\t", false)] {
        press(&mut session, keys);
        for (width, height) in [(60, 14), (80, 24), (200, 60)] {
            let shown = picture(&mut session, width, height);
            let inside: Vec<&str> = shown.lines().filter_map(|line| line.split('│').nth(1)).collect();
            let whole = words(&inside.join(" ")).contains(&format!("optional, such as {example}"));
            assert_eq!(whole, told, "after {keys:?} at {width}x{height}:\n{shown}");
        }
    }
}

#[test]
fn a_party_is_chosen_by_name_and_the_lack_of_a_choice_told() {
    let fields = vec![Field::required("keeps", "party that stays", FieldKind::Party)];
    let mut session = able(all().asking(Verb::Transfer, fields));
    press(&mut session, "jT7002\n");
    shows!(picture(&mut session, 80, 24), "form_party");
}

#[test]
fn what_a_vendor_makes_of_an_action_is_told_in_its_words() {
    let words = "One side is cut off at once, the other after ten seconds.";
    let mut session = able(all().bringing(Verb::Park, words));
    press(&mut session, "jP");
    assert!(picture(&mut session, 120, 30).contains(words));
    let mut session = able(all());
    press(&mut session, "jP");
    assert!(picture(&mut session, 120, 30).contains("until somebody picks the call up"));
}

#[test]
fn several_codes_are_picked() {
    let choices = ["Sale", "Call back", "Complaint", "Wrong number"].map(|it| Choice::new(it, it)).to_vec();
    let mut session = able(all().coded(Codes { choices, most: 6, note: true }));
    press(&mut session, "jD jj ");
    shows!(picture(&mut session, 80, 24), "form_codes");
}

#[test]
fn what_only_this_vendor_can_do_is_a_menu() {
    let mut session = able(all().with(vec![
        Special::call("leg", "hang up the agent's leg", Weight::Final, "The agent leaves; others stay."),
        Special::agent("free", "free line 1", Weight::Final, "Whatever is on line 1 of the agent ends.")
            .shows(Shows::Agent)
            .reaching(Reach::One),
    ]));
    press(&mut session, "jVj");
    shows!(picture(&mut session, 80, 24), "menu");
    press_at(&mut session, "\n", NOW + Duration::from_secs(9));
    shows!(picture(&mut session, 80, 24), "menu_confirm");
}
