//! What is found in small policies; the names say what is claimed.

use crate::{CompiledRule, Documents, Module, Source, Value};

const ANNOTATION: &str = "\
# METADATA
# title: t
# description: d
# scope: package
# custom:
#   id: T-01
#   severity: low
#   controls: [x]
#   kinds: [{group: apps, kind: Deployment}]
#   remediation: r
#   limit: l
#   parameters:
#     type: object
#     properties: {}
";

/// What the rule `violation` of these bodies and rules looks up, each as it is shown.
fn lookups(text: &str) -> Vec<String> {
    let library = "package lib.tree\n\nimport rego.v1\n\n\
        field(value, key) := found if {\n\tis_object(value)\n\tfound := object.get(value, key, null)\n} else := null\n";
    let policy =
        format!("{ANNOTATION}package admission.p\n\nimport rego.v1\n\nimport data.lib.tree\n\n{text}\n");
    let modules = [("lib.rego", library), ("p.rego", policy.as_str())].map(|(path, text)| {
        Module::parse(Source { path: path.to_owned(), text: text.to_owned() }).expect("parses")
    });
    let documents = Documents::new(modules.to_vec(), Value::object::<&str>([]));
    let rules = CompiledRule::interpreted(&documents).expect("compiles");
    rules.iter().flat_map(|rule| &rule.lookups).map(ToString::to_string).collect()
}

/// The same of a rule with this body.
fn of_body(body: &str) -> Vec<String> {
    lookups(&format!("violation contains {{\"msg\": \"m\"}} if {{\n{body}\n}}"))
}

#[test]
fn a_rule_that_names_no_inventory_looks_nothing_up() {
    assert_eq!(of_body("input.review.object.spec.a == tree.field(input.review, \"b\")"), [""; 0]);
}

#[test]
fn names_that_are_written_are_found() {
    assert_eq!(
        of_body(
            "data.inventory.namespace[input.ns][\"networking.k8s.io/v1\"].NetworkPolicy\ndata.inventory.cluster.v1.Node.a"
        ),
        ["v1 Node (cluster)", "networking.k8s.io/v1 NetworkPolicy (namespace)"]
    );
}

#[test]
fn a_name_that_a_rule_gives_is_followed() {
    assert_eq!(
        lookups(
            "version := \"v1\"\nviolation contains {\"msg\": n} if some n, _ in data.inventory.cluster[version].Node"
        ),
        ["v1 Node (cluster)"]
    );
}

#[test]
fn part_of_the_inventory_is_followed_into_a_function() {
    assert_eq!(
        of_body(
            "some _, versions in data.inventory.namespace\ncount(tree.field(tree.field(versions, \"v1\"), \"Pod\")) > 0\ntree.field(input, \"Secret\")"
        ),
        ["v1 Pod (namespace)"]
    );
}

#[test]
fn a_path_of_names_is_followed_through_object_get() {
    assert_eq!(
        of_body(
            "found := data.inventory.namespace[input.ns]\nis_object(found)\nobject.get(found, [\"v1\", \"Pod\"], {}) != {}"
        ),
        ["v1 Pod (namespace)"]
    );
}

#[test]
fn each_member_of_a_table_goes_with_its_own_key() {
    assert_eq!(
        lookups(
            "kept := {\"apps/v1\": [\"Deployment\"], \"v1\": [\"Pod\", \"Service\"]}\n\
             violation contains {\"msg\": n} if {\n\tsome version, kinds in kept\n\tsome kind in kinds\n\
             \tsome n, _ in data.inventory.namespace.a[version][kind]\n}"
        ),
        ["apps/v1 Deployment (namespace)", "v1 Pod (namespace)", "v1 Service (namespace)"]
    );
}

#[test]
fn a_comprehension_a_negation_and_every_are_looked_into() {
    assert_eq!(
        of_body(
            "count({n | some n, _ in data.inventory.cluster.v1.Node}) > 0\nnot data.inventory.cluster.v1.Namespace.a\n\
             every _, c in data.inventory.cluster { c[\"a/v1\"].B }"
        ),
        ["* a/v1 (cluster)", "v1 Namespace (cluster)", "v1 Node (cluster)"]
    );
}

#[test]
fn a_name_that_only_a_review_gives_is_open() {
    assert_eq!(of_body("data.inventory.cluster.v1[input.kind].a"), ["v1 * (cluster)"]);
    assert_eq!(of_body("data.inventory.namespace.a[input.version].Pod"), ["* Pod (namespace)"]);
}

#[test]
fn what_leaves_for_where_it_cannot_be_followed_is_open() {
    assert_eq!(of_body("count(data.inventory.cluster.v1) > 0"), ["v1 * (cluster)"]);
    assert_eq!(of_body("walk(data.inventory, [_, _])"), ["* * (cluster)", "* * (namespace)"]);
    assert_eq!(of_body("x := [data.inventory.namespace.a]\njson.marshal(x)"), ["* * (namespace)"]);
    assert_eq!(
        lookups("violation contains {\"msg\": \"m\", \"details\": data.inventory.cluster}"),
        ["* * (cluster)"]
    );
}

#[test]
fn a_body_with_countless_ways_is_finished() {
    let table = (0..200).map(|n| format!("\"k{n}\": {{\"a\": \"b{n}\"}}")).collect::<Vec<_>>().join(", ");
    let text = format!(
        "t := {{{table}}}\nviolation contains {{\"msg\": a}} if {{\n\
         some a, x in t\nsome b, y in t\nsome c, z in t\nsome d, _ in t[a]\ndata.inventory.cluster.v1[x.a]\n}}"
    );
    assert_eq!(lookups(&text).len(), 200);
}
