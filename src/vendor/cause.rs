//! Why a connection failed, in an operator's words.

use std::error::Error;
use std::io;

use rustls::CertificateError;

use crate::domain::Text;

/// What an operator calls a connection that the other end gave up.
pub(super) const CLOSED: &str = "connection closed";

/// The first cause, from the outside in, that has words of its own.
pub(super) fn known(error: &(dyn Error + 'static)) -> Option<String> {
    chain(error).find_map(words)
}

/// What the innermost cause says of itself. The text holds no URL if `error` was freed of it.
pub(super) fn innermost(error: &(dyn Error + 'static)) -> String {
    chain(error).last().map(|error| Text::new(&error.to_string()).to_string()).unwrap_or_default()
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| inner(*error))
}

/// What lies below `error`. An I/O error's own `source` skips the error that it wraps.
fn inner<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}

fn words(error: &(dyn Error + 'static)) -> Option<String> {
    if let Some(tls) = error.downcast_ref::<rustls::Error>() {
        return Some(tls_words(tls));
    }
    io_words(error.downcast_ref::<io::Error>()?.kind()).map(str::to_owned)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a foreign, open list of which a few have words")]
fn io_words(kind: io::ErrorKind) -> Option<&'static str> {
    match kind {
        io::ErrorKind::ConnectionRefused => Some("connection refused"),
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe | io::ErrorKind::UnexpectedEof => {
            Some(CLOSED)
        }
        io::ErrorKind::ConnectionAborted => Some("connection aborted"),
        io::ErrorKind::HostUnreachable => Some("no route to it"),
        io::ErrorKind::NetworkUnreachable => Some("the network is unreachable"),
        io::ErrorKind::TimedOut => Some("the connection timed out"),
        _ => None,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "foreign, open lists of which a few have words")]
fn tls_words(error: &rustls::Error) -> String {
    match error {
        rustls::Error::InvalidCertificate(why) => match why {
            CertificateError::UnknownIssuer => "its TLS certificate is not trusted: unknown issuer; \
                 if it is your own authority's, put that into the system's store or name it in SSL_CERT_FILE"
                .to_owned(),
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                "its TLS certificate is not trusted: it has expired".to_owned()
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "its TLS certificate is not trusted: it is not valid yet; check this host's clock".to_owned()
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "its TLS certificate is not trusted: it is for another name".to_owned()
            }
            other => format!("its TLS certificate is not trusted: {other}"),
        },
        rustls::Error::InvalidMessage(_) => "the other end does not speak TLS".to_owned(),
        other => format!("TLS failed: {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: io::ErrorKind, inside: impl Into<Box<dyn Error + Send + Sync>>) -> Option<String> {
        known(&io::Error::other(io::Error::new(kind, inside)))
    }

    #[test]
    fn a_certificate_that_is_not_trusted_says_why() {
        let untrusted =
            |why| told(io::ErrorKind::InvalidData, rustls::Error::InvalidCertificate(why)).unwrap();
        assert!(untrusted(CertificateError::UnknownIssuer).contains("not trusted: unknown issuer"));
        assert!(untrusted(CertificateError::Expired).ends_with("it has expired"));
        assert!(untrusted(CertificateError::NotValidForName).ends_with("it is for another name"));
    }

    #[test]
    fn a_wrapped_kind_is_found_and_an_unknown_one_quoted() {
        assert_eq!(told(io::ErrorKind::UnexpectedEof, "cut").as_deref(), Some(CLOSED));
        assert_eq!(told(io::ErrorKind::InvalidData, "odd"), None);
        let odd = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, "odd\u{1b}[2J"));
        assert_eq!(innermost(&odd), "odd[2J");
    }
}
