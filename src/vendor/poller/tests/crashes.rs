//! A panic ends an adapter, not the account.

use super::fake::{Rig, Script, Step, secs};
use crate::domain::{At, Fault, Feed, Text};
use crate::messages::Fact;

impl Rig {
    async fn crash(&mut self) -> (Text, At) {
        loop {
            if let Fact::Crashed { why, again, .. } = self.fact().await {
                return (why, again);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_crash_is_told_and_the_account_begins_again_when_it_said() {
    let mut rig = Rig::new([Step::Panic]);
    let (why, again) = rig.crash().await;
    assert_eq!(&*why, "row 7");
    let wait = again.since(rig.clock.now());
    assert!(wait >= secs(4) && wait <= secs(6), "{wait:?}");
    let polled = rig.polled().await;
    assert!(polled.at.since(again) + again.since(polled.at) <= std::time::Duration::from_millis(2));
    assert_eq!(rig.deeds(), ["new", "poll", "new", "poll", "polled"]);
    assert!(matches!(polled.snapshot.calls, Feed::Fresh { .. }));
}

#[tokio::test(start_paused = true)]
async fn an_order_that_meets_a_restart_is_refused_and_never_carried_late() {
    let mut rig = Rig::new([Step::Panic]);
    rig.crash().await;
    rig.refresh().await;
    rig.order(1).await;
    let refused = Fault::Refused("fake.sales is restarting after a crash".into());
    assert_eq!(rig.acted().await, (1, Err(refused)));
    assert_eq!(rig.elapsed(), secs(0));
    rig.polled().await;
    rig.pass(secs(60)).await;
    assert!(rig.times("act 1").is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_order_in_flight_when_it_crashes_is_unanswered_and_not_repeated() {
    let mut rig = Rig::new([]);
    rig.script.act(Step::Panic);
    rig.order(1).await;
    let (_, result) = rig.acted().await;
    assert!(matches!(result, Err(Fault::Unanswered(_))), "{result:?}");
    assert_eq!(&*rig.crash().await.0, "order 7");
    rig.pass(secs(60)).await;
    assert_eq!(rig.times("act 1").len(), 1);
    assert!(rig.times("poll").len() > 5);
}

#[tokio::test(start_paused = true)]
async fn crashes_are_further_and_further_apart_until_a_poll_ends_well() {
    let mut rig = Rig::new(vec![Step::Panic; 5]);
    for expected in [5.0, 10.0, 20.0, 40.0, 60.0] {
        let (_, again) = rig.crash().await;
        let wait = again.since(rig.clock.now()).as_secs_f64();
        assert!((expected * 0.9 - 0.01..=expected * 1.1).contains(&wait) && wait <= 60.0, "{wait}");
    }
    rig.polled().await;
    rig.script.then(Step::Panic);
    let (_, again) = rig.crash().await;
    assert!(again.since(rig.clock.now()) < secs(6));
}

#[tokio::test(start_paused = true)]
async fn a_penalty_outlives_a_crash() {
    let mut rig = Rig::new([Step::Fail(Fault::RateLimited { after: Some(secs(30)) })]);
    rig.script.wake(Step::Panic);
    rig.pass(secs(1)).await;
    rig.script.ring();
    assert_eq!(&*rig.crash().await.0, "bell 7");
    rig.polled().await;
    assert_eq!(rig.times("poll"), [secs(0), secs(30)]);
}

#[tokio::test(start_paused = true)]
async fn an_adapter_that_cannot_be_made_is_told_and_tried_again_at_the_ceiling() {
    let unfit = |script: &Script| script.making(Step::Fail(Fault::Gone("key: set it".into())));
    let mut rig = Rig::at("http://127.0.0.1:1", [], unfit);
    assert!(matches!(rig.fact().await, Fact::Joined { .. }));
    let polled = rig.polled().await;
    assert_eq!(polled.snapshot.calls, Feed::Failed(Fault::Refused("key: set it".into())));
    assert_eq!(polled.next.since(polled.at), secs(60));
    rig.order(1).await;
    let refused = Fault::Refused("fake.sales could not be started: key: set it".into());
    assert_eq!(rig.acted().await, (1, Err(refused)));
    rig.polled().await;
    assert_eq!((rig.times("new"), rig.times("poll")), (vec![secs(0), secs(60)], vec![secs(60)]));
    assert!(!rig.told().iter().any(|fact| matches!(fact, Fact::Joined { .. })));
}

#[tokio::test(start_paused = true)]
async fn a_client_that_cannot_be_built_is_told() {
    let mut rig = Rig::at("ftp://h/", [], |_| {});
    let polled = rig.polled().await;
    let why = "the address of h is not an http or https URL";
    assert_eq!(polled.snapshot.calls, Feed::Failed(Fault::Refused(why.into())));
    assert_eq!(polled.next.since(polled.at), secs(60));
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_the_making_is_a_crash() {
    let mut rig = Rig::at("http://127.0.0.1:1", [], |script| script.making(Step::Panic));
    assert!(matches!(rig.fact().await, Fact::Joined { .. }));
    assert_eq!(&*rig.crash().await.0, "no adapter");
    rig.polled().await;
}
