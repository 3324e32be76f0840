use std::time::Duration;

use edgeward_decision::{
    Coverage, Decision, FaultKind, Inventory, PolicyId, PolicySet, Review, Verdict, Violation, decide,
};
use edgeward_gatekeeper::EnforcementAction;
use edgeward_rego::{CompiledRule, Documents, Limits, Module, Severity, Value};

use crate::policies::{HEALTH_PODS, NEEDS_GOOD, PODS, constraint, inventory, json, load, profile, source};

fn judged(body: &str, criteria: &str, document: &str, inventory: &Inventory, limits: &Limits) -> Decision {
    let bound = constraint("EdgewardX", "x", &format!(r#"{{"match":{criteria}}}"#));
    let set = load(vec![source("admission.x", "X-1", body)], &profile(&[bound], "[]")).expect("loads");
    let review = Review::of_document(&json(document)).expect("a review");
    decide(&set, set.profile("p").expect("a profile"), &review, &set.facts(inventory), limits)
}

fn plain(body: &str, document: &str) -> Decision {
    judged(body, PODS, document, &Inventory::default(), &Limits::default())
}

const POD: &str = r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"n"},"spec":{}}"#;

#[test]
fn a_decision_says_everything_that_was_found_and_by_which_policy() {
    assert_eq!(
        plain(NEEDS_GOOD, POD),
        Decision {
            verdict: Verdict::Deny,
            policy: PolicyId { revision: "1".to_owned(), digest: "d".to_owned() },
            profile: "p".to_owned(),
            coverage: Coverage::Judged,
            evaluated: 1,
            violations: vec![Violation {
                action: EnforcementAction::Deny,
                constraint: "x".to_owned(),
                rule: "X-1".to_owned(),
                severity: Severity::High,
                check: "one".to_owned(),
                message: "not good".to_owned(),
                path: "/spec/good".to_owned(),
                observed: Value::NULL,
                expected: Value::from(true),
            }],
            warnings: vec![],
            waived: Vec::new(),
            dryrun: vec![],
            faults: vec![],
            assumed_namespace: Some("n".to_owned()),
        }
    );
}

/// The policies of `NEEDS_GOOD`, compiled, their programs changed before they are kept.
fn compiled(change: impl Fn(&[u8]) -> Vec<u8>) -> PolicySet {
    let module = Module::parse(source("admission.x", "X-1", NEEDS_GOOD)).expect("parses");
    let data = json(&profile(&[constraint("EdgewardX", "x", &format!(r#"{{"match":{PODS}}}"#))], "[]"));
    let documents = Documents::new(vec![module.clone()], data.clone());
    let mut rules = CompiledRule::all(&documents).expect("compiles");
    for rule in &mut rules {
        rule.program = Some(change(rule.program.as_deref().expect("is byte code")).into());
    }
    let id = PolicyId { revision: "1".to_owned(), digest: "d".to_owned() };
    PolicySet::from_programs(id, &rules, std::slice::from_ref(module.source()), data).expect("loads")
}

#[test]
fn a_program_that_is_read_when_its_rule_is_first_asked_decides_as_the_text_does() {
    let set = compiled(<[u8]>::to_vec);
    let review = Review::of_document(&json(POD)).expect("a review");
    let facts = set.facts(&Inventory::default());
    let decide = || decide(&set, set.profile("p").expect("a profile"), &review, &facts, &Limits::default());
    assert_eq!([decide(), decide()], [plain(NEEDS_GOOD, POD), plain(NEEDS_GOOD, POD)]);
    set.prepare().expect("is sound");
}

#[test]
fn a_program_that_cannot_be_read_denies_and_preparing_names_it() {
    let set = compiled(|program| program.get(..program.len() / 2).expect("a half").to_vec());
    let review = Review::of_document(&json(POD)).expect("a review");
    let facts = set.facts(&Inventory::default());
    let decision = decide(&set, set.profile("p").expect("a profile"), &review, &facts, &Limits::default());
    let kinds: Vec<FaultKind> = decision.faults.iter().map(|fault| fault.kind).collect();
    assert_eq!((decision.verdict, kinds), (Verdict::Deny, vec![FaultKind::Evaluation]));
    let error = set.prepare().expect_err("is cut off").to_string();
    assert!(error.starts_with("program of data.admission.x.violation: "), "{error}");
}

#[test]
fn a_kind_that_no_constraint_is_about_is_not_judged_and_says_so() {
    let decision = plain(NEEDS_GOOD, r#"{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"}}"#);
    assert_eq!((decision.coverage, decision.evaluated), (Coverage::UnknownKind, 0));
}

#[test]
fn a_namespace_is_in_scope_by_its_label_and_an_unknown_one_is_taken_as_health_data() {
    let namespace = |labels: &str| {
        format!(r#"{{"apiVersion":"v1","kind":"Namespace","metadata":{{"name":"n","labels":{labels}}}}}"#)
    };
    let on = |inventory: &Inventory| {
        let decision = judged(NEEDS_GOOD, HEALTH_PODS, POD, inventory, &Limits::default());
        (decision.coverage, decision.verdict, decision.assumed_namespace)
    };
    let labelled = inventory(&[&namespace(r#"{"edgeward.io/health-data":"true"}"#)]);
    assert_eq!(on(&labelled), (Coverage::Judged, Verdict::Deny, None));
    assert_eq!(on(&inventory(&[&namespace("{}")])), (Coverage::OutOfScope, Verdict::Allow, None));
    assert_eq!(on(&Inventory::default()), (Coverage::Judged, Verdict::Deny, Some("n".to_owned())));
}

#[test]
fn whatever_cannot_be_evaluated_denies_with_its_own_reason() {
    let endless = "violation contains {\"msg\": msg} if {\n\tsome a in numbers.range(1, 5000)\n\tsome b in \
                   numbers.range(1, 5000)\n\ta * b < 0\n\tmsg := \"x\"\n}";
    let conflict = "x := 1 if input.review\n\nx := 2 if input.review\n\nviolation contains {\"msg\": msg} if {\n\tx == \
                    1\n\tmsg := \"x\"\n}";
    let limits = Limits { time: Duration::from_millis(20), ..Limits::default() };
    for (body, kind) in [
        (endless, FaultKind::Limit),
        (conflict, FaultKind::Evaluation),
        ("violation contains \"text\" if input.review", FaultKind::Malformed),
        ("violation contains {\"message\": \"x\"} if input.review", FaultKind::Malformed),
        ("violation contains {\"msg\": 7} if input.review", FaultKind::Malformed),
        ("violation contains {\"msg\": \"\"} if input.review", FaultKind::Malformed),
    ] {
        let decision = judged(body, PODS, POD, &Inventory::default(), &limits);
        let kinds: Vec<FaultKind> = decision.faults.iter().map(|fault| fault.kind).collect();
        assert_eq!((decision.verdict, kinds), (Verdict::Deny, vec![kind]), "{body}: {decision:?}");
    }
}

#[test]
fn the_action_of_the_constraint_decides_what_a_violation_does() {
    for (action, verdict, counts) in [
        ("deny", Verdict::Deny, (1, 0, 0)),
        ("warn", Verdict::Allow, (0, 1, 0)),
        ("dryrun", Verdict::Allow, (0, 0, 1)),
    ] {
        let bound =
            constraint("EdgewardX", "x", &format!(r#"{{"match":{PODS},"enforcementAction":"{action}"}}"#));
        let set =
            load(vec![source("admission.x", "X-1", NEEDS_GOOD)], &profile(&[bound], "[]")).expect("loads");
        let review = Review::of_document(&json(POD)).expect("a review");
        let facts = set.facts(&Inventory::default());
        let decision = decide(&set, set.profile("p").expect("there"), &review, &facts, &Limits::default());
        let found = (decision.violations.len(), decision.warnings.len(), decision.dryrun.len());
        assert_eq!((decision.verdict, found), (verdict, counts), "{action}");
    }
}

fn request(operation: &str, object: &str, old: &str) -> String {
    format!(
        r#"{{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{{"uid":"u","kind":{{"group":"","version":"v1","kind":"Pod"}},"namespace":"n","name":"a","operation":"{operation}","object":{object},"oldObject":{old}}}}}"#
    )
}

#[test]
fn an_update_that_only_takes_finalizers_off_passes_and_any_other_is_judged() {
    let pod = |finalizers: &str, extra: &str| {
        format!(
            r#"{{"metadata":{{"name":"a","resourceVersion":"{}","finalizers":{finalizers}}},"spec":{{}}{extra}}}"#,
            finalizers.len()
        )
    };
    for (object, old, coverage) in [
        (pod("[]", ""), pod(r#"["a"]"#, ""), Coverage::FinalizersOnly),
        (pod(r#"["b"]"#, ""), pod(r#"["a","b"]"#, ""), Coverage::FinalizersOnly),
        (pod(r#"["c"]"#, ""), pod(r#"["a","b"]"#, ""), Coverage::Judged),
        (pod(r#"["a"]"#, ""), pod(r#"["a"]"#, ""), Coverage::Judged),
        (pod(r#"["a"]"#, ""), pod("[]", ""), Coverage::Judged),
        (pod("[]", r#","status":{"x":1}"#), pod(r#"["a"]"#, ""), Coverage::Judged),
    ] {
        let decision = plain(NEEDS_GOOD, &request("UPDATE", &object, &old));
        assert_eq!(decision.coverage, coverage, "{object} over {old}");
    }
}

#[test]
fn an_update_that_takes_the_label_off_is_still_matched_by_the_old_object() {
    let criteria =
        r#"{"kinds":[{"apiGroups":[""],"kinds":["Pod"]}],"labelSelector":{"matchLabels":{"phi":"yes"}}}"#;
    let labelled = r#"{"metadata":{"labels":{"phi":"yes"}},"spec":{}}"#;
    let bare = r#"{"metadata":{},"spec":{}}"#;
    for (object, old, coverage) in [
        (bare, labelled, Coverage::Judged),
        (labelled, bare, Coverage::Judged),
        (bare, bare, Coverage::OutOfScope),
    ] {
        let review = request("UPDATE", object, old);
        let decision = judged(NEEDS_GOOD, criteria, &review, &Inventory::default(), &Limits::default());
        assert_eq!(decision.coverage, coverage, "{object} over {old}");
    }
}

#[test]
fn a_connect_to_an_object_is_judged_by_no_rule() {
    let decision = plain(NEEDS_GOOD, &request("CONNECT", r#"{"stdin":true}"#, "null"));
    assert_eq!(decision.coverage, Coverage::UnknownKind);
}

/// A rule of two checks: `one` finds a missing `a`, `two` a missing `b`.
const TWO_CHECKS: &str = "violation contains {\"msg\": check, \"details\": {\"check\": check}} if {\n\tsome check in \
                          object.get(input.parameters, \"checks\", [\"one\", \"two\"])\n\tfield := {\"one\": \"a\", \"two\": \"b\"}[check]\n\tspec := \
                          object.get(input.review.object, \"spec\", {})\n\tnot spec[field]\n}";

#[test]
fn two_constraints_that_share_the_checks_of_a_rule_get_each_its_own() {
    let half = |name: &str, check: &str, action: &str| {
        let spec = format!(
            r#"{{"match":{PODS},"enforcementAction":"{action}","parameters":{{"checks":["{check}"]}}}}"#
        );
        constraint("EdgewardX", name, &spec)
    };
    let bound = [half("x", "one", "deny"), half("x-warn", "two", "warn")];
    let set = load(vec![source("admission.x", "X-1", TWO_CHECKS)], &profile(&bound, "[]")).expect("loads");
    let facts = set.facts(&Inventory::default());
    for (spec, denied, warned) in [
        ("{}", vec!["x"], vec!["x-warn"]),
        (r#"{"a":1}"#, vec![], vec!["x-warn"]),
        (r#"{"b":1}"#, vec!["x"], vec![]),
        (r#"{"a":1,"b":1}"#, vec![], vec![]),
    ] {
        let review =
            Review::of_document(&json(&format!(r#"{{"apiVersion":"v1","kind":"Pod","spec":{spec}}}"#)));
        let whole = set.profile("p").expect("there");
        let decision = decide(&set, whole, &review.expect("a review"), &facts, &Limits::default());
        let names =
            |found: &[Violation]| found.iter().map(|found| found.constraint.clone()).collect::<Vec<_>>();
        assert_eq!(
            (names(&decision.violations), names(&decision.warnings)),
            (
                denied.iter().map(|name| (*name).to_owned()).collect(),
                warned.iter().map(|name| (*name).to_owned()).collect(),
            )
        );
        assert_eq!((decision.evaluated, decision.faults.len()), (2, 0), "{spec}");
    }
}
