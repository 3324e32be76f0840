//! The flags about a cluster that is watched, and what they ask for.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use clap::{ArgAction, Args};
use edgeward_webhook::{AuditSchedule, ClusterAccess, ClusterConfig};

use crate::unit::duration;

#[derive(Debug, Args)]
#[command(next_help_heading = "Cluster")]
pub(super) struct ClusterArgs {
    /// Look objects up in the cluster of this kubeconfig, and watch them
    #[arg(long, value_name = "FILE", conflicts_with_all = ["inventory", "in_cluster"], env = "EDGEWARD_KUBECONFIG")]
    pub(super) kubeconfig: Option<PathBuf>,
    /// Look objects up in the cluster that this runs in: what a pod with a service account does without --inventory
    #[arg(long, conflicts_with = "inventory", env = "EDGEWARD_IN_CLUSTER")]
    in_cluster: bool,
    /// How long nothing may be heard of a kind before what looks it up is denied
    #[arg(long, value_name = "TIME", default_value = "90s", value_parser = duration, env = "EDGEWARD_STALE_AFTER")]
    stale_after: Duration,
    /// The pause between two audits of what the cluster holds, by one of the replicas, or `off`
    #[arg(long, value_name = "TIME", default_value = "10m", env = "EDGEWARD_AUDIT_EVERY")]
    audit_every: Pause,
    /// Kinds that audits leave out: `Secret`, `Ingress (networking.k8s.io)`
    #[arg(
        long,
        value_name = "KIND",
        value_delimiter = ',',
        default_value = "Secret",
        env = "EDGEWARD_AUDIT_SKIP"
    )]
    audit_skip: Vec<String>,
    /// Whether audits write PolicyReport objects, where the cluster serves them
    #[arg(long, value_name = "BOOL", default_value_t = true, action = ArgAction::Set, env = "EDGEWARD_AUDIT_REPORTS")]
    audit_reports: bool,
    /// Where the Leases are by which one of several replicas is chosen [default: the pod's, else edgeward-system]
    #[arg(long, value_name = "NAME", env = "EDGEWARD_LEASE_NAMESPACE")]
    lease_namespace: Option<String>,
}

/// A time between two things, or never.
#[derive(Debug, Clone, Copy)]
struct Pause(Option<Duration>);

impl FromStr for Pause {
    type Err = String;

    fn from_str(text: &str) -> Result<Pause, String> {
        match text {
            "off" => Ok(Pause(None)),
            text => match duration(text)? {
                time if time < Duration::from_secs(1) => Err("write at least 1s, or off".to_owned()),
                time => Ok(Pause(Some(time))),
            },
        }
    }
}

impl ClusterArgs {
    /// The cluster that is watched, if one is.
    pub(super) fn plan(self, is_in_a_pod: bool) -> Option<ClusterConfig> {
        let ClusterArgs {
            kubeconfig,
            in_cluster,
            stale_after,
            audit_every,
            audit_skip,
            audit_reports,
            lease_namespace,
        } = self;
        let access = match kubeconfig {
            Some(path) => Some(ClusterAccess::Kubeconfig(path)),
            None => (in_cluster || is_in_a_pod).then_some(ClusterAccess::InCluster),
        };
        let audit = audit_every.0.map(|every| AuditSchedule {
            every,
            // An empty list in the environment or in a chart's values is one empty name.
            skip: audit_skip.into_iter().filter(|kind| !kind.is_empty()).collect(),
            reports: audit_reports,
            lease_namespace: lease_namespace.unwrap_or_else(own_namespace),
        });
        access.map(|access| ClusterConfig { access, stale_after, audit })
    }
}

/// The namespace of the pod that this runs in, else the one that the chart is made for.
fn own_namespace() -> String {
    let told = std::fs::read_to_string("/var/run/secrets/kubernetes.io/serviceaccount/namespace");
    told.ok()
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or("edgeward-system".to_owned())
}

/// What Kubernetes gives a pod that may speak to its API server.
pub(super) fn is_in_a_pod() -> bool {
    std::env::var_os("KUBERNETES_SERVICE_HOST").is_some()
        && Path::new("/var/run/secrets/kubernetes.io/serviceaccount/token").exists()
}
