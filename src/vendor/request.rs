//! A request before it is sent.

mod secrets;

use std::fmt;
use std::time::Duration;

use serde_json::Value;

/// How urgent a request is for the budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// A read: waits for another minute when the budget is spent.
    Read,
    /// An order, or what an order needs: has a share of the budget that reads leave alone.
    Order,
}

/// What a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Post,
    Put,
    Delete,
}

/// A request's body. It may hold a secret, so it has no `Debug`.
#[derive(Clone)]
pub enum Body {
    /// None; a POST then says `Content-Length: 0`.
    Empty,
    /// `application/x-www-form-urlencoded`.
    Form(Vec<(String, String)>),
    /// `application/json`.
    Json(Value),
}

/// How a request signs in.
pub(super) enum Login {
    Bearer(String),
    Basic { user: String, password: String },
}

/// A request before it is sent. Its `Debug` shows the label and no secret.
pub struct Request {
    pub(super) label: &'static str,
    pub(super) method: Method,
    pub(super) url: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) login: Option<Login>,
    pub(super) body: Body,
    pub(super) urgency: Urgency,
    pub(super) acts: bool,
    pub(super) limit: Option<Duration>,
}

impl Request {
    fn new(method: Method, label: &'static str, url: String) -> Self {
        Self {
            label,
            method,
            url,
            query: Vec::new(),
            headers: Vec::new(),
            login: None,
            body: Body::Empty,
            urgency: Urgency::Read,
            acts: false,
            limit: None,
        }
    }

    /// A GET. `label` names it in faults and logs and follows "failed to", as in "read the call list".
    pub fn get(label: &'static str, url: impl Into<String>) -> Self {
        Self::new(Method::Get, label, url.into())
    }

    /// A POST without a body.
    pub fn post(label: &'static str, url: impl Into<String>) -> Self {
        Self::new(Method::Post, label, url.into())
    }

    /// A PUT without a body.
    pub fn put(label: &'static str, url: impl Into<String>) -> Self {
        Self::new(Method::Put, label, url.into())
    }

    /// A DELETE without a body.
    pub fn delete(label: &'static str, url: impl Into<String>) -> Self {
        Self::new(Method::Delete, label, url.into())
    }

    /// With one query parameter, encoded.
    #[must_use]
    pub fn query(mut self, key: &str, value: impl Into<String>) -> Self {
        self.query.push((key.to_owned(), value.into()));
        self
    }

    /// With one header. The value may be a secret.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// With `Authorization: Bearer`.
    #[must_use]
    pub fn bearer(mut self, token: &str) -> Self {
        self.login = Some(Login::Bearer(token.to_owned()));
        self
    }

    /// With `Authorization: Basic`.
    #[must_use]
    pub fn basic(mut self, user: &str, password: &str) -> Self {
        self.login = Some(Login::Basic { user: user.to_owned(), password: password.to_owned() });
        self
    }

    /// With a form body.
    #[must_use]
    pub fn form(mut self, fields: Vec<(String, String)>) -> Self {
        self.body = Body::Form(fields);
        self
    }

    /// With a JSON body.
    #[must_use]
    pub fn json(mut self, body: Value) -> Self {
        self.body = Body::Json(body);
        self
    }

    /// As what an order needs first, a sign-in or a look, rather than a poll: it has the orders' share of the budget.
    #[must_use]
    pub fn urgent(mut self) -> Self {
        self.urgency = Urgency::Order;
        self
    }

    /// With this urgency.
    #[must_use]
    pub fn at(mut self, urgency: Urgency) -> Self {
        self.urgency = urgency;
        self
    }

    /// As the one request that carries out an order. Whatever of its answer gets lost or cannot be read leaves open
    /// whether it worked: the fault is then [`crate::domain::Fault::Unanswered`].
    #[must_use]
    pub fn acting(mut self) -> Self {
        self.acts = true;
        self.urgent()
    }

    /// With a time limit of its own instead of the account's, for an answer that comes when something happens.
    #[must_use]
    pub fn within(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Where it goes: host and port, without the user, path and query that may hold secrets.
    pub(super) fn host(&self) -> String {
        host(&self.url)
    }
}

impl Method {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Request({:?}, {} {})", self.label, self.method.word(), self.host())
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "Empty",
            Self::Form(_) => "Form(***)",
            Self::Json(_) => "Json(***)",
        })
    }
}

/// The host and port of `url` in lower case, without anything that may be secret.
pub(super) fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    authority.rsplit_once('@').map_or(authority, |(_, host)| host).to_ascii_lowercase()
}

/// `base` (with or without a final slash) followed by `segments`, each percent-encoded.
pub fn join(base: &str, segments: &[&str]) -> String {
    let mut url = base.trim_end_matches('/').to_owned();
    for segment in segments {
        url.push('/');
        // A segment of dots climbs to the parent path even if it is encoded, so its encoding is encoded again:
        // a strange id then names nothing, instead of something else.
        match *segment {
            "." => url.push_str("%252E"),
            ".." => url.push_str("%252E%252E"),
            segment => url.push_str(&encoded(segment)),
        }
    }
    url
}

/// `text` with everything but unreserved characters percent-encoded.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.extend(['%', digit(byte >> 4), digit(byte & 0xf)]);
        }
        out
    })
}

fn digit(nibble: u8) -> char {
    char::from_digit(u32::from(nibble), 16).unwrap_or_default().to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_encoded_and_cannot_climb() {
        assert_eq!(
            join("https://a.b/v1/", &["calls", "a/b ?#%é+"]),
            "https://a.b/v1/calls/a%2Fb%20%3F%23%25%C3%A9%2B"
        );
        assert_eq!(join("https://a.b", &["calls", "..", "."]), "https://a.b/calls/%252E%252E/%252E");
        assert_eq!(join("https://a.b", &["x~y-z._"]), "https://a.b/x~y-z._");
    }

    #[test]
    fn what_an_order_needs_has_the_orders_share_of_the_budget() {
        let get = || Request::get("x", "http://h");
        let urgent = [get().urgent(), get().at(Urgency::Order), get().acting()];
        assert!(urgent.iter().all(|request| request.urgency == Urgency::Order));
        assert_eq!((get().urgency, get().urgent().at(Urgency::Read).urgency), (Urgency::Read, Urgency::Read));
    }

    #[test]
    fn debug_shows_label_method_and_host_only() {
        let request =
            Request::post("hang up", "https://me:s3cr3t@Pbx.example.com:8443/s3cr3t/x?s3cr3t=1#s3cr3t")
                .query("key", "s3cr3t")
                .header("X-Key", "s3cr3t")
                .bearer("s3cr3t")
                .form(vec![("s3cr3t".into(), "s3cr3t".into())]);
        assert_eq!(format!("{request:?}"), r#"Request("hang up", POST pbx.example.com:8443)"#);
        assert_eq!(format!("{:?}", request.body), "Form(***)");
    }
}
