//! A server keeps of the cluster's objects what the rules read of them. That must be enough for every decision.

use std::sync::Arc;

use edgeward_decision::{Inventory, InventoryKind, Profile, Review, decide};
use edgeward_rego::Value;
use edgeward_suite::GoldenCase;
use libtest_mimic::Trial;

use crate::machines::{LIMITS, MOMENT};
use crate::sources::{Policies, testdata};

pub(crate) fn trials(policies: &Arc<Policies>) -> Vec<Trial> {
    let policies = Arc::clone(policies);
    // The profile that asks every rule for all of its checks.
    vec![Trial::test("trimmed/objects_decide_as_whole_ones_do", move || {
        let profile = policies.embedded.profile("strict").map_err(|error| error.to_string())?;
        all_alike(&policies, profile).map_err(Into::into)
    })]
}

fn all_alike(policies: &Policies, profile: &Profile) -> Result<(), String> {
    let set = &policies.embedded;
    let needs = set.needs(profile);
    let (mut compared, mut lost, mut wrong) = (0, 0, Vec::new());
    for case in GoldenCase::below(&testdata().join("golden")) {
        let documents = case.documents()?;
        let objects: Vec<Value> = documents.iter().filter(|one| !is_review(one)).cloned().collect();
        let kept: Vec<Value> = objects.iter().filter_map(|object| kept(object, &needs.fields)).collect();
        let bytes = |values: &[Value]| values.iter().map(|value| value.to_json().len()).sum::<usize>();
        lost += bytes(&objects) - bytes(&kept);
        let [whole, trimmed] =
            [&objects, &kept].map(|objects| set.facts(&Inventory::from_objects(objects)).at(MOMENT));
        for document in &documents {
            // Of a document that makes no sense there is no decision either way.
            let Ok(review) = Review::of_document(document) else { continue };
            let [one, other] = [&whole, &trimmed].map(|facts| decide(set, profile, &review, facts, &LIMITS));
            compared += 1;
            if one != other {
                wrong.push(format!("{}/{}: {}", case.rule, case.name, review.name));
            }
        }
    }
    if !wrong.is_empty() {
        return Err(format!("{} of {compared} differ:\n{}", wrong.len(), wrong.join("\n")));
    }
    // Otherwise nothing was trimmed, and nothing shown.
    if compared < 1000 || lost < 100_000 {
        Err(format!("{compared} compared, {lost} bytes trimmed"))
    } else {
        Ok(())
    }
}

fn is_review(document: &Value) -> bool {
    document.get_str("kind").as_deref() == Some("AdmissionReview")
}

/// What a server keeps of an object: nothing of a kind that it does not watch.
fn kept(
    object: &Value,
    fields: &std::collections::BTreeMap<InventoryKind, edgeward_rego::Fields>,
) -> Option<Value> {
    let text = |key: &str| object.get_str(key).unwrap_or_default();
    let fields = fields.get(&InventoryKind::new(&text("apiVersion"), &text("kind")))?;
    let trimmed = fields.trim(object);
    // What finds its place in an inventory of documents, and every object of a cluster has a name.
    let with = |value: Value, path: &[&str]| {
        let pointer = path.iter().map(|name| format!("/{name}")).collect::<String>();
        let mut value = value;
        if let Some(own) = object.pointer(&pointer) {
            value.put(path, own);
        }
        value
    };
    let placed = [&["apiVersion"][..], &["kind"], &["metadata", "generateName"]];
    Some(placed.into_iter().fold(trimmed, with))
}
