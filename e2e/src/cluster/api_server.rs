//! kube-apiserver, of the version that K3s 1.30.4 embeds and with the flags that matter to admission as K3s sets them.

use std::path::Path;

use super::Problem;
use super::authority::Authority;
use super::process::Process;
use super::programs::Programs;

/// Starts it at this address.
pub(crate) fn start(
    programs: &Programs,
    folder: &Path,
    authority: &Authority,
    datastore: &str,
    address: &str,
    managed: bool,
    admission: Option<&Path>,
) -> Result<Process, Problem> {
    let (_, port) = address.rsplit_once(':').unwrap_or_default();
    Process::start("kube-apiserver", &programs.kubernetes("kube-apiserver"), folder, |command| {
        command
            .args(["--etcd-servers", datastore, "--secure-port", port])
            .args(["--bind-address", "127.0.0.1", "--advertise-address", "127.0.0.1"])
            // The service `kubernetes` cannot have an endpoint on a loopback address.
            .args(["--endpoint-reconciler-type", "none"])
            .arg("--tls-cert-file")
            .arg(authority.serving_certificate_file())
            .arg("--tls-private-key-file")
            .arg(authority.serving_key_file())
            .arg("--client-ca-file")
            .arg(authority.certificate_file())
            .arg("--service-account-signing-key-file")
            .arg(authority.token_key_file())
            .arg("--service-account-key-file")
            .arg(authority.token_public_key_file())
            .args(["--service-account-issuer", "https://kubernetes.default.svc.cluster.local"])
            .args(["--authorization-mode", "Node,RBAC", "--anonymous-auth=false"])
            .args(["--service-cluster-ip-range", "10.43.0.0/16", "--allow-privileged=true"])
            .args(["--enable-admission-plugins", "NodeRestriction"])
            // A webhook behind a Service is called at its endpoint; there is no proxy to go through.
            .arg("--enable-aggregator-routing=true");
        if let Some(configuration) = admission {
            command.arg("--admission-control-config-file").arg(configuration);
        }
        if !managed {
            // Nobody makes the service accounts that this plugin wants pods to have.
            command.args(["--disable-admission-plugins", "ServiceAccount"]);
        }
    })
}
