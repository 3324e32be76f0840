//! Rules about the rules.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use edgeward_bundle::Bundle;
use edgeward_decision::{KindScope, RuleEntry, kind_scope};
use edgeward_rego::Machine;
use libtest_mimic::Trial;

use crate::controls::annotated;
use crate::coverage::header;
use crate::sources::{Policies, folders, name, testdata};

type Rule = fn(&Policies) -> Vec<String>;

const RULES: [(&str, Rule); 12] = [
    ("every_module_has_a_test_twin", |policies| {
        let paths: BTreeSet<&str> =
            policies.documents.modules().iter().map(|module| module.source().path.as_str()).collect();
        let missing = paths.iter().filter(|path| !path.ends_with("_test.rego")).filter(|path| {
            let twin = path.replace(".rego", "_test.rego");
            !paths.contains(twin.as_str())
        });
        missing.map(|path| format!("{path} has no test twin")).collect()
    }),
    ("every_package_is_named_as_its_folder", |policies| {
        let modules = policies.documents.modules().iter();
        let wrong = modules.filter(|module| {
            let folders: Vec<&str> = module.source().path.split('/').collect();
            let package = folders.split_last().map(|(_, folders)| folders.join(".")).unwrap_or_default();
            let suffix = if module.is_test() { "_test" } else { "" };
            module.package() != format!("data.{package}{suffix}")
        });
        wrong.map(|module| format!("{} is the package {}", module.source().path, module.package())).collect()
    }),
    ("the_digest_that_the_program_carries_is_that_of_the_text_it_carries", |_| {
        let bundle = edgeward_policies::default_bundle();
        let counted = bundle.as_ref().map(|bundle| Bundle::read(&bundle.write().unwrap_or_default()));
        match (&bundle, counted) {
            (Ok(carried), Ok(Ok(counted))) if carried.digest() == counted.digest() => Vec::new(),
            (carried, counted) => vec![format!("{:?}, {:?}", carried.as_ref().map(Bundle::digest), counted)],
        }
    }),
    ("every_rule_runs_as_byte_code", |policies| {
        let rules = policies.embedded.admission_rules().iter().chain(policies.embedded.mutation_rules());
        rules
            .filter(|rule| rule.machine() != Machine::ByteCode)
            .map(|rule| {
                let (package, name) = rule.path().rsplit_once('.').unwrap_or_default();
                let trap = edgeward_rego::Rule::trap(&policies.documents, package, name);
                format!("{}: {trap:?}", rule.path())
            })
            .collect()
    }),
    ("no_module_holds_what_is_refused_at_load", |policies| {
        policies.documents.check().iter().map(ToString::to_string).collect()
    }),
    ("every_rule_has_a_passing_a_failing_a_boundary_a_bypass_and_a_missing_case", |policies| {
        let rules = policies.embedded.admission_rules().iter();
        rules
            .flat_map(|rule| {
                let id = &rule.annotation.id;
                let cases: Vec<String> =
                    folders(&testdata().join("golden").join(id)).iter().map(|case| name(case)).collect();
                ["pass-", "fail-", "boundary-", "bypass-", "missing-"]
                    .into_iter()
                    .filter(|kind| !cases.iter().any(|case| case.starts_with(kind)))
                    .map(|kind| format!("{id} has no case {kind}…"))
                    .collect::<Vec<_>>()
            })
            .collect()
    }),
    ("every_check_of_a_rule_finds_something_in_a_case", |policies| {
        let mut wrong = Vec::new();
        for rule in policies.embedded.admission_rules() {
            let id = &rule.annotation.id;
            let cases = folders(&testdata().join("golden").join(id));
            let found: BTreeSet<String> =
                cases.iter().filter_map(|case| header(case).ok()).flat_map(|header| header.expect).collect();
            let missing = rule.annotation.checks.iter().filter(|(check, _)| !found.contains(check));
            wrong.extend(missing.map(|(check, _)| format!("{id}: no case expects {check}")));
        }
        wrong
    }),
    ("every_case_names_controls_of_its_rule", |policies| {
        let rules = policies.embedded.admission_rules().iter();
        rules.flat_map(wrong_controls).collect()
    }),
    ("no_constraint_is_about_kinds_that_its_rule_does_not_name", |policies| {
        let rules = policies.embedded.admission_rules();
        let named = rules.iter().flat_map(|rule| &rule.annotation.kinds);
        let named = named.map(|kind| (kind.group.clone(), kind.kind.clone()));
        let known = edgeward_decision::known_kinds().map(|(group, kind)| (group.to_owned(), kind.to_owned()));
        let known: BTreeSet<(String, String)> = known.chain(named).collect();
        let mut wrong = Vec::new();
        for profile in policies.profiles() {
            for bound in profile.constraints() {
                let Some(rule) = rules.get(bound.rule) else {
                    continue;
                };
                let is_named = |group: &str, kind: &str| {
                    rule.annotation.kinds.iter().any(|named| {
                        [(&named.group, group), (&named.kind, kind)]
                            .into_iter()
                            .all(|(named, found)| named == "*" || named == found)
                    })
                };
                let beyond = known.iter().filter(|(group, kind)| {
                    bound.constraint.criteria.covers_kind(group, kind) && !is_named(group, kind)
                });
                wrong.extend(beyond.map(|(_, kind)| {
                    format!("{}: {} is about {kind}, its rule is not", profile.name, bound.constraint.name)
                }));
            }
        }
        wrong
    }),
    ("every_id_belongs_to_one_rule", |policies| {
        let mut packages: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (id, package) in annotated(policies) {
            packages.entry(id).or_default().push(package);
        }
        let shared = packages.into_iter().filter(|(_, packages)| packages.len() > 1);
        shared.map(|(id, packages)| format!("{id} is claimed by {}", packages.join(" and "))).collect()
    }),
    ("every_rule_says_in_sentences_what_to_do_and_what_it_does_not_prove", |policies| {
        let rules = policies.embedded.admission_rules().iter().chain(policies.embedded.mutation_rules());
        rules
            .flat_map(|rule| {
                let annotation = &rule.annotation;
                [("remediation", &annotation.remediation), ("limit", &annotation.limit)]
                    .into_iter()
                    .filter(|(_, text)| !text.ends_with('.') || text.split_whitespace().count() < 5)
                    .map(|(field, text)| format!("{}: {field} is no sentence: {text}", annotation.id))
                    .collect::<Vec<_>>()
            })
            .collect()
    }),
    ("every_constraint_is_about_the_kinds_of_its_rule", |policies| {
        let mut wrong = Vec::new();
        for profile in policies.profiles() {
            for bound in profile.constraints() {
                let Some(rule) = policies.embedded.admission_rules().get(bound.rule) else {
                    continue;
                };
                let criteria = &bound.constraint.criteria;
                for kind in &rule.annotation.kinds {
                    if !criteria.covers_kind(&kind.group, &kind.kind) {
                        wrong.push(format!(
                            "{}: {} does not cover {}",
                            profile.name, bound.constraint.name, kind.kind
                        ));
                    }
                }
                // Exceptions are judged wherever somebody writes them: that one stands in the wrong namespace is a
                // finding. Objects outside namespaces have no namespace whose labels could be asked for.
                let everywhere = rule.annotation.id == "HD-EXC-01";
                let in_namespaces = rule
                    .annotation
                    .kinds
                    .iter()
                    .any(|kind| kind_scope(&kind.group, &kind.kind) != KindScope::Cluster);
                let unscoped = in_namespaces && !everywhere && criteria.namespace_selector.is_none();
                if criteria.covers_kind("example.com", "Other") || unscoped {
                    wrong.push(format!("{}: {} is about too much", profile.name, bound.constraint.name));
                }
            }
        }
        wrong
    }),
];

fn wrong_controls(rule: &RuleEntry) -> Vec<String> {
    let id = &rule.annotation.id;
    folders(&testdata().join("golden").join(id))
        .iter()
        .filter_map(|case| {
            let header = header(case).ok()?;
            let foreign =
                header.controls.iter().find(|control| !rule.annotation.controls.contains(control))?;
            Some(format!("{id}/{}: {foreign} is no control of {id}", name(case)))
        })
        .collect()
}

pub(crate) fn trials(policies: &Arc<Policies>) -> Vec<Trial> {
    RULES
        .into_iter()
        .map(|(name, rule)| {
            let policies = Arc::clone(policies);
            Trial::test(format!("house/{name}"), move || {
                let wrong = rule(&policies);
                if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
            })
        })
        .collect()
}
