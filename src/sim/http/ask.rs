//! One request, read whole, and one answer, written whole.

use axum::body::Bytes;
use axum::extract::Query;
use axum::http::{HeaderMap, Uri};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use serde_json::Value;

use crate::fault::Trouble;

/// Names and values in the order they were sent.
pub(crate) type Pairs = Vec<(String, String)>;

/// A request, with what is going wrong at the moment.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Pairs,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The dialect's name for what is asked.
    pub(crate) endpoint: &'static str,
    pub(crate) trouble: Trouble,
}

impl Ask {
    /// A query parameter.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        find(&self.query, name)
    }

    /// A header as text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Whether the body claims to be of this media type.
    pub(crate) fn is(&self, media: &str) -> bool {
        self.header("content-type")
            .is_some_and(|kind| kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(media))
    }

    /// The body as a form; empty unless it is one.
    pub(crate) fn form(&self) -> Pairs {
        if !self.is("application/x-www-form-urlencoded") {
            return Vec::new();
        }
        pairs(&String::from_utf8_lossy(&self.body))
    }

    /// The body as JSON; `None` unless it is.
    pub(crate) fn json(&self) -> Option<Value> {
        if !self.is("application/json") {
            return None;
        }
        serde_json::from_slice(&self.body).ok()
    }

    /// What the vendor's clock shows at a true instant.
    pub(crate) fn claim(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        at + TimeDelta::milliseconds(self.trouble.millis("skew"))
    }
}

/// The value of `name` among `pairs`.
pub(crate) fn find<'a>(pairs: &'a Pairs, name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// Decodes `a=1&b=2`.
pub(crate) fn pairs(text: &str) -> Pairs {
    let uri: Option<Uri> = format!("/?{text}").parse().ok();
    uri.and_then(|uri| Query::<Pairs>::try_from_uri(&uri).ok()).map(|Query(pairs)| pairs).unwrap_or_default()
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Its media type; none without a body.
    pub(crate) kind: &'static str,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// 200 with `value` as JSON.
    pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Self {
        // Our own wire types hold no maps with strange keys: writing them cannot fail.
        let body = serde_json::to_vec(value).unwrap_or_default();
        Self { status: 200, kind: "application/json", headers: Vec::new(), body }
    }

    /// A plain text.
    pub(crate) fn text(status: u16, text: impl Into<String>) -> Self {
        let body = text.into().into_bytes();
        Self { status, kind: "text/plain;charset=UTF-8", headers: Vec::new(), body }
    }

    /// A web page where data was expected.
    pub(crate) fn page() -> Self {
        let body =
            b"<!doctype html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>";
        Self { status: 200, kind: "text/html;charset=UTF-8", headers: Vec::new(), body: body.to_vec() }
    }

    /// The same with another status.
    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The same with one more header.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}
