//! Whole pictures, as text, at 14:05:32.

use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::busy::busy;
use super::compare::shows;
use super::floor::{
    Floor, NOW, account, agent, ago, answered, buffer, call, failed, look, normal, now, now_after, picture,
    poll, press, press_at, queue, snapshot, text_of,
};
use crate::board::Effect;
use crate::domain::{
    Accepted, AgentState, Choice, ClockOffset, Detail, Fault, Feed, Permissions, Phase, Recording, Snapshot,
    Text,
};
use crate::messages::{Asked, Fact, Polled};
use crate::session::{Intent, Session};
use crate::view::{Background, Depth, Look, Signs};

const ACCOUNTS: [&str; 5] = ["ringcentral.main", "asterisk.lab", "voicenter.tlv", "tel4vn.hn", "8x8.eu"];

#[test]
fn before_the_first_answer_the_board_is_calm_and_says_so() {
    shows!(picture(&mut Floor::of(&ACCOUNTS).session(), 100, 24), "first");
}

#[test]
fn a_floor_at_120x32() {
    let mut session = normal().session();
    press(&mut session, "jjjj");
    shows!(picture(&mut session, 120, 32), "floor_120x32");
}

#[test]
fn a_floor_at_80x24_in_a_demonstration() {
    let mut session = normal().session();
    session.banner.demo = true;
    shows!(picture(&mut session, 80, 24), "floor_80x24");
}

#[test]
fn a_busy_floor_at_200x60_scrolled_to_its_end_and_sorted() {
    let mut session = busy(90).session();
    press(&mut session, "s4");
    let _ = picture(&mut session, 200, 60);
    press(&mut session, "G");
    shows!(picture(&mut session, 200, 60), "busy_200x60");
}

#[test]
fn a_list_that_a_vendor_does_not_have_is_not_an_empty_one() {
    let mut session = normal().session();
    press(&mut session, "4");
    shows!(picture(&mut session, 120, 20), "agents");
}

#[test]
fn a_zero_is_not_what_a_vendor_cannot_say() {
    let mut unknown = queue("Unknown", None, None);
    (unknown.ringing, unknown.talking, unknown.ready, unknown.staffed) = (None, None, None, None);
    unknown.counts = crate::domain::Counts::default();
    let mut quiet = queue("Zero", Some(0), None);
    (quiet.ringing, quiet.talking, quiet.ready, quiet.staffed) = (Some(0), Some(0), Some(0), Some(0));
    quiet.counts.in_time = Some(0);
    (quiet.counts.answered, quiet.counts.abandoned) = (Some(0), Some(0));
    let told = snapshot(vec![], vec![], vec![unknown, quiet, queue("Value", Some(3), Some(75))]);
    let mut session = Floor::of(&["ringcentral.main"]).polled("ringcentral.main", 1, told).session();
    press(&mut session, "3");
    shows!(picture(&mut session, 120, 20), "queues");
}

#[test]
fn an_empty_list_says_of_whom_nothing_is_known() {
    let not_offered = Snapshot {
        calls: Feed::NotOffered(Text::new("the token may not list calls")),
        ..snapshot(vec![], vec![], vec![])
    };
    let mut floor = Floor::of(&ACCOUNTS)
        .polled("ringcentral.main", 1, snapshot(vec![], vec![], vec![]))
        .polled("asterisk.lab", 1, not_offered);
    let refused = Snapshot::failed(&Fault::Unauthorized(Text::new("bad password")));
    let polled = Polled { next: NOW + Duration::from_secs(75), ..poll("voicenter.tlv", 2, refused) };
    let _ = floor.tell(Fact::Polled(Box::new(polled)), ago(2));
    shows!(picture(&mut floor.session(), 100, 20), "empty");
}

#[test]
fn accounts_tell_how_they_are() {
    let mut floor = normal();
    let skewed = Polled {
        skew: Some(ClockOffset::believed(-4_200)),
        ..poll("voicenter.tlv", 0, snapshot(vec![], vec![], vec![]))
    };
    let _ = floor.tell(Fact::Polled(Box::new(skewed)), NOW);
    let crash = Fact::Crashed {
        account: account("tel4vn.hn"),
        why: Text::new("index out of range"),
        again: NOW + Duration::from_secs(8),
    };
    let _ = floor.tell(crash, NOW);
    let mut session = floor.session();
    press(&mut session, "5jjjj");
    shows!(picture(&mut session, 160, 28), "accounts");
}

#[test]
fn a_frozen_picture_stands_still_and_says_since_when() {
    let mut session = normal().session();
    press(&mut session, "z");
    let later = Floor::of(&ACCOUNTS).polled("ringcentral.main", 0, snapshot(vec![], vec![], vec![]));
    session.see(Arc::new(later.board), NOW + Duration::from_secs(42));
    shows!(text_of(&buffer(&mut session, &now_after(42), &look(), (80, 24))), "frozen");
}

#[test]
fn a_filter_that_cannot_be_read_says_why_while_it_is_typed() {
    let mut session = normal().session();
    press(&mut session, "/q:support s:5m");
    shows!(picture(&mut session, 80, 16), "filter_mistake");
}

#[test]
fn a_filter_in_force_is_told_beside_the_count() {
    let mut session = normal().session();
    press(&mut session, "s3/q:support\n");
    shows!(picture(&mut session, 120, 16), "filter");
}

#[test]
fn a_window_too_small_says_what_it_needs() {
    assert_eq!(picture(&mut normal().session(), 59, 4), "callboard\nneeds 60x14\nhas 59x4\n\n");
    assert_eq!(picture(&mut normal().session(), 8, 2), "callboa…\nneeds 6…\n");
}

#[test]
fn the_smallest_window_holds_a_board() {
    shows!(picture(&mut normal().session(), 60, 14), "floor_60x14");
}

#[test]
fn without_unicode_and_colours_the_board_reads_the_same() {
    let mut session = normal().session();
    press(&mut session, "jjjs3");
    let look = Look::new(Depth::Mono, Background::Dark, Signs::Ascii);
    shows!(text_of(&buffer(&mut session, &now(), &look, (120, 20))), "ascii");
}

#[test]
fn columns_are_chosen_and_what_is_hidden_or_out_of_room_says_so() {
    let mut session = normal().session();
    press(&mut session, "cjj jjj ");
    shows!(picture(&mut session, 80, 24), "columns");
}

#[test]
fn while_a_column_is_chosen_each_shows_its_key() {
    let mut session = normal().session();
    press(&mut session, "3s");
    shows!(picture(&mut session, 80, 16), "sort_80x16");
    shows!(picture(&mut session, 160, 16), "sort_160x16");
}

#[test]
fn columns_that_do_not_fit_are_scrolled_to_and_those_that_say_which_row_stay() {
    let mut session = normal().session();
    let _ = picture(&mut session, 80, 16);
    for _ in 0..20 {
        let right = KeyEvent::new(KeyCode::Right, KeyModifiers::NONE);
        let _intents = session.key(right, NOW);
        let _ = picture(&mut session, 80, 16);
    }
    shows!(picture(&mut session, 80, 16), "scrolled_80x16");
}

#[test]
fn marked_rows_have_a_sign_and_are_counted() {
    let mut session = normal().session();
    press(&mut session, " jj j");
    shows!(picture(&mut session, 100, 16), "marked");
}

#[test]
fn a_command_is_typed_with_its_completions_beside_it() {
    let mut session = normal().session();
    press(&mut session, ":a");
    shows!(picture(&mut session, 80, 16), "command");
    press(&mut session, "ccount x\n");
    shows!(picture(&mut session, 100, 16), "command_mistake");
}

#[test]
fn what_can_hardly_be_true_says_so() {
    let old = answered(call("c1", &Phase::Talking, ("Ada Quist", "0800"), 16_000), 5, "Paco Vu");
    let agents = || vec![agent("Paco Vu", AgentState::Talking, 90), agent("Ivo Marek", AgentState::Held, 90)];
    let floor = Floor::of(&["ringcentral.main"])
        .polled("ringcentral.main", 80, snapshot(vec![old.clone()], agents(), vec![]))
        .polled("ringcentral.main", 1, snapshot(vec![old], agents(), vec![]));
    let mut session = floor.session();
    shows!(picture(&mut session, 120, 28), "doubtful_call");
    press(&mut session, "4");
    shows!(picture(&mut session, 120, 28), "doubtful_agent");
}

#[test]
fn figures_tell_where_they_come_from() {
    let mut session = normal().session();
    press(&mut session, "3ji");
    shows!(picture(&mut session, 120, 40), "source");
    press(&mut session, "\u{1b}\n");
    shows!(picture(&mut session, 120, 16), "inside_queue");
}

#[test]
fn hanging_up_names_the_call_and_wants_two_digits() {
    let mut session = normal().session();
    press(&mut session, "jjjjX6");
    shows!(picture(&mut session, 80, 24), "hang_up");
}

#[test]
fn what_an_agent_can_be_put_in_is_chosen_from_a_list() {
    let states = ["Ready", "Lunch", "Training", "Logged out"].map(|state| Choice::new(state, state)).to_vec();
    let told =
        Snapshot { states, ..snapshot(vec![], vec![agent("Ivo Marek", AgentState::Paused, 2_800)], vec![]) };
    let mut session = Floor::of(&["ringcentral.main"]).polled("ringcentral.main", 1, told).session();
    press(&mut session, "4Sjj");
    shows!(picture(&mut session, 80, 24), "choose_state");
    press_at(&mut session, "\n", NOW + Duration::from_secs(9));
    shows!(picture(&mut session, 80, 24), "confirm_state");
}

#[test]
fn a_number_is_typed_and_its_mistake_told() {
    let mut session = normal().session();
    press(&mut session, "4jCab\n");
    shows!(picture(&mut session, 80, 24), "prompt");
}

#[test]
fn leaving_is_asked() {
    let mut session = normal().session();
    press(&mut session, "q");
    shows!(picture(&mut session, 80, 24), "quit");
}

#[test]
fn the_keys_are_those_of_the_table_that_dispatches_them() {
    let mut session = normal().session();
    press(&mut session, "?");
    shows!(picture(&mut session, 120, 48), "help_120x48");
}

/// Gives the order that a key makes to the floor, and lets the vendor answer it.
fn obey(floor: &mut Floor, session: &mut Session, keys: &str, answer: Result<Accepted, Fault>) {
    let intents = press_at(session, keys, NOW - Duration::from_secs(65));
    let Some(Intent::Ask(request)) = intents.into_iter().next() else { panic!("no order") };
    let at = ago(62);
    let principal = Arc::new(session.operator.principal());
    let effects = floor.board.ask(Asked { session: session.id, principal, request }, at);
    let [Effect::Record(filed)] = effects.as_slice() else { panic!("{effects:?}") };
    let (ticket, account) = (filed.order.ticket, filed.order.subject.account().clone());
    let _ = floor.tell(Fact::Recorded { ticket, result: Ok(()) }, at);
    let _ = floor.tell(Fact::Departed { account: account.clone(), ticket, at }, at);
    let _ = floor.tell(Fact::Acted { account, ticket, result: answer }, at);
    session.see(Arc::new(floor.board.clone()), NOW);
}

#[test]
fn whoever_listens_is_on_the_row_in_the_pane_and_in_the_last_line() {
    let mut floor = normal();
    let mut session = floor.session();
    obey(&mut floor, &mut session, "jjjjm", Ok(Accepted { note: None }));
    shows!(picture(&mut session, 160, 30), "listening");
    shows!(picture(&mut session, 80, 24), "listening_80x24");
}

#[test]
fn a_leg_that_may_not_exist_has_a_question_mark() {
    let mut floor = normal();
    let mut session = floor.session();
    obey(&mut floor, &mut session, "jjjjw", Err(Fault::Unanswered(Text::new("timed out after 5 s"))));
    shows!(picture(&mut session, 120, 28), "uncertain");
    press(&mut session, "6");
    shows!(picture(&mut session, 120, 28), "log");
}

#[test]
fn a_call_in_full_tells_what_its_vendor_told_and_what_cannot_be_done() {
    let mut one =
        answered(call("2020#4711", &Phase::Held, ("נועה לוי", "+972 72 277 6772"), 760), 14, "Paco Vu");
    one.recording = Recording::Set(true);
    one.details.extend(Detail::free("ivrUniqueId", "2020050810404401320500000196"));
    one.details.extend(Detail::free("note", "asked for a call back on the order of last Tuesday, and was told that somebody from the second level would do so within the day"));
    let mut session =
        Floor::of(&["8x8.eu"]).polled("8x8.eu", 2, snapshot(vec![one], vec![], vec![])).session();
    press(&mut session, "\n");
    shows!(picture(&mut session, 90, 48), "details");
}

#[test]
fn a_board_that_cannot_act_says_so_at_all_times() {
    let mut session = Floor::of(&ACCOUNTS).polled("8x8.eu", 2, failed()).session();
    session.banner.demo = true;
    session.operator.permissions = Permissions::ReadOnly;
    for keys in ["", "?", "5\n", "/x", "s", "q"] {
        for size in [(60, 14), (80, 24), (200, 60)] {
            let shown = picture(&mut session, size.0, size.1);
            assert!(
                shown
                    .lines()
                    .next()
                    .is_some_and(|line| line.contains(" DEMO ") && line.contains(" READ-ONLY ")),
                "{shown}"
            );
        }
        press(&mut session, "\u{1b}\u{1b}");
        press(&mut session, keys);
    }
}
