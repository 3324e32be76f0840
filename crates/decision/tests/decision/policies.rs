//! Policies for tests.

use edgeward_decision::{Inventory, PoliciesError, PolicyId, PolicySet};
use edgeward_rego::{Source, Value};

pub(crate) fn json(text: &str) -> Value {
    Value::from_json(text.as_bytes()).expect("JSON")
}

/// A rule with a whole METADATA block; `checks` and `parameters` in YAML flow style.
pub(crate) fn source(folder: &str, id: &str, body: &str) -> Source {
    Source {
        path: format!("{}.rego", folder.replace('.', "/")),
        text: format!(
            "# METADATA\n# title: T\n# description: D\n# custom:\n#   id: {id}\n#   severity: high\n#   controls: [c]\n\
             #   kinds: [{{group: \"\", kind: Pod}}]\n#   checks: {{one: looks, two: looks too}}\n#   remediation: R\n\
             #   limit: L\n#   parameters: {{type: object, properties: {{size: {{type: integer, default: 3}}}}}}\n\
             package {folder}\n\nimport rego.v1\n\n{body}\n"
        ),
    }
}

/// Violates whatever has no `spec.good`.
pub(crate) const NEEDS_GOOD: &str = "violation contains {\"msg\": msg, \"details\": details} if {\n\
    \tinput.review.operation != \"DELETE\"\n\tnot input.review.object.spec.good\n\tmsg := \"not good\"\n\
    \tdetails := {\"check\": \"one\", \"path\": \"/spec/good\", \"observed\": null, \"expected\": true}\n}";

pub(crate) fn load(sources: Vec<Source>, data: &str) -> Result<PolicySet, PoliciesError> {
    let id = PolicyId { revision: "1".to_owned(), digest: "d".to_owned() };
    PolicySet::from_text(id, sources, json(data))
}

pub(crate) fn constraint(kind: &str, name: &str, spec: &str) -> String {
    format!(
        r#"{{"apiVersion":"constraints.gatekeeper.sh/v1beta1","kind":"{kind}","metadata":{{"name":"{name}"}},"spec":{spec}}}"#
    )
}

pub(crate) fn profile(constraints: &[String], mutations: &str) -> String {
    format!(
        r#"{{"profiles":{{"p":{{"title":"T","description":"D","constraints":[{}],"mutations":{mutations}}}}}}}"#,
        constraints.join(",")
    )
}

pub(crate) const PODS: &str = r#"{"kinds":[{"apiGroups":[""],"kinds":["Pod"]}]}"#;

pub(crate) const HEALTH_PODS: &str = r#"{"kinds":[{"apiGroups":[""],"kinds":["Pod"]}],"namespaceSelector":{"matchLabels":{"edgeward.io/health-data":"true"}}}"#;

pub(crate) fn inventory(objects: &[&str]) -> Inventory {
    let objects: Vec<Value> = objects.iter().map(|text| json(text)).collect();
    Inventory::from_objects(&objects)
}
