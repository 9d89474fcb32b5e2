//! What can go wrong with this vendor only.

use super::super::fault::{FaultDoc, Value};

pub(super) const SLIPS: &[FaultDoc] = &[
    FaultDoc {
        name: "token_life",
        value: Value::Span,
        what: "how long an access token lives, instead of half an hour",
    },
    FaultDoc { name: "expired", value: Value::None, what: "access tokens issued so far are expired" },
    FaultDoc {
        name: "multitenant",
        value: Value::None,
        what: "the metrics want the header X-Tenant-Info with the tenant",
    },
    FaultDoc {
        name: "feature-off",
        value: Value::None,
        what: "the agent status interface is not enabled: 403 in XML",
    },
    FaultDoc {
        name: "status-pages",
        value: Value::None,
        what: "the list of agent statuses comes in pages, as its schema has it",
    },
    FaultDoc {
        name: "errors",
        value: Value::Word(&["other", "xml", "empty"]),
        what: "refusals come as JSON of another shape, as XML, or without a body",
    },
    FaultDoc {
        name: "reply-id",
        value: Value::None,
        what: "the new call's id is called `id` and not `interactionGuid`",
    },
    FaultDoc {
        name: "two-objects",
        value: Value::None,
        what: "freeing a line answers two JSON objects, one after the other",
    },
    FaultDoc {
        name: "one-object",
        value: Value::None,
        what: "the metrics of a single queue, group or agent come as an object, not as a list of one",
    },
    FaultDoc {
        name: "data_limit",
        value: Value::Number,
        what: "requests for a call's data per minute, instead of 100",
    },
    FaultDoc {
        name: "stream-ends",
        value: Value::Word(&["close", "cut"]),
        what: "streams end, in good order or all of a sudden",
    },
    FaultDoc {
        name: "stream-silent",
        value: Value::None,
        what: "streams connect and stay silent, as in the wrong region",
    },
    FaultDoc {
        name: "stream-refused",
        value: Value::Word(&["401", "403", "404"]),
        what: "the stream's handshake is refused",
    },
    FaultDoc {
        name: "stream-gap",
        value: Value::None,
        what: "a stream that takes up where it was, or at the earliest event, finds the past gone",
    },
];
