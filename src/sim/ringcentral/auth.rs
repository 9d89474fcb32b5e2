//! Tokens: the platform's, the ones exchanged for them, permanent and legacy ones (ringcentral §2).

use std::collections::{BTreeSet, VecDeque};

use serde_json::{Map, Value, json};
use tokio::time::{Duration, Instant};

use super::super::http::{Ask, Reply};
use super::super::world::Site;
use super::{ACCOUNT, ACCOUNT_NAME, MAIN_ACCOUNT, Quota, Refusal, directory, token};
use crate::clock;
use crate::http::find;

pub(super) const CLIENT_ID: &str = "sim-client";
pub(super) const CLIENT_SECRET: &str = "sim-secret";
pub(super) const JWT: &str = "sim-jwt";
const ADMIN: (&str, &str) = ("sim-admin", "sim-password");
const BEARER_GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// Of an exchanged access token.
const LIFE: Duration = Duration::from_mins(5);
/// Of a platform access token: the documented `expires_in`, and a second.
const PLATFORM_LIFE: Duration = Duration::from_hours(2);
/// How long a platform refresh token still works after its successor's access token was first used.
const GRACE: Duration = Duration::from_secs(10);
/// Sessions a user may have on the platform.
const SESSIONS: usize = 5;

/// Every token that was handed out and still counts.
#[derive(Debug, Default)]
pub(super) struct Auth {
    grants: VecDeque<Grant>,
    passes: Vec<Pass>,
    permanent: BTreeSet<String>,
    exchanges: Quota,
    serial: u64,
}

/// A session on the platform.
#[derive(Clone, Debug)]
struct Grant {
    access: String,
    refresh: String,
    /// The refresh token this one was bought with.
    spent: Option<String>,
    issued: Instant,
    used: Option<Instant>,
}

/// An exchanged token, or a legacy one (which has no refresh token).
#[derive(Clone, Debug)]
struct Pass {
    access: String,
    refresh: Option<String>,
    issued: Instant,
    life: Duration,
}

impl Auth {
    /// `POST /restapi/oauth/token` (ringcentral §2.1, step 1).
    pub(super) fn platform_token(&mut self, ask: &Ask) -> Reply {
        let form = ask.form();
        if ask.method != "POST" {
            return Refusal::Method.reply(ask);
        }
        match ask.header("authorization") {
            Some(text) if text == token::basic(CLIENT_ID, CLIENT_SECRET) => {}
            Some(text) if text.starts_with("Basic ") => {
                return oauth_error(401, "invalid_client", "OAU-146", "Client credentials are not valid");
            }
            Some(_) | None => {
                return oauth_error(401, "invalid_client", "OAU-123", "Invalid Authorization header");
            }
        }
        match find(&form, "grant_type") {
            Some(BEARER_GRANT) if find(&form, "assertion") == Some(JWT) => Self::granted(&self.grant(None)),
            Some(BEARER_GRANT) => {
                oauth_error(400, "invalid_grant", "OAU-140", "Invalid resource owner credentials")
            }
            Some("refresh_token") => self.renew(find(&form, "refresh_token").unwrap_or_default(), ask),
            Some(_) => oauth_error(401, "unauthorized_client", "OAU-125", "Grant type is not allowed"),
            None => oauth_error(400, "invalid_request", "OAU-109", "Parameter grant_type is missing"),
        }
    }

    fn grant(&mut self, spent: Option<String>) -> Grant {
        self.serial += 1;
        let (access, refresh) =
            (format!("sim-rc-access-{}", self.serial), format!("sim-rc-refresh-{}", self.serial));
        let grant = Grant { access, refresh, spent, issued: Instant::now(), used: None };
        self.grants.push_back(grant.clone());
        if self.grants.len() > SESSIONS {
            self.grants.pop_front();
        }
        grant
    }

    fn renew(&mut self, old: &str, ask: &Ask) -> Reply {
        let everything = |grant: &Grant| ask.trouble.word("expired") == "all" && voided(ask, grant.issued);
        self.grants.retain(|grant| !everything(grant));
        if self.grants.iter().any(|grant| grant.refresh == old) {
            self.grants.retain(|grant| grant.refresh != old);
            return Self::granted(&self.grant(Some(old.to_owned())));
        }
        let fresh = |grant: &&Grant| grant.used.is_none_or(|at| at.elapsed() < GRACE);
        match self.grants.iter().filter(fresh).find(|grant| grant.spent.as_deref() == Some(old)) {
            Some(successor) => Self::granted(successor),
            None => oauth_error(400, "invalid_grant", "OAU-140", "Token not found"),
        }
    }

    fn granted(grant: &Grant) -> Reply {
        Reply::json(&json!({
            "access_token": grant.access, "token_type": "bearer", "expires_in": 7_199,
            "refresh_token": grant.refresh, "refresh_token_expires_in": 604_799,
            "scope": "ReadAccounts", "owner_id": "256440016",
        }))
    }

    /// `POST /api/auth/login/rc/accesstoken` (ringcentral §2.1, step 2).
    pub(super) fn exchange(&mut self, ask: &Ask, site: &Site) -> Result<Reply, Refusal> {
        self.exchanges.spend(ask.trouble.number("exchange_limit").unwrap_or(5))?;
        let form = ask.form();
        let field = |name| find(&form, name).or_else(|| ask.query(name));
        let access = field("rcAccessToken").ok_or(Refusal::missing("rcAccessToken"))?;
        if ask.method != "POST" {
            return Err(Refusal::Method);
        }
        if field("rcTokenType") != Some("Bearer") {
            return Err(Refusal::missing("rcTokenType"));
        }
        let all = ask.trouble.word("expired") == "all";
        let valid = |grant: &&mut Grant| {
            grant.access == access
                && grant.issued.elapsed() < PLATFORM_LIFE
                && !(all && voided(ask, grant.issued))
        };
        let grant =
            self.grants.iter_mut().find(valid).ok_or(Refusal::Token("Invalid RingCentral access token"))?;
        grant.used.get_or_insert(Instant::now());
        let pass = self.pass(ask);
        Ok(Self::passed(&pass, ask.query("includeRefresh").or(field("includeRefresh")) == Some("true"), site))
    }

    /// `POST /api/auth/token/refresh` (ringcentral §2.1, step 3). The refresh token is replaced.
    pub(super) fn refresh(&mut self, ask: &Ask, site: &Site) -> Result<Reply, Refusal> {
        let form = ask.form();
        let old = find(&form, "refresh_token").or_else(|| ask.query("refresh_token"));
        let old = old.ok_or(Refusal::missing("refresh_token"))?;
        let all = ask.trouble.word("expired") == "all";
        let known = self.passes.iter_mut().find(|pass| pass.refresh.as_deref() == Some(old));
        let pass = known.filter(|pass| !(all && voided(ask, pass.issued)));
        pass.ok_or(Refusal::Token("Invalid refresh token"))?.refresh = None;
        let pass = self.pass(ask);
        Ok(Self::passed(&pass, true, site))
    }

    /// `POST /api/auth/login/admin`, for accounts without a RingCentral login (ringcentral §2.2).
    pub(super) fn login(&mut self, ask: &Ask, site: &Site) -> Result<Reply, Refusal> {
        if (ask.query("username"), ask.query("password")) != (Some(ADMIN.0), Some(ADMIN.1)) {
            return Err(Refusal::Token("Bad credentials"));
        }
        if ask.query("platformId").is_none_or(str::is_empty) {
            return Err(Refusal::missing("platformId"));
        }
        let pass = self.pass(ask);
        Ok(Self::passed(&pass, true, site))
    }

    /// `POST /api/v1/auth/login` of the legacy hosts (ringcentral §2.3).
    pub(super) fn legacy_login(&mut self, ask: &Ask) -> Result<Reply, Refusal> {
        let form = ask.form();
        if (find(&form, "username"), find(&form, "password")) != (Some(ADMIN.0), Some(ADMIN.1)) {
            return Err(Refusal::Token("Bad credentials"));
        }
        self.serial += 1;
        let access = format!("sim-legacy-{}", self.serial);
        let life = if find(&form, "stayLoggedIn") == Some("true") { 14 * 86_400 } else { 3_600 };
        let pass = Pass { access, refresh: None, issued: Instant::now(), life: Duration::from_secs(life) };
        self.passes.push(pass.clone());
        Ok(Reply::json(&json!({ "authToken": pass.access, "accounts": [{ "accountId": ACCOUNT }] })))
    }

    fn pass(&mut self, ask: &Ask) -> Pass {
        self.passes.retain(|pass| pass.issued.elapsed() < pass.life.max(Duration::from_hours(1)));
        self.serial += 1;
        let life = ask.trouble.span("token_life").unwrap_or(LIFE);
        let expires = (ask.claim(clock::utc()) + life).timestamp();
        let (access, refresh) = (token::jwt(self.serial, expires), Some(format!("rt-sim-{}", self.serial)));
        let pass = Pass { access, refresh, issued: Instant::now(), life };
        self.passes.push(pass.clone());
        pass
    }

    fn passed(pass: &Pass, refresh: bool, site: &Site) -> Reply {
        let details = site.agents.iter().take(1).map(|agent| {
            json!({
                "agentId": directory::agent_id(agent.ix), "firstName": agent.first, "lastName": agent.last,
                "email": directory::email(agent), "username": directory::username(agent), "agentType": "SUPERVISOR",
                "rcUserId": 222_222, "accountId": ACCOUNT, "accountName": ACCOUNT_NAME, "agentGroupId": Value::Null,
                "allowLoginControl": true, "allowLoginUpdates": true,
            })
        });
        let mut body = Map::from_iter([
            ("accessToken".to_owned(), json!(pass.access)),
            ("tokenType".to_owned(), json!("Bearer")),
            ("mainAccountId".to_owned(), json!(MAIN_ACCOUNT)),
            ("agentDetails".to_owned(), details.collect()),
            ("adminId".to_owned(), json!(1_111)),
            ("adminUrl".to_owned(), json!("/voice/admin/")),
            ("agentUrl".to_owned(), json!("/voice/agent/")),
            ("ssoLogin".to_owned(), json!(true)),
        ]);
        if refresh {
            body.insert("refreshToken".to_owned(), json!(pass.refresh));
        }
        Reply::json(&body)
    }

    /// Whether a request carries a token that counts; the platform's own tokens do not (ringcentral §2.1,
    /// step 4).
    pub(super) fn admit(&mut self, ask: &Ask) -> Result<(), Refusal> {
        let legacy = ask.header("x-auth-token");
        if legacy.is_some_and(|text| self.permanent.contains(text)) {
            return Ok(());
        }
        let bearer = ask.header("authorization").and_then(|text| text.strip_prefix("Bearer "));
        let shown = bearer.or(legacy).ok_or(Refusal::Token("Jwt is missing"))?;
        let known = self.passes.iter().find(|pass| pass.access == shown);
        let pass = known.ok_or(Refusal::Token("Jwt verification fails"))?;
        // A life span set while the program runs counts for tokens that are out already.
        let life = ask.trouble.span("token_life").filter(|_| pass.life <= LIFE).unwrap_or(pass.life);
        if pass.issued.elapsed() >= life || voided(ask, pass.issued) {
            return Err(Refusal::Token("Jwt is expired"));
        }
        Ok(())
    }

    /// `/voice/api/v1/admin/token`: permanent tokens for the `X-Auth-Token` header (ringcentral §2.2).
    pub(super) fn permanent_token(&mut self, ask: &Ask, rest: &[&str]) -> Result<Reply, Refusal> {
        match (ask.method.as_str(), rest) {
            ("GET", []) => Ok(Reply::json(&self.permanent)),
            ("POST", []) => {
                self.serial += 1;
                let text = format!("sim80:00000000-0000-0000-0000-{:012}", self.serial);
                self.permanent.insert(text.clone());
                Ok(Reply::text(200, text))
            }
            ("DELETE", [text]) if self.permanent.remove(*text) => Ok(Reply::text(200, "true")),
            ("DELETE", [_]) => Err(Refusal::NotFound),
            _ => Err(Refusal::Method),
        }
    }
}

/// Whether the `expired` fault in force kills a token of this age.
fn voided(ask: &Ask, issued: Instant) -> bool {
    ask.trouble.get("expired").is_some_and(|active| issued <= active.since)
}

fn oauth_error(status: u16, error: &str, code: &str, message: &str) -> Reply {
    Reply::json(&json!({
        "error": error, "error_description": message, "errors": [{ "errorCode": code, "message": message }],
    }))
    .with_status(status)
}
