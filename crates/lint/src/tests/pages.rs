//! Each lint's page shows what it finds and what it does not.

use edgeward_rego::Value;

use crate::{Lint, lint};

/// The files of a section's code blocks: each begins with a comment that names its path.
fn files<'a>(page: &'a str, section: &str) -> Vec<(&'a str, &'a str)> {
    let (_, section) = page.split_once(&format!("\n## {section}\n")).expect("the section");
    let section = section.split("\n## ").next().expect("its text");
    let blocks = section.split("\n```").skip(1).step_by(2);
    blocks
        .map(|block| {
            let (_, text) = block.split_once('\n').expect("a language");
            let (path, text) = text.split_once('\n').expect("a path");
            (path.strip_prefix("# ").expect("a comment"), text)
        })
        .collect()
}

/// The lints that find something in a section.
fn finding(page: &str, section: &str) -> Vec<Lint> {
    let (data, policies): (Vec<_>, Vec<_>) =
        files(page, section).into_iter().partition(|(path, _)| path.ends_with("data.yaml"));
    let data = data.into_iter().fold(Value::object::<&str>([]), |data, (path, _)| {
        let root = path.split('/').next().expect("a folder");
        data.with(root, Value::object([("known", Value::from(true))]))
    });
    assert!(!policies.is_empty(), "{section} has no block");
    lint(super::sources(&policies), data).into_iter().map(|finding| finding.lint).collect()
}

#[test]
fn every_page_shows_what_its_lint_finds_and_what_it_does_not() {
    for lint in Lint::ALL {
        let page = lint.page();
        let heading = format!("# {}: {}\n", lint.id(), lint.title());
        assert!(page.starts_with(&heading), "{page}");
        assert!(finding(page, "Avoid").contains(lint), "{}: nothing is found in Avoid", lint.id());
        assert!(!finding(page, "Prefer").contains(lint), "{}: something is found in Prefer", lint.id());
    }
}

#[test]
fn lints_are_in_order_and_found_by_their_id() {
    let ids: Vec<&str> = Lint::ALL.iter().map(|lint| lint.id()).collect();
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(ids, sorted);
    for lint in Lint::ALL {
        assert_eq!(Lint::of_id(lint.id()), Some(*lint));
    }
}
