//! What a list's fault means for the account, with its remedy.

use crate::domain::{Fault, FeedKind, Text};

/// A list's fault in the light of the others. Where some came (`good`) the token is right, and what refuses it wants
/// another one (tel4vn §1); `sees` is what the sign-in said of live figures.
pub(super) fn named(fault: Fault, good: bool, sees: Option<bool>) -> Fault {
    if good && let Fault::Unauthorized(why) = fault {
        let remedy = "other lists take the token: leave `token_path` out, or ask TEL4VN what the key is for";
        return Fault::Forbidden(why.adding(remedy));
    }
    if sees == Some(false) && matches!(fault, Fault::Forbidden(_)) {
        return fault.adding("the user lacks the privilege view_monitor");
    }
    fault
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
