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
    rules(text).iter().flat_map(|rule| &rule.lookups).map(ToString::to_string).collect()
}

/// What of it the rule reads, such as `Pod/spec/*/a`, with `!` where all below is read.
fn reads(text: &str) -> Vec<String> {
    let part = |name: &Option<String>| name.clone().unwrap_or("*".to_owned());
    let shown = |read: &crate::Read| {
        let parts: Vec<String> = std::iter::once(&read.lookup.kind).chain(&read.path).map(part).collect();
        format!("{}{}", parts.join("/"), if read.whole { "!" } else { "" })
    };
    let mut all: Vec<String> = rules(text).iter().flat_map(|rule| &rule.reads).map(shown).collect();
    all.sort();
    all
}

fn reads_of_body(body: &str) -> Vec<String> {
    reads(&format!("violation contains {{\"msg\": \"m\"}} if {{\n{body}\n}}"))
}

fn rules(text: &str) -> Vec<CompiledRule> {
    let library = "package lib.tree\n\nimport rego.v1\n\n\
        field(value, key) := found if {\n\tis_object(value)\n\tfound := object.get(value, key, null)\n} else := null\n";
    let policy =
        format!("{ANNOTATION}package admission.p\n\nimport rego.v1\n\nimport data.lib.tree\n\n{text}\n");
    let modules = [("lib.rego", library), ("p.rego", policy.as_str())].map(|(path, text)| {
        Module::parse(Source { path: path.to_owned(), text: text.to_owned() }).expect("parses")
    });
    let documents = Documents::new(modules.to_vec(), Value::object::<&str>([]));
    CompiledRule::interpreted(&documents).expect("compiles")
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

const POD: &str = "pod := data.inventory.namespace.a.v1.Pod.p";

#[test]
fn fields_that_are_named_are_read_and_no_others() {
    assert_eq!(
        reads_of_body(&format!("{POD}\npod.spec.hostNetwork == true\nnot pod.metadata.deletionTimestamp")),
        ["Pod", "Pod/metadata", "Pod/metadata/deletionTimestamp", "Pod/spec", "Pod/spec/hostNetwork"]
    );
    assert_eq!(
        reads_of_body(&format!("{POD}\ntree.field(tree.field(pod, \"status\"), \"phase\") != \"Failed\"")),
        ["Pod", "Pod/status", "Pod/status/phase"]
    );
}

#[test]
fn members_that_are_gone_through_are_read_of_each() {
    assert_eq!(
        reads_of_body(&format!("{POD}\nsome c in pod.spec.containers\nc.image == input.image")),
        [
            "Pod",
            "Pod/spec",
            "Pod/spec/containers",
            "Pod/spec/containers/*",
            "Pod/spec/containers/*/image",
            "Pod/spec/containers/*/image!"
        ]
    );
    assert_eq!(reads_of_body("some name, _ in data.inventory.cluster.v1.Node"), ["Node"]);
}

#[test]
fn what_is_compared_with_more_than_a_scalar_is_read_whole() {
    for body in ["x := input.x\npod.spec == x", "x := {\"a\": 1}\npod.spec = x"] {
        assert_eq!(reads_of_body(&format!("{POD}\n{body}")), ["Pod", "Pod/spec", "Pod/spec!"], "{body}");
    }
    assert_eq!(reads_of_body(&format!("{POD}\npod.spec == 1")), ["Pod", "Pod/spec"]);
    // A pattern matches an object of these keys and no others.
    assert_eq!(
        reads_of_body(&format!("{POD}\n{{\"a\": b}} = pod.spec\nb")),
        ["Pod", "Pod/spec", "Pod/spec!", "Pod/spec/a"]
    );
}

#[test]
fn what_goes_to_a_built_in_or_out_is_read_whole() {
    for body in [
        "sprintf(\"%v\", [pod.spec])",
        "\"a\" in pod.spec",
        "object.keys(pod.spec)[_]",
        "json.marshal(pod.spec)",
    ] {
        assert_eq!(reads_of_body(&format!("{POD}\n{body}")), ["Pod", "Pod/spec", "Pod/spec!"], "{body}");
    }
    let rule = format!("violation contains {{\"msg\": \"m\", \"details\": pod.spec}} if {{\n{POD}\n}}");
    assert_eq!(reads(&rule), ["Pod", "Pod/spec", "Pod/spec!"]);
}

#[test]
fn what_cannot_be_followed_reads_everything() {
    assert_eq!(reads_of_body("walk(data.inventory, [_, _])"), ["*!", "*!"]);
    assert_eq!(reads_of_body("data.inventory.cluster.v1[input.kind].a.spec.b"), ["*", "*/spec", "*/spec/b"]);
}

#[test]
fn how_many_members_there_are_says_nothing_of_them() {
    for body in
        ["count(pod.spec) > 0", "pod.spec == {}", "{} == pod.spec", "pod.spec != []", "x := {}\npod.spec = x"]
    {
        assert_eq!(reads_of_body(&format!("{POD}\n{body}")), ["Pod", "Pod/spec", "Pod/spec/*"], "{body}");
    }
    assert_eq!(reads_of_body("count(data.inventory.namespace.a.v1.Pod) > 0"), ["Pod"]);
    assert_eq!(reads_of_body("data.inventory.namespace.a.v1.Pod == {}"), ["Pod"]);
    // Objects that are equal are one in a set.
    assert_eq!(
        reads_of_body("count({pod | some pod in data.inventory.namespace.a.v1.Pod}) > 0"),
        ["Pod", "Pod!"]
    );
    assert_eq!(reads_of_body("count({n | some n, _ in data.inventory.namespace.a.v1.Pod}) > 0"), ["Pod"]);
}
