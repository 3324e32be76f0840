//! What a check found, for people.

use super::result::CheckResult;
use crate::found::{Outcome, render_objects};
use crate::output::Paint;
use crate::shown;

pub(super) fn render(result: &CheckResult, width: usize) -> String {
    render_objects(&result.objects, width) + &summary(result)
}

fn summary(result: &CheckResult) -> String {
    let summary = &result.summary;
    let part = |number: usize, noun: &str, paint: Paint| {
        let words = shown::count(number, noun);
        if number == 0 { words } else { paint.on(&words) }
    };
    let verdict = match result.verdict {
        _ if summary.faults > 0 => Paint::Deny.on("denied without an answer"),
        Outcome::Deny => Paint::Deny.on("denied"),
        Outcome::Allow => Paint::Allow.on("allowed"),
        Outcome::NotEvaluated => Paint::Warn.on("not evaluated"),
    };
    let digest: String = result.policy.digest.chars().take(12).collect();
    let waived = match summary.waived {
        0 => String::new(),
        number => Paint::Warn.on(&format!(", {number} waived")),
    };
    format!(
        "{verdict}: {}, {} evaluated, {} denied; {}, {}{waived}\npolicy {} (sha256:{digest}), profile {}\n",
        shown::count(summary.objects, "object"),
        summary.evaluated,
        summary.denied,
        part(summary.violations, "violation", Paint::Deny),
        part(summary.warnings, "warning", Paint::Warn),
        result.policy.revision,
        result.profile,
    )
}
