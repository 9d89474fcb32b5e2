//! What makes a poll come sooner: an operator, or the vendor itself.

use std::time::Duration;

use super::fake::{Rig, Step, millis, secs};
use crate::domain::Fault;

#[tokio::test(start_paused = true)]
async fn a_refresh_polls_now_but_not_twice_in_a_second() {
    let rig = Rig::new([]);
    rig.pass(secs(2)).await;
    let asked = rig.elapsed();
    rig.refresh().await;
    rig.pass(millis(100)).await;
    rig.refresh().await;
    rig.refresh().await;
    rig.pass(secs(2)).await;
    assert_eq!(rig.times("poll"), [secs(0), asked, asked + secs(1)]);
    assert_eq!(rig.times("refresh").len(), 3);
}

#[tokio::test(start_paused = true)]
async fn lists_that_were_read_by_the_wrong_clock_are_read_anew_at_once() {
    let mut rig = Rig::new([Step::Ahead(secs(86_400))]);
    rig.polled().await;
    rig.polled().await;
    assert_eq!((rig.times("poll"), rig.times("refresh")), (vec![secs(0), secs(1)], vec![secs(0)]));
}

#[tokio::test(start_paused = true)]
async fn a_refresh_does_not_drop_the_poll_under_way_and_another_follows() {
    // A list that is renewed more seldom is not read again before.
    for (renewal, next, left) in [(0, 1, 400), (4, 4, 3_400)] {
        let slow = Step::Slow(millis(600));
        let mut rig = Rig::at("http://127.0.0.1:1", [slow], |script| script.renews(secs(renewal)));
        rig.pass(millis(100)).await;
        rig.refresh().await;
        let polled = rig.polled().await;
        assert_eq!((rig.elapsed(), polled.next.since(polled.at)), (millis(600), millis(left)));
        assert_eq!(rig.times("refresh"), [millis(600)], "what was put off is asked for by the next poll");
        rig.polled().await;
        assert_eq!(rig.times("poll"), [secs(0), secs(next)]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_refresh_ends_a_wait_after_failures() {
    let rig = Rig::new([Step::Fail(Fault::Unauthorized("no".into()))]);
    rig.pass(secs(10)).await;
    let asked = rig.elapsed();
    rig.refresh().await;
    rig.pass(millis(1)).await;
    assert_eq!(rig.times("poll"), [secs(0), asked]);
}

#[tokio::test(start_paused = true)]
async fn news_polls_at_once_and_a_storm_of_news_four_times_a_second() {
    let mut rig = Rig::new([]);
    rig.pass(secs(2)).await;
    let first = rig.elapsed();
    for _ in 0..20 {
        rig.script.ring();
        rig.pass(millis(9)).await;
        rig.told();
    }
    rig.pass(millis(400)).await;
    // What came while the second one was waited for may be news to a third.
    assert_eq!(rig.times("poll"), [secs(0), first, first + millis(250), first + millis(500)]);
}

#[tokio::test(start_paused = true)]
async fn a_storm_of_news_does_not_spend_the_budget() {
    // Nine reads of the 54 that fit into a minute: six such polls in a minute, not more.
    let spend = Step::Spend(9, Fault::Gone("no matter".into()));
    let rig = Rig::new(vec![spend; 3]);
    for _ in 0..40 {
        rig.script.ring();
        rig.pass(millis(99)).await;
    }
    assert_eq!(rig.times("poll"), [secs(0)]);
}

#[tokio::test(start_paused = true)]
async fn news_does_not_hurry_an_account_that_is_locked_out() {
    let polls = stormed(Step::Fail(Fault::Unauthorized("no".into()))).await;
    assert_eq!(polls, [secs(0)]);
}

#[tokio::test(start_paused = true)]
async fn news_brings_a_failing_account_back_to_its_cadence_and_not_beyond() {
    let polls = stormed(Step::Fail(Fault::Unreachable("down".into()))).await;
    // The first wait is a cadence with its jitter; the longer ones are cut to a cadence.
    assert!(polls[1] >= millis(4_500) && polls[1] <= secs(5), "{polls:?}");
    assert_eq!(polls[2..], [polls[1] + secs(5), polls[1] + secs(10)]);
}

/// When an account is polled that always fails and has news ten times a second, for 19 s.
async fn stormed(step: Step) -> Vec<Duration> {
    let mut rig = Rig::new(vec![step; 9]);
    for _ in 0..190 {
        rig.script.ring();
        rig.pass(millis(99)).await;
        rig.told();
    }
    rig.times("poll")
}

#[tokio::test(start_paused = true)]
async fn news_in_a_penalty_waits_for_its_end() {
    let mut rig = Rig::new([Step::Fail(Fault::RateLimited { after: Some(secs(30)) })]);
    rig.pass(secs(2)).await;
    rig.script.ring();
    rig.polled().await;
    rig.polled().await;
    assert_eq!(rig.times("poll"), [secs(0), secs(30)]);
}
