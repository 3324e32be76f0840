use std::fs;
use std::path::Path;

use rustls::Error as RustlsError;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

use super::TlsError;
use super::provider::provider;
use crate::config::TlsFiles;

/// Reads a certificate chain and its key.
///
/// # Errors
/// A file cannot be read or is no PEM of its kind, or the two do not belong together.
pub(crate) fn read_files(files: &TlsFiles) -> Result<CertifiedKey, TlsError> {
    let chain = read_chain(&files.certificate)?;
    let content = |reason: String| TlsError::Content { path: files.key.clone(), reason };
    let key = PrivateKeyDer::from_pem_slice(&read(&files.key)?)
        .map_err(|_| content("no private key in PEM form is in this file".to_owned()))?;
    CertifiedKey::from_der(chain, key, &provider()).map_err(|error| match error {
        RustlsError::InconsistentKeys(_) => {
            TlsError::Mismatch { certificate: files.certificate.clone(), key: files.key.clone() }
        }
        RustlsError::InvalidCertificate(reason) => TlsError::Content {
            path: files.certificate.clone(),
            reason: format!("not a certificate: {reason}"),
        },
        other => content(other.to_string()),
    })
}

/// The certificates of a file; at least one.
pub(super) fn read_chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let content = |reason: &str| TlsError::Content { path: path.to_owned(), reason: reason.to_owned() };
    let chain = CertificateDer::pem_slice_iter(&read(path)?)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| content("not a PEM file"))?;
    if chain.is_empty() { Err(content("no certificate in PEM form is in this file")) } else { Ok(chain) }
}

fn read(path: &Path) -> Result<Vec<u8>, TlsError> {
    fs::read(path).map_err(|reason| TlsError::File { action: "read", path: path.to_owned(), reason })
}
