//! What an audit found, for people.

use super::result::AuditResult;
use crate::found::{Outcome, render_objects};
use crate::output::Paint;
use crate::shown;

pub(super) fn render(result: &AuditResult, width: usize) -> String {
    render_objects(&result.objects, width) + &summary(result)
}

fn summary(result: &AuditResult) -> String {
    let summary = &result.summary;
    let part = |number: usize, noun: &str, paint: Paint| {
        let words = shown::count(number, noun);
        if number == 0 { words } else { paint.on(&words) }
    };
    let verdict = match result.verdict {
        _ if summary.faults > 0 || !result.gaps.is_empty() => Paint::Deny.on("incomplete"),
        Outcome::Deny => Paint::Deny.on("would be denied today"),
        Outcome::Allow => Paint::Allow.on("nothing would be denied today"),
        Outcome::NotEvaluated => Paint::Warn.on("not evaluated"),
    };
    let more = [
        (summary.dryrun, "counted only"),
        (summary.waived, "waived"),
        (summary.repeated, "repeated below a controller"),
        (summary.faults, "without an answer"),
    ];
    let more: String = more
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| format!(", {number} {what}"))
        .collect();
    let digest: String = result.policy.digest.chars().take(12).collect();
    let read = result.kinds.iter().filter(|kind| kind.objects > 0).count();
    format!(
        "{verdict}: {} of {}, {} evaluated, {} denied; {}, {}{}\npolicy {} (sha256:{digest}), profile {}\n",
        shown::count(summary.objects, "object"),
        shown::count(read, "kind"),
        summary.evaluated,
        summary.denied,
        part(summary.violations, "violation", Paint::Deny),
        part(summary.warnings, "warning", Paint::Warn),
        Paint::Faint.on(&more),
        result.policy.revision,
        result.profile,
    )
}
