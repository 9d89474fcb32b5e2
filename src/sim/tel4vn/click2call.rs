//! Click-to-call (tel4vn §5, "Place a call"): rings an extension, then dials a number.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokio::time::interval;

use super::super::http::{Ask, Hall, Reply};
use super::super::world::{Duty, Site, Stage};
use super::outside::Outside;
use super::phones::{self, Phone};
use super::refusal::{BUSY, EMPTY};
use super::{Refusal, parts};

/// The path whose answer waits until the phone is answered.
const PATIENT: &str = "/v1/click2call";
/// A phone does not ring any longer.
const RINGS: Duration = Duration::from_secs(30);

/// What is asked for, wherever it stands.
struct Wish {
    ext: String,
    phone: String,
    line: String,
    customer: Option<String>,
}

impl Wish {
    fn read(ask: &Ask, second: bool) -> Result<Self, Refusal> {
        let body = ask.json().unwrap_or_default();
        let word = |name: &str, names_in_body: &str| {
            let sent = if second { body.get(names_in_body).and_then(Value::as_str) } else { ask.query(name) };
            sent.unwrap_or_default().to_owned()
        };
        let (ext, mut phone) = (word("ext", "agent"), word("phone", "mobile"));
        if ask.query("is_encode") == Some("true") {
            let plain = STANDARD.decode(&phone).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            phone = plain.ok_or(Refusal::Invalid("phone", "Expected Base64"))?;
        }
        let number = |text: &str| {
            !text.is_empty() && text.trim_start_matches('+').chars().all(|digit| digit.is_ascii_digit())
        };
        if ext.is_empty() {
            return Err(Refusal::Invalid("ext", EMPTY));
        }
        if !number(&phone) {
            return Err(Refusal::Invalid("phone", "Expected a number"));
        }
        let customer = Some(word("customer_id", "id")).filter(|id| !id.is_empty());
        Ok(Self { ext, phone, line: word("hotline", "hotline"), customer })
    }
}

/// Places the call. The extension's phone is rung at once.
pub(super) fn answer(site: &mut Site, ask: &Ask, outside: &mut Outside) -> Result<Reply, Refusal> {
    let second = parts(&ask.path).first() == Some(&"v2");
    let wish = Wish::read(ask, second)?;
    let placed = if ask.trouble.has("refuse") { Err(BUSY) } else { place(site, &wish, outside) };
    if !second {
        return placed.map(|id| Reply::json(&json!({ "status": "success", "call_id": id })));
    }
    Ok(Reply::json(&match placed {
        Ok(id) => json!({ "code": "0", "call_id": id, "status": "success" }),
        Err(_why) => json!({ "code": "1", "status": "fail" }),
    }))
}

fn place(site: &mut Site, wish: &Wish, outside: &mut Outside) -> Result<String, Refusal> {
    let listens = site.calls.values().any(|call| call.listeners.iter().any(|leg| leg.phone == wish.ext));
    let ix = match phones::ring(site, &wish.ext)? {
        _ if listens || outside.engages(&wish.ext) => return Err(BUSY),
        Phone::Supervisor => return Ok(outside.begin(&wish.ext, &wish.phone, site.now())),
        Phone::Agent(ix) => ix,
    };
    if site.agents.get(ix).is_some_and(|agent| agent.duty != Duty::Ready) {
        // The world rings nobody who is not ready, though the vendor would.
        return Err(BUSY);
    }
    let line = if wish.line.is_empty() { site.queues.first().map(|queue| queue.line.clone()) } else { None };
    let id = site.place(ix, &wish.phone, &line.unwrap_or_else(|| wish.line.clone())).ok_or(BUSY)?;
    let call = site.calls.get_mut(&id).ok_or(BUSY)?;
    call.tags.extend(wish.customer.iter().map(|id| ("customer_id".to_owned(), id.clone())));
    Ok(call.key.clone())
}

/// Keeps the answer to a call that was placed until somebody takes it up or hangs up, as the older of the two
/// ways does; the other one answers at once.
pub(super) fn patient(hall: &Arc<Hall>, router: Router) -> Router {
    let hall = Arc::clone(hall);
    router.layer(from_fn(move |request: Request, next: Next| {
        let hall = Arc::clone(&hall);
        async move {
            let waits = request.uri().path() == PATIENT;
            let response = next.run(request).await;
            if waits { wait(&hall, response).await } else { response }
        }
    }))
}

async fn wait(hall: &Hall, response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 1 << 16).await.unwrap_or_default();
    let told: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    if let Some(id) = told.get("call_id").and_then(Value::as_str) {
        let rings = || hall.with_site(|site| site.call(id).is_some_and(|call| call.stage == Stage::Dialing));
        let answered = async {
            let mut again = interval(Duration::from_millis(100));
            while rings() {
                again.tick().await;
            }
        };
        tokio::select! {
            () = answered => {}
            // Nobody answered in all that time: the answer comes all the same.
            () = tokio::time::sleep(RINGS) => {}
            () = hall.stopped() => {}
        }
    }
    Response::from_parts(parts, Body::from(bytes))
}
