//! The server denies what no policy judges, and what it is not asked about nobody judges: the lists must be the same.

use std::collections::BTreeSet;
use std::path::Path;

use edgeward_bundle::Bundle;
use edgeward_decision::{PolicyId, PolicySet, RuleEntry};
use edgeward_e2e::cluster::{Cluster, Outcome, Sandbox};
use serde_json::Value;

use super::rendered::{list, objects, of_kind, template, texts};

const POLICIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../policies");

/// Other doors to objects whose kinds are judged.
const DOORS: [&str; 6] = [
    "/namespaces/finalize",
    "/namespaces/status",
    "/pods/binding",
    "/pods/ephemeralcontainers",
    "/pods/resize",
    "/pods/status",
];

/// Rules that hold outside of health data too.
const ELSEWHERE: [&str; 2] = ["HD-EXC-01", "HD-NS-02"];

pub(crate) fn asked(sandbox: &Sandbox) -> Outcome {
    let helm = Cluster::helm_alone(sandbox)?;
    let objects = objects(&template(&helm, &[])?.good()?)?;
    let policies = policies()?;

    let mut judged = judged(policies.admission_rules());
    // The API server asks no webhook about webhook configurations.
    assert!(judged.remove("admissionregistration.k8s.io/validatingwebhookconfigurations"));
    judged.extend(DOORS.map(str::to_owned));
    assert_eq!(asked_about(&objects, "ValidatingWebhookConfiguration", |_| true), judged);

    let elsewhere = policies.admission_rules().iter();
    let elsewhere = elsewhere.filter(|entry| ELSEWHERE.contains(&entry.annotation.id.as_str()));
    let webhook = |name: &str| name == "elsewhere.edgeward.io";
    assert_eq!(asked_about(&objects, "ValidatingWebhookConfiguration", webhook), self::judged(elsewhere));

    let filled = self::judged(policies.mutation_rules());
    assert_eq!(asked_about(&objects, "MutatingWebhookConfiguration", |_| true), filled);

    // Whoever stops a pod is never stopped, whoever takes a NetworkPolicy away is asked.
    let on_delete = |resource: &str| {
        all_rules(&objects).any(|rule| {
            texts(&rule["operations"]).iter().any(|operation| operation == "DELETE" || operation == "*")
                && texts(&rule["resources"]).iter().any(|one| one == resource)
        })
    };
    assert_eq!((on_delete("pods"), on_delete("networkpolicies")), (false, true));
    Ok(())
}

fn policies() -> Result<PolicySet, Box<dyn std::error::Error>> {
    let bundle = Bundle::from_folder(Path::new(POLICIES), "0")?;
    let id = PolicyId { revision: bundle.revision().to_owned(), digest: bundle.digest().to_owned() };
    Ok(PolicySet::from_text(id, bundle.sources().to_vec(), bundle.data().clone())?)
}

fn judged<'a>(rules: impl IntoIterator<Item = &'a RuleEntry>) -> BTreeSet<String> {
    let kinds = rules.into_iter().flat_map(|entry| &entry.annotation.kinds);
    kinds.map(|kind| format!("{}/{}", kind.group, resource(&kind.kind))).collect()
}

fn all_rules(objects: &[Value]) -> impl Iterator<Item = &Value> {
    let configurations = of_kind(objects, "ValidatingWebhookConfiguration").into_iter();
    configurations.flat_map(|one| list(&one["webhooks"])).flat_map(|webhook| list(&webhook["rules"]))
}

fn asked_about(objects: &[Value], kind: &str, wanted: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for webhook in
        of_kind(objects, kind).into_iter().flat_map(|configuration| list(&configuration["webhooks"]))
    {
        if !wanted(webhook["name"].as_str().unwrap_or_default()) {
            continue;
        }
        for rule in list(&webhook["rules"]) {
            for group in texts(&rule["apiGroups"]) {
                found.extend(texts(&rule["resources"]).iter().map(|resource| format!("{group}/{resource}")));
            }
        }
    }
    found
}

/// What a kind is called in paths.
fn resource(kind: &str) -> String {
    for (options, resource) in [
        ("PodAttachOptions", "pods/attach"),
        ("PodExecOptions", "pods/exec"),
        ("PodPortForwardOptions", "pods/portforward"),
        ("PodProxyOptions", "pods/proxy"),
        ("ServiceProxyOptions", "services/proxy"),
        ("NodeProxyOptions", "nodes/proxy"),
        ("Endpoints", "endpoints"),
        ("*", "*"),
    ] {
        if kind == options {
            return resource.to_owned();
        }
    }
    let word = kind.to_lowercase();
    match word.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None if word.ends_with('s') => format!("{word}es"),
        None => format!("{word}s"),
    }
}
