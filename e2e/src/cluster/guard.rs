//! The webhook configurations that make the API server ask a server. A stand-in for those of the chart.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{Client, Edgeward, Problem};
use crate::yaml;

/// The name of both configurations.
const NAME: &str = "edgeward";

/// Has namespaces that are labelled as health data guarded by this server; what it does not answer is refused.
pub fn guard(client: &Client, edgeward: &Edgeward) -> Result<(), Problem> {
    for configuration in [mutating(edgeward), validating(edgeward)] {
        let answer = client.create(&configuration)?;
        if !answer.is_success() {
            return Err(Problem::Unexpected(answer.text()));
        }
    }
    Ok(())
}

/// Has the whole cluster guarded by this server, by the configurations of `e2e/bypass/webhooks.yaml`.
pub fn guard_cluster(client: &Client, edgeward: &Edgeward) -> Result<(), Problem> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("bypass/webhooks.yaml");
    for mut configuration in yaml::documents(&path)? {
        let kind = configuration.get("kind").and_then(Value::as_str).unwrap_or_default();
        let url = if kind.starts_with("Mutating") { "/v1/mutate" } else { "/v1/admit" };
        let called = json!({"url": edgeward.url(url), "caBundle": STANDARD.encode(edgeward.authority())});
        for webhook in configuration.get_mut("webhooks").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(fields) = webhook.as_object_mut() {
                fields.insert("clientConfig".to_owned(), called.clone());
            }
        }
        let answer = client.create(&configuration)?;
        if !answer.is_success() {
            return Err(Problem::Unexpected(answer.text()));
        }
    }
    Ok(())
}

/// Takes the guard away.
pub fn unguard(client: &Client) -> Result<(), Problem> {
    for kind in ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"] {
        // The chart's second one is of this name.
        for name in [NAME, "edgeward-own"] {
            client.delete(&format!("/apis/admissionregistration.k8s.io/v1/{kind}/{name}"))?;
        }
    }
    Ok(())
}

fn mutating(edgeward: &Edgeward) -> Value {
    let webhook = webhook("mutate.edgeward.io", "/v1/mutate", edgeward, workloads());
    configuration("MutatingWebhookConfiguration", &webhook)
}

fn validating(edgeward: &Edgeward) -> Value {
    let mut rules = workloads();
    rules.push(rule("", &["pods/ephemeralcontainers"], &["UPDATE"]));
    let connections = ["pods/exec", "pods/attach", "pods/portforward", "pods/proxy", "services/proxy"];
    rules.push(rule("", &connections, &["CONNECT"]));
    let webhook = webhook("validate.edgeward.io", "/v1/admit", edgeward, rules);
    configuration("ValidatingWebhookConfiguration", &webhook)
}

/// What has a pod or a template of one.
fn workloads() -> Vec<Value> {
    let operations = ["CREATE", "UPDATE"];
    vec![
        rule("", &["pods", "podtemplates", "replicationcontrollers"], &operations),
        rule("apps", &["daemonsets", "deployments", "replicasets", "statefulsets"], &operations),
        rule("batch", &["cronjobs", "jobs"], &operations),
    ]
}

fn rule(group: &str, resources: &[&str], operations: &[&str]) -> Value {
    json!({
        "apiGroups": [group],
        "apiVersions": ["v1"],
        "operations": operations,
        "resources": resources,
        "scope": "Namespaced",
    })
}

fn webhook(name: &str, path: &str, edgeward: &Edgeward, rules: Vec<Value>) -> Value {
    json!({
        "name": name,
        "admissionReviewVersions": ["v1"],
        "sideEffects": "None",
        "failurePolicy": "Fail",
        "matchPolicy": "Equivalent",
        "timeoutSeconds": 10,
        "namespaceSelector": {"matchLabels": {"edgeward.io/health-data": "true"}},
        "clientConfig": {"url": edgeward.url(path), "caBundle": STANDARD.encode(edgeward.authority())},
        "rules": rules,
    })
}

fn configuration(kind: &str, webhook: &Value) -> Value {
    json!({
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": kind,
        "metadata": {"name": NAME},
        "webhooks": [webhook],
    })
}
