//! The real program as a webhook, over real TLS.

use std::collections::BTreeSet;
use std::time::Duration;

use edgeward_decision::{Inventory, Review, decide};
use edgeward_manifest::Document;
use edgeward_rego::Limits;
use serde_json::{Value, json};

use crate::running::Running;
use crate::{Folder, edgeward};

/// A seed file as somebody would write it today: a server judges by the real clock, and what was done on the day in
/// the file does not count for ever.
fn current(file: &str) -> String {
    let path = format!("{}/../../testdata/seed/{file}", env!("CARGO_MANIFEST_DIR"));
    let today = edgeward(&["eval", "-f", "raw", "substring(time.format(time.now_ns()), 0, 10)"]).out;
    std::fs::read_to_string(path).expect("a seed file").replace("2026-05-15", today.trim())
}

/// A server that judges by the strict profile and knows the objects of the twin.
fn strict() -> Running {
    let folder = Folder::new();
    let inventory = folder.file("twin.yaml", current("twin.yaml"));
    Running::start(&["--profile", "strict", "--inventory", &inventory])
}

/// The Deployment in a seed file.
fn deployment(file: &str) -> Value {
    let documents = edgeward_manifest::documents(file, &current(file)).expect("manifests");
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
    let server = strict();
    let bare = deployment("twin-without-defaults.yaml");
    let create = |object: &Value| request("CREATE", DEPLOYMENT, object, &Value::Null);
    assert!(!allowed(&server, &create(&bare)));
    let patched = mutated(&server, &create(&bare));
    assert!(allowed(&server, &create(&patched)));
    assert_eq!(mutated(&server, &create(&patched)), patched);
}

#[test]
fn compliant_changes_a_delete_and_a_dry_run_are_allowed() {
    let server = strict();
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

/// The same objects through the library, the command line and the server: the same constraints deny.
#[test]
fn one_corpus_has_one_verdict_everywhere() {
    let bundle = edgeward_policies::default_bundle().expect("the bundle");
    let policies = edgeward_policies::policies(&bundle).expect("the policies");
    let profile = policies.profile("strict").expect("strict");
    let folder = Folder::new();
    let around = folder.file("twin.yaml", current("twin.yaml"));
    let twin = edgeward_manifest::documents("twin.yaml", &current("twin.yaml")).expect("documents");
    let today = std::time::UNIX_EPOCH.elapsed().expect("a time after 1970").as_secs();
    let facts = policies
        .facts(&Inventory::from_objects(twin.iter().map(Document::value)))
        .at(i64::try_from(today).expect("a time"));
    let limits = Limits { time: Duration::from_secs(10), ..Limits::default() };
    let server = strict();
    let root = format!("{}/../../testdata/golden", env!("CARGO_MANIFEST_DIR"));
    let mut compared = 0;
    for rule in std::fs::read_dir(root).expect("golden cases") {
        for case in std::fs::read_dir(rule.expect("a folder").path()).expect("cases").step_by(12) {
            let file = case.expect("a case").path().join("input.yaml");
            let text = std::fs::read_to_string(&file).expect("a case");
            let documents = edgeward_manifest::documents("input.yaml", &text).expect("documents");
            let alone = documents
                .iter()
                .find(|document| document.api_version() == "apps/v1" && document.kind() == "Deployment");
            let Some(alone) = alone else { continue };
            let mut object: Value = serde_json::from_str(&alone.value().to_json()).expect("JSON");
            object["metadata"]["namespace"] = json!("health-data");

            let review = Review::of_document(&(&object).into()).expect("a review");
            let decision = decide(&policies, profile, &review, &facts, &limits);
            assert!(decision.faults.is_empty(), "{}: {decision:?}", file.display());
            let decided: BTreeSet<String> =
                decision.violations.into_iter().map(|violation| violation.constraint.to_string()).collect();

            let posted = request("CREATE", DEPLOYMENT, &object, &Value::Null);
            let response = &server.review("/v1/admit?timeout=10s", &posted)["response"];
            assert_eq!(response["allowed"], decided.is_empty(), "{}: {response}", file.display());
            let message = response["status"]["message"].as_str().unwrap_or_default();
            let denied = message
                .lines()
                .filter_map(|line| Some(line.strip_prefix('[')?.split_once(']')?.0.to_owned()));
            assert_eq!(denied.collect::<BTreeSet<_>>(), decided, "{}: {response}", file.display());

            let one = folder.file("one.json", object.to_string());
            let ran = edgeward(&["check", "--profile", "strict", "-f", &one, &around, "-o", "json"]);
            assert_eq!(ran.code, i32::from(!decided.is_empty()), "{}: {ran:?}", file.display());
            let json = ran.json();
            let findings = json["objects"][0]["findings"].as_array().expect("findings");
            let checked = findings.iter().filter(|finding| finding["action"] == "deny");
            let checked = checked.map(|finding| finding["constraint"].as_str().expect("text").to_owned());
            assert_eq!(checked.collect::<BTreeSet<_>>(), decided, "{}: {ran:?}", file.display());
            compared += 1;
        }
    }
    assert!(compared > 40, "{compared} cases were compared");
}
