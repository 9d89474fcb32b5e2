//! Signing in: the key for a token, and the log-in for a key (tel4vn §1).

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::config::{Config, Generation};
use super::tokens::{Tokens, Wire};
use super::words::{self, Word};
use crate::config::Secret;
use crate::domain::{At, Fault, Text};
use crate::vendor::{Http, Reply, Request, Urgency};

/// How long a token is left alone that was refused right after it had been fetched: another one would be, too.
const WARY: Duration = Duration::from_mins(1);

/// Who an account signs in as, and what that brought.
#[derive(Debug)]
pub(super) struct Login {
    config: Config,
    /// The key that a log-in brought.
    key: Option<Secret>,
    /// Where the last token came from; that place is asked first from then on.
    place: Option<String>,
    /// The token for everything.
    tokens: Tokens,
    /// The other generation's, once it turned out that each takes its own only: the documents do not say.
    other: Option<Tokens>,
    wary: Option<At>,
    /// Whether the sign-in said that the user may not see live figures; `None` if it did not say.
    pub(super) sees: Option<bool>,
}

impl Login {
    /// Nobody has signed in yet.
    pub(super) fn new(config: Config) -> Self {
        let tokens = Tokens::default();
        Self { config, key: None, place: None, tokens, other: None, wary: None, sees: None }
    }

    /// Makes sure that there is a token. One renewal at a time: the account's one task is the only caller.
    pub(super) async fn ensure(&mut self, http: &Http, urgency: Urgency) -> Result<(), Fault> {
        if !self.tokens.good(http.now()) {
            match self.renew(http, urgency).await {
                Err(fault) if self.tokens.usable(http.now()) => {
                    tracing::debug!(fault = fault.short(), "the renewal failed; the token still works");
                }
                done => done?,
            }
        }
        if self.other.as_ref().is_some_and(|other| !other.good(http.now()))
            && let Err(fault) = self.renew_other(http, urgency).await
        {
            // Half of the lists are better than none; the other half says why it is missing.
            tracing::debug!(fault = fault.short(), "the other generation's token could not be had");
        }
        Ok(())
    }

    /// `request` to a path of `generation`, signed.
    pub(super) fn signed(&self, request: Request, generation: Generation) -> Request {
        let own = self.other.as_ref().filter(|_| generation != self.generation()).and_then(Tokens::token);
        match own.or(self.tokens.token()) {
            Some(token) => request.bearer(token.expose()),
            None => request,
        }
    }

    /// Whether a token that was refused at `http`'s present is worth a new one.
    pub(super) fn may_renew(&self, http: &Http) -> bool {
        self.wary.is_none_or(|until| until <= http.now())
    }

    /// The token was refused before its time.
    pub(super) fn drop_token(&mut self) {
        self.tokens.drop_token();
        if let Some(other) = &mut self.other {
            other.drop_token();
        }
    }

    /// Even a new token was refused everywhere or somewhere: it is of no use to fetch one for every poll.
    pub(super) fn be_wary(&mut self, http: &Http) {
        self.wary = Some(http.now() + WARY);
    }

    /// A new token is taken by some lists and refused by others: from now on each generation gets its own, unless the
    /// configuration names the one place to ask. Whether that is new.
    pub(super) fn tell_apart(&mut self) -> bool {
        let new = self.other.is_none() && self.config.token_path.is_none();
        if new {
            self.other = Some(Tokens::default());
        }
        new
    }

    /// The generation whose token the first one is.
    fn generation(&self) -> Generation {
        self.place.as_deref().map_or(Generation::V3, Generation::of)
    }

    async fn renew_other(&mut self, http: &Http, urgency: Urgency) -> Result<(), Fault> {
        let of = self.generation().other();
        let path = self.config.token_paths().into_iter().find(|path| Generation::of(path) == of);
        let Some((path, key)) = path.map(str::to_owned).zip(self.config.api_key.clone().or(self.key.clone()))
        else {
            return Err(Fault::Unauthorized("no other place to sign in is configured".into()));
        };
        let (reply, body) = self.told(http, self.exchanged(&path, &key), urgency).await?;
        let wire = token(&reply, &body)?;
        let mut tokens = Tokens::default();
        tokens.install(wire.token.clone(), wire.life(reply.vendor_now()), reply.at);
        self.other = Some(tokens);
        Ok(())
    }

    fn exchanged(&self, path: &str, key: &Secret) -> Request {
        Request::post("fetch a token", self.config.at(path)).json(json!({"api_key": key.expose()}))
    }

    async fn renew(&mut self, http: &Http, urgency: Urgency) -> Result<(), Fault> {
        if let Some(key) = self.config.api_key.clone() {
            return self.exchange(http, urgency, &key).await;
        }
        if let Some(key) = self.key.clone() {
            match self.exchange(http, urgency, &key).await {
                // The key was taken back: log in anew.
                Err(Fault::Unauthorized(_)) => self.key = None,
                done => return done,
            }
        }
        self.log_in(http, urgency).await?;
        match (self.tokens.good(http.now()), self.key.clone()) {
            (true, _) | (false, None) => Ok(()),
            (false, Some(key)) => self.exchange(http, urgency, &key).await,
        }
    }

    /// The key for a token. Both generations may exist on a host, or one of them, and which of them knows a key is
    /// not documented: so the other place is asked too, unless the first one cannot be reached at all.
    async fn exchange(&mut self, http: &Http, urgency: Urgency, key: &Secret) -> Result<(), Fault> {
        let mut paths: Vec<String> = self.config.token_paths().into_iter().map(str::to_owned).collect();
        paths.sort_by_key(|path| Some(path) != self.place.as_ref());
        let mut first = None;
        for path in paths {
            let request =
                Request::post("fetch a token", self.config.at(&path)).json(json!({"api_key": key.expose()}));
            match self.told(http, request, urgency).await {
                Ok((reply, body)) => {
                    let wire = token(&reply, &body)?;
                    self.tokens.install(wire.token.clone(), wire.life(reply.vendor_now()), reply.at);
                    self.place = Some(path);
                    return Ok(());
                }
                // That of the place where somebody answered is the better reason.
                Err(fault @ Fault::Unauthorized(_)) => {
                    if !matches!(first, Some(Fault::Unauthorized(_))) {
                        first = Some(fault);
                    }
                }
                Err(fault @ (Fault::Gone(_) | Fault::Malformed(_) | Fault::Redirected(_))) => {
                    first = first.or(Some(fault));
                }
                Err(fault) => return Err(fault),
            }
        }
        Err(first.map_or_else(|| Fault::Unauthorized("no place to sign in is configured".into()), nowhere))
    }

    /// The user's name and password for the key, and from the newer generation a token too. A refused password is
    /// not tried elsewhere: repeated refusals lock people out.
    async fn log_in(&mut self, http: &Http, urgency: Urgency) -> Result<(), Fault> {
        let (Some(user), Some(password)) = (self.config.user.clone(), self.config.password.clone()) else {
            return Err(Fault::Unauthorized("no sign-in is configured".into()));
        };
        let paths: Vec<String> = self.config.log_in_paths().into_iter().map(str::to_owned).collect();
        let mut missing = None;
        for path in paths {
            let request = Request::post("log in", self.config.at(&path))
                .json(json!({"username": user, "password": password.expose()}));
            match self.told(http, request, urgency).await {
                Ok((reply, body)) => return self.admit(&reply, &body),
                Err(fault @ (Fault::Gone(_) | Fault::Malformed(_) | Fault::Redirected(_))) => {
                    missing = missing.or(Some(fault));
                }
                Err(fault) => return Err(fault),
            }
        }
        Err(missing.map_or_else(|| Fault::Unauthorized("no place to log in is configured".into()), nowhere))
    }

    /// Takes what a log-in brought.
    fn admit(&mut self, reply: &Reply, body: &Map<String, Value>) -> Result<(), Fault> {
        let data = body.get("data").and_then(Value::as_object).unwrap_or(body);
        let no = |flag: Option<&Value>| {
            flag.is_some_and(|flag| *flag == Value::Bool(false) || flag.as_str() == Some("false"))
        };
        if no(data.get("user_enabled")) {
            return Err(Fault::Unauthorized("failed to log in: the user is disabled at TEL4VN".into()));
        }
        let key = data.get("api_key").and_then(Value::as_str).filter(|key| !key.is_empty());
        let key = key.ok_or_else(|| Fault::Malformed("failed to log in: no api_key in the answer".into()))?;
        let privilege = data.get("privilege").and_then(|all| all.get("view_monitor"));
        self.sees = privilege.map(|flag| !no(Some(flag)));
        self.key = Some(Secret::literal(key));
        if let Some(token) = data.get("token").filter(|token| token.is_object())
            && let Ok(wire) = serde_json::from_value::<Wire>(token.clone())
        {
            self.tokens.install(wire.token.clone(), wire.life(reply.vendor_now()), reply.at);
        }
        Ok(())
    }

    /// Sends a request of the sign-in. What it is refused with is a refused sign-in, whatever its status.
    async fn told(
        &self,
        http: &Http,
        request: Request,
        urgency: Urgency,
    ) -> Result<(Reply, Map<String, Value>), Fault> {
        let reply = http.send(request.at(urgency)).await?;
        let label = reply.label;
        let body = reply.json::<Map<String, Value>>();
        let why = body.as_ref().ok().filter(|body| words::complains(body)).and_then(words::why);
        let why = why.map(|why| Text::new(&format!("failed to {label}: {why}")));
        if reply.status == 405 {
            return Err(Fault::Gone(Text::new(&format!("failed to {label}: HTTP 405"))));
        }
        if let Err(fault) = reply.clone().ok() {
            let fault = fault.signing_in();
            return Err(match why {
                Some(why) if matches!(fault, Fault::Unauthorized(_)) => Fault::Unauthorized(why),
                Some(_) | None => fault,
            });
        }
        let body = body?;
        match why {
            Some(why) => Err(Fault::Unauthorized(why)),
            None if words::word(&body) == Word::No => {
                Err(Fault::Unauthorized(Text::new(&format!("failed to {label}: the vendor refused it"))))
            }
            None => Ok((reply, body)),
        }
    }
}

/// The token of an answer: flat, or inside `data`.
fn token(reply: &Reply, body: &Map<String, Value>) -> Result<Wire, Fault> {
    let data = body.get("data").filter(|data| data.is_object()).cloned();
    let data = data.unwrap_or_else(|| Value::Object(body.clone()));
    let wire = serde_json::from_value::<Wire>(data).ok().filter(|wire| !wire.token.expose().is_empty());
    wire.ok_or_else(|| {
        Fault::Malformed(Text::new(&format!("failed to {}: no token in the answer", reply.label)))
    })
}

/// A place that is not there means that the address is wrong.
fn nowhere(fault: Fault) -> Fault {
    if let Fault::Gone(why) | Fault::Malformed(why) | Fault::Redirected(why) = fault {
        Fault::Malformed(why.adding("nobody signs in at this address: check `url` and `token_path`"))
    } else {
        fault
    }
}

#[cfg(test)]
impl Login {
    /// Makes the token due for renewal at `now`, though not over.
    pub(super) fn age(&mut self, now: At) {
        if let Some(token) = self.tokens.token().cloned() {
            let life = Duration::from_mins(2);
            self.tokens.install(token, life, now - Duration::from_secs(90));
        }
    }
}
