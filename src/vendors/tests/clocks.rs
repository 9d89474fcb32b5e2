//! The contract of every adapter: a `Date` header that is off by a day moves no age by a day.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::mpsc;

use super::server::serve;
use crate::clock::{Clock, utc};
use crate::config::{Env, parse};
use crate::domain::{At, Call, Feed};
use crate::event::{Event, Polled};
use crate::vendors::open_all;

/// How long everybody waits: none of it is a whole day.
const WAITED: i64 = 95;

/// What the polls of the one account of `config` tell until `enough`, at most in a minute.
async fn polls(config: &str, enough: impl Fn(&Polled) -> bool) -> Vec<Polled> {
    let config = parse(config, Path::new("config.toml"), &Env::fixed(&[])).unwrap();
    let launch = open_all(&config).unwrap().remove(0);
    let ((_desk, errands), (floor, mut events)) = (mpsc::channel(1), mpsc::channel(16));
    let task = launch.start(Clock::start(), errands, floor);
    let mut found = Vec::new();
    let hear = async {
        while let Some(event) = events.recv().await {
            if let Event::Polled(polled) = event {
                found.push(*polled);
                if found.last().is_some_and(&enough) {
                    break;
                }
            }
        }
    };
    tokio::time::timeout(Duration::from_mins(1), hear).await.ok();
    task.abort();
    found
}

fn calls(polled: &Polled) -> Vec<&Call> {
    let lists = [&polled.snapshot.calls, &polled.snapshot.waiting];
    lists
        .into_iter()
        .flat_map(|feed| if let Feed::Fresh { rows, .. } = feed { rows.iter() } else { [].iter() })
        .collect()
}

/// Whether every call of `polled` began a moment ago or has waited [`WAITED`] seconds.
fn is_right(polled: &Polled) -> bool {
    let age = |at: At| polled.at.since(at).as_secs();
    let right = |call: &&Call| call.entered.or(call.started).is_some_and(|at| age(at) < 200);
    let calls = calls(polled);
    !calls.is_empty() && calls.iter().all(right)
}

fn is_doubted(polled: &Polled) -> bool {
    polled.skew.is_some_and(|skew| skew.doubted && skew.millis.abs() > 86_000_000)
}

/// `Date`, so many days off.
fn date(days: i64) -> String {
    (utc() + TimeDelta::days(days)).format("Date: %a, %d %b %Y %H:%M:%S GMT\r\n").to_string()
}

fn since(seconds: i64) -> DateTime<Utc> {
    utc() - TimeDelta::seconds(seconds)
}

#[tokio::test]
async fn ringcx_is_read_by_its_own_durations() {
    for days in [1, -1] {
        let script = |line: &str| {
            let time = since(WAITED).format("%Y-%m-%dT%H:%M:%S%.3f+0000");
            let text = match line {
                line if line.contains("activecalls/list") && line.contains("page=0") => format!(
                    r#"[{{"uii":"1","enqueueTime":"{time}","callState":"QUEUED","destinationName":"Support"}}]"#
                ),
                line if line.contains("realtimedata/inbound") => format!(
                    r#"[{{"gateId":7,"gateName":"Support","inQueue":1,"longestInQueue":{}}}]"#,
                    WAITED - 1
                ),
                _ => "[]".to_owned(),
            };
            text.into_bytes()
        };
        let base = serve(&date(days), script).await;
        let config = format!(
            "[ringcentral.a]\nevery = '1s'\naccount_id = '12440011'\napi_token = 't'\nplatform_url = '{base}'\n\
             ringcx_url = '{base}'\n"
        );
        let polls = polls(&config, is_right).await;
        assert!(polls.iter().all(is_doubted), "{days}: {polls:?}");
        assert!(polls.len() < 4 && polls.last().is_some_and(is_right), "{days}: {polls:?}");
    }
}

#[tokio::test]
async fn voicenter_is_read_by_its_own_durations() {
    for days in [1, -1] {
        let script = |line: &str| {
            let (joined, now) = (since(WAITED).timestamp(), utc().timestamp());
            let text = if line.contains("queue") {
                format!(
                    r#"{{"ERR":0,"DESC":"OK","QUEUES":[{{"Name":"Q","ID":1,"Callers":[
                    {{"Phone":"0722776772","CallID":"a","JoinTime":{joined},"Duration":{WAITED}}}]}}]}}"#
                )
            } else {
                format!(
                    r#"{{"ERR":0,"DESC":"OK","EXTENSIONS":[{{"name":"U","username":"S","onlineUserID":1,"calls":[
                    {{"callStarted":{now},"callAnswered":{now},"answered":1,"callerphone":"0722776773",
                      "callstatus":"Talking","direction":"Incoming","ivrid":"b"}}]}}]}}"#
                )
            };
            text.into_bytes()
        };
        let base = serve(&date(days), script).await;
        let config = format!(
            "[voicenter.a]\nevery = '1s'\ncode = 'c'\nactive_calls_url = '{base}'\nrecording_url = '{base}'\n\
             click2call_url = '{base}'\nstatus_url = '{base}'\nroster_url = ''\nstatuses_url = ''\nmethod = 'get'\n"
        );
        let polls = polls(&config, |polled| is_right(polled) && calls(polled).len() == 2).await;
        assert!(polls.iter().all(is_doubted), "{days}: {polls:?}");
        assert!(polls.len() < 4 && polls.last().is_some_and(is_right), "{days}: {polls:?}");
    }
}

#[tokio::test]
async fn invoca_is_read_by_the_calls_that_appear() {
    for days in [1, -1] {
        let asked = AtomicU32::new(0);
        let script = move |_: &str| {
            let row = |id: &str, seconds| {
                let time = since(seconds).format("%Y-%m-%dT%H:%M:%S%.3fZ");
                format!(
                    r#"{{"transaction_id":"{id}","call_status":"bridged","call_start_time_utc":"{time}"}}"#
                )
            };
            let mut rows = vec![row("A", WAITED)];
            if asked.fetch_add(1, Ordering::Relaxed) > 0 {
                rows.push(row("B", 1));
            }
            format!(r#"{{"calls_in_progress":[{}]}}"#, rows.join(",")).into_bytes()
        };
        let base = serve(&date(days), script).await;
        let config = format!(
            "[invoca.a]\nevery = '1s'\ntoken = 't'\norganization = 25\norganization_type = 'Network'\nurl = '{base}'\n"
        );
        let polls = polls(&config, is_right).await;
        // Of a call that was there before, nobody can say that it has not lasted a day.
        let first = usize::from(days > 0);
        assert!(polls.iter().skip(first).all(is_doubted), "{days}: {polls:?}");
        assert!(polls.len() < 5 && polls.last().is_some_and(is_right), "{days}: {polls:?}");
    }
}
