//! `not f(x.y)`: OPA looks up `x.y` before the negation, so a missing `y` makes the whole body undefined and the
//! violation is dropped. `not x.y` and `not x.y == z` hold where `y` is missing, and are safe.

use std::collections::BTreeSet;

use edgeward_rego::syntax::tree::{Function, Operator, Statement, StatementKind, Term, TermKind};

use crate::fields::{Bindings, Fields};
use crate::finding::Finding;
use crate::lint::Lint;
use crate::names::{Meaning, Path};
use crate::policies::{File, Policies, rule_name};
use crate::walk::{self, Visit};

pub(crate) fn check(policies: &Policies) -> Vec<Finding> {
    let rules: BTreeSet<Path> = policies
        .files
        .iter()
        .flat_map(|file| file.tree.rules.iter().filter_map(|rule| Some(file.names.rule(rule_name(rule)?))))
        .collect();
    let fields = Fields::new(policies);
    let mut findings = Vec::new();
    for file in policies.policies() {
        for rule in &file.tree.rules {
            let bindings = Bindings::of(rule, &file.names);
            let mut found =
                Negations { file, rules: &rules, fields: &fields, bindings, findings: Vec::new() };
            walk::rule(rule, &mut found);
            findings.append(&mut found.findings);
        }
    }
    findings
}

struct Negations<'a> {
    file: &'a File,
    rules: &'a BTreeSet<Path>,
    fields: &'a Fields,
    bindings: Bindings,
    findings: Vec<Finding>,
}

impl Visit for Negations<'_> {
    fn statement(&mut self, statement: &Statement) {
        let StatementKind::Not(term) = &statement.kind else {
            return;
        };
        if let Some(missing) = self.looked_up(term) {
            let message = format!(
                "where `{}` is missing the whole body is undefined, not the negation true; give it a value before the \
                 negation, or negate a helper that takes the whole object",
                self.file.slice(missing.span)
            );
            self.findings.push(Finding::new(Lint::NegatedCall, self.file.place(statement.span), message));
        }
    }
}

impl Negations<'_> {
    /// A reference below a negation that is looked up before it and may be missing.
    fn looked_up<'t>(&self, term: &'t Term) -> Option<&'t Term> {
        match &term.kind {
            // These are looked up inside the negation; what they are made of is not.
            TermKind::Ref { operands, .. } => operands.iter().find_map(|operand| self.missing(operand)),
            TermKind::Call { function: Function::Operator(Operator::Equal | Operator::Unify), args } => {
                args.iter().find_map(|arg| self.looked_up(arg))
            }
            TermKind::Call { args, .. } => args.iter().find_map(|arg| self.missing(arg)),
            TermKind::Array(items) | TermKind::Set(items) => items.iter().find_map(|item| self.missing(item)),
            TermKind::Object(fields) => {
                fields.iter().find_map(|(key, value)| self.missing(key).or_else(|| self.missing(value)))
            }
            _ => None,
        }
    }

    /// A reference that may be missing, wherever it stands in a term.
    fn missing<'t>(&self, term: &'t Term) -> Option<&'t Term> {
        match &term.kind {
            TermKind::Ref { .. } if self.may_be_missing(term) => Some(term),
            TermKind::Ref { operands, .. } => operands.iter().find_map(|operand| self.missing(operand)),
            TermKind::Call { args, .. } => args.iter().find_map(|arg| self.missing(arg)),
            TermKind::Array(items) | TermKind::Set(items) => items.iter().find_map(|item| self.missing(item)),
            TermKind::Object(fields) => {
                fields.iter().find_map(|(key, value)| self.missing(key).or_else(|| self.missing(value)))
            }
            _ => None,
        }
    }

    /// `x.field` of an object that was made with this field, and what every review brings.
    fn is_written(&self, term: &Term) -> bool {
        const ALWAYS_THERE: [&str; 2] = ["parameters", "review"];
        let TermKind::Ref { head, operands } = &term.kind else {
            return false;
        };
        match (&head.kind, operands.as_slice()) {
            (TermKind::Var(name), [Term { kind: TermKind::String(field), .. }]) => {
                name == "input" && ALWAYS_THERE.contains(&field.as_str())
                    || self.fields.has(name, field, &self.bindings)
            }
            _ => false,
        }
    }

    fn may_be_missing(&self, term: &Term) -> bool {
        match self.file.names.meaning(term) {
            Some(Meaning::Local(operands)) => operands > 0 && !self.is_written(term),
            // A rule, or what holds rules, is its author's business; what is below a rule, or base data, may be missing.
            Some(Meaning::Data(path, operands)) => {
                let holds_rules = self.rules.iter().any(|rule| rule.starts_with(&path));
                operands > 0 || !holds_rules && !self.fields.written(&path)
            }
            None => false,
        }
    }
}
