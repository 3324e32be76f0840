//! Names for parts of an expression, within the expression.
//!
//! Admission policies have `variables` for this, and those of the chart must not use them: the API server keeps the
//! types of all variables of all policies in one map without a lock, writes it when a policy comes or changes and reads
//! it when an expression with a variable is evaluated. Both at once end the process
//! (<https://github.com/kubernetes/kubernetes/issues/135757>; Kubernetes 1.30 to 1.35).

use crate::counterpart::Variable;

/// The expression with the definitions of the names that it and these mention, so that it stands alone. CEL of
/// Kubernetes has no `let`; a test of all members of a list of one is the same.
pub(crate) fn standing_alone(expression: &str, known: &[&Variable]) -> String {
    let mut whole = named(expression);
    for variable in known.iter().rev() {
        if mentions(&whole, &variable.name) {
            whole = format!("[{}].all(_{}, {whole})", named(&variable.expression), variable.name);
        }
    }
    whole
}

/// With `_NAME` for `variables.NAME`: no expression of ours names a member of a list so.
fn named(expression: &str) -> String {
    expression.replace("variables.", "_")
}

fn mentions(text: &str, name: &str) -> bool {
    let is_part = |next: char| next.is_ascii_alphanumeric() || next == '_';
    text.match_indices(&format!("_{name}")).any(|(at, found)| {
        let (before, after) = (text.get(..at), text.get(at + found.len()..));
        !before.is_some_and(|text| text.ends_with(is_part))
            && !after.is_some_and(|text| text.starts_with(is_part))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(expression: &str) -> String {
        let variable = |name: &str, expression: &str| Variable {
            name: name.to_owned(),
            expression: expression.to_owned(),
        };
        let known = [
            variable("spec", "object.spec"),
            variable("labels", "object.labels"),
            variable("names", "variables.spec.names"),
        ];
        standing_alone(expression, &known.iter().collect::<Vec<_>>())
    }

    #[test]
    fn a_definition_stands_around_what_mentions_it_and_no_other_does() {
        assert_eq!(written("object.x == 1"), "object.x == 1");
        assert_eq!(written("variables.labels.x == 1"), "[object.labels].all(_labels, _labels.x == 1)");
        assert_eq!(
            written("'a' in variables.names || variables.names == []"),
            "[object.spec].all(_spec, [_spec.names].all(_names, 'a' in _names || _names == []))"
        );
    }

    #[test]
    fn a_longer_name_is_another_one() {
        assert_eq!(written("variables.specs && a_spec && variables.spec_"), "_specs && a_spec && _spec_");
    }
}
