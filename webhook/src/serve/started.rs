use std::net::SocketAddr;
use std::path::PathBuf;

use edgeward_decision::PolicyId;

/// Where a server listens, and what it serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// `/v1/admit` and `/v1/mutate`, with the port that was bound.
    pub admission: SocketAddr,
    /// `/v1/data/…`, with the port that was bound.
    pub decision: Option<SocketAddr>,
    /// `/v1/data/…` on a Unix socket.
    pub decision_socket: Option<PathBuf>,
    /// `/healthz`, `/readyz` and `/metrics`, with the port that was bound.
    pub health: SocketAddr,
    /// The self-signed CA; `None` when the certificate came from files.
    pub authority: Option<Authority>,
    /// The policies that decide.
    pub policy: PolicyId,
    /// The profile that judges and mutates.
    pub profile: String,
}

/// A self-signed CA: what a client has to trust, and what goes base64-encoded into a webhook's `caBundle`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// Its certificate as a PEM file.
    pub path: PathBuf,
    /// SHA-256 over its DER form, as `openssl x509 -fingerprint -sha256` prints it.
    pub fingerprint: String,
}

impl Started {
    pub(super) fn log(&self) {
        tracing::info!(
            admission = %self.admission,
            decision = self.decision.map(tracing::field::display),
            health = %self.health,
            ca = self.authority.as_ref().map(|authority| tracing::field::display(authority.path.display())),
            ca_sha256 = self.authority.as_ref().map(|authority| authority.fingerprint.as_str()),
            revision = self.policy.revision,
            profile = self.profile,
            "serving"
        );
    }
}
