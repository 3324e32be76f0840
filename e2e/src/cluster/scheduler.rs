//! kube-scheduler.

use super::process::Process;
use super::{Client, Cluster, Problem, User, is_there, port};

/// Starts it and waits until it says that it is well.
pub(crate) fn start(cluster: &mut Cluster) -> Result<(), Problem> {
    let user = User::new("system:kube-scheduler", &[]);
    let kubeconfig = cluster.kubeconfig(&user)?;
    let port = port::free()?.to_string();
    let (name, authority) = ("kube-scheduler", &cluster.authority);
    let process = Process::start(name, &cluster.programs.kubernetes(name), &cluster.folder, |command| {
        command
            .arg("--kubeconfig")
            .arg(&kubeconfig)
            .args(["--bind-address", "127.0.0.1", "--secure-port", &port, "--leader-elect=false"])
            // Nobody else asks this API server.
            .args(["--kube-api-qps", "200", "--kube-api-burst", "400"])
            .arg("--tls-cert-file")
            .arg(authority.serving_certificate_file())
            .arg("--tls-private-key-file")
            .arg(authority.serving_key_file());
    })?;
    cluster.processes.push(process);
    let probe = Client::new(&format!("https://127.0.0.1:{port}"), &cluster.authority, &user)?;
    cluster.wait_until("the scheduler is well", || is_there(&probe, "/healthz"))
}
