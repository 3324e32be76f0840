use serde_json::{Value as Json, json};

use super::*;
use crate::http::decision_routes;

fn permitted() -> Json {
    json!({
        "action": "query", "user": {"role": "authorized_medical_staff"}, "patient": {"consent": true},
        "data_stays_local": true, "audit": {"enabled": true},
    })
}

async fn post(path: &str, body: impl ToString) -> (u16, Json) {
    let request =
        Request::post(format!("/v1/data{path}")).body(Body::from(body.to_string())).expect("a request");
    send(decision_routes(app()), request).await
}

async fn get(path: &str) -> (u16, Json) {
    let request = Request::get(format!("/v1/data{path}")).body(Body::empty()).expect("a request");
    send(decision_routes(app()), request).await
}

const WARNING: &str = r#"{"code": "api_usage_warning", "message": "'input' key missing from the request"}"#;

fn warning() -> Json {
    serde_json::from_str(WARNING).expect("JSON")
}

#[tokio::test]
async fn documents_are_given_as_opa_gives_them() {
    let body = json!({"input": permitted()});
    for (path, expected) in [
        ("/healthcare/healthdata", json!({"result": {"allow": true}})),
        ("/healthcare/healthdata/", json!({"result": {"allow": true}})),
        ("/healthcare/healthdata/allow", json!({"result": true})),
        ("/healthcare/healthdata/deny", json!({})),
        ("/healthcare/healthdata/allow/deeper", json!({})),
        ("/healthcare/healthdata/other", json!({})),
        ("/healthcare", json!({"result": {"healthdata": {"allow": true}}})),
        ("", json!({"result": {"healthcare": {"healthdata": {"allow": true}}}})),
        ("/nothing/here", json!({})),
    ] {
        assert_eq!(post(path, &body).await, (200, expected), "{path}");
    }
}

#[tokio::test]
async fn an_export_is_denied_apart_from_allow() {
    let body = json!({"input": {"action": "export", "destination": "elsewhere"}});
    assert_eq!(
        post("/healthcare/healthdata", &body).await,
        (200, json!({"result": {"allow": false, "deny": true}}))
    );
    let answer = json!({"result": {"permit": false, "reasons": ["not_allowed", "denied"]}});
    assert_eq!(post("/edgeward/access/decision", &body).await, (200, answer));
}

#[tokio::test]
async fn the_combined_decision_permits_only_what_is_allowed_and_not_denied() {
    let body = json!({"input": permitted()});
    let (status, answer) = post("/edgeward/access/decision", &body).await;
    assert_eq!((status, answer), (200, json!({"result": {"permit": true, "reasons": []}})));
    assert_eq!(post("/edgeward/access/decision/permit", &body).await, (200, json!({"result": true})));
    let no_destination = json!({"input": {"action": "export"}});
    assert_eq!(
        post("/edgeward/access/decision/permit", &no_destination).await,
        (200, json!({"result": false}))
    );
}

#[tokio::test]
async fn a_missing_input_is_undefined_warned_of_and_never_a_permit() {
    for body in ["", " \n", "null", "{}", r#"{"input": null}"#, r#"{"inputs": {}}"#] {
        let expected = json!({"result": {"allow": false}, "warning": warning()});
        assert_eq!(post("/healthcare/healthdata", body).await, (200, expected), "{body}");
        let (_, answer) = post("/edgeward/access/decision", body).await;
        assert_eq!(answer["result"]["permit"], false, "{body}");
    }
    assert_eq!(get("/healthcare/healthdata").await, (200, json!({"result": {"allow": false}})));
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_an_invalid_parameter() {
    let deep = format!(r#"{{"input": {}{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    let doubled = r#"{"input": {"action": "export", "action": "query"}}"#;
    let large = r#"{"input": 18446744073709551616}"#;
    for body in ["{", "[]", "1", r#""text""#, doubled, large, deep.as_str(), "{} {}"] {
        for path in ["/healthcare/healthdata", "/edgeward/access/decision"] {
            let (status, answer) = post(path, body).await;
            assert_eq!((status, &answer["code"]), (400, &json!("invalid_parameter")), "{answer}");
            assert_eq!(answer["result"], Json::Null);
        }
    }
    let request =
        Request::post("/v1/data/x").body(Body::from(" ".repeat(2 * 1024 * 1024))).expect("a request");
    let (status, answer) = send(decision_routes(app()), request).await;
    assert_eq!((status, &answer["message"]), (400, &json!("request body too large")));
}

#[tokio::test]
async fn encodings_that_are_not_read_are_refused_clearly() {
    for (header, value) in [("content-encoding", "gzip"), ("content-type", "application/x-yaml")] {
        let request =
            Request::post("/v1/data/healthcare/healthdata").header(header, value).body(Body::from("{}"));
        let (status, answer) = send(decision_routes(app()), request.expect("a request")).await;
        assert_eq!((status, &answer["code"]), (415, &json!("invalid_parameter")), "{value}");
    }
}

#[tokio::test]
async fn get_takes_its_input_from_the_query() {
    let input = permitted().to_string().replace('"', "%22").replace('{', "%7B").replace('}', "%7D");
    let (status, answer) = get(&format!("/healthcare/healthdata/allow?input={input}")).await;
    assert_eq!((status, answer), (200, json!({"result": true})));
    assert_eq!(get("/healthcare/healthdata/allow?input=%7B").await.0, 400);
}

#[tokio::test]
async fn options_add_what_opa_adds() {
    let (_, answer) = post("/healthcare/healthdata/allow?metrics&provenance=true", "{}").await;
    assert!(answer["metrics"]["timer_rego_query_eval_ns"].is_u64());
    assert_eq!(answer["provenance"]["bundles"]["edgeward"]["revision"], "0.0.0+test");
    let request =
        Request::post("/v1/data/nothing?pretty").body(Body::from(r#"{"input": 1}"#)).expect("a request");
    let response = decision_routes(app()).0.oneshot(request).await.expect("infallible");
    assert_eq!(text(response).await, "{}\n");
}

#[tokio::test]
async fn other_methods_and_crafted_paths_are_refused() {
    for method in ["PUT", "PATCH", "DELETE"] {
        let request = Request::builder().method(method).uri("/v1/data/healthcare").body(Body::empty());
        assert_eq!(send(decision_routes(app()), request.expect("a request")).await.0, 405, "{method}");
    }
    let (status, answer) = post("/healthcare%22%5D%3B/x", "{}").await;
    assert_eq!((status, &answer["code"]), (400, &json!("invalid_parameter")));
    let request = Request::get("/v1/policies").body(Body::empty()).expect("a request");
    assert_eq!(send(decision_routes(app()), request).await.0, 404);
}
