//! Polls with the event stream.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::super::fixtures::{fresh, unread};
use super::super::renewed::Renewed;
use super::super::special::HANG_UP_LEG;
use super::super::told::Link;
use super::pulsar::{Pulsar, Turn, event, event_of, news, past};
use super::server::{count, healthy, page, serve, told};
use super::{ADA, ID, JANE, KEYS, account, acting, fixture, on_call, special, until};
use crate::domain::{Action, AgentState, Call, Entries, Fault, Feed, Part, Phase, Snapshot};
use crate::vendor::Vendor;

/// The keys of an account with a stream.
fn streamed(pulsar: &Pulsar) -> String {
    format!("{KEYS}stream_url = '{}'\nstream_key = 'eght_s3cr3t'\n", pulsar.url)
}

fn queued() -> Value {
    serde_json::from_str(fixture!("event-queued.json")).unwrap()
}

fn assigned() -> Value {
    serde_json::from_str(fixture!("event-assigned.json")).unwrap()
}

fn accepted() -> Value {
    event("InteractionAccepted", &json!({"agentId": ADA, "callState": "CS_CONNECTED", "direction": "in"}))
}

fn deleted() -> Value {
    serde_json::from_str(fixture!("event-deleted.json")).unwrap()
}

/// The rows that the stream told of itself.
fn told_of(snapshot: &Snapshot) -> Vec<Call> {
    match &snapshot.calls {
        Feed::Fresh { rows, .. } => rows.iter().filter(|call| call.derived.is_none()).cloned().collect(),
        Feed::Failed(_) | Feed::NotOffered(_) | Feed::Skipped => Vec::new(),
    }
}

fn has(phase: &Phase) -> impl Fn(&Snapshot) -> bool + '_ {
    move |snapshot| told_of(snapshot).iter().any(|call| call.phase == *phase)
}

#[tokio::test]
async fn a_call_is_followed_from_its_queue_to_its_end() {
    let (base, _) = serve(healthy).await;
    let pulsar = Pulsar::start(vec![Turn::Stay(vec![news("1", &queued())])]).await;
    let (mut account, http) = account(&base, &streamed(&pulsar));
    let first = account.poll(&http).await;
    let call = &told_of(&first)[0];
    assert_eq!((call.id.as_str(), &call.phase), (ID, &Phase::Queued));
    assert_eq!(call.caller.number.as_deref(), Some("5515557212"));
    assert!(matches!(first.waiting, Feed::Skipped), "listed among the calls");
    pulsar.send(news("2", &assigned())).await;
    until(&mut account, &http, has(&Phase::Ringing)).await;
    pulsar.send(news("3", &accepted())).await;
    let snapshot = until(&mut account, &http, has(&Phase::Talking)).await;
    assert_eq!(told_of(&snapshot)[0].agent, Some(ADA.into()));
    assert_eq!(account.stream.as_ref().unwrap().told().table.phone(ADA), Some("40375"));
    assert!(matches!(snapshot.agents, Feed::Skipped), "an event asks for no figures");
    assert!(account.renewal().is_zero(), "and it waits for none");
    pulsar.send(news("4", &deleted())).await;
    let over = until(&mut account, &http, |snapshot| told_of(snapshot).is_empty()).await;
    assert!(matches!(over.calls, Feed::Fresh { .. }));
}

#[tokio::test]
async fn the_handshake_carries_the_key_and_begins_at_the_earliest() {
    let (base, _) = serve(healthy).await;
    let pulsar = Pulsar::start(vec![Turn::Stay(vec![news("1", &queued())])]).await;
    let (mut account, http) = account(&base, &streamed(&pulsar));
    account.poll(&http).await;
    let shakes = pulsar.shakes.lock().unwrap();
    let target =
        "/ws/v2/reader/persistent/acmecorp01/event-v1/all?messageId=earliest&readerName=callboard".to_owned();
    assert_eq!(*shakes, [(target, "eght_s3cr3t".to_owned())]);
}

#[tokio::test]
async fn every_data_frame_is_acknowledged_and_control_frames_are_not() {
    let (base, _) = serve(healthy).await;
    let frames = vec![
        past("CAEQAQ==", &queued()),
        r#"{"type":"isEndOfTopic"}"#.to_owned(),
        r#"{"messageId":"2","payload":"%%"}"#.to_owned(),
        news("3", &assigned()),
    ];
    let pulsar = Pulsar::start(vec![Turn::Stay(frames)]).await;
    let (mut account, http) = account(&base, &streamed(&pulsar));
    let snapshot = until(&mut account, &http, has(&Phase::Ringing)).await;
    let marked = unread(&snapshot.calls).into_iter().any(|why| why.starts_with("event stream"));
    assert!(!marked, "the mark ends with the next good frame");
    assert_eq!(
        pulsar.texts(3).await,
        [r#"{"messageId":"CAEQAQ=="}"#, r#"{"messageId":"2"}"#, r#"{"messageId":"3"}"#]
    );
}

#[tokio::test]
async fn a_frame_that_cannot_be_read_is_a_message_and_its_mark_ends_with_a_good_one() {
    let (base, _) = serve(healthy).await;
    let pulsar = Pulsar::start(vec![Turn::Stay(vec![news("1", &queued())])]).await;
    let (mut account, http) = account(&base, &streamed(&pulsar));
    until(&mut account, &http, has(&Phase::Queued)).await;
    let missed = |snapshot: &Snapshot| match &snapshot.calls {
        Feed::Fresh { unread, .. } => unread.iter().map(|unread| unread.part).collect(),
        Feed::Failed(_) | Feed::NotOffered(_) | Feed::Skipped => Vec::new(),
    };
    pulsar.send(r#"{"messageId":"2","payload":"%%"}"#.to_owned()).await;
    let snapshot = until(&mut account, &http, |snapshot| !missed(snapshot).is_empty()).await;
    assert_eq!((missed(&snapshot), told_of(&snapshot).len()), (vec![Part::Message], 1));
    pulsar.send(news("3", &assigned())).await;
    let snapshot = until(&mut account, &http, has(&Phase::Ringing)).await;
    assert_eq!(missed(&snapshot), []);
}

#[tokio::test]
async fn a_gap_is_shown_and_read_up_from_the_last_message() {
    let (base, _) = serve(healthy).await;
    let turns = vec![
        Turn::Close(vec![news("a+/=1", &queued())]),
        Turn::Stay(vec![past("2", &assigned()), news("3", &accepted())]),
    ];
    let pulsar = Pulsar::start(turns).await;
    let (mut account, http) = account(&base, &streamed(&pulsar));
    let gap = until(&mut account, &http, |snapshot| matches!(snapshot.calls, Feed::Failed(_))).await;
    let Feed::Failed(Fault::Unreachable(why)) = gap.calls else { panic!("{:?}", gap.calls) };
    assert!(why.contains("failed to listen to the event stream"), "{why}");
    until(&mut account, &http, has(&Phase::Talking)).await;
    let shakes = pulsar.shakes.lock().unwrap();
    assert!(shakes[1].0.contains("messageId=a%2B%2F%3D1&"), "{}", shakes[1].0);
}

#[tokio::test]
async fn until_it_is_up_to_date_calls_are_told_from_agents_with_a_note() {
    let (base, _) = serve(healthy).await;
    let pulsar = Pulsar::start(vec![Turn::Stay(vec![past("1", &queued())])]).await;
    let (mut account, http) = account(&base, &streamed(&pulsar));
    // Not yet connected when the figures come.
    account.listen(&http);
    let snapshot = account.poll(&http).await;
    let calls = fresh(snapshot.calls);
    assert_eq!(calls.len(), 1);
    assert!(calls[0].derived.as_ref().unwrap().contains("still being read"), "{calls:?}");
    // Nothing more comes for a while, so that what came is all.
    until(&mut account, &http, has(&Phase::Queued)).await;
}

#[tokio::test]
async fn a_refused_stream_names_its_remedy_and_fails_the_calls_alone() {
    for (status, remedy) in
        [(401, "`stream_key`"), (403, "Pulsar Event Stream"), (404, "`stream_url`"), (503, "HTTP 503")]
    {
        let (base, _) = serve(healthy).await;
        let pulsar = Pulsar::start(vec![Turn::Refuse(status)]).await;
        let (mut account, http) = account(&base, &streamed(&pulsar));
        let snapshot = account.poll(&http).await;
        let Feed::Failed(fault) = &snapshot.calls else { panic!("{status} {:?}", snapshot.calls) };
        let kind = match fault {
            Fault::Unauthorized(_) => 401,
            Fault::Forbidden(_) => 403,
            Fault::Refused(_) => 404,
            Fault::Unreachable(_) | Fault::Slow(_) | Fault::ServerError(_) => 503,
            Fault::RateLimited { .. }
            | Fault::Malformed(_)
            | Fault::Redirected(_)
            | Fault::Gone(_)
            | Fault::Unanswered(_) => 0,
        };
        assert_eq!(kind, status);
        assert!(fault.to_string().contains(remedy), "{fault}");
        assert!(!format!("{fault:?} {account:?}").contains("s3cr3t"));
        assert_eq!((fresh(snapshot.queues).len(), fresh(snapshot.agents).len()), (2, 2));
    }
}

#[tokio::test]
async fn nothing_is_lost_when_a_poll_or_a_wait_is_dropped() {
    let (base, _) = serve(healthy).await;
    let pulsar = Pulsar::start(vec![Turn::Stay(vec![news("1", &queued())])]).await;
    let (mut account, http) = account(&base, &streamed(&pulsar));
    for nanos in [0, 1_000, 100_000, 1_000_000] {
        drop(tokio::time::timeout(Duration::from_nanos(nanos), account.poll(&http)).await);
        drop(tokio::time::timeout(Duration::from_nanos(nanos), account.wake()).await);
    }
    until(&mut account, &http, has(&Phase::Queued)).await;
    pulsar.send(news("2", &assigned())).await;
    // Woken, and dropped before the poll.
    account.wake().await;
    drop(tokio::time::timeout(Duration::ZERO, account.poll(&http)).await);
    until(&mut account, &http, has(&Phase::Ringing)).await;
    assert_eq!(pulsar.shakes.lock().unwrap().len(), 1, "one connection all along");
}

#[tokio::test]
async fn the_stream_ends_with_its_account() {
    let (base, _) = serve(healthy).await;
    let pulsar = Pulsar::start(vec![Turn::Stay(vec![news("1", &queued())])]).await;
    let (mut account, http) = account(&base, &streamed(&pulsar));
    account.poll(&http).await;
    let mut told = account.stream.as_ref().unwrap().listener();
    drop(account);
    let ended = async { while told.changed().await.is_ok() {} };
    tokio::time::timeout(Duration::from_secs(20), ended).await.expect("its task ends");
}

#[tokio::test]
async fn an_agents_new_state_is_told_before_the_figures_hold_it() {
    let (base, _) = serve(healthy).await;
    let now = chrono::DateTime::from_timestamp_millis(crate::clock::utc().timestamp_millis()).unwrap();
    let change = json!({"AgentStatusChange": {"agentId": JANE, "newState": 5, "newReasonCodeUser": "801=1722",
        "newSubState": "none", "statusEventTS": now.timestamp()}});
    let pulsar = Pulsar::start(vec![Turn::Stay(vec![news("1", &change)])]).await;
    let statuses =
        "statuses = [{ list = 801, code = 1722, short = 'Meet', state = 'work_offline', label = 'Meeting' }]";
    let (mut account, http) = account(&base, &format!("{}{statuses}", streamed(&pulsar)));
    let jane = &fresh(account.poll(&http).await.agents)[0];
    assert_eq!((jane.reason.as_deref(), jane.status.as_deref()), (Some("Meeting"), Some("5/801/1722")));
}

#[tokio::test]
async fn new_calls_are_described_once_where_that_is_wanted() {
    let (base, heard) = serve(healthy).await;
    let unnamed = event("InteractionQueued", &json!({"callState": "CS_QUEUED", "queueId": 103}));
    let pulsar = Pulsar::start(vec![Turn::Stay(vec![news("1", &unnamed)])]).await;
    let keys = format!("{}stream_url = '{}'\nstream_key = 'k'\ncall_data = true", acting(&base), pulsar.url);
    let (mut account, http) = account(&base, &keys);
    until(&mut account, &http, has(&Phase::Queued)).await;
    let call = &told_of(&account.poll(&http).await)[0];
    assert_eq!(call.caller.name.as_deref(), Some("Andrew Cunningh"));
    assert!(call.details.iter().any(|detail| &*detail.label == "Customer ID"));
    account.poll(&http).await;
    assert_eq!(count(&heard, &format!("GET /api/v1/interaction/data/{ID}")), 1);
}

#[tokio::test]
async fn a_stream_that_says_nothing_while_agents_are_busy_is_of_another_region() {
    let (base, _) = serve(healthy).await;
    let pulsar = Pulsar::start(vec![]).await;
    let (mut account, http) = account(&base, &streamed(&pulsar));
    until(&mut account, &http, |snapshot| matches!(snapshot.calls, Feed::Fresh { .. })).await;
    let stream = account.stream.as_ref().unwrap();
    let long_ago = tokio::time::Instant::now().checked_sub(Duration::from_secs(61)).unwrap();
    stream.mend(|told| told.current = Some(long_ago));
    let Feed::Failed(Fault::Refused(why)) = account.poll(&http).await.calls else { panic!("not told") };
    assert!(why.contains("another region"), "{why}");
}

#[tokio::test]
async fn what_was_up_before_the_oldest_event_is_told_from_agents_and_queues() {
    let (base, _) = serve(healthy).await;
    let pulsar = Pulsar::start(vec![Turn::Stay(vec![news("1", &queued())])]).await;
    let (mut account, http) = account(&base, &streamed(&pulsar));
    let snapshot = account.poll(&http).await;
    // Jane is on something, and somebody waits in queue 103, by the figures alone: the board tells them apart from
    // those who are listed.
    assert!(unread(&snapshot.calls).is_empty());
    let Feed::Fresh { rows: queues, .. } = &snapshot.queues else { panic!("{:?}", snapshot.queues) };
    assert_eq!(queues[0].waiting, Some(1));
    let calls = fresh(snapshot.calls);
    assert_eq!(calls.len(), 2);
    let jane = calls.iter().find(|call| call.derived.is_some()).unwrap();
    assert_eq!(jane.agent, Some(JANE.into()));
    assert!(jane.derived.as_ref().unwrap().contains("has not told of it"));
}

#[tokio::test]
async fn chats_are_counted_and_not_shown() {
    let (base, _) =
        serve(|request| if request.contains("/agents?page") { page("[]", 1) } else { healthy(request) })
            .await;
    let chat = event_of(
        "int-2",
        "InteractionQueued",
        &json!({"mediaType": "chat", "callState": "CS_QUEUED", "queueId": 103}),
    );
    let pulsar = Pulsar::start(vec![Turn::Stay(vec![news("1", &chat), news("2", &queued())])]).await;
    let (mut account, http) = account(&base, &streamed(&pulsar));
    let snapshot = until(&mut account, &http, has(&Phase::Queued)).await;
    assert_eq!(told_of(&snapshot).len(), 1);
    account.renewed = Renewed::default();
    let queues = fresh(account.poll(&http).await.queues);
    let sales = queues.iter().find(|queue| queue.id.as_str() == "103").unwrap();
    assert_eq!((sales.waiting, sales.longest), (Some(0), None), "the one who waits there is a chat");
}

#[tokio::test]
async fn who_handles_chats_alone_is_on_no_call() {
    let (base, _) = serve(healthy).await;
    let on = |id: &str, media: &str| {
        let more = json!({"agentId": JANE, "mediaType": media, "callState": "CS_CONNECTED"});
        event_of(id, "InteractionAccepted", &more)
    };
    let pulsar = Pulsar::start(vec![Turn::Stay(vec![news("1", &on("int-2", "chat"))])]).await;
    let (mut account, http) = account(&base, &streamed(&pulsar));
    until(&mut account, &http, |snapshot| matches!(snapshot.calls, Feed::Fresh { .. })).await;
    account.renewed = Renewed::default();
    let jane = fresh(account.poll(&http).await.agents).remove(0);
    assert_eq!((jane.state, jane.reason.as_deref()), (AgentState::NotReady, Some("on chat")));
    pulsar.send(news("2", &on("int-3", "phone"))).await;
    until(&mut account, &http, has(&Phase::Talking)).await;
    account.renewed = Renewed::default();
    let jane = fresh(account.poll(&http).await.agents).remove(0);
    assert_eq!(jane.state, AgentState::Talking);
}

#[tokio::test]
async fn an_agent_of_a_conference_is_hung_up_by_name() {
    let (base, heard) = serve(healthy).await;
    let on = |agent: &str| {
        let more = json!({"agentId": agent, "mediaType": "phone", "callState": "CS_CONNECTED"});
        event("InteractionAccepted", &more)
    };
    let pulsar = Pulsar::start(vec![Turn::Stay(vec![news("1", &on(ADA)), news("2", &on(JANE))])]).await;
    let keys = format!("{}stream_url = '{}'\nstream_key = 'k'", acting(&base), pulsar.url);
    let (mut account, http) = account(&base, &keys);
    until(&mut account, &http, |snapshot| {
        told_of(snapshot)
            .iter()
            .any(|call| call.details.iter().any(|detail| detail.value.contains("Jane Li")))
    })
    .await;
    let leg = special(&account, HANG_UP_LEG);
    let with = |name: &str| Entries::default().with(&leg.fields[0], name, name);
    let hang_up = |name: &str| on_call(Action::Special { special: Arc::clone(&leg), with: with(name) });
    assert!(matches!(account.act(&http, &hang_up("Nobody")).await, Err(Fault::Refused(_))));
    assert!(account.act(&http, &hang_up("jane li")).await.is_ok());
    assert_eq!(count(&heard, "DELETE "), 1);
    assert_eq!(count(&heard, &format!("DELETE /api/v1/tenants/acmecorp01/calls/{ID}/agent/{JANE}")), 1);
}

#[tokio::test]
async fn figures_may_fail_while_the_stream_goes_on() {
    let (base, _) =
        serve(|request| if request.starts_with("GET") { told(500, "") } else { healthy(request) }).await;
    let pulsar = Pulsar::start(vec![Turn::Stay(vec![news("1", &queued())])]).await;
    let (mut account, http) = account(&base, &streamed(&pulsar));
    let snapshot = until(&mut account, &http, has(&Phase::Queued)).await;
    assert!(matches!(snapshot.agents, Feed::Failed(_)) || matches!(snapshot.agents, Feed::Skipped));
    assert_eq!(account.stream.as_ref().unwrap().told().link, Link::Live);
}

#[tokio::test]
async fn who_calls_a_customer_dials_until_the_customer_answers() {
    let (base, _) = serve(healthy).await;
    let placed =
        json!({"agentId": JANE, "mediaType": "phone", "direction": "out", "callState": "CS_INPROGRESS"});
    let placed = event_of("int-2", "InteractionAccepted", &placed);
    let pulsar = Pulsar::start(vec![Turn::Stay(vec![news("1", &placed)])]).await;
    let (mut account, http) = account(&base, &streamed(&pulsar));
    until(&mut account, &http, has(&Phase::Dialing)).await;
    account.renewed = Renewed::default();
    assert_eq!(fresh(account.poll(&http).await.agents).remove(0).state, AgentState::Dialing);
    let answered = event_of("int-2", "InteractionCustomerAccepted", &json!({"callState": "CS_CONNECTED"}));
    pulsar.send(news("2", &answered)).await;
    until(&mut account, &http, has(&Phase::Talking)).await;
    account.renewed = Renewed::default();
    assert_eq!(fresh(account.poll(&http).await.agents).remove(0).state, AgentState::Talking);
}
