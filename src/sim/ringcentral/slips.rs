//! What can go wrong with this vendor only.

use super::super::fault::{FaultDoc, Value};

pub(super) const SLIPS: &[FaultDoc] = &[
    FaultDoc {
        name: "expired",
        value: Value::Word(&["access", "all"]),
        what: "access tokens issued so far are expired; all: refresh and platform tokens too",
    },
    FaultDoc {
        name: "token_life",
        value: Value::Span,
        what: "how long an access token lives, instead of 5 minutes",
    },
    FaultDoc { name: "limit", value: Value::Number, what: "realtime requests per minute, instead of 120" },
    FaultDoc {
        name: "exchange_limit",
        value: Value::Number,
        what: "token exchanges per minute, instead of 5",
    },
    FaultDoc {
        name: "params",
        value: Value::Word(&["query", "body"]),
        what: "actions take parameters here only, instead of either way",
    },
    FaultDoc {
        name: "spec-only",
        value: Value::None,
        what: "404 for what is not in the vendor's OpenAPI: realTimeData and the guide-only actions",
    },
    FaultDoc {
        name: "lag",
        value: Value::Span,
        what: "realTimeData is renewed this seldom, and so lags the list",
    },
    FaultDoc {
        name: "archived",
        value: Value::None,
        what: "ended calls stay in the list for ten seconds, marked archive",
    },
    FaultDoc {
        name: "subaccount",
        value: Value::None,
        what: "realTimeData rows say subaccountId for accountId",
    },
    FaultDoc {
        name: "words",
        value: Value::Word(&["sdk", "guide"]),
        what: "agent states as the agent SDK (default) or as the guide writes them",
    },
    FaultDoc { name: "empty204", value: Value::None, what: "an empty list is 204 without a body" },
];
