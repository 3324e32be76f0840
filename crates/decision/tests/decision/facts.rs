use edgeward_decision::{Inventory, Review, decide};
use edgeward_rego::Limits;

use crate::policies::{HEALTH_PODS, NEEDS_GOOD, PODS, constraint, inventory, json, load, profile, source};

/// What a rule sees below `data.inventory`.
fn seen(inventory: &Inventory) -> String {
    let body =
        "violation contains {\"msg\": msg} if {\n\tshown := json.marshal(data.inventory)\n\tmsg := shown\n}";
    let bound = constraint("EdgewardX", "x", &format!(r#"{{"match":{PODS}}}"#));
    let set = load(vec![source("admission.x", "X-1", body)], &profile(&[bound], "[]")).expect("loads");
    let review = Review::of_document(&json(r#"{"apiVersion":"v1","kind":"Pod"}"#)).expect("a review");
    let facts = set.facts(inventory);
    let decision = decide(&set, set.profile("p").expect("there"), &review, &facts, &Limits::default());
    decision.violations.first().map(|found| found.message.clone()).unwrap_or_default()
}

#[test]
fn an_inventory_has_gatekeepers_shape() {
    let policy = r#"{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"p","namespace":"n"}}"#;
    let other = r#"{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"q"}}"#;
    let class = r#"{"apiVersion":"node.k8s.io/v1","kind":"RuntimeClass","metadata":{"name":"c"}}"#;
    let expected = format!(
        r#"{{"cluster":{{"node.k8s.io/v1":{{"RuntimeClass":{{"c":{class}}}}}}},"namespace":{{"default":{{"networking.k8s.io/v1":{{"NetworkPolicy":{{"q":{other}}}}}}},"n":{{"networking.k8s.io/v1":{{"NetworkPolicy":{{"p":{policy}}}}}}}}}}}"#
    );
    assert_eq!(json(&seen(&inventory(&[policy, other, class]))), json(&expected));
    assert_eq!(seen(&Inventory::default()), "");
}

#[test]
fn a_second_object_of_one_name_replaces_the_first_and_does_not_melt_into_it() {
    let first = r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"a":"1"}}"#;
    let second = r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"b":"2"}}"#;
    let expected = format!(r#"{{"namespace":{{"default":{{"v1":{{"ConfigMap":{{"c":{second}}}}}}}}}}}"#);
    assert_eq!(json(&seen(&inventory(&[first, second]))), json(&expected));
}

#[test]
fn objects_without_a_name_do_not_replace_each_other() {
    let one = r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"generateName":"c-"},"data":{"a":"1"}}"#;
    let two = r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"generateName":"c-"},"data":{"a":"2"}}"#;
    let kept = json(&seen(&inventory(&[one, two])));
    assert_eq!(
        kept.pointer("/namespace/default/v1/ConfigMap").map(|objects| objects.entries().len()),
        Some(2)
    );
}

#[test]
fn a_second_namespace_document_does_not_take_the_namespace_out_of_scope() {
    let health = r#"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"n","labels":{"edgeward.io/health-data":"true"}}}"#;
    let bare = r#"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"n"}}"#;
    let foreign = r#"{"apiVersion":"v9","kind":"Namespace","metadata":{"name":"n"}}"#;
    let pod = r#"{"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"n"},"spec":{}}"#;
    let bound = constraint("EdgewardX", "x", &format!(r#"{{"match":{HEALTH_PODS}}}"#));
    let set = load(vec![source("admission.x", "X-1", NEEDS_GOOD)], &profile(&[bound], "[]")).expect("loads");
    for documents in [&[health, bare][..], &[bare, health], &[health, foreign], &[foreign]] {
        let facts = set.facts(&inventory(documents));
        let review = Review::of_document(&json(pod)).expect("a review");
        let decision = decide(&set, set.profile("p").expect("there"), &review, &facts, &Limits::default());
        assert_eq!(decision.evaluated, 1, "{documents:?}");
    }
}
