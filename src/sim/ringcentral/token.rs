//! Texts of tokens: Base64, and JSON Web Tokens whose expiry can be read.

use serde_json::json;

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The `Authorization` header of a client.
pub(super) fn basic(id: &str, secret: &str) -> String {
    let text = encode(format!("{id}:{secret}").as_bytes(), STANDARD);
    let padding = "=".repeat((4 - text.len() % 4) % 4);
    format!("Basic {text}{padding}")
}

/// A token that says when it expires, in seconds since the epoch by the vendor's clock.
pub(super) fn jwt(serial: u64, expires: i64) -> String {
    let head = json!({ "alg": "RS256", "typ": "JWT" }).to_string();
    let body = json!({ "exp": expires, "jti": format!("sim-{serial}"), "sub": "sim" }).to_string();
    let sign = format!("signature-{serial}");
    [head, body, sign].map(|part| encode(part.as_bytes(), URL)).join(".")
}

fn encode(bytes: &[u8], alphabet: &[u8; 64]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word =
            chunk.iter().fold(0_u32, |word, byte| (word << 8) | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for n in 0..=chunk.len() {
            let six = (word >> (18 - 6 * n)) & 63;
            text.push(char::from(*alphabet.get(six as usize).unwrap_or(&b'A')));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_header_is_base64_of_id_and_secret() {
        assert_eq!(basic("Aladdin", "open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert_eq!(basic("sim-client", "sim-secret"), "Basic c2ltLWNsaWVudDpzaW0tc2VjcmV0");
        assert_eq!(encode(b"fo", URL), "Zm8");
    }
}
