//! How a test of a fault begins: a site with the twin's namespace, and who asks.

use edgeward_e2e::cluster::{Client, Cluster, Outcome, Sandbox, User, prepare_site, until};
use edgeward_e2e::twin::Twin;

use super::clients::{denied, let_in};

/// A cluster that nobody guards yet.
pub(super) struct Scene {
    pub(super) cluster: Cluster,
    pub(super) admin: Client,
    pub(super) twin: Twin,
    /// By which a server reaches the cluster.
    pub(super) kubeconfig: String,
}

impl Scene {
    pub(super) fn make(sandbox: &Sandbox) -> Result<Scene, Box<dyn std::error::Error>> {
        let cluster = Cluster::start(sandbox, &[])?;
        let admin = cluster.client(&User::admin())?;
        prepare_site(&admin, 1)?;
        let twin = Twin::today()?;
        twin.prepare(&admin)?;
        let kubeconfig = cluster.kubeconfig(&User::admin())?.to_string_lossy().into_owned();
        Ok(Scene { cluster, admin, twin, kubeconfig })
    }

    /// What a server is started with, and more. A busy machine takes longer for a rule than a server allows by itself.
    pub(super) fn arguments<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let all = ["--profile=strict", "--evaluation-timeout=8s", "--kubeconfig", &self.kubeconfig];
        [&all[..], more].concat()
    }

    /// Waits until what has to be let in is, and what has to be denied is too.
    pub(super) fn judged(&self) -> Outcome {
        until("good pods are let in", || let_in(&self.admin, &self.twin))?;
        until("bad pods are denied", || denied(&self.admin, &self.twin))?;
        Ok(())
    }
}
