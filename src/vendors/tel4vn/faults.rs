//! What a list's fault means for the account, with its remedy.

use crate::domain::{Fault, FeedKind, Text};

/// A list's fault in the light of the others. Where some came (`good`) the token is right, and what refuses it wants
/// another one (tel4vn §1); `sees` is what the sign-in said of live figures.
pub(super) fn named(fault: Fault, good: bool, sees: Option<bool>) -> Fault {
    match fault {
        Fault::Unauthorized(why) if good => Fault::Forbidden(Text::new(&format!(
            "{why}; other lists take the token: leave `token_path` out, or ask TEL4VN what the key is for"
        ))),
        Fault::Forbidden(why) if sees == Some(false) => {
            Fault::Forbidden(Text::new(&format!("{why}; the user lacks the privilege view_monitor")))
        }
        fault @ (Fault::Unauthorized(_)
        | Fault::Forbidden(_)
        | Fault::RateLimited { .. }
        | Fault::Unreachable(_)
        | Fault::Slow(_)
        | Fault::ServerError(_)
        | Fault::Malformed(_)
        | Fault::Redirected(_)
        | Fault::Refused(_)
        | Fault::Gone(_)
        | Fault::Unanswered(_)) => fault,
    }
}

/// A list of calls that is not there means that the address is wrong, not that something is over.
pub(super) fn misplaced(fault: Fault) -> Fault {
    match fault {
        Fault::Gone(why) => Fault::Refused(Text::new(&format!("{why}; check `url`"))),
        fault @ (Fault::Unauthorized(_)
        | Fault::Forbidden(_)
        | Fault::RateLimited { .. }
        | Fault::Unreachable(_)
        | Fault::Slow(_)
        | Fault::ServerError(_)
        | Fault::Malformed(_)
        | Fault::Redirected(_)
        | Fault::Refused(_)
        | Fault::Unanswered(_)) => fault,
    }
}

/// Why a list is not offered.
pub(super) fn absent(kind: FeedKind, why: &str) -> Text {
    let what = match kind {
        FeedKind::Calls => "calls",
        FeedKind::Waiting => "who waits in queues",
        FeedKind::Agents => "agents",
        FeedKind::Queues => "queues",
    };
    Text::new(&format!("this TEL4VN installation does not tell of {what}: {why}"))
}
