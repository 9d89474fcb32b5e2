//! Polls.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::super::fixtures::fresh;
use super::server::{account, count, healthy, json, lines, plain, serve};
use super::{JWT, KEYS, UII, fixture};
use crate::domain::{Ability, Fault, Feed, Phase, Verb};
use crate::vendor::Vendor;

#[tokio::test]
async fn a_poll_signs_in_and_reads_everything_at_once() {
    let (base, heard) = serve(healthy).await;
    let (mut account, http) = account(&base, KEYS);
    let snapshot = account.poll(&http).await;
    let calls = fresh(snapshot.calls);
    assert_eq!(calls.len(), 2);
    assert_eq!((calls[0].id.as_str(), &calls[0].phase), (UII, &Phase::Talking));
    assert_eq!(calls[0].agent, Some("1369310".into()));
    assert_eq!(fresh(snapshot.agents).len(), 2);
    assert_eq!(fresh(snapshot.queues).len(), 1);
    let lines = lines(&heard);
    assert_eq!(lines[0], "POST /restapi/oauth/token");
    assert_eq!(lines[1], "POST /api/auth/login/rc/accesstoken?includeRefresh=true");
    let list = "GET /voice/api/v1/admin/accounts/12440011/activeCalls/list?product=ACCOUNT&productId=12440011&page=0&maxRows=200";
    assert!(lines.iter().any(|line| line == list), "{lines:?}");
}

#[tokio::test]
async fn lists_that_are_not_due_are_skipped() {
    let (base, heard) = serve(healthy).await;
    let (mut account, http) = account(&base, KEYS);
    account.poll(&http).await;
    let second = account.poll(&http).await;
    assert!(matches!(
        (&second.calls, &second.agents, &second.queues),
        (Feed::Fresh { .. }, Feed::Skipped, Feed::Skipped)
    ));
    assert_eq!((count(&heard, "/list"), count(&heard, "/agent"), count(&heard, "/inbound")), (2, 1, 1));
    assert_eq!(fresh(second.calls)[0].agent, Some("1369310".into()), "joined to the agents read before");
}

#[tokio::test]
async fn the_list_is_read_to_its_end() {
    let row = |id: u32| format!(r#"{{"uii":"{id}","callState":"QUEUED"}}"#);
    let (base, heard) = serve(move |request| {
        let page = |number: u32| request.contains(&format!("page={number}&maxRows=2"));
        match () {
            () if page(0) => json(&format!("[{},{}]", row(1), row(2))),
            () if page(1) => json(&format!("[{},{}]", row(3), row(4))),
            () if page(2) => json(&format!("[{}]", row(5))),
            () => healthy(request),
        }
    })
    .await;
    let (mut account, http) = account(&base, &format!("{KEYS}page_rows = 2"));
    assert_eq!(fresh(account.poll(&http).await.calls).len(), 5);
    assert_eq!(count(&heard, "/list"), 3);
}

#[tokio::test]
async fn no_content_is_an_empty_list() {
    let (base, _) =
        serve(|request| if request.contains("/list") { plain(204, "") } else { healthy(request) }).await;
    let (mut account, http) = account(&base, KEYS);
    assert_eq!(account.poll(&http).await.calls, Feed::fresh(vec![]));
}

#[tokio::test]
async fn live_lists_that_are_not_there_narrow_the_board_and_fail_nothing() {
    let (base, heard) =
        serve(|request| if request.contains("/realTimeData/") { plain(404, "") } else { healthy(request) })
            .await;
    let (mut account, http) = account(&base, &format!("{KEYS}caller_id = '8005550100'"));
    assert_eq!(account.abilities().of(Verb::Hold), Ability::Seen);
    assert_eq!(account.abilities().of(Verb::Place), Ability::Seen);
    let snapshot = account.poll(&http).await;
    assert!(matches!(snapshot.agents, Feed::NotOffered(_)));
    let queues = fresh(snapshot.queues);
    assert_eq!((&*queues[0].name, queues[0].waiting), ("Support Queue", None), "from the directory");
    let calls = fresh(snapshot.calls);
    assert_eq!((&calls[0].agent, calls[0].agent_name.as_deref()), (&None, Some("Paco Vu")));
    assert_eq!(account.abilities().of(Verb::Hold), Ability::Unseen);
    assert!(!account.abilities().offers(Verb::Place));
    let second = account.poll(&http).await;
    assert!(matches!(second.agents, Feed::NotOffered(_)));
    assert_eq!((count(&heard, "/agent"), count(&heard, "/inbound")), (1, 1), "asked again in a minute");
}

#[tokio::test]
async fn a_live_list_that_was_there_fails_before_it_counts_as_not_offered() {
    let asked = AtomicUsize::new(0);
    let (base, heard) = serve(move |request| {
        let live = request.contains("/realTimeData/");
        // The first poll reads both.
        if live && asked.fetch_add(1, Ordering::Relaxed) >= 2 { plain(404, "") } else { healthy(request) }
    })
    .await;
    let keys = format!("{KEYS}caller_id = '8005550100'\nagents_every = '0s'\nqueues_every = '0s'");
    let (mut account, http) = account(&base, &keys);
    assert_eq!(fresh(account.poll(&http).await.agents).len(), 2);
    for _ in 0..3 {
        let snapshot = account.poll(&http).await;
        let Feed::Failed(Fault::Gone(why)) = snapshot.agents else { panic!("{:?}", snapshot.agents) };
        assert!(why.contains("read the agents"), "{why}");
        assert!(why.ends_with("the platform does not know this address just now"), "{why}");
        assert!(matches!(snapshot.queues, Feed::Failed(Fault::Gone(_))), "{:?}", snapshot.queues);
        assert_eq!(
            fresh(snapshot.calls)[0].agent,
            Some("1369310".into()),
            "joined to the agents read before"
        );
        assert_eq!(account.abilities().of(Verb::Hold), Ability::Seen);
    }
    for _ in 0..2 {
        let snapshot = account.poll(&http).await;
        assert!(matches!(snapshot.agents, Feed::NotOffered(_)), "{:?}", snapshot.agents);
        assert_eq!(fresh(snapshot.queues)[0].waiting, None, "from the directory");
    }
    assert_eq!((count(&heard, "/agent"), count(&heard, "/inbound")), (5, 5), "asked again in a minute");
}

#[tokio::test]
async fn a_wrong_address_is_not_taken_for_an_absent_list() {
    let (base, _) =
        serve(|request| if request.contains("/accounts/") { plain(404, "") } else { healthy(request) }).await;
    let (mut account, http) = account(&base, KEYS);
    let snapshot = account.poll(&http).await;
    assert!(matches!(snapshot.agents, Feed::Failed(_)));
    let Feed::Failed(Fault::Refused(why)) = snapshot.calls else { panic!("{:?}", snapshot.calls) };
    assert!(why.contains("check `account_id`, `ringcx_url` and `api_path`"), "{why}");
}

#[tokio::test]
async fn one_list_may_fail_while_others_work() {
    let (base, _) = serve(|request| match () {
        () if request.contains("/agent ") => (403, "application/json", fixture!("denied.json").to_owned()),
        () if request.contains("/inbound ") => (200, "text/html", "<!doctype html><html></html>".into()),
        () => healthy(request),
    })
    .await;
    let (mut account, http) = account(&base, KEYS);
    let snapshot = account.poll(&http).await;
    assert_eq!(fresh(snapshot.calls).len(), 2);
    assert!(matches!(snapshot.agents, Feed::Failed(Fault::Forbidden(_))), "{:?}", snapshot.agents);
    let Feed::Failed(Fault::Malformed(why)) = snapshot.queues else { panic!("{:?}", snapshot.queues) };
    assert!(why.contains("web page"), "{why}");
}

#[tokio::test]
async fn directories_arrive_with_later_polls() {
    let (base, _) = serve(healthy).await;
    let (mut account, http) = account(&base, &format!("{KEYS}queues_every = '0s'\nagents_every = '0s'"));
    for _ in 0..3 {
        account.poll(&http).await;
    }
    let queues = fresh(account.poll(&http).await.queues);
    assert_eq!(queues[0].dispositions.len(), 2);
    assert_eq!(queues[0].target, Some(std::time::Duration::from_secs(30)));
}

#[tokio::test]
async fn the_only_account_is_found() {
    let (base, heard) = serve(healthy).await;
    let (mut account, http) = account(&base, JWT);
    assert_eq!(fresh(account.poll(&http).await.calls).len(), 2);
    account.poll(&http).await;
    assert_eq!(count(&heard, "/admin/accounts"), 1);
}

#[tokio::test]
async fn several_accounts_are_listed_for_the_operator_to_choose() {
    let (base, _) = serve(|request| {
        let several = json(fixture!("accounts-several.json"));
        if request.contains("/admin/accounts ") { several } else { healthy(request) }
    })
    .await;
    let (mut account, http) = account(&base, JWT);
    let Feed::Failed(Fault::Refused(why)) = account.poll(&http).await.calls else { panic!("not refused") };
    assert_eq!(&*why, "set `account_id` to one of 12440011 (RingForce), 12440012");
}

#[tokio::test]
async fn where_accounts_may_not_be_listed_the_sign_in_names_them() {
    let (base, heard) =
        serve(|request| if request.contains("/admin/accounts ") { plain(403, "") } else { healthy(request) })
            .await;
    let (mut account, http) = account(&base, JWT);
    account.poll(&http).await;
    assert!(lines(&heard).iter().any(|line| line.contains("/accounts/333333/activeCalls/list")));
}
