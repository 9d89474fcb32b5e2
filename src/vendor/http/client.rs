//! How a client is built.

use std::time::Duration;

use reqwest::{Client, ClientBuilder, Url};

use super::{HttpError, HttpOptions};
use crate::vendor::cause::innermost;

/// How long an idle connection is kept. Shorter than any common server keeps it (5 s), so that a request never
/// runs into a connection that the other end is about to close: an order must not get lost like that.
const IDLE: Duration = Duration::from_secs(4);
/// The longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);

/// The client for `hosts`; the error says what to install or set.
pub(super) fn build(hosts: &[&str], options: &HttpOptions) -> Result<Client, HttpError> {
    // The program installs the same provider; tests and tools need not know.
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Losing the race to another account is as good.
        drop(rustls::crypto::ring::default_provider().install_default());
    }
    builder(hosts, options).build().map_err(|error| {
        HttpError(format!(
            "no HTTPS client could be built ({}); install the system's CA certificates (on Debian the package \
             ca-certificates) or set SSL_CERT_FILE to a PEM file that holds them",
            innermost(&error.without_url())
        ))
    })
}

/// The client's settings. On loopback it needs neither a proxy nor certificates, and works without both.
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
    if !hosts.is_empty() && hosts.iter().all(|host| is_local(host)) {
        builder.no_proxy().tls_certs_only([])
    } else {
        builder
    }
}

pub(super) fn connect_timeout(options: &HttpOptions) -> Duration {
    CONNECT.min(options.timeout / 2)
}

/// `url` if a client can call it.
pub(super) fn web_url(url: &str) -> Option<Url> {
    Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

fn is_local(url: &str) -> bool {
    web_url(url).is_some_and(|url| {
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let loopback = host.parse::<std::net::IpAddr>().map_or(host == "localhost", |ip| ip.is_loopback());
        url.scheme() == "http" && loopback
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_needs_neither_proxy_nor_certificates() {
        for url in ["http://127.0.0.1:8080/x", "http://localhost", "http://[::1]:1/", "http://127.9.9.9"] {
            assert!(is_local(url), "{url}");
        }
        for url in [
            "https://127.0.0.1",
            "http://localhost.example.com",
            "http://10.0.0.1",
            "127.0.0.1",
            "http://[::2]",
        ] {
            assert!(!is_local(url), "{url}");
        }
    }
}
