use std::time::{Duration, Instant};

use edgeward_decision::PolicySet;
use edgeward_rego::{EvalError, Limits, Value};
use serde::Serialize;

use super::options::Options;
use super::path::Target;
use crate::answer::Answer;
use crate::evaluate::NoAnswer;
use crate::log::escaped;
use crate::metrics::Outcome;

/// What is asked with.
#[derive(Debug)]
pub(crate) struct Asked {
    /// The input; `None` for an undefined one.
    pub(crate) input: Option<Value>,
    /// Whether the answer says that the input was missing.
    pub(crate) is_warned: bool,
}

impl Asked {
    pub(super) fn without_input() -> Asked {
        Asked { input: None, is_warned: true }
    }

    /// Evaluates and answers.
    pub(crate) fn answer(
        &self,
        target: &Target,
        options: Options,
        policies: &PolicySet,
        limits: &Limits,
    ) -> (Answer, Outcome) {
        let began = Instant::now();
        let result = match target.evaluate(policies, self.input.as_ref(), limits) {
            Ok(result) => result,
            Err(error) => return (Fault::evaluation(&error).answer(), Outcome::Fault),
        };
        let outcome = outcome(target, result.as_ref());
        let reply = Reply {
            provenance: options.provenance.then(|| Provenance::of(policies)),
            metrics: options.metrics.then(|| Timers::of(began.elapsed())),
            result,
            warning: self.is_warned.then_some(MISSING_INPUT),
        };
        let answer = if options.pretty { Answer::pretty(200, &reply) } else { Answer::json(200, &reply) };
        (answer.ended_by_newline(), outcome)
    }
}

/// A permit is counted apart from a refusal; a plain document is neither, it was given.
fn outcome(target: &Target, result: Option<&Value>) -> Outcome {
    let permit = result.and_then(|decision| decision.get("permit")).and_then(|permit| permit.as_bool());
    match (target, permit) {
        (Target::Document(_), _) => Outcome::Given,
        (Target::Decision(_), Some(true)) => Outcome::Allow,
        (Target::Decision(_), _) => Outcome::Deny,
    }
}

/// The keys in OPA's order.
#[derive(Serialize)]
struct Reply {
    #[serde(skip_serializing_if = "Option::is_none")]
    provenance: Option<Provenance>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metrics: Option<Timers>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<Warning>,
}

#[derive(Serialize)]
struct Warning {
    code: &'static str,
    message: &'static str,
}

/// OPA's words.
const MISSING_INPUT: Warning =
    Warning { code: "api_usage_warning", message: "'input' key missing from the request" };

#[derive(Serialize)]
struct Provenance {
    version: &'static str,
    build_commit: &'static str,
    build_timestamp: &'static str,
    build_hostname: &'static str,
    bundles: Value,
}

impl Provenance {
    fn of(policies: &PolicySet) -> Provenance {
        let bundle = Value::object([("revision", policies.id().revision.as_str().into())]);
        Provenance {
            version: env!("CARGO_PKG_VERSION"),
            build_commit: "",
            build_timestamp: "",
            build_hostname: "",
            bundles: Value::object([("edgeward", bundle)]),
        }
    }
}

#[derive(Serialize)]
struct Timers {
    #[serde(rename = "timer_rego_query_eval_ns")]
    evaluation: u64,
}

impl Timers {
    fn of(evaluation: Duration) -> Timers {
        Timers { evaluation: u64::try_from(evaluation.as_nanos()).unwrap_or(u64::MAX) }
    }
}

/// A request without a result.
#[derive(Debug)]
pub(crate) struct Fault {
    status: u16,
    document: FaultDocument,
}

#[derive(Debug, Serialize)]
struct FaultDocument {
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FaultDetail>,
}

#[derive(Debug, Serialize)]
struct FaultDetail {
    code: &'static str,
    message: String,
}

impl Fault {
    /// 400, with what is wrong and where.
    pub(crate) fn parameter(message: &str, detail: String) -> Fault {
        Fault::new(400, "invalid_parameter", message, Some(("invalid_parameter", detail)))
    }

    /// Any status, for something that has no detail.
    pub(crate) fn plain(status: u16, message: &str) -> Fault {
        Fault::new(status, "invalid_parameter", message, None)
    }

    /// 503, for too much at once.
    pub(crate) fn unavailable(message: &str) -> Fault {
        Fault::new(503, "unavailable", message, None)
    }

    fn evaluation(error: &EvalError) -> Fault {
        let detail = ("evaluation_error", error.to_string());
        Fault::new(500, "internal_error", "error(s) occurred while evaluating query", Some(detail))
    }

    fn new(status: u16, code: &'static str, message: &str, detail: Option<(&'static str, String)>) -> Fault {
        let errors = detail
            .into_iter()
            .map(|(code, message)| FaultDetail { code, message: escaped(&message).into_owned() })
            .collect();
        Fault { status, document: FaultDocument { code, message: message.to_owned(), errors } }
    }

    /// How it is counted.
    pub(crate) fn outcome(&self) -> Outcome {
        if self.status == 503 { Outcome::Shed } else { Outcome::BadRequest }
    }

    /// As it goes back: indented and with a newline at its end, as in OPA.
    pub(crate) fn answer(&self) -> Answer {
        Answer::pretty(self.status, &self.document).ended_by_newline()
    }
}

/// The answer to a question that was not evaluated: an error, so never a permit.
pub(crate) fn no_answer(why: NoAnswer) -> (Answer, Outcome) {
    let (status, code, message, outcome) = match why {
        NoAnswer::Shed => (503, "unavailable", "too many requests at once; try again", Outcome::Shed),
        NoAnswer::Late => (504, "internal_error", "no answer in the time given", Outcome::Late),
        NoAnswer::Panicked => {
            (500, "internal_error", "the evaluation failed; the log says where", Outcome::Panic)
        }
    };
    (Fault::new(status, code, message, None).answer(), outcome)
}
