//! One log event for each answer. Fields of a review come from whoever wrote the object, so they are escaped
//! and cut; values of the object, messages that may quote them, and users are not in here at all.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::admission::Judged;
use crate::log::plain;
use crate::metrics::{Endpoint, Outcome};

/// An answer to a review.
pub(super) fn admission(endpoint: Endpoint, judged: &Judged, took: Duration) {
    let elapsed_us = micros(took);
    let (endpoint, outcome, http) = (endpoint.as_str(), judged.outcome.as_str(), judged.answer.status);
    let Some(review) = &judged.record.review else {
        tracing::info!(endpoint, outcome, http, elapsed_us, "refused unjudged");
        return;
    };
    let decision = judged.record.decision.as_ref();
    let denied_by: BTreeSet<&str> =
        decision.iter().flat_map(|decision| &decision.violations).map(|found| found.rule.as_str()).collect();
    tracing::info!(
        endpoint,
        outcome,
        uid = %plain(&review.uid),
        operation = review.operation,
        kind = %plain(&review.kind),
        namespace = %plain(&review.namespace),
        name = %plain(&review.name),
        rules = %denied_by.into_iter().collect::<Vec<_>>().join(","),
        evaluated = decision.map_or(0, |decision| decision.evaluated),
        violations = decision.map_or(0, |decision| decision.violations.len()),
        warnings = decision.map_or(0, |decision| decision.warnings.len()),
        dryrun = decision.map_or(0, |decision| decision.dryrun.len()),
        waived = decision.map_or(0, |decision| decision.waived.len()),
        patch = judged.record.patch,
        elapsed_us,
        "decision"
    );
    for fault in decision.iter().flat_map(|decision| &decision.faults).chain(&judged.record.fault) {
        tracing::error!(
            uid = %plain(&review.uid),
            constraint = %plain(&fault.constraint),
            rule = fault.rule,
            kind = fault.kind.as_str(),
            "a rule gave no answer, and that denied"
        );
    }
}

/// An answer to a data request. Its input is about people, so nothing of it is said.
pub(super) fn data(endpoint: Endpoint, outcome: Outcome, took: Duration) {
    tracing::info!(
        endpoint = endpoint.as_str(),
        outcome = outcome.as_str(),
        elapsed_us = micros(took),
        "data request"
    );
}

fn micros(took: Duration) -> u64 {
    u64::try_from(took.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};
    use std::time::Instant;

    use edgeward_decision::Inventory;
    use edgeward_rego::Limits;

    use super::*;
    use crate::admission::Judge;
    use crate::test_policies::policies;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("not poisoned").write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_decision_is_one_line_without_values_users_or_control_characters() {
        let policies = Arc::new(policies());
        let facts = policies.facts(&Inventory::default()).into();
        let profile = policies.profile("baseline").expect("there").clone();
        let judge = Judge { policies, profile, facts, limits: Limits::default() };
        let body = br#"{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": "u\u001b[2J",
            "kind": {"group": "", "version": "v1", "kind": "Pod"}, "operation": "CREATE", "namespace": "clinic",
            "name": "a\nb", "userInfo": {"username": "jane@example.com"},
            "object": {"apiVersion": "v1", "kind": "Pod", "metadata": {"labels": {"patient": "4711"}}}}}"#;
        let judged = judge.admit(body, Instant::now() + Duration::from_secs(5));
        let lines = Lines::default();
        let subscriber = {
            let lines = lines.clone();
            tracing_subscriber::fmt().with_writer(move || lines.clone()).with_ansi(false).finish()
        };
        tracing::subscriber::with_default(subscriber, || {
            admission(Endpoint::Admit, &judged, Duration::from_micros(1500));
        });
        let text = String::from_utf8(lines.0.lock().expect("not poisoned").clone()).expect("text");
        assert_eq!(text.lines().count(), 1, "{text}");
        for part in [
            "u\\u{1b}[2J",
            "a\\u{a}b",
            "CREATE",
            "v1/Pod",
            "clinic",
            "rules=T-01",
            "violations=1",
            "elapsed_us=1500",
        ] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
        for secret in ["jane", "4711", "patient", "owner"] {
            assert!(!text.contains(secret), "{secret} is in {text}");
        }
    }
}
