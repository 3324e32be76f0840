use edgeward_decision::{Inventory, Review, mutate};
use edgeward_rego::{Limits, Value};

use crate::policies::{NEEDS_GOOD, PODS, json, load, profile, source};

/// The patch paths and the object, or the fault's message.
fn mutated(rules: &[&str], object: &str) -> Result<(Vec<String>, Value), String> {
    let mut sources = vec![source("admission.x", "X-1", NEEDS_GOOD)];
    let mut bound = Vec::new();
    for (index, body) in rules.iter().enumerate() {
        sources.push(source(&format!("mutation.m{index}"), &format!("MU-{index}"), body));
        bound.push(format!(r#"{{"rule":"MU-{index}","match":{PODS}}}"#));
    }
    let set = load(sources, &profile(&[], &format!("[{}]", bound.join(",")))).expect("loads");
    let review = Review::of_document(&json(object)).expect("a review");
    let facts = set.facts(&Inventory::default());
    mutate(&set, set.profile("p").expect("there"), &review, &facts, &Limits::default())
        .map(|mutation| {
            (mutation.patch.into_iter().map(|operation| operation.path).collect(), mutation.object)
        })
        .map_err(|fault| fault.message)
}

fn rule(condition: &str, path: &str, value: &str) -> String {
    format!(
        "mutation contains {{\"op\": \"add\", \"path\": \"{path}\", \"value\": {value}}} if {{\n\t{condition}\n}}"
    )
}

const POD: &str = r#"{"apiVersion":"v1","kind":"Pod","spec":{"list":[1]}}"#;

#[test]
fn mutations_build_on_each_other_until_nothing_changes() {
    let second = rule("input.review.object.spec.b\n\tnot input.review.object.spec.a", "/spec/a", "true");
    let first = rule("not input.review.object.spec.b", "/spec/b", "true");
    let found = mutated(&[&second, &first], POD).expect("comes to rest");
    let object = json(r#"{"apiVersion":"v1","kind":"Pod","spec":{"list":[1],"a":true,"b":true}}"#);
    assert_eq!(found, (vec!["/spec/b".to_owned(), "/spec/a".to_owned()], object));
}

#[test]
fn a_list_is_appended_to_and_an_element_of_it_may_be_added_to() {
    let append = rule("count(input.review.object.spec.list) == 1", "/spec/list/-", "{\"k\": 1}");
    let (paths, object) = mutated(&[&append], POD).expect("comes to rest");
    assert_eq!(paths, ["/spec/list/-"]);
    assert_eq!(object.pointer("/spec/list"), Some(json(r#"[1,{"k":1}]"#)));
}

#[test]
fn a_mutation_that_does_more_than_add_what_is_absent_is_a_fault() {
    for (rule, message) in [
        (
            rule("true", "/spec/list", "1"),
            "/spec/list: there is a value already, and a mutation never changes one",
        ),
        (rule("true", "/spec/x/y", "1"), "/spec/x/y: the parent `x` is missing"),
        (rule("true", "/spec/list/0", "1"), "/spec/list/0: a list is only appended to"),
        (rule("true", "/kind/x", "1"), "/kind/x: `x` would stand below a string"),
        (rule("true", "/metadata", "{}"), "/metadata: a mutation never writes below `metadata`"),
        (rule("true", "/spec/env", "[]"), "/spec/env: a mutation never writes below `env`"),
        (rule("true", "", "1"), ": the path is empty"),
        (rule("true", "/spec/list/-", "1"), "the mutations do not come to rest"),
        (
            "mutation contains {\"op\": \"remove\", \"path\": \"/spec\"}".to_owned(),
            "data.mutation.m0.mutation: not an `add` with path and value: {\"op\":\"remove\",\"path\":\"/spec\"}",
        ),
    ] {
        assert_eq!(mutated(&[&rule], POD), Err(message.to_owned()), "{rule}");
    }
}
