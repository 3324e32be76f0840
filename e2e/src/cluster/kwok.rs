//! kwok: plays the kubelet of every node. It runs no image; a pod that is bound to a node becomes ready.

use super::process::Process;
use super::{Cluster, Problem, User, port};

/// Starts it and waits until it says that it is well.
pub(crate) fn start(cluster: &mut Cluster) -> Result<(), Problem> {
    let kubectl = cluster.kubectl(&User::admin())?;
    let allowed = kubectl.with_input(&["apply", "-f", "-"], include_str!("kwok.yaml"))?;
    if !allowed.success {
        return Err(Problem::program("kubectl apply -f kwok.yaml", allowed.stderr));
    }
    let kubeconfig = cluster.kubeconfig(&User::new("kwok", &[]))?;
    let address = format!("127.0.0.1:{}", port::free()?);
    let lease = cluster.lease.as_secs().to_string();
    let process = Process::start("kwok", &cluster.programs.kwok(), &cluster.folder, |command| {
        command
            .arg("--kubeconfig")
            .arg(&kubeconfig)
            .args(["--manage-all-nodes=true", "--node-lease-duration-seconds", &lease])
            // The pods' addresses are K3s' own.
            .args(["--cidr", "10.42.0.0/16", "--server-address", &address])
            // Otherwise each renewed lease is a line.
            .arg("--v=WARN")
            .env("HOME", &cluster.folder);
    })?;
    cluster.processes.push(process);
    let health = format!("http://{address}/healthz");
    cluster
        .wait_until("kwok is well", || ureq::get(&health).call().map(drop).map_err(|error| error.to_string()))
}
