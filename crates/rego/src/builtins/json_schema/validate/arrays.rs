//! Arrays: their elements, how many, and whether each is there once.

use std::collections::BTreeMap;

use regorus::Value;
use regorus::value::Array;

use super::{At, Checked, Validator};
use crate::builtins::json_schema::Draft;
use crate::builtins::json_schema::number::canonical;
use crate::builtins::json_schema::report::{Report, better};

impl Validator<'_> {
    pub(super) fn array(&self, at: &At<'_>, array: &Array, report: &mut Report) -> Checked {
        let item = |schema: &Value, index: usize, value: &Value| {
            self.alone(schema, value, &at.place.step(&index.to_string()), at.level)
        };
        match at.keyword("items") {
            Some(Value::Array(schemas)) if !schemas.is_empty() => {
                for (index, (schema, value)) in schemas.iter().zip(array.iter()).enumerate() {
                    report.merge(item(schema, index, value)?);
                }
                match at.keyword("additionalItems") {
                    Some(Value::Bool(false)) if schemas.len() < array.len() => {
                        let description = "No additional items allowed on array";
                        report.add(at.place, "array_no_additional_items", description);
                    }
                    Some(schema @ Value::Object(_)) => {
                        for (index, value) in array.iter().enumerate().skip(schemas.len()) {
                            report.merge(item(schema, index, value)?);
                        }
                    }
                    _ => {}
                }
            }
            Some(schema) if !matches!(schema, Value::Array(_)) => {
                for (index, value) in array.iter().enumerate() {
                    report.merge(item(schema, index, value)?);
                }
            }
            _ => {}
        }
        if let Some(least) = at.size("minItems").filter(|least| array.len() < *least) {
            report.add(at.place, "array_min_items", format!("Array must have at least {least} items"));
        }
        if let Some(most) = at.size("maxItems").filter(|most| array.len() > *most) {
            report.add(at.place, "array_max_items", format!("Array must have at most {most} items"));
        }
        if at.keyword("uniqueItems") == Some(&Value::Bool(true)) {
            unique(at, array, report);
        }
        if let Some(contains) = at.keyword("contains").filter(|_| self.draft >= Draft::Six) {
            let (mut best, mut is_found) = (None, false);
            for (index, value) in array.iter().enumerate() {
                let found = item(contains, index, value)?;
                if found.is_valid() {
                    is_found = true;
                    break;
                }
                best = better(best, found);
            }
            if !is_found {
                report.add(at.place, "contains", "At least one of the items must match");
                if let Some(best) = best {
                    report.merge(best);
                }
            }
        }
        report.count();
        Ok(())
    }
}

fn unique(at: &At<'_>, array: &Array, report: &mut Report) {
    let mut seen = BTreeMap::new();
    for (index, value) in array.iter().enumerate() {
        if let Some(first) = seen.insert(canonical(value), index) {
            let description = format!("array items[{first},{index}] must be unique");
            report.add(at.place, "unique", description);
        }
    }
}
