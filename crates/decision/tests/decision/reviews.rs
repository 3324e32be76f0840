use edgeward_decision::{Operation, Review};

use crate::policies::json;

fn review(request: &str) -> Result<Review, String> {
    let document =
        format!(r#"{{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{request}}}"#);
    Review::of_document(&json(&document)).map_err(|error| error.to_string())
}

const KIND: &str = r#""kind":{"group":"","version":"v1","kind":"Pod"}"#;

#[test]
fn a_request_that_lacks_something_is_refused_by_name_of_it() {
    for (request, message) in [
        ("{}".to_owned(), "`request.kind` is missing"),
        (r#"{"kind":{"group":"","version":"v1"}}"#.to_owned(), "`request.kind.kind` is missing or empty"),
        (format!("{{{KIND}}}"), "`request.operation` is missing or no text"),
        (
            format!(r#"{{{KIND},"operation":"PATCH"}}"#),
            "operation `PATCH` is unknown; it is one of CREATE, UPDATE, DELETE, CONNECT",
        ),
        (format!(r#"{{{KIND},"operation":"CREATE"}}"#), "`request.object` is missing"),
        (
            format!(r#"{{{KIND},"operation":"CREATE","object":7}}"#),
            "`request.object` and `oldObject` must be objects or null",
        ),
        (
            format!(r#"{{{KIND},"operation":"UPDATE","object":{{}}}}"#),
            "`request.oldObject` is missing on UPDATE",
        ),
        (
            format!(r#"{{{KIND},"operation":"DELETE","object":{{}}}}"#),
            "`request.oldObject` is missing on DELETE",
        ),
        ("7".to_owned(), "`request` is missing or no object"),
    ] {
        assert_eq!(review(&request), Err(message.to_owned()), "{request}");
    }
}

#[test]
fn a_request_and_its_object_must_say_the_same() {
    let kind = "`request.object` or `oldObject` is of another apiVersion or kind than `request.kind`";
    let namespace = "`request.object` or `oldObject` is in another namespace than `request.namespace`";
    for (object, expected) in [
        (r#"{"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"n"}}"#, Ok(())),
        (r#"{"metadata":{}}"#, Ok(())),
        (r#"{"apiVersion":"v1","kind":"ConfigMap"}"#, Err(kind)),
        (r#"{"apiVersion":"v2","kind":"Pod"}"#, Err(kind)),
        (r#"{"kind":7}"#, Err(kind)),
        (r#"{"metadata":{"namespace":"other"}}"#, Err(namespace)),
        (r#"{"metadata":{"namespace":["n"]}}"#, Err(namespace)),
    ] {
        for (operation, both) in [("CREATE", "null"), ("UPDATE", object)] {
            let request = format!(
                r#"{{{KIND},"namespace":"n","operation":"{operation}","object":{object},"oldObject":{both}}}"#
            );
            assert_eq!(review(&request).map(|_| ()), expected.map_err(str::to_owned), "{request}");
        }
    }
}

#[test]
fn a_delete_is_a_review_of_the_old_object() {
    let review = review(&format!(r#"{{{KIND},"operation":"DELETE","object":null,"oldObject":{{"a":1}}}}"#))
        .expect("a review");
    assert_eq!((review.operation, review.object), (Operation::Delete, json(r#"{"a":1}"#)));
}

#[test]
fn a_manifest_is_reviewed_as_a_create_and_lands_in_default() {
    let of = |text: &str| Review::of_document(&json(text)).expect("a review");
    let pod = of(r#"{"apiVersion":"v1","kind":"Pod","metadata":{"generateName":"a-"}}"#);
    assert_eq!(
        (pod.operation, pod.namespace.as_deref(), pod.generate_name.as_str()),
        (Operation::Create, Some("default"), "a-")
    );
    let node = of(r#"{"apiVersion":"v1","kind":"Node","metadata":{"name":"n"}}"#);
    assert_eq!(node.namespace, None);
    assert!(Review::of_document(&json(r#"{"kind":"Pod"}"#)).is_err());
}

#[test]
fn a_review_of_another_version_is_refused() {
    let document = json(r#"{"apiVersion":"admission.k8s.io/v1beta1","kind":"AdmissionReview","request":{}}"#);
    assert_eq!(
        Review::of_document(&document).map_err(|error| error.to_string()),
        Err("`apiVersion` must be `admission.k8s.io/v1`".to_owned())
    );
}
