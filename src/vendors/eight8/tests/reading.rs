//! Polls without a stream.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use super::super::fixtures::{fresh, unread};
use super::super::renewed::Renewed;
use super::server::{Answer, count, feature_off, healthy, json, lines, page, serve, told};
use super::{JANE, KEYS, account, acting, fixture};
use crate::domain::{Ability, AgentState, Direction, Fault, Feed, Phase, Verb};
use crate::vendor::Vendor;

const QUEUES: &str = "GET /analytics/cc/v5/realtime-metrics/queues";
const AGENTS: &str = "GET /analytics/cc/v5/realtime-metrics/agents?page=0&size=1000&metrics";
const TOKEN: &str = "POST /oauth/v2/token";
const STATUSES: &str = "GET /api/v1/tenants/acmecorp01/agentstatus/agents";

#[tokio::test]
async fn a_poll_signs_in_and_reads_everything() {
    let (base, heard) = serve(healthy).await;
    let (mut account, http) = account(&base, KEYS);
    let snapshot = account.poll(&http).await;
    let queues = fresh(snapshot.queues);
    assert_eq!((queues[0].id.as_str(), queues[0].waiting, queues[0].ready), ("103", Some(1), Some(1)));
    let agents = fresh(snapshot.agents);
    assert_eq!((agents[0].id.as_str(), &agents[0].state), (JANE, &AgentState::Talking));
    assert_eq!(agents[0].group.as_deref(), Some("Sales"), "the directory came first");
    let all = heard.lock().unwrap().clone();
    assert!(all[0].starts_with(TOKEN) && all[0].ends_with("grant_type=client_credentials"), "{}", all[0]);
    // s3cr3t-id:s3cr3t-secret
    assert!(all[0].contains("authorization: Basic czNjcjN0LWlkOnMzY3IzdC1zZWNyZXQ="), "{}", all[0]);
    let lists = all.iter().filter(|request| request.contains("/realtime-metrics/"));
    assert!(lists.clone().all(|request| request.contains("authorization: Bearer sim-4f1d0c2b7a")));
    assert!(lists.clone().all(|request| !request.to_lowercase().contains("x-tenant-info")));
    let queues = lines(&heard).into_iter().find(|line| line.starts_with(QUEUES)).unwrap();
    assert!(queues.starts_with(&format!("{QUEUES}?page=0&size=1000&metrics=interactionsWaitInQueue.rt%2C")));
    assert_eq!((count(&heard, STATUSES), count(&heard, TOKEN)), (0, 1));
}

#[tokio::test]
async fn figures_are_read_again_when_they_are_renewed_counted_from_the_start_of_the_last_reading() {
    let slow = |request: &str| {
        let late = if request.starts_with(AGENTS) { Duration::from_millis(300) } else { Duration::ZERO };
        healthy(request).slow(late)
    };
    let (base, heard) = serve(slow).await;
    let (mut account, http) = account(&base, KEYS);
    let began = Instant::now();
    fresh(account.poll(&http).await.agents);
    // Before that, nothing is asked for, and the time for it comes by itself.
    assert!(matches!(account.poll(&http).await.agents, Feed::Skipped));
    tokio::time::pause();
    account.wake().await;
    let waited = began.elapsed();
    assert!((Duration::from_secs(5)..Duration::from_millis(5_200)).contains(&waited), "{waited:?}");
    tokio::time::resume();
    fresh(account.poll(&http).await.agents);
    assert_eq!((count(&heard, AGENTS), count(&heard, QUEUES)), (2, 2));
    assert_eq!(account.renewal(), Duration::from_secs(5), "nothing else is new any sooner");
}

#[tokio::test]
async fn without_a_stream_calls_are_told_from_what_agents_do() {
    let (base, _) =
        serve(
            |request| if request.starts_with(STATUSES) { json(r#"{"data":[]}"#) } else { healthy(request) },
        )
        .await;
    let (mut account, http) = account(&base, &acting(&base));
    let snapshot = account.poll(&http).await;
    assert!(matches!(&snapshot.waiting, Feed::NotOffered(why) if why.contains("`stream_key`")));
    let calls = fresh(snapshot.calls);
    assert_eq!(calls.len(), 1, "one agent is on something");
    let call = &calls[0];
    assert_eq!((&call.phase, call.direction), (&Phase::Talking, Direction::Inbound));
    assert_eq!((call.agent.as_ref().unwrap().as_str(), call.queue.as_ref().unwrap().as_str()), (JANE, "103"));
    assert!(call.derived.as_ref().unwrap().contains("told from what the agent does"));
    assert!(call.only.as_ref().unwrap().verbs.is_empty());
    assert!(call.details.iter().any(|detail| &*detail.label == "line 1" && detail.value.starts_with("Busy")));
    let abilities = account.abilities();
    assert!(!abilities.offers(Verb::HangUp) && !abilities.offers(Verb::Dispose));
    assert!(abilities.offers(Verb::SetState) && abilities.offers(Verb::Place));
    assert_eq!(abilities.specials().len(), 3, "only what is done to agents");
}

#[tokio::test]
async fn figures_that_are_renewed_every_five_seconds_are_not_read_sooner() {
    let (base, heard) = serve(healthy).await;
    let (mut account, http) = account(&base, KEYS);
    account.poll(&http).await;
    let second = account.poll(&http).await;
    assert!(matches!(
        (&second.queues, &second.agents, &second.calls),
        (Feed::Skipped, Feed::Skipped, Feed::Skipped)
    ));
    assert_eq!((count(&heard, QUEUES), count(&heard, AGENTS)), (1, 1));
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_counted_and_an_object_is_a_list_of_one() {
    let strange = r#"{"id":"103","name":"Appointments","metrics":[{"key":"enabled.rt","value":"3"}]}"#;
    let (base, _) = serve(move |request| match () {
        () if request.contains("/queues?") => json(strange),
        () if request.contains("/agents?page") && !request.contains("summary") => {
            page(r#"[{"name":"x"},7,{"id":"ag1","metrics":[{"key":"status.rt","value":"Siesta"}]}]"#, 1)
        }
        () => healthy(request),
    })
    .await;
    let (mut account, http) = account(&base, KEYS);
    let snapshot = account.poll(&http).await;
    assert_eq!(unread(&snapshot.agents), ["[0].id: missing", "[1]: not an object"]);
    let agents = fresh(snapshot.agents);
    assert_eq!((&*agents[0].name, &agents[0].state), ("ag1", &AgentState::Unknown("Siesta".into())));
    let queues = fresh(snapshot.queues);
    assert_eq!((queues[0].staffed, queues[0].waiting), (Some(3), None), "unknown is no zero");
}

#[tokio::test]
async fn one_list_may_fail_while_the_other_works() {
    let (base, _) = serve(|request| match () {
        () if request.contains("/queues?") => told(403, r#"{"message":"Forbidden"}"#),
        () => healthy(request),
    })
    .await;
    let (mut account, http) = account(&base, KEYS);
    let snapshot = account.poll(&http).await;
    let Feed::Failed(Fault::Forbidden(why)) = snapshot.queues else { panic!("{:?}", snapshot.queues) };
    assert!(why.contains("analytics realtime-api"), "{why}");
    assert_eq!((fresh(snapshot.agents).len(), fresh(snapshot.calls).len()), (2, 1));
}

#[tokio::test]
async fn a_failed_list_of_agents_is_no_empty_list_of_calls() {
    let (base, _) = serve(|request| match () {
        () if request.contains("/agents?page") => told(500, "oops"),
        () => healthy(request),
    })
    .await;
    let (mut account, http) = account(&base, KEYS);
    let snapshot = account.poll(&http).await;
    assert!(matches!(snapshot.agents, Feed::Failed(Fault::ServerError(_))));
    assert!(matches!(snapshot.calls, Feed::Failed(Fault::ServerError(_))));
}

#[tokio::test]
async fn a_refused_list_names_its_remedy() {
    for (body, remedy) in [
        (fixture!("error-tenant-missing.json"), "set `tenant_info`"),
        (fixture!("error-tenant-wrong.json"), "check `tenant_info`"),
        (fixture!("error-page.json"), "the next poll reads it anew"),
        (r#"{"message":"Bad request: unknown queue"}"#, "`metrics_url`"),
    ] {
        let (base, _) =
            serve(move |request| if request.starts_with("GET") { told(400, body) } else { healthy(request) })
                .await;
        let (mut account, http) = account(&base, KEYS);
        let Feed::Failed(Fault::Refused(why)) = account.poll(&http).await.queues else { panic!("{body}") };
        assert!(why.contains(remedy), "{why}");
    }
    let (base, _) =
        serve(|request| if request.starts_with("GET") { told(404, "") } else { healthy(request) }).await;
    let (mut account, http) = account(&base, KEYS);
    let Feed::Failed(Fault::Refused(why)) = account.poll(&http).await.queues else { panic!("not refused") };
    assert!(why.contains("/eu, /au or /ca"), "{why}");
}

#[tokio::test]
async fn a_region_and_a_tenant_go_along() {
    let (base, heard) = serve(|request| match request.split_once("/eu/analytics") {
        Some((_, rest)) => healthy(&format!("GET /analytics{rest}")),
        None => healthy(request),
    })
    .await;
    let (_, http) = account(&base, KEYS);
    let keys = format!("{KEYS}metrics_url = '{base}/eu'\ntoken_url = '{base}'\ntenant_info = 'sub-7'");
    let mut account = super::Eight8::new(toml::from_str(&keys).unwrap()).unwrap();
    assert_eq!(fresh(account.poll(&http).await.queues).len(), 2);
    let heard = heard.lock().unwrap();
    let lists: Vec<_> = heard.iter().filter(|request| request.starts_with("GET /eu/analytics/")).collect();
    assert!(lists.len() >= 2 && lists.iter().all(|request| request.contains("x-tenant-info: sub-7")));
}

#[tokio::test]
async fn a_dead_token_is_renewed_once_and_every_list_asked_for_once_more() {
    let tokens = Arc::new(AtomicUsize::new(0));
    let (base, heard) = serve(move |request| {
        if request.starts_with(TOKEN) {
            let number = tokens.fetch_add(1, Ordering::SeqCst);
            return json(&format!(r#"{{"access_token":"token-{number}","expires_in":"1799"}}"#));
        }
        if request.contains("Bearer token-0") {
            told(401, fixture!("error-gateway.json"))
        } else {
            healthy(request)
        }
    })
    .await;
    let (mut account, http) = account(&base, KEYS);
    let snapshot = account.poll(&http).await;
    assert_eq!((fresh(snapshot.queues).len(), fresh(snapshot.agents).len()), (2, 2));
    assert_eq!((count(&heard, TOKEN), count(&heard, QUEUES), count(&heard, AGENTS)), (2, 2, 2));
}

#[tokio::test]
async fn a_list_that_refuses_every_token_is_not_given_a_new_one_with_every_poll() {
    let (base, heard) =
        serve(|request| if request.starts_with("GET") { told(401, "") } else { healthy(request) }).await;
    let (mut account, http) = account(&base, KEYS);
    for _ in 0..3 {
        account.renewed = Renewed::default();
        assert!(matches!(account.poll(&http).await.queues, Feed::Failed(Fault::Unauthorized(_))));
    }
    assert_eq!(count(&heard, TOKEN), 2);
}

#[tokio::test]
async fn a_refused_key_is_told_and_left_alone_for_a_while() {
    let (base, heard) =
        serve(|_| told(401, r#"{"ErrorCode":"invalid_client","Error":"ClientId is Invalid"}"#)).await;
    let (mut account, http) = account(&base, KEYS);
    for _ in 0..3 {
        account.renewed = Renewed::default();
        let Feed::Failed(Fault::Unauthorized(why)) = account.poll(&http).await.queues else {
            panic!("not refused")
        };
        assert!(why.contains("check `client_id` and `client_secret`"), "{why}");
    }
    assert_eq!(lines(&heard), [TOKEN]);
}

/// Lets so many seconds pass at once.
async fn pass(seconds: u64) {
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(seconds)).await;
    tokio::time::resume();
}

#[tokio::test]
async fn a_token_is_renewed_a_minute_before_its_end_and_a_short_one_at_half_its_life() {
    for (life, early) in [("\"1799\"", 1_739), ("100", 50)] {
        let answer = format!(r#"{{"access_token":"t","token_type":"BearerToken","expires_in":{life}}}"#);
        let (base, heard) =
            serve(move |request| if request.starts_with(TOKEN) { json(&answer) } else { healthy(request) })
                .await;
        let (mut account, http) = account(&base, KEYS);
        account.poll(&http).await;
        pass(early - 10).await;
        account.poll(&http).await;
        assert_eq!(count(&heard, TOKEN), 1, "{life}");
        pass(10).await;
        account.poll(&http).await;
        assert_eq!(count(&heard, TOKEN), 2, "{life}");
    }
}

#[tokio::test]
async fn a_renewal_that_fails_is_borne_with_for_as_long_as_the_token_lives() {
    let tokens = AtomicUsize::new(0);
    let (base, _) = serve(move |request| {
        let again = request.starts_with(TOKEN) && tokens.fetch_add(1, Ordering::SeqCst) > 0;
        if again { told(500, "") } else { healthy(request) }
    })
    .await;
    let (mut account, http) = account(&base, KEYS);
    account.poll(&http).await;
    pass(1_745).await;
    assert_eq!(fresh(account.poll(&http).await.queues).len(), 2);
    pass(60).await;
    assert!(matches!(account.poll(&http).await.queues, Feed::Failed(Fault::ServerError(_))));
}

#[tokio::test]
async fn everything_is_read_again_in_its_time() {
    let (base, heard) = serve(healthy).await;
    let (mut account, http) = account(&base, &acting(&base));
    let summary = "GET /analytics/cc/v5/realtime-metrics/agents?page=0&size=1000&summary=true";
    let counts = || (count(&heard, QUEUES), count(&heard, STATUSES), count(&heard, summary));
    account.poll(&http).await;
    assert_eq!(counts(), (1, 1, 1));
    pass(4).await;
    account.poll(&http).await;
    assert_eq!(counts(), (1, 1, 1));
    pass(1).await;
    account.poll(&http).await;
    assert_eq!(counts(), (2, 2, 1));
    pass(600).await;
    account.poll(&http).await;
    assert_eq!(counts(), (3, 3, 2));
}

#[tokio::test]
async fn a_wish_for_silence_is_a_rate_limit() {
    let (base, _) =
        serve(|request| if request.contains("/queues?") { told(429, "") } else { healthy(request) }).await;
    let (mut account, http) = account(&base, KEYS);
    assert!(matches!(account.poll(&http).await.queues, Feed::Failed(Fault::RateLimited { .. })));
}

#[tokio::test]
async fn an_answer_that_is_none_is_malformed() {
    for body in ["<html>", "", "[1", "\"x\""] {
        let (base, _) = serve(
            move |request| {
                if request.contains("/queues?") { told(200, body) } else { healthy(request) }
            },
        )
        .await;
        let (mut account, http) = account(&base, KEYS);
        let queues = account.poll(&http).await.queues;
        assert!(matches!(queues, Feed::Failed(Fault::Malformed(_))), "{body} {queues:?}");
    }
}

#[tokio::test]
async fn the_agent_status_list_tells_states_by_number() {
    let statuses = format!(r#"{{"data":[{{"agent-id":"{JANE}","agent-status":10}}]}}"#);
    let (base, heard) =
        serve(move |request| if request.starts_with(STATUSES) { json(&statuses) } else { healthy(request) })
            .await;
    let (mut account, http) = account(&base, &acting(&base));
    let snapshot = account.poll(&http).await;
    let jane = &fresh(snapshot.agents)[0];
    assert_eq!((&jane.state, jane.reason.as_deref()), (&AgentState::Talking, Some("direct call")));
    assert_eq!(jane.status.as_deref(), Some("10"));
    // acmecorp01:s3cr3t-action
    let basic = "authorization: Basic YWNtZWNvcnAwMTpzM2NyM3QtYWN0aW9u";
    assert!(
        heard.lock().unwrap().iter().any(|request| request.starts_with(STATUSES) && request.contains(basic))
    );
    assert_eq!(snapshot.states.len(), 4);
}

/// An account whose agent status list is answered so.
async fn with_statuses(answer: fn() -> Answer) -> (Ability, Ability, usize) {
    let (base, heard) =
        serve(move |request| if request.starts_with(STATUSES) { answer() } else { healthy(request) }).await;
    let (mut account, http) = account(&base, &acting(&base));
    account.poll(&http).await;
    account.renewed = Renewed::default();
    assert_eq!(fresh(account.poll(&http).await.agents).len(), 2, "the agents themselves came");
    assert!(account.status_due.is_some(), "it is left alone for a while");
    let abilities = account.abilities();
    (abilities.of(Verb::SetState), abilities.of(Verb::Place), count(&heard, STATUSES))
}

#[tokio::test]
async fn a_feature_that_is_off_is_learnt_and_seldom_looked_for() {
    let (state, place, asked) = with_statuses(feature_off).await;
    let Ability::No(why) = state else { panic!("it is off") };
    assert!(why.contains("not switched on for this tenant"), "{why}");
    assert_eq!((place, asked), (Ability::Unseen, 1));
}

#[tokio::test]
async fn a_refused_action_token_narrows_every_action() {
    let (state, place, asked) = with_statuses(|| told(401, "")).await;
    for ability in [state, place] {
        assert!(matches!(ability, Ability::No(why) if why.contains("`action_token`")));
    }
    assert_eq!(asked, 1);
    let (state, place, _) = with_statuses(|| told(403, "{}")).await;
    assert!(matches!(state, Ability::No(why) if why.contains("`tenant`")));
    assert_eq!(place, Ability::Unseen);
}

#[tokio::test]
async fn what_was_refused_once_is_offered_again_when_it_works() {
    let works = Arc::new(AtomicBool::new(false));
    let switch = Arc::clone(&works);
    let (base, _) = serve(move |request| {
        let refused = request.starts_with(STATUSES) && !switch.load(Ordering::SeqCst);
        if refused { told(401, "") } else { healthy(request) }
    })
    .await;
    let (mut account, http) = account(&base, &acting(&base));
    account.poll(&http).await;
    assert!(!account.abilities().offers(Verb::SetState));
    works.store(true, Ordering::SeqCst);
    (account.renewed, account.status_due) = (Renewed::default(), None);
    account.poll(&http).await;
    assert!(account.abilities().offers(Verb::SetState));
}

#[tokio::test]
async fn without_a_token_nothing_is_offered_and_the_reason_names_the_keys() {
    let (base, _) = serve(healthy).await;
    let (account, _) = account(&base, KEYS);
    for verb in Verb::ALL {
        let Ability::No(why) = account.abilities().of(verb) else { panic!("{verb:?}") };
        let listening = ["monitor", "whisper", "barge", "stop listening"].contains(&verb.word());
        assert!(why.contains("action_token") || why.contains("8x8 Agent Workspace"), "{verb:?} {why}");
        assert_eq!(listening, why.contains("listening in"), "{verb:?}");
    }
}

/// The keys of an account that reads the older statistics.
fn older(base: &str) -> String {
    format!(
        "tenant = 'acmecorp01'\nsource = 'rtstats'\ncalls_url = '{base}'\nuser = 'acmecorp01'\n\
         data_token = 's3cr3t-data'\naction_token = 's3cr3t-action'\n"
    )
}

#[tokio::test]
async fn the_older_statistics_are_read_instead_where_that_is_wanted() {
    let (base, heard) = serve(|request| match () {
        () if request.starts_with("GET /api/rtstats/stats/queues.json ") => {
            json(fixture!("rtstats-queues.json"))
        }
        () if request.starts_with("GET /api/rtstats/stats/agents.json ") => {
            json(fixture!("rtstats-agents.json"))
        }
        () if request.starts_with(STATUSES) => healthy(request),
        () => told(404, ""),
    })
    .await;
    let (mut account, http) = account(&base, &older(&base));
    let snapshot = account.poll(&http).await;
    assert_eq!((fresh(snapshot.queues).len(), fresh(snapshot.agents).len()), (1, 1));
    assert_eq!(fresh(snapshot.calls)[0].id.as_str(), "agent/jli");
    // acmecorp01:s3cr3t-data
    let basic = "authorization: Basic YWNtZWNvcnAwMTpzM2NyM3QtZGF0YQ==";
    let read = heard.lock().unwrap().clone();
    assert_eq!(read.iter().filter(|request| request.contains(basic)).count(), 2);
    assert!(!read.iter().any(|request| request.contains("/oauth/")));
    for verb in [Verb::SetState, Verb::Place, Verb::Special] {
        assert!(
            matches!(account.abilities().of(verb), Ability::No(why) if why.contains("logins")),
            "{verb:?}"
        );
    }
    assert!(matches!(account.poll(&http).await.queues, Feed::Skipped));
}

#[tokio::test]
async fn a_refused_data_token_and_a_strange_answer_are_told() {
    let (base, _) = serve(|request| match () {
        () if request.contains("queues.json") => told(401, ""),
        () => json("{}"),
    })
    .await;
    let (mut account, http) = account(&base, &older(&base));
    let snapshot = account.poll(&http).await;
    assert!(
        matches!(&snapshot.queues, Feed::Failed(Fault::Unauthorized(why)) if why.contains("`data_token`"))
    );
    assert!(matches!(&snapshot.agents, Feed::Failed(Fault::Malformed(why)) if why.contains("`agent`")));
}

#[tokio::test]
async fn no_secret_is_ever_printed() {
    // A server that repeats what it was sent.
    let (base, _) = serve(|request| match () {
        () if request.starts_with(TOKEN) => json(r#"{"access_token":"s3cr3t-access","expires_in":"1799"}"#),
        () => told(400, request),
    })
    .await;
    let keys = format!("{}stream_url = 'ws://127.0.0.1:9'\nstream_key = 's3cr3t-key'", acting(&base));
    let (mut account, http) = account(&base, &keys);
    let snapshot = account.poll(&http).await;
    let shown = format!("{snapshot:?} {account:?} {http:?}");
    assert!(!shown.contains("s3cr3t") && !shown.contains("czNjcjN0"), "{shown}");
}
