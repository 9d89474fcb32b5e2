//! Freed lines: an agent's line has whatever call is on it by then, so each order is for the calls it names.

use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::future::join_all;
use serde_json::json;

use super::super::Eight8;
use super::super::special::{FREE_LINE_1, FREE_LINE_2, FREE_LINES};
use super::super::token::Token;
use super::pulsar::{Pulsar, Turn, event, event_of, news};
use super::server::{Answer, Heard, count, feature_off, healthy, lines, page, serve};
use super::{ADA, ID, JANE, account, acting, fixture, order, special, until};
use crate::domain::{
    Accepted, Account, Action, Agent, AgentKey, AgentState, At, Call, CallKey, Entries, Fault, Feed, Phase,
    SeenCall, Sighting, Snapshot, Subject, Text,
};
use crate::messages::Order;
use crate::vendor::{Http, Vendor};

const TENANT: &str = "/api/v1/tenants/acmecorp01";
/// Another call of the same tenant.
const OTHER: &str = "int-184a63599ff-another0000000000000000000000000-phone-00-acmecorp01";

/// The order to free what `id` frees of `agent`, for `calls`.
fn free(account: &Eight8, id: &str, (agent, calls): (&str, &[Call])) -> Order {
    let own = Account::new("8x8", "support");
    let seen = Agent::new(agent.into(), Text::new("Ada"), AgentState::Talking);
    let named = |call: &Call| SeenCall {
        key: CallKey::new(&own, &call.id),
        sighting: Sighting { call: 1, hands: 1 },
        seen: Box::new(call.clone()),
    };
    let key = AgentKey::new(&own, &seen.id);
    let subject =
        Subject::Agent { key, sighting: 1, seen: Box::new(seen), calls: calls.iter().map(named).collect() };
    order(subject, Action::Special { special: special(account, id), with: Entries::default() })
}

fn calls(snapshot: &Snapshot) -> Vec<Call> {
    match &snapshot.calls {
        Feed::Fresh { rows, .. } => rows.clone(),
        Feed::Failed(_) | Feed::NotOffered(_) | Feed::Skipped => Vec::new(),
    }
}

/// The calls that the stream tells of with `agent`.
fn on(snapshot: &Snapshot, agent: &str) -> Vec<Call> {
    let known = calls(snapshot).into_iter().filter(|call| call.derived.is_none());
    known.filter(|call| call.agent.as_ref().is_some_and(|id| id.as_str() == agent)).collect()
}

/// What became of an order.
fn came(result: &Result<Accepted, Fault>) -> &'static str {
    match result {
        Ok(_) => "sent",
        Err(Fault::Gone(_)) => "gone",
        Err(Fault::Refused(_)) => "refused",
        Err(_) => "something else",
    }
}

fn accepted(id: &str) -> serde_json::Value {
    event_of(
        id,
        "InteractionAccepted",
        &json!({"agentId": ADA, "callState": "CS_CONNECTED", "direction": "in"}),
    )
}

/// An account with a stream, which has told that Ada is on the call of the fixtures.
async fn streamed() -> (Eight8, Http, Heard, Pulsar, Vec<Call>) {
    streamed_by(healthy).await
}

/// The same, at a vendor that answers so.
async fn streamed_by(
    says: impl Fn(&str) -> Answer + Send + Sync + 'static,
) -> (Eight8, Http, Heard, Pulsar, Vec<Call>) {
    let (base, heard) = serve(says).await;
    let pulsar = Pulsar::start(vec![Turn::Stay(vec![news("1", &accepted(ID))])]).await;
    let keys = format!("{}stream_url = '{}'\nstream_key = 'k'\n", acting(&base), pulsar.url);
    let (mut account, http) = account(&base, &keys);
    let snapshot = until(&mut account, &http, |snapshot| on(snapshot, ADA).len() == 1).await;
    let calls = on(&snapshot, ADA);
    (account, http, heard, pulsar, calls)
}

#[tokio::test]
async fn lines_are_freed_of_the_call_that_was_named() {
    let (mut account, http, heard, _pulsar, calls) = streamed().await;
    heard.lock().unwrap().clear();
    for id in [FREE_LINE_1, FREE_LINE_2, FREE_LINES] {
        let free = free(&account, id, (ADA, &calls));
        assert!(account.act(&http, &free).await.is_ok(), "{id}");
    }
    assert_eq!(
        lines(&heard),
        [
            format!("DELETE {TENANT}/agents/{ADA}/calls/line/1"),
            format!("DELETE {TENANT}/agents/{ADA}/calls/line/2"),
            format!("DELETE {TENANT}/agents/{ADA}/calls"),
        ]
    );
}

#[tokio::test]
async fn a_refusal_says_what_was_to_be_freed() {
    let no = |request: &str| {
        if request.starts_with("DELETE") { super::server::told(400, "") } else { healthy(request) }
    };
    let (mut account, http, _heard, _pulsar, calls) = streamed_by(no).await;
    for (id, says) in [
        (FREE_LINE_2, "failed to free the line: HTTP 400"),
        (FREE_LINES, "failed to free the lines: HTTP 400"),
    ] {
        let free = free(&account, id, (ADA, &calls));
        assert_eq!(account.act(&http, &free).await, Err(Fault::Refused(says.into())));
    }
}

/// The board has not heard of it yet: only the adapter can know.
#[tokio::test]
async fn no_line_is_freed_when_another_call_is_on_it_by_then() {
    let (mut account, http, heard, pulsar, calls) = streamed().await;
    pulsar.send(news("2", &serde_json::from_str(fixture!("event-deleted.json")).unwrap())).await;
    pulsar.send(news("3", &accepted(OTHER))).await;
    until(&mut account, &http, |snapshot| on(snapshot, ADA).iter().any(|call| call.id.as_str() == OTHER))
        .await;
    for id in [FREE_LINE_1, FREE_LINES] {
        let free = free(&account, id, (ADA, &calls));
        assert!(matches!(account.act(&http, &free).await, Err(Fault::Gone(_))), "{id}");
    }
    assert_eq!(count(&heard, "DELETE"), 0);
}

#[tokio::test]
async fn no_line_is_freed_when_one_more_call_has_come_or_none_was_named() {
    let (mut account, http, heard, pulsar, calls) = streamed().await;
    let unnamed = free(&account, FREE_LINES, (ADA, &[]));
    assert!(matches!(account.act(&http, &unnamed).await, Err(Fault::Refused(_))));
    pulsar.send(news("2", &accepted(OTHER))).await;
    let both = until(&mut account, &http, |snapshot| on(snapshot, ADA).len() == 2).await;
    let free_all = free(&account, FREE_LINES, (ADA, &calls));
    assert!(matches!(account.act(&http, &free_all).await, Err(Fault::Refused(_))));
    // Which of two is on the line is told nowhere.
    let one = free(&account, FREE_LINE_1, (ADA, &on(&both, ADA)));
    assert!(matches!(account.act(&http, &one).await, Err(Fault::Refused(_))));
    assert_eq!(count(&heard, "DELETE"), 0);
    let all = free(&account, FREE_LINES, (ADA, &on(&both, ADA)));
    assert!(account.act(&http, &all).await.is_ok());
    assert_eq!(count(&heard, "DELETE"), 1);
}

/// A wrap-up is no call, and is on no line.
#[tokio::test]
async fn what_the_agent_still_finishes_is_no_other_call() {
    let (mut account, http, heard, pulsar, _) = streamed().await;
    pulsar.send(news("2", &event("InteractionPostProcess", &json!({"agentId": ADA})))).await;
    pulsar.send(news("3", &accepted(OTHER))).await;
    let snapshot =
        until(&mut account, &http, |snapshot| on(snapshot, ADA).iter().any(|call| call.id.as_str() == OTHER))
            .await;
    let named: Vec<_> = on(&snapshot, ADA).into_iter().filter(|call| call.id.as_str() == OTHER).collect();
    let free = free(&account, FREE_LINE_1, (ADA, &named));
    assert!(account.act(&http, &free).await.is_ok());
    assert_eq!(count(&heard, "DELETE"), 1);
}

/// What others are on and what is no call hold nothing up; whoever is named must still be the agent's.
#[tokio::test]
async fn the_agents_own_calls_alone_decide_and_every_named_one_is_still_theirs() {
    let on_other = |agent: &str, kind: &str| {
        event_of(OTHER, "InteractionAccepted", &json!({"agentId": agent, "mediaType": kind}))
    };
    let of_ada = |name: &str| event(name, &json!({"agentId": ADA}));
    let decides = async |(then, named, expected): (serde_json::Value, &[&str], &str)| {
        let (mut account, http, heard, pulsar, _) = streamed().await;
        pulsar.send(news("2", &then)).await;
        let last = event_of("int-last", "InteractionQueued", &json!({"callState": "CS_QUEUED"}));
        pulsar.send(news("3", &last)).await;
        let told = |call: &Call| call.id.as_str() == "int-last";
        until(&mut account, &http, |snapshot| calls(snapshot).iter().any(told)).await;
        let calls: Vec<Call> = named.iter().map(|id| Call::new((*id).into(), Phase::Talking)).collect();
        let free = free(&account, FREE_LINES, (ADA, &calls));
        let result = account.act(&http, &free).await;
        let came = came(&result);
        assert_eq!(came, expected, "{then} {named:?}: {result:?}");
        assert_eq!(count(&heard, "DELETE"), usize::from(expected == "sent"), "{then}");
    };
    let table = [
        (on_other(JANE, "phone"), &[ID][..], "sent"),
        (on_other(ADA, "chat"), &[ID], "sent"),
        (of_ada("InteractionPostProcess"), &[ID], "sent"),
        (of_ada("InteractionDeassigned"), &[ID], "gone"),
        (on_other(JANE, "phone"), &[ID, OTHER], "gone"),
        (on_other(ADA, "phone"), &[ID], "refused"),
        (on_other(ADA, "phone"), &[OTHER], "refused"),
        (on_other(ADA, "phone"), &[ID, OTHER], "sent"),
    ];
    // Each waits for its own stream to be read from its beginning.
    join_all(table.map(decides)).await;
}

#[tokio::test]
async fn no_line_is_freed_while_the_stream_is_down() {
    let (base, heard) = serve(healthy).await;
    let pulsar = Pulsar::start(vec![Turn::Close(vec![news("1", &accepted(ID))]), Turn::Refuse(503)]).await;
    let keys = format!("{}stream_url = '{}'\nstream_key = 'k'\n", acting(&base), pulsar.url);
    let (mut account, http) = account(&base, &keys);
    until(&mut account, &http, |snapshot| matches!(snapshot.calls, Feed::Failed(_))).await;
    let mut seen = Call::new(ID.into(), Phase::Talking);
    seen.agent = Some(ADA.into());
    let free = free(&account, FREE_LINE_1, (ADA, &[seen]));
    let Err(Fault::Refused(why)) = account.act(&http, &free).await else { panic!("sent") };
    assert!(why.contains("the event stream is down"), "{why}");
    assert_eq!(count(&heard, "DELETE"), 0);
}

/// Without a stream, what the agent is on is read again: since when, and whether at all.
#[tokio::test]
async fn without_a_stream_the_agent_is_looked_at_again() {
    let told = |old: &str, new: &str| {
        assert_eq!(fixture!("agents.json").matches(old).count(), 1);
        fixture!("agents.json").replace(old, new)
    };
    let since = |millis: u32| {
        told(r#""timeOnStatus.rt", "value": 84512 "#, &format!(r#""timeOnStatus.rt", "value": {millis} "#))
    };
    let idle =
        told(r#""activeInteractionsCount.rt", "value": 1 "#, r#""activeInteractionsCount.rt", "value": 0 "#);
    let same = since(84_512);
    for (by_then, seen_later, expected) in [
        (same.clone(), Some(0), "sent"),
        // Two readings of one beginning are a little apart.
        (same.clone(), Some(1_500), "sent"),
        (same.clone(), Some(5_000), "refused"),
        (same.clone(), Some(-3_000), "refused"),
        (same, None, "refused"),
        (since(21_000), Some(0), "refused"),
        (idle, Some(0), "gone"),
    ] {
        let reads = AtomicU32::new(0);
        let (base, heard) = serve(move |request| {
            let target = request.split(' ').nth(1).unwrap();
            match target.split_once('?') {
                Some((path, query)) if path.ends_with("/agents") && query.contains("metrics=") => {
                    let first = reads.fetch_add(1, Ordering::SeqCst) == 0;
                    page(if first { fixture!("agents.json") } else { &by_then }, 1)
                }
                _ if target.contains("/agentstatus/") => feature_off(),
                _ => healthy(request),
            }
        })
        .await;
        let (mut account, http) = account(&base, &acting(&base));
        let snapshot = account.poll(&http).await;
        let mut named = calls(&snapshot);
        assert_eq!(named.len(), 1, "{named:?}");
        let began = named[0].started.unwrap().millis();
        named[0].started = seen_later.map(|later| At::from_millis(began + later));
        // Its token is over by then.
        account.token = Token::default();
        let free = free(&account, FREE_LINES, (JANE, &named));
        let result = account.act(&http, &free).await;
        assert_eq!(came(&result), expected, "{seen_later:?}: {result:?}");
        assert_eq!(count(&heard, "DELETE"), usize::from(expected == "sent"));
        assert_eq!(count(&heard, "POST /oauth"), 2);
    }
}
