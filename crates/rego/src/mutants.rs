//! Mutation testing: policies with one small fault each, which tests have to notice.
//!
//! ```text
//! tree ──edits──▶ Mutant (bytes of a module, and what is put there) ──reach──▶ tests that it can concern
//!                                                                   └─trial──▶ Fate
//! ```
//! A fault is put into the text, which is then read and compiled as any other.

mod edits;
pub(crate) mod reach;
mod trial;

pub use reach::Reach;
pub use trial::{Fate, TrialOptions};

use std::collections::BTreeSet;

use crate::coverage::path as rule_path;
use crate::document::Documents;
use crate::error::Place;
use crate::module::{Module, Source};
use crate::syntax;
use crate::syntax::tree::Span;

/// A module with one fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    /// What was done: `comparison`, `drop a condition`.
    pub operator: &'static str,
    /// Where.
    pub place: Place,
    /// The rule that it was done to.
    pub rule: String,
    /// What stood there.
    pub before: String,
    /// What stands there now.
    pub after: String,
    /// The line where it stands, without the space around it.
    pub line: String,
    pub(crate) module: usize,
    /// The rule's index in its module.
    pub(crate) index: usize,
    span: Span,
    /// What is written, where that is more than is shown.
    text: String,
}

impl std::fmt::Display for Mutant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Mutant { place, operator, before, after, .. } = self;
        write!(f, "{place}: {operator}: {before} -> {after}")
    }
}

impl Mutant {
    /// All mutants of the modules that are no tests, in the order of the text.
    pub fn all(documents: &Documents) -> Vec<Mutant> {
        let modules = documents.modules().iter().enumerate().filter(|(_, module)| !module.is_test());
        modules.flat_map(|(at, module)| of_module(at, module)).collect()
    }

    /// The module as it is with the fault; nothing where that is no Rego.
    pub(crate) fn applied(&self, documents: &Documents) -> Option<Module> {
        let module = documents.modules().get(self.module)?;
        let source = module.source();
        let (before, after) =
            (source.text.get(..self.span.start as usize)?, source.text.get(self.span.end as usize..)?);
        let text = format!("{before}{}{after}", self.text);
        Module::parse_as(Source { path: source.path.clone(), text }, module.tree.version).ok()
    }

    /// The text of its module with the fault.
    pub fn source(&self, documents: &Documents) -> Option<Source> {
        self.applied(documents).map(|module| module.source().clone())
    }
}

fn of_module(at: usize, module: &Module) -> Vec<Mutant> {
    let source = module.source();
    let mut mutants = Vec::new();
    let mut known = BTreeSet::new();
    for (index, rule) in module.tree.rules.iter().enumerate() {
        let siblings = module
            .tree
            .rules
            .iter()
            .filter(|other| !other.is_default && rule_path(&other.head) == rule_path(&rule.head));
        let name = rule_path(&rule.head).join(".");
        for edit in edits::of_rule(source, rule, siblings.count()) {
            if !known.insert((edit.span, edit.text.clone())) {
                continue;
            }
            let (row, _) = syntax::line_column(&source.text, edit.at.unwrap_or(edit.span).start);
            let line =
                usize::try_from(row).ok().and_then(|row| source.text.lines().nth(row.saturating_sub(1)));
            mutants.push(Mutant {
                operator: edit.operator,
                place: source.place(edit.at.unwrap_or(edit.span)),
                rule: name.clone(),
                before: one_line(edit.before.as_deref().unwrap_or(source.slice(edit.span))),
                after: one_line(edit.after.as_deref().unwrap_or(&edit.text)),
                line: line.unwrap_or_default().trim().to_owned(),
                module: at,
                index,
                span: edit.span,
                text: edit.text,
            });
        }
    }
    mutants.sort_by_key(|mutant| (mutant.place.clone(), mutant.span, mutant.text.clone()));
    mutants
}

/// Text that goes over several lines, on one.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
