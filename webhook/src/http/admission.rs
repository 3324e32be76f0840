use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Query, Request, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Response};

use super::app::App;
use super::body::{NoBody, Received, is_json, is_unencoded, read};
use super::record;
use crate::admission::{Judged, Record, budget, no_answer, parse_go_duration};
use crate::answer::Answer;
use crate::metrics::{Endpoint, Outcome};

/// `POST /v1/admit`
pub(super) async fn admit(State(app): State<Arc<App>>, request: Request) -> Response {
    review(app, Endpoint::Admit, request).await
}

/// `POST /v1/admitlabel`
pub(super) async fn admit_label(State(app): State<Arc<App>>, request: Request) -> Response {
    review(app, Endpoint::AdmitLabel, request).await
}

/// `POST /v1/mutate`
pub(super) async fn mutate(State(app): State<Arc<App>>, request: Request) -> Response {
    review(app, Endpoint::Mutate, request).await
}

async fn review(app: Arc<App>, endpoint: Endpoint, request: Request) -> Response {
    let began = Instant::now();
    let judged = judged(&app, endpoint, request, began).await;
    let took = began.elapsed();
    app.metrics.answered(endpoint, judged.outcome, took);
    if let Some(decision) = &judged.record.decision {
        app.metrics.decided(decision);
        if let Some(namespace) = &decision.assumed_namespace {
            app.assumed(namespace);
        }
    }
    if let Some(fault) = &judged.record.fault {
        app.metrics.failed(fault);
    }
    record::admission(endpoint, &judged, took);
    judged.answer.into_response()
}

async fn judged(app: &Arc<App>, endpoint: Endpoint, request: Request, began: Instant) -> Judged {
    let (head, body) = request.into_parts();
    let timeout = match timeout(&head.uri) {
        Ok(timeout) => timeout.unwrap_or(app.config.request_timeout),
        Err(message) => return bad(Answer::error(400, message)),
    };
    // Nobody can wait longer than the configuration says, whatever the request asks for.
    let deadline = began + budget(timeout.min(app.config.request_timeout));
    if !is_json(&head.headers) {
        return bad(Answer::error(415, "the content type must be application/json"));
    }
    if !is_unencoded(&head.headers) {
        return bad(Answer::error(415, "a compressed body is not read; send it as it is"));
    }
    let limit = app.config.admission_body_limit;
    let until = deadline.min(began + app.config.body_timeout);
    let Received { bytes: body, share } = match read(body, limit, until, &app.admission_memory).await {
        Ok(received) => received,
        Err(error) => return unread(error, limit),
    };
    let work = {
        let (app, body) = (Arc::clone(app), body.clone());
        move || {
            let _share = share;
            match endpoint {
                Endpoint::Mutate => app.judge.mutate(&body, deadline),
                Endpoint::AdmitLabel => app.judge.admit_label(&body, deadline),
                _ => app.judge.admit(&body, deadline),
            }
        }
    };
    match app.admission_slots.run(deadline, work).await {
        Ok(judged) => judged,
        Err(why) => {
            let (answer, outcome) = no_answer(why, &body);
            Judged { answer, outcome, record: Record::default() }
        }
    }
}

/// The patience that the caller states; one that cannot be read is refused instead of guessed.
fn timeout(uri: &Uri) -> Result<Option<std::time::Duration>, &'static str> {
    const UNREADABLE: &str = "the query must be of the form `timeout=10s`";
    let Query(parameters) = Query::<Vec<(String, String)>>::try_from_uri(uri).map_err(|_| UNREADABLE)?;
    let stated = parameters.iter().find(|(key, _)| key == "timeout");
    stated
        .map(|(_, text)| parse_go_duration(text).filter(|timeout| !timeout.is_zero()).ok_or(UNREADABLE))
        .transpose()
}

fn unread(error: NoBody, limit: usize) -> Judged {
    match error {
        NoBody::TooLarge => {
            let message = format!(
                "the body is larger than {limit} bytes, so this was not judged; make the object smaller, or raise the \
                 limit"
            );
            bad(Answer::error(413, &message))
        }
        NoBody::Late => bad(Answer::error(408, "the body did not arrive in time")),
        NoBody::Broken => bad(Answer::error(400, "the body ended before its end")),
        NoBody::Crowded => {
            let answer = Answer::error(503, "too many large bodies at once; try again");
            Judged { outcome: Outcome::Shed, ..bad(answer) }
        }
    }
}

fn bad(answer: Answer) -> Judged {
    Judged { answer, outcome: Outcome::BadRequest, record: Record::default() }
}
