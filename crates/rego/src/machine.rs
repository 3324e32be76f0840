//! Which machine may run a rule.
//!
//! The interpreter is the machine of record. Byte code is several times faster and loads without parsing, but
//! it answers some constructs wrongly without an error; a rule that uses one, or whose library does, stays on
//! the interpreter. Decided by looking at the text when it is loaded, never by trying.

use regorus::unstable as ast;
use serde::Serialize;

use crate::check::walk::{self, Visit};
use crate::error::Place;
use crate::module::{Module, rule_name};

/// One of the engine's two evaluators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Machine {
    /// Walks the syntax tree.
    Interpreter,
    /// Runs a compiled program.
    ByteCode,
}

/// A construct that byte code answers wrongly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trap {
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub construct: &'static str,
}

/// Arguments from which on byte code mixes them up.
const TOO_MANY_ARGUMENTS: usize = 9;

/// The first construct in `modules` that keeps a rule off byte code.
pub(crate) fn trap(modules: &[&Module]) -> Option<Trap> {
    modules.iter().find_map(|module| {
        let mut finder = Finder { found: None };
        walk::module(&module.tree, &mut finder);
        finder.found.or_else(|| differing_definitions(module))
    })
}

struct Finder {
    found: Option<Trap>,
}

impl Finder {
    fn set(&mut self, span: &ast::Span, construct: &'static str) {
        if self.found.is_none() {
            self.found = Some(Trap { place: Place::of(span), construct });
        }
    }
}

impl Visit for Finder {
    fn rule(&mut self, rule: &ast::Rule) {
        match rule {
            ast::Rule::Default { span, args, .. } if !args.is_empty() => self.set(span, "a default function"),
            ast::Rule::Default { .. } => {}
            ast::Rule::Spec { bodies, .. } if loops_before_else(bodies) => {
                self.set(rule.span(), "a loop in a body that an `else` follows");
            }
            ast::Rule::Spec { span, head, .. } => match head {
                ast::RuleHead::Func { args, .. } if args.len() >= TOO_MANY_ARGUMENTS => {
                    self.set(span, "a function of nine or more arguments");
                }
                ast::RuleHead::Compr { refr, .. } if matches!(**refr, ast::Expr::RefBrack { .. }) => {
                    self.set(span, "a partial object rule, whose conflicting keys byte code does not see");
                }
                _ => {}
            },
        }
    }

    fn statement(&mut self, statement: &ast::LiteralStmt) {
        if !statement.with_mods.is_empty() {
            self.set(&statement.span, "`with`");
        }
    }

    fn expr(&mut self, expr: &ast::Expr) {
        match expr {
            ast::Expr::ArrayCompr { span, query, .. } | ast::Expr::SetCompr { span, query, .. }
                if !walk::has_loop(query) =>
            {
                self.set(span, "a comprehension without a loop of its own");
            }
            ast::Expr::ObjectCompr { span, .. } => {
                self.set(span, "an object comprehension, whose colliding keys byte code does not see");
            }
            ast::Expr::AssignExpr { span, op: ast::AssignOp::Eq, .. } => {
                self.set(span, "unification with `=`, which passes over undefined");
            }
            ast::Expr::Call { span, fcn, params, .. } => {
                if params.len() >= TOO_MANY_ARGUMENTS {
                    self.set(span, "a call with nine or more arguments");
                }
                match crate::module::dotted(fcn).as_deref() {
                    Some("walk") => self.set(span, "`walk`"),
                    Some("print") => self.set(span, "`print`"),
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

/// Where such a loop finds nothing, byte code leaves the whole chain instead of going on to the `else`.
fn loops_before_else(bodies: &[ast::RuleBody]) -> bool {
    let chained = bodies.iter().any(|body| body.is_else);
    let before_last = bodies.split_last().map(|(_, before)| before).unwrap_or_default();
    chained && before_last.iter().any(|body| walk::has_loop(&body.query))
}

/// Several definitions of one rule that could give different values: byte code turns a conflict into undefined.
fn differing_definitions(module: &Module) -> Option<Trap> {
    let value = |rule: &ast::Rule| match rule {
        ast::Rule::Spec { head, bodies, .. } => {
            let assign = match head {
                ast::RuleHead::Compr { assign, .. } | ast::RuleHead::Func { assign, .. } => assign,
                ast::RuleHead::Set { .. } => return None,
            };
            let own = bodies.iter().filter_map(|body| body.assign.as_ref());
            assign.iter().chain(own).map(|assign| assign.value.span().text().to_owned()).next()
        }
        ast::Rule::Default { .. } => None,
    };
    let rules: Vec<_> = module
        .tree
        .policy
        .iter()
        .filter(|rule| matches!(***rule, ast::Rule::Spec { .. }))
        .filter_map(|rule| Some((rule_name(rule)?, value(rule).unwrap_or_else(|| "true".to_owned()), rule)))
        .collect();
    rules.iter().find_map(|(name, text, rule)| {
        let differs = rules.iter().any(|(other, other_text, other_rule)| {
            other == name
                && !std::ptr::eq(rule.as_ref(), other_rule.as_ref())
                && (other_text != text || text != "true")
        });
        differs.then(|| Trap {
            place: Place::of(rule.span()),
            construct: "several definitions of one rule whose values may conflict",
        })
    })
}
