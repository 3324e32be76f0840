//! TLS: which provider, which certificate, which protocol. The only place that names `rustls`, `rcgen` and
//! `x509-parser`.

mod clients;
mod error;
mod files;
mod make;
mod own;
mod pem;
mod provider;
mod read;
mod renewal;
mod state;
mod verify;

pub(crate) use clients::Clients;
pub use error::TlsError;
pub(crate) use files::read_files;
pub(crate) use own::{Lives, Own};
pub(crate) use provider::install;
pub(crate) use renewal::Serving;
pub(crate) use state::reuse_or_make;

use std::io;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::ServerName;
use rustls::server::NoServerSessionStorage;
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
    /// Serves with this certificate, until another takes its place, whomever shows what is asked of clients. HTTP/1.1
    /// only: it is all that the API server offers a webhook, so that its requests spread over replicas.
    pub(crate) fn new(
        key: Option<CertifiedKey>,
        clients: Option<&Clients>,
    ) -> Result<(Acceptor, Serving), TlsError> {
        let serving = Serving::new(key);
        let builder = ServerConfig::builder_with_provider(provider::provider())
            .with_safe_default_protocol_versions()
            .map_err(TlsError::Protocol)?;
        let builder = match clients {
            Some(clients) => builder.with_client_cert_verifier(clients.verifier()),
            None => builder.with_no_client_auth(),
        };
        let mut config = builder.with_cert_resolver(serving.resolver());
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        if clients.is_some() {
            // A session that is resumed is not asked for its certificate again, and the CA may be another by then.
            config.session_storage = Arc::new(NoServerSessionStorage {});
            config.send_tls13_tickets = 0;
        }
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
