//! What was asked of the servers, so that a test can prove that something was sent once, or not at all.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::Ask;
use super::ask::Pairs;

/// How many actions are remembered.
const REMEMBERED: usize = 500;

/// Parameters whose value is nobody's business.
const SECRETS: [&str; 10] = [
    "code",
    "assertion",
    "rcaccesstoken",
    "refresh_token",
    "password",
    "client_secret",
    "token",
    "oauth_token",
    "api_key",
    "callback_apikey",
];

/// The log of all servers.
#[derive(Debug, Default)]
pub(crate) struct Requests(Mutex<Log>);

#[derive(Debug, Default)]
struct Log {
    counts: BTreeMap<&'static str, BTreeMap<&'static str, BTreeMap<String, u64>>>,
    actions: VecDeque<Value>,
}

impl Requests {
    /// Notes one request and the status of its answer; `None` if there was none.
    pub(crate) fn note(&self, site: &'static str, ask: &Ask, status: Option<u16>) {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let status = status.map_or_else(|| "unanswered".to_owned(), |status| status.to_string());
        *log.counts.entry(site).or_default().entry(ask.endpoint).or_default().entry(status).or_default() += 1;
    }

    /// Notes an action when it arrives, before anything goes wrong with it.
    pub(crate) fn act(&self, site: &'static str, ask: &Ask, at: DateTime<Utc>) {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        log.actions.push_back(json!({
            "site": site,
            "endpoint": ask.endpoint,
            "at": at.to_rfc3339(),
            "method": ask.method,
            "path": ask.path,
            "query": veil_pairs(&ask.query),
            "body": veil_body(ask),
        }));
        if log.actions.len() > REMEMBERED {
            log.actions.pop_front();
        }
    }

    /// Counts by site, endpoint and status; then the actions, oldest first.
    pub(crate) fn tell(&self) -> Value {
        let log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        json!({ "counts": log.counts, "actions": log.actions })
    }

    pub(crate) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Log::default();
    }
}

fn veil(name: &str, value: &Value) -> Value {
    if SECRETS.contains(&name.to_ascii_lowercase().as_str()) { json!("***") } else { value.clone() }
}

fn veil_pairs(pairs: &Pairs) -> BTreeMap<&str, Value> {
    pairs.iter().map(|(name, value)| (name.as_str(), veil(name, &json!(value)))).collect()
}

fn veil_body(ask: &Ask) -> Value {
    match ask.json() {
        Some(Value::Object(object)) => {
            object.iter().map(|(name, value)| (name.clone(), veil(name, value))).collect()
        }
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
            json!("not an object")
        }
        None => json!(veil_pairs(&ask.form())),
    }
}
