//! Why a connection failed, in an operator's words.

use std::error::Error;
use std::io;

use rustls::{CertificateError, OtherError};

use super::http::NotPinned;
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
        rustls::Error::InvalidCertificate(why) => certificate_words(why),
        rustls::Error::InvalidMessage(_) => "the other end does not speak TLS".to_owned(),
        other => format!("TLS failed: {other}"),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a foreign, open list of which a few have words")]
fn certificate_words(why: &CertificateError) -> String {
    let why = match why {
        CertificateError::UnknownIssuer => {
            "not signed by a known authority: set ca_file or pinned_certificate".to_owned()
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired".to_owned(),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "it is not valid yet; check this host's clock".to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "it is for another name; use that name, or set pinned_certificate".to_owned()
        }
        CertificateError::BadSignature => "a signature is wrong; someone may be in between".to_owned(),
        CertificateError::Other(OtherError(other)) if other.is::<NotPinned>() => {
            return format!("{other}; if the server has a new one, put that into pinned_certificate");
        }
        CertificateError::Other(OtherError(other)) => match other.to_string().as_str() {
            // The library has no more than these words for them.
            "CaUsedAsEndEntity" => "the server signed it itself: set pinned_certificate".to_owned(),
            "UnsupportedCertVersion" => {
                "it is of version 1, which TLS no longer allows; give the server a new one, as \
                 `openssl req -x509` makes it"
                    .to_owned()
            }
            other => other.to_owned(),
        },
        other => other.to_string(),
    };
    format!("its TLS certificate is not trusted: {why}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: io::ErrorKind, inside: impl Into<Box<dyn Error + Send + Sync>>) -> Option<String> {
        known(&io::Error::other(io::Error::new(kind, inside)))
    }

    #[test]
    fn a_certificate_that_is_not_trusted_says_why() {
        #[derive(Debug, thiserror::Error)]
        #[error("{0}")]
        struct Said(&'static str);
        let untrusted =
            |why| told(io::ErrorKind::InvalidData, rustls::Error::InvalidCertificate(why)).unwrap();
        assert!(
            untrusted(CertificateError::UnknownIssuer)
                .ends_with("not trusted: not signed by a known authority: set ca_file or pinned_certificate")
        );
        let other = |said| CertificateError::Other(OtherError(std::sync::Arc::new(Said(said))));
        for (why, words) in [
            (CertificateError::Expired, "it has expired"),
            (CertificateError::NotValidYet, "it is not valid yet; check this host's clock"),
            (CertificateError::NotValidForName, "use that name, or set pinned_certificate"),
            (CertificateError::BadSignature, "a signature is wrong; someone may be in between"),
            (other("CaUsedAsEndEntity"), "the server signed it itself: set pinned_certificate"),
            (other("UnsupportedCertVersion"), "as `openssl req -x509` makes it"),
            (other("odd"), "its TLS certificate is not trusted: odd"),
        ] {
            let told = untrusted(why);
            assert!(
                told.starts_with("its TLS certificate is not trusted: ") && told.ends_with(words),
                "{told}"
            );
        }
    }

    #[test]
    fn what_kept_an_answer_away_has_words_of_its_own() {
        for (kind, words) in [
            (io::ErrorKind::ConnectionRefused, Some("connection refused")),
            (io::ErrorKind::ConnectionReset, Some(CLOSED)),
            (io::ErrorKind::BrokenPipe, Some(CLOSED)),
            (io::ErrorKind::ConnectionAborted, Some("connection aborted")),
            (io::ErrorKind::HostUnreachable, Some("no route to it")),
            (io::ErrorKind::NetworkUnreachable, Some("the network is unreachable")),
            (io::ErrorKind::TimedOut, Some("the connection timed out")),
            (io::ErrorKind::PermissionDenied, None),
        ] {
            assert_eq!(told(kind, "inside").as_deref(), words, "{kind:?}");
        }
        let tls = told(
            io::ErrorKind::InvalidData,
            rustls::Error::InvalidMessage(rustls::InvalidMessage::InvalidCcs),
        );
        assert_eq!(tls.as_deref(), Some("the other end does not speak TLS"));
    }

    #[test]
    fn a_wrapped_kind_is_found_and_an_unknown_one_quoted() {
        assert_eq!(told(io::ErrorKind::UnexpectedEof, "cut").as_deref(), Some(CLOSED));
        assert_eq!(told(io::ErrorKind::InvalidData, "odd"), None);
        let odd = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, "odd\u{1b}[2J"));
        assert_eq!(innermost(&odd), "odd[2J");
    }
}
