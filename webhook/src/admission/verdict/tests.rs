use edgeward_decision::{FaultKind, PolicyId};
use edgeward_rego::{Severity, Value};

use super::*;

fn review() -> Review {
    let request =
        br#"{"uid": "u", "kind": {"group": "", "version": "v1", "kind": "Pod"}, "operation": "CREATE",
        "namespace": "clinic", "object": {"apiVersion": "v1", "kind": "Pod"}}"#;
    Review::from_request(&Value::from_json(request).expect("JSON")).expect("a review")
}

fn decision() -> Decision {
    Decision {
        verdict: Verdict::Allow,
        policy: PolicyId { revision: "1.0.0+abc".to_owned(), digest: "abcdef".to_owned() },
        profile: "baseline".to_owned(),
        coverage: Coverage::Judged,
        evaluated: 3,
        violations: Vec::new(),
        warnings: Vec::new(),
        dryrun: Vec::new(),
        waived: Vec::new(),
        faults: Vec::new(),
        assumed_namespace: None,
    }
}

fn violation(constraint: &str, message: &str) -> Violation {
    Violation {
        action: Default::default(),
        constraint: constraint.to_owned(),
        rule: "T-01".to_owned(),
        severity: Severity::High,
        check: String::new(),
        message: message.to_owned(),
        path: String::new(),
        observed: Value::NULL,
        expected: Value::NULL,
    }
}

fn fault() -> Fault {
    let (constraint, rule) = ("slow".to_owned(), "T-03".to_owned());
    Fault { constraint, rule, kind: FaultKind::Limit, message: "took too long".to_owned() }
}

fn as_json(decision: &Decision) -> serde_json::Value {
    let (response, _) = response("u".to_owned(), &review(), decision);
    serde_json::from_slice(&response.into_answer().body).expect("JSON")
}

#[test]
fn nothing_found_is_an_allow_that_names_the_policy() {
    assert_eq!(
        as_json(&decision()),
        serde_json::json!({
            "apiVersion": "admission.k8s.io/v1",
            "kind": "AdmissionReview",
            "response": {
                "uid": "u",
                "allowed": true,
                "status": {"code": 200},
                "auditAnnotations": {
                    "policy-revision": "1.0.0+abc",
                    "policy-digest": "abcdef",
                    "profile": "baseline",
                    "evaluated": "3",
                },
            },
        })
    );
}

#[test]
fn violations_deny_with_a_line_each_and_warnings_beside() {
    let mut decision = decision();
    decision.verdict = Verdict::Deny;
    decision.violations = vec![violation("a", "one"), violation("b", "two")];
    decision.warnings = vec![violation("c", "three")];
    let response = as_json(&decision)["response"].clone();
    assert_eq!(response["allowed"], false);
    assert_eq!(
        response["status"],
        serde_json::json!({"code": 403, "reason": "Forbidden", "message": "[a] one\n[b] two"})
    );
    assert_eq!(response["warnings"], serde_json::json!(["[c] three"]));
}

#[test]
fn only_warnings_are_an_allow_of_code_299() {
    let mut decision = decision();
    decision.warnings = vec![violation("c", "three")];
    let response = as_json(&decision)["response"].clone();
    assert_eq!((&response["allowed"], &response["status"]["code"]), (&true.into(), &299.into()));
}

#[test]
fn a_dryrun_violation_says_nothing() {
    let mut decision = decision();
    decision.dryrun = vec![violation("c", "three")];
    let response = as_json(&decision)["response"].clone();
    assert_eq!(response["status"], serde_json::json!({"code": 200}));
    assert_eq!(response["warnings"], serde_json::Value::Null);
}

#[test]
fn a_fault_outweighs_a_violation_and_both_are_read() {
    let mut decision = decision();
    decision.verdict = Verdict::Deny;
    decision.faults = vec![fault()];
    decision.violations = vec![violation("a", "one")];
    let status = as_json(&decision)["response"]["status"].clone();
    let message = "[slow] could not be evaluated (limit): took too long\n[a] one";
    assert_eq!(status, serde_json::json!({"code": 500, "reason": "InternalError", "message": message}));
}

#[test]
fn what_nobody_judges_is_refused_whatever_the_verdict() {
    let mut decision = decision();
    decision.coverage = Coverage::UnknownKind;
    let response = as_json(&decision)["response"].clone();
    assert_eq!(response["allowed"], false);
    let message = response["status"]["message"].as_str().expect("text");
    assert!(
        message.starts_with("no policy of the profile `baseline` judges CREATE of Pod (API group core)"),
        "{message}"
    );
}

#[test]
fn out_of_scope_and_removed_finalizers_are_allowed() {
    for coverage in [Coverage::OutOfScope, Coverage::FinalizersOnly] {
        assert_eq!(
            as_json(&Decision { coverage, ..decision() })["response"]["allowed"],
            true,
            "{coverage:?}"
        );
    }
}

#[test]
fn a_patch_is_base64_and_its_absence_is_silent() {
    let none = patched("u".to_owned(), &[]);
    assert_eq!((none.patch, none.patch_type), (None, None));
    let path = "/spec/runtimeClassName".to_owned();
    let operation = PatchOperation { op: "add", path, value: "wasmedge".into(), rule: "T-05".to_owned() };
    let some = patched("u".to_owned(), &[operation]);
    assert_eq!(some.patch_type, Some("JSONPatch"));
    let patch = STANDARD.decode(some.patch.expect("a patch")).expect("base64");
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&patch).expect("JSON"),
        serde_json::json!([{"op": "add", "path": "/spec/runtimeClassName", "value": "wasmedge"}])
    );
}

#[test]
fn a_failed_mutation_denies() {
    let (response, _) = unpatched("u".to_owned(), &fault());
    assert!(!response.allowed);
    assert_eq!(response.status.code, 500);
}
