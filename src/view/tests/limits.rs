//! What is urgent by limits of the floor, of an account and of a queue, and where it is told.

use super::floor::{Floor, NOW, agent, call, normal, picture, press, snapshot};
use crate::domain::{Account, AccountLimits, AgentState, Limits, Phase, Steps, Thresholds};

const ACCOUNT: &str = "ringcentral.main";

fn waits(warn: u64, critical: u64) -> Limits {
    Limits { wait: Steps::seconds(warn, critical), ..Limits::default() }
}

/// An account with limits of its own, and with others in the queue VIP.
fn thresholds(floor: Limits, own: Limits, vip: Limits) -> Thresholds {
    let queues = [("VIP".to_owned(), vip)].into();
    Thresholds::new(floor, [(super::floor::account(ACCOUNT), AccountLimits { own, queues })])
}

/// Two callers: Ada has waited for 50 s in VIP, Bo for 55 s in Support.
fn two() -> Floor {
    let [mut ada, bo] =
        [("Ada Quist", 50), ("Bo Lang", 55)].map(|(name, ago)| call(name, &Phase::Queued, (name, ""), ago));
    ada.queue_name = Some("VIP".into());
    Floor::of(&[ACCOUNT]).polled(
        ACCOUNT,
        0,
        snapshot(vec![ada, bo], vec![agent("Ivo Marek", AgentState::Paused, 700)], vec![]),
    )
}

/// The line that shows `what`, after some keys.
fn line(floor: &Floor, keys: &str, what: &str) -> String {
    let mut session = floor.session();
    press(&mut session, keys);
    let shown = picture(&mut session, 120, 40);
    let line = shown.lines().find(|line| line.contains(what));
    line.unwrap_or_else(|| panic!("{what} in\n{shown}")).to_owned()
}

#[test]
fn a_wait_is_marked_by_the_limit_of_its_queue_before_its_accounts_before_the_floors() {
    let usual = Limits::default();
    for (floor, own, vip, [ada, bo, longest]) in [
        (usual, usual, usual, ["0:50  ", "0:55  ", "0:55  "]),
        (waits(50, 90), waits(50, 90), waits(50, 90), ["0:50 !", "0:55 !", "0:55 !"]),
        (usual, waits(55, 90), usual, ["0:50  ", "0:55 !", "0:55 !"]),
        // The header is as urgent as the most urgent wait, which is not the longest here.
        (usual, usual, waits(20, 50), ["0:50 ‼", "0:55  ", "0:55 ‼"]),
        (waits(5, 10), usual, waits(20, 90), ["0:50 !", "0:55  ", "0:55 !"]),
    ] {
        let mut all = two();
        all.board = all.board.judging(&thresholds(floor, own, vip));
        for list in ["1", "2"] {
            assert!(line(&all, list, "Ada Quist").contains(ada), "{ada} in list {list}");
            assert!(line(&all, list, "Bo Lang").contains(bo), "{bo} in list {list}");
        }
        assert!(line(&all, "", "longest").contains(longest), "{longest}");
    }
}

#[test]
fn a_break_is_marked_by_the_limit_of_its_account() {
    let short = Limits { paused: Steps::seconds(600, 690), ..Limits::default() };
    let mut floor = two();
    assert!(line(&floor, "4", "Ivo Marek").contains("11:40  "));
    floor.board = floor.board.judging(&thresholds(Limits::default(), short, Limits::default()));
    assert!(line(&floor, "4", "Ivo Marek").contains("11:40 ‼"));
    assert!(line(&floor, "4i", "this account's").contains("! from 10:00, ‼ from 11:30"));
}

#[test]
fn help_tells_the_limits_of_the_floor_and_who_has_others() {
    let mut floor = two();
    let help = |floor: &Floor| {
        let mut session = floor.session();
        press(&mut session, "?");
        picture(&mut session, 120, 120)
    };
    let shown = help(&floor);
    assert!(shown.contains("a wait      ! from 1:00, ‼ from 2:00"), "{shown}");
    assert!(
        shown.contains("a break     ! from 15:00, ‼ from 45:00") && !shown.contains("i on a row"),
        "{shown}"
    );
    let few = Limits { small_sample: 7, ..waits(45, 95) };
    floor.board = floor.board.judging(&thresholds(few, few, waits(20, 40)));
    let shown = help(&floor);
    assert!(shown.contains("a wait      ! from 0:45, ‼ from 1:35"), "{shown}");
    assert!(shown.contains("faint over fewer than 7 calls"), "{shown}");
    assert!(shown.contains("ringcentral.main: in it VIP; i on a row"), "{shown}");
}

#[test]
fn the_origin_of_a_wait_tells_whose_limit_it_goes_by() {
    let mut floor = two();
    floor.board = floor.board.judging(&thresholds(Limits::default(), Limits::default(), waits(20, 40)));
    assert!(line(&floor, "/Ada\ngi", "queue's own").contains("! from 0:20, ‼ from 0:40"));
    assert!(line(&floor, "/Bo\ngi", "the ordinary").contains("! from 1:00, ‼ from 2:00"));
}

#[test]
fn a_doubt_goes_by_the_limit_too() {
    let mut floor = normal();
    // A call of 12:40 in Support, with Paco Vu.
    let short = Limits { phantom_call: std::time::Duration::from_mins(12), ..Limits::default() };
    let doubt = |floor: &Floor| {
        let line = floor.board.line(&Account::new("ringcentral", "main")).expect("the account");
        line.doubt(line.call(&"c3".into()).expect("the call"), NOW)
    };
    assert_eq!(doubt(&floor), None);
    floor.board = floor.board.judging(&Thresholds::new(short, []));
    assert!(doubt(&floor).expect("doubted").starts_with("older than 12m: "));
    assert!(line(&floor, "", "Paco Vu").contains("talking ?!"));
}
