//! What is counted of objects that are there already.

use edgeward_decision::{
    AuditSummary, Audited, Inventory, Operation, PolicySet, Review, Tally, audit_order, decide,
};
use edgeward_rego::{Limits, Scope};

use crate::policies::{constraint, json, load, profile, source};

/// Violates what a template or a pod says of `bad`, and every object that is labelled.
const BAD: &str = r#"violation contains {"msg": msg, "details": details} if {
	some path, spec in {
		"": object.get(input.review.object.spec, "bad", null),
		"/spec/template": object.get(input.review.object.spec, ["template", "spec", "bad"], null),
	}
	spec != null
	msg := sprintf("bad at %s", [path])
	details := {"check": "one", "path": concat("", [path, "/spec/bad"]), "observed": spec, "expected": null}
}

violation contains {"msg": "labelled", "details": details} if {
	input.review.object.metadata.labels.bad
	input.review.operation == ""
	details := {"check": "two", "path": "/metadata/labels/bad", "observed": 1, "expected": null}
}"#;

fn policies() -> PolicySet {
    let bound = constraint("EdgewardX", "x", r#"{"enforcementAction": "warn"}"#);
    load(vec![source("admission.x", "X-1", BAD)], &profile(&[bound], "[]")).expect("loads")
}

fn object(kind: &str, uid: &str, owner: Option<&str>, bad: i64, labelled: bool) -> String {
    let version = if kind == "Pod" { "v1" } else { "apps/v1" };
    let owners = owner.map_or(String::new(), |uid| {
        format!(r#","ownerReferences":[{{"uid":"x"}},{{"controller":true,"uid":"{uid}"}}]"#)
    });
    let labels = if labelled { r#","labels":{"bad":"1"}"# } else { "" };
    let spec = match kind {
        "Pod" => format!(r#"{{"bad":{bad}}}"#),
        _ => format!(r#"{{"template":{{"spec":{{"bad":{bad}}}}}}}"#),
    };
    format!(
        r#"{{"apiVersion":"{version}","kind":"{kind}","metadata":{{"name":"{uid}","namespace":"n","uid":"{uid}"{owners}{labels}}},"spec":{spec}}}"#
    )
}

fn audited(tally: &mut Tally, policies: &PolicySet, document: &str) -> Audited {
    let review = Review::of_existing(&json(document)).expect("a review");
    assert_eq!(review.operation, Operation::Audit);
    let facts = policies.facts(&Inventory::default());
    let decision =
        decide(policies, policies.profile("p").expect("a profile"), &review, &facts, &Limits::default());
    tally.count(&review, decision)
}

#[test]
fn what_a_template_says_is_counted_once() {
    let (policies, mut tally) = (policies(), Tally::default());
    for (document, warnings, repeated) in [
        (object("Deployment", "d", None, 1, true), 2, 0),
        // A label of its own is another finding, even where the controller has the same.
        (object("ReplicaSet", "r", Some("d"), 1, true), 1, 1),
        (object("Pod", "p1", Some("r"), 1, false), 0, 1),
        // Changed by hand after they were made, alike.
        (object("Pod", "p2", Some("r"), 2, true), 2, 0),
        (object("Pod", "p5", Some("r"), 2, false), 0, 1),
        (object("Pod", "p6", Some("r"), 3, false), 1, 0),
        (object("Pod", "p3", None, 1, false), 1, 0),
        (object("Pod", "p4", Some("nobody"), 1, false), 1, 0),
    ] {
        let found = audited(&mut tally, &policies, &document);
        assert_eq!((found.decision.warnings.len(), found.repeated), (warnings, repeated), "{document}");
    }
    let expected =
        AuditSummary { objects: 8, evaluated: 8, warnings: 8, repeated: 3, ..AuditSummary::default() };
    assert_eq!(tally.summary, expected);
    assert_eq!(tally.by_rule.values().copied().collect::<Vec<_>>(), [8]);
    assert_eq!(tally.assumed_namespaces.into_iter().collect::<Vec<_>>(), ["n"]);
}

#[test]
fn controllers_come_before_what_they_control() {
    let order = |group, kind| audit_order(group, kind);
    assert!(order("batch", "CronJob") < order("batch", "Job"));
    assert!(order("apps", "Deployment") < order("apps", "ReplicaSet"));
    assert!(order("apps", "ReplicaSet") < order("", "Pod"));
    assert!(order("", "ReplicationController") < order("", "Pod"));
    assert!(order("example.com", "Pod") < order("", "Pod"), "another kind of that name controls nothing");
}

#[test]
fn a_custom_object_outside_namespaces_has_none() {
    let object = json(r#"{"apiVersion":"example.com/v1","kind":"Site","metadata":{"name":"a"}}"#);
    let namespace = |scope| Review::of_existing_in(&object, scope).expect("a review").namespace;
    assert_eq!(namespace(Scope::Cluster), None);
    assert_eq!(namespace(Scope::Namespace), Some("default".to_owned()));
}
