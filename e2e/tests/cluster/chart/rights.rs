//! The rights that the chart gives to its server, used by the real one.

use edgeward_e2e::cluster::{Cluster, Edgeward, Outcome, Sandbox, User, until};

use super::examples::bring_definitions;
use super::rendered::{CHART, NAMESPACE};

/// The server becomes ready, which it does only when every kind that rules look up was listed; and it may read no more.
pub(crate) fn suffice(sandbox: &Sandbox) -> Outcome {
    let cluster = Cluster::start(sandbox, &[])?;
    let admin = User::admin();
    bring_definitions(&cluster, &cluster.kubectl(&admin)?)?;
    let values = format!("{CHART}/ci/single-node-values.yaml");
    let release = ["install", "edgeward", CHART, "--namespace", NAMESPACE, "--create-namespace"];
    cluster.helm(&admin)?.run(&[&release[..], &["--values", &values]].concat())?.good()?;

    let server = User::service_account(NAMESPACE, "edgeward");
    let kubeconfig = cluster.kubeconfig(&server)?.to_string_lossy().into_owned();
    let edgeward = Edgeward::serve(&cluster, &["--profile", "strict", "--kubeconfig", &kubeconfig])?;
    until("what the cluster holds is known", || {
        let text = edgeward.metrics().map_err(|problem| problem.to_string())?;
        let namespaces = r#"edgeward_inventory_state{api_version="v1",kind="Namespace",state="live"} 1"#;
        let is_live = text.contains(namespaces) && !text.contains(r#"state="cold"} 1"#);
        if is_live { Ok(()) } else { Err(text) }
    })?;
    let failed: Vec<String> = edgeward
        .metrics()?
        .lines()
        .filter(|line| line.starts_with("edgeward_inventory_failures_total{") && !line.ends_with(" 0"))
        .map(str::to_owned)
        .collect();
    assert_eq!(failed, Vec::<String>::new());

    let client = cluster.client(&server)?;
    for path in ["/api/v1/secrets", "/api/v1/events", "/apis/coordination.k8s.io/v1/leases"] {
        assert_eq!(client.get(path)?.status, 403, "{path}");
    }
    let made = client.create(&serde_json::json!({
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": NAMESPACE},
    }))?;
    assert_eq!(made.status, 403, "{}", made.text());
    Ok(())
}
