//! The task under paused time, with an adapter that follows a script.

mod crashes;
mod fake;
mod orders;
mod pushes;

use fake::{Rig, Step, millis, secs};

use crate::domain::{At, Fault, Feed, Verb};
use crate::messages::Fact;

fn unreachable() -> Fault {
    Fault::Unreachable("down".into())
}

#[tokio::test(start_paused = true)]
async fn an_account_joins_and_polls_at_once() {
    let mut rig = Rig::new([]);
    let Fact::Joined { account, abilities, every } = rig.fact().await else { panic!("not joined") };
    assert_eq!((account.to_string().as_str(), every), ("fake.sales", secs(5)));
    assert!(abilities.offers(Verb::HangUp));
    let polled = rig.polled().await;
    assert_eq!((rig.elapsed(), polled.took, polled.at), (secs(0), secs(0), rig.clock.now()));
    assert_eq!((polled.budget.left, polled.budget.per_minute, polled.skew), (60, 60, None));
    assert!(polled.abilities.offers(Verb::HangUp));
}

#[tokio::test(start_paused = true)]
async fn the_cadence_counts_from_start_to_start_with_a_tenth_of_jitter_and_next_is_true() {
    let mut rig = Rig::new(vec![Step::Slow(secs(2)); 200]);
    let mut next: Option<At> = None;
    for _ in 0..200 {
        let polled = rig.polled().await;
        assert_eq!(polled.took, secs(2));
        if let Some(next) = next {
            let began = polled.at - secs(2);
            assert!(began.since(next) + next.since(began) <= std::time::Duration::from_millis(2));
        }
        next = Some(polled.next);
    }
    let starts = rig.times("poll");
    let gaps: Vec<_> = starts.windows(2).map(|pair| pair[1].as_secs_f64() - pair[0].as_secs_f64()).collect();
    assert!(gaps.iter().all(|gap| (4.49..=5.51).contains(gap)), "{gaps:?}");
    assert!(gaps.iter().any(|gap| *gap < 4.7) && gaps.iter().any(|gap| *gap > 5.3), "no jitter: {gaps:?}");
}

#[tokio::test(start_paused = true)]
async fn the_jitter_takes_no_poll_below_what_the_vendor_renews() {
    // One that renews more seldom is polled as often as the operator wants.
    for renewal in [5, 60] {
        let mut rig = Rig::at("http://127.0.0.1:1", [], |script| script.renews(secs(renewal)));
        for _ in 0..60 {
            rig.polled().await;
        }
        let starts = rig.times("poll");
        let apart =
            |pair: &[std::time::Duration]| (pair[0] + secs(5)..=pair[0] + millis(5_501)).contains(&pair[1]);
        assert!(starts.windows(2).all(apart), "{starts:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn polls_never_overlap() {
    let mut rig = Rig::new(vec![Step::Slow(secs(8)); 3]);
    for _ in 0..3 {
        assert_eq!(rig.polled().await.took, secs(8));
    }
    assert_eq!(rig.times("poll")[..3], [secs(0), secs(8), secs(16)]);
    assert_eq!(rig.times("polled")[..3], [secs(8), secs(16), secs(24)]);
}

#[tokio::test(start_paused = true)]
async fn failures_double_the_wait_up_to_the_ceiling_and_a_success_ends_that() {
    let mut rig = Rig::new(vec![Step::Fail(unreachable()); 7]);
    for expected in [5.0, 10.0, 20.0, 40.0, 60.0, 60.0, 60.0] {
        let polled = rig.polled().await;
        let wait = polled.next.since(polled.at).as_secs_f64();
        assert!((expected * 0.9 - 0.01..=(expected * 1.1 + 0.01_f64).min(60.0)).contains(&wait), "{wait}");
    }
    for step in [Step::Fresh, Step::Fail(unreachable())] {
        rig.script.then(step);
        let polled = rig.polled().await;
        assert!(polled.next.since(polled.at).as_secs_f64() < 5.51);
    }
}

#[tokio::test(start_paused = true)]
async fn a_silence_that_was_asked_for_is_kept_to_the_second() {
    for (step, wait) in [
        (Step::Fail(Fault::RateLimited { after: Some(secs(17)) }), secs(17)),
        (Step::Partly(Fault::RateLimited { after: Some(secs(17)) }), secs(17)),
        (Step::Fail(Fault::Unauthorized("no".into())), secs(60)),
    ] {
        let mut rig = Rig::new([step]);
        let polled = rig.polled().await;
        assert_eq!(polled.next.since(polled.at), wait);
        rig.polled().await;
        assert_eq!(rig.times("poll"), [secs(0), wait]);
    }
}

#[tokio::test(start_paused = true)]
async fn of_two_silences_the_longer_one_is_kept() {
    let limited = |seconds| Fault::RateLimited { after: Some(secs(seconds)) };
    for (calls, agents) in [(30, 7), (7, 30)] {
        let mut rig = Rig::new([Step::Both(limited(calls), limited(agents))]);
        let polled = rig.polled().await;
        assert_eq!(polled.next.since(polled.at), secs(30));
    }
}

#[tokio::test(start_paused = true)]
async fn one_fault_that_time_does_not_heal_does_not_end_the_backoff_of_another_and_two_begin_none() {
    let forbidden = || Fault::Forbidden("no".into());
    let mut rig = Rig::new(vec![Step::Both(forbidden(), unreachable()); 4]);
    for expected in [5.0, 10.0, 20.0, 40.0] {
        let polled = rig.polled().await;
        let wait = polled.next.since(polled.at).as_secs_f64();
        assert!((expected * 0.9 - 0.01..=expected * 1.1 + 0.01).contains(&wait), "{wait}");
    }
    let mut rig = Rig::new(vec![Step::Both(forbidden(), Fault::Gone("no".into())); 4]);
    for _ in 0..4 {
        let polled = rig.polled().await;
        let wait = polled.next.since(polled.at).as_secs_f64();
        assert!((4.49..=5.51).contains(&wait), "{wait}");
    }
}

#[tokio::test(start_paused = true)]
async fn only_a_poll_that_ran_out_of_budget_waits_for_room_and_for_twice_its_own_cost() {
    // No read fits any more, but that is not what this poll failed for.
    let mut rig = Rig::new([Step::Spend(54, unreachable())]);
    let polled = rig.polled().await;
    assert!(polled.next.since(polled.at) < secs(6));
    // Twenty reads fit, twice the last poll; what the poll before it sent is not what this one needs.
    let limited = Fault::RateLimited { after: None };
    let mut rig = Rig::new([Step::Spend(20, unreachable()), Step::Spend(10, limited)]);
    rig.polled().await;
    let polled = rig.polled().await;
    assert!(polled.next.since(polled.at) < secs(12));
}

#[tokio::test(start_paused = true)]
async fn an_absurd_silence_is_kept_for_a_day() {
    let mut rig = Rig::new([Step::Fail(Fault::RateLimited { after: Some(std::time::Duration::MAX) })]);
    let polled = rig.polled().await;
    assert_eq!(polled.next.since(polled.at), secs(24 * 3_600));
}

#[tokio::test(start_paused = true)]
async fn half_a_failure_and_one_that_time_does_not_heal_keep_the_cadence() {
    let refused = Fault::Forbidden("no".into());
    let mut steps = vec![Step::Partly(unreachable()); 4];
    steps.extend([Step::Fail(refused.clone()), Step::Fail(refused)]);
    let mut rig = Rig::new(steps);
    for _ in 0..6 {
        let polled = rig.polled().await;
        let wait = polled.next.since(polled.at).as_secs_f64();
        assert!((4.49..=5.51).contains(&wait), "{wait}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_poll_without_end_is_a_failed_one() {
    let mut rig = Rig::new([Step::Hang]);
    let polled = rig.polled().await;
    assert_eq!((polled.took, rig.elapsed()), (secs(20), secs(20)));
    assert_eq!(polled.snapshot.calls, Feed::Failed(Fault::Slow("no whole answer within 20 s".into())));
}

#[tokio::test(start_paused = true)]
async fn a_spent_budget_waits_for_room_and_lets_orders_pass() {
    let mut rig = Rig::new([Step::Spend(54, Fault::RateLimited { after: Some(secs(60)) })]);
    let polled = rig.polled().await;
    assert_eq!((polled.next.since(polled.at), polled.budget.left), (secs(60), 6));
    rig.order(1).await;
    assert_eq!(rig.acted().await, (1, Ok(())));
    rig.polled().await;
    assert_eq!(rig.times("poll"), [secs(0), secs(60)]);
}

#[tokio::test(start_paused = true)]
async fn a_closed_desk_ends_the_task_at_once() {
    for (step, after) in [(Step::Hang, secs(0)), (Step::Fresh, secs(2)), (Step::Panic, secs(2))] {
        let mut rig = Rig::new([step]);
        rig.fact().await;
        rig.pass(after).await;
        assert_eq!(rig.close().await, secs(0));
    }
}

#[tokio::test(start_paused = true)]
async fn a_floor_that_is_gone_ends_the_task_at_once() {
    for (step, after) in [(Step::Hang, secs(0)), (Step::Fresh, secs(2)), (Step::Panic, secs(2))] {
        let mut rig = Rig::new([step]);
        rig.fact().await;
        rig.pass(after).await;
        assert_eq!(rig.leave().await, secs(0));
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_adapter_signs_in_with_is_hidden_in_what_the_account_tells() {
    let mut rig = Rig::new([Step::Sign("t0k3n-of-today")]);
    let polled = rig.polled().await;
    assert_eq!(polled.snapshot.calls, Feed::Failed(Fault::Unauthorized("*** is old".into())));
}

#[tokio::test(start_paused = true)]
async fn the_log_tells_of_a_fault_once_until_it_is_another() {
    let path = std::env::temp_dir().join(format!("callboard-poller-{:x}", fastrand::u64(..)));
    let fail = || Step::Fail(unreachable());
    let other = Step::Fail(Fault::Gone("no".into()));
    let mut rig = Rig::new([fail(), fail(), fail(), other, Step::Fresh, fail()]);
    // Whoever tells it first in this process has made it known to those who listen from now on.
    rig.polled().await;
    let subscriber = tracing_subscriber::fmt().with_writer(std::fs::File::create(&path).unwrap()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let mut told = Vec::new();
    for _ in 0..5 {
        rig.polled().await;
        told.push(std::fs::read_to_string(&path).unwrap().matches("poll failed").count());
    }
    std::fs::remove_file(&path).unwrap();
    assert_eq!(told, [0, 0, 1, 1, 2]);
}
