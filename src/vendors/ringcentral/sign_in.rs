//! Signing in: the JWT grant, the exchange, the refresh, the direct login.

use std::time::Duration;

use serde::Deserialize;

use super::config::{RingCentralConfig, SignIn};
use super::faults::answered;
use super::jwt;
use super::tokens::{Granted, Step, Tokens};
use crate::config::Secret;
use crate::domain::{Fault, Text};
use crate::vendor::loose;
use crate::vendor::{Http, Reply, Request, Urgency, join};

/// The longest way: a spent refresh token, a dead RingCentral token, the grant, the exchange, and a look.
const LONGEST_WAY: usize = 5;
/// A RingCentral token's life when its answer does not tell (ringcentral §2.1).
const PLATFORM_LIFE: u64 = 3_600;

/// Who an account signs in as, and what that brought.
#[derive(Debug)]
pub(super) struct Login {
    sign_in: SignIn,
    platform_url: String,
    ringcx_url: String,
    tokens: Tokens,
    /// The sub-accounts that sign-in named.
    pub(super) accounts: Vec<String>,
}

/// The answer to the JWT grant.
#[derive(Deserialize)]
struct WirePlatform {
    access_token: String,
    #[serde(default, deserialize_with = "loose::count")]
    expires_in: Option<u64>,
}

/// The answer to the exchange, the refresh and the direct login.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireTokens {
    access_token: String,
    #[serde(default, deserialize_with = "loose::word")]
    refresh_token: Option<String>,
    #[serde(default)]
    agent_details: Option<Vec<WireAgentDetails>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireAgentDetails {
    #[serde(default, deserialize_with = "loose::word")]
    account_id: Option<String>,
    #[serde(default, rename = "subaccountId", deserialize_with = "loose::word")]
    subaccount_id: Option<String>,
}

impl Login {
    /// Nobody has signed in yet.
    pub(super) fn new(sign_in: SignIn, config: &RingCentralConfig) -> Self {
        Self {
            sign_in,
            platform_url: config.platform_url.clone(),
            ringcx_url: config.ringcx_url.clone(),
            tokens: Tokens::default(),
            accounts: Vec::new(),
        }
    }

    /// Makes sure that there is a token with `spare` time left. One renewal at a time: the account's one task
    /// is the only caller, and everybody else reads what it leaves behind.
    pub(super) async fn ensure(
        &mut self,
        http: &Http,
        urgency: Urgency,
        spare: Duration,
    ) -> Result<(), Fault> {
        let mut fresh_platform = false;
        for _ in 0..LONGEST_WAY {
            let now = http.now();
            let taken = match self.step(http, spare) {
                Step::Ready => return Ok(()),
                Step::Barred(why) => return Err(Fault::Unauthorized(why)),
                Step::Refresh(refresh) => match self.refresh(http, urgency, &refresh).await {
                    Err(Fault::Unauthorized(_) | Fault::Malformed(_) | Fault::Redirected(_)) => {
                        // Spent by a renewal whose answer got lost, or too old: begin again.
                        self.tokens.drop_refresh();
                        Ok(())
                    }
                    taken => taken,
                },
                Step::Exchange(platform) => match self.exchange(http, urgency, &platform).await {
                    Err(Fault::Unauthorized(_)) if !fresh_platform => {
                        self.tokens.drop_platform();
                        Ok(())
                    }
                    taken => taken,
                },
                Step::Begin => {
                    fresh_platform = true;
                    self.begin(http, urgency).await
                }
            };
            if let Err(fault) = taken {
                if self.tokens.usable(http.now(), spare) {
                    tracing::debug!(fault = fault.short(), "the renewal failed; the token still works");
                    return Ok(());
                }
                if let Fault::Unauthorized(why) = &fault {
                    self.tokens.bar(why.clone(), now);
                }
                return Err(fault);
            }
        }
        Err(Fault::Malformed(Text::new("failed to sign in: the vendor's tokens have run out as they arrive")))
    }

    /// Whether a refused token can be replaced. A permanent one cannot.
    pub(super) fn renews(&self) -> bool {
        match self.sign_in {
            SignIn::Jwt { .. } | SignIn::Direct { .. } => true,
            SignIn::ApiToken(_) => false,
        }
    }

    /// The access token was refused before its time.
    pub(super) fn drop_access(&mut self) {
        self.tokens.drop_access();
    }

    /// Even its replacement was refused: the next sign-in begins anew, inside the limit on exchanges.
    pub(super) fn distrust(&mut self) {
        self.tokens.drop_access();
        self.tokens.drop_refresh();
        self.tokens.drop_platform();
    }

    /// `request`, signed.
    pub(super) fn signed(&self, request: Request) -> Request {
        match &self.sign_in {
            SignIn::ApiToken(token) => request.header("X-Auth-Token", token.expose()),
            SignIn::Jwt { .. } | SignIn::Direct { .. } => match self.tokens.access() {
                Some(token) => request.bearer(token.expose()),
                None => request,
            },
        }
    }

    fn step(&self, http: &Http, spare: Duration) -> Step {
        match self.sign_in {
            SignIn::ApiToken(_) => Step::Ready,
            SignIn::Jwt { .. } | SignIn::Direct { .. } => self.tokens.step(http.now(), spare),
        }
    }

    async fn begin(&mut self, http: &Http, urgency: Urgency) -> Result<(), Fault> {
        match &self.sign_in {
            SignIn::Jwt { client_id, client_secret, jwt } => {
                let request = grant(&self.platform_url, client_id, client_secret, jwt);
                let reply = sent(http, request, urgency).await?;
                let wire: WirePlatform = reply.json()?;
                let life = Duration::from_secs(wire.expires_in.unwrap_or(PLATFORM_LIFE));
                self.tokens.take_platform(Secret::literal(&wire.access_token), life, reply.at);
                Ok(())
            }
            SignIn::Direct { username, password, platform_id } => {
                let request = direct(&self.ringcx_url, username, password, platform_id.as_deref());
                self.admit(http)?;
                let reply = sent(http, request, urgency).await?;
                self.install(&reply, None)
            }
            SignIn::ApiToken(_) => Ok(()),
        }
    }

    async fn exchange(&mut self, http: &Http, urgency: Urgency, platform: &Secret) -> Result<(), Fault> {
        self.admit(http)?;
        let reply = sent(http, exchange(&self.ringcx_url, platform), urgency).await?;
        self.install(&reply, None)
    }

    /// Not counted among the exchanges, whose limit is the vendor's for that endpoint: it comes when four fifths
    /// of a token's life are over, and at most once in a poll.
    async fn refresh(&mut self, http: &Http, urgency: Urgency, refresh: &Secret) -> Result<(), Fault> {
        let reply = sent(http, renewal(&self.ringcx_url, refresh), urgency).await?;
        self.install(&reply, Some(refresh))
    }

    fn admit(&mut self, http: &Http) -> Result<(), Fault> {
        self.tokens.ask(http.now()).map_err(|after| Fault::RateLimited { after: Some(after) })
    }

    /// Takes the tokens of `reply`. A renewal that brings no new refresh token leaves the `old` one in place.
    fn install(&mut self, reply: &Reply, old: Option<&Secret>) -> Result<(), Fault> {
        let wire: WireTokens = reply.json()?;
        let life = jwt::life(&wire.access_token, reply.vendor_now());
        let refresh = wire.refresh_token.as_deref().map(Secret::literal).or_else(|| old.cloned());
        self.tokens.install(Granted { access: Secret::literal(&wire.access_token), refresh, life }, reply.at);
        let named =
            wire.agent_details.into_iter().flatten().filter_map(|of| of.subaccount_id.or(of.account_id));
        let mut accounts: Vec<String> = named.collect();
        accounts.sort_unstable();
        accounts.dedup();
        if !accounts.is_empty() {
            self.accounts = accounts;
        }
        Ok(())
    }
}

/// Sends a request for a token. Its refusals are refused sign-ins, whatever their status.
async fn sent(http: &Http, request: Request, urgency: Urgency) -> Result<Reply, Fault> {
    let reply = http.send(request.at(urgency)).await.and_then(|reply| match reply.status {
        408 => Err(Fault::Slow(Text::from(format!("failed to {}: HTTP 408", reply.label)))),
        404 | 405 | 410 => Err(Fault::Malformed(Text::from(format!(
            "failed to {}: HTTP {}: nobody signs in at this address; check `platform_url` and `ringcx_url`",
            reply.label, reply.status
        )))),
        _ => answered(reply),
    });
    reply.map_err(Fault::signing_in)
}

fn form(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// Step 1 (ringcentral §2.1). The JWT is presented anew each time rather than the refresh token, which is
/// spent once and dies with a lost answer.
fn grant(platform_url: &str, client_id: &str, client_secret: &Secret, jwt: &Secret) -> Request {
    Request::post("sign in to RingCentral", join(platform_url, &["restapi", "oauth", "token"]))
        .header("Accept", "application/json")
        .basic(client_id, client_secret.expose())
        .form(form(&[
            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            ("assertion", jwt.expose()),
        ]))
}

/// Step 2 (ringcentral §2.1). The token stands in the body, where the guide has it and no log sees it.
fn exchange(ringcx_url: &str, platform: &Secret) -> Request {
    let url = join(ringcx_url, &["api", "auth", "login", "rc", "accesstoken"]);
    Request::post("exchange the token at RingCX", url)
        .header("Accept", "application/json")
        .query("includeRefresh", "true")
        .form(form(&[("rcAccessToken", platform.expose()), ("rcTokenType", "Bearer")]))
}

/// Step 3 (ringcentral §2.1).
fn renewal(ringcx_url: &str, refresh: &Secret) -> Request {
    Request::post("renew the token at RingCX", join(ringcx_url, &["api", "auth", "token", "refresh"]))
        .header("Accept", "application/json")
        .form(form(&[("refresh_token", refresh.expose())]))
}

/// The login without RingCentral, whose parameters stand in the query (ringcentral §2.2).
fn direct(ringcx_url: &str, username: &str, password: &Secret, platform_id: Option<&str>) -> Request {
    let url = join(ringcx_url, &["api", "auth", "login", "admin"]);
    let request = Request::post("sign in to RingCX", url)
        .header("Accept", "application/json")
        .query("username", username)
        .query("password", password.expose());
    match platform_id {
        Some(id) => request.query("platformId", id),
        None => request,
    }
}
