//! Statements of a body.

use crate::compile::core::{Body, Callee, Expr, ExprKind, Names, Operand, Target, Term, TermKind, With};
use crate::compile::problem::{Problem, REFUSED, TYPE};
use crate::syntax::tree::{self, StatementKind};

use super::Namer;
use super::scope::Occurrence;
use super::term::{all_names, print_call};

/// Names that `:=`, `some` and `every` declare in a body, wherever: from its first statement on they are no
/// documents.
pub(crate) fn declared(body: &tree::Body) -> Names {
    body.statements.iter().flat_map(declared_by).collect()
}

/// The same of one statement. Everything named on the left side counts, also what nothing there binds.
pub(crate) fn declared_by(statement: &tree::Statement) -> Names {
    let mut names = Names::new();
    match &statement.kind {
        StatementKind::Some(vars) => names.extend(vars.iter().map(|name| name.text.clone())),
        StatementKind::SomeIn { key, value, .. } => {
            key.iter().chain([value]).for_each(|term| all_names(term, &mut names));
        }
        StatementKind::Every { body, .. } | StatementKind::NotBody { body, .. } => {
            names.extend(declared(body))
        }
        StatementKind::Expr(term) => {
            if let Some((left, _)) = assignment(term) {
                all_names(left, &mut names);
            } else if let tree::TermKind::Logic { left, right, .. } = &term.kind {
                names.extend(declared(&left.body));
                names.extend(declared(&right.body));
            }
        }
        StatementKind::Not(_) => {}
    }
    names.remove("_");
    names
}

fn operator(term: &tree::Term, wanted: tree::Operator) -> Option<(&tree::Term, &tree::Term)> {
    match &term.kind {
        tree::TermKind::Call { function: tree::Function::Operator(operator), args }
            if *operator == wanted =>
        {
            match args.as_slice() {
                [left, right] => Some((left, right)),
                _ => None,
            }
        }
        _ => None,
    }
}

fn assignment(term: &tree::Term) -> Option<(&tree::Term, &tree::Term)> {
    operator(term, tree::Operator::Assign)
}

impl Namer<'_> {
    /// The statements of a body, in its scope.
    pub(crate) fn statements(&mut self, body: &tree::Body) -> Body {
        body.statements.iter().flat_map(|statement| self.statement(statement)).collect()
    }

    /// A body in a scope of its own.
    pub(crate) fn body(&mut self, body: &tree::Body) -> Body {
        self.scopes.push(declared(body));
        let statements = self.statements(body);
        self.close(Some(body));
        statements
    }

    fn statement(&mut self, statement: &tree::Statement) -> Option<Expr> {
        let span = statement.span;
        let mut negated = false;
        let kind = match &statement.kind {
            StatementKind::Some(names) => {
                for name in names {
                    self.declare(span, &name.text, Occurrence::Declared);
                }
                return None;
            }
            StatementKind::SomeIn { key, value, collection } => {
                self.some_in(span, key.as_ref(), value, collection, &statement.with)
            }
            StatementKind::Every { key, value, domain, body } => {
                let own = key.iter().chain([value]).map(|name| name.text.clone()).collect();
                let before = self.scopes.hide(own);
                let domain = self.term(domain);
                self.scopes.hide(before);
                let mut shadowed = declared(body);
                shadowed.extend(key.iter().chain([value]).map(|name| name.text.clone()));
                self.scopes.push(shadowed);
                let key = key.as_ref().map(|key| self.declare(key.span, &key.text, Occurrence::Declared));
                let value = self.declare(value.span, &value.text, Occurrence::Declared);
                let inner = self.statements(body);
                self.close(Some(body));
                ExprKind::Every { key, value, domain, body: inner }
            }
            StatementKind::Not(term) => {
                negated = true;
                if assignment(term).is_some() {
                    self.problem(span, "cannot assign vars inside negated expression");
                }
                self.expression(span, term)
            }
            StatementKind::NotBody { body, explicit } => {
                let body = if *explicit { self.body(body) } else { self.implicit(body) };
                ExprKind::Not { body, explicit: *explicit }
            }
            StatementKind::Expr(term) => match assignment(term) {
                Some((left, right)) => {
                    self.own_meaning(span, tree::Operator::Assign);
                    let right = self.term(right);
                    let with = self.with(&statement.with);
                    self.unshadowed(span, left);
                    let left = self.assigned(left);
                    let kind = ExprKind::Unify { left, right, assignment: true };
                    return Some(Expr { span, kind, negated, with });
                }
                None => self.expression(span, term),
            },
        };
        if let ExprKind::Call { callee: Callee::Builtin(name), args, .. } = &kind
            && name == "print"
        {
            if !self.settings.print {
                return None;
            }
            let kind = print_call(span, args, self.scopes.fresh());
            let with = self.with(&statement.with);
            return Some(Expr { span, kind, negated, with });
        }
        let with = self.with(&statement.with);
        Some(Expr { span, kind, negated, with })
    }

    /// A body without braces, which may declare nothing.
    fn implicit(&mut self, body: &tree::Body) -> Body {
        for statement in &body.statements {
            if let StatementKind::Expr(term) = &statement.kind
                && assignment(term).is_some()
            {
                self.problem(statement.span, "cannot assign vars inside negated expression");
            }
        }
        self.statements(body)
    }

    fn operand(&mut self, operand: &tree::Operand) -> Operand {
        let body = if operand.explicit { self.body(&operand.body) } else { self.implicit(&operand.body) };
        Operand { body, explicit: operand.explicit }
    }

    fn expression(&mut self, span: tree::Span, term: &tree::Term) -> ExprKind {
        if let Some((left, right)) = operator(term, tree::Operator::Unify) {
            self.own_meaning(span, tree::Operator::Unify);
            let left = self.term(left);
            let right = self.term(right);
            return ExprKind::Unify { left, right, assignment: false };
        }
        if let tree::TermKind::Logic { operator, left, right } = &term.kind {
            let left = self.operand(left);
            let right = self.operand(right);
            return ExprKind::Logic { or: *operator == tree::Logic::Or, left, right };
        }
        self.whole = true;
        let term = self.term(term);
        match term.kind {
            TermKind::Call { callee, args } => ExprKind::Call { callee, args, output: None },
            kind => ExprKind::Term(Term::new(span, kind)),
        }
    }

    /// `=` and `:=` are built-ins by name too, which a rule would take from them.
    pub(super) fn own_meaning(&mut self, span: tree::Span, operator: tree::Operator) {
        let name = operator.builtin();
        // An assignment is recognised before locals get their names.
        let is_hidden = operator != tree::Operator::Assign && self.scopes.is_declared(name);
        if is_hidden || self.scopes.callable(name).is_some() {
            let message = format!("`{name}` has another meaning here, and so would `{operator}`; rename it");
            self.problems.push(Problem::new(REFUSED, span, message));
        }
    }

    /// The left side of `:=`.
    fn assigned(&mut self, left: &tree::Term) -> Term {
        let kind = match &left.kind {
            tree::TermKind::Var(name) => TermKind::Var(self.declare(left.span, name, Occurrence::Assigned)),
            tree::TermKind::Array(items) => {
                TermKind::Array(items.iter().map(|item| self.assigned(item)).collect())
            }
            tree::TermKind::Object(fields) => TermKind::Object(
                fields.iter().map(|(key, value)| (self.term(key), self.assigned(value))).collect(),
            ),
            other => {
                self.problem(left.span, format!("cannot assign to {}", super::term::kind_name(other)));
                TermKind::Array(Vec::new())
            }
        };
        Term::new(left.span, kind)
    }

    pub(crate) fn with(&mut self, modifiers: &[tree::With]) -> Vec<With> {
        modifiers
            .iter()
            .map(|modifier| {
                let value = self.with_value(&modifier.value);
                With { target: self.target(&modifier.target), value }
            })
            .collect()
    }

    /// A name that is no local and no document is a function's.
    fn with_value(&mut self, value: &tree::Term) -> Term {
        match self.function_name(value) {
            Some(callee) => Term::new(value.span, TermKind::Function(callee)),
            None => self.term(value),
        }
    }

    fn function_name(&mut self, term: &tree::Term) -> Option<Callee> {
        if let tree::TermKind::Var(name) = &term.kind
            && self.scopes.is_declared(name)
        {
            return None;
        }
        match self.callee(term)? {
            Callee::Builtin(name) if crate::builtins::exists(&name) => Some(Callee::Builtin(name)),
            _ => None,
        }
    }

    /// The path of a target below `input`, which is no local's even where one hides it.
    fn input(&mut self, target: &tree::Term) -> Option<Vec<Term>> {
        let (head, operands): (_, &[tree::Term]) = match &target.kind {
            tree::TermKind::Var(_) => (target, &[]),
            tree::TermKind::Ref { head, operands } => (&**head, operands),
            _ => return None,
        };
        matches!(&head.kind, tree::TermKind::Var(name) if name == "input" && self.scopes.is_declared(name))
            .then(|| {
                std::iter::once(Term::var(head.span, "input"))
                    .chain(operands.iter().map(|operand| self.term(operand)))
                    .collect()
            })
    }

    fn target(&mut self, target: &tree::Term) -> Target {
        if let Some(callee) = self.function_name(target) {
            return Target::Function(callee);
        }
        if let Some(path) = self.input(target) {
            return Target::Document(path);
        }
        match self.term(target).kind {
            TermKind::Ref(path) => Target::Document(path),
            _ => {
                self.problems.push(Problem::new(
                    TYPE,
                    target.span,
                    "with keyword target must reference existing input, data, or a function",
                ));
                Target::Document(vec![Term::var(target.span, "input")])
            }
        }
    }
}
