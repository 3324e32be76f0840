//! Whether a certificate will do, asked of the verifier that clients use.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};

use super::TlsError;
use super::provider::provider;

/// Signed by one of the CAs, and good for each name at each moment.
pub(super) fn verify(
    authorities: &[CertificateDer<'static>],
    certificate: &CertificateDer<'_>,
    names: &[String],
    moments: &[SystemTime],
) -> Result<(), TlsError> {
    let mut roots = RootCertStore::empty();
    for authority in authorities {
        roots.add(authority.clone()).map_err(TlsError::Refused)?;
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider())
        .build()
        .map_err(|error| TlsError::Refused(rustls::Error::General(error.to_string())))?;
    for name in names {
        let name = ServerName::try_from(name.as_str())
            .map_err(|error| TlsError::Refused(rustls::Error::General(error.to_string())))?;
        for moment in moments {
            let moment = UnixTime::since_unix_epoch(moment.duration_since(UNIX_EPOCH).unwrap_or_default());
            verifier.verify_server_cert(certificate, &[], &name, &[], moment).map_err(TlsError::Refused)?;
        }
    }
    Ok(())
}
