//! What a check waits for, and for how long.

use std::path::Path;

use tokio::sync::mpsc::Receiver;

use super::*;
use crate::config::{Env, parse};
use crate::domain::{Abilities, At, Fault};
use crate::messages::Budget;
use crate::vendor::Context;

static DIALECT: Dialect = Dialect::bare("fake", "Fake Telephony");

fn config(text: &str) -> Config {
    parse(text, Path::new("config.toml"), &Env::fixed(&[])).expect("good")
}

fn snapshot(queues: Feed<crate::domain::Queue>) -> Snapshot {
    Snapshot {
        calls: Feed::fresh(Vec::new()),
        waiting: Feed::NotOffered("they are among the calls".into()),
        agents: Feed::fresh(Vec::new()),
        queues,
        states: Vec::new(),
        listeners: None,
    }
}

fn polled_fact(account: &Account, snapshot: Snapshot, took: u64) -> Fact {
    Fact::Polled(Box::new(Polled {
        account: account.clone(),
        at: At::from_millis(0),
        snapshot,
        abilities: Abilities::new(),
        took: Duration::from_millis(took),
        skew: None,
        budget: Budget { left: 9, per_minute: 10 },
        next: At::from_millis(1),
    }))
}

/// What a check makes of a task that does `job`.
async fn outcome<F, Fut>(job: F) -> Outcome
where
    F: FnOnce(Account, Receiver<AccountCommand>, mpsc::Sender<Fact>) -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    let config = config("[fake.a]\n");
    let start =
        Box::new(|context: Context| tokio::spawn(job(context.account, context.commands, context.facts)));
    answer(Launch::new(&DIALECT, &config.sections[0], start), Clock::start(), PATIENCE).await
}

#[tokio::test(start_paused = true)]
async fn the_first_poll_is_the_answer() {
    let outcome = outcome(|account, _desk, floor| async move {
        floor.send(polled_fact(&account, snapshot(Feed::fresh(vec![])), 7)).await.expect("heard");
        std::future::pending::<()>().await;
    });
    let Outcome::Answered(polled) = outcome.await else { panic!("answered") };
    assert_eq!(polled.took, Duration::from_millis(7));
}

#[tokio::test(start_paused = true)]
async fn a_feed_that_was_skipped_is_asked_for_once_more() {
    let outcome = outcome(|account, mut desk, floor| async move {
        floor.send(polled_fact(&account, snapshot(Feed::Skipped), 1)).await.expect("heard");
        assert!(matches!(desk.recv().await, Some(AccountCommand::Refresh)));
        floor.send(polled_fact(&account, snapshot(Feed::fresh(vec![])), 2)).await.expect("heard");
    });
    let Outcome::Answered(polled) = outcome.await else { panic!("answered") };
    assert_eq!(polled.snapshot.queues, Feed::fresh(vec![]));
}

#[tokio::test(start_paused = true)]
async fn a_failed_poll_is_not_repeated() {
    let outcome = outcome(|account, mut desk, floor| async move {
        let fault = Fault::Unauthorized("wrong".into());
        floor.send(polled_fact(&account, Snapshot::failed(&fault), 1)).await.expect("heard");
        assert!(desk.recv().await.is_none(), "nothing was asked");
    });
    let Outcome::Answered(polled) = outcome.await else { panic!("answered") };
    assert!(any_failed(&polled.snapshot));
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_ever_and_a_panic_is_told() {
    let silent = outcome(|_, _desk, floor| async move {
        std::future::pending::<()>().await;
        drop(floor);
    });
    assert!(matches!(silent.await, Outcome::Silent));
    let ended = outcome(|_, _desk, _floor| std::future::ready(())).await;
    assert!(matches!(ended, Outcome::Crashed(_)));
    let crashed = outcome(|account, _desk, floor| async move {
        let crash = Fact::Crashed { account, why: "index out of bounds".into(), again: At::from_millis(0) };
        floor.send(crash).await.expect("heard");
    });
    assert!(matches!(crashed.await, Outcome::Crashed(why) if &*why == "index out of bounds"));
}

#[tokio::test]
async fn findings_come_in_the_order_of_the_file() {
    let config = config("[none.z]\n[none.a]\nenabled = false\n[none.m]\n");
    let sections = choose(&config, &[]).expect("all");
    let findings = run(&sections, &config.thresholds, Clock::start()).await;
    let failed: Vec<_> = findings.iter().map(|one| (one.account.name(), one.failed())).collect();
    assert_eq!(failed, [("z", true), ("a", false), ("m", true)]);
}

#[test]
fn accounts_are_chosen_by_name() {
    let config = config("[v.sales]\n[v.support]\n[w.sales]\n");
    let chosen = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        choose(&config, &names)
            .map(|sections| sections.iter().map(|section| section.account.to_string()).collect::<Vec<_>>())
            .map_err(|error| error.to_string())
    };
    assert_eq!(chosen(&[]).expect("all").len(), 3);
    assert_eq!(chosen(&["v.support"]).expect("one"), ["v.support"]);
    assert_eq!(chosen(&["sales"]).expect("two"), ["v.sales", "w.sales"]);
    assert!(chosen(&["suport"]).expect_err("none").contains("did you mean `support`?"));
}
