//! What the compiler stages work on: rules in which every name is resolved and every local has one name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::syntax::tree::Span;

/// One definition of a rule, with its `else` branches.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rule {
    pub(crate) span: Span,
    pub(crate) is_default: bool,
    /// Where the rule is found: `data`, the package's path and its own, as far as a string or a scalar goes; the
    /// operands after it may be variables.
    pub(crate) reference: Vec<Term>,
    pub(crate) args: Option<Vec<Term>>,
    pub(crate) kind: Kind,
    /// The first body and those of `else`, each with its value.
    pub(crate) branches: Vec<Branch>,
}

/// What a rule gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One value for each way its reference can be read.
    Value,
    /// A set.
    Contains,
}

/// A body and the value that it gives.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Branch {
    pub(crate) span: Span,
    pub(crate) value: Term,
    pub(crate) body: Body,
}

pub(crate) type Body = Vec<Expr>;

/// One expression of a body.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Expr {
    pub(crate) span: Span,
    pub(crate) kind: ExprKind,
    pub(crate) negated: bool,
    pub(crate) with: Vec<With>,
}

/// What an expression asks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ExprKind {
    /// Has to be defined and not false.
    Term(Term),
    /// A call whose value is given to `output`, or has to be defined and not false.
    Call { callee: Callee, args: Vec<Term>, output: Option<Term> },
    /// Both sides are made equal. Of an assignment the left side is written to only.
    Unify { left: Term, right: Term, assignment: bool },
    /// `every`.
    Every { key: Option<String>, value: String, domain: Term, body: Body },
    /// `not` over a body of its own. An implicit body has no braces.
    Not { body: Body, explicit: bool },
    /// `and`, `or` over bodies of their own.
    Logic { or: bool, left: Operand, right: Operand },
}

/// A side of `and`, `or`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Operand {
    pub(crate) body: Body,
    /// It stands in braces.
    pub(crate) explicit: bool,
}

/// `with target as value`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct With {
    pub(crate) target: Target,
    pub(crate) value: Term,
}

/// What a `with` replaces.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Target {
    /// `input`, `input.a`, `data.a`.
    Document(Vec<Term>),
    /// A function.
    Function(Callee),
}

/// A term and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Term {
    pub(crate) span: Span,
    pub(crate) kind: TermKind,
}

/// What a term is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TermKind {
    Scalar(Scalar),
    /// A local variable; a wildcard has a name of its own.
    Var(String),
    /// The head is `input`, `data` or a local variable; before calls are expanded, any term.
    Ref(Vec<Term>),
    /// Gone once calls are expanded.
    Call {
        callee: Callee,
        args: Vec<Term>,
    },
    Array(Vec<Term>),
    Set(Vec<Term>),
    Object(Vec<(Term, Term)>),
    Comprehension(Box<Comprehension>),
    /// A function, as the value of a `with`.
    Function(Callee),
}

/// What a call calls.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Callee {
    /// As OPA names it: `count`, `plus`, `internal.member_2`.
    Builtin(String),
    /// The path of a rule: `data`, its package, its name.
    Rule(Vec<String>),
}

impl Callee {
    pub(crate) fn builtin(name: &str) -> Callee {
        Callee::Builtin(name.to_owned())
    }
}

impl std::fmt::Display for Callee {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Callee::Builtin(name) => f.write_str(name),
            Callee::Rule(path) => f.write_str(&path.join(".")),
        }
    }
}

/// A comprehension.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Comprehension {
    pub(crate) kind: ComprehensionKind,
    /// Of an object only.
    pub(crate) key: Option<Term>,
    pub(crate) value: Term,
    pub(crate) body: Body,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ComprehensionKind {
    Array,
    Set,
    Object,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scalar {
    Null,
    Bool(bool),
    Number(String),
    String(String),
}

pub(crate) type Names = BTreeSet<String>;

/// The documents that no rule defines.
pub(crate) const ROOTS: [&str; 2] = ["input", "data"];

impl Term {
    pub(crate) fn new(span: Span, kind: TermKind) -> Term {
        Term { span, kind }
    }

    pub(crate) fn var(span: Span, name: impl Into<String>) -> Term {
        Term { span, kind: TermKind::Var(name.into()) }
    }

    pub(crate) fn string(span: Span, text: impl Into<String>) -> Term {
        Term { span, kind: TermKind::Scalar(Scalar::String(text.into())) }
    }

    pub(crate) fn bool(span: Span, value: bool) -> Term {
        Term { span, kind: TermKind::Scalar(Scalar::Bool(value)) }
    }

    pub(crate) fn as_var(&self) -> Option<&str> {
        match &self.kind {
            TermKind::Var(name) => Some(name),
            _ => None,
        }
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match &self.kind {
            TermKind::Scalar(Scalar::String(text)) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn is_scalar(&self) -> bool {
        matches!(self.kind, TermKind::Scalar(_))
    }

    /// Whether its value has to be looked up or collected: it holds a reference or a comprehension.
    pub(crate) fn requires_evaluation(&self) -> bool {
        match &self.kind {
            TermKind::Scalar(_) | TermKind::Var(_) | TermKind::Function(_) => false,
            TermKind::Ref(_) | TermKind::Call { .. } | TermKind::Comprehension(_) => true,
            TermKind::Array(items) | TermKind::Set(items) => items.iter().any(Term::requires_evaluation),
            TermKind::Object(fields) => {
                fields.iter().any(|(key, value)| key.requires_evaluation() || value.requires_evaluation())
            }
        }
    }
}

impl Expr {
    pub(crate) fn new(span: Span, kind: ExprKind) -> Expr {
        Expr { span, kind, negated: false, with: Vec::new() }
    }

    /// `name = term`, made by a stage.
    pub(crate) fn unify(name: &str, term: Term, with: &[With]) -> Expr {
        let left = Term::var(term.span, name);
        let span = term.span;
        let kind = ExprKind::Unify { left, right: term, assignment: false };
        Expr { span, kind, negated: false, with: with.to_vec() }
    }
}

/// Whether a stage made this name: no variable of a policy keeps one of this form.
pub(crate) fn is_generated(name: &str) -> bool {
    numbered(name, "t")
}

/// How names of wildcards begin.
const WILDCARD: &str = "any_";

/// Whether a name was made for a wildcard.
pub(crate) fn is_wildcard(name: &str) -> bool {
    numbered(name, WILDCARD)
}

fn numbered(name: &str, prefix: &str) -> bool {
    name.strip_prefix(prefix)
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// New names for variables of one rule, none of which the policy uses.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fresh {
    /// Names that all rules of the package keep off: shared, because a package may have thousands of them.
    shared: Arc<Names>,
    own: Names,
    next: usize,
    /// Names that are others than the policy writes.
    written: BTreeMap<String, String>,
}

impl Fresh {
    /// Keeps off the names given.
    pub(crate) fn avoiding(shared: Arc<Names>) -> Fresh {
        Fresh { shared, ..Fresh::default() }
    }

    fn take(&mut self, name: &str) -> bool {
        !self.shared.contains(name) && self.own.insert(name.to_owned())
    }

    /// A name for a value without one.
    pub(crate) fn local(&mut self) -> String {
        loop {
            self.next += 1;
            let name = format!("t{}", self.next);
            if self.take(&name) {
                return name;
            }
        }
    }

    /// A name for a wildcard, which messages show as `_`.
    pub(crate) fn wildcard(&mut self) -> String {
        loop {
            self.next += 1;
            let name = format!("{WILDCARD}{}", self.next);
            if self.take(&name) {
                return name;
            }
        }
    }

    /// A name as the policy writes it.
    pub(crate) fn written<'a>(&'a self, name: &'a str) -> &'a str {
        self.written.get(name).map_or(name, String::as_str)
    }

    /// `name` itself where it is free, or one like it.
    pub(crate) fn like(&mut self, name: &str) -> String {
        let mut next = name.to_owned();
        let mut count = 2;
        // `any_2` is never free: it is a wildcard's.
        let mark = if is_wildcard(&format!("{name}_2")) { "__" } else { "_" };
        while is_generated(&next) || is_wildcard(&next) || !self.take(&next) {
            next = format!("{name}{mark}{count}");
            count += 1;
        }
        if next != name {
            self.written.insert(next.clone(), name.to_owned());
        }
        next
    }
}
