//! What a base URL says of the way to it.

use reqwest::Url;

/// `url` if a client can call it.
pub(super) fn web_url(url: &str) -> Option<Url> {
    Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// Whether nobody on the way to `url` can listen; `None` if it is no base URL.
pub fn encrypted(url: &str) -> Option<bool> {
    let odd = |char: char| matches!(char, '@' | '?' | '#') || char.is_whitespace() || char.is_control();
    if url.contains(odd) || !url.contains("://") {
        return None;
    }
    web_url(url).map(|parsed| parsed.scheme() == "https" || is_loopback(url))
}

/// Whether `url` is on this host.
pub(super) fn is_loopback(url: &str) -> bool {
    web_url(url).is_some_and(|url| {
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        host.parse::<std::net::IpAddr>().map_or(host == "localhost", |ip| ip.is_loopback())
    })
}

/// Whether `url` is plain HTTP on this host.
pub(super) fn is_local(url: &str) -> bool {
    is_loopback(url) && web_url(url).is_some_and(|url| url.scheme() == "http")
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
        assert!(is_loopback("https://127.0.0.1") && !is_loopback("https://localhost.example.com"));
    }

    #[test]
    fn only_https_and_this_host_are_beyond_listening() {
        for url in [
            "https://platform.example.com/voice/",
            "http://127.0.0.1:8080",
            "http://[::1]:8080/x",
            "HTTP://LOCALHOST",
        ] {
            assert_eq!(encrypted(url), Some(true), "{url}");
        }
        for url in ["http://gateway.local", "http://10.0.0.1:80", "http://127.0.0.1.example.com"] {
            assert_eq!(encrypted(url), Some(false), "{url}");
        }
    }

    #[test]
    fn what_is_no_base_url_is_refused() {
        for url in [
            "",
            "platform.example.com",
            "https://",
            "https:platform.example.com",
            "ftp://x",
            "https://u:p@x",
            "https://x?code=1",
            "https://x:99999",
            "https:// x",
        ] {
            assert_eq!(encrypted(url), None, "{url}");
        }
    }
}
