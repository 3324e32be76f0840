use edgeward_decision::{
    Coverage, Decision, FaultKind, Gap, Inventory, InventoryKind, Review, Verdict, decide,
};
use edgeward_rego::{Limits, Scope, Value};

use crate::policies::{constraint, load, profile, source};

fn json(text: &str) -> Value {
    Value::from_json(text.as_bytes()).expect("JSON")
}

/// A pod must not be where a config map `stop` is.
const STOPPED: &str = "violation contains {\"msg\": \"stopped\", \"details\": {\"check\": \"one\"}} if \
                       data.inventory.namespace[input.review.namespace].v1.ConfigMap.stop";

fn decided(inventory: &Inventory) -> Decision {
    let bound = constraint("EdgewardX", "x", r#"{"match":{"kinds":[{"apiGroups":[""],"kinds":["Pod"]}]}}"#);
    let set = load(vec![source("admission.x", "X-1", STOPPED)], &profile(&[bound], "[]")).expect("loads");
    let pod = json(r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"n"},"spec":{}}"#);
    let review = Review::of_document(&pod).expect("a review");
    let profile = set.profile("p").expect("there");
    decide(&set, profile, &review, &set.facts(inventory), &Limits::default())
}

fn config_map() -> (InventoryKind, Value) {
    let stop = r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"stop","namespace":"n"}}"#;
    (InventoryKind::new("v1", "ConfigMap"), json(stop))
}

#[test]
fn a_rule_that_looks_up_what_is_not_known_is_not_asked_and_denies() {
    let (kind, _) = config_map();
    for (gap, words) in [(Gap::Cold, "is not there yet"), (Gap::Stale, "was not heard of for too long")] {
        let mut inventory = Inventory::default();
        inventory.set_gap(&kind, Some(gap));
        let decision = decided(&inventory);
        assert_eq!((decision.verdict, decision.coverage), (Verdict::Deny, Coverage::Judged));
        let faults: Vec<_> = decision.faults.iter().map(|fault| (fault.rule.as_str(), fault.kind)).collect();
        assert_eq!(faults, [("X-1", FaultKind::Inventory)]);
        assert!(decision.faults.iter().all(|fault| fault.message.contains(words)), "{:?}", decision.faults);
        inventory.set_gap(&kind, None);
        assert_eq!(decided(&inventory).verdict, Verdict::Allow);
    }
}

#[test]
fn a_gap_that_no_rule_looks_up_denies_nothing_and_unknown_namespaces_deny() {
    let mut inventory = Inventory::default();
    inventory.set_gap(&InventoryKind::new("v1", "Secret"), Some(Gap::Cold));
    assert_eq!(decided(&inventory).verdict, Verdict::Allow);
    inventory.set_gap(&InventoryKind::namespace(), Some(Gap::Cold));
    let decision = decided(&inventory);
    assert_eq!((decision.verdict, decision.faults.len()), (Verdict::Deny, 1));
    assert_eq!(decision.assumed_namespace, None, "nobody was asked what it holds");
}

#[test]
fn objects_that_come_and_go_leave_what_documents_would_make() {
    let (kind, stop) = config_map();
    let mut inventory = Inventory::default();
    assert!(inventory.put(&kind, Scope::Namespace, stop.clone()));
    assert!(!inventory.put(&kind, Scope::Namespace, stop.clone()), "it is there already");
    assert_eq!(decided(&inventory).verdict, Verdict::Deny);
    assert!(inventory.remove(&kind, Scope::Namespace, "n", "stop"));
    assert!(!inventory.remove(&kind, Scope::Namespace, "n", "stop"));
    assert_eq!(decided(&inventory).verdict, Verdict::Allow);
    inventory.put(&kind, Scope::Namespace, stop);
    inventory.clear(&kind);
    assert_eq!(decided(&inventory).verdict, Verdict::Allow);
}

#[test]
fn a_profile_needs_what_its_rules_look_up_and_namespaces() {
    let bound = constraint("EdgewardX", "x", r#"{"match":{"kinds":[{"apiGroups":[""],"kinds":["Pod"]}]}}"#);
    let open = "violation contains {\"msg\": \"m\"} if data.inventory.cluster.v1[input.review.name]";
    let sources = vec![source("admission.x", "X-1", STOPPED), source("admission.y", "Y-1", open)];
    let other = constraint("EdgewardY", "y", "{}");
    let set = load(sources.clone(), &profile(std::slice::from_ref(&bound), "[]")).expect("loads");
    let needs = set.needs(set.profile("p").expect("there"));
    assert_eq!(needs.kinds, [config_map().0, InventoryKind::namespace()].into());
    assert!(needs.open.is_empty(), "a rule that the profile does not ask needs nothing");
    let set = load(sources, &profile(&[bound, other], "[]")).expect("loads");
    let open = set.needs(set.profile("p").expect("there")).open;
    let shown: Vec<String> = open.iter().map(|one| format!("{} {}", one.rule, one.lookup)).collect();
    assert_eq!(shown, ["Y-1 v1 * (cluster)"]);
}
