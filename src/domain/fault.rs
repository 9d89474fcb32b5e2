//! What a vendor did to us: the whole error space of a vendor.

use std::time::Duration;

use super::Text;

/// Why a poll or an order failed. Every variant is a different thing to show and to do. The text never holds
/// a secret, a URL's query or a caller's data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The credentials were not accepted. Asked again slowly, since repeated bad logins lock accounts.
    #[error("sign-in was refused: {0}")]
    Unauthorized(Text),
    /// Signed in, but without the right to do this.
    #[error("permission is missing: {0}")]
    Forbidden(Text),
    /// Too many requests, by the vendor's word or by our own budget.
    #[error("too many requests{}", after_text(*.after))]
    RateLimited {
        /// How long to stay silent, where the vendor said so.
        after: Option<Duration>,
    },
    /// Not reached: name, connection, TLS.
    #[error("{0}")]
    Unreachable(Text),
    /// Reached, and no answer within the time limit: of one answer, or of a whole poll.
    #[error("{0}")]
    Slow(Text),
    /// It answered with an error of its own (HTTP 5xx).
    #[error("{0}")]
    ServerError(Text),
    /// An answer that is not what the vendor documents.
    #[error("the answer could not be read: {0}")]
    Malformed(Text),
    /// It sends us elsewhere, where nobody follows.
    #[error("the answer could not be read: {0}")]
    Redirected(Text),
    /// The vendor, or this program on its behalf, understood and declined.
    #[error("{0}")]
    Refused(Text),
    /// What was asked for does not exist (any more).
    #[error("{0}")]
    Gone(Text),
    /// An order was sent and no answer came: it may have worked or not.
    #[error("no answer came: {0}; it may or may not have worked")]
    Unanswered(Text),
}

fn after_text(after: Option<Duration>) -> String {
    after.map_or_else(String::new, |span| format!("; asked for {} s of silence", span.as_secs()))
}

/// When to poll again after a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// After a delay that grows with every failure.
    Backoff,
    /// Not before this long has passed, to the second.
    After(Duration),
    /// At the slowest rate: asking again does not help and may hurt.
    Slowly,
    /// At the ordinary cadence: the account itself works.
    Normally,
}

impl Fault {
    /// When to poll again.
    pub fn retry(&self) -> Retry {
        match self {
            Self::Unauthorized(_) => Retry::Slowly,
            Self::RateLimited { after: Some(after) } => Retry::After(*after),
            Self::RateLimited { after: None }
            | Self::Unreachable(_)
            | Self::Slow(_)
            | Self::ServerError(_)
            | Self::Malformed(_)
            | Self::Redirected(_)
            | Self::Unanswered(_) => Retry::Backoff,
            Self::Forbidden(_) | Self::Refused(_) | Self::Gone(_) => Retry::Normally,
        }
    }

    /// The same fault in other words.
    #[must_use]
    pub fn map_text(self, change: impl FnOnce(Text) -> Text) -> Self {
        match self {
            Self::Unauthorized(text) => Self::Unauthorized(change(text)),
            Self::Forbidden(text) => Self::Forbidden(change(text)),
            Self::RateLimited { after } => Self::RateLimited { after },
            Self::Unreachable(text) => Self::Unreachable(change(text)),
            Self::Slow(text) => Self::Slow(change(text)),
            Self::ServerError(text) => Self::ServerError(change(text)),
            Self::Malformed(text) => Self::Malformed(change(text)),
            Self::Redirected(text) => Self::Redirected(change(text)),
            Self::Refused(text) => Self::Refused(change(text)),
            Self::Gone(text) => Self::Gone(change(text)),
            Self::Unanswered(text) => Self::Unanswered(change(text)),
        }
    }

    /// The same fault with `more` behind its words, as [`Text::adding`] puts it there.
    #[must_use]
    pub fn adding(self, more: &str) -> Self {
        self.map_text(|why| why.adding(more))
    }

    /// The fault of what stands under an address that never changes. It is never over: where it is not there, the
    /// address is wrong, and `remedy` says what to check.
    #[must_use]
    pub fn misplaced(self, remedy: &str) -> Self {
        if let Self::Gone(why) = self { Self::Refused(why.adding(remedy)) } else { self }
    }

    /// The fault of a sign-in: whatever it was refused with, the credentials were not accepted.
    #[must_use]
    pub fn signing_in(self) -> Self {
        if let Self::Forbidden(why) | Self::Refused(why) = self { Self::Unauthorized(why) } else { self }
    }

    /// A word or two for a narrow column.
    pub fn short(&self) -> &'static str {
        match self {
            Self::Unauthorized(_) => "sign-in refused",
            Self::Forbidden(_) => "no permission",
            Self::RateLimited { .. } => "rate limited",
            Self::Unreachable(_) => "unreachable",
            Self::Slow(_) => "slow",
            Self::ServerError(_) => "server error",
            Self::Malformed(_) => "unreadable",
            Self::Redirected(_) => "redirected",
            Self::Refused(_) => "refused",
            Self::Gone(_) => "gone",
            Self::Unanswered(_) => "unanswered",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_refusal_is_depends_on_what_was_asked_for() {
        let why = || Text::new("HTTP 404");
        let told = Fault::Refused("HTTP 404; check `url`".into());
        assert_eq!(Fault::Gone(why()).misplaced("check `url`"), told);
        for fault in [Fault::Forbidden(why()), Fault::Refused(why()), Fault::Unauthorized(why())] {
            assert_eq!(fault.clone().misplaced("check `url`"), fault);
            assert_eq!(fault.signing_in(), Fault::Unauthorized(why()));
        }
        let hushed = || Fault::RateLimited { after: None };
        for fault in [hushed(), Fault::Gone(why()), Fault::Slow(why()), Fault::Malformed(why())] {
            assert_eq!(fault.clone().signing_in(), fault);
        }
        assert_eq!(hushed().adding("check `url`"), hushed());
    }

    #[test]
    fn no_words_of_a_vendor_change_what_a_fault_is_called() {
        let why = || Text::new("h: timed out after 10 s: HTTP 500 is a redirect");
        let called = [
            (Fault::Unreachable(why()), "unreachable"),
            (Fault::Slow(why()), "slow"),
            (Fault::ServerError(why()), "server error"),
            (Fault::Malformed(why()), "unreadable"),
            (Fault::Redirected(why()), "redirected"),
        ];
        for (fault, short) in called {
            assert_eq!((fault.short(), fault.retry()), (short, Retry::Backoff));
        }
    }
}
