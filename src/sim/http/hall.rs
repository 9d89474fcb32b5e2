//! Where one dialect's requests come in: faults strike here, and the desk behind answers.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::watch;

use super::ask::pairs;
use super::{Ask, Reply, Requests};
use crate::Dialect;
use crate::clock;
use crate::fault::{Faults, Trouble};
use crate::wire::Scissors;
use crate::world::{Site, WARM_UP};

/// Longer bodies are nobody's.
const LIMIT: usize = 1 << 20;

/// One dialect's answers. Tokens, limits and the like live in `self`; people and calls in the site.
pub(crate) trait Desk: Send + 'static {
    /// Answers a request, at once and without waiting for anything.
    fn answer(&mut self, site: &mut Site, ask: &Ask) -> Reply;
}

/// What one dialect's server shares with the rest of the simulator.
#[derive(Debug)]
pub(crate) struct Hall {
    pub(crate) dialect: &'static Dialect,
    site: Mutex<Site>,
    faults: Arc<Faults>,
    requests: Arc<Requests>,
    stopped: watch::Receiver<bool>,
}

impl Hall {
    pub(crate) fn new(
        dialect: &'static Dialect,
        site: Site,
        (faults, requests): (Arc<Faults>, Arc<Requests>),
        stopped: watch::Receiver<bool>,
    ) -> Self {
        Self { dialect, site: Mutex::new(site), faults, requests, stopped }
    }

    /// Looks at the site, or acts on it. Not to be held over anything slow.
    pub(crate) fn with_site<T>(&self, use_it: impl FnOnce(&mut Site) -> T) -> T {
        use_it(&mut self.site.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Brings the world to where it is `elapsed` after the opening.
    pub(crate) fn advance(&self, elapsed: Duration) {
        let hostile = self.faults.stands(self.dialect.name, "hostile");
        self.with_site(|site| {
            site.set_hostile(hostile);
            site.advance(WARM_UP + i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX));
        });
    }

    /// What is going wrong at `endpoint` at this moment; no fault counts it as a request.
    pub(crate) fn trouble(&self, endpoint: &str) -> Trouble {
        self.faults.stand(self.dialect.name, endpoint)
    }

    /// Waits for the end of the simulator.
    pub(crate) async fn stopped(&self) {
        let mut stopped = self.stopped.clone();
        // An error means that the simulator is gone already.
        stopped.wait_for(|stop| *stop).await.map(drop).unwrap_or_default();
    }
}

/// A server for a dialect that only answers requests.
pub(crate) fn router(hall: Arc<Hall>, desk: impl Desk) -> Router {
    let desk: Arc<Mutex<dyn Desk>> = Arc::new(Mutex::new(desk));
    Router::new().fallback(receive).with_state((hall, desk))
}

type Behind = (Arc<Hall>, Arc<Mutex<dyn Desk>>);

async fn receive(
    State((hall, desk)): State<Behind>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    request: Request,
) -> Response {
    let name = |ask: &Ask| (hall.dialect.endpoint)(&ask.method, &ask.path);
    let answer = async |ask: &Ask| {
        let mut desk = desk.lock().unwrap_or_else(PoisonError::into_inner);
        hall.with_site(|site| desk.answer(site, ask))
    };
    attend(&hall, (scissors, request), name, answer).await
}

/// Serves one request: `name` tells which endpoint it is for, and `answer`, which may take its time, is asked
/// for the reply unless a fault strikes.
pub(crate) async fn attend(
    hall: &Hall,
    (scissors, request): (Scissors, Request),
    name: impl FnOnce(&Ask) -> &'static str,
    answer: impl AsyncFnOnce(&Ask) -> Reply,
) -> Response {
    let Some(ask) = read(hall, request, name).await else { return StatusCode::BAD_REQUEST.into_response() };
    let site = hall.dialect.name;
    if hall.dialect.actions.contains(&ask.endpoint) {
        hall.requests.act(site, &ask, clock::utc());
    }
    match strike(hall, &ask, answer).await {
        Struck::Answered(reply, halved) => {
            if halved {
                scissors.halve();
            }
            hall.requests.note(site, &ask, Some(reply.status));
            respond(reply, &ask)
        }
        Struck::Hung => {
            // Noted first: the client may leave at any moment, and takes this task with it.
            hall.requests.note(site, &ask, None);
            hall.stopped().await;
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        Struck::Reset => {
            scissors.reset();
            hall.requests.note(site, &ask, None);
            // Nobody reads what is answered to a connection that is cut.
            StatusCode::OK.into_response()
        }
    }
}

async fn read(hall: &Hall, request: Request, name: impl FnOnce(&Ask) -> &'static str) -> Option<Ask> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LIMIT).await.ok()?;
    let (method, path) = (parts.method.as_str().to_owned(), parts.uri.path().to_owned());
    let query = pairs(parts.uri.query().unwrap_or_default());
    let trouble = Trouble::default();
    let mut ask = Ask { method, path, query, headers: parts.headers, body, endpoint: "", trouble };
    ask.endpoint = name(&ask);
    ask.trouble = hall.faults.strike(hall.dialect.name, ask.endpoint);
    Some(ask)
}

/// What faults make of an answer.
enum Struck {
    /// An answer, and whether it is cut in the middle.
    Answered(Reply, bool),
    Hung,
    Reset,
}

/// Answers as the faults in force let it.
async fn strike(hall: &Hall, ask: &Ask, answer: impl AsyncFnOnce(&Ask) -> Reply) -> Struck {
    let trouble = &ask.trouble;
    if let Some(span) = trouble.span("latency") {
        tokio::select! {
            () = tokio::time::sleep(span) => {}
            () = hall.stopped() => {}
        }
    }
    let status =
        ["status", "rate"].into_iter().find_map(|fault| Some((trouble.get(fault)?, trouble.number(fault)?)));
    let spoilt =
        ["hang", "reset", "html", "status", "rate"].into_iter().filter_map(|fault| trouble.get(fault));
    let spoilt: Vec<bool> = spoilt.map(|active| active.spec.done).collect();
    // A spoilt request is carried out only if a fault says so.
    let carried_out = if spoilt.is_empty() || spoilt.contains(&true) {
        tokio::select! {
            reply = answer(ask) => Some(reply),
            () = hall.stopped() => return Struck::Hung,
        }
    } else {
        None
    };
    if trouble.has("hang") {
        return Struck::Hung;
    }
    if trouble.has("reset") {
        return Struck::Reset;
    }
    let mut reply = match (status, carried_out) {
        (Some((active, status)), _) => {
            fail(hall.dialect, u16::try_from(status).unwrap_or(500), active.spec.retry_after)
        }
        (None, Some(reply)) if !trouble.has("html") => reply,
        (None, _) => Reply::page(),
    };
    if trouble.has("malformed") {
        reply.body.truncate(reply.body.len() * 2 / 3);
    }
    if let Some(millions) = trouble.number("huge") {
        let blanks = usize::try_from(millions).unwrap_or(0).saturating_mul(1_000_000);
        reply.body.resize(reply.body.len().saturating_add(blanks), b' ');
    }
    Struck::Answered(reply, trouble.has("truncated"))
}

fn fail(dialect: &Dialect, status: u16, retry_after: Option<u32>) -> Reply {
    let reply = (dialect.failure)(status);
    match retry_after {
        Some(seconds) => reply.with("retry-after", seconds.to_string()),
        None => reply,
    }
}

fn respond(reply: Reply, ask: &Ask) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let date = ask.claim(clock::utc()).format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let fixed = [(header::DATE.as_str(), date), (header::CONTENT_TYPE.as_str(), reply.kind.to_owned())];
    for (name, value) in fixed.into_iter().chain(reply.headers) {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    response
}
