//! Which servers an account's client believes.

use std::path::Path;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::server::ParsedCertificate;

use super::HttpError;
use crate::files;

/// How to get a server's certificate into a file.
const FETCH: &str =
    "`openssl s_client -connect HOST:PORT </dev/null | openssl x509 >FILE` writes the server's";

/// The longest file of certificates that is read, in bytes: all authorities of a system take a quarter of a megabyte.
const LONGEST: u64 = 4 * 1024 * 1024;

/// Which servers an account's client believes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Trust {
    /// Those that an authority of the system vouches for.
    #[default]
    System,
    /// Those, and those that one of these authorities vouches for.
    Authorities(Vec<CertificateDer<'static>>),
    /// The one that has this certificate, whoever signed it and whatever its name and dates are.
    Pinned(CertificateDer<'static>),
}

impl Trust {
    /// The authorities in the PEM file `path`, beside the system's. The error names the file and the remedy.
    pub fn authorities(path: &Path) -> Result<Self, HttpError> {
        let certificates = certificates(path, "your authority's certificate")?;
        let mut store = RootCertStore::empty();
        for certificate in &certificates {
            store.add(certificate.clone()).map_err(|error| damaged(path, &error))?;
        }
        Ok(Self::Authorities(certificates))
    }

    /// The only certificate in the PEM file `path`. The error names the file and the remedy.
    pub fn pinned(path: &Path) -> Result<Self, HttpError> {
        let certificates = certificates(path, &format!("the server's own certificate; {FETCH}"))?;
        let [certificate] = certificates.as_slice() else {
            return Err(HttpError(format!(
                "{} holds {} certificates; keep the server's own in it, which is the first of a chain",
                path.display(),
                certificates.len()
            )));
        };
        ParsedCertificate::try_from(certificate).map_err(|error| damaged(path, &error))?;
        Ok(Self::Pinned(certificate.clone()))
    }
}

/// The certificates in the PEM file `path`: one at least. The file's text is not quoted, as it may hold a key.
fn certificates(path: &Path, wanted: &str) -> Result<Vec<CertificateDer<'static>>, HttpError> {
    let shown = path.display();
    let text = files::read_up_to(path, LONGEST).map_err(|error| {
        HttpError(format!("failed to read {shown}: {}; name a PEM file with {wanted}", error.kind()))
    })?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    match found {
        Ok(found) if found.is_empty() => Err(HttpError(format!(
            "{shown} holds no certificate, which begins with -----BEGIN CERTIFICATE-----; name a PEM file with \
             {wanted}"
        ))),
        Ok(found) => Ok(found),
        Err(_) => Err(HttpError(format!(
            "{shown} is damaged or cut off between BEGIN and END; write it anew, with {wanted}"
        ))),
    }
}

/// Why a certificate is none that TLS can use.
fn damaged(path: &Path, error: &rustls::Error) -> HttpError {
    let shown = path.display();
    // The library hides which error this is.
    if error.to_string().contains("UnsupportedCertVersion") {
        return HttpError(format!(
            "{shown} holds a certificate of version 1, which TLS no longer allows; give the server a new one, as \
             `openssl req -x509` makes it"
        ));
    }
    HttpError(format!("{shown} holds no certificate between BEGIN and END; write it anew"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is made of a file of that text.
    fn read<T>(text: &str, read: impl Fn(&Path) -> Result<T, HttpError>) -> Result<T, String> {
        let path = std::env::temp_dir().join(format!("callboard-pem-{:x}", fastrand::u64(..)));
        std::fs::write(&path, text).unwrap();
        let made = read(&path);
        std::fs::remove_file(&path).unwrap();
        made.map_err(|error| error.0.replace(&path.display().to_string(), "FILE"))
    }

    #[test]
    fn a_file_holds_as_many_certificates_as_are_wanted_and_they_are_some() {
        let made = || rcgen::generate_simple_self_signed(["pbx.example".to_owned()]).unwrap().cert;
        let (one, other) = (made(), made());
        let both = format!("{}{}", one.pem(), other.pem());
        let ders = |of: &[&rcgen::Certificate]| of.iter().map(|it| it.der().clone()).collect::<Vec<_>>();
        assert_eq!(read(&one.pem(), Trust::pinned), Ok(Trust::Pinned(one.der().clone())));
        assert_eq!(read(&both, Trust::authorities), Ok(Trust::Authorities(ders(&[&one, &other]))));
        let told = read(&both, Trust::pinned).unwrap_err();
        assert!(told.starts_with("FILE holds 2 certificates; keep the server's own in it"), "{told}");
        let pem = |body: &str| format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n");
        for (text, told) in [
            (String::new(), "FILE holds no certificate, which begins with"),
            (pem("AAAA"), "FILE holds no certificate between BEGIN and END; write it anew"),
            (pem("?"), "FILE is damaged or cut off between BEGIN and END; write it anew, with"),
        ] {
            for found in [read(&text, Trust::pinned), read(&text, Trust::authorities)] {
                let found = found.unwrap_err();
                assert!(found.starts_with(told), "{found}");
            }
        }
    }
}
