//! Winter, summer, the days between, wrong clocks on either side, and accounts of other zones.

use proptest::prelude::*;

use super::*;

const HOUR: i64 = 3_600;

/// Milliseconds of a UTC time.
fn utc(time: &str) -> i64 {
    DateTime::parse_from_rfc3339(time).unwrap().timestamp_millis()
}

/// Israel's wall clock at a UTC time, written as the vendor does.
fn wall(time: &str) -> i64 {
    let there = DateTime::parse_from_rfc3339(time).unwrap().with_timezone(&Jerusalem);
    there.naive_local().and_utc().timestamp()
}

/// An answer read at the UTC time `now`, by a clock of ours that is `ours` ms off and one of the vendor's that
/// is `theirs` ms off.
fn present(now: &str, ours: i64, theirs: i64) -> Present {
    Present { at: At::from_millis(utc(now) + ours), skew: Some(theirs - ours) }
}

fn age(frame: Frame, present: Present, epoch: i64) -> i64 {
    (present.at.millis() - frame.instant(present, epoch).unwrap().millis()) / 1_000
}

fn auto() -> Frame {
    Frame::new(Epoch::Auto)
}

fn callers(present: Present, callers: &[(i64, i64)]) -> Signs {
    Signs { callers: Some((present, callers.to_vec())), newest: None }
}

fn newest(present: Present, epoch: i64) -> Signs {
    Signs { callers: None, newest: Some((present, epoch)) }
}

#[test]
fn the_documented_callers_give_summer_time_away() {
    // 14:33:06 by the vendor's wall clock; the page's two callers agree on it (voicenter §3).
    let now = present("2020-10-13T11:33:06Z", 0, 0);
    let frame = auto().after(&callers(now, &[(1_602_599_565, 21), (1_602_599_583, 3)]));
    assert_eq!(frame.learnt, Some(Basis::Israel));
    assert_eq!(age(frame, now, 1_602_599_565), 21);
}

#[test]
fn a_call_from_the_future_gives_israel_away_in_winter_and_in_summer() {
    for (began, now) in
        [("2024-01-15T10:00:00Z", "2024-01-15T10:01:30Z"), ("2024-07-15T10:00:00Z", "2024-07-15T10:01:30Z")]
    {
        let now = present(now, 0, 0);
        let frame = auto().after(&newest(now, wall(began)));
        assert_eq!(age(frame, now, wall(began)), 90);
    }
}

/// A time stamp of an account at UTC+3 all year.
fn fixed(time: &str) -> i64 {
    utc(time) / 1_000 + 3 * HOUR
}

#[test]
fn a_call_from_israels_future_too_gives_another_clock_away() {
    let now = present("2024-01-15T10:01:30Z", 4_000, 0);
    let began = fixed("2024-01-15T10:00:00Z");
    for before in [auto(), Frame { learnt: Some(Basis::Israel), ..auto() }] {
        let frame = before.after(&newest(now, began));
        assert_eq!(frame.learnt, Some(Basis::Ahead(180 * MINUTE)));
        assert_eq!(frame.past(now, began).map(|at| now.at.millis() - at.millis()), Some(90_000));
        // It stays while calls grow old, and when the vendor's stamp is a little ahead of its answer.
        assert_eq!(frame.after(&newest(now, began - 5 * HOUR)), frame);
        assert_eq!(frame.after(&newest(now, began + 100)), frame);
    }
    // A stamp ahead of its answer by seconds costs no quarter of an hour.
    assert_eq!(auto().after(&newest(now, began + 100)).learnt, Some(Basis::Ahead(180 * MINUTE)));
}

#[test]
fn an_offset_learnt_from_an_old_call_is_put_right_by_the_next() {
    let now = present("2024-01-15T10:01:30Z", 0, 0);
    let frame = auto().after(&newest(now, fixed("2024-01-15T09:40:00Z")));
    assert_eq!(frame.learnt, Some(Basis::Ahead(165 * MINUTE)));
    let frame = frame.after(&newest(now, fixed("2024-01-15T10:01:00Z")));
    assert_eq!(frame.learnt, Some(Basis::Ahead(180 * MINUTE)));
    // Those who wait know better.
    let frame = frame.after(&callers(now, &[(wall("2024-01-15T10:00:00Z"), 90)]));
    assert_eq!(frame.learnt, Some(Basis::Israel));
}

#[test]
fn a_start_that_no_zone_explains_moves_no_clock() {
    let now = present("2024-01-15T10:01:30Z", 0, 0);
    let learnt = Frame { learnt: Some(Basis::Ahead(180 * MINUTE)), ..auto() };
    let strange = fixed("2024-01-17T10:00:00Z");
    assert_eq!(learnt.after(&newest(now, strange)), learnt);
    assert_eq!(learnt.past(now, strange), None);
}

#[test]
fn what_is_still_to_come_is_unknown() {
    let now = present("2024-01-15T10:01:30Z", 0, 0);
    let ahead = |seconds| utc("2024-01-15T10:01:30Z") / 1_000 + seconds;
    for frame in [auto(), Frame::new(Epoch::Minutes(0))] {
        assert_eq!(frame.past(now, ahead(5 * 60 + 1)), None);
        assert_eq!(frame.past(now, ahead(HOUR)), None);
        assert!(frame.past(now, ahead(5 * 60)).is_some() && frame.past(now, ahead(-HOUR)).is_some());
        assert_eq!(frame.past(now, 0), None);
    }
}

#[test]
fn a_true_epoch_is_left_alone() {
    let now = present("2024-01-15T10:01:30Z", 0, 0);
    let began = utc("2024-01-15T10:00:00Z") / 1_000;
    assert_eq!(age(auto().after(&newest(now, began)), now, began), 90);
    let frame = auto().after(&callers(now, &[(began, 90)]));
    assert_eq!(frame.learnt, Some(Basis::Ahead(0)));
    assert_eq!(age(frame, now, began), 90);
}

#[test]
fn what_was_learnt_stays_until_it_is_contradicted() {
    let now = present("2024-01-15T10:01:30Z", 0, 0);
    let old = wall("2024-01-15T05:00:00Z");
    let learnt = auto().after(&newest(now, wall("2024-01-15T10:00:00Z")));
    let later = learnt.after(&newest(now, old)).after(&Signs::default());
    assert_eq!(age(later, now, old), 5 * HOUR + 90);
    // An account believed to count in UTC, and then a call from the future.
    let utc = auto().after(&callers(now, &[(utc("2024-01-15T10:00:00Z") / 1_000, 90)]));
    assert_eq!(utc.after(&newest(now, wall("2024-01-15T10:00:00Z"))).learnt, Some(Basis::Israel));
}

#[test]
fn the_configuration_has_the_last_word() {
    let now = present("2024-07-15T10:01:30Z", 0, 0);
    let began = wall("2024-07-15T10:00:00Z");
    let signs = callers(now, &[(began, 90)]);
    assert_eq!(age(Frame::new(Epoch::Minutes(180)).after(&signs), now, began), 90);
    assert_eq!(age(Frame::new(Epoch::Minutes(120)).after(&signs), now, began), 90 - HOUR);
    assert_eq!(age(Frame::new(Epoch::Minutes(0)), now, utc("2024-07-15T10:00:00Z") / 1_000), 90);
}

#[test]
fn learnt_in_winter_and_used_in_summer() {
    let winter = present("2024-01-15T10:01:30Z", 0, 0);
    let frame = auto().after(&callers(winter, &[(wall("2024-01-15T10:00:00Z"), 90)]));
    let summer = present("2024-07-15T10:01:30Z", 0, 0);
    assert_eq!(age(frame, summer, wall("2024-07-15T10:00:00Z")), 90);
}

#[test]
fn the_night_the_clocks_go_forward_adds_no_hour() {
    // 2024-03-29: at 02:00 (00:00 UTC) it became 03:00.
    let now = present("2024-03-29T00:05:00Z", 0, 0);
    let frame = auto().after(&callers(now, &[(wall("2024-03-28T23:55:00Z"), 600)]));
    assert_eq!(frame.learnt, Some(Basis::Israel));
    assert_eq!(age(frame, now, wall("2024-03-28T23:55:00Z")), 600);
    assert_eq!(age(frame, now, wall("2024-03-29T00:01:00Z")), 240);
    // A time that no clock showed is read by the present offset.
    assert_eq!(age(frame, now, wall("2024-03-29T00:04:00Z") - HOUR), HOUR + 60);
}

#[test]
fn the_night_the_clocks_go_back_takes_no_hour() {
    // 2024-10-27: at 02:00 (23:00 UTC) it became 01:00 again.
    let frame = Frame { learnt: Some(Basis::Israel), ..auto() };
    let now = present("2024-10-26T23:10:00Z", 0, 0);
    assert_eq!(age(frame, now, wall("2024-10-26T22:50:00Z")), 20 * 60);
    assert_eq!(age(frame, now, wall("2024-10-26T23:05:00Z")), 5 * 60);
    let signs = callers(now, &[(wall("2024-10-26T22:50:00Z"), 20 * 60), (wall("2024-10-26T23:05:00Z"), 300)]);
    assert_eq!(auto().after(&signs).learnt, Some(Basis::Israel));
}

#[test]
fn without_a_date_the_callers_still_tell() {
    // Our clock is 70 minutes off and the vendor sends no date: its own present is in its list.
    let mut now = present("2024-07-15T10:01:30Z", 70 * MINUTE, 0);
    now.skew = None;
    let frame = auto().after(&callers(now, &[(wall("2024-07-15T10:00:00Z"), 90)]));
    assert_eq!(age(frame, now, wall("2024-07-15T09:00:00Z")), HOUR + 90);
}

#[test]
fn nonsense_teaches_nothing() {
    let now = present("2024-07-15T10:01:30Z", 0, 0);
    let began = wall("2024-07-15T10:00:00Z");
    for strange in
        [vec![], vec![(0, 90)], vec![(i64::MAX, 1)], vec![(began, 7 * 60)], vec![(1_000_000_001, 5)]]
    {
        assert_eq!(auto().after(&callers(now, &strange)), auto(), "{strange:?}");
    }
    let outvoted = auto().after(&callers(now, &[(began, 90), (5_000_000_000, 3), (began + 30, 60)]));
    assert_eq!(outvoted.learnt, Some(Basis::Israel));
    assert_eq!(auto().instant(now, 0), None);
    assert_eq!(auto().instant(now, -1), None);
    assert_eq!(auto().instant(now, i64::MAX), None);
    assert_eq!(Frame { learnt: Some(Basis::Israel), ..auto() }.instant(now, i64::MAX / 2_000), None);
}

proptest! {
    #[test]
    fn no_clock_and_no_zone_changes_an_age(
        now in 1_500_000_000_i64..2_000_000_000,
        quarters in -48_i64..=56,
        waited in 0_i64..7_200,
        talked in 0_i64..36_000,
        ours in -100_000_000_i64..100_000_000,
        theirs in -100_000_000_i64..100_000_000,
    ) {
        // The vendor stamps with its own clock, wrong as it may be, in its own zone.
        let stamp = now + theirs.div_euclid(1_000) + quarters * 900;
        let theirs = theirs.div_euclid(1_000) * 1_000;
        let present = Present { at: At::from_millis(now * 1_000 + ours), skew: Some(theirs - ours) };
        let frame = auto().after(&callers(present, &[(stamp - waited, waited)]));
        // Where it cannot be told from Israel's, only the hours of a change may differ.
        if frame.learnt != Some(Basis::Israel) {
            prop_assert_eq!(age(frame, present, stamp - talked), talked);
        }
        prop_assert_eq!(age(frame, present, stamp - waited), waited);
    }

    #[test]
    fn israels_clock_is_read_right_at_any_time_of_any_year(
        now in 1_500_000_000_i64..2_000_000_000,
        talked in 0_i64..36_000,
        ours in -100_000_000_i64..100_000_000,
    ) {
        let at = |seconds| {
            let time = DateTime::from_timestamp(seconds, 0).unwrap().with_timezone(&Jerusalem);
            (time.naive_local().and_utc().timestamp(), Jerusalem.from_local_datetime(&time.naive_local()))
        };
        let present = Present { at: At::from_millis(now * 1_000 + ours), skew: Some(-ours) };
        let frame = auto().after(&callers(present, &[(at(now - 20).0, 20)]));
        let (stamp, unique) = at(now - talked);
        let age = age(frame, present, stamp);
        match unique {
            MappedLocalTime::Single(_) => prop_assert_eq!(age, talked),
            // The hour that came twice.
            MappedLocalTime::Ambiguous(..) | MappedLocalTime::None => prop_assert!(age == talked || age == talked - HOUR, "{age} for {talked}"),
        }
    }
}

#[test]
fn one_strange_caller_moves_no_clock_wherever_it_stands() {
    // Without a date the middle of what the callers tell is the vendor's present, three hours ahead here.
    let now = Present { at: At::from_millis(utc("2020-10-13T11:33:06Z")), skew: None };
    let (good, late, early) = ((1_602_599_565, 21), (1_602_999_999, 0), (1_002_599_565, 3));
    for order in
        [[good, good, late, good, early], [late, good, early, good, good], [early, good, good, good, late]]
    {
        assert_eq!(auto().after(&callers(now, &order)).learnt, Some(Basis::Ours(3 * 3_600_000)), "{order:?}");
    }
}

#[test]
fn a_call_that_has_just_begun_in_the_hour_that_comes_twice_is_new() {
    let frame = Frame { learnt: Some(Basis::Israel), ..auto() };
    for (now, began) in
        [("2024-10-26T22:10:02Z", "2024-10-26T22:10:00Z"), ("2024-10-26T23:10:02Z", "2024-10-26T23:10:00Z")]
    {
        assert_eq!(age(frame, present(now, 0, 0), wall(began)), 2, "{now}");
    }
    // The list may be a moment newer than its head.
    let now = present("2024-10-26T23:10:00Z", 0, 0);
    assert_eq!(age(frame, now, wall("2024-10-26T23:11:00Z")), -60);
}

#[test]
fn flags_in_place_of_times_have_no_vote() {
    let mut now = present("2024-07-15T10:01:30Z", 0, 0);
    let signs = [(0, 5), (1, 5), (wall("2024-07-15T10:00:00Z"), 90), (1, 5), (999_999_999, 5)];
    assert_eq!(auto().after(&callers(now, &signs)).learnt, Some(Basis::Israel));
    now.skew = None;
    assert_eq!(auto().after(&callers(now, &signs)).learnt, Some(Basis::Ours(180 * MINUTE)));
}

#[test]
fn a_call_a_little_ahead_moves_a_zone_only_where_it_is_from_israels_future_too() {
    let now = present("2024-01-15T10:00:00Z", 0, 0);
    let stamp = |minutes: i64| utc("2024-01-15T10:00:00Z") / 1_000 + minutes * 60;
    let west = Frame { learnt: Some(Basis::Ahead(60 * MINUTE)), ..auto() };
    assert_eq!(west.after(&newest(now, stamp(80))), west, "Israel's clock is two hours ahead");
    let east = Frame { learnt: Some(Basis::Ahead(180 * MINUTE)), ..auto() };
    assert_eq!(east.after(&newest(now, stamp(190))).learnt, Some(Basis::Ahead(195 * MINUTE)));
}

#[test]
fn who_waits_contradicts_a_header_that_no_zone_explains() {
    let seen = |theirs: i64, skew| {
        let now = Present { at: At::from_millis(utc("2024-07-15T10:01:30Z")), skew };
        callers(now, &[(wall("2024-07-15T10:00:00Z") + theirs, 90)]).contradict()
    };
    let day = 24 * HOUR;
    assert!(seen(0, Some(day * 1_000)) && seen(0, Some(-day * 1_000)));
    assert!(!seen(0, Some(0)) && !seen(day, Some(day * 1_000)), "header and list agree");
    assert!(!seen(0, None) && !Signs::default().contradict(), "nothing is known");
}
