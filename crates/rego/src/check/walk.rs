//! A walk over everything in a module's syntax tree.

use regorus::unstable as ast;

/// What a walk shows to its visitor, outermost first. A nested literal is shown once, as part of the outer one.
pub(crate) trait Visit {
    /// A rule, before its parts.
    fn rule(&mut self, rule: &ast::Rule);
    /// A statement of a body, before its expressions.
    fn statement(&mut self, statement: &ast::LiteralStmt);
    /// An expression, before its parts.
    fn expr(&mut self, expr: &ast::Expr);
}

/// Walks all rules.
pub(crate) fn module(tree: &ast::Module, visit: &mut impl Visit) {
    for rule in &tree.policy {
        visit.rule(rule);
        match &**rule {
            ast::Rule::Default { value, .. } => expr(value, visit),
            ast::Rule::Spec { head, bodies, .. } => {
                match head {
                    ast::RuleHead::Set { key, .. } => each(key.iter(), visit),
                    ast::RuleHead::Compr { assign, refr, .. } => {
                        expr(refr, visit);
                        each(assign.iter().map(|assign| &assign.value), visit);
                    }
                    ast::RuleHead::Func { assign, args, .. } => {
                        each(args.iter(), visit);
                        each(assign.iter().map(|assign| &assign.value), visit);
                    }
                }
                for body in bodies {
                    each(body.assign.iter().map(|assign| &assign.value), visit);
                    query(&body.query, visit);
                }
            }
        }
    }
}

/// Whether this is a literal without parts.
pub(crate) fn is_scalar(expr: &ast::Expr) -> bool {
    matches!(
        expr,
        ast::Expr::String { .. }
            | ast::Expr::RawString { .. }
            | ast::Expr::Number { .. }
            | ast::Expr::Bool { .. }
            | ast::Expr::Null { .. }
    )
}

/// Whether a body iterates by itself with `some … in`.
pub(crate) fn has_loop(query: &ast::Query) -> bool {
    query.stmts.iter().any(|statement| matches!(statement.literal, ast::Literal::SomeIn { .. }))
}

/// Walks one body.
pub(crate) fn query(query: &ast::Query, visit: &mut impl Visit) {
    for statement in &query.stmts {
        visit.statement(statement);
        match &statement.literal {
            ast::Literal::SomeVars { .. } => {}
            ast::Literal::SomeIn { key, value, collection, .. } => {
                each(key.iter().chain([value, collection]), visit);
            }
            ast::Literal::Expr { expr: inner, .. } | ast::Literal::NotExpr { expr: inner, .. } => {
                expr(inner, visit)
            }
            ast::Literal::Every { domain, query: body, .. } => {
                expr(domain, visit);
                self::query(body, visit);
            }
        }
        for modifier in &statement.with_mods {
            expr(&modifier.r#as, visit);
        }
    }
}

fn each<'a>(exprs: impl Iterator<Item = &'a ast::Ref<ast::Expr>>, visit: &mut impl Visit) {
    for inner in exprs {
        expr(inner, visit);
    }
}

/// Below a literal only what is no literal itself.
fn literal(part: &ast::Expr, visit: &mut impl Visit) {
    match part {
        ast::Expr::Array { items, .. } | ast::Expr::Set { items, .. } => {
            for item in items {
                literal(item, visit);
            }
        }
        ast::Expr::Object { fields, .. } => {
            for (_, key, value) in fields {
                literal(key, visit);
                literal(value, visit);
            }
        }
        _ => expr(part, visit),
    }
}

fn expr(whole: &ast::Expr, visit: &mut impl Visit) {
    visit.expr(whole);
    match whole {
        ast::Expr::String { .. }
        | ast::Expr::RawString { .. }
        | ast::Expr::Number { .. }
        | ast::Expr::Bool { .. }
        | ast::Expr::Null { .. }
        | ast::Expr::Var { .. } => {}
        ast::Expr::Array { .. } | ast::Expr::Set { .. } | ast::Expr::Object { .. } => literal(whole, visit),
        ast::Expr::ArrayCompr { term, query: body, .. } | ast::Expr::SetCompr { term, query: body, .. } => {
            literal(term, visit);
            query(body, visit);
        }
        ast::Expr::ObjectCompr { key, value, query: body, .. } => {
            literal(key, visit);
            literal(value, visit);
            query(body, visit);
        }
        ast::Expr::Call { fcn, params, .. } => {
            expr(fcn, visit);
            each(params.iter(), visit);
        }
        ast::Expr::UnaryExpr { expr: inner, .. } => expr(inner, visit),
        ast::Expr::RefDot { refr, .. } => expr(refr, visit),
        ast::Expr::RefBrack { refr, index, .. } => {
            expr(refr, visit);
            expr(index, visit);
        }
        ast::Expr::BinExpr { lhs, rhs, .. }
        | ast::Expr::BoolExpr { lhs, rhs, .. }
        | ast::Expr::ArithExpr { lhs, rhs, .. }
        | ast::Expr::AssignExpr { lhs, rhs, .. } => {
            expr(lhs, visit);
            expr(rhs, visit);
        }
        ast::Expr::Membership { key, value, collection, .. } => {
            each(key.iter().chain([value, collection]), visit);
        }
    }
}
