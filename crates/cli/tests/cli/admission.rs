//! The real program as a webhook, over real TLS.

use edgeward_decision::{Inventory, Review, decide};
use edgeward_rego::Limits;
use serde_json::{Value, json};

use crate::edgeward;
use crate::running::Running;

/// The Deployment in a seed file, as it is written.
fn deployment(file: &str) -> Value {
    let path = format!("{}/../../testdata/seed/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("a seed file");
    let documents = edgeward_manifest::documents(file, &text).expect("manifests");
    let found = documents.iter().find(|document| document.kind() == "Deployment").expect("a Deployment");
    serde_json::from_str(&found.value().to_json()).expect("JSON")
}

fn request(operation: &str, kind: [&str; 3], object: &Value, old: &Value) -> Value {
    let [group, version, kind] = kind;
    let named = if object.is_null() { old } else { object };
    json!({
        "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
        "request": {
            "uid": "u", "operation": operation,
            "kind": {"group": group, "version": version, "kind": kind},
            "name": named["metadata"]["name"],
            "namespace": named["metadata"]["namespace"].as_str().unwrap_or("default"),
            "userInfo": {}, "object": object, "oldObject": old,
        },
    })
}

const DEPLOYMENT: [&str; 3] = ["apps", "v1", "Deployment"];
const POD: [&str; 3] = ["", "v1", "Pod"];

fn allowed(server: &Running, review: &Value) -> bool {
    server.review("/v1/admit?timeout=10s", review)["response"]["allowed"].as_bool().expect("an answer")
}

/// The object with the patch of `/v1/mutate`.
fn mutated(server: &Running, review: &Value) -> Value {
    let response = &server.review("/v1/mutate?timeout=10s", review)["response"];
    assert_eq!(response["allowed"], true, "{response}");
    let mut object = review["request"]["object"].clone();
    let Some(patch) = response["patch"].as_str() else { return object };
    let patch: Value = serde_json::from_slice(&base64(patch)).expect("a patch");
    for operation in patch.as_array().expect("a list") {
        let path = operation["path"].as_str().expect("a path");
        let (parent, last) = path.rsplit_once('/').expect("a pointer");
        match object.pointer_mut(parent).expect("the parent is there") {
            Value::Array(list) => list.push(operation["value"].clone()),
            parent => {
                let last = last.replace("~1", "/").replace("~0", "~");
                let replaced =
                    parent.as_object_mut().expect("an object").insert(last, operation["value"].clone());
                assert_eq!(replaced, None, "{path} had a value");
            }
        }
    }
    object
}

fn base64(text: &str) -> Vec<u8> {
    let digit = |byte: u8| {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        u32::try_from(alphabet.iter().position(|&one| one == byte).unwrap_or_default()).expect("small")
    };
    let mut bytes = Vec::new();
    for chunk in text.as_bytes().chunks(4) {
        let bits = chunk.iter().fold(0, |bits, &byte| bits << 6 | digit(byte));
        let padding = chunk.iter().filter(|&&byte| byte == b'=').count();
        bytes.extend(&bits.to_be_bytes()[1..4 - padding]);
    }
    bytes
}

#[test]
fn the_seeds_deployment_is_denied_for_its_two_mutated_or_not() {
    let server = Running::start(&[]);
    let seed = deployment("deployment.yaml");
    let after = mutated(&server, &request("CREATE", DEPLOYMENT, &seed, &Value::Null));
    assert_ne!(seed, after);
    for object in [seed, after] {
        let answer = server.review("/v1/admit", &request("CREATE", DEPLOYMENT, &object, &Value::Null));
        let message = answer["response"]["status"]["message"].as_str().expect("a message").to_owned();
        let names: Vec<_> = message.lines().filter_map(|line| line.split(']').next()).collect();
        assert_eq!(names, ["[hd-aud-01", "[hd-net-01"], "{message}");
    }
}

#[test]
fn the_twin_without_its_safe_defaults_is_patched_and_then_admitted() {
    let server = Running::start(&["--profile", "strict", "--inventory", "testdata/seed/twin.yaml"]);
    let bare = deployment("twin-without-defaults.yaml");
    let create = |object: &Value| request("CREATE", DEPLOYMENT, object, &Value::Null);
    assert!(!allowed(&server, &create(&bare)));
    let patched = mutated(&server, &create(&bare));
    assert!(allowed(&server, &create(&patched)));
    assert_eq!(mutated(&server, &create(&patched)), patched);
}

#[test]
fn compliant_changes_a_delete_and_a_dry_run_are_allowed() {
    let server = Running::start(&["--profile", "strict", "--inventory", "testdata/seed/twin.yaml"]);
    let twin = deployment("twin.yaml");
    let mut scaled = twin.clone();
    scaled["spec"]["replicas"] = json!(41);
    assert!(allowed(&server, &request("UPDATE", DEPLOYMENT, &scaled, &twin)));
    assert!(allowed(&server, &request("DELETE", DEPLOYMENT, &Value::Null, &deployment("deployment.yaml"))));
    let mut dry = request("CREATE", DEPLOYMENT, &twin, &Value::Null);
    dry["request"]["dryRun"] = json!(true);
    assert!(allowed(&server, &dry));

    let template = &twin["spec"]["template"];
    let mut running = json!({"apiVersion": "v1", "kind": "Pod", "metadata": template["metadata"], "spec": template["spec"]});
    running["metadata"]["name"] = json!("health-data-storage-0");
    running["metadata"]["namespace"] = json!("health-data");
    running["metadata"]["finalizers"] = json!(["example.com/a"]);
    running["spec"]["nodeName"] = json!("edge-1");
    let mut labelled = running.clone();
    labelled["metadata"]["labels"]["release"] = json!("canary");
    assert!(allowed(&server, &request("UPDATE", POD, &labelled, &running)));
    let mut released = running.clone();
    released["metadata"]["finalizers"] = json!([]);
    assert!(allowed(&server, &request("UPDATE", POD, &released, &running)));
    let mut moved = running.clone();
    moved["spec"]["nodeName"] = json!("cloud-1");
    assert!(!allowed(&server, &request("UPDATE", POD, &moved, &running)));
}

#[test]
fn nothing_that_is_sent_is_let_through_or_takes_the_server_down() {
    let server = Running::start(&[]);
    let seed = deployment("deployment.yaml");
    let whole = request("CREATE", DEPLOYMENT, &seed, &Value::Null).to_string();
    let exec = json!({"apiVersion": "v1", "kind": "PodExecOptions", "metadata": {"name": "a"}});
    let thing = json!({"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "a"}});
    for review in [
        request("CONNECT", ["", "v1", "PodExecOptions"], &exec, &Value::Null),
        request("CREATE", ["example.com", "v1", "Thing"], &thing, &Value::Null),
        request("EXPLODE", DEPLOYMENT, &seed, &Value::Null),
    ] {
        assert!(!allowed(&server, &review), "{review}");
    }
    let (json, nine_mebibytes) = ("application/json", vec![b' '; 9 << 20]);
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    for (content_type, length, body, status) in [
        ("text/plain", whole.len(), whole.as_bytes(), 415),
        (json, whole.len(), &whole.as_bytes()[..whole.len() / 2], 400),
        (json, nine_mebibytes.len(), nine_mebibytes.as_slice(), 413),
        (json, deep.len(), deep.as_bytes(), 400),
        (json, 14, br#"{"kind":"Pod"}"#, 400),
        (json, 0, b"", 400),
    ] {
        // Where the body stops in the middle there may be nobody left to answer to.
        if let Some((answered, text)) = server.post("/v1/admit", content_type, length, body) {
            assert_eq!(answered, status, "{text}");
            assert!(!text.contains(r#""allowed":true"#), "{text}");
        }
    }
    assert_eq!(server.health("/readyz").0, 200);
    assert!(!allowed(&server, &request("CREATE", DEPLOYMENT, &seed, &Value::Null)));
}

/// The same objects through the library, the command line and the server.
#[test]
fn one_corpus_has_one_verdict_everywhere() {
    let bundle = edgeward_policies::default_bundle().expect("the bundle");
    let policies = edgeward_policies::policies(&bundle).expect("the policies");
    let facts = policies.facts(&Inventory::default());
    let profile = policies.profile("strict").expect("strict");
    let server = Running::start(&["--profile", "strict"]);
    let root = format!("{}/../../testdata/golden", env!("CARGO_MANIFEST_DIR"));
    let mut compared = 0;
    for rule in std::fs::read_dir(root).expect("golden cases") {
        for case in std::fs::read_dir(rule.expect("a folder").path()).expect("cases").step_by(6) {
            let file = case.expect("a case").path().join("input.yaml");
            let text = std::fs::read_to_string(&file).expect("a case");
            let documents = edgeward_manifest::documents("input.yaml", &text).expect("documents");
            let alone = documents
                .iter()
                .find(|document| document.api_version() == "apps/v1" && document.kind() == "Deployment");
            let Some(alone) = alone else { continue };
            let review = Review::of_document(alone.value()).expect("a review");
            let decision = decide(&policies, profile, &review, &facts, &Limits::default());
            let decided = decision.violations.is_empty() && decision.faults.is_empty();

            let object: Value = serde_json::from_str(&alone.value().to_json()).expect("JSON");
            let posted = request("CREATE", DEPLOYMENT, &object, &Value::Null);
            assert_eq!(allowed(&server, &posted), decided, "{}", file.display());

            let scratch = crate::Folder::new();
            std::fs::write(scratch.path("one.json"), alone.value().to_json()).expect("written");
            let ran = edgeward(&[
                "check",
                "--profile",
                "strict",
                "-f",
                &scratch.path("one.json").display().to_string(),
            ]);
            assert_eq!(ran.code, if decided { 0 } else { 1 }, "{}: {ran:?}", file.display());
            compared += 1;
        }
    }
    assert!(compared > 40, "{compared} cases were compared");
}
