//! Terms.

use crate::compile::core::{
    Callee, Comprehension, ComprehensionKind, Expr, ExprKind, Fresh, Names, Scalar, Term, TermKind,
};
use crate::compile::problem::{COMPILE, Problem, REFUSED, TYPE};
use crate::syntax::tree;

use super::Namer;
use super::scope::Meaning;
use super::statement::declared;

/// The variables that a pattern binds: those of arrays and of the values of objects.
pub(crate) fn pattern_names(term: &tree::Term, names: &mut Names) {
    match &term.kind {
        tree::TermKind::Var(name) => {
            names.insert(name.clone());
        }
        tree::TermKind::Array(items) => items.iter().for_each(|item| pattern_names(item, names)),
        tree::TermKind::Object(fields) => fields.iter().for_each(|(_, value)| pattern_names(value, names)),
        _ => {}
    }
}

/// Everything that a term names, but for what is in comprehensions.
pub(crate) fn all_names(term: &tree::Term, names: &mut Names) {
    match &term.kind {
        tree::TermKind::Var(name) => {
            names.insert(name.clone());
        }
        tree::TermKind::Ref { head, operands } => {
            std::iter::once(&**head).chain(operands).for_each(|part| all_names(part, names));
        }
        tree::TermKind::Call { args, .. } => args.iter().for_each(|arg| all_names(arg, names)),
        tree::TermKind::Array(items) | tree::TermKind::Set(items) => {
            items.iter().for_each(|item| all_names(item, names));
        }
        tree::TermKind::Object(fields) => fields.iter().for_each(|(key, value)| {
            all_names(key, names);
            all_names(value, names);
        }),
        _ => {}
    }
}

/// Whether a variable or a reference stands in a term.
pub(crate) fn names_anything(term: &tree::Term) -> bool {
    match &term.kind {
        tree::TermKind::Array(items) | tree::TermKind::Set(items) => items.iter().any(names_anything),
        tree::TermKind::Object(fields) => {
            fields.iter().any(|(key, value)| names_anything(key) || names_anything(value))
        }
        tree::TermKind::Null
        | tree::TermKind::Bool(_)
        | tree::TermKind::Number(_)
        | tree::TermKind::String(_) => false,
        _ => true,
    }
}

fn first_name(function: &tree::Term) -> &str {
    match &function.kind {
        tree::TermKind::Var(name) => name,
        tree::TermKind::Ref { head, .. } => first_name(head),
        _ => "",
    }
}

fn is_called(function: &tree::Function, name: &str) -> bool {
    matches!(function, tree::Function::Named(called) if matches!(&called.kind, tree::TermKind::Var(own) if own == name))
}

/// As OPA calls a kind of term in its errors.
pub(crate) fn kind_name(kind: &tree::TermKind) -> &'static str {
    match kind {
        tree::TermKind::Null => "null",
        tree::TermKind::Bool(_) => "boolean",
        tree::TermKind::Number(_) => "number",
        tree::TermKind::String(_) => "string",
        tree::TermKind::Var(_) => "var",
        tree::TermKind::Ref { .. } => "ref",
        tree::TermKind::Call { .. } => "call",
        tree::TermKind::Array(_) => "array",
        tree::TermKind::Set(_) => "set",
        tree::TermKind::Object(_) => "object",
        tree::TermKind::ArrayComprehension(..) => "arraycomprehension",
        tree::TermKind::SetComprehension(..) => "setcomprehension",
        tree::TermKind::ObjectComprehension(..) => "objectcomprehension",
        tree::TermKind::Template(_) => "templatestring",
        tree::TermKind::Logic { .. } => "logical",
    }
}

/// `internal.print([{x | x = a}, …])`: an undefined argument is an empty set.
pub(crate) fn print_call(span: tree::Span, args: &[Term], fresh: &mut Fresh) -> ExprKind {
    let args = args.iter().map(|arg| captured(arg.clone(), Vec::new(), fresh)).collect();
    let args = vec![Term::new(span, TermKind::Array(args))];
    ExprKind::Call { callee: Callee::builtin("internal.print"), args, output: None }
}

/// `{x | x = term}`.
fn captured(term: Term, with: Vec<crate::compile::core::With>, fresh: &mut Fresh) -> Term {
    let span = term.span;
    let name = fresh.local();
    let body = vec![Expr::unify(&name, term, &with)];
    let value = Term::var(span, name);
    let kind = ComprehensionKind::Set;
    Term::new(span, TermKind::Comprehension(Box::new(Comprehension { kind, key: None, value, body })))
}

impl Namer<'_> {
    pub(crate) fn term(&mut self, term: &tree::Term) -> Term {
        let span = term.span;
        let whole = std::mem::take(&mut self.whole);
        let kind = match &term.kind {
            tree::TermKind::Null => TermKind::Scalar(Scalar::Null),
            tree::TermKind::Bool(value) => TermKind::Scalar(Scalar::Bool(*value)),
            tree::TermKind::Number(text) => {
                self.refuse_out_of_range(span, text);
                TermKind::Scalar(Scalar::Number(text.clone()))
            }
            tree::TermKind::String(text) => TermKind::Scalar(Scalar::String(text.clone())),
            tree::TermKind::Var(name) => self.name(span, name),
            tree::TermKind::Ref { head, operands } => self.reference(head, operands),
            tree::TermKind::Call { function, args } => return self.call(span, function, args, whole),
            tree::TermKind::Array(items) => TermKind::Array(self.terms(items)),
            tree::TermKind::Set(items) => TermKind::Set(self.terms(items)),
            tree::TermKind::Object(fields) => self.object(fields),
            tree::TermKind::ArrayComprehension(value, body) => {
                self.comprehension(ComprehensionKind::Array, None, value, body)
            }
            tree::TermKind::SetComprehension(value, body) => {
                self.comprehension(ComprehensionKind::Set, None, value, body)
            }
            tree::TermKind::ObjectComprehension(key, value, body) => {
                self.comprehension(ComprehensionKind::Object, Some(key), value, body)
            }
            tree::TermKind::Template(parts) => return self.template(span, parts),
            tree::TermKind::Logic { .. } => {
                self.problem(span, "`and` and `or` stand between statements only");
                TermKind::Scalar(Scalar::Null)
            }
        };
        Term::new(span, kind)
    }

    /// Of fields with the same key OPA keeps the last. Keys that turn out to be the same only later: see `dynamic`.
    fn object(&mut self, fields: &[(tree::Term, tree::Term)]) -> TermKind {
        let mut kept: Vec<(Term, Term)> = Vec::new();
        for (index, (key, value)) in fields.iter().enumerate() {
            // What is not kept is not even read.
            let is_plain = matches!(
                key.kind,
                tree::TermKind::Var(_) | tree::TermKind::String(_) | tree::TermKind::Number(_)
            );
            let path = written_path(key);
            let is_same = |later: &tree::Term| {
                is_plain && later.kind == key.kind || path.is_some() && written_path(later) == path
            };
            if fields.iter().skip(index + 1).any(|(later, _)| is_same(later)) {
                continue;
            }
            let (key, value) = (self.term(key), self.term(value));
            match kept.iter_mut().find(|(known, _)| same_key(known, &key)) {
                Some(known) => known.1 = value,
                None => kept.push((key, value)),
            }
        }
        TermKind::Object(kept)
    }

    /// What a double takes for infinite or for zero.
    fn refuse_out_of_range(&mut self, span: tree::Span, text: &str) {
        let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
        let is_zero = !mantissa.contains(|digit: char| digit.is_ascii_digit() && digit != '0');
        let value = text.parse::<f64>().unwrap_or(f64::INFINITY);
        if !value.is_finite() || (value == 0.0 && !is_zero) {
            let begin: String = text.chars().take(20).collect();
            let shown = if begin == text { begin } else { format!("{begin}…") };
            let message = format!(
                "the number `{shown}` is beyond a double, and this engine has no others; write one between 1e-307 and \
                 1e308"
            );
            self.problems.push(Problem::new(REFUSED, span, message));
        }
    }

    /// The engine sorts sets before objects, OPA behind them: a walk over both comes in another order.
    pub(crate) fn refuse_mixed(&mut self, collection: &tree::Term) {
        let tree::TermKind::Set(items) = &collection.kind else {
            return;
        };
        let is_set = |item: &tree::Term| {
            matches!(item.kind, tree::TermKind::Set(_) | tree::TermKind::SetComprehension(..))
        };
        let is_object = |item: &tree::Term| {
            matches!(item.kind, tree::TermKind::Object(_) | tree::TermKind::ObjectComprehension(..))
        };
        if items.iter().any(is_set) && items.iter().any(is_object) {
            let message = "a walk over a set that holds both sets and objects, which come in another order here; put each kind \
                           into a set of its own";
            self.problems.push(Problem::new(REFUSED, collection.span, message));
        }
    }

    fn terms(&mut self, terms: &[tree::Term]) -> Vec<Term> {
        terms.iter().map(|term| self.term(term)).collect()
    }

    fn name(&mut self, span: tree::Span, name: &str) -> TermKind {
        if name == "_" {
            return TermKind::Var(self.scopes.fresh().wildcard());
        }
        match self.scopes.meaning(name) {
            Meaning::Local(local) => TermKind::Var(local),
            Meaning::Document(path) => TermKind::Ref(document(span, path)),
        }
    }

    fn reference(&mut self, head: &tree::Term, operands: &[tree::Term]) -> TermKind {
        let head = self.term(head);
        let mut path = match head.kind {
            TermKind::Ref(path) => path,
            _ => vec![head],
        };
        path.extend(self.terms(operands));
        TermKind::Ref(path)
    }

    fn call(
        &mut self,
        span: tree::Span,
        function: &tree::Function,
        args: &[tree::Term],
        whole: bool,
    ) -> Term {
        if args.is_empty() && is_called(function, "set") {
            return Term::new(span, TermKind::Set(Vec::new()));
        }
        self.not_shadowed(span, function, whole);
        let callee = match function {
            tree::Function::Operator(operator) => {
                if matches!(operator, tree::Operator::Assign | tree::Operator::Unify) {
                    self.problem(span, format!("`{operator}` stands between statements only"));
                }
                self.operator(*operator)
            }
            tree::Function::Named(name) => match self.callee(name) {
                Some(callee) => callee,
                None => {
                    self.problem(span, "what is called has to be a name");
                    Callee::builtin("")
                }
            },
        };
        let args = self.terms(args);
        Term::new(span, TermKind::Call { callee, args })
    }

    /// OPA looks operators up by the names of their built-ins, after the names of the policy.
    fn operator(&mut self, operator: tree::Operator) -> Callee {
        let mut names = operator.builtin().split('.');
        match names.next().and_then(|first| self.scopes.callable(first)) {
            Some(path) => Callee::Rule(path.into_iter().chain(names.map(str::to_owned)).collect()),
            None => Callee::builtin(operator.builtin()),
        }
    }

    /// A local variable cannot be called.
    fn not_shadowed(&mut self, span: tree::Span, function: &tree::Function, whole: bool) {
        let name = match function {
            tree::Function::Operator(operator) => operator.builtin(),
            tree::Function::Named(name) => first_name(name),
        };
        let first = name.split('.').next().unwrap_or(name);
        if !self.scopes.is_declared(first) {
            if self.scopes.callable(first).is_none() {
                self.scopes.see(first);
            }
            return;
        }
        self.problems.push(if whole {
            Problem::new(TYPE, span, format!("undefined function {name}"))
        } else {
            Problem::new(COMPILE, span, format!("called function {name} shadowed"))
        });
    }

    fn comprehension(
        &mut self,
        kind: ComprehensionKind,
        key: Option<&tree::Term>,
        value: &tree::Term,
        body: &tree::Body,
    ) -> TermKind {
        self.scopes.push(declared(body));
        let statements = self.statements(body);
        let key = key.map(|key| self.term(key));
        let value = self.term(value);
        self.close(Some(body));
        let body = statements;
        TermKind::Comprehension(Box::new(Comprehension { kind, key, value, body }))
    }

    /// `internal.template_string(["text", {x | x = value}])`.
    fn template(&mut self, span: tree::Span, parts: &[tree::Part]) -> Term {
        let mut items = Vec::new();
        for part in parts {
            match part {
                tree::Part::Text(text) => items.push(Term::string(span, text.clone())),
                tree::Part::Value(statement) => {
                    let tree::StatementKind::Expr(value) = &statement.kind else {
                        self.problem(statement.span, "unexpected template-string expression");
                        continue;
                    };
                    let with = self.with(&statement.with);
                    let value = self.term(value);
                    items.push(captured(value, with, self.scopes.fresh()));
                }
            }
        }
        if items.is_empty() {
            items.push(Term::string(span, ""));
        }
        let args = vec![Term::new(span, TermKind::Array(items))];
        Term::new(span, TermKind::Call { callee: Callee::builtin("internal.template_string"), args })
    }
}

/// The names of `a.b["c"]`.
fn written_path(term: &tree::Term) -> Option<Vec<&str>> {
    let tree::TermKind::Ref { head, operands } = &term.kind else { return None };
    let tree::TermKind::Var(head) = &head.kind else { return None };
    let names = operands.iter().map(|operand| match &operand.kind {
        tree::TermKind::String(name) => Some(name.as_str()),
        _ => None,
    });
    std::iter::once(Some(head.as_str())).chain(names).collect()
}

/// Whether two keys are the same whatever their value.
fn same_key(one: &Term, other: &Term) -> bool {
    match (&one.kind, &other.kind) {
        (TermKind::Scalar(one), TermKind::Scalar(other)) => one == other,
        (TermKind::Var(one), TermKind::Var(other)) => one == other,
        (TermKind::Ref(one), TermKind::Ref(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| {
                    one.as_var() == other.as_var()
                        && one.as_str() == other.as_str()
                        && (one.as_var().is_some() || one.as_str().is_some())
                })
        }
        _ => false,
    }
}

/// A document's path as a reference.
pub(crate) fn document(span: tree::Span, path: Vec<String>) -> Vec<Term> {
    path.into_iter()
        .enumerate()
        .map(|(index, name)| if index == 0 { Term::var(span, name) } else { Term::string(span, name) })
        .collect()
}
