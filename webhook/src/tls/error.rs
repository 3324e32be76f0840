use std::io;
use std::path::PathBuf;

/// Why there is no certificate to serve with.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read or written.
    #[error("cannot {action} {}: {reason}", path.display())]
    File {
        /// `read`, `write`, `create`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// Why. Part of the text, because a list of problems shows no sources.
        reason: io::Error,
    },
    /// A file is not what it should be.
    #[error("{}: {reason}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The key is not the certificate's.
    #[error("the key {} does not belong to the certificate {}", key.display(), certificate.display())]
    Mismatch {
        /// The certificate file.
        certificate: PathBuf,
        /// The key file.
        key: PathBuf,
    },
    /// A certificate cannot be made.
    #[error("cannot make a certificate: {0}")]
    Make(#[from] rcgen::Error),
    /// A certificate just made does not serve its purpose.
    #[error("the certificate just made is refused: {0}")]
    Refused(rustls::Error),
    /// No protocol version is possible.
    #[error("no TLS protocol can be served: {0}")]
    Protocol(rustls::Error),
    /// Something else in this process chose a cryptography provider first.
    #[error(
        "another cryptography provider is installed in this process already; Edgeward serves with aws-lc-rs only"
    )]
    OtherProvider,
}
