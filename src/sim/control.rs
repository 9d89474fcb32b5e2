//! The control server: the truth about the world, the log of requests, and the switches.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::fault::{self, FaultSpec, Faults};
use super::http::{Hall, Requests};
use super::world::Addition;

const GUIDE: &str = "\
The simulated call centre's control server. All answers but this one are JSON.

GET    /world                  the truth: every site's calls, agents and queues, ages in seconds
GET    /requests               requests by site, endpoint and status; actions one by one, secrets veiled
DELETE /requests               forgets them
GET    /faults                 what is going wrong, and what could
POST   /faults                 {\"site\":\"voicenter\",\"fault\":\"latency\",\"value\":\"2s\"}
                               with \"endpoint\", \"retry_after\", \"times\", \"done\":true if wanted,
                               or the short form {\"spec\":\"ringcentral/agents:status=404,times=2\"}
DELETE /faults[?site=&fault=]  puts it right again
POST   /world/calls            {\"site\":\"voicenter\",\"state\":\"talking\",\"caller\":\"0501234567\",
                               \"caller_name\":\"Ada\",\"queue\":\"Sales\",\"agent\":\"1003\",\"age\":60,\"recording\":\"muted\"}
                               state: waiting ringing dialing talking held parked; it stays until acted upon
POST   /world/calls/{id}/end   ends a call
POST   /pause                  no arrivals, answers or endings; clocks and orders go on
POST   /resume                 life goes on
";

/// What the control server reaches.
#[derive(Clone)]
struct Desk {
    halls: Arc<Vec<Arc<Hall>>>,
    faults: Arc<Faults>,
    requests: Arc<Requests>,
}

/// The control server's routes.
pub(super) fn router(halls: Vec<Arc<Hall>>, faults: Arc<Faults>, requests: Arc<Requests>) -> Router {
    Router::new()
        .route("/", get(async || format!("{GUIDE}\n{}\n", fault::help())))
        .route("/world", get(world))
        .route("/world/calls", post(add_call))
        .route("/world/calls/{id}/end", post(end_call))
        .route("/requests", get(requests_made).delete(forget_requests))
        .route("/faults", get(list_faults).post(set_fault).delete(clear_faults))
        .route("/pause", post(pause))
        .route("/resume", post(resume))
        .with_state(Desk { halls: Arc::new(halls), faults, requests })
}

async fn world(State(desk): State<Desk>) -> Json<Value> {
    let sites: Map<String, Value> = desk
        .halls
        .iter()
        .map(|hall| (hall.dialect.name.to_owned(), hall.with_site(|site| site.census())))
        .collect();
    Json(json!({ "sites": sites }))
}

async fn requests_made(State(desk): State<Desk>) -> Json<Value> {
    Json(desk.requests.tell())
}

async fn forget_requests(State(desk): State<Desk>) -> Json<Value> {
    desk.requests.forget();
    Json(json!({ "ok": true }))
}

async fn list_faults(State(desk): State<Desk>) -> Json<Value> {
    Json(json!({ "active": desk.faults.list(), "known": fault::help().lines().collect::<Vec<_>>() }))
}

/// A fault in long or short form. The value may be a number or a text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    #[serde(default)]
    spec: Option<String>,
    #[serde(default)]
    site: Option<String>,
    #[serde(default)]
    endpoint: Option<String>,
    #[serde(default)]
    fault: Option<String>,
    #[serde(default)]
    value: Option<Value>,
    #[serde(default)]
    retry_after: Option<u32>,
    #[serde(default)]
    times: Option<u32>,
    #[serde(default)]
    done: bool,
}

impl Wanted {
    fn spec(self) -> Result<FaultSpec, String> {
        if let Some(text) = self.spec {
            return text.parse().map_err(|why: fault::FaultError| why.to_string());
        }
        let value = self.value.map(|value| match value {
            Value::String(text) => text,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                value.to_string()
            }
        });
        let spec = FaultSpec {
            site: self.site.unwrap_or_else(|| "all".to_owned()),
            endpoint: self.endpoint,
            fault: self.fault.ok_or("neither spec nor fault is given")?,
            value,
            retry_after: self.retry_after,
            times: self.times,
            done: self.done,
        };
        spec.check().map_err(|why| why.to_string())
    }
}

async fn set_fault(State(desk): State<Desk>, Json(wanted): Json<Wanted>) -> Response {
    match wanted.spec() {
        Ok(spec) => {
            desk.faults.set(spec);
            Json(json!({ "active": desk.faults.list() })).into_response()
        }
        Err(why) => refuse(StatusCode::BAD_REQUEST, &why),
    }
}

#[derive(Deserialize)]
struct Which {
    site: Option<String>,
    fault: Option<String>,
}

async fn clear_faults(State(desk): State<Desk>, Query(which): Query<Which>) -> Json<Value> {
    desk.faults.clear(which.site.as_deref(), which.fault.as_deref());
    Json(json!({ "active": desk.faults.list() }))
}

async fn add_call(State(desk): State<Desk>, Json(wanted): Json<Addition>) -> Response {
    let Some(hall) = desk.halls.iter().find(|hall| hall.dialect.name == wanted.site) else {
        return refuse(StatusCode::NOT_FOUND, &format!("no site is called {:?}", wanted.site));
    };
    let added = hall.with_site(|site| {
        let id = site.add(&wanted)?;
        Ok::<_, String>(site.calls.get(&id).map(|call| site.tell_call(call)))
    });
    match added {
        Ok(call) => (StatusCode::CREATED, Json(call)).into_response(),
        Err(why) => refuse(StatusCode::CONFLICT, &why),
    }
}

async fn end_call(State(desk): State<Desk>, Path(key): Path<String>) -> Response {
    let ended = desk.halls.iter().any(|hall| {
        hall.with_site(|site| {
            let id = site.call(&key).map(|call| call.id);
            id.is_some_and(|id| site.end(id))
        })
    });
    if ended {
        Json(json!({ "ok": true })).into_response()
    } else {
        refuse(StatusCode::NOT_FOUND, "no live call has this id")
    }
}

async fn pause(State(desk): State<Desk>) -> Json<Value> {
    freeze(&desk, true)
}

async fn resume(State(desk): State<Desk>) -> Json<Value> {
    freeze(&desk, false)
}

fn freeze(desk: &Desk, frozen: bool) -> Json<Value> {
    for hall in desk.halls.iter() {
        hall.with_site(|site| site.freeze(frozen));
    }
    Json(json!({ "paused": frozen }))
}

fn refuse(status: StatusCode, why: &str) -> Response {
    (status, Json(json!({ "error": why }))).into_response()
}
