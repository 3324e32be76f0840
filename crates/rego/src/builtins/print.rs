//! What policies say beside their answers: `print` and `trace`.

use regorus::Value;

use super::argument::text;
use super::sprintf::term;
use super::{Answer, Builtin};

pub(crate) const BUILTINS: &[Builtin] = &[Builtin { name: "trace", run: trace }];

/// A note for an explanation; here nobody reads it.
fn trace(args: &[Value]) -> Answer {
    text(args, 0)?;
    Ok(Some(Value::Bool(true)))
}

/// More lines than these no call prints.
const MOST_LINES: usize = 10_000;

/// The lines that one `print` prints. Each operand is the set of its values: an undefined one has none, and several
/// values give a line for each way to combine them.
pub(crate) fn lines(args: &[Value]) -> Vec<String> {
    let Some(Value::Array(operands)) = args.first() else {
        return Vec::new();
    };
    let mut lines = vec![String::new()];
    for (at, operand) in operands.iter().enumerate() {
        let shown = match operand {
            Value::Set(values) if values.is_empty() => vec!["<undefined>".to_owned()],
            Value::Set(values) => values.iter().map(shown).collect(),
            other => vec![shown(other)],
        };
        let space = if at == 0 { "" } else { " " };
        lines = lines
            .iter()
            .flat_map(|line| shown.iter().map(move |value| format!("{line}{space}{value}")))
            .take(MOST_LINES)
            .collect();
    }
    lines
}

/// Text without quotes, anything else as a policy would write it.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_string(),
        other => term::text(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(operands: &str) -> Vec<String> {
        // JSON has no sets: an operand is a list of its values.
        let Value::Array(operands) = Value::from_json_str(operands).expect("JSON") else {
            panic!("a list of lists");
        };
        let set = |operand: &Value| {
            let values = operand.as_array().expect("a list").iter().cloned();
            Value::from(values.collect::<std::collections::BTreeSet<Value>>())
        };
        lines(&[Value::from(operands.iter().map(set).collect::<Vec<_>>())])
    }

    #[test]
    fn an_undefined_operand_is_called_so() {
        assert_eq!(printed(r#"[["x is"], []]"#), ["x is <undefined>"]);
    }

    #[test]
    fn text_has_no_quotes_but_inside_of_values() {
        assert_eq!(
            printed(r#"[["a"], [["b", 1, null]], [{"k": true}]]"#),
            [r#"a ["b", 1, null] {"k": true}"#]
        );
    }

    #[test]
    fn several_values_give_a_line_for_each_combination() {
        assert_eq!(printed("[[1, 2], [3], [4, 5]]"), ["1 3 4", "1 3 5", "2 3 4", "2 3 5"]);
    }

    #[test]
    fn a_print_of_nothing_is_an_empty_line() {
        assert_eq!(printed("[]"), [""]);
    }
}
