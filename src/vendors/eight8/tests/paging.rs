//! Lists that come in pages (8x8 §4.1, §4.6).

use super::super::fixtures::fresh;
use super::server::{count, healthy, json, lines, page, serve};
use super::{JANE, KEYS, account, acting};
use crate::vendor::Vendor;

const QUEUES: &str = "GET /analytics/cc/v5/realtime-metrics/queues";
const STATUSES: &str = "GET /api/v1/tenants/acmecorp01/agentstatus/agents";
#[tokio::test]
async fn lists_are_read_to_their_last_page() {
    let row = |id: usize| format!(r#"{{"id":"{id}","name":"Q{id}","metrics":[]}}"#);
    let (base, heard) = serve(move |request| match () {
        () if request.contains("/queues?page=0") => page(&format!("[{},{}]", row(1), row(2)), 2),
        // A queue that moved to the next page meanwhile is listed once.
        () if request.contains("/queues?page=1") => page(&format!("[{},{}]", row(2), row(3)), 2),
        () => healthy(request),
    })
    .await;
    let (mut account, http) = account(&base, KEYS);
    let queues = fresh(account.poll(&http).await.queues);
    assert_eq!(queues.iter().map(|queue| queue.id.as_str()).collect::<Vec<_>>(), ["1", "2", "3"]);
    assert_eq!(count(&heard, QUEUES), 2);
}

#[tokio::test]
async fn a_server_that_tells_no_total_and_knows_of_no_pages_is_asked_twice() {
    let full: Vec<_> =
        (0..1_000).map(|id| format!(r#"{{"id":"{id}","name":"Q{id}","metrics":[]}}"#)).collect();
    let full = format!("[{}]", full.join(","));
    let (base, heard) =
        serve(move |request| if request.contains("/queues?page=") { json(&full) } else { healthy(request) })
            .await;
    let (mut account, http) = account(&base, KEYS);
    assert_eq!(fresh(account.poll(&http).await.queues).len(), 1_000);
    assert_eq!(count(&heard, QUEUES), 2);
}

#[tokio::test]
async fn pages_of_the_agent_status_list_are_walked_where_there_are_some() {
    let (base, heard) = serve(|request| {
        let row = |id: &str| format!(r#"[{{"agent-id":"{id}","agent-status":3}}]"#);
        let answer = |data: String, index: u32| {
            json(&format!(
                r#"{{"data":{data},"page":{{"pageIndex":{index},"totalPages":2,"pageSize":500}}}}"#
            ))
        };
        match () {
            () if request.contains("pageIndex=1") => answer(row(JANE), 1),
            () if request.starts_with(STATUSES) => answer(row("ag9"), 0),
            () => healthy(request),
        }
    })
    .await;
    let (mut account, http) = account(&base, &acting(&base));
    let agents = fresh(account.poll(&http).await.agents);
    assert_eq!(agents[0].status.as_deref(), Some("3"));
    assert_eq!(count(&heard, STATUSES), 2);
    assert!(lines(&heard).contains(&format!("{STATUSES}?pageSize=500&pageIndex=1")));
}
