mod admission;
mod data;
mod probes;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response};
use edgeward_decision::Inventory;
use edgeward_rego::{Limits, Value};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::{App, Routes};
use crate::admission::Judge;
use crate::config::Config;
use crate::test_policies::policies;

/// An app over the test policies, which knows the namespaces `clinic` (health data) and `web` (none).
fn app_with(config: Config) -> Arc<App> {
    let policies = Arc::new(policies());
    let namespaces = [
        br#"{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "clinic", "labels": {"edgeward.io/health-data": "true"}}}"#.as_slice(),
        br#"{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "web"}}"#.as_slice(),
    ]
    .map(|json| Value::from_json(json).expect("JSON"));
    let facts = policies.facts(&Inventory::from_objects(&namespaces)).into();
    let profile = policies.profile("baseline").expect("there").clone();
    let limits = Limits { time: Duration::from_secs(1), ..Limits::default() };
    Arc::new(App::new(config, Judge { policies, profile, facts, limits }))
}

fn app() -> Arc<App> {
    app_with(Config::default())
}

/// Status and body as JSON; null for an empty one.
async fn send(routes: Routes, request: Request<Body>) -> (u16, serde_json::Value) {
    let response = routes.0.oneshot(request).await.expect("infallible");
    let status = response.status().as_u16();
    assert!(!(300..400).contains(&status), "never a redirect");
    let body = text(response).await;
    (
        status,
        if body.is_empty() { serde_json::Value::Null } else { serde_json::from_str(&body).expect("JSON") },
    )
}

async fn text(response: Response<Body>) -> String {
    let bytes = response.into_body().collect().await.expect("a body").to_bytes();
    String::from_utf8(bytes.to_vec()).expect("text")
}
