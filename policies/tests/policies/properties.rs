//! What must hold of decisions whatever the object: none of the six demands can be left out, nothing unknown can be
//! brought in, `strict` is never laxer than `baseline`, and order says nothing.

use std::sync::Arc;

use edgeward_decision::{Decision, Inventory, PolicySet, Review, Verdict, decide};
use edgeward_rego::Value;
use libtest_mimic::Trial;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value as Json, json};

use crate::machines::{LIMITS, MOMENT};
use crate::objects::{Workload, workload};
use crate::sources::Policies;

/// Objects made for each claim. Each is judged a dozen times.
const CASES: u32 = 32;

pub(crate) fn trials(policies: &Arc<Policies>) -> Vec<Trial> {
    vec![
        trial(policies, "none_of_the_six_demands_can_be_left_out", || (workload(), any::<Index>()), demands),
        trial(policies, "nothing_unknown_comes_in_as_a_volume", || (workload(), volume_change()), volumes),
        trial(policies, "strict_admits_only_what_baseline_admits", crate::objects::object, strict),
        trial(policies, "order_of_keys_and_documents_says_nothing", || (workload(), any::<u64>()), order),
    ]
}

fn trial<T: std::fmt::Debug + 'static, S: Strategy<Value = T> + 'static>(
    policies: &Arc<Policies>,
    name: &str,
    made: fn() -> S,
    claim: fn(&PolicySet, &T) -> Result<(), TestCaseError>,
) -> Trial {
    let policies = Arc::clone(policies);
    Trial::test(format!("properties/{name}"), move || {
        let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
        TestRunner::new(config)
            .run(&made(), |made| claim(&policies.embedded, &made))
            .map_err(|error| error.to_string().into())
    })
}

/// The decision on the first document; all of them are the inventory.
fn judged(set: &PolicySet, profile: &str, documents: &[Value]) -> Result<Decision, TestCaseError> {
    let fail = |message: String| TestCaseError::fail(message);
    let subject = documents.first().ok_or_else(|| fail("no document".to_owned()))?;
    let profile = set.profile(profile).map_err(|error| fail(error.to_string()))?;
    let review = Review::of_document(subject).map_err(|error| fail(error.to_string()))?;
    let facts = set.facts(&Inventory::from_objects(documents)).at(MOMENT);
    Ok(decide(set, profile, &review, &facts, &LIMITS))
}

fn values(documents: &[Json]) -> Vec<Value> {
    documents.iter().map(Value::from).collect()
}

/// The documents with each of the six demands broken in turn.
fn demands(set: &PolicySet, (made, place): &(Workload, Index)) -> Result<(), TestCaseError> {
    for profile in ["baseline", "strict"] {
        let whole = judged(set, profile, &values(&made.documents()))?;
        prop_assert_eq!(whole.verdict, Verdict::Allow, "{}: {:?}", profile, whole.violations);
        for (demand, broken) in made.without_each_demand(place) {
            let decision = judged(set, profile, &values(&broken))?;
            prop_assert_eq!(decision.verdict, Verdict::Deny, "{} admits a pod without {}", profile, demand);
            prop_assert!(decision.faults.is_empty(), "{}: {:?}", demand, decision.faults);
        }
    }
    Ok(())
}

/// A volume that is like a good one, but for one thing that nobody knows.
fn volume_change() -> impl Strategy<Value = Json> {
    let word = "[a-z][a-zA-Z]{2,11}".prop_filter("a field that exists", |word| {
        !["name", "csi", "nfs", "rbd", "fc", "secret", "image", "iscsi", "flocker"].contains(&word.as_str())
    });
    let value =
        select(vec![json!({}), json!(null), json!(""), json!({"server": "far"}), json!([]), json!(true)]);
    let base = select(vec![
        json!({}),
        json!({"emptyDir": {"sizeLimit": "1Mi"}}),
        json!({"hostPath": {"path": "/var/lib/health-data", "type": "Directory"}}),
    ]);
    (base, word, value).prop_map(|(base, word, value)| {
        let mut volume = base.as_object().cloned().unwrap_or_default();
        volume.insert("name".to_owned(), json!("stranger"));
        // A prefix keeps a made word from being a source by chance.
        volume.insert(format!("x{word}"), value);
        Json::Object(volume)
    })
}

fn volumes(set: &PolicySet, (made, volume): &(Workload, Json)) -> Result<(), TestCaseError> {
    let documents = values(&made.with_volume(volume.clone()));
    for profile in ["baseline", "strict"] {
        let decision = judged(set, profile, &documents)?;
        let found = decision.violations.iter().any(|violation| violation.rule == "HD-VOL-01");
        prop_assert!(found, "{} admits the volume {}", profile, volume);
    }
    Ok(())
}

fn strict(set: &PolicySet, object: &Json) -> Result<(), TestCaseError> {
    let documents = values(std::slice::from_ref(object));
    let (strict, baseline) = (judged(set, "strict", &documents)?, judged(set, "baseline", &documents)?);
    let laxer = strict.verdict == Verdict::Allow && baseline.verdict == Verdict::Deny;
    prop_assert!(!laxer, "only baseline denies: {:?}", baseline.violations);
    // What `baseline` denies for, `strict` denies for as well, finding by finding.
    for violation in &baseline.violations {
        let same = strict.violations.iter().any(|other| {
            (&other.rule, &other.check, &other.path, &other.message)
                == (&violation.rule, &violation.check, &violation.path, &violation.message)
        });
        prop_assert!(same, "strict lets pass: {:?}", violation);
    }
    Ok(())
}

/// The same documents, written with their fields and themselves in another order.
fn order(set: &PolicySet, (made, seed): &(Workload, u64)) -> Result<(), TestCaseError> {
    let documents = made.documents();
    let reordered = documents
        .iter()
        .enumerate()
        .map(|(index, document)| {
            let mut text = String::new();
            shuffled(document, &mut seed.wrapping_add(index as u64), &mut text);
            Value::from_json(text.as_bytes()).map_err(|error| TestCaseError::fail(error.to_string()))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let (subject, others) = reordered.split_first().ok_or_else(|| TestCaseError::fail("no document"))?;
    let turned: Vec<Value> = std::iter::once(subject).chain(others.iter().rev()).cloned().collect();
    for profile in ["baseline", "strict"] {
        let decision = judged(set, profile, &values(&documents))?;
        prop_assert_eq!(&decision, &judged(set, profile, &reordered)?);
        prop_assert_eq!(&decision, &judged(set, profile, &turned)?);
    }
    Ok(())
}

/// JSON text with the fields of every object in some order.
fn shuffled(value: &Json, state: &mut u64, text: &mut String) {
    match value {
        Json::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            for end in (1..fields.len()).rev() {
                *state =
                    state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                fields.swap(end, (*state >> 33) as usize % (end + 1));
            }
            text.push('{');
            for (index, (key, value)) in fields.into_iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                text.push_str(&Json::from(key.as_str()).to_string());
                text.push(':');
                shuffled(value, state, text);
            }
            text.push('}');
        }
        Json::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                shuffled(item, state, text);
            }
            text.push(']');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}
