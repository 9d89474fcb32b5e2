//! How much is asked before each action of each vendor: nothing, where no customer, agent or recording can notice;
//! `y`, where one may; two digits, where a call ends for somebody.

use std::collections::BTreeMap;
use std::sync::Arc;

use callboard::domain::{Abilities, Action, Choice, Entries, ListenMode, Special, Text, Verb, Weight};
use callboard::session::{Mode, weight};

use crate::dialects;
use crate::script::{Script, abilities, talking};

/// Every action that is not a vendor's own, with what is asked before it everywhere.
fn common() -> Vec<(Action, Weight)> {
    let listen = |mode, from| Action::Listen { mode, phone: Text::new("7001"), from };
    let choice = || Choice::new("x", "x");
    vec![
        (listen(ListenMode::Monitor, None), Weight::Quiet),
        (listen(ListenMode::Monitor, Some(ListenMode::Barge)), Weight::Quiet),
        (listen(ListenMode::Whisper, None), Weight::Quiet),
        (listen(ListenMode::Barge, None), Weight::Noticed),
        (listen(ListenMode::Barge, Some(ListenMode::Monitor)), Weight::Noticed),
        (Action::Leave { phone: Text::new("7001") }, Weight::Quiet),
        (Action::HangUp, Weight::Final),
        (Action::Record(true), Weight::Noticed),
        (Action::Record(false), Weight::Noticed),
        (Action::Hold(true), Weight::Noticed),
        (Action::Hold(false), Weight::Noticed),
        (Action::Park { with: Entries::default() }, Weight::Noticed),
        (Action::Retrieve { phone: Text::new("7001") }, Weight::Noticed),
        (Action::Transfer { to: Text::new("7001"), with: Entries::default() }, Weight::Noticed),
        (Action::Requeue { queue: "q".into(), name: Text::new("Sales") }, Weight::Noticed),
        (
            Action::Dispose { codes: vec![choice()], note: Text::new(""), with: Entries::default() },
            Weight::Noticed,
        ),
        (Action::Place { to: Text::new("7001"), with: Entries::default() }, Weight::Noticed),
        (Action::SetState(choice()), Weight::Noticed),
    ]
}

/// What ends a call at one vendor though not elsewhere: TEL4VN cuts one side off as it parks or moves the other.
const ENDS: &[(&str, &[Verb])] = &[("tel4vn", &[Verb::Park, Verb::Transfer])];

/// What only one vendor can do.
const OWN: &[(&str, &str, Weight)] = &[
    ("8x8", "end-all", Weight::Final),
    ("8x8", "hang-up-leg", Weight::Final),
    ("8x8", "set-variable", Weight::Noticed),
    ("8x8", "call-data", Weight::Quiet),
    ("8x8", "free-line-1", Weight::Final),
    ("8x8", "free-line-2", Weight::Final),
    ("8x8", "free-lines", Weight::Final),
    ("asterisk", "move", Weight::Noticed),
    ("asterisk", "withdraw", Weight::Final),
    ("asterisk", "priority", Weight::Noticed),
    ("asterisk", "mute-recording", Weight::Noticed),
    ("asterisk", "unmute-recording", Weight::Noticed),
    ("asterisk", "stop-recording", Weight::Noticed),
    ("asterisk", "mute", Weight::Noticed),
    ("asterisk", "unmute", Weight::Noticed),
    ("asterisk", "pause-in", Weight::Noticed),
    ("asterisk", "unpause-in", Weight::Noticed),
    ("asterisk", "join", Weight::Noticed),
    ("asterisk", "part", Weight::Noticed),
    ("asterisk", "penalty", Weight::Noticed),
    ("invoca", "external-id", Weight::Noticed),
    ("invoca", "custom-data", Weight::Noticed),
    ("tel4vn", "log-in", Weight::Noticed),
];

fn own(special: &Arc<Special>) -> Action {
    Action::Special { special: Arc::clone(special), with: Entries::default() }
}

#[test]
fn every_action_is_asked_about_as_much_as_people_notice_of_it() {
    let common = common();
    for verb in Verb::ALL.into_iter().filter(|verb| *verb != Verb::Special) {
        assert!(common.iter().any(|(action, _)| action.verb() == verb), "{verb:?} is in no class");
    }
    for (action, class) in &common {
        assert_eq!(weight(action), *class, "{}", action.words());
    }
}

/// The question that the operator meets is the vendor's.
#[test]
fn a_park_that_cuts_somebody_off_wants_digits() {
    for (abilities, code) in [(abilities(), None), (abilities().ending(&[Verb::Park]), Some("11"))] {
        let mut script = Script::able(&["one"], abilities);
        script.calls("one", vec![talking("c1", "1111")]);
        script.keys("P");
        let Mode::Confirm(confirm) = &script.session.mode else { panic!("{:?}", script.session.mode) };
        assert_eq!(confirm.code.as_ref().map(|(code, _)| code.as_str()), code);
        script.keys("y");
        assert_eq!(script.sent.len(), usize::from(code.is_none()));
        script.keys(code.unwrap_or_default());
        assert_eq!(script.sent.len(), 1);
    }
}

#[test]
fn every_vendors_own_actions_are_in_the_table() {
    let table: BTreeMap<(&str, &str), Weight> =
        OWN.iter().map(|(v, id, class)| ((*v, *id), *class)).collect();
    let mut met = 0;
    for (account, abilities) in dialects::all() {
        for special in abilities.specials() {
            let class = table.get(&(account.vendor(), &*special.id));
            assert_eq!(Some(&weight(&own(special))), class, "{account}: {}", special.id);
            met += 1;
        }
    }
    // The simulated exchange lets its user record, so that there is nothing to stop who cannot start.
    assert_eq!(met + 1, OWN.len(), "an action of the table is offered nowhere");
}

#[test]
fn what_ends_a_call_at_one_vendor_alone_is_asked_about_there_alone() {
    for (account, abilities) in dialects::all() {
        let ends: &[Verb] =
            ENDS.iter().find(|(vendor, _)| *vendor == account.vendor()).map_or(&[], |(_, ends)| ends);
        let told: Vec<Verb> =
            Verb::ALL.into_iter().filter(|verb| Abilities::ends(abilities, *verb)).collect();
        assert_eq!(told, ends, "{account}");
    }
}

#[test]
fn only_a_vendor_that_told_the_rights_is_said_to_grant_them() {
    for (account, abilities) in dialects::all() {
        assert_eq!(abilities.is_granted(), account.vendor() == "asterisk", "{account}");
    }
}
