//! What health data needs of a cluster before any of it arrives.

use serde_json::{Value, json};

use super::{Client, Problem};

/// Makes the runtime class of health data and this many edge nodes, `edge-1` and so on.
pub fn prepare_site(client: &Client, nodes: usize) -> Result<(), Problem> {
    let class = json!({
        "apiVersion": "node.k8s.io/v1",
        "kind": "RuntimeClass",
        "metadata": {"name": "wasmedge"},
        "handler": "wasmedge",
        "scheduling": {"nodeSelector": {"node-type": "edge"}},
    });
    let nodes = (1..=nodes).map(|number| edge_node(&format!("edge-{number}")));
    for object in std::iter::once(class).chain(nodes) {
        let answer = client.create(&object)?;
        if !answer.is_success() {
            return Err(Problem::Unexpected(answer.text()));
        }
    }
    Ok(())
}

/// A node at the edge. Without a kubelet, real or played, nothing on it ever runs.
fn edge_node(name: &str) -> Value {
    // A small machine. What a node does not say it has, the scheduler finds insufficient.
    let resources = json!({"cpu": "4", "memory": "8Gi", "ephemeral-storage": "64Gi", "pods": "110"});
    json!({
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": name,
            "labels": {
                "kubernetes.io/hostname": name,
                "node-type": "edge",
                "edgeward.io/jurisdiction": "eu",
            },
        },
        "status": {"capacity": resources, "allocatable": resources},
    })
}
