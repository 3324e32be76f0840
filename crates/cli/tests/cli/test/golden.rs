use crate::policies::house;
use crate::test::tested;
use crate::{Folder, Ran};

const INPUT: &str = "# rule: T-01
# controls: house-1
# shows: nobody is called at night
# expect: present
apiVersion: v1
kind: Namespace
metadata: {name: clinic, labels: {edgeward.io/health-data: \"true\"}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: a, namespace: clinic}
";

const DECISION: &str = "nobody is called at night

baseline
CREATE ConfigMap clinic/a: Deny, Judged, 2 constraints
  deny [team-present] present
    the label team is missing
    at /metadata/labels/team
    observed null
    expected [\"red\",\"blue\"]

strict
CREATE ConfigMap clinic/a: Deny, Judged, 2 constraints
  deny [team-present] present
    the label team is missing
    at /metadata/labels/team
    observed null
    expected [\"red\",\"blue\"]
";

const CASE: &str = "testdata/golden/T-01/fail-no-team";

fn golden(kept: &str) -> Folder {
    let folder = house();
    folder.file(&format!("{CASE}/input.yaml"), INPUT);
    if !kept.is_empty() {
        folder.file(&format!("{CASE}/decision.snap"), format!("---\nsource: by hand\n---\n{kept}"));
    }
    folder
}

#[test]
fn golden_cases_beside_the_policies_run_with_the_tests() {
    let ran = tested(&golden(DECISION), &["-v"]);
    let expected =
        format!("{CASE}/input.yaml:1:\ngolden.T-01.fail-no-team: PASS\n{}\nPASS: 1/1\n", "-".repeat(80));
    assert_eq!(ran, Ran { code: 0, out: expected, err: String::new() });
}

#[test]
fn a_decision_that_is_not_the_one_kept_is_shown_as_a_difference() {
    let kept = DECISION.replacen("Deny, Judged", "Allow, Judged", 1);
    let ran = tested(&golden(&kept), &[]);
    let expected = format!(
        "{CASE}/input.yaml:1:\ngolden.T-01.fail-no-team: FAIL\n\n  --- {CASE}/decision.snap\n  +++ the decision now\n  @@ -2,5 +2,5 @@\n   \n   baseline\n  -CREATE ConfigMap clinic/a: Allow, Judged, 2 constraints\n  +CREATE ConfigMap clinic/a: Deny, Judged, 2 constraints\n     deny [team-present] present\n       the label team is missing\n\n{}\nFAIL: 1/1\n",
        "-".repeat(80)
    );
    assert_eq!(ran, Ran { code: 1, out: expected, err: String::new() });
}

#[test]
fn checks_that_were_not_expected_fail_whatever_is_kept() {
    let folder = golden(DECISION);
    folder.file(&format!("{CASE}/input.yaml"), INPUT.replace("expect: present", "expect: known"));
    let ran = tested(&folder, &["--update"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("expected the checks {\"known\"}, found {\"present\"}"), "{ran:?}");
}

#[test]
fn a_decision_is_kept_when_asked_for() {
    let folder = golden("");
    let ran = tested(&folder, &[]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("decision.snap; read the decision and keep it with --update"), "{ran:?}");
    assert_eq!(tested(&folder, &["--update"]).code, 0);
    let kept = std::fs::read_to_string(folder.path(&format!("{CASE}/decision.snap"))).expect("kept");
    assert!(kept.ends_with(&format!("\n---\n{DECISION}")), "{kept}");
    assert_eq!(tested(&folder, &[]).code, 0);
}
