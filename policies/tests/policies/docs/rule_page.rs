//! A page for each rule, and their index.

use edgeward_decision::{Profile, RuleEntry};
use edgeward_rego::GroupKind;

use super::example::{self, Example};
use super::markdown::{MADE, control, paragraph, table};
use crate::sources::Policies;

pub(super) fn index(policies: &Policies) -> String {
    let mut text = format!("# Rules\n\n{MADE}\n");
    text.push_str(&paragraph(
        "Each rule has a page: what it looks at, what to avoid and to write instead, its parameters, the controls \
         whose technical part it stands for, and what it does not prove. `edgeward explain HD-RT-01` says the same \
         on the terminal; [controls.md](../controls.md) is the index by control.",
    ));
    text.push_str("## Admission\n\n");
    let head = ["Rule", "Title", "Severity", "Profiles"];
    let row = |rule: &RuleEntry, profiles: String| {
        let id = &rule.annotation.id;
        let severity = rule.annotation.severity.as_str().to_owned();
        [format!("[{id}]({id}.md)"), rule.annotation.title.clone(), severity, profiles]
    };
    let actions = |rule: &RuleEntry| {
        let of = |profile: &Profile| format!("{} {}", profile.name, summary(policies, profile, rule));
        policies.profiles().into_iter().map(of).collect::<Vec<_>>().join(", ")
    };
    let admission = policies.embedded.admission_rules().iter();
    text.push_str(&table(head, admission.map(|rule| row(rule, actions(rule)))));
    text.push_str("\n## Mutation\n\nSafe defaults, added only where nothing is written.\n\n");
    let mutation = policies.embedded.mutation_rules().iter();
    text.push_str(&table(head, mutation.map(|rule| row(rule, applied(policies, rule).join(", ")))));
    text
}

pub(super) fn page(policies: &Policies, rule: &RuleEntry) -> Result<String, String> {
    let annotation = &rule.annotation;
    let id = &annotation.id;
    let mut text = format!("# {id}: {}\n\n{MADE}\n", annotation.title);
    text.push_str(&paragraph(&annotation.description));
    let kinds = annotation.kinds.iter().map(kind).collect::<Vec<_>>().join(", ");
    text.push_str(&format!("Severity: **{}**. It judges: {kinds}.\n\n", annotation.severity.as_str()));
    text.push_str(&format!("Source: [`{0}`](../../policies/{0})\n\n", source(rule)));
    if annotation.checks.is_empty() {
        text.push_str(&format!("Profiles that apply it: {}.\n\n", applied(policies, rule).join(", ")));
    } else {
        text.push_str("## Checks\n\n");
        text.push_str(&checks(policies, rule));
        text.push_str("\n## Avoid\n\n");
        for (check, line) in &annotation.checks {
            if let Some(example) = example::avoid(policies, id, check)? {
                text.push_str(&avoid(id, check, line, &example));
            }
        }
        if let Some(example) = example::prefer(policies, id)? {
            text.push_str("## Prefer\n\n");
            text.push_str(&format!("{} ({}):\n\n", capital(&example.shows), case(id, &example.case)));
            text.push_str(&format!("```yaml\n{}\n```\n\n", example.manifest));
        }
    }
    text.push_str("## Fix\n\n");
    text.push_str(&paragraph(&annotation.remediation));
    text.push_str("## Parameters\n\n");
    text.push_str(&parameters(rule));
    text.push_str("\n## Controls\n\n");
    let named = annotation.controls.iter().filter_map(|id| policies.catalogue.control(id));
    let row = |(law, found): (&edgeward_controls::Law, &edgeward_controls::Control)| {
        [control(&found.id, &found.label), found.title.clone(), law.title.clone()]
    };
    text.push_str(&table(["Control", "Title", "Law"], named.map(row)));
    text.push_str("\n## What it does not prove\n\n");
    text.push_str(&paragraph(&annotation.limit));
    let cases = example::cases(id);
    if !cases.is_empty() {
        text.push_str(&format!("## Cases\n\n{} cases, each a file to try.\n\n", cases.len()));
        let row = |(name, shows, found): (String, String, Vec<String>)| {
            let found = if found.is_empty() { "nothing".to_owned() } else { found.join(", ") };
            [case(id, &name), shows, found]
        };
        text.push_str(&table(["Case", "Shows", "Finds"], cases.into_iter().map(row)));
    }
    Ok(format!("{}\n", text.trim_end()))
}

fn avoid(id: &str, check: &str, line: &str, example: &Example) -> String {
    let mut text = format!("### `{check}`: {line}\n\n");
    text.push_str(&format!("{} ({}):\n\n", capital(&example.shows), case(id, &example.case)));
    text.push_str(&format!("```yaml\n{}\n```\n\n", example.manifest));
    for (message, path) in &example.said {
        let path = if path.is_empty() { "the whole object".to_owned() } else { format!("`{path}`") };
        text.push_str(&format!("> {message}<br>\n> at {path}\n\n"));
    }
    text
}

fn case(rule: &str, case: &str) -> String {
    format!("[`{case}`](../../testdata/golden/{rule}/{case}/input.yaml)")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn kind(kind: &GroupKind) -> String {
    match kind.group.as_str() {
        "" => kind.kind.clone(),
        group => format!("{} ({group})", kind.kind),
    }
}

/// `admission/volume_types/volume_types.rego` of `data.admission.volume_types.violation`.
fn source(rule: &RuleEntry) -> String {
    let mut parts: Vec<&str> = rule.path().split('.').skip(1).collect();
    parts.pop();
    format!("{}/{}.rego", parts.join("/"), parts.last().copied().unwrap_or_default())
}

fn checks(policies: &Policies, rule: &RuleEntry) -> String {
    let rows = rule.annotation.checks.iter().map(|(check, line)| {
        let of = |profile: &Profile| format!("{} {}", profile.name, action(policies, profile, rule, check));
        let actions: Vec<String> = policies.profiles().into_iter().map(of).collect();
        [format!("`{check}`"), line.clone(), actions.join(", ")]
    });
    table(["Check", "What it looks at", "Profiles"], rows)
}

/// What a profile does where a check finds something.
fn action(policies: &Policies, profile: &Profile, rule: &RuleEntry, check: &str) -> &'static str {
    let bound = profile.constraints().iter().filter(|bound| {
        let entry = policies.embedded.admission_rules().get(bound.rule);
        entry.is_some_and(|entry| entry.annotation.id == rule.annotation.id)
    });
    let asking = bound.filter(|bound| {
        let defaults = rule.annotation.default_parameters();
        let listed = bound.constraint.parameters.get("checks").or(defaults.get("checks"));
        let names = listed.and_then(serde_json::Value::as_array);
        names.is_none_or(|names| names.iter().any(|name| name.as_str() == Some(check)))
    });
    asking.map(|bound| bound.constraint.action).min().map_or("off", |action| action.as_str())
}

/// What a profile does with a rule as a whole.
fn summary(policies: &Policies, profile: &Profile, rule: &RuleEntry) -> String {
    let mut actions: Vec<&str> =
        rule.annotation.checks.iter().map(|(check, _)| action(policies, profile, rule, check)).collect();
    actions.sort_unstable();
    actions.dedup();
    actions.join("/")
}

/// The profiles that apply a mutation.
fn applied(policies: &Policies, rule: &RuleEntry) -> Vec<String> {
    let applies = |profile: &&Profile| {
        let mut bound = profile.mutations.iter();
        bound.any(|bound| {
            let entry = policies.embedded.mutation_rules().get(bound.rule);
            entry.is_some_and(|entry| entry.annotation.id == rule.annotation.id)
        })
    };
    policies.profiles().into_iter().filter(applies).map(|profile| profile.name.clone()).collect()
}

fn parameters(rule: &RuleEntry) -> String {
    let properties = rule.annotation.parameters.get("properties").and_then(serde_json::Value::as_object);
    let rows: Vec<[String; 3]> = properties
        .into_iter()
        .flatten()
        .map(|(name, schema)| {
            let default = schema.get("default").map_or_else(|| "none".to_owned(), |json| format!("`{json}`"));
            let described = schema.get("description").and_then(serde_json::Value::as_str).unwrap_or_default();
            [format!("`{name}`"), default, described.to_owned()]
        })
        .collect();
    let mut text = String::new();
    if !rule.annotation.checks.is_empty() {
        text.push_str("`checks` chooses among the checks above; without it all are on.\n\n");
    }
    if rows.is_empty() {
        text.push_str("None of its own.\n");
    } else {
        text.push_str(&table(["Parameter", "Default", "Meaning"], rows));
    }
    text
}
