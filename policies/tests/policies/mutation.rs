//! What must hold of the mutations whatever the object: they come to rest, only add, never make it worse, and
//! never write a mark that a report counts. On the same objects both machines agree, and no rule fails.

use std::collections::BTreeSet;
use std::sync::Arc;

use edgeward_decision::{Inventory, PolicySet, Review, decide, mutate};
use edgeward_rego::Value;
use libtest_mimic::Trial;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use crate::machines::{LIMITS, decisions};
use crate::objects::object;
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
    let limits = LIMITS;
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
