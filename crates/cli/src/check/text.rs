//! What a check found, for people.

use std::collections::BTreeSet;

use edgeward_decision::Coverage;
use edgeward_gatekeeper::EnforcementAction;

use super::result::{CheckResult, Finding, ObjectResult, Outcome, WaivedFinding};
use crate::output::Paint;
use crate::shown;
use crate::wrap::labelled;

/// Where the text beside a label starts.
const LABEL: usize = 10;

pub(super) fn render(result: &CheckResult, width: usize) -> String {
    let mut text = String::new();
    let mut explained = BTreeSet::new();
    for object in &result.objects {
        let silent = object.findings.is_empty() && object.waived.is_empty() && object.faults.is_empty();
        if object.coverage == Coverage::Judged && !silent {
            text.push_str(&render_object(object, &mut explained, width));
            text.push('\n');
        }
    }
    text.push_str(&summary(result));
    text
}

fn render_object<'a>(object: &'a ObjectResult, explained: &mut BTreeSet<&'a str>, width: usize) -> String {
    let verdict = match object.verdict {
        Outcome::Deny => Paint::Deny.on("denied"),
        Outcome::Allow | Outcome::NotEvaluated if object.findings.is_empty() => {
            Paint::Warn.on("allowed by exception")
        }
        Outcome::Allow | Outcome::NotEvaluated => Paint::Warn.on("allowed with warnings"),
    };
    let mut text = format!("{} at {}: {verdict}\n", Paint::Strong.on(&object.shown), object.place);
    for fault in &object.faults {
        text.push_str(&format!(
            "\n  {} {}  the rule could not be evaluated, which denies\n",
            Paint::Deny.on("fault"),
            fault.rule
        ));
        text.push_str(&labelled(4, "reason", LABEL, &fault.message, width));
    }
    for group in object.findings.chunk_by(|a, b| a.action == b.action && a.rule == b.rule) {
        text.push_str(&render_rule(group, explained, width));
    }
    for waived in &object.waived {
        text.push_str(&render_waived(waived, width));
    }
    text
}

/// What an exception speaks for is still shown, and until when.
fn render_waived(waived: &WaivedFinding, width: usize) -> String {
    let finding = &waived.finding;
    let severity = Paint::Faint.on(&format!("({})", finding.severity.as_str()));
    let mut text = format!(
        "\n  {} {}  {} {severity}\n",
        Paint::Warn.on("waived"),
        Paint::Strong.on(&finding.rule),
        finding.title
    );
    text.push_str(&render_finding(finding, width));
    let exception = format!(
        "{}, until {}, ticket {}",
        shown::plain(&waived.exception),
        shown::plain(&waived.expires),
        shown::plain(&waived.ticket)
    );
    text.push_str(&labelled(4, "exception", LABEL, &exception, width));
    text
}

/// All findings of one rule about one object. Its fix and controls are written out the first time only.
fn render_rule<'a>(findings: &'a [Finding], explained: &mut BTreeSet<&'a str>, width: usize) -> String {
    let Some(first) = findings.first() else {
        return String::new();
    };
    let action = match first.action {
        EnforcementAction::Deny => Paint::Deny.on("deny"),
        EnforcementAction::Warn => Paint::Warn.on("warn"),
        EnforcementAction::Dryrun => Paint::Note.on("dryrun"),
    };
    let severity = Paint::Faint.on(&format!("({})", first.severity.as_str()));
    let mut text = format!("\n  {action} {}  {} {severity}\n", Paint::Strong.on(&first.rule), first.title);
    for finding in findings {
        text.push_str(&render_finding(finding, width));
    }
    if explained.insert(&first.rule) {
        text.push_str(&labelled(4, "fix", LABEL, &first.remediation, width));
        text.push_str(&labelled(4, "controls", LABEL, &first.controls.join(", "), width));
    } else {
        text.push_str(&labelled(
            4,
            "fix",
            LABEL,
            &format!("as above, or see: edgeward explain {}", first.rule),
            width,
        ));
    }
    text
}

fn render_finding(finding: &Finding, width: usize) -> String {
    let check = if finding.check.is_empty() { String::new() } else { format!("  [{}]", finding.check) };
    let mut text = format!(
        "    {}{}\n",
        Paint::Note.on(&shown::plain(&finding.place.to_string())),
        Paint::Faint.on(&check)
    );
    text.push_str(&labelled(6, "", 0, &finding.message, width));
    let wanted = finding.expected.as_str().map_or_else(|| shown::value(&finding.expected), str::to_owned);
    let compared = format!("found {}, wanted {wanted}", shown::value(&finding.observed));
    text.push_str(&labelled(6, "", 0, &compared, width));
    text
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
