//! Values as wholes: what they may equal, the limits of numbers, the shape of strings.

use regorus::Value;

use super::{At, Checked, Validator};
use crate::builtins::json_schema::check::is_match;
use crate::builtins::json_schema::number::{canonical, limit};
use crate::builtins::json_schema::report::Report;
use crate::builtins::json_schema::{Draft, format};
use crate::builtins::numbers::Decimal;

impl Validator<'_> {
    pub(super) fn common(&self, at: &At<'_>, report: &mut Report) -> Checked {
        let field = at.place.field();
        if let Some(wanted) = at.keyword("const").filter(|_| self.draft >= Draft::Six) {
            let wanted = canonical(wanted);
            if canonical(at.value) != wanted {
                report.add(at.place, "const", format!("{field} does not match: {wanted}"));
            }
        }
        if let Some(Value::Array(allowed)) = at.keyword("enum") {
            let allowed: Vec<String> = allowed.iter().map(canonical).collect();
            if !allowed.contains(&canonical(at.value)) {
                let allowed = allowed.join(", ");
                report.add(at.place, "enum", format!("{field} must be one of the following: {allowed}"));
            }
        }
        if let Some(Value::String(name)) = at.keyword("format")
            && !format::is_of_format(name, at.value)?
        {
            report.add(at.place, "format", format!("Does not match format '{name}'"));
        }
        report.count();
        Ok(())
    }
}

pub(super) fn number(at: &At<'_>, report: &mut Report) {
    let keyword = |name: &str| at.keyword(name).filter(|limit| matches!(limit, Value::Number(_)));
    // In the fourth draft a flag makes the other limit exclusive.
    let split = |inclusive: &str, exclusive: &str| match at.keyword(exclusive) {
        Some(Value::Bool(true)) => (None, keyword(inclusive)),
        _ => (keyword(inclusive), keyword(exclusive)),
    };
    if let Some(multiple) = keyword("multipleOf") {
        let whole = Decimal::of(at.value).zip(Decimal::of(multiple));
        if whole.is_some_and(|(number, multiple)| !number.is_multiple_of(&multiple)) {
            let description = format!("Must be a multiple of {}", limit(multiple));
            report.add(at.place, "multiple_of", description);
        }
    }
    let (most, below) = split("maximum", "exclusiveMaximum");
    if let Some(most) = most.filter(|most| at.value > *most) {
        let description = format!("Must be less than or equal to {}", limit(most));
        report.add(at.place, "number_lte", description);
    }
    if let Some(below) = below.filter(|below| at.value >= *below) {
        report.add(at.place, "number_lt", format!("Must be less than {}", limit(below)));
    }
    let (least, above) = split("minimum", "exclusiveMinimum");
    if let Some(least) = least.filter(|least| at.value < *least) {
        let description = format!("Must be greater than or equal to {}", limit(least));
        report.add(at.place, "number_gte", description);
    }
    if let Some(above) = above.filter(|above| at.value <= *above) {
        report.add(at.place, "number_gt", format!("Must be greater than {}", limit(above)));
    }
    report.count();
}

pub(super) fn string(at: &At<'_>, report: &mut Report) -> Checked {
    let Value::String(text) = at.value else { return Ok(()) };
    let length = text.chars().count();
    if let Some(least) = at.size("minLength").filter(|least| length < *least) {
        let description = format!("String length must be greater than or equal to {least}");
        report.add(at.place, "string_gte", description);
    }
    if let Some(most) = at.size("maxLength").filter(|most| length > *most) {
        let description = format!("String length must be less than or equal to {most}");
        report.add(at.place, "string_lte", description);
    }
    if let Some(pattern) = at.keyword("pattern")
        && !is_match(pattern, at.value)?
    {
        let pattern = pattern.as_string().map_or("", |pattern| pattern);
        report.add(at.place, "pattern", format!("Does not match pattern '{pattern}'"));
    }
    report.count();
    Ok(())
}
