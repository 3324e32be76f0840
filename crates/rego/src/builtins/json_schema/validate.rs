//! A document against a schema.

mod arrays;
mod objects;
mod scalars;

use std::cell::Cell;

use regorus::Value;
use regorus::value::Object;

use super::report::{Place, Report, better};
use super::{Draft, Refused, reference};
use crate::builtins::numbers::Decimal;
use objects::step;
use scalars::{number, string};

/// A reference may lead around without end.
const DEEPEST: usize = 512;
/// Alternatives of alternatives multiply.
const MOST_STEPS: u32 = 1_000_000;

type Checked = Result<(), Refused>;

pub(super) fn validate(document: &Value, schema: &Value, draft: Draft) -> Result<Report, Refused> {
    let validator = Validator { root: schema, draft, steps: Cell::new(MOST_STEPS) };
    validator.alone(schema, document, &Place::root(), 0)
}

struct Validator<'a> {
    root: &'a Value,
    draft: Draft,
    /// How many more may be taken.
    steps: Cell<u32>,
}

/// A value at its place, against one schema.
#[derive(Clone, Copy)]
struct At<'a> {
    schema: &'a Object,
    value: &'a Value,
    place: &'a Place,
    level: usize,
}

impl<'a> At<'a> {
    fn keyword(&self, name: &str) -> Option<&'a Value> {
        self.schema.get(&name.into())
    }

    fn list(&self, name: &str) -> &'a [Value] {
        match self.keyword(name) {
            Some(Value::Array(list)) => list.as_slice(),
            _ => &[],
        }
    }

    fn size(&self, name: &str) -> Option<usize> {
        match self.keyword(name) {
            Some(Value::Number(size)) => size.as_i64().and_then(|size| usize::try_from(size).ok()),
            _ => None,
        }
    }
}

/// The type of a value as a schema names it.
fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null | Value::Undefined => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) if Decimal::of(value).is_some_and(|number| number.to_integer().is_some()) => {
            "integer"
        }
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) | Value::Set(_) => "array",
        Value::Object(_) => "object",
    }
}

impl Validator<'_> {
    /// A report of its own.
    fn alone(&self, schema: &Value, value: &Value, place: &Place, level: usize) -> Result<Report, Refused> {
        let mut report = Report::default();
        self.node(schema, value, place, level, &mut report)?;
        Ok(report)
    }

    fn node(
        &self,
        schema: &Value,
        value: &Value,
        place: &Place,
        level: usize,
        report: &mut Report,
    ) -> Checked {
        let steps = self.steps.get().checked_sub(1).filter(|_| level < DEEPEST);
        self.steps.set(steps.ok_or(Refused::Unsupported("a validation of so many steps"))?);
        let level = level.saturating_add(1);
        let schema = match schema {
            Value::Bool(true) => return Ok(()),
            Value::Object(object) => &**object,
            _ => {
                report.add(place, "false", "False always fails validation");
                return Ok(());
            }
        };
        let at = At { schema, value, place, level };
        if let Some(Value::String(name)) = at.keyword("$ref") {
            return self.node(reference::resolve(self.root, name)?, value, place, level, report);
        }
        if !is_typed(&at, report) {
            return Ok(());
        }
        self.combinations(&at, report)?;
        match value {
            Value::Array(array) => {
                self.array(&at, array, report)?;
                self.common(&at, report)?;
            }
            Value::Object(object) => {
                self.object(&at, object, report)?;
                self.common(&at, report)?;
                if let Some(Value::Object(properties)) = at.keyword("properties") {
                    for (name, property) in properties.iter_sorted() {
                        if let Some(inner) = object.get(name) {
                            self.node(property, inner, &step(place, name), level, report)?;
                        }
                    }
                }
            }
            Value::Null => self.common(&at, report)?,
            Value::Number(_) => {
                number(&at, report);
                self.common(&at, report)?;
            }
            _ => {
                self.common(&at, report)?;
                string(&at, report)?;
            }
        }
        report.count();
        Ok(())
    }

    fn combinations(&self, at: &At<'_>, report: &mut Report) -> Checked {
        let alone = |schema: &Value| self.alone(schema, at.value, at.place, at.level);
        self.any_of(at, report)?;
        self.one_of(at, report)?;
        let (all, mut valid) = (at.list("allOf"), 0_usize);
        for schema in all {
            let found = alone(schema)?;
            valid = valid.saturating_add(usize::from(found.is_valid()));
            report.merge(found);
        }
        if valid != all.len() {
            report.add(at.place, "number_all_of", "Must validate all the schemas (allOf)");
        }
        if let Some(not) = at.keyword("not")
            && alone(not)?.is_valid()
        {
            report.add(at.place, "number_not", "Must not validate the schema (not)");
        }
        self.dependencies(at, report)?;
        if let Some(condition) = at.keyword("if").filter(|_| self.draft >= Draft::Seven) {
            let (name, kind, description) = if alone(condition)?.is_valid() {
                ("then", "condition_then", "Must validate \"then\" as \"if\" was valid")
            } else {
                ("else", "condition_else", "Must validate \"else\" as \"if\" was not valid")
            };
            if let Some(consequence) = at.keyword(name) {
                let found = alone(consequence)?;
                if !found.is_valid() {
                    report.add(at.place, kind, description);
                    report.merge(found);
                }
            }
        }
        report.count();
        Ok(())
    }

    /// The errors of the nearest alternative are those that help.
    fn any_of(&self, at: &At<'_>, report: &mut Report) -> Checked {
        let alternatives = at.list("anyOf");
        let mut best = None;
        for schema in alternatives {
            let found = self.alone(schema, at.value, at.place, at.level)?;
            if found.is_valid() {
                return Ok(());
            }
            best = better(best, found);
        }
        if let Some(best) = best {
            report.add(at.place, "number_any_of", "Must validate at least one schema (anyOf)");
            report.merge(best);
        }
        Ok(())
    }

    fn one_of(&self, at: &At<'_>, report: &mut Report) -> Checked {
        let alternatives = at.list("oneOf");
        let (mut best, mut valid) = (None, 0_usize);
        for schema in alternatives {
            let found = self.alone(schema, at.value, at.place, at.level)?;
            if found.is_valid() {
                valid = valid.saturating_add(1);
            } else if valid == 0 {
                best = better(best, found);
            }
        }
        if !alternatives.is_empty() && valid != 1 {
            report.add(at.place, "number_one_of", "Must validate one and only one schema (oneOf)");
            if let Some(best) = best.filter(|_| valid == 0) {
                report.merge(best);
            }
        }
        Ok(())
    }
}

/// Whether the value is of one of the types; nothing else is looked at if not.
fn is_typed(at: &At<'_>, report: &mut Report) -> bool {
    let types: &[Value] = match at.keyword("type") {
        Some(one @ Value::String(_)) => std::slice::from_ref(one),
        Some(Value::Array(several)) => several.as_slice(),
        _ => &[],
    };
    let types: Vec<&str> = types.iter().filter_map(|one| one.as_string().ok()).map(|one| &**one).collect();
    let given = type_of(at.value);
    let is_one = types.contains(&given) || (given == "integer" && types.contains(&"number"));
    if types.is_empty() || is_one {
        return true;
    }
    let expected = match types.as_slice() {
        [one] => (*one).to_owned(),
        several => format!("[{}]", several.join(",")),
    };
    let description = format!("Invalid type. Expected: {expected}, given: {given}");
    report.add(at.place, "invalid_type", description);
    false
}
