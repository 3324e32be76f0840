//! How the API server is reached.

use std::path::PathBuf;
use std::time::Duration;

use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};

/// Who says where the API server is and who we are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClusterAccess {
    /// A kubeconfig file, its current context.
    Kubeconfig(PathBuf),
    /// The service account of the pod that this runs in.
    InCluster,
}

/// Why the cluster cannot be asked at all. One that does not answer is no error: it is asked again.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// The kubeconfig cannot be used.
    #[error("the kubeconfig {} cannot be used", path.display())]
    Kubeconfig {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Box<kube::config::KubeconfigError>,
    },
    /// There is no service account of a pod.
    #[error("this does not run in a pod with a service account")]
    InCluster(#[source] Box<kube::config::InClusterError>),
    /// The API server would not have to prove who it is.
    #[error(
        "the kubeconfig turns the verification of the API server's certificate off, so anybody could say what the \
         cluster holds; give it the cluster's CA"
    )]
    Unverified,
    /// No client can be made of it.
    #[error("no client of the API server can be made")]
    Client(#[source] Box<kube::Error>),
}

/// TLS included, which takes three ways there and back: over a link on which one takes two seconds and more, too.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A client. Nothing is asked yet.
///
/// # Errors
/// What is configured cannot be read.
pub(crate) async fn connect(access: &ClusterAccess) -> Result<Client, ClusterError> {
    let mut config = match access {
        ClusterAccess::InCluster => {
            Config::incluster().map_err(|error| ClusterError::InCluster(Box::new(error)))?
        }
        ClusterAccess::Kubeconfig(path) => {
            let failed = |source| ClusterError::Kubeconfig { path: path.clone(), source: Box::new(source) };
            let read = Kubeconfig::read_from(path).map_err(failed)?;
            Config::from_custom_kubeconfig(read, &KubeConfigOptions::default()).await.map_err(failed)?
        }
    };
    if config.accept_invalid_certs {
        return Err(ClusterError::Unverified);
    }
    config.connect_timeout = Some(CONNECT_TIMEOUT);
    // A failure has to be seen, and is followed by a pause of our own.
    config.default_retry = false;
    Client::try_from(config).map_err(|error| ClusterError::Client(Box::new(error)))
}
