//! What can go wrong with this vendor only.

use super::super::fault::{FaultDoc, Value};

pub(super) const SLIPS: &[FaultDoc] = &[
    FaultDoc {
        name: "expired",
        value: Value::None,
        what: "sessions opened so far are unknown to the server",
    },
    FaultDoc {
        name: "session_life",
        value: Value::Span,
        what: "how long an unused session lives, instead of 60 s",
    },
    FaultDoc {
        name: "tarpit",
        value: Value::None,
        what: "a refused login is answered after a second, as it really is",
    },
    FaultDoc {
        name: "without",
        value: Value::Word(&["reporting", "call", "agent", "originate", "system"]),
        what: "every user has lost this right",
    },
    FaultDoc {
        name: "off",
        value: Value::Word(&["ami", "ari"]),
        what: "one of the interfaces is switched off: 404",
    },
    FaultDoc {
        name: "latin1",
        value: Value::None,
        what: "names are sent in Latin-1 bytes, which are not UTF-8",
    },
    FaultDoc {
        name: "stale",
        value: Value::None,
        what: "a waiting caller's ConnectedLine names whose phone rang last, though it rings no more",
    },
    FaultDoc {
        name: "torn",
        value: Value::None,
        what: "CoreShowChannels misses every leg once before it lists it, so that it does not fit QueueStatus",
    },
    FaultDoc {
        name: "lingers",
        value: Value::None,
        what: "what is hung up is still there for half a second",
    },
    FaultDoc { name: "unanswered", value: Value::None, what: "nobody picks up a phone that Originate rings" },
    FaultDoc {
        name: "bare",
        value: Value::None,
        what: "the owner has not configured channelvars: no ChanVariable",
    },
    FaultDoc {
        name: "untimed",
        value: Value::None,
        what: "events have no Timestamp, which is the server's default",
    },
    FaultDoc {
        name: "deaf",
        value: Value::None,
        what: "WaitEvent returns as usual, but always without events",
    },
];
