//! The server: Kubernetes asks it whether an object may be, services ask it whether data may be used.
//!
//! ```text
//! accept ─▶ tls ─▶ http ─┬─▶ admission ─┬─▶ evaluate (slots, deadline, panic = deny) ─▶ edgeward-decision
//!                        ├─▶ access ────┘
//!                        └─▶ health, metrics
//! cluster (discovery, list, watch) ─▶ facts of the next decision
//! audit (discovery, list) ─▶ edgeward-decision, about what is there already
//! certificates (Secret, Lease, caBundle) ─▶ tls of the next handshake
//! ```
//!
//! [`run`] serves until SIGTERM or SIGINT; [`Server::start`] is the same for a caller that has a runtime and
//! stops the server itself. Policies come loaded, and so does an inventory that is not
//! watched: nothing here reads a policy or a manifest.
//!
//! Everything that goes wrong on the way to a decision is a denial. What an answer looks like is said in
//! [`admission`] and [`access`].

pub mod access;
pub mod admission;
pub mod audit;

mod accept;
mod answer;
mod certificates;
mod cluster;
mod config;
mod error;
mod evaluate;
mod facts;
mod health;
mod http;
pub mod log;
mod metrics;
mod moment;
mod serve;
mod tls;

pub use cluster::{ClusterAccess, ClusterError};
pub use config::{
    AuditSchedule, ClientAuthority, ClusterConfig, Config, ConfigProblem, TlsFiles, TlsSecret,
    WebhookConfiguration, check_config,
};
pub use error::ServeError;
pub use serve::{Authority, Server, Started, run};
pub use tls::TlsError;

#[cfg(test)]
#[path = "../tests/policies/load.rs"]
mod test_policies;
