//! TLS: which provider, which certificate, which protocol. The only place that names `rustls` and `rcgen`.

mod error;
mod files;
mod make;
mod provider;
mod renewal;
mod state;

pub use error::TlsError;
pub(crate) use files::read_files;
pub(crate) use provider::install;
pub(crate) use renewal::Serving;
pub(crate) use state::reuse_or_make;

use std::io;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::ServerName;
use rustls::sign::CertifiedKey;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// Whether a certificate can carry the name: a DNS name or an IP address.
pub(crate) fn is_certifiable(name: &str) -> bool {
    ServerName::try_from(name).is_ok()
}

/// The server's side of handshakes.
#[derive(Clone)]
pub(crate) struct Acceptor(TlsAcceptor);

impl Acceptor {
    /// Serves with this certificate, until another takes its place. HTTP/1.1 only: it is all that the API server offers
    /// a webhook, so that its requests spread over replicas.
    pub(crate) fn new(key: CertifiedKey) -> Result<(Acceptor, Serving), TlsError> {
        let serving = Serving::new(key);
        let mut config = ServerConfig::builder_with_provider(provider::provider())
            .with_safe_default_protocol_versions()
            .map_err(TlsError::Protocol)?
            .with_no_client_auth()
            .with_cert_resolver(serving.resolver());
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok((Acceptor(TlsAcceptor::from(Arc::new(config))), serving))
    }

    /// Shakes hands on a connection just accepted.
    pub(crate) async fn accept<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: S,
    ) -> io::Result<TlsStream<S>> {
        self.0.accept(stream).await
    }
}
