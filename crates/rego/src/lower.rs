//! Rewrites a module so that byte code gives it the meaning that it has.
//!
//! Byte code lets an assignment pass whose right side is undefined: `w := obj[k]` with no such key goes on to the
//! next statement, and only a later use of `w` may fail. A comparison with itself right after the assignment
//! stops it there. The text stays on its lines.
//!
//! Lowering that the interpreter needs, to give foreign policies the meaning that OPA gives them, belongs here
//! too; until it exists, what it would change is refused by [`crate::check`].

use regorus::unstable as ast;

use crate::check::walk::{self, Visit};
use crate::error::LoadError;
use crate::module::{Module, Source, range};

/// The module with every assignment made to fail where it is undefined.
pub(crate) fn for_byte_code(module: &Module) -> Result<Module, LoadError> {
    let text = &module.source().text;
    let mut assignments = Assignments { text, edits: Vec::new() };
    walk::module(&module.tree, &mut assignments);
    let mut edits = assignments.edits;
    edits.sort();
    let mut lowered = text.clone();
    for (at, insertion) in edits.iter().rev() {
        lowered.insert_str(*at, insertion);
    }
    Module::parse(Source { path: module.source().path.clone(), text: lowered })
}

struct Assignments<'a> {
    text: &'a str,
    edits: Vec<(usize, String)>,
}

impl Visit for Assignments<'_> {
    fn rule(&mut self, _: &ast::Rule) {}

    fn statement(&mut self, statement: &ast::LiteralStmt) {
        let ast::Literal::Expr { expr, .. } = &statement.literal else {
            return;
        };
        let ast::Expr::AssignExpr { op: ast::AssignOp::ColEq, lhs, rhs, .. } = &**expr else {
            return;
        };
        if !statement.with_mods.is_empty() || is_defined(rhs) {
            return;
        }
        let mut names = Vec::new();
        variables(lhs, &mut names);
        let checks: String = names.iter().map(|name| format!("; {name} == {name}")).collect();
        let statement = range(self.text, statement.span.start, statement.span.end);
        // A body of one statement may stand without braces, but one of two may not.
        let before = self.text.get(..statement.start).unwrap_or_default().trim_end();
        let (open, close) = if before.ends_with("if") { ("{ ", " }") } else { ("", "") };
        self.edits.push((statement.start, open.to_owned()));
        self.edits.push((statement.end, format!("{checks}{close}")));
    }

    fn expr(&mut self, _: &ast::Expr) {}
}

/// What always has a value.
fn is_defined(expr: &ast::Expr) -> bool {
    walk::is_scalar(expr) || matches!(expr, ast::Expr::ArrayCompr { .. } | ast::Expr::SetCompr { .. })
}

fn variables<'a>(pattern: &'a ast::Expr, names: &mut Vec<&'a str>) {
    match pattern {
        ast::Expr::Var { span, .. } if span.text() != "_" => names.push(span.text()),
        ast::Expr::Array { items, .. } => items.iter().for_each(|item| variables(item, names)),
        ast::Expr::Object { fields, .. } => fields.iter().for_each(|(_, _, value)| variables(value, names)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assignment_is_followed_by_a_check_on_its_line() {
        let text = "package p\n\nx := w if {\n\tw := input.a # why\n\tn := 1\n\t[a, _] := w\n}\n\ny if v := input.b\n\nz := [v | some k in [1]; v := k]\n\nq if {\n\tv := input.c == \"a\"\n\tv\n}\n";
        let module =
            Module::parse(Source { path: "p.rego".to_owned(), text: text.to_owned() }).expect("parses");
        assert_eq!(
            for_byte_code(&module).expect("parses again").source().text,
            "package p\n\nx := w if {\n\tw := input.a; w == w # why\n\tn := 1\n\t[a, _] := w; a == a\n}\n\ny if { v := input.b; v == v }\n\nz := [v | some k in [1]; v := k; v == v]\n\nq if {\n\tv := input.c == \"a\"; v == v\n\tv\n}\n"
        );
    }
}
