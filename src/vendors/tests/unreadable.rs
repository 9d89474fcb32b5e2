//! The contract of every adapter: an answer that is no list is never an empty centre.

use std::time::Duration;

use super::server::serve;
use crate::clock::Clock;
use crate::domain::{Feed, Retry, Snapshot};
use crate::vendor::{Http, HttpOptions, Vendor};
use crate::vendors::{asterisk, eight8, invoca, ringcentral, tel4vn, voicenter};

/// What opens the accounts that sign in first.
const TOKEN: &[u8] = br#"{"access_token":"t","expires_in":"1799","token":"t","expired_in":15023636}"#;

/// What no vendor's document has for a list.
fn bodies() -> Vec<Vec<u8>> {
    let texts = [
        // Not JSON.
        "",
        "<html>",
        "so sorry",
        r#"[{"uii":"1","agentId":"1","gateId":"1","id":"1"},]"#,
        r#"[{"uii":"1","agentId":"1","gateId":"1","id":"1"},{"uii":"2","#,
        r#"[{uii:"1",agentId:"1",gateId:"1",id:"1"}]"#,
        r#"{"data":[{"call_id":"1","extension":"1","call_uuid":"1"},],"total":1}"#,
        r#"{data:[{"call_id":"1","extension":"1","call_uuid":"1"}]}"#,
        r#"{"ERR":0,"EXTENSIONS":[{"username":"A"},],"QUEUES":[{"ID":1},]}"#,
        r#"{"current_calls":[{"transaction_id":"A" B}]}"#,
        // No list.
        "null",
        "7",
        r#""calls""#,
        "{}",
        r#"{"data":null,"total":2}"#,
        r#"{"data":null}"#,
        r#"{"data":{},"total":2}"#,
        r#"{"data":"none"}"#,
        r#"{"total":2}"#,
        r#"{"ERR":0,"DESC":"OK","EXTENSIONS":null,"QUEUES":null}"#,
        r#"{"ERR":0,"DESC":"OK"}"#,
        r#"{"ERR":0,"DESC":"OK","EXTENSIONS":{},"QUEUES":"none"}"#,
        r#"{"current_calls":null}"#,
        r#"{"current_calls":{}}"#,
        // Not one readable row.
        "[null]",
        "[1,[2],{}]",
        r#"{"data":[null,7,{}]}"#,
        r#"{"ERR":0,"EXTENSIONS":[{}],"QUEUES":["x"]}"#,
        r#"{"current_calls":[[],{}]}"#,
    ];
    let mut bodies: Vec<Vec<u8>> = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    let lists: [(&str, &str); 4] = [
        (r#"[{"uii":"1","agentId":"1","gateId":"1","id":"1","name":""#, r#""}]"#),
        (r#"{"data":[{"call_id":"1","extension":"1","call_uuid":"1","source":""#, r#""}]}"#),
        (r#"{"EXTENSIONS":[{"username":"A","name":""#, r#""}],"QUEUES":[]}"#),
        (r#"{"current_calls":[{"transaction_id":"A","city":""#, r#""}]}"#),
    ];
    for (head, tail) in lists {
        for odd in [b"\x07".as_slice(), b"\n", b"\xff\xfe", b"\xc3"] {
            bodies.push([head.as_bytes(), odd, tail.as_bytes()].concat());
        }
        let deep = "[".repeat(100_000);
        bodies.push(format!("{}0,\"x\":{deep}", head.trim_end_matches('"')).into_bytes());
    }
    bodies.extend(["[", "{\"a\":"].map(|level| level.repeat(100_000).into_bytes()));
    bodies
}

/// One poll of a new account of `V` whose vendor answers with `body`.
async fn polled<V: Vendor>(keys: &str, body: Vec<u8>) -> Snapshot {
    let script = move |line: &str| if line.contains("token") { TOKEN.to_vec() } else { body.clone() };
    let config: V::Config = toml::from_str(&keys.replace("BASE", &serve("", script).await)).unwrap();
    let options = HttpOptions { timeout: Duration::from_secs(20), longest: 4_000_000, per_minute: 600 };
    let http = Http::new(&V::hosts(&config), options, Clock::start()).unwrap();
    V::new(config).unwrap().poll(&http).await
}

/// What is wrong with `feed`, if it is a list.
fn listed<T>(feed: &Feed<T>) -> bool {
    matches!(feed, Feed::Fresh { .. })
}

async fn never_an_empty_centre<V: Vendor>(keys: &str) {
    for body in bodies() {
        let told = String::from_utf8_lossy(&body).chars().take(80).collect::<String>();
        let Snapshot { calls, waiting, agents, queues, .. } = polled::<V>(keys, body).await;
        assert!(!listed(&calls) && !listed(&waiting) && !listed(&agents) && !listed(&queues), "{told}");
        let Feed::Failed(fault) = calls else { panic!("the calls have not failed: {told}") };
        // Not the minutes of a wrong sign-in: the next answer may be a good one.
        assert_ne!(fault.retry(), Retry::Slowly, "{told}: {fault}");
    }
}

#[tokio::test]
async fn ringcx_makes_no_centre_of_what_is_no_list() {
    never_an_empty_centre::<ringcentral::RingCentral>(
        "account_id = '12440011'\napi_token = 't'\nplatform_url = 'BASE'\nringcx_url = 'BASE'\n",
    )
    .await;
}

#[tokio::test]
async fn voicenter_makes_no_centre_of_what_is_no_list() {
    never_an_empty_centre::<voicenter::Voicenter>(
        "code = 'c'\nactive_calls_url = 'BASE'\nrecording_url = 'BASE'\nclick2call_url = 'BASE'\n\
         status_url = 'BASE'\nroster_url = ''\nstatuses_url = ''\n",
    )
    .await;
}

#[tokio::test]
async fn eight8_makes_no_centre_of_what_is_no_list() {
    never_an_empty_centre::<eight8::Eight8>(
        "tenant = 'acmecorp01'\nclient_id = 'i'\nclient_secret = 's'\nmetrics_url = 'BASE'\ntoken_url = 'BASE'\n",
    )
    .await;
}

#[tokio::test]
async fn invoca_makes_no_centre_of_what_is_no_list() {
    never_an_empty_centre::<invoca::Invoca>(
        "token = 't'\norganization = 25\norganization_type = 'Network'\nurl = 'BASE'\n",
    )
    .await;
}

#[tokio::test]
async fn tel4vn_makes_no_centre_of_what_is_no_list() {
    never_an_empty_centre::<tel4vn::Tel4vn>("api_key = 'k'\nurl = 'BASE'\n").await;
}

#[tokio::test]
async fn asterisk_makes_no_centre_of_what_is_no_list() {
    never_an_empty_centre::<asterisk::Asterisk>("user = 'u'\nsecret = 's'\nurl = 'BASE'\n").await;
}
