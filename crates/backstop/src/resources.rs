//! Kinds as admission policies name them: by resource.

use std::collections::BTreeMap;

use edgeward_rego::GroupKind;
use serde::Serialize;

/// The kinds with a pod, by group.
const WITH_A_POD: [(&str, &str); 9] = [
    ("", "Pod"),
    ("", "PodTemplate"),
    ("", "ReplicationController"),
    ("apps", "DaemonSet"),
    ("apps", "Deployment"),
    ("apps", "ReplicaSet"),
    ("apps", "StatefulSet"),
    ("batch", "CronJob"),
    ("batch", "Job"),
];

/// One of `matchConstraints.resourceRules`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceRule {
    /// API groups.
    pub api_groups: Vec<String>,
    /// Versions; the others are converted to these.
    pub api_versions: Vec<String>,
    /// What is done.
    pub operations: Vec<String>,
    /// Resources and subresources.
    pub resources: Vec<String>,
}

pub(crate) fn has_a_pod(kind: &GroupKind) -> bool {
    WITH_A_POD.contains(&(kind.group.as_str(), kind.kind.as_str()))
}

/// The requests that bring objects of these kinds in, or connect by them.
pub(crate) fn resource_rules(kinds: &[&GroupKind], deletions: bool) -> Vec<ResourceRule> {
    let mut resources: BTreeMap<(String, Vec<String>), Vec<String>> = BTreeMap::new();
    for kind in kinds {
        for (operations, names) in doors(&kind.kind, deletions) {
            let operations = operations.iter().map(|operation| (*operation).to_owned()).collect();
            let known = resources.entry((kind.group.clone(), operations)).or_default();
            known.extend(names);
        }
    }
    resources
        .into_iter()
        .map(|((group, operations), mut resources)| {
            resources.sort();
            resources.dedup();
            // Every version that is served today is named by what it is converted to.
            let version = match group.as_str() {
                "autoscaling" => "v2",
                _ => "v1",
            };
            ResourceRule {
                api_groups: vec![group],
                api_versions: vec![version.to_owned()],
                operations,
                resources,
            }
        })
        .collect()
}

/// The ways in which an object of a kind comes in: operations, and resources with their subresources.
fn doors(kind: &str, deletions: bool) -> Vec<(&'static [&'static str], Vec<String>)> {
    let written: &'static [&'static str] =
        if deletions { &["CREATE", "UPDATE", "DELETE"] } else { &["CREATE", "UPDATE"] };
    let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    match kind {
        // pods/resize is served from 1.33 on.
        "Pod" => vec![
            (written, named(&["pods"])),
            (&["UPDATE"], named(&["pods/ephemeralcontainers", "pods/resize", "pods/status"])),
        ],
        "Namespace" => vec![
            (written, named(&["namespaces"])),
            (&["UPDATE"], named(&["namespaces/finalize", "namespaces/status"])),
        ],
        "Binding" => vec![(&["CREATE"], named(&["bindings", "pods/binding"]))],
        "NodeProxyOptions" => vec![(&["CONNECT"], named(&["nodes/proxy"]))],
        "PodAttachOptions" => vec![(&["CONNECT"], named(&["pods/attach"]))],
        "PodExecOptions" => vec![(&["CONNECT"], named(&["pods/exec"]))],
        "PodPortForwardOptions" => vec![(&["CONNECT"], named(&["pods/portforward"]))],
        "PodProxyOptions" => vec![(&["CONNECT"], named(&["pods/proxy"]))],
        "ServiceProxyOptions" => vec![(&["CONNECT"], named(&["services/proxy"]))],
        "Endpoints" => vec![(written, named(&["endpoints"]))],
        _ => vec![(written, vec![plural(kind)])],
    }
}

/// As Kubernetes names the resource of a kind.
fn plural(kind: &str) -> String {
    let name = kind.to_lowercase();
    match name.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if name.ends_with('s') => format!("{name}es"),
        _ => format!("{name}s"),
    }
}

#[cfg(test)]
mod tests {
    use edgeward_rego::GroupKind;

    use super::{ResourceRule, resource_rules};

    fn kind(group: &str, kind: &str) -> GroupKind {
        GroupKind { group: group.to_owned(), kind: kind.to_owned() }
    }

    fn rule(group: &str, operations: &[&str], resources: &[&str]) -> ResourceRule {
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
        ResourceRule {
            api_groups: texts(&[group]),
            api_versions: texts(&["v1"]),
            operations: texts(operations),
            resources: texts(resources),
        }
    }

    #[test]
    fn every_door_to_a_pod_is_named() {
        let kinds = [kind("", "Pod"), kind("", "PodExecOptions"), kind("networking.k8s.io", "NetworkPolicy")];
        let written = ["CREATE", "UPDATE"];
        assert_eq!(
            resource_rules(&kinds.iter().collect::<Vec<_>>(), false),
            [
                rule("", &["CONNECT"], &["pods/exec"]),
                rule("", &written, &["pods"]),
                rule("", &["UPDATE"], &["pods/ephemeralcontainers", "pods/resize", "pods/status"]),
                rule("networking.k8s.io", &written, &["networkpolicies"]),
            ]
        );
    }
}
