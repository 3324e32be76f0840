//! The default policies on the seed's manifests.

use std::path::Path;
use std::time::Duration;

use edgeward_decision::Inventory;
use edgeward_rego::{Documents, Limits, Query};
use edgeward_webhook::Config;
use serde_json::{Value, json};

use crate::running::{Running, request, review, verdict};

/// The documents of a manifest of `testdata/seed`, as somebody would write them today: the server judges by the real
/// clock, and what was done on the day in the files does not count for ever.
fn manifest(name: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/seed").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let text = text.replace("2026-05-15", &today());
    serde_saphyr::from_multiple(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn today() -> String {
    let nothing = Documents::new(Vec::new(), edgeward_rego::Value::object::<&str>([]));
    let query = Query::new(&nothing).expect("nothing to refuse");
    let rows = query.ask("substring(time.format(time.now_ns()), 0, 10)", None, &Limits::default());
    let (_, today, _) = rows.expect("an answer").remove(0).expressions.remove(0);
    today.as_str().expect("text").to_owned()
}

fn deployment(documents: &[Value]) -> Value {
    documents.iter().find(|document| document["kind"] == "Deployment").expect("one is there").clone()
}

/// A server of the default policies that knows the given objects.
fn server(objects: &[Value]) -> Running {
    let bundle = edgeward_policies::default_bundle().expect("the default bundle");
    let policies = edgeward_policies::policies(&bundle).expect("the default policies");
    let objects: Vec<edgeward_rego::Value> = objects.iter().map(Into::into).collect();
    // A busy machine is no reason to fail.
    let patient = |config: &mut Config| config.evaluation_limits.time = Duration::from_secs(10);
    Running::with(policies, &Inventory::from_objects(&objects), patient)
}

fn admit(server: &Running, request: &Value) -> (bool, Value) {
    let response = server.admission().post("/v1/admit?timeout=10s", &review(request));
    let (allowed, _) = verdict(&response);
    (allowed, response.json()["response"].clone())
}

/// The object as the API server has it after `/v1/mutate`.
fn mutated(server: &Running, request: &Value) -> Value {
    let response = server.admission().post("/v1/mutate?timeout=10s", &review(request));
    assert_eq!(verdict(&response), (true, 200), "{}", response.text());
    let answer = response.json()["response"].clone();
    let mut object = request["object"].clone();
    let Some(patch) = answer["patch"].as_str() else {
        return object;
    };
    assert_eq!(answer["patchType"], "JSONPatch");
    let patch: Vec<Value> = serde_json::from_slice(&decoded(patch)).expect("a patch");
    for operation in patch {
        assert_eq!(operation["op"], "add");
        add(&mut object, operation["path"].as_str().expect("a path"), operation["value"].clone());
    }
    object
}

fn add(object: &mut Value, path: &str, value: Value) {
    let (parent, last) = path.rsplit_once('/').expect("a pointer");
    match object.pointer_mut(parent).unwrap_or_else(|| panic!("{parent} is not there")) {
        Value::Array(list) => {
            assert_eq!(last, "-");
            list.push(value);
        }
        Value::Object(map) => {
            assert_eq!(map.insert(last.replace("~1", "/").replace("~0", "~"), value), None, "{path}")
        }
        other => panic!("{path} is below {other}"),
    }
}

/// Base64 by hand: the client side should not share the server's encoder.
fn decoded(text: &str) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    for group in text.trim_end_matches('=').as_bytes().chunks(4) {
        let mut bits = 0_u32;
        for byte in group {
            bits = bits << 6 | ALPHABET.iter().position(|letter| letter == byte).expect("base64") as u32;
        }
        bits <<= 6 * (4 - group.len());
        bytes.extend_from_slice(&bits.to_be_bytes()[1..group.len()]);
    }
    bytes
}

/// The constraints that a denial names.
fn denied_by(response: &Value) -> Vec<String> {
    let message = response["status"]["message"].as_str().unwrap_or_default();
    message.lines().filter_map(|line| Some(line.strip_prefix('[')?.split_once(']')?.0.to_owned())).collect()
}

#[test]
fn the_seeds_deployment_is_denied_for_its_two_mutated_or_not() {
    let server = server(&[]);
    let request_of = |object: &Value| request("CREATE", object, &Value::Null);
    let seed = deployment(&manifest("deployment.yaml"));
    let after = mutated(&server, &request_of(&seed));
    assert_ne!(seed, after, "it leaves defaults open");
    for object in [seed, after] {
        let (allowed, response) = admit(&server, &request_of(&object));
        assert!(!allowed);
        assert_eq!(response["status"]["code"], 403);
        assert_eq!(denied_by(&response), ["hd-aud-01", "hd-net-01"], "{response}");
        assert!(response["warnings"].as_array().is_some_and(|warnings| !warnings.is_empty()));
        assert_eq!(response["auditAnnotations"]["profile"], "baseline");
    }
}

#[test]
fn with_its_two_mended_it_is_allowed_with_warnings() {
    let documents = manifest("with-audit-and-policy.yaml");
    let server = server(&documents);
    let (allowed, response) = admit(&server, &request("CREATE", &deployment(&documents), &Value::Null));
    assert!(allowed, "{response}");
    assert_eq!(response["status"]["code"], 299);
}

#[test]
fn the_twin_without_defaults_is_patched_and_then_admitted() {
    let documents = manifest("twin-without-defaults.yaml");
    let server = server(&documents);
    let bare = deployment(&documents);
    assert!(!admit(&server, &request("CREATE", &bare, &Value::Null)).0, "as it is, it is not");
    let patched = mutated(&server, &request("CREATE", &bare, &Value::Null));
    assert_eq!(patched["spec"]["template"]["spec"]["runtimeClassName"], "wasmedge");
    let (allowed, response) = admit(&server, &request("CREATE", &patched, &Value::Null));
    assert!(allowed, "{response}");
    assert_eq!(response["status"]["code"], 200, "not even a warning");
    assert_eq!(
        mutated(&server, &request("UPDATE", &patched, &patched)),
        patched,
        "a second mutation changes nothing"
    );
}

/// The pod that the twin's template makes, as it runs on a node.
fn running_pod() -> (Vec<Value>, Value) {
    let documents = manifest("twin.yaml");
    let template = deployment(&documents)["spec"]["template"].clone();
    let mut pod = json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": template["metadata"], "spec": template["spec"],
        "status": {"phase": "Running"},
    });
    pod["metadata"]["name"] = json!("health-data-storage-7d9c-x2x4z");
    pod["metadata"]["namespace"] = json!("health-data");
    pod["spec"]["nodeName"] = json!("edge-1");
    (documents, pod)
}

#[test]
fn compliant_updates_are_allowed_also_of_a_running_pod() {
    let (documents, pod) = running_pod();
    let server = server(&documents);
    let twin = deployment(&documents);
    let mut scaled = twin.clone();
    scaled["spec"]["replicas"] = json!(41);
    let mut labelled = pod.clone();
    labelled["metadata"]["labels"]["release"] = json!("canary");
    for (object, old) in [(scaled, twin), (labelled, pod)] {
        let request = request("UPDATE", &object, &old);
        assert_eq!(mutated(&server, &request), object);
        let (allowed, response) = admit(&server, &request);
        assert!(allowed, "{response}");
    }
}

#[test]
fn an_update_that_only_removes_finalizers_is_allowed_whatever_the_object() {
    let server = server(&[]);
    let mut old = deployment(&manifest("deployment.yaml"));
    old["metadata"]["finalizers"] = json!(["example.com/keep"]);
    let mut object = old.clone();
    object["metadata"]["finalizers"] = json!([]);
    let removal = request("UPDATE", &object, &old);
    assert!(admit(&server, &removal).0);
    assert_eq!(mutated(&server, &removal), object);
    object["spec"]["replicas"] = json!(1);
    assert!(!admit(&server, &request("UPDATE", &object, &old)).0, "that is more than a finalizer");
}

#[test]
fn delete_is_allowed_and_dry_run_is_judged_the_same() {
    let documents = manifest("twin.yaml");
    let server = server(&documents);
    let seed = deployment(&manifest("deployment.yaml"));
    assert!(admit(&server, &request("DELETE", &Value::Null, &seed)).0);
    let dry = |object: &Value| {
        let mut request = request("CREATE", object, &Value::Null);
        request["dryRun"] = json!(true);
        admit(&server, &request).0
    };
    assert!(dry(&deployment(&documents)));
    assert!(!dry(&seed));
}

#[test]
fn the_default_policies_refuse_a_kind_that_no_rule_judges_and_every_way_into_a_pod() {
    let server = server(&[]);
    let widget = json!({"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "a"}});
    let (allowed, response) = admit(&server, &request("CREATE", &widget, &Value::Null));
    assert!(!allowed);
    let message = response["status"]["message"].as_str().expect("text");
    assert!(message.contains("narrow the webhook's rules"), "{message}");
    let exec = json!({"apiVersion": "v1", "kind": "PodExecOptions", "metadata": {"name": "a"}});
    let (allowed, response) = admit(&server, &request("CONNECT", &exec, &Value::Null));
    assert!(!allowed);
    assert_eq!(denied_by(&response), ["hd-sub-01"], "{response}");
}

#[test]
fn namespaces_are_judged_at_a_door_of_their_own_too_and_nothing_else_is() {
    let server = server(&[]);
    let ask = |object: &Value| {
        let response =
            server.admission().post("/v1/admitlabel", &review(&request("CREATE", object, &Value::Null)));
        (verdict(&response).0, response.json()["response"]["status"].clone())
    };
    let labels = json!({"edgeward.io/health-data": "true"});
    let bare = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a", "labels": labels}});
    let (allowed, status) = ask(&bare);
    assert_eq!((allowed, &status["code"]), (false, &json!(403)));
    assert!(status["message"].as_str().is_some_and(|text| text.contains("[hd-ns-01]")), "{status}");
    let elsewhere = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a"}});
    assert!(ask(&elsewhere).0);
    let (allowed, status) = ask(&deployment(&manifest("twin.yaml")));
    assert_eq!((allowed, &status["code"]), (false, &json!(400)));
    assert!(status["message"].as_str().is_some_and(|text| text.contains("/v1/admit")), "{status}");
}

#[test]
fn an_object_as_deep_as_can_be_read_is_judged() {
    let server = server(&[]);
    let mut seed = deployment(&manifest("deployment.yaml"));
    let deep = (0..110).fold(json!({}), |inner, _| json!({"a": inner}));
    seed["spec"]["template"]["spec"]["securityContext"] = deep.clone();
    seed["spec"]["template"]["metadata"] = json!({"annotations": deep});
    let (allowed, response) = admit(&server, &request("CREATE", &seed, &Value::Null));
    assert!(!allowed, "{response}");
    assert!(!admit(&server, &request("CREATE", &deployment(&manifest("deployment.yaml")), &Value::Null)).0);
}
