//! TLS for what is no request: a socket that an adapter holds open by itself.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls_platform_verifier::Verifier;

use super::{HttpError, Trust, pinned};

/// TLS that believes whom `trust` says, as the account's client does. Without ALPN: who uses it adds the protocols
/// that it speaks.
pub(super) fn tls(trust: &Trust) -> Result<ClientConfig, HttpError> {
    let built = match trust {
        Trust::System => believing(Verifier::new(provider())),
        Trust::Authorities(roots) => {
            believing(Verifier::new_with_extra_roots(roots.iter().cloned(), provider()))
        }
        Trust::Pinned(certificate) => pinned::tls(certificate.clone()),
    };
    built.map_err(|error| {
        HttpError(format!(
            "no TLS client could be built ({error}); install the system's CA certificates (on Debian the package \
             ca-certificates) or set SSL_CERT_FILE to a PEM file that holds them"
        ))
    })
}

fn believing(verifier: Result<Verifier, rustls::Error>) -> Result<ClientConfig, rustls::Error> {
    Ok(ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier?))
        .with_no_client_auth())
}

fn provider() -> Arc<CryptoProvider> {
    match CryptoProvider::get_default() {
        Some(provider) => Arc::clone(provider),
        None => Arc::new(rustls::crypto::ring::default_provider()),
    }
}
