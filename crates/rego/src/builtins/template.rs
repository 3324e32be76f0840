//! `strings.render_template`: Go's `text/template` on the values of JSON.
//!
//! All of the language is here but complex numbers, hexadecimal floats, and bytes taken out of strings; those stop
//! the evaluation. So do templates that nest or loop without measure.

use regorus::Value;

use super::argument::{beyond, failed, string, text, wrong};
use super::sprintf::{Operand, term};
use super::{Answer, Builtin, Failure};

mod constant;
mod escape;
mod eval;
mod functions;
mod parse;
mod pipeline;
mod run;
mod token;
mod tree;

pub(crate) const BUILTINS: &[Builtin] = &[Builtin { name: "strings.render_template", run: render_template }];

/// Nesting of blocks, parentheses and templates in each other.
const DEPTH: usize = 100;

fn render_template(args: &[Value]) -> Answer {
    let template = text(args, 0)?;
    let Some(object @ Value::Object(_)) = args.get(1) else {
        return Err(wrong(1, "object", args.get(1)));
    };
    let data = data(object)?;
    let templates = parse::parse(template)?;
    let rendered = run::run(&templates, data)?;
    string(rendered.replace("<no value>", "<undefined>"))
}

fn malformed(what: impl std::fmt::Display) -> Failure {
    failed(format!("template: {what}"))
}

fn too_deep() -> Failure {
    beyond("template is nested too deep")
}

/// The data of a template. OPA reads the text of the term as JSON, so that what JSON does not have is an error.
fn data(value: &Value) -> Result<Operand, Failure> {
    Ok(match value {
        Value::Null => Operand::Nil,
        Value::Bool(truth) => Operand::Bool(*truth),
        Value::Number(_) => Operand::Text(term::number(value).unwrap_or_default(), "json.Number"),
        Value::String(text) => Operand::Text(readable(text)?, "string"),
        Value::Array(array) => Operand::List(array.iter().map(data).collect::<Result<_, _>>()?),
        Value::Object(object) => {
            let entries = object.iter_sorted().map(|(key, value)| match key {
                Value::String(key) => Ok((readable(key)?, data(value)?)),
                _ => Err(failed("a key of the template's data is no string")),
            });
            Operand::Map(entries.collect::<Result<_, _>>()?)
        }
        Value::Set(_) | Value::Undefined => return Err(failed("the template's data is not JSON")),
    })
}

/// A string, if the quoted form in a term is one in JSON too.
fn readable(text: &str) -> Result<String, Failure> {
    let escape = |character: char| super::sprintf::quoted(&character.to_string());
    let foreign = |character: char| {
        let quoted = escape(character);
        ["\"\\a", "\"\\v", "\"\\x", "\"\\U"].iter().any(|escape| quoted.starts_with(escape))
    };
    if text.chars().any(foreign) {
        return Err(failed("a string of the template's data is not JSON as it is quoted"));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use regorus::Value;

    use super::render_template;
    use crate::builtins::Failure;

    fn stops(template: &str) -> bool {
        matches!(render_template(&[template.into(), Value::new_object()]), Err(Failure::Halt(..)))
    }

    #[test]
    fn a_template_that_has_no_end_stops_the_evaluation() {
        assert!(stops(r#"{{template "template"}}"#));
        assert!(stops("{{range 9223372036854775807}}x{{end}}"));
        let (ifs, ends) = ("{{if true}}".repeat(90), "{{end}}".repeat(90));
        assert!(stops(&format!(r#"{ifs}{{{{template "template"}}}}{ends}"#)));
    }

    #[test]
    fn nesting_without_measure_stops_the_evaluation() {
        assert!(stops(&format!("{{{{print {}1{}}}}}", "(".repeat(5_000), ")".repeat(5_000))));
        assert!(stops(&format!("{}{}", "{{if true}}".repeat(5_000), "{{end}}".repeat(5_000))));
    }
}
