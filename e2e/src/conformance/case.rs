//! One case, put and judged as OPA's own test runner does it.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::verdict::Verdict;
use crate::equal::{same_object, sort};
use crate::outcome::Outcome;
use crate::subject::{Input, Language, Program};

#[derive(Deserialize)]
pub(crate) struct Case {
    pub(crate) note: String,
    query: String,
    #[serde(default)]
    modules: Vec<String>,
    #[serde(default)]
    data: Option<Value>,
    /// Not `null` where it is left out: that is an input as well.
    #[serde(default, deserialize_with = "given")]
    input: Option<Value>,
    #[serde(default)]
    input_term: Option<String>,
    #[serde(default)]
    want_result: Option<Vec<Map<String, Value>>>,
    #[serde(default)]
    want_error_code: Option<String>,
    #[serde(default)]
    want_error: Option<String>,
    #[serde(default)]
    strict_error: bool,
    #[serde(default)]
    sort_bindings: bool,
    #[serde(default)]
    ignore_generated_vars: bool,
}

/// A field that is there, be it null.
fn given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl Case {
    /// What a note has before its first slash; notes without one share a family.
    pub(crate) fn family(&self) -> String {
        self.note.split_once('/').map_or("(none)", |(family, _)| family).to_owned()
    }

    pub(crate) fn program(&self, language: Language) -> Program {
        let named = |(index, text): (usize, &String)| (format!("test-{index}.rego"), text.clone());
        Program {
            modules: self.modules.iter().enumerate().map(named).collect(),
            data: self.data.clone().unwrap_or_else(|| Value::Object(Map::new())),
            query: self.query.clone(),
            language,
            strict: self.strict_error,
        }
    }

    pub(crate) fn input(&self) -> Input {
        match (&self.input_term, &self.input) {
            (Some(term), _) => Input::Term(term.clone()),
            (None, Some(value)) => Input::Json(value.clone()),
            (None, None) => Input::Undefined,
        }
    }

    pub(crate) fn judge(&self, outcome: &Outcome) -> Verdict {
        match outcome {
            Outcome::NotOnThisMachine => Verdict::Elsewhere,
            Outcome::Refused { construct, .. } => Verdict::Refused(construct.clone()),
            Outcome::Error { code, .. } => match (&self.want_error_code, &self.want_error) {
                (Some(wanted), _) if wanted == code => Verdict::Pass,
                (Some(wanted), _) => Verdict::Different(format!("wanted error {wanted}, got {outcome}")),
                (None, Some(_)) => Verdict::Pass,
                (None, None) => Verdict::Different(format!("wanted {}, got {outcome}", self.wanted())),
            },
            Outcome::Rows(rows) => match &self.want_result {
                Some(wanted) if self.want_error_code.is_none() && self.want_error.is_none() => {
                    let got: Vec<_> = rows.iter().map(|row| self.bindings(&row.bindings)).collect();
                    // Both are sets of rows.
                    let within = |left: &[Map<String, Value>], right: &[Map<String, Value>]| {
                        left.iter().all(|row| right.iter().any(|other| same_object(row, other)))
                    };
                    if within(wanted, &got) && within(&got, wanted) {
                        Verdict::Pass
                    } else {
                        Verdict::Different(format!("wanted {}, got {outcome}", self.wanted()))
                    }
                }
                _ => Verdict::Different(format!("wanted {}, got {outcome}", self.wanted())),
            },
        }
    }

    fn bindings(&self, bindings: &Map<String, Value>) -> Map<String, Value> {
        let kept =
            bindings.iter().filter(|(name, _)| !self.ignore_generated_vars || !name.starts_with("__localq"));
        kept.map(|(name, value)| {
            let mut value = value.clone();
            if self.sort_bindings {
                sort(&mut value);
            }
            (name.clone(), value)
        })
        .collect()
    }

    fn wanted(&self) -> String {
        match (&self.want_error_code, &self.want_error, &self.want_result) {
            (Some(code), _, _) => format!("error {code}"),
            (None, Some(text), _) => format!("error \"{text}\""),
            (None, None, Some(rows)) => {
                Value::Array(rows.iter().cloned().map(Value::Object).collect()).to_string()
            }
            (None, None, None) => "nothing".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Case, Verdict};
    use crate::outcome::{Outcome, Row};

    fn case(fields: serde_json::Value) -> Case {
        let mut all = json!({"note": "family/a case", "query": "data.test.p = x"});
        all.as_object_mut().expect("an object").extend(fields.as_object().expect("an object").clone());
        serde_json::from_value(all).expect("a case")
    }

    fn rows(values: &[serde_json::Value]) -> Outcome {
        let row = |value: &serde_json::Value| Row {
            bindings: [("x".to_owned(), value.clone())].into_iter().collect(),
            values: Vec::new(),
        };
        Outcome::Rows(values.iter().map(row).collect())
    }

    #[test]
    fn rows_are_a_set() {
        let case = case(json!({"want_result": [{"x": 1}, {"x": 2}]}));
        assert!(case.judge(&rows(&[json!(2), json!(1), json!(2)])).is_pass());
        assert!(case.judge(&rows(&[json!(2)])).is_different());
    }

    #[test]
    fn no_row_is_wanted_where_the_list_is_empty() {
        let case = case(json!({"want_result": []}));
        assert!(case.judge(&rows(&[])).is_pass());
        assert!(case.judge(&rows(&[json!(1)])).is_different());
    }

    #[test]
    fn an_order_counts_unless_the_case_sorts() {
        let wanted = json!({"want_result": [{"x": [1, 2]}]});
        assert!(case(wanted.clone()).judge(&rows(&[json!([2, 1])])).is_different());
        let mut sorted = wanted;
        sorted["sort_bindings"] = json!(true);
        assert!(case(sorted).judge(&rows(&[json!([2, 1])])).is_pass());
    }

    #[test]
    fn an_error_passes_only_by_its_own_name() {
        let case = case(json!({"want_error_code": "eval_type_error", "want_error": "some words"}));
        let failed = |code: &str| Outcome::Error { code: code.to_owned(), message: String::new() };
        assert!(case.judge(&failed("eval_type_error")).is_pass());
        assert!(case.judge(&failed("eval_conflict_error")).is_different());
        assert!(case.judge(&rows(&[])).is_different());
        assert_eq!(case.family(), "family");
        assert!(matches!(case.judge(&Outcome::NotOnThisMachine), Verdict::Elsewhere));
    }

    #[test]
    fn an_input_of_null_is_an_input() {
        assert!(matches!(case(json!({"input": null})).input(), crate::subject::Input::Json(_)));
        assert!(matches!(case(json!({})).input(), crate::subject::Input::Undefined));
    }
}
