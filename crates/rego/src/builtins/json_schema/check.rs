//! Whether a document is a schema.

mod keywords;

use std::collections::BTreeSet;

use regorus::Value;
use regorus::value::Object;

use super::number::canonical;
use super::{Draft, Refused, reference};
use keywords::{
    field, invalid, is_number, is_schema_like, list, required, sizes, string, strings, types, wrong_type,
};
pub(super) use keywords::{is_match, is_pattern};

/// A schema takes stack for each of its levels, and for each reference that is followed.
const DEEPEST: usize = 256;

/// The draft that a schema names.
pub(super) fn draft(schema: &Value) -> Result<Draft, Refused> {
    match schema {
        Value::Bool(_) => Ok(Draft::Mixed),
        Value::Object(object) => match object.get(&"$schema".into()) {
            None => Ok(Draft::Mixed),
            Some(Value::String(name)) => Ok(match name.strip_suffix('#').unwrap_or(name) {
                "http://json-schema.org/draft-04/schema" => Draft::Four,
                "http://json-schema.org/draft-06/schema" => Draft::Six,
                "http://json-schema.org/draft-07/schema" => Draft::Seven,
                _ => Draft::Mixed,
            }),
            Some(_) => invalid("$schema must be of type string"),
        },
        _ => invalid("schema is invalid"),
    }
}

/// Checks a whole schema.
pub(super) fn check(schema: &Value, draft: Draft) -> Result<(), Refused> {
    let mut checker = Checker { root: schema, draft, references: BTreeSet::new(), has_inner_id: false };
    checker.schema(schema, 0)?;
    if checker.has_inner_id && !checker.references.is_empty() {
        return Err(Refused::Unsupported("a reference in a schema of several identifiers"));
    }
    Ok(())
}

struct Checker<'a> {
    root: &'a Value,
    draft: Draft,
    references: BTreeSet<String>,
    has_inner_id: bool,
}

impl<'a> Checker<'a> {
    fn schema(&mut self, node: &'a Value, level: usize) -> Result<(), Refused> {
        if level > DEEPEST {
            return Err(Refused::Unsupported("such deep nesting"));
        }
        let level = level.saturating_add(1);
        let schema = match node {
            Value::Bool(_) if self.draft >= Draft::Six => return Ok(()),
            Value::Object(object) => &**object,
            _ => return invalid("Expected: Valid Schema, given: Invalid JSON"),
        };
        self.identifier(schema, level)?;
        match field(schema, "definitions") {
            None => {}
            Some(Value::Object(definitions)) => {
                for (_, definition) in definitions.iter_sorted() {
                    if !is_schema_like(definition) {
                        return wrong_type("Array Of Schemas", "definitions");
                    }
                    self.schema(definition, level)?;
                }
            }
            Some(_) => return wrong_type("Array Of Schemas", "definitions"),
        }
        string(schema, "title")?;
        string(schema, "description")?;
        if let Some(reference) = string(schema, "$ref")?
            && self.references.insert(reference.to_owned())
        {
            let target = reference::resolve(self.root, reference)?;
            if !is_schema_like(target) {
                return invalid("Valid Schema must be of type object");
            }
            return self.schema(target, level);
        }
        types(schema)?;
        self.objects(schema, level)?;
        self.arrays(schema, level)?;
        self.numbers(schema)?;
        strings(schema)?;
        sizes(schema, "minProperties", "maxProperties")?;
        required(schema)?;
        sizes(schema, "minItems", "maxItems")?;
        if field(schema, "uniqueItems").is_some_and(|unique| !matches!(unique, Value::Bool(_))) {
            return invalid("uniqueItems must be of a boolean");
        }
        if let Some(contains) = field(schema, "contains").filter(|_| self.draft >= Draft::Six) {
            self.schema(contains, level)?;
        }
        let mut seen = BTreeSet::new();
        if !list(schema, "enum")?.iter().all(|value| seen.insert(canonical(value))) {
            return invalid("enum items must be unique");
        }
        self.combinations(schema, level)
    }

    fn identifier(&mut self, schema: &Object, level: usize) -> Result<(), Refused> {
        let key = match self.draft {
            Draft::Four => "id",
            Draft::Mixed if field(schema, "id").is_some() => "id",
            _ => "$id",
        };
        let id = string(schema, key)?;
        self.has_inner_id |= id.is_some() && level > 1;
        Ok(())
    }

    fn objects(&mut self, schema: &'a Object, level: usize) -> Result<(), Refused> {
        match field(schema, "properties") {
            None => {}
            Some(Value::Object(properties)) => {
                for (_, property) in properties.iter_sorted() {
                    self.schema(property, level)?;
                }
            }
            Some(_) => return invalid("Properties must be of type object"),
        }
        self.additional(schema, "additionalProperties", level)?;
        match field(schema, "patternProperties") {
            None => {}
            Some(Value::Object(patterns)) => {
                for (pattern, property) in patterns.iter_sorted() {
                    if !is_pattern(pattern)? {
                        let pattern = pattern.as_string().map_or("", |pattern| pattern);
                        return invalid(format!("Invalid regex pattern '{pattern}'"));
                    }
                    self.schema(property, level)?;
                }
            }
            Some(_) => return wrong_type("Valid Schema", "patternProperties"),
        }
        if let Some(names) = field(schema, "propertyNames").filter(|_| self.draft >= Draft::Six) {
            if !is_schema_like(names) {
                return wrong_type("Valid Schema", "patternProperties");
            }
            self.schema(names, level)?;
        }
        self.dependencies(schema, level)
    }

    fn additional(&mut self, schema: &'a Object, name: &str, level: usize) -> Result<(), Refused> {
        match field(schema, name) {
            None | Some(Value::Bool(_)) => Ok(()),
            Some(additional @ Value::Object(_)) => self.schema(additional, level),
            Some(_) => wrong_type("boolean/Valid Schema", name),
        }
    }

    fn dependencies(&mut self, schema: &'a Object, level: usize) -> Result<(), Refused> {
        let wrong = "Dependency must be of type Schema Or Array Of Strings";
        let dependencies = match field(schema, "dependencies") {
            None => return Ok(()),
            Some(Value::Object(dependencies)) => dependencies,
            Some(_) => return invalid("dependencies must be of type object"),
        };
        for (_, dependency) in dependencies.iter_sorted() {
            match dependency {
                Value::Array(names) => {
                    if !names.iter().all(|name| matches!(name, Value::String(_))) {
                        return invalid(wrong);
                    }
                }
                schema if is_schema_like(schema) => self.schema(schema, level)?,
                _ => return invalid(wrong),
            }
        }
        Ok(())
    }

    fn arrays(&mut self, schema: &'a Object, level: usize) -> Result<(), Refused> {
        let wrong = || wrong_type("Valid Schema/Array Of Schemas", "items");
        match field(schema, "items") {
            None => {}
            Some(Value::Array(items)) => {
                for item in items.iter() {
                    if !is_schema_like(item) {
                        return wrong();
                    }
                    self.schema(item, level)?;
                }
            }
            Some(items) if is_schema_like(items) => self.schema(items, level)?,
            Some(_) => return wrong(),
        }
        self.additional(schema, "additionalItems", level)
    }

    fn numbers(&self, schema: &Object) -> Result<(), Refused> {
        if let Some(multiple) = field(schema, "multipleOf") {
            if !is_number(multiple) {
                return wrong_type("Number", "multipleOf");
            }
            if *multiple <= Value::from(0) {
                return invalid("multipleOf must be strictly greater than 0");
            }
        }
        self.limit(schema, "minimum", "exclusiveMinimum")?;
        self.limit(schema, "maximum", "exclusiveMaximum")
    }

    fn limit(&self, schema: &Object, inclusive: &str, exclusive: &str) -> Result<(), Refused> {
        let limit = field(schema, inclusive);
        if limit.is_some_and(|limit| !is_number(limit)) {
            return invalid(format!("{inclusive} must be of a Number"));
        }
        match (self.draft, field(schema, exclusive)) {
            (_, None) => Ok(()),
            (Draft::Four | Draft::Mixed, Some(Value::Bool(_))) if limit.is_none() => {
                invalid(format!("{exclusive} cannot be used without {inclusive}"))
            }
            (Draft::Four | Draft::Mixed, Some(Value::Bool(_)))
            | (Draft::Six | Draft::Seven | Draft::Mixed, Some(Value::Number(_))) => Ok(()),
            (Draft::Four, Some(_)) => wrong_type("boolean", exclusive),
            (Draft::Mixed, Some(_)) => wrong_type("boolean/number", exclusive),
            (Draft::Six | Draft::Seven, Some(_)) => wrong_type("number", exclusive),
        }
    }

    fn combinations(&mut self, schema: &'a Object, level: usize) -> Result<(), Refused> {
        for name in ["oneOf", "anyOf", "allOf"] {
            for one in list(schema, name)? {
                self.schema(one, level)?;
            }
        }
        let conditions: &[&str] =
            if self.draft >= Draft::Seven { &["not", "if", "then", "else"] } else { &["not"] };
        for name in conditions {
            match field(schema, name) {
                None => {}
                Some(one) if is_schema_like(one) => self.schema(one, level)?,
                Some(_) => return invalid(format!("{name} must be of an object")),
            }
        }
        Ok(())
    }
}
