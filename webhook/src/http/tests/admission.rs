use serde_json::{Value as Json, json};

use super::*;
use crate::http::admission_routes;

fn pod_request(operation: &str, labels: &Json) -> Json {
    let object =
        json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "labels": labels}, "spec": {}});
    let old = if operation == "CREATE" { Json::Null } else { object.clone() };
    let object = if operation == "DELETE" { Json::Null } else { object };
    json!({
        "uid": "705ab4f5-6393-11e8-b7cc-42010a800002",
        "kind": {"group": "", "version": "v1", "kind": "Pod"},
        "operation": operation, "name": "a", "namespace": "clinic", "object": object, "oldObject": old,
    })
}

fn review(request: &Json) -> String {
    json!({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request}).to_string()
}

async fn post(path: &str, body: impl Into<Body>) -> (u16, Json) {
    post_to(app(), path, "application/json", body).await
}

async fn post_to(app: Arc<App>, path: &str, content_type: &str, body: impl Into<Body>) -> (u16, Json) {
    let request =
        Request::post(path).header("content-type", content_type).body(body.into()).expect("a request");
    send(admission_routes(app), request).await
}

/// `allowed` and the code of a well-formed review.
fn verdict((status, review): &(u16, Json)) -> (bool, u64) {
    assert_eq!(*status, 200, "{review}");
    assert_eq!(
        (&review["apiVersion"], &review["kind"]),
        (&json!("admission.k8s.io/v1"), &json!("AdmissionReview"))
    );
    let response = &review["response"];
    assert_eq!(response["uid"], "705ab4f5-6393-11e8-b7cc-42010a800002");
    (
        response["allowed"].as_bool().expect("a boolean"),
        response["status"]["code"].as_u64().expect("a number"),
    )
}

#[tokio::test]
async fn each_verdict_has_its_code() {
    let cases = [
        (json!({}), (false, 403)),
        (json!({"owner": "a"}), (true, 299)),
        (json!({"owner": "a", "contact": "b"}), (true, 200)),
        (json!({"owner": "a", "broken": "yes"}), (false, 500)),
        (json!({"owner": "a", "slow": "yes"}), (false, 500)),
    ];
    for (labels, expected) in cases {
        let answer = post("/v1/admit", review(&pod_request("CREATE", &labels))).await;
        assert_eq!(verdict(&answer), expected, "{labels}: {}", answer.1);
    }
}

#[tokio::test]
async fn dry_run_is_judged_the_same() {
    let mut request = pod_request("CREATE", &json!({}));
    request["dryRun"] = json!(true);
    assert_eq!(verdict(&post("/v1/admit", review(&request)).await), (false, 403));
}

#[tokio::test]
async fn delete_passes_and_what_nobody_judges_does_not() {
    assert!(verdict(&post("/v1/admit", review(&pod_request("DELETE", &json!({})))).await).0);
    let mut connect = pod_request("CREATE", &json!({"owner": "a"}));
    connect["operation"] = json!("CONNECT");
    assert_eq!(verdict(&post("/v1/admit", review(&connect)).await), (false, 403));
    let mut unknown = pod_request("CREATE", &json!({"owner": "a"}));
    unknown["kind"] = json!({"group": "example.com", "version": "v1", "kind": "Thing"});
    unknown["object"]["apiVersion"] = json!("example.com/v1");
    unknown["object"]["kind"] = json!("Thing");
    assert_eq!(verdict(&post("/v1/admit", review(&unknown)).await), (false, 403));
    // The validating webhook is asked as well, and denies there.
    assert!(verdict(&post("/v1/mutate", review(&unknown)).await).0);
    assert!(verdict(&post("/v1/mutate", review(&connect)).await).0);
}

#[tokio::test]
async fn a_namespace_out_of_scope_passes_and_an_unknown_one_does_not() {
    let mut request = pod_request("CREATE", &json!({}));
    request["namespace"] = json!("web");
    assert!(verdict(&post("/v1/admit", review(&request)).await).0);
    request["namespace"] = json!("nobody-described-it");
    assert!(!verdict(&post("/v1/admit", review(&request)).await).0);
}

#[tokio::test]
async fn a_review_with_a_uid_that_cannot_be_judged_is_a_denial() {
    let mut operation = pod_request("CREATE", &json!({}));
    operation["operation"] = json!("EXPLODE");
    let mut kindless = pod_request("CREATE", &json!({}));
    kindless["kind"] = Json::Null;
    let mut objectless = pod_request("CREATE", &json!({}));
    objectless["object"] = json!("text");
    for request in [operation, kindless, objectless] {
        for path in ["/v1/admit", "/v1/mutate"] {
            assert_eq!(verdict(&post(path, review(&request)).await), (false, 400), "{request}");
        }
    }
    let doubled =
        review(&pod_request("CREATE", &json!({}))).replace(r#""spec":{}"#, r#""spec":{},"spec":{}"#);
    let answer = post("/v1/admit", doubled).await;
    assert_eq!(verdict(&answer), (false, 400));
    assert!(
        answer.1["response"]["status"]["message"].as_str().is_some_and(|text| text.contains("given twice"))
    );
}

#[tokio::test]
async fn what_is_no_review_is_an_http_error_in_json() {
    let whole = review(&pod_request("CREATE", &json!({})));
    let mut uidless = pod_request("CREATE", &json!({}));
    uidless["uid"] = json!("");
    let bodies = [
        String::new(),
        "null".to_owned(),
        "[]".to_owned(),
        "{}".to_owned(),
        whole.chars().take(whole.len() / 2).collect(),
        format!("{}{}", "[".repeat(10_000), "]".repeat(10_000)),
        r#"{"apiVersion": "v1", "kind": "Pod"}"#.to_owned(),
        r#"{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview"}"#.to_owned(),
        review(&uidless),
        "\u{feff}{}".to_owned(),
    ];
    for body in bodies {
        for path in ["/v1/admit", "/v1/mutate"] {
            let (status, answer) = post(path, body.clone()).await;
            assert_eq!((status, &answer["code"]), (400, &json!(400)), "{answer}");
            assert!(answer["message"].as_str().is_some_and(|text| !text.is_empty()));
        }
    }
    assert_eq!(post("/v1/admit", vec![0xff, 0xfe]).await.0, 400);
}

#[tokio::test]
async fn an_object_too_deep_to_be_read_is_a_denial() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let body =
        review(&pod_request("CREATE", &json!({}))).replace(r#""spec":{}"#, &format!(r#""spec":{deep}"#));
    assert_eq!(verdict(&post("/v1/admit", body).await), (false, 400));
}

#[tokio::test]
async fn another_version_is_refused_in_that_version() {
    let body =
        review(&pod_request("CREATE", &json!({}))).replace("admission.k8s.io/v1", "admission.k8s.io/v1beta1");
    let (status, answer) = post("/v1/admit", body).await;
    assert_eq!(status, 400);
    assert_eq!(
        (&answer["apiVersion"], &answer["response"]["allowed"]),
        (&json!("admission.k8s.io/v1beta1"), &json!(false))
    );
    assert_eq!(answer["response"]["uid"], "705ab4f5-6393-11e8-b7cc-42010a800002");
}

#[tokio::test]
async fn only_plain_json_is_read() {
    let body = review(&pod_request("CREATE", &json!({"owner": "a"})));
    for content_type in ["application/json", "application/json; charset=utf-8", "Application/JSON"] {
        assert_eq!(post_to(app(), "/v1/admit", content_type, body.clone()).await.0, 200, "{content_type}");
    }
    for content_type in ["text/plain", "application/yaml", "application/jsonx", ""] {
        assert_eq!(post_to(app(), "/v1/admit", content_type, body.clone()).await.0, 415, "{content_type}");
    }
    let request = Request::post("/v1/admit")
        .header("content-type", "application/json")
        .header("content-encoding", "gzip")
        .body(Body::from(body));
    assert_eq!(send(admission_routes(app()), request.expect("a request")).await.0, 415);
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_with_its_reason() {
    let app = app_with(Config { admission_body_limit: 100, ..Config::default() });
    for size in [101, 1000] {
        let (status, answer) =
            post_to(Arc::clone(&app), "/v1/admit", "application/json", " ".repeat(size)).await;
        assert_eq!(status, 413);
        assert!(
            answer["message"]
                .as_str()
                .is_some_and(|text| text.starts_with("the body is larger than 100 bytes"))
        );
    }
}

#[tokio::test]
async fn the_callers_patience_is_respected() {
    let body = review(&pod_request("CREATE", &json!({"owner": "a", "slow": "yes"})));
    // The rule's limit shrinks to what is left, so it gives up itself or is given up on.
    let answer = post("/v1/admit?timeout=50ms", body.clone()).await;
    let (allowed, code) = verdict(&answer);
    assert!(!allowed && [500, 504].contains(&code), "{}", answer.1);
    for query in ["timeout=soon", "timeout=-1s", "timeout=0s", "timeout="] {
        assert_eq!(post(&format!("/v1/admit?{query}"), body.clone()).await.0, 400, "{query}");
    }
}

#[tokio::test]
async fn too_many_at_once_are_denied() {
    let config =
        Config { evaluation_slots: std::num::NonZeroUsize::new(1), evaluation_queue: 0, ..Config::default() };
    let app = app_with(config);
    let slow = review(&pod_request("CREATE", &json!({"owner": "a", "slow": "yes"})));
    let busy = tokio::spawn(post_to(Arc::clone(&app), "/v1/admit", "application/json", slow));
    tokio::time::sleep(Duration::from_millis(200)).await;
    let answer =
        post_to(app, "/v1/admit", "application/json", review(&pod_request("CREATE", &json!({})))).await;
    assert_eq!(verdict(&answer), (false, 429));
    assert_eq!(verdict(&busy.await.expect("no panic")), (false, 500));
}

#[tokio::test]
async fn an_evaluation_that_panics_is_a_denial() {
    let body = review(&pod_request("CREATE", &json!({})));
    let (answer, _) = crate::admission::no_answer(crate::evaluate::NoAnswer::Panicked, body.as_bytes());
    let json: Json = serde_json::from_slice(&answer.body).expect("JSON");
    assert_eq!(verdict(&(answer.status, json)), (false, 500));
}

#[tokio::test]
async fn mutation_adds_and_then_admission_is_asked() {
    let answer = post("/v1/mutate", review(&pod_request("CREATE", &json!({})))).await;
    assert!(verdict(&answer).0);
    assert_eq!(answer.1["response"]["patchType"], "JSONPatch");
}
