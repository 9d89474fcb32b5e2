//! Which servers are believed, with real handshakes on loopback.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::version::{TLS12, TLS13};
use rustls::{ServerConfig, SupportedProtocolVersion};
use tokio_rustls::TlsAcceptor;

use super::*;

const HERE: &str = "127.0.0.1";
const NO_AUTHORITY: &str =
    "its TLS certificate is not trusted: not signed by a known authority: set ca_file or pinned_certificate";
const NOT_PINNED: &str = "the server's certificate is not the pinned one; if the server has a new one, put that \
                          into pinned_certificate";

/// A server's certificate and the key that it signs handshakes with.
type Identity = (CertificateDer<'static>, KeyPair);

/// A private authority of that name.
fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

fn params(host: &str) -> CertificateParams {
    CertificateParams::new(vec![host.to_owned()]).unwrap()
}

fn expired(host: &str) -> CertificateParams {
    let mut params = params(host);
    (params.not_before, params.not_after) = (date_time_ymd(2019, 1, 1), date_time_ymd(2020, 1, 1));
    params
}

fn signed(params: &CertificateParams, authority: &CertifiedIssuer<'static, KeyPair>) -> Identity {
    let key = KeyPair::generate().unwrap();
    (params.signed_by(&key, authority).unwrap().der().clone(), key)
}

/// As a PBX makes one for itself: `openssl req -x509` marks it as an authority's.
fn self_signed(mut params: CertificateParams) -> Identity {
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    (params.self_signed(&key).unwrap().der().clone(), key)
}

/// Shows a certificate whether or not the key is its.
#[derive(Debug)]
struct Shown(Arc<CertifiedKey>);

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

/// Says `200 OK` to whoever accepts its handshake; returns its base URL.
async fn serve_tls((certificate, key): Identity, version: &'static SupportedProtocolVersion) -> String {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let key = provider.key_provider.load_private_key(key).unwrap();
    let shown = Shown(Arc::new(CertifiedKey::new(vec![certificate], key)));
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(shown));
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind((HERE, 0)).await.unwrap();
    let base = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            hear(&mut stream).await;
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await.unwrap();
        }
    });
    base
}

/// What a client with `trust` hears from the server: its words, or what is told about it instead of them.
async fn asked(base: &str, trust: &Trust) -> Result<String, String> {
    // With no trust of its own, such a client knows no authority at all.
    let hosts = if *trust == Trust::System { "http://127.0.0.1" } else { base };
    let http = Http::trusting(&[hosts], options(), trust, Clock::start()).unwrap();
    match http.send(Request::post("hang up", base).urgent()).await {
        Ok(reply) => Ok(String::from_utf8(reply.body).unwrap()),
        Err(Fault::Unreachable(why)) => {
            let before = format!("failed to hang up: {}: ", base.trim_start_matches("https://"));
            Err(why.strip_prefix(before.as_str()).unwrap().to_owned())
        }
        Err(fault) => panic!("nothing was sent, and so it is told: {fault:?}"),
    }
}

fn authorities(authority: &CertifiedIssuer<'static, KeyPair>) -> Trust {
    Trust::Authorities(vec![authority.der().clone()])
}

#[tokio::test]
async fn a_private_authority_is_trusted_where_it_is_named_and_only_there() {
    let (own, other) = (authority("own"), authority("other"));
    for version in [&TLS12, &TLS13] {
        let base = serve_tls(signed(&params(HERE), &own), version).await;
        assert_eq!(asked(&base, &authorities(&own)).await, Ok("ok".to_owned()));
        assert_eq!(asked(&base, &Trust::System).await, Err(NO_AUTHORITY.to_owned()));
        assert_eq!(asked(&base, &authorities(&other)).await, Err(NO_AUTHORITY.to_owned()));
        let both = Trust::Authorities(vec![other.der().clone(), own.der().clone()]);
        assert_eq!(asked(&base, &both).await, Ok("ok".to_owned()));
    }
}

#[tokio::test]
async fn a_private_authority_vouches_for_names_and_dates() {
    let own = authority("own");
    let trust = authorities(&own);
    let base = serve_tls(signed(&params("pbx.example"), &own), &TLS13).await;
    let told = asked(&base, &trust).await.unwrap_err();
    assert!(told.contains("not trusted: it is for another name"), "{told}");
    let base = serve_tls(signed(&expired(HERE), &own), &TLS13).await;
    let told = asked(&base, &trust).await.unwrap_err();
    assert!(told.ends_with("not trusted: it has expired"), "{told}");
}

#[tokio::test]
async fn the_pinned_certificate_is_trusted_whatever_it_says() {
    let own = authority("own");
    let identities = [
        self_signed(params("pbx.example")),
        self_signed(expired("pbx.example")),
        signed(&expired("pbx.example"), &own),
    ];
    for (certificate, key) in identities {
        for version in [&TLS12, &TLS13] {
            let key = KeyPair::try_from(key.serialize_der()).unwrap();
            let base = serve_tls((certificate.clone(), key), version).await;
            assert_eq!(asked(&base, &Trust::Pinned(certificate.clone())).await, Ok("ok".to_owned()));
        }
    }
}

#[tokio::test]
async fn another_certificate_than_the_pinned_one_is_refused_even_of_the_same_key_and_authority() {
    let own = authority("own");
    let (pinned, key) = signed(&params(HERE), &own);
    let renewed = (expired(HERE).signed_by(&key, &own).unwrap().der().clone(), key);
    for identity in [renewed, signed(&params(HERE), &own), self_signed(params(HERE))] {
        let base = serve_tls(identity, &TLS13).await;
        assert_eq!(asked(&base, &Trust::Pinned(pinned.clone())).await, Err(NOT_PINNED.to_owned()));
    }
    // An authority's certificate is pinned as any other: what it signed does not count.
    let base = serve_tls(signed(&params(HERE), &own), &TLS13).await;
    assert_eq!(asked(&base, &Trust::Pinned(own.der().clone())).await, Err(NOT_PINNED.to_owned()));
}

#[tokio::test]
async fn who_shows_the_pinned_certificate_without_its_key_is_refused() {
    let (pinned, _) = self_signed(params(HERE));
    for version in [&TLS12, &TLS13] {
        let base = serve_tls((pinned.clone(), KeyPair::generate().unwrap()), version).await;
        let told = asked(&base, &Trust::Pinned(pinned.clone())).await.unwrap_err();
        assert!(
            told.starts_with("its TLS certificate is not trusted: ") && told.contains("signature"),
            "{told}"
        );
    }
}

#[tokio::test]
async fn a_server_that_vouches_for_itself_is_refused_with_the_remedy() {
    let base = serve_tls(self_signed(params(HERE)), &TLS13).await;
    let told = asked(&base, &Trust::System).await.unwrap_err();
    assert!(told.ends_with("not trusted: the server signed it itself: set pinned_certificate"), "{told}");
}

/// The system's authorities are read from the environment, which a test may not set for its own process; so it
/// runs itself again in another one.
#[tokio::test(flavor = "multi_thread")]
async fn a_private_authority_takes_nothing_from_the_systems() {
    const BASE: &str = "CALLBOARD_TEST_BASE";
    if let Ok(base) = std::env::var(BASE) {
        assert_eq!(asked(&base, &authorities(&authority("own"))).await, Ok("ok".to_owned()));
        let alone = client(&base).send(Request::get("x", &*base)).await.unwrap();
        assert_eq!(alone.text(), "ok", "they count where nothing else is named");
        return;
    }
    let system = authority("system");
    let folder = std::env::temp_dir().join(format!("callboard-trust-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("system.pem");
    std::fs::write(&file, system.pem()).unwrap();
    let base = serve_tls(signed(&params(HERE), &system), &TLS13).await;
    let child = tokio::task::spawn_blocking(move || {
        std::process::Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "vendor::http::tests::trust::a_private_authority_takes_nothing_from_the_systems",
            ])
            .env(BASE, base)
            .env("SSL_CERT_FILE", file)
            .env_remove("SSL_CERT_DIR")
            .output()
            .unwrap()
    });
    let output = child.await.unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}

#[cfg(unix)]
#[test]
fn a_file_of_certificates_that_never_ends_is_refused() {
    let endless = std::path::Path::new("/dev/zero");
    for refused in [Trust::authorities(endless).unwrap_err(), Trust::pinned(endless).unwrap_err()] {
        assert!(refused.to_string().starts_with("failed to read /dev/zero: file too large; name a PEM file"));
    }
}

#[tokio::test]
async fn a_socket_of_ones_own_believes_whom_the_client_believes() {
    let (own, other) = (authority("own"), authority("other"));
    let identity = signed(&params(HERE), &own);
    let pinned = Trust::Pinned(identity.0.clone());
    let base = serve_tls(identity, &TLS13).await;
    let address = base.trim_start_matches("https://");
    for (trust, believed) in
        [(authorities(&own), true), (pinned, true), (authorities(&other), false), (Trust::System, false)]
    {
        let http = Http::trusting(&["http://127.0.0.1"], options(), &trust, Clock::start()).unwrap();
        // A host without any certificates of its own cannot build what believes the system.
        let Ok(tls) = http.tls() else { continue };
        let socket = tokio::net::TcpStream::connect(address).await.unwrap();
        let name = rustls::pki_types::ServerName::try_from(HERE).unwrap();
        let shaken = tokio_rustls::TlsConnector::from(tls).connect(name, socket).await;
        assert_eq!(shaken.is_ok(), believed, "{trust:?}");
        if let Ok(mut stream) = shaken {
            stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
            let mut answer = [0; 15];
            stream.read_exact(&mut answer).await.unwrap();
            assert_eq!(answer, *b"HTTP/1.1 200 OK");
        }
    }
}
