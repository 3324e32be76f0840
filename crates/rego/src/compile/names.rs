//! First stage: what every name means.
//!
//! Rules and imports become paths below `data`, every local gets a name that no other local of the rule has, and
//! what is only another way to write something (`some … in`, template strings, wildcards) is written out.

pub(crate) mod scope;
mod some_in;
mod statement;
mod term;
mod unused;

use std::sync::Arc;

use crate::compile::core::{self, Callee, Fresh, Names};
use crate::compile::problem::{COMPILE, Problem, REFUSED, UNSAFE};
use crate::syntax::tree;
use scope::{Globals, Occurrence, Scopes};

/// What the stage is told beside the module.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Settings {
    /// Keep `print` calls; otherwise they are erased, as OPA does where nobody reads them.
    pub(crate) print: bool,
    /// Refuse what OPA refuses in its strict mode only.
    pub(crate) strict: bool,
    /// A test with cases reports each of them as soon as its name is known.
    pub(crate) cases: bool,
}

/// A conversion of one rule.
pub(crate) struct Namer<'a> {
    pub(crate) scopes: Scopes<'a>,
    pub(crate) problems: Vec<Problem>,
    /// Findings that leave the rule as good as it is: names that hide documents.
    pub(crate) noted: Vec<Problem>,
    /// The same of locals that nothing reads. They mean nothing where other names are wrong.
    pub(crate) unused: Vec<Problem>,
    pub(crate) settings: Settings,
    /// The next term stands alone: as a statement, or as a rule's value.
    pub(crate) whole: bool,
}

/// A rule with resolved names, and the names that are still free in it.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) rule: core::Rule,
    pub(crate) fresh: Fresh,
    /// Findings for which the other stages need not stop.
    pub(crate) noted: Vec<Problem>,
    /// Imports that something in the rule reads.
    pub(crate) used_imports: Names,
}

/// Resolves one rule.
///
/// # Errors
/// Everything that is wrong with its names.
pub(crate) fn rule(
    rule: &tree::Rule,
    globals: &Globals,
    taken: &Arc<Names>,
    settings: Settings,
) -> Result<Named, Vec<Problem>> {
    let mut namer = Namer::new(globals, taken, settings);
    let rule = namer.rule(rule);
    if namer.problems.is_empty() {
        namer.noted.extend(namer.unused);
        let used_imports = namer.scopes.used_imports();
        Ok(Named { rule, fresh: namer.scopes.into_fresh(), noted: namer.noted, used_imports })
    } else {
        namer.problems.extend(namer.noted);
        Err(namer.problems)
    }
}

/// The body of a query, its variables as written and as called, and the names that are still free.
pub(crate) type NamedQuery = (core::Body, Vec<(String, String)>, Fresh);

/// Resolves a query that stands alone: in its variables it keeps the names of the user.
pub(crate) fn query(
    body: &tree::Body,
    globals: &Globals,
    taken: &Arc<Names>,
    settings: Settings,
) -> Result<NamedQuery, Vec<Problem>> {
    let mut namer = Namer::new(globals, taken, Settings { strict: false, ..settings });
    namer.scopes.push(statement::declared(body));
    let converted = namer.statements(body);
    let variables = namer.scopes.visible();
    namer.close(Some(body));
    if namer.problems.is_empty() {
        namer.problems = namer.unused;
    }
    if namer.problems.is_empty() {
        Ok((converted, variables, namer.scopes.into_fresh()))
    } else {
        Err(namer.problems)
    }
}

impl<'a> Namer<'a> {
    fn new(globals: &'a Globals, taken: &Arc<Names>, settings: Settings) -> Namer<'a> {
        Namer {
            scopes: Scopes::new(globals, Fresh::avoiding(Arc::clone(taken))),
            problems: Vec::new(),
            noted: Vec::new(),
            unused: Vec::new(),
            settings,
            whole: false,
        }
    }
}

impl Namer<'_> {
    pub(crate) fn problem(&mut self, span: tree::Span, message: impl Into<String>) {
        self.problems.push(Problem::new(COMPILE, span, message));
    }

    fn rule(&mut self, rule: &tree::Rule) -> core::Rule {
        let value = match &rule.head.kind {
            tree::HeadKind::Value(value) => value.as_ref(),
            tree::HeadKind::Contains(element) => Some(element),
        };
        let mut shadowed = Names::new();
        for arg in rule.head.args.iter().flatten() {
            term::pattern_names(arg, &mut shadowed);
        }
        self.scopes.push(shadowed.clone());
        let args = rule.head.args.as_ref().map(|args| args.iter().map(|arg| self.argument(arg)).collect());
        let arguments = self.scopes.arguments();
        self.scopes.pop();
        let mut found = Vec::new();
        let mut branch = |span, value, body: Option<&tree::Body>| {
            let mut hidden = shadowed.clone();
            hidden.extend(body.map(statement::declared).unwrap_or_default());
            self.scopes.push_branch(hidden, &arguments);
            let written = body;
            let body = body.map(|body| self.statements(body)).unwrap_or_default();
            // What is unused in a head is found apart from what is unused in a body.
            let in_body = std::mem::take(&mut self.unused);
            self.scopes.enter_head(true);
            let reference = self.reference_of(&rule.head);
            let value = match value {
                Some(value) => {
                    self.whole = true;
                    self.term(value)
                }
                None => core::Term::bool(span, true),
            };
            self.scopes.enter_head(false);
            found.extend(std::mem::replace(&mut self.unused, in_body));
            self.close(written);
            found.append(&mut self.unused);
            (reference, core::Branch { span, value, body })
        };
        let (reference, first) = branch(rule.span, value, rule.body.as_ref());
        let mut branches = vec![first];
        for other in &rule.elses {
            branches.push(branch(other.span, other.value.as_ref(), other.body.as_ref()).1);
        }
        self.unused = found;
        self.arguments_that_hide(rule);
        self.unused_arguments(rule, &arguments);
        core::Rule {
            span: rule.span,
            is_default: rule.is_default,
            reference,
            args,
            kind: match rule.head.kind {
                tree::HeadKind::Value(_) => core::Kind::Value,
                tree::HeadKind::Contains(_) => core::Kind::Contains,
            },
            branches,
        }
    }

    fn argument(&mut self, arg: &tree::Term) -> core::Term {
        let kind = match &arg.kind {
            tree::TermKind::Var(name) if name == "_" => core::TermKind::Var(self.scopes.fresh().wildcard()),
            tree::TermKind::Var(name) => core::TermKind::Var(self.scopes.argument(name)),
            tree::TermKind::Ref { head, .. } => {
                if let tree::TermKind::Var(name) = &head.kind {
                    self.problems.push(Problem::new(UNSAFE, arg.span, format!("var {name} is unsafe")));
                }
                core::TermKind::Array(Vec::new())
            }
            tree::TermKind::Array(items) => {
                core::TermKind::Array(items.iter().map(|item| self.argument(item)).collect())
            }
            tree::TermKind::Object(fields) => {
                fields.iter().for_each(|(key, _)| self.closed(key));
                core::TermKind::Object(
                    fields.iter().map(|(key, value)| (self.term(key), self.argument(value))).collect(),
                )
            }
            tree::TermKind::Set(items) => {
                items.iter().for_each(|item| self.closed(item));
                return self.term(arg);
            }
            tree::TermKind::Call { .. } => {
                self.problem(arg.span, "rule arguments cannot contain calls");
                core::TermKind::Array(Vec::new())
            }
            _ => return self.term(arg),
        };
        core::Term::new(arg.span, kind)
    }

    /// A key or an element of an argument binds nothing: OPA has no value for a function with a variable in one.
    fn closed(&mut self, part: &tree::Term) {
        if term::names_anything(part) {
            let message = "a variable in a set or in a key of an argument never matches; compare in the body";
            self.problems.push(Problem::new(REFUSED, part.span, message));
        }
    }

    fn reference_of(&mut self, head: &tree::Head) -> Vec<core::Term> {
        let mut path = vec![core::Term::var(head.span, "data")];
        let package = self.scopes.globals().package.clone();
        path.extend(package.into_iter().map(|name| core::Term::string(head.span, name)));
        for (index, part) in head.reference.iter().enumerate() {
            let part = match &part.kind {
                tree::TermKind::Var(name) if index == 0 => core::Term::string(part.span, name.clone()),
                _ => self.term(part),
            };
            path.push(part);
        }
        path
    }

    /// The function that `name`, or a path that begins with it, calls.
    pub(crate) fn callee(&mut self, function: &tree::Term) -> Option<Callee> {
        let (first, rest): (&str, &[tree::Term]) = match &function.kind {
            tree::TermKind::Var(name) => (name, &[]),
            tree::TermKind::Ref { head, operands } => match &head.kind {
                tree::TermKind::Var(name) => (name, operands),
                _ => return None,
            },
            _ => return None,
        };
        let rest = rest.iter().map(|part| match &part.kind {
            tree::TermKind::String(text) => Some(text.clone()),
            _ => None,
        });
        let rest: Vec<String> = rest.collect::<Option<_>>()?;
        Some(match self.scopes.callable(first) {
            Some(mut path) => {
                path.extend(rest);
                Callee::Rule(path)
            }
            None if rest.is_empty() => Callee::Builtin(first.to_owned()),
            None => Callee::Builtin(format!("{first}.{}", rest.join("."))),
        })
    }

    pub(crate) fn declare(&mut self, span: tree::Span, name: &str, how: Occurrence) -> String {
        if how == Occurrence::Declared && matches!(name, "input" | "data") {
            let message = format!("a variable called `{name}` hides the document of that name; rename it");
            self.problems.push(Problem::new(REFUSED, span, message));
        }
        match self.scopes.declare(name, how) {
            Ok(local) => local,
            Err(message) => {
                self.problem(span, message);
                name.to_owned()
            }
        }
    }
}
