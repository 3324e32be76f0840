//! An audit as JUnit XML: a suite for each kind, a case for each object with findings, and one for all the others.

use std::fmt::Write as _;

use edgeward_gatekeeper::EnforcementAction;

use super::result::{AuditResult, GapResult, KindResult};
use crate::found::{Finding, ObjectResult, Outcome};
use crate::xml::escaped;

pub(super) fn render(result: &AuditResult) -> String {
    let mut text =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"edgeward audit\">\n");
    for kind in &result.kinds {
        suite(kind, result, &mut text);
    }
    unread(result, &mut text);
    text.push_str("</testsuites>\n");
    text
}

fn suite(kind: &KindResult, result: &AuditResult, text: &mut String) {
    let KindResult { api_version, kind, objects, silent, left_out } = kind;
    let own: Vec<&ObjectResult> = result
        .objects
        .iter()
        .filter(|object| (&object.api_version, &object.kind) == (api_version, kind))
        .collect();
    let errors = own.iter().filter(|object| !object.faults.is_empty()).count();
    let failures = own.iter().filter(|object| object.faults.is_empty() && is_denied(object)).count();
    let is_cut = *left_out > 0;
    let name = escaped(&format!("{api_version} {kind}"));
    let _ = writeln!(
        text,
        "  <testsuite name=\"{name}\" tests=\"{}\" failures=\"{failures}\" errors=\"{}\" skipped=\"{}\">",
        own.len() + 1 + usize::from(is_cut),
        errors + usize::from(is_cut),
        usize::from(*objects == 0),
    );
    own.iter().for_each(|object| case(&name, object, text));
    if is_cut {
        let _ = writeln!(
            text,
            "    <testcase classname=\"{name}\" name=\"{left_out} more with findings\">\
             <error message=\"more than --most, not printed\"/></testcase>"
        );
    }
    // Nobody looked where nothing is.
    let inner = if *objects == 0 { "><skipped message=\"there are none\"/></testcase>" } else { "/>" };
    let _ = writeln!(
        text,
        "    <testcase classname=\"{name}\" name=\"{silent} of {objects} without findings of their own\"{inner}"
    );
    text.push_str("  </testsuite>\n");
}

fn is_denied(object: &ObjectResult) -> bool {
    object.verdict == Outcome::Deny
}

fn case(suite: &str, object: &ObjectResult, text: &mut String) {
    let place = object
        .place
        .as_ref()
        .map_or(String::new(), |place| format!(" file=\"{}\" line=\"{}\"", escaped(&place.file), place.line));
    let _ = writeln!(text, "    <testcase classname=\"{suite}\" name=\"{}\"{place}>", escaped(&object.shown));
    for fault in &object.faults {
        let _ = writeln!(
            text,
            "      <error type=\"{}\" message=\"{}\"/>",
            escaped(&fault.rule),
            escaped(&fault.message)
        );
    }
    let of = |denies: bool| -> Vec<String> {
        let wanted = |finding: &&Finding| (finding.action == EnforcementAction::Deny) == denies;
        object.findings.iter().filter(wanted).map(line).collect()
    };
    let (denying, others) = (of(true), of(false));
    if object.faults.is_empty() && !denying.is_empty() {
        let message = format!("{} would be denied", object.shown);
        let why = escaped(&denying.join("\n"));
        let _ = writeln!(text, "      <failure message=\"{}\">{why}</failure>", escaped(&message));
    }
    if !others.is_empty() {
        let _ = writeln!(text, "      <system-out>{}</system-out>", escaped(&others.join("\n")));
    }
    text.push_str("    </testcase>\n");
}

fn line(finding: &Finding) -> String {
    format!("{} {}: {} ({})", finding.action.as_str(), finding.rule, finding.message, finding.path)
}

/// What was not looked at has not passed.
fn unread(result: &AuditResult, text: &mut String) {
    let (errors, skipped) = (result.gaps.len(), result.skipped.len());
    if errors + skipped == 0 {
        return;
    }
    let _ = writeln!(
        text,
        "  <testsuite name=\"not assessed\" tests=\"{}\" errors=\"{errors}\" skipped=\"{skipped}\">",
        errors + skipped
    );
    for GapResult { kind, reason } in &result.gaps {
        let (kind, reason) = (escaped(kind), escaped(reason));
        let _ = writeln!(
            text,
            "    <testcase classname=\"not assessed\" name=\"{kind}\"><error message=\"{reason}\"/></testcase>"
        );
    }
    for kind in &result.skipped {
        let _ = writeln!(
            text,
            "    <testcase classname=\"not assessed\" name=\"{}\"><skipped message=\"left out by --skip\"/></testcase>",
            escaped(kind)
        );
    }
    text.push_str("  </testsuite>\n");
}
