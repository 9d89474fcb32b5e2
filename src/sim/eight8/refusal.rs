//! How the vendor says no: every surface in its own way (8x8 §6).

use serde_json::{Value, json};

use super::super::http::{Ask, Reply};

/// Why a request is not answered as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The gateway before the metrics does not know the token.
    Token,
    /// The token endpoint does not know the client, or not what it asks for.
    Client(u16, &'static str),
    /// The metrics' own words.
    Metrics(u16, String),
    /// The call interface: a status and the one reason.
    Call(u16, String),
    /// A status about which the vendor says nothing more.
    Bare(u16),
    /// The agent status interface: a status and the detail.
    Problem(u16, String),
    /// The agent status interface is not enabled.
    Off,
    /// The data augmentation interface.
    Data(u16, &'static str),
    /// No such path.
    Nowhere,
}

impl Refusal {
    /// A bad request to the metrics.
    pub(super) fn query(why: impl std::fmt::Display) -> Self {
        Self::Metrics(400, format!("Bad request: {why}"))
    }

    /// A fault of the call interface; its exact status is documented for ended calls only.
    pub(super) fn call(reason: impl Into<String>) -> Self {
        Self::Call(400, reason.into())
    }

    /// The status and the words.
    fn plain(&self) -> (u16, String) {
        match self {
            Self::Token => (401, "Invalid Access Token".to_owned()),
            Self::Client(status, why) | Self::Data(status, why) => (*status, (*why).to_owned()),
            Self::Metrics(status, why) | Self::Call(status, why) | Self::Problem(status, why) => {
                (*status, why.clone())
            }
            Self::Bare(status) => (*status, title(*status).to_owned()),
            Self::Off => (403, "Forbidden.".to_owned()),
            Self::Nowhere => (404, "Not Found".to_owned()),
        }
    }

    pub(super) fn reply(self, ask: &Ask) -> Reply {
        let (status, why) = self.plain();
        match ask.trouble.word("errors") {
            "other" => {
                let body = json!({ "error": { "code": status, "description": why } });
                return Reply::json(&body).with_status(status);
            }
            "xml" => return xml(status, &why),
            "empty" => return Reply { kind: "application/json", ..Reply::text(status, "") },
            _ => {}
        }
        let body = match self {
            Self::Token => gateway(&why, "keymanagement.service.invalid_access_token"),
            Self::Client(..) => json!({ "ErrorCode": "invalid_client", "Error": why }),
            Self::Metrics(..) | Self::Nowhere => json!({ "message": why }),
            Self::Call(..) => json!({ "reasons": [why], "message": title(status) }),
            Self::Bare(_) => return Reply { kind: "application/json", ..Reply::text(status, "") },
            Self::Problem(..) => json!({
                "type": "about:blank", "title": title(status), "status": status, "detail": why,
                "instance": ask.path,
            }),
            Self::Off => return xml(status, &why),
            Self::Data(..) => json!({ "status": "error", "code": status, "message": why }),
        };
        Reply::json(&body).with_status(status)
    }
}

fn gateway(why: &str, code: &str) -> Value {
    json!({ "fault": { "faultstring": why, "detail": { "errorcode": code } } })
}

fn xml(status: u16, why: &str) -> Reply {
    let why = super::rtstats::escape(why);
    let text = format!("<API><Error>{status} - {why}</Error></API>");
    Reply { kind: "application/xml", ..Reply::text(status, text) }
}

/// What HTTP calls a status.
pub(super) fn title(status: u16) -> &'static str {
    axum::http::StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or("Error")
}

/// A failure that has nothing to do with what was asked.
pub(super) fn failure(status: u16) -> Reply {
    Reply::json(&gateway(title(status), "messaging.adaptors.http.flow.ErrorResponseCode")).with_status(status)
}
