use edgeward_rego::{EvalError, Limits, Value};
use serde::Serialize;

use crate::policies::PolicySet;

/// The answer to a data request: permit only if the policy allows it, does not deny it, and did not fail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccessDecision {
    /// May it happen?
    pub permit: bool,
    /// Why not; empty when permitted.
    pub reasons: Vec<Reason>,
}

/// Why a data request is not permitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// `allow` is not exactly true.
    NotAllowed,
    /// `deny` is true, or is something else than false or undefined.
    Denied,
    /// The policy could not be evaluated.
    EvaluationError,
    /// These policies have no rule for data access.
    NoPolicy,
}

/// A document below `data.healthcare.healthdata`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataDocument {
    /// The whole package.
    Package,
    /// `allow`.
    Allow,
    /// `deny`.
    Deny,
}

impl PolicySet {
    /// The combined answer. `None` as input is an undefined input: nothing is allowed.
    pub fn access(&self, input: Option<&Value>, limits: &Limits) -> AccessDecision {
        let allow = self.access_rule("allow", input, limits);
        let deny = self.access_rule("deny", input, limits);
        let mut reasons = Vec::new();
        if !self.access.contains_key("allow") {
            reasons.push(Reason::NoPolicy);
        }
        if allow.is_err() || deny.is_err() {
            reasons.push(Reason::EvaluationError);
        }
        if allow.is_ok_and(|value| value.and_then(|value| value.as_bool()) != Some(true)) {
            reasons.push(Reason::NotAllowed);
        }
        if deny.is_ok_and(|value| value.is_some_and(|value| value.as_bool() != Some(false))) {
            reasons.push(Reason::Denied);
        }
        AccessDecision { permit: reasons.is_empty(), reasons }
    }

    /// The document as OPA gives it; `None` where it is undefined.
    ///
    /// # Errors
    /// The policy could not be evaluated.
    pub fn data_document(
        &self,
        document: DataDocument,
        input: Option<&Value>,
        limits: &Limits,
    ) -> Result<Option<Value>, EvalError> {
        match document {
            DataDocument::Allow => self.access_rule("allow", input, limits),
            DataDocument::Deny => self.access_rule("deny", input, limits),
            DataDocument::Package if self.access.is_empty() => Ok(None),
            DataDocument::Package => {
                let mut package = Value::object::<&str>([]);
                for name in self.access.keys() {
                    if let Some(value) = self.access_rule(name, input, limits)? {
                        package = package.with(name, value);
                    }
                }
                Ok(Some(package))
            }
        }
    }

    fn access_rule(
        &self,
        name: &str,
        input: Option<&Value>,
        limits: &Limits,
    ) -> Result<Option<Value>, EvalError> {
        let Some(rule) = self.access.get(name) else {
            return Ok(None);
        };
        let nothing = Value::object::<&str>([]);
        match input {
            Some(input) => rule.evaluate(input, &nothing, limits),
            None => rule.evaluate_without_input(&nothing, limits),
        }
    }
}
