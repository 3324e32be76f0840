//! Findings, for people.

use std::collections::BTreeSet;

use edgeward_decision::Coverage;
use edgeward_gatekeeper::EnforcementAction;

use super::finding::{Finding, WaivedFinding};
use super::object::{ObjectResult, Outcome};
use crate::output::Paint;
use crate::shown;
use crate::wrap::labelled;

/// Where the text beside a label starts.
const LABEL: usize = 10;

/// Everything that was found about judged objects. The fix of a rule is written out once.
pub(crate) fn render_objects(objects: &[ObjectResult], width: usize) -> String {
    let mut text = String::new();
    let mut explained = BTreeSet::new();
    for object in objects {
        if object.coverage == Coverage::Judged && !object.is_silent() {
            text.push_str(&render_object(object, &mut explained, width));
            text.push('\n');
        }
    }
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
    let place = object.place.as_ref().map_or(String::new(), |place| format!(" at {place}"));
    let mut text = format!("{}{place}: {verdict}\n", Paint::Strong.on(&object.shown));
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
    let place = match (&finding.place, finding.path.as_str()) {
        (Some(place), _) => place.to_string(),
        (None, "") => "the whole object".to_owned(),
        (None, path) => path.to_owned(),
    };
    let mut text = format!("    {}{}\n", Paint::Note.on(&shown::plain(&place)), Paint::Faint.on(&check));
    text.push_str(&labelled(6, "", 0, &finding.message, width));
    let wanted = finding.expected.as_str().map_or_else(|| shown::value(&finding.expected), str::to_owned);
    let compared = format!("found {}, wanted {wanted}", shown::value(&finding.observed));
    text.push_str(&labelled(6, "", 0, &compared, width));
    text
}
