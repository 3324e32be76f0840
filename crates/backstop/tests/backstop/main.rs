//! Policies of a small rule that is made for the purpose.

#![cfg(test)]

use std::path::Path;

use edgeward_backstop::{Backstop, policies};
use edgeward_decision::{PolicyId, PolicySet};
use edgeward_rego::{Source, Value};
use serde_json::json;

const RULE: &str = r#"# METADATA
# title: Small
# description: A rule for tests.
# scope: package
# custom:
#   id: X-1
#   severity: low
#   controls: [hipaa-164.312.b]
#   kinds: [{group: "", kind: Pod}, {group: "", kind: ConfigMap}]
#   checks:
#     pod: the pod is good
#     map: the map is good
#     seen: somebody has seen it
#   remediation: Write good things.
#   limit: It proves nothing at all.
#   parameters:
#     type: object
#     properties:
#       names: {type: array, items: {type: string}, default: [a]}
package admission.small

import rego.v1

violation contains {"msg": "x", "details": {"check": "pod", "path": "", "observed": null, "expected": null}} if false
"#;

const SHARED: &str =
    "variables:\n  - {name: spec, expression: object.spec}\n  - {name: unused, expression: object.x}\n";

const COUNTERPART: &str = "\
checks:
  pod:
    holds: [{expression: variables.spec.name in variables.parameters.names}]
  map:
    holds: [{of: [ConfigMap], expression: size(object.data) > 0}]
  seen:
    cannot: Nobody can know that here.
";

fn set(action: &str, checks: &[&str]) -> PolicySet {
    let source = Source { path: "admission/small/small.rego".to_owned(), text: RULE.to_owned() };
    let constraint = json!({
        "apiVersion": "constraints.gatekeeper.sh/v1beta1",
        "kind": "EdgewardSmall",
        "metadata": {"name": "x-1"},
        "spec": {
            "enforcementAction": action,
            "match": {
                "kinds": [{"apiGroups": [""], "kinds": ["Pod", "ConfigMap"]}],
                "namespaceSelector": {"matchLabels": {"health": "true"}},
            },
            "parameters": {"checks": checks, "names": ["b"]},
        },
    });
    let profile = json!({"title": "t", "description": "d", "constraints": [constraint]});
    let data: Value = json!({"profiles": {"strict": profile}}).into();
    let id = PolicyId { revision: "1".to_owned(), digest: "d".to_owned() };
    PolicySet::from_text(id, vec![source], data).expect("policies")
}

fn backstop(set: &PolicySet, counterpart: &str) -> Backstop {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).expect("a folder");
        std::fs::write(path, text).expect("written");
    };
    write("admission/backstop.yaml", SHARED);
    write("admission/small/backstop.yaml", counterpart);
    Backstop::read(folder.path(), set.admission_rules()).expect("read")
}

#[test]
fn a_policy_has_the_claims_that_are_on_with_the_definitions_that_they_name() {
    let set = set("deny", &["pod", "map", "seen"]);
    let backstop = backstop(&set, COUNTERPART);
    let profile = set.profile("strict").expect("a profile");
    let made = policies(&backstop, profile, set.admission_rules()).expect("made");
    let mut made = serde_json::to_value(made).expect("JSON");
    let spec = made[0]["spec"].as_object_mut().expect("a spec");
    spec.remove("matchConditions");
    let rule = |operations: &[&str], resources: &[&str]| json!({"apiGroups": [""], "apiVersions": ["v1"], "operations": operations, "resources": resources});
    let doors = ["pods/ephemeralcontainers", "pods/resize", "pods/status"];
    assert_eq!(
        made,
        json!([{
            "name": "x-1",
            "namespaces": [{"key": "health", "operator": "In", "values": ["true"]}],
            "spec": {
                "resourceRules": [
                    rule(&["CREATE", "UPDATE"], &["configmaps", "pods"]),
                    rule(&["UPDATE"], &doors),
                ],
                "validations": [
                    {
                        "expression": "!(request.kind.kind in ['Pod']) \
                            || ([{\"names\": dyn([\"b\"])}].all(_parameters, \
                            [object.spec].all(_spec, _spec.name in _parameters.names)))",
                        "message": "[x-1] pod must hold: the pod is good. Write good things.",
                        "reason": "Forbidden",
                    },
                    {
                        "expression": "!(request.kind.kind in ['ConfigMap']) || (size(object.data) > 0)",
                        "message": "[x-1] map must hold: the map is good. Write good things.",
                        "reason": "Forbidden",
                    },
                ],
            },
        }])
    );
}

#[test]
fn a_constraint_that_only_warns_makes_no_policy() {
    let set = set("warn", &["pod"]);
    let backstop = backstop(&set, COUNTERPART);
    let profile = set.profile("strict").expect("a profile");
    assert_eq!(policies(&backstop, profile, set.admission_rules()), Ok(Vec::new()));
}

#[test]
fn a_check_without_a_word_is_a_gap_and_so_is_a_word_without_a_check() {
    let set = set("deny", &["pod"]);
    let counterpart =
        "checks:\n  pod: {cannot: because}\n  map: {}\n  other: {cannot: Nobody can know that.}\n";
    assert_eq!(
        backstop(&set, counterpart).gaps(set.admission_rules()),
        [
            "X-1: nothing is said of seen",
            "X-1 has no check other",
            "X-1: map needs one of holds, settled and cannot",
            "X-1: pod: no sentence: because",
        ]
    );
}

/// See `binding.rs`: with variables a policy that comes or changes can end the API server.
#[test]
fn no_admission_policy_of_the_chart_has_variables() {
    let chart = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charts/edgeward");
    let mut policies = 0;
    for folder in ["templates", "files/backstop"] {
        for entry in std::fs::read_dir(chart.join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            policies += text.matches("validations:").count();
            let found = text.lines().find(|line| line.contains("variables:") || line.contains("variables."));
            assert_eq!(found, None, "{}", path.display());
        }
    }
    assert!(policies > 50, "{policies}");
}
