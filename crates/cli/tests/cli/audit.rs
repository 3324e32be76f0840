//! `edgeward audit` on files; the cluster tests audit clusters.

use serde_json::json;

use crate::policies::house;
use crate::{Folder, PATIENCE, Ran, edgeward, edgeward_reading};

/// A Deployment, what a controller made of it, and a Service.
const DUMP: &str = r#"
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {edgeward.io/health-data: "true"}}}
- apiVersion: v1
  kind: Pod
  metadata:
    name: web-1-a
    namespace: shop
    ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-1, uid: r, controller: true}]
  spec: {hostNetwork: true, containers: [{name: c, image: i}]}
- apiVersion: apps/v1
  kind: ReplicaSet
  metadata:
    name: web-1
    namespace: shop
    uid: r
    ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, uid: d, controller: true}]
  spec: {template: {spec: {hostNetwork: true, containers: [{name: c, image: i}]}}}
- apiVersion: apps/v1
  kind: Deployment
  metadata: {name: web, namespace: shop, uid: d}
  spec: {template: {spec: {hostNetwork: true, containers: [{name: c, image: i}]}}}
- {apiVersion: v1, kind: Event, metadata: {name: e, namespace: shop}}
"#;

fn audit(arguments: &[&str], text: &str) -> Ran {
    edgeward_reading(&[&["audit", "-f", "-"], arguments].concat(), text.as_bytes())
}

#[test]
fn what_a_template_says_is_found_at_its_controller_only() {
    let ran = audit(&["-o", "json"], DUMP);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    let result = ran.json();
    assert_eq!((&result["apiVersion"], &result["kind"]), (&json!("edgeward.io/v1"), &json!("AuditResult")));
    assert_eq!(result["verdict"], "deny");
    let found = |kind: &str, rule: &str| {
        let objects = result["objects"].as_array().expect("objects").iter();
        let of_kind = objects.filter(|object| object["kind"] == kind);
        let findings = of_kind.flat_map(|object| object["findings"].as_array().expect("findings"));
        findings.filter(|finding| finding["rule"] == rule).count()
    };
    assert_eq!(["Deployment", "ReplicaSet", "Pod"].map(|kind| found(kind, "HD-NET-03")), [1, 0, 0]);
    let summary = &result["summary"];
    let counted = result["objects"].as_array().expect("objects").iter();
    let denying = |finding: &&serde_json::Value| finding["action"] == "deny";
    let denying =
        counted.flat_map(|one| one["findings"].as_array().expect("findings")).filter(denying).count();
    assert_eq!(summary["violations"], denying);
    assert_eq!((&summary["objects"], &summary["denied"]), (&json!(4), &json!(4)), "{summary}");
    assert!(summary["repeated"].as_u64() > Some(10), "{summary}");
    let kinds = result["kinds"].as_array().expect("kinds");
    let names: Vec<_> = kinds.iter().map(|kind| kind["kind"].as_str().expect("a name")).collect();
    assert_eq!(names, ["Deployment", "ReplicaSet", "Namespace", "Pod"], "no rule is about events");
}

#[test]
fn the_text_says_what_was_counted_elsewhere() {
    let ran = audit(&[], DUMP);
    let last: Vec<&str> = ran.out.trim_end().lines().rev().take(2).collect();
    assert!(last[0].starts_with("policy ") && last[0].ends_with("profile baseline"), "{}", ran.out);
    assert!(
        last[1].starts_with("would be denied today: 4 objects of 4 kinds, 4 evaluated, 4 denied; "),
        "{}",
        last[1]
    );
    assert!(last[1].ends_with(" repeated below a controller"), "{}", last[1]);
    assert!(!ran.out.contains("Pod shop/web-1-a"), "{}", ran.out);
}

#[test]
fn a_name_that_is_given_twice_is_audited_once() {
    let text =
        "{apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {edgeward.io/health-data: \"true\"}}}";
    let ran = audit(&["-o", "json"], &format!("{text}\n---\n{text}\n"));
    assert_eq!(ran.json()["summary"]["objects"], 1);
    assert!(ran.err.contains("Namespace a is given twice"), "{}", ran.err);
}

#[test]
fn what_was_not_looked_at_is_named() {
    let ran = audit(&["--skip", "Pod,Deployment", "-o", "json"], DUMP);
    assert_eq!(ran.json()["skipped"], json!(["Deployment (apps)", "Pod"]));
    assert!(
        ran.err.contains("note: not assessed, left out by --skip: Deployment (apps), Pod"),
        "{}",
        ran.err
    );

    let nothing = audit(&[], "{apiVersion: v1, kind: Event, metadata: {name: e, namespace: shop}}");
    assert_eq!(nothing.code, 3);
    assert!(nothing.err.contains("nothing was evaluated"), "{}", nothing.err);
}

#[test]
fn what_is_not_printed_is_counted() {
    let ran = audit(&["--most", "1", "-o", "json"], DUMP);
    let result = ran.json();
    assert_eq!((result["objects"].as_array().map(Vec::len), &result["leftOut"]), (Some(1), &json!(1)));
    assert_eq!(result["summary"]["denied"], 4);
    assert!(
        ran.err.contains("1 object with findings more than --most, counted and not printed"),
        "{}",
        ran.err
    );
    let junit = audit(&["--most", "1", "-o", "junit"], DUMP);
    let cut = "name=\"1 more with findings\"><error message=\"more than --most, not printed\"/>";
    assert!(junit.out.contains(cut), "{}", junit.out);
}

#[test]
fn a_review_is_no_object() {
    let ran = audit(
        &[],
        "{apiVersion: admission.k8s.io/v1, kind: AdmissionReview, request: {uid: a, operation: DELETE, \
        kind: {group: \"\", version: v1, kind: Pod}, name: p, namespace: shop, oldObject: {spec: {}}}}",
    );
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("an AdmissionReview asks about an object that need not exist"), "{}", ran.err);
}

#[test]
fn a_rule_that_fails_leaves_the_audit_incomplete() {
    let ran = audit(&["--evaluation-timeout", "0ms"], DUMP);
    assert_eq!(ran.code, 2);
    assert!(ran.out.contains("\nincomplete: 4 objects of 4 kinds"), "{}", ran.out);
    let sarif = audit(&["--evaluation-timeout", "0ms", "-o", "sarif"], DUMP).json();
    let invocation = &sarif["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert!(invocation["toolExecutionNotifications"].as_array().is_some_and(|list| !list.is_empty()));
    let junit = audit(&["--evaluation-timeout", "0ms", "-o", "junit"], DUMP);
    let suite =
        "<testsuite name=\"apps/v1 Deployment\" tests=\"2\" failures=\"0\" errors=\"1\" skipped=\"0\">";
    assert!(junit.out.contains(suite), "{}", junit.out);
}

#[test]
fn sarif_names_the_object_and_the_place() {
    let folder = house();
    let file =
        folder.file("m.yaml", "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a, namespace: b}}");
    let policies = folder.path("policies").display().to_string();
    let sarif = edgeward(&["audit", "-f", &file, "--policies", &policies, "-o", "sarif"]).json();
    let run = &sarif["runs"][0];
    assert_eq!(run["invocations"][0], json!({"executionSuccessful": true, "toolExecutionNotifications": []}));
    let result = &run["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&json!("T-01"), &json!("error")));
    let place = &result["locations"][0]["physicalLocation"];
    assert!(place["artifactLocation"]["uri"].as_str().expect("a URI").ends_with("/m.yaml"), "{place}");
    let object = &result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"];
    assert_eq!(object, "apps/v1 Deployment b/a/metadata/labels/team");
}

#[test]
fn without_a_cluster_it_says_where_it_looked() {
    let home = Folder::new();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_edgeward"));
    command.arg("audit").env("HOME", home.shown()).env("KUBECONFIG", "").env(PATIENCE.0, PATIENCE.1);
    let output = command.output().expect("the command runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("~/.kube/config or /etc/rancher/k3s/k3s.yaml; name one with --kubeconfig"),
        "{said}"
    );
    command.env("KUBECONFIG", home.path("nowhere"));
    let output = command.output().expect("the command runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("nowhere cannot be used"), "{said}");
}
