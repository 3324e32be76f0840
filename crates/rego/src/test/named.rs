//! Which rules are tests, and what they are called.

use std::collections::BTreeMap;

use crate::compile::cases::TEST;
use crate::error::Place;
use crate::module::Module;
use crate::syntax::tree::{HeadKind, Rule, Term, TermKind};

/// How the names of tests begin that are still to be written.
const TODO: &str = "todo_test_";

/// What stands behind the name of a further test of the same name.
const AGAIN: &str = "_again_of_edgeward_";

/// One `test_` rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Package with `data.` in front.
    pub package: String,
    /// The rule, as `opa test` calls it: the second of one name is `test_x#01`.
    pub name: String,
    /// Where it is defined.
    pub place: Place,
    /// It is not run: `todo_test_`.
    pub is_skipped: bool,
    /// It has cases: `test_x[name] if { … }`.
    pub is_parameterised: bool,
    /// It takes arguments, and so is none.
    pub is_function: bool,
    /// There is another one of this name before it.
    pub is_repeated: bool,
    /// Where its value is found, without `data`.
    pub(crate) path: Vec<String>,
    /// Its module, and the rule in it.
    pub(crate) module: usize,
    pub(crate) rule: usize,
}

impl Case {
    /// Package and name: what a filter is held against.
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.package, self.name)
    }
}

/// The modules with a name of its own for each test, and the tests.
pub(super) fn named(modules: &[Module]) -> (Vec<Module>, Vec<Case>) {
    let mut modules = modules.to_vec();
    let mut cases = Vec::new();
    let mut known: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for (module, own) in modules.iter_mut().enumerate() {
        let (package, source, path) =
            (own.package().to_owned(), own.source().clone(), own.tree.package.clone());
        for (index, rule) in own.tree.rules.iter_mut().enumerate() {
            let Some(test) = position(rule) else {
                continue;
            };
            let names: Vec<String> =
                rule.head.reference.iter().take(test + 1).filter_map(name).map(str::to_owned).collect();
            let mut shown = names.clone();
            let mut path = path.clone();
            path.extend(names);
            let is_skipped = shown.last().is_some_and(|name| name.starts_with(TODO));
            let count = known.entry(path.clone()).or_default();
            let is_repeated = *count > 0 && !is_skipped;
            if is_repeated {
                let own = format!("{}{AGAIN}{count}", shown.last().map(String::as_str).unwrap_or_default());
                if let Some(last) = shown.last_mut() {
                    *last = format!("{last}#{count:02}");
                }
                if let Some(part) = rule.head.reference.get_mut(test) {
                    rename(part, &own);
                }
                if let Some(last) = path.last_mut() {
                    *last = own;
                }
            }
            *count += 1;
            let mut behind = rule.head.reference.iter().skip(test + 1);
            cases.push(Case {
                package: package.clone(),
                name: written(&shown),
                place: source.place(rule.span),
                is_skipped,
                is_parameterised: behind.any(|part| !is_scalar(part)) || is_field(rule),
                is_function: rule.head.args.is_some(),
                is_repeated,
                path,
                module,
                rule: index,
            });
        }
    }
    (modules, cases)
}

/// The first name in a rule's reference that is one of a test.
fn position(rule: &Rule) -> Option<usize> {
    let names = rule.head.reference.iter().map_while(name);
    names.enumerate().find(|(_, name)| name.starts_with(TEST) || name.starts_with(TODO)).map(|(at, _)| at)
}

fn name(part: &Term) -> Option<&str> {
    match &part.kind {
        TermKind::Var(name) | TermKind::String(name) => Some(name),
        _ => None,
    }
}

fn rename(part: &mut Term, own: &str) {
    if let TermKind::Var(name) | TermKind::String(name) = &mut part.kind {
        own.clone_into(name);
    }
}

/// `test_x.a := true`: for OPA an object with cases, as long as there is no body.
fn is_field(rule: &Rule) -> bool {
    rule.head.reference.len() == 2
        && position(rule) == Some(0)
        && rule.body.is_none()
        && !rule.is_default
        && matches!(rule.head.kind, HeadKind::Value(Some(_)))
}

fn is_scalar(part: &Term) -> bool {
    matches!(part.kind, TermKind::Null | TermKind::Bool(_) | TermKind::Number(_) | TermKind::String(_))
}

/// As a reference is written; its first name always stands plain.
fn written(names: &[String]) -> String {
    let mut text = String::new();
    for (index, name) in names.iter().enumerate() {
        let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        match (index, is_plain) {
            (0, _) => text.push_str(name),
            (_, true) => text.push_str(&format!(".{name}")),
            (_, false) => text.push_str(&format!("[{name:?}]")),
        }
    }
    text
}
