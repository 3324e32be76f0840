use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::app::App;
use crate::answer::Answer;
use crate::health::NotReady;

/// `GET /healthz`: the process answers.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: requests should be sent here.
pub(super) async fn readyz(State(app): State<Arc<App>>) -> (StatusCode, String) {
    match app.health.not_ready() {
        None => (StatusCode::OK, "ok\n".to_owned()),
        Some(reason) => (StatusCode::SERVICE_UNAVAILABLE, format!("{reason}\n")),
    }
}

/// `GET /metrics`
pub(super) async fn metrics(State(app): State<Arc<App>>) -> Response {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], app.metrics.text()).into_response()
}

/// `GET /health` of the decision point, in OPA's shape.
pub(super) async fn opa_health(State(app): State<Arc<App>>) -> Answer {
    #[derive(serde::Serialize)]
    struct Healthy {}
    #[derive(serde::Serialize)]
    struct Unhealthy {
        error: &'static str,
    }
    let answer = match app.health.not_ready() {
        // Data decisions look up nothing in the cluster: they go on where it is out of reach. Nor do they use TLS.
        None | Some(NotReady::Inventory(_) | NotReady::Uncertified) => Answer::json(200, &Healthy {}),
        Some(NotReady::Draining) => Answer::json(500, &Unhealthy { error: "draining" }),
        Some(NotReady::Unfit) => Answer::json(500, &Unhealthy { error: "policies" }),
    };
    answer.ended_by_newline()
}
