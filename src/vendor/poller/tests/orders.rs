//! An order goes before everything, is answered once and never repeated.

use super::fake::{Rig, Step, millis, secs};
use crate::domain::{Fault, Feed};
use crate::messages::Fact;

#[tokio::test(start_paused = true)]
async fn an_order_drops_the_poll_under_way_and_the_next_poll_follows_at_once() {
    let mut rig = Rig::new([Step::Slow(secs(4))]);
    rig.pass(secs(3)).await;
    rig.script.act(Step::Slow(secs(2)));
    let asked = rig.elapsed();
    rig.order(1).await;
    assert_eq!(rig.acted().await, (1, Ok(())));
    let polled = rig.polled().await;
    assert_eq!(rig.times("act 1"), [asked]);
    assert_eq!(rig.times("poll"), [secs(0), asked + secs(2)]);
    // The dropped poll would have ended by now: nothing came of it.
    assert_eq!((polled.took, rig.times("polled").len()), (secs(0), 1));
    rig.pass(secs(2)).await;
    assert!(rig.told().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_order_between_two_polls_goes_out_at_once_and_a_poll_follows() {
    let mut rig = Rig::new([]);
    rig.pass(secs(2)).await;
    let asked = rig.elapsed();
    rig.order(1).await;
    assert_eq!(rig.acted().await, (1, Ok(())));
    rig.polled().await;
    assert_eq!((rig.times("act 1"), rig.times("poll")), (vec![asked], vec![secs(0), asked]));
}

#[tokio::test(start_paused = true)]
async fn waiting_orders_are_carried_in_their_order_with_no_poll_between() {
    let mut rig = Rig::new([Step::Hang]);
    rig.pass(secs(1)).await;
    for _ in 0..3 {
        rig.script.act(Step::Slow(secs(1)));
    }
    for number in 1..=3 {
        rig.order(number).await;
    }
    for number in 1..=3 {
        assert_eq!(rig.acted().await, (number, Ok(())));
    }
    rig.polled().await;
    assert_eq!(rig.deeds(), ["new", "poll", "act 1", "act 2", "act 3", "poll", "polled"]);
}

#[tokio::test(start_paused = true)]
async fn an_order_without_an_answer_is_unanswered_and_not_repeated() {
    let mut rig = Rig::new([]);
    rig.pass(secs(2)).await;
    let asked = rig.elapsed();
    rig.script.act(Step::Hang);
    rig.order(1).await;
    let (_, result) = rig.acted().await;
    assert_eq!(result, Err(Fault::Unanswered("nothing was heard for 10 s".into())));
    assert_eq!(rig.elapsed(), asked + secs(10));
    rig.pass(secs(60)).await;
    assert_eq!(rig.times("act 1").len(), 1);
    assert!(!rig.told().iter().any(|fact| matches!(fact, Fact::Acted { .. })));
}

#[tokio::test(start_paused = true)]
async fn after_an_order_or_a_wish_a_list_is_read_no_sooner_than_its_vendor_renews_it() {
    let mut rig = Rig::at("http://127.0.0.1:1", [Step::Slow(secs(1))], |script| script.renews(secs(4)));
    rig.polled().await;
    rig.order(1).await;
    rig.refresh().await;
    rig.polled().await;
    assert_eq!(rig.times("poll"), [secs(0), secs(4)], "counted from the start of the last read");
    rig.refresh().await;
    rig.script.ring();
    rig.polled().await;
    assert_eq!(rig.times("poll"), [secs(0), secs(4), secs(8)]);
    // A read that an order dropped has cost its requests: it counts.
    rig.script.then(Step::Slow(secs(2)));
    rig.refresh().await;
    rig.pass(secs(5)).await;
    rig.order(2).await;
    rig.polled().await;
    assert_eq!(rig.times("poll"), [secs(0), secs(4), secs(8), secs(12), secs(16)]);
}

#[tokio::test(start_paused = true)]
async fn an_order_whose_acting_request_never_left_was_certainly_not_carried_out() {
    let mut rig = Rig::new([]);
    let limit = "nothing was heard for 10 s; nothing was sent";
    for (number, look, told) in [
        (1, None, Fault::Unreachable(limit.into())),
        (2, Some(Fault::Unanswered("cut".into())), Fault::Unreachable("cut; nothing was sent".into())),
        (3, Some(Fault::Malformed("odd".into())), Fault::Malformed("odd; nothing was sent".into())),
        (4, Some(Fault::Refused("no".into())), Fault::Refused("no".into())),
    ] {
        rig.script.act(Step::Look(look));
        rig.order(number).await;
        assert_eq!(rig.acted().await, (number, Err(told)));
    }
}

/// How the floor hears of an order: `left` when, and `acted`.
fn heard(facts: &[Fact]) -> Vec<&'static str> {
    let word = |fact: &Fact| match fact {
        Fact::Departed { .. } => Some("left"),
        Fact::Acted { .. } => Some("acted"),
        Fact::Joined { .. } | Fact::Polled(_) | Fact::Crashed { .. } | Fact::Recorded { .. } => None,
    };
    facts.iter().filter_map(word).collect()
}

#[tokio::test(start_paused = true)]
async fn the_floor_hears_at_once_when_the_acting_request_leaves_and_never_of_a_look() {
    let mut rig = Rig::new([]);
    rig.pass(secs(2)).await;
    rig.script.act(Step::Slow(secs(4)));
    let asked = rig.clock.now();
    rig.order(1).await;
    rig.pass(secs(1)).await;
    let told = rig.told();
    let left = told.iter().find_map(|fact| {
        if let Fact::Departed { ticket, at, .. } = fact { Some((ticket.number, *at)) } else { None }
    });
    assert_eq!((left, heard(&told)), (Some((1, asked)), vec!["left"]), "the answer is still awaited");
    rig.pass(secs(4)).await;
    assert_eq!(heard(&rig.told()), ["acted"]);
    // One that is answered in the same breath, one that fails, one that crashes: each has left first.
    for step in [Step::Fresh, Step::Fail(Fault::Refused("no".into())), Step::Panic] {
        rig.script.act(step);
        rig.order(2).await;
        rig.pass(secs(1)).await;
        assert_eq!(heard(&rig.told()), ["left", "acted"]);
        rig.pass(secs(100)).await;
        rig.told();
    }
    rig.script.act(Step::Look(Some(Fault::Gone("it is over".into()))));
    rig.order(3).await;
    rig.pass(secs(1)).await;
    assert_eq!(heard(&rig.told()), ["acted"]);
}

#[tokio::test(start_paused = true)]
async fn a_late_order_is_refused_and_not_sent() {
    let mut rig = Rig::new([]);
    rig.pass(secs(2)).await;
    rig.order_since(1, secs(10)).await;
    assert_eq!(rig.acted().await, (1, Ok(())));
    rig.order_since(2, millis(10_001)).await;
    let (_, result) = rig.acted().await;
    assert_eq!(result, Err(Fault::Refused("the order waited for 10 s and was not sent".into())));
    assert!(rig.times("act 2").is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_order_that_waited_behind_a_slow_one_is_refused_too() {
    let mut rig = Rig::new([]);
    rig.pass(secs(2)).await;
    rig.script.act(Step::Hang);
    rig.order(1).await;
    rig.order_since(2, secs(1)).await;
    assert!(matches!(rig.acted().await, (1, Err(Fault::Unanswered(_)))));
    assert!(matches!(rig.acted().await, (2, Err(Fault::Refused(_)))));
    assert!(rig.times("act 2").is_empty());
}

#[tokio::test(start_paused = true)]
async fn in_a_penalty_an_order_is_not_sent_and_no_poll_follows_before_its_end() {
    let mut rig = Rig::new([Step::Fail(Fault::RateLimited { after: Some(secs(30)) })]);
    rig.polled().await;
    rig.pass(secs(9)).await;
    let left = secs(30).saturating_sub(rig.elapsed());
    rig.order(1).await;
    assert_eq!(rig.acted().await, (1, Err(Fault::RateLimited { after: Some(left) })));
    rig.refresh().await;
    let polled = rig.polled().await;
    assert_eq!((rig.times("poll"), rig.times("act 1")), (vec![secs(0), secs(30)], vec![]));
    assert_eq!(polled.snapshot.calls, Feed::fresh(Vec::new()));
}

#[tokio::test(start_paused = true)]
async fn an_order_that_earns_a_penalty_is_followed_by_silence() {
    let mut rig = Rig::new([]);
    rig.pass(secs(2)).await;
    let asked = rig.elapsed();
    rig.script.act(Step::Fail(Fault::RateLimited { after: Some(secs(30)) }));
    rig.order(1).await;
    rig.order(2).await;
    assert_eq!(rig.acted().await.1, Err(Fault::RateLimited { after: Some(secs(30)) }));
    assert_eq!(rig.acted().await.1, Err(Fault::RateLimited { after: Some(secs(30)) }));
    rig.polled().await;
    assert_eq!((rig.times("poll"), rig.times("act 2")), (vec![secs(0), asked + secs(30)], vec![]));
}

#[tokio::test(start_paused = true)]
async fn a_refused_order_is_told_with_its_fault() {
    let mut rig = Rig::new([]);
    rig.script.act(Step::Fail(Fault::Gone("the call has ended".into())));
    rig.order(1).await;
    assert_eq!(rig.acted().await, (1, Err(Fault::Gone("the call has ended".into()))));
}
