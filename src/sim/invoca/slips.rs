//! What can go wrong with this vendor only.

use super::super::fault::{FaultDoc, Value};

/// What a list says when a region cannot be reached (invoca §2, "Semantics").
pub(super) const PARTIAL: &str = ",\"partial_data\":true,\"errors\":[{\"error\":\
    \"CallsInProgressAPI::UnreachableRegion\",\"error_description\":\"Region us-west could not be reached\"}]";

pub(super) const SLIPS: &[FaultDoc] = &[
    FaultDoc {
        name: "generation",
        value: Value::Word(&["draft", "2022", "2023-04", "full", "attribution"]),
        what: "which of its generations the interface speaks, instead of full",
    },
    FaultDoc {
        name: "removed",
        value: Value::Word(&["404", "405", "400"]),
        what: "updates do not exist any more, as in the newest documents",
    },
    FaultDoc { name: "accepted", value: Value::None, what: "updates succeed with 202 instead of 200" },
    FaultDoc {
        name: "partial",
        value: Value::None,
        what: "the list is 202, with partial_data and errors beside the calls",
    },
    FaultDoc {
        name: "errors",
        value: Value::Word(&["api", "platform"]),
        what: "whose words errors have: the interface's own (default) or the platform's",
    },
    FaultDoc { name: "absent", value: Value::None, what: "fields without a value are absent, not null" },
    FaultDoc { name: "numbers", value: Value::None, what: "identifiers and rankings are numbers, not texts" },
    FaultDoc {
        name: "keypresses",
        value: Value::None,
        what: "keypresses as in the table, instead of \"key presses\" as in the samples",
    },
    FaultDoc {
        name: "repeat",
        value: Value::Word(&["bool", "int", "string"]),
        what: "the type of repeat_calling_phone_number, which is bool by default",
    },
    FaultDoc {
        name: "profiles",
        value: Value::None,
        what: "callers' demographic data is filled in, as for customers who buy it",
    },
    FaultDoc {
        name: "duplicates",
        value: Value::None,
        what: "some keys stand twice in a row, the wrong value first, as in the samples",
    },
    FaultDoc {
        name: "commas",
        value: Value::None,
        what: "the comma that the samples miss is missing; attribution rows have one too many",
    },
];
