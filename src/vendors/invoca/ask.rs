//! What is sent (fact sheet §2, §4).

use serde_json::{Value, json};

use super::config::Config;
use crate::vendor::{Request, join};

/// The Signal API's own version (fact sheet §4.3).
const SIGNAL_VERSION: &str = "2018-02-01";

/// Something to be written to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Write {
    /// What it is called in faults; follows "failed to".
    pub label: &'static str,
    /// What is written.
    pub what: What,
}

/// What can be written to a call (fact sheet §4.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// An id of the operator's own system.
    ExternalId(String),
    /// One custom data field.
    Custom {
        /// Its Partner (API) Name.
        name: String,
        /// What it is set to.
        value: String,
    },
}

/// The calls in progress, narrowed as the configuration says.
pub(super) fn list(config: &Config) -> Request {
    let request = current(config, "read the calls");
    config.filters().into_iter().fold(request, |request, (key, value)| request.query(key, value))
}

/// One call, right after an update of it was refused.
pub(super) fn look(config: &Config, transaction: &str) -> Request {
    current(config, "check the call").query("transaction_id", transaction).urgent()
}

/// The one acting request of an update (fact sheet §4.1).
pub(super) fn update(config: &Config, transaction: &str, write: &Write) -> Request {
    let url = join(&config.url, &["api", &config.api_version, "calls_in_progress.json"]);
    let body = match &write.what {
        What::ExternalId(id) => json!({"external_unique_id": id}),
        What::Custom { name, value } => json!({"custom_data": pairs(name, value)}),
    };
    organised(config, Request::put(write.label, url))
        .query("transaction_id", transaction)
        .json(json!({"call_in_progress": body}))
        .acting()
}

/// The one acting request of a signal, which the vendor applies when the call ends (fact sheet §4.3).
pub(super) fn signal(
    config: &Config,
    transaction: &str,
    label: &'static str,
    (name, value): (&str, &str),
) -> Request {
    let url = join(&config.url, &["api", SIGNAL_VERSION, "transactions.json"]);
    signed(config, Request::post(label, url))
        .json(json!({
            "search": {"transaction_id": transaction},
            "call_in_progress": true,
            "custom_data": pairs(name, value),
        }))
        .acting()
}

/// Custom data as it is written: a list of pairs, not the object that is read (fact sheet §4.1).
fn pairs(name: &str, value: &str) -> Value {
    json!([{"name": name, "value": value}])
}

fn current(config: &Config, label: &'static str) -> Request {
    let path = ["api", &config.api_version, "calls_in_progress", "current_calls.json"];
    organised(config, Request::get(label, join(&config.url, &path)))
}

fn organised(config: &Config, request: Request) -> Request {
    signed(config, request)
        .query("id", config.organization.to_string())
        .query("organization_type", config.organization_type.word())
}

/// With the token: bare and in a header, so that no address holds it (fact sheet §1).
fn signed(config: &Config, request: Request) -> Request {
    request.header("Authorization", config.token.expose().trim()).header("Accept", "application/json")
}
