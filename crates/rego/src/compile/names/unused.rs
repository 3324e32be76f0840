//! Locals that nothing reads, and locals that hide a document: nothing that would keep a rule from being evaluated.

use std::collections::BTreeMap;

use crate::compile::core::{Names, ROOTS};
use crate::compile::problem::{COMPILE, Problem};
use crate::compile::strict;
use crate::syntax::tree;

use super::Namer;
use super::scope::Occurrence;
use super::statement::declared_by;
use super::term::pattern_names;

impl Namer<'_> {
    /// Leaves the scope of a body. Of bodies within each other only the first that has unused locals is named, as in
    /// OPA.
    pub(crate) fn close(&mut self, body: Option<&tree::Body>) {
        let statements = body.map(|body| body.statements.as_slice()).unwrap_or_default();
        if self.settings.strict {
            self.report(Occurrence::Assigned, "assigned", statements);
        }
        self.report(Occurrence::Declared, "declared", statements);
        self.scopes.pop();
    }

    fn report(&mut self, how: Occurrence, word: &str, statements: &[tree::Statement]) {
        if !self.unused.is_empty() {
            return;
        }
        for name in self.scopes.unused(how) {
            let by = statements.iter().find(|statement| declared_by(statement).contains(&name));
            if let Some(statement) = by.or(statements.first()) {
                let message = format!("{word} var {name} unused");
                self.unused.push(Problem::new(COMPILE, statement.span, message));
            }
        }
    }

    /// Arguments, by their names and locals, that no branch of a function reads.
    pub(crate) fn unused_arguments(&mut self, rule: &tree::Rule, arguments: &BTreeMap<String, String>) {
        if !self.settings.strict {
            return;
        }
        for (name, local) in arguments {
            if !self.scopes.is_used(local) && !ROOTS.contains(&name.as_str()) {
                let message = format!("unused argument {name}. (hint: use _ (wildcard variable) instead)");
                self.unused.push(Problem::new(COMPILE, rule.head.span, message));
            }
        }
    }

    /// Arguments, by themselves or in a pattern, that have the name of a document.
    pub(crate) fn arguments_that_hide(&mut self, rule: &tree::Rule) {
        let mut names = Names::new();
        rule.head.args.iter().flatten().for_each(|arg| pattern_names(arg, &mut names));
        for name in ROOTS.into_iter().filter(|name| names.contains(*name)) {
            let message = format!("args must not shadow {name} (use a different variable name)");
            self.noted.push(Problem::new(COMPILE, rule.span, message));
        }
    }

    /// An assignment to the name of a document.
    pub(crate) fn unshadowed(&mut self, statement: tree::Span, left: &tree::Term) {
        let is_checked = strict::checks_hiding(self.scopes.globals().version, self.settings.strict);
        if let Some(name) = root(left).filter(|_| is_checked) {
            let message = format!("variables must not shadow {name} (use a different variable name)");
            self.noted.push(Problem::new(COMPILE, statement, message));
        }
    }
}

fn root(term: &tree::Term) -> Option<&str> {
    match &term.kind {
        tree::TermKind::Var(name) => Some(name.as_str()).filter(|name| ROOTS.contains(name)),
        _ => None,
    }
}
