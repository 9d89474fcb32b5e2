//! Why there is no answer, and what that means for an order.

use super::client::connect_timeout;
use super::{HttpOptions, Request, span};
use crate::domain::{Fault, Text};
use crate::vendor::cause::{CLOSED, innermost, known};

/// Why there is no answer.
pub(super) enum Lost {
    /// Nothing was sent.
    Before(String),
    /// It may have arrived.
    After(String),
    /// It may have arrived, and the time for its answer is over.
    Late(String),
    /// It arrived, and its answer cannot be used.
    Unusable(String),
}

impl Lost {
    /// What `error` means for a request with `options`.
    pub(super) fn by(error: reqwest::Error, options: &HttpOptions) -> Self {
        let error = error.without_url();
        if error.is_dns() {
            return Self::Before("name not found".to_owned());
        }
        let known = known(&error);
        match (error.is_connect(), known) {
            (true, _) if error.is_timeout() => {
                Self::Before(format!("no connection within {}", span(connect_timeout(options))))
            }
            (true, known) => Self::Before(known.unwrap_or_else(|| innermost(&error))),
            (false, Some(words)) if words == CLOSED => Self::After(format!("{words} mid-answer")),
            (false, Some(words)) => Self::After(words),
            (false, None) if error.is_decode() => {
                Self::Unusable(format!("its body is damaged: {}", innermost(&error)))
            }
            (false, None) => Self::After(innermost(&error)),
        }
    }

    /// The one rule of certainty: an acting request that may have arrived may have worked. What is only read has
    /// failed.
    pub(super) fn fault(self, request: &Request, host: &str) -> Fault {
        let label = request.label;
        let text = |why: String| Text::new(&format!("failed to {label}: {host}: {why}"));
        match self {
            Self::After(why) | Self::Late(why) | Self::Unusable(why) if request.acts => {
                Fault::Unanswered(text(why))
            }
            Self::Before(why) | Self::After(why) => Fault::Unreachable(text(why)),
            Self::Late(why) => Fault::Slow(text(why)),
            Self::Unusable(why) => Fault::Malformed(text(why)),
        }
    }
}
