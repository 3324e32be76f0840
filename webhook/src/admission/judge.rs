use std::sync::Arc;
use std::time::Instant;

use edgeward_decision::{Decision, Fault, PolicySet, Profile, Review, decide, mutate};
use edgeward_rego::Limits;

use super::envelope::{Request, open};
use super::response::{Refusal, Response};
use super::verdict::{patched, response, unpatched};
use crate::answer::Answer;
use crate::facts::CurrentFacts;
use crate::log::escaped;
use crate::metrics::Outcome;
use crate::moment::now;

/// Everything that a judgement needs besides the review.
#[derive(Debug)]
pub(crate) struct Judge {
    pub(crate) policies: Arc<PolicySet>,
    pub(crate) profile: Profile,
    pub(crate) facts: CurrentFacts,
    pub(crate) limits: Limits,
}

/// An answer, and what is to be counted and logged about it.
#[derive(Debug)]
pub(crate) struct Judged {
    pub(crate) answer: Answer,
    pub(crate) outcome: Outcome,
    pub(crate) record: Record,
}

/// What the log says of a judgement. Nothing in here is a value of the object.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// The review; `None` for a body that is none.
    pub(crate) review: Option<Reviewed>,
    /// The decision, when validating.
    pub(crate) decision: Option<Decision>,
    /// The fault, when mutating failed.
    pub(crate) fault: Option<Fault>,
    /// Number of patch operations, when mutating.
    pub(crate) patch: usize,
}

/// What a review was about.
#[derive(Debug)]
pub(crate) struct Reviewed {
    pub(crate) uid: String,
    pub(crate) operation: &'static str,
    pub(crate) kind: String,
    pub(crate) namespace: String,
    pub(crate) name: String,
}

impl Judge {
    /// `/v1/admit`: judges the review in `body`.
    pub(crate) fn admit(&self, body: &[u8], deadline: Instant) -> Judged {
        self.answer(body, |uid, review| self.decided(uid, review, deadline))
    }

    /// `/v1/admitlabel`: the same for namespaces, and for nothing else. Whatever carries a scope label is asked about
    /// here whatever labels it has, so a configuration that sends something else is a slip.
    pub(crate) fn admit_label(&self, body: &[u8], deadline: Instant) -> Judged {
        self.answer(body, |uid, review| {
            if review.kind.group.is_empty() && review.kind.kind == "Namespace" {
                return self.decided(uid, review, deadline);
            }
            let message =
                "only namespaces are judged at /v1/admitlabel; let the webhook ask /v1/admit".to_owned();
            let response = Response::denied(uid, Refusal::BadRequest, message);
            (response, Outcome::BadRequest, Record::default())
        })
    }

    fn decided(&self, uid: String, review: &Review, deadline: Instant) -> (Response, Outcome, Record) {
        let (facts, limits) = (self.facts.load().at(now()), self.limits_until(deadline));
        let decision = decide(&self.policies, &self.profile, review, &facts, &limits);
        let (response, outcome) = response(uid, review, &decision);
        (response, outcome, Record { decision: Some(decision), ..Record::default() })
    }

    /// `/v1/mutate`: fills in what the review in `body` leaves open.
    pub(crate) fn mutate(&self, body: &[u8], deadline: Instant) -> Judged {
        self.answer(body, |uid, review| {
            let (facts, limits) = (self.facts.load().at(now()), self.limits_until(deadline));
            match mutate(&self.policies, &self.profile, review, &facts, &limits) {
                Ok(mutation) => {
                    let record = Record { patch: mutation.patch.len(), ..Record::default() };
                    (patched(uid, &mutation.patch), Outcome::Allow, record)
                }
                Err(fault) => {
                    let (response, outcome) = unpatched(uid, &fault);
                    (response, outcome, Record { fault: Some(fault), ..Record::default() })
                }
            }
        })
    }

    fn answer(
        &self,
        body: &[u8],
        ask: impl FnOnce(String, &Review) -> (Response, Outcome, Record),
    ) -> Judged {
        let bad = |answer| Judged { answer, outcome: Outcome::BadRequest, record: Record::default() };
        let Request { uid, document } = match open(body) {
            Ok(request) => request,
            Err(answer) => return bad(answer),
        };
        let review = match Review::from_request(&document) {
            Ok(review) => review,
            Err(error) => {
                let message = format!("the review cannot be judged: {}", escaped(&error.to_string()));
                return bad(Response::denied(uid, Refusal::BadRequest, message).into_answer());
            }
        };
        let (response, outcome, record) = ask(uid, &review);
        let review = Reviewed {
            operation: review.operation.as_str(),
            kind: format!("{}/{}", review.kind.api_version(), review.kind.kind),
            namespace: review.namespace.unwrap_or_default(),
            name: review.name,
            uid: review.uid,
        };
        Judged { answer: response.into_answer(), outcome, record: Record { review: Some(review), ..record } }
    }

    /// A rule that cannot finish in time need not start its whole limit.
    fn limits_until(&self, deadline: Instant) -> Limits {
        Limits { until: Some(deadline), ..self.limits }
    }
}
