//! What exceptions do to findings, in the whole of a profile.

use std::collections::BTreeSet;
use std::sync::Arc;

use edgeward_decision::{Decision, Inventory, Review, Verdict, decide};
use edgeward_rego::Value;
use libtest_mimic::{Failed, Trial};

use crate::machines::{LIMITS, MOMENT};
use crate::sources::Policies;

const SEED: &str = "deployment.yaml";

const GOOD: &str = "
apiVersion: edgeward.io/v1alpha1
kind: Exception
metadata: {name: storage-audit, namespace: edgeward-system}
spec:
  rules: [HD-AUD-01, HD-NET-01]
  subject:
    kinds: [{group: apps, kind: Deployment}]
    namespace: NAMESPACE
    name: NAME
  reason: the audit module of the vendor comes with the next release
  equivalentMeasure: the gateway in front of the service writes the audit trail
  ticket: CHG-2048
  requester: ann@clinic.example
  approver: bob@clinic.example
  approvedAt: 2026-05-20T08:00:00Z
  expires: 2026-06-20T08:00:00Z
";

type Claim = (&'static str, &'static [(&'static str, &'static str)], bool);

/// What is changed in the good exception, and whether it still counts.
const CLAIMS: [Claim; 15] = [
    ("a_good_exception_waives_what_it_names", &[], true),
    ("one_that_expired_does_nothing", &[("expires: 2026-06-20T08", "expires: 2026-05-31T23")], false),
    ("one_that_lasts_too_long_does_nothing", &[("expires: 2026-06-20T08", "expires: 2026-09-20T08")], false),
    ("one_approved_ahead_does_nothing", &[("approvedAt: 2026-05-20T08", "approvedAt: 2026-06-01T01")], false),
    ("one_in_another_namespace_does_nothing", &[("namespace: edgeward-system", "namespace: clinic")], false),
    ("one_approved_by_the_requester_does_nothing", &[("approver: bob", "approver: ann")], false),
    ("one_without_an_equivalent_measure_does_nothing", &[("  equivalentMeasure:", "  other:")], false),
    ("one_with_a_pattern_for_a_name_does_nothing", &[("name: NAME", "name: '*'")], false),
    ("one_about_the_whole_namespace_does_nothing", &[("    name: NAME\n", "")], false),
    ("one_about_another_name_does_nothing", &[("name: NAME", "name: other")], false),
    ("one_about_another_namespace_does_nothing", &[("namespace: NAMESPACE", "namespace: other")], false),
    ("one_about_another_kind_does_nothing", &[("kind: Deployment", "kind: StatefulSet")], false),
    ("one_that_also_names_a_pattern_does_nothing", &[("HD-NET-01]", "HD-NET-01, HD-*]")], false),
    ("one_that_also_names_the_rule_about_exceptions_does_nothing", &[("HD-NET-01]", "HD-EXC-01]")], false),
    ("one_of_an_unknown_version_does_nothing", &[("io/v1alpha1", "io/v9")], false),
];

pub(crate) fn trials(policies: &Arc<Policies>) -> Vec<Trial> {
    let mut trials: Vec<Trial> = CLAIMS
        .into_iter()
        .map(|(name, changes, counts)| {
            let policies = Arc::clone(policies);
            Trial::test(format!("exceptions/{name}"), move || claim(&policies, changes, counts))
        })
        .collect();
    for (name, test) in [
        ("labels_choose_as_a_name_does", labels as fn(&Policies) -> Result<(), Failed>),
        ("a_waived_warning_warns_no_more", warning),
        ("it_counts_from_its_approval_to_its_end", in_its_time),
    ] {
        let policies = Arc::clone(policies);
        trials.push(Trial::test(format!("exceptions/{name}"), move || test(&policies)));
    }
    trials
}

fn claim(policies: &Policies, changes: &[(&str, &str)], counts: bool) -> Result<(), Failed> {
    let exception = changes.iter().try_fold(GOOD.to_owned(), |text, (from, to)| {
        if text.contains(from) {
            Ok(text.replace(from, to))
        } else {
            Err(format!("nothing to change: {from}"))
        }
    })?;
    let decision = decided(policies, &exception, MOMENT)?;
    let waived: BTreeSet<(&str, &str)> = decision
        .waived
        .iter()
        .map(|waived| (waived.violation.rule.as_str(), waived.exception.as_str()))
        .collect();
    let denied: Vec<&str> = decision.violations.iter().map(|violation| violation.rule.as_str()).collect();
    let as_wanted = match counts {
        true => {
            decision.verdict == Verdict::Allow
                && denied.is_empty()
                && waived == BTreeSet::from([("HD-AUD-01", "storage-audit"), ("HD-NET-01", "storage-audit")])
        }
        false => decision.verdict == Verdict::Deny && waived.is_empty() && !denied.is_empty(),
    };
    as_wanted.then_some(()).ok_or_else(|| format!("denied {denied:?}, waived {waived:?}").into())
}

fn labels(policies: &Policies) -> Result<(), Failed> {
    let chosen = GOOD.replace("name: NAME", "labels: {app: records}");
    let other = GOOD.replace("name: NAME", "labels: {app: records, tier: x}");
    let counts = [decided(policies, &chosen, MOMENT)?, decided(policies, &other, MOMENT)?]
        .map(|decision| decision.waived.len());
    (counts[0] > 1 && counts[1] == 0).then_some(()).ok_or_else(|| format!("waived {counts:?}").into())
}

fn warning(policies: &Policies) -> Result<(), Failed> {
    let about = |rules: &str| decided(policies, &GOOD.replace("HD-AUD-01, HD-NET-01", rules), MOMENT);
    let (plain, waived) = (about("HD-XX-99")?, about("HD-IMG-02")?);
    let warned = |decision: &Decision| decision.warnings.iter().filter(|it| it.rule == "HD-IMG-02").count();
    let as_wanted = warned(&plain) > 0 && warned(&waived) == 0 && waived.waived.len() == warned(&plain);
    as_wanted.then_some(()).ok_or_else(|| format!("{:?}", waived.waived).into())
}

fn in_its_time(policies: &Policies) -> Result<(), Failed> {
    // 1970 and 2100.
    for moment in [0, 4_102_444_800] {
        let waived = decided(policies, GOOD, moment)?.waived;
        if !waived.is_empty() {
            return Err(format!("at {moment}: {waived:?}").into());
        }
    }
    Ok(())
}

/// The seed's Deployment, judged beside the exception by `baseline`.
fn decided(policies: &Policies, exception: &str, moment: i64) -> Result<Decision, Failed> {
    let seed = crate::golden::documents(&edgeward_testkit::testdata().join("seed").join(SEED))?;
    let subject = seed.first().ok_or("the seed is empty")?;
    let metadata = subject.get("metadata").unwrap_or(Value::NULL);
    let labels = Value::object([("app", "records".into()), ("tier", "store".into())]);
    let subject = subject.with("metadata", metadata.with("labels", labels));
    let review = Review::of_document(&subject).map_err(|error| error.to_string())?;
    let exception = exception
        .replace("NAMESPACE", review.namespace.as_deref().unwrap_or_default())
        .replace("NAME", &review.name);
    let exception = edgeward_manifest::documents("exception.yaml", &exception)
        .map_err(|errors| errors.to_string())?
        .iter()
        .map(|document| document.value().clone())
        .collect::<Vec<Value>>();
    let set = &policies.embedded;
    let profile = set.profile("baseline").map_err(|error| error.to_string())?;
    let facts = set.facts(&Inventory::from_objects(seed.iter().chain(&exception))).at(moment);
    Ok(decide(set, profile, &review, &facts, &LIMITS))
}
