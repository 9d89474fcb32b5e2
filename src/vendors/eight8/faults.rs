//! What the vendor's refusals say: five surfaces, five ways (8x8 §6).

use serde_json::Value;

use crate::domain::{Fault, Text};
use crate::vendor::Reply;
use crate::vendor::loose::{self, field};

/// The longest explanation that is quoted, in characters.
const QUOTED: usize = 200;

/// The answer if its status is 2xx, else the fault that it means, in the vendor's own words where it has some.
pub(super) fn answered(reply: Reply) -> Result<Reply, Fault> {
    reply.ok_or_said(explained)
}

/// What the vendor says about its refusal: JSON of some shape, XML, or nothing that can be read.
pub(super) fn explained(reply: &Reply) -> Option<Text> {
    if let Some(told) = objects(&reply.body).pop() {
        return words(&told);
    }
    is_xml(reply).then(|| xml(&reply.text())).flatten()
}

/// The first of `reasons[0]`, `message`, `detail`, `fault.faultstring`, in that order.
pub(super) fn words(told: &Value) -> Option<Text> {
    let reason = told.get("reasons").and_then(|reasons| reasons.get(0)).and_then(loose::text_of);
    let fault = || told.get("fault").and_then(|fault| field::text(fault, "faultstring"));
    let words = reason
        .or_else(|| field::text(told, "message"))
        .or_else(|| field::text(told, "detail"))
        .or_else(fault)
        .or_else(|| field::text(told, "title"))?;
    Text::quoted(&words, QUOTED)
}

/// The JSON objects of a body: one, or several one after the other as the guide prints them (8x8 §8).
pub(super) fn objects(body: &[u8]) -> Vec<Value> {
    let read = serde_json::Deserializer::from_slice(body).into_iter::<Value>();
    read.map_while(Result::ok).filter(Value::is_object).collect()
}

/// Whether the body is XML, which is how a feature that is off for a tenant answers (8x8 §2.1).
pub(super) fn is_xml(reply: &Reply) -> bool {
    reply.content_type.contains("xml") || reply.body.trim_ascii_start().starts_with(b"<API")
}

/// The text between the tags.
fn xml(body: &str) -> Option<Text> {
    let text: String = body
        .split('<')
        .filter_map(|part| part.split_once('>').map(|(_, text)| text))
        .collect::<Vec<_>>()
        .join(" ");
    Text::quoted(&text, QUOTED)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{fixture, reply};
    use super::*;

    fn told(status: u16, body: &str) -> String {
        answered(reply(status, body)).unwrap_err().to_string()
    }

    #[test]
    fn every_surface_is_understood() {
        assert_eq!(
            told(400, fixture!("error-size.json")),
            "failed to read a fixture: HTTP 400: Bad request: Field 'size' must be less than or equal to 1000"
        );
        assert_eq!(
            told(401, fixture!("error-gateway.json")),
            "sign-in was refused: failed to read a fixture: HTTP 401: Invalid Access Token"
        );
        assert_eq!(
            told(410, fixture!("error-terminated.json")),
            "failed to read a fixture: HTTP 410: Interaction is already terminated \
             int-184a0c5493f-nempJR9b0nXcZbChiZmtZkLCE-phone-00-acmecorp01"
        );
        assert_eq!(
            told(
                400,
                r#"{"type":"about:blank","title":"Bad Request","status":400,"detail":"no such status"}"#
            ),
            "failed to read a fixture: HTTP 400: no such status"
        );
        assert_eq!(
            told(429, r#"{"status":"error","code":429,"message":"Rate limit exceeded"}"#),
            "too many requests"
        );
        assert_eq!(
            told(403, fixture!("error-feature-off.xml")),
            "permission is missing: failed to read a fixture: HTTP 403: 403 - Forbidden."
        );
    }

    #[test]
    fn a_body_of_nothing_or_of_anything_still_has_a_status() {
        assert_eq!(told(401, ""), "sign-in was refused: failed to read a fixture: HTTP 401");
        assert_eq!(told(500, "oops"), "failed to read a fixture: HTTP 500: oops");
        assert!(told(400, "{}").starts_with("failed to read a fixture: HTTP 400"));
        assert!(told(502, "<html>").contains("an HTML page"));
    }

    #[test]
    fn the_last_of_several_objects_is_the_answer() {
        let two = objects(fixture!("free-line-twice.json.txt").as_bytes());
        assert_eq!(two.len(), 2);
        assert!(words(two.last().unwrap()).unwrap().contains("leg on line [2]"));
    }
}
