//! Differences that are let pass: each is an exception that `docs/engine.md` names, and each is counted.

use super::spelling;
use crate::judgement::Wanted;
use crate::outcome::Outcome;
use crate::subject::On;

/// Why a difference is let pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tolerance {
    /// OPA infers a type that literals and the declarations of built-ins do not prove.
    InferredType,
    /// This engine came upon a conflict of values that OPA did not have to look at.
    Order,
    /// OPA came upon one that this engine did not have to look at.
    OrderOfOpa,
    /// Which field OPA keeps of two with the same key is an accident of names: that is an error here.
    SameKeys,
    /// In base documents OPA takes the string "1" for the index 1.
    Index,
    /// OPA calculates with more digits than a double has, and shows them in keys and texts.
    Digits,
    /// OPA builds what would exhaust memory; here a built-in refuses to.
    Size,
    /// OPA itself says that it failed.
    Broken,
}

impl std::fmt::Display for Tolerance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Tolerance::InferredType => "a type that OPA infers",
            Tolerance::Order => "a conflict that only Edgeward came upon",
            Tolerance::OrderOfOpa => "a conflict that only OPA came upon",
            Tolerance::SameKeys => "two keys of an object that are the same",
            Tolerance::Index => "a string as an index of a base document",
            Tolerance::Digits => "digits beyond a double in a text",
            Tolerance::Size => "a size that would exhaust memory",
            Tolerance::Broken => "OPA failed internally",
        })
    }
}

const CONFLICT: &str = "eval_conflict_error";

/// The code of a built-in that refuses a size; a limit of time has another in these outcomes.
const SIZE: &str = "eval_cancel_error";

/// The exception that the difference between two answers falls under.
pub(super) fn of(got: &Outcome, wanted: &Wanted, on: On) -> Option<Tolerance> {
    match (got, wanted) {
        (Outcome::Error { code, .. }, _) if code == "panic" => None,
        (_, Wanted::Error(code)) if code == "eval_internal_error" => Some(Tolerance::Broken),
        (Outcome::Error { message, .. }, _) if message.contains("two keys of an object are the same") => {
            Some(Tolerance::SameKeys)
        }
        (Outcome::Error { code, .. }, _) if code == SIZE => Some(Tolerance::Size),
        (Outcome::Error { code, .. }, Wanted::Value(_) | Wanted::Undefined) if code == CONFLICT => {
            Some(Tolerance::Order)
        }
        // On byte code only the error may be ours.
        (Outcome::Rows(_), Wanted::Error(code)) if code == CONFLICT && on == On::Interpreter => {
            Some(Tolerance::OrderOfOpa)
        }
        _ if spelling::is_rounding(got, wanted) => Some(Tolerance::Digits),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{CONFLICT, Tolerance, of};
    use crate::judgement::Wanted;
    use crate::outcome::Outcome;
    use crate::subject::On;

    fn failed(code: &str) -> Outcome {
        Outcome::Error { code: code.to_owned(), message: String::new() }
    }

    #[test]
    fn a_failure_under_another_name_than_a_conflict_is_no_question_of_order() {
        let conflict = Wanted::Error(CONFLICT.to_owned());
        assert_eq!(of(&failed("eval_builtin_error"), &conflict, On::Interpreter), None);
        assert_eq!(of(&failed("limit"), &conflict, On::Interpreter), None);
        assert_eq!(of(&failed("eval_type_error"), &Wanted::Undefined, On::Interpreter), None);
    }

    #[test]
    fn byte_code_may_not_miss_a_conflict() {
        let (undefined, conflict) = (Outcome::Rows(Vec::new()), Wanted::Error(CONFLICT.to_owned()));
        assert_eq!(of(&undefined, &conflict, On::Interpreter), Some(Tolerance::OrderOfOpa));
        assert_eq!(of(&undefined, &conflict, On::ByteCode), None);
    }

    #[test]
    fn a_size_that_is_refused_is_let_pass_and_a_limit_of_time_is_not() {
        let answer = Wanted::Value(json!(1));
        assert_eq!(of(&failed("eval_cancel_error"), &answer, On::Interpreter), Some(Tolerance::Size));
        assert_eq!(of(&failed("limit"), &answer, On::Interpreter), None);
    }

    #[test]
    fn a_panic_is_never_let_pass() {
        assert_eq!(
            of(&failed("panic"), &Wanted::Error("eval_internal_error".to_owned()), On::ByteCode),
            None
        );
        assert_eq!(of(&failed("panic"), &Wanted::Value(json!(1)), On::Interpreter), None);
    }
}
