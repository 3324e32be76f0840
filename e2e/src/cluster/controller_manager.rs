//! kube-controller-manager: each controller under its own service account, as in K3s.

use super::process::Process;
use super::{Cluster, Problem, User, is_there, port};

/// Starts it and waits until it has made what pods need.
pub(crate) fn start(cluster: &mut Cluster) -> Result<(), Problem> {
    let user = User::new("system:kube-controller-manager", &[]);
    let kubeconfig = cluster.kubeconfig(&user)?;
    let port = port::free()?.to_string();
    let grace = format!("{}s", cluster.lease.as_secs());
    let (name, authority) = ("kube-controller-manager", &cluster.authority);
    let process = Process::start(name, &cluster.programs.kubernetes(name), &cluster.folder, |command| {
        command
            .arg("--kubeconfig")
            .arg(&kubeconfig)
            .args(["--bind-address", "127.0.0.1", "--secure-port", &port, "--leader-elect=false"])
            // Nobody else asks this API server.
            .args(["--kube-api-qps", "200", "--kube-api-burst", "400"])
            .args(["--node-monitor-grace-period", &grace])
            .arg("--cert-dir")
            .arg(cluster.folder.join("certificates"))
            .arg("--root-ca-file")
            .arg(authority.certificate_file())
            .arg("--service-account-private-key-file")
            .arg(authority.token_key_file())
            .arg("--use-service-account-credentials=true");
    })?;
    cluster.processes.push(process);
    let admin = cluster.client(&User::admin())?;
    cluster.wait_until("the controller-manager has made a service account", || {
        is_there(&admin, "/api/v1/namespaces/default/serviceaccounts/default")
    })
}
