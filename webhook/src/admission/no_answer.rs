use super::envelope::peek_uid;
use super::response::{Refusal, Response};
use crate::answer::Answer;
use crate::evaluate::NoAnswer;
use crate::metrics::Outcome;

/// The denial of a review that was not judged.
pub(crate) fn no_answer(why: NoAnswer, body: &[u8]) -> (Answer, Outcome) {
    let (refusal, outcome, message) = match why {
        NoAnswer::Shed => (
            Refusal::TooManyRequests,
            Outcome::Shed,
            "Edgeward has too many reviews to judge at once and refuses this one unseen; try again",
        ),
        NoAnswer::Late => (
            Refusal::Timeout,
            Outcome::Late,
            "Edgeward could not judge this in the time given and refuses it; try again",
        ),
        NoAnswer::Panicked => (
            Refusal::InternalError,
            Outcome::Panic,
            "Edgeward failed while judging this and refuses it; its log says where",
        ),
    };
    let answer = match peek_uid(body) {
        Some(uid) => Response::denied(uid, refusal, message.to_owned()).into_answer(),
        None => Answer::error(refusal.code_and_reason().0, message),
    };
    (answer, outcome)
}
