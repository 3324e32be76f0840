//! The control catalogue held against rules and cases.

use std::collections::BTreeSet;
use std::sync::Arc;

use edgeward_controls::{Class, Force, Kind, SECTIONS};
use edgeward_rego::{Documents, Limits, Module, Rule, RuleSource, Source, Value};
use libtest_mimic::Trial;

use crate::coverage::{Coverage, PLANNED};
use crate::sources::{Policies, folder};

type Check = fn(&Policies, &Coverage<'_>) -> Vec<String>;

const CHECKS: [(&str, Check); 10] = [
    ("every_law_is_of_the_form_that_its_schema_gives", |_, _| invalid()),
    ("every_file_of_the_catalogue_is_read", |_, _| {
        let named: BTreeSet<&str> = edgeward_policies::CONTROLS.iter().map(|(file, _)| *file).collect();
        let files = std::fs::read_dir(folder().join("controls")).into_iter().flatten().flatten();
        let files: BTreeSet<String> =
            files.map(|file| file.file_name().to_string_lossy().into_owned()).collect();
        let unread = files.iter().filter(|file| !named.contains(file.as_str()));
        unread.map(|file| format!("{file} is not read")).collect()
    }),
    ("every_control_that_a_rule_names_exists", |policies, coverage| {
        let rules = policies.embedded.admission_rules().iter().chain(policies.embedded.mutation_rules());
        let named = rules.flat_map(|rule| rule.annotation.controls.iter().map(move |id| (rule, id)));
        let unknown = named.filter(|(_, id)| coverage.catalogue.control(id).is_none());
        unknown.map(|(rule, id)| format!("{} names {id}, which is in no law", rule.annotation.id)).collect()
    }),
    ("every_control_judged_at_admission_has_a_rule_and_a_case", |_, coverage| {
        let mut wrong = Vec::new();
        for (law, control) in coverage.catalogue.controls() {
            let judged = control.technical().is_some_and(|part| part.classes.contains(&Class::Admission));
            if !judged || law.force != Force::Law {
                continue;
            }
            let is_covered = !coverage.rules(control).is_empty() && !coverage.cases(control).is_empty();
            if !is_covered {
                wrong.push(format!(
                    "{} has {} rules and {} cases",
                    control.id,
                    coverage.rules(control).len(),
                    coverage.cases(control).len()
                ));
            }
        }
        wrong
    }),
    ("every_control_of_decisions_and_evidence_names_what_evidences_it", |_, coverage| {
        let controls = coverage.catalogue.controls();
        let beyond = controls.filter_map(|(_, control)| Some((control, control.technical()?)));
        beyond
            .flat_map(|(control, part)| {
                let is = |class| part.classes.contains(&class);
                let decisions = !part.decisions.is_empty();
                let wrong = [
                    (is(Class::DataAccess) && !decisions, "names no decision rule"),
                    (is(Class::Evidence) && !decisions && part.reports.is_empty(), "names no report section"),
                ];
                wrong
                    .into_iter()
                    .filter(|(is_wrong, _)| *is_wrong)
                    .map(|(_, what)| format!("{} {what}", control.id))
            })
            .collect()
    }),
    ("every_decision_rule_and_section_that_a_control_names_is_there_or_planned", |policies, coverage| {
        let known: BTreeSet<String> = annotated(policies).map(|(id, _)| id).collect();
        let mut wrong: Vec<String> = PLANNED
            .into_iter()
            .filter(|id| known.contains(*id))
            .map(|id| format!("{id} is planned, and is there"))
            .collect();
        for (_, control) in coverage.catalogue.controls() {
            let Some(part) = control.technical() else {
                continue;
            };
            let decisions =
                part.decisions.iter().filter(|id| !known.contains(*id) && !PLANNED.contains(&id.as_str()));
            let sections = part.reports.iter().filter(|id| !SECTIONS.iter().any(|section| section.id == *id));
            wrong.extend(
                decisions.chain(sections).map(|id| format!("{} names {id}, which is nowhere", control.id)),
            );
        }
        wrong
    }),
    ("a_law_names_rules_itself_only_where_no_rule_names_it", |policies, coverage| {
        let known =
            |id: &str| policies.embedded.admission_rules().iter().any(|rule| rule.annotation.id == id);
        let mut wrong = Vec::new();
        for (law, control) in coverage.catalogue.controls() {
            let Some(part) = control.technical() else {
                continue;
            };
            let is_judged = part.classes.contains(&Class::Admission);
            if law.force == Force::Law && !part.rules.is_empty() {
                wrong.push(format!("{} names rules; they name it", control.id));
            }
            if law.force != Force::Law && is_judged == part.rules.is_empty() {
                wrong.push(format!("{}: its rules and its class do not fit", control.id));
            }
            let unknown = part.rules.iter().filter(|id| !known(id));
            wrong.extend(unknown.map(|id| format!("{} names {id}, which is nowhere", control.id)));
        }
        wrong
    }),
    // As the rule's own table of standards and specifications counts them.
    ("the_security_rule_has_all_its_specifications", |_, coverage| {
        let mut wrong = Vec::new();
        for (part, section, required, addressable) in [
            ("administrative", "hipaa-164.308.", 10, 11),
            ("physical", "hipaa-164.310.", 2, 6),
            ("technical", "hipaa-164.312.", 2, 5),
        ] {
            let count = |kind| {
                let controls = coverage.catalogue.controls();
                controls
                    .filter(|(_, control)| control.id.starts_with(section) && control.kind == kind)
                    .count()
            };
            let found = (count(Kind::Required), count(Kind::Addressable));
            if found != (required, addressable) {
                wrong.push(format!(
                    "{part}: {required} required and {addressable} addressable, found {found:?}"
                ));
            }
        }
        wrong
    }),
    ("what_is_no_law_is_off_and_says_so", |_, coverage| {
        let laws = coverage.catalogue.laws().iter();
        let wrong = laws.filter(|law| {
            let says = match law.force {
                Force::Law => true,
                Force::Proposed => law.note.starts_with("Proposed, not law."),
                Force::Voluntary => law.note.starts_with("Binding only on"),
            };
            law.enabled != (law.force == Force::Law) || !says
        });
        wrong.map(|law| law.id.clone()).collect()
    }),
    ("no_sentence_of_a_law_is_quoted", |_, _| {
        let files = edgeward_policies::CONTROLS.iter();
        let quotes = ['"', '\u{201c}', '\u{201d}', '\u{ab}', '\u{bb}'];
        let quoting = files.filter(|(_, text)| text.contains(quotes));
        quoting.map(|(file, _)| format!("{file} has quotation marks")).collect()
    }),
];

/// The ids in METADATA blocks, with their packages.
pub(crate) fn annotated(policies: &Policies) -> impl Iterator<Item = (String, String)> {
    let modules = policies.documents.modules().iter().filter(|module| !module.is_test());
    modules.filter_map(|module| Some((module.annotation().ok()?.id, module.package().to_owned())))
}

/// What the schema says of each file, asked of the engine's own `json.match_schema`.
fn invalid() -> Vec<String> {
    const JUDGE: &str = "package judge\n\nwrong := json.match_schema(input.law, input.schema)[1]\n";
    let schema = include_str!("../../../crates/controls/catalogue.schema.json");
    let judge = || -> Result<Rule, String> {
        let source = Source { path: "judge.rego".to_owned(), text: JUDGE.to_owned() };
        let module = Module::parse(source).map_err(|error| error.to_string())?;
        let documents = Documents::new(vec![module], Value::object::<&str>([]));
        Rule::load("data.judge", "wrong", RuleSource::Text(&documents)).map_err(|error| error.to_string())
    };
    let judge = match judge() {
        Ok(judge) => judge,
        Err(message) => return vec![message],
    };
    let ask = |text: &str| -> Result<Value, String> {
        let schema = Value::from_json(schema.as_bytes()).map_err(|error| error.to_string())?;
        let law = edgeward_manifest::values("law", text).map_err(|error| error.to_string())?;
        let law = law.into_iter().next().ok_or("an empty file")?;
        let input = Value::object([("schema", schema), ("law", law)]);
        let answer = judge.evaluate(&input, &Value::object::<&str>([]), &Limits::default());
        answer.map_err(|error| error.to_string())?.ok_or_else(|| "undefined".to_owned())
    };
    let mut wrong = Vec::new();
    for (file, text) in edgeward_policies::CONTROLS {
        match ask(text) {
            Ok(errors) if errors.elements().is_empty() => {}
            Ok(errors) => wrong.push(format!("{file}: {errors}")),
            Err(message) => wrong.push(format!("{file}: {message}")),
        }
    }
    // A schema that lets everything pass would prove nothing.
    let (_, text) = edgeward_policies::CONTROLS[0];
    for (from, to) in [
        ("force: law", "force: rumour"),
        ("class: [A, E]", "class: [A, ORG]"),
        ("severity: medium", "severity: dire"),
        ("      not_proven:", "      proven:"),
        ("nist: [CA-5, CA-7]", "nist: [5]"),
    ] {
        match ask(&text.replacen(from, to, 1)) {
            Ok(errors) if errors.elements().is_empty() => wrong.push(format!("the schema lets `{to}` pass")),
            Ok(_) => {}
            Err(message) => wrong.push(message),
        }
    }
    wrong
}

pub(crate) fn trials(policies: &Arc<Policies>) -> Vec<Trial> {
    let trials = CHECKS.into_iter().map(|(name, check)| {
        let policies = Arc::clone(policies);
        Trial::test(format!("controls/{name}"), move || {
            let wrong = check(&policies, &Coverage::new(&policies));
            if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
        })
    });
    trials.collect()
}
