//! The contract of every adapter: whatever a `Date` header says, and whatever the vendor's clock is, an age is right or
//! doubted.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use tokio::sync::mpsc;

use super::server::{EIGHT8, INVOCA, RINGCX, TEL4VN, TOKEN, VOICENTER, serve};
use crate::clock::{Clock, utc};
use crate::config::{Env, parse};
use crate::domain::{At, Call, Doubt, Feed};
use crate::messages::{Fact, Polled};
use crate::vendors::{eight8, open_all};

use eight8::tests::pulsar;

/// How long everybody waits, who has not just come.
const WAITED: i64 = 150;
/// By how much a header is off, in seconds.
const OFFSETS: [i64; 4] = [86_400, -86_400, 75, -90];

/// A vendor whose clock is off by `truth`, and by `header` if its headers are asked.
#[derive(Clone, Copy, Debug)]
struct Off {
    truth: i64,
    header: i64,
}

impl Off {
    /// Every way in which a header can be wrong alone, or right about a clock that is wrong.
    fn all() -> impl Iterator<Item = Self> {
        OFFSETS.into_iter().flat_map(|header| [Self { truth: 0, header }, Self { truth: header, header }])
    }

    /// What the vendor's clock showed so many seconds ago.
    fn since(self, seconds: i64) -> DateTime<Utc> {
        utc() + TimeDelta::seconds(self.truth - seconds)
    }
}

/// What the polls of the one account of `section`, whose server is at `base`, tell until `enough`.
async fn polls(vendor: &str, section: &str, base: &str, enough: impl Fn(&Polled) -> bool) -> Vec<Polled> {
    let config =
        format!("[{vendor}.a]\nevery = '1s'\nrequests_per_minute = 600\n{}", section.replace("BASE", base));
    let config = parse(&config, Path::new("config.toml"), &Env::fixed(&[])).unwrap();
    let launch = open_all(&config).unwrap().remove(0);
    let ((_mailbox, commands), (floor, mut facts)) = (mpsc::channel(1), mpsc::channel(16));
    let task = launch.start(Clock::start(), commands, floor);
    let mut found = Vec::new();
    let hear = async {
        while let Some(fact) = facts.recv().await {
            if let Fact::Polled(polled) = fact {
                found.push(*polled);
                if found.last().is_some_and(&enough) {
                    break;
                }
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(50), hear).await.ok();
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

/// Whether every call of `polled` that has an age has just come, or has waited [`WAITED`] seconds.
fn is_right(polled: &Polled) -> bool {
    let ages = calls(polled).into_iter().filter_map(|call| call.entered.or(call.started));
    ages.map(|at| signed(polled.at, at))
        .all(|age| (-5..30).contains(&age) || (WAITED - 10..WAITED + 30).contains(&age))
}

fn signed(now: At, at: At) -> i64 {
    (now.millis() - at.millis()) / 1_000
}

fn doubt(polled: &Polled) -> Option<Doubt> {
    polled.skew.and_then(|skew| skew.doubt)
}

/// What holds of every poll, and what is known in the end: `count` calls have ages, and whose clock is right.
fn judge(off: Off, polls: &[Polled], count: usize) {
    for polled in polls {
        assert!(is_right(polled) || doubt(polled).is_some(), "{off:?}: {polled:?}");
    }
    let last = polls.last().unwrap_or_else(|| panic!("{off:?}: nothing was told"));
    assert!(is_settled(off, last, count), "{off:?}: {last:?}");
}

fn is_settled(off: Off, polled: &Polled, count: usize) -> bool {
    let aged = calls(polled).iter().filter(|call| call.entered.or(call.started).is_some()).count();
    let right = if off.truth == 0 { Some(Doubt::Contradicted) } else { None };
    aged == count && is_right(polled) && doubt(polled) == right
}

/// Judges every offset of a `vendor` whose server says what `script` says to the first line of a request.
async fn every_offset(
    (vendor, section): (&str, &str),
    count: usize,
    script: impl Fn(Off, &str) -> Vec<u8> + Copy + Send + Sync + 'static,
) {
    let each = Off::all().map(async |off| {
        let base = serve(Some(off.header), move |line| script(off, line)).await;
        let polls = polls(vendor, section, &base, |polled| is_settled(off, polled, count)).await;
        judge(off, &polls, count);
    });
    futures_util::future::join_all(each).await;
}

#[tokio::test]
async fn ringcx_is_read_by_its_own_durations() {
    every_offset(("ringcentral", RINGCX), 1, |off, line| {
        let time = off.since(WAITED).format("%Y-%m-%dT%H:%M:%S%.3f+0000");
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
    })
    .await;
}

/// How often a server was asked for a list; what comes up is there from the second time on.
struct Asked(AtomicU32);

impl Asked {
    fn new() -> Self {
        Self(AtomicU32::new(0))
    }

    fn again(&self) -> bool {
        self.0.fetch_add(1, Ordering::Relaxed) > 0
    }
}

/// As [`every_offset`], of a vendor whose `script` is told for each offset whether somebody has come up.
async fn every_offset_as_calls_come(
    (vendor, section): (&str, &str),
    (list, count): (&'static str, usize),
    script: impl Fn(Off, &str, Option<DateTime<Utc>>) -> Vec<u8> + Copy + Send + Sync + 'static,
) {
    let each = Off::all().map(async |off| {
        let (asked, came) = (Asked::new(), std::sync::OnceLock::new());
        let told = move |line: &str| {
            let newcomer = if line.contains(list) && asked.again() {
                Some(*came.get_or_init(|| off.since(1)))
            } else {
                None
            };
            script(off, line, newcomer)
        };
        let base = serve(Some(off.header), told).await;
        let polls = polls(vendor, section, &base, |polled| is_settled(off, polled, count)).await;
        judge(off, &polls, count);
    });
    futures_util::future::join_all(each).await;
}

#[tokio::test]
async fn voicenter_is_read_by_its_own_durations_and_the_calls_that_appear() {
    every_offset_as_calls_come(("voicenter", VOICENTER), ("extensions", 2), |off, line, newcomer| {
        let joined = off.since(WAITED).timestamp();
        let text = if line.contains("queue") {
            format!(
                r#"{{"ERR":0,"DESC":"OK","QUEUES":[{{"Name":"Q","ID":1,"Callers":[
                {{"Phone":"0722776772","CallID":"a","JoinTime":{joined},"Duration":{WAITED}}}]}}]}}"#
            )
        } else {
            let call = newcomer.map_or_else(String::new, |came| {
                let came = came.timestamp();
                format!(
                    r#"{{"callStarted":{came},"callAnswered":{came},"answered":1,"callerphone":"0722776773",
                      "callstatus":"Talking","direction":"Incoming","ivrid":"b"}}"#
                )
            });
            format!(
                r#"{{"ERR":0,"DESC":"OK","EXTENSIONS":[{{"name":"U","username":"S","onlineUserID":1,"calls":[{call}]}}]}}"#
            )
        };
        text.into_bytes()
    })
    .await;
}

#[tokio::test]
async fn invoca_is_read_by_the_calls_that_appear() {
    every_offset_as_calls_come(("invoca", INVOCA), ("calls", 2), |off, _, newcomer| {
        let row = |id: &str, time: DateTime<Utc>| {
            let time = time.format("%Y-%m-%dT%H:%M:%S%.3fZ");
            format!(r#"{{"transaction_id":"{id}","call_status":"bridged","call_start_time_utc":"{time}"}}"#)
        };
        let mut rows = vec![row("A", off.since(WAITED))];
        rows.extend(newcomer.map(|came| row("B", came)));
        format!(r#"{{"calls_in_progress":[{}]}}"#, rows.join(",")).into_bytes()
    })
    .await;
}

#[tokio::test]
async fn tel4vn_is_read_by_the_callers_that_appear() {
    every_offset_as_calls_come(("tel4vn", TEL4VN), ("callcenter/queue", 2), |off, line, newcomer| {
        if line.contains("token") {
            return TOKEN.to_vec();
        }
        let member = |id: &str, time: DateTime<Utc>| {
            let (never, time) = ("1970-01-01T08:00:00+08:00", time.to_rfc3339());
            json!({
                "call_center_queue_uuid": "q", "call_center_queue_name": "Q", "call_center_agent_uuid": "",
                "mobile": format!("089965432{id}"), "status": "Waiting", "joined_time": time,
                "abandoned_time": never, "bridged_time": never, "rejoined_time": never, "call_uuid": id,
            })
        };
        let mut rows = Vec::new();
        if line.contains("v3/monitor/callcenter/queue") {
            rows.push(member("1", off.since(WAITED)));
            rows.extend(newcomer.map(|came| member("2", came)));
        }
        json!({ "data": rows, "total": rows.len() }).to_string().into_bytes()
    })
    .await;
}

#[tokio::test]
async fn the_8x8_stream_is_read_by_the_durations_of_its_queues() {
    let each = Off::all().map(async |off| {
        let script = |line: &str| match line {
            line if line.contains("token") => TOKEN.to_vec(),
            line if line.contains("/queues") => json!([{"id": "591", "name": "Sales", "metrics": [
                {"key": "interactionsWaitInQueue.rt", "value": 1},
                {"key": "interactionsLongestWaitInQueue.rt", "value": WAITED * 1_000 + 1_234},
            ]}])
            .to_string()
            .into_bytes(),
            _ => b"[]".to_vec(),
        };
        let base = serve(Some(off.header), script).await;
        let queued = pulsar::event(
            "InteractionQueued",
            &json!({
                "mediaType": "phone", "callState": "CS_QUEUED", "direction": "in", "queueId": 591,
                "queueTime": off.since(WAITED).timestamp(), "eventTS": off.since(WAITED).timestamp(),
            }),
        );
        let stream = pulsar::Pulsar::start(vec![pulsar::Turn::Stay(vec![pulsar::news("1", &queued)])]).await;
        let section = format!("{EIGHT8}stream_url = '{}'\nstream_key = 'k'\n", stream.url);
        let polls = polls("8x8", &section, &base, |polled| is_settled(off, polled, 1)).await;
        judge(off, &polls, 1);
    });
    futures_util::future::join_all(each).await;
}

#[tokio::test]
async fn without_a_stream_8x8_tells_durations_and_no_clock_moves_them() {
    for off in Off::all() {
        let script = |line: &str| {
            match line {
            line if line.contains("token") => TOKEN.to_vec(),
            line if line.contains("/agents?") => json!([{"id": "ag1", "name": "Jane Li", "metrics": [
                {"key": "activeInteractionsCount.rt", "value": 1},
                {"key": "activeDirections.rt", "value": [{"id": "InboundDir", "name": "InboundDir", "count": 1}]},
                {"key": "status.rt", "value": "Handling"},
                {"key": "timeOnStatus.rt", "value": WAITED * 1_000},
            ]}])
            .to_string()
            .into_bytes(),
            _ => b"[]".to_vec(),
        }
        };
        let base = serve(Some(off.header), script).await;
        let polls = polls("8x8", EIGHT8, &base, |polled| !calls(polled).is_empty()).await;
        let call = calls(polls.last().unwrap())[0];
        let age = signed(polls.last().unwrap().at, call.answered.unwrap());
        assert!((WAITED - 2..WAITED + 10).contains(&age), "{off:?}: {age}");
        assert_eq!(doubt(polls.last().unwrap()), Some(Doubt::Untold), "nothing shows its clock");
    }
}
