//! Which statement of a failed test did not hold, and what its parts were.

use std::fmt;

use regorus::unstable as ast;

use crate::check::walk::is_scalar;
use crate::document::Documents;
use crate::error::Place;
use crate::module::{Module, Source, range, rule_name};
use crate::test::Case;
use crate::value::Value;

/// A test that is not true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The statement that did not hold, or the test where none could be singled out.
    pub place: Place,
    /// Its text.
    pub statement: String,
    /// The values of its parts.
    pub observed: Vec<Observed>,
}

/// A part of a statement and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// Its text.
    pub term: String,
    /// Its values, one for each way to get there; none where it is undefined.
    pub values: Vec<Value>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: this did not hold", self.place)?;
        let width = (self.place.line as usize + self.statement.lines().count()).to_string().len();
        writeln!(f, "{:width$} |", "")?;
        for (index, line) in self.statement.lines().enumerate() {
            writeln!(f, "{:>width$} | {line}", self.place.line as usize + index)?;
        }
        writeln!(f, "{:width$} |", "")?;
        for Observed { term, values } in &self.observed {
            let values = match values.as_slice() {
                [] => "undefined".to_owned(),
                values => values.iter().map(Value::to_json).collect::<Vec<_>>().join(" or "),
            };
            writeln!(f, "{:width$} = {term}: {values}", "")?;
        }
        Ok(())
    }
}

/// Runs the test's statements one more at a time; the first that leaves nothing is the one.
pub(super) fn failure(documents: &Documents, module: &Module, case: &Case) -> Failure {
    let whole = Failure { place: case.place.clone(), statement: case.name.clone(), observed: Vec::new() };
    let Some(statements) = statements(module, case) else {
        return whole;
    };
    let texts: Vec<String> = statements.iter().map(|statement| text(module, statement)).collect();
    let failing = (0..texts.len()).find(|index| {
        let body = texts.get(..=*index).unwrap_or_default().join("\n");
        evaluate(documents, module, &format!("edgeward_probe if {{\n{body}\n}}"), "edgeward_probe").is_empty()
    });
    let Some((index, statement)) = failing.and_then(|index| Some((index, statements.get(index)?))) else {
        return whole;
    };
    let before = texts.get(..index).unwrap_or_default().join("\n");
    let modifiers: String = statement
        .with_mods
        .iter()
        .map(|modifier| format!(" with {} as {}", modifier.refr.span().text(), modifier.r#as.span().text()))
        .collect();
    let observed = terms(statement)
        .into_iter()
        .map(|term| {
            let probe = format!("edgeward_probe contains v if {{\n{before}\nv := {term}{modifiers}\n}}");
            Observed { values: evaluate(documents, module, &probe, "edgeward_probe"), term }
        })
        .collect();
    Failure {
        place: Place::of(&statement.span),
        statement: texts.get(index).cloned().unwrap_or_default(),
        observed,
    }
}

fn statements<'a>(module: &'a Module, case: &Case) -> Option<&'a Vec<ast::LiteralStmt>> {
    module.tree.policy.iter().find_map(|rule| match &**rule {
        ast::Rule::Spec { bodies, .. } if rule_name(rule).as_deref() == Some(&case.name) => {
            bodies.first().map(|body| &body.query.stmts)
        }
        _ => None,
    })
}

/// A statement with its modifiers.
fn text(module: &Module, statement: &ast::LiteralStmt) -> String {
    let end = statement
        .with_mods
        .iter()
        .map(|modifier| modifier.r#as.span().end)
        .fold(statement.span.end, u32::max);
    let text = &module.source().text;
    text.get(range(text, statement.span.start, end)).unwrap_or_default().trim_end().to_owned()
}

/// The operands of the statement, left to right; the whole of one that has none.
fn terms(statement: &ast::LiteralStmt) -> Vec<String> {
    let (ast::Literal::Expr { expr, .. } | ast::Literal::NotExpr { expr, .. }) = &statement.literal else {
        return Vec::new();
    };
    let operands: Vec<&ast::Ref<ast::Expr>> = match &**expr {
        ast::Expr::BoolExpr { lhs, rhs, .. } => vec![lhs, rhs],
        ast::Expr::AssignExpr { rhs, .. } => vec![rhs],
        ast::Expr::Membership { value, collection, .. } => vec![value, collection],
        ast::Expr::Call { params, .. } => params.iter().collect(),
        _ => vec![expr],
    };
    operands
        .into_iter()
        .filter(|operand| !is_scalar(operand))
        .map(|operand| operand.span().text().to_owned())
        .collect()
}

/// The values of `rule` in the module with `addition` below it.
fn evaluate(documents: &Documents, module: &Module, addition: &str, rule: &str) -> Vec<Value> {
    let source = Source {
        path: module.source().path.clone(),
        text: format!("{}\n{addition}\n", module.source().text),
    };
    let Ok(probed) = Module::parse(source) else {
        return Vec::new();
    };
    let mut members = documents.closure(module);
    if let Some(first) = members.first_mut() {
        *first = &probed;
    }
    let Ok(mut engine) = Documents::engine(&members, documents.data()) else {
        return Vec::new();
    };
    match engine.eval_rule(format!("{}.{rule}", module.package())) {
        Ok(regorus::Value::Bool(true)) => vec![Value::from(true)],
        Ok(set @ regorus::Value::Set(_)) => Value(set).elements(),
        _ => Vec::new(),
    }
}
