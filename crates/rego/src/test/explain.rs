//! Which statement of a failed test did not hold, and what its parts were.

use std::fmt;

use crate::document::Documents;
use crate::error::Place;
use crate::evaluate::{Limits, Rule, RuleSource};
use crate::machine::Machine;
use crate::module::{Module, Source};
use crate::syntax::tree::{Function, Operator, Statement, StatementKind, Term, TermKind};
use crate::test::{Case, Part};
use crate::value::Value;

/// A test that is not true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The case of the test, if it has any.
    pub case: String,
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

/// Why a test fails: once, or once for each of its cases that fail.
pub(super) fn failures(
    documents: &Documents,
    case: &Case,
    parts: &[Part],
    value: Option<&Value>,
) -> Vec<Failure> {
    let Some(module) = documents.modules().get(case.module) else {
        return Vec::new();
    };
    let rule = module.tree.rules.get(case.rule);
    let operands = rule.map(|rule| rule.head.reference.as_slice()).unwrap_or_default();
    let operands: Vec<&str> = operands
        .iter()
        .skip(case.path.len() - module.tree.package.len())
        .map(|part| module.source().slice(part.span))
        .collect();
    let leaves: Vec<_> = parts.iter().flat_map(Part::leaves).filter(|(_, fails)| *fails).collect();
    if operands.is_empty() || leaves.is_empty() {
        let mut failure = failure(documents, module, case, None);
        if failure.statement == case.name {
            let values = value.cloned().into_iter().collect();
            failure.observed = vec![Observed { term: case.name.clone(), values }];
        }
        return vec![failure];
    }
    leaves
        .into_iter()
        .map(|(names, _)| {
            let equal = operands.iter().zip(&names).map(|(operand, name)| {
                let name = serde_json::Value::from(*name);
                format!("sprintf(\"%v\", [{operand}]) == {name}")
            });
            let chosen = equal.collect::<Vec<_>>().join("\n");
            Failure { case: names.join("/"), ..failure(documents, module, case, Some(&chosen)) }
        })
        .collect()
}

/// Runs the test's statements one more at a time; the first that leaves nothing is the one. A case is `chosen` by a
/// statement that holds for it alone, from where its variables are bound.
fn failure(documents: &Documents, module: &Module, case: &Case, chosen: Option<&str>) -> Failure {
    let place = case.place.clone();
    let whole = Failure { case: String::new(), place, statement: case.name.clone(), observed: Vec::new() };
    let Some(statements) = statements(module, case) else {
        return whole;
    };
    let body = |texts: &[String]| match chosen {
        Some(chosen) => format!("{}\n{chosen}", texts.join("\n")),
        None => texts.join("\n"),
    };
    let text = |statement: &Statement| module.source().slice(statement.span).trim_end().to_owned();
    let texts: Vec<String> = statements.iter().map(text).collect();
    let failing = (0..texts.len()).find(|index| {
        let body = body(texts.get(..=*index).unwrap_or_default());
        let probe = format!("probe_of_edgeward if {{\n{body}\n}}");
        evaluate(documents, module, &probe, "probe_of_edgeward").is_some_and(|values| values.is_empty())
    });
    let Some((index, statement)) = failing.and_then(|index| Some((index, statements.get(index)?))) else {
        return whole;
    };
    let before = body(texts.get(..index).unwrap_or_default());
    let modifiers: String =
        statement.with.iter().map(|modifier| format!(" {}", module.source().slice(modifier.span))).collect();
    let observed = operands(module.source(), statement)
        .into_iter()
        .map(|term| {
            let probe = format!("probe_of_edgeward contains v if {{\n{before}\nv := {term}{modifiers}\n}}");
            Observed {
                values: evaluate(documents, module, &probe, "probe_of_edgeward").unwrap_or_default(),
                term,
            }
        })
        .collect();
    Failure {
        case: String::new(),
        place: module.source().place(statement.span),
        statement: texts.get(index).cloned().unwrap_or_default(),
        observed,
    }
}

fn statements<'a>(module: &'a Module, case: &Case) -> Option<&'a Vec<Statement>> {
    let rule = module.tree.rules.get(case.rule)?;
    rule.body.as_ref().map(|body| &body.statements)
}

/// The operands of the statement, left to right; the whole of one that has none.
pub(crate) fn operands(source: &Source, statement: &Statement) -> Vec<String> {
    let (StatementKind::Expr(expr) | StatementKind::Not(expr)) = &statement.kind else {
        return Vec::new();
    };
    let operands: Vec<&Term> = match &expr.kind {
        TermKind::Call { function: Function::Operator(Operator::Assign | Operator::Unify), args } => {
            args.iter().skip(1).collect()
        }
        TermKind::Call { args, .. } => args.iter().collect(),
        _ => vec![expr],
    };
    operands
        .into_iter()
        .filter(|operand| {
            !matches!(
                operand.kind,
                TermKind::Null | TermKind::Bool(_) | TermKind::Number(_) | TermKind::String(_)
            )
        })
        .map(|operand| source.slice(operand.span).to_owned())
        .collect()
}

/// The values of `rule` in the module with `addition` below it; nothing where that is no Rego.
fn evaluate(documents: &Documents, module: &Module, addition: &str, rule: &str) -> Option<Vec<Value>> {
    let source = Source {
        path: module.source().path.clone(),
        text: format!("{}\n{addition}\n", module.source().text),
    };
    let probed = Module::parse_as(source, module.tree.version).ok()?;
    let others = documents.modules().iter().filter(|other| other.source().path != module.source().path);
    let modules = std::iter::once(probed).chain(others.cloned()).collect();
    let documents = Documents::new(modules, documents.data().clone());
    let asked = Rule::load(module.package(), rule, RuleSource::On(&documents, Machine::Interpreter)).ok()?;
    Some(match asked.evaluate_without_input(documents.data(), &Limits::default()) {
        Ok(Some(value)) if value.as_bool() == Some(true) => vec![value],
        Ok(Some(value)) => value.elements(),
        _ => Vec::new(),
    })
}
