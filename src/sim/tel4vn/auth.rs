//! Keys and tokens (tel4vn §1).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tokio::time::{Duration, Instant};

use super::super::http::{Ask, Reply};
use super::refusal::EMPTY;
use super::{DOMAIN, Refusal, ids, list, parts};
use crate::clock;

pub(super) const API_KEY: &str = "5e1f0a2b-77aa-4b3c-9d10-51c0ffee0001";
const USER: &str = "admin@sim.tel4vn.com";
const PASSWORD: &str = "sim-password";
/// As in the samples, which disagree with the text's 24 hours, and with each other.
const LIFE_V1: Duration = Duration::from_mins(59);
const LIFE_V3: Duration = Duration::from_secs(15_023_636);

/// Every token that was handed out.
#[derive(Debug, Default)]
pub(super) struct Auth {
    passes: Vec<Pass>,
    serial: u64,
}

#[derive(Clone, Debug)]
struct Pass {
    text: String,
    /// `v1`, `v2` or `v3`.
    generation: String,
    issued: Instant,
    life: Duration,
}

impl Auth {
    /// `/v1/auth` and `/v3/auth`: a user's name and password for the key.
    pub(super) fn sign_in(&mut self, ask: &Ask) -> Result<Reply, Refusal> {
        let (user, password) = (field(ask, "username")?, field(ask, "password")?);
        if (user.as_str(), password.as_str()) != (USER, PASSWORD) {
            return Err(Refusal::Unauthorized);
        }
        if parts(&ask.path).first() == Some(&"v1") {
            return Ok(Reply::json(&json!({ "data": {
                "user_uuid": ids::uuid("admin", 0), "domain_uuid": ids::domain(), "username": "admin",
                "api_key": API_KEY, "user_enabled": "true", "level": "admin",
            }})));
        }
        let pass = self.pass(ask, "v3");
        let mut token = list::with(flat(&pass), [("user_uuid", json!(ids::uuid("admin", 0)))]);
        if let Some(token) = token.as_object_mut() {
            token.remove("user_id");
        }
        Ok(Reply::json(&json!({ "data": {
            "api_key": API_KEY, "domain_config": { "domain_name": DOMAIN, "domain_uuid": ids::domain() },
            "permission": { "view_monitor": true, "view_cdr": true }, "privilege": { "view_monitor": true },
            "token": token,
        }})))
    }

    /// `/v1/auth/token` and its younger twins: the key for a token. A refresh is the same again.
    pub(super) fn token(&mut self, ask: &Ask) -> Result<Reply, Refusal> {
        let generation = parts(&ask.path).first().copied().unwrap_or("v1").to_owned();
        if generation == "v3" && ask.trouble.has("no-v3-token") {
            return Err(Refusal::NotFound("Not Found"));
        }
        if field(ask, "api_key")? != API_KEY {
            return Err(Refusal::Unauthorized);
        }
        let pass = self.pass(ask, &generation);
        Ok(Reply::json(&match generation.as_str() {
            "v1" => {
                let expired = ask.claim(clock::utc()) + pass.life;
                json!({ "data": {
                    "expired": expired.timestamp(), "token": pass.text, "user_id": ids::uuid("admin", 0),
                }})
            }
            "v2" => json!({ "code": 200, "content": "successfully", "data": flat(&pass) }),
            _ => flat(&pass),
        }))
    }

    fn pass(&mut self, ask: &Ask, generation: &str) -> Pass {
        self.serial += 1;
        let head = json!({ "alg": "RSA-OAEP-256", "iat": ask.claim(clock::utc()).timestamp() }).to_string();
        let text = format!("{}.sim-{generation}-{}", URL_SAFE_NO_PAD.encode(head), self.serial);
        let usual = if generation == "v1" { LIFE_V1 } else { LIFE_V3 };
        let life = ask.trouble.span("token_life").unwrap_or(usual);
        let pass = Pass { text, generation: generation.to_owned(), issued: Instant::now(), life };
        self.passes.retain(|pass| pass.issued.elapsed() < pass.life);
        self.passes.push(pass.clone());
        pass
    }

    /// Whether a request carries a token that counts. The key is none.
    pub(super) fn admit(&self, ask: &Ask) -> Result<(), Refusal> {
        let shown = ask.header("authorization").and_then(|text| text.strip_prefix("Bearer "));
        let pass = self.passes.iter().find(|pass| Some(pass.text.as_str()) == shown);
        let pass = pass.ok_or(Refusal::Unauthorized)?;
        // A life span set while the program runs counts for tokens that are out already.
        let life = ask.trouble.span("token_life").unwrap_or(pass.life);
        let voided = ask.trouble.get("expired").is_some_and(|active| pass.issued <= active.since);
        let foreign = ask.trouble.has("apart") && parts(&ask.path).first() != Some(&pass.generation.as_str());
        if pass.issued.elapsed() >= life || voided || foreign {
            return Err(Refusal::Unauthorized);
        }
        Ok(())
    }
}

/// A token as the third generation writes it.
fn flat(pass: &Pass) -> Value {
    json!({
        "client_id": ids::uuid("client", 0), "domain_uuid": ids::domain(), "expired_in": pass.life.as_secs(),
        "refresh_token": "", "token": pass.text, "token_type": "Bearer", "user_id": ids::uuid("admin", 0),
    })
}

/// A text of the body that must be there and not be empty.
fn field(ask: &Ask, name: &'static str) -> Result<String, Refusal> {
    let body = ask.json().unwrap_or_default();
    let text = body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    text.map(str::to_owned).ok_or(Refusal::Invalid(name, EMPTY))
}
