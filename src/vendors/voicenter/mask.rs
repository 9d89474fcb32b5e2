//! The code kept out of what people read: the vendor may repeat a request in its error page.

use crate::config::Secret;
use crate::domain::{Fault, Text};
use crate::vendor::join;

/// A shorter code would be found in the middle of words.
const SHORTEST: usize = 4;

/// `text` without `code`, plain or encoded.
pub(super) fn without(text: &str, code: &Secret) -> String {
    let code = code.expose();
    if code.chars().count() < SHORTEST {
        return text.to_owned();
    }
    let encoded = join("", &[code]);
    text.replace(code, "***").replace(encoded.trim_start_matches('/'), "***")
}

/// `fault` without `code`, plain or encoded.
pub(super) fn masked(fault: Fault, code: &Secret) -> Fault {
    let clean = |text: Text| Text::new(&without(&text, code));
    match fault {
        Fault::Unauthorized(text) => Fault::Unauthorized(clean(text)),
        Fault::Forbidden(text) => Fault::Forbidden(clean(text)),
        Fault::RateLimited { after } => Fault::RateLimited { after },
        Fault::Unreachable(text) => Fault::Unreachable(clean(text)),
        Fault::Malformed(text) => Fault::Malformed(clean(text)),
        Fault::Refused(text) => Fault::Refused(clean(text)),
        Fault::Gone(text) => Fault::Gone(clean(text)),
        Fault::Unanswered(text) => Fault::Unanswered(clean(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_masked_plain_and_encoded() {
        let fault = Fault::Refused("no s3cr+t, not even s3cr%2Bt".into());
        assert_eq!(masked(fault, &Secret::literal("s3cr+t")), Fault::Refused("no ***, not even ***".into()));
    }

    #[test]
    fn a_code_too_short_to_be_one_changes_nothing() {
        let fault = Fault::Refused("ERR 1".into());
        assert_eq!(masked(fault.clone(), &Secret::literal("1")), fault);
    }
}
