//! What must hold of the mutations whatever the object: they come to rest, only add, never make it worse, and
//! never write a mark that a report counts. On the same objects both machines agree, and no rule fails.

use std::collections::BTreeSet;
use std::sync::Arc;

use edgeward_decision::{Inventory, PolicySet, Review, decide, mutate};
use edgeward_rego::{Limits, Value};
use libtest_mimic::Trial;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use crate::machines::decisions;
use crate::sources::Policies;

/// Objects made for each claim. Every one is mutated twice and judged twice.
const CASES: u32 = 256;

pub(crate) fn trials(policies: &Arc<Policies>) -> Vec<Trial> {
    type Claim = fn(&Policies, &serde_json::Value) -> Result<(), TestCaseError>;
    let claims: [(&str, Claim); 2] = [
        ("mutation/rests_only_adds_never_worsens_and_writes_no_mark", |policies, object| {
            claims(&policies.embedded, object)
        }),
        ("machines/agree_on_any_object", agree),
    ];
    claims
        .into_iter()
        .map(|(name, claim)| {
            let policies = Arc::clone(policies);
            Trial::test(name, move || {
                let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
                TestRunner::new(config)
                    .run(&object(), |object| claim(&policies, &object))
                    .map_err(|error| error.to_string().into())
            })
        })
        .collect()
}

fn agree(policies: &Policies, object: &serde_json::Value) -> Result<(), TestCaseError> {
    let document = Value::from(object);
    let decided =
        decisions(policies, "strict", None, std::slice::from_ref(&document)).map_err(TestCaseError::fail)?;
    let faults = decided.iter().flat_map(|(_, decision)| &decision.faults).collect::<Vec<_>>();
    prop_assert!(faults.is_empty(), "{document}: {faults:?}");
    Ok(())
}

fn claims(set: &PolicySet, object: &serde_json::Value) -> Result<(), TestCaseError> {
    let fail = |message: String| TestCaseError::fail(message);
    let object = Value::from(object);
    let profile = set.profile("strict").map_err(|error| fail(error.to_string()))?;
    let facts = set.facts(&Inventory::default());
    let limits = Limits::default();
    let review = Review::of_document(&object).map_err(|error| fail(error.to_string()))?;
    let once = mutate(set, profile, &review, &facts, &limits).map_err(|fault| fail(fault.message))?;
    let mutated = review.with_object(once.object.clone());
    let twice = mutate(set, profile, &mutated, &facts, &limits).map_err(|fault| fail(fault.message))?;
    prop_assert!(twice.patch.is_empty(), "a second mutation adds {:?}", twice.patch);
    prop_assert!(keeps(&object, &once.object), "a value changed:\n{object}\n{}", once.object);
    for operation in &once.patch {
        let written = format!("{} {}", operation.path, operation.value).to_lowercase();
        for mark in ["audit", "encrypt", "backup", "retention", "metadata", "annotation", "label"] {
            prop_assert!(!written.contains(mark), "a mutation writes {written}");
        }
    }
    let found = |review: &Review| -> BTreeSet<(String, String, String)> {
        let decision = decide(set, profile, review, &facts, &limits);
        let violations = decision.violations.iter().chain(&decision.warnings);
        let faults = decision
            .faults
            .iter()
            .map(|fault| (fault.rule.clone(), "fault".to_owned(), fault.message.clone()));
        violations
            .map(|violation| (violation.rule.clone(), violation.check.clone(), violation.path.clone()))
            .chain(faults)
            .collect()
    };
    let (before, after) = (found(&review), found(&mutated));
    prop_assert!(after.is_subset(&before), "new after mutation: {:?}", after.difference(&before));
    Ok(())
}

/// Whether everything in `before` stands in `after`, lists by their first elements.
fn keeps(before: &Value, after: &Value) -> bool {
    if before.is_object() {
        return after.is_object()
            && before
                .entries()
                .iter()
                .all(|(key, value)| after.get(key).is_some_and(|kept| keeps(value, &kept)));
    }
    if before.is_array() {
        let (before, after) = (before.elements(), after.elements());
        return before.len() <= after.len()
            && before.iter().zip(&after).all(|(value, kept)| keeps(value, kept));
    }
    before == after
}

/// Values that no field wants.
fn odd() -> impl Strategy<Value = serde_json::Value> {
    select(vec![
        serde_json::Value::Null,
        serde_json::json!(""),
        serde_json::json!("odd"),
        serde_json::json!(7),
        serde_json::json!(true),
        serde_json::json!([]),
        serde_json::json!({}),
        serde_json::json!([null]),
    ])
}

/// A map with some of the given fields, now and then one with a value of another type.
fn some_of(
    fields: Vec<(&'static str, BoxedStrategy<serde_json::Value>)>,
) -> BoxedStrategy<serde_json::Value> {
    let all = fields.len();
    subsequence(fields, 0..=all)
        .prop_flat_map(|fields| {
            fields
                .into_iter()
                .map(|(name, value)| {
                    prop_oneof![9 => value, 1 => odd()]
                        .prop_map(move |value| (name.to_owned(), value))
                        .boxed()
                })
                .collect::<Vec<_>>()
        })
        .prop_map(|fields| serde_json::Value::Object(fields.into_iter().collect()))
        .boxed()
}

fn one(values: Vec<serde_json::Value>) -> BoxedStrategy<serde_json::Value> {
    select(values).boxed()
}

fn list(element: BoxedStrategy<serde_json::Value>) -> BoxedStrategy<serde_json::Value> {
    proptest::collection::vec(element, 0..3).prop_map(serde_json::Value::Array).boxed()
}

fn container() -> BoxedStrategy<serde_json::Value> {
    use serde_json::json;
    let security = some_of(vec![
        ("allowPrivilegeEscalation", one(vec![json!(true), json!(false)])),
        ("readOnlyRootFilesystem", one(vec![json!(true), json!(false)])),
        ("capabilities", one(vec![json!({"drop": ["ALL"]}), json!({"add": ["NET_ADMIN"]}), json!({})])),
        ("privileged", one(vec![json!(true), json!(false)])),
    ]);
    let amounts =
        one(vec![json!({"cpu": "1", "memory": "1Gi"}), json!({"cpu": 0}), json!({"memory": "many"})]);
    some_of(vec![
        ("name", one(vec![json!("a"), json!("b")])),
        ("image", one(vec![json!("r.example.com/a:1"), json!("a@sha256:0")])),
        ("securityContext", security),
        ("resources", some_of(vec![("limits", amounts.clone()), ("requests", amounts)])),
        (
            "volumeMounts",
            list(some_of(vec![("name", one(vec![json!("v")])), ("readOnly", one(vec![json!(true)]))])),
        ),
        (
            "env",
            list(some_of(vec![
                ("name", one(vec![json!("AUDIT_ENABLED")])),
                ("value", one(vec![json!("true")])),
            ])),
        ),
    ])
}

fn pod_spec() -> BoxedStrategy<serde_json::Value> {
    use serde_json::json;
    let toleration = one(vec![
        json!({"operator": "Exists"}),
        json!({"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute"}),
        json!({"key": "node.kubernetes.io/not-ready", "operator": "Exists", "tolerationSeconds": 5}),
        json!({"key": "own"}),
    ]);
    let security = some_of(vec![
        ("runAsNonRoot", one(vec![json!(true), json!(false)])),
        ("seccompProfile", one(vec![json!({"type": "RuntimeDefault"}), json!({"type": "Unconfined"})])),
        ("runAsUser", one(vec![json!(0), json!(1000)])),
    ]);
    some_of(vec![
        ("runtimeClassName", one(vec![json!("wasmedge"), json!("runc"), json!("")])),
        (
            "nodeSelector",
            one(vec![json!({"node-type": "edge"}), json!({"node-type": "cloud"}), json!({"zone": "a"})]),
        ),
        ("tolerations", list(toleration)),
        ("automountServiceAccountToken", one(vec![json!(true), json!(false)])),
        ("securityContext", security),
        ("containers", list(container())),
        ("initContainers", list(container())),
        ("ephemeralContainers", list(container())),
        ("volumes", list(one(vec![json!({"name": "v", "emptyDir": {}}), json!({"name": "w", "nfs": {}})]))),
        ("hostNetwork", one(vec![json!(true)])),
    ])
}

/// Any kind that carries a pod template, its template whole, partly there, or something else.
fn object() -> BoxedStrategy<serde_json::Value> {
    use serde_json::json;
    let kinds = select(vec![
        ("v1", "Pod", vec![]),
        ("v1", "PodTemplate", vec!["template"]),
        ("v1", "ReplicationController", vec!["spec", "template"]),
        ("apps/v1", "Deployment", vec!["spec", "template"]),
        ("apps/v1", "StatefulSet", vec!["spec", "template"]),
        ("apps/v1", "DaemonSet", vec!["spec", "template"]),
        ("apps/v1", "ReplicaSet", vec!["spec", "template"]),
        ("batch/v1", "Job", vec!["spec", "template"]),
        ("batch/v1", "CronJob", vec!["spec", "jobTemplate", "spec", "template"]),
    ]);
    let annotations = one(vec![json!({"edgeward.io/audit": "enabled"}), json!({})]);
    let template =
        some_of(vec![("metadata", some_of(vec![("annotations", annotations)])), ("spec", pod_spec())]);
    (kinds, template)
        .prop_map(|((api_version, kind, path), template)| {
            let mut object = path.iter().rev().fold(template, |inner, key| json!({*key: inner}));
            if let Some(object) = object.as_object_mut() {
                object.insert("apiVersion".to_owned(), json!(api_version));
                object.insert("kind".to_owned(), json!(kind));
            }
            object
        })
        .boxed()
}
