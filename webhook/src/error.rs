use std::io;

use crate::cluster::ClusterError;
use crate::config::ConfigProblem;
use crate::tls::TlsError;

/// Why the server does not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The configuration cannot be served; all that is wrong with it.
    #[error("{}", lines(.0))]
    Config(Vec<ConfigProblem>),
    /// No certificate to serve with.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The cluster cannot be asked.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    /// An address or socket cannot be listened on.
    #[error("cannot listen for {purpose} on {place}")]
    Listen {
        /// `admission`, `data requests`, `health`.
        purpose: &'static str,
        /// Address or path.
        place: String,
        /// Why.
        source: io::Error,
    },
    /// The async runtime cannot be built.
    #[error("cannot start the runtime")]
    Runtime(#[source] io::Error),
    /// SIGTERM and SIGINT cannot be listened for.
    #[error("cannot listen for signals")]
    Signals(#[source] io::Error),
}

fn lines(problems: &[ConfigProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
