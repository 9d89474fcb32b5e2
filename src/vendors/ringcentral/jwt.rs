//! How long a token lives, read from the token itself without checking its signature.

use std::time::Duration;

use serde::Deserialize;

/// A token's life when it does not tell (ringcentral §2.1).
pub(super) const LIFE: Duration = Duration::from_mins(5);
/// What claims to live longer is not believed: it would keep a board on a dead token.
const LONGEST: Duration = Duration::from_hours(24);

#[derive(Deserialize)]
struct Claims {
    #[serde(default, deserialize_with = "crate::vendor::loose::whole")]
    exp: Option<i64>,
    #[serde(default, deserialize_with = "crate::vendor::loose::whole")]
    iat: Option<i64>,
}

/// How long `token` lives from the moment it was issued, when the vendor's clock showed `vendor_now`
/// (milliseconds). The token's own two instants are held against each other where both are there, so that no
/// clock has to be right.
pub(super) fn life(token: &str, vendor_now: i64) -> Duration {
    told(token, vendor_now).filter(|life| !life.is_zero() && *life <= LONGEST).unwrap_or(LIFE)
}

fn told(token: &str, vendor_now: i64) -> Option<Duration> {
    let payload = decoded(token.split('.').nth(1)?)?;
    let claims: Claims = serde_json::from_slice(&payload).ok()?;
    let ends = claims.exp?.checked_mul(1_000)?;
    let began = claims.iat.and_then(|iat| iat.checked_mul(1_000)).unwrap_or(vendor_now);
    u64::try_from(ends.checked_sub(began)?).ok().map(Duration::from_millis)
}

/// Base64 in its URL alphabet (the ordinary one is read as well), with or without padding.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let (mut bits, mut held) = (0_u32, 0_u32);
    for letter in text.trim_end_matches('=').bytes() {
        let six = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(six);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from((bits >> held) & 0xFF).ok()?);
            bits &= (1 << held) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `{"exp":1588949147,"iat":1588948847}`
    const FIVE_MINUTES: &str = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE1ODg5NDkxNDcsImlhdCI6MTU4ODk0ODg0N30.sig";
    /// `{"exp":1588949147}`
    const BARE: &str = "x.eyJleHAiOjE1ODg5NDkxNDd9.y";

    #[test]
    fn the_life_is_what_the_token_says() {
        assert_eq!(life(FIVE_MINUTES, 0), Duration::from_mins(5));
        assert_eq!(life(BARE, 1_588_949_027_000), Duration::from_mins(2));
    }

    #[test]
    fn a_token_that_says_nothing_sensible_lives_five_minutes() {
        for token in ["", "opaque", "a.b.c", "a.!!.c", "aws80:00000000", BARE] {
            assert_eq!(life(token, 1_788_949_027_000), LIFE, "{token}");
        }
    }
}
