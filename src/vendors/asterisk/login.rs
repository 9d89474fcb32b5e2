//! The session: a cookie that the server gives for a user's secret, and takes back after a minute without a
//! request (fact sheet §2).

use std::time::Duration;

use super::answer::{Answer, No, answered, cookie, life};
use super::ask::Ask;
use super::config::AsteriskConfig;
use crate::config::Secret;
use crate::domain::{At, Fault, Text};
use crate::vendor::{Http, Reply, Request, Urgency, join};

/// How long a session lives without a request where the server does not say.
const LIFE: u64 = 60;
/// Of a session that answered so recently nobody has to ask whether it lives.
const FRESH: Duration = Duration::from_secs(5);
/// A session that is as good as over when a request is on its way is not used any more.
const MARGIN: Duration = Duration::from_secs(5);

/// Who signs in, and the session that it brought. Two of them are two sessions.
#[derive(Debug)]
pub(super) struct Login {
    url: String,
    user: String,
    secret: Secret,
    events: Option<&'static str>,
    session: Option<Session>,
}

/// One session of the server's. The id is as good as the secret while it lives.
#[derive(Clone, Debug)]
struct Session {
    cookie: Secret,
    heard: At,
    ends: At,
}

impl Login {
    /// Nobody has signed in yet. A session with `events` hears of those classes.
    pub(super) fn new(config: &AsteriskConfig, events: Option<&'static str>) -> Self {
        Self {
            url: config.url.clone(),
            user: config.user.clone(),
            secret: config.secret.clone(),
            events,
            session: None,
        }
    }

    /// Makes sure that there is a session. Returns whether it is a new one.
    pub(super) async fn ensure(&mut self, http: &Http, urgency: Urgency) -> Result<bool, Fault> {
        if self.session.as_ref().is_some_and(|session| session.ends > http.now()) {
            return Ok(false);
        }
        self.enter(http, urgency).await?;
        Ok(true)
    }

    /// Whether the session was heard of so recently that the server knows it.
    pub(super) fn is_fresh(&self, now: At) -> bool {
        self.session.as_ref().is_some_and(|session| now.since(session.heard) <= FRESH)
    }

    /// Signs in anew.
    pub(super) async fn enter(&mut self, http: &Http, urgency: Urgency) -> Result<(), Fault> {
        let reply = http.send(self.request(urgency)).await?;
        let answer = answered(reply, None, None).map_err(|no| match no {
            No::Said(words) => Fault::Unauthorized(Text::from(format!(
                "Asterisk said \"{words}\" to the user {}",
                Text::new(&self.user)
            ))),
            No::Expired | No::Denied(_) => {
                Fault::Unauthorized(Text::from("Asterisk does not let anyone sign in".to_owned()))
            }
            No::Fault(fault) => fault,
        })?;
        self.session = session(&answer.reply);
        if self.session.is_some() {
            return Ok(());
        }
        Err(Fault::Malformed("failed to sign in: Asterisk gave no cookie; does a proxy keep it back?".into()))
    }

    fn request(&self, urgency: Urgency) -> Request {
        let mut form = vec![
            ("Action".to_owned(), "Login".to_owned()),
            ("Username".to_owned(), self.user.clone()),
            ("Secret".to_owned(), self.secret.expose().to_owned()),
        ];
        form.push(("Events".to_owned(), self.events.unwrap_or("off").to_owned()));
        Request::post("sign in", join(&self.url, &["rawman"])).form(form).at(urgency)
    }

    /// Asks in this session. What the answer says about the session is kept by [`Self::keep`].
    pub(super) async fn send(&self, http: &Http, ask: &Ask) -> Result<Answer, No> {
        let cookie = self.session.as_ref().map(|session| session.cookie.expose());
        let reply = http.send(ask.request(&self.url, cookie)).await?;
        answered(reply, cookie, ask.class())
    }

    /// Each answer renews the session and repeats its cookie.
    pub(super) fn keep(&mut self, reply: &Reply) {
        if let Some(session) = session(reply) {
            self.session = Some(session);
        }
    }

    /// The session is over.
    pub(super) fn forget(&mut self) {
        self.session = None;
    }
}

fn session(reply: &Reply) -> Option<Session> {
    let life = Duration::from_secs(life(reply).unwrap_or(LIFE));
    let ends = reply.at + life.saturating_sub(MARGIN.min(life / 2));
    Some(Session { cookie: Secret::literal(&cookie(reply)?), heard: reply.at, ends })
}

#[cfg(test)]
impl Login {
    /// Makes it as if the session had been silent for `span`.
    pub(super) fn grow_old(&mut self, span: Duration) {
        if let Some(session) = &mut self.session {
            session.heard = session.heard - span;
        }
    }
}
