//! Which token an account holds and for how long. Told the time; talks to nobody.

use std::time::Duration;

use serde::Deserialize;

use crate::config::Secret;
use crate::domain::At;
use crate::vendor::loose;

/// How long a token lives at most, by the vendor's text (tel4vn §1).
const LONGEST: Duration = Duration::from_hours(24);
/// So much earlier it is renewed.
const EARLY: Duration = Duration::from_mins(1);
/// What a token is given whose time is over as it arrives: one of the clocks is wrong, and only a 401 tells.
const LEAST: Duration = Duration::from_secs(30);

/// A token as either generation hands it out: flat, or inside `data` (tel4vn §1).
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Wire {
    /// What goes behind `Bearer`.
    pub(super) token: Secret,
    /// v1: when it ends, in seconds since the Unix epoch.
    #[serde(default, deserialize_with = "loose::whole")]
    expired: Option<i64>,
    /// v3: how many seconds are left.
    #[serde(default, deserialize_with = "loose::whole")]
    expired_in: Option<i64>,
}

impl Wire {
    /// How long it may be used if it was read when the vendor's clock showed `now` (milliseconds). The field
    /// counts and not the text, which says 24 hours of tokens that live for one (tel4vn §1).
    pub(super) fn life(&self, now: i64) -> Duration {
        let left = match (self.expired_in, self.expired) {
            (Some(seconds), _) => Some(seconds.saturating_mul(1_000)),
            (None, Some(epoch)) => Some(epoch.saturating_mul(1_000).saturating_sub(now)),
            (None, None) => None,
        };
        let left = left.map_or(LONGEST, |millis| Duration::from_millis(u64::try_from(millis).unwrap_or(0)));
        left.min(LONGEST)
    }
}

/// The token of one account. Every change is one call, right by itself, so a poll may be dropped at any time.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    token: Option<Secret>,
    /// When it is renewed, and when it ends.
    due: Option<(At, At)>,
}

impl Tokens {
    /// The token, good or not.
    pub(super) fn token(&self) -> Option<&Secret> {
        self.token.as_ref()
    }

    /// Whether it is good at `now`, and not due for renewal.
    pub(super) fn good(&self, now: At) -> bool {
        self.token.is_some() && self.due.is_some_and(|(due, _)| now < due)
    }

    /// Whether it still works at `now`, although it is due.
    pub(super) fn usable(&self, now: At) -> bool {
        self.token.is_some() && self.due.is_some_and(|(_, end)| now < end)
    }

    /// Takes the place of whatever was there. `life` counts from `at`.
    pub(super) fn install(&mut self, token: Secret, life: Duration, at: At) {
        let early = EARLY.min(life / 2);
        let end = life.max(LEAST);
        *self =
            Self { token: Some(token), due: Some((at + life.saturating_sub(early).max(LEAST), at + end)) };
    }

    /// It was refused before its time.
    pub(super) fn drop_token(&mut self) {
        (self.token, self.due) = (None, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: At = At::from_millis(1_613_632_778_000);

    fn wire(text: &str) -> Wire {
        serde_json::from_str(text).unwrap()
    }

    fn held(text: &str) -> Tokens {
        let (mut tokens, wire) = (Tokens::default(), wire(text));
        tokens.install(wire.token.clone(), wire.life(AT.millis()), AT);
        tokens
    }

    fn after(seconds: u64) -> At {
        AT + Duration::from_secs(seconds)
    }

    #[test]
    fn the_older_field_is_an_instant_and_the_newer_one_a_span() {
        // The documented sample: 59 minutes after its own `iat`, not 24 hours.
        let older = wire(r#"{"expired":1613636318,"token":"t"}"#);
        assert_eq!(older.life(AT.millis()), Duration::from_mins(59));
        // The documented sample of the newer one is half a year; a day counts.
        assert_eq!(wire(r#"{"expired_in":15023636,"token":"t"}"#).life(0), Duration::from_hours(24));
        assert_eq!(wire(r#"{"expired_in":"90","token":"t"}"#).life(0), Duration::from_secs(90));
        assert_eq!(wire(r#"{"token":"t"}"#).life(0), Duration::from_hours(24));
    }

    #[test]
    fn a_token_is_renewed_a_minute_before_its_end_and_works_until_then() {
        let tokens = held(r#"{"expired":1613636318,"token":"t"}"#);
        assert!(tokens.good(after(58 * 60 - 1)) && !tokens.good(after(58 * 60)));
        assert!(tokens.usable(after(59 * 60 - 1)) && !tokens.usable(after(59 * 60)));
        assert_eq!(tokens.token().unwrap().expose(), "t");
    }

    #[test]
    fn a_day_is_the_most() {
        let tokens = held(r#"{"expired_in":15023636,"token":"t"}"#);
        assert!(tokens.good(after(24 * 3_600 - 61)) && !tokens.good(after(24 * 3_600 - 60)));
    }

    #[test]
    fn a_short_life_is_used_by_half_and_one_that_is_over_for_a_moment() {
        let tokens = held(r#"{"expired_in":90,"token":"t"}"#);
        assert!(tokens.good(after(44)) && !tokens.good(after(45)));
        for text in [r#"{"expired":1613632000,"token":"t"}"#, r#"{"expired_in":-5,"token":"t"}"#] {
            let tokens = held(text);
            assert!(tokens.good(after(29)) && !tokens.good(after(30)), "{text}");
        }
    }

    #[test]
    fn a_refused_token_is_gone_and_none_is_printed() {
        let mut tokens = held(r#"{"expired_in":9000,"token":"t"}"#);
        tokens.drop_token();
        assert!(!tokens.good(AT) && !tokens.usable(AT) && tokens.token().is_none());
        assert!(!format!("{:?}", held(r#"{"expired_in":9000,"token":"s3cr3t"}"#)).contains("s3cr3t"));
    }
}
