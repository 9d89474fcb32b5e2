//! An account's only way out: one HTTP client with limits, a request budget and a measured clock.

mod address;
mod client;
mod gate;
mod lost;
mod pinned;
mod socket;
mod trust;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::header::{
    AGE, CONTENT_LENGTH, CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER,
};
use reqwest::{Client, Response};

pub use self::address::encrypted;
use self::address::web_url;
use self::gate::{Gate, Pass};
use self::lost::Lost;
pub(super) use self::pinned::NotPinned;
pub use self::trust::Trust;
use super::reply::{http_date, silence, unmarked};
use super::request::{Body, Login, Method, Request, Urgency};
use super::skew::applied;
use super::{Meter, Redactor, Reply, Skew};
use crate::clock::Clock;
use crate::domain::{At, Fault, Text};
use crate::messages::Budget;

/// How long a vendor is left alone that says "too many requests" but not for how long.
const PENALTY: Duration = Duration::from_secs(30);
/// How much of a refusal is kept, in bytes: it is quoted by a line.
const LONGEST_REFUSAL: usize = 16 * 1024;

/// What an account's client is built from.
#[derive(Clone, Debug)]
pub struct HttpOptions {
    /// From the first byte sent to the last byte read.
    pub timeout: Duration,
    /// The longest answer that is read, in bytes.
    pub longest: usize,
    /// Requests that may be sent in a minute.
    pub per_minute: u32,
}

/// Why a client could not be built.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct HttpError(pub String);

/// An account's HTTP client. Requests may run at the same time, and so may clones, which share one budget and
/// one measured clock: an adapter's own task that waits for news takes one along.
#[derive(Clone, Debug)]
pub struct Http {
    client: Client,
    clock: Clock,
    options: HttpOptions,
    meter: Arc<Mutex<Meter>>,
    skews: Arc<Mutex<BTreeMap<String, Skew>>>,
    /// The offset, in milliseconds, that somebody has borne out; zero if none.
    borne: Arc<AtomicI64>,
    gate: Gate,
    trust: Trust,
    redactor: Redactor,
}

impl Http {
    /// A client for `hosts` (base URLs) that believes whom the system believes.
    pub fn new(hosts: &[&str], options: HttpOptions, clock: Clock) -> Result<Self, HttpError> {
        Self::trusting(hosts, options, &Trust::System, clock)
    }

    /// A client for `hosts` (base URLs) that believes whom `trust` says.
    pub fn trusting(
        hosts: &[&str],
        options: HttpOptions,
        trust: &Trust,
        clock: Clock,
    ) -> Result<Self, HttpError> {
        if let Some(bad) = hosts.iter().find(|host| web_url(host).is_none()) {
            let host = Text::new(&super::request::host(bad));
            return Err(HttpError(format!("the address of {host} is not an http or https URL")));
        }
        let client = client::build(hosts, &options, trust)?;
        let meter = Arc::new(Mutex::new(Meter::new(options.per_minute)));
        Ok(Self {
            client,
            clock,
            options,
            meter,
            skews: Arc::default(),
            borne: Arc::default(),
            gate: Gate::default(),
            trust: trust.clone(),
            redactor: Redactor::default(),
        })
    }

    /// With an account's secrets, which no refusal that comes back repeats. What it signs in with is learnt.
    #[must_use]
    pub fn hiding(mut self, redactor: Redactor) -> Self {
        self.redactor = redactor;
        self
    }

    /// The present on our time line.
    pub fn now(&self) -> At {
        self.clock.now()
    }

    /// From now on an acting request leaves only by [`Self::pass`].
    pub(super) fn guard(&self) {
        self.gate.shut();
    }

    /// Lets one acting request leave, for one order.
    pub(super) fn pass(&self) -> Pass {
        self.gate.open()
    }

    /// Sends `request` once. Answers of every status come back as replies; a fault is what kept an answer
    /// from coming: the budget, the connection, the time limit, the size limit. Never repeats a request.
    pub async fn send(&self, request: Request) -> Result<Reply, Fault> {
        let (label, host) = (request.label, request.host());
        let ready = self.prepare(&request)?;
        self.meter()
            .take(&host, request.urgency, self.now())
            .map_err(|after| Fault::RateLimited { after: Some(after) })?;
        if request.acts {
            self.gate.leave(label, self.now())?;
        }
        request.credentials().iter().for_each(|secret| self.redactor.learn(secret));
        let limit = request.limit.unwrap_or(self.options.timeout);
        let exchange = self.exchange(&request, &host, ready);
        let answer = match tokio::time::timeout(limit, exchange).await {
            Ok(answer) => answer,
            Err(_) => Err(Lost::Late(format!("timed out after {}", span(limit)))),
        };
        let status = answer.as_ref().ok().map(|reply| reply.status);
        tracing::debug!(label, status, "sent");
        answer.map_err(|lost| lost.fault(&request, &host))
    }

    /// TLS that believes whom this client believes, for a socket that an adapter holds open by itself.
    pub fn tls(&self) -> Result<Arc<rustls::ClientConfig>, HttpError> {
        socket::tls(&self.trust).map(Arc::new)
    }

    /// What is left of the budget.
    pub fn budget(&self) -> Budget {
        self.meter().budget(self.now())
    }

    /// The largest measured clock difference of the hosts, in milliseconds, as in [`Reply::skew`].
    pub fn skew(&self) -> Option<i64> {
        self.skews().values().filter_map(Skew::millis).max_by_key(|skew| skew.unsigned_abs())
    }

    /// By how many milliseconds the times of the host of `url` are read as ahead, as in [`Reply::skew`].
    pub fn offset(&self, url: &str) -> Option<i64> {
        let millis = self.skews().get(&super::request::host(url)).and_then(Skew::millis);
        millis.map(|millis| self.believed(millis))
    }

    /// Believes headers that are far off from now on only where they are about `borne` milliseconds ahead. Returns
    /// whether that changes how the vendor's times are read.
    pub(super) fn believe(&self, borne: i64) -> bool {
        let before = self.borne.swap(borne, Ordering::Relaxed);
        self.skew().is_some_and(|millis| applied(millis, before) != applied(millis, borne))
    }

    fn believed(&self, millis: i64) -> i64 {
        applied(millis, self.borne.load(Ordering::Relaxed))
    }

    /// How long until `count` reads would pass one after the other, whatever their host; zero if they would now.
    pub(super) fn quiet(&self, count: u32) -> Duration {
        let (meter, now) = (self.meter(), self.now());
        meter.silence(now).max(meter.wait(Urgency::Read, count, now))
    }

    /// How far apart rounds of `count` reads must be to fit into the budget for ever.
    pub(super) fn pace(&self, count: u32) -> Duration {
        self.meter().pace(count)
    }

    /// How many requests were sent since the account began.
    pub(super) fn sent(&self) -> u64 {
        self.meter().total()
    }

    /// Does what an acting request does as it leaves.
    #[cfg(test)]
    pub(super) fn act(&self) {
        assert_eq!(self.gate.leave("act", self.now()), Ok(()));
    }

    /// Takes in an answer of a host whose clock is `ahead`.
    #[cfg(test)]
    pub(super) fn hear(&self, ahead: Duration) {
        let now = self.now();
        self.skews().entry("h".to_owned()).or_default().hear((now + ahead).millis(), now, now);
    }

    /// Counts `count` reads as sent.
    #[cfg(test)]
    pub(super) fn spend(&self, count: u32) {
        for _ in 0..count {
            assert_eq!(self.meter().take("h", Urgency::Read, self.now()), Ok(()));
        }
    }

    fn prepare(&self, request: &Request) -> Result<reqwest::Request, Fault> {
        let refused = |why: &str| Fault::Refused(Text::new(&format!("failed to {}: {why}", request.label)));
        let url = web_url(&request.url).ok_or_else(|| refused("its address is not an http or https URL"))?;
        let mut draft = self.client.request(method(request.method), url);
        if !request.query.is_empty() {
            draft = draft.query(&request.query);
        }
        let mut headers = HeaderMap::new();
        for (name, value) in &request.headers {
            let pair = HeaderName::try_from(*name).ok().zip(HeaderValue::try_from(value.as_str()).ok());
            let (key, mut value) = pair.ok_or_else(|| {
                refused(&format!("the header {name} holds a character that cannot be sent"))
            })?;
            value.set_sensitive(true);
            headers.append(key, value);
        }
        draft = match &request.login {
            Some(Login::Bearer(token)) => draft.bearer_auth(token),
            Some(Login::Basic { user, password }) => draft.basic_auth(user, Some(password)),
            None => draft,
        };
        draft = match &request.body {
            Body::Empty => match request.method {
                // Some servers answer 411 without it.
                Method::Post | Method::Put => draft.header(CONTENT_LENGTH, 0),
                Method::Get | Method::Delete => draft,
            },
            Body::Form(fields) => draft.form(fields),
            Body::Json(value) => draft.json(value),
        };
        let built = draft.headers(headers).build();
        // The error's own words may hold the URL.
        built.ok().ok_or_else(|| refused("the token or a header cannot be sent as it is"))
    }

    async fn exchange(&self, request: &Request, host: &str, ready: reqwest::Request) -> Result<Reply, Lost> {
        let sent = self.now();
        let mut response =
            self.client.execute(ready).await.map_err(|error| Lost::by(error, &self.options))?;
        let received = self.now();
        let date = header(&response, DATE.as_str()).and_then(http_date);
        // A cache's copy carries the origin's date of long ago.
        let fresh = header(&response, AGE.as_str()).is_none_or(|age| age.trim() == "0");
        let skew = {
            let mut skews = self.skews();
            let skew = skews.entry(host.to_owned()).or_default();
            if let Some(date) = date.filter(|_| fresh) {
                skew.hear(date, sent, received);
            }
            skew.millis().map(|millis| self.believed(millis))
        };
        let vendor_now = date.unwrap_or_else(|| received.millis().saturating_add(skew.unwrap_or(0)));
        let retry_after =
            header(&response, RETRY_AFTER.as_str()).and_then(|value| silence(value, vendor_now));
        let status = response.status();
        if let Some(after) = penalty(status.as_u16(), retry_after) {
            self.meter().shut(host, received + after);
        }
        let content_type = header(&response, CONTENT_TYPE.as_str()).unwrap_or_default();
        let content_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let headers = response.headers().iter();
        let headers = headers
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
        let headers = headers.collect();
        let mut body = unmarked(self.read(&mut response).await?);
        if !status.is_success() {
            // Some vendors repeat the request in an error page.
            body.truncate(LONGEST_REFUSAL);
            body = self.redactor.bytes(&body, &request.secrets());
        }
        let (label, status, at) = (request.label, status.as_u16(), self.now());
        let acts = request.acts;
        Ok(Reply { label, status, content_type, headers, retry_after, body, at, skew, acts })
    }

    async fn read(&self, response: &mut Response) -> Result<Vec<u8>, Lost> {
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| Lost::by(error, &self.options))? {
            if body.len() + chunk.len() > self.options.longest {
                return Err(Lost::Unusable(format!("longer than {} bytes", self.options.longest)));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    fn meter(&self) -> MutexGuard<'_, Meter> {
        self.meter.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn skews(&self) -> MutexGuard<'_, BTreeMap<String, Skew>> {
        self.skews.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Delete => reqwest::Method::DELETE,
    }
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers().get(name)?.to_str().ok()
}

/// For how long nothing is sent after an answer like this.
fn penalty(status: u16, retry_after: Option<Duration>) -> Option<Duration> {
    match status {
        429 => Some(retry_after.unwrap_or(PENALTY)),
        503 => retry_after,
        _ => None,
    }
}

/// A time limit, as an operator writes it.
pub(super) fn span(limit: Duration) -> String {
    if limit.subsec_millis() == 0 {
        format!("{} s", limit.as_secs())
    } else {
        format!("{} ms", limit.as_millis())
    }
}

#[cfg(test)]
mod tests;
