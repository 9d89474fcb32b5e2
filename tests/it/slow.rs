//! The time limit is for one answer: a vendor each of whose answers takes most of it is read all the same.

use std::path::Path;
use std::time::Duration;

use callboard::clock::Clock;
use callboard::config::{Env, parse};
use callboard::domain::{Feed, FeedKind, Snapshot};
use callboard::messages::Fact;
use callboard::vendors::{DIALECTS, open};
use callboard_sim::{Ports, Settings, Sim, serve};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::relay::Relay;

/// The limit, and how long every answer takes: as eight seconds are to ten.
const LIMIT: Duration = Duration::from_secs(2);
const LATE: Duration = Duration::from_millis(1_600);

/// How a list came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Came {
    NotYet,
    Whole,
    NotOffered,
}

fn came<T>(feed: &Feed<T>, before: Came, who: &str) -> Came {
    match feed {
        Feed::Skipped => before,
        Feed::NotOffered(_) => Came::NotOffered,
        Feed::Fresh { .. } => Came::Whole,
        Feed::Failed(fault) => panic!("{who}: {fault}"),
    }
}

/// The lists of `vendor` when all that it has came, or after a while. None of them fails meanwhile.
async fn lists(vendor: &str, sim: &Sim) -> [Came; 4] {
    let site = sim.site_url(vendor).expect("it is served");
    let host = site.trim_start_matches("http://");
    let relay = Relay::before(host, |_| false).await;
    relay.delay(LATE);
    let text = sim.config_toml().replace(host, relay.base.trim_start_matches("http://"));
    let config = parse(&text, Path::new("config.toml"), &Env::fixed(&[("HOME", "/")])).expect("its own");
    let section = config.sections.iter().find(|section| section.account.vendor() == vendor);
    let mut launch = open(section.expect("its table")).expect("an account");
    // In the proportion that the program gives them.
    launch.cadence.poll_limit = LIMIT * 4;
    launch.http.timeout = LIMIT;
    let ((_desk, commands), (floor, mut facts)) = (mpsc::channel(1), mpsc::channel(64));
    let task = launch.start(Clock::start(), commands, floor);
    let mut all = [Came::NotYet; 4];
    let hear = async {
        // Callers may stand among the calls: that list need not come.
        while all[0] == Came::NotYet || all[2..].contains(&Came::NotYet) {
            let Some(Fact::Polled(polled)) = facts.recv().await else { continue };
            let Snapshot { calls, waiting, agents, queues, .. } = &polled.snapshot;
            all = [
                came(calls, all[0], vendor),
                came(waiting, all[1], vendor),
                came(agents, all[2], vendor),
                came(queues, all[3], vendor),
            ];
        }
    };
    timeout(Duration::from_secs(45), hear).await.ok();
    task.abort();
    all
}

#[tokio::test]
async fn every_list_comes_though_each_answer_takes_most_of_its_limit() {
    let sim = serve(Settings::default(), Ports::Free).await.expect("free ports");
    let all = futures_util::future::join_all(
        DIALECTS.iter().map(async |dialect| (dialect.name, lists(dialect.name, &sim).await)),
    )
    .await;
    for (vendor, lists) in all {
        let of = |kind: FeedKind| {
            lists[FeedKind::ALL.iter().position(|other| *other == kind).expect("one of them")]
        };
        let (agents, queues) = match vendor {
            "invoca" => (Came::NotOffered, of(FeedKind::Queues)),
            _ => (Came::Whole, Came::Whole),
        };
        assert_eq!(
            (of(FeedKind::Calls), of(FeedKind::Agents), of(FeedKind::Queues)),
            (Came::Whole, agents, queues),
            "{vendor}"
        );
        assert_ne!(of(FeedKind::Queues), Came::NotYet, "{vendor}");
    }
}
