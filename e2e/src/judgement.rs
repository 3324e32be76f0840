//! How an answer stands to the one that OPA gave.

use serde_json::Value;

use crate::equal::same;
use crate::outcome::Outcome;

/// What OPA answered to a query of one expression.
#[derive(Debug, Clone)]
pub(crate) enum Wanted {
    Value(Value),
    Undefined,
    /// A name that begins with `rego_` was found when OPA compiled, any other one when it evaluated.
    Error(String),
}

/// The judgement on one answer.
#[derive(Debug, Clone)]
pub(crate) enum Judgement {
    Equal,
    /// Not answered, and said so when the program was loaded.
    Refused(String),
    /// Left to the other machine.
    Elsewhere,
    /// Another answer.
    Different,
}

impl Judgement {
    pub(crate) fn of(outcome: &Outcome, wanted: &Wanted) -> Judgement {
        match (outcome, wanted) {
            (Outcome::NotOnThisMachine, _) => Judgement::Elsewhere,
            (Outcome::Refused { code: Some(code), .. }, Wanted::Error(wanted)) if code == wanted => {
                Judgement::Equal
            }
            (Outcome::Refused { construct, .. }, _) => Judgement::Refused(construct.clone()),
            (Outcome::Error { code, .. }, Wanted::Error(wanted)) if code == wanted => Judgement::Equal,
            (Outcome::Rows(rows), Wanted::Undefined) if rows.is_empty() => Judgement::Equal,
            (Outcome::Rows(_), Wanted::Value(wanted))
                if outcome.value().is_some_and(|value| same(value, wanted)) =>
            {
                Judgement::Equal
            }
            _ => Judgement::Different,
        }
    }
}

impl std::fmt::Display for Wanted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Wanted::Value(value) => write!(f, "{value}"),
            Wanted::Undefined => f.write_str("undefined"),
            Wanted::Error(code) => write!(f, "error {code}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Judgement, Wanted};
    use crate::outcome::Outcome;

    #[test]
    fn an_answer_where_opa_refuses_is_another_answer() {
        let wanted = Wanted::Error("rego_unsafe_var_error".to_owned());
        assert!(matches!(Judgement::of(&Outcome::Rows(Vec::new()), &wanted), Judgement::Different));
    }

    #[test]
    fn a_failure_under_another_name_is_another_answer() {
        let failed = Outcome::Error { code: "eval_builtin_error".to_owned(), message: String::new() };
        let wanted = Wanted::Error("eval_conflict_error".to_owned());
        assert!(matches!(Judgement::of(&failed, &wanted), Judgement::Different));
    }

    #[test]
    fn a_refusal_is_equal_only_under_opas_name() {
        let refused = |code: Option<&str>| Outcome::Refused {
            code: code.map(str::to_owned),
            construct: "a construct".to_owned(),
            message: String::new(),
        };
        let wanted = Wanted::Error("rego_type_error".to_owned());
        assert!(matches!(Judgement::of(&refused(Some("rego_type_error")), &wanted), Judgement::Equal));
        assert!(matches!(Judgement::of(&refused(Some("rego_parse_error")), &wanted), Judgement::Refused(_)));
        assert!(matches!(Judgement::of(&refused(None), &wanted), Judgement::Refused(_)));
    }
}
