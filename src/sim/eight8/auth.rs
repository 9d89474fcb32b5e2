//! Who may ask: OAuth for the metrics, Basic tokens for actions and old reads, keys for the stream (8x8 §2).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use tokio::time::{Duration, Instant};

use super::super::http::{Ask, Reply};
use super::Refusal;
use super::ids::TENANT;
use crate::clock;
use crate::http::find;

pub(super) const CLIENT_ID: &str = "sim-client";
pub(super) const CLIENT_SECRET: &str = "sim-secret";
pub(super) const ACTION_TOKEN: &str = "sim-action-token";
/// For old reads; as a stream's key it is written with the user, in Base64.
const DATA_TOKEN: &str = "sim-data-token";
pub(super) const STREAM_KEY: &str = "eght_sim-stream-key";
/// A key of the same account that is for another product.
const OTHER_KEY: &str = "eght_sim-other-key";
/// Of an access token: the documented `expires_in`.
const LIFE: Duration = Duration::from_secs(1_799);
const MULTITENANT: &str = "multitenant";

/// Every access token that was handed out and still counts.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    issued: Vec<(String, Instant)>,
    serial: u64,
}

impl Tokens {
    /// `POST /oauth/v2/token` (8x8 §2.2). Numbers are texts.
    pub(super) fn issue(&mut self, ask: &Ask) -> Result<Reply, Refusal> {
        if ask.method != "POST" {
            return Err(Refusal::Client(405, "Method Not Allowed"));
        }
        if !basic_is(ask, CLIENT_ID, CLIENT_SECRET) {
            return Err(Refusal::Client(401, "Client identifier is invalid"));
        }
        if find(&ask.form(), "grant_type") != Some("client_credentials") {
            return Err(Refusal::Client(400, "Unsupported grant type"));
        }
        let life = life(ask);
        self.issued.retain(|(_, at)| at.elapsed() < LIFE);
        self.serial += 1;
        let token = format!("sim-{:010x}", self.serial.wrapping_mul(0x4f1d_0c2b_7a11) & 0xff_ffff_ffff);
        self.issued.push((token.clone(), Instant::now()));
        Ok(Reply::json(&json!({
            "access_token": token,
            "token_type": "BearerToken",
            "api_product_list": "[analytics realtime-api, vcc]",
            "status": "approved",
            "scope": "",
            "refresh_token_expires_in": "0",
            "expires_in": life.as_secs().to_string(),
            "refresh_count": "0",
            "developer.email": "deprecated",
            "issued_at": ask.claim(clock::utc()).timestamp_millis().to_string(),
            "client_id": "deprecated",
            "api_product_list_json": ["analytics realtime-api", "vcc"],
        })))
    }

    /// Whether a request may read the metrics.
    pub(super) fn admit(&self, ask: &Ask) -> Result<(), Refusal> {
        let bearer = ask.header("authorization").and_then(|text| text.strip_prefix("Bearer "));
        let shown = bearer.ok_or(Refusal::Token)?;
        let (_, issued) = self.issued.iter().find(|(token, _)| token == shown).ok_or(Refusal::Token)?;
        let voided = ask.trouble.get("expired").is_some_and(|active| *issued <= active.since);
        if voided || issued.elapsed() >= life(ask) {
            return Err(Refusal::Token);
        }
        if ask.trouble.has("forbidden") {
            return Err(Refusal::Metrics(403, "Forbidden".to_owned()));
        }
        match ask.header("x-tenant-info") {
            None if ask.trouble.has(MULTITENANT) => Err(Refusal::query("X-Tenant-Info header is missing.")),
            Some(tenant) if ask.trouble.has(MULTITENANT) && tenant != TENANT => {
                Err(Refusal::query("Invalid value for X-Tenant-Info header."))
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// How long a token lives now; a span set while the program runs counts for tokens that are out already.
fn life(ask: &Ask) -> Duration {
    ask.trouble.span("token_life").unwrap_or(LIFE)
}

fn encoded(user: &str, token: &str) -> String {
    STANDARD.encode(format!("{user}:{token}"))
}

fn basic_is(ask: &Ask, user: &str, token: &str) -> bool {
    let shown = ask.header("authorization").and_then(|text| text.strip_prefix("Basic "));
    shown == Some(encoded(user, token).as_str())
}

/// Whether a request may act, on this tenant (8x8 §2.1). What is refused here comes without a body.
pub(super) fn may_act(ask: &Ask, tenant: &str) -> Result<(), Refusal> {
    if !basic_is(ask, TENANT, ACTION_TOKEN) {
        return Err(Refusal::Bare(401));
    }
    if tenant != TENANT || ask.trouble.has("forbidden") {
        return Err(Refusal::Bare(403));
    }
    Ok(())
}

/// Whether a request may read the old statistics.
pub(super) fn may_read(ask: &Ask) -> Result<(), Refusal> {
    if !basic_is(ask, TENANT, DATA_TOKEN) {
        return Err(Refusal::Bare(401));
    }
    if ask.trouble.has("forbidden") { Err(Refusal::Bare(403)) } else { Ok(()) }
}

/// Whether a handshake may open a stream of this tenant (8x8 §2.3).
pub(super) fn may_listen(ask: &Ask, tenant: &str) -> Result<(), Refusal> {
    let basic = |text: &str| text.strip_prefix("Basic ").map(str::to_owned);
    let shown = ask
        .header("x-api-key")
        .or(ask.query("x-api-key"))
        .map(str::to_owned)
        .or_else(|| ask.header("authorization").and_then(basic))
        .or_else(|| ask.query("token").and_then(basic));
    let shown = shown.unwrap_or_default();
    if shown == OTHER_KEY || shown == encoded(TENANT, ACTION_TOKEN) || ask.trouble.has("forbidden") {
        return Err(Refusal::Bare(403));
    }
    let known = shown == STREAM_KEY || shown == encoded(TENANT, DATA_TOKEN);
    if known && tenant == TENANT { Ok(()) } else { Err(Refusal::Bare(401)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_basic_token_is_the_user_a_colon_and_the_secret_in_base64() {
        assert_eq!(encoded("Aladdin", "open sesame"), "QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }
}
