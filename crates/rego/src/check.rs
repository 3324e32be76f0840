//! What is refused when a policy is loaded, because the engine would answer otherwise than OPA without an error.
//!
//! OPA's compiler gives every nested operand a variable of its own before it evaluates; an operand that is
//! undefined then makes the whole body undefined. The engine does not, so a negation, a literal or a head over
//! a part that may be undefined gets another meaning. Until policies are lowered the same way here, such a part
//! has to be bound to a variable by hand, which is exactly what the lowering would write.

pub(crate) mod walk;

use std::collections::BTreeSet;

use regorus::unstable as ast;

use crate::error::{LoadError, Place};
use crate::module::Module;
use walk::Visit;

/// All constructs of `module` that are refused. The other modules are needed for the rules of its package that
/// stand in other files: their names are no local variables here either.
pub fn module(module: &Module, others: &[Module]) -> Vec<LoadError> {
    let mut names: BTreeSet<String> = module.rule_names().into_iter().collect();
    names.extend(
        others.iter().filter(|other| other.package() == module.package()).flat_map(Module::rule_names),
    );
    for import in &module.tree.imports {
        let alias = import.r#as.as_ref().map(|span| span.text().to_owned());
        let last =
            crate::module::dotted(&import.refr).and_then(|path| path.rsplit('.').next().map(str::to_owned));
        names.extend(alias.or(last));
    }
    let mut checker = Checker::new(names);
    walk::module(&module.tree, &mut checker);
    checker.refused
}

/// The same of a query.
pub(crate) fn query(query: &ast::Query) -> Vec<LoadError> {
    let mut checker = Checker::new(BTreeSet::new());
    walk::query(query, &mut checker);
    checker.refused
}

fn place(refusal: &LoadError) -> Option<&Place> {
    match refusal {
        LoadError::Refused { place, .. } => Some(place),
        _ => None,
    }
}

struct Checker {
    /// Names that stand for documents, which may be undefined, and not for local variables.
    documents: BTreeSet<String>,
    refused: Vec<LoadError>,
    /// Where an `in` is a statement of its own: an undefined operand then fails the body, as it should.
    statements: BTreeSet<u32>,
}

impl Checker {
    fn new(mut documents: BTreeSet<String>) -> Checker {
        documents.extend(["input".to_owned(), "data".to_owned()]);
        Checker { documents, refused: Vec::new(), statements: BTreeSet::new() }
    }

    fn refuse(&mut self, expr: &ast::Expr, what: &str) {
        let at = Place::of(expr.span());
        // A literal in a head is looked at as a head and as a literal: once is enough.
        if self.refused.iter().any(|refusal| place(refusal) == Some(&at)) {
            return;
        }
        let text = expr.span().text();
        self.refused.push(LoadError::Refused {
            place: at,
            construct: format!("{what} `{text}`, which may be undefined; OPA and this engine then differ"),
            advice: format!("bind it first on a line of its own: `value := {text}`, then use `value`"),
        });
    }

    /// A local variable or a scalar: its value is there, or the body has failed before.
    fn is_bound(&self, expr: &ast::Expr) -> bool {
        match expr {
            // A wildcard under a negation is unsafe in OPA.
            ast::Expr::Var { span, .. } => span.text() != "_" && !self.documents.contains(span.text()),
            ast::Expr::UnaryExpr { expr, .. } => self.is_bound(expr),
            _ => walk::is_scalar(expr),
        }
    }

    /// Refuses what in a literal is neither bound nor a literal of bound parts.
    fn elements(&mut self, expr: &ast::Expr, what: &str) {
        match expr {
            ast::Expr::Array { items, .. } | ast::Expr::Set { items, .. } => {
                for item in items {
                    self.elements(item, "a literal holds");
                }
            }
            ast::Expr::Object { fields, .. } => {
                for (_, key, value) in fields {
                    self.elements(key, "a literal holds");
                    self.elements(value, "a literal holds");
                }
            }
            _ if self.is_bound(expr) => {}
            _ => self.refuse(expr, what),
        }
    }

    fn operand(&mut self, expr: &ast::Expr) {
        if !self.is_bound(expr) {
            self.refuse(expr, "a negation covers");
        }
    }

    /// A reference as a whole: it stays where it is in OPA too, only its indices are taken out.
    fn reference(&mut self, expr: &ast::Expr) {
        match expr {
            ast::Expr::RefDot { refr, .. } => self.reference(refr),
            ast::Expr::RefBrack { refr, index, .. } => {
                self.reference(refr);
                self.operand(index);
            }
            ast::Expr::Var { .. } => {}
            _ => self.operand(expr),
        }
    }

    fn is_reference(expr: &ast::Expr) -> bool {
        matches!(expr, ast::Expr::RefDot { .. } | ast::Expr::RefBrack { .. } | ast::Expr::Var { .. })
    }

    fn negated(&mut self, expr: &ast::Expr) {
        match expr {
            _ if Self::is_reference(expr) => self.reference(expr),
            ast::Expr::Call { params, .. } => {
                for param in params {
                    self.operand(param);
                }
            }
            ast::Expr::BoolExpr { op: ast::BoolOp::Eq, lhs, rhs, .. }
            | ast::Expr::AssignExpr { lhs, rhs, .. } => {
                for side in [lhs, rhs] {
                    if Self::is_reference(side) { self.reference(side) } else { self.operand(side) }
                }
            }
            ast::Expr::BoolExpr { lhs, rhs, .. }
            | ast::Expr::BinExpr { lhs, rhs, .. }
            | ast::Expr::ArithExpr { lhs, rhs, .. } => {
                self.operand(lhs);
                self.operand(rhs);
            }
            ast::Expr::Membership { key, value, collection, .. } => {
                for part in key.iter().chain([value, collection]) {
                    self.operand(part);
                }
            }
            _ => self.operand(expr),
        }
    }

    fn values_of_else(&mut self, head: &ast::RuleHead, bodies: &[ast::RuleBody]) {
        let assign = match head {
            ast::RuleHead::Compr { assign, .. } | ast::RuleHead::Func { assign, .. } => assign,
            ast::RuleHead::Set { .. } => return,
        };
        if bodies.iter().any(|body| body.is_else) {
            for value in assign.iter().chain(bodies.iter().filter_map(|body| body.assign.as_ref())) {
                self.elements(&value.value, "an `else` chain has the value");
            }
        }
    }
}

impl Visit for Checker {
    fn rule(&mut self, rule: &ast::Rule) {
        let ast::Rule::Spec { head, bodies, .. } = rule else {
            return;
        };
        match head {
            ast::RuleHead::Set { key: Some(key), .. } => self.elements(key, "a rule's head holds"),
            ast::RuleHead::Compr { refr, assign, .. } => {
                if let ast::Expr::RefBrack { index, .. } = &**refr {
                    self.elements(index, "a rule's head holds");
                    if let Some(assign) = assign {
                        self.elements(&assign.value, "a rule's head holds");
                    }
                }
            }
            _ => {}
        }
        self.values_of_else(head, bodies);
    }

    fn statement(&mut self, statement: &ast::LiteralStmt) {
        match &statement.literal {
            ast::Literal::NotExpr { expr, .. } => {
                self.statements.insert(expr.span().start);
                self.negated(expr);
            }
            ast::Literal::Expr { expr, .. } => {
                self.statements.insert(expr.span().start);
            }
            ast::Literal::Every { domain, .. } => self.elements(domain, "`every` runs over"),
            _ => {}
        }
    }

    fn expr(&mut self, expr: &ast::Expr) {
        match expr {
            ast::Expr::Array { .. } | ast::Expr::Set { .. } | ast::Expr::Object { .. } => {
                self.elements(expr, "a literal holds");
            }
            // Below another expression the engine makes `false` of an undefined operand.
            ast::Expr::Membership { key, value, collection, span, .. }
                if !self.statements.contains(&span.start) =>
            {
                for part in key.iter().chain([value, collection]) {
                    self.elements(part, "an `in` inside another expression has");
                }
            }
            ast::Expr::ArrayCompr { term, .. } | ast::Expr::SetCompr { term, .. } => {
                self.elements(term, "a comprehension's head holds");
            }
            ast::Expr::ObjectCompr { key, value, .. } => {
                self.elements(key, "a comprehension's head holds");
                self.elements(value, "a comprehension's head holds");
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
