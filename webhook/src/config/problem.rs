use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use edgeward_decision::{OpenLookup, PoliciesError};

use crate::tls::TlsError;

/// One thing that is wrong with a configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigProblem {
    /// Two listeners on one port.
    #[error("{first} and {second} cannot both listen on {address}")]
    SameAddress {
        /// One purpose.
        first: &'static str,
        /// The other.
        second: &'static str,
        /// What they share.
        address: SocketAddr,
    },
    /// There is no such profile.
    #[error(transparent)]
    Profile(#[from] PoliciesError),
    /// Certificate or key cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// Certificates would be renewed all the time.
    #[error("a certificate that lives less than {} seconds ends before it can be renewed", least.as_secs())]
    CertificateLife {
        /// The least time.
        least: Duration,
    },
    /// A CA that would have to be followed by another as soon as it is made.
    #[error("a CA has to live at least twice as long as the certificates that it signs")]
    AuthorityLife,
    /// A name that no certificate can carry.
    #[error("`{0}` is neither a DNS name nor an IP address, so no certificate can carry it")]
    TlsName(String),
    /// Nothing can be written where the server keeps its state.
    #[error("the state directory {} cannot be written: {reason}", path.display())]
    StateDir {
        /// The directory.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A socket path that cannot be one.
    #[error("the socket {} cannot be made: {reason}", path.display())]
    Socket {
        /// The path.
        path: PathBuf,
        /// Why.
        reason: &'static str,
    },
    /// A rule looks up a kind that nobody can name before a review comes.
    #[error(
        "the rule {} looks up {} in the inventory, and which kind that is only a review says; name the kinds in the rule, \
         or give the objects with --inventory",
        .0.rule,
        .0.lookup
    )]
    OpenLookup(OpenLookup),
    /// Watches would be opened anew all the time.
    #[error("a kind cannot be stale after less than {} seconds: watches are opened anew three times in it", least.as_secs())]
    StaleTooSoon {
        /// The least time.
        least: Duration,
    },
    /// A setting of zero that would refuse everything.
    #[error("{0} of zero would refuse every request")]
    Zero(&'static str),
}
