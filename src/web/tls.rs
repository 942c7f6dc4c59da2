//! TLS by rustls, with a certificate that is read again when its files change, so that renewing it needs no restart.

use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use std::time::{Duration, SystemTime};

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use crate::config::Config;
use crate::error::{Error, Result};
use crate::msg;

/// The name of HTTP/2 in the negotiation of protocols.
pub const HTTP_2: &[u8] = b"h2";
/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What the server needs for TLS; `None` when no certificate is set.
pub fn settings(config: &Config) -> Result<Option<ServerConfig>> {
    let (certificate, key) = match (&config.tls_certificate, &config.tls_key) {
        (None, None) => return Ok(None),
        (Some(certificate), Some(key)) => (certificate.clone(), key.clone()),
        _ => return Err(Error::invalid(msg!("tls-needs-both"))),
    };
    let files = Files { certificate, key };
    let current = Arc::new(Current(RwLock::new(Arc::new(files.load()?))));
    watch(files, current.clone());
    let mut settings = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(Error::internal)?
        .with_no_client_auth()
        .with_cert_resolver(current);
    settings.alpn_protocols = vec![HTTP_2.to_vec(), b"http/1.1".to_vec()];
    Ok(Some(settings))
}

struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

impl Files {
    fn load(&self) -> Result<CertifiedKey> {
        let unreadable = |file: &Path, cause: String| {
            Error::invalid(msg!("tls-unreadable", file = file.display().to_string(), cause = cause))
        };
        let chain: Vec<_> = CertificateDer::pem_file_iter(&self.certificate)
            .and_then(Iterator::collect)
            .map_err(|error| unreadable(&self.certificate, error.to_string()))?;
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(|error| unreadable(&self.key, error.to_string()))?;
        // This also refuses a key that is not the certificate's.
        CertifiedKey::from_der(chain, key, &ring::default_provider())
            .map_err(|error| unreadable(&self.certificate, error.to_string()))
    }

    fn changed(&self) -> Option<(SystemTime, SystemTime)> {
        let modified = |path: &Path| path.metadata().and_then(|file| file.modified()).ok();
        modified(&self.certificate).zip(modified(&self.key))
    }
}

#[derive(Debug)]
struct Current(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone())
    }
}

/// Reads the files again when their dates change; one that cannot be read leaves the present certificate in use.
fn watch(files: Files, current: Arc<Current>) {
    std::thread::spawn(move || {
        let mut seen = files.changed();
        while Arc::strong_count(&current) > 1 {
            std::thread::sleep(LOOK_EVERY);
            let now = files.changed();
            if now == seen {
                continue;
            }
            seen = now;
            match files.load() {
                Ok(key) => {
                    *current.0.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = Arc::new(key);
                    tracing::info!("the TLS certificate was read again");
                }
                Err(error) => tracing::error!(%error, "the new TLS certificate cannot be used; the former one stays"),
            }
        }
    });
}
