//! Objects: their fields, how many, and what one field asks of the others.

use regorus::Value;
use regorus::value::Object;

use super::{At, Checked, Validator};
use crate::builtins::json_schema::check::is_match;
use crate::builtins::json_schema::report::{Place, Report};
use crate::builtins::json_schema::{Draft, Refused};

impl Validator<'_> {
    pub(super) fn object(&self, at: &At<'_>, object: &Object, report: &mut Report) -> Checked {
        if let Some(least) = at.size("minProperties").filter(|least| object.len() < *least) {
            report.add(at.place, "array_min_properties", format!("Must have at least {least} properties"));
        }
        if let Some(most) = at.size("maxProperties").filter(|most| object.len() > *most) {
            report.add(at.place, "array_max_properties", format!("Must have at most {most} properties"));
        }
        for name in at.list("required") {
            if object.contains_key(name) {
                report.count();
            } else {
                let name = name.as_string().map_or("", |name| name);
                report.add(at.place, "required", format!("{name} is required"));
            }
        }
        let properties = match at.keyword("properties") {
            Some(Value::Object(properties)) => Some(properties),
            _ => None,
        };
        for (name, value) in object.iter_sorted() {
            let is_known = properties.is_some_and(|properties| properties.contains_key(name));
            if self.patterns(at, name, value, report)? || is_known {
                continue;
            }
            match at.keyword("additionalProperties") {
                Some(Value::Bool(false)) => {
                    let name = name.as_string().map_or("", |name| name);
                    let description = format!("Additional property {name} is not allowed");
                    report.add(at.place, "additional_property_not_allowed", description);
                }
                Some(schema @ Value::Object(_)) => {
                    report.merge(self.alone(schema, value, &step(at.place, name), at.level)?);
                }
                _ => {}
            }
        }
        if let Some(names) = at.keyword("propertyNames").filter(|_| self.draft >= Draft::Six) {
            for (name, _) in object.iter_sorted() {
                let found = self.alone(names, name, at.place, at.level)?;
                if !found.is_valid() {
                    let name = name.as_string().map_or("", |name| name);
                    let description = format!("Property name of \"{name}\" does not match");
                    report.add(at.place, "invalid_property_name", description);
                    report.merge(found);
                }
            }
        }
        report.count();
        Ok(())
    }

    /// Whether a field's name has a match of any pattern.
    fn patterns(
        &self,
        at: &At<'_>,
        name: &Value,
        value: &Value,
        report: &mut Report,
    ) -> Result<bool, Refused> {
        let Some(Value::Object(patterns)) = at.keyword("patternProperties") else { return Ok(false) };
        let mut is_matched = false;
        for (pattern, schema) in patterns.iter_sorted() {
            if is_match(pattern, name)? {
                is_matched = true;
                report.merge(self.alone(schema, value, &step(at.place, name), at.level)?);
            }
        }
        if is_matched {
            report.count();
        }
        Ok(is_matched)
    }

    pub(super) fn dependencies(&self, at: &At<'_>, report: &mut Report) -> Checked {
        let (Value::Object(object), Some(Value::Object(dependencies))) =
            (at.value, at.keyword("dependencies"))
        else {
            return Ok(());
        };
        for (name, _) in object.iter_sorted() {
            match dependencies.get(name) {
                None => {}
                Some(Value::Array(names)) => {
                    for missing in names.iter().filter(|needed| !object.contains_key(needed)) {
                        let missing = missing.as_string().map_or("", |missing| missing);
                        report.add(at.place, "missing_dependency", format!("Has a dependency on {missing}"));
                    }
                }
                Some(schema) => self.node(schema, at.value, at.place, at.level, report)?,
            }
        }
        Ok(())
    }
}

pub(super) fn step(place: &Place, name: &Value) -> Place {
    place.step(name.as_string().map_or("", |name| name))
}
