//! What the vendor's refusals say (ringcentral §2.5, §6).

use serde::Deserialize;

use crate::domain::{Fault, Text};
use crate::vendor::Reply;
use crate::vendor::loose;

/// The longest explanation that is quoted, in characters.
const QUOTED: usize = 160;

/// The bodies of refusals: RingCX's own, and RingCentral's OAuth ones.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Wire {
    #[serde(deserialize_with = "loose::word")]
    error_code: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    general_message: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    message: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    details: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    developer_message: Option<String>,
    validation_errors: Vec<Validation>,
    #[serde(deserialize_with = "loose::word")]
    error: Option<String>,
    #[serde(deserialize_with = "loose::word", rename = "error_description")]
    error_description: Option<String>,
    errors: Vec<Inner>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Validation {
    #[serde(deserialize_with = "loose::word")]
    attribute_name: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    message: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Inner {
    #[serde(deserialize_with = "loose::word")]
    error_code: Option<String>,
    #[serde(deserialize_with = "loose::word")]
    message: Option<String>,
}

/// The answer if its status is 2xx and it is no web page, else the fault that it means, in the vendor's own
/// words where it has some.
pub(super) fn answered(reply: Reply) -> Result<Reply, Fault> {
    let reply = reply.ok_or_said(explained)?;
    if reply.content_type.contains("html") { Err(misled(&reply)) } else { Ok(reply) }
}

/// The host answers with its web application where the API's path is wrong (ringcentral §6).
pub(super) fn misled(reply: &Reply) -> Fault {
    reply.unreadable("the address leads to a web page; check `ringcx_url` and `api_path`")
}

/// What the vendor says about its refusal, if it says so in a way that can be read.
pub(super) fn explained(reply: &Reply) -> Option<Text> {
    let wire: Wire = serde_json::from_slice(&reply.body).ok()?;
    let first = wire.errors.into_iter().next().unwrap_or_default();
    let code = first.error_code.or(wire.error_code).or_else(|| wire.error.clone());
    let validation = wire.validation_errors.into_iter().find_map(|error| {
        let message = error.message?;
        Some(error.attribute_name.map_or_else(|| message.clone(), |name| format!("{name}: {message}")))
    });
    let words = validation
        .or(wire.general_message)
        .or(wire.error_description)
        .or(first.message)
        .or(wire.message)
        .or(wire.developer_message)
        .or(wire.details);
    let told = match (words, code) {
        (Some(words), Some(code)) => format!("{words} ({code})"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => return None,
    };
    Text::quoted(&told, QUOTED)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::fixture;
    use super::*;
    use crate::domain::At;

    fn reply(status: u16, content_type: &str, body: &str) -> Reply {
        let (body, at) = (body.as_bytes().to_vec(), At::from_millis(0));
        Reply {
            label: "read the call list",
            status,
            content_type: content_type.into(),
            headers: Vec::new(),
            retry_after: None,
            body,
            at,
            skew: None,
            acts: false,
        }
    }

    fn told(status: u16, body: &str) -> String {
        answered(reply(status, "application/json", body)).unwrap_err().to_string()
    }

    #[test]
    fn the_vendors_words_are_told_and_its_json_is_not() {
        assert_eq!(
            told(403, fixture!("denied.json")),
            "permission is missing: failed to read the call list: HTTP 403: You do not have permission to access \
             this resource (access.denied.exception)"
        );
        assert_eq!(
            told(
                400,
                r#"{"generalMessage":"The supplied data is not valid","validationErrors":[{"attributeName":"destination","message":"required","value":null}]}"#
            ),
            "failed to read the call list: HTTP 400: destination: required"
        );
        assert_eq!(
            told(
                401,
                r#"{"error":"invalid_grant","error_description":"Token expired","errors":[{"errorCode":"OAU-128","message":"Token expired"}]}"#
            ),
            "sign-in was refused: failed to read the call list: HTTP 401: Token expired (OAU-128)"
        );
    }

    #[test]
    fn plain_text_is_told_as_it_is() {
        let fault = answered(reply(401, "text/plain", "Jwt is expired")).unwrap_err();
        assert_eq!(
            fault.to_string(),
            "sign-in was refused: failed to read the call list: HTTP 401: Jwt is expired"
        );
    }

    #[test]
    fn a_web_page_names_the_keys_to_check() {
        let fault = answered(reply(200, "text/html", "<!doctype html>")).unwrap_err();
        assert!(fault.to_string().contains("check `ringcx_url` and `api_path`"), "{fault}");
    }
}
