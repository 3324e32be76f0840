//! The objects of a cluster.

use std::path::PathBuf;

use edgeward_decision::{PolicySet, Profile};
use edgeward_rego::Limits;
use edgeward_webhook::ClusterAccess;
use edgeward_webhook::audit::{AuditConfig, AuditNews, Scanned, audit as audit_cluster};

use super::progress::Progress;
use super::result::Found;
use crate::failure::{Failure, chain};

/// Where K3s puts the kubeconfig of its administrator.
const K3S: &str = "/etc/rancher/k3s/k3s.yaml";

pub(super) fn config(
    given: Option<PathBuf>,
    moment: i64,
    limits: Limits,
    skip: Vec<String>,
) -> Result<AuditConfig, Failure> {
    let kubeconfig = match given {
        Some(given) => given,
        None => usual().ok_or_else(|| {
            Failure::Cluster(format!(
                "no cluster to audit: there is no kubeconfig in $KUBECONFIG, ~/.kube/config or {K3S}; name one with \
                 --kubeconfig, or files with -f"
            ))
        })?,
    };
    Ok(AuditConfig { access: ClusterAccess::Kubeconfig(kubeconfig), moment, limits, skip })
}

/// The kubeconfig that kubectl would take.
fn usual() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("KUBECONFIG").filter(|named| !named.is_empty()) {
        return std::env::split_paths(&named).next();
    }
    let own = std::env::home_dir().map(|home| home.join(".kube/config"));
    own.into_iter().chain([PathBuf::from(K3S)]).find(|path| path.exists())
}

pub(super) fn audit(
    config: &AuditConfig,
    policies: &PolicySet,
    profile: &Profile,
    found: &mut Found<'_>,
) -> Result<Scanned, Failure> {
    let mut progress = Progress::default();
    let scanned = audit_cluster(config, policies, profile, |news| match news {
        AuditNews::Progress { kind, done, left } => progress.show(kind, done, left),
        AuditNews::Object(review, audited) => found.add(review, *audited, &|_| None),
    });
    progress.clear();
    scanned.map_err(|error| Failure::Cluster(chain(&error)))
}
