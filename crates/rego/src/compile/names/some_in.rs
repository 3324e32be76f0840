//! `some … in`, and what it declares: the variables of its pattern, and to OPA also those that a reference of the
//! statement would bind, if what the reference begins with is named in the collection.

use crate::compile::core::{ExprKind, Names, Term, TermKind};
use crate::syntax::tree::{self, StatementKind};

use super::Namer;
use super::scope::Occurrence;
use super::term::{all_names, pattern_names};

impl Namer<'_> {
    /// `value = collection[key]`.
    pub(super) fn some_in(
        &mut self,
        span: tree::Span,
        key: Option<&tree::Term>,
        value: &tree::Term,
        collection: &tree::Term,
        with: &[tree::With],
    ) -> ExprKind {
        self.refuse_mixed(collection);
        let declared = self.declared_by(key, value, collection, with);
        let collection = self.term(collection);
        if self.scopes.is_declared(tree::Operator::Unify.builtin()) {
            self.own_meaning(span, tree::Operator::Unify);
        }
        for name in declared.iter().filter(|name| *name != "_") {
            self.declare(span, name, Occurrence::Declared);
        }
        let key = match key {
            Some(key) => self.term(key),
            None => Term::var(span, self.scopes.fresh().local()),
        };
        let left = self.term(value);
        let right = match collection.kind {
            TermKind::Ref(mut path) => {
                path.push(key);
                Term::new(collection.span, TermKind::Ref(path))
            }
            _ => {
                let span = collection.span;
                Term::new(span, TermKind::Ref(vec![collection, key]))
            }
        };
        ExprKind::Unify { left, right, assignment: false }
    }

    fn declared_by(
        &mut self,
        key: Option<&tree::Term>,
        value: &tree::Term,
        collection: &tree::Term,
        with: &[tree::With],
    ) -> Names {
        let mut within = Names::new();
        every_name(collection, &mut within);
        let within: Names = within.into_iter().map(|name| self.root(name)).collect();
        let mut names = Names::new();
        for term in key.into_iter().chain([value]).chain(with.iter().map(|modifier| &modifier.value)) {
            self.bracket_names(term, &within, &mut names);
        }
        names.retain(|name| !within.contains(name) && self.scopes.callable(name).is_none());
        for term in key.into_iter().chain([value]) {
            pattern_names(term, &mut names);
        }
        let globals = self.scopes.globals();
        names.retain(|name| !globals.rules.contains(name) && !globals.imports.contains_key(name));
        names
    }

    /// What a reference begins with where a name stands: `data` where it is a rule's.
    fn root(&mut self, name: String) -> String {
        self.scopes.callable(&name).and_then(|path| path.into_iter().next()).unwrap_or(name)
    }

    /// The variables in the brackets of references that begin with one of `known`.
    fn bracket_names(&mut self, term: &tree::Term, known: &Names, names: &mut Names) {
        match &term.kind {
            tree::TermKind::Ref { head, operands } => {
                let begins = match &head.kind {
                    tree::TermKind::Var(name) => known.contains(&self.root(name.clone())),
                    _ => {
                        let mut names = Names::new();
                        all_names(head, &mut names);
                        names.into_iter().all(|name| known.contains(&self.root(name)))
                    }
                };
                if begins {
                    operands.iter().for_each(|operand| bound_names(operand, names));
                }
            }
            tree::TermKind::Call { args, .. } => {
                args.iter().for_each(|arg| self.bracket_names(arg, known, names));
            }
            tree::TermKind::Array(items) | tree::TermKind::Set(items) => {
                items.iter().for_each(|item| self.bracket_names(item, known, names));
            }
            tree::TermKind::Object(fields) => fields.iter().for_each(|(key, value)| {
                self.bracket_names(key, known, names);
                self.bracket_names(value, known, names);
            }),
            _ => {}
        }
    }
}

/// The variables in a bracket, but for those that only begin a reference.
fn bound_names(term: &tree::Term, names: &mut Names) {
    match &term.kind {
        tree::TermKind::Var(name) => {
            names.insert(name.clone());
        }
        tree::TermKind::Ref { operands, .. } => operands.iter().for_each(|part| bound_names(part, names)),
        tree::TermKind::Call { args, .. } => args.iter().for_each(|arg| bound_names(arg, names)),
        tree::TermKind::Array(items) | tree::TermKind::Set(items) => {
            items.iter().for_each(|item| bound_names(item, names));
        }
        tree::TermKind::Object(fields) => fields.iter().for_each(|(key, value)| {
            bound_names(key, names);
            bound_names(value, names);
        }),
        _ => {}
    }
}

/// Everything that a term names, in comprehensions too.
fn every_name(term: &tree::Term, names: &mut Names) {
    all_names(term, names);
    match &term.kind {
        tree::TermKind::ArrayComprehension(value, body) | tree::TermKind::SetComprehension(value, body) => {
            every_name(value, names);
            names_of_body(body, names);
        }
        tree::TermKind::ObjectComprehension(key, value, body) => {
            every_name(key, names);
            every_name(value, names);
            names_of_body(body, names);
        }
        tree::TermKind::Ref { head, operands } => {
            std::iter::once(&**head).chain(operands).for_each(|part| every_name(part, names));
        }
        tree::TermKind::Call { args: items, .. }
        | tree::TermKind::Array(items)
        | tree::TermKind::Set(items) => items.iter().for_each(|item| every_name(item, names)),
        tree::TermKind::Object(fields) => fields.iter().for_each(|(key, value)| {
            every_name(key, names);
            every_name(value, names);
        }),
        _ => {}
    }
}

fn names_of_body(body: &tree::Body, names: &mut Names) {
    for statement in &body.statements {
        match &statement.kind {
            StatementKind::Expr(term) | StatementKind::Not(term) => every_name(term, names),
            StatementKind::NotBody { body, .. } => names_of_body(body, names),
            StatementKind::Some(declared) => names.extend(declared.iter().map(|name| name.text.clone())),
            StatementKind::SomeIn { key, value, collection } => {
                key.iter().chain([value, collection]).for_each(|term| every_name(term, names));
            }
            StatementKind::Every { domain, body, .. } => {
                every_name(domain, names);
                names_of_body(body, names);
            }
        }
        for modifier in &statement.with {
            every_name(&modifier.value, names);
        }
    }
}
