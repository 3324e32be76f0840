use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use super::app::App;
use super::body::{NoBody, Received, essence, is_unencoded, read};
use super::record;
use crate::access::{Asked, Fault, Options, Target, no_answer, read_body, read_query_input};
use crate::admission::budget;
use crate::answer::Answer;
use crate::metrics::{Endpoint, Outcome};

/// Where the input is, still unread: reading up to a mebibyte of JSON is no work for an async worker.
enum Given {
    Query(Vec<(String, String)>),
    Body(Received),
}

impl Given {
    fn read(&self) -> Result<Asked, Fault> {
        match self {
            Given::Query(parameters) => read_query_input(parameters),
            Given::Body(body) => read_body(&body.bytes),
        }
    }
}

/// `GET /v1/data/…?input=…`
pub(super) async fn get(State(app): State<Arc<App>>, request: Request) -> Response {
    let (head, _) = request.into_parts();
    answer(&app, &head, async |parameters| Ok(Given::Query(parameters))).await
}

/// `POST /v1/data/…`
pub(super) async fn post(State(app): State<Arc<App>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    answer(&app, &head, async |_| receive(&app, &head, body).await.map(Given::Body)).await
}

async fn receive(app: &App, head: &Parts, body: Body) -> Result<Received, Fault> {
    if essence(&head.headers).is_some_and(|essence| essence.to_ascii_lowercase().contains("yaml")) {
        return Err(Fault::plain(415, "a YAML body is not read; send JSON"));
    }
    if !is_unencoded(&head.headers) {
        return Err(Fault::plain(415, "a compressed body is not read; send it as it is"));
    }
    let until = Instant::now() + app.config.body_timeout.min(app.config.request_timeout);
    let received = read(body, app.config.data_body_limit, until, &app.data_memory).await;
    received.map_err(|error| match error {
        NoBody::TooLarge => Fault::plain(400, "request body too large"),
        NoBody::Late => Fault::plain(408, "the body did not arrive in time"),
        NoBody::Broken => Fault::plain(400, "the body ended before its end"),
        NoBody::Crowded => Fault::unavailable("too many large bodies at once; try again"),
    })
}

async fn answer(
    app: &Arc<App>,
    head: &Parts,
    receive: impl AsyncFnOnce(Vec<(String, String)>) -> Result<Given, Fault>,
) -> Response {
    let began = Instant::now();
    let path = head.uri.path().strip_prefix("/v1/data").unwrap_or_default();
    let target = Target::parse(path);
    let is_decision = matches!(target, Ok(Target::Decision(_)));
    let endpoint = if is_decision { Endpoint::Access } else { Endpoint::Data };
    let (answer, outcome) = match target {
        Ok(target) => evaluated(app, head, target, receive, began).await,
        Err(message) => unevaluated(&Fault::parameter("the path cannot be read", message)),
    };
    let took = began.elapsed();
    app.metrics.answered(endpoint, outcome, took);
    record::data(endpoint, outcome, took);
    answer.into_response()
}

async fn evaluated(
    app: &Arc<App>,
    head: &Parts,
    target: Target,
    receive: impl AsyncFnOnce(Vec<(String, String)>) -> Result<Given, Fault>,
    began: Instant,
) -> (Answer, Outcome) {
    let Ok(Query(parameters)) = Query::<Vec<(String, String)>>::try_from_uri(&head.uri) else {
        return unevaluated(&Fault::plain(400, "the query cannot be read"));
    };
    let options = Options::read(&parameters);
    let given = match receive(parameters).await {
        Ok(given) => given,
        Err(fault) => return unevaluated(&fault),
    };
    let deadline = began + budget(app.config.request_timeout);
    let work = {
        let app = Arc::clone(app);
        move || match given.read() {
            Ok(asked) => asked.answer(&target, options, &app.judge.policies, &app.judge.limits),
            Err(fault) => unevaluated(&fault),
        }
    };
    app.data_slots.run(deadline, work).await.unwrap_or_else(no_answer)
}

fn unevaluated(fault: &Fault) -> (Answer, Outcome) {
    (fault.answer(), fault.outcome())
}
