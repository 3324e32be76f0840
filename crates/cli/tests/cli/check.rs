use crate::policies::house;
use crate::{Folder, PATIENCE, Ran, edgeward, edgeward_reading};

const HEALTH: &str = "\
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels: {edgeward.io/health-data: \"true\"}
---
";

fn deployment(name: &str, namespace: &str, labels: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\n  namespace: {namespace}\n  labels: {labels}\n"
    )
}

/// The command with the house policies on text in `m.yaml`; digests are cut.
fn check(arguments: &[&str], text: &str) -> Ran {
    let folder = house();
    let file = folder.file("m.yaml", text);
    let policies = folder.path("policies").display().to_string();
    let ran = edgeward(&[&["check", "-f", &file, "--policies", &policies], arguments].concat());
    Ran { out: without_digest(&folder, &ran.out), err: folder.relative(&ran.err), ..ran }
}

fn without_digest(folder: &Folder, text: &str) -> String {
    let text = folder.relative(text);
    let digest: String =
        text.split_once("0.0.0+").map(|(_, rest)| rest.chars().take(12).collect()).unwrap_or_default();
    if digest.is_empty() { text } else { text.replace(&digest, "DIGEST") }
}

#[test]
fn findings_are_grouped_by_object_and_rule_with_place_fix_and_controls() {
    let text = format!(
        "{HEALTH}{}---\n{}---\n{}",
        deployment("web", "shop", "{}"),
        deployment("api", "shop", "{team: green}"),
        deployment("job", "shop", "{team: red}"),
    );
    assert_eq!(
        check(&[], &text),
        Ran {
            code: 1,
            out: "\
Deployment shop/web at m.yaml:7:1: denied

  deny T-01  A team is named (high)
    m.yaml:12:3  [present]
      the label team is missing
      found nothing, wanted [\"red\",\"blue\"]
    fix       Write `team` with one of the known teams under metadata.labels.
    controls  house-1, house-2

Deployment shop/api at m.yaml:14:1: allowed with warnings

  warn T-01  A team is named (high)
    m.yaml:19:12  [known]
      the team green is not known
      found \"green\", wanted a known team
    fix       as above, or see: edgeward explain T-01

denied: 4 objects, 3 evaluated, 1 denied; 1 violation, 1 warning
policy 0.0.0+DIGEST (sha256:DIGEST), profile baseline
"
            .to_owned(),
            err: "note: not evaluated, no rule judges these kinds: Namespace\n".to_owned(),
        }
    );
}

#[test]
fn warnings_alone_leave_the_exit_code_at_0_and_another_profile_may_deny_them() {
    let text = format!("{HEALTH}{}", deployment("api", "shop", "{team: green}"));
    assert_eq!(check(&[], &text).code, 0);
    let strict = check(&["--profile", "strict"], &text);
    assert_eq!(strict.code, 1);
    assert!(strict.out.contains("deny T-01"), "{strict:?}");
}

#[test]
fn json_is_one_versioned_document() {
    let text = format!("{HEALTH}{}", deployment("web", "shop", "{}"));
    let ran = check(&["-o", "json"], &text);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (1, "note: not evaluated, no rule judges these kinds: Namespace\n")
    );
    let mut json = ran.json();
    assert_eq!(json["policy"]["revision"], "0.0.0+DIGEST");
    json.as_object_mut().expect("an object").remove("policy");
    assert_eq!(
        json,
        serde_json::json!({
            "apiVersion": "edgeward.io/v1",
            "kind": "CheckResult",
            "profile": "baseline",
            "verdict": "deny",
            "summary": {"objects": 2, "evaluated": 1, "denied": 1, "violations": 1, "warnings": 0, "waived": 0, "faults": 0},
            "assumedNamespaces": [],
            "objects": [
                {
                    "apiVersion": "v1", "kind": "Namespace", "name": "shop", "operation": "CREATE",
                    "place": {"file": "m.yaml", "line": 1, "column": 1},
                    "verdict": "not-evaluated", "coverage": "unknown-kind", "findings": [],
                },
                {
                    "apiVersion": "apps/v1", "kind": "Deployment", "namespace": "shop", "name": "web", "operation": "CREATE",
                    "place": {"file": "m.yaml", "line": 7, "column": 1},
                    "verdict": "deny", "coverage": "judged",
                    "findings": [{
                        "action": "deny", "severity": "high", "rule": "T-01", "check": "present",
                        "title": "A team is named", "constraint": "team-present",
                        "message": "the label team is missing", "path": "/metadata/labels/team",
                        "place": {"file": "m.yaml", "line": 12, "column": 3},
                        "observed": null, "expected": ["red", "blue"],
                        "remediation": "Write `team` with one of the known teams under metadata.labels.",
                        "controls": ["house-1", "house-2"],
                    }],
                },
            ],
        })
    );
}

#[test]
fn a_namespace_that_nobody_describes_is_health_data_and_said_once() {
    let text =
        format!("{}---\n{}", deployment("a", "far", "{team: red}"), deployment("b", "far", "{team: red}"));
    let ran = check(&[], &text);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            0,
            "note: no document describes namespace `far`; it is taken as health data (add its Namespace to the input)\n"
        )
    );
}

#[test]
fn an_object_without_a_namespace_is_in_default() {
    let ran = check(&[], "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n");
    assert_eq!(ran.code, 1);
    assert!(ran.out.starts_with("Deployment default/web at m.yaml:1:1: denied\n"), "{ran:?}");
}

#[test]
fn nothing_in_scope_is_exit_3_and_said() {
    let plain = HEALTH.replace("\"true\"", "\"false\"");
    assert_eq!(check(&[], &format!("{plain}{}", deployment("web", "shop", "{}"))), Ran {
        code: 3,
        out: "not evaluated: 2 objects, 0 evaluated, 0 denied; 0 violations, 0 warnings\npolicy 0.0.0+DIGEST (sha256:DIGEST), profile baseline\n".to_owned(),
        err: "\
note: not evaluated, namespace `shop` is not labelled as health data: Deployment shop/web
note: not evaluated, no rule judges these kinds: Namespace
error: nothing was evaluated: no rule of profile `baseline` judges any of 2 objects
"
        .to_owned(),
    });
}

#[test]
fn a_list_without_items_is_exit_3() {
    assert_eq!(check(&[], "apiVersion: v1\nkind: List\nitems: []\n").code, 3);
}

#[test]
fn a_custom_resource_is_not_evaluated_and_said() {
    let text = format!(
        "{HEALTH}{}---\napiVersion: example.com/v1\nkind: Widget\n---\napiVersion: example.com/v1\nkind: Widget\n",
        deployment("web", "shop", "{team: red}")
    );
    let ran = check(&[], &text);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (0, "note: not evaluated, no rule judges these kinds: Namespace, Widget (2)\n")
    );
}

#[test]
fn one_object_in_two_documents_is_said() {
    let web = deployment("web", "shop", "{team: red}");
    let ran = check(&[], &format!("{HEALTH}{web}---\n{web}"));
    assert_eq!(ran.code, 0);
    assert!(
        ran.err.starts_with("note: Deployment shop/web is given twice (m.yaml:7:1 and m.yaml:14:1); other objects are judged by the later one\n"),
        "{ran:?}"
    );
}

#[test]
fn an_admission_review_is_judged_with_places_inside_it() {
    let review = serde_json::json!({
        "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
        "request": {
            "uid": "u", "operation": "CREATE", "name": "web", "namespace": "shop",
            "kind": {"group": "apps", "version": "v1", "kind": "Deployment"},
            "object": {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "labels": {"team": "green"}}},
        },
    });
    let folder = house();
    let policies = folder.path("policies").display().to_string();
    let text = serde_json::to_string_pretty(&review).expect("JSON");
    let ran = edgeward_reading(&["check", "-f", "-", "--policies", &policies, "-o", "json"], text.as_bytes());
    assert_eq!(ran.code, 0);
    let line = 1 + text.lines().position(|line| line.contains("\"team\"")).expect("the label");
    let found = &ran.json()["objects"][0]["findings"][0];
    assert_eq!(found["place"], serde_json::json!({"file": "<stdin>", "line": line, "column": 11}));
    assert_eq!(found["path"], "/metadata/labels/team");
}

#[test]
fn an_answer_or_an_old_review_is_refused() {
    let answer =
        "apiVersion: admission.k8s.io/v1\nkind: AdmissionReview\nresponse: {uid: u, allowed: true}\n";
    let old = "apiVersion: admission.k8s.io/v1beta1\nkind: AdmissionReview\nrequest: {}\n";
    let unknown = "apiVersion: admission.k8s.io/v1\nkind: AdmissionReview\nrequest: {operation: PATCH, kind: {version: v1, kind: Pod}, object: {}}\n";
    assert_eq!(check(&[], &format!("{answer}---\n{old}---\n{unknown}")), Ran {
        code: 2,
        out: String::new(),
        err: "\
error: m.yaml:1:1: the AdmissionReview holds no `request`; record one that asks, not one that answers
error: m.yaml:5:1: AdmissionReview of `admission.k8s.io/v1beta1` is not read; send `admission.k8s.io/v1`
error: m.yaml:11:1: operation `PATCH` is unknown; it is one of CREATE, UPDATE, DELETE, CONNECT; record the AdmissionReview as the API server sent it
"
        .to_owned(),
    });
}

#[test]
fn the_environment_stands_in_for_flags() {
    let folder = house();
    let file = folder.file("m.yaml", format!("{HEALTH}{}", deployment("api", "shop", "{team: green}")));
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_edgeward"))
        .args(["check", "-f", &file])
        .env("EDGEWARD_POLICIES", folder.path("policies"))
        .env("EDGEWARD_PROFILE", "strict")
        .env("EDGEWARD_OUTPUT", "json")
        .env(PATIENCE.0, PATIENCE.1)
        .output()
        .expect("the command runs");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((output.status.code(), &json["profile"]), (Some(1), &serde_json::json!("strict")));
}

#[test]
fn control_characters_of_a_manifest_do_not_reach_the_terminal() {
    let text = deployment("\"a\\e[2Jb\"", "shop", "{team: \"\\e]0;x\\a\\u202e\"}");
    let ran = check(&["--color", "never"], &format!("{HEALTH}{text}"));
    assert_eq!(ran.code, 0);
    assert!(ran.out.starts_with("Deployment shop/a\\u{1b}[2Jb at m.yaml:7:1"), "{ran:?}");
    assert!(ran.out.contains("the team \\u{1b}]0;x\\u{7}\\u{202e} is not known"), "{ran:?}");
    assert!(!ran.out.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{ran:?}");
}

#[test]
fn a_rule_that_takes_longer_than_it_may_denies() {
    let seed = ["check", "-f", "testdata/seed/twin.yaml", "-o", "json", "--evaluation-timeout", "0ms"];
    let ran = edgeward(&seed);
    let json = ran.json();
    assert_eq!((ran.code, &json["verdict"]), (2, &"deny".into()));
    assert_eq!(json["objects"][0]["faults"][0]["kind"], "limit");
}

#[test]
fn a_rule_without_an_answer_denies_and_is_exit_2() {
    let folder = house();
    let rule = std::fs::read_to_string(folder.path("policies/house/team/team.rego")).expect("the rule");
    folder.file("policies/house/team/team.rego", rule.replace("{\"msg\": msg, ", "{\"text\": msg, "));
    let file = folder.file("m.yaml", format!("{HEALTH}{}", deployment("web", "shop", "{}")));
    let policies = folder.path("policies").display().to_string();
    let ran = edgeward(&["check", "-f", &file, "--policies", &policies]);
    assert_eq!(ran.code, 2);
    let out = without_digest(&folder, &ran.out);
    assert!(out.starts_with("Deployment shop/web at m.yaml:7:1: denied\n\n  fault T-01  the rule could not be evaluated, which denies\n    reason"), "{out}");
    assert!(
        out.contains(
            "denied without an answer: 2 objects, 1 evaluated, 1 denied; 0 violations, 0 warnings\n"
        ),
        "{out}"
    );
    let json = edgeward(&["check", "-f", &file, "--policies", &policies, "-o", "json"]);
    assert_eq!((json.code, &json.json()["objects"][1]["faults"][0]["kind"]), (2, &"malformed".into()));
}

/// `kubectl exec`, as the API server asks about it.
fn exec() -> String {
    serde_json::json!({
        "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
        "request": {
            "uid": "u", "operation": "CONNECT", "name": "web", "namespace": "shop", "subResource": "exec",
            "kind": {"group": "", "version": "v1", "kind": "PodExecOptions"},
            "object": {"apiVersion": "v1", "kind": "PodExecOptions", "command": ["sh"]},
        },
    })
    .to_string()
}

#[test]
fn a_recorded_connect_is_judged_by_the_rules_about_its_kind() {
    let ran = edgeward_reading(&["check", "-f", "-", "-o", "json"], exec().as_bytes());
    let findings = &ran.json()["objects"][0]["findings"];
    assert_eq!(
        (ran.code, &findings[0]["rule"], &findings[1]),
        (1, &"HD-SUB-01".into(), &().into()),
        "{ran:?}"
    );
}

#[test]
fn a_recorded_connect_that_no_rule_judges_is_not_evaluated() {
    let ran = check(&[], &exec());
    assert_eq!(ran.code, 3);
    assert!(
        ran.err.starts_with("note: not evaluated, no rule judges these kinds: PodExecOptions\n"),
        "{ran:?}"
    );
}
