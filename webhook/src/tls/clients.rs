//! Who may shake hands: the API server, by a client certificate, where that is asked for.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, RootCertStore, SignatureScheme,
};
use tokio::time::{MissedTickBehavior, interval};

use super::TlsError;
use super::files::read_chain;
use super::provider::provider;
use super::read;
use crate::config::ClientAuthority;
use crate::http::App;

/// Asks each client for a certificate of a CA, and for one of some names.
#[derive(Clone)]
pub(crate) struct Clients(Arc<Current>);

struct Current {
    authority: ClientAuthority,
    loaded: ArcSwap<Loaded>,
}

struct Loaded {
    roots: Vec<CertificateDer<'static>>,
    verifier: Arc<dyn ClientCertVerifier>,
}

impl fmt::Debug for Current {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clients").field("authority", &self.authority).finish_non_exhaustive()
    }
}

fn load(authority: &ClientAuthority) -> Result<Loaded, TlsError> {
    let roots = read_chain(&authority.file)?;
    let content = |reason: String| TlsError::Content { path: authority.file.clone(), reason };
    let mut store = RootCertStore::empty();
    for root in &roots {
        store.add(root.clone()).map_err(|error| content(format!("not the certificate of a CA: {error}")))?;
    }
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(store), provider())
        .build()
        .map_err(|error| content(error.to_string()))?;
    Ok(Loaded { roots, verifier })
}

impl Clients {
    /// Reads the CA.
    ///
    /// # Errors
    /// The file cannot be read, or holds something else.
    pub(crate) fn read(authority: &ClientAuthority) -> Result<Clients, TlsError> {
        let loaded = ArcSwap::from_pointee(load(authority)?);
        Ok(Clients(Arc::new(Current { authority: authority.clone(), loaded })))
    }

    pub(super) fn verifier(&self) -> Arc<dyn ClientCertVerifier> {
        Arc::clone(&self.0) as Arc<dyn ClientCertVerifier>
    }

    /// Looks at the file now and then, for ever. What cannot be used changes nothing.
    pub(crate) async fn follow(self, every: Duration, app: Arc<App>) {
        let mut ticks = interval(every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut is_failing = false;
        loop {
            ticks.tick().await;
            let current = Arc::clone(&self.0);
            let Ok(loaded) = tokio::task::spawn_blocking(move || load(&current.authority)).await else {
                continue;
            };
            let failed = loaded.is_err();
            let file = self.0.authority.file.display();
            match loaded {
                Ok(loaded) if loaded.roots == self.0.loaded.load().roots => {}
                Ok(loaded) => {
                    self.0.loaded.store(Arc::new(loaded));
                    tracing::info!(%file, "another CA of clients counts");
                }
                Err(error) => {
                    if !is_failing {
                        tracing::warn!(%error, "the CA of clients cannot be read anew; the one before counts");
                    }
                    app.metrics.renewal_failed();
                }
            }
            is_failing = failed;
        }
    }
}

impl ClientCertVerifier for Current {
    // Nobody is told which CA is asked for: it may be another a moment later, and an API server has one certificate.
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let verified = self.loaded.load().verifier.verify_client_cert(end_entity, intermediates, now)?;
        let wanted = &self.authority.names;
        if wanted.is_empty() || read::names(end_entity).iter().any(|name| wanted.contains(name)) {
            Ok(verified)
        } else {
            Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.loaded.load().verifier.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.loaded.load().verifier.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.loaded.load().verifier.supported_verify_schemes()
    }
}
