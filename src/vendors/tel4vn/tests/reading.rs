//! Polls, over real sockets: what is asked, and what becomes of lists that fail.

use super::server::{Answer, account, count, drained, healthy, lines, ok, path, serve};
use super::*;
use crate::domain::{Ability, FeedKind, Verb};

/// Healthy, but for what `part` of a path leads to.
fn but(part: &'static str, answer: Answer) -> impl Fn(&str) -> Answer + Send + Sync {
    move |request| {
        let own = path(request).split('?').next() == Some(part);
        if own { answer.clone() } else { healthy(request) }
    }
}

#[tokio::test]
async fn a_poll_reads_every_list_once_and_the_slow_ones_every_few_minutes() {
    let (base, heard) = serve(healthy).await;
    let (mut vendor, http) = account(&base, "");
    let snapshot = vendor.poll(&http).await;
    let feeds =
        (rows(&snapshot.calls).0.len(), rows(&snapshot.waiting).0.len(), rows(&snapshot.agents).0.len());
    assert_eq!((feeds, rows(&snapshot.queues).0.len()), ((2, 1, 3), 1));
    let mut first = drained(&heard);
    first.sort();
    let live =
        ["GET /v1/call", "GET /v1/monitor/agent", "GET /v3/agent/live", "GET /v3/monitor/callcenter/queue"];
    let slow = ["GET /v1/callcenter/queue?limit=100&offset=0", "GET /v3/extension?limit=100&offset=0"];
    let mut all: Vec<_> = live.into_iter().chain(slow).chain(["POST /v3/auth/token"]).collect();
    all.sort_unstable();
    assert_eq!(first, all);
    let snapshot = vendor.poll(&http).await;
    let mut second = lines(&heard);
    second.sort();
    assert_eq!(second, live);
    assert_eq!((rows(&snapshot.agents).0.len(), rows(&snapshot.queues).0.len()), (3, 1));
}

#[tokio::test]
async fn the_roster_is_read_page_by_page_from_where_the_settings_say() {
    let (base, heard) = serve(|request| match path(request) {
        "/v2/extension?limit=100&offset=0" => {
            ok(r#"{"data":[{"extension":"101"},{"extension":"102"}],"limit":2,"offset":0,"total":3}"#)
        }
        "/v2/extension?limit=100&offset=2" => {
            ok(r#"{"data":[{"extension":"103"}],"limit":2,"offset":2,"total":3}"#)
        }
        path if path.contains("monitor") || path.contains("live") => ok(NONE),
        _ => healthy(request),
    })
    .await;
    let (mut vendor, http) = account(&base, "roster_path = '/v2/extension'");
    assert_eq!(rows(&vendor.poll(&http).await.agents).0.len(), 2);
    for _ in 0..2 {
        assert_eq!(rows(&vendor.poll(&http).await.agents).0.len(), 3);
    }
    assert_eq!(count(&heard, "GET /v2/extension"), 2);
}

#[tokio::test]
async fn the_other_generation_of_agents_on_calls_is_asked_where_one_is_missing() {
    for (more, missing, first) in [
        ("", "/v1/monitor/agent", "GET /v3/monitor"),
        ("monitor = 'v3'", "/v3/monitor", "GET /v1/monitor/agent"),
    ] {
        let (base, heard) = serve(but(missing, (404, r#"{"error":"Not Found"}"#.into()))).await;
        let (mut vendor, http) = account(&base, more);
        rows(&vendor.poll(&http).await.agents);
        let asked = || lines(&heard).iter().filter(|line| **line == format!("GET {missing}")).count();
        assert_eq!(asked(), 1, "{more}");
        drained(&heard);
        rows(&vendor.poll(&http).await.agents);
        assert!(lines(&heard).iter().any(|line| line == first), "{more}");
        assert_eq!(asked(), 0, "{more}");
    }
}

#[tokio::test]
async fn each_list_fails_for_itself() {
    for (part, kind) in [
        ("/v1/call", FeedKind::Calls),
        ("/v3/monitor/callcenter/queue", FeedKind::Waiting),
        ("/v1/monitor/agent", FeedKind::Agents),
        ("/v3/agent/live", FeedKind::Agents),
        ("/v1/callcenter/queue", FeedKind::Queues),
    ] {
        for answer in
            [(500, String::new()), (0, String::new()), ok("{}"), ok("<html>"), ok(r#"{"error":"x"}"#)]
        {
            let (base, _heard) = serve(but(part, answer.clone())).await;
            let (mut vendor, http) = account(&base, "");
            let snapshot = vendor.poll(&http).await;
            let failed = [
                (FeedKind::Calls, matches!(snapshot.calls, Feed::Failed(_))),
                (FeedKind::Waiting, matches!(snapshot.waiting, Feed::Failed(_))),
                (FeedKind::Agents, matches!(snapshot.agents, Feed::Failed(_))),
                (FeedKind::Queues, matches!(snapshot.queues, Feed::Failed(_))),
            ];
            for (other, failed) in failed {
                // A queue's figures are those who wait in it.
                let expected = other == kind || (kind == FeedKind::Waiting && other == FeedKind::Queues);
                assert_eq!(failed, expected, "{part} {answer:?}: {other:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_roster_that_fails_takes_no_agent_away() {
    let (base, heard) = serve(but("/v3/extension", (500, String::new()))).await;
    let (mut vendor, http) = account(&base, "");
    for _ in 0..2 {
        assert_eq!(rows(&vendor.poll(&http).await.agents).0.len(), 3);
    }
    assert_eq!(count(&heard, "GET /v3/extension"), 1, "what changes rarely is not asked at every poll");
}

#[tokio::test]
async fn lists_that_an_installation_lacks_are_not_offered_and_not_asked_again_at_once() {
    let (base, heard) = serve(|request| match path(request) {
        path if path.starts_with("/v3/") && !path.contains("auth") => (404, String::new()),
        path if path.starts_with("/v1/callcenter") => (404, String::new()),
        _ => healthy(request),
    })
    .await;
    let (mut vendor, http) = account(&base, "");
    for _ in 0..2 {
        let snapshot = vendor.poll(&http).await;
        assert!(matches!(&snapshot.waiting, Feed::NotOffered(why) if why.contains("who waits in queues")));
        assert!(matches!(&snapshot.queues, Feed::NotOffered(_)));
        assert_eq!((rows(&snapshot.calls).0.len(), rows(&snapshot.agents).0.len()), (2, 2));
    }
    assert!(matches!(vendor.abilities().of(Verb::SetState), Ability::No(why) if why.contains("404")));
    assert_eq!((count(&heard, "GET /v3/agent/live"), count(&heard, "GET /v3/monitor/callcenter")), (1, 1));
    assert_eq!(count(&heard, "GET /v1/monitor/agent"), 2);
}

#[tokio::test]
async fn an_address_where_nothing_is_found_is_not_an_installation_without_lists() {
    let (base, _heard) = serve(|request| match path(request) {
        "/v3/auth/token" => healthy(request),
        _ => (404, String::new()),
    })
    .await;
    let (mut vendor, http) = account(&base, "");
    let snapshot = vendor.poll(&http).await;
    assert!(matches!(fault(&snapshot.calls), Fault::Refused(why) if why.contains("check `url`")));
    assert!(matches!(fault(&snapshot.waiting), Fault::Gone(_)));
    assert!(matches!(fault(&snapshot.agents), Fault::Gone(_)));
}

#[tokio::test]
async fn a_missing_right_is_shown_where_it_is_missing() {
    let (base, _heard) = serve(|request| match path(request) {
        path if path.contains("monitor") || path.contains("live") => {
            (403, r#"{"error":"no permission"}"#.into())
        }
        _ => healthy(request),
    })
    .await;
    let (mut vendor, http) = account(&base, "user = 'foo'\npassword = 'p4ss'");
    let snapshot = vendor.poll(&http).await;
    for fault in [fault(&snapshot.waiting), fault(&snapshot.agents)] {
        assert!(matches!(fault, Fault::Forbidden(why) if why.contains("view_monitor")), "{fault}");
    }
    assert_eq!(rows(&snapshot.calls).0.len(), 2);
    assert!(
        matches!(vendor.abilities().of(Verb::SetState), Ability::No(why) if why.contains("no permission"))
    );
}

#[tokio::test]
async fn silence_that_is_asked_for_is_kept() {
    let (base, heard) = serve(but("/v1/call", (429, String::new()))).await;
    let (mut vendor, http) = account(&base, "");
    assert!(matches!(fault(&vendor.poll(&http).await.calls), Fault::RateLimited { .. }));
    drained(&heard);
    assert!(matches!(fault(&vendor.poll(&http).await.waiting), Fault::RateLimited { .. }));
    assert_eq!(lines(&heard), Vec::<String>::new());
}

#[tokio::test]
async fn a_poll_that_is_dropped_halfway_leaves_no_trace() {
    let (base, heard) = serve(healthy).await;
    let (mut vendor, http) = account(&base, "");
    vendor.login.ensure(&http, crate::vendor::Urgency::Read).await.unwrap();
    {
        let poll = vendor.poll(&http);
        tokio::pin!(poll);
        tokio::select! {
            biased;
            _ = &mut poll => panic!("it cannot be over"),
            () = std::future::ready(()) => {}
        }
    }
    assert!(vendor.listed.is_empty() && vendor.live.last().is_none() && vendor.roster.rows().is_empty());
    drained(&heard);
    assert_eq!(rows(&vendor.poll(&http).await.calls).0.len(), 2);
}
