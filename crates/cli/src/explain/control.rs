//! A control, for people.

use edgeward_controls::{Catalogue, Control, Force, Law, Part};
use edgeward_decision::PolicySet;

use super::text::paragraph;
use crate::output::Paint;
use crate::wrap::labelled;

/// All about one control.
pub(super) fn control(policies: &PolicySet, law: &Law, control: &Control, width: usize) -> String {
    let severity = Paint::Faint.on(&format!("({})", control.severity.as_str()));
    let mut text =
        format!("{}  {} {} {severity}\n\n", Paint::Strong.on(&control.id), control.label, control.title);
    let mut section = |title: &str, body: String| {
        text.push_str(&format!("{}\n{}\n\n", Paint::Strong.on(title), body.trim_end()));
    };
    let force = match law.force {
        Force::Law => "in force",
        Force::Proposed => "proposed, not law",
        Force::Voluntary => "voluntary",
    };
    let stands = format!("{} of the {}, {} ({force})", control.kind.as_str(), law.title, law.citation);
    section("Where it stands", paragraph(&stands, width));
    section("What it asks, in our words", paragraph(&control.paraphrase, width));
    let rules = rules(policies, control, width);
    match &control.part {
        Part::Organisational { expected } => {
            let line = format!(
                "It is organisational: out of scope here, and never counted as met. Evidence is expected from {expected}."
            );
            section("Evidence", paragraph(&line, width));
            if !rules.is_empty() {
                section("Rules beside it, which do not meet it", rules);
            }
        }
        Part::Technical(technical) => {
            section("Evidence", paragraph(&technical.evidence, width));
            if !rules.is_empty() {
                section("Rules", rules);
            }
            let sections = technical.reports.iter().map(|id| format!("report section {id}"));
            let others: Vec<String> = technical.decisions.iter().cloned().chain(sections).collect();
            if !others.is_empty() {
                section("Other evidence, as far as it is there", paragraph(&others.join(", "), width));
            }
            section("What is not proven", paragraph(&technical.not_proven, width));
        }
    }
    if !control.nist.is_empty() {
        section("Near in NIST SP 800-53r5", paragraph(&control.nist.join(", "), width));
    }
    format!("{}\n", text.trim_end())
}

/// The rules that name the control, and those that it names.
fn rules(policies: &PolicySet, control: &Control, width: usize) -> String {
    let named = control.technical().map(|part| part.rules.as_slice()).unwrap_or_default();
    let all = policies.admission_rules().iter().map(|entry| &entry.annotation);
    let about = all.filter(|rule| rule.controls.contains(&control.id) || named.contains(&rule.id));
    about.map(|rule| labelled(2, &rule.id, 12, &rule.title, width)).collect()
}

/// The controls that a rule names, with their labels where the catalogue has them.
pub(super) fn named(catalogue: &Catalogue, ids: &[String], width: usize) -> String {
    let known = |id: &String| catalogue.control(id).map(|(_, control)| control);
    if !ids.iter().any(|id| known(id).is_some()) {
        return paragraph(&ids.join(", "), width);
    }
    let column = ids.iter().map(String::len).max().unwrap_or(0) + 2;
    let line = |id: &String| {
        let words = known(id).map(|control| format!("{} {}", control.label, control.title));
        labelled(2, id, column, &words.unwrap_or_else(|| "of no law that is known here".to_owned()), width)
    };
    ids.iter().map(line).collect()
}
