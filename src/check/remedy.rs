//! What to do about a fault.

use crate::domain::Fault;
use crate::vendors::Dialect;

/// What to do about `fault` at an account of `dialect`.
pub(super) fn remedy(fault: &Fault, dialect: &Dialect) -> &'static str {
    match fault {
        Fault::Unauthorized(_) => dialect.sign_in,
        Fault::Forbidden(_) => dialect.rights,
        Fault::RateLimited { .. } => {
            "raise `every` or lower `requests_per_minute`; another program may use the same credentials"
        }
        Fault::Unreachable(why) if why.contains("certificate") => {
            "have the certificate mended, or set `ca_file` or `pinned_certificate`; config.example.toml tells how"
        }
        Fault::Unreachable(_) => {
            "check the base URLs of the account, this host's network and its proxy variables (HTTPS_PROXY)"
        }
        Fault::ServerError(_) => {
            "wait: the trouble is the vendor's own, and it is asked again more and more seldom"
        }
        Fault::Malformed(_) | Fault::Redirected(_) => {
            "check the base URLs: another service may answer there; CALLBOARD_LOG=debug logs what came"
        }
        Fault::Refused(_) => "check the account's ids and settings against what the vendor said",
        Fault::Gone(_) => "check the account's ids and base URLs: the vendor knows nothing of that name",
        Fault::Slow(_) | Fault::Unanswered(_) => "check this host's network; a longer `timeout` may help",
    }
}
