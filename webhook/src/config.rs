//! What the server is told. Plain values: reading flags and environment is the command line's part.

mod check;
mod problem;
mod secret;

pub use check::check_config;
pub use problem::ConfigProblem;
pub use secret::{TlsSecret, WebhookConfiguration};

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use edgeward_rego::Limits;

use crate::cluster::ClusterAccess;

/// Everything the server can be told. [`Config::default`] is the server without arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Where `/v1/admit` and `/v1/mutate` are served, over TLS. Port 0 takes a free one.
    pub admission_addr: SocketAddr,
    /// Where `/v1/data/…` is served, over plain HTTP; `None` for nowhere. Loopback unless somebody decides
    /// otherwise: whoever reaches it may ask whether data may go out.
    pub decision_addr: Option<SocketAddr>,
    /// A Unix socket where `/v1/data/…` is served as well. A socket left behind by a server that is gone is
    /// replaced; a file of another type is not.
    pub decision_socket: Option<PathBuf>,
    /// Where `/healthz`, `/readyz` and `/metrics` are served, over plain HTTP.
    pub health_addr: SocketAddr,
    /// The profile that judges and mutates.
    pub profile: String,
    /// The cluster that rules look objects up in; `None` where the inventory is given once and counts as complete.
    pub cluster: Option<ClusterConfig>,
    /// Where the server keeps what outlives it: its CA and serving certificate.
    pub state_dir: PathBuf,
    /// Certificate and key to serve with, instead of self-signed ones.
    pub tls_files: Option<TlsFiles>,
    /// Where the replicas of a cluster keep a CA and a certificate that they make themselves, instead of files.
    pub tls_secret: Option<TlsSecret>,
    /// Whom clients of the admission port have to be certified by; `None` where whoever reaches it may ask.
    pub client_authority: Option<ClientAuthority>,
    /// How often files of certificates are looked at again; what they hold then counts from the next handshake on.
    pub tls_files_every: Duration,
    /// DNS names and IP addresses that a serving certificate carries besides `localhost`,
    /// `127.0.0.1` and `::1`, where it is made here. The API server calls a webhook by `<service>.<namespace>.svc`.
    pub tls_names: Vec<String>,
    /// Limits of one evaluation of one rule.
    pub evaluation_limits: Limits,
    /// How many evaluations run at once; `None` for twice the number of processors.
    pub evaluation_slots: Option<NonZeroUsize>,
    /// How many more may wait for a slot. Beyond that a request is refused at once.
    pub evaluation_queue: usize,
    /// How long an answer may take; less where the request says so (`?timeout=5s`). A tenth is kept for the way
    /// back.
    pub request_timeout: Duration,
    /// Open connections on one listener. Beyond that a new one is closed as soon as it is accepted.
    pub max_connections: NonZeroUsize,
    /// How long a TLS handshake may take.
    pub handshake_timeout: Duration,
    /// How long a request's head may take from its first byte on.
    pub header_timeout: Duration,
    /// How long a request's body may take, and how long an answer may wait to be read.
    pub body_timeout: Duration,
    /// How long a connection may stay open between two requests.
    pub idle_timeout: Duration,
    /// Largest body of an admission review, in bytes.
    pub admission_body_limit: usize,
    /// Largest body of a data request, in bytes.
    pub data_body_limit: usize,
    /// How long the server goes on as before after it was told to stop, with `/readyz` saying 503: the time
    /// that a load balancer needs to notice.
    pub drain_delay: Duration,
    /// How long open requests may then take to finish.
    pub drain_timeout: Duration,
}

/// A cluster that is watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterConfig {
    /// How its API server is reached.
    pub access: ClusterAccess,
    /// How long nothing may be heard of a kind before what looks it up is denied.
    pub stale_after: Duration,
    /// How what is there already is audited; `None` for not at all.
    pub audit: Option<AuditSchedule>,
}

/// An audit that goes on while the server does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditSchedule {
    /// The pause between two of them.
    pub every: Duration,
    /// Kinds that are left out, such as `Secret` or `Ingress (networking.k8s.io)`.
    pub skip: Vec<String>,
    /// Whether findings are written to the cluster as PolicyReport objects, where it serves them.
    pub reports: bool,
    /// The namespace of the Lease `edgeward-audit`, by which one of several replicas is chosen.
    pub lease_namespace: String,
}

/// A certificate chain and its key, as PEM files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// Certificates, the server's own first.
    pub certificate: PathBuf,
    /// Private key (PKCS#8, PKCS#1 or SEC1).
    pub key: PathBuf,
}

/// Who certifies clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientAuthority {
    /// Certificates of CAs, as PEM.
    pub file: PathBuf,
    /// Common names or DNS names, one of which a client's certificate must have; empty for any.
    pub names: Vec<String>,
}

/// The default service name of the chart.
const SERVICE_NAME: &str = "edgeward.edgeward-system.svc";

impl Default for Config {
    fn default() -> Self {
        const MEBIBYTE: usize = 1024 * 1024;
        // The API server keeps idle connections for 90 s; whoever closes first risks closing on a request that
        // is just being sent.
        const IDLE: Duration = Duration::from_secs(120);
        const CONNECTIONS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(511);
        Config {
            admission_addr: SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 8443),
            decision_addr: Some(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8181)),
            decision_socket: None,
            health_addr: SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 8888),
            profile: "baseline".to_owned(),
            cluster: None,
            state_dir: default_state_dir(std::env::var_os("XDG_STATE_HOME")),
            tls_files: None,
            tls_secret: None,
            client_authority: None,
            tls_files_every: Duration::from_secs(10),
            tls_names: vec![SERVICE_NAME.to_owned()],
            evaluation_limits: Limits::default(),
            evaluation_slots: None,
            // At a few milliseconds each, the last in the queue is still answered well before the API server
            // gives up.
            evaluation_queue: 256,
            // What the API server waits where a webhook configuration says nothing.
            request_timeout: Duration::from_secs(10),
            max_connections: CONNECTIONS,
            handshake_timeout: Duration::from_secs(5),
            header_timeout: Duration::from_secs(5),
            body_timeout: Duration::from_secs(10),
            idle_timeout: IDLE,
            // The API server takes 3 MiB from a client, and an UPDATE carries object and oldObject.
            admission_body_limit: 8 * MEBIBYTE,
            data_body_limit: MEBIBYTE,
            drain_delay: Duration::ZERO,
            // Below the 30 s after which Kubernetes kills a pod.
            drain_timeout: Duration::from_secs(20),
        }
    }
}

/// `$XDG_STATE_HOME/edgeward`, else `.edgeward` in the working directory. An empty or relative variable counts
/// as unset, as the XDG specification has it.
fn default_state_dir(state_home: Option<std::ffi::OsString>) -> PathBuf {
    let home = state_home.map(PathBuf::from).filter(|home| home.is_absolute());
    home.map_or_else(|| PathBuf::from(".edgeward"), |home| home.join("edgeward"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_directory_follows_xdg() {
        let given = |home: &str| default_state_dir(Some(home.into()));
        assert_eq!(given("/home/a/.local/state"), PathBuf::from("/home/a/.local/state/edgeward"));
        assert_eq!(given(""), PathBuf::from(".edgeward"));
        assert_eq!(given("relative"), PathBuf::from(".edgeward"));
        assert_eq!(default_state_dir(None), PathBuf::from(".edgeward"));
    }
}
