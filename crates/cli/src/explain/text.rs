//! Rules, for people.

use std::collections::BTreeSet;

use edgeward_controls::Catalogue;
use edgeward_decision::{PoliciesError, PolicySet, Profile, RuleEntry};
use edgeward_gatekeeper::EnforcementAction;
use edgeward_rego::{Annotation, GroupKind, Lookup};

use super::control;
use crate::output::Paint;
use crate::wrap::{labelled, wrap};

/// A line a rule.
pub(super) fn table(policies: &PolicySet, width: usize) -> String {
    let rules = || policies.admission_rules().iter().chain(policies.mutation_rules());
    let id_width = rules().map(|entry| entry.annotation.id.len()).max().unwrap_or(0) + 2;
    let mut text = format!("{:id_width$}{:10}TITLE\n", "ID", "SEVERITY");
    for entry in rules() {
        let annotation = &entry.annotation;
        let severity = annotation.severity.as_str();
        let label = format!("{:id_width$}{severity}", annotation.id);
        text.push_str(&labelled(0, &label, id_width + 10, &annotation.title, width));
    }
    let digest: String = policies.id().digest.chars().take(12).collect();
    text.push_str(&format!("\npolicy {} (sha256:{digest})\n", policies.id().revision));
    text
}

/// All about one rule.
pub(super) fn rule(
    policies: &PolicySet,
    catalogue: &Catalogue,
    entry: &RuleEntry,
    width: usize,
) -> Result<String, PoliciesError> {
    let profiles = policies.profiles()?;
    let annotation = &entry.annotation;
    let severity = Paint::Faint.on(&format!("({})", annotation.severity.as_str()));
    let mut text = format!("{}  {} {severity}\n\n", Paint::Strong.on(&annotation.id), annotation.title);
    let mut section = |title: &str, body: String| {
        let body = body.trim_end();
        text.push_str(&format!("{}\n{body}\n\n", Paint::Strong.on(title)));
    };
    section("What it looks at", paragraph(&annotation.description, width));
    section("Kinds", paragraph(&kinds(&annotation.kinds), width));
    if annotation.checks.is_empty() {
        section("Profiles", mutating_profiles(policies, &profiles, entry, width));
    } else {
        section("Checks", checks(policies, &profiles, entry, width));
    }
    section("Looks up", paragraph(&lookups(&entry.lookups), width));
    section("Parameters", parameters(annotation, width));
    section("Fix", paragraph(&annotation.remediation, width));
    section("Controls", control::named(catalogue, &annotation.controls, width));
    section("What it does not prove", paragraph(&annotation.limit, width));
    Ok(format!("{}\n", text.trim_end()))
}

pub(super) fn paragraph(text: &str, width: usize) -> String {
    wrap(text, width.saturating_sub(2)).iter().map(|line| format!("  {line}\n")).collect()
}

fn lookups(lookups: &[Lookup]) -> String {
    if lookups.is_empty() {
        return "Nothing besides the object itself.".to_owned();
    }
    lookups.iter().map(Lookup::to_string).collect::<Vec<_>>().join(", ")
}

fn kinds(kinds: &[GroupKind]) -> String {
    let one = |kind: &GroupKind| match kind.group.as_str() {
        "" => kind.kind.clone(),
        group => format!("{} ({group})", kind.kind),
    };
    kinds.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Each check, what it looks at, and what each profile does with it.
fn checks(policies: &PolicySet, profiles: &[&Profile], entry: &RuleEntry, width: usize) -> String {
    let annotation = &entry.annotation;
    let column = annotation.checks.iter().map(|(name, _)| name.len()).max().unwrap_or(0) + 2;
    let mut text = String::new();
    for (name, line) in &annotation.checks {
        text.push_str(&labelled(2, name, column, line, width));
        let actions: Vec<String> = profiles
            .iter()
            .map(|profile| format!("{} {}", profile.name, action(policies, profile, entry, name)))
            .collect();
        text.push_str(&labelled(2, "", column, &actions.join(", "), width));
    }
    text
}

fn action(policies: &PolicySet, profile: &Profile, entry: &RuleEntry, check: &str) -> String {
    let actions: BTreeSet<EnforcementAction> = profile
        .constraints()
        .iter()
        .filter(|bound| is(policies.admission_rules().get(bound.rule), entry))
        .filter(|bound| {
            let defaults = entry.annotation.default_parameters();
            let listed = bound.constraint.parameters.get("checks").or(defaults.get("checks"));
            let names = listed.and_then(serde_json::Value::as_array);
            names.is_none_or(|names| names.iter().any(|name| name.as_str() == Some(check)))
        })
        .map(|bound| bound.constraint.action)
        .collect();
    match actions.first() {
        None => "off".to_owned(),
        Some(action) => action.as_str().to_owned(),
    }
}

fn is(found: Option<&RuleEntry>, entry: &RuleEntry) -> bool {
    found.is_some_and(|found| found.annotation.id == entry.annotation.id)
}

fn mutating_profiles(policies: &PolicySet, profiles: &[&Profile], entry: &RuleEntry, width: usize) -> String {
    let applied: Vec<&str> = profiles
        .iter()
        .filter(|profile| {
            profile.mutations.iter().any(|bound| is(policies.mutation_rules().get(bound.rule), entry))
                || profile
                    .constraints()
                    .iter()
                    .any(|bound| is(policies.admission_rules().get(bound.rule), entry))
        })
        .map(|profile| profile.name.as_str())
        .collect();
    match applied.as_slice() {
        [] => paragraph("none applies it", width),
        applied => paragraph(&applied.join(", "), width),
    }
}

fn parameters(annotation: &Annotation, width: usize) -> String {
    let properties = annotation.parameters.get("properties").and_then(serde_json::Value::as_object);
    let mut text = String::new();
    for (name, schema) in properties.into_iter().flatten() {
        let described = schema.get("description").and_then(serde_json::Value::as_str);
        let default =
            schema.get("default").map_or_else(|| "no default".to_owned(), |json| format!("default {json}"));
        text.push_str(&format!("  {name}\n"));
        text.push_str(&labelled(4, "", 0, described.unwrap_or_default(), width));
        text.push_str(&labelled(4, "", 0, &default, width));
    }
    if text.is_empty() { paragraph("none", width) } else { text }
}
