use super::*;
use crate::http::{admission_routes, decision_routes, health_routes};

async fn get(routes: Routes, path: &str) -> (u16, String) {
    let response = routes
        .0
        .oneshot(Request::get(path).body(Body::empty()).expect("a request"))
        .await
        .expect("infallible");
    (response.status().as_u16(), text(response).await)
}

#[tokio::test]
async fn readiness_ends_with_draining_and_health_does_not() {
    let app = app();
    let routes = || health_routes(Arc::clone(&app));
    assert_eq!(get(routes(), "/healthz").await, (200, "ok\n".to_owned()));
    assert_eq!(get(routes(), "/readyz").await, (200, "ok\n".to_owned()));
    assert_eq!(get(decision_routes(Arc::clone(&app)), "/health").await, (200, "{}\n".to_owned()));
    app.health.drain();
    assert_eq!(get(routes(), "/healthz").await.0, 200);
    assert_eq!(get(routes(), "/readyz").await.0, 503);
    assert_eq!(get(decision_routes(Arc::clone(&app)), "/health").await.0, 500);
}

#[tokio::test]
async fn metrics_count_answers_and_violations_and_name_the_policy() {
    let app = app();
    let body = r#"{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": "u",
        "kind": {"group": "", "version": "v1", "kind": "Pod"}, "operation": "CREATE", "namespace": "clinic",
        "object": {"apiVersion": "v1", "kind": "Pod"}}}"#;
    let request =
        Request::post("/v1/admit").header("content-type", "application/json").body(Body::from(body));
    send(admission_routes(Arc::clone(&app)), request.expect("a request")).await;
    let (_, metrics) = get(health_routes(app), "/metrics").await;
    for line in [
        r#"edgeward_requests_total{endpoint="admit",outcome="deny"} 1"#,
        r#"edgeward_request_duration_seconds_count{endpoint="admit",outcome="deny"} 1"#,
        r#"edgeward_violations_total{rule="T-01",action="deny"} 1"#,
        r#"edgeward_violations_total{rule="T-02",action="warn"} 1"#,
        r#"edgeward_policy_info{revision="0.0.0+test",digest="0123",profile="baseline"} 1"#,
    ] {
        assert!(metrics.lines().any(|found| found == line), "{line}\nis not in\n{metrics}");
    }
    assert!(metrics.contains(r#"le="0.0001""#), "buckets start at 100 µs");
    assert!(metrics.ends_with("# EOF\n"));
}

#[tokio::test]
async fn nothing_elsewhere_and_no_redirect_for_a_slash() {
    for path in ["/", "/v1/admit/", "//v1/admit", "/v1", "/healthz"] {
        let (status, _) = get(admission_routes(app()), path).await;
        assert_eq!(status, 404, "{path}");
    }
    assert_eq!(get(admission_routes(app()), "/v1/admit").await.0, 405);
}
