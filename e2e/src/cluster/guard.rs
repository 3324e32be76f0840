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
    guard_by(client, |path| by_url(edgeward, path))
}

/// The same, asked at what this says for a path: `clientConfig`. Where the guard is there already, it is changed.
pub fn guard_by(client: &Client, called: impl Fn(&str) -> Value) -> Result<(), Problem> {
    for mut configuration in [mutating(called("/v1/mutate")), validating(called("/v1/admit"))] {
        let path = client.path(&configuration)?;
        let there = client.get(&path)?;
        let answer = if there.is_success() {
            if let (Some(version), Some(own)) =
                (there.body.pointer("/metadata/resourceVersion"), configuration.pointer_mut("/metadata"))
            {
                own["resourceVersion"] = version.clone();
            }
            client.put(&path, &configuration)?
        } else {
            client.create(&configuration)?
        };
        if !answer.is_success() {
            return Err(Problem::Unexpected(answer.text()));
        }
    }
    Ok(())
}

/// How a server that serves by its own CA is called.
fn by_url(edgeward: &Edgeward, path: &str) -> Value {
    json!({"url": edgeward.url(path), "caBundle": STANDARD.encode(edgeward.authority())})
}

/// Has the whole cluster guarded by this server, by the configurations of `e2e/bypass/webhooks.yaml`.
pub fn guard_cluster(client: &Client, edgeward: &Edgeward) -> Result<(), Problem> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("bypass/webhooks.yaml");
    for mut configuration in yaml::documents(&path)? {
        let kind = configuration.get("kind").and_then(Value::as_str).unwrap_or_default();
        let url = if kind.starts_with("Mutating") { "/v1/mutate" } else { "/v1/admit" };
        let called = by_url(edgeward, url);
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

fn mutating(called: Value) -> Value {
    let webhook = webhook("mutate.edgeward.io", called, workloads());
    configuration("MutatingWebhookConfiguration", &webhook)
}

fn validating(called: Value) -> Value {
    let mut rules = workloads();
    rules.push(rule("", &["pods/ephemeralcontainers"], &["UPDATE"]));
    let connections = ["pods/exec", "pods/attach", "pods/portforward", "pods/proxy", "services/proxy"];
    rules.push(rule("", &connections, &["CONNECT"]));
    let webhook = webhook("validate.edgeward.io", called, rules);
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

fn webhook(name: &str, called: Value, rules: Vec<Value>) -> Value {
    json!({
        "name": name,
        "admissionReviewVersions": ["v1"],
        "sideEffects": "None",
        "failurePolicy": "Fail",
        "matchPolicy": "Equivalent",
        "timeoutSeconds": 10,
        "namespaceSelector": {"matchLabels": {"edgeward.io/health-data": "true"}},
        "clientConfig": called,
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
