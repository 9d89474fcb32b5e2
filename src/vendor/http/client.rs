//! How a client is built.

use std::time::Duration;

use reqwest::{Certificate, Client, ClientBuilder};

use super::address::{is_local, is_loopback};
use super::{HttpError, HttpOptions, Trust, pinned};
use crate::vendor::cause::innermost;

/// How long an idle connection is kept. Shorter than any common server keeps it (5 s), so that a request never
/// runs into a connection that the other end is about to close: an order must not get lost like that.
const IDLE: Duration = Duration::from_secs(4);
/// The longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);

/// The client for `hosts` that believes whom `trust` says; the error says what to install or set.
pub(super) fn build(hosts: &[&str], options: &HttpOptions, trust: &Trust) -> Result<Client, HttpError> {
    // The program installs the same provider; tests and tools need not know.
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Losing the race to another account is as good.
        drop(rustls::crypto::ring::default_provider().install_default());
    }
    trusting(builder(hosts, options), hosts, trust)?.build().map_err(|error| {
        HttpError(format!(
            "no HTTPS client could be built ({}); install the system's CA certificates (on Debian the package \
             ca-certificates) or set SSL_CERT_FILE to a PEM file that holds them",
            innermost(&error.without_url())
        ))
    })
}

/// The client's settings. On loopback it needs no proxy.
fn builder(hosts: &[&str], options: &HttpOptions) -> ClientBuilder {
    let builder = Client::builder()
        .user_agent(concat!("callboard/", env!("CARGO_PKG_VERSION")))
        // A redirect would carry our secrets elsewhere, and a repeated order might work twice.
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(connect_timeout(options))
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(4);
    if all(hosts, is_loopback) { builder.no_proxy() } else { builder }
}

/// `builder` with `trust`. In plain HTTP on loopback it needs no certificates, and works on a host without any.
fn trusting(builder: ClientBuilder, hosts: &[&str], trust: &Trust) -> Result<ClientBuilder, HttpError> {
    let unusable = |why: String| HttpError(format!("the certificate cannot be used: {why}"));
    match trust {
        Trust::System if all(hosts, is_local) => Ok(builder.tls_certs_only([])),
        Trust::System => Ok(builder),
        Trust::Authorities(certificates) => {
            let certificates: Result<Vec<_>, _> =
                certificates.iter().map(|certificate| Certificate::from_der(certificate)).collect();
            Ok(builder.tls_certs_merge(certificates.map_err(|error| unusable(innermost(&error)))?))
        }
        Trust::Pinned(certificate) => {
            let mut tls = pinned::tls(certificate.clone()).map_err(|error| unusable(error.to_string()))?;
            tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
            Ok(builder.tls_backend_preconfigured(tls))
        }
    }
}

fn all(hosts: &[&str], test: fn(&str) -> bool) -> bool {
    !hosts.is_empty() && hosts.iter().all(|host| test(host))
}

pub(super) fn connect_timeout(options: &HttpOptions) -> Duration {
    CONNECT.min(options.timeout / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_takes_half_the_time_limit_and_five_seconds_at_most() {
        let wait = |seconds| {
            connect_timeout(&HttpOptions { timeout: Duration::from_secs(seconds), longest: 1, per_minute: 1 })
        };
        assert_eq!([4, 10, 60].map(wait), [2, 5, 5].map(Duration::from_secs));
    }

    #[test]
    fn hosts_are_of_a_kind_if_each_of_them_is_and_there_is_one() {
        let (here, there) = ("http://127.0.0.1", "http://10.0.0.1");
        assert!(all(&[here, here], is_local));
        assert!(!all(&[here, there], is_local) && !all(&[there], is_local) && !all(&[], is_local));
    }
}
