//! Statements. Which side of an equality is bound decides how it is written.

use crate::compile::core::{Body, Callee, Expr, ExprKind, Names, Target, Term, TermKind, With, is_wildcard};
use crate::compile::variables::{self, BINDING, OPEN, Where};
use crate::syntax::tree::Span;

use super::Emitter;
use super::dialect::COVERED;

impl Emitter<'_> {
    /// Statements, none of which is on a line before the author's.
    pub(crate) fn body(&mut self, body: &Body, bound: &mut Names) {
        self.first = true;
        let outer = (std::mem::take(&mut self.assigned), self.held.clone());
        for expr in body {
            self.expr(expr, bound);
            if self.dialect.coverage.is_some() && !expr.negated {
                variables::of_expr(expr, OPEN, &mut self.held);
            }
        }
        (self.assigned, self.held) = outer;
        if self.first {
            self.put("true");
            self.first = false;
        }
    }

    fn begin(&mut self, span: Span) {
        // A newline alone would not end a statement before a bracket.
        if !self.first {
            self.put(";");
        }
        if !self.writer.go_to(span) && !self.first {
            self.writer.blank();
        }
        self.first = false;
        self.writer.mark(span);
    }

    fn expr(&mut self, expr: &Expr, bound: &mut Names) {
        let mut expr = expr.clone();
        let span = expr.span;
        self.cover(span, bound);
        let matched = self.open_indices(&mut expr, bound);
        self.whole_rules(&mut expr, bound);
        let with = &expr.with;
        if expr.negated {
            self.negated(&expr, bound);
            return;
        }
        match &expr.kind {
            ExprKind::Unify { left, right, .. } => self.unify(span, left, right, with, bound),
            ExprKind::Term(term @ Term { kind: TermKind::Comprehension(_), .. }) => {
                let name = self.fresh.local();
                self.bind(span, &name, term, with, bound);
            }
            ExprKind::Term(term) => self.statement(span, with, bound, |this, bound| this.term(term, bound)),
            ExprKind::Call { callee, args, output } => {
                self.call_statement(span, callee, args, output, with, bound)
            }
            ExprKind::Every { key, value, domain, body } => {
                self.statement(span, with, bound, |this, bound| {
                    this.put("every ");
                    if let Some(key) = key {
                        this.put(&format!("{key}, "));
                    }
                    this.put(&format!("{value} in "));
                    // The engine's scheduler does not look into the body: what it needs has to be seen outside.
                    let mut used = Names::new();
                    variables::of_body(body, Where::default(), &mut used);
                    if this.dialect.coverage.is_some() {
                        used.extend(bound.iter().chain(&this.held).cloned());
                    }
                    let is_bound = |name: &&String| bound.contains(*name) || this.held.contains(*name);
                    let needed: Vec<&String> = used.iter().filter(is_bound).collect();
                    if needed.is_empty() {
                        this.term(domain, bound);
                    } else {
                        this.put("[");
                        this.term(domain, bound);
                        needed.iter().for_each(|name| this.put(&format!(", {name}")));
                        this.put("][0]");
                    }
                    this.put(" { ");
                    let mut inner = bound.clone();
                    inner.extend(key.iter().chain([value]).cloned());
                    this.body(body, &mut inner);
                    this.put(" }");
                });
            }
            ExprKind::Not { body, .. } => self.exists(span, body, "==", with, bound),
            ExprKind::Logic { or, left, right } => {
                let mut bodies = Vec::new();
                operands(*or, &left.body, &mut bodies);
                operands(*or, &right.body, &mut bodies);
                self.logic(span, *or, &bodies, with, bound);
            }
        }
        for (pattern, name) in matched {
            self.unify(span, &pattern, &Term::var(span, name), with, bound);
        }
    }

    /// Says that what comes next is evaluated. It names what is bound, so that the engine does not do it before.
    pub(crate) fn cover(&mut self, span: Span, bound: &Names) {
        let Some(module) = self.dialect.coverage else {
            return;
        };
        self.begin(span);
        let names: Names = bound.union(&self.held).filter(|name| !is_wildcard(name)).cloned().collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        self.put(&format!("{COVERED}({module}, {}, {}, [{}])", span.start, span.end, names.join(", ")));
    }

    /// One statement with its modifiers.
    fn statement(
        &mut self,
        span: Span,
        with: &[With],
        bound: &mut Names,
        write: impl FnOnce(&mut Self, &mut Names),
    ) {
        self.begin(span);
        let outside = std::mem::replace(&mut self.modified, !with.is_empty());
        write(self, bound);
        self.modified = outside;
        self.first = false;
        for modifier in with {
            self.put(" with ");
            match &modifier.target {
                Target::Document(path) => self.reference(path, &mut bound.clone()),
                Target::Function(callee) => self.function(callee),
            }
            self.put(" as ");
            self.term(&modifier.value, bound);
        }
    }

    fn negated(&mut self, expr: &Expr, bound: &mut Names) {
        let mut expr = expr.clone();
        // A comprehension always has a value, and below `not` the engine loses its variables.
        let sides = match &mut expr.kind {
            ExprKind::Unify { left, right, .. } => vec![left, right],
            ExprKind::Term(term) => vec![term],
            _ => Vec::new(),
        };
        for side in sides {
            if matches!(side.kind, TermKind::Comprehension(_)) {
                let name = self.fresh.local();
                let span = side.span;
                let whole = std::mem::replace(side, Term::var(span, name.clone()));
                self.bind(span, &name, &whole, &expr.with, bound);
            }
        }
        self.statement(expr.span, &expr.with, bound, |this, bound| {
            this.put("not ");
            this.negated = true;
            match &expr.kind {
                ExprKind::Unify { left, right, .. } => {
                    this.term(left, bound);
                    this.put(" == ");
                    this.term(right, bound);
                }
                ExprKind::Term(term) => this.term(term, bound),
                ExprKind::Call { callee, args, output } => {
                    this.call(callee, args, bound);
                    if let Some(output) = output {
                        this.put(" == ");
                        this.term(output, bound);
                    }
                }
                _ => this.put("false"),
            }
            this.negated = false;
        });
    }

    /// `[] == [true | body]`: the body has no answer. With `!=`, it has one.
    ///
    /// The engine reads what a statement begins with twice, so a body must not stand there: bodies in bodies would
    /// take twice as long for each level.
    fn exists(&mut self, span: Span, body: &Body, comparison: &str, with: &[With], bound: &mut Names) {
        self.statement(span, with, bound, |this, bound| {
            this.put(&format!("[] {comparison} "));
            this.answers(&[], body, bound);
        });
    }

    fn answers(&mut self, unless: &[String], body: &Body, bound: &Names) {
        self.put("[true | ");
        for name in unless {
            self.put(&format!("{name} == []; "));
        }
        self.body(body, &mut bound.clone());
        self.put("]");
    }

    /// An operand is looked at only where those before it have not decided.
    fn logic(&mut self, span: Span, or: bool, operands: &[&Body], with: &[With], bound: &mut Names) {
        if !or {
            for body in operands {
                self.exists(span, body, "!=", with, bound);
            }
            return;
        }
        let mut before: Vec<String> = Vec::new();
        for body in operands {
            let name = self.fresh.local();
            self.statement(span, with, bound, |this, bound| {
                this.put(&format!("{name} := "));
                this.answers(&before, body, bound);
            });
            before.push(name);
        }
        let none = vec!["[]"; before.len()].join(", ");
        self.statement(span, with, bound, |this, _| {
            this.put(&format!("[{}] != [{none}]", before.join(", ")))
        });
    }

    fn call_statement(
        &mut self,
        span: Span,
        callee: &Callee,
        args: &[Term],
        output: &Option<Term>,
        with: &[With],
        bound: &mut Names,
    ) {
        // A relation gives many values: ours gives them as an array.
        if *callee == Callee::builtin("walk") {
            let pairs = self.fresh.local();
            let index = self.fresh.local();
            self.statement(span, with, bound, |this, bound| {
                this.put(&format!("{pairs} := "));
                this.call(callee, args, bound);
            });
            bound.insert(pairs.clone());
            let pair = Term::new(span, TermKind::Ref(vec![Term::var(span, pairs), Term::var(span, index)]));
            match output {
                Some(output) => self.unify(span, output, &pair, with, bound),
                None => self.statement(span, with, bound, |this, bound| this.term(&pair, bound)),
            }
            return;
        }
        match output {
            None => self.statement(span, with, bound, |this, bound| this.call(callee, args, bound)),
            Some(output) => {
                let call = TermKind::Call { callee: callee.clone(), args: args.to_vec() };
                self.unify(span, output, &Term::new(span, call), with, bound);
            }
        }
    }

    fn unify(&mut self, span: Span, left: &Term, right: &Term, with: &[With], bound: &mut Names) {
        let (left, right) = if self.is_free(right, bound) && !self.is_free(left, bound) {
            (right, left)
        } else {
            (left, right)
        };
        if let Some(name) = left.as_var().filter(|name| !bound.contains(*name)) {
            self.bind(span, name, right, with, bound);
            return;
        }
        if self.has_pattern(left, bound) || self.has_pattern(right, bound) {
            let mut waiting = pairs(left, right);
            let is_apart = !waiting.is_empty();
            while !waiting.is_empty() {
                // Parts whose other side is known first: they may bind what the rest needs.
                let ready = waiting.iter().position(|(left, right)| {
                    !self.has_pattern(left, bound) || !self.has_pattern(right, bound)
                });
                let (left, right) = waiting.remove(ready.unwrap_or_default());
                self.unify(span, left, right, with, bound);
            }
            if is_apart {
                return;
            }
        }
        for (pattern, other) in [(left, right), (right, left)] {
            if self.has_pattern(pattern, bound)
                && matches!(pattern.kind, TermKind::Array(_) | TermKind::Object(_))
            {
                let name = match other.as_var() {
                    Some(name) => name.to_owned(),
                    None => {
                        let name = self.fresh.local();
                        self.bind(span, &name, other, with, bound);
                        name
                    }
                };
                self.destructure(span, pattern, &name, with, bound);
                return;
            }
        }
        // The engine reads what a statement begins with twice.
        let is_comprehension = |term: &Term| matches!(term.kind, TermKind::Comprehension(_));
        let (left, right) = if is_comprehension(left) { (right, left) } else { (left, right) };
        if is_comprehension(left) {
            let name = self.fresh.local();
            self.bind(span, &name, left, with, bound);
            return self.unify(span, &Term::var(span, name), right, with, bound);
        }
        self.statement(span, with, bound, |this, bound| {
            this.term(left, bound);
            this.put(" == ");
            this.term(right, bound);
        });
    }

    /// `name := term`.
    pub(super) fn bind(&mut self, span: Span, name: &str, term: &Term, with: &[With], bound: &mut Names) {
        let mut named = Names::new();
        variables::of_term(term, OPEN, &mut named);
        let target = if named.contains(name) { self.fresh.local() } else { name.to_owned() };
        self.statement(span, with, bound, |this, bound| {
            this.put(&format!("{target} := "));
            this.term(term, bound);
        });
        if self.dialect.byte_code && !is_defined(term) {
            // Byte code goes on where the right side is undefined; a comparison with itself stops it.
            self.put(&format!("; {target} == {target}"));
        }
        bound.insert(target.clone());
        self.assigned.insert(target.clone());
        if target != name {
            // `x = a[x]`: the reference has bound it.
            bound.insert(name.to_owned());
            self.statement(span, with, bound, |this, _| this.put(&format!("{name} == {target}")));
        }
    }

    /// Takes the value of `name` apart.
    fn destructure(&mut self, span: Span, pattern: &Term, name: &str, with: &[With], bound: &mut Names) {
        let (check, parts): (&str, Vec<(Term, &Term)>) = match &pattern.kind {
            TermKind::Array(items) => {
                let index = |index: usize| {
                    let kind = TermKind::Scalar(crate::compile::core::Scalar::Number(index.to_string()));
                    Term::new(span, kind)
                };
                ("is_array", items.iter().enumerate().map(|(at, item)| (index(at), item)).collect())
            }
            TermKind::Object(fields) => {
                ("is_object", fields.iter().map(|(key, value)| (key.clone(), value)).collect())
            }
            _ => return,
        };
        self.statement(span, &[], bound, |this, _| {
            this.put(&format!("{check}({name}); count({name}) == {}", parts.len()));
        });
        for (key, part) in parts {
            let value = Term::new(span, TermKind::Ref(vec![Term::var(span, name), key]));
            self.unify(span, part, &value, with, bound);
        }
    }

    /// An unbound variable.
    fn is_free(&self, term: &Term, bound: &Names) -> bool {
        term.as_var().is_some_and(|name| !bound.contains(name))
    }

    /// Whether unification would bind something in it.
    fn has_pattern(&self, term: &Term, bound: &Names) -> bool {
        match &term.kind {
            TermKind::Var(name) => !bound.contains(name),
            TermKind::Array(items) => items.iter().any(|item| self.has_pattern(item, bound)),
            TermKind::Object(fields) => fields.iter().any(|(_, value)| self.has_pattern(value, bound)),
            _ => false,
        }
    }

    /// `a[[x, 1]]` with `x` unbound: any index is tried and then taken apart.
    fn open_indices(&mut self, expr: &mut Expr, bound: &Names) -> Vec<(Term, String)> {
        let mut matched = Vec::new();
        let terms: Vec<&mut Term> = match &mut expr.kind {
            ExprKind::Term(term) => vec![term],
            ExprKind::Unify { left, right, .. } => vec![left, right],
            _ => Vec::new(),
        };
        for term in terms {
            let TermKind::Ref(path) = &mut term.kind else {
                continue;
            };
            for part in path.iter_mut().skip(1) {
                let is_composite = matches!(part.kind, TermKind::Array(_) | TermKind::Object(_));
                let mut names = Names::new();
                variables::of_term(part, BINDING, &mut names);
                if is_composite && !names.is_subset(bound) {
                    let name = self.fresh.local();
                    let pattern = std::mem::replace(part, Term::var(part.span, name.clone()));
                    matched.push((pattern, name));
                }
            }
        }
        matched
    }
}

/// The operands of `a and b and c`, which is written as `a and b` in a body, and `c`.
fn operands<'a>(or: bool, body: &'a Body, bodies: &mut Vec<&'a Body>) {
    if let [Expr { kind: ExprKind::Logic { or: inner, left, right }, negated: false, with, .. }] =
        body.as_slice()
        && *inner == or
        && with.is_empty()
    {
        operands(or, &left.body, bodies);
        operands(or, &right.body, bodies);
    } else {
        bodies.push(body);
    }
}

/// The parts of two literals of one shape; none where they have not got one.
fn pairs<'a>(left: &'a Term, right: &'a Term) -> Vec<(&'a Term, &'a Term)> {
    match (&left.kind, &right.kind) {
        (TermKind::Array(lefts), TermKind::Array(rights)) if lefts.len() == rights.len() => {
            lefts.iter().zip(rights).collect()
        }
        (TermKind::Object(lefts), TermKind::Object(rights)) if lefts.len() == rights.len() => {
            let other = |key: &Term| rights.iter().find(|(other, _)| other.kind == key.kind);
            let pairs = lefts.iter().map(|(key, left)| Some((left, &other(key)?.1)));
            pairs.collect::<Option<Vec<_>>>().unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// What always has a value.
fn is_defined(term: &Term) -> bool {
    !matches!(term.kind, TermKind::Ref(_) | TermKind::Call { .. })
}
