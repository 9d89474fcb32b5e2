//! What can go wrong with this vendor only, and how its documents can be read.

use super::super::fault::{FaultDoc, Value};

/// Every state a channel can be in, and one that is not known (tel4vn §4).
const STATES: &[&str] = &[
    "CS_NEW",
    "CS_INIT",
    "CS_ROUTING",
    "CS_SOFT_EXECUTE",
    "CS_EXECUTE",
    "CS_EXCHANGE_MEDIA",
    "CS_PARK",
    "CS_CONSUME_MEDIA",
    "CS_HIBERNATE",
    "CS_RESET",
    "CS_HANGUP",
    "CS_REPORTING",
    "CS_DESTROY",
    "CS_NONE",
    "CS_TELEPORT",
];

pub(super) const SLIPS: &[FaultDoc] = &[
    FaultDoc { name: "expired", value: Value::None, what: "tokens issued so far are expired" },
    FaultDoc {
        name: "token_life",
        value: Value::Span,
        what: "how long a token lives, instead of 59 minutes (v1) or 173 days (v3)",
    },
    FaultDoc {
        name: "apart",
        value: Value::None,
        what: "a token counts for the paths of its own generation only",
    },
    FaultDoc { name: "no-v3-token", value: Value::None, what: "404 for /v3/auth/token" },
    FaultDoc {
        name: "legs",
        value: Value::Word(&["a", "both", "own"]),
        what: "calls are listed as A-legs (default), as both legs alike, or with the B-leg's own destination and time",
    },
    FaultDoc { name: "answered-only", value: Value::None, what: "calls that wait or ring are not listed" },
    FaultDoc { name: "ending", value: Value::None, what: "ended calls are listed for five seconds" },
    FaultDoc { name: "state", value: Value::Word(STATES), what: "every A-leg is in this state" },
    FaultDoc { name: "unseen", value: Value::None, what: "supervisors' legs are not listed" },
    FaultDoc {
        name: "idle",
        value: Value::Word(&["empty", "absent"]),
        what: "the monitor shows agents without a call with an empty call_state (default), or not at all",
    },
    FaultDoc {
        name: "channels",
        value: Value::None,
        what: "the monitor's call_id is that of the agent's own leg",
    },
    FaultDoc {
        name: "flows",
        value: Value::None,
        what: "the queue monitor's call_uuid is that of the whole flow, which no leg has",
    },
    FaultDoc {
        name: "no-waiting",
        value: Value::None,
        what: "callers to whom no agent is offered are Trying too",
    },
    FaultDoc {
        name: "lingers",
        value: Value::Span,
        what: "how long Abandoned rows stay in the queue monitor, instead of a minute, which is the most",
    },
    FaultDoc { name: "total", value: Value::None, what: "totals are 1, as in the samples" },
    FaultDoc {
        name: "zone",
        value: Value::Word(&["+00:00", "+07:00", "+08:00"]),
        what: "where the server's wall clock is, instead of Vietnam",
    },
    FaultDoc {
        name: "codes",
        value: Value::Word(&["200", "4xx"]),
        what: "every refusal of a request is 200, or 400 and 404",
    },
    FaultDoc {
        name: "errors",
        value: Value::Word(&["string", "array"]),
        what: "error is a text, or a list of objects, whatever it is about",
    },
    FaultDoc { name: "aleg-only", value: Value::None, what: "actions take an A-leg's call_id only" },
    FaultDoc {
        name: "park",
        value: Value::Word(&["kept", "cut"]),
        what: "what park does with the leg that is named: keep it waiting (default), or cut it",
    },
    FaultDoc {
        name: "park_span",
        value: Value::Span,
        what: "how long a parked leg waits for a transfer, instead of ten seconds",
    },
    FaultDoc {
        name: "transfer",
        value: Value::Word(&["moved", "dropped"]),
        what: "what transfer does with the leg that is named: move it (default), or drop it and move the other",
    },
    FaultDoc {
        name: "busy",
        value: Value::None,
        what: "a phone that listens already is USER_BUSY, instead of changing over",
    },
    FaultDoc {
        name: "centre-events",
        value: Value::None,
        what: "events are written as the call-centre pages have them",
    },
];
