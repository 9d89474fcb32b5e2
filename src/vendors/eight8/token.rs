//! The token of the realtime metrics: client credentials, no refresh (8x8 §2.2).

use std::time::Duration;

use serde::Deserialize;

use super::config::Config;
use super::faults::answered;
use crate::config::Secret;
use crate::domain::{At, Fault, Text};
use crate::vendor::{Http, Request, join, loose};

/// How long before its end a token is renewed.
const EARLY: Duration = Duration::from_mins(1);
/// A token's life where its answer does not tell it.
const LIFE: Duration = Duration::from_secs(1_799);
/// How long a refused key, or a list that refuses even a new token, is left alone.
const BAR: Duration = Duration::from_mins(1);

/// The token, and when it may be asked for again.
#[derive(Debug, Default)]
pub(super) struct Token {
    access: Option<Access>,
    barred: Option<(At, Text)>,
    /// Until when a refused token is not replaced: its replacement was refused as well.
    distrusted: Option<At>,
}

#[derive(Debug)]
struct Access {
    token: Secret,
    renew: At,
    end: At,
}

/// Numbers come as texts.
#[derive(Deserialize)]
struct Wire {
    access_token: String,
    #[serde(default, deserialize_with = "loose::count")]
    expires_in: Option<u64>,
}

impl Token {
    /// Makes sure that there is a token. A failed renewal is borne with for as long as the old one lives.
    pub(super) async fn ensure(&mut self, http: &Http, config: &Config) -> Result<(), Fault> {
        let now = http.now();
        if self.access.as_ref().is_some_and(|access| now < access.renew) {
            return Ok(());
        }
        let alive = self.access.as_ref().is_some_and(|access| now < access.end);
        if let Some((_, why)) = self.barred.as_ref().filter(|(until, _)| now < *until) {
            return if alive { Ok(()) } else { Err(Fault::Unauthorized(why.clone())) };
        }
        match grant(http, config).await {
            Ok(access) => {
                self.access = Some(access);
                self.barred = None;
                Ok(())
            }
            Err(fault) => {
                if let Fault::Unauthorized(why) = &fault {
                    self.barred = Some((now + BAR, why.clone()));
                }
                if alive { Ok(()) } else { Err(fault) }
            }
        }
    }

    /// `request`, signed.
    pub(super) fn signed(&self, request: Request) -> Request {
        match &self.access {
            Some(access) => request.bearer(access.token.expose()),
            None => request,
        }
    }

    /// Drops a token that was refused before its time; `false` if that was tried a moment ago in vain.
    pub(super) fn renews(&mut self, now: At) -> bool {
        if self.distrusted.is_some_and(|until| now < until) {
            return false;
        }
        self.access = None;
        true
    }

    /// Even the new token was refused.
    pub(super) fn distrust(&mut self, now: At) {
        self.distrusted = Some(now + BAR);
    }
}

async fn grant(http: &Http, config: &Config) -> Result<Access, Fault> {
    let blank = Secret::literal("");
    let (id, secret) = (config.client_id.as_ref(), config.client_secret.as_ref());
    let (id, secret) = (id.unwrap_or(&blank), secret.unwrap_or(&blank));
    let request = Request::post("sign in", join(&config.token_url, &["oauth", "v2", "token"]))
        .basic(id.expose(), secret.expose())
        .header("Accept", "application/json")
        .form(vec![("grant_type".to_owned(), "client_credentials".to_owned())]);
    let sent = http.now();
    let reply = http.send(request).await.and_then(answered).map_err(refused)?;
    let wire: Wire = reply.json()?;
    let life = wire.expires_in.map_or(LIFE, Duration::from_secs);
    // A gateway may hand out shorter lives than the margin.
    let early = EARLY.min(life / 2);
    Ok(Access {
        token: Secret::literal(&wire.access_token),
        renew: sent + life.saturating_sub(early),
        end: sent + life,
    })
}

/// A refused key comes as 401 or as another refusal: the endpoint's errors are not documented.
fn refused(fault: Fault) -> Fault {
    let fault = fault.signing_in();
    if matches!(fault, Fault::Unauthorized(_)) {
        fault.adding("check `client_id` and `client_secret`")
    } else {
        fault.misplaced("check `token_url`")
    }
}
