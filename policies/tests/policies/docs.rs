//! Pages that are made from the catalogue, the rules and their cases. A page that is not what would be written is stale.

mod audited_page;
mod backstop_file;
mod control_page;
mod example;
mod markdown;
mod resource;
mod rule_page;
mod watched_page;

use std::path::PathBuf;
use std::sync::Arc;

use edgeward_decision::RuleEntry;
use libtest_mimic::Trial;

use crate::coverage::Coverage;
use crate::sources::Policies;

/// Set to write the pages instead of comparing them.
const WRITE: &str = "EDGEWARD_WRITE_DOCS";

/// Makes a page.
type Make = Box<dyn Fn(&Policies) -> Result<String, String> + Send>;

pub(crate) fn trials(policies: &Arc<Policies>) -> Vec<Trial> {
    let mut trials = Vec::new();
    let mut page = |name: String, make: Make| {
        let policies = Arc::clone(policies);
        trials.push(Trial::test(format!("docs/{name}"), move || {
            compare(&name, &make(&policies)?).map_err(Into::into)
        }));
    };
    page("controls.md".to_owned(), Box::new(|policies| Ok(control_page::page(&Coverage::new(policies)))));
    page("watched.md".to_owned(), Box::new(watched_page::page));
    page("../charts/edgeward/files/watched.yaml".to_owned(), Box::new(watched_page::rights));
    page("../charts/edgeward/files/audited.yaml".to_owned(), Box::new(audited_page::rights));
    for profile in policies.profiles() {
        let name = profile.name.clone();
        let path = format!("../charts/edgeward/files/backstop/{name}.yaml");
        page(path, Box::new(move |policies| backstop_file::file(policies, &name)));
    }
    page("rules/README.md".to_owned(), Box::new(|policies| Ok(rule_page::index(policies))));
    for rule in rules(policies) {
        let id = rule.annotation.id.clone();
        page(
            format!("rules/{id}.md"),
            Box::new(move |policies| {
                let rule = rules(policies).find(|rule| rule.annotation.id == id).ok_or("the rule is gone")?;
                rule_page::page(policies, rule)
            }),
        );
    }
    let policies_too = Arc::clone(policies);
    let every_check = "docs/every_check_is_said_in_cel_or_the_reason_why_not_is_given";
    trials.push(Trial::test(every_check, move || backstop_file::gaps(&policies_too)));
    let policies = Arc::clone(policies);
    trials.push(Trial::test("docs/no_page_is_about_a_rule_that_is_gone", move || gone(&policies)));
    trials
}

/// Admission rules, then mutations, each by id.
fn rules(policies: &Policies) -> impl Iterator<Item = &RuleEntry> {
    policies.embedded.admission_rules().iter().chain(policies.embedded.mutation_rules())
}

fn folder() -> PathBuf {
    edgeward_testkit::root().join("docs")
}

fn is_writing() -> bool {
    std::env::var_os(WRITE).is_some()
}

fn compare(name: &str, text: &str) -> Result<(), String> {
    let path = folder().join(name);
    let failed = |error: std::io::Error| format!("docs/{name}: {error}");
    if is_writing() {
        let parent = path.parent().ok_or("a page lies in a folder")?;
        std::fs::create_dir_all(parent).map_err(failed)?;
        return std::fs::write(&path, text).map_err(failed);
    }
    let kept = std::fs::read_to_string(&path).map_err(failed)?;
    if kept == text {
        return Ok(());
    }
    let lines = kept.lines().chain([""]).zip(text.lines().chain([""])).enumerate();
    let (line, (old, new)) =
        lines.into_iter().find(|(_, (old, new))| old != new).unwrap_or((0, ("its end", "another")));
    let line = line + 1;
    Err(format!("docs/{name} is stale at line {line}; run `just docs`\n  is     {old}\n  wanted {new}"))
}

fn gone(policies: &Policies) -> Result<(), libtest_mimic::Failed> {
    let known = |stem: &str| stem == "README" || rules(policies).any(|rule| rule.annotation.id == stem);
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(folder().join("rules"))? {
        let path = entry?.path();
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        if known(&stem) {
            continue;
        }
        if is_writing() {
            std::fs::remove_file(&path)?;
        } else {
            wrong.push(format!("docs/rules/{stem}.md is about no rule; run `just docs`"));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}
