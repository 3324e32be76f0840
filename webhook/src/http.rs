//! Routes and bodies. The only place that names `axum`.

mod admission;
mod app;
mod body;
mod data;
mod probes;
mod record;

pub(crate) use app::App;

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use hyper::body::Incoming;
use tower::ServiceExt;

use crate::answer::Answer;

/// What a listener answers.
#[derive(Debug, Clone)]
pub(crate) struct Routes(Router);

impl Routes {
    /// Answers one request.
    pub(crate) async fn answer(self, request: hyper::Request<Incoming>) -> Result<Response, Infallible> {
        self.0.oneshot(request.map(Body::new)).await
    }
}

/// `/v1/admit`, `/v1/admitlabel` and `/v1/mutate`.
pub(crate) fn admission_routes(app: Arc<App>) -> Routes {
    let router = Router::new()
        .route("/v1/admit", post(admission::admit))
        .route("/v1/admitlabel", post(admission::admit_label))
        .route("/v1/mutate", post(admission::mutate))
        .fallback(nothing_here)
        .with_state(app);
    Routes(router)
}

/// `/v1/data/…`, and `/health` for those who expect OPA.
pub(crate) fn decision_routes(app: Arc<App>) -> Routes {
    let data = || get(data::get).post(data::post);
    let router = Router::new()
        .route("/v1/data", data())
        .route("/v1/data/", data())
        .route("/v1/data/{*path}", data())
        .route("/health", get(probes::opa_health))
        .fallback(nothing_here)
        .with_state(app);
    Routes(router)
}

/// `/healthz`, `/readyz` and `/metrics`.
pub(crate) fn health_routes(app: Arc<App>) -> Routes {
    let router = Router::new()
        .route("/healthz", get(probes::healthz))
        .route("/readyz", get(probes::readyz))
        .route("/metrics", get(probes::metrics))
        .fallback(nothing_here)
        .with_state(app);
    Routes(router)
}

async fn nothing_here() -> Response {
    Answer::error(404, "there is nothing at this path").into_response()
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let json = HeaderValue::from_static("application/json");
        (status, [(header::CONTENT_TYPE, json)], self.body).into_response()
    }
}

#[cfg(test)]
mod tests;
