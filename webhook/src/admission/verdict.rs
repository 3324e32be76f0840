use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use edgeward_decision::{
    Coverage, Decision, Fault, FaultKind, PatchOperation, Review, Verdict, Violation, Waived,
};

use super::lines::{line, message, warnings};
use super::response::{Refusal, Response, Status};
use crate::log::plain;
use crate::metrics::Outcome;

/// The response to a review that was judged.
pub(super) fn response(uid: String, review: &Review, decision: &Decision) -> (Response, Outcome) {
    let (mut response, outcome) = if decision.coverage == Coverage::UnknownKind {
        (Response::denied(uid, Refusal::Forbidden, not_judged(review, &decision.profile)), Outcome::Deny)
    } else {
        judged(uid, decision)
    };
    let mut warned = lines(&decision.warnings);
    warned.extend(decision.waived.iter().map(waived_line));
    response.warnings = warnings(&warned);
    response.audit_annotations = annotations(decision);
    (response, outcome)
}

fn judged(uid: String, decision: &Decision) -> (Response, Outcome) {
    if !decision.faults.is_empty() {
        // As in Gatekeeper an error outweighs a violation, but what was found is still worth reading.
        let mut text: Vec<String> = decision.faults.iter().map(fault_line).collect();
        text.extend(lines(&decision.violations));
        let (refusal, outcome) = fault_refusal(&decision.faults);
        return (Response::denied(uid, refusal, message(&text)), outcome);
    }
    match decision.verdict {
        Verdict::Deny => {
            (Response::denied(uid, Refusal::Forbidden, message(&lines(&decision.violations))), Outcome::Deny)
        }
        Verdict::Allow if decision.warnings.is_empty() && decision.waived.is_empty() => {
            (Response::allowed(uid), Outcome::Allow)
        }
        Verdict::Allow => {
            let status = Status { code: 299, reason: None, message: String::new() };
            (Response { status, ..Response::allowed(uid) }, Outcome::Warn)
        }
    }
}

/// The response to a review that was mutated.
///
/// A kind that no policy covers, and CONNECT, pass without a patch: the validating webhook is asked about the
/// same object afterwards and denies there, once and with its reasons. A denial here would say the same twice,
/// and would keep objects out for users who only want defaults filled in.
pub(super) fn patched(uid: String, patch: &[PatchOperation]) -> Response {
    let mut response = Response::allowed(uid);
    if patch.is_empty() {
        return response;
    }
    match serde_json::to_vec(patch) {
        Ok(patch) => {
            response.patch = Some(STANDARD.encode(patch));
            response.patch_type = Some("JSONPatch");
            response
        }
        Err(error) => Response::denied(response.uid, Refusal::InternalError, error.to_string()),
    }
}

/// The response to a review that could not be mutated.
pub(super) fn unpatched(uid: String, fault: &Fault) -> (Response, Outcome) {
    let (refusal, outcome) = fault_refusal(std::slice::from_ref(fault));
    (Response::denied(uid, refusal, message(&[fault_line(fault)])), outcome)
}

/// What is only not known yet passes: whoever asks again later gets a decision.
fn fault_refusal(faults: &[Fault]) -> (Refusal, Outcome) {
    if faults.iter().all(|fault| fault.kind == FaultKind::Inventory) {
        (Refusal::Unavailable, Outcome::Unknown)
    } else {
        (Refusal::InternalError, Outcome::Fault)
    }
}

fn lines(violations: &[Violation]) -> Vec<String> {
    violations.iter().map(|violation| line(&violation.constraint, &violation.message)).collect()
}

fn waived_line(waived: &Waived) -> String {
    let Waived { violation, exception, expires, .. } = waived;
    let message = format!("waived until {expires} by the exception {exception}: {}", violation.message);
    line(&violation.constraint, &message)
}

fn fault_line(fault: &Fault) -> String {
    line(&fault.constraint, &format!("could not be evaluated ({}): {}", fault.kind.as_str(), fault.message))
}

fn not_judged(review: &Review, profile: &str) -> String {
    let group = if review.kind.group.is_empty() { "core" } else { &review.kind.group };
    format!(
        "no policy of the profile `{profile}` judges {} of {} (API group {}), and what nobody judges is refused; \
         narrow the webhook's rules to the kinds and operations that the policies judge",
        review.operation.as_str(),
        plain(&review.kind.kind),
        plain(group),
    )
}

fn annotations(decision: &Decision) -> BTreeMap<&'static str, String> {
    let mut annotations = BTreeMap::from([
        ("policy-revision", decision.policy.revision.clone()),
        ("policy-digest", decision.policy.digest.clone()),
        ("profile", decision.profile.clone()),
        ("evaluated", decision.evaluated.to_string()),
    ]);
    let used: BTreeSet<&str> = decision.waived.iter().map(|waived| waived.exception.as_str()).collect();
    if !used.is_empty() {
        annotations.insert("exceptions", used.into_iter().collect::<Vec<_>>().join(","));
    }
    annotations
}

#[cfg(test)]
mod tests;
